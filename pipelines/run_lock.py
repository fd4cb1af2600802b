"""One run at a time in a world: a lock that the operating system frees when the run's process ends, however it ends.

What belongs here: holding a data folder for this process. What does not: queueing runs (dagster.yaml does that).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from pipelines.own_files import make_way

LOCK = "run.lock"
_held: dict[Path, TextIOWrapper] = {}


class WorldBusyError(RuntimeError):
    """Another process is refreshing the same data folder; the text says which."""


def open_lock(path: Path) -> TextIOWrapper:
    """Open the file of a lock. What stands there and is no file is nobody's lock (a pipe would be waited for)."""
    make_way(path)
    return path.open("a+", encoding="ascii", errors="replace")


def hold_world(work: Path) -> bool:
    """Keep other processes from writing into this world until this process ends; calling it again changes nothing.

    Returns:
        Whether it was not held by this process before.

    Raises:
        WorldBusyError: another process holds it; its process id is in the text.
    """
    place = _place(work)
    if place in _held:
        return False
    work.mkdir(parents=True, exist_ok=True)  # not where a link leads: the disk there may not be mounted
    stream = open_lock(place / LOCK)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        stream.seek(0)
        holder = stream.read().strip() or "unknown"
        stream.close()
        raise WorldBusyError(
            f"process {holder} is refreshing {place.parent}: wait until it ends (or stop it), then run again"
        ) from error
    stream.truncate(0)
    stream.write(str(os.getpid()))
    stream.flush()
    _held[place] = stream
    return True


@contextmanager
def while_free(work: Path) -> Iterator[bool]:
    """Whether no other process refreshes this world; none can begin to before the block ends."""
    try:
        is_new = hold_world(work)
    except WorldBusyError:
        yield False
        return
    except OSError:
        yield True  # nobody can write there at all
        return
    try:
        yield True
    finally:
        if is_new:
            release_world(work)


def is_held_elsewhere(work: Path) -> bool:
    """Whether another process is refreshing this world now."""
    with while_free(work) as is_free:
        return not is_free


def holder_of(work: Path) -> str | None:
    """The process id of whoever else refreshes this world now, «unknown» where it did not say; None where nobody."""
    if not is_held_elsewhere(work):
        return None
    try:
        return (work / LOCK).read_text(encoding="ascii").strip() or "unknown"
    except (OSError, ValueError):
        return "unknown"


def release_world(work: Path) -> None:
    """Give a world back before the process ends; used between runs of one process."""
    stream = _held.pop(_place(work), None)
    if stream is not None:
        stream.close()


def _place(work: Path) -> Path:
    """Where a world's work lies; a link that leads to itself has a place too (`Path.resolve` ends at it)."""
    return Path(os.path.realpath(work))
