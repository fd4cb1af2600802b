"""What is published is checked: the forms of a build hold the same, the pages are there in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.checks.published_checks import compare_forms, compare_languages


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build of one mart of three rows and one that has grown large: a view, and two files of a year."""
    (tmp_path / "parquet/fct_observation").mkdir(parents=True)
    pl.DataFrame({"x": [1, 2, 3]}).write_parquet(tmp_path / "parquet/mart_gap_latest.parquet")
    pl.DataFrame({"x": [1]}).write_parquet(tmp_path / "parquet/fct_observation/2023.parquet")
    pl.DataFrame({"x": [2]}).write_parquet(tmp_path / "parquet/fct_observation/2024.parquet")
    tables = [{"name": "mart_gap_latest", "rows": 3}, {"name": "fct_observation", "rows": 2}]
    (tmp_path / "manifest.json").write_text(json.dumps({"tables": tables}), encoding="utf-8")
    with duckdb.connect(str(tmp_path / "cchc.duckdb")) as db:
        db.execute("create table mart_gap_latest as select unnest([1, 2, 3]) as x")
        db.execute("create schema stored")
        db.execute("create table stored.facts as select unnest([1, 2]) as x")
        db.execute("create view fct_observation as select * from stored.facts")
        db.execute("create view v_commitments as select * from mart_gap_latest")
    return tmp_path


def test_forms_that_hold_the_same_pass(build: Path) -> None:
    result = compare_forms(build)
    assert result.passed
    assert {name: result.metadata[name].value for name in ("marts", "rows", "differ")} == {
        "marts": 2,
        "rows": 5,
        "differ": 0,
    }


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into mart_gap_latest values (4)", "3 rows in the manifest, 3 in Parquet, 4 in DuckDB"),
        ("drop view v_commitments; drop table mart_gap_latest", "3 in Parquet, none in DuckDB"),
        ("drop view fct_observation", "2 in Parquet, none in DuckDB"),
        ("create table mart_more as select 1 as x", "mart_more: in DuckDB alone"),
    ],
)
def test_a_database_that_holds_other_rows_is_named(build: Path, statement: str, said: str) -> None:
    with duckdb.connect(str(build / "cchc.duckdb")) as db:
        db.execute(statement)
    result = compare_forms(build)
    assert not result.passed
    assert said in str(result.description)


def test_a_part_of_a_large_mart_that_is_gone_is_named(build: Path) -> None:
    (build / "parquet/fct_observation/2023.parquet").unlink()
    result = compare_forms(build)
    assert "fct_observation: 2 rows in the manifest, 1 in Parquet, 2 in DuckDB" in str(result.description)


def _pages(folder: Path, *places: str) -> Path:
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("", encoding="utf-8")
    return folder


def test_pages_of_both_languages_pass(tmp_path: Path) -> None:
    result = compare_languages(_pages(tmp_path, "index.html", "unit/a.html", "en/index.html", "en/unit/a.html"))
    assert (result.passed, result.metadata["pages"].value) == (True, 4)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (("index.html", "unit/a.html", "en/index.html"), "unit/a.html: in one language alone"),
        (("index.html", "en/index.html", "en/unit/b.html"), "unit/b.html: in one language alone"),
        ((), "no page at all"),
    ],
)
def test_pages_of_one_language_are_named(tmp_path: Path, places: tuple[str, ...], said: str) -> None:
    result = compare_languages(_pages(tmp_path, *places))
    assert not result.passed
    assert said in str(result.description)
