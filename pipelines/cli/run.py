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

from pipelines.cli.first_screen import lang_option, show_run
from pipelines.cli.published_marts import settings_of, short_path
from pipelines.settings import Settings, today_in_viet_nam
from pipelines.terminal import new_console

EXIT_FAILED, EXIT_FINDINGS = 1, 3


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (run, sql):
        group.add_command(command)


@click.command()
@click.option("--as-of", default=None, help="What counts as known and due, e.g. 2025-12-31.")
@click.option("--force", is_flag=True, help="Run even where nothing changed since the published build.")
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
@lang_option
def run(as_of: str | None, force: bool, quiet: bool, lang: str | None) -> None:
    """Read all inputs, build, check and publish; then show the gaps.

    Exit code: 0 published or nothing changed; 3 the same, but inputs have errors (see `cchc findings`);
    1 the run failed and the published build is the one before. (`make` turns any of them but 0 into its own 2.)
    """
    console = new_console(file=sys.stderr, quiet=quiet)  # fixed: libraries are heard elsewhere while the job runs
    settings = settings_of(as_of)
    started = time.monotonic()
    if force or not _is_unchanged(settings, console):
        _execute(settings, console, force)
        console.print(f"done in {time.monotonic() - started:.0f} s")
    else:
        console.print("Nothing changed: the inputs, the code and the as-of date are those of the published build.")
    errors = show_run(settings, lang)
    sys.exit(EXIT_FINDINGS if errors else 0)


@click.command()
def sql() -> None:
    """Open a read-only SQL console (Harlequin) on the published marts."""
    database = settings_of().marts / "current.duckdb"
    console = shutil.which("harlequin") or str(Path(sys.executable).with_name("harlequin"))
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    if not Path(console).exists():
        raise click.ClickException("the SQL console is not installed; `make sql` installs and opens it")
    os.execv(console, [console, "--adapter", "duckdb", "--read-only", str(database)])


def _is_unchanged(settings: Settings, console: Console) -> bool:
    from pipelines.news import standing_now

    _, standing = standing_now(settings)
    if standing.damage:
        more = f" and {len(standing.damage) - 1} more" if len(standing.damage) > 1 else ""
        said = f"The published build is damaged ({standing.damage[0]}{more}): it is built again."
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    if standing.mended:
        names = ", ".join(f"marts/{name}" for name in standing.mended)
        console.print(f"Put right: {names} did not lead to the published build.", highlight=False, soft_wrap=True)
    return standing.unchanged is not None


def _execute(settings: Settings, console: Console, force: bool) -> None:
    """Refresh the world, with lines of progress.

    Raises:
        SystemExit: the run failed; what failed stands in the terminal and in status.json.
        click.ClickException: the run could not begin.
    """
    from pipelines.cli.refresh import CannotBeginError, refresh

    said = f"world {short_path(settings.data)}, as of {settings.as_of}"
    if settings.as_of > today_in_viet_nam():
        said += f"\n{settings.as_of} has not come yet: every figure so far counts as known then."
    try:
        failures = refresh(
            settings, force, lambda line: console.print(line, highlight=False, markup=False, soft_wrap=True), said
        )
    except CannotBeginError as error:
        raise click.ClickException(str(error)) from error
    if failures:
        terminal = new_console(stderr=True)
        for line in failures:
            terminal.print(f"[red]failed[/] {escape(line)}", highlight=False, soft_wrap=True)
        terminal.print("Nothing was published; readers keep the build before.")
        sys.exit(EXIT_FAILED)
