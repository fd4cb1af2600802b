"""Schedules: the nightly refresh. Off unless CCHC_NIGHTLY=1, which `make nightly` sets."""

from __future__ import annotations

import os

from dagster import DefaultScheduleStatus, RunRequest, ScheduleDefinition, ScheduleEvaluationContext

from pipelines.dagster_home import end_orphans
from pipelines.jobs import REFRESH
from pipelines.publishing.status import NIGHTLY_HOUR, NIGHTLY_ZONE
from pipelines.settings import Settings

NIGHTLY_CRON = f"0 {NIGHTLY_HOUR} * * *"


def _request(context: ScheduleEvaluationContext) -> RunRequest:
    """One refresh, after runs were ended that a killed process left open: nobody watches the night."""
    end_orphans(context.instance, Settings.from_env())
    return RunRequest()


def nightly_schedule() -> ScheduleDefinition:
    """The refresh at 01:00 in Viet Nam. CCHC_NIGHTLY_CRON moves it, for a trial."""
    running = os.environ.get("CCHC_NIGHTLY") == "1"
    return ScheduleDefinition(
        name="nightly",
        job=REFRESH,
        execution_fn=_request,
        cron_schedule=os.environ.get("CCHC_NIGHTLY_CRON") or NIGHTLY_CRON,
        execution_timezone=NIGHTLY_ZONE.key,
        default_status=DefaultScheduleStatus.RUNNING if running else DefaultScheduleStatus.STOPPED,
        description="Refresh everything at 01:00 (Asia/Ho_Chi_Minh). On under `make nightly`, off in development.",
    )
