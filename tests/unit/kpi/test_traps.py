"""Tables that look like a known one and mean something else: read as they mean, or refused; never read wrongly."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from pipelines.kpi.headers.periods import choose_period, find_period
from tests.unit.kpi import families, forms, variants
from tests.unit.kpi.families import Row, Table, counts

A, B, C = (
    counts(text, families.II06A_IDS)
    for text in (
        "1550 1300 200 50 1500 1100 395 5 50 45 5",
        "660 400 200 60 600 200 390 10 60 55 5",
        "110 80 20 10 100 60 38 2 10 9 1",
    )
)
# Two districts of one province, each with a ward of the same name.
CITY, TOWN = ("D380-63", "Thành phố Thanh Hóa"), ("D381-63", "Thị xã Bỉm Sơn")
WARD = "Phường Phú Sơn"
IN_CITY, IN_TOWN = "C14770-63", "C14823-63"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kpi").mkdir()
    return tmp_path / "kpi"


def table(*rows: Row, title: list[list[str | None]] | None = None) -> Table:
    """Form II.06a of Thanh Hóa with these rows."""
    made = families.ii06a(2)
    made.rows, made.numbers_row = list(rows), False
    made.title = title or [["UBND TỈNH THANH HÓA"], ["Quý II/2024"]]
    return made


def read(made: Table, folder: Path, **style: Any) -> forms.KpiReading:
    return forms.read(variants.write(made, variants.Style(**style), folder))


def resolved(reading: forms.KpiReading) -> set[tuple[str, str, float]]:
    rows = reading.observations.filter(indicator_code="dossiers_resolved_count")
    return set(rows.select("unit_id", "coverage_level", "value").rows())


def plus(*parts: dict[str, float]) -> dict[str, float]:
    return {name: sum(part[name] for part in parts) for name in parts[0]}


# --- whose figure a row is -------------------------------------------------------------------------------------------

BOTH_WARDS = {(IN_CITY, "all", 100.0), (IN_TOWN, "all", 100.0)}
BELOW: dict[str, list[Row]] = {
    "numbers in two parts": [
        Row("unit", CITY[1], values=A, number="1"),
        Row("unit", WARD, values=C, number="1.1"),
        Row("unit", TOWN[1], values=B, number="2"),
        Row("unit", WARD, values=C, number="2.1"),
    ],
    "Roman rows with figures": [
        Row("unit", CITY[1], values=A, number="I"),
        Row("unit", WARD, values=C, number="1"),
        Row("unit", TOWN[1], values=B, number="II"),
        Row("unit", WARD, values=C, number="1"),
    ],
    "Roman rows of UBND": [
        Row("group", f"UBND {CITY[1]}", number="I"),
        Row("unit", WARD, values=C, number="1"),
        Row("group", f"UBND {TOWN[1]}", number="II"),
        Row("unit", WARD, values=C, number="1"),
    ],
    "the number in the name": [
        Row("unit", f"1. {CITY[1]}", values=A),
        Row("unit", f"1.1. {WARD}", values=C),
        Row("unit", f"2. {TOWN[1]}", values=B),
        Row("unit", f"2.1. {WARD}", values=C),
    ],
}


@pytest.mark.parametrize("name", sorted(BELOW))
def test_a_ward_belongs_to_the_district_above_it(name: str, folder: Path) -> None:
    reading = read(table(*BELOW[name]), folder)
    assert reading.findings == []
    assert resolved(reading) >= BOTH_WARDS


def test_rows_below_a_district_are_not_counted_twice_in_the_total(folder: Path) -> None:
    rows = [*BELOW["numbers in two parts"], Row("total", "Tổng cộng", values=plus(A, B))]
    assert read(table(*rows), folder).findings == []


def test_a_ward_of_another_district_below_this_one_is_a_finding(folder: Path) -> None:
    rows = [Row("unit", CITY[1], values=A, number="1"), Row("unit", "Phường Hải Hòa", values=C, number="1.1")]
    reading = read(table(*rows), folder)
    assert resolved(reading) == {(CITY[0], "all", 1500.0)}
    assert [(f.rule, f.locator) for f in reading.findings] == [("unit_other_parent", "sheet Sheet1, row 7, column B")]


def test_an_office_below_an_office_is_in_its_figure_already(folder: Path) -> None:
    rows = [
        Row("group", "Sở, ban, ngành", number="I"),
        Row("agency", "Sở Nội vụ", values=A, number="1"),
        Row("agency", "Chi cục Văn thư", values=C, number="1.1"),
        Row("agency", "BQL Khu kinh tế", values=B, number="2"),
    ]
    assert resolved(read(table(*rows), folder)) == {("P38-63", "province", 2100.0)}


def test_a_letterhead_names_the_province_above_the_district_that_reports(folder: Path) -> None:
    rows = [
        Row("agency", "Phòng Tư pháp", values=A, number="1"),
        Row("agency", "Phòng Nội vụ", values=B, number="2"),
        Row("total", "Tổng cộng", values=plus(A, B)),
    ]
    title: list[list[str | None]] = [["UBND TỈNH THANH HÓA"], [f"UBND {CITY[1].upper()}"], ["Quý II/2024"]]
    assert resolved(read(table(*rows, title=title), folder)) == {
        (CITY[0], "district", 2100.0),
        (CITY[0], "all", 2100.0),
    }


def test_the_total_of_a_table_of_communes_covers_communes_only(folder: Path) -> None:
    rows = [Row("unit", "Xã Yên Tâm", values=C, number="1"), Row("total", "Tổng cộng", values=C)]
    title: list[list[str | None]] = [["GIẢI QUYẾT TTHC CẤP XÃ TỈNH THANH HÓA"], ["Quý II/2024"]]
    assert ("P38-63", "commune", 100.0) in resolved(read(table(*rows, title=title), folder))


def test_a_bare_name_of_town_and_commune_waits_for_a_person(folder: Path) -> None:
    reading = read(
        table(Row("unit", "Nghi Sơn", values=B, number="1"), Row("unit", "Yên Định", values=A, number="2")), folder
    )
    assert [(f.rule, f.severity) for f in reading.findings] == [("unit_of_two_levels", "error")]
    assert resolved(reading) == {("D394-63", "all", 1500.0)}


def test_a_unit_finding_says_where_the_unit_is_and_when_it_ended(folder: Path) -> None:
    text = "indicator,unit_name,unit_level,period,value\npci_score,Yên Bái,province,2026,65.1\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    (ended,) = forms.read(folder / "a.csv").findings
    assert "ended on 2025-06-30, followed by Tỉnh Lào Cai" in ended.expected
    (elsewhere,) = read(table(Row("unit", "Huyện Văn Yên", values=A, number="1")), folder).findings
    assert "a district of Tỉnh Thanh Hóa; Huyện Văn Yên (D136-63) is in Tỉnh Yên Bái" in elsewhere.expected


@pytest.mark.parametrize(("key", "value"), [("period", "2024-Q9"), ("unit_name", "Sao Hỏa"), ("unit_level", "vùng")])
def test_a_bad_value_in_the_sidecar_is_one_finding_and_the_title_holds(key: str, value: str, folder: Path) -> None:
    path = variants.write(table(Row("total", "Tổng cộng", values=A)), variants.Style(), folder)
    reading = forms.read(path, **{key: value})
    assert [(f.rule, f.file) for f in reading.findings] == [("sidecar_bad_value", "kpi/export.xlsx.meta.yml")]
    assert resolved(reading) == {("P38-63", "all", 1500.0)}


def test_a_refused_workbook_is_one_error_whatever_its_cover_says(folder: Path) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"))
    variants.reword({"Trước hạn": "Lung tung"})(made, variants.Style())
    reading = read(made, folder, other_sheets=["Bìa"])
    assert [(f.rule, f.severity) for f in reading.findings] == [("unknown_header", "error"), ("sheet_not_read", "info")]


@pytest.mark.parametrize("words", ["Hồ sơ đang xử lí", "Hồ sơ đang xử lý"])
def test_both_spellings_of_i_and_y_are_one_word(words: str, folder: Path) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"))
    variants.reword({"Hồ sơ đang xử lý": words})(made, variants.Style())
    assert read(made, folder).findings == []


def test_no_advice_goes_across_opposites(folder: Path) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"))
    made.columns = [(i, (*p[:-1], "Chưa đến hạn") if i == "late" else p) for i, p in made.columns]
    (finding,) = read(made, folder).findings
    assert "means «Quá hạn»" not in finding.remedy
    assert "fits no column" in finding.remedy and len(finding.remedy) <= 300


# --- when ------------------------------------------------------------------------------------------------------------


def sipas_by(header: str, cells: list[str]) -> Table:
    made = families.sipas()
    made.columns.insert(2, ("when", (header,)))
    made.title = [["Chỉ số hài lòng SIPAS"]]
    for row, cell in zip(made.rows, cells, strict=True):
        row.texts["when"] = cell
    return made


PERIOD_CELLS = {
    "Năm": (["2021", "2022", "2023"], ["2021", "2022", "2023"]),
    "Kỳ báo cáo": (["năm 2021", "Quý II/2022", "2023-H1"], ["2021", "2022-Q2", "2023-H1"]),
    "Quý": (["I/2024", "2/2024", "Quý III năm 2024"], ["2024-Q1", "2024-Q2", "2024-Q3"]),
    "Tháng": (["7/2024", "08/2024", "tháng 9 năm 2024"], ["2024-07", "2024-08", "2024-09"]),
}


@pytest.mark.parametrize("header", sorted(PERIOD_CELLS))
def test_a_column_of_periods_dates_each_row(header: str, folder: Path) -> None:
    cells, labels = PERIOD_CELLS[header]
    reading = read(sipas_by(header, cells), folder)
    found = reading.observations.filter(indicator_code="sipas_index", scope_code="all")
    assert (reading.findings, found["period_label"].to_list()) == ([], labels)


def test_a_cell_that_is_no_period_holds_its_row_back(folder: Path) -> None:
    reading = read(sipas_by("Năm", ["2021", "năm nay", "2023"]), folder)
    assert [(f.rule, f.locator) for f in reading.findings] == [("bad_period", "sheet Sheet1, row 4, column C")]
    assert set(reading.observations["period_label"]) == {"2021", "2023"}


AGREEING = {
    "2024-Q2": ["Báo cáo năm 2024", "Quý II/2024"],
    "2024-04-01/2024-06-14": ["Quý II/2024", "Từ 01/4/2024 đến 14/6/2024"],
    "2024-07-21/2024-08-20": ["Tháng 8 năm 2024", "(21/7 - 20/8)"],
    "2024-Q3": ["Quý: III", "Năm: 2024"],
}
RIVALS = [
    ["Quý I/2024", "Quý II/2024"],
    ["Tháng 6 và 6 tháng đầu năm 2024"],
    ["Quý II/2024", "Từ 01/01/2023 đến 31/3/2023"],
    ["Số liệu các năm 2022, 2023 và năm 2024", "Năm 2023"],
    ["Tháng 9/2024 (lũy kế từ đầu năm)"],
]
SAID = {
    "lũy kế đến 15/9/2024": "2024-01-01/2024-09-15",
    "Quy III/2024": "2024-Q3",
    "9 thang dau nam 2024": "2024-9M",
    "Tu ngay 01/01/2024 den ngay 30/06/2024": "2024-H1",
    "tháng 07 năm 2024": "2024-07",
    "July 2024": "2024-07",
    "21/12-20/01/2024": "2023-12-21/2024-01-20",
    "Quý II/2024 (so với quý II/2023)": "2024-Q2",
    "Q3/2024": "2024-Q3",
    "Thực hiện Quyết định số 766/QĐ-TTg ngày 23 tháng 6 năm 2022, quý I/2024": "2024-Q1",
}


@pytest.mark.parametrize("label", sorted(AGREEING))
def test_lines_of_a_title_are_read_together(label: str) -> None:
    period = choose_period(AGREEING[label]).period
    assert period is not None
    assert period.label == label


@pytest.mark.parametrize("lines", RIVALS, ids=" | ".join)
def test_lines_that_name_several_periods_give_none(lines: list[str]) -> None:
    chosen = choose_period(lines)
    assert (chosen.period, bool(chosen.rivals)) == (None, True)


@pytest.mark.parametrize("line", sorted(SAID))
def test_a_line_says_its_period_in_many_ways(line: str) -> None:
    period = find_period(line)
    assert period is not None
    assert period.label == SAID[line]


# --- what a column holds ---------------------------------------------------------------------------------------------


def with_unit(words: str) -> Callable[[Table], None]:
    def change(made: Table) -> None:
        made.columns = [(i, p if i in ("#", "unit") else (*p[:-1], f"{p[-1]} ({words})")) for i, p in made.columns]

    return change


def under(*heads: str) -> Callable[[Table], None]:
    def change(made: Table) -> None:
        figures = [c for c in made.columns if c[0] not in ("#", "unit")]
        blocks = [(f"{i}{n or ''}", (head, *path)) for n, head in enumerate(heads) for i, path in figures]
        made.columns = made.columns[:2] + blocks
        for row in made.rows:
            row.texts |= {i: "9" for i, _ in blocks if i not in row.values and row.values}

    return change


def title(text: str) -> Callable[[Table], None]:
    return lambda made: setattr(made, "title", [[text], ["TỈNH THANH HÓA, Quý II/2024"]])


def two_unit_columns(made: Table) -> None:
    made.columns[1:2] = [("upper", ("Tỉnh",)), ("unit", ("Xã",))]
    for row in made.rows:
        row.texts["upper"] = CITY[1]


def twice(made: Table) -> None:
    made.columns.append(("again", ("Số lượng hồ sơ đã giải quyết", "Quá hạn")))
    for row in made.rows:
        row.texts["again"] = "3"


OTHER_MEANING: dict[str, tuple[Callable[[Table], None], str, str]] = {
    "thousands in brackets": (with_unit("nghìn hồ sơ"), "header_unit", "whole units"),
    "shares in brackets": (with_unit("%"), "header_unit", "whole units"),
    "a field in brackets": (with_unit("lĩnh vực đất đai"), "unknown_header", "may be a part"),
    "a part left out in brackets": (with_unit("khong tinh chung thuc"), "unknown_header", "may be a part"),
    "two periods side by side": (under("Trong tháng", "Lũy kế"), "unknown_header", "a table of its own"),
    "a head that cumulates": (under("Lũy kế từ đầu năm"), "unknown_header", "_words.yml"),
    "a head that narrows": (under("HỒ SƠ TRỰC TUYẾN"), "unknown_header", "_words.yml"),
    "a title that narrows to a field": (title("KẾT QUẢ GIẢI QUYẾT LĨNH VỰC ĐẤT ĐAI"), "narrowed_table", "title:"),
    "a title that narrows to a channel": (title("KẾT QUẢ GIẢI QUYẾT HỒ SƠ NỘP TRỰC TUYẾN"), "narrowed_table", "title:"),
    "a title of one office": (title("KẾT QUẢ GIẢI QUYẾT TTHC TẠI SỞ XÂY DỰNG"), "narrowed_table", "title:"),
    "two columns of units": (two_unit_columns, "unknown_header", "one column of units"),
    "one header twice": (twice, "unknown_header", "stands twice"),
}


@pytest.mark.parametrize("name", sorted(OTHER_MEANING))
def test_a_table_that_means_something_else_is_refused(name: str, folder: Path) -> None:
    change, rule, advice = OTHER_MEANING[name]
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"), Row("unit", TOWN[1], values=B, number="2"))
    change(made)
    reading = read(made, folder)
    (finding,) = reading.findings
    assert reading.observations.is_empty()
    assert finding.rule == rule
    assert advice in finding.remedy


@pytest.mark.parametrize("head", ["KẾT QUẢ TRONG KỲ BÁO CÁO", "Tổng hợp số liệu quý II năm 2024", "Tong hop so lieu"])
def test_a_head_that_says_nothing_changes_nothing(head: str, folder: Path) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"))
    under(head)(made)
    assert resolved(read(made, folder)) == {("D394-63", "all", 1500.0)}


CELLS = {
    "85%": "share_in_count",
    "38/100": "share_in_count",
    ">50": "inexact_count",
    "98,5": "fraction_in_count",
    "#REF!": "formula_error",
    "#N/A": "formula_error",
    "undefined": "not_a_number",
    "1.234.5": "not_a_number",
    "-": "blank_counts",
}


@pytest.mark.parametrize("cell", sorted(CELLS))
def test_a_cell_that_is_no_count_is_named_and_the_other_rows_load(cell: str, folder: Path) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1"), Row("unit", TOWN[1], values=B, number="2"))
    made.rows[0].texts["punctual"] = cell
    reading = read(made, folder)
    (finding,) = reading.findings
    assert (finding.rule, finding.locator) == (CELLS[cell], "sheet Sheet1, row 6, column I")
    assert (TOWN[0], "all", 600.0) in resolved(reading)
    early = forms.values(reading, "dossiers_resolved_punctual_count")
    assert early == {TOWN[0]: 390}


RATES = [("Tỷ lệ đúng hạn (%)", "99,67%", set()), ("Tỷ lệ giải quyết đúng hạn", "97", {"rate_differs_from_counts"})]


@pytest.mark.parametrize(("header", "printed", "rules"), RATES)
def test_a_rate_printed_beside_its_counts_is_compared_with_them(
    header: str, printed: str, rules: set[str], folder: Path
) -> None:
    made = table(Row("unit", "Huyện Yên Định", values=A, number="1", texts={"rate": printed}))
    made.columns.append(("rate", (header,)))
    reading = read(made, folder)
    assert forms.rules(reading) == rules
    assert forms.values(reading, "on_time_dossier_rate") == {"D394-63": pytest.approx(99.67, abs=0.01)}


def test_points_out_of_points_are_read_and_heads_over_groups_are_known(folder: Path) -> None:
    made = families.qd766_scores()
    made.columns = [(i, p if i in ("#", "unit", "rank") else ("Điểm các nhóm chỉ số", *p)) for i, p in made.columns]
    made.rows[0].texts = {"transparency": "17,1/18", "total": "84,2 điểm/100 điểm"}
    reading = read(made, folder)
    assert reading.findings == []
    assert forms.values(reading, "service_quality_766_score")["P38-63"] == 84.2


def test_levels_of_service_without_an_online_one_are_said(folder: Path) -> None:
    made = families.service_levels()
    for row, name in zip(made.rows, ("Loại A", "Loại B", "Loại C"), strict=True):
        row.name = name
    reading = read(made, folder)
    assert forms.rules(reading) == {"no_online_rows"}
    assert forms.values(reading, "online_dossier_rate") == {}


def test_an_index_between_zero_and_one_is_held_back_even_alone(folder: Path) -> None:
    made = families.sipas()
    made.rows, made.percents = made.rows[:1], frozenset()
    made.rows[0].values |= {name: value / 100 for name, value in made.rows[0].values.items() if name != "rank"}
    reading = read(made, folder, number=lambda value: value)
    assert set(reading.observations["indicator_code"]) == {"sipas_rank"}
    assert forms.rules(reading, "error") <= {"percent_as_fraction", "ambiguous_number"}


# --- files -----------------------------------------------------------------------------------------------------------


def workbook(path: Path, sheets: dict[str, forms.Form]) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for name, form in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(form.rows()):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
    return book


def of_month(text: str | None) -> forms.Form:
    form = forms.hanoi_a()
    form.title = [["THÀNH PHỐ HÀ NỘI"], [text]]
    return form


def test_sheets_of_several_months_load_each_with_its_own(folder: Path) -> None:
    workbook(folder / "a.xlsx", {"T5.2024": of_month(None), "Tháng 6-2024": of_month(None)}).close()
    reading = forms.read(folder / "a.xlsx")
    assert (set(reading.observations["period_label"]), reading.findings) == ({"2024-05", "2024-06"}, [])


@pytest.mark.parametrize("sheet", ["Tháng 7", "Tháng 12", "T9", "T12", "Quý III", "Q3"])
def test_a_sheet_of_a_month_is_not_the_year_of_its_title(sheet: str, folder: Path) -> None:
    workbook(folder / "a.xlsx", {sheet: of_month("Năm 2024")}).close()
    reading = forms.read(folder / "a.xlsx")
    assert (reading.observations.height, forms.rules(reading)) == (0, {"several_periods"})
    (told,) = reading.findings
    month = told.found.rpartition(": ")[2]
    assert told.remedy.endswith(f"sheets: {{{sheet}: {{period: {month}}}}} or sheets: {{{sheet}: {{period: 2024}}}}")


def test_a_sheet_named_by_its_last_month_is_the_cumulated_figure(folder: Path) -> None:
    workbook(folder / "a.xlsx", {"Tháng 9": of_month("9 tháng năm 2024")}).close()
    assert set(forms.read(folder / "a.xlsx").observations["period_label"]) == {"2024-9M"}


def test_a_sheet_whose_title_was_copied_from_another_month_is_a_finding(folder: Path) -> None:
    form = of_month("Tháng 5 năm 2024")
    workbook(folder / "a.xlsx", {"Tháng 5": form, "Tháng 6": form}).close()
    reading = forms.read(folder / "a.xlsx")
    assert [(f.rule, f.found) for f in reading.findings] == [
        ("several_periods", "title: 2024-05; sheet name: 2024-06"),
    ]
    assert set(reading.observations["sheet"]) == {"Tháng 5"}


def test_two_sheets_alike_are_one_finding_a_row(folder: Path) -> None:
    form = of_month("Tháng 5 năm 2024")
    workbook(folder / "a.xlsx", {"a": form, "b": form}).close()
    reading = forms.read(folder / "a.xlsx")
    assert [(f.rule, f.severity) for f in reading.findings] == [("repeated_row", "warning")] * 3
    assert set(reading.observations["sheet"]) == {"a"}


def test_cells_formatted_as_dates_and_percentages_are_read_as_seen(folder: Path) -> None:
    book = workbook(folder / "a.xlsx", {})
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("x")
    sheet.write_row(0, 0, ["Từ ngày", None, "đến ngày"])
    sheet.write_datetime(0, 1, datetime.datetime(2024, 1, 1), day)
    sheet.write_datetime(0, 3, datetime.datetime(2024, 12, 31), day)
    sheet.write_row(1, 0, ["STT", "Tỉnh, thành phố", "Chỉ số hài lòng"])
    sheet.write_row(2, 0, [1, "Thanh Hóa"])
    sheet.write_number(2, 2, 0.84525, percent)
    book.close()
    reading = forms.read(folder / "a.xlsx")
    row = reading.observations.row(0, named=True)
    assert (row["value"], row["value_as_printed"], row["period_label"]) == (84.525, "84.5%", "2024")
    assert row["value_decimals"] == 1


def test_what_is_hidden_is_read_and_said(folder: Path) -> None:
    book = workbook(folder / "a.xlsx", {"a": of_month("Tháng 5 năm 2024"), "b": of_month("Tháng 6 năm 2024")})
    book.worksheets()[0].set_row(4, None, None, {"hidden": True})
    book.worksheets()[0].set_column(3, 4, None, None, {"hidden": True})
    book.worksheets()[1].hide()
    book.close()
    reading = forms.read(folder / "a.xlsx")
    assert forms.rules(reading) == {"hidden_rows", "hidden_columns", "hidden_sheet"}
    assert set(reading.observations["period_label"]) == {"2024-05"}


def test_an_old_workbook_with_a_password_is_called_so(folder: Path) -> None:
    data = bytearray((Path(__file__).resolve().parents[2] / "data" / "kpi" / "ii06a_binary.xls").read_bytes())
    after_first_record = data.index(b"\x09\x08\x10\x00") + 20
    data[after_first_record : after_first_record + 2] = b"\x2f\x00"
    (folder / "a.xls").write_bytes(bytes(data))
    assert forms.rules(forms.read(folder / "a.xls")) == {"password"}


def test_a_workbook_in_an_old_font_is_repaired_whole(folder: Path) -> None:
    form = forms.qd766_3c()
    for rows in (form.title, form.header, form.body):
        for row in rows:
            row[:] = [variants.encode(c, "tcvn3").decode("latin-1") if isinstance(c, str) else c for c in row]
    reading = forms.read(forms.write_xlsx(form, folder / "a.xlsx"))
    assert (reading.status, reading.observations.height) == ("loaded", 6)


def test_a_table_inside_a_table_of_layout_is_found_with_its_title(folder: Path) -> None:
    inner = forms.write_html(forms.qd766_3c(), folder / "x.html").read_text(encoding="utf-8")
    body = inner.partition("<body>")[2].partition("</body>")[0]
    outer = f"<html><body><table><tr><td><b>Báo cáo</b></td></tr><tr><td>{body}</td></tr></table></body></html>"
    (folder / "a.xls").write_text(outer, encoding="utf-8")
    assert forms.read(folder / "a.xls").observations.height == 6


# --- answers of a survey ---------------------------------------------------------------------------------------------


def test_a_merged_cell_names_the_unit_of_every_answer_beside_it(folder: Path) -> None:
    book = xlsxwriter.Workbook(folder / "survey.xlsx")
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["Phiếu khảo sát tỉnh Thanh Hóa, quý IV năm 2024", "STT", 1, 2, 3, 4])
    sheet.write(1, 1, "Đơn vị")
    sheet.merge_range(2, 1, 5, 1, "Thị xã Nghi Sơn")
    sheet.write_column(1, 2, ["Mức độ hài lòng", "Hài lòng", "Rất hài lòng", "Bình thường", "Hài lòng"])
    book.close()
    reading = forms.read(folder / "survey.xlsx")
    rows = reading.observations.select("value", "numerator", "denominator").rows()
    assert (rows, [one.rule for one in reading.findings]) == ([(75.0, 3.0, 4.0)], [])


def test_a_share_of_the_answers_that_happen_to_be_known_is_no_figure(folder: Path) -> None:
    lines = ["Phiếu khảo sát tỉnh Thanh Hóa quý IV năm 2024", "STT,Đơn vị,Mức độ hài lòng"]
    said = ["Hài lòng"] * 6 + ["Chưa hài lòng"] * 4
    lines += [f"{n},Thị xã Nghi Sơn,{answer}" for n, answer in enumerate(said, 1)]
    lines += [f"{n},Huyện Yên Định,Hài lòng" for n in range(11, 14)]
    (folder / "survey.csv").write_text("\n".join(lines), encoding="utf-8")
    reading = forms.read(folder / "survey.csv")
    assert reading.observations["denominator"].to_list() == [3.0]
    (held,) = [one for one in reading.findings if one.rule == "answers_unread"]
    assert held.found == "Thị xã Nghi Sơn: 4 of 10 answers"


@pytest.mark.parametrize(
    ("unit", "rules"), [("giờ", ["wrong_unit"]), ("phút", []), ("", []), ("lần chờ", ["wrong_unit"])]
)
def test_a_unit_of_measure_beside_a_figure_is_the_indicators_own(unit: str, rules: list[str], folder: Path) -> None:
    lines = [
        "indicator,unit_name,unit_level,period,value,unit",
        f'onestop_waiting_minutes,Lào Cai,province,2019,"1,5",{unit}',
    ]
    (folder / "tidy.csv").write_text("\n".join(lines), encoding="utf-8")
    reading = forms.read(folder / "tidy.csv")
    assert [one.rule for one in reading.findings] == rules
    assert reading.observations.filter(pl.col("value").is_not_null()).height == (0 if rules else 1)
