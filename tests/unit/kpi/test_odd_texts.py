"""Texts and sheets as odd programs write them: read as they were meant, or refused with what a person needs to know."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.unit.kpi.forms import KpiReading, read, rules

HEAD = "indicator,unit_name,unit_level,period,value"
ROW = "online_dossier_rate,Gia Lai,province"


def reading_of(folder: Path, content: str | bytes, name: str = "a.csv") -> KpiReading:
    place = folder / "kpi" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(place)


def figures(reading: KpiReading) -> dict[str, float]:
    return {str(row["period_end"].year): row["value"] for row in reading.observations.iter_rows(named=True)}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\r{ROW},2021,61\r\n{ROW},2022,62\r\n",
        f"{HEAD}\n{ROW},2021,61\r{ROW},2022,62\n",
        f"{HEAD}\r\n{ROW},2021,61\r\n{ROW},2022,62\r\n\x1a",
        "\n" * 60 + f"{HEAD}\n{ROW},2021,61\n{ROW},2022,62\n",
        ",,,,\n" * 300 + f"{HEAD}\n{ROW},2021,61\n{ROW},2022,62\n",
    ],
    ids=["CR, then CRLF", "LF, then CR", "the end of a file of DOS", "blank lines first", "rows of blank fields first"],
)
def test_line_ends_of_several_programs_and_blank_rows_first_lose_nothing(tmp_path: Path, text: str) -> None:
    reading = reading_of(tmp_path, text)
    assert (figures(reading), rules(reading)) == ({"2021": 61, "2022": 62}, set())


def test_rows_below_blank_ones_are_told_as_the_file_counts_them(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "\n" * 60 + f"{HEAD}\n{ROW},2021,much\n")
    assert [one.locator for one in reading.findings] == ["row 62, column E"]


@pytest.mark.parametrize("blanks", ["", "\n" * 60])
def test_a_decimal_comma_without_quotes_is_no_whole_number(tmp_path: Path, blanks: str) -> None:
    reading = reading_of(tmp_path, f"{blanks}{HEAD}\n{ROW},2020,60\n{ROW},2021,60,7\n{ROW},2022,62,\n")
    [problem] = reading.findings
    assert figures(reading) == {"2020": 60, "2022": 62}
    assert (problem.rule, problem.locator) == ("fields_beyond_header", f"row {len(blanks) + 3}")
    assert problem.found.endswith("| 60 | 7")


def test_a_second_table_with_more_columns_has_its_own_width(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, f"{HEAD}\n{ROW},2021,61\n\n{HEAD},unit\n{ROW},2022,62,%\n")
    assert (figures(reading), rules(reading)) == ({"2021": 61, "2022": 62}, set())


def test_a_remark_below_an_empty_heading_harms_no_figure(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, f"{HEAD},\n{ROW},2021,61,seen\n{ROW},2022,62\n")
    assert (figures(reading), rules(reading)) == ({"2021": 61, "2022": 62}, set())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"{HEAD}\n{ROW},2021,61\n".encode() + bytes(4_096), "a text that ends in zero bytes"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a pointer of Git LFS, without the file"),
        (b'[{"indicator": "online_dossier_rate"}]', "data in JSON"),
        (f"{HEAD}\n{ROW},2021,61\n".encode("utf-32"), "a text in UTF-32"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00" + bytes(40), "a workbook of Excel 2 to 4"),
    ],
)
def test_what_is_no_table_is_told_by_what_it_is(tmp_path: Path, content: bytes, found: str) -> None:
    [problem] = reading_of(tmp_path, content).findings
    assert (problem.rule, problem.found) == ("foreign_content", found)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "A2"),
        ('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>', "row 2"),
        ('<x:row spans="1:2" r="2"/><x:row r="2"/>', "row 2"),
    ],
)
def test_a_sheet_that_says_a_cell_twice_is_refused(tmp_path: Path, rows: str, place: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    [problem] = reading_of(tmp_path, out.getvalue(), "a.xlsx").findings
    assert (problem.rule, problem.found) == ("unknown_content", f"xl/worksheets/sheet1.xml: {place} twice")


def test_what_unknown_names_may_mean_is_sought_for_the_first_of_a_file_only(tmp_path: Path) -> None:
    names = [f"Gia Lay {number}" for number in range(300)]
    text = "".join(f"online_dossier_rate,{name},province,2021,61\n" for name in ["Gia Lay", *names, "Gia Laj"])
    told = [one.expected for one in reading_of(tmp_path, f"{HEAD}\n{text}").findings]
    assert "candidates: Tỉnh Gia Lai" in told[0]
    assert len(told) == 200


def test_a_code_in_a_document_is_known_without_its_underscores(tmp_path: Path) -> None:
    lines = [HEAD, "---,---,---,---,---", f"{ROW},2021,61"]
    table = "".join(f"|{line.replace(',', '|')}|\n" for line in lines)
    assert figures(reading_of(tmp_path, table, "a.md")) == {"2021": 61}
