"""Sensors: files that arrive start a refresh, a run that fails tells someone. On where CCHC_NIGHTLY=1 (production).

What belongs here: Dagster's sensors. What does not: whether there is news (news.py), how an alert travels (alerts.py).
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from dagster import (
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    run_failure_sensor,
    sensor,
)

from pipelines.alerts import Alert, alert_ways, send
from pipelines.dagster_home import has_open_run
from pipelines.inputs import STAGES, find_inputs
from pipelines.jobs import REFRESH
from pipelines.news import news_of
from pipelines.schedule import nightly_is_on
from pipelines.settings import Settings
from pipelines.source import existing_sidecar

LOOK_EVERY_SECONDS = 30
# A copy of many files, or of a large one, is over when nothing moved for so long.
SETTLED_AFTER_SECONDS = 60
# Dagster's own words for it name neither what happened nor what to do.
CUT_OFF = "The run was cut off: its service was stopped, or someone ended its process; the next run repairs."


def sensors() -> list[SensorDefinition]:
    """Both sensors."""
    return [_arrivals(), _failures()]


def _arrivals() -> SensorDefinition:
    @sensor(
        name="arrivals",
        job=REFRESH,
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=DefaultSensorStatus.RUNNING if nightly_is_on() else DefaultSensorStatus.STOPPED,
        description=f"Refresh once files under raw/ came, changed or went and nothing moved for "
        f"{SETTLED_AFTER_SECONDS} s. What counts is the content: a file that was only touched starts nothing.",
    )
    def arrivals(context: SensorEvaluationContext) -> SensorResult | SkipReason:
        if has_open_run(context.instance):
            return SkipReason("a run is under way; what arrives meanwhile is looked at after it")
        return look(Settings.from_env(), context.cursor, time.time())

    return arrivals


def look(settings: Settings, cursor: str | None, now: float) -> SensorResult | SkipReason:
    """One look at `raw`: wait while it moves, compare contents once it is still, then ask for one run.

    Args:
        settings: the world.
        cursor: JSON of the last look: `seen` (names, sizes, dates), `since` (when it was first so), `judged` (whether
            its contents were compared).
        now: seconds since 1970.
    """
    seen, before = _glance(settings), _state(cursor)
    if seen != before["seen"]:
        return SensorResult(cursor=_cursor(seen, now, judged=False), skip_reason="files moved: waiting until they rest")
    if before["judged"]:
        return SkipReason("nothing moved")
    if now - before["since"] < SETTLED_AFTER_SECONDS:
        return SkipReason("files moved: waiting until they rest")
    news, judged = news_of(settings), _cursor(seen, before["since"], judged=True)
    if not news.is_due:
        return SensorResult(cursor=judged, skip_reason=news.said)
    return SensorResult(cursor=judged, run_requests=[RunRequest(run_key=f"{news.build_id} {seen[:10]}")])


def _glance(settings: Settings) -> str:
    """What a look without opening files shows: names, sizes and dates of inputs and their sidecars."""
    lines = []
    for stage in STAGES:
        for item in find_inputs(settings.raw, stage)[0]:
            for path in filter(None, (item.path, existing_sidecar(item.path))):
                try:
                    facts = path.stat()
                except OSError:
                    continue
                lines.append(f"{item.source_file} {path.name!a} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _state(cursor: str | None) -> dict[str, Any]:
    empty = {"seen": "", "since": 0.0, "judged": False}
    try:
        return {**empty, **json.loads(cursor or "{}")}
    except (ValueError, TypeError):
        return empty


def _cursor(seen: str, since: float, *, judged: bool) -> str:
    return json.dumps({"seen": seen, "since": since, "judged": judged})


def _failures() -> SensorDefinition:
    @run_failure_sensor(
        name="failures",
        monitor_all_code_locations=False,
        default_status=DefaultSensorStatus.RUNNING if alert_ways() else DefaultSensorStatus.STOPPED,
        description="Tell someone that a run failed: CCHC_ALERT_WEBHOOK (a JSON post) and CCHC_ALERT_MAIL (by "
        "CCHC_SMTP, host:port). Off where neither is set.",
    )
    def failures(context: RunFailureSensorContext) -> None:
        run = context.dagster_run
        said = context.failure_event.message or ""
        message = CUT_OFF if "interrupted unexpectedly" in said else said
        problems = send(Alert(run.job_name, run.run_id, message, Settings.from_env().data))
        for problem in problems:
            context.log.error(problem)

    return failures
