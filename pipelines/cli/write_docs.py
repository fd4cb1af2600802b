"""`cchc docs`: dbt's own documentation of the models as one file: every model, column, test, and its lineage to inputs.

What belongs here: making the file beside the build database. What does not: the descriptions (dbt_project/).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.published_marts import settings_of, short_path

FOLDER, FILE = "dbt_docs", "static_index.html"


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(docs)


@click.command()
def docs() -> None:
    """Write dbt's documentation of the warehouse as one HTML file: models, columns, tests, lineage."""
    click.echo(short_path(write_docs()))


def write_docs() -> Path:
    """Make the page anew from the world's build database; returns where it lies.

    Raises:
        click.ClickException: the world has no build database, a run is under way, or dbt failed.
    """
    from pipelines.dbt_runner import DbtError, invoke
    from pipelines.run_lock import WorldBusyError, hold_world

    settings = settings_of()
    if not settings.build_database.exists():
        raise click.ClickException("this world has no warehouse yet; run `make run` first")
    folder = settings.work / FOLDER
    try:
        hold_world(settings.work)
        invoke(settings, ["docs", "generate", "--static"], target=folder).raise_for_failures()
    except (WorldBusyError, DbtError) as error:
        raise click.ClickException(str(error)) from error
    return folder / FILE
