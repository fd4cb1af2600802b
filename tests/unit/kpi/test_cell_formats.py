"""What a person sees in a cell: formats that round, percentages, and a workbook read by what it shows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
import xlwt

from pipelines.kpi.sheets.cell_formats import format_of
from pipelines.kpi.sheets.sheet_xml import scan_sheet

from . import forms


@pytest.mark.parametrize(
    ("code", "held", "shown"),
    [
        ("0%", "0.796", "80%"),
        ("0.0%", "0.79949", "79.9%"),
        ("0.00%", "0.8", "80.00%"),
        ("0", "79.5", "80"),
        ("0.0", "79.96", "80.0"),
        ("0.0#", "79.96", "79.96"),
        ("#,##0", "1233.6", "1234"),
        ('#,##0.0" hồ sơ"', "12.34", "12.3 hồ sơ"),
        (r"0\ \p\h", "12.34", "12"),
        ("[Red]0.0;-0.0", "79.96", "80.0"),
        ('0.0" điểm"', "79.96", "80.0 điểm"),
        ("0%", "0.285", "29%"),  # as a float it lies below a half
        ("0.0", "1e20", "100000000000000000000.0"),  # more digits than Python's own precision
        ("0%", "1e300", f"1{'0' * 302}%"),
        (f"0.{'0' * 400}", "0.5", f"0.5{'0' * 29}"),
    ],
)
def test_a_number_is_seen_as_its_format_shows_it(code: str, held: str, shown: str) -> None:
    found = format_of(code)
    assert found is not None
    assert found.shown(held) == shown


@pytest.mark.parametrize("code", ["General", "dd/mm/yyyy", "0.00E+00", "# ?/?", "@", "0,", '"x"', ";" * 90_000])
def test_a_format_that_fixes_no_decimals_says_nothing(code: str) -> None:
    assert format_of(code) is None


@pytest.mark.parametrize(
    ("code", "held", "seen"),
    [
        ('0;-0;"-"', "0", "-"),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "0", "-"),
        ("0;-0;;@", "0", ""),
        (";;;", "85", ""),
        ('0;"-"', "-3", "-"),
        ('0;-0;"-"', "12", None),
        ("#,###", "0", ""),
        ("0", "0", None),
        ('0" hồ sơ; xong"', "0", None),
    ],
)
def test_a_format_may_show_something_else_than_the_number(code: str, held: str, seen: str | None) -> None:
    found = format_of(code)
    assert found is not None
    assert found.unseen(held) == seen


def test_a_number_that_no_cell_can_hold_is_none() -> None:
    found = format_of("0.0")
    assert found is not None
    assert found.shown("1e9999") is None


def test_a_time_that_no_calendar_holds_costs_no_other_cell(tmp_path: Path) -> None:
    rows = tidy_workbook(tmp_path / "a.xlsx", [(79.5, "0.0"), (1e300, "[h]:mm"), (80.125, "General")])
    assert rows["value"].to_list() == [79.5, 80.125]
    assert forms.read(tmp_path / "a.xlsx").status == "partly_loaded"


def test_what_a_person_does_not_see_is_no_figure_and_is_told_once(tmp_path: Path) -> None:
    codes = [(0, '0;-0;"-"'), (85, ";;;"), (0, "0"), (79.5, "0.0")]
    assert tidy_workbook(tmp_path / "a.xlsx", codes)["value"].to_list() == [0.0, 79.5]
    told = [one for one in forms.read(tmp_path / "a.xlsx").findings if one.rule == "number_not_shown"]
    assert [(one.locator, one.severity) for one in told] == [("sheet x, row 2, column E", "warning")]
    assert told[0].found == "2 cells showing «-» for the number held, the first E2 = 0"


def test_a_format_of_another_unit_of_measure_holds_a_percentage_back(tmp_path: Path) -> None:
    rows = tidy_workbook(tmp_path / "a.xlsx", [(80, '0" hồ sơ"'), (81, '0" %"'), (82, '#,##0.0\\ "phiếu"')])
    assert rows["value"].to_list() == [81.0]


def tidy_workbook(path: Path, cells: list[tuple[float, str]]) -> pl.DataFrame:
    """Observations of a tidy workbook: each number in a cell of its format, one year after another."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("x")
    sheet.write_row(0, 0, ["indicator", "unit_name", "unit_level", "period", "value"])
    for place, (value, code) in enumerate(cells, start=1):
        sheet.write_row(place, 0, ["online_payment_transaction_rate", "Sơn La", "province", str(2019 + place)])
        sheet.write_number(place, 4, value, book.add_format({"num_format": code}))
    book.close()
    return forms.read(path).observations.sort("period_label")


