"""A sheet of very many rows is read in parts: the same figures, places and findings as if it were read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi import parts
from pipelines.kpi.reader import KpiReading

from . import forms

HEAD = "STT,Tên đơn vị,Kỳ báo cáo,Tổng số HS có nghĩa vụ tài chính,Số HS đã thanh toán trực tuyến"
UNITS = ("Huyện Tuần Giáo", "Huyện Đức Trọng", "Huyện Thanh Chương")


def rows_of(months: int) -> list[str]:
    named = [(unit, f"Tháng {n % 12 + 1}/{2015 + n // 12}") for n in range(months) for unit in UNITS]
    return [f"{at},{unit},{month},{2000 + at},{1000 + at}" for at, (unit, month) in enumerate(named, 1)]


def read(folder: Path, rows: list[str], monkeypatch: pytest.MonkeyPatch, part_rows: int) -> KpiReading:
    monkeypatch.setattr(parts, "PART_ROWS", part_rows)
    path = folder / "kpi" / "a.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return forms.read(path)


@pytest.mark.parametrize(
    ("changed", "is_cut"),
    [
        ({}, True),
        ({17: "17,Huyện Không Có,Tháng 1/2016,20,10"}, True),
        ({17: "17,Huyện Tuần Giáo,Tháng 1/2016,hai mươi,10"}, True),
        ({40: "40,Huyện Tuần Giáo,Tháng 1/2015,2001,1001"}, False),  # repeats the first row, of another part
        ({41: "41,Huyện Tuần Giáo,Tháng 1/2015,9,8"}, False),  # another value for it
        ({60: ",Tổng cộng,Tháng 8/2016,9,8"}, False),
    ],
)
def test_parts_give_what_the_whole_gives(
    changed: dict[int, str], is_cut: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [changed.get(at, row) for at, row in enumerate(rows_of(20), 1)]
    whole = read(tmp_path, rows, monkeypatch, 1_000)
    packed: list[int] = []
    add = parts.Packed.unpacked
    monkeypatch.setattr(parts.Packed, "unpacked", lambda some: packed.append(some.height) or add(some))
    cut = read(tmp_path, rows, monkeypatch, 10)
    assert bool(packed) is is_cut
    assert cut.observations.equals(whole.observations)
    assert cut.held_back.equals(whole.held_back)
    assert sorted(cut.findings) == sorted(whole.findings)
    assert cut.layout == whole.layout
