"""Twins of good files, each broken in one way: each gives its finding, none stops the run, none loads wrongly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.raw_models import validate
from pipelines.found_words import own_expectation, remedy_in_vietnamese
from pipelines.kpi.reader import read_kpi
from pipelines.reference.overrides import read_overrides
from pipelines.source import source_below
from tests.unit.kpi import forms
from tests.unit.kpi.forms import Form, IndicatorCatalogue, UnitResolver

TIDY_HEADER = "indicator,unit_name,unit_level,period,value"
TIDY_GOOD = f"{TIDY_HEADER}\npci_score,Điện Biên,province,2023,65.1\npci_score,Yên Bái,province,2023,66.2\n"

Break = Callable[[Path], Path]


def from_form(good: Callable[[], Form], change: Callable[[Form], None], name: str = "twin.xlsx") -> Break:
    """Write a changed copy of a good form."""

    def make(folder: Path) -> Path:
        form = good().copy()
        change(form)
        writer = {"xlsx": forms.write_xlsx, "xls": forms.write_html, "csv": forms.write_csv}[name.rsplit(".", 1)[1]]
        return writer(form, folder / name)

    return make


def cell(row: int, column: int, text: forms.Cell) -> Callable[[Form], None]:
    """Change one body cell."""

    def change(form: Form) -> None:
        form.body[row][column] = text

    return change


def header(row: int, column: int, text: forms.Cell) -> Callable[[Form], None]:
    """Change one header cell."""

    def change(form: Form) -> None:
        form.header[row][column] = text

    return change


def without_title(form: Form) -> None:
    form.title = [["Bảng số liệu"]]


def without_reporter(form: Form) -> None:
    form.title = [["Quý II/2024"]]


def drop_column(place: int) -> Callable[[Form], None]:
    def change(form: Form) -> None:
        form.merges = []
        for row in [*form.header, *form.body]:
            if len(row) > place:
                del row[place]

    return change


def extra_column(form: Form) -> None:
    form.header[0].append("Chỉ tiêu bí mật")
    form.body = [[*row, *[None] * (len(form.header[0]) - 1 - len(row)), "7"] for row in form.body]


def shift_body(form: Form) -> None:
    form.body = [[*row[:2], None, *row[2:]] for row in form.body]


def repeat_last(form: Form) -> None:
    form.body.append(list(form.body[0]))


def contradict_first(form: Form) -> None:
    twin = list(form.body[0])
    twin[2:5] = ["401", "101", "300"]
    form.body.append(twin)


def no_data(form: Form) -> None:
    form.body = [["Không có dữ liệu!"]]


def text(content: str, name: str = "twin.csv", encoding: str = "utf-8") -> Break:
    """Write a text file."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode(encoding))
        return path

    return make


