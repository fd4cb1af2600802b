"""Writes one complete build: the DuckDB file analysts open, one Parquet per mart, the manifest.

What belongs here: copying audited marts out of the private build database in a fixed order, with their descriptions.
What does not: computing anything (dbt), deciding whether to publish (the blocking checks), the swap (layout.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.inputs import hash_file
from pipelines.publishing.changes import DIFF, find_changes
from pipelines.publishing.changes_said import DIFF_PAGE, frame_of, page_of
from pipelines.publishing.dictionary import Dictionary
from pipelines.publishing.fingerprint import Fingerprint
from pipelines.publishing.layout import DATABASE, MANIFEST, PARQUET
from pipelines.publishing.sql_text import count, quoted
from pipelines.publishing.views import create_views

if TYPE_CHECKING:
    import duckdb

# Files in this storage version open in DuckDB clients from 1.0 on; the newest version's would not.
STORAGE_VERSION = "v1.0.0"


class PublishError(RuntimeError):
    """A build could not be completed; nothing was published. The text says which mart and why."""


@dataclass(frozen=True)
class BuiltTable:
    """One mart in a build: its name, rows, and the sha256 of its Parquet file."""

    name: str
    rows: int
    sha256: str


def write_build(
    build_database: Path, folder: Path, words: Dictionary, identity: Fingerprint, before: Path | None = None
) -> list[BuiltTable]:
    """Copy every mart of the dictionary from the build database into `folder`, describe it, and say what changed.

    Args:
        build_database: the private database that dbt wrote and its tests passed on.
        folder: an empty staging folder.
        words: which marts there are, their columns, order and descriptions.
        identity: inputs, code version and as-of date for the manifest.
        before: the folder of the build published until now, for mart_build_diff and diff.md.

    Raises:
        PublishError: a mart is missing, or what was written does not read back with the same rows.
    """
    (folder / PARQUET).mkdir()
    with _connection(build_database, folder / DATABASE) as db:
        places = _places(db)
        missing = sorted(set(words.made_by_dbt) - set(places))
        if missing:
            raise PublishError(f"the build database has no {', '.join(missing)}: run the whole refresh job")
        words.check({name: _columns(db, "source", places[name], name) for name in words.made_by_dbt})
        for name in words.made_by_dbt:
            _copy(db, words, f'source."{places[name]}"."{name}"', name, folder)
        changes = find_changes(db, words, identity, before)
        db.register("changes", frame_of(changes))
        _copy(db, words, "changes", DIFF, folder)
        (folder / DIFF_PAGE).write_text(page_of(changes, identity, before), encoding="utf-8")
        db.execute("use published")
        create_views(db)
        db.execute("use memory")
    built = [_verify(folder, name) for name in words.models]
    _write_manifest(folder, identity, built)
    return built


@contextmanager
def _connection(build_database: Path, published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    db = duckdb.connect()
    try:
        db.execute("set preserve_insertion_order = true")
        db.execute(f"attach {quoted(build_database)} as source (read_only)")
        db.execute(f"attach {quoted(published)} as published (storage_version '{STORAGE_VERSION}')")
        yield db
        db.execute("checkpoint published")
    finally:
        db.close()


def _places(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = db.execute(
        "select table_name, table_schema from information_schema.tables where table_catalog = 'source'"
    ).fetchall()
    return {str(name): str(schema) for name, schema in rows}


def _columns(db: duckdb.DuckDBPyConnection, catalog: str, schema: str, name: str) -> list[str]:
    rows = db.execute(
        "select column_name from information_schema.columns "
        "where table_catalog = ? and table_schema = ? and table_name = ? order by ordinal_position",
        [catalog, schema, name],
    ).fetchall()
    return [str(column) for (column,) in rows]


def _copy(db: duckdb.DuckDBPyConnection, words: Dictionary, source: str, name: str, folder: Path) -> None:
    model = words.models[name]
    order = ", ".join(f'"{column}"' for column in model.order_by)
    db.execute(f'create table published."{name}" as select * from {source} order by {order}')
    db.execute(f'comment on table published."{name}" is {quoted(model.comment)}')
    for column in model.columns.values():
        db.execute(f'comment on column published."{name}"."{column.name}" is {quoted(column.comment)}')
    target = folder / PARQUET / f"{name}.parquet"
    described = json.dumps({c.name: {"vi": c.vi, "en": c.en} for c in model.columns.values()}, ensure_ascii=False)
    said = f"kv_metadata {{mart: {quoted(model.comment)}, columns: {quoted(described)}}}"
    db.execute(f'copy (from published."{name}") to {quoted(target)} (format parquet, compression zstd, {said})')


def _verify(folder: Path, name: str) -> BuiltTable:
    import duckdb

    parquet = folder / PARQUET / f"{name}.parquet"
    with duckdb.connect(str(folder / DATABASE), read_only=True) as db:
        in_file = count(db, f'"{name}"')
        in_parquet = count(db, f"read_parquet({quoted(parquet)})")
    if in_file != in_parquet:
        raise PublishError(f"{name}: {in_file} rows in the DuckDB file, {in_parquet} in Parquet; nothing was published")
    return BuiltTable(name, in_file, hash_file(parquet))


def _write_manifest(folder: Path, identity: Fingerprint, built: list[BuiltTable]) -> None:
    content = {
        "build_id": identity.build_id,
        "as_of": identity.as_of.isoformat(),
        "code_version": identity.code_version,
        "inputs": [
            {"file": name, "sha256": own, "sidecar_sha256": side or None} for name, own, side in identity.inputs
        ],
        "tables": [
            {"name": t.name, "rows": t.rows, "parquet": f"{PARQUET}/{t.name}.parquet", "sha256": t.sha256}
            for t in built
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
