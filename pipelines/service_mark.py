"""The mark of the nightly service in its world: who it is, and whether it lives. The operating system tells, no clock.

What belongs here: holding the mark, reading it. What does not: starting and ending the service (nightly_service.py).

The mark is held by a lock that ends with its process, however that ends. A service that was asked to end takes the mark
away; one that died leaves it, and then everybody can see that it should be running and is not.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from pipelines.run_lock import open_lock
from pipelines.schedule import NIGHTLY_ZONE, nightly_cron

MARK = "service.json"


class ServiceRunsError(RuntimeError):
    """The service of this world runs already; the text says which process."""


@dataclass(frozen=True)
class ServiceState:
    """Whether a world's service lives, or died without being asked; who it is, since when, when its nights are due."""

    is_alive: bool = False
    is_dead: bool = False
    process: int = 0
    since: str = ""
    cron: str = ""


@contextmanager
def service_mark(work: Path) -> Iterator[ServiceMark]:
    """Hold the mark of a world's service while the block runs; it is taken away where the end was asked for.

    Raises:
        ServiceRunsError: another process holds it.
    """
    work.mkdir(parents=True, exist_ok=True)
    stream = open_lock(work / MARK)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        stream.close()
        raise ServiceRunsError(
            f"the service of {work.parent} runs already (process {service_state(work).process}): end that first"
        ) from error
    mark = ServiceMark(work / MARK, stream)
    try:
        yield mark
    finally:
        mark.close()


class ServiceMark:
    """A mark that this process holds."""

    def __init__(self, place: Path, stream: TextIOWrapper) -> None:
        """Write who holds it."""
        self.was_asked_to_end = False
        self._place, self._stream = place, stream
        stream.truncate(0)
        since = f"{datetime.now(tz=NIGHTLY_ZONE):%Y-%m-%d %H:%M}"
        stream.write(json.dumps({"process": os.getpid(), "since": since, "cron": nightly_cron()}))
        stream.flush()

    def close(self) -> None:
        """Give the mark back."""
        if self.was_asked_to_end:
            self._place.unlink(missing_ok=True)
        self._stream.close()


def service_state(work: Path) -> ServiceState:
    """What the mark of a world says; nothing where no service was started or it ended when asked to."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        if (work / MARK).is_file():  # a pipe would be waited for
            return _state_in(work / MARK)
    return ServiceState()


def _state_in(mark: Path) -> ServiceState:
    with mark.open("r", encoding="utf-8") as stream:
        content = json.loads(stream.read())
        is_alive = _is_locked(stream)
    who, since = int(content["process"]), str(content["since"])
    return ServiceState(is_alive, not is_alive, who, since, str(content.get("cron", "")))


def _is_locked(stream: TextIOWrapper) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
