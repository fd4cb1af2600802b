"""Copies one mart into the DuckDB file and the Parquet files of a build. Pure but for the connection it is given.

What belongs here: order, which mart is large, how one is cut into years. What does not: which marts there are
(build.py), how a large one is kept (large.py), names of files (parquet.py), descriptions (described.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.described import describe, write_parquet
from pipelines.publishing.dictionary import Model
from pipelines.publishing.large import copy_large, show_rows_of
from pipelines.publishing.parquet import part_of_year, whole_file
from pipelines.publishing.sql_text import count, named

if TYPE_CHECKING:
    import duckdb

# Values (rows times columns) from which on a mart is kept narrow, and rows from which on one with a date has a file a
# year.
LARGE = 20_000_000
PARTED = 5_000_000
EVERY_ROW = "true"


def copy_mart(db: duckdb.DuckDBPyConnection, model: Model, source: str, folder: Path) -> None:
    """Copy a mart in its order, described: as a relation of the catalog `published`, and as Parquet in the folder.

    Args:
        db: a connection with the published file attached as `published`.
        model: the mart.
        source: the relation that holds its rows.
        folder: the staged build.
    """
    years, whole = _rows_of_years(db, model, source), whole_file(folder, model.name)
    rows = sum(years.values())
    if rows * len(model.columns) <= LARGE:
        target = f"published.{named(model.name)}"
        order = ", ".join(map(named, model.order_by))
        db.execute(f"create table {target} as select * from {source} order by {order}")
        write_parquet(db, model, target, whole)
        describe(db, model, "table", target)
    elif model.rows_of:
        show_rows_of(db, model, model.rows_of, rows, whole)
    elif rows > PARTED and model.parts_by:
        parts = {_of_year(model.parts_by, year): part_of_year(folder, model.name, year) for year in years}
        copy_large(db, model, source, rows, parts)
    else:
        copy_large(db, model, source, rows, {EVERY_ROW: whole})


def _rows_of_years(db: duckdb.DuckDBPyConnection, model: Model, source: str) -> dict[int | None, int]:
    """How many rows a mart has in each year, the undated last: asked once, for all of them may have to be read."""
    if not model.parts_by:
        return {None: count(db, source)}
    asked = f"select year({named(model.parts_by)}) as y, count(*) from {source} group by y order by y nulls last"
    return dict(db.execute(asked).fetchall())


def _of_year(column: str, year: int | None) -> str:
    name = named(column)
    return f"{name} is null" if year is None else f"{name} between date '{year}-01-01' and date '{year}-12-31'"
