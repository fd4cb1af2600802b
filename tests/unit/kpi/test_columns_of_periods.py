"""Forms with a title of two periods: each column of a period is of its own, else the sidecar has to say which."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from pipelines.kpi.headers.other_periods import names_a_part_of_a_year
from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.source import source_below
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver

Rows = list[list[str | int | float | None]]
TITLE: Rows = [
    ["UBND TỈNH TÂY NINH"],
    ["BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ III VÀ 9 THÁNG ĐẦU NĂM 2026"],
]
QUARTER, MONTHS = "2026-07-01", "2026-01-01"
FLAT: Rows = [["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Quý III", "9 tháng"]]
UNDER_ONE_HEAD: Rows = [
    ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Số liệu"],
    ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Quý III/2026", "Lũy kế 9 tháng"],
]
WITH_WORDS: Rows = [["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu 9 tháng", "Số liệu quý III"]]
BODY: Rows = [
    ["1", "Tỷ lệ hoàn thành Kế hoạch CCHC năm (lũy kế đến thời điểm báo cáo)", "%", 40, 75],
    ["5.1", "Số lượng phiếu khảo sát", "Phiếu", 120, 300],
]


def read(rows: Rows, folder: Path, sidecar: str = "") -> KpiReading:
    path = folder / "form.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("BM")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    (folder / "form.xlsx.meta.yml").write_text(sidecar, encoding="utf-8")
    return read_kpi(source_below(path, folder), UnitResolver.load(), IndicatorCatalogue.load())


def figures(reading: KpiReading) -> set[tuple[str, float, str, str]]:
    rows = reading.observations.select("indicator_code", "value", "period_start", "period_end").rows()
    return {(code, value, str(start), str(end)) for code, value, start, end in rows}


SURVEYED = {
    ("satisfaction_survey_response_count", 120.0, QUARTER, "2026-09-30"),
    ("satisfaction_survey_response_count", 300.0, MONTHS, "2026-09-30"),
}
DONE = ("reform_plan_task_completion_rate", 75.0, MONTHS, "2026-09-30")


@pytest.mark.parametrize("header", [FLAT, UNDER_ONE_HEAD], ids=["two columns", "below one head"])
def test_each_column_is_of_its_period_and_what_is_cumulated_of_the_wide_one(header: Rows, tmp_path: Path) -> None:
    reading = read([*TITLE, *header, *BODY], tmp_path)
    assert figures(reading) == {*SURVEYED, DONE}
    assert not [one for one in reading.findings if one.severity == "error"]


def test_the_order_of_the_columns_does_not_matter(tmp_path: Path) -> None:
    body = [[*row[:3], row[4], row[3]] for row in BODY]
    assert figures(read([*TITLE, *WITH_WORDS, *body], tmp_path)) == {*SURVEYED, DONE}


def test_one_column_below_two_periods_is_refused_and_says_what_to_write(tmp_path: Path) -> None:
    header = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu"]
    reading = read([*TITLE, header, *[row[:4] for row in BODY]], tmp_path)
    assert reading.observations.is_empty()
    said = next(one for one in reading.findings if one.rule == "several_periods")
    assert "period: 2026-Q3 or period: 2026-9M" in said.remedy


def test_the_sidecar_takes_the_column_of_its_period(tmp_path: Path) -> None:
    reading = read([*TITLE, *FLAT, *BODY], tmp_path, "period: 2026-9M\n")
    assert figures(reading) == {("satisfaction_survey_response_count", 300.0, MONTHS, "2026-09-30"), DONE}


def test_last_years_column_is_no_column_of_the_title(tmp_path: Path) -> None:
    header = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "9 tháng năm 2025", "9 tháng năm 2026"]
    title: Rows = [TITLE[0], ["BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH 9 THÁNG ĐẦU NĂM 2026"]]
    reading = read([*title, header, *BODY], tmp_path)
    assert figures(reading) == {("satisfaction_survey_response_count", 300.0, MONTHS, "2026-09-30"), DONE}


@pytest.mark.parametrize(
    ("header", "is_one"),
    [("Quý III", True), ("Lũy kế 9 tháng", True), ("Tháng 6/2026", True), ("Tháng", False), ("Kỳ trước", False)],
)
def test_a_header_that_names_a_part_of_a_year_heads_figures_of_it(header: str, is_one: bool) -> None:
    assert names_a_part_of_a_year((header,)) is is_one


PARTS = (
    ["Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước"],
    ["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"],
    ["Tổng số", "Trong hạn", "Quá hạn"],
)
COUNTED: Rows = [
    [None, None, *["Tiếp nhận"] * 4, *["Đã giải quyết"] * 4, *["Đang giải quyết"] * 3],
    [None, None, *PARTS[0], *PARTS[1], *PARTS[2]],
]
OF_A_QUARTER, OF_MONTHS = [100, 60, 30, 10, 90, 50, 35, 5, 10, 8, 2], [200, 120, 70, 10, 190, 100, 80, 10, 10, 8, 2]


def blocks_below(*periods: str) -> Rows:
    """A form of counts whose columns stand once below each period."""
    heads: list[str | int | float | None] = ["STT", "Đơn vị", *(head for head in periods for _ in range(11))]
    rows: Rows = [heads, *([*row[:2], *row[2:] * len(periods)] for row in COUNTED)]
    figures_of = {"Quý II": OF_A_QUARTER, "6 tháng đầu năm": OF_MONTHS}
    told = [value for head in periods for value in figures_of[head.partition("/")[0].removesuffix(" 2026")]]
    return [*rows, ["1", "Phường Tân Ninh", *told]]


def resolved(reading: KpiReading) -> set[tuple[float, str, str]]:
    return {(value, start, end) for code, value, start, end in figures(reading) if code == "dossiers_resolved_count"}


def test_a_forms_columns_below_each_of_two_periods_are_of_their_own(tmp_path: Path) -> None:
    title: Rows = [["UBND TỈNH TÂY NINH"], ["Quý II và 6 tháng đầu năm 2026"]]
    reading = read([*title, *blocks_below("Quý II", "6 tháng đầu năm 2026")], tmp_path)
    assert resolved(reading) == {(90, "2026-04-01", "2026-06-30"), (190, "2026-01-01", "2026-06-30")}
    assert not [one for one in reading.findings if one.severity == "error"]
    places = reading.observations.filter(reading.observations["indicator_code"] == "dossiers_resolved_count")
    assert sorted(places["column_name"]) == ["G", "R"], "each figure keeps the place where it stands"


def test_the_one_period_over_a_forms_columns_is_the_tables(tmp_path: Path) -> None:
    reading = read([["UBND TỈNH TÂY NINH"], *blocks_below("Quý II/2026")], tmp_path)
    assert resolved(reading) == {(90, "2026-04-01", "2026-06-30")}


def test_a_period_in_the_sidecar_leaves_a_table_of_two_whole_and_refused(tmp_path: Path) -> None:
    reading = read(
        [["UBND TỈNH TÂY NINH"], *blocks_below("Quý II/2026", "6 tháng đầu năm 2026")], tmp_path, "period: 2026-Q2"
    )
    assert resolved(reading) == set()
    assert [one.rule for one in reading.findings if one.severity == "error"] == ["unknown_header"]


def test_what_to_write_in_the_sidecar_names_the_periods_of_the_columns(tmp_path: Path) -> None:
    header: Rows = [["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Quý I/2026", "Quý II/2026"]]
    reading = read([["UBND TỈNH TÂY NINH"], *header, *BODY], tmp_path)
    remedy = next(one.remedy for one in reading.findings if one.rule == "several_periods")
    assert "period: 2026-Q1 or period: 2026-Q2" in remedy
