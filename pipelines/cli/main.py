"""`cchc`: the product for people without the UI.

What belongs here: the command group and what every command shares. What does not: the commands (a module each beside
this one) and their work. Nothing heavy is imported at the top: a command that reads one plan answers within a second.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import click

from pipelines.cli.choice_of_language import take_language
from pipelines.cli.unheard import let_progress_go_unheard
from pipelines.collector import leave_all_at_the_end, look_seldom
from pipelines.language import language
from pipelines.settings import SettingsError

# Command -> module whose function `register` adds it. A module is imported only when its command is asked for.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("pipelines.cli.run", "Read all inputs, build, check and publish; then show the gaps."),
    "publish": ("pipelines.cli.publish_again", "Publish what the warehouse holds; nothing is read or built."),
    "summary": ("pipelines.cli.first_screen", "Show the answers of the published build again, without a run."),
    "gaps": ("pipelines.cli.first_screen", "List promises: --status missed --unit … --indicator …; --json, --csv."),
    "ask": (
        "pipelines.cli.ask",
        "Answer as of another day, beside the published build: --as-of 2024-12-31 [gaps …].",
    ),
    "findings": ("pipelines.cli.list_findings", "List what was found wrong in the inputs and what to do about it."),
    "sql": ("pipelines.cli.run", "Open a read-only SQL console on the published marts."),
    "why": ("pipelines.cli.tell_why", "Explain one status: sentence, rule, base, path, figure, formula, result."),
    "targets": ("pipelines.cli.read_plans", "Read plan files and print the numbers they promise."),
    "tasks": ("pipelines.cli.read_plans", "Read a plan file and print the tasks of its annex."),
    "explain": ("pipelines.cli.read_plans", "Say why the number at FILE:OFFSET was read as it was, or why not."),
    "review": ("pipelines.cli.decide", "List statements that need a person, or record a decision."),
    "status": ("pipelines.cli.builds", "Say what the last run did and when the next one is due."),
    "builds": ("pipelines.cli.builds", "List the builds that are kept."),
    "rollback": ("pipelines.cli.builds", "Publish an earlier build again."),
    "path": ("pipelines.cli.check_build", "Print the folder of the published build: a consistent set of files."),
    "doctor": ("pipelines.cli.check_build", "Check that the published build is whole, file by file."),
    "export": (
        "pipelines.cli.export",
        "Write the published marts as workbooks, CSV and datapackage.json into a folder.",
    ),
    "lake": ("pipelines.cli.lake", "Publish into a lake that several worlds share; see and tidy what lies there."),
    "spark": ("pipelines.cli.spark", "Build the marts on Spark too and compare every row with the published ones."),
    "docs": ("pipelines.cli.write_docs", "Write dbt's documentation of the models and their lineage as one HTML file."),
    "dictionary": ("pipelines.cli.write_dictionary", "Write or check the generated texts of the mart dictionary."),
}


NAME, LANG = "cchc", "--lang"
# Where a context and those below it keep the language that they answer in.
_SPOKEN = "pipelines.cli.lang"


def lang_asked(words: Sequence[str]) -> str | None:
    """The language that a command line asks for: that of its last `--lang`, wherever it stands; None without one.

    Help and complaints are said before options are read, so they look for it themselves.
    """
    said = [word.partition("=")[2] for word in words if word.startswith(f"{LANG}=")]
    said += [value for name, value in pairwise(words) if name == LANG]
    return next((one for one in reversed(said) if one in ("vi", "en")), None)


def _is_vietnamese(ctx: click.Context) -> bool:
    return bool(ctx.meta.get(_SPOKEN) == "vi")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used, and explain themselves in the language asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            importlib.import_module(COMMANDS[cmd_name][0]).register(self)
            for one in self.commands.values():
                take_language(one)
        command = self.commands.get(cmd_name)
        if command and _is_vietnamese(ctx):
            from pipelines.cli.in_vietnamese import in_vietnamese

            return in_vietnamese(command, f"{NAME} {cmd_name}")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant by the first word; where there is none, those of nearly its name, which need no import."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from error

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the language for all that is said from here on, then read the words before the command."""
        ctx.meta[_SPOKEN] = language(lang_asked(args))
        if _is_vietnamese(ctx):
            from pipelines.cli.in_vietnamese import VietnameseFormatter

            ctx.formatter_class = VietnameseFormatter
        with _complaints(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _complaints(ctx):
            return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of `cchc` itself."""
        said: click.Command = self
        if _is_vietnamese(ctx):
            from pipelines.cli.in_vietnamese import in_vietnamese

            said = in_vietnamese(self, NAME)
        click.Command.format_help(said, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from COMMANDS or from help_texts.yml, without importing any."""
        lines = {name: text for name, (_, text) in COMMANDS.items()}
        if _is_vietnamese(ctx):
            from pipelines.cli.in_vietnamese import short_help

            lines = {name: short_help(f"{NAME} {name}") for name in COMMANDS}
        with formatter.section("Commands"):
            formatter.write_dl(list(lines.items()))


@contextmanager
def _complaints(ctx: click.Context) -> Iterator[None]:
    """Errors in the language asked for; what they say of an input is shown with marks for control characters."""
    try:
        with _closed_places_named(), _missing_library_named(), _wrong_settings_named():
            yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.ClickException as error:
        from pipelines.terminal import visible

        error.__dict__["message"] = visible(error.message)
        if not _is_vietnamese(ctx):
            raise
        from pipelines.cli.in_vietnamese import complaint

        raise complaint(error, visible(error.format_message())) from error


@contextmanager
def _missing_library_named() -> Iterator[None]:
    """The sources were brought up to date, and not what is installed for them."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name}: this release needs it and it is not installed; run `make setup`, then try again"
        ) from error


@contextmanager
def _wrong_settings_named() -> Iterator[None]:
    """What a variable or an option holds is the asker's to mend, as any wrong argument: exit code 2."""
    try:
        yield
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def _closed_places_named() -> Iterator[None]:
    """A folder or file that this account may not use is a sentence, whichever command met it."""
    try:
        yield
    except PermissionError as error:
        if not error.filename:
            raise
        raise click.ClickException(
            f"{error.filename}: {error.strerror}; the account that asks must be able to use it"
        ) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--lang", type=click.Choice(["vi", "en"]), default=None, help="Language; else CCHC_LANG, LANG.")
def main(lang: str | None) -> None:
    """The reform-gap warehouse: what plans promised against what was measured.

    CCHC_DATA=<folder> chooses the world (default: data), CCHC_AS_OF=<date> what counts as known and due
    (default: the end of the last completed month).
    """
    if lang:
        os.environ["CCHC_LANG"] = lang
    look_seldom()
    leave_all_at_the_end()
    let_progress_go_unheard()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese letters shows «?», not a traceback


if __name__ == "__main__":
    main()
