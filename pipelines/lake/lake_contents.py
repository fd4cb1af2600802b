"""What lies in the lake: who published which build when, and whether every current publication is whole.

What belongs here: questions about publications. What does not: writing (publication.py); analysts query the marts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.lake.connection import LAKE
from pipelines.lake.publication import PUBLICATION, PUBLICATION_TABLE

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Published:
    """One publication that is kept: its snapshot, when it was committed, by whom, which build."""

    snapshot: int
    committed_at: datetime
    publisher: str
    build_id: str


def publications(db: Connection) -> list[Published]:
    """Every publication that is kept, the newest first. Any of them can be read: `at (version => snapshot)`."""
    rows = db.execute(
        f"select snapshot_id, snapshot_time, author, commit_message from ducklake_snapshots('{LAKE}') "
        "where author is not null order by snapshot_id desc"
    ).fetchall()
    return [Published(int(number), when, str(who), str(build)) for number, when, who, build in rows]


def current_builds(db: Connection) -> Mapping[str, str]:
    """The current build by publisher, publishers in order; empty before the first publication."""
    if not _has_publications(db):
        return {}
    return dict(db.execute(f"select publisher, build_id from {PUBLICATION} order by publisher").fetchall())


def wrong_counts(db: Connection) -> list[str]:
    """Marts whose rows are not as many as their publication says, in words; empty where every publication is whole.

    All counts are of one snapshot, so that a publication under way is not taken for damage.
    """
    if not _has_publications(db):
        return []
    db.execute("begin")
    try:
        said = db.execute(f'select publisher, "table", rows from {PUBLICATION_TABLE} order by all').fetchall()
        found = _counts(db, sorted({table for _, table, _ in said}))
    finally:
        db.execute("rollback")
    wrong = [(who, table, rows) for who, table, rows in said if found.get((who, table), 0) != rows]
    return [f"{who}: {table}: {found.get((who, table), 0)} rows, published {rows}" for who, table, rows in wrong]


def _counts(db: Connection, tables: list[str]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for table in tables:
        rows = db.execute(f'select publisher, count(*) from "{table}" group by publisher').fetchall()
        found |= {(str(who), table): int(count) for who, count in rows}
    return found


def _has_publications(db: Connection) -> bool:
    row = db.execute(
        "select count(*) from duckdb_tables() where database_name = ? and table_name = ?", [LAKE, PUBLICATION_TABLE]
    ).fetchone()
    return bool(row and row[0])
