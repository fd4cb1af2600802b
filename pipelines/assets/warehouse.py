"""The dbt project as Dagster assets: one invocation per run, Dagster's selection passed on, tests as asset checks."""

import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict

from dagster import (
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    BetaWarning,
    CodeReferencesMetadataValue,
    LocalFileCodeReference,
)
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from pipelines.assets.dbt_events import build_selected
from pipelines.assets.specs import OWNERS, WORLD_POOL
from pipelines.dbt_runner import ensure_manifest
from pipelines.resources import World
from pipelines.settings import PROJECT_ROOT

WAREHOUSE = "warehouse"
INNER_LAYERS = ("staging", "intermediate")


class GenericTest(TypedDict):
    """What a generic test of the manifest is given."""

    name: str
    kwargs: dict[str, Any]


class Test(TypedDict):
    """A test of dbt's manifest."""

    name: str
    test_metadata: NotRequired[GenericTest | None]


class Translator(DagsterDbtTranslator):
    """How a dbt node looks in Dagster: grouped by layer, owned by the data team, SQL on DuckDB."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, object]) -> AssetKey:
        """Inner layers below `warehouse`, so that the catalogue opens on the marts."""
        key = super().get_asset_key(dbt_resource_props)
        return key.with_prefix("warehouse") if key.path[0] in INNER_LAYERS else key

    def get_tags(self, dbt_resource_props: Mapping[str, object]) -> Mapping[str, str]:
        """The layer and the folder, to search by: «tag:layer=marts», «tag:room=progress»."""
        layer, *rest = _folders(dbt_resource_props) or ["reference"]
        return {**super().get_tags(dbt_resource_props), "layer": layer, **({"room": rest[0]} if rest else {})}

    def get_metadata(self, dbt_resource_props: Mapping[str, object]) -> Mapping[str, object]:
        """Where the SQL lies, besides what dagster-dbt says."""
        path = PROJECT_ROOT / "dbt_project" / str(dbt_resource_props["original_file_path"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", BetaWarning)
            links = CodeReferencesMetadataValue(code_references=[LocalFileCodeReference(file_path=str(path))])
        return {**super().get_metadata(dbt_resource_props), "dagster/code_references": links}

    def get_group_name(self, dbt_resource_props: Mapping[str, object]) -> str | None:
        """The layer: reference for seeds, else staging, intermediate or marts."""
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return _folders(dbt_resource_props)[0]

    def get_description(self, dbt_resource_props: Mapping[str, object]) -> str:
        """What the model's page of dbt says, without the SQL below it."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, object]) -> list[str]:
        """The data team owns every model."""
        return OWNERS

    def get_asset_check_spec(
        self,
        asset_spec: AssetSpec,
        manifest: Mapping[str, Mapping[str, Test]],
        unique_id: str,
        project: DbtProject | None,
    ) -> AssetCheckSpec | None:
        """The check of a dbt test, with what it holds in words."""
        check = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return check and check._replace(description=describe_test(manifest["nodes"][unique_id]))


def _folders(node: Mapping[str, object]) -> list[str]:
    """The folders that a node's file lies in, below `models`."""
    path = node["fqn"]
    return [str(name) for name in path[1:-1]] if isinstance(path, list) else []


def describe_test(test: Test) -> str:
    """What a dbt test holds, as a sentence; the name of a singular test, and of a kind not told here, is its claim."""
    generic = test.get("test_metadata")
    words = generic["kwargs"] if generic else {}
    sentences = {
        "unique_key": lambda: f"The grain: no two rows share {', '.join(words['columns'])}.",
        "closed_lists": lambda: f"Only codes of their closed lists stand in {', '.join(words['lists'])}.",
        "relationships": lambda: f"Every {words['column_name']} stands in {words['to'].split(chr(39))[1]}.",
        "accepted_values": lambda: f"Only {', '.join(map(str, words['values']))} stand in {words['column_name']}.",
        "unique": lambda: f"No two rows share {words['column_name']}.",
        "not_null": lambda: f"{words['column_name']} is never empty.",
    }
    said = sentences.get(generic["name"]) if generic else None
    return said() if said else f"{test['name'].replace('_', ' ').capitalize()}."


def warehouse_assets() -> AssetsDefinition:
    """All models and seeds of dbt_project as one asset definition; reads dbt's manifest."""

    @dbt_assets(
        manifest=ensure_manifest(),
        name=WAREHOUSE,
        pool=WORLD_POOL,
        exclude="resource_type:unit_test",
        dagster_dbt_translator=Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True)),
    )
    def warehouse(context: AssetExecutionContext, world: World) -> Iterator[Any]:
        yield from build_selected(context, world.for_writing())

    return warehouse