def raw(content: bytes, name: str) -> Break:
    """Write bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def truncated(folder: Path) -> Path:
    path = forms.write_xlsx(forms.ii06a(), folder / "twin.xlsx")
    path.write_bytes(path.read_bytes()[:3000])
    return path


def zip_bomb(folder: Path) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return raw(buffer.getvalue(), "bomb.xlsx")(folder)


def far_cell(folder: Path) -> Path:
    import xlsxwriter

    path = folder / "far.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    return path


def encrypted(folder: Path) -> Path:
    return raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "p.xlsx")(
        folder
    )


def formula_error(folder: Path) -> Path:
    import xlsxwriter

    path = folder / "error.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, line in enumerate(TIDY_GOOD.splitlines()):
        sheet.write_row(row, 0, line.split(","))
    sheet.write_formula(2, 4, "=A1/0", None, "#DIV/0!")
    book.close()
    return path


def hidden_row(folder: Path) -> Path:
    import xlsxwriter

    path = folder / "hidden.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, line in enumerate(TIDY_GOOD.splitlines()):
        sheet.write_row(row, 0, line.split(","))
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    return path


def two_sheets_alike(folder: Path) -> Path:
    import xlsxwriter

    path = folder / "two.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for value in ("65.1", "75.1"):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TIDY_HEADER.split(","))
        sheet.write_row(1, 0, ["pci_score", "Điện Biên", "province", "2023", value])
    book.close()
    return path


def number_in_count(folder: Path) -> Path:
    form = forms.qd766_3d()
    form.body[0][2] = 1.234
    return forms.write_xlsx(form, folder / "twin.xlsx")


def tidy(rows: str, head: str = TIDY_HEADER) -> Break:
    return text(f"{head}\n{rows}\n")


# name -> (how to make it, rule of the finding, severity)
TWINS: dict[str, tuple[Break, str, str]] = {
    "wrong header": (from_form(forms.qd766_3c, header(0, 2, "Bị trả lại")), "unknown_header", "error"),
    "opposite header is no near match": (
        from_form(forms.qd766_3c, header(1, 8, "Được số hóa")),
        "unknown_header",
        "error",
    ),
    "near header loads with a warning": (
        from_form(forms.qd766_3d, header(0, 4, "chậm đươc tiếp nhận")),
        "near_header",
        "warning",
    ),
    "missing column": (from_form(forms.hanoi_a, drop_column(7)), "missing_header", "error"),
    "unknown extra column": (from_form(forms.sipas, extra_column), "unknown_header", "error"),
    "shifted column": (from_form(forms.ii06a, shift_body), "unknown_header", "error"),
    "text in a count": (from_form(forms.ii06a, cell(4, 3, "ba trăm")), "not_a_number", "error"),
    "fraction in a count": (from_form(forms.ii06a, cell(4, 3, "300,5")), "fraction_in_count", "error"),
    "number cell 1.234 in a count": (number_in_count, "fraction_in_count", "error"),
    "minus in a count": (from_form(forms.ii06a, cell(4, 9, "-5")), "negative_count", "error"),
    "identity broken": (from_form(forms.ii06a, cell(4, 9, "6")), "identity_broken", "warning"),
    "total differs from sum": (from_form(forms.ii06a, cell(6, 3, "1.781")), "total_differs_from_sum", "warning"),
    "unknown unit": (from_form(forms.ii06a, cell(4, 1, "Huyện Sao Hỏa")), "unit_unknown_name", "error"),
    "unit of another province": (from_form(forms.ii06a, cell(4, 1, "Huyện Văn Yên")), "unit_other_parent", "error"),
    "figures without a name": (from_form(forms.ii06a, cell(4, 1, None)), "row_without_name", "error"),
    "no period": (from_form(forms.ii06a, without_title), "no_period", "error"),
    "no reporting unit": (from_form(forms.ii06a, without_reporter), "no_reporting_unit", "error"),
    "rate differs from counts": (from_form(forms.qd766_3b, cell(0, 5, "57%")), "rate_differs_from_counts", "warning"),
    "numerator above denominator": (
        from_form(forms.qd766_3b, cell(0, 4, "250")),
        "numerator_above_denominator",
        "error",
    ),
    "row twice": (from_form(forms.qd766_3c, repeat_last), "repeated_row", "warning"),
    "score above its maximum": (from_form(forms.qd766_scores, cell(0, 2, "19,1")), "out_of_range", "error"),
    "percent as fraction": (
        from_form(
            forms.sipas,
            lambda f: (
                [row.__setitem__(2, v) for row, v in zip(f.body, ("0,8453", "0,8112", "0,85"), strict=True)] and None
            ),
        ),
        "percent_as_fraction",
        "error",
    ),
    "rank with a fraction": (from_form(forms.sipas, cell(0, 3, "20,5")), "fraction_in_count", "error"),
    "unknown answer": (from_form(forms.survey_respondents, cell(0, 3, "Tuyệt vời")), "unknown_answer", "error"),
    "answers of a scale that nobody knows": (
        from_form(
            forms.survey_respondents,
            lambda f: [row.__setitem__(3, "Chưa hài lòng") for row in f.body if row[3] == "Không hài lòng"] and None,
        ),
        "answers_unread",
        "error",
    ),
    "a list with other columns below": (
        from_form(
            forms.qd766_3b,
            lambda f: f.body.extend(
                [["STT", "Tên thiết bị", "Hãng", "Số lượng", "Năm mua"], ["1", "Máy quét", "B", "12", "2023"]]
            ),
        ),
        "second_table",
        "warning",
    ),
    "no data": (from_form(forms.qd766_3b, no_data), "no_data", "info"),
    "parts of service levels do not add up": (
        from_form(forms.service_levels, cell(1, 4, "143")),
        "identity_broken",
        "warning",
    ),
    "undefined from the portal": (
        from_form(forms.qd766_3b, cell(0, 3, "undefined"), "twin.xls"),
        "not_a_number",
        "error",
    ),
    "unknown indicator": (tidy("pci_scor,Điện Biên,province,2023,65.1"), "unknown_indicator", "error"),
    "unknown province": (tidy("pci_score,Sao Hỏa,province,2023,65.1"), "unit_unknown_name", "error"),
    "province of another era": (tidy("pci_score,Yên Bái,province,2026,65.1"), "unit_other_era", "error"),
    "ambiguous commune": (tidy("online_dossier_rate,Tân Phú,commune,2023,65.1"), "unit_ambiguous", "error"),
    "unknown level": (tidy("pci_score,Điện Biên,vùng,2023,65.1"), "unknown_unit_level", "error"),
    "value out of range": (tidy("pci_score,Điện Biên,province,2023,165.1"), "out_of_range", "error"),
    "negative share": (tidy("online_dossier_rate,Điện Biên,province,2023,-3"), "out_of_range", "error"),
    "text for a value": (tidy("pci_score,Điện Biên,province,2023,cao"), "not_a_number", "error"),
    "empty value": (tidy("pci_score,Điện Biên,province,2023,"), "no_value", "error"),
    "thousands in a percent column": (
        tidy("online_dossier_rate,Điện Biên,province,2023,1.234"),
        "ambiguous_number",
        "error",
    ),
    "fraction in a percent column": (
        tidy('online_dossier_rate,Điện Biên,province,2023,"0,985"'),
        "percent_as_fraction",
        "error",
    ),
    "ambiguous thousands": (tidy("onestop_waiting_minutes,Điện Biên,province,2023,1.234"), "ambiguous_number", "error"),
    "bad period": (tidy("pci_score,Điện Biên,province,năm ngoái,65.1"), "bad_period", "error"),
    "date as a number": (tidy("pci_score,Điện Biên,province,45504,65.1"), "bad_period", "error"),
    "period after publication": (
        tidy("pci_score,Điện Biên,province,2025,65.1,2025-04-01", f"{TIDY_HEADER},published_at"),
        "future_period",
        "warning",
    ),
    "period begun after publication": (
        tidy("pci_score,Điện Biên,province,2030,65.1,2025-04-01", f"{TIDY_HEADER},published_at"),
        "period_not_begun",
        "warning",
    ),
    "fraction alone": (tidy("online_dossier_rate,Điện Biên,province,2023,1/2"), "lone_fraction", "error"),
    "period dates in the wrong order": (
        tidy("pci_score,Điện Biên,province,x,65.1,2024-05-01,2024-01-01", f"{TIDY_HEADER},period_start,period_end"),
        "bad_period_dates",
        "error",
    ),
    "index by level": (
        tidy("pci_score,Điện Biên,province,2023,65.1,district", f"{TIDY_HEADER},coverage_level"),
        "index_has_no_level",
        "error",
    ),
    "coverage above the unit": (
        tidy("online_dossier_rate,Huyện Điện Biên,district,2023,65.1,province", f"{TIDY_HEADER},coverage_level"),
        "coverage_above_unit",
        "error",
    ),
    "code contradicts name": (
        tidy("pci_score,Điện Biên,province,2023,65.1,15", f"{TIDY_HEADER},unit_code"),
        "unit_code_contradicts_name",
        "error",
    ),
    "wrong unit of measure": (
        tidy("pci_rank,Điện Biên,province,2023,5,%", f"{TIDY_HEADER},unit"),
        "wrong_unit",
        "error",
    ),
    "unknown scope": (
        tidy("papi_score,Điện Biên,province,2023,5,dimension_9", f"{TIDY_HEADER},scope_code"),
        "unknown_scope",
        "error",
    ),
    "bad date of publication": (
        tidy("pci_score,Điện Biên,province,2023,65.1,hôm qua", f"{TIDY_HEADER},published_at"),
        "bad_date",
        "error",
    ),
    "figure of a unit after its end": (
        tidy("online_dossier_rate,Yên Bái,province,2025-09,65.1,63", f"{TIDY_HEADER},geo_era"),
        "figure_after_unit_ended",
        "error",
    ),
    "figure spanning the merger": (
        tidy("online_dossier_rate,Lào Cai,province,2025,65.1", TIDY_HEADER),
        "spans_merger",
        "warning",
    ),
    "tidy column missing": (
        text("indicator,unit_name,period,value\npci_score,Điện Biên,2023,5\n"),
        "missing_column",
        "error",
    ),
    "tidy column twice": (
        tidy("pci_score,Điện Biên,province,2023,65.1,66", f"{TIDY_HEADER},value"),
        "repeated_column",
        "error",
    ),
    "unknown tidy column": (
        tidy("pci_score,Điện Biên,province,2023,65.1,x", f"{TIDY_HEADER},màu"),
        "unknown_column",
        "warning",
    ),
    "formula error": (formula_error, "formula_error", "error"),
    "hidden row": (hidden_row, "hidden_rows", "warning"),
    "truncated zip": (truncated, "file_unreadable", "error"),
    "zip bomb": (zip_bomb, "zip_bomb", "error"),
    "cell at the far end": (far_cell, "too_many_columns", "error"),
    "row of a million columns": (text(TIDY_GOOD + "," * 900_000 + "\n"), "too_many_columns", "error"),
    "line of two million characters": (text(TIDY_GOOD + "x" * 2_000_000), "line_too_long", "error"),
    "password": (encrypted, "password", "error"),
    "zip that is no workbook": (raw(b"PK\x05\x06" + b"\x00" * 18, "z.xlsx"), "unknown_content", "error"),
    "binary junk": (raw(bytes(range(256)) * 20, "junk.xls"), "unknown_content", "error"),
    "empty file": (raw(b"", "empty.csv"), "empty_file", "error"),
    "html without a table": (text("<html><script>alert(1)</script><p>x</p></html>", "x.html"), "no_table", "error"),
    "unknown table": (text("a,b,c\n1,2,3\n"), "unknown_layout", "error"),
}


@pytest.mark.parametrize("name", sorted(TWINS))
def test_a_broken_twin_gives_its_finding(name: str, tmp_path: Path) -> None:
    make, rule, severity = TWINS[name]
    (tmp_path / "kpi").mkdir()
    reading = forms.read(make(tmp_path / "kpi"))
    found = {(finding.rule, finding.severity) for finding in reading.findings}
    assert (rule, severity) in found, sorted(found)
    assert all(finding.remedy and finding.expected and finding.locator for finding in reading.findings)
    validate("kpi_observations", reading.observations)


@pytest.mark.parametrize("make", [from_form(forms.qd766_3c, contradict_first), two_sheets_alike])
def test_of_two_values_of_one_figure_in_one_file_none_wins_and_a_person_is_asked(make: Break, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    reading = forms.read(make(tmp_path / "kpi"))
    key = ["indicator_code", "scope_code", "source_variant", "unit_id", "coverage_level", "period_label", "period_kind"]
    values = reading.observations.filter(pl.col("value").is_not_null()).group_by(key).agg(pl.col("value").n_unique())
    assert values["value"].max() in (None, 1)
    assert "two_values" in {finding.rule for finding in reading.findings}


def test_there_are_more_than_forty_twins() -> None:
    assert len(TWINS) >= 60


def test_a_bad_row_does_not_hold_back_the_good_ones(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    broken = from_form(forms.ii06a, cell(4, 3, "ba trăm"))(tmp_path / "kpi")
    reading = forms.read(broken)
    assert reading.status == "partly_loaded"
    districts = forms.values(reading, "dossiers_resolved_count", unit_level="district")
    assert list(districts.values()) == [600]
    (problem,) = [f for f in reading.findings if f.severity == "error"]
    assert (problem.locator, problem.found) == ("sheet Sheet1, row 13, column D", "ba trăm")


def test_a_mended_file_loads_what_was_held_back(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = from_form(forms.ii06a, cell(4, 3, "ba trăm"))(tmp_path / "kpi")
    before = forms.read(path)
    forms.write_xlsx(forms.ii06a(), path)
    after = forms.read(path)
    assert after.observations.height - before.observations.height == 15
    assert not after.findings


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sipas_score", "nearest: sipas_index (Chỉ số hài lòng"),
        (
            "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn",
            "nearest: on_time_dossier_rate (Tỷ lệ hồ sơ giải quyết trước hạn",
        ),
        ("ty le so hoa ket qua", "result_digitization_rate (Tỷ lệ số hóa kết quả"),
    ],
)
def test_an_unknown_indicator_is_told_the_nearest_by_name_and_code(name: str, nearest: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    (finding,) = forms.read(tidy(f"{name},Điện Biên,province,2023,65.1")(tmp_path / "kpi")).findings
    assert nearest in finding.expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "pci_score,Yên Bái,province,2026,65.1",
            "Tỉnh Yên Bái (P15-63) đã kết thúc ngày 2025-06-30, kế thừa là Tỉnh Lào Cai",
        ),
        ("pci_score,Hà Giag,province,2023,65.1", "geo_era 63; gần giống: Tỉnh Hà Giang (P02-63)"),
        ("pci_score,Điện Biên,province,2023,165.1", "pci_score: từ 0 đến 100"),
        ("pci_scor,Điện Biên,province,2023,65.1", "gần giống: pci_"),
    ],
)
def test_what_a_finding_expected_of_a_name_or_a_value_is_said_in_vietnamese(
    row: str, said: str, tmp_path: Path
) -> None:
    """The words of readers and those of the list of pairs belong together: a reader reworded is told here."""
    (tmp_path / "kpi").mkdir()
    (finding,) = forms.read(tidy(row)(tmp_path / "kpi")).findings
    assert said in (own_expectation(finding.expected, "vi") or "")
    assert finding.remedy == "correct the cell" or remedy_in_vietnamese(finding.remedy)


@pytest.mark.parametrize("name", ["qqq", "Tỷ lệ hộ nghèo"])
def test_an_unknown_indicator_that_is_like_none_is_told_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    (finding,) = forms.read(tidy(f"{name},Điện Biên,province,2023,65.1")(tmp_path / "kpi")).findings
    assert finding.expected == "a catalogue code or alias"


def test_the_candidate_that_an_unknown_name_is_told_is_the_alias_that_mends_it(tmp_path: Path) -> None:
    """The remedy followed to the letter: what the finding prints goes into aliases.csv as it stands."""
    for folder in ("kpi", "reference"):
        (tmp_path / folder).mkdir()
    path = tidy("pci_score,Hà Giag,province,2023,65.1")(tmp_path / "kpi")
    (finding,) = forms.read(path).findings
    candidate = finding.expected.split("candidates: ")[1].split("; ")[0].partition("(")[2].rstrip(")")
    row = f"unit,{finding.found},{candidate},province,63"
    (tmp_path / "reference" / "aliases.csv").write_text(f"kind,alias,code,level,geo_era\n{row}\n", encoding="utf-8")
    overrides = read_overrides(tmp_path)
    assert not overrides.findings
    source = source_below(path, tmp_path)
    units = UnitResolver.of((), overrides.unit_aliases)
    assert read_kpi(source, units, IndicatorCatalogue.load()).observations["unit_id"].to_list() == ["P02-63"]


def test_a_changed_header_is_one_finding_that_says_what_to_add_to_which_file(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = from_form(forms.qd766_3c, header(0, 2, "Bị trả lại"))(tmp_path / "kpi")
    (finding,) = forms.read(path).findings
    assert (finding.rule, finding.locator, finding.found) == (
        "unknown_header",
        "sheet Sheet1, row 5, column C",
        "column C «Bị trả lại»",
    )
    assert "«Bị trả lại» fits no column of qd766_3c" in finding.remedy
    assert "received" not in finding.remedy, "what was sent back is no other name of what was received"


def test_columns_in_another_order_give_the_same_figures(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()

    def swap(form: Form) -> None:
        form.header[1][8], form.header[1][9] = form.header[1][9], form.header[1][8]
        for row in form.body:
            row[8], row[9] = row[9], row[8]

    good = forms.read(forms.write_xlsx(forms.qd766_3c(), tmp_path / "kpi" / "good.xlsx"))
    swapped = forms.read(from_form(forms.qd766_3c, swap)(tmp_path / "kpi"))
    name = "resolved_dossier_result_digitization_rate"
    assert (
        forms.values(good, name)
        == forms.values(swapped, name)
        == {"D394-63": pytest.approx(85.714, abs=1e-3), "D407-63": 100}
    )


MAPPINGS = [
    ("Tỉnh,Năm,Mã PCI\nHà Nội,2012,53\nHải Phòng,2012,54\n", "Mã PCI", "Chỉ số PCI"),
    ("Tỉnh,Năm,Chỉ số PCI năm trước\nHà Nội,2012,53\n", "Chỉ số PCI năm trước", "«Chỉ số PCI»"),
    ("Tỉnh,Năm,Chỉ số PCI\nHà Nội,2012,53\n".replace("PCI", "DTI"), "Chỉ số DTI", "PCI"),
]


@pytest.mark.parametrize(("text", "header", "other"), MAPPINGS)
def test_no_remedy_proposes_to_read_one_measure_as_another(tmp_path, text, header, other):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_kpi(source_below(path, tmp_path), UnitResolver.load(), IndicatorCatalogue.load())
    assert reading.observations.is_empty()
    assert not any(f"«{header}» means" in f.remedy and other in f.remedy for f in reading.findings), reading.findings


def test_a_sheet_like_a_known_form_beside_one_that_is_read_is_a_warning(tmp_path):
    known = "Tỉnh,Năm,Chỉ số PCI\nHà Nội,2012,53.4\n"
    portal = "TEN_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,DIEM_PCI,TONG_SCORE\nUBND tỉnh An Giang,18,17,20,9,11,17,92\n"
    page = "".join(
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split(','))}</tr>" for line in text.splitlines())
        + "</table>"
        for text in (known, portal)
    )
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    reading = read_kpi(source_below(path, tmp_path), UnitResolver.load(), IndicatorCatalogue.load())
    assert reading.observations.height == 1
    assert [(f.rule, f.severity) for f in reading.findings] == [("known_carrier_not_read", "warning")]
