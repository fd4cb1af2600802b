"""Which administrative unit issued a plan: a printed name with the units above it, in the right era. Pure.

What belongs here: splitting «UBND xã A, huyện B, tỉnh C» and choosing the era. What does not: names themselves (the
resolver in `reference`) or finding the name in a document (metadata.py).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

MERGER = date(2025, 7, 1)
_BETWEEN = re.compile(
    r"\s*(?:,|;|\s[-–]\s)\s*|\s+(?=thuộc\s)|(?<!ubnd)(?<!nhân dân)\s+(?=(?:huyện|tỉnh)\s)", re.IGNORECASE
)


class Resolution(Protocol):
    """What a unit resolver answers: the unit, or the candidates and why none was chosen."""

    @property
    def unit_id(self) -> str | None:
        """The unit; None where none or several fit."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Units that could be meant."""

    @property
    def reason(self) -> str | None:
        """Why none was chosen."""


class UnitResolver(Protocol):
    """Names to administrative units."""

    def resolve(
        self, name: str, level: str | None = None, era: str | None = None, parent: str | None = None
    ) -> Resolution:
        """The unit a printed name means."""


def era_of_plan(issued_on: date | None, period_from: int | None) -> str | None:
    """The territorial era a plan speaks in: by its date, else by its first year; None where neither is known.

    Units changed on 1 July 2025 (Nghị quyết 202/2025/QH15 regrouped provinces, districts ended the same day).
    """
    if issued_on is not None:
        return "34" if issued_on >= MERGER else "63"
    if period_from is not None:
        return "34" if period_from > MERGER.year else "63"
    return None


def resolve_issuer(units: UnitResolver, name: str, level: str | None, era: str | None) -> Resolution:
    """The unit that a printed issuer means; «Việt Nam» for every national body.

    The first part of «UBND xã A, huyện B, tỉnh C» names the unit; the parts after it narrow it down, nearest first.
    """
    if level == "national":
        return units.resolve("Việt Nam", level="national")
    whole = units.resolve(name, level=level, era=era)
    own, *above = [part.removeprefix("thuộc ") for part in _BETWEEN.split(name) if part]
    if whole.unit_id is not None or not above:
        return whole
    answer = units.resolve(own, level=level, era=era)
    for parent in above:
        if answer.unit_id is not None:
            break
        answer = units.resolve(own, level=level, era=era, parent=parent)
    return answer
