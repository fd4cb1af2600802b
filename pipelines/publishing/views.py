"""Views with few columns in the published DuckDB file. Pure but for the connection it is given.

What belongs here: making the views of views.yml with their comments. What does not: anything that computes (dbt).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from pipelines.publishing.sql_text import quoted
from pipelines.yaml_files import Texts, read_yaml

if TYPE_CHECKING:
    import duckdb


class View(TypedDict):
    """A view: what a row is, what its columns mean, its SQL."""

    vi: str
    en: str
    columns: Texts
    sql: str


@cache
def views() -> dict[str, View]:
    """The views by name: meaning, columns with meanings, SQL over the marts of the same file."""
    return read_yaml(Path(__file__).with_name("views.yml"), dict[str, View])


def create_views(db: duckdb.DuckDBPyConnection) -> None:
    """Make every view in the database in use, its marts named without a catalogue: the file may be attached as any."""
    for name, view in views().items():
        db.execute(f"create view {name} as {view['sql']}")
        db.execute(f"comment on view {name} is {_comment(view['vi'], view['en'])}")
        for column, meaning in view["columns"].items():
            db.execute(f"comment on column {name}.{column} is {_comment(**meaning)}")


def _comment(vi: str, en: str) -> str:
    return quoted(f"{vi} / {en}")
