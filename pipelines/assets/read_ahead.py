"""Reading a year's inputs ahead of the refresh, one partition a year: for backfills where many runs go side by side.

What belongs here: the partitioned asset, its job. What does not: whether they are there (definitions.py), reading
(ingest.py), the queue (dagster.postgres.yaml). A refresh then finds those files read (kept_readings.py); what it
publishes is the same.
"""

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSelection,
    MaterializeResult,
    MetadataValue,
    TimeWindowPartitionsDefinition,
    asset,
    define_asset_job,
)
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.assets.specs import OWNERS, raw_key
from pipelines.ingest import read_ahead_of_year
from pipelines.markdown_rows import markdown
from pipelines.resources import World

READ_AHEAD = "read_ahead"
FIRST_YEAR = "2011"  # of the first programme whose reports are published (resolution 30c/NQ-CP)
YEARS = TimeWindowPartitionsDefinition(start=FIRST_YEAR, cron_schedule="0 0 1 1 *", fmt="%Y", end_offset=1)
DESCRIPTION = (
    "One row an input whose name tells the year: read, and kept for the next refresh. Needed only where a rule of the "
    "readers changed and decades of files wait; a refresh reads whatever is not read yet by itself."
)


def read_ahead() -> AssetsDefinition:
    """The asset. It writes no table, so that it needs no hold on the world and no place in its pool."""

    @asset(
        key=raw_key(READ_AHEAD),
        group_name="backfill",
        kinds={"python"},
        owners=OWNERS,
        partitions_def=YEARS,
        description=DESCRIPTION,
    )
    def read_year(context: AssetExecutionContext, world: World) -> MaterializeResult[None]:
        files = read_ahead_of_year(world.settings(), int(context.partition_key))
        table = MetadataValue.md(markdown(files) or "no file names this year")
        return MaterializeResult(metadata={"dagster/row_count": len(files), "files": table})

    return read_year


def read_ahead_job() -> UnresolvedAssetJobDefinition:
    """The job of a backfill: choose years in the UI, or `dagster job backfill --job read_ahead`."""
    return define_asset_job(
        READ_AHEAD, selection=AssetSelection.assets(raw_key(READ_AHEAD)), partitions_def=YEARS, description=DESCRIPTION
    )
