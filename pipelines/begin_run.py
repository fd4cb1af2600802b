"""The start of every run: hold the world and say in status.json that a run is under way.

What belongs here: what the terminal and Dagster do alike before a run writes. What does not: the lock (run_lock).
"""

from __future__ import annotations

import atexit

from pipelines.inputs import has_inputs
from pipelines.litter import barred_folder, remove_litter
from pipelines.run_lock import hold_world
from pipelines.run_record import record, record_end
from pipelines.settings import Settings


class NoInputsError(RuntimeError):
    """The world holds nothing to read; the text says where it was looked for."""


class PlaceTakenError(RuntimeError):
    """Something else stands where a folder of the world belongs; the text says where and what to do."""


def begin_run(settings: Settings) -> None:
    """Hold a world for this process; calling it again within a run changes nothing.

    Raises:
        NoInputsError: neither plans nor exports lie in the world, so a run would publish an empty warehouse over a
            full one; an unmounted disk looks just like that.
        PlaceTakenError: no folder stands where one of the world's own belongs.
        WorldBusyError: another process is refreshing the same world.
    """
    if not has_inputs(settings.raw):
        raise NoInputsError(
            f"{settings.raw}: no plans and no exports in it (CCHC_DATA must hold raw/plans and raw/kpi); "
            "nothing was built, readers keep the build before"
        )
    if taken := barred_folder(settings):
        raise PlaceTakenError(
            f"{taken}: a run keeps its folder there, and what stands there is none: move it away "
            "(or bring back the disk that it leads to), then run again"
        )
    if hold_world(settings.work):
        atexit.register(record_end, settings)
        remove_litter(settings)
        record(settings, "running")
