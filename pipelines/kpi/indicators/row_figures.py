"""The figures of a form's rows as numbers, by row and level, for pairs, sums and identities. Pure.

What belongs here: looking a row's figure up. What does not: long rows (body.py), what follows from figures
(calculated.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.indicators.printed_rows import PrintedRow
from pipelines.level_codes import PARTS, from_level_down
from pipelines.vietnamese import Number, parse_number

Key = tuple[str, str, str | None]


@dataclass
class Figures:
    """Figures by (form, row, level); `places` says where each stands. A row printed twice with two figures has none."""

    numbers: dict[Key, float] = field(default_factory=dict)
    places: dict[Key, int] = field(default_factory=dict)
    twice: set[Key] = field(default_factory=set)

    @classmethod
    def of(cls, reading: Reading, rows: list[PrintedRow]) -> Figures:
        """The figures of all known rows that hold a plain number."""
        found = cls()
        for row in rows:
            if row.known is not None and row.known.kind in ("count", "amount", "rate", "points"):
                found._take(reading, row)
        return found

    def _take(self, reading: Reading, row: PrintedRow) -> None:
        known, text = row.known, row.cells.get("figure", "")
        if known is None:
            return
        is_number = reading.is_number(row.position, "figure", text)
        whole = known.kind in ("count", "amount")
        number = parse_number(text, whole=whole, high=None if whole else 100, is_cell_number=is_number)
        if not isinstance(number, Number) or number.bound or number.is_approximate or number.over is not None:
            return
        key = (known.form, known.row, row.level)
        if self.numbers.get(key, number.value) != number.value:
            self.twice.add(key)
        self.numbers[key] = number.value
        self.places.setdefault(key, row.position)

    def get(self, form: str, name: str, level: str | None = None) -> float | None:
        """The figure of a row; None where it is blank, no number, or printed twice."""
        key = (form, name, level)
        return None if key in self.twice else self.numbers.get(key)

    def pair(self, row: PrintedRow) -> tuple[float | None, float | None]:
        """Numerator and denominator of a rate's row, of the same level; (None, None) where one of them is missing."""
        known = row.known
        if known is None or not known.numerator:
            return None, None
        top, bottom = (self.get(known.form, name, row.level) for name in (known.numerator, known.denominator))
        return (top, bottom) if top is not None and bottom is not None else (None, None)

    def levels(self, form: str, name: str) -> list[str | None]:
        """The levels for which a row stands: [None] for a row without levels."""
        return [level for (some, row, level) in self.numbers if (some, row) == (form, name)]

    def total(self, form: str, names: list[str]) -> float | None:
        """The sum of rows, each over all its levels; None where one has no figure («row?» may be absent)."""
        wanted = [name for name in names if not name.endswith("?") or self.levels(form, name.removesuffix("?"))]
        bare = [name.removesuffix("?") for name in wanted]
        parts = [self.get(form, name, level) for name in bare for level in self.levels(form, name) or [None]]
        known = [part for part in parts if part is not None]
        return sum(known) if known and len(known) == len(parts) else None

    def place(self, form: str, names: list[str]) -> int:
        """Where the first of the rows stands."""
        return min((at for (some, row, _), at in self.places.items() if some == form and row in names), default=0)


def levels_of(reading: Reading) -> list[str]:
    """The levels of the reporting unit's administration: its own and those below, districts until 30 June 2025."""
    own = reading.reporter[1] if reading.reporter else "province"
    below = list(from_level_down(own) or PARTS)
    return [level for level in below if level != "district" or reading.era() == "63"]


def reaches(reading: Reading, row: PrintedRow) -> bool:
    """Whether the row is about the reporting unit: a commune's form leaves the province's rows empty, or at 0."""
    return row.level is None or row.coverage == "all" or row.coverage in levels_of(reading) or row.level == "district"
