"""`import cchc` gives marts as frames with what their columns mean, and one clear line where there is none."""

from __future__ import annotations

from pathlib import Path

import cchc
import duckdb
import pytest


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "marts/parquet"
    folder.mkdir(parents=True)
    columns = '{"gap": {"vi": "Khoảng cách", "en": "Gap"}}'
    said = f"kv_metadata {{mart: 'Mỗi dòng một cam kết / One row per promise', columns: '{columns}'}}"
    duckdb.execute(f"copy (select -7.04::double as gap) to '{folder}/mart_x.parquet' (format parquet, {said})")
    return tmp_path


def test_a_mart_is_a_frame(world: Path) -> None:
    assert cchc.load("mart_x", world)["gap"].to_list() == [-7.04]


def test_the_variable_chooses_the_world(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_DATA", str(world))
    assert cchc.load("mart_x").height == 1
    assert cchc.marts()["one_row"].to_list() == ["Mỗi dòng một cam kết / One row per promise"]


def test_columns_say_what_they_mean_in_both_languages(world: Path) -> None:
    assert cchc.columns("mart_x", world).row(0) == ("gap", "Float64", "Khoảng cách", "Gap")


def test_an_unknown_mart_is_answered_with_those_there_are(world: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no mart 'mart_y'.*mart_x"):
        cchc.load("mart_y", world)


def test_a_world_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make run"):
        cchc.load("mart_x", tmp_path)
