"""Every file below a folder, links followed, each folder once; what can't be walked is a problem, never silence. Pure.

What belongs here: folders, links, loops, what is no file, names that are no UTF-8. What does not: which files are
inputs (inputs.py), what is in them.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.system_files import is_view_of_system

# Stands for the name of a folder that holds the one which is walked.
_AROUND = ""


@dataclass(frozen=True)
class Entry:
    """A regular file: its name below the folder walked (forward slashes, text in any case), its path, its size."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Problem:
    """A place that can't be walked: its name below the folder, a rule, what was found, was expected, and to do."""

    name: str
    rule: str
    found: str
    expected: str
    remedy: str
    is_error: bool = True


def walk(folder: Path, below: Path, roots: Sequence[Path] = ()) -> tuple[list[Entry], list[Problem]]:
    """All files of a folder in the order of their names, hidden ones too, and what could not be walked.

    Args:
        folder: where to begin; a missing folder holds nothing.
        below: what names are told from; `folder` lies in it.
        roots: folders that are walked, too: a link to one of them is not followed. Of two that are the same folder the
            first is walked.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen = {**_identities(roots, lambda one: shown_name(one, below)), **_around(folder, below)}
    taken: set[str] = set()
    if not folder.exists() and not folder.is_symlink():
        return [], []
    for one in _below(folder, below, seen):
        if isinstance(one, Entry) and one.name in taken:
            one = _taken(one)  # noqa: PLW2901
        if isinstance(one, Problem):
            problems.append(one)
        else:
            taken.add(one.name)
            entries.append(one)
    return entries, problems


def _around(folder: Path, below: Path) -> dict[tuple[int, int], str]:
    """The folders that hold the walked one: a link up to one of them would read the world's own marts."""
    place = below.resolve()
    return _identities([*([] if folder == below else [place]), *place.parents], lambda _: _AROUND)


def _identities(folders: Sequence[Path], named: Callable[[Path], str]) -> dict[tuple[int, int], str]:
    """The names of folders by what they are; a missing one, or one that can't be reached, is none."""
    found: dict[tuple[int, int], str] = {}
    for folder in folders:
        with suppress(OSError):
            facts = folder.stat()
            found.setdefault((facts.st_dev, facts.st_ino), named(folder))
    return found


def files_below(folder: Path, below: Path) -> Iterator[Entry]:
    """The files that `walk` finds, one at a time, for who needs only the first."""
    if folder.exists():
        yield from (one for one in _below(folder, below, {}) if isinstance(one, Entry))


def shown_name(path: Path, below: Path) -> str:
    """A path below a folder as text with forward slashes; a byte that is no UTF-8 as backslash, x, two digits."""
    name = path.relative_to(below).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _below(folder: Path, below: Path, seen: dict[tuple[int, int], str]) -> Iterator[Entry | Problem]:
    name = shown_name(folder, below)
    try:
        facts = folder.stat()
        if is_view_of_system(facts):
            yield _no_file(name, "a folder of the running system")
            return
        identity = (facts.st_dev, facts.st_ino)
        if seen.get(identity, name) != name:
            yield _read_already(name, seen[identity])
            return
        seen[identity] = name
        children = sorted(folder.iterdir(), key=os.fsencode)
    except OSError as error:
        yield _unreadable(name, "a folder", error)
        return
    for child in children:
        yield from _one(child, below, seen)


def _one(path: Path, below: Path, seen: dict[tuple[int, int], str]) -> Iterator[Entry | Problem]:
    name = shown_name(path, below)
    try:
        facts = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            yield _dangling(name, path)
        return  # a file deleted while the folder was walked is no input any more
    except OSError as error:
        yield _dangling(name, path) if error.errno == errno.ELOOP else _unreadable(name, "a file or folder", error)
        return
    if stat.S_ISDIR(facts.st_mode):
        yield from _below(path, below, seen)
    elif is_view_of_system(facts):
        yield _no_file(name, "a view into the running system")
    elif stat.S_ISREG(facts.st_mode):
        yield Entry(name, path, facts.st_size)
    else:
        yield _no_file(name, _kind(facts.st_mode))


def _no_file(name: str, found: str) -> Problem:
    return Problem(name, "not_a_file", found, "a file", "take it out of the folder")


_KINDS = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


def _kind(mode: int) -> str:
    return next((words for test, words in _KINDS if test(mode)), "a device")


def _dangling(name: str, path: Path) -> Problem:
    remedy = "put the file back where the link points, or take the link away"
    target = os.fsencode(path.readlink()).decode("utf-8", "backslashreplace")
    return Problem(name, "dangling_link", target, "a file", remedy)


def _read_already(name: str, first: str) -> Problem:
    remedy = "nothing, if that is meant; else take the link away"
    found = f"the folder that is read as {first} already" if first != _AROUND else "a folder that holds the inputs' own"
    return Problem(name, "folder_twice", found, "each folder once", remedy, is_error=False)


def _unreadable(name: str, expected: str, error: OSError) -> Problem:
    remedy = "give the account that runs cchc the right to read it, or take it away"
    return Problem(name, "unreadable", error.strerror or type(error).__name__, f"{expected} that may be read", remedy)


def _taken(entry: Entry) -> Problem:
    found = "two files whose names look alike where a byte is no UTF-8"
    return Problem(entry.name, "name_twice", found, "one file of that name", "rename one of them")
