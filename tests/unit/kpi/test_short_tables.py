"""Tables of a few columns, several on a sheet, indices by year: what offices make of the forms, read as what it is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.kpi.reader import KpiReading
from tests.unit.kpi.forms import Cell, Form, read, write_csv, write_xlsx

Rows = list[list[Cell]]
THANH_HOA = "TỈNH THANH HÓA"
YEN_DINH, NGHI_SON, PROVINCE = "D394-63", "D407-63", "P38-63"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kpi").mkdir()
    return tmp_path / "kpi"


def read_rows(rows: Rows, folder: Path) -> KpiReading:
    """The rows as a CSV file: no merges, so that blanks of a header have to be filled."""
    return read(write_csv(Form([], rows, [], []), folder / "a.csv"))


def figures(reading: KpiReading, indicator: str) -> list[tuple[str, str, float]]:
    """Unit, last day and value of one indicator."""
    rows = reading.observations.filter(reading.observations["indicator_code"] == indicator).to_dicts()
    return [(row["unit_id"], str(row["period_end"]), row["value"]) for row in rows]


def rules(reading: KpiReading) -> set[str]:
    return {finding.rule for finding in reading.findings}


def settled(*rows: list[Cell], leaves: tuple[str, ...] = ("Tổng số", "Đúng hạn", "Quá hạn")) -> Rows:
    """A short table of what was settled."""
    more: list[Cell] = [None] * (len(leaves) - 1)
    head: Rows = [["STT", "Đơn vị", "Đã giải quyết", *more], [None, None, *leaves]]
    return [[f"GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - {THANH_HOA}"], *head, *rows]


def test_in_time_beside_late_holds_what_was_early_where_the_two_give_the_total(folder: Path) -> None:
    good: list[Cell] = ["1", "Huyện Yên Định", "100", "95", "5"]
    short: list[Cell] = ["2", "Thị xã Nghi Sơn", "100", "60", "5"]
    reading = read_rows(settled(good, short), folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-06-30", 95.0)]
    assert len(figures(reading, "dossiers_resolved_count")) == 2
    (finding,) = reading.findings
    assert (finding.rule, finding.severity) == ("needed_sum_broken", "error")
    assert "not loaded" in finding.remedy


def test_a_share_behind_each_count_is_the_share_of_that_count(folder: Path) -> None:
    leaves = ("Tổng số", "Trước, đúng hạn", "Tỷ lệ (%)", "Trễ hạn", "Tỷ lệ (%)")
    reading = read_rows(settled(["1", "Huyện Yên Định", "200", "190", "95", "10", "5"], leaves=leaves), folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-06-30", 95.0)]
    assert not reading.findings


@pytest.mark.parametrize(
    "title",
    ["XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ VỀ TTHC", "THỰC HIỆN NHIỆM VỤ UBND TỈNH GIAO", "TIẾP CÔNG DÂN", "XU LY PAKN VE TTHC"],
)
def test_petitions_and_tasks_in_time_are_no_dossiers(title: str, folder: Path) -> None:
    rows = settled(["1", "Huyện Yên Định", "100", "95", "5"])
    rows[0] = [f"KẾT QUẢ {title} QUÝ II NĂM 2024 - {THANH_HOA}"]
    assert read_rows(rows, folder).status == "refused"


def test_every_table_of_a_sheet_with_a_header_of_its_own_is_read(folder: Path) -> None:
    paid: Rows = [["1. Thanh toán"], ["STT", "Đơn vị", "Tổng HS có nghĩa vụ tài chính", "Số HS đã TTTT"]]
    paid += [["1", "Huyện Yên Định", "500", "400"], [None]]
    came: Rows = [["2. Hình thức nộp"], ["STT", "Đơn vị", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp"]]
    came += [["1", "Thị xã Nghi Sơn", "100", "75", "25"]]
    reading = read_rows([[f"{THANH_HOA} - THÁNG 5 NĂM 2024"], *paid, *came], folder)
    assert figures(reading, "online_payment_transaction_rate") == [(YEN_DINH, "2024-05-31", 80.0)]
    assert figures(reading, "online_dossier_rate") == [(NGHI_SON, "2024-05-31", 75.0)]
    assert set(reading.observations["row_no"]) == {4, 8}
    assert not reading.findings


def test_a_table_above_one_that_is_read_is_named_where_no_form_takes_it(folder: Path) -> None:
    other: Rows = [["STT", "Đơn vị", "Số máy tính", "Số máy quét"], ["1", "Huyện Yên Định", "50", "4"], [None]]
    came: Rows = [["STT", "Đơn vị", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp"]]
    came += [["1", "Thị xã Nghi Sơn", "100", "75", "25"]]
    reading = read_rows([[f"{THANH_HOA} - THÁNG 5 NĂM 2024"], *other, *came], folder)
    assert figures(reading, "online_dossier_rate") == [(NGHI_SON, "2024-05-31", 75.0)]
    assert rules(reading) == {"sheet_not_read"}


def index_rows(*cells: str, heads: tuple[str, ...], title: str = "XẾP HẠNG CHỈ SỐ CHUYỂN ĐỔI SỐ (DTI)") -> Rows:
    return [[title], ["TT", "Tỉnh, thành phố", *heads], ["1", "Thanh Hóa", *cells]]


def test_an_index_with_its_rank_in_one_cell_below_each_year(folder: Path) -> None:
    reading = read_rows(index_rows("06 (0,6790)", "05 (0,7012)", heads=("Năm 2021", "Năm 2022")), folder)
    assert figures(reading, "dti_score") == [(PROVINCE, "2021-12-31", 0.679), (PROVINCE, "2022-12-31", 0.7012)]
    assert figures(reading, "dti_rank") == [(PROVINCE, "2021-12-31", 6), (PROVINCE, "2022-12-31", 5)]


@pytest.mark.parametrize("title", ["BẢNG XẾP HẠNG CÁC TỈNH", "CHỈ SỐ PAR INDEX VÀ CHỈ SỐ HÀI LÒNG SIPAS"])
def test_years_below_a_title_that_names_no_index_or_two_are_refused(title: str, folder: Path) -> None:
    reading = read_rows(index_rows("88,1", "89,2", heads=("Chỉ số", "Năm 2022"), title=f"{title} NĂM 2022"), folder)
    assert reading.status == "refused"


def test_an_index_of_two_years_side_by_side(folder: Path) -> None:
    years: Rows = [["TT", "Tỉnh", "Năm 2022", None, "Năm 2023", None], [None, None, *("Chỉ số (%)", "Xếp hạng") * 2]]
    rows: Rows = [["CHỈ SỐ CẢI CÁCH HÀNH CHÍNH (PAR INDEX)"], *years, ["1", "Thanh Hóa", "86,1", "15", "87,6", "10"]]
    form = Form(rows[:1], years, [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)], rows[3:])
    reading = read(write_xlsx(form, folder / "a.xlsx"))
    assert figures(reading, "par_index_score") == [(PROVINCE, "2022-12-31", 86.1), (PROVINCE, "2023-12-31", 87.6)]
    assert figures(reading, "par_index_rank") == [(PROVINCE, "2022-12-31", 15), (PROVINCE, "2023-12-31", 10)]


@pytest.mark.parametrize("name", ["Huyện Yên Định", "Yên Định"])
def test_an_index_that_a_province_has_of_its_districts(name: str, folder: Path) -> None:
    title = f"CHỈ SỐ HÀI LÒNG (SIPAS) NĂM 2023 CỦA UBND CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ {THANH_HOA}"
    reading = read_rows([[title], ["STT", "Đơn vị", "Chỉ số hài lòng (%)"], ["1", name, "93,45"]], folder)
    assert figures(reading, "sipas_index") == [(YEN_DINH, "2023-12-31", 93.45)]
    assert reading.observations["source_variant"].to_list() == ["provincial_survey"]


@pytest.mark.parametrize(
    "title",
    [
        "ĐIỂM THÀNH PHẦN CẢI CÁCH THỂ CHẾ - CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2023",
        "MỨC TĂNG CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2023",
        "CHỈ SỐ HÀI LÒNG VỀ CÔNG CHỨC (SIPAS) NĂM 2023",
        "CHỈ SỐ PAPI NỘI DUNG QUẢN TRỊ ĐIỆN TỬ NĂM 2023",
        "CHÍNH QUYỀN SỐ - CHỈ SỐ CHUYỂN ĐỔI SỐ (DTI) NĂM 2023",
    ],
)
def test_a_title_that_says_more_than_an_index_gives_its_columns_no_meaning(title: str, folder: Path) -> None:
    reading = read_rows(index_rows("8,1", "5", heads=("Chỉ số", "Xếp hạng"), title=title), folder)
    assert reading.observations.is_empty()
    assert "narrowed_table" in rules(reading)


@pytest.mark.parametrize("title", ["GIAO CHỈ TIÊU TỶ LỆ HỒ SƠ TRỰC TUYẾN", "TỶ LỆ HỒ SƠ KHÔNG GIẢI QUYẾT ĐÚNG HẠN"])
def test_targets_and_opposites_by_quarter_are_no_results(title: str, folder: Path) -> None:
    rows: Rows = [[f"{title} NĂM 2024 - {THANH_HOA}"], ["STT", "Đơn vị", "Quý I", "Quý II"]]
    assert read_rows([*rows, ["1", "Huyện Yên Định", "9,5", "6,1"]], folder).status == "refused"


def test_indices_below_years(folder: Path) -> None:
    title = "CHỈ SỐ PAPI GIAI ĐOẠN 2022-2023"
    reading = read_rows(index_rows("44,72", "45,98", heads=("2022", "2023"), title=title), folder)
    assert figures(reading, "papi_score") == [(PROVINCE, "2022-12-31", 44.72), (PROVINCE, "2023-12-31", 45.98)]
    ranks = read_rows(index_rows("12", "9", heads=("2022", "2023"), title=f"XẾP HẠNG {title}"), folder)
    assert ranks.status == "refused", "ranks are no scores"


def test_a_month_beside_the_year_to_date(folder: Path) -> None:
    heads: Rows = [["STT", "Đơn vị", "Tháng 9", None, None, "Lũy kế 9 tháng", None, None]]
    heads += [[None, None, *("Tổng số đã giải quyết", "Đúng hạn", "Quá hạn") * 2]]
    title: Rows = [[f"GIẢI QUYẾT HỒ SƠ THÁNG 9 VÀ 9 THÁNG NĂM 2024 - {THANH_HOA}"]]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7)]
    form = Form(title, heads, merges, [["1", "Huyện Yên Định", 100, 95, 5, 1000, 980, 20]])
    rows = read(write_xlsx(form, folder / "a.xlsx")).observations.to_dicts()
    rates = {
        (str(row["period_start"]), row["value"]) for row in rows if row["indicator_code"] == "on_time_dossier_rate"
    }
    assert rates == {("2024-09-01", 95.0), ("2024-01-01", 98.0)}


@pytest.mark.parametrize(
    ("above", "loaded"), [(f"UBND {THANH_HOA}", 2), (f"SỞ Y TẾ {THANH_HOA}", 0), ("TÌNH HÌNH CHUNG", 0)]
)
def test_rows_of_months_are_those_of_the_unit_that_reports(above: str, loaded: int, folder: Path) -> None:
    rows: Rows = [[above], ["TIẾP NHẬN HỒ SƠ TRỰC TUYẾN NĂM 2024"]]
    rows += [["STT", "Tháng", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp"]]
    rows += [["1", "Tháng 1/2024", "100", "80", "20"], ["2", "Tháng 2/2024", "50", "45", "5"]]
    reading = read_rows([*rows, ["Tổng cộng", None, "150", "125", "25"]], folder)
    monthly = [(PROVINCE, "2024-01-31", 80.0), (PROVINCE, "2024-02-29", 90.0)]
    assert figures(reading, "online_dossier_rate") == monthly[:loaded]
    assert rules(reading) == ({"row_not_read"} if loaded else {"row_not_read", "no_reporting_unit"})


def test_rows_of_months_with_names_below_no_header_are_refused(folder: Path) -> None:
    rows: Rows = [[f"TIẾP NHẬN HỒ SƠ NĂM 2024 - {THANH_HOA}"]]
    rows += [["STT", "Chủ trì", "Tháng", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp"]]
    reading = read_rows([*rows, ["1", "Huyện Yên Định", "Tháng 1/2024", "100", "80", "20"]], folder)
    assert reading.status == "refused"


def test_how_many_procedures_are_online_is_no_share_of_dossiers(folder: Path) -> None:
    rows: Rows = [[f"SỐ TTHC CUNG CẤP TRỰC TUYẾN, CÓ HỒ SƠ - QUÝ II NĂM 2024 - {THANH_HOA}"]]
    rows += [["STT", "Đơn vị", "Tiếp nhận", None, None], [None, None, "Tổng số", "Trực tuyến", "Trực tiếp"]]
    assert read_rows([*rows, ["1", "Huyện Yên Định", "100", "80", "20"]], folder).status == "refused"


def test_answers_of_a_scale_without_the_middle_make_up_all_papers(folder: Path) -> None:
    heads: Rows = [["STT", "Đơn vị", "Tổng số phiếu", "Rất hài lòng", None, "Hài lòng", None, "Không hài lòng", None]]
    heads += [[None, None, None, *("Số phiếu", "Tỷ lệ") * 3]]
    rows: Rows = [[f"KHẢO SÁT SỰ HÀI LÒNG QUÝ I NĂM 2024 - {THANH_HOA}"], *heads]
    rows += [["1", "Huyện Yên Định", "200", "100", "50%", "90", "45%", "10", "5%"]]
    rows += [["2", "Thị xã Nghi Sơn", "100", "50", "50%", "20", "20%", "10", "10%"]]
    reading = read_rows(rows, folder)
    assert figures(reading, "citizen_satisfaction_tthc_rate") == [(YEN_DINH, "2024-03-31", 95.0)]
    assert rules(reading) == {"needed_sum_broken"}


def test_months_as_columns_of_the_share_that_the_title_names(folder: Path) -> None:
    title = f"TỶ LỆ HỒ SƠ GIẢI QUYẾT TRƯỚC HẠN, ĐÚNG HẠN CÁC HUYỆN NĂM 2024 - {THANH_HOA} (%)"
    reading = read_rows([[title], ["STT", "Đơn vị", "Tháng 1", "Quý I"], ["1", "Huyện Yên Định", "98,5", "98"]], folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-01-31", 98.5), (YEN_DINH, "2024-03-31", 98.0)]


def test_a_total_below_a_title_of_communes_covers_the_communes(folder: Path) -> None:
    title = f"GIẢI QUYẾT HỒ SƠ CỦA UBND CÁC XÃ, PHƯỜNG QUÝ II NĂM 2024 - {THANH_HOA}"
    rows = [[title], *settled(["1", "Tổng số", "100", "95", "5"])[1:]]
    reading = read_rows(rows, folder)
    assert set(reading.observations["coverage_level"]) == {"commune"}
    assert figures(reading, "on_time_dossier_rate") == [(PROVINCE, "2024-06-30", 95.0)]


@pytest.mark.parametrize(
    ("title", "head", "score"), [("PAR INDEX", "Chỉ số CCHC", "par_index"), ("SIPAS", "SIPAS", "sipas")]
)
def test_a_place_among_districts_is_no_place_among_provinces(folder: Path, title: str, head: str, score: str) -> None:
    head_row: list[Cell] = ["STT", "Đơn vị", head, "Xếp hạng"]
    rows: Rows = [["1", "Huyện Yên Định", "92,11", "1"], ["2", "Thị xã Nghi Sơn", "88,63", "2"]]
    above = f"KẾT QUẢ CHỈ SỐ {title} NĂM 2023 CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ {THANH_HOA}"
    reading = read_rows([[above], head_row, *rows], folder)
    assert len(reading.observations) == 2
    assert set(reading.observations["value"]) == {92.11, 88.63}
    (told,) = [one for one in reading.findings if one.rule == "rank_of_lower_units"]
    assert "2 ranks" in told.found
    provinces: Rows = [["1", "Thanh Hóa", "92,11", "1"]]
    reading = read_rows([[f"KẾT QUẢ CHỈ SỐ {title} NĂM 2023 CÁC TỈNH"], head_row, *provinces], folder)
    assert figures(reading, f"{score}_rank") == [(PROVINCE, "2023-12-31", 1)]
    assert not reading.findings


def test_what_fills_a_column_in_place_of_figures_is_said_once_for_it(folder: Path) -> None:
    rows: Rows = [["1", "Thanh Hóa", "45,1", "7,5"], ["2", "Nghệ An", "*", "*"], ["3", "Hà Tĩnh", "*", "7,5a"]]
    head: Rows = [["KẾT QUẢ PAPI 2020"], ["STT", "Tỉnh", "Tổng điểm", "Quản trị điện tử"]]
    told = sorted(one for one in read_rows([*head, *rows], folder).findings if one.rule == "not_a_number")
    assert [(one.locator, one.found, one.occurrences) for one in told] == [
        ("row 4, column C", "*", 2),
        ("row 4, column D", "*", 1),
        ("row 5, column D", "7,5a", 1),
    ]


def test_what_fills_a_column_in_place_of_counts_is_said_once_for_it(folder: Path) -> None:
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ I NĂM 2024"],
        ["Đơn vị", "Số hồ sơ đã giải quyết", "Đúng hạn", "Quá hạn"],
    ]
    rows: Rows = [
        ["Huyện Yên Định", "100", "*", "*"],
        ["Thị xã Nghi Sơn", "50", "*", "1a"],
        ["Huyện Nga Sơn", "20", "19", "1"],
    ]
    reading = read_rows([*head, *rows], folder)
    told = [one for one in reading.findings if one.rule == "not_a_number"]
    assert [(one.locator, one.found, one.occurrences) for one in told] == [
        ("row 3, column C", "*", 2),
        ("row 3, column D", "*", 1),
        ("row 4, column D", "1a", 1),
    ]
    assert len(figures(reading, "on_time_dossier_rate")) == 1


def test_rows_of_levels_are_parts_of_the_province_that_reports(folder: Path) -> None:
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ TTHC QUÝ I NĂM 2024"],
        [
            "TT",
            "Cấp giải quyết",
            "Đã giải quyết",
            "Đúng và trước hạn",
            "Quá hạn",
            "Đang giải quyết",
            "Chưa đến hạn",
            "Đã quá hạn",
        ],
    ]
    rows: Rows = [
        ["1", "Cấp tỉnh", "100", "99", "1", "10", "9", "1"],
        ["2", "Cấp huyện", "200", "190", "10", "20", "20", "0"],
        ["3", "Cấp xã", "300", "300", "0", "5", "5", "0"],
        ["", "Toàn tỉnh", "600", "589", "11", "35", "34", "1"],
    ]
    reading = read_rows([*head, *rows], folder)
    assert not reading.findings
    rates = reading.observations.filter(pl.col("indicator_code") == "on_time_dossier_rate")
    settled_by = {"province": 100, "district": 200, "commune": 300, "all": 600}
    assert dict(rates.select("coverage_level", "denominator").iter_rows()) == settled_by
    late = reading.observations.filter((pl.col("scope_code") == "overdue") & (pl.col("coverage_level") == "all"))
    assert late["value"].to_list() == [1]


def test_open_data_without_a_title_says_by_its_headings_that_it_is_of_dossiers(folder: Path) -> None:
    rows: Rows = [
        ["id", "don_vi", "nam", "thang", "so_ho_so_da_giai_quyet", "so_ho_so_dung_han", "so_ho_so_tre_han"],
        ["1", "Huyện Yên Định", "2024", "5", "1100", "1089", "11"],
    ]
    reading = read_rows(rows, folder)
    assert [row[1:] for row in figures(reading, "on_time_dossier_rate")] == [("2024-05-31", 99.0)]


def test_a_table_without_any_title_loads_once_its_sidecar_gives_one_as_told(folder: Path) -> None:
    head: list[Cell] = ["stt", "ten_don_vi", "ky_bao_cao", "da_giai_quyet", "giai_quyet_dung_han", "giai_quyet_qua_han"]
    rows: Rows = [head, ["1", "Huyện Yên Định", "Quý I/2024", "100", "99", "1"]]
    path = write_csv(Form([], rows, [], []), folder / "so.csv")
    (told,) = read(path).findings
    assert told.rule == "no_title"
    said = told.remedy.partition("write ")[2].partition(" in the sidecar")[0]
    (folder / "so.csv.meta.yml").write_text(said, encoding="utf-8")
    assert figures(read(path), "on_time_dossier_rate") == [(YEN_DINH, "2024-03-31", 99.0)]
    path.unlink()
    titled: Rows = [["THEO DÕI VĂN BẢN CHỈ ĐẠO"], *rows]  # a title that says something else is not asked to say ours
    assert "no_title" not in {one.rule for one in read_rows(titled, folder).findings}


def test_rows_of_a_form_without_a_unit_of_measure_load_once_it_stands_where_the_finding_says(folder: Path) -> None:
    title: Rows = [[f"{THANH_HOA}: BÁO CÁO CẢI CÁCH HÀNH CHÍNH NĂM 2024"]]
    head, row = ["TT", "Chỉ tiêu", "Kết quả"], ["5.1", "Số lượng phiếu khảo sát", "500"]
    (told,) = read_rows([*title, [*head], [*row]], folder).findings
    assert "«Đơn vị tính» beside the figures" in told.remedy
    assert "required: false" not in told.remedy
    mended = [*title, [*head[:2], "Đơn vị tính", head[2]], [*row[:2], "phiếu", row[2]]]
    assert figures(read_rows(mended, folder), "satisfaction_survey_response_count") == [(PROVINCE, "2024-12-31", 500.0)]


def test_an_indicator_named_in_full_needs_no_unit_of_measure_below_a_title_of_results(folder: Path) -> None:
    table: Rows = [["TT", "Chỉ tiêu", "Kết quả"], ["1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "99,2"]]
    reached = read_rows([[f"{THANH_HOA}: KẾT QUẢ CẢI CÁCH HÀNH CHÍNH NĂM 2024"], *table], folder)
    assert figures(reached, "on_time_dossier_rate") == [(PROVINCE, "2024-12-31", 99.2)]
    asked = read_rows([["GIAO CHỈ TIÊU NĂM 2024 - THANH HÓA"], *table], folder)
    assert asked.observations.is_empty()  # what is given out to be reached


def test_the_desk_of_a_district_is_no_office_of_the_province(folder: Path) -> None:
    head: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ TTHC QUÝ I NĂM 2024"],
        ["TT", "Đơn vị", "Đã giải quyết", "Trước và đúng hạn", "Quá hạn"],
    ]
    desks: Rows = [
        ["1", "Trung tâm Hành chính công huyện Yên Định", "100", "99", "1"],
        ["2", "Trung tâm PVHCC thị xã Nghi Sơn", "50", "50", "0"],
    ]
    reading = read_rows([*head, *desks], folder)
    assert reading.observations.is_empty()
    assert [(one.rule, one.found.partition(":")[0]) for one in reading.findings] == [("desk_of_a_unit", "2 rows")]
    offices: Rows = [
        ["3", "Sở Tư pháp", "20", "20", "0"],
        ["4", "Chi nhánh Văn phòng đăng ký đất đai huyện Nga Sơn", "30", "20", "10"],
        ["5", "Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa", "50", "50", "0"],
    ]
    reading = read_rows([*head, *desks, *offices], folder)
    assert figures(reading, "on_time_dossier_rate") == [(PROVINCE, "2024-03-31", 90.0)]


@pytest.mark.parametrize(("label", "whole"), [("Tổng cộng", []), ("Toàn tỉnh", [98.75])])
def test_a_total_of_districts_and_communes_alone_is_none_of_all_levels(
    folder: Path, label: str, whole: list[float]
) -> None:
    rows: Rows = [
        [f"{THANH_HOA} - KẾT QUẢ GIẢI QUYẾT HỒ SƠ TTHC QUÝ I NĂM 2024"],
        ["TT", "Đơn vị", "Đã giải quyết", "Trước và đúng hạn", "Quá hạn"],
        ["I", "UBND CẤP HUYỆN", None, None, None],
        ["1", "Huyện Yên Định", "100", "99", "1"],
        ["2", "Huyện Nga Sơn", "50", "50", "0"],
        ["II", "UBND CẤP XÃ", None, None, None],
        ["1", "Xã Định Hòa", "10", "9", "1"],
        [None, label, "160", "158", "2"],
    ]
    reading = read_rows(rows, folder)
    found = figures(reading, "on_time_dossier_rate")
    assert [value for unit, _, value in found if unit == PROVINCE] == whole
    assert len(found) == 3 + len(whole)
    assert ("total_of_levels_below" in {one.rule for one in reading.findings}) is not bool(whole)


def test_a_unit_may_be_called_in_a_title_what_it_was_called_then(folder: Path) -> None:
    head: list[Cell] = ["Đơn vị", "Số hồ sơ đã giải quyết", "Đúng hạn", "Quá hạn"]
    row: list[Cell] = ["Huyện A Lưới", "100", "99", "1"]
    title = "Kết quả giải quyết thủ tục hành chính - tỉnh Thừa Thiên Huế năm 2020"
    assert not read_rows([[title], head, row], folder).findings
    narrowed = title.replace("thủ tục hành chính", "thủ tục hành chính về đất đai")
    assert [one.rule for one in read_rows([[narrowed], head, row], folder).findings] == ["narrowed_table"]


def test_ranks_of_the_pillars_are_no_ranks_of_the_index(folder: Path) -> None:
    head: Rows = [
        ["BÁO CÁO XẾP HẠNG CHUYỂN ĐỔI SỐ NĂM 2022"],
        ["Xếp hạng DTI", "Các tỉnh, thành phố trực thuộc TW", "Xếp hạng chính quyền số", "Xếp hạng kinh tế số"],
    ]
    reading = read_rows([*head, ["15", "Thanh Hóa", "17", "9"]], folder)
    assert figures(reading, "dti_rank") == [(PROVINCE, "2022-12-31", 15)]
    assert reading.observations.height == 1
    bare: Rows = [["KẾT QUẢ XẾP HẠNG NĂM 2022"], ["Xếp hạng", "Tỉnh, thành phố", "Xếp hạng chính quyền số"]]
    assert read_rows([*bare, ["15", "Thanh Hóa", "17"]], folder).observations.is_empty()


def test_the_english_page_of_an_index_has_its_score_and_rank(folder: Path) -> None:
    head: Rows = [
        ["PCI 2018"],
        ["Province", "Entry Costs", "Access to land", "Law & Order", "PCI Score", "PCI Ranking", "PCI Tier"],
    ]
    rows: Rows = [["Thanh Hoa", "7.16", "7.00", "7.58", "73.40", "1", "Tốt"], ["HCMC", *["N/A"] * 6]]
    reading = read_rows([*head, *rows], folder)
    whole = reading.observations.filter(pl.col("scope_code") == "all")
    assert set(whole.select("indicator_code", "value").iter_rows()) == {("pci_score", 73.4), ("pci_rank", 1)}


def test_tables_below_one_another_are_told_apart_without_running_numbers(folder: Path) -> None:
    first: Rows = [["Đơn vị", "Số hồ sơ đã giải quyết", "Đúng hạn", "Quá hạn"], ["Huyện Yên Định", "500", "490", "10"]]
    second: Rows = [
        ["Đơn vị", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp"],
        ["Huyện Yên Định", "600", "480", "120"],
    ]
    blank: Rows = [[None] * 4]
    title: Rows = [[f"GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - {THANH_HOA}"]]
    reading = read_rows([*title, *first, *blank, *second], folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-06-30", 98.0)]
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-06-30", 80.0)]
    assert not reading.findings


def test_chief_indices_beside_an_index_are_not_the_index(folder: Path) -> None:
    title: Rows = [["BÁO CÁO XẾP HẠNG ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ NĂM 2022"]]
    head: list[Cell] = ["Xếp hạng DTI", "Các tỉnh, thành phố trực thuộc TW", "Chỉ số Nhận thức số", "Chỉ số Hạ tầng số"]
    row: list[Cell] = ["15", "Thanh Hóa", "0.9500", "0.6823"]
    reading = read_rows([*title, [*head, "CHUYỂN ĐỔI SỐ CẤP TỈNH (PDTI)"], [*row, "0.6203"]], folder)
    assert figures(reading, "dti_score") == [(PROVINCE, "2022-12-31", 0.6203)]
    assert figures(reading, "dti_rank") == [(PROVINCE, "2022-12-31", 15)]
    assert read_rows([*title, head, row], folder).observations["indicator_code"].to_list() == ["dti_rank"]


def test_an_open_data_file_without_a_title_is_read_by_that_of_its_sidecar(folder: Path) -> None:
    names: list[Cell] = ["ma_don_vi", "ten_don_vi", "ky_bao_cao", "da_giai_quyet"]
    rows: Rows = [
        [*names, "giai_quyet_dung_han", "giai_quyet_qua_han"],
        ["394", "Huyện Yên Định", "Quý I/2024", "500", "490", "10"],
    ]
    assert read_rows(rows, folder).observations.is_empty()
    path = write_csv(Form([], rows, [], []), folder / "a.csv")
    reading = read(path, title="Kết quả giải quyết hồ sơ thủ tục hành chính")
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-03-31", 98.0)]
    assert rules(reading) == {"header_without_marks"}


def test_dossiers_that_a_portal_sets_aside_stand_beside_the_form_s_own(folder: Path) -> None:
    more: list[Cell] = [None] * 3
    rows: Rows = [
        [f"TIẾP NHẬN VÀ XỬ LÝ HỒ SƠ TỪ NGÀY 01/05/2024 ĐẾN NGÀY 31/05/2024 - {THANH_HOA}"],
        ["STT", "Đơn vị", "Tiếp nhận", *more, "Đã giải quyết", *more, None, "Đang giải quyết", None, None, "Tạm dừng"],
        [None, None, "Tổng số", "Kỳ trước", "Trực tuyến", "Trực tiếp, BCCI"],
        ["1", "Huyện Yên Định", "110", "10", "90", "10", "100", "80", "19", "1", "0", "8", "8", "0", "2"],
    ]
    rows[2] += ["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Không thời hạn", "Tổng số", "Trong hạn", "Quá hạn"]
    reading = read_rows(rows, folder)
    assert figures(reading, "online_dossier_rate") == [(YEN_DINH, "2024-05-31", 90.0)]
    assert not reading.findings
    # Without a term one is neither in time nor late: what the rate is of, the portal does not say.
    for at, wrong in ((-1, "7"), (-5, "1")):
        row = [*rows[3]]
        row[at] = wrong
        row[-7] = "18" if at == -5 else row[-7]
        assert rules(read_rows([*rows[:3], row], folder)) == {"identity_broken"}


def test_a_title_may_say_which_share_the_table_gives(folder: Path) -> None:
    head: list[Cell] = ["STT", "Đơn vị", "Số hồ sơ đã giải quyết", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    row: list[Cell] = ["1", "Huyện Yên Định", "1000", "985", "15"]
    said = "BẢNG TỶ LỆ HỒ SƠ {}GIẢI QUYẾT ĐÚNG HẠN THÁNG 4 NĂM 2024 - " + THANH_HOA
    reading = read_rows([[said.format("")], head, row], folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-04-30", 98.5)]
    for part in ("ĐẤT ĐAI ", "TRỰC TUYẾN "):
        assert rules(read_rows([[said.format(part)], head, row], folder)) == {"narrowed_table"}


def test_quarters_beside_one_another_are_not_offered_as_their_year(folder: Path) -> None:
    reading = read_rows([[f"GIẢI QUYẾT HỒ SƠ QUÝ I VÀ QUÝ III NĂM 2024 - {THANH_HOA}"], *settled()[1:]], folder)
    (told,) = reading.findings
    assert told.rule == "several_periods"
    assert told.remedy.endswith("period: 2024-Q3 (or period_start and period_end)")


def test_a_header_that_ends_its_file_is_one_without_rows(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text(
        f"GIẢI QUYẾT HỒ SƠ, QUÝ II NĂM 2024 - {THANH_HOA}\nSTT;Đơn vị;Số hồ sơ đã giải quyết;Đúng hạn;Quá hạn"
    )
    assert rules(read(path)) == {"no_rows"}


@pytest.mark.parametrize("brackets", ["cả cấp xã", "Bao gồm cấp xã", "gồm cả cấp xã"])
def test_a_unit_with_all_its_levels_is_the_unit(brackets: str, folder: Path) -> None:
    reading = read_rows(settled(["1", f"Huyện Yên Định ({brackets})", "100", "95", "5"]), folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-06-30", 95.0)]


def test_a_unit_without_the_levels_below_is_no_figure_of_the_unit(folder: Path) -> None:
    reading = read_rows(settled(["1", "Huyện Yên Định (không gồm cấp xã)", "100", "95", "5"]), folder)
    assert figures(reading, "on_time_dossier_rate") == []
    assert "unit_unknown_name" in rules(reading)


def desks(*rows: list[Cell]) -> Rows:
    return [
        ["UBND HUYỆN YÊN ĐỊNH"],
        *[[("Bộ phận Một cửa" if cell == "Đơn vị" else cell) for cell in row] for row in settled(*rows)],
    ]


def test_a_column_of_desks_names_communes_and_no_unit_that_has_desks_below_it(folder: Path) -> None:
    of_communes = read_rows(desks(["1", "Xã Định Tân", "100", "95", "5"]), folder)
    assert [value for _, _, value in figures(of_communes, "on_time_dossier_rate")] == [95.0]
    of_districts = read_rows(desks(["1", "Huyện Yên Định", "100", "95", "5"]), folder)
    assert figures(of_districts, "on_time_dossier_rate") == []
    assert "desk_of_a_unit" in rules(of_districts)


def test_what_falls_due_now_is_neither_late_nor_in_time(folder: Path) -> None:
    head: Rows = [
        ["STT", "Đơn vị", "Đã giải quyết", None, None, "Đang giải quyết", None, None],
        [None, None, "Tổng số", "Đúng hạn", "Quá hạn", "Tổng số", "Đến hạn giải quyết", "Quá hạn"],
    ]
    row: list[Cell] = ["1", "Huyện Yên Định", "100", "95", "5", "30", "28", "2"]
    reading = read_rows([[f"GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - {THANH_HOA}"], *head, row], folder)
    assert figures(reading, "on_time_dossier_rate") == [(YEN_DINH, "2024-06-30", 95.0)]
    pending = reading.observations.filter(reading.observations["indicator_code"] == "dossiers_pending_count")
    assert {row["scope_code"]: row["value"] for row in pending.to_dicts()} == {"all": 30, "overdue": 2}


def test_beside_fractions_one_is_no_percent(folder: Path) -> None:
    rows: Rows = [
        [f"GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - {THANH_HOA}"],
        ["STT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết đúng hạn"],
        ["1", "Huyện Yên Định", "0.985"],
        ["2", "Thị xã Nghi Sơn", "1"],
    ]
    reading = read_rows(rows, folder)
    assert reading.observations.is_empty()
    assert rules(reading) == {"percent_as_fraction"}


def below_districts(*heads: str) -> Rows:
    """Communes beside the district that each lies in, which is written once for those below it."""
    title: Rows = [[f"GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - {THANH_HOA}"]]
    head: Rows = [["STT", *heads, "Đã giải quyết", None, None], [None, None, None, "Tổng số", "Đúng hạn", "Quá hạn"]]
    return [
        *title,
        *head,
        ["1", "Huyện Yên Định", "Xã Định Tân", "100", "95", "5"],
        ["2", None, "Thị trấn Quán Lào", "200", "200", "0"],
        ["3", "Huyện Nga Sơn", "Thị trấn Nga Sơn", "50", "49", "1"],
        ["4", "Huyện Nga Sơn", "Xã Định Tân", "70", "70", "0"],
    ]


@pytest.mark.parametrize("heads", [("Huyện/thị xã/thành phố", "Xã/phường/thị trấn"), ("Huyện", "Đơn vị")])
def test_a_column_of_districts_says_where_a_commune_lies(heads: tuple[str, str], folder: Path) -> None:
    reading = read_rows(below_districts(*heads), folder)
    assert [value for _, _, value in figures(reading, "on_time_dossier_rate")] == [95.0, 100.0, 98.0]
    (finding,) = [one for one in reading.findings if one.severity == "error"]
    assert finding.rule == "unit_other_parent"


def test_a_column_of_districts_behind_its_communes_is_none_above_them(folder: Path) -> None:
    rows = [[row[0], row[2], row[1], *row[3:]] if len(row) > 2 else row for row in below_districts("Huyện", "Xã")]
    assert figures(read_rows(rows, folder), "on_time_dossier_rate") == []


def test_figures_below_no_header_are_asked_for_one(folder: Path) -> None:
    rows: Rows = [["KẾT QUẢ GIẢI QUYẾT HỒ SƠ QUÝ I NĂM 2024"], ["1", "Huyện Yên Định", "900", "880", "20"]]
    reading = read_rows([*rows, ["2", "Thị xã Nghi Sơn", "450", "450", "0"]], folder)
    (finding,) = reading.findings
    assert (reading.observations.height, finding.rule) == (0, "unknown_layout")
    assert "row of headers" in finding.remedy


def test_offices_of_the_districts_in_the_column_beside_are_none_of_the_province(folder: Path) -> None:
    *head, first, second, _, _ = below_districts("Huyện", "Đơn vị")
    rows = [*head, *([*row[:2], "Phòng Nội vụ", *row[3:]] for row in (first, second))]
    reading = read_rows(rows, folder)
    assert figures(reading, "on_time_dossier_rate") == []
    assert "desk_of_a_unit" in rules(reading)
