"""`cchc lake`: publish the finished build into a lake that several worlds share; see and tidy what lies there.

What belongs here: what a person reads in the terminal, exit codes. What does not: how a publication is made (lake/).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipelines.cli.published_marts import settings_of, short_path
from pipelines.terminal import echo

if TYPE_CHECKING:
    import duckdb

    from pipelines.lake.place import LakePlace
    from pipelines.lake.publication import Lot, Publication

ZONE = "Asia/Ho_Chi_Minh"


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    group.add_command(lake)


@click.group()
def lake() -> None:
    """Publish into a lake that several worlds share (DuckLake), and see what lies there.

    CCHC_LAKE names its catalogue («postgres:host=… dbname=…»; default: a file of this world), CCHC_LAKE_FILES the
    folder or address of its Parquet files, CCHC_PUBLISHER whose rows this world publishes.
    """


@lake.command(short_help="Publish the finished build as one snapshot.")
def publish() -> None:
    """Publish the finished build of this world as one snapshot; rows of other publishers are not touched."""
    from pipelines.lake.publication import publish_to_lake

    lot = _finished_build()
    with _opened(read_only=False) as (place, db):
        echo(_told(publish_to_lake(db, lot, place.publisher), lot, place))


@lake.command(short_help="List the publications that are kept.")
def log() -> None:
    """List the publications that are kept, the newest first; «*» is a publisher's current one."""
    from zoneinfo import ZoneInfo

    from pipelines.lake.lake_contents import current_builds, publications

    with _opened(read_only=True) as (place, db):
        current, seen = current_builds(db), set[str]()
        for one in publications(db):
            mark = "*" if one.publisher not in seen and current.get(one.publisher) == one.build_id else " "
            seen.add(one.publisher)
            when = one.committed_at.astimezone(ZoneInfo(ZONE))
            echo(f"{mark} {one.snapshot:>6}  {when:%Y-%m-%d %H:%M:%S}  {one.publisher:20} {one.build_id}")
        if not seen:
            raise click.ClickException(f"{place.said}: nothing is published yet; run `make run-lake`")
    click.echo("Read any of them: select … from mart_gap_latest at (version => SNAPSHOT).")


@lake.command(short_help="Count every mart of every publisher.")
def check() -> None:
    """Count every mart of every publisher against what its publication says; ends with 1 where one differs."""
    from pipelines.lake.lake_contents import current_builds, wrong_counts

    with _opened(read_only=True) as (_, db):
        wrong, publishers = wrong_counts(db), current_builds(db)
    for problem in wrong:
        echo(problem)
    if wrong:
        sys.exit(1)
    echo(f"{len(publishers)} publishers, every mart whole: {', '.join(publishers)}")


@lake.command(short_help="Forget old snapshots, remove unused files.")
@click.option(
    "--keep-days", default=30, show_default=True, type=click.IntRange(min=0), help="Time travel reaches so far."
)
@click.option("--grace-hours", default=24, show_default=True, type=click.IntRange(min=0), help="Younger files stay.")
def tidy(keep_days: int, grace_hours: int) -> None:
    """Forget old snapshots and remove files that no snapshot names. The newest snapshot stays."""
    from pipelines.lake.tidying import tidy as tidied

    with _opened(read_only=False) as (_, db):
        done = tidied(db, keep_days, grace_hours)
    echo(
        f"{done.snapshots} snapshots forgotten, {done.files} files of theirs and {done.orphans} of no snapshot removed"
    )


def _finished_build() -> Lot:
    """The published build of this world.

    Raises:
        click.ClickException: there is none, or it is damaged.
    """
    from pipelines.lake.publication import lot_of
    from pipelines.publishing.layout import current_build
    from pipelines.publishing.proof import damage

    settings = settings_of()
    build = current_build(settings.marts)
    if build is None:
        raise click.ClickException(f"{short_path(settings.marts)}: nothing is published yet; run `make run` first")
    if problems := damage(build):
        raise click.ClickException(f"{build.name} is damaged ({problems[0]}); `make run` builds it again")
    return lot_of(build)


@contextmanager
def _opened(read_only: bool) -> Iterator[tuple[LakePlace, duckdb.DuckDBPyConnection]]:
    from pipelines.lake.connection import LakeError, open_lake
    from pipelines.lake.place import lake_place

    try:
        place = lake_place(settings_of())
        if not read_only:
            place.check_writable()
        with open_lake(place, read_only) as db:
            yield place, db
    except LakeError as error:
        raise click.ClickException(str(error)) from error


def _told(done: Publication, lot: Lot, place: LakePlace) -> str:
    if done.snapshot is None:
        return f"{place.publisher}: the lake holds build {lot.build_id} already; nothing to do"
    rows = sum(int(str(lot.tables[name]["rows"])) for name in done.written)
    return (
        f"{place.publisher}: build {lot.build_id} is snapshot {done.snapshot} of {place.said}\n"
        f"{len(done.written)} marts written ({rows} rows), {len(done.unchanged)} unchanged; files: {place.files}"
    )
