"""Columns that say their year behind their name or below it; months of a title's year in rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.test_short_tables import PROVINCE, Rows, figures, folder, read_rows

__all__ = ["folder"]
TITLE: Rows = [["CHỈ SỐ HÀI LÒNG CỦA NGƯỜI DÂN (SIPAS) CÁC TỈNH"]]
BEHIND: Rows = [["TT", "Tỉnh, thành phố", "SIPAS 2023", "Xếp hạng 2023", "SIPAS 2024", "Xếp hạng 2024"]]
MIXED: Rows = [["TT", "Tỉnh, thành phố", "SIPAS năm 2023", "SIPAS năm 2024", "Xếp hạng (2023)", "Xếp hạng (2024)"]]
BELOW: Rows = [["TT", "Tỉnh, thành phố", "SIPAS", None, "Xếp hạng", None], [None, None, "2023", "2024", "2023", "2024"]]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (BEHIND, ["84,20", "11", "86,97", "9"]),
        (MIXED, ["84,20", "86,97", "11", "9"]),
        (BELOW, ["84,20", "86,97", "11", "9"]),
    ],
)
def test_each_column_is_of_the_year_it_says(head: Rows, cells: list[str], folder: Path) -> None:
    reading = read_rows([*TITLE, *head, ["1", "Thanh Hóa", *cells]], folder)
    assert figures(reading, "sipas_index") == [(PROVINCE, "2023-12-31", 84.2), (PROVINCE, "2024-12-31", 86.97)]
    assert figures(reading, "sipas_rank") == [(PROVINCE, "2023-12-31", 11.0), (PROVINCE, "2024-12-31", 9.0)]


def test_years_that_differ_in_their_columns_are_not_cut_apart(folder: Path) -> None:
    head: Rows = [["TT", "Tỉnh, thành phố", "SIPAS 2023", "Xếp hạng 2023", "Điểm 2024"]]
    reading = read_rows([*TITLE, *head, ["1", "Thanh Hóa", "84,20", "11", "86,97"]], folder)
    assert [end for _, end, _ in figures(reading, "sipas_index")] in ([], ["2023-12-31"])


@pytest.mark.parametrize("title", ["KẾT QUẢ GIẢI QUYẾT HỒ SƠ THEO THÁNG NĂM 2024", "GIẢI QUYẾT HỒ SƠ NĂM 2024"])
def test_months_in_rows_are_of_the_title_s_year_and_their_total_is_none(title: str, folder: Path) -> None:
    rows: Rows = [[f"{title} - TỈNH THANH HÓA"], ["STT", "Tháng", "Đã giải quyết", "Đúng hạn", "Quá hạn"]]
    rows += [
        ["1", "Tháng 1", "500", "495", "5"],
        ["2", "Tháng 2", "300", "300", "0"],
        [None, "Tổng", "800", "795", "5"],
    ]
    reading = read_rows(rows, folder)
    assert figures(reading, "on_time_dossier_rate") == [(PROVINCE, "2024-01-31", 99.0), (PROVINCE, "2024-02-29", 100.0)]
    assert not [one for one in reading.findings if one.severity == "error"]


def test_a_bare_name_below_the_head_of_its_level_is_one_of_that_level(folder: Path) -> None:
    rows: Rows = [
        ["TỶ LỆ HỒ SƠ TRỰC TUYẾN THÁNG 9 NĂM 2024"],
        ["STT", "Tỉnh/Thành phố", "Tỷ lệ hồ sơ nộp trực tuyến (%)"],
    ]
    reading = read_rows([*rows, ["1", "Thanh Hóa", "72,15"]], folder)
    assert figures(reading, "online_dossier_rate") == [(PROVINCE, "2024-09-30", 72.15)]


@pytest.mark.parametrize(
    ("months", "ends"),
    [
        (("tháng 8", "tháng 9"), ["2024-08-31", "2024-09-30"]),
        (("tháng 9/2023", "tháng 9/2024"), ["2023-09-30", "2024-09-30"]),
        (("quý II", "quý III"), ["2024-06-30", "2024-09-30"]),
        (("tháng 12", "tháng 1"), []),
        (("tháng 1", "tháng 12"), []),
    ],
)
def test_months_behind_a_head_are_of_the_title_s_year_where_they_follow_one_another(
    months: tuple[str, str], ends: list[str], folder: Path
) -> None:
    heads = [f"Tỷ lệ hồ sơ trực tuyến {month} (%)" for month in months]
    rows: Rows = [["KẾT QUẢ HỒ SƠ TRỰC TUYẾN THÁNG 9 NĂM 2024"], ["STT", "Tỉnh/Thành phố", *heads, "Tăng/giảm"]]
    reading = read_rows([*rows, ["1", "Thanh Hóa", "80,5", "85,1", "4,6"]], folder)
    assert [end for _, end, _ in figures(reading, "online_dossier_rate")] == ends
