"""The mark that the warehouse passed all its blocking checks for exactly the raw tables that lie there now.

What belongs here: the mark, and whether a smaller run renews it. What does not: the checks (dbt, checks/), publishing.

A job that only publishes must not publish what failed, nor an old warehouse under the name of newer raw tables: it
asks for the mark. A run of everything renews it; a run of some models does where they include all that hangs on the
raw tables written since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipelines.contracts.raw_models import TABLES
from pipelines.own_files import kept_facts
from pipelines.raw_tables import table_path
from pipelines.settings import Settings

MARK = "audited.json"
Children = Mapping[str, Sequence[str]]


class NotAuditedError(RuntimeError):
    """What would be published did not pass its checks; the text says what to do."""


def audited_build(work: Path) -> str:
    """The id of the build that the warehouse was audited for; empty where it was not."""
    return _mark(work).get("build_id", "")


def mark_audited(work: Path, build_id: str, code: str) -> None:
    """The warehouse passed all checks for the raw tables of this identity, built by this version of the code."""
    scratch = work / f".{MARK}.{os.getpid()}"
    scratch.write_text(json.dumps({"build_id": build_id, "code_version": code}), encoding="utf-8")
    scratch.replace(work / MARK)


def begin_audit(settings: Settings, code: str) -> set[str]:
    """Take the mark away before the warehouse is written.

    Returns:
        The raw tables whose models must all be built for a new mark: those written since the old one; all where there
        was none, or another version of the code made it.
    """
    stale = _written_since_audit(settings) if _mark(settings.work).get("code_version") == code else set(TABLES)
    (settings.work / MARK).unlink(missing_ok=True)
    return stale


def _mark(work: Path) -> dict[str, str]:
    return {name: str(value) for name, value in kept_facts(work / MARK).items()}


def require_audit(work: Path, build_id: str) -> None:
    """Do nothing where the warehouse was audited for this identity.

    Raises:
        NotAuditedError: it was not.
    """
    if audited_build(work) != build_id:
        raise NotAuditedError(
            "the warehouse did not pass its checks for what was read last, or was not built from it: run everything "
            "once (`cchc run`, or the job `refresh`)"
        )


def _written_since_audit(settings: Settings) -> set[str]:
    with suppress(OSError):
        at = (settings.work / MARK).stat().st_mtime_ns
        paths = {name: table_path(settings.tables, name) for name in TABLES}
        return {name for name, path in paths.items() if path.exists() and path.stat().st_mtime_ns > at}
    return set(TABLES)


def hanging_on(nodes: Iterable[str], children: Children) -> set[str]:
    """Everything that hangs on the given nodes of dbt's graph, however far; not the nodes themselves."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        new = [one for one in children.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found
