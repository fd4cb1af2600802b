"""What a person reads first: own promises by issuer and status, then the widest gaps with sentence and source. Pure.

What belongs here: choosing and counting rows of published marts. What does not: how they are printed (cli_run.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

STATUSES = ("met", "missed", "on_track", "behind", "no_data", "not_assessable")
WIDEST = 8
QUOTE_LENGTH = 150


@dataclass(frozen=True)
class WideGap:
    """One promise that is far from kept, in words."""

    issuer: str
    basis: str
    promise: str
    due: str
    actual: str
    gap: str
    status: str
    quote: str
    source: str


@dataclass(frozen=True)
class Summary:
    """Counts per issuer (promises, then one count per status), the widest gaps, and the number of findings."""

    promises: list[tuple[str, list[int]]]
    widest: list[WideGap]
    errors: int
    warnings: int

    @property
    def status_columns(self) -> list[str]:
        """Headings of the counts."""
        return ["commitments", *[status.replace("_", " ") for status in STATUSES]]


def summarize(latest: pl.DataFrame, units: pl.DataFrame, findings: pl.DataFrame) -> Summary:
    """The summary of a build.

    Args:
        latest: mart_gap_latest, one row per target and assessed unit.
        units: dim_admin_unit, for names and order.
        findings: mart_quality_findings.
    """
    names = units.select("unit_id", "name_vi", "sort_vi")
    rows = latest.join(names, on="unit_id", how="left")
    severities = dict(findings.group_by("severity").len().iter_rows())
    return Summary(
        promises=_promises(rows.filter(pl.col("basis") == "own")),
        widest=_widest(rows),
        errors=severities.get("error", 0),
        warnings=severities.get("warning", 0),
    )


def _promises(own: pl.DataFrame) -> list[tuple[str, list[int]]]:
    counts = [pl.len().alias("commitments")]
    counts += [(pl.col("status") == status).sum().alias(status) for status in STATUSES]
    table = own.group_by("unit_id", "name_vi", "sort_vi").agg(counts).sort("sort_vi", "unit_id", nulls_last=True)
    return [
        (row["name_vi"] or row["unit_id"] or "issuer not known", [row[name] for name in ("commitments", *STATUSES)])
        for row in table.iter_rows(named=True)
    ]
