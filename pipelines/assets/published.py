"""The published build: what readers open, swapped in only after every blocking check upstream has passed."""

from collections.abc import Iterable
from typing import Any

from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MaterializeResult, MetadataValue, asset

from pipelines.assets.specs import OWNERS
from pipelines.publishing.answers import published_totals
from pipelines.publishing.publish import Published, identity_of_tables, publish, record_success
from pipelines.resources import World
from pipelines.settings import Settings

PUBLISHED = AssetKey(["published", "build"])
DESCRIPTION = (
    "One complete build per run: the DuckDB file and one Parquet file per mart under marts/builds/<id>, swapped in as "
    "marts/current by one rename. The same inputs, code and as-of date leave it as it is."
)


def published_asset(marts: Iterable[AssetKey]) -> AssetsDefinition:
    """The asset that publishes the given marts as one build."""

    @asset(
        key=PUBLISHED,
        group_name="published",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        deps=list(marts),
        description=DESCRIPTION,
    )
    def build(context: AssetExecutionContext, world: World) -> MaterializeResult[None]:
        settings = world.for_writing()
        done = publish(settings, identity_of_tables(settings.tables), world.force)
        record_success(settings, done)
        context.log.info("%s %s", "published" if done.changed else "nothing changed, kept", done.build_id)
        return MaterializeResult(metadata=_metadata(settings, done))

    return build


def _metadata(settings: Settings, done: Published) -> dict[str, Any]:
    return {
        "build_id": done.build_id,
        "changed": done.changed,
        "rows_per_mart": MetadataValue.json(done.rows),
        "promises_by_status": MetadataValue.json(published_totals(settings.marts)),
        "dagster/row_count": sum(done.rows.values()),
        "folder": MetadataValue.path(str(settings.marts / "current")),
    }
