"""Signals that stop a run (Ctrl-C, or what a time limit or a service manager sends), raised alike and remembered.

What belongs here: the handler of both. What does not: what a run says when it was stopped (cli/refresh.py).
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def stops_raise_as_by_hand() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt for each signal that stops a run, and yield the list of those that came.

    The list is what tells: libraries, which close their connections on the way out, may end with an error about them
    in the interruption's place. Outside the main thread, where Python takes no handler, it stays empty.
    """
    told: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield told
        return

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)
        signal.default_int_handler(number, frame)

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
