"""Jobs: what a person or the clock can run as one thing, one process each.

What belongs here: selections and hooks. What does not: schedules (schedules.py), what assets do (assets/).
"""

from __future__ import annotations

from dagster import (
    AssetSelection,
    Failure,
    HookContext,
    HookDefinition,
    define_asset_job,
    failure_hook,
)
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.assets.kpi import KPI_TABLES
from pipelines.assets.plans import PLAN_TABLES
from pipelines.assets.reference import REFERENCE_TABLES
from pipelines.assets.specs import raw_key
from pipelines.resources import World
from pipelines.run_record import record_failure
from pipelines.settings import Settings


@failure_hook(name="record_failure")
def record_failed_step(context: HookContext) -> None:
    """Write marts/status.json when a step fails: readers see what failed and when the last good build was made."""
    reason = str(context.op_exception or "see the run's log").strip().splitlines()
    is_sentence = isinstance(context.op_exception, Failure)  # it says what to do; which step met it first is no matter
    where = "" if is_sentence else f"{context.op.name}: "
    record_failure(Settings.from_env(), [f"{where}{line}" for line in reason[:5]])


# What the launchpad opens with: everything a run may be asked for, as the nightly has it; help stands beside it.
# A service's log stays readable: what a run says, its stack traces too, stands in its own log in the UI.
RUN_CONFIG: dict[str, object] = {
    "resources": {"world": {"config": World().model_dump()}},
    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
}
HOOKS: set[HookDefinition] = {record_failed_step}


def _job(name: str, selection: AssetSelection, description: str) -> UnresolvedAssetJobDefinition:
    return define_asset_job(
        name,
        selection=selection,
        description=description,
        hooks=HOOKS,
        config=RUN_CONFIG,
        tags={"dagster/max_retries": "0"},
    )


def _with_downstream(tables: list[str]) -> AssetSelection:
    return AssetSelection.assets(*[raw_key(name) for name in [*tables, "run_parameters"]]).downstream()


JOBS = [
    _job(
        "refresh",
        AssetSelection.all() - AssetSelection.groups("backfill"),
        "Everything: read all inputs, build and test all models, publish.",
    ),
    _job(
        "plans",
        _with_downstream(PLAN_TABLES) | AssetSelection.assets(*map(raw_key, REFERENCE_TABLES)),
        "Read the plans and reviewers' decisions again and refresh and publish what depends on them.",
    ),
    _job("kpi", _with_downstream(KPI_TABLES), "Read the exports again and refresh and publish what depends on them."),
    _job("publish", AssetSelection.groups("published"), "Publish what the warehouse holds; nothing is read or built."),
]
REFRESH = JOBS[0]
