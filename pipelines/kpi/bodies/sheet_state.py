"""What is known of a sheet while its rows are read. Pure.

What belongs here: the state that titles, rows and bodies share. What does not: reading anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.kpi.bodies.plain_rows import PlainRows, plain_rows
from pipelines.kpi.file_context import FileContext, locator
from pipelines.kpi.headers.header_words import bare_key
from pipelines.kpi.headers.layout_spec import IdentitySpec, LayoutSpec
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.headers.periods import Period
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.reference.units import era_of
from pipelines.vietnamese import Number, NumberProblem

Cells = dict[str, str]
# Roles of columns that say what a row is about.
NAMING = ("unit", "group", "number", "period")
# Roles of columns that hold figures.
MEASURED = ("count", "rate", "score", "points", "rank", "answer")
_POINT = re.compile(r"[+-]?\d+\.\d+")


@dataclass
class Line:
    """One row of the body: its place, kind, label and cells.

    Kinds: `unit | agency | group | total | blank | skipped | unnamed`. `above` is the district a commune's row stands
    under; `is_part` where its numbering says that the row above contains it («1.1» under «1»); `is_plain` where its
    cells are those of the sheet and all its counts plain digits.
    """

    position: int
    kind: str
    label: str
    group: str | None
    cells: Cells
    numbers: dict[str, float] = field(default_factory=dict)
    is_bad: bool = False
    number: str = ""
    above: str | None = None
    is_part: bool = False
    period: Period | None = None
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Emitted:
    """A line whose measures are wanted: of which unit, with what note, and the scope of its field."""

    line: Line
    unit: dict[str, str | None]
    note: str
    field_scope: str | None


@dataclass
class Reading:
    """A matched sheet, its period and reporting unit, and the long rows read so far."""

    match: HeaderMatch
    sheet: Sheet
    context: FileContext
    period: Period | None = None
    reporter: tuple[str, str] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    emitted: list[Emitted] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    units_by_line: dict[tuple[object, ...], dict[str, str | None]] = field(default_factory=dict)
    # Cells that are no counts, by column, text and rule, with the first place of each and how often it stands.
    odd_cells: dict[tuple[str, str, NumberProblem, int | None], tuple[int, int]] = field(default_factory=dict)
    remembered: dict[tuple[str, bool], Number | NumberProblem | None] = field(default_factory=dict)

    @property
    def spec(self) -> LayoutSpec:
        """The layout's YAML."""
        return self.match.layout.spec

    def place(self, position: int, column: str | None = None) -> str:
        """A locator of a frame row and a layout column."""
        letter = self.sheet.column_name(self.match.columns[column]) if column in self.match.columns else None
        return locator(self.sheet.name or None, self.sheet.row_no(position), letter)

    def letter(self, name: str) -> str:
        """The letter of a layout column in the sheet."""
        if name not in self.letters:
            place = self.match.columns.get(name)
            self.letters[name] = self.sheet.column_name(place) if place is not None else "?"
        return self.letters[name]

    def role(self, name: str) -> str:
        """The role of a layout column."""
        if name not in self.roles:
            self.roles[name] = self.match.layout.role(name)
        return self.roles[name]

    @cached_property
    def wanted(self) -> list[tuple[str, int]]:
        """The layout's columns that hold more than a row's name, number or period, and where they stand."""
        return [(name, place) for name, place in self.match.columns.items() if self.role(name) not in NAMING]

    @cached_property
    def measured(self) -> frozenset[str]:
        """The layout's columns of figures."""
        return frozenset(name for name, _ in self.wanted if self.role(name) in MEASURED)

    @cached_property
    def counts(self) -> frozenset[str]:
        """The layout's columns of counts."""
        return frozenset(name for name, _ in self.wanted if self.role(name) == "count")

    @cached_property
    def plain(self) -> PlainRows | None:
        """The rows that need no closer look; None where the sheet is small, or the layout leaves zeros out."""
        if self.spec.get("zero_is_blank"):
            return None
        places = {name: place for name, place in self.wanted if name in self.counts}
        return plain_rows(self.sheet.cells, places, [(left, right) for _, left, right in self.identities])

    @cached_property
    def has_scores(self) -> bool:
        """Whether a sum that should agree is one of scores, which agree within a tolerance."""
        return any("tolerance" in identity for identity, _, _ in self.identities)

    @cached_property
    def header_words(self) -> frozenset[str]:
        """The cells of the header's rows, as keys."""
        rows = self.sheet.cells.slice(self.match.top, self.match.body - self.match.top).iter_rows()
        return frozenset(bare_key(cell) for row in rows for cell in row if cell)

    @cached_property
    def identities(self) -> list[tuple[IdentitySpec, list[str], list[str]]]:
        """Sums of the layout that should agree, with the columns of both sides; «name?» only where the sheet has it."""
        stated = [
            one for one in self.spec.get("identities", []) if not self.match.columns.keys() & set(one.get("unless", ()))
        ]
        return [(one, self._there(one["left"]), self._there(one["right"])) for one in stated]

    @cached_property
    def needed_sums(self) -> frozenset[str]:
        """The sums without which a measure of the layout is not known (`agreeing`)."""
        return frozenset(one["agreeing"] for one in self.spec.get("measures", []) if "agreeing" in one)

    def _there(self, names: list[str]) -> list[str]:
        return [n.removesuffix("?") for n in names if not n.endswith("?") or n.removesuffix("?") in self.match.columns]

    def era(self, line: Line | None = None) -> str | None:
        """The era of a row's names: the sidecar's, else that of its period's end."""
        if self.context.sidecar.get("geo_era"):
            return str(self.context.sidecar["geo_era"])
        period = (line.period if line else None) or self.period
        end = period.end if period else self.context.sidecar.get("period_end")
        return era_of(end) if end else None

    def is_number(self, position: int, name: str, text: str) -> bool:
        """Whether a cell «1.234» held a number; asked only where that decides between two readings."""
        if not self.sheet.is_workbook or "." not in text or not _POINT.fullmatch(text):
            return False
        return self.sheet.is_number(position, self.match.columns[name])
