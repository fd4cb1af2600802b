"""The last run in facts: status.json, and what only the moment shows (a run cut off, a night that did not come).

What belongs here: reading. What does not: writing status.json (run_record.py), printing (cli/builds.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from pipelines.publishing.layout import current_build_id
from pipelines.publishing.status import Success, read_status
from pipelines.run_lock import is_held_elsewhere
from pipelines.schedule import next_nightly
from pipelines.service_mark import ServiceState, service_state
from pipelines.settings import Settings

# A night is late so long after it was due: a run of the whole country takes less.
LATE = timedelta(hours=2)
BAD = frozenset({"failed", "interrupted"})


class Told(TypedDict):
    """The last run in facts, with what only the moment shows; `service`: `alive`, `dead`, or `none` was started."""

    outcome: str
    published_build: str | None
    started_at: str | None
    finished_at: str | None
    last_success: Success | None
    failures: list[str]
    next_expected: str | None
    is_late: bool
    service: str


def status_of(settings: Settings, now: datetime) -> Told:
    """The last run in facts: status.json, and what only the moment shows (a run cut off, a night that did not come)."""
    kept = read_status(settings.marts)
    outcome = kept.get("outcome", "never")
    if outcome == "running" and not is_held_elsewhere(settings.work):
        outcome = "interrupted"
    service = service_state(settings.work)
    due = kept.get("next_expected") or _planned(service, now)
    return {
        "outcome": outcome,
        "published_build": current_build_id(settings.marts),
        "started_at": kept.get("started_at"),
        "finished_at": kept.get("finished_at"),
        "last_success": kept.get("last_success"),
        "failures": kept.get("failures", []),
        "next_expected": due,
        "service": "dead" if service.is_dead else "alive" if service.is_alive else "none",
        "is_late": due is not None and outcome != "running" and now > datetime.fromisoformat(due) + LATE,
    }


def _planned(service: ServiceState, now: datetime) -> str | None:
    """When a living service runs next; before its first run no status.json says so."""
    due = next_nightly(now, service.cron) if service.is_alive and service.cron else None
    return due.isoformat(timespec="seconds") if due else None


def is_bad(told: Told) -> bool:
    """Whether a watcher should be told: nothing was ever published, or what is published may be stale."""
    return (is_stale(told) and told["outcome"] != "rolled_back") or not told["last_success"]


def is_stale(told: Told) -> bool:
    """Whether readers should know: a failed or lost run, a late night, a dead service, an earlier build came back."""
    return told["outcome"] in {*BAD, "rolled_back"} or told["is_late"] or told["service"] == "dead"
