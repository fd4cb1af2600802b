"""`cchc review`: what needs a person, and a person's decisions.

What belongs here: arguments, printing. What does not: which statements there are and where decisions are kept
(review.py), what may be decided (plans/decisions.py), the words (decide_words.yml).
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.in_vietnamese import error_said
from pipelines.language import language, place_said
from pipelines.settings import Settings
from pipelines.terminal import echo, json_line
from pipelines.vietnamese import squeeze
from pipelines.wording import counted
from pipelines.yaml_files import Texts, read_yaml

if TYPE_CHECKING:
    from pipelines.review import Statement

_CANDIDATES = 3


def register(group: click.Group) -> None:
    """Add this module's command to a group."""
    group.add_command(review)


@click.command()
@click.option("--all", "everything", is_flag=True, help="List the sure and the decided statements too.")
@click.option("--decide", metavar="KEY", help="Decide on this statement: its key, or the first characters of it.")
@click.option("--undo", metavar="KEY", help="Take back what was decided on this statement.")
@click.option("--document", metavar="NUMBER", help="Document number or file of the statement.")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A field to set, e.g. indicator_code=sipas_index, year=2025; «none» empties it.",
)
@click.option("--is-a-target", is_flag=True, help="The number is a target that was not read as one.")
@click.option("--not-a-target", is_flag=True, help="The statement is no target.")
@click.option("--is-a-result", is_flag=True, help="The number told in a report is a figure of its unit and period.")
@click.option("--not-a-result", is_flag=True, help="The number told in a report is no such figure.")
@click.option("--by", "decided_by", default="", help="Who decides.")
@click.option("--note", default="", help="Why.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", help="How to print.")
def review(
    everything: bool,
    decide: str | None,
    undo: str | None,
    document: str | None,
    fields: tuple[str, ...],
    is_a_target: bool,
    not_a_target: bool,
    is_a_result: bool,
    not_a_result: bool,
    decided_by: str,
    note: str,
    form: str,
) -> None:
    """List statements that need a person, or record a decision in raw/reference/target_decisions.csv."""
    from pipelines.review import ReviewError, statements_of

    settings = _settings()
    if decide and undo:
        raise click.UsageError("--decide and --undo exclude each other")
    said = {
        "is_a_target": is_a_target,
        "not_a_target": not_a_target,
        "is_a_result": is_a_result,
        "not_a_result": not_a_result,
    }
    if not decide and (fields or any(said.values())):
        raise click.UsageError("say which statement: --decide KEY (`cchc review` lists the keys)")
    decisions = _decisions(fields, {name for name, chosen in said.items() if chosen}) if decide else {}
    statements, unread = statements_of(settings)
    for line in unread:
        echo(_text("not_read", why=error_said(line, language())), err=True)
    try:
        if decide:
            _decide(settings, statements, decide, document, decisions, decided_by, note)
        elif undo:
            _undo(settings, statements, undo, document)
        else:
            listed = [s for s in statements if everything or s.is_open]
            _list([s for s in listed if document in (None, s.document, s.source_file)], form, everything)
    except ReviewError as error:
        raise click.ClickException(str(error)) from error


def _settings() -> Settings:
    settings = Settings.from_env()
    if not (settings.raw / "plans").is_dir():
        raise click.ClickException(f"{settings.raw / 'plans'}: no such folder; CCHC_DATA must hold raw/plans")
    return settings


def _decide(
    settings: Settings,
    statements: Sequence[Statement],
    key: str,
    document: str | None,
    decisions: dict[str, str],
    decided_by: str,
    note: str,
) -> None:
    from pipelines.plans.decisions import ABOUT_RESULTS, IS_A_TARGET, NOT_A_TARGET
    from pipelines.review import find_statement, record

    statement = find_statement(statements, key, document)
    if statement.why == "unread_number" and not {IS_A_TARGET, NOT_A_TARGET} & (
        set(decisions) | set(statement.decisions)
    ):
        raise click.UsageError("this number was not read as a target: add --is-a-target, or say --not-a-target")
    if statement.why == "told_unsure" and not set(ABOUT_RESULTS) & (set(decisions) | set(statement.decisions)):
        raise click.UsageError("this number is told in a report: add --is-a-result, or say --not-a-result")
    before = {name: value for name, value in statement.decisions.items() if name in decisions}
    path = record(settings.raw, statement, decisions, decided_by=decided_by, decided_on=_today(), note=note)
    _say(statement, "", brief=True)
    for name, value in decisions.items():
        was = _text("was", value=before[name] or _text("none")) if name in before else ""
        echo(f"  {name} = {value or _text('none')}{was}")
    echo(_text("written", decisions=counted(len(decisions), "decision", language()), path=path))


