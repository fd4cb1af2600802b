"""Copying a mart: its order, its parts by year where it is large, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publishing import copying
from pipelines.publishing.dictionary import Model, parse_dictionary
from pipelines.publishing.parquet import mart_files, read_mart

ROWS = "values ('d', date '2024-02-01'), ('b', date '2023-05-01'), ('a', date '2024-07-01'), ('c', null)"


def model() -> Model:
    column = {"type": "varchar", "vi": "mã", "en": "id"}
    mart = {
        "folder": "core",
        "vi": "Mỗi dòng một số.",
        "en": "One row per figure.",
        "key": ["id"],
        "order_by": ["id"],
        "parts_by": "day",
        "columns": ["id", "day"],
    }
    return parse_dictionary({"columns": {"id": column, "day": column}, "models": {"facts": mart}}).models["facts"]


def copied(folder: Path) -> list[str]:
    (folder / "parquet").mkdir(parents=True)
    with duckdb.connect() as db:
        db.execute(f"attach '{folder / 'x.duckdb'}' as published")
        db.execute("create table source(id varchar, day date)").execute(f"insert into source {ROWS}")
        copying.copy_mart(db, model(), "memory.main.source", folder)
    with duckdb.connect(str(folder / "x.duckdb"), read_only=True) as db:
        return [row[0] for row in db.execute("select id from facts").fetchall()]


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "LARGE", 3)
    monkeypatch.setattr(copying, "PARTED", 3)


def test_a_mart_lies_in_one_file_in_its_order(tmp_path):
    assert copied(tmp_path) == ["a", "b", "c", "d"]
    assert [path.name for path in mart_files(tmp_path, "facts")] == ["facts.parquet"]
    assert read_mart(tmp_path, "facts")["id"].to_list() == ["a", "b", "c", "d"]


def test_a_large_mart_lies_in_a_file_a_year_the_undated_last(tmp_path, small_is_large):
    assert copied(tmp_path) == ["b", "a", "d", "c"]
    assert [path.name for path in mart_files(tmp_path, "facts")] == ["2023.parquet", "2024.parquet", "unknown.parquet"]
    assert read_mart(tmp_path, "facts")["id"].to_list() == ["b", "a", "d", "c"]


def test_each_part_says_what_the_mart_and_its_columns_mean(tmp_path, small_is_large):
    copied(tmp_path)
    for path in mart_files(tmp_path, "facts"):
        assert pl.read_parquet_metadata(path)["mart"] == "Mỗi dòng một số. / One row per figure."


@pytest.mark.parametrize("large", [3, 10])
def test_the_same_rows_give_the_same_bytes(tmp_path, monkeypatch: pytest.MonkeyPatch, large: int):
    monkeypatch.setattr(copying, "LARGE", large)
    monkeypatch.setattr(copying, "PARTED", large)
    copied(tmp_path / "a")
    copied(tmp_path / "b")
    for one, other in zip(mart_files(tmp_path / "a", "facts"), mart_files(tmp_path / "b", "facts"), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_a_large_mart_is_shown_as_text_and_described_whatever_it_is_kept_as(tmp_path, small_is_large):
    copied(tmp_path)
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as db:
        bare = "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        assert db.execute(bare).fetchall() == []
    with duckdb.connect() as db:
        db.execute(f"attach '{tmp_path / 'x.duckdb'}' as another_name (read_only)")
        assert db.execute("select id, typeof(id) from another_name.facts where id = 'd'").fetchall() == [
            ("d", "VARCHAR")
        ]
        said = db.execute("select comment from duckdb_columns() where schema_name = 'main' and column_name = 'id'")
        assert said.fetchall() == [("mã / id",)]
