"""`cchc`: the product for people without the UI.

What belongs here: the command group and what every command shares. What does not: the commands (a module each beside
this one) and their work. Nothing heavy is imported at the top: a command that reads one plan answers within a second.
"""

from __future__ import annotations

import importlib
import io
import sys

import click

from pipelines.collector import look_seldom

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


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            importlib.import_module(COMMANDS[cmd_name][0]).register(self)
        return self.commands.get(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what its error says of an input is shown with marks for control characters."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            from pipelines.terminal import visible

            error.__dict__["message"] = visible(error.message)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from COMMANDS, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main(**_: object) -> None:
    """The reform-gap warehouse: what plans promised against what was measured.

    CCHC_DATA=<folder> chooses the world (default: data), CCHC_AS_OF=<date> what counts as known and due
    (default: the end of the last completed month).
    """
    look_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese letters shows «?», not a traceback


if __name__ == "__main__":
    main()
