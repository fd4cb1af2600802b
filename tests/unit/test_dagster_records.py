"""Claims about Dagster's records in SQLite: seen at once by others, whole after a kill, together on the disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetKey,
    AssetMaterialization,
    DagsterInstance,
    Output,
    asset,
    materialize,
)
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.dagster_records import known_as_stored, one_engine_a_file, written_together


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table events (name text)")
    db.close()
    return path


def _store(path: Path, name: str) -> None:
    """One event as Dagster stores it: a connection of its own."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as db, db.begin():
        db.execute(text("insert into events values (:name)"), {"name": name})
    engine.dispose()


def _stored(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    names = [str(row[0]) for row in db.execute("select name from events")]
    db.close()
    return names


def test_an_event_is_seen_by_others_at_once_and_the_file_looks_changed_to_who_watches_it(tmp_path: Path) -> None:
    path = _made(tmp_path / "history/index.db")
    with written_together(tmp_path):
        os.utime(path, (0, 0))
        before = path.read_bytes()
        _store(path, "started")
        assert _stored(path) == ["started"]
        assert path.read_bytes() == before, "nothing was moved into the database yet: nobody waited for the disk"
        assert path.stat().st_mtime > 0


def test_in_the_end_all_of_it_lies_in_the_database_and_no_log_beside_it(tmp_path: Path) -> None:
    path = _made(tmp_path / "index.db")
    with written_together(tmp_path):
        for number in range(5):
            _store(path, str(number))
    assert [one.name for one in tmp_path.iterdir()] == ["index.db"]
    assert _stored(path) == ["0", "1", "2", "3", "4"]


def test_databases_elsewhere_are_left_as_they_are(tmp_path: Path) -> None:
    other = _made(tmp_path / "elsewhere/own.db")
    with written_together(tmp_path / "home"):
        before = other.read_bytes()
        _store(other, "own")
        assert other.read_bytes() != before, "it was closed as ever, and its log moved into it"


def test_a_killed_run_leaves_records_that_can_be_read(tmp_path: Path) -> None:
    path = _made(tmp_path / "index.db")
    run = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from pipelines.dagster_records import written_together\n"
        "from tests.unit.test_dagster_records import _store\n"
        "with written_together(Path(sys.argv[1])):\n"
        "    _store(Path(sys.argv[2]), 'before the kill')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", run, str(tmp_path), str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert _stored(path) == ["before the kill"]


def test_the_event_log_of_a_run_opens_each_of_its_files_once(tmp_path: Path) -> None:
    opened: list[str] = []
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        storage: Any = instance.event_log_storage
        address = storage.conn_string_for_shard
        with one_engine_a_file(storage):
            storage.conn_string_for_shard = lambda shard: opened.append(shard) or address(shard)
            for _ in range(3):
                instance.report_runless_asset_event(AssetMaterialization("figures"))
        assert sorted(opened) == ["index", "runless"] or sorted(opened) == ["", "index"], opened
        assert not {"_connect", "has_table"} & set(vars(storage)), "afterwards it is as it was"
        assert len(instance.get_records_for_run("").records) == 3
        (record,) = instance.get_asset_records([AssetKey("figures")])
        assert record.asset_entry.last_materialization is not None


def test_what_a_run_stored_is_known_without_reading_it_back_and_notes_are_the_same(tmp_path: Path) -> None:
    from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

    def notes(folder: Path, known: bool) -> tuple[Any, int]:
        """What is noted of a run's checks and of what is built on the asset; how often its record was read."""
        read: list[object] = []
        with DagsterInstance.local_temp(str(folder)) as instance:
            storage: Any = instance.event_log_storage
            asked = SqlEventLogStorage.get_asset_records
            storage.get_asset_records = lambda keys=None: read.append(keys) or asked(storage, keys)
            with known_as_stored(storage) if known else nullcontext():
                for _ in range(2):
                    run = materialize([figures, built], instance=instance)
            (evaluation,) = run.get_asset_check_evaluations()
            assert evaluation.target_materialization_data is not None
            (latest,) = instance.fetch_materializations(AssetKey("figures"), limit=1).records
            assert evaluation.target_materialization_data.storage_id == latest.storage_id
            assert evaluation.target_materialization_data.timestamp == latest.timestamp
            (of_built,) = instance.fetch_materializations(AssetKey("built"), limit=1).records
            assert of_built.asset_materialization is not None
            tags = of_built.asset_materialization.tags or {}
            count = len(read)
            assert not {"_store_asset_event"} & set(vars(storage)), "afterwards it is as it was"
        return {name: value for name, value in tags.items() if "pointer" in name or "input" in name}, count

    (plain, often), (noted, seldom) = notes(_folder(tmp_path / "a"), False), notes(_folder(tmp_path / "b"), True)
    assert plain.keys() == noted.keys()
    assert noted["dagster/input_event_pointer/figures"] == plain["dagster/input_event_pointer/figures"]
    assert seldom < often


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@asset(check_specs=[AssetCheckSpec("any", asset="figures")])
def figures() -> Iterator[Output[int] | AssetCheckResult]:
    """A table with a check."""
    yield Output(1)
    yield AssetCheckResult(passed=True)


@asset(deps=[figures])
def built() -> None:
    """What is built on it."""


def test_an_event_log_elsewhere_than_in_sqlite_is_left_alone() -> None:
    storage = object()
    with one_engine_a_file(storage), known_as_stored(storage):
        assert not hasattr(storage, "_connect")
