"""`marts/status.json`: what the last run did, for pages, people and the watcher of a nightly. Pure.

What belongs here: the one file that is written on every run, failed ones too. What does not: anything that decides
results; the wall clock is allowed here and only here.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

Outcome = Literal["running", "published", "unchanged", "failed"]
STATUS = "status.json"


NIGHTLY_HOUR = 1
NIGHTLY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def next_nightly(now: datetime | None = None) -> datetime | None:
    """When the next nightly is due: 01:00 in Viet Nam where the nightly is on (CCHC_NIGHTLY=1), else None."""
    if os.environ.get("CCHC_NIGHTLY") != "1":
        return None
    here = (now or datetime.now(tz=NIGHTLY_ZONE)).astimezone(NIGHTLY_ZONE)
    today = here.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    return today if here < today else today + timedelta(days=1)


def read_status(marts: Path) -> dict[str, Any]:
    """The last status; empty before the first run or where the file is damaged."""
    try:
        content = json.loads((marts / STATUS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_status(
    marts: Path,
    outcome: Outcome,
    at: datetime,
    build_id: str | None = None,
    failures: tuple[str, ...] = (),
    next_expected: datetime | None = None,
) -> dict[str, Any]:
    """Record a run, keeping the last success where this run failed; replaced by one rename.

    A run that is killed leaves `running` behind: a watcher sees a start without an end.

    Args:
        marts: the published folder.
        outcome: what the run did.
        at: when it ended (`running`: when it began), with a time zone.
        build_id: the published build after the run.
        failures: what failed, in words.
        next_expected: when the next scheduled run is due, where one is scheduled.
    """
    before = read_status(marts)
    last_success, started_at = before.get("last_success"), before.get("started_at")
    if outcome in ("published", "unchanged"):
        last_success = {"build_id": build_id, "finished_at": at.isoformat(timespec="seconds")}
    content = {
        "outcome": outcome,
        "finished_at": None if outcome == "running" else at.isoformat(timespec="seconds"),
        "started_at": at.isoformat(timespec="seconds") if outcome == "running" else started_at,
        "failures": list(failures),
        "last_success": last_success,
        "next_expected": next_expected.isoformat(timespec="seconds") if next_expected else None,
    }
    marts.mkdir(parents=True, exist_ok=True)
    scratch = marts / f".{STATUS}.{os.getpid()}"
    scratch.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    scratch.replace(marts / STATUS)
    return content
