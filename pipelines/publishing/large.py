"""Copies a large mart: part after part, kept narrow, as a view over what is kept. Pure but for the connection.

What belongs here: how a mart of millions of values is kept in the DuckDB file and written as Parquet. What does not:
which marts are large and how they are cut into parts (copying.py), finding what repeats (stored_once.py, repeats.py).

The mart is a view of its name. Below it, in the schema `stored`, stand its rows (`"<mart>"`) and a table for each group
of columns that repeat together (`"<mart>.<group>"`), whose numbers the rows have; a text that repeats is a number of a
list (ENUM). Sorted, written and read as numbers, shown with the names, types and values of the dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.described import LARGE, describe, describe_columns, write_parquet
from pipelines.publishing.dictionary import Model, RowsOf
from pipelines.publishing.repeats import Lists, repeated_texts, texts_of_few
from pipelines.publishing.sql_text import count, named, quoted
from pipelines.publishing.stored_once import Group, Grouped, find_groups, forget_groups

if TYPE_CHECKING:
    import duckdb

STORED = "stored"
# Texts of a list that Parquet takes as its numbers: the file is the same to its readers and is written in half the
# time, but every 120,000 rows carry the whole list, and say of the column no less than its first and last text.
SHORT = 1_000
# How texts of the rows are packed that are in no list; not told, every way of packing is tried on them first.
PACKED = " using compression fsst"
# What would let the rows come second in a join: the side whose order is kept is the first.
SWAPS = "join_order,build_side_probe_side"


@dataclass(frozen=True)
class _Store:
    """A large mart as the DuckDB file keeps it: groups of its columns, lists of its texts, columns without any text."""

    model: Model
    grouped: Grouped
    lists: Lists
    empty: Set[str]

    @property
    def rows(self) -> str:
        return f"{STORED}.{named(self.model.name)}"

    @property
    def own(self) -> tuple[str, ...]:
        """The mart's columns that the rows have themselves."""
        return self.kept(column for column in self.model.columns if column not in self.grouped.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the rows that number their combinations."""
        return tuple(named(group.key) for group in self.grouped.groups)

    @property
    def joined(self) -> str:
        """The rows, each with the columns of its combinations."""
        groups = (f" join {self.place(group)} using ({named(group.key)})" for group in self.grouped.groups)
        return f"{self.rows}{''.join(groups)}"

    def kept(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Columns without those that hold nothing: the view says so."""
        return tuple(column for column in columns if column not in self.empty)

    def place(self, group: Group) -> str:
        return f"{STORED}.{named(f'{self.model.name}.{group.name}')}"

    def type(self, column: str) -> str:
        return named(f"{self.model.name}.{column}")

    def numbered(self, columns: Iterable[str]) -> list[str]:
        """Columns of the mart, texts of a list as its numbers."""
        return [
            f"{named(column)}::{self.type(column)} as {named(column)}" if column in self.lists else named(column)
            for column in columns
        ]

    def told(self, numbers_up_to: int = 0) -> list[str]:
        """All columns of the mart in its order, texts as texts; those of a list no longer than that as its numbers."""
        return [self._shown(column, numbers_up_to) for column in self.model.columns]

    def _shown(self, column: str, numbers_up_to: int) -> str:
        if column in self.empty:
            return f"null::varchar as {named(column)}"
        as_text = len(self.lists.get(column, ())) > numbers_up_to
        return f"{named(column)}::varchar as {named(column)}" if as_text else named(column)


def copy_large(db: duckdb.DuckDBPyConnection, model: Model, source: str, rows: int, parts: Mapping[str, Path]) -> None:
    """Copy a mart into the catalog `published` and as Parquet; sorting and listing need the memory of one part.

    Args:
        db: a connection with the published file attached as `published`.
        model: the mart.
        source: the relation that holds its rows.
        rows: how many it has.
        parts: conditions that cut its rows into parts, in the mart's order, with the Parquet file of each.
    """
    store = _store_of(db, model, source, rows, tuple(parts))
    # What the file holds is named without a catalogue: it may be attached as any.
    db.execute("use published")
    db.execute(f"create schema if not exists {STORED}")
    for column, texts in store.lists.items():
        db.execute(f"create type {store.type(column)} as enum ({', '.join(quoted(text) for text in texts)})")
    for group in store.grouped.groups:
        _store_group(db, store, group)
    _store_rows(db, store, source, parts)
    db.execute(f"create view {named(model.name)} as select {', '.join(store.told())} from {store.joined}")
    db.execute("use memory")
    describe(db, model, "view", f"published.{named(model.name)}")
    forget_groups(db, model)


def show_rows_of(db: duckdb.DuckDBPyConnection, model: Model, whole: RowsOf, rows: int, path: Path) -> None:
    """Show a large mart that is some rows of one copied before: a view, and its Parquet file.

    Args:
        db: a connection with the published file attached as `published`.
        model: the mart.
        whole: the mart that has its rows, and the column that is true of them.
        rows: how many it has.
        path: its Parquet file.

    Raises:
        ValueError: the other mart has more or fewer of them.
    """
    columns = ", ".join(map(named, model.columns))
    found = f"select {columns} from {named(whole['mart'])} where {named(whole['where'])}"
    db.execute("use published")
    db.execute(f"create view {named(model.name)} as {found}")
    shown = count(db, named(model.name))
    if shown != rows:
        raise ValueError(f"{model.name}: {rows} rows, {shown} of {whole['mart']}")
    with _in_order(db):
        write_parquet(db, model, named(model.name), path, LARGE)
    db.execute("use memory")
    describe(db, model, "view", f"published.{named(model.name)}")


def _store_of(db: duckdb.DuckDBPyConnection, model: Model, source: str, rows: int, parts: tuple[str, ...]) -> _Store:
    grouped = find_groups(db, model, source, rows)
    lists = dict(repeated_texts(db, source, parts, grouped.columns))
    for group in grouped.groups:
        lists |= texts_of_few(db, group.found)
    # A list of nothing is a type that older clients fail on.
    filled = {column: texts for column, texts in lists.items() if texts}
    return _Store(model, grouped, filled, empty=lists.keys() - filled.keys())


def _store_group(db: duckdb.DuckDBPyConnection, store: _Store, group: Group) -> None:
    place, key = store.place(group), named(group.key)
    kept = store.kept(group.columns)
    columns = ", ".join([key, *store.numbered(kept)])
    db.execute(f"create table {place} as select {columns} from {group.found} order by {key}")
    said = f"What rows of {store.model.name} have in common, once each: ask the view of that name."
    _describe_stored(db, store, place, said, kept, (key,))


def _store_rows(db: duckdb.DuckDBPyConnection, store: _Store, source: str, parts: Mapping[str, Path]) -> None:
    """Part after part into the table of the rows, and from there into Parquet."""
    columns = [*store.keys, *store.numbered(store.own)]
    kept = ", ".join([*store.keys, *map(named, store.own)])
    order = ", ".join(term for term in store.grouped.order if term not in map(named, store.empty))
    of_part = f"select {', '.join([*columns, *map(named, store.grouped.ranks)])} from {{0}}"
    _create_rows(db, store, f"select {kept} from ({of_part.format(store.grouped.joined(source, 'false'))})")
    for rows, path in parts.items():
        found = of_part.format(store.grouped.joined(source, rows))
        db.execute(f"insert into {store.rows} select {kept} from ({found}) order by {order}")
        path.parent.mkdir(exist_ok=True)
        with _in_order(db):
            shown = ", ".join(store.told(numbers_up_to=SHORT))
            write_parquet(db, store.model, f"(select {shown} from {store.joined} where {rows})", path, LARGE)
    said = f"The rows of {store.model.name}: ask the view of that name."
    _describe_stored(db, store, store.rows, said, store.own, store.keys)


def _create_rows(db: duckdb.DuckDBPyConnection, store: _Store, found: str) -> None:
    """The empty table of the rows; texts that do not repeat are packed as texts without trying all else first."""
    kinds = {str(name): str(kind) for name, kind, *_ in db.execute(f"describe {found}").fetchall()}
    texts = {column for column in store.own if kinds[column] == "VARCHAR"}
    packed = {column: f"{kind}{PACKED if column in texts else ''}" for column, kind in kinds.items()}
    packed |= {column: store.type(column) for column in store.own if column in store.lists}
    db.execute(f"create table {store.rows} ({', '.join(f'{named(name)} {kind}' for name, kind in packed.items())})")


def _describe_stored(
    db: duckdb.DuckDBPyConnection, store: _Store, place: str, said: str, columns: tuple[str, ...], keys: Iterable[str]
) -> None:
    db.execute(f"comment on table {place} is {quoted(said)}")
    describe_columns(db, store.model, place, columns)
    for key in keys:
        db.execute(f"comment on column {place}.{key} is 'A number inside this file alone.'")


@contextmanager
def _in_order(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let joins give the rows of their first side in its order: unswapped, and in one thread."""
    db.execute(f"set disabled_optimizers = {quoted(SWAPS)}")
    db.execute("set threads = 1")
    try:
        yield
    finally:
        db.execute("reset threads")
        db.execute("set disabled_optimizers = ''")
