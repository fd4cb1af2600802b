"""How a build proves that it is whole: `checksums.sha256` inside it, and the sizes and dates it had when last proved.

What belongs here: writing the checksums, comparing a folder with them. What does not: what to do about damage
(publish.py), links (layout.py).

`checksums.sha256` has the form of `sha256sum`, so that anyone can run `sha256sum -c checksums.sha256` in a build.
Hashing everything takes seconds on a large build, so a run hashes only files whose size or date is not the one
remembered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.inputs import hash_file
from pipelines.own_files import kept_facts
from pipelines.publishing.layout import CHECKSUMS, MANIFEST
from pipelines.source import read_content

REMEMBERED = "published.json"
_HEX = frozenset("0123456789abcdef")
# Size and date (nanoseconds) of each file of a build by its name in the build.
Dates = dict[str, list[int]]


def write_checksums(build: Path, known: Mapping[str, str] | None = None) -> None:
    """Hash every file of a build into its checksums file; written last, so a build without it is not whole.

    Args:
        build: its folder.
        known: checksums of files that were hashed since they were written, by name in the build.
    """
    known = known or {}
    lines = [f"{known.get(name) or hash_file(build / name)}  {name}\n" for name in _files(build) if name != CHECKSUMS]
    (build / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def damage(build: Path, remembered: Mapping[str, list[int]] | None = None) -> list[str]:
    """What is wrong with a build, in words, one text a file; empty where it is whole.

    Args:
        build: its folder.
        remembered: sizes and dates of files that were proved before; they are not hashed where both still hold.
    """
    if not build.is_dir():
        return ["the folder of the build is gone"]
    try:
        wanted = _wanted(read_content(build / CHECKSUMS).data.decode("utf-8"))
    except (OSError, ValueError):
        return [f"{CHECKSUMS} is gone or damaged"]
    dates = dates_of(build)
    proved = remembered if remembered and remembered.get(CHECKSUMS) == dates.get(CHECKSUMS) else {}
    problems = [f"{name} does not belong to it" for name in sorted(set(dates) - set(wanted) - {CHECKSUMS})]
    for name, checksum in wanted.items():
        if name not in dates:
            problems.append(f"{name} is gone")
        elif not os.access(build / name, os.R_OK):
            problems.append(f"{name} can't be read")
        elif proved.get(name) != dates[name] and _hash(build / name) != checksum:
            problems.append(f"{name} has other bytes than {CHECKSUMS} says")
    return problems


def dates_of(build: Path) -> Dates:
    """Size and date of every file of a build."""
    found: Dates = {}
    for name, entry in sorted(_entries(build), key=lambda one: one[0]):
        with suppress(OSError):
            facts = entry.stat()
            found[name] = [facts.st_size, facts.st_mtime_ns]
    return found


@dataclass(frozen=True)
class Known:
    """What a run keeps of the build published last: its folder name, and that of the one before (None: not known)."""

    build: str | None = None
    before: str | None = None


def published_before(work: Path) -> Known:
    """Which build was published last, and which before it; empty where that was never written, or is damaged."""
    kept = kept_facts(work / REMEMBERED)
    return Known(*(one if isinstance(one := kept.get(name), str) else None for name in ("build", "before")))


def remember(work: Path, build: Path, before: str | None = None) -> None:
    """Keep the sizes and dates of a build that was proved just now; where that can't be written, it is hashed again.

    `before`: the folder name of the build that it followed; what was kept of that stays where it is not said.
    """
    known = published_before(work)
    if before is None and known.build == build.name:
        before = known.before
    content = {"build": build.name, "before": before, "files": dates_of(build)}
    with suppress(OSError):
        scratch = work / f".{REMEMBERED}.{os.getpid()}"
        scratch.write_text(json.dumps(content), encoding="utf-8")
        scratch.replace(work / REMEMBERED)


def recall(work: Path, build: Path) -> Dates:
    """The sizes and dates kept for a build; empty where there are none."""
    kept = kept_facts(work / REMEMBERED)
    files = kept.get("files") if kept.get("build") == build.name else None
    return files if isinstance(files, dict) else {}


def _wanted(text: str) -> dict[str, str]:
    """Checksum by file.

    Raises:
        ValueError: the text is no list of checksums, or the manifest is not in it.
    """
    wanted: dict[str, str] = {}
    if not text.endswith("\n"):
        raise ValueError("cut off")
    for line in text.splitlines():
        checksum, mark, name = line.partition("  ")
        if not mark or not name or len(checksum) != 64 or not set(checksum) <= _HEX:
            raise ValueError(line)
        wanted[name] = checksum
    if MANIFEST not in wanted:
        raise ValueError("no manifest")
    return wanted


def _files(build: Path) -> list[str]:
    return sorted(name for name, _ in _entries(build))


def _entries(folder: Path, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder with its name there; a build of a country has 10,000, so no path is made for each."""
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                yield from _entries(Path(one.path), f"{below}{one.name}/")
            elif not one.is_dir():
                yield below + one.name, one


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError:
        return ""
