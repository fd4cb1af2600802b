"""A job in this process: what failed, in words for a person; libraries' own words stay off the terminal.

What belongs here: starting the job and recording how it ended. What does not: printing (run.py), jobs and assets.
"""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from pathlib import Path
from typing import Any

from pipelines.settings import Settings
from pipelines.stop_signals import stops_raise_as_by_hand

MB = 1_000_000
FULL = 16 * MB  # a run of the shipped world writes more than this
STOPPED = "the run was stopped from outside before its end (Ctrl-C, or a signal such as a time limit sends)"
# What libraries printed during a run that failed, in the world's private folder.
LIBRARIES_SAID = "stderr.txt"
Tell = Callable[[str], None]


class CannotBeginError(RuntimeError):
    """The run could not begin; the text says why and what to do."""


def refresh(settings: Settings, force: bool, tell: Tell, greeting: str, job: str = "refresh") -> list[str]:
    """Run a job, recorded in the world's Dagster instance and in status.json.

    Args:
        settings: the world.
        force: publish anew even where the published build is the same.
        tell: takes lines of progress.
        greeting: the first of them, told once the world is held.
        job: `refresh` for everything, or another job of the code location.

    Returns:
        What failed, in words; nothing where the run published.

    Raises:
        CannotBeginError: no inputs, another run, or a folder that can't be written.
        SettingsError: CCHC_NIGHTLY_CRON is no schedule.
    """
    with stops_raise_as_by_hand() as told:
        try:
            _tell_progress(tell)
            _begin(settings)
            tell(greeting)
            _get_readers_ready(settings)
            failures = _run(settings, force, tell, job)
        except KeyboardInterrupt:
            failures = [STOPPED]
    if told and failures:
        failures = [STOPPED]
    if failures:
        _record(settings, failures)
    return failures


def _begin(settings: Settings) -> None:
    from pipelines.begin_run import NoInputsError, PlaceTakenError, begin_run
    from pipelines.dagster_home import prepare_dagster_home
    from pipelines.run_lock import WorldBusyError
    from pipelines.schedule import check_nightly_cron

    try:
        check_nightly_cron()  # Dagster loads the schedule with the job
        begin_run(settings)
        prepare_dagster_home(settings)
    except (NoInputsError, PlaceTakenError) as error:
        _record(settings, [str(error)])
        raise CannotBeginError(str(error)) from error
    except WorldBusyError as error:
        raise CannotBeginError(str(error)) from error
    except OSError as error:
        raise CannotBeginError(
            f"{error.filename or settings.data}: {error.strerror}; a run must be able to write there"
        ) from error


def _get_readers_ready(settings: Settings) -> None:
    """Have plans read while Dagster is loaded; the readers' processes are not even started where all is read already.

    What breaks here breaks again, and is told, where the run reads.
    """
    from pipelines.audit import audited_build
    from pipelines.code_version import code_version
    from pipelines.fence.pool import shared_fence
    from pipelines.ingest import begin_to_read
    from pipelines.publishing.fingerprint import fingerprint_of_raw
    from pipelines.reading import READERS

    identity = fingerprint_of_raw(settings.raw, settings.as_of, code_version())
    if identity.build_id != audited_build(settings.work):
        shared_fence(READERS)
        with suppress(Exception):
            begin_to_read(settings)


def _record(settings: Settings, failures: list[str]) -> None:
    from pipelines.run_record import record_failure

    record_failure(settings, failures)


def _run(settings: Settings, force: bool, tell: Tell, job: str) -> list[str]:
    with _libraries_heard() as heard:
        try:
            failures = _job(settings, force, tell, job)
        except Exception as error:  # whatever broke (a full disk breaks Dagster's own records), the user reads one line
            failures = [f"{type(error).__name__}: {(str(error).strip().splitlines() or [''])[0]}"]
    if failures:
        with suppress(OSError):
            (settings.work / LIBRARIES_SAID).write_text(heard.getvalue(), encoding="utf-8", errors="replace")
        failures = [*_full_disk(settings.data), *failures]
    return failures


def _tell_progress(tell: Tell) -> None:
    for name in ("cchc", "cchc_files"):
        progress = logging.getLogger(name)
        progress.setLevel(logging.INFO)
        progress.propagate = False
        progress.addHandler(_Teller(tell))


@contextmanager
def _libraries_heard() -> Iterator[io.StringIO]:
    """Keep what libraries print as errors of their own; the run itself says what failed."""
    logging.raiseExceptions = False  # a log file that a full disk can't take
    heard = io.StringIO()
    with redirect_stderr(heard):
        yield heard


def _full_disk(folder: Path) -> list[str]:
    """What to do first where hardly any space is left: databases tell a full disk as an error of their own."""
    free = shutil.disk_usage(folder).free
    return [f"the disk of {folder} is full ({free // MB} MB free): make room, then run again"] if free < FULL else []


def _job(settings: Settings, force: bool, tell: Tell, job: str) -> list[str]:
    from dagster._core.utils import make_new_run_id

    from pipelines.dagster_home import drop_old_runs, end_orphans, open_instance
    from pipelines.dagster_records import known_as_stored, one_engine_a_file
    from pipelines.definitions import defs
    from pipelines.timeline import TAGS, show_on_timeline

    run_id = make_new_run_id()
    with open_instance(settings, tell) as instance:
        end_orphans(instance, settings)
        drop_old_runs(instance, settings)
        try:
            log = instance.event_log_storage
            with one_engine_a_file(log), known_as_stored(log):
                result = defs.resolve_job_def(job).execute_in_process(
                    instance=instance,
                    raise_on_error=False,
                    run_config=run_config_of(settings, force),
                    run_id=run_id,
                    tags=TAGS,
                )
        finally:
            show_on_timeline(instance, run_id, job)
    return [] if result.success else _failures(result)


def run_config_of(settings: Settings, force: bool) -> dict[str, object]:
    """The configuration of a run. Resources given to a job that has its own are ignored by Dagster without a word."""
    world = {"as_of": settings.as_of.isoformat(), "force": force}
    quiet = {"console": {"config": {"log_level": "CRITICAL"}}}
    return {"resources": {"world": {"config": world}}, "loggers": quiet}


def _failures(result: Any) -> list[str]:
    """What failed: checks of raw tables with their examples, steps with the reason they gave."""
    if any(_is_interruption(event) for event in result.all_events):
        return [STOPPED]
    checks = [
        f"check {check.check_name} of {check.asset_key.to_user_string()}: {check.metadata['examples'].value}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.blocking and "examples" in check.metadata
    ]
    steps = [
        f"{event.step_key}: {line}"
        for event in result.all_events
        if event.is_step_failure
        for line in _reason(event.step_failure_data)
    ]
    return [*checks, *steps] or ["the run failed; `make ui` shows its log"]


def _is_interruption(event: Any) -> bool:
    from dagster._core.events import JobFailureData, RunFailureReason

    data = event.event_specific_data
    return isinstance(data, JobFailureData) and data.failure_reason == RunFailureReason.UNEXPECTED_TERMINATION


def _reason(failure: Any) -> list[str]:
    """The lines a step failed with: its own description, else the message of what it raised."""
    told = failure.user_failure_data
    if told is not None and told.description:
        return [line for line in told.description.splitlines() if line.strip()]
    error = failure.error.cause or failure.error
    return [error.message.strip()]


class _Teller(logging.Handler):
    """Progress lines of the pure rooms to whoever shows them."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.getMessage())
