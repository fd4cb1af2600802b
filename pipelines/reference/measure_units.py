"""Words for units of measure: what an export may print beside a figure, by unit of the catalogue. Pure.

What belongs here: the seed `units_of_measure` and looking a word up. What does not: converting figures; units read from
sentences of plans (the plans room).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipelines.reference.indicators import SEEDS
from pipelines.vietnamese import name_key


@dataclass(frozen=True)
class MeasureUnit:
    """One unit: its code, the words for it as a person prints them, and whether it counts things of any name."""

    code: str
    words: tuple[str, ...]
    is_count: bool

    def is_meant_by(self, text: str) -> bool:
        """Whether a printed unit is this one; a sign has no letters and is told from others by itself alone."""
        return text.strip() in self.words or name_key(text) in self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(name_key, self.words)) - {""}


@lru_cache(maxsize=1)
def measure_units() -> dict[str, MeasureUnit]:
    """All units by code.

    Raises:
        FileNotFoundError: the seed is not where the repo keeps it.
    """
    with (SEEDS / "units_of_measure.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["unit_code"]: MeasureUnit(
            row["unit_code"],
            tuple(
                dict.fromkeys(
                    word
                    for word in (
                        row["symbol"],
                        row["name_vi"],
                        row["name_en"],
                        row["unit_code"],
                        *row["also"].split("|"),
                    )
                    if word
                )
            ),
            row["is_count"] == "true",
        )
        for row in rows
    }


def may_print(declared: str, text: str) -> bool:
    """Whether a figure in a unit may have this printed beside it; a count, any noun that is no unit of its own."""
    units = measure_units()
    own = units.get(declared)
    if own is None or own.is_meant_by(text):
        return True
    return own.is_count and not any(one.is_meant_by(text) for one in units.values() if not one.is_count)
