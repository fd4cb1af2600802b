"""`cchc export`: the published marts as workbooks, CSV and descriptions in a folder of one's own.

What belongs here: the command. What does not: the forms (pipelines/exports/).

An explicit command and no part of every build: the workbooks of all marts cost more time than the rest of a refresh,
and few people need them. The one sheet that people forward is in every build (xlsx/cam-ket.xlsx).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.published_marts import settings_of

FORMS = ("commitments", "csv", "dictionary", "xlsx")
ASKED_FOR = ("sqlite",)


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(export)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", type=click.Choice([*FORMS, *ASKED_FOR]), multiple=True, help="Only this form; may be repeated.")
def export(folder: Path, only: tuple[str, ...]) -> None:
    """Write the published marts into FOLDER: the sheet «Cam kết», CSV with datapackage.json, workbooks, dictionary.

    `--only sqlite` writes one SQLite file for tools that open nothing else.
    """
    from pipelines.exports.folder import export as write
    from pipelines.publishing.dictionary import load_dictionary
    from pipelines.publishing.layout import current_build

    build = current_build(settings_of().marts)
    if build is None:
        raise click.ClickException("nothing is published yet; run `make run` first")
    try:
        for line in write(build, folder, load_dictionary(), only or FORMS):
            click.echo(line)
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from error
