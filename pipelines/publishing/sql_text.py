"""Small pieces of SQL that building, describing and comparing published files share. Pure but for the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def quoted(value: object) -> str:
    """A value as a text literal of SQL."""
    text = str(value).replace("'", "''")
    return f"'{text}'"


def count(db: duckdb.DuckDBPyConnection, source: str) -> int:
    """How many rows a table, or a function that reads one, has."""
    row = db.execute(f"select count(*) from {source}").fetchone()
    return int(row[0]) if row else 0
