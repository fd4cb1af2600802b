"""Small pieces of SQL that building, describing and comparing published files share. Pure but for the connection."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


# What DuckDB counts leaves out buffers of its Parquet writer: a process takes half as much again.
MEMORY, DEFAULT_MEMORY = "CCHC_PUBLISH_MEMORY", "2GB"
SPILL = "spill"


def bounded(db: duckdb.DuckDBPyConnection, work: Path) -> None:
    """Let a connection take a bounded amount of memory, and put what has no room there into the world's work folder.

    Args:
        db: a new connection.
        work: the private folder of the world.
    """
    db.execute(f"set memory_limit = {quoted(os.environ.get(MEMORY) or DEFAULT_MEMORY)}")
    db.execute(f"set temp_directory = {quoted(work / SPILL)}")
    db.execute("set enable_progress_bar = false")


def quoted(value: object) -> str:
    """A value as a text literal of SQL."""
    text = str(value).replace("'", "''")
    return f"'{text}'"


def named(column: str) -> str:
    """A name of a column or table as SQL reads it whatever it is."""
    return f'"{column}"'


def count(db: duckdb.DuckDBPyConnection, source: str) -> int:
    """How many rows a table, or a function that reads one, has."""
    row = db.execute(f"select count(*) from {source}").fetchone()
    return int(row[0]) if row else 0
