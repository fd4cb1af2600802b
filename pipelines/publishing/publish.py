"""Write, audit, publish: the one function that replaces the published build.

What belongs here: the order of the three steps and what «unchanged» means. What does not: how they are done (build,
layout).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.publishing.build import write_build
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.fingerprint import Fingerprint, fingerprint_of
from pipelines.publishing.layout import MANIFEST, current_build_id, is_complete, promote, staging_folder
from pipelines.publishing.status import Outcome, next_nightly, write_status
from pipelines.raw_tables import read_table
from pipelines.settings import Settings


@dataclass(frozen=True)
class Published:
    """The published build after a run: its id, whether this run changed it, and rows per mart."""

    build_id: str
    changed: bool
    rows: dict[str, int]


def unchanged_build(marts: Path, identity: Fingerprint) -> Published | None:
    """The published build, when it was made from exactly these inputs, code and as-of date; else None."""
    if current_build_id(marts) != identity.build_id or not is_complete(marts / "current"):
        return None
    return Published(identity.build_id, changed=False, rows=_rows(marts / "current"))


def publish(settings: Settings, identity: Fingerprint) -> Published:
    """Publish what the private build database holds.

    A build of the same identity that is already the published one is left as it is, so its bytes and the handles of
    its readers stay. A failure leaves the published build untouched and no half build behind.

    Raises:
        PublishError: a mart is missing, undescribed or does not read back.
    """
    same = unchanged_build(settings.marts, identity)
    if same:
        return same
    staged = staging_folder(settings.marts, identity.build_id)
    try:
        write_build(settings.build_database, staged, load_dictionary(), identity)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    final = promote(settings.marts, staged, identity.build_id, settings.keep_builds)
    return Published(identity.build_id, changed=True, rows=_rows(final))


def identity_of_tables(tables: Path) -> Fingerprint:
    """The identity of what the raw tables hold: the files that were really read, not the folder as it lies now."""
    parameters = read_table(tables, "run_parameters").row(0, named=True)
    files = read_table(tables, "source_files").select("source_file", "sha256", "sidecar_sha256")
    return fingerprint_of(parameters["as_of"], parameters["code_version"], files.iter_rows())


def record_success(settings: Settings, done: Published) -> None:
    """Write status.json after a run that published or found nothing to change."""
    outcome: Outcome = "published" if done.changed else "unchanged"
    write_status(settings.marts, outcome, datetime.now(tz=UTC), done.build_id, next_expected=next_nightly())


def _rows(build: Path) -> dict[str, int]:
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    return {table["name"]: table["rows"] for table in manifest["tables"]}
