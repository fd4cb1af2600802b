"""Which texts of a large relation repeat, so that they can be kept as numbers of a list. Pure but for the connection.

What belongs here: finding those columns and their texts without ever holding more than a part's. What does not: what is
made of the lists (copying.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Column -> its texts, sorted: the order of the numbers is the order of the texts.
Lists = Mapping[str, Sequence[str]]
# Numbers of two bytes; a list that long still pays, a longer one belongs to a column of free text.
LONGEST = 65_000
# A column is tried where these rows show that it repeats.
SAMPLE, REPEATS = 100_000, 5


def repeated_texts(
    db: duckdb.DuckDBPyConnection, source: str, parts: Sequence[str], without: Collection[str] = ()
) -> Lists:
    """The text columns of a relation that hold few distinct texts, with these texts.

    Args:
        db: a connection that sees the relation.
        source: the relation.
        parts: conditions that cut its rows into parts; no more than a part's texts are held at once.
        without: columns that are not asked for.
    """
    found: dict[str, set[str]] = {column: set() for column in _likely(db, source, without)}
    for rows in parts:
        for column, texts in _texts_of(db, source, rows, list(found)).items():
            found[column].update(texts)
            if len(found[column]) > LONGEST:
                del found[column]
    return {column: sorted(texts) for column, texts in found.items()}


def texts_of_few(db: duckdb.DuckDBPyConnection, source: str) -> Lists:
    """The texts of every text column of a relation of few rows; a column with too many for a list is left out."""
    found = _texts_of(db, source, "true", _text_columns(db, source, ()))
    return {column: sorted(texts) for column, texts in found.items() if len(texts) <= LONGEST}


def _text_columns(db: duckdb.DuckDBPyConnection, source: str, without: Collection[str]) -> list[str]:
    columns = db.execute(f"describe {source}").fetchall()
    return [str(name) for name, kind, *_ in columns if kind == "VARCHAR" and name not in without]


def _likely(db: duckdb.DuckDBPyConnection, source: str, without: Collection[str]) -> list[str]:
    """Text columns whose first rows repeat themselves; those that hold nothing there are among them."""
    texts = _text_columns(db, source, without)
    if not texts:
        return []
    counts = ", ".join(f'count("{column}") >= {REPEATS} * count(distinct "{column}")' for column in texts)
    likely = db.execute(f"select {counts} from (select * from {source} limit {SAMPLE})").fetchone()
    return [column for column, repeats in zip(texts, likely or (), strict=True) if repeats]


def _texts_of(db: duckdb.DuckDBPyConnection, source: str, rows: str, columns: Sequence[str]) -> dict[str, list[str]]:
    if not columns:
        return {}
    lists = ", ".join(
        f'coalesce(list(distinct "{column}") filter (where "{column}" is not null), [])' for column in columns
    )
    texts = db.execute(f"select {lists} from {source} where {rows}").fetchone()
    return dict(zip(columns, texts or (), strict=True))
