"""Tables as provinces, ministries and portals publish them: columns of years, ratios in one cell, flat heads."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi.headers.header_words import level_of_header
from tests.unit.kpi.forms import Cell
from tests.unit.kpi.test_short_tables import (
    NGHI_SON,
    PROVINCE,
    THANH_HOA,
    YEN_DINH,
    Rows,
    figures,
    folder,
    read_rows,
    rules,
)

__all__ = ["folder"]
END = "2024-12-31"


@pytest.mark.parametrize("title", ["CHỈ SỐ PAPI NĂM 2024", "BỘ CHỈ SỐ 766 NĂM 2024", "CHỈ SỐ XANH NĂM 2024"])
def test_a_total_that_no_title_of_pci_stands_above_is_no_pci(title: str, folder: Path) -> None:
    head: Rows = [[title], ["Tỉnh/Thành phố", "Đất đai", "Điểm tổng hợp", "Xếp hạng"]]
    row: list[Cell] = ["Thanh Hóa", "7,1", "65,2", "12"]
    assert not figures(read_rows([*head, row], folder), "pci_score")
    named: Rows = [["CHỈ SỐ NĂNG LỰC CẠNH TRANH CẤP TỈNH (PCI) NĂM 2024"], head[1]]
    assert figures(read_rows([*named, row], folder), "pci_score") == [(PROVINCE, END, 65.2)]


def test_a_rank_of_which_no_year_is_said_is_of_the_latest_alone(folder: Path) -> None:
    head: Rows = [
        ["KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2024"],
        ["Xếp hạng", "Tỉnh, thành phố", "PAR INDEX 2024", "PAR INDEX 2023"],
    ]
    reading = read_rows([*head, ["7", "Thanh Hóa", "89,5", "87,25"]], folder)
    assert sorted(figures(reading, "par_index_score")) == [(PROVINCE, "2023-12-31", 87.25), (PROVINCE, END, 89.5)]
    assert figures(reading, "par_index_rank") == [(PROVINCE, END, 7)]


def test_fields_of_reform_beside_the_index_are_not_the_index(folder: Path) -> None:
    head: Rows = [
        ["CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2024"],
        ["Tỉnh, thành phố", "Cải cách thể chế", "Cải cách TTHC", "Cải cách tài chính công", "PAR INDEX"],
    ]
    reading = read_rows([*head, ["Thanh Hóa", "90", "91", "92", "89,5"]], folder)
    assert figures(reading, "par_index_score") == [(PROVINCE, END, 89.5)]
    foreign: Rows = [head[0], [*head[1][:-1], "Chỉ số xanh", "PAR INDEX"]]
    assert read_rows([*foreign, ["Thanh Hóa", "90", "91", "92", "88", "89,5"]], folder).status == "refused"


def test_years_need_not_have_all_columns_of_the_fullest(folder: Path) -> None:
    head: Rows = [["XẾP HẠNG DTI NĂM 2023"], ["Tỉnh, thành phố", "Giá trị DTI 2023", "Hạng 2023", "Hạng 2022"]]
    reading = read_rows([*head, ["Thanh Hóa", "0,62", "20", "24"]], folder)
    assert figures(reading, "dti_score") == [(PROVINCE, "2023-12-31", 0.62)]
    assert sorted(figures(reading, "dti_rank")) == [(PROVINCE, "2022-12-31", 24), (PROVINCE, "2023-12-31", 20)]
    unlike: Rows = [head[0], ["Tỉnh, thành phố", "Hạng 2023", "Giá trị DTI 2022"]]
    assert read_rows([*unlike, ["Thanh Hóa", "20", "0,6"]], folder).status == "refused"


def test_the_whole_country_among_provinces_is_the_country(folder: Path) -> None:
    head: Rows = [["CHỈ SỐ SIPAS NĂM 2024"], ["Địa phương", "SIPAS"]]
    reading = read_rows([*head, ["Cả nước", "83,9"], ["Thanh Hóa", "84,5"]], folder)
    assert sorted(figures(reading, "sipas_index")) == [(PROVINCE, END, 84.5), ("VN", END, 83.9)]


def test_numbers_before_the_names_of_parts_are_no_words(folder: Path) -> None:
    head: Rows = [
        ["CHỈ SỐ PAPI NĂM 2024"],
        ["Tỉnh", "Chỉ số 1: Tham gia của người dân ở cấp cơ sở", "Trục nội dung 8. Quản trị điện tử", "Điểm tổng hợp"],
    ]
    reading = read_rows([*head, ["Thanh Hóa", "5,1", "3,5", "44"]], folder)
    assert sorted(value for *_, value in figures(reading, "papi_score")) == [3.5, 5.1, 44]


def compared(*heads: str) -> Rows:
    return [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ III NĂM 2024"],
        ["TT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết đúng hạn (%)", *[None] * (len(heads) - 1)],
        [None, None, *heads],
    ]


def test_a_period_below_the_measure_is_that_of_its_column(folder: Path) -> None:
    row: list[Cell] = ["1", "Huyện Yên Định", "98", "96", "2"]
    reading = read_rows([*compared("Quý III/2024", "Cùng kỳ năm 2023", "Tăng, giảm"), row], folder)
    assert sorted(figures(reading, "on_time_dossier_rate")) == [
        (YEN_DINH, "2023-09-30", 96),
        (YEN_DINH, "2024-09-30", 98),
    ]
    assert rules(reading) == {"column_of_another_period"}
    aimed = read_rows([*compared("Quý III/2024", "Kế hoạch năm 2024", "Tăng, giảm"), row], folder)
    assert [end for _, end, _ in figures(aimed, "on_time_dossier_rate")] in ([], ["2024-09-30"])


def ratios(cell: str, head: str = "Hồ sơ trực tuyến/Tổng số hồ sơ tiếp nhận (tỷ lệ %)") -> Rows:
    title = f"{THANH_HOA} - KẾT QUẢ TIẾP NHẬN HỒ SƠ QUÝ I NĂM 2024"
    return [[title], ["TT", "Đơn vị", head], ["1", "Huyện Yên Định", cell], ["2", "Thị xã Nghi Sơn", "40/80 (50%)"]]


def test_a_count_over_its_whole_in_one_cell_is_two_counts(folder: Path) -> None:
    reading = read_rows(ratios("950/1.000 (95%)"), folder)
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-03-31", 95), (NGHI_SON, "2024-03-31", 50)]
    counts = reading.observations.filter(indicator_code="online_dossier_rate").select("numerator", "denominator")
    assert counts.row(0) == (950, 1000)
    assert set(reading.observations["column_name"]) == {"C"}
    wrong = read_rows(ratios("950/1.000 (59%)"), folder)
    assert "rate_differs_from_counts" in rules(wrong)


def test_a_count_over_its_whole_needs_a_head_that_names_both(folder: Path) -> None:
    assert read_rows(ratios("95/100 (95%)", "Kết quả/điểm"), folder).status == "refused"


def test_a_share_of_a_ratio_that_no_form_counts_is_the_share(folder: Path) -> None:
    head = "Hồ sơ giải quyết đúng hạn/Tổng số hồ sơ đã giải quyết (tỷ lệ %)"
    reading = read_rows(ratios("98/100 (98%)", head), folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-03-31", 98), (NGHI_SON, "2024-03-31", 50)]


def flat(*late: str) -> Rows:
    return [
        [f"{THANH_HOA} - TỔNG HỢP XỬ LÝ HỒ SƠ QUÝ I NĂM 2024"],
        ["Tên đơn vị", "Tổng tiếp nhận", "Trực tuyến", "Trực tiếp", "Đã xử lý", "Trước hạn", "Đúng hạn", *late],
    ]


def test_late_behind_what_is_pending_is_pending(folder: Path) -> None:
    row: list[Cell] = ["Huyện Yên Định", "100", "70", "30", "90", "50", "36", "4", "10", "7", "3"]
    reading = read_rows([*flat("Trễ hạn", "Đang xử lý", "Trong hạn", "Trễ hạn"), row], folder)
    assert figures(reading, "dossiers_resolved_overdue_count") == [(YEN_DINH, "2024-03-31", 4)]
    pending = reading.observations.filter(indicator_code="dossiers_pending_count", scope_code="overdue")
    assert pending["value"].to_list() == [3]
    row = ["Huyện Yên Định", "100", "70", "30", "90", "50", "40", "10", "3"]
    alone = read_rows([*flat("Đang xử lý", "Trễ hạn"), row], folder)
    assert not figures(alone, "dossiers_resolved_overdue_count")


def test_channels_that_give_what_was_received_are_its_channels(folder: Path) -> None:
    rows = flat("Trễ hạn", "Đang xử lý")
    whole: list[Cell] = ["Huyện Yên Định", "100", "70", "30", "90", "50", "36", "4", "10"]
    other: list[Cell] = ["Thị xã Nghi Sơn", "100", "60", "30", "90", "50", "36", "4", "10"]
    reading = read_rows([*rows, whole, other], folder)
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-03-31", 70)]
    assert "needed_sum_broken" in rules(reading)


def test_a_column_of_units_under_a_head_that_nobody_knows_is_not_left_out(folder: Path) -> None:
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ I NĂM 2024"],
        ["TT", "Khu vực quản lý", "Cấp giải quyết", "Đã giải quyết", "Đúng hạn", "Quá hạn"],
    ]
    reading = read_rows([*head, ["1", "Huyện Yên Định", "Cấp huyện", "100", "98", "2"]], folder)
    assert reading.observations.is_empty()
    assert rules(reading) == {"unknown_header"}


def test_a_share_behind_its_two_counts_needs_no_name(folder: Path) -> None:
    more: list[Cell] = [None, None]
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ SỐ HÓA HỒ SƠ QUÝ I NĂM 2024 (ĐVT: hồ sơ, %)"],
        ["Đơn vị", "Số hóa thành phần hồ sơ", *more, "Số hóa kết quả giải quyết", *more],
        [None, "Số hồ sơ tiếp nhận", "Số hồ sơ đã số hóa", "Tỷ lệ (%)", "Số hồ sơ đã giải quyết"],
    ]
    head[2] += ["Số hồ sơ có kết quả số hóa", "Tỷ lệ (%)"]
    reading = read_rows([*head, ["Huyện Yên Định", "100", "90", "90", "80", "60", "75"]], folder)
    assert figures(reading, "dossier_digitization_rate") == [(YEN_DINH, "2024-03-31", 90)]
    assert figures(reading, "resolved_dossier_result_digitization_rate") == [(YEN_DINH, "2024-03-31", 75)]


def test_rows_of_a_status_report_beside_what_is_cumulated(folder: Path) -> None:
    head: Rows = [
        ["UBND HUYỆN YÊN ĐỊNH, TỈNH THANH HÓA"],
        ["Tình hình tiếp nhận, giải quyết hồ sơ TTHC tháng 5 năm 2024"],
        ["TT", "Nội dung", "ĐVT", "Trong tháng", "Lũy kế từ đầu năm"],
    ]
    reading = read_rows([*head, ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,5", "97"]], folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-05-31", 98.5)]
    assert rules(reading) == {"column_of_another_period"}
    quarter: Rows = [head[0], ["Tình hình tiếp nhận, giải quyết hồ sơ TTHC quý II năm 2024"], head[2]]
    other = read_rows([*quarter, ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98,5", "97"]], folder)
    assert other.observations.is_empty()
    assert "period_of_column_differs" in rules(other)


def cumulated(title: str, *heads: str) -> Rows:
    more: list[Cell] = [None, None]
    leaves: list[Cell] = ["Đã giải quyết", "Đúng hạn", "Quá hạn"]
    head: Rows = [["STT", "Đơn vị", heads[0], *more, heads[1], *more], [None, None, *leaves, *leaves]]
    row: list[Cell] = ["1", "Huyện Yên Định", "10", "9", "1", "100", "95", "5"]
    return [[f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ {title} NĂM 2024"], *head, row]


def test_a_month_beside_what_is_cumulated_is_read_as_both(folder: Path) -> None:
    reading = read_rows(cumulated("THÁNG 8", "Trong tháng", "Lũy kế từ đầu năm"), folder)
    on_time = reading.observations.filter(indicator_code="on_time_dossier_rate")
    spans = {(str(row["period_start"]), str(row["period_end"]), row["value"]) for row in on_time.to_dicts()}
    assert spans == {("2024-08-01", "2024-08-31", 90), ("2024-01-01", "2024-08-31", 95)}


@pytest.mark.parametrize("title", ["THÁNG 9 VÀ 9 THÁNG", "9 THÁNG", "QUÝ I", "6 THÁNG CUỐI"])
def test_what_is_cumulated_beside_a_period_that_nobody_knows_is_asked_for(title: str, folder: Path) -> None:
    reading = read_rows(cumulated(title, "Trong kỳ", "Lũy kế từ đầu năm"), folder)
    assert reading.status == "refused"
    assert read_rows(cumulated("QUÝ II", "Trong tháng", "Lũy kế từ đầu năm"), folder).status == "refused"


@pytest.mark.parametrize(
    ("head", "level"),
    [
        ("UBND huyện, thành phố", "district"),
        ("Tên xã, phường", "commune"),
        ("Các tỉnh/thành phố", "province"),
        ("Ten xa, phuong", "commune"),
        ("Huyện, xã", None),
        ("Xã đạt chuẩn", None),
        ("TT", None),
        ("UBND cấp xã", "commune"),
        ("Cấp xã", None),
    ],
)
def test_types_of_units_in_a_head_say_the_level_below_it(head: str, level: str | None) -> None:
    assert level_of_header(head) == level


def test_a_share_sign_before_a_name_is_a_share(folder: Path) -> None:
    title = f"{THANH_HOA} - TỔNG HỢP CHỈ TIÊU QUÝ I NĂM 2024"
    reading = read_rows([[title], ["Đơn vị", "% hồ sơ trực tuyến"], ["Huyện Yên Định", "81,5"]], folder)
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-03-31", 81.5)]
    counted = read_rows([[title], ["Đơn vị", "Số hồ sơ trực tuyến"], ["Huyện Yên Định", "81,5"]], folder)
    assert counted.observations.is_empty()


def test_short_months_below_the_year_of_a_title_are_months(folder: Path) -> None:
    title = f"{THANH_HOA} - TỶ LỆ HỒ SƠ TRỰC TUYẾN CÁC THÁNG NĂM 2024"
    reading = read_rows([[title], ["Đơn vị", "T3", "T4"], ["Huyện Yên Định", "80", "81"]], folder)
    assert sorted(figures(reading, "online_dossier_rate")) == [
        (YEN_DINH, "2024-03-31", 80),
        (YEN_DINH, "2024-04-30", 81),
    ]


def test_what_came_in_under_any_head_of_it_is_read(folder: Path) -> None:
    more: list[Cell] = [None, None]
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ I NĂM 2024"],
        ["Đơn vị", "Số hồ sơ nhận giải quyết", *more, None, "Kết quả giải quyết", *more],
        [None, "Tổng số", "Trực tuyến", "Trực tiếp", "Kỳ trước chuyển qua", "Tổng số", "Đúng hạn", "Quá hạn"],
    ]
    reading = read_rows([*head, ["Huyện Yên Định", "110", "75", "25", "10", "100", "98", "2"]], folder)
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-03-31", 75)]
    assert figures(reading, "dossiers_to_process_count") == []
    broken = read_rows([*head, ["Huyện Yên Định", "120", "75", "25", "10", "100", "98", "2"]], folder)
    assert not figures(broken, "online_dossier_rate")
    assert "needed_sum_broken" in rules(broken)
