"""Contract checks: each raw table against its pandera model, blocking, with the offending rows in the metadata.

What belongs here: the factory that makes one check per raw table. What does not: the contracts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandera.errors
import polars as pl
from dagster import (
    AssetCheckResult,
    AssetChecksDefinition,
    AssetCheckSeverity,
    MetadataValue,
    asset_check,
)

from pipelines.assets.specs import raw_key
from pipelines.contracts.raw_models import validate
from pipelines.markdown_rows import MAX_ROWS_SHOWN, markdown
from pipelines.raw_tables import read_table
from pipelines.resources import World


def contract_checks(tables: Iterable[str]) -> list[AssetChecksDefinition]:
    """One blocking check per raw table: names, types, keys and ranges of its contract."""
    return [_contract_check(table) for table in tables]


def _contract_check(table: str) -> AssetChecksDefinition:
    @asset_check(
        asset=raw_key(table),
        name="contract",
        blocking=True,
        description=f"The rows of raw.{table} hold to their pandera contract (pipelines/contracts/raw_models.py).",
    )
    def contract(world: World) -> AssetCheckResult:
        return check_contract(table, read_table(world.settings().tables, table))

    return contract


def check_contract(table: str, data: pl.DataFrame) -> AssetCheckResult:
    """Validate an eager frame; failures carry the first offending rows as a table."""
    try:
        validate(table, data)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return AssetCheckResult(
            passed=False,
            severity=AssetCheckSeverity.ERROR,
            metadata={"violations": cases.height, "examples": MetadataValue.md(markdown(_shown(cases)))},
        )
    return AssetCheckResult(passed=True, metadata={"rows": data.height})


def _shown(cases: pl.DataFrame) -> list[dict[str, Any]]:
    columns = [name for name in ("column", "check", "failure_case", "index") if name in cases.columns]
    return cases.head(MAX_ROWS_SHOWN).select(columns).to_dicts()
