"""Which build a new one is compared with for `diff.md` and `mart_build_diff`, and whether that can be. Pure.

What belongs here: naming the build before, whether it is whole. What does not: comparing (changes.py), words for it
(changes_said.py).

A build made again, because it was damaged or because somebody asked, changed nothing against itself: it is compared
with what stood before it the first time, which `published.json` keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.publishing.layout import SECOND, builds_folder, complete_builds, current_build
from pipelines.publishing.proof import damage, published_before, recall
from pipelines.settings import Settings

FIRST = ""


@dataclass(frozen=True)
class Before:
    """The build before: its folder name (FIRST where there was none, None where nobody knows), its folder if whole."""

    name: str | None = FIRST
    build: Path | None = None


def build_before(settings: Settings, build_id: str) -> Before:
    """What a build of this identity is compared with."""
    name = _name_of(settings, build_id)
    if not name:
        return Before(name)
    build = builds_folder(settings.marts) / name
    return Before(name, None if damage(build, recall(settings.work, build)) else build)


def _name_of(settings: Settings, build_id: str) -> str | None:
    current, known = current_build(settings.marts), published_before(settings.work)
    published = current.name if current else known.build
    if published and _id(published) != build_id:
        return published
    if published and known.build == published and known.before is not None:
        return known.before
    others = [one.name for one in complete_builds(settings.marts) if _id(one.name) != build_id]
    return others[0] if others else None if published or complete_builds(settings.marts) else FIRST


def _id(name: str) -> str:
    return name.removesuffix(SECOND)
