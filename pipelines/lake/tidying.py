"""Keeping the lake small: old snapshots are forgotten, and files go that no snapshot names.

What belongs here: what may go and when. What does not: anything that changes what the current snapshot says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.lake.connection import LAKE

if TYPE_CHECKING:
    import duckdb

# A reader of a forgotten snapshot, or a writer under way, has this long before its files may go.
GRACE_HOURS = 24


@dataclass(frozen=True)
class Tidied:
    """How many snapshots were forgotten, and how many files were removed: of those, and of writers that were killed."""

    snapshots: int
    files: int
    orphans: int


def tidy(db: duckdb.DuckDBPyConnection, keep_days: int, grace_hours: int = GRACE_HOURS) -> Tidied:
    """Forget snapshots older than `keep_days`; remove files of forgotten ones, and of no snapshot, after the grace.

    The newest snapshot always stays.

    Args:
        db: a connection with the lake open for writing.
        keep_days: how far back time travel reaches.
        grace_hours: how old a file must be before it is removed.
    """
    old, grace = f"now() - interval {keep_days} day", f"now() - interval {grace_hours} hour"
    snapshots = _count(db, f"ducklake_expire_snapshots('{LAKE}', older_than => {old})")
    files = _count(db, f"ducklake_cleanup_old_files('{LAKE}', older_than => {grace})")
    orphans = _count(db, f"ducklake_delete_orphaned_files('{LAKE}', older_than => {grace})")
    return Tidied(snapshots, files, orphans)


def _count(db: duckdb.DuckDBPyConnection, call: str) -> int:
    return len(db.execute(f"call {call}").fetchall())
