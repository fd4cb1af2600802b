"""Dagster's records in SQLite, written without a wait for the disk at each event.

What belongs here: how the connections that Dagster opens behave while this process works with an instance. What does
not: the instance (dagster_home.py), what is recorded.

Dagster opens a connection for every event and closes it again. Each closing was the last, so that SQLite moved its log
into the database and waited for the disk three times: 5 ms an event, 1,100 events a run. A connection that is held open
beside them leaves that to the end, and `synchronous = normal` waits at that point alone. A power cut may lose the last
events of a run, never the database (https://www.sqlite.org/pragma.html#pragma_synchronous).

It also made a new engine for every event, which puts every statement into SQL anew: half of what an event costs to
compute. `one_engine_a_file` keeps the engine of each file, and its connection, until the run has ended.

And it reads each materialisation back, with all that is said of its table, to note with checks and with what is built
on it which one they mean. `known_as_stored` answers that from what was stored.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

# What the event log asks its database at each event, and the answer never changes while a program runs.
ASKED_AGAIN = ("has_table", "has_asset_key_col")
# Seconds that a connection waits for another program's lock.
BUSY = 30
LOOK = "select 1 from sqlite_master limit 1"
# What is kept with a connection: its file, and whether something was written through it.
PATH, WROTE = "cchc_path", "cchc_wrote"


@contextmanager
def one_engine_a_file(storage: object) -> Iterator[None]:
    """While it lasts, the event log of an instance keeps the engine of each of its files; any but SQLite is left alone.

    Args:
        storage: the event log storage of an instance that this process alone works with.
    """
    from dagster._core.storage.event_log import SqliteEventLogStorage
    from sqlalchemy import create_engine
    from sqlalchemy.engine import Connection, Engine

    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    engines: dict[str, Engine] = {}

    @contextmanager
    def connect(shard: str) -> Iterator[Connection]:
        with storage._db_lock:
            if shard not in engines:
                address = storage.conn_string_for_shard(shard)
                engines[shard] = create_engine(address, connect_args={"timeout": BUSY})
                if shard not in storage._initialized_dbs:
                    storage._initdb(engines[shard])
                    storage._initialized_dbs.add(shard)
            with engines[shard].begin() as connection:
                yield connection

    own: Any = storage
    own._connect = connect
    for asked in ASKED_AGAIN:
        setattr(own, asked, lru_cache(getattr(storage, asked)))
    try:
        yield
    finally:
        for name in ("_connect", *ASKED_AGAIN):
            delattr(own, name)
        for engine in engines.values():
            engine.dispose()


@contextmanager
def known_as_stored(storage: object) -> Iterator[None]:
    """While it lasts, a step that asks for the latest materialisation of an asset is given the one this process stored.

    Args:
        storage: the event log storage of an instance that this process alone works with.
    """
    from dagster._core.event_api import EventLogRecord
    from dagster._core.execution.context.data_version_cache import DataVersionCache
    from dagster._core.storage.event_log import SqliteEventLogStorage
    from dagster._core.storage.event_log.base import AssetEntry

    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    own, versions = cast("Any", storage), cast("Any", DataVersionCache)
    store, fetch = own._store_asset_event, versions._fetch_asset_records
    known: dict[Any, SimpleNamespace] = {}

    def store_and_note(connection: Any, event: Any, number: int) -> None:
        store(connection, event, number)
        if event.dagster_event.is_step_materialization:
            key, record = event.dagster_event.asset_key, EventLogRecord(number, event)
            known[key] = SimpleNamespace(asset_entry=AssetEntry(asset_key=key, last_materialization_record=record))

    def fetch_unknown(versions_of_a_step: Any, keys: Sequence[Any]) -> dict[Any, Any]:
        unknown = [key for key in keys if key not in known]
        return {**known, **(fetch(versions_of_a_step, unknown) if unknown else {})}

    own._store_asset_event, versions._fetch_asset_records = store_and_note, fetch_unknown
    try:
        yield
    finally:
        del own._store_asset_event
        versions._fetch_asset_records = fetch


@contextmanager
def written_together(home: Path) -> Iterator[None]:
    """While it lasts, all that SQLAlchemy writes into databases below `home` reaches the disk together.

    Args:
        home: the folder of a Dagster instance; databases elsewhere are not touched.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    held: dict[str, sqlite3.Connection] = {}
    below = home.resolve()

    def connected(connection: Any, record: Any) -> None:
        if (path := _database_below(below, connection)) is not None:
            connection.execute("pragma synchronous = normal")
            _hold(held, path)
            record.info[PATH] = path

    def committed(connection: Any) -> None:
        connection.info[WROTE] = True

    def done(_: object, record: Any) -> None:
        if record.info.pop(WROTE, False) and PATH in record.info:
            with suppress(OSError):  # the UI watches the file for changes, and its bytes change only in the end
                os.utime(record.info[PATH])

    listeners = (("connect", connected), ("commit", committed), ("checkin", done))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
        for one in held.values():
            one.close()


def _hold(held: dict[str, sqlite3.Connection], path: str) -> None:
    """Keep a connection of its own to a database, and look through it: an idle one doesn't know the log yet."""
    if path not in held:
        held[path] = sqlite3.connect(path, check_same_thread=False)
    held[path].execute(LOOK).fetchall()


def _database_below(below: Path, connection: Any) -> str | None:
    """The file of a connection to SQLite where it lies below a folder; None for any other connection."""
    if not isinstance(connection, sqlite3.Connection):
        return None
    path = next((str(row[2]) for row in connection.execute("pragma database_list") if row[1] == "main"), "")
    return path if path and Path(path).is_relative_to(below) else None
