"""What is wrong with a world, each with what to do about it. Writes nothing.

What belongs here: the checks of `cchc doctor`. What does not: their sentences (doctor.yml), printing (cli/check_build),
mending (a run does).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.dagster_home import instance_problem, open_runs_without_process
from pipelines.language import Language
from pipelines.litter import find_litter, own_folders, without_rights
from pipelines.own_permissions import closed
from pipelines.publishing.last_run import BAD, status_of
from pipelines.publishing.layout import CHECKSUMS, MANIFEST, complete_builds, current_build, wrong_links
from pipelines.publishing.proof import damage
from pipelines.run_lock import holder_of
from pipelines.service_mark import service_state
from pipelines.settings import Settings
from pipelines.yaml_files import Texts, read_yaml

# What every manifest of today's form holds.
MANIFEST_KEYS = {"build_id", "as_of", "code_version", "inputs", "tables"}
# A run of the whole country takes less.
HUNG_AFTER_SECONDS = 6 * 3600


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong: a code of doctor.yml and what fills its sentences."""

    code: str
    filled: tuple[tuple[str, object], ...] = ()

    def said(self, part: str, lang: Language) -> str:
        """The sentence: `what` is wrong, or the `remedy`."""
        return str(_texts()[self.code][part][lang]).format(**dict(self.filled))


@cache
def _texts() -> dict[str, Texts]:
    return read_yaml(Path(__file__).with_suffix(".yml"), dict[str, Texts])


def codes() -> list[str]:
    """Every complaint there is."""
    return list(_texts())


def examine(settings: Settings, now: datetime) -> list[Complaint]:
    """Everything that is wrong with a world: permissions, builds, links, runs, records, the service."""
    folders = (settings.data, *own_folders(settings))
    if barred := list(without_rights(folders, os.R_OK | os.X_OK)):  # nothing else can be seen
        return [_complaint("not_writable", path=folder) for folder in barred]
    holder = holder_of(settings.work)
    found = [*_permissions(settings), *_published(settings), *_other_builds(settings), *_service(settings, now)]
    if holder is None:
        return [*found, *_left_behind(settings), *_dagster(settings)]
    return [*found, *_hung(settings, holder, now)]


def _complaint(code: str, **filled: object) -> Complaint:
    return Complaint(code, tuple(filled.items()))


def _permissions(settings: Settings) -> Iterator[Complaint]:
    lacking = list(without_rights((settings.data, *own_folders(settings)), os.W_OK))
    yield from (_complaint("not_writable", path=folder) for folder in lacking)
    if not lacking and (ours := closed(settings)):
        yield _complaint("own_closed", path=ours[0].relative_to(settings.data), count=len(ours))
    if not (settings.raw.is_dir() and os.access(settings.raw, os.R_OK | os.X_OK)):
        yield _complaint("raw_not_readable", path=settings.raw)
        return
    unread = [
        path for path in sorted(settings.raw.rglob("*")) if not os.access(path, os.R_OK) and not _is_nowhere(path)
    ]
    if unread:
        yield _complaint("input_not_readable", path=unread[0].relative_to(settings.data), count=len(unread))


def _is_nowhere(path: Path) -> bool:
    """A link whose file is gone is a finding of the next run; no right would mend it."""
    try:
        return path.is_symlink() and not path.exists()
    except OSError:
        return False


def _published(settings: Settings) -> Iterator[Complaint]:
    build = current_build(settings.marts)
    if build is None:
        yield _complaint("nothing_published", path=settings.marts)
        return
    if _is_old(build):
        yield _complaint("old_format", build=build.name)
    else:
        yield from (_complaint("damaged", build=build.name, problem=problem) for problem in damage(build))
    yield from (_complaint("wrong_link", link=name) for name in wrong_links(settings.marts))


def _other_builds(settings: Settings) -> Iterator[Complaint]:
    """Kept builds that a rollback could not take, or that nothing proves whole."""
    for build in complete_builds(settings.marts):
        if build == current_build(settings.marts):
            continue
        if _is_old(build):
            yield _complaint("old_kept", build=build.name)
        elif problems := damage(build):
            yield _complaint("damaged_kept", build=build.name, problem=problems[0])


def _is_old(build: Path) -> bool:
    """Whether a build was made by an older version: without checksums, or with a manifest of fewer facts."""
    try:
        manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # damaged, which is told otherwise
    if not MANIFEST_KEYS.issubset(manifest):
        return True
    return not (build / CHECKSUMS).exists() and _is_whole(build, manifest)


def _is_whole(build: Path, manifest: dict[str, Any]) -> bool:
    return all((build / "parquet" / f"{table['name']}.parquet").exists() for table in manifest.get("tables", []))


def _service(settings: Settings, now: datetime) -> Iterator[Complaint]:
    told, service = status_of(settings, now), service_state(settings.work)
    if service.is_dead:
        yield _complaint("dead_service", process=service.process, since=service.since)
    elif told["is_late"] and not service.is_alive:
        yield _complaint("late", due=told["next_expected"])
    elif told["is_late"]:
        yield _complaint("late_though_alive", due=told["next_expected"], process=service.process)
    if told["outcome"] in {"never", *BAD}:
        failures = "; ".join(told["failures"]) or "-"
        yield _complaint(f"status_{told['outcome']}", failures=failures)


def _left_behind(settings: Settings) -> Iterator[Complaint]:
    for path in find_litter(settings):
        yield _complaint("litter", path=path.relative_to(settings.data))


def _dagster(settings: Settings) -> Iterator[Complaint]:
    problem = instance_problem(settings)
    if problem:
        yield _complaint("broken_records", path=settings.work / "dagster", problem=problem)
        return
    for job, run_id in open_runs_without_process(settings):
        yield _complaint("stale_run", job=job, run=run_id[:8])


def _hung(settings: Settings, holder: str, now: datetime) -> Iterator[Complaint]:
    began = status_of(settings, now)["started_at"]
    if began and (now - datetime.fromisoformat(began)).total_seconds() > HUNG_AFTER_SECONDS:
        yield _complaint("hung", process=holder, since=began)
