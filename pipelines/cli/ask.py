"""`cchc ask --as-of DAY`: then and now. Answers as of another day from a build beside the published one.

What belongs here: the side worlds (`.work/asked/DAY`: the same inputs, marts of their own), kept and asked again. What
does not: how a world is refreshed (run.py), how answers are shown (the commands that are passed on).
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click

from pipelines.cli.published_marts import settings_of
from pipelines.cli.run import bring_up_to_date
from pipelines.language import date_said, language
from pipelines.settings import Settings
from pipelines.terminal import new_console
from pipelines.wording import line

# So many days are kept; the one asked longest ago goes first.
KEPT = 5
# Commands that only read, so that nothing is decided in a world that goes away.
PASSED_ON = ("summary", "gaps", "why", "findings", "path")


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(ask)


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--as-of", metavar="DATE", required=True, help="The day that counts, e.g. 2024-12-31.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default=None, help="Language; else CCHC_LANG, LANG.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def ask(ctx: click.Context, as_of: str, lang: str | None, command: tuple[str, ...]) -> None:
    """Answer as if it were another day, without touching the published build.

    The inputs are today's; a figure or plan of a later day does not exist yet. COMMAND is summary (the default), gaps,
    why, findings or path, with its own options. The first question for a day takes a run; it is kept for the next.
    """
    asked, *options = command or ("summary",)
    if asked not in PASSED_ON:
        raise click.UsageError(f"found {asked!r}, expected one of {', '.join(PASSED_ON)}")
    spoken, console = language(lang), new_console(file=sys.stderr)
    side = side_world(settings_of(as_of))
    os.environ |= {"CCHC_DATA": str(side.data), "CCHC_AS_OF": side.as_of.isoformat(), "CCHC_KEEP_BUILDS": "1"}
    bring_up_to_date(side, console, spoken)
    console.print(line("asked", spoken, day=date_said(side.as_of, spoken)), highlight=False, soft_wrap=True)
    group = ctx.find_root().command
    group.main([asked, *options], prog_name="cchc", standalone_mode=False)


def side_world(settings: Settings) -> Settings:
    """The world of a day beside the one asked: a folder of its own whose `raw` leads to the same inputs."""
    folder = settings.side_worlds / settings.as_of.isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        raw = folder / "raw"
        if raw.is_symlink() and raw.resolve() != settings.raw.resolve():
            raw.unlink()
        if not raw.is_symlink():
            raw.symlink_to(settings.raw.resolve(), target_is_directory=True)
        os.utime(folder)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}; a question must be able to write there") from error
    _drop_old(folder.parent)
    return replace(settings, data=folder, keep_builds=1)


def _drop_old(asked: Path) -> None:
    latest_first = sorted((one for one in asked.iterdir() if one.is_dir()), key=lambda one: -one.stat().st_mtime_ns)
    for one in latest_first[KEPT:]:
        shutil.rmtree(one, ignore_errors=True)
