"""When the nightly runs: its cron expression, its zone, its next time.

What belongs here: reading CCHC_NIGHTLY and CCHC_NIGHTLY_CRON. What does not: the Dagster schedule (schedules.py).
"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.settings import SettingsError

NIGHTLY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHTLY_CRON = "0 1 * * *"


def nightly_is_on() -> bool:
    """Whether the nightly refresh runs in this environment."""
    return os.environ.get("CCHC_NIGHTLY") == "1"


def nightly_cron() -> str:
    """The cron expression of the nightly, in Viet Nam's time."""
    return os.environ.get("CCHC_NIGHTLY_CRON") or NIGHTLY_CRON


def check_nightly_cron() -> None:
    """Hold CCHC_NIGHTLY_CRON to what Dagster can follow, before Dagster is asked to: its complaint is a page of calls.

    Raises:
        SettingsError: it holds no cron expression.
    """
    cron = nightly_cron()
    if cron == NIGHTLY_CRON:
        return
    from dagster._utils.schedules import is_valid_cron_schedule

    if not is_valid_cron_schedule(cron):
        expected = f"five fields as of cron, such as {NIGHTLY_CRON} (each night at 01:00)"
        raise SettingsError(f"CCHC_NIGHTLY_CRON: found {cron!r}, expected {expected}")


def next_nightly(now: datetime | None = None, cron: str = "") -> datetime | None:
    """When the next nightly is due, by the schedule that Dagster runs; None where the nightly is off or never due.

    Args:
        now: the moment asked about.
        cron: the expression of a service that runs; that of this environment where none is given.
    """
    if not cron and not nightly_is_on():
        return None
    from dagster._utils.schedules import cron_string_iterator, is_valid_cron_schedule

    cron = cron or nightly_cron()
    if not is_valid_cron_schedule(cron):
        return None
    start = (now or datetime.now(tz=NIGHTLY_ZONE)).timestamp()
    times = cron_string_iterator(start, cron, NIGHTLY_ZONE.key)
    return next((due for due in times if due.timestamp() > start), None)
