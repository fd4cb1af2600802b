"""The nightly schedule: a refresh at 01:00 in Viet Nam where anything is new. On where CCHC_NIGHTLY=1 (`make nightly`).

What belongs here: the Dagster schedule. What does not: when it is due (schedule.py), whether there is news (news.py).
"""

from __future__ import annotations

from dagster import (
    AssetKey,
    AssetMaterialization,
    DagsterInstance,
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
)

from pipelines.assets.published import PUBLISHED_KEYS
from pipelines.dagster_home import drop_old_runs, end_orphans, has_open_run
from pipelines.jobs import REFRESH
from pipelines.news import news_of
from pipelines.publishing.dictionary import load_dictionary
from pipelines.schedule import NIGHTLY_ZONE, nightly_cron, nightly_is_on
from pipelines.settings import Settings

# What a night without news proves whole and up to date, though nothing is built.
PROVED = [*(AssetKey(["marts", name]) for name in load_dictionary().made_by_dbt), *PUBLISHED_KEYS]


def _request(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
    """One refresh where something is new, after runs were ended that a killed process left open."""
    settings = Settings.from_env()
    end_orphans(context.instance, settings)
    drop_old_runs(context.instance, settings)
    if has_open_run(context.instance):
        return SkipReason("a run is under way")
    news = news_of(settings, deep=True)
    if news.is_due:
        return RunRequest()
    _count_as_fresh(context.instance, news.build_id)
    return SkipReason(news.said)


def _count_as_fresh(instance: DagsterInstance, build_id: str) -> None:
    """Materialise what a quiet night proved, with what its page shows (rows, columns, their lineage, a preview)."""
    for key in PROVED:
        last = instance.get_latest_materialization_event(key)
        shown = last.asset_materialization.metadata if last and last.asset_materialization else {}
        proved = AssetMaterialization(key, metadata={**shown, "build_id": build_id, "changed": False})
        instance.report_runless_asset_event(proved)


def nightly_schedule() -> ScheduleDefinition:
    """The refresh at 01:00 in Viet Nam. CCHC_NIGHTLY_CRON moves it."""
    cron = nightly_cron()
    return ScheduleDefinition(
        name="nightly",
        job=REFRESH,
        execution_fn=_request,
        cron_schedule=cron,
        execution_timezone=NIGHTLY_ZONE.key,
        default_status=DefaultScheduleStatus.RUNNING if nightly_is_on() else DefaultScheduleStatus.STOPPED,
        description=f"Refresh everything at «{cron}» ({NIGHTLY_ZONE.key}) where inputs, code or as-of date are new; a "
        "night without news is a skipped tick. On under «make nightly», off in development.",
    )
