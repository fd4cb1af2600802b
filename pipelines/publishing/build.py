"""Writes one complete build: the DuckDB file analysts open, one Parquet per mart, the manifest.

What belongs here: which marts are copied out of the private build database, that they read back, the manifest. What
does not: computing anything (dbt), copying a mart (copying.py), whether to publish (the checks), the swap (layout.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cores import cores_for
from pipelines.inputs import hash_file
from pipelines.publishing.before import Before
from pipelines.publishing.changes import DIFF, find_changes
from pipelines.publishing.changes_said import DIFF_PAGE, frame_of, page_of
from pipelines.publishing.copying import copy_mart
from pipelines.publishing.dictionary import Dictionary
from pipelines.publishing.fingerprint import Fingerprint
from pipelines.publishing.layout import DATABASE, MANIFEST, PARQUET
from pipelines.publishing.parquet import mart_files
from pipelines.publishing.sql_text import bounded, count, quoted
from pipelines.publishing.views import create_views

if TYPE_CHECKING:
    import duckdb

# Files in this storage version open in DuckDB clients from 1.0 on; the newest version's would not.
STORAGE_VERSION = "v1.0.0"
_FIRST_OF_ALL = Before()


class PublishError(RuntimeError):
    """A build could not be completed; nothing was published. The text says which mart and why."""


@dataclass(frozen=True)
class BuiltTable:
    """One mart in a build: its name, rows, and the sha256 of each of its Parquet files by the name in the build."""

    name: str
    rows: int
    files: Mapping[str, str]


def write_build(
    build_database: Path, folder: Path, words: Dictionary, identity: Fingerprint, before: Before = _FIRST_OF_ALL
) -> list[BuiltTable]:
    """Copy every mart of the dictionary from the build database into `folder`, describe it, and say what changed.

    Args:
        build_database: the private database that dbt wrote and its tests passed on.
        folder: an empty staging folder.
        words: which marts there are, their columns, order and descriptions.
        identity: inputs, code version and as-of date for the manifest.
        before: the build published before this one, for mart_build_diff and diff.md.

    Raises:
        PublishError: a mart is missing, or what was written does not read back with the same rows.
    """
    (folder / PARQUET).mkdir()
    with _connection(build_database, folder / DATABASE) as db:
        places = _places(db, build_database.stem)
        missing = sorted(set(words.made_by_dbt) - set(places))
        if missing:
            raise PublishError(f"the build database has no {', '.join(missing)}: run the whole refresh job")
        words.check({name: _columns(db, places[name]) for name in words.made_by_dbt})
        for name in words.made_by_dbt:
            copy_mart(db, words.models[name], places[name], folder)
        changes = find_changes(db, words, identity, before.build)
        db.register("changes", frame_of(changes))
        copy_mart(db, words.models[DIFF], "changes", folder)
        (folder / DIFF_PAGE).write_text(page_of(changes, identity, before), encoding="utf-8")
        db.execute("use published")
        create_views(db)
        db.execute("use memory")
    built = _read_back(folder, words)
    _write_manifest(folder, identity, built)
    return built


@contextmanager
def _connection(build_database: Path, published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    db = duckdb.connect()
    try:
        bounded(db, build_database.parent)
        db.execute(f"set threads = {cores_for(build_database.with_name('tables'))}")
        db.execute("set python_enable_replacements = false")  # it would load half of Arrow to look for names in it
        db.execute("set preserve_insertion_order = true")
        # By its own name: a view in it reads other tables of it by that name.
        db.execute(f'attach {quoted(build_database)} as "{build_database.stem}" (read_only)')
        db.execute(f"attach {quoted(published)} as published (storage_version '{STORAGE_VERSION}')")
        yield db
        db.execute("checkpoint published")
    finally:
        db.close()


def _places(db: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    rows = db.execute(
        "select table_name, table_schema from information_schema.tables where table_catalog = ?", [catalog]
    ).fetchall()
    return {str(name): f'"{catalog}"."{schema}"."{name}"' for name, schema in rows}


def _columns(db: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    return [str(row[0]) for row in db.execute(f"describe {source}").fetchall()]


def _read_back(folder: Path, words: Dictionary) -> list[BuiltTable]:
    import duckdb

    with duckdb.connect(str(folder / DATABASE), read_only=True) as db:
        return [_verify(db, folder, name) for name in words.models]


def _verify(db: duckdb.DuckDBPyConnection, folder: Path, name: str) -> BuiltTable:
    files = mart_files(folder, name)
    in_file = count(db, f'"{name}"')
    in_parquet = count(db, f"read_parquet([{', '.join(quoted(path) for path in files)}])")
    if in_file != in_parquet:
        raise PublishError(f"{name}: {in_file} rows in the DuckDB file, {in_parquet} in Parquet; nothing was published")
    return BuiltTable(name, in_file, {path.relative_to(folder).as_posix(): hash_file(path) for path in files})


def _write_manifest(folder: Path, identity: Fingerprint, built: list[BuiltTable]) -> None:
    content = {
        "build_id": identity.build_id,
        "as_of": identity.as_of.isoformat(),
        "code_version": identity.code_version,
        "inputs": [
            {"file": name, "sha256": own, "sidecar_sha256": side or None} for name, own, side in identity.inputs
        ],
        "tables": [_listed(table) for table in built],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _listed(table: BuiltTable) -> dict[str, object]:
    """A mart in the manifest; `parquet` of one in parts is a pattern, its checksum that of the list of its parts."""
    parts = [{"parquet": path, "sha256": checksum} for path, checksum in table.files.items()]
    if len(parts) == 1:
        return {"name": table.name, "rows": table.rows, **parts[0]}
    lines = "".join(f"{checksum}  {path}\n" for path, checksum in table.files.items())
    checksum = hashlib.sha256(lines.encode()).hexdigest()
    pattern = f"{PARQUET}/{table.name}/*.parquet"
    return {"name": table.name, "rows": table.rows, "parquet": pattern, "sha256": checksum, "parts": parts}
