from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.engines.compare import compare_marts
from pipelines.publishing.dictionary import Dictionary, load_dictionary

MODEL = load_dictionary().models["mart_gap_latest"]
ROWS = pl.DataFrame(
    {
        "target_id": ["a", "b", "c"],
        "unit_id": ["u", "u", "v"],
        "sort_vi": ["1", "1", "2"],
        "gap": [1.0, None, 1 / 3],
        "status": ["met", None, "missed"],
    }
)


@pytest.fixture(autouse=True)
def _one_mart(monkeypatch):
    model = type(MODEL)(**{**MODEL.__dict__, "key": ("target_id", "unit_id"), "order_by": ("sort_vi", "target_id")})
    words = Dictionary({model.name: model})
    monkeypatch.setattr("pipelines.engines.compare.load_dictionary", lambda: words)


def compared(folder: Path, theirs: pl.DataFrame) -> tuple[tuple[str, ...], int]:
    (folder / "theirs" / MODEL.name).mkdir(parents=True)
    ROWS.write_parquet(folder / f"{MODEL.name}.parquet")
    theirs.write_parquet(folder / "theirs" / MODEL.name / "part-0.parquet")
    (one,) = compare_marts(folder, folder / "theirs")
    return one.differences, one.in_last_digits


def test_the_same_rows_are_the_same(tmp_path):
    assert compared(tmp_path, ROWS) == ((), 0)


def test_the_last_digit_of_a_double_is_counted_and_a_printed_one_differs(tmp_path):
    near = ROWS.with_columns(pl.Series("gap", [1.0, None, 1 / 3 + 1e-16]))
    assert compared(tmp_path / "near", near) == ((), 1)
    far = ROWS.with_columns(pl.Series("gap", [1.0, None, 0.3333333]))
    assert compared(tmp_path / "far", far)[0] != ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (ROWS.with_columns(pl.Series("status", ["met", "", "missed"])), "status: 1 rows"),
        (ROWS.with_columns(pl.Series("gap", [1.0, 0.0, 1 / 3])), "gap: 1 rows"),
        (ROWS.head(2), "3 rows here, 2 there"),
        (ROWS.with_columns(pl.col("gap").cast(pl.Float32)), "gap: Float64 here, Float32 there"),
        (ROWS.drop("gap"), "columns: "),
        (ROWS.reverse(), "rows stand in another order"),
    ],
)
def test_another_value_null_row_type_column_or_order_is_a_difference(tmp_path, change, said):
    differences, _ = compared(tmp_path, change)
    assert [one for one in differences if one.startswith(said)], differences
