"""The real dbt project, compiled once and run on many small worlds.

What belongs here: compiling, and executing the compiled models in order in a fresh DuckDB. What does not: worlds' rows
(worlds.py) and claims (test_*.py). A dbt invocation costs seconds, executing its SQL a fraction of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contracts.raw_models import TABLES, frame
from pipelines.settings import PROJECT_ROOT

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
_ENDINGS = {".sql", ".yml", ".csv", ".md"}


@dataclass(frozen=True)
class Node:
    """One compiled model: where it goes and the SQL that makes it."""

    schema: str
    name: str
    materialized: str
    sql: str


@dataclass(frozen=True)
class CompiledProject:
    """All models in order, and the database that holds the seeds."""

    nodes: tuple[Node, ...]
    seeds: Path
    tables: str

    def run(self, frames: dict[str, pl.DataFrame], folder: Path) -> duckdb.DuckDBPyConnection:
        """Write the raw tables (empty where not given) and execute every model on them."""
        _write_tables(frames, folder)
        db = duckdb.connect(config={"threads": 1})  # planning is most of it, and the tests have a worker a core
        db.execute("attach ':memory:' as build")
        self._execute(db, folder)
        return db

    def write_empty(self, folder: Path) -> None:
        """A dbt folder on empty raw tables: `build.duckdb` with every relation, `target` with what dbt has parsed."""
        _write_tables({}, folder / "tables")
        (folder / "target").mkdir()
        shutil.copy(self.seeds.parent / "target" / "partial_parse.msgpack", folder / "target")
        with duckdb.connect(str(folder / "build.duckdb")) as db:
            self._execute(db, folder / "tables")

    def _execute(self, db: duckdb.DuckDBPyConnection, tables: Path) -> None:
        # Attached and read, not copied as a file: what dbt wrote last may still stand in the log beside it.
        db.execute(f"attach '{self.seeds}' as template (read_only)")
        db.execute("create schema build.reference")
        names = db.execute(
            "select table_name from information_schema.tables"
            " where table_catalog = 'template' and table_schema = 'reference'"
        ).fetchall()
        for (name,) in names:
            db.execute(f'create table build.reference."{name}" as select * from template.reference."{name}"')
        db.execute("detach template")
        db.execute("use build")
        for schema in {node.schema for node in self.nodes}:
            db.execute(f"create schema build.{schema}")
        for node in self.nodes:
            kind = "view" if node.materialized == "view" else "table"
            sql = node.sql.replace(self.tables, str(tables))
            try:
                db.execute(f'create {kind} build.{node.schema}."{node.name}" as {sql}')
            except duckdb.Error as error:
                raise AssertionError(f"{node.name}: {error}") from error


def _write_tables(frames: dict[str, pl.DataFrame], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        frames.get(table, frame(table, [])).write_parquet(folder / f"{table}.parquet")


def compiled_project() -> CompiledProject:
    """The project compiled on empty raw tables; kept beside the system's temporary files under the project's hash."""
    folder = Path(tempfile.gettempdir()) / f"cchc-dbt-{os.getuid()}-{_hash()}"
    with folder.with_suffix(".lock").open("w") as lock:  # two workers that begin together would compile it twice
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").is_file():
            _compile(folder)
    return _read(folder)


def _hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in DBT_PROJECT.rglob("*") if p.suffix in _ENDINGS and "target" not in p.parts):
        digest.update(path.relative_to(DBT_PROJECT).as_posix().encode() + path.read_bytes())
    digest.update((PROJECT_ROOT / "pipelines" / "contracts" / "raw_models.py").read_bytes())
    return digest.hexdigest()[:16]


def _compile(folder: Path) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    working = Path(tempfile.mkdtemp(dir=folder.parent, prefix="cchc-dbt-working-"))
    tables = working / "tables"
    _write_tables({}, tables)
    os.environ.update(
        {
            "CCHC_TABLES": str(tables),
            "CCHC_BUILD_DB": str(working / "build.duckdb"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
    )
    common = [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target-path",
        str(working / "target"),
        "--log-path",
        str(working / "logs"),
        "--quiet",
    ]
    runner = dbtRunner()
    for command in (["seed"], ["compile"]):
        result = runner.invoke([*command, *common])
        assert result.success, result.exception or [r.message for r in result.result if r.message]
    # dbt keeps the file open for writing, which locks the other workers out.
    DuckDBConnectionManager.close_all_connections()
    (working / "tables.txt").write_text(str(tables))
    shutil.copy(working / "target" / "manifest.json", working / "manifest.json")
    working.rename(folder)


def _read(folder: Path) -> CompiledProject:
    manifest = json.loads((folder / "manifest.json").read_text())
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    ordered: list[str] = []

    def visit(key: str) -> None:
        if key in models and key not in ordered:
            for above in sorted(models[key]["depends_on"]["nodes"]):
                visit(above)
            ordered.append(key)

    for key in sorted(models):
        visit(key)
    nodes = tuple(
        Node(m["schema"], m["name"], m["config"]["materialized"], m["compiled_code"])
        for m in (models[k] for k in ordered)
    )
    return CompiledProject(nodes, folder / "build.duckdb", (folder / "tables.txt").read_text())
