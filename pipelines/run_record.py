"""What status.json says once a run has ended; another process's `running` always stands.

What belongs here: the endings of a run as the terminal and Dagster tell them alike. What does not: its start
(begin_run.py), the file itself (publishing/status.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from pipelines.publishing.layout import current_build_id
from pipelines.publishing.publish import Published, record_success
from pipelines.publishing.status import write_status
from pipelines.run_lock import while_free
from pipelines.schedule import next_nightly
from pipelines.settings import Settings


def record_unchanged(settings: Settings, build: Published) -> None:
    """Say that nothing was to be done, unless another process is doing something."""
    with while_free(settings.work) as is_free:
        if is_free:
            record_success(settings, build)


def record_failure(settings: Settings, failures: Sequence[str]) -> None:
    """Say what failed, unless another process is refreshing this world; where nothing can be written, nothing is."""
    with while_free(settings.work) as is_free, suppress(OSError):
        if is_free:
            now, build = datetime.now(tz=UTC), current_build_id(settings.marts)
            write_status(settings.marts, "failed", now, build, tuple(failures), next_nightly())
