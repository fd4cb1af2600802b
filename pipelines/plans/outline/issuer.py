"""Which administrative unit issued a plan: its printed name in the head, and the unit of the right era. Pure.

What belongs here: finding the name, splitting «UBND xã A, huyện B, tỉnh C» and choosing the era. What does not: the
names of units themselves (the resolver in `reference`), the rest of the head (metadata).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.plans.lexicon.file_shapes import RaisedCity
from pipelines.plans.lexicon.files import load
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.letterhead import has_letterhead, units_of_head
from pipelines.reference.unit_types import level_of_word

if TYPE_CHECKING:  # «cchc targets» resolves no unit
    from pipelines.reference.units import Resolution, UnitResolver

_NATIONAL_LINES = 8
_HEAD = 6_000


def printed_issuer(lines: list[str], title: str) -> tuple[str | None, str | None]:
    """The issuer's name and level as a document's head prints them; None where it prints none.

    Args:
        lines: the lines of the head.
        title: the document's title, which may name the territory.
    """
    head = "\n".join(lines)[:_HEAD]
    is_official = has_letterhead(lines)
    return (
        _letterhead(lines)
        or _national(lines)
        or _by("in_words", is_official, head, title)
        or _by("place", is_official, title, head)
        or (None, None)
    )


def _letterhead(lines: list[str]) -> tuple[str | None, str | None] | None:
    """«UBND XÃ A» over «TỈNH B»: the unit and those above it; a city below a province is of a district's level."""
    units = units_of_head(lines)
    if not units:
        return None
    own = units[0]
    level = "district" if own.kind == "thành phố" and len(units) > 1 else level_of_word().get(own.kind)
    first, *above = (f"{unit.kind} {unit.name}" for unit in units)
    return ", ".join([f"{first[:1].upper()}{first[1:]}", *above]), level


def _national(lines: list[str]) -> tuple[str | None, str | None] | None:
    matches = (phrase("heads", "national").match(line) for line in lines[:_NATIONAL_LINES])
    found = next((match for match in matches if match), None)
    return (found["name"].capitalize(), "national") if found else None


def _by(name: str, is_official: bool, *texts: str) -> tuple[str | None, str | None] | None:
    """The first unit that running words name; below a letterhead not who issued what the text cites."""
    found = (match for text in texts for match in phrase("heads", name).finditer(text))
    cited = phrase("heads", "cited_before")
    match = next((one for one in found if not (is_official and cited.search(one.string[: one.start()]))), None)
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


def city_below(name: str, issued_on: date | None, period_from: int | None) -> str | None:
    """«Thành phố Huế, tỉnh Thừa Thiên Huế» in a text from before that city became a province; None of any other."""
    day = issued_on or (date(period_from, 1, 1) if period_from else None)
    cities = (city for city in load("raised", list[RaisedCity]) if name == f"Thành phố {city['city']}")
    raised = next((city for city in cities if day and day < date.fromisoformat(city["since"])), None)
    return f"{name}, tỉnh {raised['province']}" if raised else None


def resolve_issuer(units: UnitResolver, name: str, level: str | None, era: str | None) -> Resolution:
    """The unit that a printed issuer means; «Việt Nam» for every national body.

    The first part of «UBND xã A, huyện B, tỉnh C» names the unit; the parts after it narrow it down, nearest first. A
    city that is no province is one of a district's level, which its head does not say.
    """
    if level == "national":
        return units.resolve("Việt Nam", level="national")
    answer = _resolved(units, name, level, era)
    if answer.unit_id is None and level == "province" and answer.reason == "other_level":
        return _resolved(units, name, "district", era)
    return answer


def _resolved(units: UnitResolver, name: str, level: str | None, era: str | None) -> Resolution:
    whole = units.resolve(name, level=level, era=era)
    parts = phrase("heads", "between_units").split(name)
    own, *above = [part.removeprefix("thuộc ") for part in parts if part]
    if whole.unit_id is not None or whole.reason == "other_level" or not above:
        return whole
    answer = units.resolve(own, level=level, era=era)
    for parent in above:
        if answer.unit_id is None:
            answer = units.resolve(own, level=level, era=era, parent=parent)
        elif units.is_elsewhere(answer.unit_id, parent, era):
            return whole
    return answer


def level_of_city(units: UnitResolver, name: str, era: str | None) -> str | None:
    """The level of «Thành phố …», which is a province or of a district's level; None where no such city is known."""
    answer = resolve_issuer(units, name, "province", era)
    return units.unit(answer.unit_id).level if answer.unit_id else None


def level_of_stated(units: UnitResolver, name: str, era: str | None) -> str | None:
    """The level of an issuer that a person states; None where no unit, or units of several levels, bear the name."""
    if _national([name.upper()]):
        return "national"
    answer = resolve_issuer(units, name, None, era)
    levels = {units.unit(one).level for one in ([answer.unit_id] if answer.unit_id else answer.candidates)}
    return levels.pop() if len(levels) == 1 else None


def is_city(name: str | None, level: str | None) -> bool:
    """Whether a printed issuer is a city of which the head does not say what level it has."""
    return level == "province" and (name or "").startswith("Thành phố ")
