"""Invented reports with what must come of them: sources in small markup, written as Word, PDF or Markdown.

Each `<name>.txt` under `tests/data/reports/sources` is one report, `<name>.csv` what it tells: indicator, level, value,
counts, period. `optional` rows may be told or not (other readings are defensible); all other rows must be.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.source import source_below
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver
from tools.plan_markup import parse, render

SOURCES = Path(__file__).parents[2] / "data" / "reports" / "sources"
CATALOGUE = IndicatorCatalogue.load()
MATCHER = IndicatorMatcher(CATALOGUE.indicators.values())
Counts = tuple[float, float] | None


@dataclass(frozen=True)
class Told:
    """One figure of a report: whose level, how much, of which period (a stock is one of its last day)."""

    indicator: str
    level: str
    value: float
    start: str
    end: str


def reports() -> list[Path]:
    """The sources, in order."""
    return sorted(SOURCES.glob("*.txt"))


def read_report(path: Path, folder: Path) -> KpiReading:
    """One source, written in its own format and read."""
    source = parse(path.read_text(encoding="utf-8"))
    (folder / source.file).write_bytes(render(source))
    return read_kpi(source_below(folder / source.file, folder), UnitResolver.load(), CATALOGUE, None, MATCHER)


def expected(path: Path) -> tuple[dict[Told, Counts], dict[Told, Counts]]:
    """What must be told, and what else may be, each with its counts where they are told."""
    must: dict[Told, Counts] = {}
    may: dict[Told, Counts] = {}
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            told = Told(
                row["indicator"], row["coverage_level"], float(row["value"]), row["period_start"], row["period_end"]
            )
            counts = (float(row["numerator"]), float(row["denominator"])) if row["numerator"] else None
            (may if row["optional"] else must)[told] = counts
    return must, may


def _days(row: dict[str, str]) -> tuple[str, str]:
    return row["period_start"], row["period_end"]


def told(reading: KpiReading, wanted: set[Told]) -> dict[Told, Counts]:
    """What a report was read to tell; a stock takes the period of the expected figure that ends on its day."""
    found: dict[Told, Counts] = {}
    for row in reading.observations.iter_rows(named=True):
        start, end = str(row["period_start"]), str(row["period_end"])
        one = Told(row["indicator_code"], row["coverage_level"], row["value"], start, end)
        same = (other for other in wanted if (other.indicator, other.level, other.value, other.end) == _but_start(one))
        counts = (row["numerator"], row["denominator"]) if row["numerator"] is not None else None
        found[next(same, one) if start == end else one] = counts
    return found


def _but_start(one: Told) -> tuple[str, str, float, str]:
    return one.indicator, one.level, one.value, one.end
