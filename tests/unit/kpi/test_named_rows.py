"""Tables of plans beside results: the result loads where the table is certain, what was planned never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.forms import Cell
from tests.unit.kpi.test_short_tables import NGHI_SON, PROVINCE, YEN_DINH, Rows, figures, folder, read_rows, rules

__all__ = ["folder"]
ON_TIME, ONLINE = "on_time_dossier_rate", "online_dossier_rate"
TITLE = "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH NĂM 2024 TỈNH THANH HÓA"
HEAD: list[Cell] = ["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]
SHARE: list[Cell] = ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98", "99,2", "101,2"]
OTHER: list[Cell] = ["2", "Số đợt kiểm tra", "đợt", "4", "4", "100"]


def by_unit(*leaves: str) -> Rows:
    more: list[Cell] = [None] * (len(leaves) - 1)
    return [
        ["KẾT QUẢ DỊCH VỤ CÔNG TRỰC TUYẾN CÁC HUYỆN THÁNG 10 NĂM 2024 - TỈNH THANH HÓA"],
        ["STT", "Đơn vị", "Tỷ lệ hồ sơ trực tuyến", *more],
        [None, None, *leaves],
    ]


def test_the_result_of_a_row_loads_and_rows_of_no_indicator_are_told(folder: Path) -> None:
    reading = read_rows([[TITLE], HEAD, SHARE, OTHER], folder)
    assert figures(reading, ON_TIME) == [(PROVINCE, "2024-12-31", 99.2)]
    assert len(reading.observations) == 1
    (told,) = [one for one in reading.findings if one.severity == "error"]
    assert told.rule == "rows_of_another_table"
    assert "Số đợt kiểm tra" in told.found


@pytest.mark.parametrize(
    "rows",
    [
        [["GIAO CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH NĂM 2024 TỈNH THANH HÓA"], HEAD, SHARE],
        [["CÁC CHỈ TIÊU NĂM 2024 TỈNH THANH HÓA"], ["TT", "Chỉ tiêu", "ĐVT", "Giá trị"], [*SHARE[:3], "98"]],
        [[TITLE], HEAD, ["I", "UBND cấp xã"], SHARE],
        [[TITLE], HEAD, ["I", "Lĩnh vực đất đai"], SHARE],
        [[TITLE], HEAD, ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn của Sở Tư pháp", *SHARE[2:]]],
        [[TITLE], HEAD, ["1", SHARE[1], "hồ sơ", *SHARE[3:]]],
    ],
    ids=["given out", "no result", "of a level", "of a field", "a part", "another unit"],
)
def test_nothing_loads_where_a_row_may_be_a_plan_or_a_part(folder: Path, rows: Rows) -> None:
    reading = read_rows(rows, folder)
    assert reading.observations.is_empty()
    assert any(one.severity == "error" for one in reading.findings)


@pytest.mark.parametrize(
    ("leaves", "cells"),
    [
        (("Kế hoạch (%)", "Thực hiện (%)", "So với KH (%)"), ("80", "72,5", "90,6")),
        (("Kế hoạch", "Thực hiện", "Tỷ lệ (%)"), ("80", "72,5", "90,6")),
        (("Thực hiện", "Kế hoạch"), ("72,5", "80")),
    ],
)
def test_a_unit_s_result_beside_its_plan(folder: Path, leaves: tuple[str, ...], cells: tuple[str, ...]) -> None:
    rows: Rows = [["1", "Huyện Yên Định", *cells], ["2", "Thị xã Nghi Sơn", *cells]]
    reading = read_rows([*by_unit(*leaves), *rows], folder)
    assert figures(reading, ONLINE) == [(YEN_DINH, "2024-10-31", 72.5), (NGHI_SON, "2024-10-31", 72.5)]
    assert "column_of_another_period" in rules(reading)


@pytest.mark.parametrize("leaves", [("Kế hoạch", "Ước thực hiện"), ("Kế hoạch", "Thực hiện", "Kết quả")])
def test_an_expected_result_or_two_of_them_are_no_result(folder: Path, leaves: tuple[str, ...]) -> None:
    cells: list[Cell] = ["80", "72,5", "60"]
    reading = read_rows([*by_unit(*leaves), ["1", "Huyện Yên Định", *cells[: len(leaves)]]], folder)
    assert reading.observations.is_empty()
    assert any(one.severity == "error" for one in reading.findings)


def by_year(title: str, *heads: str) -> Rows:
    """Indicators of one unit, a year a column."""
    first: list[Cell] = ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,1", "99,2"]
    second: list[Cell] = ["2", "Tỷ lệ hồ sơ tiếp nhận trực tuyến", "%", "55,0", "71,4"]
    return [["UBND TỈNH THANH HÓA"], [title], ["STT", "Chỉ tiêu", "Đơn vị tính", *heads], first, second]


def test_a_year_a_column_below_a_title_of_results_gives_each_year_its_figure(folder: Path) -> None:
    reading = read_rows(by_year("KẾT QUẢ MỘT SỐ CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH", "Năm 2023", "Năm 2024"), folder)
    assert set(figures(reading, "on_time_dossier_rate")) == {
        (PROVINCE, "2023-12-31", 98.1),
        (PROVINCE, "2024-12-31", 99.2),
    }
    assert len(figures(reading, "online_dossier_rate")) == 2


@pytest.mark.parametrize(
    "title",
    [
        "CÁC CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH",
        "MỤC TIÊU, KẾT QUẢ CẢI CÁCH HÀNH CHÍNH",
        "KẾT QUẢ CẦN ĐẠT VỀ CẢI CÁCH HÀNH CHÍNH",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ LĨNH VỰC ĐẤT ĐAI",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ CẤP XÃ",
    ],
)
def test_years_of_what_is_aimed_at_or_of_a_part_load_nothing(title: str, folder: Path) -> None:
    assert read_rows(by_year(title, "Năm 2023", "Năm 2024"), folder).observations.is_empty()


@pytest.mark.parametrize("head", ["Năm 2025 (KH)", "KH năm 2025", "Năm 2025*", "Năm 2025 (ước)", "MT năm 2025"])
@pytest.mark.parametrize("title", ["KẾT QUẢ CẢI CÁCH HÀNH CHÍNH", "KẾT QUẢ CẢI CÁCH HÀNH CHÍNH NĂM 2025"])
def test_a_year_of_plans_or_with_a_mark_is_none_of_results(head: str, title: str, folder: Path) -> None:
    reading = read_rows(by_year(title, "Năm 2024", head), folder)
    assert [found for found in figures(reading, ON_TIME) if found[1] == "2025-12-31"] == []
