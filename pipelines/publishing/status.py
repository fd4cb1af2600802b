"""`marts/status.json`: what the last run did, for people and the watcher of a nightly; `status.js` for pages. Pure.

What belongs here: the one file that is written on every run, failed ones too. What does not: anything that decides
results; the wall clock is allowed here and only here.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, TypedDict, cast

from pipelines.own_files import kept_facts, make_way

# `ended`: a run of some assets, or one that was stopped, ended without publishing.
Outcome = Literal["running", "published", "unchanged", "failed", "ended", "rolled_back"]
STATUS = "status.json"
_TIMES = ("finished_at", "started_at", "next_expected")
# The same as a script: a page that lies on a disk may load a script and may not read a file.
STATUS_SCRIPT = "status.js"


class Success(TypedDict):
    """The last run that published or found nothing new."""

    build_id: str | None
    finished_at: str


class Status(TypedDict, total=False):
    """What status.json holds; times are ISO 8601 with a zone."""

    outcome: str
    finished_at: str | None
    started_at: str | None
    failures: list[str]
    last_success: Success | None
    next_expected: str | None


def read_status(marts: Path) -> Status:
    """The last status; empty before the first run or where the file is damaged."""
    kept = kept_facts(marts / STATUS)
    return cast("Status", {name: value for name, value in kept.items() if _is_of_its_kind(name, value)})


def _is_of_its_kind(name: str, value: object) -> bool:
    """Whether a value is what this program writes under that name; one that someone else put there counts as none."""
    if name in _TIMES:
        return value is None or _is_time(value)
    if name == "last_success":
        return value is None or (isinstance(value, dict) and "build_id" in value and _is_time(value.get("finished_at")))
    return isinstance(value, {"outcome": str, "failures": list}.get(name, ()))


def _is_time(said: object) -> bool:
    try:
        return datetime.fromisoformat(str(said)).tzinfo is not None
    except ValueError:
        return False


def write_status(
    marts: Path,
    outcome: Outcome,
    at: datetime,
    build_id: str | None = None,
    failures: tuple[str, ...] = (),
    next_expected: datetime | None = None,
) -> Status:
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
    content: Status = {
        "outcome": outcome,
        "finished_at": None if outcome == "running" else at.isoformat(timespec="seconds"),
        "started_at": at.isoformat(timespec="seconds") if outcome == "running" else started_at,
        "failures": list(failures),
        "last_success": last_success,
        "next_expected": next_expected.isoformat(timespec="seconds") if next_expected else None,
    }
    marts.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    _replace(marts / STATUS, text + "\n")
    with suppress(OSError):  # a full disk has no room for a second file; the first one is what counts
        _replace(marts / STATUS_SCRIPT, f"window.cchcStatus = {text};\n")
    return content


def _replace(path: Path, text: str) -> None:
    """Replace the file by one rename; on a full disk write into the old one's own space, which is there already."""
    make_way(path)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError:
        scratch.unlink(missing_ok=True)
        data = text.encode("utf-8")
        with path.open("r+b") as stream:
            stream.write(data + b" " * (path.stat().st_size - len(data)))
            stream.truncate(len(data))
