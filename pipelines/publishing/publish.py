"""Write, audit, publish: the one function that replaces the published build; and what «unchanged» means.

What belongs here: the order of the steps, when a build is left as it is, when it is built again. What does not: how
the steps are done (build, layout, proof).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.publishing.before import build_before
from pipelines.publishing.build import write_build
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.fingerprint import Fingerprint, fingerprint_of
from pipelines.publishing.layout import (
    MANIFEST,
    SECOND,
    complete_builds,
    current_build,
    current_build_id,
    lead_to,
    mend_links,
    promote,
    staging_folder,
)
from pipelines.publishing.proof import damage, recall, remember, write_checksums
from pipelines.raw_tables import read_table
from pipelines.settings import Settings

# Writes more files into the staged folder of a build, from the marts that lie there.
Part = Callable[[Path], object]
# What is wrong where builds lie and none of them is the published one.
NO_CURRENT = "current leads to no build"


@dataclass(frozen=True)
class Published:
    """The published build after a run: its id, whether this run changed it, and rows per mart."""

    build_id: str
    changed: bool
    rows: dict[str, int]


@dataclass(frozen=True)
class Standing:
    """How the published build stands to what a run would make: the same (`unchanged`), or damaged, or another one."""

    unchanged: Published | None = None
    damage: tuple[str, ...] = ()
    mended: tuple[str, ...] = field(default=())


def standing_of(settings: Settings, identity: Fingerprint, deep: bool = False) -> Standing:
    """Whether the published build was made from exactly these inputs, code and as-of date, and is whole.

    Links that lead elsewhere are put right on the way: fixed ones, and `current` where it leads to no build while a
    whole one of this identity lies there.

    Args:
        settings: the world.
        identity: what a run would make now.
        deep: hash every file, not only those whose size or date changed.
    """
    build = current_build(settings.marts)
    if build is None:
        return _found_again(settings, identity)
    if current_build_id(settings.marts) != identity.build_id:
        return Standing()
    problems = damage(build, None if deep else recall(settings.work, build))
    if problems:
        return Standing(damage=tuple(problems))
    mended = tuple(mend_links(settings.marts))
    remember(settings.work, build)
    return Standing(Published(identity.build_id, changed=False, rows=_rows(build)), mended=mended)


def _found_again(settings: Settings, identity: Fingerprint) -> Standing:
    """What follows where `current` leads to no build."""
    builds = complete_builds(settings.marts)
    same = [build for build in builds if build.name.removesuffix(SECOND) == identity.build_id and not damage(build)]
    if not same:
        return Standing(damage=(NO_CURRENT,) if builds else ())
    lead_to(settings.marts, same[0])
    remember(settings.work, same[0])
    return Standing(Published(identity.build_id, changed=False, rows=_rows(same[0])), mended=("current",))


def publish(settings: Settings, identity: Fingerprint, force: bool = False, parts: Sequence[Part] = ()) -> Published:
    """Publish what the private build database holds.

    A whole build of the same identity that is already the published one is left as it is, so its bytes and the handles
    of its readers stay, unless `force`. A failure leaves the published build untouched and no half build behind.

    Args:
        settings: the world.
        identity: what the build is made from.
        force: build even where nothing changed.
        parts: what else belongs to the build, each written into its staged folder from the marts there.

    Raises:
        PublishError: a mart is missing, undescribed or does not read back.
    """
    standing = standing_of(settings, identity, deep=True)
    if standing.unchanged and not force:
        return standing.unchanged
    damaged = current_build(settings.marts) if standing.damage else None
    staged = staging_folder(settings.marts, identity.build_id)
    try:
        before = build_before(settings, identity.build_id)
        built = write_build(settings.build_database, staged, load_dictionary(), identity, before)
        for part in parts:
            part(staged)
        write_checksums(staged, {path: checksum for table in built for path, checksum in table.files.items()})
        final = promote(settings.marts, staged, identity.build_id, settings.keep_builds)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    if damaged and damaged != final:
        shutil.rmtree(damaged, ignore_errors=True)
    remember(settings.work, final, before.name)
    return Published(identity.build_id, changed=True, rows=_rows(final))


def identity_of_tables(tables: Path) -> Fingerprint:
    """The identity of what the raw tables hold: the files that were really read, not the folder as it lies now."""
    parameters = read_table(tables, "run_parameters").row(0, named=True)
    files = read_table(tables, "source_files").select("source_file", "sha256", "sidecar_sha256")
    return fingerprint_of(parameters["as_of"], parameters["code_version"], files.iter_rows())


def _rows(build: Path) -> dict[str, int]:
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    return {table["name"]: table["rows"] for table in manifest["tables"]}
