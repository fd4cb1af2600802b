"""The Dagster instance of a world: its folder, runs whose process died, and a launcher for Dagster's own programs.

What belongs here: everything that must be right before Dagster starts in a world. What does not: runs themselves.

`python -m pipelines.dagster_home [--port N] PROGRAM ...` prepares the instance and becomes the program.
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import os
import shutil
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.dagster_records import written_together
from pipelines.own_files import is_there
from pipelines.run_lock import open_lock, while_free
from pipelines.schedule import check_nightly_cron
from pipelines.settings import WRONG_SETTING, Settings, SettingsError

if TYPE_CHECKING:
    from dagster import DagsterInstance

DAGSTER_YAML = Path(__file__).with_name("dagster.yaml")
# Where this names a database («postgresql://user@host/world»), the instance's records lie there and not in files.
IN_POSTGRES, POSTGRES_YAML = "CCHC_DAGSTER_POSTGRES", Path(__file__).with_name("dagster.postgres.yaml")
# Runs of a partition only read ahead (assets/read_ahead.py), however asked for: they hold no world and bar no run.
OF_A_PARTITION = "dagster/partition"
# A run that was launched a moment ago may not hold its world yet.
ORPHAN_AFTER_SECONDS = 60
# How many runs stay in the UI with their events and logs; older ones go, so that the folder doesn't grow for ever.
KEEP_RUNS = 30
# The three databases of an instance: runs, events, schedules and sensors.
STORES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
# What a run or the service asks of each: without one of them it ends in a sentence of SQLite's.
_TABLES = {
    "runs.db": {"alembic_version", "runs", "run_tags", "snapshots", "kvs"},
    "index.db": {"alembic_version", "event_logs", "asset_keys"},
    "schedules.db": {"alembic_version", "jobs", "instigators", "job_ticks"},
}


def prepare_dagster_home(settings: Settings) -> Path:
    """The Dagster instance folder of a world, made where it is missing, and named in DAGSTER_HOME.

    Raises:
        SystemExit: its records belong into PostgreSQL and the part that writes them there is not installed.
    """
    home = settings.work / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_wanted_yaml(), home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def is_in_postgres() -> bool:
    """Whether the records lie in PostgreSQL, so that runs can go side by side."""
    return bool(os.environ.get(IN_POSTGRES))


def _wanted_yaml() -> Path:
    if not is_in_postgres():
        return DAGSTER_YAML
    if importlib.util.find_spec("dagster_postgres") is None:
        sys.exit(f"Error: {IN_POSTGRES} is set and dagster-postgres is not installed: `make cluster-setup` installs it")
    os.environ[IN_POSTGRES] = _for_psycopg2(os.environ[IN_POSTGRES])
    return POSTGRES_YAML


def _for_psycopg2(address: str) -> str:
    """The address with the driver that dagster-postgres is made for; its NOTIFY is refused by the newer psycopg."""
    kind, _, rest = address.partition("://")
    return f"postgresql+psycopg2://{rest}" if kind in ("postgresql", "postgres") else address


def end_orphans(instance: DagsterInstance, settings: Settings, now: float | None = None) -> int:
    """Mark runs as failed whose process is gone: they would block the queue of one run at a time for ever.

    A run holds its world's lock until its process ends, however it ends. Where the lock is free, or this process holds
    it, nobody else is running, so a run that started a while ago and has not ended never will.

    Returns:
        How many runs were ended.
    """
    from dagster import DagsterRunStatus, RunsFilter

    with while_free(settings.work) as is_free:
        if not is_free:
            return 0
        going = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
        before = (now or time.time()) - ORPHAN_AFTER_SECONDS
        orphans = [
            record.dagster_run
            for record in instance.get_run_records(RunsFilter(statuses=going))
            if OF_A_PARTITION not in record.dagster_run.tags
            and (record.start_time or record.create_timestamp.timestamp()) < before
        ]
        for run in orphans:
            instance.report_run_failed(run, "the process of this run ended without a word (killed, or the machine)")
        return len(orphans)


def has_open_run(instance: DagsterInstance) -> bool:
    """Whether a run waits or is under way: a second one would only wait for it."""
    from dagster import DagsterRunStatus, RunsFilter

    going = [
        DagsterRunStatus.QUEUED,
        DagsterRunStatus.NOT_STARTED,
        DagsterRunStatus.STARTING,
        DagsterRunStatus.STARTED,
        DagsterRunStatus.CANCELING,
    ]
    return any(OF_A_PARTITION not in run.tags for run in instance.get_runs(RunsFilter(statuses=going)))


def drop_old_runs(instance: DagsterInstance, settings: Settings, keep: int = KEEP_RUNS) -> int:
    """Remove ended runs beyond the last `keep`, with their events and logs; what runs or waits stays.

    Returns:
        How many were removed.
    """
    from dagster import DagsterRunStatus, RunsFilter

    ended = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
    old = instance.get_run_records(RunsFilter(statuses=ended))[keep:]
    home = settings.work / "dagster"
    for record in old:
        run_id = record.dagster_run.run_id
        instance.delete_run(run_id)
        # Dagster leaves the run's own event file (emptied) and its logs behind.
        for place in (home / "history/runs").glob(f"{run_id}.db*"):
            place.unlink(missing_ok=True)
        shutil.rmtree(home / "storage" / run_id, ignore_errors=True)
    return len(old)


def prepare_instance(settings: Settings, port: int | None = None) -> Path:
    """Make the instance of a world with its databases and end what killed runs left open; DAGSTER_HOME names it.

    Two programs that make the databases at the same time break them, so this comes before any of them. Databases that
    can't be used are set aside and made anew: they hold the story of past runs, nothing that is published.

    Raises:
        SystemExit: the port of the UI is taken.
    """
    if port is not None and _is_taken(port):
        sys.exit(f"Error: port {port} is taken (is the UI open already?): end that, or choose another with PORT=...")
    with open_instance(settings, lambda told: sys.stderr.write(f"{told}\n")) as instance:
        if ended := end_orphans(instance, settings):
            sys.stderr.write(f"Marked {ended} unfinished run(s) as failed: their process was gone.\n")
    return settings.work / "dagster"


@contextmanager
def open_instance(settings: Settings, tell: Callable[[str], object]) -> Iterator[DagsterInstance]:
    """The instance of a world, made where it is missing, made anew where it is broken; `tell` hears of that."""
    from dagster import DagsterInstance

    settings.work.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        with open_lock(settings.work / "dagster.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two that make the databases at the same time break them
            if told := _set_broken_aside(settings):
                tell(told)
            opened.enter_context(written_together(prepare_dagster_home(settings)))
            instance = opened.enter_context(DagsterInstance.get())
            # Each of the three is made when it is asked.
            instance.get_runs(limit=1)
            instance.all_instigator_state()
            instance.get_asset_keys(limit=1)
        yield instance


def instance_problem(settings: Settings) -> str:
    """What is wrong with the databases of a world's instance, in one line; empty where they are whole or not made yet.

    They are not touched: sqlite is asked, without Dagster.
    """
    home = settings.work / "dagster"
    found = (_database_problem(home / name) for name in STORES if is_there(home / name))
    return next(filter(None, found), "")


def _database_problem(path: Path) -> str:
    if not path.is_file():
        return f"{path.name}: no file stands there"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            (answer,) = db.execute("pragma quick_check(1)").fetchone()
            tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        is_busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        return "" if is_busy else f"{path.name}: {error}"
    if answer != "ok":
        return f"{path.name}: {answer}"
    return f"{path.name}: tables of it are missing" if tables and _TABLES[path.name] - tables else ""


def _set_broken_aside(settings: Settings) -> str:
    """Move databases away that can't be used; one sentence about it, empty where all is well."""
    problem = instance_problem(settings)
    if not problem:
        return ""
    number = 1 + len(list(settings.work.glob("dagster.broken-*")))
    aside = (settings.work / "dagster").rename(settings.work / f"dagster.broken-{number}")
    return (
        f"Dagster's records of this world were broken ({problem}); they lie in {aside.name} now and new ones are made. "
        "What is published is not touched."
    )


