"""Whether a run would publish anything new: what the terminal, a night and the file sensor ask before they start one.

What belongs here: comparing what lies in a world with what is published, and saying so in status.json where nothing is
new. What does not: Dagster (schedules.py, sensors.py), printing (cli/run.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.begin_run import tidy
from pipelines.code_version import code_version_now
from pipelines.litter import barred_folder
from pipelines.publishing.fingerprint import Fingerprint, fingerprint_of_raw
from pipelines.publishing.publish import Standing, standing_of
from pipelines.run_lock import while_free
from pipelines.run_record import record_unchanged
from pipelines.settings import Settings


@dataclass(frozen=True)
class News:
    """Whether a run is due, the id of the build it would publish, and a sentence for the log."""

    is_due: bool
    build_id: str
    said: str


def standing_now(settings: Settings, deep: bool = False) -> tuple[Fingerprint, Standing]:
    """What a run would make now, and how the published build stands to it; nothing new is an `unchanged` run.

    Args:
        settings: the world.
        deep: hash every file of the published build, not only those whose size or date changed.
    """
    identity = fingerprint_of_raw(settings.raw, settings.as_of, code_version_now())
    if barred_folder(settings):
        return identity, Standing()  # a run is due, only to say what bars it: the next one with news would fail
    with while_free(settings.work) as is_free:
        if is_free:  # what was left behind goes at the next start, also of a run with nothing to do
            tidy(settings)
    standing = standing_of(settings, identity, deep)
    if standing.unchanged:
        record_unchanged(settings, standing.unchanged)
    return identity, standing


def news_of(settings: Settings, deep: bool = False) -> News:
    """Whether a run is due; see standing_now. A world without inputs is due, too: the run says so and fails."""
    identity, standing = standing_now(settings, deep)
    if standing.unchanged:
        return News(False, identity.build_id, f"nothing is new: {identity.build_id} is published and whole")
    return News(True, identity.build_id, "something is new, or the published build is damaged")
