"""Checks between the periods of a series, over the observations of all files. Pure.

What belongs here: magnitude jumps and shrinking coverage, as findings with both cells named. What does not: identities
and totals within one form (extract.py), ranges and names of one row (observations.py), revisions (the warehouse).

Thresholds are rows of dbt_project/seeds/parameters.csv, chosen so that none of the 1,438 shipped figures is flagged
without a cause that a person can see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from pipelines.findings import Finding
from pipelines.kpi.file_context import locator
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.parameters import parameter

_NEEDED = [
    "indicator_code",
    "unit_id",
    "coverage_level",
    "scope_code",
    "source_variant",
    "method_version",
    "unit_level",
    "layout",
    "period_start",
    "period_end",
    "period_label",
    "value",
    "source_file",
    "sheet",
    "row_no",
    "column_name",
]
MANY = 500_000
SERIES = ["indicator_code", "unit_id", "coverage_level", "scope_code", "source_variant", "method_version", "_days"]


def check_series(observations: pl.DataFrame, catalogue: IndicatorCatalogue, ends: Mapping[str, date]) -> list[Finding]:
    """All findings of this module, sorted; none changes a figure.

    Args:
        observations: the figures of all files (contract KpiObservations).
        catalogue: the indicator catalogue.
        ends: last day of each unit that ended, by unit id: nobody misses its report afterwards.
    """
    dated = _dated(observations)
    if dated.is_empty():
        return []
    return sorted({*magnitude_jumps(dated, catalogue), *shrinking_coverage(dated, ends)})


def _dated(observations: pl.DataFrame) -> pl.DataFrame:
    """Figures with a known period, and its length in days, rounded so that months and quarters stay together."""
    days = (pl.col("period_end") - pl.coalesce("period_start", "period_end")).dt.total_days() + 1
    needed = observations.select(_NEEDED)  # sorted below: a column less is a copy of millions of cells less
    return needed.filter(pl.col("period_end").is_not_null() & pl.col("value").is_not_null()).with_columns(
        (days / 15).round().cast(pl.Int64).alias("_days")
    )


def magnitude_jumps(dated: pl.DataFrame, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    """A count ten times its neighbour, a share 60 points off, an index off by 40 % of its scale: a slipped mark?

    One indicator at a time where there are millions of figures: they are sorted, which copies them.
    """
    if dated.height <= MANY:
        yield from _jumps(dated, catalogue)
        return
    for code in dated["indicator_code"].unique().sort():
        yield from _jumps(dated.filter(pl.col("indicator_code") == code), catalogue)


def _jumps(dated: pl.DataFrame, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    kinds = {code: _kind(catalogue, code) for code in dated["indicator_code"].unique().to_list()}
    tops = {code: _top(catalogue, code) for code in kinds}
    order = [*SERIES, "period_end", "source_file", "row_no", "column_name"]
    before = [pl.col(name).shift(1).over(SERIES).alias(f"_{name}") for name in ("value", "period_end", "period_label")]
    pairs = (
        dated.sort(order, nulls_last=True)
        .with_columns(
            *before,
            pl.col("indicator_code").replace_strict(kinds, return_dtype=pl.String).alias("_kind"),
            pl.col("indicator_code").replace_strict(tops, return_dtype=pl.Float64).alias("_top"),
        )
        .filter(pl.col("_value").is_not_null() & (pl.col("_period_end") < pl.col("period_end")))
    )
    high, low = pl.max_horizontal("value", "_value"), pl.min_horizontal("value", "_value")
    count = (pl.col("_kind") == "count") & (high >= parameter("jump_smallest_count"))
    count = count & (high >= parameter("jump_factor_of_counts") * low)
    share = (pl.col("_kind") == "percent") & (high - low >= parameter("jump_points_of_shares"))
    index = (pl.col("_kind") == "index") & (high - low >= parameter("jump_share_of_index_scale") * pl.col("_top"))
    for row in pairs.filter(count | share | index).to_dicts():
        yield Finding(
            "kpi",
            row["source_file"],
            locator(row["sheet"], row["row_no"], row["column_name"]),
            "magnitude_jump",
            "warning",
            f"{row['indicator_code']} {row['unit_id']}: {row['_value']:g} in {row['_period_label']}, "
            f"{row['value']:g} in {row['period_label']}",
            "a change a person can explain",
            "look for a slipped decimal mark, another unit or another denominator; the figure is loaded as printed",
        )


def _kind(catalogue: IndicatorCatalogue, code: str) -> str:
    indicator = catalogue.get(code)
    if indicator is None or indicator.is_rank:
        return "other"
    if indicator.measure_type == "count":
        return "count"
    if indicator.measure_type in ("index", "survey_index"):
        return "index"
    return "percent" if indicator.unit == "percent" else "other"


def _top(catalogue: IndicatorCatalogue, code: str) -> float:
    indicator = catalogue.get(code)
    return float(indicator.valid_max) if indicator and indicator.valid_max else 1e18


def shrinking_coverage(dated: pl.DataFrame, ends: Mapping[str, date]) -> Iterator[Finding]:
    """Fewer units than in the period before, by indicator, level and source: was a part of the export lost?"""
    keys = ["source_variant", "layout", "indicator_code", "coverage_level", "scope_code", "unit_level", "_days"]
    counted = (
        dated.group_by([*keys, "period_end", "period_label"])
        .agg(pl.col("unit_id").unique().sort().alias("_units"), pl.col("source_file").min())
        .sort([*keys, "period_end", "period_label"])
        .with_columns(pl.col("_units").shift(1).over(keys).alias("_before"))
        .filter(pl.col("_before").is_not_null() & (pl.col("layout") != "tidy"))
    )
    # Few pass this; which of the units before are still there is asked of those alone.
    kept = parameter("coverage_kept")
    fewer = counted.filter(pl.col("_units").list.len() < kept * pl.col("_before").list.len())
    for row in fewer.to_dicts():
        there = [unit for unit in row["_before"] if ends.get(unit, row["period_end"]) >= row["period_end"]]
        if len(there) >= parameter("coverage_fewest_units") and len(row["_units"]) < kept * len(there):
            yield _fewer_units(row, there)


def _fewer_units(row: Mapping[str, Any], there: list[str]) -> Finding:
    missing = sorted(set(there) - set(row["_units"]))
    ended = len(row["_before"]) - len(there)
    without = f" (and {ended} that ended)" if ended else ""
    return Finding(
        "kpi",
        row["source_file"],
        f"{row['indicator_code']}, {row['period_label']}",
        "coverage_shrank",
        "warning",
        f"{len(row['_units'])} units after {len(there)}{without}; missing: {', '.join(missing[:5])}",
        "as many units as in the period before",
        "ask for the missing units, or for the whole export again",
    )
