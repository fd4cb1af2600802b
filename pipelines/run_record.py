"""What status.json says of a run: that it began, how it ended; another process's `running` always stands.

What belongs here: what the terminal, Dagster and a rollback tell alike. What does not: holding a world (begin_run.py),
the file itself (publishing/status.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from pipelines.publishing.layout import current_build_id
from pipelines.publishing.publish import Published
from pipelines.publishing.status import Outcome, read_status, write_status
from pipelines.run_lock import while_free
from pipelines.schedule import next_nightly
from pipelines.service_mark import service_state
from pipelines.settings import Settings


def record(settings: Settings, outcome: Outcome, failures: Sequence[str] = ()) -> None:
    """Write status.json now, with the build that is published and the night that is due next.

    Raises:
        OSError: it can't be written.
    """
    now, build, service = datetime.now(tz=UTC), current_build_id(settings.marts), service_state(settings.work)
    due = next_nightly(cron=service.cron if service.is_alive else "")
    write_status(settings.marts, outcome, now, build, tuple(failures), due)


def record_success(settings: Settings, done: Published) -> None:
    """Say that a run published, or found nothing to change."""
    record(settings, "published" if done.changed else "unchanged")


def record_unchanged(settings: Settings, build: Published) -> None:
    """Say that nothing was to be done, unless another process is doing something."""
    with while_free(settings.work) as is_free:
        if is_free:
            record_success(settings, build)


def record_failure(settings: Settings, failures: Sequence[str]) -> None:
    """Say what failed, unless another process is refreshing this world; where nothing can be written, nothing is."""
    with while_free(settings.work) as is_free, suppress(OSError):
        if is_free:
            record(settings, "failed", failures)


def record_end(settings: Settings) -> None:
    """Say that a run ended which neither published nor failed: one of some assets, or one that was stopped."""
    if read_status(settings.marts).get("outcome") == "running":
        with suppress(OSError):
            record(settings, "ended")
