"""The title of a document: its lines, the type it names, the years it covers.

What belongs here: reading the lines of the head that are the title. What does not: number, date, issuer (metadata,
issuer), years in headings (years).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pipelines.plans.lexicon.file_shapes import DocumentType
from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.stated_years import without_citations, without_vision, years_of

_LONGEST = 400
_TYPE_LINE = 25  # «KẾ HOẠCH» alone on its line
_TITLE_LINES = 7
_FIRST_LINES = 12
_ANNEX_LINES = 3
_WHOLE = 30  # so many characters make a title that a line in small letters ends
_CAPITALS = 40

Title = tuple[str | None, str | None]


_TYPE = r"^(?:{})\b"
_LETTERS = r"(?:/|-)(?:{})(?=[-/]|$)"


@cache
def _types() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str], bool], ...]:
    """Code, opening words, letters of the number, whether the words count in capitals only."""
    return tuple(
        (
            rule["type"],
            compiled(_TYPE.format(rule["words"])),
            re.compile(_LETTERS.format(rule["letters"])),
            rule.get("capitals", False),
        )
        for rule in load("documents", list[DocumentType])
    )


def type_of_number(number: str | None) -> str | None:
    """The type that the letters of a document number tell («271/KH-UBND»: plan)."""
    return next((kind for kind, _, letters, _ in _types() if number and letters.search(number)), None)


def type_of_words(words: str) -> str | None:
    """The type that words open with («Kế hoạch …»: plan)."""
    in_capitals = words.upper() == words
    return next(
        (kind for kind, opening, _, capitals in _types() if (in_capitals or not capitals) and opening.match(words)),
        None,
    )


def read_title(lines: list[str]) -> Title:
    """Type and title: the line that is only a type and what stands under it, else a line that opens with a type.

    Last, a line of capitals with a year, or what stands under «PHỤ LỤC» at the top, is a title without a type.
    """
    return next(_typed(lines), None) or next(_opened(lines), None) or next(_annexed(lines), None) or (None, None)


def _typed(lines: list[str]) -> Iterator[Title]:
    """«KẾ HOẠCH» alone, its words on the lines below."""
    for index, line in enumerate(lines):
        bare = line.strip(" *:")
        kind = type_of_words(line)
        if _is_dated_capitals(bare):
            return
        if kind and len(bare) <= _TYPE_LINE and bare.upper() == bare:
            title = _below(lines[index + 1 : index + 1 + _TITLE_LINES])
            issued = phrase("heads", "issued_plan").match(title)
            yield (type_of_words(issued["title"]) if issued else None) or kind, f"{bare} {title}".strip()


def _opened(lines: list[str]) -> Iterator[Title]:
    """«Kế hoạch cải cách hành chính năm 2025» on one line of the head; capitals with a year go before it."""
    opened: Title | None = None
    for index, line in enumerate(lines):
        if phrase("heads", "body").match(line):
            break
        kind = type_of_words(line)
        if kind and opened is None and index < _FIRST_LINES and not _is_sentence(line):
            opened = (kind, line[:_LONGEST])
        bare = line.strip(" *:")
        if _is_dated_capitals(bare):
            yield (opened[0] if opened else None), bare
            return
    if opened:
        yield opened


def _is_sentence(line: str) -> bool:
    """«Kế hoạch số 12 …», «Kế hoạch này nhằm …»: it cites a document or says what one is for, or is two sentences."""
    tells = any(phrase("heads", name).match(line) for name in ("cites_number", "tells_of_plan"))
    return tells or phrase("heads", "two_sentences").search(line) is not None


def _annexed(lines: list[str]) -> Iterator[Title]:
    """«PHỤ LỤC» at the top of an annex that came without its plan, its words on the lines below."""
    for index, line in enumerate(lines[:_ANNEX_LINES]):
        if phrase("heads", "annex").match(line) and (title := _below(lines[index + 1 : index + 1 + _TITLE_LINES])):
            yield None, title


def _is_dated_capitals(bare: str) -> bool:
    return len(bare) > _CAPITALS and bare.upper() == bare and years_of(bare) is not None


def _below(lines: list[str]) -> str:
    """The title's words under its type: whatever verb opens them, they end before the preamble."""
    title: list[str] = []
    for line in lines:
        if (phrase("heads", "ends_title").match(line) and not (not title and _may_open(line))) or _goes_on_small(
            title, line
        ):
            break
        title.append(line.strip(" *"))
    return " ".join(title)[:_LONGEST]


def _goes_on_small(title: list[str], line: str) -> bool:
    return bool(title) and line.upper() != line and len(" ".join(title)) > _WHOLE


def _may_open(line: str) -> bool:
    """«Thực hiện …», «Theo dõi … năm 2023» right under «KẾ HOẠCH» is the title, not yet the preamble."""
    return (
        len(line) < 300
        and not phrase("heads", "structure").match(line)
        and not phrase("heads", "preamble").search(line)
    )


def period_of(title: str, issued: date | None) -> tuple[int | None, int | None]:
    """First and last year a title covers: «giai đoạn A - B», «năm Y» (both the same), «đến năm Y» (from the issue).

    Numbers and dates of documents carried out are no years of the plan; «… năm 2023 thực hiện Chương trình … giai đoạn
    2021 - 2030» is a plan for 2023; of several plain years the last counts («khắc phục hạn chế năm 2022, … năm 2023»);
    years that were over when the text was issued are those of what it tells of or carries on.
    """
    words = without_vision(phrase("heads", "orientation").split(without_citations(title), maxsplit=1)[-1])
    horizon = years_of(words)
    if horizon is None or (issued and horizon.year < issued.year):  # «… tiếp tục thực hiện Nghị quyết … 2021 - 2025»
        return None, None
    plain = [int(match["year"]) for match in phrase("years", "plain").finditer(words)]
    if horizon.year_from is not None:
        inside = [year for year in plain if horizon.year_from <= year <= horizon.year]
        carried = inside and phrase("years", "carried_out_period").search(words)
        return (inside[-1], inside[-1]) if carried else (horizon.year_from, horizon.year)
    both = phrase("years", "two_years").search(words)
    if plain and both:
        return int(both["from"]), horizon.year
    if plain:
        return max(plain), max(plain)
    until = phrase("years", "up_to").search(words)
    if until and not both:
        return (issued.year if issued and issued.year <= horizon.year else None), horizon.year
    return horizon.year, horizon.year
