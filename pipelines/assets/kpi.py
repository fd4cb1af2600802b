"""KPI assets: the figures of every export under `raw/kpi`."""

from __future__ import annotations

from collections.abc import Iterator

from dagster import MaterializeResult, multi_asset

from pipelines.assets.specs import WORLD_POOL, materialize_stage, raw_key, raw_spec
from pipelines.ingest import read_kpi_folder
from pipelines.resources import World

KPI_TABLES = ["kpi_observations", "kpi_held_back"]


@multi_asset(
    specs=[raw_spec(name, "kpi", [raw_key("admin_units")]) for name in KPI_TABLES], name="kpi_tables", pool=WORLD_POOL
)
def kpi_tables(world: World) -> Iterator[MaterializeResult[None]]:
    """Every export read: one row per figure with the cell it stands in, and the figures held back."""
    settings = world.for_writing()
    yield from materialize_stage(settings, "kpi", read_kpi_folder(settings, world.read_again()))
