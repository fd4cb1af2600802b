"""From one dbt invocation to Dagster events: selection in, materialisations with row counts and check results out.

What belongs here: the bridge between dbt_runner and dagster-dbt. What does not: which models there are.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster import (
    AssetExecutionContext,
    Failure,
    MetadataValue,
    Output,
    TableColumn,
    TableColumnDep,
    TableColumnLineage,
    TableSchema,
)
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.asset_utils import get_manifest_and_translator_from_dbt_assets, get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from pipelines.assets.dbt_lineage import full_name, lineage_of_models
from pipelines.assets.specs import PREVIEW_ROWS, contract_schema, preview
from pipelines.audit import begin_audit, hanging_on, mark_audited
from pipelines.code_version import code_version
from pipelines.cores import cores_for
from pipelines.dbt_runner import DbtOutcome, forget_build, invoke
from pipelines.language import language
from pipelines.markdown_rows import markdown
from pipelines.publishing.dictionary import column_meanings
from pipelines.publishing.publish import identity_of_tables
from pipelines.settings import Settings
from pipelines.wording import line

progress = logging.getLogger("cchc")
UNIT_TESTS = "resource_type:unit_test"
# How many origins of a column the table names.
ORIGINS_SHOWN = 3


def build_selected(context: AssetExecutionContext, settings: Settings) -> Iterator[object]:
    """Build what Dagster selected and yield its events; unit tests of models belong to `make test`.

    Raises:
        dagster.Failure: models or tests failed; their names and messages are in the description. What did succeed
            has been yielded before.
    """
    manifest, translator, _ = get_manifest_and_translator_from_dbt_assets([context.assets_def])
    selection, indirect = get_subset_selection_for_context(
        context=context,
        manifest=manifest,
        select="fqn:*",
        exclude=UNIT_TESTS,
        selector=None,
        dagster_dbt_translator=translator,
        current_dbt_indirect_selection_env=None,
    )
    if UNIT_TESTS not in selection:
        selection = [*selection, "--exclude", UNIT_TESTS]
    if indirect:
        selection = [*selection, "--indirect-selection", indirect]
    if context.is_subset and not settings.build_database.exists():
        raise Failure(
            description="This world has no warehouse yet: run the job `refresh` once; then `plans`, `kpi` and single "
            "assets can refresh their part of it."
        )
    if not context.is_subset:
        forget_build(settings)
    progress.info(line("building", language()))
    stale = begin_audit(settings, code_version())
    outcome = invoke(settings, ["build", *selection], on_event=lambda event: _log(context, event))
    progress.info(line("built", language(), done=len(outcome.events), failed=len(outcome.failures)))
    tables = _describe_tables(settings.build_database, cores_for(settings.tables))
    lineage = _lineage(outcome, manifest, translator, settings, tables)
    for message in _messages(outcome):
        for event in message.to_default_asset_events(manifest, translator, context):
            if isinstance(event, Output):
                _tell_table(context, event, manifest, translator, tables, lineage)
            yield event
    if not outcome.succeeded:
        raise Failure(description="\n".join(outcome.failures[:20]), metadata={"failures": len(outcome.failures)})
    if not context.is_subset or _covers(outcome, manifest, stale):
        mark_audited(settings.work, identity_of_tables(settings.tables).build_id, code_version())


def _covers(outcome: DbtOutcome, manifest: Mapping[str, Any], tables: set[str]) -> bool:
    """Whether an invocation built every model that hangs on the given raw tables."""
    sources = [key for key, source in manifest["sources"].items() if source["name"] in tables]
    built = {event["data"]["node_info"]["unique_id"] for event in outcome.events}
    return all(one in built for one in hanging_on(sources, manifest["child_map"]) if one.startswith("model."))


def _lineage(
    outcome: DbtOutcome,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    settings: Settings,
    tables: Mapping[str, Table],
) -> dict[str, TableColumnLineage]:
    """The column lineage of the models that this invocation built, by their name."""
    columns = {full: [column.name for column in table.schema.columns] for full, table in tables.items()}
    built = [event["data"]["node_info"]["unique_id"] for event in outcome.events]
    nodes = [manifest["nodes"][one] for one in built if one in manifest["nodes"]]
    models = [node for node in nodes if node["resource_type"] == "model"]
    return lineage_of_models(models, manifest, translator, settings, columns)


def _messages(outcome: DbtOutcome) -> Iterator[DbtCoreCliEventMessage]:
    for event in outcome.events:
        yield DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})


def _log(context: AssetExecutionContext, event: Mapping[str, Any]) -> None:
    node = event["data"].get("node_info", {})
    status = str(node.get("node_status", ""))
    log = context.log.error if status in {"error", "fail"} else context.log.debug
    log("dbt %s %s: %s", node.get("resource_type"), node.get("node_name"), status)


@dataclass(frozen=True)
class Table:
    """What the UI shows of a table: its columns, its row count and its first rows where it is asked for them."""

    schema: TableSchema
    rows: dict[str, Any]


def _describe_tables(database: Path, cores: int) -> dict[str, Table]:
    """Columns, row count and first rows of every table and view of the build database, by «schema.name».

    A view of the inner layers is not asked for rows: that would compute it twice more, and its readers show them.
    """
    import duckdb

    if not database.exists():
        return {}
    with duckdb.connect(str(database), read_only=True, config={"threads": cores}) as db:
        found = db.execute(
            "select schema_name, table_name, list({'n': column_name, 't': data_type} order by column_index) "
            "from duckdb_columns() where database_name = current_database() and not internal group by all"
        ).fetchall()
        views = "select view_name from duckdb_views() where schema_name = 'intermediate' and not internal"
        unasked = {name for (name,) in db.execute(views).fetchall()}
        return {
            f"{schema}.{name}": Table(_schema(columns), {} if name in unasked else _rows(db, f'"{schema}"."{name}"'))
            for schema, name, columns in found
        }


def _rows(db: Any, place: str) -> dict[str, Any]:
    (rows,) = db.execute(f"select count(*) from {place}").fetchone()
    return {"dagster/row_count": int(rows), "preview": preview(db.execute(f"from {place} limit {PREVIEW_ROWS}").pl())}


def _schema(columns: list[dict[str, str]]) -> TableSchema:
    return TableSchema(columns=[TableColumn(name=column["n"], type=column["t"]) for column in columns])


def _tell_table(
    context: AssetExecutionContext,
    event: Output[Any],
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    tables: Mapping[str, Table],
    lineage: Mapping[str, TableColumnLineage],
) -> None:
    """Say with the materialisation what its table holds. Said with the output, Dagster would record it twice."""
    node = manifest["nodes"][str(event.metadata["unique_id"].value)]
    if full_name(node) not in tables:
        return
    table = tables[full_name(node)]
    schema = _described(table.schema, _meanings(node))
    extra: dict[str, Any] = {"dagster/column_schema": schema, **table.rows}
    if node["name"] in lineage:
        extra["dagster/column_lineage"] = lineage[node["name"]]
        extra["columns_come_from"] = _origins(lineage[node["name"]])
    context.add_asset_metadata(extra, asset_key=translator.get_asset_key(node))


def _meanings(node: Mapping[str, Any]) -> dict[str, str]:
    """What the columns of a table mean: its own words, else those of the raw table it reads, else of the dictionary.

    A seed has names of its own that mean something else elsewhere («value», «code»): its description tells them.
    """
    own = {name: column["description"] for name, column in node["columns"].items() if column.get("description")}
    if node["resource_type"] == "seed":
        return own
    raw = [key.split(".")[-1] for key in node["depends_on"]["nodes"] if key.startswith("source.")]
    read = {c.name: c.description for table in raw for c in contract_schema(table).columns if c.description}
    return {**column_meanings(), **read, **own}


def _described(schema: TableSchema, meanings: Mapping[str, str]) -> TableSchema:
    return TableSchema(
        columns=[TableColumn(name=c.name, type=c.type, description=meanings.get(c.name)) for c in schema.columns]
    )


def _origins(lineage: TableColumnLineage) -> MetadataValue[Any]:
    """The lineage as a table: the free UI draws none of columns, and shows this with each materialisation."""
    rows = [{"column": column, "comes from": _names(deps)} for column, deps in lineage.deps_by_column.items()]
    return MetadataValue.md(markdown(rows))


def _names(deps: Sequence[TableColumnDep]) -> str:
    names = [f"{one.asset_key.path[-1]}.{one.column_name}" for one in deps]
    more = f" and {len(names) - ORIGINS_SHOWN} more" if len(names) > ORIGINS_SHOWN else ""
    return f"{', '.join(names[:ORIGINS_SHOWN])}{more}"
