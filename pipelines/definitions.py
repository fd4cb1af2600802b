"""The Dagster code location: assembles, decides nothing.

`build_definitions(**overrides)` lets a test swap parts; `defs` is what `dagster` and the UI load.
"""

from __future__ import annotations

from typing import Any

from dagster import AssetKey, AssetsDefinition, Definitions, in_process_executor

from pipelines.assets.kpi import KPI_TABLES, kpi_tables
from pipelines.assets.plans import PLAN_TABLES, plan_tables
from pipelines.assets.published import published_assets
from pipelines.assets.quality import QUALITY_ASSETS
from pipelines.assets.reference import REFERENCE_TABLES, reference_tables, run_parameters
from pipelines.assets.warehouse import warehouse_assets
from pipelines.checks.contracts import contract_checks
from pipelines.checks.findings import finding_checks
from pipelines.jobs import JOBS
from pipelines.resources import World
from pipelines.schedules import nightly_schedule


def build_definitions(**overrides: Any) -> Definitions:
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
        ],
        "asset_checks": [
            *contract_checks(
                [*REFERENCE_TABLES, "run_parameters", *PLAN_TABLES, *KPI_TABLES, "findings", "source_files"]
            ),
            *finding_checks(),
        ],
        "jobs": JOBS,
        "schedules": [nightly_schedule()],
        "resources": {"world": World()},
        # One process writes the build database, so steps of a run share a process too.
        "executor": in_process_executor,
    }
    return Definitions(**{**parts, **overrides})


def _marts(warehouse: AssetsDefinition) -> list[AssetKey]:
    return sorted(spec.key for spec in warehouse.specs if spec.group_name == "marts")


defs = build_definitions()