def open_runs_without_process(settings: Settings, now: float | None = None) -> list[tuple[str, str]]:
    """Job and id of the runs that stand open though nobody works in this world; nothing is changed."""
    home = settings.work / "dagster"
    path = home / "history/runs.db"
    if not path.is_file():
        return []
    before = (now or time.time()) - ORPHAN_AFTER_SECONDS
    going = "select pipeline_name, run_id from runs where status in ('STARTING', 'STARTED', 'CANCELING') "
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as db:
        rows = db.execute(going + "and coalesce(start_time, 0) < ? order by id", (before,)).fetchall()
    return [(str(job), str(run)) for job, run in rows]


def _become(program: list[str], port: int | None) -> None:
    try:
        settings = Settings.from_env()
        check_nightly_cron()
    except SettingsError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(WRONG_SETTING)
    prepare_instance(settings, port)
    os.execv(program[0], program)


def port_number(text: str) -> int:
    """A port as an option gives it.

    Raises:
        argparse.ArgumentTypeError: no whole number from 1 to 65535.
    """
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number from 1 to 65535")
    return int(text)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prepare the Dagster instance of a world, then become a program.")
    parser.add_argument("--port", type=port_number, help="the port that program will listen on")
    parser.add_argument("program", nargs=argparse.REMAINDER, help="the program with its arguments")
    given = parser.parse_args()
    _become(given.program, given.port)
