"""Whether a run would publish anything new: what a night and the file sensor ask before they start one.

What belongs here: comparing what lies in a world with what is published, and saying so in status.json where nothing is
new. What does not: Dagster (schedules.py, sensors.py), the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.code_version import code_version
from pipelines.inputs import has_inputs
from pipelines.publishing.fingerprint import fingerprint_of_raw
from pipelines.publishing.publish import standing_of
from pipelines.run_record import record_unchanged
from pipelines.settings import Settings


@dataclass(frozen=True)
class News:
    """Whether a run is due, the id of the build it would publish, and a sentence for the log."""

    is_due: bool
    build_id: str
    said: str


def news_of(settings: Settings, deep: bool = False) -> News:
    """Compare inputs, code and as-of date with the published build; nothing new is recorded as an `unchanged` run.

    Args:
        settings: the world.
        deep: hash every file of the published build, not only those whose size or date changed.
    """
    identity = fingerprint_of_raw(settings.raw, settings.as_of, code_version())
    if not has_inputs(settings.raw):
        return News(True, identity.build_id, "no inputs: the run says so")  # and fails, so that someone looks
    standing = standing_of(settings, identity, deep=deep)
    if standing.unchanged is None:
        why = f"the published build is damaged ({standing.damage[0]})" if standing.damage else "something is new"
        return News(True, identity.build_id, why)
    record_unchanged(settings, standing.unchanged)
    return News(False, identity.build_id, f"nothing is new: {identity.build_id} is published and whole")
