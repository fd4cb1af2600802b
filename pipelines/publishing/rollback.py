"""Going back to an earlier build that was kept.

What belongs here: which build, whether it is whole, the swap, status.json. What does not: links (layout.py), printing.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.publishing.layout import complete_builds, current_build, lead_to
from pipelines.publishing.proof import damage, remember
from pipelines.run_lock import hold_world
from pipelines.run_record import record
from pipelines.settings import Settings


class RollbackError(RuntimeError):
    """There is no such build to go back to, or it is not whole; the text says which and what to do."""


def go_back(settings: Settings, wanted: str | None = None) -> Path:
    """Publish an earlier build again. The next run goes forward: it builds what the inputs say.

    Args:
        settings: the world.
        wanted: the id of a build, or its beginning; the one before the published one where it is not said.

    Returns:
        The folder of the build that is published now.

    Raises:
        RollbackError: no such build is kept, several begin so, it is the published one, or it is damaged.
        WorldBusyError: a run is under way.
    """
    hold_world(settings.work)
    chosen = _chosen(settings.marts, wanted)
    problems = damage(chosen)
    if problems:
        raise RollbackError(f"{chosen.name} is damaged ({problems[0]}); choose another (`cchc builds` lists them)")
    lead_to(settings.marts, chosen)
    remember(settings.work, chosen)
    record(settings, "rolled_back")
    return chosen


def _chosen(marts: Path, wanted: str | None) -> Path:
    builds, published = complete_builds(marts), current_build(marts)
    if wanted is None:
        older = builds[builds.index(published) + 1 :] if published in builds else builds
        if not older:
            raise RollbackError("no earlier build is kept")
        return older[0]
    matching = [one for one in builds if one.name == wanted] or [one for one in builds if one.name.startswith(wanted)]
    if len(matching) != 1:
        found = "no build" if not matching else f"{len(matching)} builds"
        raise RollbackError(f"{found} of the name {wanted!r} (`cchc builds` lists them)")
    if matching[0] == published:
        raise RollbackError(f"{wanted} is the published build")
    return matching[0]
