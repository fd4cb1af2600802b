"""The dbt project as Dagster assets: one invocation per run, Dagster's selection passed on, tests as asset checks."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from pipelines.assets.dbt_events import build_selected
from pipelines.assets.specs import OWNERS
from pipelines.dbt_runner import ensure_manifest
from pipelines.resources import World


class Translator(DagsterDbtTranslator):
    """How a dbt node looks in Dagster: grouped by layer, owned by the data team, SQL on DuckDB."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: reference for seeds, else staging, intermediate or marts."""
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return str(dbt_resource_props["fqn"][1])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model's page of dbt says, without the SQL below it."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The data team owns every model."""
        return OWNERS


def warehouse_assets() -> AssetsDefinition:
    """All models and seeds of dbt_project as one asset definition; reads dbt's manifest."""

    @dbt_assets(
        manifest=ensure_manifest(),
        name="warehouse",
        exclude="resource_type:unit_test",
        dagster_dbt_translator=Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True)),
    )
    def warehouse(context: AssetExecutionContext, world: World) -> Iterator[Any]:
        yield from build_selected(context, world.for_writing())

    return warehouse
