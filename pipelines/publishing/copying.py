"""Copies one mart into the DuckDB file and the Parquet files of a build. Pure but for the connection it is given.

What belongs here: order, parts by year, descriptions. What does not: which marts there are (build.py), names of files
(parquet.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.dictionary import Model
from pipelines.publishing.parquet import part_of_year, whole_file
from pipelines.publishing.sql_text import count, quoted

if TYPE_CHECKING:
    import duckdb

# Rows from which on a mart that names a date is written in parts.
LARGE = 5_000_000


def copy_mart(db: duckdb.DuckDBPyConnection, model: Model, source: str, folder: Path) -> None:
    """Copy a mart in its order, with its descriptions: a table of the catalog `published`, and Parquet in the folder.

    A large mart that names a date goes year after year, the undated rows last: sorting needs the memory of a year.

    Args:
        db: a connection with the published file attached as `published`.
        model: the mart.
        source: the relation that holds its rows.
        folder: the staged build.
    """
    target = f'published."{model.name}"'
    if model.parts_by and count(db, source) > LARGE:
        _copy_parts(db, model, source, target, folder)
    else:
        db.execute(f"create table {target} as select * from {source} order by {_order(model)}")
        _write_parquet(db, model, target, whole_file(folder, model.name))
    db.execute(f"comment on table {target} is {quoted(model.comment)}")
    for column in model.columns.values():
        db.execute(f'comment on column {target}."{column.name}" is {quoted(column.comment)}')


def _copy_parts(db: duckdb.DuckDBPyConnection, model: Model, source: str, target: str, folder: Path) -> None:
    """Year after year: sorted into the table, and from there into a Parquet file of its own."""
    db.execute(f"create table {target} as select * from {source} limit 0")
    years = db.execute(f'select distinct year("{model.parts_by}") as y from {source} order by y nulls last').fetchall()
    for (year,) in years:
        rows = _of_year(model, year)
        db.execute(f"insert into {target} select * from {source} where {rows} order by {_order(model)}")
        path = part_of_year(folder, model.name, year)
        path.parent.mkdir(exist_ok=True)
        _write_parquet(db, model, f"(select * from {target} where {rows})", path)


def _of_year(model: Model, year: int | None) -> str:
    column = f'"{model.parts_by}"'
    return f"{column} is null" if year is None else f"{column} between date '{year}-01-01' and date '{year}-12-31'"


def _order(model: Model) -> str:
    return ", ".join(f'"{column}"' for column in model.order_by)


def _write_parquet(db: duckdb.DuckDBPyConnection, model: Model, source: str, path: Path) -> None:
    described = json.dumps({c.name: {"vi": c.vi, "en": c.en} for c in model.columns.values()}, ensure_ascii=False)
    said = f"kv_metadata {{mart: {quoted(model.comment)}, columns: {quoted(described)}}}"
    db.execute(f"copy (from {source}) to {quoted(path)} (format parquet, compression zstd, {said})")
