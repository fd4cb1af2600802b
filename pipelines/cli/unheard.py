"""An error output that can't be written to ends no run: it only tells how far things are.

What belongs here: letting it fail. What does not: what is printed (terminal.py); the standard output, whose loss is
told, because what somebody saves from it must be whole.
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
    told = sys.stderr
    if told is sys.__stderr__ and isinstance(told, io.TextIOWrapper):
        raw = io.BufferedWriter(_Unheard(told.fileno(), "wb", closefd=False))
        sys.stderr = io.TextIOWrapper(raw, encoding=told.encoding, errors="replace", line_buffering=True)
