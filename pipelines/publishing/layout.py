"""Where a published build lies and how one replaces another. Pure: files and links only.

What belongs here: folder names, the swap, keeping the last N builds, the fixed links. What does not: what is in a
build (build.py) or whether it may be published (the audit before it).

    marts/builds/<id>/…      complete builds
    marts/current            link to one of them, replaced by one rename
    marts/current.duckdb …   fixed links through `current`, made once
"""

from __future__ import annotations

import shutil
from pathlib import Path

DATABASE = "cchc.duckdb"
MANIFEST = "manifest.json"
PARQUET = "parquet"
FIXED_LINKS = {"current.duckdb": DATABASE, "manifest.json": MANIFEST, "parquet": PARQUET}
STAGING_PREFIX = ".staging-"


def builds_folder(marts: Path) -> Path:
    """Where complete builds lie."""
    return marts / "builds"


def current_build_id(marts: Path) -> str | None:
    """The id of the published build; None before the first."""
    link = marts / "current"
    return link.readlink().name if link.is_symlink() and link.exists() else None


def is_complete(build: Path) -> bool:
    """Whether a build's folder holds everything; the manifest is written last."""
    return (build / MANIFEST).is_file() and (build / DATABASE).is_file()


def staging_folder(marts: Path, build_id: str) -> Path:
    """A fresh, empty private folder for one build; an abandoned one of an earlier failure is removed."""
    folder = builds_folder(marts) / f"{STAGING_PREFIX}{build_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def promote(marts: Path, staged: Path, build_id: str, keep: int) -> Path:
    """Make a staged build the published one, then drop builds beyond the last `keep`.

    Readers that hold a file of the old build keep it; nobody sees half a build.
    """
    final = builds_folder(marts) / build_id
    if final.exists():
        shutil.rmtree(final)
    staged.rename(final)
    _point(marts / "current", Path("builds") / build_id)
    for name, inside in FIXED_LINKS.items():
        _point(marts / name, Path("current") / inside)
    _drop_old(marts, keep)
    return final


def _point(link: Path, to: Path) -> None:
    if link.is_symlink() and link.readlink() == to:
        return
    scratch = link.with_name(f".{link.name}.new")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(to)
    scratch.replace(link)


def _drop_old(marts: Path, keep: int) -> None:
    current = current_build_id(marts)
    complete = [p for p in builds_folder(marts).iterdir() if p.is_dir() and not p.name.startswith(STAGING_PREFIX)]
    newest_first = sorted(complete, key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)
    for build in [p for p in newest_first if p.name != current][max(keep - 1, 0) :]:
        shutil.rmtree(build, ignore_errors=True)