def _undo(settings: Settings, statements: Sequence[Statement], key: str, document: str | None) -> None:
    from pipelines.review import ReviewError, find_statement, withdraw, withdraw_key

    try:
        statement = find_statement([s for s in statements if s.decisions], key, document)
        taken = withdraw(settings.raw, statement)
    except ReviewError:
        statement, taken = None, withdraw_key(settings.raw, key)
    if not taken:
        find_statement(statements, key, document)
        raise click.ClickException(f"nothing was decided on {key}")
    if statement:
        _say(statement, "", brief=True)
    echo(_text("taken", decisions=counted(taken, "decision", language())))


def _decisions(fields: tuple[str, ...], said: set[str]) -> dict[str, str]:
    from pipelines.plans.decisions import DecisionError, checked_value, field_name

    alone = next((name for name in sorted(said) if name.startswith("not_")), None)
    if len(said) > 1 or (alone and fields):
        raise click.UsageError(f"--{(alone or sorted(said)[0]).replace('_', '-')} stands alone")
    decisions = dict.fromkeys(sorted(said), "true")
    for item in fields:
        name, mark, value = item.partition("=")
        if not mark or not value.strip():
            raise click.UsageError(f"found {item!r}, expected FIELD=VALUE; FIELD=none empties a field")
        try:
            name = field_name(name)
            value = _code_of(value.strip()) if name == "indicator_code" else value
            decisions[name] = checked_value(name, value)
        except DecisionError as error:
            raise click.UsageError(f"nothing was written: {error}") from error
    if not decisions:
        raise click.UsageError(
            "nothing to decide: give --set FIELD=VALUE, --is-a-target or --not-a-target (of a report: -result)"
        )
    return decisions


def _code_of(name: str) -> str:
    """The code of an indicator given by its full name or an alias; what was given where none is known."""
    from pipelines.reference.indicators import IndicatorCatalogue
    from pipelines.reference.overrides import read_overrides

    known = IndicatorCatalogue.of(read_overrides(_settings().raw).indicator_aliases).resolve(name)
    return known.code if known else name


def _list(statements: Sequence[Statement], form: str, everything: bool) -> None:
    if form == "jsonl":
        for statement in statements:
            click.echo(json_line(statement.as_row()))
        return
    for statement in statements:
        _say(statement, _text(statement.why or "read_as", indicator=statement.indicator_code))
        click.echo()
    click.echo(_text("all" if everything else "open", statements=counted(len(statements), "statement", language())))
    if statements:
        click.echo(_text("how"))


def _say(statement: Statement, why: str, brief: bool = False) -> None:
    width = max(shutil.get_terminal_size((80, 24)).columns, 60)
    echo(f"{statement.statement_key}  «{statement.number_text}»  {why}".rstrip())
    number = "" if statement.document == statement.source_file else f"  {statement.document}"
    echo(f"    {statement.source_file} ({place_said(statement.locator, language())}){number}")
    quote = squeeze(statement.quote)
    echo(textwrap.fill(quote, width, initial_indent="    ", subsequent_indent="    "))
    for candidate in () if brief else statement.candidates[:_CANDIDATES]:
        line = f"{candidate['score']:5.1f}  {candidate['code']}: {candidate['name']}"
        echo(f"    {textwrap.shorten(line, width - 4, placeholder=' …')}")
    if statement.decisions and not brief:
        made = ", ".join(f"{name} = {value or _text('none')}" for name, value in statement.decisions.items())
        echo(textwrap.fill(_text("decided", made=made), width, initial_indent="    ", subsequent_indent="    "))


def _text(key: str, **filled: object) -> str:
    """A text of decide_words.yml with its places filled."""
    return _texts()[key][language()].format(**filled)


@cache
def _texts() -> Texts:
    return read_yaml(Path(__file__).with_name("decide_words.yml"), Texts)


def _today() -> str:
    from datetime import date

    return date.today().isoformat()
