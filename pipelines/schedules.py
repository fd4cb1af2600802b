"""Schedules: the nightly refresh. Off unless CCHC_NIGHTLY=1, which `make nightly` sets."""

from __future__ import annotations

from dagster import DefaultScheduleStatus, RunRequest, ScheduleDefinition, ScheduleEvaluationContext

from pipelines.dagster_home import drop_old_runs, end_orphans
from pipelines.jobs import REFRESH
from pipelines.schedule import NIGHTLY_ZONE, nightly_cron, nightly_is_on
from pipelines.settings import Settings


def _request(context: ScheduleEvaluationContext) -> RunRequest:
    """One refresh, after runs were ended that a killed process left open: nobody watches the night."""
    settings = Settings.from_env()
    end_orphans(context.instance, settings)
    drop_old_runs(context.instance, settings)
    return RunRequest()


def nightly_schedule() -> ScheduleDefinition:
    """The refresh at 01:00 in Viet Nam. CCHC_NIGHTLY_CRON moves it, for a trial."""
    return ScheduleDefinition(
        name="nightly",
        job=REFRESH,
        execution_fn=_request,
        cron_schedule=nightly_cron(),
        execution_timezone=NIGHTLY_ZONE.key,
        default_status=DefaultScheduleStatus.RUNNING if nightly_is_on() else DefaultScheduleStatus.STOPPED,
        description="Refresh everything at 01:00 (Asia/Ho_Chi_Minh). On under `make nightly`, off in development.",
    )
