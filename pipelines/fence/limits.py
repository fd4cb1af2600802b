"""How much time, memory and output one piece of work may take, and words for how it ended. Pure.

What belongs here: the limits, putting this process under them, telling an ending by its signal. What does not: which
process does what (nursery.py, pool.py).

The system itself holds a worker to its limits, also inside a library that never comes back: seconds of computing
(RLIMIT_CPU), seconds by the clock (a timer whose signal ends the process), memory asked for (RLIMIT_DATA). Libraries
ask for far more memory than they touch, so that limit is wide; what all workers together really hold is watched by the
nursery, which ends the largest.
"""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass, replace
from pathlib import Path

_PAGE = resource.getpagesize()
_MB = 1_000_000
# What libraries print when the memory they ask for is refused.
_OUT_OF_MEMORY = ("memory allocation of", "bad_alloc", "out of memory", "Cannot allocate memory")


@dataclass(frozen=True)
class Limits:
    """Bounds of one piece of work: seconds of computing and by the clock, bytes of the answer, and bytes of memory.

    `memory`: what all workers together may hold over what they were born with; work that was ended for it is tried
    again alone. `asked`: what one may ask the system for.
    """

    seconds: int = 30
    clock: int = 50
    memory: int = 1_100 * _MB
    asked: int = 4_000 * _MB
    output: int = 400 * _MB

    def of_many(self) -> Limits:
        """For many light pieces of work at once: if they take a hundred times what such do, each is done alone."""
        return replace(self, seconds=min(self.seconds, 5), clock=min(self.clock, 8))


@dataclass(frozen=True)
class Ended:
    """Work that gave no answer: a rule for the finding, what happened, what was expected.

    `again`: it may fare better alone (memory was short) or at another time (something else ended the process).
    """

    rule: str
    found: str
    expected: str = "a file that can be read"
    again: bool = False


def apply(limits: Limits) -> None:
    """Put this process under the limits, counted from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.seconds + 1)
    _set(resource.RLIMIT_DATA, asked_memory() + limits.asked)
    signal.setitimer(signal.ITIMER_REAL, limits.clock)


def lift() -> None:
    """Take the limits away again."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    _set(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
    _set(resource.RLIMIT_DATA, resource.RLIM_INFINITY)


def asked_memory() -> int:
    """Bytes of writable memory that this process has asked for; 0 where the system doesn't say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def held_memory(process: int | str = "self") -> int:
    """Bytes of memory that a process really holds now; 0 where the system doesn't say or the process is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def too_much_memory(limits: Limits, again: bool = False) -> Ended:
    """The work took more memory than it may have."""
    expected = f"at most {limits.memory // _MB} MB of memory"
    return Ended("file_needs_too_much_memory", "reading it took more memory than a file may", expected, again)


def too_much_output(limits: Limits, found: int) -> Ended:
    """The answer is larger than it may be."""
    return Ended("file_gives_too_much", f"{found // _MB} MB of rows", f"at most {limits.output // _MB} MB of rows")


def ending(status: int, words: str, was_greedy: bool, limits: Limits) -> Ended:
    """In words how a worker's process ended.

    Args:
        status: the exit code, or the signal as a negative number.
        words: what it printed as it ended.
        was_greedy: the nursery ended it because of its memory.
        limits: what it was held to.
    """
    if was_greedy:
        return too_much_memory(limits, again=True)
    if any(sign in words for sign in _OUT_OF_MEMORY):
        return too_much_memory(limits)
    if -status == signal.SIGXCPU:
        return Ended("file_takes_too_long", f"not read after {limits.seconds} seconds of computing")
    if -status == signal.SIGALRM:
        # Less computing than it may take: on a machine that others keep busy a small file waited for its turn so long.
        return Ended("file_takes_too_long", f"not read after {limits.clock} seconds", again=True)
    name = signal.Signals(-status).name if status < 0 else f"exit code {status}"
    outside = -status in (signal.SIGKILL, signal.SIGTERM)
    found = f"the process that read it ended ({name}) {words}".strip()
    return Ended("file_breaks_the_reader", found, again=outside)


def _set(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    is_bounded = hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard)
    resource.setrlimit(limit, (hard if is_bounded else value, hard))
