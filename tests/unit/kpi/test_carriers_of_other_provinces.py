"""Workbooks and forms in the shapes of other provinces: loaded right or refused with a reason, nothing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.source import source_below
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver

Cell = str | None
TITLE: list[list[Cell]] = [["KẾT QUẢ BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP"], ["Tháng 10 năm 2025"]]
GROUPS = ["Tiến độ giải quyết", "Mức độ hài lòng", "Số hóa hồ sơ", "Thanh toán trực tuyến", "Dịch vụ trực tuyến"]
GROUPS += ["Công khai minh bạch"]
POINTS = ["18,2", "16", "18", "8", "10", "17", "87,2"]


def read(folder: Path, rows: list[list[Cell]]) -> KpiReading:
    width = max(map(len, rows))
    cells = ["".join(f"<td>{cell or ''}</td>" for cell in [*row, *[None] * (width - len(row))]) for row in rows]
    path = folder / "bang.html"
    path.write_text(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>", encoding="utf-8")
    return read_kpi(source_below(path, folder), UnitResolver.load(), IndicatorCatalogue.load())


def rules(reading: KpiReading) -> set[str]:
    return {finding.rule for finding in reading.findings if finding.severity != "info"}


def test_the_portals_fields_load_under_their_vietnamese_names(tmp_path: Path) -> None:
    head: list[Cell] = [
        "Mã đơn vị",
        "Tên đơn vị",
        "Tên cơ quan",
        "Mã CQ",
        "Loại đơn vị",
        "Cấp đơn vị",
        "Mã CQ (chi tiết)",
    ]
    name = "UBND xã Mường Phăng - tỉnh Điện Biên"
    rows: list[list[Cell]] = [
        [*head, *GROUPS, "Tổng điểm", "STT"],
        ["7", name, name, "H18.1", "3", "2", "7", *POINTS, "1"],
    ]
    reading = read(tmp_path, [*TITLE, *rows])
    assert rules(reading) == set()
    assert sorted(reading.observations["value"]) == [8, 10, 16, 17, 18, 18.2, 87.2]


def test_groups_of_units_agencies_and_the_mean_of_the_country_are_no_units(tmp_path: Path) -> None:
    maxima = [f"{name} ({most} điểm)" for name, most in zip(GROUPS, (20, 18, 22, 10, 12, 18), strict=True)]
    rows: list[list[Cell]] = [
        ["STT", "Tên đơn vị", *maxima, "Tổng điểm (100 điểm)"],
        ["I", "Các sở, ban, ngành"],
        ["1", "Sở Nội vụ", *POINTS],
        ["II", "UBND các xã, phường"],
        ["1", "UBND phường Mường Lay", *POINTS],
        [None, "Trung bình cả nước", *POINTS],
    ]
    reading = read(tmp_path, [*TITLE, *rows])
    assert rules(reading) == set()
    assert reading.observations.height == 7


@pytest.mark.parametrize("sign", ["", "%"])
def test_groups_in_percent_are_refused_since_points_are_meant(tmp_path: Path, sign: str) -> None:
    shares = [f"{value}{sign}" for value in (9, 9, 13, 8, 8, 15)]
    rows: list[list[Cell]] = [
        ["STT", "Đơn vị", *[f"{name} (%)" for name in GROUPS], "Tổng điểm"],
        ["1", "Thành phố Huế", *shares, "62"],
    ]
    reading = read(tmp_path, [*TITLE, *rows])
    assert reading.observations.is_empty()
    assert rules(reading) == {"header_unit"}


def test_a_cell_in_percent_below_a_plain_head_is_no_score_of_a_group(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["STT", "Đơn vị", *GROUPS, "Tổng điểm"],
        ["1", "Thành phố Huế", "9%", *POINTS[1:]],
    ]
    reading = read(tmp_path, [*TITLE, *rows])
    assert "wrong_unit" in rules(reading)
    assert "progress" not in set(reading.observations["scope_code"])


OF_A_FORM: list[list[Cell]] = [["BIỂU MẪU THỐNG KÊ BÁO CÁO CẢI CÁCH HÀNH CHÍNH NĂM 2024 CỦA UBND TỈNH ĐỒNG THÁP"]]


def test_a_form_headed_by_its_content_loads(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["TT", "Nội dung", "ĐVT", "Kết quả", "Ghi chú"],
        ["3.1", "Tỷ lệ hồ sơ TTHC do các sở, ban, ngành tiếp nhận giải quyết đúng hạn", "%", "99,5", None],
        ["3.1.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", "12.000", None],
        ["3.1.2", "Số hồ sơ TTHC đã giải quyết đúng hạn", "Hồ sơ", "11.940", None],
    ]
    found = read(tmp_path, [*OF_A_FORM, *rows]).observations
    (rate,) = found.filter(found["indicator_code"] == "on_time_dossier_rate").rows(named=True)
    assert (rate["coverage_level"], rate["value"], rate["denominator"]) == ("province", 99.5, 12000)


def test_a_table_headed_like_a_form_of_which_no_row_is_known_names_its_rows(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["STT", "Nội dung", "ĐVT", "Kết quả"], ["1", "Số hộ nghèo", "hộ", "120"]]
    reading = read(tmp_path, [*OF_A_FORM, *rows])
    assert reading.observations.is_empty()
    (said,) = [finding for finding in reading.findings if finding.rule == "rows_of_another_table"]
    assert "Số hộ nghèo" in said.found
    assert (reading.status, "tidy file" in said.remedy) == ("refused", True)


TOTALS: list[list[Cell]] = [
    ["STT", "Cơ quan, đơn vị", "Tổng điểm", "Xếp loại"],
    ["1", "Sở Nội vụ", "95,4", "Xuất sắc"],
    ["2", "UBND phường Mường Lay", "91,2", "Tốt"],
]


def test_totals_of_the_portals_index_alone_load_below_a_title_that_names_it(tmp_path: Path) -> None:
    for title in (TITLE[0][0], "Kết quả đánh giá theo Quyết định số 766/QĐ-TTg của các đơn vị"):
        reading = read(tmp_path, [[title], TITLE[1], *TOTALS])
        assert rules(reading) == set()
        loaded = reading.observations.select("layout", "indicator_code", "scope_code", "value").rows()
        assert loaded == [("qd766_total", "service_quality_766_score", "all", 91.2)]


@pytest.mark.parametrize(
    "title",
    [
        "Kết quả chấm điểm cải cách hành chính của các đơn vị",
        "Tổng số 1.766 hồ sơ của các đơn vị",
        "Điểm nhóm chỉ số công khai, minh bạch theo Quyết định số 766/QĐ-TTg",
    ],
)
def test_totals_below_another_title_are_of_nothing_known(tmp_path: Path, title: str) -> None:
    reading = read(tmp_path, [[title], TITLE[1], *TOTALS])
    assert reading.observations.is_empty()
    (finding,) = [one for one in reading.findings if one.severity == "error"]
    assert "par_index" not in finding.remedy and "766" not in finding.remedy


GROUP_ROWS: list[list[Cell]] = [
    ["TT", "Nhóm chỉ số", "Điểm tối đa", "Điểm đạt được", "Tỷ lệ (%)"],
    *([str(at), name, "20", points, "90"] for at, (name, points) in enumerate(zip(GROUPS, POINTS, strict=False), 1)),
    [None, "Tổng điểm", "100", POINTS[-1], POINTS[-1]],
]


def test_the_portals_index_of_one_unit_loads_from_a_row_for_each_group(tmp_path: Path) -> None:
    title: list[list[Cell]] = [["UBND TỈNH ĐIỆN BIÊN"], *TITLE]
    reading = read(tmp_path, [*title, *GROUP_ROWS])
    assert rules(reading) == set()
    assert sorted(reading.observations["value"]) == sorted(float(point.replace(",", ".")) for point in POINTS)
    assert set(reading.observations["coverage_level"]) == {"all"}
    assert set(reading.observations["layout"]) == {"qd766_groups"}
    changed = [*GROUP_ROWS[:-1], [None, "Tổng điểm", "100", "78,2", "78,2"]]
    assert "identity_broken" in rules(read(tmp_path, [*title, *changed]))
    assert read(tmp_path, [["UBND TỈNH ĐIỆN BIÊN"], TITLE[1], *GROUP_ROWS]).observations.is_empty()


@pytest.mark.parametrize("head", ["Nhóm chỉ số", "Các nhóm chỉ số thành phần", "Điểm số"])
def test_a_head_over_the_groups_says_nothing_of_them(tmp_path: Path, head: str) -> None:
    rows: list[list[Cell]] = [
        ["STT", "Đơn vị", head, *[None] * 5, "Tổng điểm"],
        [None, None, *GROUPS, None],
        ["1", "UBND phường Mường Lay", *POINTS],
    ]
    assert read(tmp_path, [*TITLE, *rows]).observations.height == 7


def test_columns_of_levels_are_never_advised_as_names_of_units(tmp_path: Path) -> None:
    head: list[Cell] = ["TT", "Chỉ tiêu", "ĐVT", "Cấp tỉnh", "Cấp xã", "Toàn tỉnh"]
    rows: list[list[Cell]] = [head, ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,3", "95,2", "96,1"]]
    reading = read(tmp_path, [["UBND TỈNH ĐIỆN BIÊN"], ["Quý II năm 2026"], *rows])
    assert reading.observations.is_empty()
    (finding,) = [one for one in reading.findings if one.severity == "error"]
    assert "coverage_level" in finding.remedy and ".yml" not in finding.remedy and len(finding.remedy) <= 300


def test_an_annex_headed_by_criteria_loads_the_rows_that_it_knows(tmp_path: Path) -> None:
    head: list[Cell] = ["TT", "Tiêu chí", "Đơn vị tính", "Số lượng/Tỷ lệ", "Ghi chú"]
    known: list[Cell] = ["1", "Tỷ lệ hoàn thành Kế hoạch CCHC năm (lũy kế đến thời điểm báo cáo)", "%", "62,5", None]
    title: list[list[Cell]] = [["PHỤ LỤC II"], ["SỐ LIỆU CẢI CÁCH HÀNH CHÍNH 6 THÁNG ĐẦU NĂM 2026 CỦA TỈNH ĐIỆN BIÊN"]]
    reading = read(tmp_path, [*title, head, known, ["2", "Số buổi đối thoại với người dân", "Buổi", "4", None]])
    assert reading.observations.select("indicator_code", "value").rows() == [("reform_plan_task_completion_rate", 62.5)]
    assert rules(reading) == {"row_unknown"}


RESOLVED, PENDING = ["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"], ["Tổng số", "Trong hạn", "Quá hạn"]
DOSSIERS: list[list[Cell]] = [
    [
        "TT",
        "Lĩnh vực giải quyết",
        "Tiếp nhận",
        *[None] * 3,
        "Đã giải quyết",
        *[None] * 3,
        "Đang giải quyết",
        None,
        None,
    ],
    [None, None, "Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước", *RESOLVED, *PENDING],
]
COUNTS = ["100", "60", "30", "10", "90", "50", "35", "5", "10", "8", "2"]


def test_rows_of_fields_are_no_units_and_only_prove_the_total(tmp_path: Path) -> None:
    """«Bảo hiểm» begins like an office, yet is a field here: no sum of offices is built beside the total."""
    fields: list[list[Cell]] = [["1", "Hộ tịch", *COUNTS], ["2", "Bảo hiểm", *COUNTS]]
    total: list[Cell] = [None, "Tổng cộng", *[str(2 * int(count)) for count in COUNTS]]
    title: list[list[Cell]] = [["Đơn vị báo cáo: UBND xã Mường Phăng, tỉnh Điện Biên"], ["Quý II năm 2026"]]
    reading = read(tmp_path, [*title, *DOSSIERS, *fields, total])
    assert rules(reading) == set()
    loaded = reading.observations.filter(reading.observations["indicator_code"] == "dossiers_resolved_count")
    assert loaded.select("coverage_level", "value").rows() == [("all", 180)]
    (said,) = [finding for finding in reading.findings if finding.rule == "rows_of_fields"]
    assert "Hộ tịch" in said.found
    total[2] = "230"
    wrong = read(tmp_path, [*title, *DOSSIERS, *fields, total])
    assert "total_differs_from_sum" in rules(wrong)


def test_a_commune_among_fields_is_still_a_unit(tmp_path: Path) -> None:
    title: list[list[Cell]] = [["Đơn vị báo cáo: UBND tỉnh Điện Biên"], ["Quý II năm 2026"]]
    rows: list[list[Cell]] = [["1", "Hộ tịch", *COUNTS], ["2", "Xã Không Có Thật", *COUNTS]]
    assert "unit_unknown_name" in rules(read(tmp_path, [*title, *DOSSIERS, *rows]))


@pytest.mark.parametrize("label", [None, "Điểm tối đa", "Thang điểm"])
def test_the_most_that_may_be_scored_is_no_units_row(tmp_path: Path, label: Cell) -> None:
    head: list[Cell] = ["STT", "Đơn vị", *GROUPS, "Tổng điểm"]
    most: list[Cell] = [None, label, "20", "18", "22", "10", "12", "18", "100"]
    reading = read(tmp_path, [*TITLE, head, most, ["1", "UBND phường Mường Lay", *POINTS]])
    assert rules(reading) == set()
    assert reading.observations.height == 7


def test_scores_without_a_name_are_still_an_error(tmp_path: Path) -> None:
    head: list[Cell] = ["STT", "Đơn vị", *GROUPS, "Tổng điểm"]
    reading = read(tmp_path, [*TITLE, head, ["1", None, *POINTS], ["2", "UBND phường Mường Lay", *POINTS]])
    assert "row_without_name" in rules(reading)
    assert reading.observations.height == 7


ANNEX_ROWS: list[tuple[str, str, str]] = [
    ("Tỷ lệ hoàn thành nhiệm vụ trong Kế hoạch CCHC năm", "reform_plan_task_completion_rate", "all"),
    ("Tỷ lệ giải quyết hồ sơ TTHC đúng hạn của UBND cấp xã", "on_time_dossier_rate", "commune"),
    ("Tỷ lệ hồ sơ giải quyết đúng hạn của các sở, ngành", "on_time_dossier_rate", "province"),
    ("Tỷ lệ giải ngân kế hoạch vốn đầu tư công", "public_investment_disbursement_rate", "all"),
    ("Tỷ lệ TTHC đủ điều kiện cung cấp DVCTT toàn trình", "online_service_full_provision_rate", "all"),
    ("Tỷ lệ hồ sơ nộp trực tuyến của DVCTT một phần", "partial_online_dossier_rate", "all"),
]
# Each is like a row above, and of something else: a plan of another kind, a bare rate, dossiers overdue, a target.
NO_ANNEX_ROWS = [
    "Tỷ lệ hoàn thành nhiệm vụ trong Kế hoạch chuyển đổi số năm",
    "Tỷ lệ hồ sơ giải quyết quá hạn của các sở, ngành",
    "Tỷ lệ hồ sơ đất đai giải quyết đúng hạn của UBND cấp xã",
    "Tỷ lệ giải ngân chương trình mục tiêu quốc gia",
    "Tỷ lệ hồ sơ nộp trực tuyến",
]


@pytest.mark.parametrize(("label", "indicator", "coverage"), ANNEX_ROWS)
def test_a_row_of_an_annex_in_other_words_loads(tmp_path: Path, label: str, indicator: str, coverage: str) -> None:
    rows: list[list[Cell]] = [["TT", "Nội dung", "ĐVT", "Kết quả"], ["1", label, "%", "91,5"]]
    loaded = read(tmp_path, [*OF_A_FORM, *rows]).observations.select("indicator_code", "coverage_level", "value").rows()
    assert loaded == [(indicator, coverage, 91.5)]


@pytest.mark.parametrize("label", NO_ANNEX_ROWS)
def test_a_row_of_an_annex_about_something_else_is_named(tmp_path: Path, label: str) -> None:
    rows: list[list[Cell]] = [["TT", "Nội dung", "ĐVT", "Kết quả"], ["1", label, "%", "91,5"]]
    reading = read(tmp_path, [*OF_A_FORM, *rows])
    assert reading.observations.is_empty()
    assert "rows_of_another_table" in rules(reading)
