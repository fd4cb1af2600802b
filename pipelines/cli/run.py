"""`cchc run` and `cchc sql`: refresh a world, open a console on what was published.

What belongs here: what a person reads in the terminal, exit codes. What does not: how the job runs (refresh.py), what
is computed (assets, dbt), the first screen (first_screen.py).
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.first_screen import clip_middle, show_run
from pipelines.cli.in_vietnamese import error_said
from pipelines.cli.published_marts import settings_of, short_path
from pipelines.cli.unheard import let_outcome_go_unheard
from pipelines.language import Language, date_said, language
from pipelines.settings import Settings, today_in_viet_nam
from pipelines.terminal import json_text, new_console
from pipelines.wording import line

EXIT_FAILED, EXIT_FINDINGS = 1, 3


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (run, sql):
        group.add_command(command)


@click.command()
@click.option("--as-of", metavar="DATE", default=None, help="What counts as known and due, e.g. 2025-12-31.")
@click.option("--force", is_flag=True, help="Run even where nothing changed since the published build.")
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON; progress stays on stderr.")
@lang_option
def run(as_of: str | None, force: bool, quiet: bool, as_json: bool, lang: str | None) -> None:
    """Read all inputs, build, check and publish; then show the gaps.

    Exit code: 0 published or nothing changed; 3 the same, but inputs have errors (see `cchc findings`);
    1 the run failed and the published build is the one before. (`make` turns any of them but 0 into its own 2.)
    """
    console = new_console(file=sys.stderr, quiet=quiet)  # fixed: libraries are heard elsewhere while the job runs
    settings = settings_of(as_of)
    spoken = language(lang)
    try:
        is_built = bring_up_to_date(settings, console, spoken, force)
    except SystemExit:
        if as_json:
            _tell_facts(settings)
        raise
    if not is_built:
        console.print(line("nothing", spoken), highlight=False, soft_wrap=True)
    if not as_json:  # a person reads it; the exit code says whether it is published
        let_outcome_go_unheard()
    errors = _tell_facts(settings) if as_json else show_run(settings, lang)
    sys.exit(EXIT_FINDINGS if errors else 0)


def bring_up_to_date(settings: Settings, console: Console, lang: Language, force: bool = False) -> bool:
    """Publish the world where there is news, with lines of progress; returns whether it had to be built.

    Raises:
        SystemExit: the run failed; what failed stands in the terminal and in status.json.
        click.ClickException: the run could not begin.
    """
    started = time.monotonic()
    os.environ["CCHC_LANG"] = lang  # the rooms and processes that tell how far they are answer in the same language
    if not force and _is_unchanged(settings, console, lang):
        return False
    _execute(settings, console, force, lang)
    console.print(line("done", lang, seconds=f"{time.monotonic() - started:.0f}"), highlight=False)
    return True


@click.command()
def sql() -> None:
    """Open a read-only SQL console (Harlequin) on the published marts."""
    database = settings_of().marts / "current.duckdb"
    console = shutil.which("harlequin") or str(Path(sys.executable).with_name("harlequin"))
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    if not sys.stdin.isatty():  # it would wait for keys for ever, on a whole core
        raise click.ClickException("the SQL console needs a terminal; docs/data-access.md says how programs ask")
    if not Path(console).exists():
        raise click.ClickException("the SQL console is not installed; `make sql` installs and opens it")
    os.execv(console, [console, "--adapter", "duckdb", "--read-only", str(database)])


def _is_unchanged(settings: Settings, console: Console, lang: Language) -> bool:
    from pipelines.news import standing_now

    _, standing = standing_now(settings)
    if standing.damage:
        more = line("damaged_more", lang, count=len(standing.damage) - 1) if len(standing.damage) > 1 else ""
        said = line("damaged", lang, first=standing.damage[0], more=more)
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    if standing.mended:
        names = ", ".join(f"marts/{name}" for name in standing.mended)
        console.print(line("put_right", lang, names=names), highlight=False, markup=False, soft_wrap=True)
    return standing.unchanged is not None


def _tell_facts(settings: Settings) -> int:
    """Print the outcome as JSON; returns how many errors the inputs have."""
    from pipelines.cli.run_facts import facts_of_run

    facts = facts_of_run(settings)
    click.echo(json_text(facts))
    errors = facts.get("errors")
    return errors if isinstance(errors, int) else 0


def _execute(settings: Settings, console: Console, force: bool, lang: Language) -> None:
    """Refresh the world; raises as `bring_up_to_date` does."""
    from pipelines.cli.refresh import CannotBeginError, refresh

    day = date_said(settings.as_of, lang)
    said = line("world", lang, world=short_path(settings.data), day=day)
    if settings.as_of > today_in_viet_nam():
        said += "\n" + line("future", lang, day=day)

    def tell(told: str) -> None:
        shown = "\n".join(map(clip_middle, told.splitlines()))
        console.print(shown, highlight=False, markup=False, soft_wrap=True)

    try:
        failures = refresh(settings, force, tell, said)
    except CannotBeginError as error:
        raise click.ClickException(str(error)) from error
    if failures:
        terminal = new_console(stderr=True)
        for failure in failures:
            said = escape(error_said(failure, lang))
            terminal.print(f"[red]{line('failed', lang)}[/] {said}", highlight=False, soft_wrap=True)
        terminal.print(line("kept", lang), highlight=False, soft_wrap=True)
        sys.exit(EXIT_FAILED)
