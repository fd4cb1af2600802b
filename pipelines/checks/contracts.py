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
from pipelines.contracts.raw_models import keys_of, validate
from pipelines.markdown_rows import MAX_ROWS_SHOWN, markdown
from pipelines.raw_tables import read_batches
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
        return check_contract(table, read_batches(world.settings().tables, table))

    return contract


def check_contract(table: str, batches: Iterable[pl.DataFrame]) -> AssetCheckResult:
    """Validate eager frames, one after the other; failures carry the first offending rows as a table.

    Args:
        table: the raw table.
        batches: its rows in order. Only hashes of keys are kept of a batch when the next one comes.
    """
    rows, seen = 0, {key: list[pl.Series]() for key in keys_of(table)}
    for data in batches:
        rows += data.height
        try:
            validate(table, data)
        except pandera.errors.SchemaErrors as errors:
            return _failed(errors.failure_cases)
        for key, hashes in seen.items():
            hashes.append(data[key].hash())
    for key, hashes in seen.items():
        repeated = _repeats(hashes)
        if repeated:
            return _failed(pl.DataFrame({"column": [key], "check": ["field_uniqueness"], "failure_case": [repeated]}))
    return AssetCheckResult(passed=True, metadata={"rows": rows})


def _repeats(hashes: list[pl.Series]) -> str:
    """How often a key stands in two batches, in words; empty where it never does. Within a batch pandera has looked.

    Two keys with one hash of 64 bits are expected once in 25,000 tables of 38 million rows.
    """
    if len(hashes) < 2:
        return ""
    ordered = pl.concat(hashes).sort()
    n = int((ordered == ordered.shift(1)).sum())
    return f"{n} rows repeat a key" if n else ""


def _failed(cases: pl.DataFrame) -> AssetCheckResult:
    return AssetCheckResult(
        passed=False,
        severity=AssetCheckSeverity.ERROR,
        metadata={"violations": cases.height, "examples": MetadataValue.md(markdown(_shown(cases)))},
    )


def _shown(cases: pl.DataFrame) -> list[dict[str, Any]]:
    columns = [name for name in ("column", "check", "failure_case", "index") if name in cases.columns]
    return cases.head(MAX_ROWS_SHOWN).select(columns).to_dicts()
