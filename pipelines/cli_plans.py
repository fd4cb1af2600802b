"""`cchc targets | tasks | explain | review`: the plan reader for people.

What belongs here: arguments, printing, writing a reviewer's decision. What does not: reading plans (plans room).
Reading one plan must answer within a second: no dagster, dbt, pandera or polars on that path, imports inside commands.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

DECISION_COLUMNS = ("document_number", "statement_key", "field", "value", "decided_by", "decided_on", "note")
_FILE = click.Path(path_type=Path)
_TASK_COLUMNS = ("ordinal", "task_no", "area", "task", "output", "lead", "timing", "due_date")


def register(group: click.Group) -> None:
    """Add the plan reader's commands to a group."""
    for command in (targets, tasks, explain, review):
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


@click.command()
@click.option("--decide", metavar="KEY", help="Statement key the decision is about (from the list).")
@click.option("--document", metavar="NUMBER", help="Document number or key of the statement.")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A field to set, e.g. indicator_code=sipas_index, year=2025.",
)
@click.option("--not-a-target", is_flag=True, help="The statement is no target.")
@click.option("--by", "decided_by", default="", help="Who decides.")
@click.option("--note", default="", help="Why.")
@_format
def review(
    decide: str | None,
    document: str | None,
    fields: tuple[str, ...],
    not_a_target: bool,
    decided_by: str,
    note: str,
    form: str,
) -> None:
    """List statements that need a person, or record a decision in raw/reference/target_decisions.csv."""
    from pipelines.settings import Settings

    settings = Settings.from_env()
    if decide is None:
        rows = _open_statements(settings.raw)
        _print(
            rows,
            form,
            ("document", "statement_key", "locator", "number_text", "quote", "candidates"),
            f"{len(rows)} statements to review",
        )
        return
    rows = [row for row in _open_statements(settings.raw, everything=True) if row["statement_key"] == decide
            and (document is None or row["document"] == document)]  # fmt: skip
    if not rows:
        raise click.ClickException(f"no statement {decide} in {settings.raw / 'plans'}; `cchc review` lists the keys")
    decisions = _decisions(fields, not_a_target)
    target = settings.raw / "reference" / "target_decisions.csv"
    _append(target, [{"document_number": rows[0]["document"], "statement_key": decide, "field": field, "value": value,
                      "decided_by": decided_by, "decided_on": _today(), "note": note} for field, value in decisions])  # fmt: skip  # noqa: E501
    click.echo(f"{len(decisions)} decision(s) written to {target}; they hold from the next run on")


def _decisions(fields: tuple[str, ...], not_a_target: bool) -> list[tuple[str, str]]:
    from pipelines.plans.decisions import DECIDABLE, NOT_A_TARGET

    decisions = [(NOT_A_TARGET, "true")] if not_a_target else []
    for item in fields:
        name, mark, value = item.partition("=")
        name = "indicator_code" if name == "indicator" else name
        if not mark or name not in DECIDABLE:
            raise click.UsageError(f"found {item!r}, expected FIELD=VALUE with FIELD one of {', '.join(DECIDABLE)}")
        decisions.append((name, value))
    if not decisions:
        raise click.UsageError("nothing to decide: give --set FIELD=VALUE or --not-a-target")
    return decisions


def _open_statements(raw: Path, everything: bool = False) -> list[dict[str, Any]]:
    """Statements of all plans that no decision has settled: no indicator, or a reading a person should look at."""
    from pipelines.inputs import find_inputs
    from pipelines.plans.reader import default_catalogue, read_plan

    decided = read_decisions(raw)
    rows: list[dict[str, Any]] = []
    for item in find_inputs(raw, "plan")[0]:
        reading = read_plan(item.path, raw, None, default_catalogue(), decisions=decided)
        number = reading.document.get("document_number") or reading.document.get("source_file")
        for mention in reading.mentions:
            is_open = (
                mention["indicator_code"] is None
                and mention["repeat_of_mention_id"] is None
                and "decided" not in mention["flags"]
            )
            if everything or is_open:
                rows.append(
                    {
                        "document": number,
                        **{
                            key: mention[key]
                            for key in ("statement_key", "locator", "number_text", "quote", "candidates")
                        },
                    }
                )
    return rows


def read_decisions(raw: Path) -> list[dict[str, Any]]:
    """Rows of the world's target_decisions.csv; none where there is no file."""
    path = raw / "reference" / "target_decisions.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


def _append(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists() or path.stat().st_size == 0
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, DECISION_COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerows(rows)


def _today() -> str:
    from datetime import date

    return date.today().isoformat()


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
