"""Which columns a column of a dbt model is computed from, read off its compiled SQL. Pure: SQL and names only.

What belongs here: walking one statement, keeping what was found for as long as the project's SQL stays the same. What
does not: dbt's own files (dbt_runner.py), Dagster's form of it (assets/dbt_events.py).

Counted are columns whose values go into a column, through common table expressions, unions and subqueries; columns
that only choose rows (joins, filters, groups) are not. sqlglot's own `lineage` gives the same and takes 45 s for this
project, because it walks a chain of expressions anew for every column; here each is walked once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

DIALECT = "duckdb"
# A table as «schema.name», and a column of it.
Origin = tuple[str, str]
Lineage = dict[str, list[Origin]]


@dataclass(frozen=True)
class Statement:
    """One model: its name, its compiled SQL, and the columns of the tables that the SQL reads, as «schema.name»."""

    name: str
    sql: str
    tables: Mapping[str, Sequence[str]]


def origins_of(sql: str, tables: Mapping[str, Sequence[str]]) -> Lineage:
    """The columns that each column of one SELECT comes from, in the order of its columns.

    Args:
        sql: one statement in DuckDB's dialect; its tables are written «schema.name» (a database before it is ignored).
        tables: the columns of those tables, which `select *` stands for.

    Raises:
        sqlglot.errors.SqlglotError: the SQL can't be read, or names a column that no table has.
    """
    tree = qualify(
        _without_database(parse_one(sql, dialect=DIALECT)),
        schema=_schema(tables),
        dialect=DIALECT,
        validate_qualify_columns=False,
        identify=False,
    )
    root = build_scope(tree)
    if root is None or not isinstance(tree, exp.Query):
        return {}
    walk = _Walk(root)
    return {name: sorted(walk.origins(root, place)) for place, name in enumerate(tree.named_selects)}


def cached_origins(statements: Iterable[Statement], place: Path, key: str) -> dict[str, Lineage]:
    """`origins_of` for each model by its name, computed once for a key; a model whose SQL can't be read has none.

    Args:
        statements: the models wanted.
        place: the file that keeps what was computed; where it can't be written, it is computed again.
        key: changes with everything that decides the SQL.
    """
    kept, wanted = _kept(place, key), {one.name: one for one in statements}
    missing = [one for name, one in wanted.items() if name not in kept]
    for one in missing:
        try:
            kept[one.name] = origins_of(one.sql, one.tables)
        except SqlglotError:
            kept[one.name] = {}
    if missing:
        _keep(place, key, kept)
    return {name: kept[name] for name in wanted}


class _Walk:
    """The origins of columns in the scopes of one statement, each found once."""

    def __init__(self, root: Scope) -> None:
        self._found: dict[tuple[int, int], frozenset[Origin]] = {}
        self._owners = {id(scope.expression): scope for scope in root.traverse()}

    def origins(self, scope: Scope, place: int) -> frozenset[Origin]:
        """The origins of the column at a place of a scope's SELECT."""
        key = (id(scope), place)
        if key not in self._found:
            self._found[key] = frozenset()  # a recursive expression adds nothing by reading itself
            self._found[key] = frozenset(self._walked(scope, place))
        return self._found[key]

    def _walked(self, scope: Scope, place: int) -> Iterable[Origin]:
        if scope.set_operation_scopes:
            return [one for branch in scope.set_operation_scopes for one in self.origins(branch, place)]
        selects = _query(scope).selects
        if place >= len(selects):
            return []
        columns = (one for one in selects[place].find_all(exp.Column) if _is_value(one, selects[place]))
        return [one for column in columns for one in self._of_column(column, scope)]

    def _of_column(self, column: exp.Column, scope: Scope) -> Iterable[Origin]:
        source = self._source(column, scope)
        if isinstance(source, exp.Table):
            return [(f"{source.db}.{source.name}", column.name)] if source.db else []
        if not isinstance(source, Scope):
            return []
        names = _query(source).named_selects
        return self.origins(source, names.index(column.name)) if column.name in names else []

    def _source(self, column: exp.Column, scope: Scope) -> object:
        """What the column's table is: looked for in the SELECT around it, then in those around that one."""
        around = column.parent_select
        while around is not None and around is not scope.expression:
            inner = self._owners.get(id(around))
            if inner is not None and column.table in inner.sources:
                return inner.sources[column.table]
            around = around.parent_select
        return scope.sources.get(column.table)


def _query(scope: Scope) -> exp.Query:
    return cast("exp.Query", scope.expression)


def _is_value(column: exp.Column, select: exp.Expr) -> bool:
    """Whether a column below an item of a SELECT gives its value, and does not only choose rows of a subquery."""
    node: exp.Expr | None = column
    while node is not None and node is not select:
        if isinstance(node.parent, exp.Select) and node.arg_key != "expressions":
            return False
        node = node.parent
    return True


def _without_database(tree: exp.Expr) -> exp.Expr:
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    return tree


def _schema(tables: Mapping[str, Sequence[str]]) -> dict[str, object]:
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for full, columns in tables.items():
        schema, _, name = full.partition(".")
        nested.setdefault(schema, {})[name] = dict.fromkeys(columns, "varchar")  # types decide nothing here
    return {**nested}


def _kept(place: Path, key: str) -> dict[str, Lineage]:
    try:
        content: Any = json.loads(place.read_text(encoding="utf-8"))
        if content["key"] != key:
            return {}
        return {
            model: {column: [(table, name) for table, name in found] for column, found in columns.items()}
            for model, columns in content["models"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(place: Path, key: str, models: Mapping[str, Lineage]) -> None:
    with suppress(OSError):
        scratch = place.with_name(f".{place.name}.{os.getpid()}")
        scratch.write_text(json.dumps({"key": key, "models": models}), encoding="utf-8")
        scratch.replace(place)
