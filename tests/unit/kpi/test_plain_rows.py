"""Rows of plain digits are read column by column: the same figures and findings as if each were looked at."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import polars as pl
import pytest

from pipelines.kpi.bodies import plain_rows
from pipelines.kpi.reader import KpiReading

from . import forms

HEAD = [
    "STT,Đơn vị,Kỳ báo cáo,Tiếp nhận,,,,Số lượng hồ sơ đã giải quyết,,,,Số lượng hồ sơ đang giải quyết,,",
    ",,,Tổng số,Trong đó,,Từ kỳ trước,Tổng số,Trước hạn,Đúng hạn,Quá hạn,Tổng số,Trong hạn,Quá hạn",
    ',,,,Trực tuyến,"Trực tiếp, dịch vụ bưu chính",,,,,,,,',
]
UNITS = ("Huyện Tuần Giáo", "Huyện Đức Trọng", "Huyện Thanh Chương")
PLAIN = "120,80,30,10,100,70,25,5,20,15,5"
ODD = {
    3: "120,80,30,,100,70,25,5,20,15,5",
    5: "120,-,30,10,100,70,25,5,20,15,5",
    7: "1.120,1.080,30,10,1.100,1.070,25,5,20,15,5",
    9: "120,80,30,10,99,70,25,5,20,15,5",
    11: "120,80,30,10,100,70,25,5%,20,15,5",
    13: "120,80,30,10,100,70,25,-5,20,15,5",
    15: "120,80,30,10,100,70,25,năm,20,15,5",
    17: ",,,,,,,,,,",
    19: "0120,80,30,10,100,70,25,5,20,15,5",
}
WHOLE = {7, 19}  # written otherwise, nothing wrong with them


def read(folder: Path, monkeypatch: pytest.MonkeyPatch, many: int, figures: dict[int, str]) -> KpiReading:
    monkeypatch.setattr(plain_rows, "_MANY_ROWS", many)
    named = product(UNITS, (f"Tháng {month}/2022" for month in range(1, 13)))
    rows = [f"{at},{unit},{month},{figures.get(at, PLAIN)}" for at, (unit, month) in enumerate(named, 1)]
    path = folder / "kpi" / "a.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*HEAD, *rows]), encoding="utf-8")
    return forms.read(path)


@pytest.mark.parametrize("figures", [{}, ODD, *({at: row} for at, row in ODD.items())], ids=str)
def test_columns_give_what_each_row_gives(
    figures: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read(tmp_path, monkeypatch, 1_000, figures)
    at_once = read(tmp_path, monkeypatch, 0, figures)
    assert alone.observations.height > 200
    assert at_once.observations.equals(alone.observations)
    assert at_once.held_back.equals(alone.held_back)
    assert at_once.findings == alone.findings
    assert bool(alone.findings) is bool(figures.keys() - WHOLE)


def test_a_row_is_plain_where_its_counts_are_digits_or_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rows, "_MANY_ROWS", 0)
    cells = pl.DataFrame({"a": ["3", "3", "-", "1.234", "4"], "b": ["1", "x", None, "1", "2"], "c": ["2"] * 5})
    told = plain_rows.plain_rows(cells, {"a": 0, "b": 1, "c": 2}, [(["a"], ["b", "c"])])
    assert told is not None
    assert (told.is_plain, told.sums_agree) == ([True, True, True, False, True], [True, True, True, False, True])
    unequal = plain_rows.plain_rows(cells, {"a": 0, "b": 1}, [(["a"], ["b"])])
    assert unequal is not None and unequal.sums_agree == [False, True, True, False, False]
