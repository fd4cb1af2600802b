"""How a raw table looks as a Dagster asset: key, description with grain, kinds, owner, column schema.

What belongs here: specs derived from the contracts, and the metadata of a materialisation. What does not: assets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl
from dagster import (
    AssetKey,
    AssetSpec,
    MaterializeResult,
    TableColumn,
    TableColumnConstraints,
    TableSchema,
)

from pipelines.contracts.raw_models import TABLES
from pipelines.ingest import StageTables
from pipelines.raw_tables import write_part, write_table
from pipelines.settings import Settings

OWNERS = ["team:data"]


def raw_key(table: str) -> AssetKey:
    """The asset of a raw table; dbt's source of the same name has the same key."""
    return AssetKey(["raw", table])


def raw_spec(table: str, group: str, deps: Iterable[AssetKey] = ()) -> AssetSpec:
    """The asset spec of a raw table from its contract."""
    return AssetSpec(
        key=raw_key(table),
        description=(TABLES[table].__doc__ or "").strip(),
        group_name=group,
        kinds={"python", "polars", "parquet"},
        owners=OWNERS,
        deps=list(deps),
        metadata={"dagster/column_schema": contract_schema(table), "dagster/table_name": f"raw.{table}"},
    )


def contract_schema(table: str) -> TableSchema:
    """Column names, types, descriptions and constraints of a raw table, for the UI."""
    columns = TABLES[table].to_schema().columns
    return TableSchema(
        columns=[
            TableColumn(
                name=name,
                type=str(column.dtype),
                description=column.description,
                constraints=TableColumnConstraints(nullable=column.nullable, unique=column.unique),
            )
            for name, column in columns.items()
        ]
    )


def materialize_stage(settings: Settings, stage_name: str, stage: StageTables) -> Iterator[MaterializeResult[None]]:
    """Write a stage's tables and parts, one result per table in the contracts' order."""
    write_part(settings.tables, "findings", stage_name, stage.findings_frame())
    write_part(settings.tables, "source_files", stage_name, stage.files_frame())
    for table in [name for name in TABLES if name in stage.tables]:
        write_table(settings.tables, table, stage.tables[table])
        yield table_result(table, stage.tables[table])


def table_result(table: str, data: pl.DataFrame) -> MaterializeResult[None]:
    """One materialisation: row count and a few rows to look at."""
    return MaterializeResult(
        asset_key=raw_key(table),
        metadata={"dagster/row_count": data.height, "columns": data.width},
    )
