"""`cchc targets | tasks | explain`: the plan reader for people.

What belongs here: arguments and printing. What does not: reading plans (plans room), decisions on them (cli_review).
Reading one plan must answer within a second: no dagster, dbt, pandera or polars on that path, imports inside commands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

_FILE = click.Path(path_type=Path)
_TASK_COLUMNS = ("ordinal", "task_no", "area", "task", "output", "lead", "timing", "due_date")


def register(group: click.Group) -> None:
    """Add the plan reader's commands to a group."""
    for command in (targets, tasks, explain):
        group.add_command(command)


_format = click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", help="How to print.")


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_format
def targets(files: tuple[Path, ...], form: str) -> None:
    """Read plan files and print the numbers they promise; writes nothing, needs no database."""
    from pipelines.plans.reader import targets_of

    failed = False
    for path in files:
        try:
            rows, _ = targets_of(_existing(path))
        except ValueError as error:
            click.echo(f"{path}: {error}", err=True)
            failed = True
            continue
        if form == "jsonl":
            _print(rows, form, (), "")
        else:
            _print_targets(rows, f"{path.name}: {len(rows)} numbers promised")
    if failed:
        raise SystemExit(1)


@click.command()
@click.argument("file", type=_FILE)
@_format
def tasks(file: Path, form: str) -> None:
    """Read a plan file and print the tasks of its annex."""
    from pipelines.plans.reader import tasks_of

    try:
        rows = tasks_of(_existing(file))
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from error
    _print(rows, form, _TASK_COLUMNS, f"{file.name}: {len(rows)} tasks")


@click.command()
@click.argument("place", metavar="FILE:OFFSET")
def explain(place: str) -> None:
    """Say why the number at FILE:OFFSET was read as it was, or why not."""
    from pipelines.plans.explain import explain_at

    name, _, offset = place.rpartition(":")
    if not name or not offset.isdigit():
        raise click.UsageError(f"found {place!r}, expected FILE:OFFSET such as plan.txt:3218")
    try:
        click.echo(explain_at(_existing(Path(name)), int(offset)))
    except ValueError as error:
        raise click.ClickException(f"{name}: {error}") from error


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise click.ClickException(f"{path}: no such file")
    return path


def _print(rows: Iterable[Mapping[str, Any]], form: str, columns: tuple[str, ...], title: str) -> None:
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold" if column in ("quote", "task", "output", "candidates") else "ellipsis")
    for row in rows:
        table.add_row(*("" if row.get(column) is None else str(row[column]) for column in columns))
    Console().print(table, markup=False)


def _print_targets(rows: Sequence[Mapping[str, Any]], title: str) -> None:
    """One promise a row in as few columns as a person needs; every field stands in --format jsonl."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_lines=True)
    for name in ("at", "promised", "by", "level"):
        table.add_column(name, no_wrap=True)
    table.add_column("sentence, and the indicator it is about", ratio=1)
    for row in rows:
        about = row["indicator"] or "no indicator is sure: see `cchc review`"
        repeat = " (said before)" if row["repeat_of"] is not None else ""
        sentence = " ".join(str(row["quote"]).split())
        table.add_row(
            str(row["number_start"]),
            _promise(row),
            str(row["year"] or "-"),
            row["level"] or "-",
            f"{sentence}\n→ {about}{repeat}",
        )
    Console().print(table, markup=False)


def _promise(row: Mapping[str, Any]) -> str:
    """«>= 80 %», «25 - 35 %», «reduction >= 10 % from 2021» over at most three lines."""
    number = f"{row['value']:g}" if row["value_high"] is None else f"{row['value']:g} - {row['value_high']:g}"
    unit = "%" if row["unit"] == "percent" else str(row["unit"]).replace("_", "\n", 1).replace("_", " ")
    sign = "" if row["op"] == "range" else f"{row['op']} "
    kind = "" if row["kind"] == "level" else f"{str(row['kind']).replace('_', ' ')}\n"
    base = f"\nfrom {row['baseline_year']}" if row["baseline_year"] else ""
    return f"{kind}{sign}{number} {unit}{base}"
