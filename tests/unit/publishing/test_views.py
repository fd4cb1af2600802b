"""The views of the published file: every column described in both languages, readable under any name of the file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.publishing.views import create_views, views
from tests.unit.scorecard.small_build import small_build


@pytest.fixture
def database(tmp_path: Path) -> Path:
    build = small_build(tmp_path / "b")
    path = tmp_path / "marts.duckdb"
    with duckdb.connect(str(path)) as db:
        for mart in ("mart_gap_latest", "dim_term"):
            db.execute(f"create table {mart} as from read_parquet('{build}/parquet/{mart}.parquet')")
        create_views(db)
    return path


def test_every_column_of_a_view_is_described_in_both_languages(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as db:
        for name, view in views().items():
            found = db.execute(
                "select column_name, comment from duckdb_columns() where table_name = ? order by column_index", [name]
            ).fetchall()
            assert [column for column, _ in found] == list(view["columns"])
            assert all(" / " in comment for _, comment in found)


@pytest.mark.parametrize("name", sorted(views()))
def test_a_view_holds_each_counted_promise_once_under_any_name_of_the_file(database: Path, name: str) -> None:
    with duckdb.connect() as db:
        db.execute(f"attach '{database}' as another_name (read_only)")
        assert db.execute(f"select count(*) from another_name.{name}").fetchone() == (4,)


def test_the_vietnamese_view_speaks_vietnamese(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as db:
        rows = db.execute("select don_vi, so_gan_nhat, khoang_cach from v_gaps_vi where don_vi = 'Việt Nam'").fetchall()
        assert rows == [("Việt Nam", 92.0, 2.0)]
