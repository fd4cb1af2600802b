"""How a raw table looks as a Dagster asset: key, description with grain, kinds, owner, column schema.

What belongs here: specs derived from the contracts, and the metadata of a materialisation. What does not: assets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
from dagster import (
    AssetKey,
    AssetSpec,
    MarkdownMetadataValue,
    MaterializeResult,
    MetadataValue,
    TableColumn,
    TableColumnConstraints,
    TableSchema,
)
from dagster._core.definitions.metadata import RawMetadataValue

from pipelines.code_version import code_version
from pipelines.contracts.raw_models import TABLES
from pipelines.ingest import StageTables
from pipelines.markdown_rows import markdown
from pipelines.publishing.dictionary import column_meanings
from pipelines.raw_tables import write_part, write_table
from pipelines.settings import Settings

OWNERS = ["team:data"]
# Of what writes into a world: where a queue limits it, one run at a time (dagster.postgres.yaml).
WORLD_POOL = "world"
PREVIEW_ROWS = 5
FILES_SHOWN = 200


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
        code_version=code_version(),
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
                description=column.description or column_meanings().get(name),
                constraints=TableColumnConstraints(nullable=column.nullable, unique=column.unique),
            )
            for name, column in columns.items()
        ]
    )


def materialize_stage(settings: Settings, stage_name: str, stage: StageTables) -> Iterator[MaterializeResult[None]]:
    """Write a stage's tables and parts, one result per table in the contracts' order, with what each file gave."""
    findings, files = stage.findings_frame(), stage.files_frame()
    write_part(settings.tables, "findings", stage_name, findings)
    write_part(settings.tables, "source_files", stage_name, files)
    for table in [name for name in TABLES if name in stage.tables]:
        write_table(settings.tables, table, stage.tables[table])
        yield table_result(table, stage.tables[table], _of_files(files, findings))


def table_result(
    table: str, data: pl.DataFrame, more: Mapping[str, RawMetadataValue] | None = None
) -> MaterializeResult[None]:
    """One materialisation: row count and a few rows to look at."""
    metadata: dict[str, RawMetadataValue] = {"dagster/row_count": data.height, "preview": preview(data), **(more or {})}
    return MaterializeResult(asset_key=raw_key(table), metadata=metadata)


def preview(data: pl.DataFrame) -> MarkdownMetadataValue:
    """The first rows of a table for the UI; texts of inputs are shown, never rendered."""
    return MetadataValue.md(markdown(data.head(PREVIEW_ROWS).iter_rows(named=True)) or "no rows")


def _of_files(files: pl.DataFrame, findings: pl.DataFrame) -> dict[str, RawMetadataValue]:
    """What each file of a stage gave: numbers that plot over time, and a table of files, the troubled ones first."""
    counts = findings.group_by("file").agg(
        *((pl.col("severity") == severity).sum().alias(f"{severity}s") for severity in ("error", "warning"))
    )
    table = (
        files.select("source_file", "format", "layout", "status", "rows_loaded")
        .join(counts, left_on="source_file", right_on="file", how="left")
        .with_columns(pl.col("errors", "warnings").fill_null(0))
        .sort("errors", "warnings", "source_file", descending=[True, True, False])
    )
    shown = markdown(table.head(FILES_SHOWN).iter_rows(named=True))
    more = f"\n\n{table.height - FILES_SHOWN} more files" if table.height > FILES_SHOWN else ""
    severities = {f"{s}s": findings.filter(pl.col("severity") == s).height for s in ("error", "warning")}
    return {"files": files.height, **severities, "per_file": MetadataValue.md(shown + more)}
