"""The Dagster instance of a world: its folder, runs whose process died, and a launcher for Dagster's own programs.

What belongs here: everything that must be right before Dagster starts in a world. What does not: runs themselves.

`python -m pipelines.dagster_home [--port N] PROGRAM ...` prepares the instance and becomes the program.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.run_lock import while_free
from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    from dagster import DagsterInstance

DAGSTER_YAML = Path(__file__).with_name("dagster.yaml")
# A run that was launched a moment ago may not hold its world yet.
ORPHAN_AFTER_SECONDS = 60
# How many runs stay in the UI with their events and logs; older ones go, so that the folder doesn't grow for ever.
KEEP_RUNS = 30


def prepare_dagster_home(settings: Settings) -> Path:
    """The Dagster instance folder of a world, made where it is missing, and named in DAGSTER_HOME."""
    home = settings.work / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DAGSTER_YAML, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


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
            if (record.start_time or record.create_timestamp.timestamp()) < before
        ]
        for run in orphans:
            instance.report_run_failed(run, "the process of this run ended without a word (killed, or the machine)")
        return len(orphans)


def has_open_run(instance: DagsterInstance) -> bool:
    """Whether a run waits or is under way: a second one would only wait for it."""
    from dagster import DagsterRunStatus, RunsFilter

    going = [
        DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED,
        DagsterRunStatus.CANCELING,
    ]  # fmt: skip
    return bool(instance.get_run_records(RunsFilter(statuses=going), limit=1))


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

    Two programs that make the databases at the same time break them, so this comes before any of them.

    Raises:
        SystemExit: the port of the UI is taken.
    """
    from dagster import DagsterInstance

    if port is not None and _is_taken(port):
        sys.exit(f"Error: port {port} is taken (is the UI open already?): end that, or choose another with PORT=...")
    home = prepare_dagster_home(settings)
    with DagsterInstance.get() as instance:
        instance.get_runs(limit=1)
        instance.all_instigator_state()
        instance.get_asset_keys(limit=1)
        if ended := end_orphans(instance, settings):
            sys.stderr.write(f"Marked {ended} unfinished run(s) as failed: their process was gone.\n")
    return home


def _become(program: list[str], port: int | None) -> None:
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.exit(f"Error: {error}")
    prepare_instance(settings, port)
    os.execv(program[0], program)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    words = sys.argv[1:]
    chosen = int(words[1]) if words[:1] == ["--port"] else None
    _become(words[2:] if chosen is not None else words, chosen)
