"""`cchc publish`: publish what the warehouse holds, without reading or building anything.

What belongs here: what a person reads, exit codes. What does not: publishing itself (the job `publish`).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from pipelines.cli.builds import status_lines
from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.in_vietnamese import error_said
from pipelines.cli.published_marts import settings_of
from pipelines.cli.run_facts import facts_of_run
from pipelines.language import language
from pipelines.publishing.last_run import BAD, status_of
from pipelines.terminal import echo, json_text
from pipelines.wording import line


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(publish)


@click.command()
@click.option("--force", is_flag=True, help="Publish anew even where the published build is the same and whole.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
@lang_option
def publish(force: bool, as_json: bool, lang: str | None) -> None:
    """Publish what the warehouse holds; nothing is read or built.

    Only a warehouse that passed its checks for what was read last is published. Exit code: 0 published or nothing
    changed, 1 it was not published.
    """
    from pipelines.cli.refresh import CannotBeginError, refresh

    settings, spoken = settings_of(), language(lang)
    try:
        failures = refresh(settings, force, lambda _: None, "", job="publish")
    except CannotBeginError as error:
        raise click.ClickException(str(error)) from error
    told = status_of(settings, datetime.now(tz=UTC))
    if as_json:
        click.echo(json_text(facts_of_run(settings)))
    else:
        failed = [f"{line('failed', spoken)} {error_said(one, spoken)}" for one in failures]
        for said in [*failed, line("kept", spoken)] if failed else status_lines(told, spoken)[:2]:
            echo(said, err=bool(failed))
    sys.exit(1 if failures or told["outcome"] in BAD else 0)
