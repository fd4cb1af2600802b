"""Copies one mart into the DuckDB file and the Parquet files of a build. Pure but for the connection it is given.

What belongs here: order, descriptions, how a mart of millions of rows is cut into years and kept small. What does not:
which marts there are (build.py), names of files (parquet.py), which texts repeat (repeats.py).

A large mart stands in the DuckDB file as a view of its name over a table of the schema `stored`, in which a text that
repeats is a number of a list (ENUM): sorted, written and read as numbers, shown as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.dictionary import Model
from pipelines.publishing.parquet import part_of_year, whole_file
from pipelines.publishing.repeats import Lists, repeated_texts
from pipelines.publishing.sql_text import count, quoted

if TYPE_CHECKING:
    import duckdb

# Rows from which on a mart is kept as numbers of lists, and those from which on one with a date has a file a year.
LARGE = 1_000_000
PARTED = 5_000_000
STORED = "stored"
EVERY_ROW = "true"


def copy_mart(db: duckdb.DuckDBPyConnection, model: Model, source: str, folder: Path) -> None:
    """Copy a mart in its order, described: as a relation of the catalog `published`, and as Parquet in the folder.

    Args:
        db: a connection with the published file attached as `published`.
        model: the mart.
        source: the relation that holds its rows.
        folder: the staged build.
    """
    rows, whole = count(db, source), whole_file(folder, model.name)
    if rows > LARGE:
        _copy_large(db, model, source, _parts(db, model, source, folder) if rows > PARTED else {EVERY_ROW: whole})
    else:
        target = f'published."{model.name}"'
        db.execute(f"create table {target} as select * from {source} order by {_order(model)}")
        _write_parquet(db, model, target, whole)
        _describe(db, model, "table", target)


def _copy_large(db: duckdb.DuckDBPyConnection, model: Model, source: str, parts: Mapping[str, Path]) -> None:
    """Part after part: sorting and listing need the memory of one."""
    lists = repeated_texts(db, source, tuple(parts))
    stored = f'{STORED}."{model.name}"'
    # What the file holds is named without a catalogue: it may be attached as any.
    db.execute("use published")
    db.execute(f"create schema if not exists {STORED}")
    for column, texts in lists.items():
        db.execute(f"create type {_type(model, column)} as enum ({', '.join(quoted(text) for text in texts)})")
    numbered = f"select {_columns(model, lists, '{0}::{1}')} from {source}"
    db.execute(f"create table {stored} as {numbered} limit 0")
    for rows, path in parts.items():
        db.execute(f"insert into {stored} select * from ({numbered} where {rows}) order by {_order(model)}")
        path.parent.mkdir(exist_ok=True)
        _write_parquet(db, model, f"(select * from {stored} where {rows})", path)
    db.execute(f'create view "{model.name}" as select {_columns(model, lists, "{0}::varchar")} from {stored}')
    db.execute(f"comment on table {stored} is {quoted(f'The rows of {model.name}: ask the view of that name.')}")
    db.execute("use memory")
    _describe(db, model, "view", f'published."{model.name}"')
    _describe_columns(db, model, f"published.{stored}")


def _columns(model: Model, lists: Lists, listed: str) -> str:
    """The columns of a mart; `listed` says how one of a list is given, by {0} its name and {1} its type."""
    said = [
        f'{listed.format(_name(column), _type(model, column))} as "{column}"' if column in lists else _name(column)
        for column in model.columns
    ]
    return ", ".join(said)


def _name(column: str) -> str:
    return f'"{column}"'


def _type(model: Model, column: str) -> str:
    return f'"{model.name}.{column}"'


def _parts(db: duckdb.DuckDBPyConnection, model: Model, source: str, folder: Path) -> dict[str, Path]:
    """Which rows stand in which Parquet file: a year in each, the undated last."""
    if not model.parts_by:
        return {EVERY_ROW: whole_file(folder, model.name)}
    years = db.execute(f'select distinct year("{model.parts_by}") as y from {source} order by y nulls last').fetchall()
    return {_of_year(model.parts_by, year): part_of_year(folder, model.name, year) for (year,) in years}


def _of_year(column: str, year: int | None) -> str:
    name = _name(column)
    return f"{name} is null" if year is None else f"{name} between date '{year}-01-01' and date '{year}-12-31'"


def _order(model: Model) -> str:
    return ", ".join(_name(column) for column in model.order_by)


def _describe(db: duckdb.DuckDBPyConnection, model: Model, kind: str, target: str) -> None:
    db.execute(f"comment on {kind} {target} is {quoted(model.comment)}")
    _describe_columns(db, model, target)


def _describe_columns(db: duckdb.DuckDBPyConnection, model: Model, target: str) -> None:
    db.execute("begin")  # or each of a thousand comments would wait for the disk alone
    for column in model.columns.values():
        db.execute(f'comment on column {target}."{column.name}" is {quoted(column.comment)}')
    db.execute("commit")


def _write_parquet(db: duckdb.DuckDBPyConnection, model: Model, source: str, path: Path) -> None:
    described = json.dumps({c.name: {"vi": c.vi, "en": c.en} for c in model.columns.values()}, ensure_ascii=False)
    said = f"kv_metadata {{mart: {quoted(model.comment)}, columns: {quoted(described)}}}"
    db.execute(f"copy (from {source}) to {quoted(path)} (format parquet, compression zstd, {said})")
