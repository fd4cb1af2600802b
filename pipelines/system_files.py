"""Which files are views into the running system (/proc, /sys) and no files of anyone's. Pure.

What belongs here: telling them. What does not: walking (walking.py). Such a file looks ordinary: one is 128 TB long,
another never answers who reads it, and their folders lead to every file of the machine.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_VIEWS = ("/proc", "/sys")
_MOUNTS = Path("/proc/self/mountinfo")
_DEVICE, _PLACE = 2, 4


def is_view_of_system(facts: os.stat_result) -> bool:
    """Whether what was looked at lies in one of the system's own file systems."""
    return facts.st_dev in _devices()


@cache
def _devices() -> frozenset[int]:
    try:
        mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return frozenset()  # a system without such views
    return frozenset(_number(mount[_DEVICE]) for mount in mounts if mount[_PLACE].startswith(_VIEWS))


def _number(device: str) -> int:
    major, _, minor = device.partition(":")
    return os.makedev(int(major), int(minor))
