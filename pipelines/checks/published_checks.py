"""What is published as asset checks: the forms of one build hold the same.

What belongs here: comparing the forms by what each says of itself, in milliseconds whatever their size. What does not:
the bytes of each file, which `cchc doctor` compares with their checksums.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
from dagster import AssetCheckResult, AssetChecksDefinition, asset_check

from pipelines.assets.published import PUBLISHED, SCORECARD_PAGES
from pipelines.publishing.layout import DATABASE, MANIFEST, SCORECARD
from pipelines.publishing.parquet import scan_mart
from pipelines.publishing.sql_text import count, named
from pipelines.resources import World

ENGLISH = "en"


def published_checks() -> list[AssetChecksDefinition]:
    """One check for the marts, one for the pages."""

    @asset_check(
        asset=PUBLISHED,
        name="same_rows_in_both_forms",
        description="The manifest, the DuckDB file and the Parquet files name the same marts with as many rows each.",
    )
    def same_rows_in_both_forms(world: World) -> AssetCheckResult:
        return compare_forms(world.settings().marts / "current")

    @asset_check(
        asset=SCORECARD_PAGES,
        name="every_page_in_both_languages",
        description="Every page in Vietnamese has the same page in English, and none is there in English alone.",
    )
    def every_page_in_both_languages(world: World) -> AssetCheckResult:
        return compare_languages(world.settings().marts / "current" / SCORECARD)

    return [same_rows_in_both_forms, every_page_in_both_languages]


def compare_forms(build: Path) -> AssetCheckResult:
    """Rows of each mart as the manifest, its Parquet files and the DuckDB file have them; what differs is named.

    A mart that has grown large is a view there, and counting it would join all its rows: that it is there is enough.
    """
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    stated = {table["name"]: table["rows"] for table in manifest["tables"]}
    in_parquet = {name: _rows(build, name) for name in stated}
    with duckdb.connect(str(build / DATABASE), read_only=True) as db:
        tables = "select table_name from duckdb_tables() where schema_name = 'main' and not internal"
        in_duckdb = {name: count(db, named(name)) for (name,) in db.execute(tables).fetchall()}
        views = "select view_name from duckdb_views() where schema_name = 'main' and not internal"
        in_duckdb |= {name: stated[name] for (name,) in db.execute(views).fetchall() if name in stated}
    wrong = [
        f"{name}: {rows} rows in the manifest, {in_parquet[name]} in Parquet, {in_duckdb.get(name, 'none')} in DuckDB"
        for name, rows in stated.items()
        if not rows == in_parquet[name] == in_duckdb.get(name)
    ]
    wrong += [f"{name}: in DuckDB alone" for name in sorted(in_duckdb.keys() - stated.keys())]
    return _result(wrong, {"marts": len(stated), "rows": sum(stated.values())})


def _rows(build: Path, mart: str) -> int:
    return int(scan_mart(build, mart).select(pl.len()).collect().item())


def compare_languages(folder: Path) -> AssetCheckResult:
    """The pages of both languages by their places; those of one language alone are named."""
    places = [path.relative_to(folder) for path in folder.rglob("*.html")]
    english = {place.relative_to(ENGLISH).as_posix() for place in places if place.parts[0] == ENGLISH}
    vietnamese = {place.as_posix() for place in places if place.parts[0] != ENGLISH}
    wrong = [f"{place}: in one language alone" for place in sorted(english ^ vietnamese)]
    return _result(wrong or ([] if vietnamese else ["no page at all"]), {"pages": len(places)})


def _result(wrong: list[str], counted: dict[str, int]) -> AssetCheckResult:
    said = "; ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return AssetCheckResult(passed=not wrong, description=said or None, metadata={**counted, "differ": len(wrong)})
