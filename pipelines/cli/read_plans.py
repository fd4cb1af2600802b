"""`cchc targets | tasks | explain`: the plan reader for people.

What belongs here: arguments and JSON. What does not: reading plans (plans room), tables (plan_tables.py), decisions on
plans (decide.py).
Reading one plan must answer within a second: no dagster, dbt, pandera or polars on that path, imports inside commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from pipelines.language import language, place_meant

_FILE = click.Path(path_type=Path)
_SAVE_OR_UNPACK = "open it in Word and save it as .docx, unpack an archive, or put figures (.xlsx, .csv) into raw/kpi"


def register(group: click.Group) -> None:
    """Add the plan reader's commands to a group."""
    for command in (targets, tasks, explain):
        group.add_command(command)


_format = click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", help="How to print.")


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_format
def targets(files: tuple[Path, ...], form: str) -> None:
    """Read plan files (or all in a folder) and print the numbers they promise; writes nothing, needs no database."""
    answers = _answers(files)
    from pipelines.cli.plan_tables import print_targets
    from pipelines.terminal import echo

    failed = False
    for path, answer in answers:
        if isinstance(answer, str):
            from pipelines.cli.in_vietnamese import error_said

            echo(error_said(answer, language()), err=True)
            failed = True
            continue
        rows, notes = answer
        if form == "jsonl":
            _print_json(rows)
        else:
            print_targets(rows, f"{path.name}: {_promised(rows)}", language())
        for note in notes:
            echo(f"{path.name}: {note}", err=True)
    if failed:
        raise SystemExit(1)


@click.command()
@click.argument("file", type=_FILE)
@_format
def tasks(file: Path, form: str) -> None:
    """Read a plan file and print the tasks of its annex."""
    rows = _answer("tasks", _plan_file(file))
    from pipelines.cli.plan_tables import print_tasks
    from pipelines.wording import counted

    if form == "jsonl":
        _print_json(rows)
    else:
        print_tasks(rows, f"{file.name}: {counted(len(rows), 'task', language())}", language())


@click.command()
@click.argument("place", nargs=-1, required=True, metavar="FILE:PLACE")
def explain(place: tuple[str, ...]) -> None:
    """Say why the number at FILE:PLACE was read as it was, or why not.

    PLACE is an offset (plan.txt:3218) or a locator as summary and marts print it: "plan.pdf (page 2, offset 1367)",
    plan.pdf:"page 2":1367, "plan.pdf (trang 2, vị trí 1367)". FILE may be named as the marts name it, below raw.
    """
    path, where = _file_and_place(" ".join(place))
    from pipelines.terminal import echo

    echo(_answer("explain", path, where))


def _answer(question: str, path: Path, *more: object) -> Any:
    from pipelines.plan_answers import Question, Unanswered, ask

    (answer,) = ask([Question(question, path.absolute(), more)])
    if isinstance(answer, Unanswered):
        raise click.ClickException(f"{path}: {answer.reason}")
    return answer


def _answers(files: Sequence[Path]) -> Iterator[tuple[Path, Any]]:
    """Each plan with its rows and notes, or with the line that says why there are none; reading begins now."""
    from pipelines.plan_answers import Question, ask

    paths = [(path, _refusal(path)) for path in _plan_files(files)]
    answers = ask([Question("targets", path.absolute()) for path, refusal in paths if not refusal])
    return _paired(paths, answers)


def _paired(paths: Sequence[tuple[Path, str]], answers: Iterator[object]) -> Iterator[tuple[Path, Any]]:
    from pipelines.plan_answers import Unanswered

    for path, refusal in paths:
        answer = refusal or next(answers)
        yield path, f"{path}: {answer.reason}" if isinstance(answer, Unanswered) else answer


def _refusal(path: Path) -> str:
    """Why a path is no plan; empty where it is one."""
    try:
        _plan_file(path)
    except click.ClickException as error:
        return str(error)
    return ""


def _file_and_place(text: str) -> tuple[Path, str]:
    """The file that a text begins with, and what follows it without brackets, colons and quotes."""
    raw = _raw()
    for mark in (at for at, letter in enumerate(text) if letter in ": "):
        name, where = text[:mark], text[mark:].strip(' :()"')
        for path in (Path(name), raw / name):
            if where and _is_file(path):
                return _plan_file(path), place_meant(where)
    if _is_file(Path(text)):
        raise click.UsageError(f"found {text!r}, expected FILE:PLACE such as {text}:3218")
    if ":" not in text and "(" not in text:
        raise click.UsageError(f"found {text!r}, expected FILE:PLACE such as plan.txt:3218")
    raise click.ClickException(f"{text}: no such file, neither here nor below raw")


def _raw() -> Path:
    from pipelines.settings import Settings

    return Settings.from_env().raw


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system
        return False


def _plan_file(path: Path) -> Path:
    """The file, when it is there and its ending is one that plans are read from."""
    from pipelines.inputs import FORMATS

    if path.is_dir():
        raise click.ClickException(f"{path}: a folder, expected one plan file")
    if not _is_file(path):
        raise click.ClickException(f"{path}: no such file")
    if path.suffix.lower().lstrip(".") not in FORMATS["plan"]:
        endings = ", ".join(f".{ending}" for ending in sorted(FORMATS["plan"]))
        found = path.suffix or "no ending"
        raise click.ClickException(f"{path}: found {found}, expected a plan: {endings}; {_SAVE_OR_UNPACK}")
    return path


def _plan_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files given, and in place of a folder the plans in it (no README, no sidecar), each folder in order.

    Raises:
        click.ClickException: a folder holds no plan.
    """
    from pipelines.inputs import FORMATS

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(
            item
            for item in path.rglob("*")
            if item.is_file() and item.suffix.lower().lstrip(".") in FORMATS["plan"] and item.stem.upper() != "README"
        )
        if not found:
            raise click.ClickException(f"{path}: no plan in this folder")
        yield from found


def _print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    from pipelines.terminal import json_line

    for row in rows:
        click.echo(json_line(row))


def _promised(rows: Sequence[Mapping[str, Any]]) -> str:
    from pipelines.wording import promised

    repeats = sum(row["repeat_of"] is not None for row in rows)
    return promised(len(rows), len(rows) - repeats, language())
