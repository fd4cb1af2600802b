"""`cchc why TARGET_ID [UNIT]`: how one published status came about, in words.

What belongs here: finding the row in the published file and printing. What does not: the words (publishing/why.py).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.first_screen import line_width
from pipelines.cli.published_marts import say_synthetic
from pipelines.language import Language, language
from pipelines.settings import Settings
from pipelines.terminal import echo
from pipelines.vietnamese import squeeze

if TYPE_CHECKING:
    import duckdb

_FIND = """
    select m.*, u.short_name_vi
    from {mart} as m
    left join dim_admin_unit as u on m.unit_id = u.unit_id
    where starts_with(m.target_id, ?)
    order by m.basis = 'own' desc, m.sort_vi, m.target_id, m.unit_id, m.year desc
"""
_SHOWN = 12
_WHO: dict[Language, str] = {"vi": "Ai đo được", "en": "Measured by"}
_NOBODY: dict[Language, str] = {
    "vi": "không biểu mẫu, bảng hay chỉ số nào in chỉ tiêu này; chỉ có trong lời văn và bảng của báo cáo (raw/reports) "
    "hoặc tệp gọn",
    "en": "no form, table or index prints this indicator; only prose and tables of reports (raw/reports) "
    "or a tidy file",
}
_SHORTEST_ID = 4


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(why)


@click.command()
@click.argument("target_id")
@click.argument("unit", required=False)
@lang_option
@click.option("--year", type=int, default=None, help="The row of this year instead of the latest one.")
def why(target_id: str, unit: str | None, lang: str | None, year: int | None) -> None:
    """Explain one status: sentence, rule, base, path, figure, cell, formula, result.

    TARGET_ID may be its first characters; UNIT is an id or a name as printed, by default the unit that promised.
    """
    from pipelines.publishing.why import explain

    if len(target_id) < _SHORTEST_ID:
        raise click.UsageError(f"found {target_id!r}, expected at least {_SHORTEST_ID} characters of a target_id")
    with _published() as db:
        rows = _rows(db, "mart_gap_latest" if year is None else "mart_gap_to_target", target_id)
        terms = _terms(db)
    row = choose(rows, target_id, unit, year)
    if row.get("is_synthetic"):
        say_synthetic(lang)
    lines = explain(row, terms, language(lang))
    lines[-1:-1] = who_measures(row, language(lang))
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        for line in _wrapped(f"{label:{width}}  " if label else "", text):
            echo(line)


def _wrapped(label: str, text: str) -> list[str]:
    """A sentence beside its label in lines of the terminal; an address stays whole, so that it can be copied."""
    return textwrap.wrap(
        text,
        line_width(),
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def who_measures(row: Mapping[str, object], language: Language) -> list[tuple[str, str]]:
    """Where no figure stands: the carriers that print the indicator, or that none does."""
    from pipelines.kpi.carriers import carriers_of
    from pipelines.reference.indicators import IndicatorCatalogue

    indicator = IndicatorCatalogue.load().get(str(row["indicator_code"] or ""))
    if row["actual_figure"] is not None or indicator is None:
        return []
    titles = [carrier.titles[language] for carrier in carriers_of(indicator)]
    return [(_WHO[language], "; ".join(titles) if titles else _NOBODY[language])]


def _published() -> duckdb.DuckDBPyConnection:
    import duckdb

    database = Settings.from_env().marts / "current.duckdb"
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    return duckdb.connect(str(database), read_only=True)


def _rows(db: duckdb.DuckDBPyConnection, mart: str, target_id: str) -> list[Mapping[str, object]]:
    cursor = db.execute(_FIND.format(mart=mart), [target_id])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _terms(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    rows = db.execute("select term_list, term_code, name_vi, name_en from dim_term").fetchall()
    return {(kind, code): {"vi": vi, "en": en} for kind, code, vi, en in rows}


def choose(
    rows: Sequence[Mapping[str, object]], target_id: str, unit: str | None, year: int | None
) -> Mapping[str, object]:
    """The one row that is asked for.

    Args:
        rows: rows of a mart whose target_id begins with what was given, own promises first.
        target_id: what was given.
        unit: an id, its beginning, or a name with or without its type and marks; None: the unit that promised.
        year: a year of the row.

    Raises:
        click.ClickException: no row or several; says which of target, unit and year fits none, and what would.
    """
    if not rows:
        raise click.ClickException(f"no published target {target_id!r} (`cchc summary` and fct_target name them)")
    fit = [row for row in rows if row["target_id"] == target_id] or list(rows)
    if len({row["target_id"] for row in fit}) > 1:
        raise click.ClickException(_several(f"{target_id!r} begins several targets; give more of it", fit))
    if unit is not None:
        fit = _of_unit(fit, unit)
    if year is not None:
        years = sorted({str(row["year"]) for row in fit})
        fit = [row for row in fit if row["year"] == year]
        if not fit:
            raise click.ClickException(f"the target has no row of {year}; it has {years[0]} to {years[-1]}")
    own = [row for row in fit if row["basis"] == "own"] or fit
    if len({row["unit_id"] for row in own}) > 1:
        raise click.ClickException(_several("the target is assessed for several units; say which", own))
    return own[0]


def _of_unit(rows: Sequence[Mapping[str, object]], unit: str) -> list[Mapping[str, object]]:
    """The rows of the unit meant: by id, by full name, by name without its type, by name without marks."""
    from pipelines.vietnamese import ascii_fold, name_key

    key = name_key(re.sub(r"^\s*tp\b\.?", "thành phố", unit, flags=re.IGNORECASE))
    for place, asked in enumerate((unit, key, key, ascii_fold(unit))):
        fit = [row for row in rows if asked in _names(row)[place]]
        if len({row["unit_id"] for row in fit}) > 1:
            raise click.ClickException(_several(f"{unit!r} names several units; give the id", fit))
        if fit:
            return fit
    raise click.ClickException(_several(f"the target is not assessed for a unit {unit!r}; it is for", rows))


def _names(row: Mapping[str, object]) -> tuple[set[str], ...]:
    """What a unit may be called, the surest first: its id, its full name, its name without type, without marks."""
    from pipelines.vietnamese import ascii_fold, name_key

    full, short = str(row["unit_name_vi"]), str(row["short_name_vi"] or "")
    ids = {str(row["unit_id"]), str(row["unit_id"]).rpartition("-")[0]}
    return ids, {name_key(full)}, {name_key(short)}, {ascii_fold(full), ascii_fold(short)}


def _several(said: str, rows: Sequence[Mapping[str, object]]) -> str:
    kinds = dict.fromkeys((row["target_id"], row["unit_id"], row["unit_name_vi"], row["quote"]) for row in rows)
    if len({target for target, *_ in kinds}) == 1:
        listed = [f"  {unit}  {name}" for _, unit, name, _ in kinds]
    else:
        listed = [f"  {target}  {unit}  {name}  «{_short(str(quote))}»" for target, unit, name, quote in kinds]
    more = [f"  … and {len(listed) - _SHOWN} more"] if len(listed) > _SHOWN else []
    return "\n".join([f"{said}:", *listed[:_SHOWN], *more])


def _short(quote: str) -> str:
    flat = squeeze(str(quote))
    return flat if len(flat) <= 50 else f"{flat[:49]}…"
