"""A column of the year before stands beside this period's: the table loads, the other column is named and not read."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from pipelines.kpi.headers.other_periods import is_of_another_period, period_of_header
from pipelines.kpi.reader import KpiReading

from . import forms, report_forms

TITLE = "Biểu mẫu thống kê số liệu báo cáo cải cách hành chính quý I năm 2026 của tỉnh Sơn La"


def form_with(header: list[str], folder: Path) -> KpiReading:
    """Form 3 with the figures of two columns: this period's, then invented ones of the year before."""
    (folder / "kpi").mkdir()
    path = folder / "kpi" / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Bieu 3")
        sheet.write_column(0, 0, ["ỦY BAN NHÂN DÂN TỈNH SƠN LA", TITLE])
        sheet.write_row(3, 0, header)
        for at, (number, label, unit, figure, note) in enumerate(report_forms.FORM_3, start=4):
            sheet.write_row(at, 0, [number, label, unit, figure, "11" if figure else "", note])
    return forms.read(path)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Số liệu", "Cùng kỳ năm trước"),
        ("Kỳ này", "Năm 2025"),
        ("Quý I/2026", "Quý I/2025"),
        ("Số liệu năm nay", "Số liệu năm trước"),
        ("Kết quả quý I năm 2026", "So với cùng kỳ (%)"),
        ("Thực hiện", "Kế hoạch năm 2026"),
        ("Thực hiện", "Tỷ lệ hoàn thành (%)"),
    ],
)
def test_this_period_loads_and_the_other_column_is_named(own: str, other: str, tmp_path: Path) -> None:
    reading = form_with(["STT", "Chỉ tiêu thống kê", "Đơn vị tính", own, other, "Ghi chú"], tmp_path)
    assert reading.observations.height == 10
    assert 11.0 not in reading.observations["value"].to_list()
    assert set(reading.observations["period_label"]) == {"2026-Q1"}
    (told,) = [one for one in reading.findings if one.rule == "column_of_another_period"]
    assert other in told.found


def test_a_column_of_another_year_below_a_title_is_refused(tmp_path: Path) -> None:
    reading = form_with(["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Quý I/2025", "Quý I/2024", "Ghi chú"], tmp_path)
    assert reading.observations.is_empty()
    assert "period_of_column_differs" in {one.rule for one in reading.findings}


@pytest.mark.parametrize("header", ["Từ kỳ trước chuyển sang", "Năm trước chuyển qua", "Trước hạn", "Kỳ này"])
def test_what_is_carried_over_is_of_this_period(header: str) -> None:
    assert not is_of_another_period((header,))


@pytest.mark.parametrize(
    ("header", "label"),
    [("Năm 2025", "2025"), ("Kết quả quý II/2026", "2026-Q2"), ("Chỉ số năm 2025", None), ("So với năm 2024", None)],
)
def test_a_header_that_only_names_a_period_is_of_it(header: str, label: str | None) -> None:
    period = period_of_header((header,))
    assert (period.label if period else None) == label
