"""`cchc path`, `doctor`: where the published build lies and whether it is whole.

What belongs here: printing. What does not: what is wrong (doctor.py), mending it (a run does).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.published_marts import settings_of
from pipelines.language import Language, language
from pipelines.terminal import echo, json_text

PARTS = ("what", "remedy")
WELL: dict[Language, str] = {
    "vi": "Mọi thứ đều ổn: quyền, tệp, liên kết, sổ ghi, trạng thái.",
    "en": "All is well: permissions, files, links, records, status.",
}


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (path, doctor):
        group.add_command(command)


@click.command()
def path() -> None:
    """Print the folder of the published build, links resolved.

    Files opened below it are of one build, also while a run publishes the next. It stays until as many newer builds
    as are kept (7, or CCHC_KEEP_BUILDS) have been published.
    """
    from pipelines.publishing.layout import current_build

    settings = settings_of(None)
    build = current_build(settings.marts)
    if build is None:
        raise click.ClickException(f"{settings.marts}: nothing is published yet; run `make run` first")
    click.echo(build)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def doctor(as_json: bool, lang: str | None) -> None:
    """Look for what is wrong with a world, and say what to do about each.

    Permissions, every file of the kept builds against its checksum, the links, what killed runs left, Dagster's
    records, the nightly service. Exit code: 0 all is well, 1 something is not.
    """
    from pipelines.doctor import examine

    spoken = language(lang)
    found = examine(settings_of(None), datetime.now(tz=UTC))
    if as_json:
        told = [
            {"code": one.code, "what": one.said("what", spoken), "remedy": one.said("remedy", spoken)} for one in found
        ]
        click.echo(json_text(told))
    else:
        for one in found:
            echo(f"{one.said('what', spoken)}\n    -> {one.said('remedy', spoken)}")
        if not found:
            click.echo(WELL[spoken])
    sys.exit(1 if found else 0)
