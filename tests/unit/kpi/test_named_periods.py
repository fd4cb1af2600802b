"""Which period a column is of where others stand beside it, and which group of points where one is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.test_short_tables import PROVINCE, YEN_DINH, Rows, figures, folder, read_rows, rules

__all__ = ["folder"]
ON_TIME = "on_time_dossier_rate"


def both(title: str) -> Rows:
    """What is of the period beside what runs from 1 January."""
    head = ["STT", "Nội dung", "Đơn vị tính", "Kỳ này", "Lũy kế từ đầu năm"]
    return [[f"{title} TỈNH THANH HÓA"], [*head], ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,5", "98,1"]]


def test_this_period_beside_the_cumulated_one_is_the_quarter_of_the_title(folder: Path) -> None:
    reading = read_rows(both("KẾT QUẢ CẢI CÁCH HÀNH CHÍNH QUÝ III NĂM 2024"), folder)
    assert figures(reading, ON_TIME) == [(PROVINCE, "2024-09-30", 98.5)]


def test_below_nine_months_nobody_knows_which_period_this_one_is(folder: Path) -> None:
    rows = both("KẾT QUẢ CẢI CÁCH HÀNH CHÍNH 9 THÁNG ĐẦU NĂM 2024")
    reading = read_rows(rows, folder)
    assert reading.observations.is_empty()
    assert "several_periods" in rules(reading)
    (folder / "a.csv.meta.yml").write_text("period: '2024-Q3'\n", encoding="utf-8")
    assert figures(read_rows(rows, folder), ON_TIME) == [(PROVINCE, "2024-09-30", 98.5)]


def test_a_year_that_is_not_read_gives_the_table_no_period(folder: Path) -> None:
    head = ["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả năm 2024", "Mục tiêu năm 2025", "Mục tiêu năm 2030"]
    row = ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,9", "99,5", "100"]
    reading = read_rows([["KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CỦA TỈNH THANH HÓA"], [*head], [*row]], folder)
    assert figures(reading, ON_TIME) == [(PROVINCE, "2024-12-31", 98.9)]


def test_online_points_hold_those_of_payments_where_no_column_has_them(folder: Path) -> None:
    groups = ["Công khai, minh bạch", "Tiến độ giải quyết", "Cung cấp dịch vụ trực tuyến", "Số hóa hồ sơ"]
    head: Rows = [["STT", "Đơn vị", *groups, "Mức độ hài lòng", "Tổng điểm"]]
    points = ["17,5", "19,8", "11,5", "20,4", "18", "87,2"]
    rows: Rows = [["BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP THÁNG 5/2024 TỈNH THANH HÓA"], *head]
    reading = read_rows([*rows, ["1", "Huyện Yên Định", *points]], folder)
    scopes = {row["scope_code"]: row["value"] for row in reading.observations.to_dicts()}
    assert scopes["online_payment"] == 11.5
    assert "online" not in scopes


@pytest.mark.parametrize(("cell", "rule"), [("98,5 (97,1)", "ambiguous_number"), ("1/2", "lone_fraction")])
def test_two_numbers_in_a_cell_of_percentages_are_none(cell: str, rule: str, folder: Path) -> None:
    rows: Rows = [["TỶ LỆ HỒ SƠ GIẢI QUYẾT ĐÚNG HẠN QUÝ I NĂM 2024 - TỈNH THANH HÓA"]]
    rows += [["STT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết đúng hạn (%)"], ["1", "Huyện Yên Định", cell]]
    reading = read_rows([*rows, ["2", "Thị xã Nghi Sơn", "99"]], folder)
    assert len(reading.observations) == 1
    assert rules(reading) == {rule}


def test_petitions_that_wait_for_an_answer_leave_the_share_unknown(folder: Path) -> None:
    head = ["STT", "Đơn vị", "Tổng số PAKN", "Đã xử lý", "Đúng hạn", "Tỷ lệ (%)"]
    rows: Rows = [["XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ QUÝ I NĂM 2024 - TỈNH THANH HÓA"], [*head]]
    rows += [["1", "Huyện Yên Định", "120", "120", "117", "97,5"], ["2", "Thị xã Nghi Sơn", "100", "80", "80", "100"]]
    reading = read_rows(rows, folder)
    assert figures(reading, "petition_on_time_rate") == [(YEN_DINH, "2024-03-31", 97.5)]
    assert rules(reading) == {"needed_sum_broken"}


@pytest.mark.parametrize("head", ["Lĩnh vực", "Tên lĩnh vực"])
def test_the_total_over_fields_is_that_of_the_unit_of_the_title(head: str, folder: Path) -> None:
    rows: Rows = [["KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ I NĂM 2024 - HUYỆN YÊN ĐỊNH, TỈNH THANH HÓA"]]
    rows += [["STT", head, "Đã giải quyết", "Đúng hạn", "Quá hạn"], ["1", "Hộ tịch", "100", "99", "1"]]
    rows += [["2", "Đất đai", "100", "91", "9"], [None, "Tổng cộng", "200", "190", "10"]]
    reading = read_rows(rows, folder)
    assert [value for unit, _, value in figures(reading, ON_TIME) if unit == YEN_DINH] == [95.0]
    assert len(figures(reading, ON_TIME)) == 1


@pytest.mark.parametrize(("title", "ends"), [("NĂM 2024", ["2024-09-30"]), ("QUÝ IV NĂM 2024", [])])
def test_nine_months_below_the_title_of_a_year_are_nine_months(title: str, ends: list[str], folder: Path) -> None:
    head = ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện 9 tháng", "Ước cả năm 2024"]
    row = ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,1", "98,9"]
    reading = read_rows([[f"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU {title} TỈNH THANH HÓA"], [*head], [*row]], folder)
    assert [end for _, end, _ in figures(reading, ON_TIME)] == ends
    assert bool(ends) or any(one.severity == "error" for one in reading.findings)


@pytest.mark.parametrize(("cells", "loaded"), [(("4,72", "4,5"), 0), (("9,1", "8,8"), 0), (("94,4", "9,5"), 2)])
def test_scores_of_a_scale_of_five_or_ten_are_none_out_of_a_hundred(
    cells: tuple[str, str], loaded: int, folder: Path
) -> None:
    rows: Rows = [["CHỈ SỐ HÀI LÒNG (SIPAS) NĂM 2024 CỦA CÁC HUYỆN - TỈNH THANH HÓA"]]
    rows += [["STT", "Đơn vị", "Chỉ số hài lòng"], ["1", "Huyện Yên Định", cells[0]]]
    reading = read_rows([*rows, ["2", "Thị xã Nghi Sơn", cells[1]]], folder)
    assert len(reading.observations) == loaded
    assert ("other_scale" in rules(reading)) is not bool(loaded)
