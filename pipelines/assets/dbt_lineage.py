"""Column lineage of dbt models in Dagster's form: on which columns of which assets each column hangs.

What belongs here: from dbt's compiled files and Dagster's keys to the pure walk and back. What does not: the walk
(column_lineage.py), other metadata of a model (dbt_events.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from dagster import AssetKey, TableColumnDep, TableColumnLineage
from dagster_dbt import DagsterDbtTranslator

from pipelines.assets.specs import raw_key
from pipelines.column_lineage import Lineage, Statement, cached_origins
from pipelines.contracts.raw_models import TABLES
from pipelines.dbt_runner import project_files, shared_target, sources_hash, target_path
from pipelines.publishing.sql_text import quoted
from pipelines.settings import PROJECT_ROOT, Settings

# One file for all worlds: the SQL is the same in each.
KEPT = "column_lineage.json"
_DECIDES = [PROJECT_ROOT / "pipelines/column_lineage.py", PROJECT_ROOT / "pipelines/contracts/raw_models.py"]


class Node(TypedDict):
    """What is needed of a node of dbt's manifest."""

    name: str
    schema: str
    alias: str
    resource_type: str
    package_name: str
    original_file_path: str
    depends_on: dict[str, list[str]]


Manifest = Mapping[str, Mapping[str, Node]]


def lineage_of_models(
    nodes: Iterable[Node],
    manifest: Manifest,
    translator: DagsterDbtTranslator,
    settings: Settings,
    columns: Mapping[str, Sequence[str]],
) -> dict[str, TableColumnLineage]:
    """The lineage of each model by its name; computed once for each state of the project's SQL.

    Args:
        nodes: the models that dbt has built, as the manifest has them.
        manifest: dbt's manifest.
        translator: gives the asset of a node.
        settings: the world whose compiled SQL is read.
        columns: the columns of each table of the build database, by «schema.name».
    """
    known = {**columns, **{f"raw.{name}": list(model.to_schema().columns) for name, model in TABLES.items()}}
    keys = _keys(manifest, translator)
    found = cached_origins(
        _statements(nodes, manifest, settings, known), shared_target(settings) / KEPT, _state_of_the_project()
    )
    return {name: _in_dagsters_form(lineage, keys) for name, lineage in found.items()}


def _state_of_the_project() -> str:
    return sources_hash([*project_files(), *_DECIDES])


def _keys(manifest: Manifest, translator: DagsterDbtTranslator) -> dict[str, AssetKey]:
    """The asset of each table, by «schema.name»."""
    tables = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
    keys = {full_name(node): translator.get_asset_key(node) for node in tables}
    return {**keys, **{f"raw.{name}": raw_key(name) for name in TABLES}}


def full_name(node: Node) -> str:
    """«schema.name» of a node's table."""
    return f"{node['schema']}.{node.get('alias', node['name'])}"


def _statements(
    nodes: Iterable[Node], manifest: Manifest, settings: Settings, columns: Mapping[str, Sequence[str]]
) -> Iterator[Statement]:
    for node in nodes:
        path = target_path(settings) / "compiled" / node["package_name"] / node["original_file_path"]
        if path.is_file():
            names = [full_name(one) for one in _parents(node, manifest)]
            read = {name: columns[name] for name in names if name in columns}
            yield Statement(node["name"], _named(path, settings), read)


def _parents(node: Node, manifest: Manifest) -> list[Node]:
    both = {**manifest["nodes"], **manifest["sources"]}
    return [both[one] for one in node["depends_on"]["nodes"] if one in both]


def _named(path: Path, settings: Settings) -> str:
    """Compiled SQL in which the files of raw tables stand as tables of a schema `raw`."""
    sql = path.read_text(encoding="utf-8")
    for name in TABLES:
        sql = sql.replace(f"read_parquet({quoted(settings.tables / f'{name}.parquet')})", f'"raw"."{name}"')
    return sql


def _in_dagsters_form(lineage: Lineage, keys: Mapping[str, AssetKey]) -> TableColumnLineage:
    return TableColumnLineage(
        {
            column: [TableColumnDep(keys[table], name) for table, name in origins if table in keys]
            for column, origins in lineage.items()
        }
    )
