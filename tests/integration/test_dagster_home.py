"""The Dagster instance of a world: runs whose process died don't block the next night."""

import argparse
import fcntl
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, asset, job, materialize

from pipelines.dagster_home import (
    ORPHAN_AFTER_SECONDS,
    STORES,
    drop_old_runs,
    end_orphans,
    instance_problem,
    open_instance,
    port_number,
    prepare_dagster_home,
)
from pipelines.run_lock import LOCK
from pipelines.settings import Settings


@job
def refresh_in_name_only():
    pass


@pytest.fixture
def world(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("DAGSTER_HOME", "")
    return Settings(data=tmp_path / "kho dữ liệu", as_of=date(2025, 12, 31))


@pytest.fixture
def instance(world):
    prepare_dagster_home(world)
    with DagsterInstance.get() as instance:
        yield instance


def status_of_an_open_run(instance: DagsterInstance, world: Settings, *, later: float) -> DagsterRunStatus:
    run = instance.create_run_for_job(refresh_in_name_only, status=DagsterRunStatus.STARTED)
    end_orphans(instance, world, now=time.time() + later)
    return instance.get_run_by_id(run.run_id).status


def test_a_run_without_a_process_is_ended_so_that_the_queue_goes_on(instance, world):
    assert status_of_an_open_run(instance, world, later=ORPHAN_AFTER_SECONDS + 30) is DagsterRunStatus.FAILURE


def test_a_run_that_has_just_been_launched_is_left_alone(instance, world):
    assert status_of_an_open_run(instance, world, later=0) is DagsterRunStatus.STARTED


def test_while_another_process_holds_the_world_no_run_is_ended(instance, world):
    world.work.mkdir(parents=True, exist_ok=True)
    with (world.work / LOCK).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert status_of_an_open_run(instance, world, later=3600) is DagsterRunStatus.STARTED


def test_dagster_starts_in_a_folder_with_spaces_and_vietnamese_letters(world):
    program = [sys.executable, "-c", "import os; print(os.environ['DAGSTER_HOME'])"]
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.dagster_home", *program],
        env={**os.environ, "CCHC_DATA": str(world.data)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(world.work / "dagster")
    assert (world.work / "dagster" / "dagster.yaml").is_file()


def _size(folder: Path) -> tuple[int, int]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


@pytest.mark.slow
def test_the_folder_of_runs_stays_flat_over_a_hundred_runs(world, instance) -> None:
    @asset
    def something() -> None:
        pass

    sizes = []
    for number in range(100):
        materialize([something], instance=instance)
        drop_old_runs(instance, world, keep=10)
        if number in (29, 99):
            sizes.append(_size(world.work / "dagster"))
    assert instance.get_runs_count() == 10
    assert instance.get_latest_materialization_event(something.key) is not None
    (files, size), (files_later, size_later) = sizes
    assert files_later == files
    assert size_later < size * 1.1


def _half_made(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table runs (id)")
        db.commit()


def _without_a_table(path: Path) -> None:
    name = {"runs.db": "runs", "index.db": "event_logs", "schedules.db": "instigators"}[path.name]
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"drop table {name}")
        db.commit()


BROKEN = {
    "without a table": _without_a_table,
    "cut off while it was made": _half_made,
    "damaged": lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000),
}


# Each store and each harm once in each run, every pair where slow tests are.
HARMED = [
    pytest.param(store, how, marks=() if place == number else pytest.mark.slow)
    for place, store in enumerate(STORES)
    for number, how in enumerate(BROKEN)
]


@pytest.mark.parametrize(("store", "how"), HARMED)
def test_records_that_cannot_be_used_are_set_aside_and_made_anew_in_one_sentence(world, how, store) -> None:
    with open_instance(world, pytest.fail) as instance:
        instance.get_runs()
    BROKEN[how](world.work / "dagster" / store)
    assert instance_problem(world)
    told: list[str] = []
    with open_instance(world, told.append) as instance:
        assert instance.get_runs() == []
    assert len(told) == 1
    assert (world.work / "dagster.broken-1").is_dir()
    assert instance_problem(world) == ""


@pytest.mark.slow
def test_four_programs_that_start_together_in_a_fresh_world_make_its_records_once(world) -> None:
    code = "import sys; sys.exit(0)"
    command = [sys.executable, "-m", "pipelines.dagster_home", sys.executable, "-c", code]
    env = {**os.environ, "CCHC_DATA": str(world.data)}
    at_once = [
        subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(one.communicate()[1], one.returncode) for one in at_once] == [(b"", 0)] * 4
    assert instance_problem(world) == ""


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "3000.5", ""])
def test_a_port_that_is_none_is_told_in_a_sentence(text: str) -> None:
    assert port_number("3000") == 3000
    with pytest.raises(argparse.ArgumentTypeError, match=f"found '{text}', expected a whole number from 1 to 65535"):
        port_number(text)
