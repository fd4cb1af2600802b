"""Exported files open in other tools with the same numbers, and nothing an input holds runs in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from frictionless import Package
from python_calamine import CalamineWorkbook

from pipelines.exports.comma_files import FORMULA_STARTS, for_excel
from pipelines.exports.commitments import COLUMNS, write_commitments
from pipelines.exports.folder import export
from pipelines.exports.mart_workbooks import headings
from pipelines.exports.sqlite_file import FILE, PAGE_TEXTS, write_sqlite
from pipelines.publishing.dictionary import load_dictionary
from tests.unit.scorecard.small_build import PROMISES, promise, small_build

FORMULA = '=HYPERLINK("http://x","đọc")'


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = small_build(tmp_path_factory.mktemp("b"), mart_gap_latest=[*PROMISES, promise("t9", quote=FORMULA)])
    write_commitments(build)
    folder = tmp_path_factory.mktemp("out") / "files"
    list(export(build, folder, load_dictionary()))
    return folder


def sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def inside(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as files:
        return files.read(part).decode("utf-8")


def test_the_sheet_for_officials_has_a_line_a_promise_with_sentence_figure_gap_and_verdict(exported: Path) -> None:
    rows = sheet(exported / "cam-ket.xlsx", "Cam kết")
    assert rows[0][0] == "Cam kết cải cách hành chính và kết quả, biết đến ngày 31/12/2025"
    heads = rows[2]
    assert heads == [entry[0] for entry in COLUMNS.values()]
    lines = [dict(zip(heads, row, strict=True)) for row in rows[3:]]
    assert len(lines) == 5
    first = next(line for line in lines if line["Mã cam kết"] == "t1")
    numbers = (first["Số gần nhất (số)"], first["Khoảng cách (số, âm là thiếu)"])
    assert (first["Đơn vị"], *numbers) == ("Tỉnh Điện Biên", 82.96, -7.04)
    assert (first["Khoảng cách"], first["Kết luận"]) == ("kém 7,04 điểm %", "không đạt")
    assert (first["Ô số liệu"], first["Ghi chú của nguồn"]) == ("kpi/a.csv, hàng 2", "bài in số của cả vùng")
    silent = next(line for line in lines if line["Mã cam kết"] == "t2")
    assert (silent["Số gần nhất (số)"], silent["Lý do"]) == ("", "chưa có số liệu")


def test_the_sheet_for_officials_counts_above_what_its_lines_say_and_prints_what_is_read(exported: Path) -> None:
    rows = sheet(exported / "cam-ket.xlsx", "Cam kết")
    verdicts = [row[list(COLUMNS).index("answer")] for row in rows[3:]]
    said = [f"{verdicts.count(word)} {word}" for word in dict.fromkeys(verdicts)]
    total, _, counts = str(rows[1][0]).partition(": ")
    assert (total, sorted(counts.split(", "))) == (f"{len(verdicts)} cam kết", sorted(said))
    assert "'Cam kết'!$A$1:$J$" in inside(exported / "cam-ket.xlsx", "xl/workbook.xml")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(exported: Path) -> None:
    for path in [exported / "cam-ket.xlsx", *sorted((exported / "xlsx").glob("*.xlsx"))]:
        with zipfile.ZipFile(path) as files:
            sheets = [name for name in files.namelist() if name.startswith("xl/worksheets/sheet")]
            assert sheets
            for name in sheets:
                text = files.read(name).decode("utf-8")
                assert "<f>" not in text
                assert "<hyperlink" not in text
    assert FORMULA in {cell for row in sheet(exported / "cam-ket.xlsx", "Cam kết") for cell in row}


def test_a_header_stays_and_can_be_filtered_and_prints_on_every_page(exported: Path) -> None:
    text = inside(exported / "cam-ket.xlsx", "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in text
    assert "<autoFilter" in text
    assert 'orientation="landscape"' in text
    assert "_xlnm.Print_Titles" in inside(exported / "cam-ket.xlsx", "xl/workbook.xml")


def test_every_mart_stands_in_one_workbook_with_a_sheet_that_explains_it(exported: Path) -> None:
    words = load_dictionary()
    found = {}
    for path in (exported / "xlsx").glob("*.xlsx"):
        book = CalamineWorkbook.from_path(str(path))
        assert book.sheet_names[0] == "Từ điển"
        found |= dict.fromkeys(book.sheet_names[1:], path.stem)
        explained = {(row[0], row[2]) for row in sheet(path, "Từ điển")[1:]}
        assert explained == {(name, column) for name in book.sheet_names[1:] for column in words.models[name].columns}
    assert found == {name: model.folder for name, model in words.models.items()}


def test_headings_of_a_sheet_are_short_vietnamese_and_all_different() -> None:
    for model in load_dictionary().models.values():
        said = headings(model)
        assert len(set(said)) == len(said)
        assert all(said)


def test_the_csv_for_machines_gives_back_what_the_marts_hold(exported: Path) -> None:
    text = (exported / "csv/mart_gap_latest.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["actual"]) for row in rows if row["target_id"] == "t1"] == [82.96]
    assert FORMULA in {row["quote"] for row in rows}


def test_the_csv_for_excel_has_a_mark_semicolons_and_decimal_commas(exported: Path) -> None:
    data = (exported / "csv-excel/mart_gap_latest.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    first = next(row for row in rows if row["target_id"] == "t1")
    assert (first["actual"], first["gap"]) == ("82,96", "-7,04")
    assert "'" + FORMULA in {row["quote"] for row in rows}


@pytest.mark.parametrize("mark", FORMULA_STARTS)
def test_a_text_that_a_spreadsheet_would_run_is_held_back_and_a_number_is_not(mark: str) -> None:
    rows = for_excel(pl.DataFrame({"text": [f"{mark}1", "x" + mark], "gap": [-7.04, 1.0]}))
    assert rows["text"].to_list() == [f"'{mark}1", "x" + mark]
    assert rows["gap"].to_list() == [-7.04, 1.0]


def test_the_dictionary_page_says_every_mart_and_column_in_both_languages(exported: Path) -> None:
    page = (exported / "dictionary.md").read_text(encoding="utf-8")
    for model in load_dictionary().models.values():
        part = page.partition(f"## {model.name}\n")[2].partition("\n## ")[0]
        assert part.count("\n| `") == len(model.columns), model.name
    assert "| `status_vi` | varchar | " in page


def test_the_package_is_valid_for_frictionless(exported: Path) -> None:
    report = Package(str(exported / "datapackage.json")).validate()
    foreign = "foreign-key"  # the small build holds no source files and few dimensions
    problems = [error for task in report.tasks for error in task.errors if error.type != foreign]
    assert [f"{error.type}: {error.message}" for error in problems] == []


def test_the_rows_of_a_mart_hold_to_its_json_schema(exported: Path) -> None:
    schema = json.loads((exported / "schema/mart_quality_findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    latest = json.loads((exported / "schema/mart_gap_latest.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(latest)
    assert set(latest["items"]["properties"]["status"]["enum"]) == {
        "met",
        "missed",
        "on_track",
        "behind",
        "no_data",
        "not_assessable",
    }


def test_the_same_marts_give_the_same_bytes(tmp_path: Path) -> None:
    def written(name: str) -> dict[str, str]:
        build = small_build(tmp_path / name)
        write_commitments(build)
        list(export(build, tmp_path / f"{name}-out", load_dictionary()))
        files = [path for path in (tmp_path / f"{name}-out").rglob("*") if path.is_file()]
        return {str(p.relative_to(tmp_path / f"{name}-out")): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert written("one") == written("two")


def test_one_sqlite_file_holds_every_mart_and_view_with_the_same_rows_and_their_meanings(tmp_path: Path) -> None:
    build = small_build(tmp_path / "b")
    words = load_dictionary()
    for _ in range(2):  # over what lies there
        write_sqlite(build, tmp_path / "out", words)
    with sqlite3.connect(tmp_path / "out" / FILE) as db:
        for name in words.models:
            (count,) = db.execute(f"select count(*) from {name}").fetchone()
            assert count == pl.read_parquet(build / "parquet" / f"{name}.parquet").height, name
        for view in ("v_commitments", "v_gaps_vi"):
            assert db.execute(f"select count(*) from {view}").fetchone() == (4,)
        place, gap = db.execute("select place, gap from v_commitments where status = 'missed'").fetchone()
        assert (place, gap) == ("Tỉnh Điện Biên", -7.04)
    db.close()
    said = json.loads((tmp_path / "out" / PAGE_TEXTS).read_text(encoding="utf-8"))
    tables = said["databases"]["cchc"]["tables"]
    assert set(tables) == {*words.models, "v_commitments", "v_gaps_vi"}
    assert all(one["description"] and one["columns"] for one in tables.values())
