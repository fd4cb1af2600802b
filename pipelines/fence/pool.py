"""Work handed out to workers, answers in the order of the tasks; a worker that dies costs its own task and no other.

Light tasks may be handed out many at once. One that ends its worker, or raises, then costs all of them their answers,
and each is done again alone: the answers are the same, only later.

What belongs here: starting the nursery, who gets which task, what became of a dead worker's. What does not: limits,
a worker's life (nursery.py), what the work is.
"""

from __future__ import annotations

import atexit
import os
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import send_handle
from typing import Any

from pipelines.fence.limits import Ended, Limits, ending
from pipelines.settings import PROJECT_ROOT

MAX_WORKERS = 8
# Bytes from which on a file is worth beginning before its turn, and below which it may go out with others.
HEAVY, LIGHT = 500_000, 20_000
# A worker gets at least so many handfuls, so that none waits for another at the end.
HANDFULS = 4


class FenceError(RuntimeError):
    """The fence itself broke: its nursery could not start, or died."""


@dataclass
class Worker:
    """A process that works, the connection to it, and which tasks it has."""

    process: int
    connection: Connection
    tasks: tuple[int, ...] = ()


@dataclass
class Fence:
    """Processes that do the work of one module (see nursery.py), each task under the limits.

    The nursery starts at once and gets ready beside the run; `close` ends everything.
    """

    module: str
    limits: Limits = field(default_factory=Limits)
    size: int = 0
    _program: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _commands: Connection | None = field(default=None, repr=False)
    _is_ready: bool = False
    _context: bytes = b""
    _workers: list[Worker] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        """Start the nursery; it is waited for only when there is work."""
        self.size = self.size or min(len(os.sched_getaffinity(0)), MAX_WORKERS)
        ours, theirs = socket.socketpair()
        with theirs:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "pipelines.fence.nursery", str(theirs.fileno()), self.module],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "POLARS_MAX_THREADS": "1"},
                cwd=PROJECT_ROOT,
                process_group=0,  # Ctrl-C is for the run, which ends it; while it loads it would print a traceback
            )
        self._commands = Connection(ours.detach())

    def prepare(self, context: object) -> None:
        """Give all workers born from now on a context; workers with another one are dismissed.

        Raises:
            FenceError: the module refused the context, or the nursery is dead.
            ImportError: a library that the readers need is not installed.
        """
        content = pickle.dumps(context)
        if content == self._context:
            return
        self._dismiss()
        problem = self._ask("prepare", content)
        if problem is not None:
            raise FenceError(str(problem))
        self._context = content

    def work(self, tasks: Sequence[object], weights: Sequence[int] = (), together: int = 1) -> Iterator[object]:
        """The answer to each task in the order of the tasks; `Ended` where there is none.

        Args:
            tasks: what `work` of the module gets, one at a time.
            weights: how much work each is; heavy ones begin first, so that none is left over at the end. Order and
                answers don't depend on it.
            together: how many light tasks that follow one another may go to `work_together` of the module at once.
        """
        for worker in self._busy():
            self._bury(worker)  # busy with tasks of a list that nobody waits for any more
        weights = weights or [LIGHT] * len(tasks)
        most = min(together, max(1, len(tasks) // (HANDFULS * self.size)))
        waiting, alone, done = deque(_handfuls(weights, most)), list[int](), dict[int, object]()
        for number in range(len(tasks)):
            while number not in done:
                self._hand_out(tasks, waiting)
                if not self._busy():  # all that is left is tried again, alone, or was lost to a list begun meanwhile
                    self._hand_out(tasks, deque([(alone[-1] if alone else number,)]))
                for worker in self._ready():
                    answered, answers = self._collect(worker)
                    if not isinstance(answers, Ended):
                        done.update(zip(answered, answers, strict=True))
                    elif len(answered) > 1:
                        waiting.extendleft((one,) for one in reversed(answered))
                    elif answers.again and answered[0] not in alone:
                        alone.append(answered[0])
                    else:
                        done[answered[0]] = answers
                    alone = [one for one in alone if one not in done]
            yield done.pop(number)

    @property
    def is_alive(self) -> bool:
        """Whether its nursery runs."""
        return self._program is not None and self._program.poll() is None

    def close(self) -> None:
        """End workers and nursery."""
        self._dismiss()
        if self._commands:
            self._commands.close()
            self._commands = None
        if self._program:
            self._program.wait()
            self._program = None

    def _hand_out(self, tasks: Sequence[object], waiting: deque[tuple[int, ...]]) -> None:
        while waiting:
            free = next((worker for worker in self._workers if not worker.tasks), None)
            if free is None:
                if len(self._workers) >= self.size:
                    return
                free = self._bear()
            handful = waiting.popleft()
            try:
                free.connection.send([tasks[number] for number in handful])
                free.tasks = handful
            except OSError:  # something outside ended it while it waited
                waiting.appendleft(handful)
                self._bury(free)

    def _busy(self) -> list[Worker]:
        return [worker for worker in self._workers if worker.tasks]

    def _ready(self) -> list[Worker]:
        busy = {worker.connection: worker for worker in self._busy()}
        return [busy[connection] for connection in wait(list(busy)) if isinstance(connection, Connection)]

    def _collect(self, worker: Worker) -> tuple[tuple[int, ...], Any]:
        """The tasks and their answers, or how the work on them ended."""
        tasks, worker.tasks = worker.tasks, ()
        try:
            answers = pickle.loads(worker.connection.recv_bytes())
            if not worker.connection.recv():
                self._bury(worker)
        except (EOFError, OSError):
            return tasks, ending(*self._bury(worker), self.limits)
        return tasks, answers

    def _bear(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            self._tell("fork", self.limits)
            assert self._commands is not None and self._program is not None
            send_handle(self._commands, theirs.fileno(), self._program.pid)
            worker = Worker(int(self._hear()), Connection(ours.detach()))
        self._workers.append(worker)
        return worker

    def _bury(self, worker: Worker) -> tuple[int, str, bool]:
        self._workers.remove(worker)
        worker.connection.close()
        status, words, was_greedy = self._ask("bury", worker.process)
        return int(status), str(words), bool(was_greedy)

    def _dismiss(self) -> None:
        for worker in list(self._workers):
            with suppress(FenceError):
                self._bury(worker)

    def _ask(self, name: str, argument: Any) -> Any:
        self._tell(name, argument)
        return self._hear()

    def _tell(self, name: str, argument: Any) -> None:
        if self._commands is None:
            raise FenceError("the readers' processes were closed")
        if not self._is_ready:
            greeting = self._hear()  # once all readers are imported
            if isinstance(greeting, ImportError):
                raise greeting
            self._is_ready = True
        try:
            self._commands.send((name, argument))
        except OSError as error:
            raise FenceError("the process that readers are born from has died") from error

    def _hear(self) -> Any:
        assert self._commands is not None
        try:
            return self._commands.recv()
        except (EOFError, OSError) as error:
            raise FenceError("the process that readers are born from has died") from error


def _handfuls(weights: Sequence[int], most: int) -> list[tuple[int, ...]]:
    """The numbers of tasks as they go out: heavy ones first, then the others in order, light neighbours together."""
    heavy = sorted((number for number, weight in enumerate(weights) if weight > HEAVY), key=lambda one: -weights[one])
    handfuls: list[tuple[int, ...]] = [(number,) for number in heavy]
    for is_light, run in groupby(range(len(weights)), key=lambda number: weights[number] < LIGHT):
        rest = [number for number in run if weights[number] <= HEAVY]
        size = most if is_light else 1
        handfuls += [tuple(rest[at : at + size]) for at in range(0, len(rest), size)]
    return handfuls


_shared: dict[str, Fence] = {}


def shared_fence(module: str) -> Fence:
    """The fence of this process for a module's work: started when first asked for, closed when the process ends."""
    if module not in _shared or not _shared[module].is_alive:
        if module in _shared:
            _shared[module].close()
        _shared[module] = fence = Fence(module)
        atexit.register(fence.close)
    return _shared[module]