def test_what_the_cell_shows_is_printed_and_decides_and_the_number_stays_whole(tmp_path: Path) -> None:
    cells = [(0.796, "0%"), (79.96, "0.0"), (79.96, "General"), (0.8, "0.00%")]
    rows = tidy_workbook(tmp_path / "a.xlsx", cells).select("value", "value_as_printed", "value_decimals").rows()
    assert rows == [(79.6, "80%", 0), (79.96, "80.0", 1), (79.96, "79.96", 2), (80.0, "80.00%", 2)]


def test_a_fraction_shown_as_a_whole_number_is_still_held_back(tmp_path: Path) -> None:
    assert tidy_workbook(tmp_path / "a.xlsx", [(0.85, "0"), (0.91, "0")]).is_empty()


@pytest.mark.parametrize(
    ("code", "value", "told"),
    [
        ("0.0%", 0.985, {"98.5%"}),
        (r"0.0\%", 98.5, {"98.5"}),
        ('0"‰"', 985, {"wrong_unit"}),
        ('0.0" điểm"', 98.5, {"wrong_unit"}),
        ('0" hồ sơ"', 98, {"wrong_unit"}),
        (";;;", 98, {"no_value"}),
        ("General", 0.985, {"percent_as_fraction"}),
        ('0.0" %"', 0.985, {"percent_as_fraction"}),
        ("dd/mm/yyyy", 46101, {"not_a_number"}),
        ("# ?/?", 0.985, {"percent_as_fraction"}),
    ],
)
def test_a_rate_in_an_old_workbook_is_what_its_cell_shows_or_held_back(
    code: str, value: float, told: set[str], tmp_path: Path
) -> None:
    (tmp_path / "kpi").mkdir()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("x")
    for column, (head, text) in enumerate(
        {"indicator": "on_time_dossier_rate", "unit_name": "Sơn La", "unit_level": "province", "period": "2024"}.items()
    ):
        sheet.write(0, column, head)
        sheet.write(1, column, text)
    sheet.write(0, 4, "value")
    sheet.write(1, 4, value, xlwt.easyxf(num_format_str=code))
    book.save(str(tmp_path / "kpi" / "a.xls"))
    reading = forms.read(tmp_path / "kpi" / "a.xls")
    rules = {finding.rule for finding in reading.findings if finding.severity == "error"}
    assert set(reading.observations["value_as_printed"].to_list()) | rules == told


def struck_workbook(path: Path) -> pl.DataFrame:
    """Three figures: one corrected within its cell, one struck out as a number, one that stands."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("x")
    struck, upright = book.add_format({"font_strikeout": True}), book.add_format()
    for column, head in enumerate(("indicator", "unit_name", "unit_level", "period", "value")):
        sheet.write(0, column, head)
    for row in range(1, 4):
        for column, text in enumerate(("online_dossier_rate", "Tỉnh Lào Cai", "province", f"202{row}")):
            sheet.write(row, column, text)
    sheet.write_rich_string(1, 4, struck, "40", upright, "50")
    sheet.write_number(2, 4, 61, struck)
    sheet.write_number(3, 4, 72)
    book.close()
    return forms.read(path).observations.sort("period_label")


def test_a_figure_struck_through_is_withdrawn_and_a_corrected_one_is_what_stands(tmp_path: Path) -> None:
    assert struck_workbook(tmp_path / "a.xlsx")["value"].to_list() == [50.0, 72.0]
    told = [one for one in forms.read(tmp_path / "a.xlsx").findings if one.rule == "number_not_shown"]
    assert [(one.locator, one.found) for one in told] == [
        ("sheet x, row 3, column E", "1 cell showing nothing for the number held, the first E3 = 61")
    ]


def test_a_digit_that_is_no_number_costs_its_cell_alone() -> None:
    cells = "<c r='A1' t='s'><v>²</v></c><c r='B2' t='s'><v>0</v></c>"
    sheet = f"<worksheet><sheetData><row r='²'>{cells}</row></sheetData></worksheet>"
    assert scan_sheet(sheet.encode(), {}, {0: "50"}).seen == {(1, 1): "50"}
