"""`cchc dictionary`: write the files made from dbt_project/dictionary.yml, or check that they are in step.

What belongs here: files and exit codes. What does not: how the texts are made (publishing/dictionary.py).
"""

from __future__ import annotations

import sys

import click


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(dictionary)


@click.command()
@click.argument("action", type=click.Choice(["write", "check"]))
def dictionary(action: str) -> None:
    """Write the dbt properties and doc blocks of the marts, or check that they equal the dictionary."""
    from pipelines.publishing.dictionary import DictionaryError, load_dictionary, made_files, out_of_step

    try:
        words = load_dictionary()
    except DictionaryError as error:
        raise click.ClickException(str(error)) from error
    stale = out_of_step(words)
    if action == "write":
        for path in stale:
            path.write_text(made_files(words)[path], encoding="utf-8")
    for path in stale:
        click.echo(f"{'written' if action == 'write' else 'out of step'}: {path}")
    sys.exit(1 if stale and action == "check" else 0)
