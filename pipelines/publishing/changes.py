"""What a build changed against the one published before it: inputs, columns, rows, verdicts.

What belongs here: comparing two databases that hold the same marts, as rows of `mart_build_diff`. What does not: words
(changes_said.py), when a build is written (build.py).

Grain: one row per change. A verdict stands in a row of its own; rows of all other marts are counted, because «12,000
rows changed» is what a person wants to know of them. A mart with more rows than ROWS_COMPARED is told by its row
counts alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing.dictionary import Dictionary
from pipelines.publishing.fingerprint import Fingerprint
from pipelines.publishing.layout import DATABASE, MANIFEST
from pipelines.publishing.sql_text import count, quoted

if TYPE_CHECKING:
    import duckdb

DIFF = "mart_build_diff"
VERDICTS = "mart_gap_latest"
ROWS_COMPARED = 2_000_000
Counts = dict[str, int]


@dataclass(frozen=True, order=True)
class Change:
    """One row of mart_build_diff."""

    change_kind: str
    table_name: str = ""
    row_key: str = ""
    old_value: str | None = None
    new_value: str | None = None
    status_before: str | None = None
    status_after: str | None = None


def find_changes(
    db: duckdb.DuckDBPyConnection, words: Dictionary, identity: Fingerprint, before: Path | None
) -> list[Change]:
    """What the marts in the catalog `published` changed against those of the build `before`, in a fixed order.

    Args:
        db: a connection with the new marts attached as `published`.
        words: the marts, their keys and columns.
        identity: as-of date, code and inputs of the new build.
        before: the folder of the build to compare with; None where there is none.
    """
    if before is None:
        return []
    old = json.loads((before / MANIFEST).read_text(encoding="utf-8"))
    found = [*_of_identity(old, identity), *_of_inputs(old, identity)]
    db.execute(f"attach {quoted(before / DATABASE)} as before (read_only)")
    try:
        columns = {catalog: _columns(db, catalog) for catalog in ("before", "published")}
        for name in words.made_by_dbt:
            found += _of_table(db, words, name, columns["before"].get(name), columns["published"][name])
    finally:
        db.execute("detach before")
    return sorted(found, key=lambda one: (one.change_kind, one.table_name, one.row_key))


def _of_identity(old: Mapping[str, Any], new: Fingerprint) -> Iterator[Change]:
    facts = {"as_of": new.as_of.isoformat(), "code_version": new.code_version}
    for name, value in facts.items():
        if old.get(name) != value:
            yield Change("parameter_changed", row_key=name, old_value=str(old.get(name)), new_value=value)


def _of_inputs(old: Mapping[str, Any], new: Fingerprint) -> Iterator[Change]:
    gone = {one["file"]: (one["sha256"], one["sidecar_sha256"] or "") for one in old["inputs"]}
    come = {name: (own, side) for name, own, side in new.inputs}
    for name in sorted(gone | come):
        was, now = gone.get(name), come.get(name)
        if was != now:
            kind = "input_added" if was is None else "input_gone" if now is None else "input_changed"
            yield Change(kind, row_key=name, old_value=was and was[0], new_value=now and now[0])


Columns = dict[str, str]


def _columns(db: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, Columns]:
    rows = db.execute(
        """
        select table_name, column_name, data_type from duckdb_columns()
        where database_name = ? and schema_name = 'main'
        """,
        [catalog],
    ).fetchall()
    found: dict[str, Columns] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def _of_table(
    db: duckdb.DuckDBPyConnection, words: Dictionary, name: str, old: Columns | None, new: Columns
) -> Iterator[Change]:
    if old is None:
        yield Change("table_added", name, new_value=str(count(db, f"published.{name}")))
        return
    yield from _of_columns(name, old, new)
    key = words.models[name].key
    if not set(key) <= set(old):
        return
    was, now = count(db, f"before.{name}"), count(db, f"published.{name}")
    if max(was, now) > ROWS_COMPARED:
        if was != now:
            yield Change("row_count_changed", name, old_value=str(was), new_value=str(now))
        return
    common = [column for column in new if column in old]
    yield from _of_rows(db, name, key, common)
    if name == VERDICTS:
        yield from _of_verdicts(db, key, "is_counted" if "is_counted" in common else "true")


def _of_columns(name: str, old: Columns, new: Columns) -> Iterator[Change]:
    for column in sorted(old | new):
        was, now = old.get(column), new.get(column)
        if was != now:
            kind = "column_added" if was is None else "column_gone" if now is None else "column_changed"
            yield Change(kind, name, column, was, now)


def _of_rows(db: duckdb.DuckDBPyConnection, name: str, key: tuple[str, ...], columns: list[str]) -> Iterator[Change]:
    keys = ", ".join(f'"{column}"' for column in key)
    fields = ", ".join(f'"{column}" := "{column}"' for column in columns)
    row = f"hash(struct_pack({fields})) as row_hash"
    counted = db.execute(
        f"""
        select
            count(*) filter (o.row_hash is null) as rows_added,
            count(*) filter (n.row_hash is null) as rows_gone,
            count(*) filter (o.row_hash <> n.row_hash) as rows_changed
        from (select {keys}, {row} from before."{name}") as o
        full join (select {keys}, {row} from published."{name}") as n using ({keys})
        """
    ).fetchone()
    for kind, number in zip(("rows_added", "rows_gone", "rows_changed"), counted or (), strict=False):
        if number:
            yield Change(kind, name, new_value=str(number))


def _of_verdicts(db: duckdb.DuckDBPyConnection, key: tuple[str, ...], counts: str) -> Iterator[Change]:
    """Verdicts of promises that count; a benchmark's stand with the rows that are counted."""
    columns = f"status, actual::varchar as actual_text, {counts} as counts"
    keys = ", ".join(f'"{column}"' for column in key)
    rows = db.execute(
        f"""
        select concat_ws(' ', {keys}) as row_key, o.actual_text, n.actual_text, o.status, n.status
        from (select {keys}, {columns} from before.{VERDICTS}) as o
        full join (select {keys}, {columns} from published.{VERDICTS}) as n using ({keys})
        where o.status is distinct from n.status and (o.counts or n.counts)
        """
    ).fetchall()
    for row_key, old, new, was, now in rows:
        kind = "promise_added" if was is None else "promise_gone" if now is None else "status_changed"
        yield Change(kind, VERDICTS, row_key, old, new, was, now)
