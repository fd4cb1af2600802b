"""The Dagster code location: assembles, decides nothing.

`build_definitions(**overrides)` lets a test swap parts; `defs` is what `dagster` and the UI load.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

from dagster import (
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    BetaWarning,
    Definitions,
    FreshnessPolicy,
    apply_freshness_policy,
    in_process_executor,
    with_source_code_references,
)

from pipelines.assets.kpi import KPI_TABLES, kpi_tables
from pipelines.assets.plans import PLAN_TABLES, plan_tables
from pipelines.assets.published import published_assets
from pipelines.assets.quality import QUALITY_ASSETS
from pipelines.assets.read_ahead import read_ahead, read_ahead_job
from pipelines.assets.reference import REFERENCE_TABLES, reference_tables, run_parameters
from pipelines.assets.warehouse import WAREHOUSE, warehouse_assets
from pipelines.checks.contracts import contract_checks
from pipelines.checks.finding_checks import finding_checks
from pipelines.checks.published_checks import published_checks
from pipelines.checks.source_age import source_age_checks
from pipelines.dagster_home import is_in_postgres
from pipelines.jobs import JOBS
from pipelines.resources import World
from pipelines.schedules import nightly_schedule
from pipelines.sensors import sensors

# A night without news proves the build and counts as fresh (schedules.py).
FRESH_GROUPS = ("marts", "published")


def build_definitions(**overrides: object) -> Definitions:
    """Everything the code location offers; keyword arguments replace parts of the same name."""
    warehouse = warehouse_assets()
    parts: dict[str, Any] = {
        "assets": [
            reference_tables,
            run_parameters,
            plan_tables,
            kpi_tables,
            *QUALITY_ASSETS,
            warehouse,
            published_assets(_marts(warehouse)),
            *([read_ahead()] if is_in_postgres() else []),
        ],
        "asset_checks": [
            *contract_checks(
                [*REFERENCE_TABLES, "run_parameters", *PLAN_TABLES, *KPI_TABLES, "findings", "source_files"]
            ),
            *finding_checks(),
            *source_age_checks(),
            *published_checks(),
        ],
        "jobs": [*JOBS, read_ahead_job()] if is_in_postgres() else JOBS,
        "schedules": [nightly_schedule()],
        "sensors": sensors(),
        "resources": {"world": World()},
        # One process writes the build database, so steps of a run share a process too.
        "executor": in_process_executor,
    }
    parts["assets"] = _with_sources(parts["assets"])
    return Definitions(**{**parts, **overrides})


def _with_sources(assets: list[AssetsDefinition]) -> list[AssetsDefinition]:
    """Every asset with a link to its code; marts and what is published with the age at which they are stale."""
    stale = FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))

    def fresh(spec: AssetSpec) -> AssetSpec:
        return apply_freshness_policy(spec, stale) if spec.group_name in FRESH_GROUPS else spec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)  # links to code may change their form; nothing depends on it
        linked = with_source_code_references([one for one in assets if one.op.name != WAREHOUSE])
    inner = [one for one in assets if one.op.name == WAREHOUSE]
    return [one.map_asset_specs(fresh) for one in [*linked, *inner] if isinstance(one, AssetsDefinition)]


def _marts(warehouse: AssetsDefinition) -> list[AssetKey]:
    return sorted(spec.key for spec in warehouse.specs if spec.group_name == "marts")


defs = build_definitions()
