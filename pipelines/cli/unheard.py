"""An output that only tells how far things are, or what was done, ends no run where it can't be written to.

What belongs here: letting it fail. What does not: what is printed (terminal.py); the standard output of commands whose
answer somebody may save, whose loss is told.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Unheard(io.FileIO):
    """A file where what can't be written (the disk is full, nobody reads the pipe any more) is lost without a word."""

    def write(self, data: ReadableBuffer) -> int:
        """Write what can be written; all counts as written."""
        with suppress(OSError):
            super().write(data)
        return memoryview(data).nbytes


def let_progress_go_unheard() -> None:
    """From now on the error output of this process fails silently; one that a caller put in its place stays."""
    if sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _unheard(sys.stderr)


def let_outcome_go_unheard() -> None:
    """The same of the standard output, for a command whose work is done when it tells of it."""
    if sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _unheard(sys.stdout)


def _unheard(told: io.TextIOWrapper) -> io.TextIOWrapper:
    raw = io.BufferedWriter(_Unheard(told.fileno(), "wb", closefd=False))
    return io.TextIOWrapper(raw, encoding=told.encoding, errors="replace", line_buffering=True)
