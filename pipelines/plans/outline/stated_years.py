"""Years in the words above a statement: what a title, a heading or a lead sentence dates.

What belongs here: periods, horizons, visions, years of documents cited. What does not: which heading governs what
(resolving), years inside the sentence of a number (grammar).

Rules: «giai đoạn A - B» and «từ năm A đến năm B» end in B; «năm A và B» is B; «tầm nhìn C», «định hướng đến C» date
nothing beside another year; «trong N năm tiếp theo» is the year of issue + N; a cited document's date is no year.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.plans.lexicon.loading import holds_one, lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.context import Horizon
from pipelines.vietnamese import squeeze

# A heading that dates is short: a longer one is a sentence with a year in it.
_LONGEST_HEADING = 130
_PERIODS = (("from", "to"), ("first", "last"), ("bare", "end"), ("stage", "close"))
_OF_HEADINGS = ("objective_heading", "stage_heading", "bare_heading")
_EDGE = " \t:.;*"
# Without one of these neither pattern can match: a cheap look before they are tried.
_AHEAD = ("tiếp theo", "tới")
_OF_CITATIONS = ("/", "-", "tháng")
_GOALS = ("chỉ tiêu", "mục tiêu")
_OF_PROGRAMMES = ("quốc gia", "chính phủ")


@lru_cache(maxsize=4_096)
def years_of(text: str, issued: int | None = None) -> Horizon | None:
    """The first horizon in a text: a period, else a year; visions beside another year are left out.

    Args:
        text: a heading, title or lead, on one line.
        issued: the document's year of issue, which «trong 05 năm tiếp theo» counts from.
    """
    words = without_vision(lowered(text))
    return _period(words) or _single(words) or counted_horizon(words, issued)


def without_vision(text: str) -> str:
    """The text, given in lower case, without «tầm nhìn đến …», «định hướng đến …» behind another year."""
    parts = phrase("years", "vision").split(text, maxsplit=1)
    return parts[0] if parts[0].strip() else parts[-1]


def _period(words: str) -> Horizon | None:
    match = phrase("years", "period").search(words.strip())
    if match is None:
        return None
    first, last = next((match[a], match[b]) for a, b in _PERIODS if match[a])
    return Horizon(int(last), int(first))


def _single(words: str) -> Horizon | None:
    both = phrase("years", "two_years").search(words)
    if both:  # «năm 2025 và 2026» lasts two years; «đến năm 2025 và năm 2030» are two horizons
        return Horizon(int(both["to"])) if int(both["to"]) - int(both["from"]) == 1 else None
    year = phrase("years", "by_year").search(words)
    return Horizon(int(year["by"] or year["in"] or year["end"])) if year else None


def counted_horizon(words: str, issued: int | None) -> Horizon | None:
    """«trong 05 năm tiếp theo», «trong 1 năm tới»: years counted from the year of issue; None where it is unknown."""
    if issued is None or not holds_one(_AHEAD, low := lowered(words)):
        return None
    match = phrase("years", "next_years").search(low)
    return Horizon(issued + int(match["count"])) if match else None


@lru_cache(maxsize=4_096)
def horizon_of(title: str, issued: int | None = None) -> Horizon | None:
    """The horizon a heading gives («a) Đến năm 2025», «Giai đoạn 2026 - 2030», «Mục tiêu đến năm 2030»)."""
    words = lowered(squeeze(title).rstrip(_EDGE))
    if len(words) > _LONGEST_HEADING:
        return None
    if phrase("years", "heading").match(words) or any(phrase("years", name).search(words) for name in _OF_HEADINGS):
        said = without_citations(words)
        # «CHỈ TIÊU ĐỊNH HƯỚNG ĐẾN NĂM 2030»: a heading that gives no other year is about the one it looks ahead to.
        return years_of(said, issued) or years_of(phrase("years", "vision").split(said, maxsplit=1)[-1])
    return None


def opening_horizon(title: str) -> Horizon | None:
    """The years that a numbered paragraph opens with («Đến năm 2025: nâng cao …») and sets over its bullets."""
    match = phrase("years", "opening").match(lowered(title))
    return years_of(match["words"]) if match else None


def stages_of(text: str) -> tuple[tuple[str, int], ...]:
    """The last years that a text gives its stages («Giai đoạn 1 (2026 - 2027)»), the first time each is named."""
    found: dict[str, int] = {}
    for match in phrase("years", "stage").finditer(lowered(text)):
        found.setdefault(match["stage"], int(match["year"]))
    return tuple(found.items())


@lru_cache(maxsize=1_024)
def bullet_horizon(title: str) -> Horizon | None:
    """The years of a bullet that ends in a colon («Đến năm 2025, tỷ lệ hồ sơ đạt:», «… yêu cầu đến năm 2030:»)."""
    if not title.endswith(":"):
        return None
    if phrase("years", "bullet").match(lowered(title)):
        return years_of(title)
    ended = phrase("years", "list_lead").match(without_citations(title))
    return years_of(ended["years"]) if ended else None


def lead_horizons(text: str, begins: int | None = None) -> list[tuple[int, Horizon]]:
    """The horizons that lead sentences of a paragraph set, with the place from which each holds.

    «Kế hoạch đặt mục tiêu đến năm 2026, …», «Cụ thể, đến năm 2025, …»; a year inside a clause leads nothing, nor does
    a year before the plan `begins`: it tells results.
    """
    if phrase("years", "printed").search(text) is None:
        return []
    words = without_programmes(without_citations(text))
    matches = [*phrase("years", "lead").finditer(words)]
    if holds_one(_GOALS, words):
        matches += phrase("years", "goals_of").finditer(words)
    if phrase("years", "introduces").search(words):
        matches += phrase("years", "lead_in").finditer(words)
    read = ((match.start("years"), years_of(match["years"])) for match in matches)
    return sorted(
        ((place, horizon) for place, horizon in read if horizon and horizon.year >= (begins or 0)),
        key=lambda found: (found[0], found[1].year),
    )


def without_attachment(words: str) -> str:
    """The words of a caption without «(Kèm theo Kế hoạch số … của UBND huyện …)», which names no level of its rows."""
    at = words.lower().find("kèm theo")
    return words[: words.rfind("(", 0, at)].rstrip() if "(" in words[: max(at, 0)] else words


def without_citations(text: str) -> str:
    """The text in lower case with numbers and dates of documents cited as dots, length unchanged."""
    low = lowered(text)
    return phrase("years", "cited").sub(_blank, low) if holds_one(_OF_CITATIONS, low) else low


def without_programmes(low: str) -> str:
    """A sentence in lower case with the years in names of national programmes as dots, length unchanged."""
    return phrase("years", "cited_programme").sub(_blank, low) if holds_one(_OF_PROGRAMMES, low) else low


def _blank(match: re.Match[str]) -> str:
    return "·" * len(match.group())  # no spaces: a long run of them costs patterns time


def all_years(text: str) -> list[int]:
    """Every year a text prints, in dates too, in reading order."""
    return [int(match["year"]) for match in phrase("years", "any_year").finditer(lowered(text))]
