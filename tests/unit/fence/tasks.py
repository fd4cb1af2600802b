"""What workers do in tests of the fence: behave, or end in every way a reader of files can end."""

import ctypes
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

CONTEXT: list[Any] = []
TOGETHER = [1]


def warm_up() -> None:
    CONTEXT[:] = ["none"]


def prepare(context: Any) -> None:
    if context == "refused":
        raise ValueError("no such context")
    CONTEXT[:] = [context]


def work(task: tuple[str, int]) -> Any:
    kind, number = task
    return WAYS[kind](number)


def work_together(tasks: list[tuple[str, int]]) -> list[Any]:
    TOGETHER[:] = [len(tasks)]
    answers = [work(task) for task in tasks]
    TOGETHER[:] = [1]
    return answers


class Panic(BaseException):
    pass


def _raise(number: int) -> None:
    raise ValueError(f"odd number {number}")


def _panic(number: int) -> None:
    raise Panic("index out of range")


def _abort(number: int) -> None:
    os.abort()


def _segfault(number: int) -> None:
    ctypes.string_at(0)


def _exit(number: int) -> None:
    os._exit(7)


def _spin(number: int) -> None:
    while True:
        pass


def _sleep(number: int) -> None:
    time.sleep(600)


def _hoard(number: int) -> None:
    b"x" * 10**12


def _hoard_slowly(number: int) -> None:
    kept = []
    while True:
        kept.append(bytes(10_000_000))


def _hoard_and_wait(number: int) -> None:
    kept = b"x" * 300_000_000
    time.sleep(600)
    del kept


def _much(number: int) -> int:
    kept = b"x" * 140_000_000
    time.sleep(0.5)
    del kept
    return number


def _hoard_outside_python(number: int) -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    while libc.malloc(50_000_000):
        pass
    os.abort()


def _recurse(number: int) -> int:
    return _recurse(number + 1) + 1


def _shout(number: int) -> bytes:
    return bytes(50_000_000)


def _slow_start(number: int) -> int:
    time.sleep(0.3)
    return number


def _slow_process(number: int) -> int:
    time.sleep(0.3)
    return os.getpid()


def _is_first_time(number: int) -> bool:
    place = Path(tempfile.gettempdir()) / f"cchc-fence-test-{number}"
    try:
        place.touch(exist_ok=False)
    except FileExistsError:
        place.unlink()
        return False
    return True


def _die_once(number: int) -> int:
    """Something outside kills the worker the first time only."""
    if _is_first_time(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _wait_once(number: int) -> int:
    """The first time only the machine is too busy for this process to have its turn."""
    if _is_first_time(number):
        time.sleep(600)
    return number


WAYS = {
    "echo": lambda number: number,
    "context": lambda number: CONTEXT[0],
    "together": lambda number: TOGETHER[0],
    "process": lambda number: os.getpid(),
    "raise": _raise,
    "panic": _panic,
    "abort": _abort,
    "segfault": _segfault,
    "exit": _exit,
    "spin": _spin,
    "sleep": _sleep,
    "hoard": _hoard,
    "hoard slowly": _hoard_slowly,
    "hoard outside python": _hoard_outside_python,
    "hoard and wait": _hoard_and_wait,
    "much": _much,
    "recurse": _recurse,
    "shout": _shout,
    "slow": _slow_start,
    "slow process": _slow_process,
    "die once": _die_once,
    "wait once": _wait_once,
    "killed": lambda number: os.kill(os.getpid(), signal.SIGKILL),
}
