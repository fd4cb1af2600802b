"""`cchc why TARGET_ID [UNIT]`: how one published status came about, in words.

What belongs here: finding the row in the published file and printing. What does not: the words (publishing/why.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    import duckdb

_FIND = """
    select * from {mart}
    where (target_id = ? or starts_with(target_id, ?))
        and (? is null or unit_id = ? or unit_name_vi = ? or starts_with(unit_id, ? || '-'))
        and (? is null or year = ?)
    order by (target_id = ?) desc, (basis = 'own') desc, sort_vi, target_id, unit_id, year
"""
_SHOWN = 12


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(why)


@click.command()
@click.argument("target_id")
@click.argument("unit", required=False)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Language of the answer.")
@click.option("--year", type=int, default=None, help="The row of this year instead of the latest one.")
def why(target_id: str, unit: str | None, lang: str, year: int | None) -> None:
    """Explain one status: sentence, rule, base, path, figure, cell, formula, result.

    TARGET_ID may be its first characters; UNIT is an id or a name as printed, by default the unit that promised.
    """
    from pipelines.publishing.why import explain

    with _published() as db:
        rows = _rows(db, target_id, unit, year)
        terms = _terms(db)
    row = _chosen(rows, target_id)
    lines = explain(row, terms, "en" if lang == "en" else "vi")
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        click.echo(f"{label:{width}}  {text}" if label else text)


def _published() -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        database = Settings.from_env().marts / "current.duckdb"
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    return duckdb.connect(str(database), read_only=True)


def _rows(db: duckdb.DuckDBPyConnection, target_id: str, unit: str | None, year: int | None) -> list[dict[str, Any]]:
    mart = "mart_gap_latest" if year is None else "mart_gap_to_target"
    values = [target_id, target_id, unit, unit, unit, unit, year, year, target_id]
    cursor = db.execute(_FIND.format(mart=mart), values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _terms(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    rows = db.execute("select term_list, term_code, name_vi, name_en from dim_term").fetchall()
    return {(kind, code): {"vi": vi, "en": en} for kind, code, vi, en in rows}


def _chosen(rows: list[dict[str, Any]], target_id: str) -> dict[str, Any]:
    if not rows:
        raise click.ClickException(f"no published row of a target {target_id!r} (see mart_gap_latest.target_id)")
    exact = [row for row in rows if row["target_id"] == target_id] or rows
    targets = {row["target_id"] for row in exact}
    own = [row for row in exact if row["basis"] == "own"] or exact
    if len(targets) > 1 or (len(own) > 1 and len({row["unit_id"] for row in own}) > 1):
        found = "\n".join(f"  {row['target_id']}  {row['unit_id']}  {row['quote'][:60]}" for row in exact[:_SHOWN])
        raise click.ClickException(f"{len(exact)} rows fit; say which target and unit:\n{found}")
    return own[0]
