"""The published build: what readers open, swapped in only after every blocking check upstream has passed."""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    MetadataValue,
    multi_asset,
)

from pipelines.assets.sentences import sentence_first
from pipelines.assets.specs import OWNERS, WORLD_POOL
from pipelines.audit import require_audit
from pipelines.dbt_runner import shared_target
from pipelines.exports.commitments import write_commitments
from pipelines.fence.pool import Fence
from pipelines.publishing.answers import UNDECIDED, counts_by_answer, read_answers
from pipelines.publishing.changes_said import DIFF_PAGE, counts_of
from pipelines.publishing.layout import SCORECARD
from pipelines.publishing.publish import Part, Published, identity_of_tables, publish
from pipelines.resources import World
from pipelines.run_record import record_success
from pipelines.scorecard.pictures import PICTURES
from pipelines.scorecard.site import helpers, write_site
from pipelines.settings import Settings

PUBLISHED = AssetKey(["published", "build"])
SCORECARD_PAGES = AssetKey(["published", "scorecard"])
PUBLISHED_KEYS = (PUBLISHED, SCORECARD_PAGES)
BUILD_DESCRIPTION = (
    "One complete build per run: the DuckDB file and one Parquet file per mart under marts/builds/ID, swapped in as "
    "marts/current by one rename. The same inputs, code and as-of date leave it as it is."
)
SCORECARD_DESCRIPTION = (
    "One complete build of the pages for people, swapped in with the marts: open marts/scorecard/index.html. A page "
    "for each province, indicator and document, in Vietnamese and English, without a server or a network."
)


def published_assets(marts: Iterable[AssetKey]) -> AssetsDefinition:
    """The assets of one build: the marts that readers open, and the pages made from them."""

    @multi_asset(
        specs=[
            AssetSpec(
                PUBLISHED,
                group_name="published",
                kinds={"duckdb", "parquet"},
                owners=OWNERS,
                deps=list(marts),
                description=BUILD_DESCRIPTION,
            ),
            AssetSpec(
                SCORECARD_PAGES,
                group_name="published",
                kinds={"html"},
                owners=OWNERS,
                deps=[PUBLISHED],
                description=SCORECARD_DESCRIPTION,
            ),
        ],
        name="published__build",
        pool=WORLD_POOL,
    )
    def publish_build(context: AssetExecutionContext, world: World) -> Iterator[MaterializeResult[None]]:
        settings = world.for_writing()
        with sentence_first():
            done = _publish(settings, world.force)
        record_success(settings, done)
        context.log.info("%s %s", "published" if done.changed else "nothing changed, kept", done.build_id)
        yield MaterializeResult(asset_key=PUBLISHED, metadata=_metadata(settings, done))
        yield MaterializeResult(asset_key=SCORECARD_PAGES, metadata=_pages(settings))

    return publish_build


def _publish(settings: Settings, force: bool) -> Published:
    identity = identity_of_tables(settings.tables)
    require_audit(settings.work, identity.build_id)
    with helpers(len(identity.inputs)) as ready:
        return publish(settings, identity, force, parts_of_a_build(settings, ready))


def parts_of_a_build(settings: Settings, ready: Fence | None = None) -> tuple[Part, ...]:
    """What a build holds beside its marts: pages, by helpers that are ready, and meanwhile the workbook."""

    def pages_and_workbook(staged: Path) -> None:
        beside = partial(write_commitments, staged)
        write_site(staged, settings.work / "scorecard", shared_target(settings), beside, ready)

    return (pages_and_workbook,)


def _metadata(settings: Settings, done: Published) -> dict[str, Any]:
    answers = read_answers(settings.marts / "current")
    parts = counts_by_answer(answers.promises)
    findings = pl.read_parquet(
        settings.marts / "parquet/mart_quality_findings.parquet", columns=["severity"], glob=False
    )
    severities = Counter(findings["severity"])
    changed = counts_of(settings.marts / "current") if done.changed else {}
    return {
        **answers.totals,
        # The same promises without a verdict as the pages part them.
        **{part: parts[part] for part in UNDECIDED},
        "errors": severities["error"],
        "warnings": severities["warning"],
        "since_last_build": MetadataValue.md((settings.marts / "current" / DIFF_PAGE).read_text(encoding="utf-8")),
        "changes": MetadataValue.json(changed),
        "build_id": done.build_id,
        "changed": done.changed,
        "rows_per_mart": MetadataValue.json(done.rows),
        "dagster/row_count": sum(done.rows.values()),
        "folder": MetadataValue.path(str(settings.marts / "current")),
    }


def _pages(settings: Settings) -> dict[str, Any]:
    """Where the pages are, how many, and the overview as a picture."""
    folder = settings.marts / "current" / SCORECARD
    found: dict[str, Any] = {
        "open": MetadataValue.path(str(settings.marts / SCORECARD / "index.html")),
        "pages": sum(1 for _ in folder.rglob("*.html")),
    }
    for picture in sorted((folder / "assets" / PICTURES).glob("*.png")):
        data = base64.b64encode(picture.read_bytes()).decode()
        found[picture.stem] = MetadataValue.md(f"![{picture.stem}](data:image/png;base64,{data})")
    return found
