"""How much time, memory and output one piece of work may take, and words for how it ended. Pure.

What belongs here: the limits, putting this process under them, telling an ending by its signal. What does not: which
process does what (nursery.py, pool.py).

The system itself holds a worker to its limits, also inside a library that never comes back: seconds of computing
(RLIMIT_CPU), seconds by the clock (a timer whose signal ends the process), memory (RLIMIT_DATA: what is really
writable, not the address space that libraries set aside).
"""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds of one piece of work: seconds of computing, seconds by the clock, bytes of memory over what the worker
    held before, bytes of the answer."""  # noqa: D205, D209

    seconds: int = 30
    clock: int = 50
    memory: int = 600 * _MB
    output: int = 200 * _MB


@dataclass(frozen=True)
class Ended:
    """Work that gave no answer: a rule for the finding, what happened, what was expected.

    `from_outside`: something else ended the process (the system out of memory, a person), so it may be tried again.
    """

    rule: str
    found: str
    expected: str = "a file that can be read"
    from_outside: bool = False


def apply(limits: Limits) -> None:
    """Put this process under the limits, counted from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.seconds + 1)
    _set(resource.RLIMIT_DATA, held_memory() + limits.memory)
    signal.setitimer(signal.ITIMER_REAL, limits.clock)


def lift() -> None:
    """Take the limits away again."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    _set(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
    _set(resource.RLIMIT_DATA, resource.RLIM_INFINITY)


def held_memory() -> int:
    """Bytes of writable memory that this process holds now; 0 where the system doesn't say."""
    try:
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def too_much_memory(limits: Limits) -> Ended:
    """The work asked for more memory than it may have."""
    expected = f"at most {limits.memory // _MB} MB of memory"
    return Ended("file_needs_too_much_memory", "reading it took more memory than a file may", expected)


def too_much_output(limits: Limits, found: int) -> Ended:
    """The answer is larger than it may be."""
    return Ended("file_gives_too_much", f"{found // _MB} MB of rows", f"at most {limits.output // _MB} MB of rows")


def ending(status: int, limits: Limits) -> Ended:
    """In words how a worker's process ended.

    Args:
        status: the exit code, or the signal as a negative number.
        limits: what it was held to.
    """
    if -status == signal.SIGXCPU:
        return Ended("file_takes_too_long", f"not read after {limits.seconds} seconds of computing")
    if -status == signal.SIGALRM:
        return Ended("file_takes_too_long", f"not read after {limits.clock} seconds")
    name = signal.Signals(-status).name if status < 0 else f"exit code {status}"
    outside = -status in (signal.SIGKILL, signal.SIGTERM)
    return Ended("file_breaks_the_reader", f"the process that read it ended ({name})", from_outside=outside)


def _set(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    is_bounded = hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard)
    resource.setrlimit(limit, (hard if is_bounded else value, hard))
