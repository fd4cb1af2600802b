"""A figure in another unit never passes as a percentage: held back with a finding, whatever the format says it in."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from pipelines.kpi.reader import KpiReading

from . import forms

TIDY = ["indicator", "unit_name", "unit_level", "period", "value"]
ROW = ["online_payment_transaction_rate", "Sơn La", "province", "2024"]


def held_back(reading: KpiReading, found: str) -> bool:
    told = [(f.rule, f.severity) for f in reading.findings if found in f.found]
    return reading.observations.is_empty() and told == [("wrong_unit", "error")]


@pytest.mark.parametrize("cell", ["5‰", "985 ‰", "985 phần nghìn", "80 hồ sơ", "80 phút", "5 điểm %", "80 điểm"])
def test_a_cell_in_another_unit(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(TIDY)}\n{','.join(ROW)},{cell}\n", encoding="utf-8")
    assert held_back(forms.read(path), cell)


@pytest.mark.parametrize("cell", ["80%", "80 %", "80 phần trăm", "80/100 hồ sơ", "80% hồ sơ"])
def test_a_cell_in_its_own_unit_loads(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(TIDY)}\n{','.join(ROW)},{cell}\n", encoding="utf-8")
    assert forms.read(path).observations["value"].to_list() == [80.0]


def test_a_percentage_in_a_column_of_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(TIDY)}\ndossiers_received_count,Sơn La,province,2024,80%\n", encoding="utf-8")
    assert held_back(forms.read(path), "80%")


def test_a_unit_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(TIDY)},unit\n{','.join(ROW)},985,‰\n", encoding="utf-8")
    assert held_back(forms.read(path), "‰")


@pytest.mark.parametrize("code", ['0"‰"', "0.0\\‰", 'General"‰"'])
def test_a_cell_format_of_a_workbook(tmp_path: Path, code: str) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("x")
    sheet.write_row(0, 0, TIDY)
    sheet.write_row(1, 0, ROW)
    sheet.write_number(1, 4, 95, book.add_format({"num_format": code}))
    book.close()
    assert held_back(forms.read(tmp_path / "a.xlsx"), "95‰")


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Chỉ số hài lòng SIPAS năm 2023", "Chỉ số hài lòng (‰)"),
        ("Chỉ số hài lòng SIPAS năm 2023 (đơn vị tính: ‰)", "Chỉ số hài lòng"),
    ],
)
def test_the_head_of_a_column_or_the_line_above_a_table(tmp_path: Path, title: str, head: str) -> None:
    path = tmp_path / "a.html"
    rows = [[title], ["STT", "Tỉnh, thành phố", head], ["1", "Thanh Hóa", "84,5"]]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    path.write_text(f"<meta charset='utf-8'><table>{cells}</table>", encoding="utf-8")
    reading = forms.read(path)
    assert reading.observations.is_empty()
    assert [f for f in reading.findings if f.severity == "error"]
