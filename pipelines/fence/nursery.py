"""The process that workers are born from: it imports all readers once, then forks a ready worker in milliseconds.

What belongs here: the nursery's commands, a worker's life. What does not: who gets which work (pool.py), what the work
is (a module of functions, named when the nursery starts: `warm_up()`, `prepare(context)`, `work(task)`, and, where
tasks are handed out together, `work_together(tasks)`, a list of answers).

A nursery is a fresh program and not a fork of the run: the run holds threads (Dagster's, polars', DuckDB's) whose locks
a forked child would wait on for ever. It never computes anything itself, so that its own forks are safe.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from types import ModuleType
from typing import IO, Any

from pipelines.collector import keep_what_is_loaded, look_seldom
from pipelines.fence.limits import Ended, Limits, apply, held_memory, lift, too_much_memory, too_much_output

# A worker that holds this much more than at its start is replaced after its answer, so that what one file leaves
# behind never adds up over many.
GROWN = 150_000_000
# How much is kept of what a library prints as it ends its process: the message stands before its backtrace.
LAST_WORDS = 200
# Seconds between two looks at the memory of all workers.
WATCH = 0.025


@dataclass
class Child:
    """What the nursery keeps of a worker: its last words, the memory it was born with, what all may hold together."""

    words: IO[bytes]
    born: int
    memory: int
    was_greedy: bool = False


def serve(commands: Connection, module: ModuleType) -> None:
    """Answer commands until the run closes the connection (or dies); then end every worker.

    Commands: `("prepare", pickled context)` -> None; `("fork", limits)`, then a connection's handle -> process id;
    `("bury", process id)` -> how it ended: exit code (the signal as a negative number), its last words, and whether it
    was ended here because of its memory.
    """
    children: dict[int, Child] = {}
    while True:
        try:
            while not commands.poll(WATCH if children else None):
                _watch(children)
            name, argument = commands.recv()
        except (EOFError, OSError):  # closed, also with an answer in it that nobody read
            break
        if name == "prepare":
            commands.send(_answer(module.prepare, pickle.loads(argument)))
        elif name == "fork":
            handle = recv_handle(commands)
            words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the worker
            child = _fork(commands, Connection(handle), module, argument, words.fileno())
            children[child] = Child(words, held_memory(child), argument.memory)
            commands.send(child)
        else:
            commands.send(_bury(argument, children.pop(argument)))
    for one, known in children.items():
        _bury(one, known)


def _watch(children: dict[int, Child]) -> None:
    """End the worker that holds most where all together hold more than they may."""
    held = {process: held_memory(process) - child.born for process, child in children.items()}
    greediest = max(held, key=lambda process: held[process])
    if sum(held.values()) > children[greediest].memory and not children[greediest].was_greedy:
        children[greediest].was_greedy = True
        os.kill(greediest, signal.SIGKILL)


def _answer(function: Any, argument: Any) -> Exception | None:
    try:
        function(argument)
    except Exception as error:  # the run says it, not this process
        return RuntimeError(f"{type(error).__name__}: {error}")
    return None


def _fork(commands: Connection, work: Connection, module: ModuleType, limits: Limits, words: int) -> int:
    child = os.fork()
    if child:
        work.close()
        return child
    try:
        commands.close()
        os.dup2(words, sys.stderr.fileno())
        _live(work, module, limits)
    finally:
        os._exit(0)


def _bury(child: int, known: Child) -> tuple[int, str, bool]:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # one that has ended already keeps its own exit code
    _, status = os.waitpid(child, 0)
    with known.words as words:
        words.seek(0)
        said = words.read(LAST_WORDS).decode("utf-8", "replace")
    return os.waitstatus_to_exitcode(status), " ".join(said.split()), known.was_greedy


def _live(connection: Connection, module: ModuleType, limits: Limits) -> None:
    """A worker's life: one handful of tasks after another under the limits; it ends after one that left much behind."""
    born = held_memory()
    while True:
        try:
            tasks = connection.recv()
        except EOFError:
            return
        content, is_clean = _work(module, tasks, limits)
        goes_on = is_clean and held_memory() <= born + GROWN
        connection.send_bytes(content)
        connection.send(goes_on)
        if not goes_on:
            return


def _work(module: ModuleType, tasks: Sequence[Any], limits: Limits) -> tuple[bytes, bool]:
    """The pickled answers (or how all ended), and whether this worker may go on."""
    os.lseek(sys.stderr.fileno(), 0, os.SEEK_SET)
    os.ftruncate(sys.stderr.fileno(), 0)  # what earlier tasks printed
    apply(limits if len(tasks) == 1 else limits.of_many())
    try:
        answers = [module.work(tasks[0])] if len(tasks) == 1 else module.work_together(tasks)
        content = pickle.dumps(answers, protocol=pickle.HIGHEST_PROTOCOL)
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
    look_seldom()
    try:
        readers = import_module(module)
        readers.warm_up()
    except ImportError as error:  # a release newer than what is installed for it
        commands.send(error)
        return
    keep_what_is_loaded()
    with suppress(OSError):  # a run that ended before there was work; serving ends at once then
        commands.send(None)
    serve(commands, readers)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
