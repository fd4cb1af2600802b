"""Answers of workers fetched by a thread before anybody asks for them, while this process does something else.

What belongs here: the thread, and handing over what it fetched to whoever asks for just that. What does not: what is
worked on (ingest.py, scorecard/site.py), processes (pool.py).
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from queue import Empty, Queue

# Answers that wait at most. One of a small plan is some 10 kB; of large ones fewer are read before they are asked for.
_WAITING = 5_000
# What the thread may still take at the end of the process, in seconds: starting a worker, not waiting for one.
_LAST_MOMENT = 2.0


@dataclass
class Begun:
    """A list of tasks under way: what it is known by, what came of it and was not asked for yet."""

    key: object = None
    fetched: Queue[tuple[object, BaseException | None, bool]] = field(default_factory=lambda: Queue(_WAITING))
    is_ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self, answers: Iterable[object]) -> Begun:
        """Fetch answers in a thread that the end of the process does not wait for."""
        self.thread = threading.Thread(target=self._fetch, args=(answers,), name="begun", daemon=True)
        self.thread.start()
        atexit.register(self.end, _LAST_MOMENT)
        return self

    def _fetch(self, answers: Iterable[object]) -> None:
        """Put one answer after the other; what breaks is raised where it is asked for."""
        try:
            for answer in answers:
                if self.is_ended.is_set():
                    return
                self.fetched.put((answer, None, False))
            self.fetched.put((None, None, True))
        except BaseException as error:
            self.fetched.put((None, error, True))

    def answers(self) -> Iterator[object]:
        """What the thread fetches, in its order."""
        while True:
            answer, error, is_last = self.fetched.get()
            if error is not None:
                raise error
            if is_last:
                return
            yield answer

    def end(self, seconds: float | None = None) -> None:
        """Have the thread fetch nothing more; it ends after the answer that it waits for."""
        self.is_ended.set()
        while self.thread is not None and self.thread.is_alive():
            while not self.fetched.empty():  # it may wait for room
                _take(self.fetched)
            self.thread.join(seconds if seconds is not None else 0.05)
            if seconds is not None:
                return


_begun: list[Begun] = []


def begin(key: object, answers: Iterable[object]) -> None:
    """Fetch answers in a thread, and nothing else that was begun: workers take one list of tasks at a time.

    `taken_over` gives the answers to who asks with an equal key.
    """
    _end_all()
    _begun.append(Begun(key).start(answers))


def taken_over(key: object) -> Iterator[object] | None:
    """What was begun with this key, to be asked for once; None where nothing was.

    Whatever else was begun is ended first.
    """
    for one in _begun:
        if one.key == key:
            one.key = None
            return one.answers()
    _end_all()
    return None


def _end_all() -> None:
    while _begun:
        _begun[0].end()
        _begun.pop(0)


def _take(waiting: Queue[tuple[object, BaseException | None, bool]]) -> None:
    try:
        waiting.get_nowait()
    except Empty:
        return
