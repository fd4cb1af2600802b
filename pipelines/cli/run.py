"""`cchc run` and `cchc sql`: refresh a world, open a console on what was published.

What belongs here: progress in the terminal, exit codes. What does not: what is computed (assets, dbt), the first screen
(first_screen.py).
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from pipelines.cli.first_screen import lang_option, show_run
from pipelines.cli.published_marts import settings_of, short_path
from pipelines.settings import Settings, today_in_viet_nam
from pipelines.terminal import new_console

EXIT_FAILED, EXIT_FINDINGS = 1, 3
MB = 1_000_000
FULL = 16 * MB  # a run of the shipped world writes more than this


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (run, sql):
        group.add_command(command)


@click.command()
@click.option("--as-of", default=None, help="What counts as known and due, e.g. 2025-12-31.")
@click.option("--force", is_flag=True, help="Run even where nothing changed since the published build.")
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
@lang_option
def run(as_of: str | None, force: bool, quiet: bool, lang: str | None) -> None:
    """Read all inputs, build, check and publish; then show the gaps.

    Exit code: 0 published or nothing changed; 3 the same, but inputs have errors (see `cchc findings`);
    1 the run failed and the published build is the one before. (`make` turns any of them but 0 into its own 2.)
    """
    console = new_console(stderr=True, quiet=quiet)
    settings = settings_of(as_of)
    started = time.monotonic()
    if force or not _is_unchanged(settings, console):
        _execute(settings, console, force)
        console.print(f"done in {time.monotonic() - started:.0f} s")
    else:
        console.print("Nothing changed: the inputs, the code and the as-of date are those of the published build.")
    errors = show_run(settings, lang)
    sys.exit(EXIT_FINDINGS if errors else 0)


@click.command()
def sql() -> None:
    """Open a read-only SQL console (Harlequin) on the published marts."""
    database = settings_of().marts / "current.duckdb"
    console = shutil.which("harlequin") or str(Path(sys.executable).with_name("harlequin"))
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    if not Path(console).exists():
        raise click.ClickException("the SQL console is not installed; `make sql` installs and opens it")
    os.execv(console, [console, "--adapter", "duckdb", "--read-only", str(database)])


def _is_unchanged(settings: Settings, console: Console) -> bool:
    from pipelines.code_version import code_version
    from pipelines.publishing.fingerprint import fingerprint_of_raw
    from pipelines.publishing.publish import record_success, standing_of
    from pipelines.run_lock import is_held_elsewhere

    standing = standing_of(settings, fingerprint_of_raw(settings.raw, settings.as_of, code_version()))
    if standing.damage:
        more = f" and {len(standing.damage) - 1} more" if len(standing.damage) > 1 else ""
        said = f"The published build is damaged ({standing.damage[0]}{more}): it is built again."
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    if standing.mended:
        names = ", ".join(f"marts/{name}" for name in standing.mended)
        console.print(f"Put right: {names} did not lead to the published build.", highlight=False, soft_wrap=True)
    if standing.unchanged and not is_held_elsewhere(settings.work):  # else the other run's status stands
        record_success(settings, standing.unchanged)
    return standing.unchanged is not None


def _execute(settings: Settings, console: Console, force: bool) -> None:
    """Run the refresh job in this process, recorded in the world's Dagster instance.

    Raises:
        SystemExit: the run failed; what failed stands in the terminal and in status.json.
    """
    from pipelines.begin_run import NoInputsError, begin_run
    from pipelines.dagster_home import prepare_dagster_home
    from pipelines.fence.pool import shared_fence
    from pipelines.reading import READERS
    from pipelines.run_lock import WorldBusyError

    try:
        begin_run(settings)
        shared_fence(READERS)  # its processes get ready while Dagster is loaded
        prepare_dagster_home(settings)
    except NoInputsError as error:
        _record_failure(settings, [str(error)])
        raise click.ClickException(str(error)) from error
    except WorldBusyError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{settings.data}: {error.strerror}; a run must be able to write there") from error
    console.print(f"world {short_path(settings.data)}, as of {settings.as_of}", highlight=False, markup=False)
    if settings.as_of > today_in_viet_nam():
        console.print(f"{settings.as_of} has not come yet: every figure so far counts as known then.", highlight=False)
    # A log file that a full disk can't take is no second error on the terminal: the run itself says what failed.
    logging.raiseExceptions = False
    progress = logging.getLogger("cchc")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.addHandler(_ConsoleHandler(console))
    failures = _refresh(settings, force)
    if failures:
        said = new_console(stderr=True)
        for line in failures:
            said.print(f"[red]failed[/] {escape(line)}", highlight=False)
        said.print("Nothing was published; readers keep the build before.")
        sys.exit(EXIT_FAILED)


def _refresh(settings: Settings, force: bool) -> list[str]:
    """What failed, in words; nothing where the run published."""
    try:
        failures = _refresh_job(settings, force)
    except Exception as error:  # whatever broke (a full disk breaks Dagster's own records), the user reads one line
        failures = [f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"]
    if failures:
        failures = [*_full_disk(settings.data), *failures]
        _record_failure(settings, failures)
    return failures


def _full_disk(folder: Path) -> list[str]:
    """What to do first where hardly any space is left: databases tell a full disk as an error of their own."""
    free = shutil.disk_usage(folder).free
    return [f"the disk of {folder} is full ({free // MB} MB free): make room, then run again"] if free < FULL else []


def _record_failure(settings: Settings, failures: list[str]) -> None:
    from pipelines.publishing.layout import current_build_id
    from pipelines.publishing.status import write_status
    from pipelines.run_lock import is_held_elsewhere
    from pipelines.schedule import next_nightly

    if not is_held_elsewhere(settings.work):
        build = current_build_id(settings.marts)
        with suppress(OSError):
            write_status(settings.marts, "failed", datetime.now(tz=UTC), build, tuple(failures), next_nightly())


def _refresh_job(settings: Settings, force: bool) -> list[str]:
    from dagster import DagsterInstance

    from pipelines.dagster_home import drop_old_runs, end_orphans
    from pipelines.definitions import defs
    from pipelines.resources import World

    world = World(as_of=settings.as_of.isoformat(), force=force)
    with DagsterInstance.get() as instance:
        end_orphans(instance, settings)
        drop_old_runs(instance, settings)
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            raise_on_error=False,
            resources={"world": world},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return [] if result.success else _failures(result)


def _failures(result: Any) -> list[str]:
    lines = [
        f"check {check.check_name} of {check.asset_key.to_user_string()}: {check.metadata['examples'].value}"
        if "examples" in check.metadata
        else f"check {check.check_name} of {check.asset_key.to_user_string()}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.blocking
    ]
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            cause = error.cause or error
            lines.append(f"{event.step_key}: {cause.message.strip()}")
    return lines or ["the run failed; `make ui` shows its log"]


class _ConsoleHandler(logging.Handler):
    """Progress lines of the pure rooms to the terminal."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.print(record.getMessage(), highlight=False, markup=False, soft_wrap=True)
