"""The process that workers are born from: it imports all readers once, then forks a ready worker in milliseconds.

What belongs here: the nursery's commands, a worker's life. What does not: who gets which work (pool.py), what the work
is (a module of three functions, named when the nursery starts: `warm_up()`, `prepare(context)`, `work(task)`).

A nursery is a fresh program and not a fork of the run: the run holds threads (Dagster's, polars', DuckDB's) whose locks
a forked child would wait on for ever. It never computes anything itself, so that its own forks are safe.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from types import ModuleType
from typing import Any

from pipelines.fence.limits import Ended, Limits, apply, held_memory, lift, too_much_memory, too_much_output

# A worker that holds this much more than at its start is replaced after its answer, so that what one file leaves
# behind never adds up over many.
GROWN = 150_000_000


def serve(commands: Connection, module: ModuleType) -> None:
    """Answer commands until the run closes the connection (or dies); then end every worker.

    Commands: `("prepare", pickled context)` -> None; `("fork", limits)`, then a connection's handle -> process id;
    `("bury", process id)` -> how it ended: exit code, or the signal as a negative number.
    """
    children: set[int] = set()
    while True:
        try:
            name, argument = commands.recv()
        except EOFError:
            break
        if name == "prepare":
            commands.send(_answer(module.prepare, pickle.loads(argument)))
        elif name == "fork":
            handle = recv_handle(commands)
            child = _fork(commands, Connection(handle), module, argument)
            children.add(child)
            commands.send(child)
        else:
            children.discard(argument)
            commands.send(_bury(argument))
    for child in children:
        _bury(child)


def _answer(function: Any, argument: Any) -> Exception | None:
    try:
        function(argument)
    except Exception as error:  # the run says it, not this process
        return RuntimeError(f"{type(error).__name__}: {error}")
    return None


def _fork(commands: Connection, work: Connection, module: ModuleType, limits: Limits) -> int:
    child = os.fork()
    if child:
        work.close()
        return child
    try:
        commands.close()
        _live(work, module, limits)
    finally:
        os._exit(0)


def _bury(child: int) -> int:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # one that has ended already keeps its own exit code
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _live(connection: Connection, module: ModuleType, limits: Limits) -> None:
    """A worker's life: one task after another, each under the limits; it ends after one that left much behind."""
    born = held_memory()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        content, is_clean = _work(module, task, limits)
        goes_on = is_clean and held_memory() <= born + GROWN
        connection.send_bytes(content)
        connection.send(goes_on)
        if not goes_on:
            return


def _work(module: ModuleType, task: Any, limits: Limits) -> tuple[bytes, bool]:
    """The pickled answer, and whether this worker may go on."""
    apply(limits)
    try:
        content = pickle.dumps(module.work(task), protocol=pickle.HIGHEST_PROTOCOL)
        lift()
    except MemoryError:
        lift()
        return pickle.dumps(too_much_memory(limits)), False
    except BaseException as error:  # panics of Rust libraries are no Exception
        lift()
        said = " ".join(str(error).split())[:160]
        return pickle.dumps(Ended("file_breaks_the_reader", f"{type(error).__name__}: {said}")), False
    if len(content) > limits.output:
        return pickle.dumps(too_much_output(limits, len(content))), False
    return content, True


def main(handle: int, module: str) -> None:
    """Serve on an inherited socket; without core files, deaf to Ctrl-C (the run decides) and without own output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    commands = Connection(handle)
    readers = import_module(module)
    readers.warm_up()
    commands.send(None)
    # Libraries print of what ends them; the finding says it.
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stderr.fileno())
    serve(commands, readers)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
