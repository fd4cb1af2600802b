"""One publication: all marts of a finished build become one snapshot of the lake, or none of them does.

What belongs here: the transaction, the tables it needs, trying again when another writer was first. What does not:
making the build, reading the lake (lake_contents.py), dropping what is old (tidying.py).

    publication        one row per publisher: the build that is its current one
    publication_table  one row per publisher and mart: rows and checksum; a mart with the same bytes stays
    <mart>             the mart's columns after `publisher`; one partition, and so files of its own, per publisher

A publisher replaces its own rows and touches nobody else's. DuckLake commits a snapshot in one transaction of the
catalogue: a process that is killed before it leaves files that no snapshot names, and after it everything.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipelines.lake.connection import LAKE, LakeError
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.layout import MANIFEST
from pipelines.publishing.sql_text import quoted

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection

PUBLICATION, PUBLICATION_TABLE = "publication", "publication_table"
_OWN_TABLES = {
    PUBLICATION: "publisher varchar, build_id varchar, as_of date, code_version varchar",
    PUBLICATION_TABLE: 'publisher varchar, "table" varchar, rows bigint, sha256 varchar',
}
# Two writers meet when they commit within the same moment; a transaction takes a second or two to do again.
TRIES = 12
_Done = TypeVar("_Done")


@dataclass(frozen=True)
class Lot:
    """A finished build as the lake sees it: its folder and what its manifest says."""

    folder: Path
    build_id: str
    as_of: str
    code_version: str
    tables: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Publication:
    """What a publication did: the snapshot it made (None where nothing changed) and the marts it wrote."""

    snapshot: int | None
    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def lot_of(build: Path) -> Lot:
    """What a build says of itself."""
    said = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    tables = {str(one["name"]): one for one in said["tables"]}
    return Lot(build, said["build_id"], said["as_of"], said["code_version"], tables)


def publish_to_lake(db: Connection, lot: Lot, publisher: str) -> Publication:
    """Make a build the publisher's current one in the lake, in one snapshot.

    Args:
        db: a connection with the lake open for writing.
        lot: the build.
        publisher: whose rows are replaced; rows of others are not touched.

    Raises:
        LakeError: a column has another type in the lake, or other writers were first too often; nothing was changed.
    """
    _again_if_beaten(db, lambda: _make_tables(db, lot))
    written = _again_if_beaten(db, lambda: _replace(db, lot, publisher))
    if written is None:
        return Publication(None, (), tuple(lot.tables))
    row = db.execute(f"from ducklake_last_committed_snapshot('{LAKE}')").fetchone()
    return Publication(int(row[0]) if row else None, written, tuple(name for name in lot.tables if name not in written))


def _again_if_beaten(db: Connection, work: Callable[[], _Done]) -> _Done:
    """Do a whole transaction, again from its start where another writer's commit came between."""
    import duckdb

    for attempt in range(1, TRIES + 1):
        try:
            db.execute("begin")
            done = work()
            db.execute("commit")
            return done
        except duckdb.Error as error:
            _give_up(db)
            if not _is_beaten(error):
                raise LakeError(str(error)) from error
            time.sleep(random.uniform(0.1, 0.3) * attempt)
        except BaseException:
            _give_up(db)
            raise
    raise LakeError(f"other writers were first {TRIES} times in a row; nothing was changed: publish again")


def _give_up(db: Connection) -> None:
    import duckdb

    with suppress(duckdb.Error):
        db.execute("rollback")


def _is_beaten(error: Exception) -> bool:
    import duckdb

    said = str(error).lower()
    return isinstance(error, duckdb.TransactionException) or "conflict" in said or "already exists" in said


def _make_tables(db: Connection, lot: Lot) -> None:
    """Every table and column that the build has and the lake has not."""
    present = _columns(db)
    for name, columns in _OWN_TABLES.items():
        if name not in present:
            db.execute(f"create table {name} ({columns})")
            db.execute(f"alter table {name} set partitioned by (publisher)")
    for name in lot.tables:
        wanted = _columns_of_file(db, lot, name)
        if name in present:
            _widen(db, name, present[name], wanted)
        else:
            _make(db, name, wanted)


