"""Small files that the program keeps for itself, read without trust: damage counts as none. Pure.

What belongs here: reading such a file whatever stands in its place (half a file, a folder, a pipe, ten thousand
brackets), taking away what bars the place of one. What does not: what is in them, writing them.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

from pipelines.source import read_content


def kept_facts(path: Path) -> dict[str, object]:
    """The JSON object that a file holds; empty where there is none, or what stands there is none."""
    try:
        content = json.loads(read_content(path).data)
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def is_there(path: Path) -> bool:
    """Whether anything stands in a place, a link that leads nowhere too."""
    return path.exists() or path.is_symlink()


def take_away(path: Path) -> None:
    """Remove a file, a link or a folder with all in it; what can't be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def make_way(path: Path) -> None:
    """Take away what stands where a file of ours is about to be written and is none."""
    if is_there(path) and not path.is_file():
        take_away(path)
