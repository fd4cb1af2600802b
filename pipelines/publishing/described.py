"""Writes a mart as Parquet and describes what stands of it in the DuckDB file. Pure but for the connection.

What belongs here: the settings of Parquet, the comments of tables, views and columns. What does not: which rows are
written, and in which order (copying.py, large.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.dictionary import Model
from pipelines.publishing.sql_text import named, quoted

if TYPE_CHECKING:
    import duckdb

SMALL = "compression zstd"
# Numbers laid out so that zstd has less to do: a fifth less time for files of the same size.
LARGE = f"{SMALL}, parquet_version v2"


def write_parquet(db: duckdb.DuckDBPyConnection, model: Model, source: str, path: Path, packed: str = SMALL) -> None:
    """Write the rows of a relation as a Parquet file of a mart, with what the mart and its columns mean."""
    described = json.dumps({c.name: {"vi": c.vi, "en": c.en} for c in model.columns.values()}, ensure_ascii=False)
    said = f"kv_metadata {{mart: {quoted(model.comment)}, columns: {quoted(described)}}}"
    db.execute(f"copy (from {source}) to {quoted(path)} (format parquet, {packed}, {said})")


def describe(db: duckdb.DuckDBPyConnection, model: Model, kind: str, target: str) -> None:
    """Comment a mart's table or view (`kind`) and its columns."""
    db.execute(f"comment on {kind} {target} is {quoted(model.comment)}")
    describe_columns(db, model, target, model.columns)


def describe_columns(db: duckdb.DuckDBPyConnection, model: Model, target: str, columns: Iterable[str]) -> None:
    """Comment columns of a mart where they stand."""
    db.execute("begin")  # or each of a thousand comments would wait for the disk alone
    for column in columns:
        db.execute(f"comment on column {target}.{named(column)} is {quoted(model.columns[column].comment)}")
    db.execute("commit")
