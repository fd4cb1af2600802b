"""Plan assets: documents, promised numbers and annex tasks from `raw/plans`."""

from __future__ import annotations

from collections.abc import Iterator

from dagster import MaterializeResult, multi_asset

from pipelines.assets.specs import WORLD_POOL, materialize_stage, raw_key, raw_spec
from pipelines.ingest import read_plan_folder
from pipelines.reading import PLAN_TABLES as _READ
from pipelines.resources import World

PLAN_TABLES = list(_READ)
_DEPS = [raw_key("admin_units"), raw_key("target_decisions")]


@multi_asset(specs=[raw_spec(name, "plans", _DEPS) for name in PLAN_TABLES], name="plan_tables", pool=WORLD_POOL)
def plan_tables(world: World) -> Iterator[MaterializeResult[None]]:
    """Every plan read: what it is, what it promises in numbers, what its annex asks whom to do."""
    settings = world.for_writing()
    yield from materialize_stage(settings, "plan", read_plan_folder(settings, world.read_again()))
