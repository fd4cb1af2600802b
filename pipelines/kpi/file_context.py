"""What every step of reading a KPI file shares: the file's context, the long rows between layouts and typing. Pure.

What belongs here: the shapes that extract.py hands to observations.py, findings of one file, files whose rows are
typed together, locators. What does not: any reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from pipelines.findings import Finding, Severity
from pipelines.kpi.sheets.sheet import UNSTORED
from pipelines.plans.decisions import Decision
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver

# The columns of a tidy file; every layout fills the same ones. All text.
REQUIRED = ("indicator", "unit_level", "period", "value")
OPTIONAL = (
    "unit_name",
    "unit_code",
    "coverage_level",
    "parent_name",
    "geo_era",
    "period_kind",
    "period_start",
    "period_end",
    "unit",
    "scope_code",
    "source_variant",
    "numerator",
    "denominator",
    "respondents",
    "value_as_printed",
    "value_bound",
    "published_at",
    "source_title",
    "source_url",
    "note",
    "method_version",
)
TEXT_COLUMNS = REQUIRED + OPTIONAL
PLACE_COLUMNS = {
    "sheet": pl.String,
    "row_no": pl.Int64,
    "column_name": pl.String,
    "is_number": pl.Boolean,
    "is_computed": pl.Boolean,
    # Where a form names the unit and the period: a column's letter, «» for the title; null in tidy files, whose
    # columns are known by their headers.
    "unit_at": pl.String,
    "period_at": pl.String,
    # What the figure stands in; null for an export.
    "carrier": pl.String,
}
FORM, TOLD = "form", "told"
# The column of a figure that stands in prose; its sheet is the place in the document.
TEXT = "text"
LONG_SCHEMA = {**PLACE_COLUMNS, **dict.fromkeys(TEXT_COLUMNS, pl.String)}
MAX_FINDINGS_PER_RULE = 200
MOST_FOUND, MOST_REMEDY = 300, 300


@dataclass
class FileContext:
    """What is known of a file beside its rows: name, hash, layout, sidecar, and how to look names up."""

    source_file: str
    sha256: str
    layout: str
    sidecar: dict[str, Any]
    units: UnitResolver
    catalogue: IndicatorCatalogue
    as_of: date | None = None
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    # What reviewers decided on numbers that reports tell.
    decisions: Sequence[Decision] = ()
    # Whether rows of a sheet decide over others: totals, agencies summed, groups, units named above their own.
    needs_whole: bool = False
    # How many told numbers wait for a reviewer, and how many were left open.
    told: dict[str, int] = field(default_factory=dict)
    # Numbers of a document's tables that a layout read.
    tables_read: set[int] = field(default_factory=set)

    def add(
        self, locator: str, rule: str, severity: Severity, found: str, expected: str, remedy: str, times: int = 1
    ) -> None:
        """Record a finding, which may stand for several places; beyond the 200th of a rule they are only counted.

        `close` says how many those are.
        """
        self.counts[rule] = self.counts.get(rule, 0) + 1
        if self.counts[rule] <= MAX_FINDINGS_PER_RULE:
            texts = (found[:MOST_FOUND], expected[:MOST_FOUND], shortened(remedy))
            self.findings.append(Finding("kpi", self.source_file, locator, rule, severity, *texts, occurrences=times))

    def close(self) -> None:
        """The last finding kept of a rule stands for all that were only counted."""
        for rule, count in self.counts.items():
            if count > MAX_FINDINGS_PER_RULE:
                last = max(at for at, finding in enumerate(self.findings) if finding.rule == rule)
                self.findings[last] = replace(self.findings[last], occurrences=count - MAX_FINDINGS_PER_RULE + 1)
        self.counts.clear()
        if any(finding.rule == "formula_not_stored" for finding in self.findings):
            self.findings = [finding for finding in self.findings if not _is_echo(finding)]


def _is_echo(finding: Finding) -> bool:
    """Whether a finding only repeats, for one cell, that its formula has no stored value."""
    return finding.rule == "formula_error" and UNSTORED in finding.found


@dataclass(frozen=True)
class FilesTogether:
    """Files whose rows are typed at once: the engine's price for a step is paid once for hundreds of small files.

    A row belongs to the file whose number stands in its column `_file`. What does not differ between files (units,
    catalogue, as-of date) is the first one's.
    """

    each: Sequence[FileContext]

    @property
    def units(self) -> UnitResolver:
        """The resolver of administrative units."""
        return self.each[0].units

    @property
    def catalogue(self) -> IndicatorCatalogue:
        """The indicator catalogue."""
        return self.each[0].catalogue

    @property
    def as_of(self) -> date | None:
        """Where given, periods that end later are findings."""
        return self.each[0].as_of

    def of_each(self, told: Callable[[FileContext], object], dtype: type[pl.DataType] = pl.String) -> pl.Expr:
        """What is so of a whole file, at each of its rows."""
        values = [told(file) for file in self.each]
        if len(values) == 1:
            return pl.lit(values[0], dtype=dtype)
        return pl.lit(pl.Series(values, dtype=dtype)).gather(pl.col("_file"))


def shortened(remedy: str) -> str:
    """A remedy of at most 300 characters: whole steps, the rest left for after these are done."""
    if len(remedy) <= MOST_REMEDY:
        return remedy
    steps, kept = remedy.split("; "), ""
    for step in steps:
        if len(kept) + len(step) + 2 > MOST_REMEDY - 30:
            break
        kept = f"{kept}; {step}" if kept else step
    return f"{kept}; then look again" if kept else remedy[: MOST_REMEDY - 1] + "…"


def long_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as the long frame of text that `type_rows` reads; columns left out are null."""
    return pl.DataFrame(rows, schema=LONG_SCHEMA, orient="row")


def locator(sheet: str | None, row_no: int, column: str | None) -> str:
    """A place a person can go to: «sheet KQ, row 12, column D»; of a told number the page or place in the text."""
    if column == TEXT and sheet:
        return sheet
    parts = [f"sheet {sheet}" if sheet else None, f"row {row_no}", f"column {column}" if column else None]
    return ", ".join(part for part in parts if part)
