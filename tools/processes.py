"""What a process took, by the system's accounting, for trials and timings.

What belongs here: waiting for a process. What does not: which one, what its costs mean (soak.py, bench_steps.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple


class Ended(NamedTuple):
    """How a process ended: its exit code, what it printed, seconds by the clock and of processors, the most memory."""

    code: int
    out: str
    err: str
    wall_s: float
    cpu_s: float
    peak_bytes: int


def run_to_end(command: Sequence[str], around: Mapping[str, str], folder: Path | None = None) -> Ended:
    """Run a command with `around` added to the environment, and wait for it."""
    begun, environment = time.monotonic(), {**os.environ, **around}
    with TemporaryFile("w+", encoding="utf-8") as errors:  # a second pipe that nobody empties would stop the process
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        errors.seek(0)
        err = errors.read()
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Ended(process.returncode, out, err, time.monotonic() - begun, usage.ru_utime + usage.ru_stime, peak)
