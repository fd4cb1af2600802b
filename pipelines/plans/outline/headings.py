"""What a heading says: the reform area and the kind of section it opens, and whether a paragraph is one at all.

What belongs here: the words of headings (lexicon: headings.yml, parts.yml). What does not: marks and nesting (tree),
years (years), which heading governs what (resolving).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.plans.lexicon.file_shapes import Parts
from pipelines.plans.lexicon.loading import compiled_lower, load, lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.stated_years import horizon_of
from pipelines.vietnamese import fold

Rules = tuple[tuple[str, re.Pattern[str]], ...]
# Marks that only ever stand before headings, before either headings or sentences, and before sentences.
_HEADING_MARKS = ("annex", "part", "chapter", "roman", "letter_capital")
_BULLETS = ("dash", "plus", "enumerated")
# Sections that a heading without mark may open.
_PLAIN_KINDS = ("objective", "task", "implementation", "annex", "results")
_LONGEST = 220
_LONGEST_MARKED = 150
_LONGEST_INTRODUCING = 160
_LONGEST_PLAIN = 110


@cache
def _rules(part: str) -> Rules:
    """The area or the kind of section that a heading of the part opens, with its pattern."""
    return tuple(
        (rule["kind"] if part == "kinds" else rule["area"], compiled_lower(rule["pattern"]))
        for rule in load("headings", Parts)[part]
    )


@lru_cache(maxsize=4_096)
def area_of(text: str) -> str | None:
    """The reform area a heading names; None where it names none, or several («trên cả 6 lĩnh vực: …»)."""
    folded = fold(text)
    places = [(area, match.start()) for area, pattern in _rules("areas") if (match := pattern.search(folded))]
    reforms = sorted((place, area) for area, place in places if area != "steering")
    if len(reforms) > 1:
        place, area = reforms[0]
        return area if len({name for _, name in reforms}) == 2 and place < 25 else None
    return reforms[0][1] if reforms else places[0][0] if places else None


def area_of_title(title: str) -> str:
    """The area of a plan for one area only, where no heading names one; steering for reform as a whole."""
    words = lowered(phrase("parts", "title_lead").sub("", title, count=1))
    return next((area for area, pattern in _rules("titles") if pattern.search(words)), "steering")


def names_area(head: str) -> bool:
    """Whether words before a colon are the name of an area («Về cải cách thể chế», «Cải cách tài chính công»)."""
    words = head.strip()
    return bool(phrase("parts", "names_area").match(words) or phrase("parts", "bare_area").match(words))


def area_in(area: str | None, head: str, text: str) -> str | None:
    """The area of a statement below a heading: under «bộ máy, công vụ» what it speaks of decides.

    Args:
        area: what the heading says.
        head: the heading's words.
        text: the statement.
    """
    if area != "apparatus" or not phrase("parts", "staff_heading").search(head):
        return area
    of_staff = phrase("parts", "staff").search(text) and not phrase("parts", "bodies").search(text)
    return "civil_service" if of_staff else area


def without_number(title: str) -> str:
    """A heading without «Phần thứ hai:», «Chương II.», «Điều 3.» before its words."""
    return phrase("parts", "chapter_words").sub("", title, count=1)


@lru_cache(maxsize=4_096)
def kind_of(text: str) -> str | None:
    """The kind of section a heading opens: results, annex, scoring, objective, implementation, task; else None.

    A sentence that introduces what follows («Căn cứ …, xã triển khai … như sau:») opens none.
    """
    folded = fold(without_number(text))
    if phrase("parts", "lead_in").match(folded):
        return None
    return next((kind for kind, pattern in _rules("kinds") if pattern.search(folded)), None)


def own_kind(flat: str) -> str | None:
    """The kind of a paragraph that is its own heading («1. Về kết quả: …»)."""
    head = phrase("parts", "own_heading").match(flat)
    kind = kind_of(head["words"].strip()) if head else None
    return None if head and kind == "objective" and phrase("parts", "told_aims").search(head["words"]) else kind


def is_heading(title: str, mark: str, formatted: bool) -> bool:
    """Whether a paragraph only announces what follows: short, no full sentence, no number with a unit.

    Args:
        title: the paragraph without its mark.
        mark: the name of its mark, empty where it has none.
        formatted: whether the file's format says that it is one.
    """
    if not title or len(title) > _LONGEST or phrase("parts", "figure_in_heading").search(title):
        return False
    if formatted or mark in _HEADING_MARKS:
        return True
    if title.endswith(":"):
        return len(title) < _LONGEST_INTRODUCING
    if mark in _BULLETS:
        return horizon_of(title) is not None
    if title[-1] in ".;,!?":
        return mark.startswith("arabic") and len(title) < 80
    return _is_plain_heading(title) if mark == "" else len(title) < _LONGEST_MARKED


def _is_plain_heading(title: str) -> bool:
    """A line without mark: capitals, a horizon, the name of an area or of a section."""
    if len(title) >= _LONGEST_PLAIN:
        return False
    if title.isupper() or horizon_of(title) is not None or phrase("parts", "bare_area").match(title):
        return True
    return len(title) < 60 and kind_of(title) in _PLAIN_KINDS
