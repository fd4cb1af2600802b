"""What killed runs leave behind, removed at the start of the next one. Pure: files only.

What belongs here: the scratch names that are ours. What does not: Dagster's own records (dagster_home.py).

Only called while the world is held: nobody else is writing these files then.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.settings import Settings

# Folder below the world, pattern of what may lie there only while a run writes it.
_SCRATCH = (
    ("marts/builds", ".staging-*"),
    ("marts", ".status.js*"),
    ("marts", ".*.new"),
    (".work", ".*.json.*"),
    (".work", "spill"),
    (".work/readings", "*/.*"),
    (".work/tables", ".*.parquet.*"),
    (".work/tables/parts", ".*.parquet.*"),
)


def find_litter(settings: Settings) -> list[Path]:
    """Scratch files and half builds of runs that were killed."""
    return sorted(path for folder, pattern in _SCRATCH for path in (settings.data / folder).glob(pattern))


def remove_litter(settings: Settings) -> int:
    """Remove it; how much there was. What can't be removed stays."""
    found = find_litter(settings)
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(found)
