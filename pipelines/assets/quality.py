"""Quality assets: the findings of all readers and the list of input files, gathered over the stages."""

from __future__ import annotations

from dagster import AssetKey, AssetsDefinition, MaterializeResult, asset

from pipelines.assets.kpi import KPI_TABLES
from pipelines.assets.plans import PLAN_TABLES
from pipelines.assets.reference import REFERENCE_TABLES
from pipelines.assets.specs import WORLD_POOL, raw_key, raw_spec, table_result
from pipelines.raw_tables import merge_parts, write_table
from pipelines.resources import World

_STAGES: list[AssetKey] = [raw_key(name) for name in (*REFERENCE_TABLES, *PLAN_TABLES, *KPI_TABLES)]
_ORDER = {"findings": ["file", "locator", "rule", "found", "finding_id"], "source_files": ["source_file"]}


def _gathered(table: str) -> AssetsDefinition:
    spec = raw_spec(table, "quality")

    @asset(
        key=spec.key,
        group_name=spec.group_name,
        kinds=spec.kinds,
        owners=spec.owners,
        deps=_STAGES,
        description=spec.description,
        metadata=dict(spec.metadata),
        name=None,
        pool=WORLD_POOL,
    )
    def gathered(world: World) -> MaterializeResult[None]:
        tables = world.for_writing().tables
        data = merge_parts(tables, table, _ORDER[table])
        write_table(tables, table, data)
        return table_result(table, data)

    return gathered


QUALITY_ASSETS = [_gathered(table) for table in _ORDER]
