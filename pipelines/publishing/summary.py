"""What a person reads first: own promises by issuer and status, then the widest gaps with sentence and source. Pure.

What belongs here: choosing, counting and wording rows of published marts. What does not: computing a gap (dbt) or
printing (cli_run.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

STATUSES = ("met", "missed", "on_track", "behind", "no_data", "not_assessable")
WIDEST = 8
QUOTE_LENGTH = 160
_BASIS_ORDER = {"own": 0, "parent": 1, "national": 2}
_ENDED = ["unit_dissolved", "territory_changed", "level_abolished"]
_UNITS = {"percent": "%", "rank_positions": " places", "rank": " (rank)"}


@dataclass(frozen=True)
class WideGap:
    """One promise that is far from kept, in words."""

    unit: str
    promise: str
    actual: str
    gap: str
    status: str
    sentence: str
    promised_in: str
    measured_in: str


@dataclass(frozen=True)
class Summary:
    """Counts per issuer (commitments, then one count per status), the widest gaps, and the number of findings."""

    promises: list[tuple[str, list[int]]]
    widest: list[WideGap]
    errors: int
    warnings: int

    @property
    def status_columns(self) -> list[str]:
        """Headings of the counts."""
        return ["commitments", *[status.replace("_", " ") for status in STATUSES]]


def summarize(latest: pl.DataFrame, plans: pl.DataFrame, terms: pl.DataFrame, findings: pl.DataFrame) -> Summary:
    """The summary of a build.

    Args:
        latest: mart_gap_latest, one row per target and assessed unit.
        plans: dim_plan; an issuer whose plans promise no number is listed with none.
        terms: dim_term, for the words of statuses and reasons.
        findings: mart_quality_findings.
    """
    words = {(row[0], row[1]): row[2] for row in terms.select("term_list", "term_code", "name_en").iter_rows()}
    severities = dict(findings.group_by("severity").len().iter_rows())
    return Summary(
        promises=_promises(latest, plans),
        widest=[_in_words(row, words) for row in _widest(latest).iter_rows(named=True)],
        errors=severities.get("error", 0),
        warnings=severities.get("warning", 0),
    )


def _promises(latest: pl.DataFrame, plans: pl.DataFrame) -> list[tuple[str, list[int]]]:
    # Promises as they were written: a growth rule is one promise, its generated yearly milestones are steps of it.
    own = latest.filter((pl.col("basis") == "own") & ~pl.col("is_generated") & ~pl.col("is_superseded"))
    counts = [pl.len().alias("commitments")]
    counts += [(pl.col("status") == status).sum().alias(status) for status in STATUSES]
    issuers = plans.group_by("unit_id").agg(pl.col("unit_name_vi", "sort_vi").min())
    table = issuers.join(own.group_by("unit_id").agg(counts), on="unit_id", how="left").sort("sort_vi", "unit_id")
    names = ("commitments", *STATUSES)
    return [(str(row["unit_name_vi"]), [int(row[name] or 0) for name in names]) for row in table.iter_rows(named=True)]


def _widest(latest: pl.DataFrame) -> pl.DataFrame:
    """The furthest short, own promises before benchmarks of units that still exist, one row per unit and indicator."""
    order = pl.col("basis").replace_strict(_BASIS_ORDER, default=9, return_dtype=pl.Int64)
    lives = (pl.col("basis") == "own") | ~pl.col("reason").is_in(_ENDED).fill_null(False)
    ranked = latest.filter((pl.col("gap") < 0) & lives).sort(order, "gap", "target_id", "unit_id")
    return ranked.unique(["unit_id", "indicator_code", "coverage_level"], keep="first", maintain_order=True).head(
        WIDEST
    )


def _in_words(row: Mapping[str, Any], words: Mapping[tuple[str, str], str]) -> WideGap:
    unit = _UNITS.get(row["unit_code"], f" {str(row['unit_code']).replace('_', ' ')}")
    status = words.get(("status", row["status"]), row["status"])
    reason = words.get(("reason", row["reason"]), row["reason"])
    points = " points" if unit == "%" else unit
    benchmark = "" if row["basis"] == "own" else f" ({row['basis']} benchmark)"
    return WideGap(
        unit=f"{row['unit_name_vi']}{benchmark}",
        promise=f"{row['op']} {_number(row['target_value'])}{unit} by {row['due_year']}",
        actual=f"{_number(row['actual'])}{unit} ({row['actual_year']})",
        gap=f"{_number(-row['gap'])}{points} short",
        status=f"{status}: {reason}" if reason else status,
        sentence=_short(row["quote"]),
        promised_in=f"{row['target_source_file']} ({row['target_locator']})",
        measured_in=f"{row['actual_source_file']} ({row['actual_locator']}): {row['actual_source_title'] or '-'}",
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_LENGTH else flat[: QUOTE_LENGTH - 1].rsplit(" ", 1)[0] + " …"
