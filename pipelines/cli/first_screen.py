"""`cchc summary` and `cchc gaps`: which promises are kept, missed, open, in lines of 80 to 100 columns.

What belongs here: laying out and bounding lines, files for other programs. What does not: choosing and counting rows
(publishing/answers.py), their words (publishing/said.py), a run (run.py).
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.published_marts import published_as_of, published_mart, settings_of, short_path, tell_if_synthetic
from pipelines.language import date_said, language
from pipelines.terminal import json_text, visible
from pipelines.wording import counted

if TYPE_CHECKING:
    import polars as pl

    from pipelines.publishing.answers import Answers, Benchmark
    from pipelines.publishing.said import Row, Words
    from pipelines.settings import Settings

WIDEST, NARROWEST = 100, 80
# Columns of the tables at the widest, and what each gives up at the narrowest.
CELLS, CELLS_LESS = (20, 31, 25, 21), (3, 12, 4, 1)
ONE_LINE, ONE_LINE_LESS = (21, 25, 21, 20, 8), (4, 10, 3, 3, 0)
COUNT, MOST_OF_A_HEAD = 5, 10
NAME = 24
END = 45
# How many rows of a part the first screen holds; the line below them counts the rest and names the command.
MOST = {
    "missed": 40,
    "met": 40,
    "behind": 15,
    "on_track": 15,
    "known": 8,
    "unpublished": 4,
    "benchmarks": 8,
    "counts": 12,
    "silent": 3,
}
COLOURS = {"missed": "red", "met": "green", "behind": "yellow", "on_track": "cyan"}
STATUSES = ("missed", "met", "behind", "on_track", "no_data", "not_assessable")
# The parts of the first screen that have no verdict, asked for by name too.
PARTS = ("known", "unpublished", "unjudged")


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    group.add_command(summary)
    group.add_command(gaps)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every row, not only the first of each part.")
@lang_option
def summary(everything: bool, lang: str | None) -> None:
    """Show the answers of the published build again, without a run."""
    show(settings_of(), lang, everything=everything)


@click.command()
@click.option(
    "--status", "statuses", type=click.Choice(STATUSES + PARTS), multiple=True, help="Only these; may be repeated."
)
@click.option("--unit", default=None, help="Part of a place's name (or its id).")
@click.option("--indicator", default=None, help="Part of an indicator's name (or its code).")
@click.option("--all", "everything", is_flag=True, help="Every row, not only the first 40.")
@click.option("--json", "as_json", is_flag=True, help="All rows as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="All rows as CSV.")
@lang_option
def gaps(
    statuses: tuple[str, ...],
    unit: str | None,
    indicator: str | None,
    everything: bool,
    as_json: bool,
    as_csv: bool,
    lang: str | None,
) -> None:
    """List promises with figure, gap and sources: missed first, the widest gaps first within a kind of measure."""
    from pipelines.publishing import answers

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    settings = settings_of()
    latest, words = _answers(settings), _words(settings, lang)
    for asked_for, columns in ((unit, answers.UNIT_NAMES), (indicator, answers.INDICATOR_NAMES)):
        _refuse_unknown(latest, asked_for, columns)
    rows = answers.chosen(latest, statuses, unit, indicator)
    tell_if_synthetic(settings, lang, beside=as_json or as_csv)
    if as_json or as_csv:
        _write(rows, words, as_json=as_json)
        return
    if rows.is_empty():
        click.echo(words.text("totals", "none_such"))
        return
    asked = " ".join(
        ["cchc gaps --all", *[f"--status {one}" for one in statuses]]
        + [f"--{name} '{value}'" for name, value in (("unit", unit), ("indicator", indicator)) if value]
    )
    for line in rows_by_answer(rows, words, None if everything else MOST["missed"], asked):
        click.echo(line)  # texts of inputs went through `clip`; the colours are ours


def _refuse_unknown(latest: Answers, asked_for: str | None, columns: Sequence[str]) -> None:
    """A misspelt name is no answer: «nothing is missed» would be one."""
    from pipelines.publishing import answers

    near = answers.nearest(latest, asked_for, columns) if asked_for else None
    if near is not None:
        option = "--unit" if columns == answers.UNIT_NAMES else "--indicator"
        names = ", ".join(near) or "-"
        raise click.ClickException(f"{option}: no promise has «{asked_for}» in that name; nearest: {names}")


def show(settings: Settings, lang: str | None, everything: bool = False) -> None:
    """Print the first screen."""
    words = _words(settings, lang)
    tell_if_synthetic(settings, lang)
    for line in _stale(settings, words):
        click.echo(click.style(visible(line), fg="yellow"))
    for line in screen(_answers(settings), words, published_as_of(settings), everything=everything):
        click.echo(line)  # texts of inputs went through `clip`; the colours are ours
    asked = os.environ.get("CCHC_AS_OF")
    if asked and published_as_of(settings) != settings.as_of.isoformat():
        said = words.text("after", "other_day", day=date_said(settings.as_of, words.lang))
        click.echo(click.style(said, fg="yellow"))


def _stale(settings: Settings, words: Words) -> Sequence[str]:
    """What readers should know before they read: a failed or lost run, a night that did not come, a build of before."""
    from datetime import UTC, datetime

    from pipelines.cli.builds import status_lines
    from pipelines.publishing.last_run import is_stale, status_of

    told = status_of(settings, datetime.now(tz=UTC))
    return [*status_lines(told, words.lang), ""] if is_stale(told) else ()


def show_run(settings: Settings, lang: str | None) -> int:
    """Print the first screen after a run, what the inputs lack and where to look next; returns how many errors."""
    show(settings, lang)
    words = _words(settings, lang)
    errors, warnings = errors_and_warnings(settings)
    click.echo()
    if since := _since_last(settings, words):
        click.echo(clip(since))
    if errors or warnings:
        told = (counted(errors, "error", words.lang), counted(warnings, "warning", words.lang))
        said = words.text("after", "findings", errors=told[0], warnings=told[1])
        click.echo(click.style(said, fg="red" if errors else "yellow"))
    click.echo(words.text("after", "next"))
    path, pages = (short_path(settings.marts / name) for name in ("current.duckdb", "scorecard/index.html"))
    for key in ("pages", "why", "gaps", "database", "ui"):
        click.echo("  " + words.text("after", key, path=path, pages=pages))
    if shutil.which("cchc") is None:  # a shell that has not activated the environment does not find it
        click.echo("  " + words.text("after", "path", command=short_path(Path(sys.argv[0]))))
    return errors


def _since_last(settings: Settings, words: Words) -> str:
    from pipelines.publishing.changes_said import since_last
    from pipelines.publishing.layout import current_build

    build = current_build(settings.marts)
    return since_last(build, words.lang) if build else ""


def screen(latest: Answers, words: Words, as_of: str, everything: bool = False) -> Iterator[str]:
    """The lines of the first screen, each of at most `line_width()` columns."""
    yield words.text("totals", "as_of", day=date_said(as_of, words.lang))
    yield from _wrapped(_totals(latest, words), "")
    yield from _wrapped(words.term("counting", "rule"), "  ")
    yield from _decided(latest.promises.filter(latest.promises["part"] == "decided"), words, everything)
    yield from _known(latest.known, words, everything)
    yield from _unpublished(latest.unpublished, words)
    yield from _unjudged(latest.unjudged, words)
    yield from _benchmarks(latest.benchmarks, words, everything)
    yield from _counts(latest, words, everything)
    yield from _silent(latest.silent, words)


def errors_and_warnings(settings: Settings) -> tuple[int, int]:
    """How many findings of the published build are errors, how many warnings."""
    severities = dict(published_mart(settings, "mart_quality_findings").group_by("severity").len().iter_rows())
    return severities.get("error", 0), severities.get("warning", 0)


# --- parts of the screen ---------------------------------------------------------------------------------------------


def _totals(latest: Answers, words: Words) -> str:
    """The same numbers as the headings below: verdicts, then why there is none."""
    from pipelines.publishing.answers import DECIDED, counts_by_answer

    parts = [
        words.text("totals", "part", n=n, status=words.term("status", answer))
        if answer in DECIDED
        else words.text("totals", answer, n=n)
        for answer, n in counts_by_answer(latest.promises).items()
    ]
    promises, places = (
        counted(number, name, words.lang)
        for number, name in ((latest.counted, "promise"), (latest.counts.height, "place"))
    )
    return words.text("totals", "line", promises=promises, places=places, parts=", ".join(parts))


def _decided(rows: pl.DataFrame, words: Words, everything: bool) -> Iterator[str]:
    yield ""
    yield _heading(words.text("headings", "decided", n=rows.height))
    if rows.is_empty():
        yield "  " + words.text("totals", "nothing")
        return
    yield from rows_by_answer(rows, words, None if everything else 0, "cchc gaps --all")


def rows_by_answer(rows: pl.DataFrame, words: Words, most: int | None, asked: str) -> Iterator[str]:
    """Rows under a heading an answer, as the summary counts them. `most`: rows an answer, None all, 0 those of MOST."""
    from pipelines.publishing.answers import ANSWERS, answered
    from pipelines.publishing.said import texts

    yield click.style(_table_line([head[words.lang] for head in texts()["cells"].values()]), dim=True)
    told = answered(rows)
    for answer in ANSWERS:
        part = told.filter(told["answer"] == answer)
        if part.is_empty():
            continue
        shown = part.height if most is None else most or MOST.get(answer, MOST["missed"])
        yield click.style(_heading_of(answer, part.height, words).upper(), fg=COLOURS.get(answer), bold=True)
        for row in part.head(shown).iter_rows(named=True):
            yield from _two_lines(row, words)
        yield from _more(part.height - shown, asked if "--status" in asked else f"{asked} --status {answer}", words)


def _heading_of(answer: str, count: int, words: Words) -> str:
    """«Missed (3)» of a verdict, «Nobody has published a figure (2)» of what keeps one from being."""
    from pipelines.publishing.answers import DECIDED

    is_verdict = answer in DECIDED
    return f"{words.term('status', answer)} ({count})" if is_verdict else words.text("headings", answer, n=count)


def _two_lines(row: Row, words: Words) -> Iterator[str]:
    from pipelines.publishing import said

    yield _table_line(_cells(row, words))
    verdict = said.gap(row, words)
    if row["reason"]:
        verdict = f"{verdict}; {words.term('reason', row['reason'])}".strip("; ")
    end = f" · {row['target_id'][: said.ID_LENGTH]}"
    line = words.text(
        "sources", "line", gap=verdict, promise=said.promised_in(row), figure=said.measured_in(row), ask=""
    ).removesuffix(" · ")
    yield click.style(clip(f"    {line}", line_width() - len(end)) + end, dim=True)


def _known(rows: pl.DataFrame, words: Words, everything: bool) -> Iterator[str]:
    """A line a promise, under its reason: at the end of a unit, late in publication, provisional."""
    from pipelines.publishing import said

    if rows.is_empty():
        return
    yield ""
    yield _heading(words.text("headings", "known", n=rows.height))
    widths = _columns(ONE_LINE, ONE_LINE_LESS)
    for reason, part in _by_size(rows, "reason"):
        yield "  " + words.text("totals", "groups", n=part.height, words=words.term("reason", reason))
        shown = part.height if everything else MOST["known"]
        for row in part.head(shown).iter_rows(named=True):
            yield _table_line((*_cells(row, words), row["target_id"][: said.ID_LENGTH]), widths)
        yield from _more(part.height - shown, "cchc gaps --all --status known", words)


def _unjudged(rows: pl.DataFrame, words: Words) -> Iterator[str]:
    """How many promises stand under each who can mend them, with the reasons."""
    if rows.is_empty():
        return
    yield ""
    yield _heading(words.text("headings", "unjudged", n=rows.height))
    for mender, part in _by_size(rows, "mender"):
        yield _group("  ", part.height, words.term("mender", mender), words)
        for reason, ones in _by_size(part, "reason"):
            yield _group("      ", ones.height, words.term("reason", reason), words)


def _unpublished(rows: pl.DataFrame, words: Words) -> Iterator[str]:
    """How many promises stand under each indicator that nobody measured, the most promised first."""
    from pipelines.publishing import said

    if rows.is_empty():
        return
    yield ""
    yield _heading(words.text("headings", "unpublished", n=rows.height))
    groups = list(_by_size(rows, "indicator_code"))
    for _, part in groups[: MOST["unpublished"]]:
        row = next(part.head(1).iter_rows(named=True)) | {"target_level": None, "scope_code": None}
        yield _group("  ", part.height, said.indicator(row, words), words)
    rest = sum(part.height for _, part in groups[MOST["unpublished"] :])
    yield from _more(rest, "cchc gaps --all --status unpublished", words)


def _group(indent: str, count: int, told: str, words: Words) -> str:
    return clip(indent + words.text("totals", "groups", n=f"{count:4}", words=told))


def _benchmarks(benchmarks: Sequence[Benchmark], words: Words, everything: bool) -> Iterator[str]:
    from pipelines.publishing import said

    if not benchmarks:
        return
    yield ""
    yield _heading(words.text("headings", "benchmarks"))
    for one in benchmarks if everything else benchmarks[: MOST["benchmarks"]]:
        told = {"promise": said.promise(one.row, words), "met": one.met, "short": one.short}
        room = line_width() - 2 - len(words.text("totals", "benchmark", indicator="", **told))
        indicator = clip(said.indicator(one.row, words), room)
        yield clip("  " + words.text("totals", "benchmark", indicator=indicator, **told))
    yield from _more(0 if everything else len(benchmarks) - MOST["benchmarks"], "cchc summary --all", words)


def _counts(latest: Answers, words: Words, everything: bool) -> Iterator[str]:
    """Promises a place and answer, the places with the most decided ones first; they add up to the first line."""
    from pipelines.publishing import said
    from pipelines.publishing.answers import ANSWERS, DECIDED, by_place

    if latest.counts.is_empty():
        return
    answers = [words.term("status", one) if one in DECIDED else words.text("columns", one) for one in ANSWERS]
    heads = [words.text("columns", "commitments"), *answers]
    widths = _head_widths(heads)
    yield ""
    yield _heading(words.text("headings", "counts"))
    for line in _heads(heads, widths):
        yield click.style(" " * NAME + _right(line, widths), dim=True)
    ordered = by_place(latest.promises)
    shown = ordered.height if everything else MOST["counts"]
    for row in ordered.head(shown).iter_rows(named=True):
        cells = [str(row["promises"]), *[str(row[answer] or "·") for answer in ANSWERS]]
        yield f"  {clip(said.unit_name(row, words), NAME - 2):{NAME - 2}}" + _right(cells, widths)
    yield from _more(ordered.height - shown, "cchc summary --all", words)


def _silent(documents: Sequence[dict[str, object]], words: Words) -> Iterator[str]:
    if documents:
        named = [f"{one['unit_name_vi']} ({one['document_number'] or one['source_file']})" for one in documents]
        more = ", …" if len(named) > MOST["silent"] else ""
        yield ""
        yield clip(f"{words.text('headings', 'silent')}: {', '.join(named[: MOST['silent']])}{more}")


# --- lines -----------------------------------------------------------------------------------------------------------


def line_width() -> int:
    """How wide a line may be: the terminal's width between 80 and 100 columns; 100 where there is no terminal."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def clip_middle(text: str) -> str:
    """A line of progress of at most `line_width()` columns: what is left out is in the middle of the file's name."""
    text, width = visible(text), line_width()
    return text if len(text) <= width else f"{text[: width - END - 1]}…{text[-END:]}"


