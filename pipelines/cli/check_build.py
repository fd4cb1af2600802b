"""`cchc path`, `doctor`: where the published build lies and whether it is whole.

What belongs here: printing. What does not: how a build proves itself (publishing/proof.py), mending it (a run does).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from pipelines.cli.builds import status_of
from pipelines.cli.published_marts import settings_of
from pipelines.settings import Settings
from pipelines.terminal import echo


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
def doctor() -> None:
    """Check every file of the published build against its checksum, the links, and what runs left behind.

    Exit code: 0 all is well, 1 something is not; the next `cchc run` repairs it.
    """
    lines = _complaints(settings_of(None))
    for line in lines:
        echo(line)
    click.echo("The next `cchc run` repairs it." if lines else "All is well: files, links, status.")
    sys.exit(1 if lines else 0)


def _complaints(settings: Settings) -> list[str]:
    """What is wrong with a world's published build, a line each."""
    from pipelines.litter import find_litter
    from pipelines.publishing.layout import current_build, wrong_links
    from pipelines.publishing.proof import damage
    from pipelines.run_lock import is_held_elsewhere

    build = current_build(settings.marts)
    if build is None:
        return [f"{settings.marts}: no build is published"]
    busy = is_held_elsewhere(settings.work)
    lines = [f"builds/{build.name}: {problem}" for problem in damage(build)]
    lines += [f"{name}: does not lead to the published build" for name in wrong_links(settings.marts)]
    told = status_of(settings, datetime.now(tz=UTC))
    if told["outcome"] == "never":
        lines.append("status.json: gone or damaged")
    elif told["outcome"] == "interrupted":
        lines.append("status.json: says a run is under way, and none is: the last one was killed")
    if told["is_late"] and not busy:
        lines.append(f"status.json: a run was due {told['next_expected']} and none came: is `make nightly` running?")
    litter = [] if busy else find_litter(settings)
    return lines + [f"{one.relative_to(settings.data)}: left behind by a run that was killed" for one in litter]
