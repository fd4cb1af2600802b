"""What an office reports of itself is no figure of the unit whose name stands above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.forms import Cell, ii06a, read, rules, values, write_xlsx

FIELDS: list[list[Cell]] = [
    ["1", "Lĩnh vực đấu thầu", "110", "80", "20", "10", "100", "60", "38", "2", "10", "9", "1"],
    ["2", "Lĩnh vực đầu tư", "1.220", "1.000", "200", "20", "1.200", "700", "490", "10", "20", "20", "0"],
    [None, "Tổng cộng", "1.330", "1.080", "220", "30", "1.300", "760", "528", "12", "30", "29", "1"],
]


def _form(path: Path, reporter: str, letterhead: tuple[str, str] | None, fields: bool) -> Path:
    form = ii06a()
    form.title[0][7] = reporter
    if letterhead:
        form.title[0][0], form.title[1][0] = letterhead
    form.body = FIELDS if fields else form.body
    return write_xlsx(form, path / "bieu.xlsx")


@pytest.mark.parametrize(
    ("reporter", "letterhead"),
    [
        ("- Đơn vị báo cáo: Sở Tài chính tỉnh Thanh Hóa", None),
        ("", ("UBND TỈNH THANH HÓA", "SỞ TÀI CHÍNH")),
    ],
)
def test_the_total_of_an_office_by_fields_is_no_figure_of_its_province(
    tmp_path: Path, reporter: str, letterhead: tuple[str, str] | None
) -> None:
    reading = read(_form(tmp_path, reporter, letterhead, fields=True))
    assert not values(reading, "dossiers_received_count")
    assert "no_reporting_unit" in rules(reading, "error")


@pytest.mark.parametrize(
    ("reporter", "letterhead", "fields"),
    [
        ("- Đơn vị báo cáo: UBND tỉnh Thanh Hóa", None, True),
        ("Kết quả trên địa bàn tỉnh", ("UBND TỈNH THANH HÓA", "SỞ NỘI VỤ"), True),
        ("", ("UBND TỈNH THANH HÓA", "SỞ NỘI VỤ"), False),
    ],
)
def test_an_office_may_sum_up_its_whole_province(
    tmp_path: Path, reporter: str, letterhead: tuple[str, str] | None, fields: bool
) -> None:
    reading = read(_form(tmp_path, reporter, letterhead, fields))
    assert "P38-63" in {row["unit_id"] for row in reading.observations.to_dicts()}
    assert "no_reporting_unit" not in rules(reading)
