"""What child processes print, as lines of one log: without colours, without notices, each with its program's name.

What belongs here: following children, choosing and writing lines. What does not: which children there are
(nightly_service.py).
"""

from __future__ import annotations

import re
import subprocess
import threading
from datetime import datetime
from typing import TextIO

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# «2026-11-28 22:06:27 +0000 - dagster-webserver - INFO - Serving …», as Dagster's programs log.
_DAGSTER = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \+0000 - (?P<who>\S+) - (?P<level>[A-Z]+) - (?P<said>.*)"
)
_NOTICES = ("DEBUG", "INFO")


def readable(line: str) -> str | None:
    """A line of a child as the log shows it; None where it is only a notice."""
    plain = _COLOURS.sub("", line).rstrip()
    logged = _DAGSTER.fullmatch(plain)
    if logged and logged["level"] in _NOTICES:
        return None
    return f"{logged['level'].lower()}: {logged['said']}" if logged else plain


class ChildLog:
    """A log that several children and their parent write, line by line."""

    def __init__(self, stream: TextIO) -> None:
        """Args: `stream`: where the lines go."""
        self._stream, self._lock, self._is_open = stream, threading.Lock(), True

    def say(self, line: str, at: datetime | None = None) -> None:
        """A line of the parent."""
        self._write(f"{at:%Y-%m-%d %H:%M:%S}  {line}" if at else line)

    def follow(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Write what a child prints until it ends; its pipe is read to the end even where nothing is written."""
        threading.Thread(target=self._follow, args=(name, process), daemon=True).start()

    def close(self) -> None:
        """Write no more of the children: what they print while they are ended is about their end."""
        self._is_open = False

    def _follow(self, name: str, process: subprocess.Popen[bytes]) -> None:
        for raw in process.stdout or ():
            line = readable(raw.decode("utf-8", "replace"))
            if line and self._is_open:
                self._write(f"  {name}: {line}")

    def _write(self, line: str) -> None:
        with self._lock:
            self._stream.write(f"{line}\n")
            self._stream.flush()
