"""The ledger: what is true in a demo world and what a correct build must say of it.

What belongs here: the rows of `truth.parquet` and how they are written. What does not: how they come about (carriers,
promises, messes), how statuses follow from them (verdicts).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

FILE = "truth.parquet"


@dataclass(frozen=True)
class Figure:
    """One figure as a file gives it: an observation that the build must hold, once, and with exactly this value."""

    source_file: str
    indicator: str
    unit_id: str
    coverage: str
    scope: str
    variant: str
    start: date | None
    end: date
    kind: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    respondents: int | None = None
    decimals: int | None = None
    known_from: date | None = None
    rank: int = 10


@dataclass(frozen=True)
class Promise:
    """One promised number of one document; `level` None speaks of all levels together."""

    source_file: str
    document_number: str
    issuer: str
    issued_on: date
    period_from: int
    period_to: int
    indicator: str
    op: str
    value: float
    due_year: int
    level: str | None = None
    kind: str = "level"
    baseline_year: int | None = None


@dataclass(frozen=True, order=True)
class Mess:
    """One planted mess: its kind, the file, and the finding that must name it (none where silence is right)."""

    kind: str
    source_file: str
    rule: str | None
    severity: str | None


@dataclass(frozen=True)
class Verdict:
    """What the build must answer for one promise, assessed unit and year."""

    source_file: str
    issuer: str
    unit_id: str
    basis: str
    indicator: str
    level: str | None
    due_year: int
    promised: float
    year: int
    status: str
    reason: str | None
    actual: float | None
    gap: float | None
    verdict_at_end: str | None = None


@dataclass
class Ledger:
    """All that is true in one world."""

    as_of: date
    figures: list[Figure] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    messes: list[Mess] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def add(self, figures: Iterable[Figure]) -> None:
        """More figures."""
        self.figures.extend(figures)

    def write(self, folder: Path) -> Path:
        """Write truth.parquet: one table, the kind of row in `record`, columns of other kinds empty."""
        parts = [pl.DataFrame({"record": ["world"], "as_of": [self.as_of]})]
        for record, items in (
            ("figure", self.figures),
            ("promise", self.promises),
            ("mess", self.messes),
            ("verdict", self.verdicts),
        ):
            if not items:
                continue
            table = pl.DataFrame([vars(item) for item in items], infer_schema_length=None)
            parts.append(table.select(pl.lit(record).alias("record"), pl.all()))
        path = folder / FILE
        pl.concat(parts, how="diagonal_relaxed").write_parquet(path)
        return path

    @classmethod
    def read(cls, folder: Path) -> Ledger:
        """Read truth.parquet back."""
        table = pl.read_parquet(folder / FILE)
        as_of = table.filter(pl.col("record") == "world")["as_of"][0]
        return cls(
            as_of,
            *(
                _items(table, record, kind)
                for record, kind in (
                    ("figure", Figure),
                    ("promise", Promise),
                    ("mess", Mess),
                    ("verdict", Verdict),
                )
            ),
        )


def _items(table: pl.DataFrame, record: str, kind: type) -> list:
    names = [name for name in kind.__dataclass_fields__ if name in table.columns]
    rows = table.filter(pl.col("record") == record).select(names)
    return [kind(**row) for row in rows.iter_rows(named=True)]


def moved(figure: Figure, source_file: str) -> Figure:
    """The same figure told by another file."""
    return replace(figure, source_file=source_file)