def _columns(widest: Sequence[int], less: Sequence[int]) -> list[int]:
    """Widths of a table's columns in today's line."""
    share = (WIDEST - line_width()) / (WIDEST - NARROWEST)
    return [width - round(share * given) for width, given in zip(widest, less, strict=True)]


def clip(text: str, width: int | None = None) -> str:
    """A text of inputs that is safe to print, of at most `width` columns; what is left out is marked «…»."""
    text, width = visible(text), width or line_width()
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _cells(row: Row, words: Words) -> tuple[str, ...]:
    from pipelines.publishing import said

    return said.unit_name(row, words), said.indicator(row, words), said.promise(row, words), said.figure(row, words)


def _table_line(cells: Sequence[str], widths: Sequence[int] | None = None) -> str:
    widths = widths or _columns(CELLS, CELLS_LESS)
    return " ".join(f"{clip(cell, width):{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _right(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f" {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _head_widths(heads: Sequence[str]) -> list[int]:
    """Widths of columns of counts: no word is broken, and heads stand in as few lines as the terminal has room for."""
    narrow = [max(COUNT, *map(len, head.split())) for head in heads]
    for most in range(MOST_OF_A_HEAD, COUNT, -1):
        widths = [max(least, min(most, len(head))) for least, head in zip(narrow, heads, strict=True)]
        if NAME + sum(widths) + len(widths) <= line_width():
            return widths
    return narrow


def _heads(heads: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """Column heads broken between words into lines of their columns' widths, standing on the same foot."""
    import textwrap

    broken = [textwrap.wrap(head, width) for head, width in zip(heads, widths, strict=True)]
    deepest = max(map(len, broken))
    padded = [[""] * (deepest - len(lines)) + lines for lines in broken]
    return list(zip(*padded, strict=True))


def _heading(text: str) -> str:
    return click.style(text, bold=True)


def _wrapped(text: str, indent: str) -> Iterable[str]:
    import textwrap

    return textwrap.wrap(text, line_width(), initial_indent=indent, subsequent_indent=indent)


def _more(count: int, command: str, words: Words) -> Iterator[str]:
    if count > 0:
        yield clip("    " + words.text("totals", "more", n=count, command=command))


def _by_size(rows: pl.DataFrame, column: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The parts of the rows by the values of a column, the largest first."""
    parts = rows.partition_by(column, as_dict=True, maintain_order=True)
    for (value,), part in sorted(parts.items(), key=lambda item: (-item[1].height, str(item[0][0]))):
        yield str(value), part


def _write(rows: pl.DataFrame, words: Words, *, as_json: bool) -> None:
    from pipelines.publishing.said import FIELDS, record

    records = [record(row, words) for row in rows.iter_rows(named=True)]
    if as_json:
        click.echo(json_text(records))
        return
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)


# --- the published build ---------------------------------------------------------------------------------------------


def _answers(settings: Settings) -> Answers:
    from pipelines.publishing.answers import answers

    return answers(*(published_mart(settings, name) for name in ("mart_gap_latest", "dim_plan", "dim_term")))


def _words(settings: Settings, lang: str | None) -> Words:
    from pipelines.publishing.said import Words

    return Words(published_mart(settings, "dim_term"), language(lang))
