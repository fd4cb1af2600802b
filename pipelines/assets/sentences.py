"""Failures that a person can mend, shown in Dagster as their sentence, before any stack trace.

What belongs here: which errors those are. What does not: their sentences (where they are raised).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import Failure

from pipelines.audit import NotAuditedError
from pipelines.begin_run import NoInputsError, PlaceTakenError
from pipelines.dbt_runner import DbtError
from pipelines.publishing.build import PublishError
from pipelines.reread import UnknownFileError
from pipelines.run_lock import WorldBusyError
from pipelines.settings import SettingsError

EXPECTED: tuple[type[Exception], ...] = (
    NoInputsError,
    PlaceTakenError,
    WorldBusyError,
    SettingsError,
    UnknownFileError,
    NotAuditedError,
    PublishError,
    DbtError,
)


@contextmanager
def sentence_first() -> Iterator[None]:
    """Raise errors that say what to do as Dagster's `Failure`, whose description the UI shows on top.

    Raises:
        dagster.Failure: one of EXPECTED was raised.
    """
    try:
        yield
    except EXPECTED as error:
        raise Failure(description=str(error), allow_retries=False) from error
