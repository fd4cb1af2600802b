"""The age of sources as an asset check: which units have not reported an indicator that they promised.

What belongs here: the check and the sentence of its result. What does not: how old is too old, which is
`mart_data_coverage.is_stale` (a year and the indicator's publication lag).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from dagster import AssetCheckResult, AssetChecksDefinition, AssetCheckSeverity, AssetKey, MetadataValue, asset_check

from pipelines.markdown_rows import MAX_ROWS_SHOWN, markdown
from pipelines.resources import World

COVERAGE = AssetKey(["marts", "mart_data_coverage"])
_ROWS = """
    select
        unit_name_vi as unit, indicator_name_vi as indicator, indicator_code, n_targets as promises, n_figures,
        last_period_end as last_period, age_days, is_stale
    from marts.mart_data_coverage
    order by n_targets desc, age_days desc nulls last, sort_vi, unit_id, indicator_code nulls last
"""


def source_age_checks() -> list[AssetChecksDefinition]:
    """The one check of this module."""

    @asset_check(
        asset=COVERAGE,
        name="sources_report",
        description="Every unit that promised an indicator and was ever measured on it was measured within the last "
        "year and the indicator's publication lag; those that were not are named with their last period.",
    )
    def sources_report(world: World) -> AssetCheckResult:
        return result_of(_coverage(world.settings().build_database))

    return [sources_report]


def _coverage(database: Path) -> pl.DataFrame:
    with duckdb.connect(str(database), read_only=True) as db:
        return db.execute(_ROWS).pl()


def result_of(coverage: pl.DataFrame) -> AssetCheckResult:
    """The check's result from rows of mart_data_coverage, the most promised first.

    `never_measured` counts promises that no source has measured yet; they are missing data, not late data.
    """
    promised = coverage.filter(pl.col("promises") > 0)
    measured = promised.filter(pl.col("n_figures") > 0)
    late = measured.filter("is_stale")
    newest = coverage["last_period"].max()
    metadata: dict[str, Any] = {
        "late": late.height,
        "promised_and_measured": measured.height,
        "never_measured": promised.height - measured.height,
        "newest_period": str(newest or "none"),
        "newest_age_days": coverage["age_days"].min(),
    }
    if late.height:
        shown = late.head(MAX_ROWS_SHOWN).drop("n_figures", "is_stale")
        metadata["examples"] = MetadataValue.md(markdown(shown.iter_rows(named=True)))
    said = f"{late.height} of {measured.height} series that were promised and measured have no figure of the last year."
    return AssetCheckResult(
        passed=late.is_empty(), severity=AssetCheckSeverity.WARN, description=said, metadata=metadata
    )
