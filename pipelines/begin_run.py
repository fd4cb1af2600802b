"""The start of every run: hold the world and say in status.json that a run is under way.

What belongs here: what the terminal and Dagster do alike before a run writes. What does not: the lock (run_lock).
"""

from __future__ import annotations

import atexit
import logging

from pipelines.inputs import has_inputs
from pipelines.language import language
from pipelines.litter import barred_folder, remove_litter
from pipelines.own_permissions import give_back
from pipelines.run_lock import hold_world
from pipelines.run_record import record, record_end
from pipelines.settings import Settings
from pipelines.wording import line


class NoInputsError(RuntimeError):
    """The world holds nothing to read; the text says where it was looked for."""


class PlaceTakenError(RuntimeError):
    """What stands where a folder of the world belongs can't be written into; the text says where and what to do."""


log = logging.getLogger("cchc")
# Of what was opened or removed, so many are named: a killed run may leave a share of every table.
_NAMED = 3
_NO_FOLDER = (
    "a run keeps its folder there, and what stands there is none: move it away "
    "(or bring back the disk that it leads to), then run again"
)


def begin_run(settings: Settings) -> None:
    """Hold a world for this process; calling it again within a run changes nothing.

    Raises:
        NoInputsError: neither plans nor exports lie in the world, so a run would publish an empty warehouse over a
            full one; an unmounted disk looks just like that.
        PlaceTakenError: no folder stands where one of the world's own belongs, or one that can't be written.
        WorldBusyError: another process is refreshing the same world.
    """
    if not has_inputs(settings.raw):
        raise NoInputsError(
            f"{settings.raw}: no plans and no exports in it (CCHC_DATA must hold raw/plans and raw/kpi); "
            "nothing was built, readers keep the build before"
        )
    if barred := barred_folder(settings):
        what = "Permission denied; a run must be able to write there" if barred.is_dir() else _NO_FOLDER
        raise PlaceTakenError(f"{barred}: {what}")
    if hold_world(settings.work):
        atexit.register(record_end, settings)
        tidy(settings)
        record(settings, "running")


def tidy(settings: Settings) -> None:
    """Open what of ours was closed, clear away what earlier runs left, and say so; only while the world is held."""
    for told, paths in (("opened", give_back(settings)), ("tidied", remove_litter(settings))):
        if paths:
            lang, more = language(), len(paths) - _NAMED
            names = ", ".join(path.relative_to(settings.data).as_posix() for path in paths[:_NAMED])
            names += line("damaged_more", lang, count=more) if more > 0 else ""
            log.info(line(told, lang, names=names))
