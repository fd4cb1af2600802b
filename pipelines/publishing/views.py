"""Views with few columns in the published DuckDB file. Pure but for the connection it is given.

What belongs here: making the views of views.yml with their comments. What does not: anything that computes (dbt).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing.sql_text import quoted
from pipelines.yaml_files import read_yaml

if TYPE_CHECKING:
    import duckdb


@cache
def views() -> Any:
    """The views by name: meaning, columns with meanings, SQL over the marts of the same file."""
    return read_yaml(Path(__file__).with_name("views.yml"))


def create_views(db: duckdb.DuckDBPyConnection) -> None:
    """Make every view in the database in use, its marts named without a catalogue: the file may be attached as any."""
    for name, view in views().items():
        db.execute(f"create view {name} as {view['sql']}")
        db.execute(f"comment on view {name} is {_comment(view)}")
        for column, meaning in view["columns"].items():
            db.execute(f"comment on column {name}.{column} is {_comment(meaning)}")


def _comment(meaning: dict[str, str]) -> str:
    return quoted(f"{meaning['vi']} / {meaning['en']}")
