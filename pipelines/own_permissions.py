"""Rights to our own files and folders that somebody took away, by `chmod` or by unpacking a backup. Pure: files.

What belongs here: which of our own can't be used for that, giving the rights back. What does not: folders that bar
every run (litter.py), which an administrator may have closed on purpose; inputs, which are other people's (walking.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.publishing.layout import READ_ONLY, builds_folder
from pipelines.settings import Settings


def give_back(settings: Settings) -> list[Path]:
    """Give this account the rights back to what is its own; what was closed and is open now."""
    found = []
    for path, rights in _closed(settings):
        with suppress(OSError):  # another account's
            path.chmod(path.lstat().st_mode | rights)
            found.append(path)
    return found


def closed(settings: Settings) -> list[Path]:
    """Our own files and folders that this account may not use; below a closed folder nothing is seen."""
    return [path for path, _ in _closed(settings)]


def _closed(settings: Settings) -> Iterator[tuple[Path, int]]:
    yield from _below(settings.work, 0o644, leave=settings.side_worlds)
    yield from _below(builds_folder(settings.marts), READ_ONLY)


def _below(top: Path, rights: int, leave: Path | None = None) -> Iterator[tuple[Path, int]]:
    """Closed folders below one, each before what is in it is looked at, and files that lack these rights."""
    wanted = os.R_OK | (os.W_OK if rights & 0o200 else 0)
    for place, folders, files in os.walk(top):
        folders[:] = [name for name in folders if Path(place, name) != leave]
        yield from _without(place, folders, os.R_OK | os.W_OK | os.X_OK, 0o755)
        yield from _without(place, files, wanted, rights)


def _without(place: str, names: list[str], wanted: int, rights: int) -> Iterator[tuple[Path, int]]:
    for name in names:
        # A text, not a path: of each file of all kept builds it is asked at every start.
        if not os.access(f"{place}/{name}", wanted) and not (path := Path(place, name)).is_symlink():
            yield path, rights
