"""`cchc builds`, `rollback`, `status`: which builds are kept, going back to one, what the last run did.

What belongs here: printing. What does not: the swap (publishing/rollback.py), what is written of a run (status.py).
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.in_vietnamese import error_said
from pipelines.cli.published_marts import settings_of, short_path
from pipelines.language import Language, language
from pipelines.publishing.last_run import Told, is_bad, status_of
from pipelines.schedule import NIGHTLY_ZONE
from pipelines.terminal import echo, json_text


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (builds, rollback, status):
        group.add_command(command)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def builds(as_json: bool, lang: str | None) -> None:
    """List the builds that are kept, the newest first; «*» is the published one."""
    from pipelines.publishing.layout import complete_builds, current_build

    settings = settings_of()
    published = current_build(settings.marts)
    found = [_facts(one, one == published) for one in complete_builds(settings.marts)]
    if as_json:
        click.echo(json_text(found))
        return
    if not found:
        raise click.ClickException(f"{short_path(settings.marts)}: nothing is published yet; run `make run` first")
    said = _said(language(lang))
    for one in found:
        facts = {"build": one["build_id"], "mark": "*" if one["is_published"] else " "}
        echo(said["kept"].format(**one, **facts))
    click.echo(said["go_back"])


def _facts(build: Path, is_published: bool) -> dict[str, object]:
    from pipelines.publishing.layout import MANIFEST

    try:
        manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    made = datetime.fromtimestamp(build.stat().st_mtime, tz=NIGHTLY_ZONE)
    return {
        "build_id": build.name,
        "is_published": is_published,
        "as_of": manifest.get("as_of", "unknown"),
        "made": f"{made:%Y-%m-%d %H:%M}",
        "inputs": len(manifest.get("inputs", [])),
    }


@click.command()
@click.argument("build", required=False)
@lang_option
def rollback(build: str | None, lang: str | None) -> None:
    """Publish the build before again, or BUILD (its id or the beginning of it). Readers see one or the other.

    The next run goes forward again: it publishes what the inputs say. To keep an older state, take the inputs out.
    """
    from pipelines.publishing.rollback import RollbackError, go_back
    from pipelines.run_lock import WorldBusyError

    settings = settings_of()
    try:
        done = go_back(settings, build)
    except (RollbackError, WorldBusyError) as error:
        raise click.ClickException(str(error)) from error
    echo(_said(language(lang))["gone_back"].format(build=done.name))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def status(as_json: bool, lang: str | None) -> None:
    """Say what the last run did, what is published since when, and when the next night is due.

    Exit code: 0 all is well, 1 the last run failed or was cut off, a night that was due did not come, or the nightly
    service died.
    """
    settings = settings_of()
    told = status_of(settings, datetime.now(tz=UTC))
    if as_json:
        click.echo(json_text(told))
    else:
        for line in status_lines(told, language(lang)):
            echo(line)
    sys.exit(1 if is_bad(told) else 0)


def status_lines(told: Told, lang: Language) -> list[str]:
    """What a person reads of the last run."""
    said = _said(lang)
    when = {"started": _local(told["started_at"], said), "finished": _local(told["finished_at"], said)}
    lines = [said[told["outcome"]].format(**when), *(f"  {error_said(line, lang)}" for line in told["failures"])]
    if told["published_build"]:
        lines.append(said["build"].format(build=told["published_build"]))
    if told["last_success"]:
        lines.append(said["success"].format(when=_local(told["last_success"]["finished_at"], said)))
    key = "late" if told["is_late"] else "next" if told["next_expected"] else "unscheduled"
    lines.append(said[key].format(when=_local(told["next_expected"], said)))
    return [*lines, said["dead"]] if told["service"] == "dead" else lines


def _local(text: str | None, said: dict[str, str]) -> str:
    if not text:
        return said["unknown"]
    return said["when"].format(at=f"{datetime.fromisoformat(text).astimezone(NIGHTLY_ZONE):%Y-%m-%d %H:%M}")


def _said(lang: Language) -> dict[str, str]:
    from pipelines.publishing.said import texts

    return {key: str(text[lang]) for key, text in texts()["run"].items()}
