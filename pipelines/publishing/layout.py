"""Where a published build lies and how one replaces another. Pure: files and links only.

What belongs here: folder names, the swap, keeping the last N builds, the fixed links. What does not: what is in a
build (build.py), whether it is whole (proof.py) or may be published (the audit before it).

    marts/builds/<id>/…      complete builds; one that replaces a published build of the same id is <id>.2
    marts/current            link to one of them, replaced by one rename
    marts/current.duckdb …   fixed links through `current`, made once
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.own_files import is_there, take_away

DATABASE = "cchc.duckdb"
MANIFEST = "manifest.json"
CHECKSUMS = "checksums.sha256"
PARQUET = "parquet"
SCORECARD = "scorecard"
WORKBOOKS = "xlsx"
COMMITMENTS = "cam-ket.xlsx"
FIXED_LINKS = {
    "current.duckdb": DATABASE,
    "manifest.json": MANIFEST,
    "parquet": PARQUET,
    "scorecard": SCORECARD,
    "xlsx": WORKBOOKS,
}
STAGING_PREFIX = ".staging-"
SECOND = ".2"
# Nobody writes into a published file: a tool that opens the database for writing would lock all readers out.
READ_ONLY = 0o444
# A disk takes many waits for its own at once: 5,500 pages reach it in 1 s, one after the other in 7 to 23 s.
SEALED_AT_ONCE = 16


def builds_folder(marts: Path) -> Path:
    """Where complete builds lie."""
    return marts / "builds"


def current_build(marts: Path) -> Path | None:
    """The folder of the published build; None before the first, and where `current` leads to no build."""
    link = marts / "current"
    build = builds_folder(marts) / link.readlink().name if link.is_symlink() else link
    return build if _is_build(build) and _points(link, _place_of(build)) else None


def current_build_id(marts: Path) -> str | None:
    """The id of the published build; None before the first."""
    build = current_build(marts)
    return build.name.removesuffix(SECOND) if build else None


def complete_builds(marts: Path) -> list[Path]:
    """Every complete build that is kept, the newest first."""
    folder = builds_folder(marts)
    found = [one for one in folder.iterdir() if _is_build(one)] if folder.is_dir() else []
    return sorted(found, key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True)


def lead_to(marts: Path, build: Path) -> None:
    """Make a complete build the published one by one rename; readers of the other keep their files."""
    _point(marts / "current", _place_of(build))
    mend_links(marts)
    _sync(marts)


def staging_folder(marts: Path, build_id: str) -> Path:
    """A fresh, empty private folder for one build; an abandoned one of an earlier failure is removed."""
    folder = builds_folder(marts) / f"{STAGING_PREFIX}{build_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def promote(marts: Path, staged: Path, build_id: str, keep: int) -> Path:
    """Make a staged build the published one, then drop builds beyond the last `keep`.

    Everything is on the disk before the swap. Readers that hold a file of the old build keep it; nobody sees half a
    build, nor a moment without one.
    """
    _seal(staged)
    final = builds_folder(marts) / build_id
    if current_build(marts) == final:
        final = final.with_name(build_id + SECOND)
    take_away(final)
    staged.rename(final)
    _sync(final.parent)
    lead_to(marts, final)
    _drop_old(marts, keep)
    return final


def mend_links(marts: Path) -> list[str]:
    """Put every fixed link right; the names of those that were not."""
    wrong = [name for name, inside in FIXED_LINKS.items() if not _points(marts / name, Path("current") / inside)]
    for name in wrong:
        _point(marts / name, Path("current") / FIXED_LINKS[name])
    return wrong


def wrong_links(marts: Path) -> list[str]:
    """The fixed links that are missing or lead elsewhere."""
    return [name for name, inside in FIXED_LINKS.items() if not _points(marts / name, Path("current") / inside)]


def _is_build(folder: Path) -> bool:
    """Whether a folder is a finished build: no scratch, not what `..` leads to, and something of a build is in it."""
    return not folder.name.startswith(".") and any(
        is_there(folder / name) for name in (CHECKSUMS, *FIXED_LINKS.values())
    )


def _place_of(build: Path) -> Path:
    """Where `current` leads for a build."""
    return Path("builds") / build.name


def _points(link: Path, to: Path) -> bool:
    return link.is_symlink() and link.readlink() == to


def _point(link: Path, to: Path) -> None:
    if _points(link, to):
        return
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)  # a copy of what the link leads to; a rename can't replace a folder
    scratch = link.with_name(f".{link.name}.new")
    take_away(scratch)
    scratch.symlink_to(to)
    scratch.replace(link)


def _seal(staged: Path) -> None:
    """Make every file read-only, and wait until the disk has all of them and their folders."""
    walked = [(Path(folder), names) for folder, _, names in os.walk(staged)]
    files = [folder / name for folder, names in walked for name in names]
    with ThreadPoolExecutor(SEALED_AT_ONCE) as threads:  # a share each: handing out one by one costs more than a wait
        list(threads.map(_seal_files, [files[first::SEALED_AT_ONCE] for first in range(SEALED_AT_ONCE)]))
        list(threads.map(_sync, [folder for folder, _ in walked]))


def _seal_files(files: list[Path]) -> None:
    for path in files:
        path.chmod(READ_ONLY)
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_old(marts: Path, keep: int) -> None:
    current = current_build(marts)
    for build in [one for one in complete_builds(marts) if one != current][max(keep - 1, 0) :]:
        shutil.rmtree(build, ignore_errors=True)
