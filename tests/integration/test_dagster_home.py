"""The Dagster instance of a world: runs whose process died don't block the next night."""

import fcntl
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, asset, job, materialize

from pipelines.dagster_home import ORPHAN_AFTER_SECONDS, drop_old_runs, end_orphans, prepare_dagster_home
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