def _make(db: Connection, name: str, columns: Mapping[str, str]) -> None:
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    db.execute(f'create table "{name}" (publisher varchar, {listed})')
    db.execute(f'alter table "{name}" set partitioned by (publisher)')
    model = load_dictionary().models.get(name)
    if model:
        db.execute(f'comment on table "{name}" is {quoted(model.comment)}')
        for column in columns.keys() & model.columns.keys():
            db.execute(f'comment on column "{name}"."{column}" is {quoted(model.columns[column].comment)}')


def _widen(db: Connection, name: str, present: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    for column, kind in wanted.items():
        if column not in present:
            db.execute(f'alter table "{name}" add column "{column}" {kind}')
        elif present[column] != kind:
            raise LakeError(
                f"{name}.{column} is {kind} in the build and {present[column]} in the lake; nothing was changed: "
                f'publish with the code that the other publishers use, or `alter table "{name}"` in the lake first'
            )


def _columns(db: Connection) -> dict[str, dict[str, str]]:
    """Type by column by table of the lake."""
    found: dict[str, dict[str, str]] = {}
    rows = db.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = ? order by all", [LAKE]
    )
    for table, column, kind in rows.fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _columns_of_file(db: Connection, lot: Lot, name: str) -> dict[str, str]:
    rows = db.execute(f"describe from read_parquet({_file(lot, name)})").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _replace(db: Connection, lot: Lot, publisher: str) -> tuple[str, ...] | None:
    """Put marts with other bytes in place of the publisher's own; None where the lake holds this build already."""
    stands = _checksums(db, publisher)
    written = tuple(name for name, said in lot.tables.items() if stands.get(name) != said["sha256"])
    gone = stands.keys() - lot.tables.keys()
    if not written and not gone and _current(db, publisher) == lot.build_id:
        return None
    # What stands: marts of the build before. A first publication has nothing to take away.
    old = [name for name in (*written, *gone) if name in stands]
    for name in (*old, *((PUBLICATION, PUBLICATION_TABLE) if stands else ())):
        db.execute(f'delete from "{name}" where publisher = ?', [publisher])
    for name in written:
        file = _file(lot, name)
        db.execute(f'insert into "{name}" by name select ? as publisher, * from read_parquet({file})', [publisher])
    _say(db, lot, publisher)
    return written


def _say(db: Connection, lot: Lot, publisher: str) -> None:
    build = [publisher, lot.build_id, lot.as_of, lot.code_version]
    db.execute(f"insert into {PUBLICATION} values (?, ?, ?, ?)", build)
    facts = [value for name, said in lot.tables.items() for value in (publisher, name, said["rows"], said["sha256"])]
    places = ", ".join(["(?, ?, ?, ?)"] * len(lot.tables))
    db.execute(f"insert into {PUBLICATION_TABLE} values {places}", facts)  # one statement, one file
    extra = json.dumps({"as_of": lot.as_of, "code_version": lot.code_version})
    db.execute(f"call {LAKE}.set_commit_message(?, ?, extra_info => ?)", [publisher, lot.build_id, extra])


def _checksums(db: Connection, publisher: str) -> dict[str, str]:
    rows = db.execute(f'select "table", sha256 from {PUBLICATION_TABLE} where publisher = ?', [publisher]).fetchall()
    return {str(name): str(sha256) for name, sha256 in rows}


def _current(db: Connection, publisher: str) -> str | None:
    row = db.execute(f"select build_id from {PUBLICATION} where publisher = ?", [publisher]).fetchone()
    return str(row[0]) if row else None


def _file(lot: Lot, name: str) -> str:
    return quoted(lot.folder / str(lot.tables[name]["parquet"]))
