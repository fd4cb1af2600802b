"""What killed runs leave behind, and what stands where our own files belong, removed at the next start. Pure: files.

What belongs here: the scratch names that are ours, the places of our own files and folders. What does not: Dagster's
own records (dagster_home.py).

Only called while the world is held: nobody else is writing these files then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.own_files import is_there, take_away
from pipelines.publishing.layout import builds_folder
from pipelines.settings import Settings

# Folder below the world, pattern of what may lie there only while a run writes it.
_SCRATCH = (
    ("marts/builds", ".staging-*"),
    ("marts", ".status.js*"),
    ("marts", ".*.new"),
    (".work", ".*.json.*"),
    (".work", "spill"),
    (".work/tables", ".*.parquet.*"),
    (".work/tables/parts", ".*.parquet.*"),
)
# Places that are folders of ours, and places that are files of ours: whatever else stands there bars every run.
_FOLDERS = (
    *("tables", "tables/parts", "readings", "dbt_target", "dbt_target/compiled", "dbt_target/run"),
    *("dbt_logs", "dbt_docs", "scorecard", "dagster", "dagster/history", "dagster/history/runs"),
    *("dagster/schedules", "dagster/storage", "dagster/storage/*"),
)
_FILES = (
    *("*.json", "build.duckdb*", "tables/*.parquet", "tables/parts/*.parquet", "readings/*", "dbt_logs/*"),
    *("stderr.txt", "scorecard/*", "dbt_target/.project", "dbt_target/*.msgpack", "dbt_target/*.json"),
    *("dagster/*.yaml", "dagster/*/*.db-*", "dagster/*/*/*.db-*"),
)
_STATUS = ("status.json", "status.js")


def find_litter(settings: Settings) -> list[Path]:
    """Scratch files and half builds of runs that were killed, and what is no file or folder where one of ours belongs.

    All of it is private to a world, or written anew by every run.
    """
    scratch = [path for folder, pattern in _SCRATCH for path in _standing(settings.data / folder, [pattern])]
    files = [*_standing(settings.work, _FILES), *_standing(settings.marts, _STATUS), *_neither(settings)]
    misplaced = [path for path in files if path.is_symlink() or not path.is_file()]
    misplaced += [path for path in _standing(settings.work, _FOLDERS) if not path.is_dir()]
    return sorted({*scratch, *misplaced})


def _standing(folder: Path, patterns: Iterable[str]) -> Iterator[Path]:
    """What stands in places of ours. `glob` finds a link that leads nowhere by a pattern only, never by its name."""
    for pattern in patterns:
        found = folder.glob(pattern) if "*" in pattern else [folder / pattern]
        yield from filter(is_there, found)


def _neither(settings: Settings) -> Iterator[Path]:
    """Pipes, devices and links to files at any depth: a run would wait for ever there, or write over another's file.

    Not in the worlds of other days, whose published files are links.
    """
    for place, folders, names in os.walk(settings.work):
        if settings.side_worlds.name in folders and Path(place) == settings.work:
            folders.remove(settings.side_worlds.name)
        yield from (path for path in map(Path(place).joinpath, names) if path.is_symlink() or not path.is_file())


def barred_folder(settings: Settings) -> Path | None:
    """The first place of a folder that a world can't do without where something else stands; it may be anyone's.

    A link to a disk that is not mounted is such a place, too, and a folder that this account may not write.
    """
    return next(without_rights(own_folders(settings), os.W_OK | os.X_OK), None)


def own_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders that a world can't do without, each before those in it."""
    return settings.work, settings.marts, builds_folder(settings.marts)


def without_rights(folders: Iterable[Path], rights: int) -> Iterator[Path]:
    """Those of some folders that this account has not these rights to, or where something else stands."""
    for folder in folders:
        with suppress(PermissionError):  # one above it is closed, and told itself
            if is_there(folder) and not os.access(folder / ".", rights):
                yield folder


def remove_litter(settings: Settings) -> list[Path]:
    """Remove it; what is gone. What can't be removed stays."""
    found = find_litter(settings)
    for path in found:
        take_away(path)
    return [path for path in found if not is_there(path)]
