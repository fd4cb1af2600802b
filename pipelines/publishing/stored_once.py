"""Columns of a large mart that repeat together: each of their combinations is stored once. Pure but for the connection.

What belongs here: finding the combinations of the groups that the dictionary declares (`stored_once`), numbering them
in the mart's order, joining rows to them. What does not: what is written of it (large.py), single columns whose texts
repeat (repeats.py).

No group is taken on trust: a combination is all columns of its group, so that rows may differ in any of them. Once all
are known, a few of these columns often tell them apart; rows find their combination by those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipelines.publishing.dictionary import Model
from pipelines.publishing.sql_text import count, named

if TYPE_CHECKING:
    import duckdb

# Rows a combination must stand for on average: below that it saves nothing.
PAYS = 5
COMBINATIONS = 'temp."combinations"'
# What a number made of several ranks stays below: it is a bigint.
LARGEST = 2**63


@dataclass(frozen=True)
class Group:
    """Columns whose combinations are stored once; `told_by`: those that tell the combinations apart."""

    name: str
    columns: tuple[str, ...]
    told_by: tuple[str, ...]

    @property
    def key(self) -> str:
        """The column of the rows that numbers the combination."""
        return f"{self.name}_no"

    @property
    def found(self) -> str:
        """The temporary table of the combinations: their number and ranks, and the columns."""
        return _found(self.name)

    @property
    def meets(self) -> str:
        """How a row of `told` finds its combination: what tells it apart is the same, empty or not."""
        same = (
            f"told.{named(column)} is not distinct from {named(self.name)}.{named(column)}" for column in self.told_by
        )
        return " and ".join(same) or "true"


@dataclass(frozen=True)
class Grouped:
    """The groups of a mart that pay, and the terms of its order over `joined`; `ranks` are no mart's columns."""

    groups: tuple[Group, ...]
    order: tuple[str, ...]
    ranks: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the rows themselves do not have."""
        return frozenset(column for group in self.groups for column in group.columns)

    def joined(self, source: str, rows: str) -> str:
        """The rows that a condition picks, with the numbers of their combinations and the ranks."""
        numbers = "".join(f" join {group.found} as {named(group.name)} on {group.meets}" for group in self.groups)
        return f"(select * from {source} where {rows}) as told{numbers}"


def find_groups(db: duckdb.DuckDBPyConnection, model: Model, source: str, rows: int) -> Grouped:
    """Number the combinations of a mart's groups, in its order, in temporary tables; of groups that pay.

    Args:
        db: a connection that sees the relation.
        model: the mart.
        source: the relation that holds its rows.
        rows: how many it has.
    """
    if model.stored_once:
        _combine(db, source, list(model.stored_once.values()))
    groups = []
    for place, name in enumerate(model.stored_once):
        _number(db, model, name, _told(place, len(model.stored_once)))
        group = Group(name, model.stored_once[name], _told_by(db, name, model.stored_once[name]))
        groups += [group] if _pays(db, group, rows) else []
    runs = _runs(model, {column: group.name for group in groups for column in group.columns})
    return Grouped(tuple(groups), tuple(_order(db, runs)), tuple(_rank(run) for group, run in runs if group))


def forget_groups(db: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Drop the temporary tables of a mart's groups."""
    for name in model.stored_once:
        db.execute(f"drop table if exists {_found(name)}")


def _combine(db: duckdb.DuckDBPyConnection, source: str, groups: Sequence[Sequence[str]]) -> None:
    """One pass over all rows for all groups; `told` says of which group a combination is."""
    columns = _listed(column for group in groups for column in group)
    first = _listed(group[0] for group in groups)
    sets = ", ".join(f"({_listed(group)})" for group in groups)
    db.execute(
        f"create or replace temp table {COMBINATIONS} as "
        f"select grouping({first}) as told, {columns} from {source} group by grouping sets ({sets})"
    )


def _told(place: int, groups: int) -> int:
    """What grouping() says of a group: a bit for every group but it, the first one's the highest."""
    return (1 << groups) - 1 - (1 << (groups - 1 - place))


def _number(db: duckdb.DuckDBPyConnection, model: Model, name: str, told: int) -> None:
    columns = model.stored_once[name]
    runs = [run for group, run in _runs(model, dict.fromkeys(columns, name)) if group]
    ranks = "".join(f", (dense_rank() over (order by {_listed(run)}))::integer as {named(_rank(run))}" for run in runs)
    order = dict.fromkeys([*(column for run in runs for column in run), *columns])
    db.execute(
        f"create or replace temp table {_found(name)} as "
        f"select (row_number() over (order by {_listed(order)}) - 1)::integer as {named(f'{name}_no')}{ranks}, "
        f"{_listed(columns)} from {COMBINATIONS} where told = {told}"
    )


def _told_by(db: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that tell all combinations apart, with the last ones of the group left out where it goes without."""
    combinations, needed = count(db, _found(name)), columns
    for column in reversed(columns):
        fewer = tuple(one for one in needed if one != column)
        if (_distinct(db, name, _listed(fewer)) if fewer else 1) == combinations:
            needed = fewer
    return needed


def _pays(db: duckdb.DuckDBPyConnection, group: Group, rows: int) -> bool:
    return count(db, group.found) * PAYS <= rows


def _distinct(db: duckdb.DuckDBPyConnection, name: str, what: str) -> int:
    return count(db, f"(select distinct {what} from {_found(name)})")


def _runs(model: Model, group_of: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """The columns of the mart's order in runs of one group; those of none stand under an empty name."""
    runs = groupby(model.order_by, key=lambda column: group_of.get(column, ""))
    return [(name, tuple(columns)) for name, columns in runs]


def _order(db: duckdb.DuckDBPyConnection, runs: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """The terms by which rows are sorted: ranks that follow one another are one number, which sorts faster than two."""
    term, numbers = "", 1
    for group, run in runs:
        more = count(db, _found(group)) + 1 if group else 1
        if term and (not group or numbers * more >= LARGEST):
            yield term
            term, numbers = "", 1
        if not group:
            yield from map(named, run)
            continue
        rank = f"{named(_rank(run))}::bigint"
        term, numbers = f"({term} * {more} + {rank})" if term else rank, numbers * more
    if term:
        yield term


def _rank(run: Sequence[str]) -> str:
    return f"rank by {', '.join(run)}"


def _found(name: str) -> str:
    return f'temp."combinations of {name}"'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(named, columns))
