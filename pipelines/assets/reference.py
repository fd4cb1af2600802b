"""Reference assets: administrative units, their lineage, a world's own corrections, the run's parameters."""

from collections.abc import Iterator

from dagster import AssetExecutionContext, MaterializeResult, asset, multi_asset

from pipelines.assets.specs import WORLD_POOL, materialize_stage, raw_key, raw_spec, table_result
from pipelines.code_version import code_version
from pipelines.contracts.raw_models import frame
from pipelines.ingest import read_reference_folder
from pipelines.raw_tables import write_table
from pipelines.resources import World

REFERENCE_TABLES = ["admin_units", "admin_unit_lineage", "target_decisions", "indicator_bridges", "adopted_targets"]
_PARAMETERS = raw_spec("run_parameters", "reference")


@multi_asset(specs=[raw_spec(name, "reference") for name in REFERENCE_TABLES], name="reference_tables", pool=WORLD_POOL)
def reference_tables(world: World) -> Iterator[MaterializeResult[None]]:
    """Units of both eras, what became of them on 1 July 2025, and what a reviewer decided."""
    settings = world.for_writing()
    yield from materialize_stage(settings, "reference", read_reference_folder(settings))


@asset(
    key=raw_key("run_parameters"),
    group_name="reference",
    kinds={"python"},
    owners=_PARAMETERS.owners,
    description=_PARAMETERS.description,
    metadata=dict(_PARAMETERS.metadata),
    pool=WORLD_POOL,
)
def run_parameters(context: AssetExecutionContext, world: World) -> MaterializeResult[None]:
    """What this run was asked: the as-of date and the version of the code."""
    settings = world.for_writing()
    data = frame("run_parameters", [{"as_of": settings.as_of, "code_version": code_version()}])
    write_table(settings.tables, "run_parameters", data)
    context.log.info("as of %s", settings.as_of)
    return table_result("run_parameters", data)
