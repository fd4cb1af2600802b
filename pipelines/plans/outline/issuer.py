"""Which administrative unit issued a plan: its printed name in the head, and the unit of the right era. Pure.

What belongs here: finding the name, splitting «UBND xã A, huyện B, tỉnh C» and choosing the era. What does not: the
names of units themselves (the resolver in `reference`), the rest of the head (metadata).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.plans.lexicon.phrases import phrase
from pipelines.reference.unit_types import level_of_word

if TYPE_CHECKING:  # «cchc targets» resolves no unit
    from pipelines.reference.units import Resolution, UnitResolver

_COUNCIL_LINES = 14
_NATIONAL_LINES = 8
_HEAD = 6_000


def printed_issuer(lines: list[str], title: str) -> tuple[str | None, str | None]:
    """The issuer's name and level as a document's head prints them; None where it prints none.

    Args:
        lines: the lines of the head.
        title: the document's title, which may name the territory.
    """
    head = "\n".join(lines)[:_HEAD]
    return (
        _council("\n".join(lines[:_COUNCIL_LINES]))
        or _national(lines)
        or _by("in_words", head, title)
        or _by("place", title, head)
        or (None, None)
    )


def _council(text: str) -> tuple[str | None, str | None] | None:
    """«ỦY BAN NHÂN DÂN TỈNH …» at the top."""
    match = phrase("heads", "council").search(text)
    unit = phrase("heads", "council_unit").search(phrase("heads", "after_council").sub("", match[0])) if match else None
    if unit is None:
        return None
    name = unit["name"].rstrip(" \t-|*")
    return _named(unit["kind"], name.title() if name.upper() == name else name)


def _national(lines: list[str]) -> tuple[str | None, str | None] | None:
    matches = (phrase("heads", "national").match(line) for line in lines[:_NATIONAL_LINES])
    found = next((match for match in matches if match), None)
    return (found["name"].capitalize(), "national") if found else None


def _by(name: str, *texts: str) -> tuple[str | None, str | None] | None:
    """The first unit that running words name."""
    match = next((match for text in texts if (match := phrase("heads", name).search(text))), None)
    return _named(match["kind"], match["name"]) if match else None


def _named(kind: str, name: str) -> tuple[str, str | None]:
    word = kind.lower().strip(".")
    word = "thành phố" if word == "tp" else word
    return f"{word.capitalize()} {name.strip()}", level_of_word().get(word)


def era_of_plan(issued_on: date | None, period_from: int | None) -> str | None:
    """The territorial era a plan speaks in: by its date, else by its first year; None where neither is known.

    Units changed on 1 July 2025 (Nghị quyết 202/2025/QH15 regrouped provinces, districts ended the same day).
    """
    from pipelines.reference.registry import MERGER_DATE

    if issued_on is not None:
        return "34" if issued_on >= MERGER_DATE else "63"
    if period_from is not None:
        return "34" if period_from > MERGER_DATE.year else "63"
    return None


def resolve_issuer(units: UnitResolver, name: str, level: str | None, era: str | None) -> Resolution:
    """The unit that a printed issuer means; «Việt Nam» for every national body.

    The first part of «UBND xã A, huyện B, tỉnh C» names the unit; the parts after it narrow it down, nearest first.
    """
    if level == "national":
        return units.resolve("Việt Nam", level="national")
    whole = units.resolve(name, level=level, era=era)
    parts = phrase("heads", "between_units").split(name)
    own, *above = [part.removeprefix("thuộc ") for part in parts if part]
    if whole.unit_id is not None or not above:
        return whole
    answer = units.resolve(own, level=level, era=era)
    for parent in above:
        if answer.unit_id is not None:
            break
        answer = units.resolve(own, level=level, era=era, parent=parent)
    return answer
