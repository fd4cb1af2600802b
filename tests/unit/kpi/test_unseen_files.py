"""Files as a data team met them, made without looking at the layouts: the right figures, or one finding that helps."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pipelines.kpi.headers.periods import find_period
from tests.unit.kpi import forms

DATA = Path(__file__).resolve().parents[2] / "data" / "kpi"
Header = list[tuple[str, ...]]
II06A: Header = [
    ("TT",),
    ("Đơn vị",),
    ("Tiếp nhận", "Tổng số"),
    ("Tiếp nhận", "Trong đó", "Trực tuyến"),
    ("Tiếp nhận", "Trong đó", "Trực tiếp, dịch vụ bưu chính"),
    ("Tiếp nhận", "Từ kỳ trước"),
    ("Số lượng hồ sơ đã giải quyết", "Tổng số"),
    ("Số lượng hồ sơ đã giải quyết", "Trước hạn"),
    ("Số lượng hồ sơ đã giải quyết", "Đúng hạn"),
    ("Số lượng hồ sơ đã giải quyết", "Quá hạn"),
    ("Số lượng hồ sơ đang giải quyết", "Tổng số"),
    ("Số lượng hồ sơ đang giải quyết", "Trong hạn"),
    ("Số lượng hồ sơ đang giải quyết", "Quá hạn"),
]
TITLE: list[list[forms.Cell]] = [["UBND TỈNH THANH HÓA"], [None], ["(Từ ngày 01/01/2024 đến ngày 31/12/2024)"]]
ROW: list[forms.Cell] = ["1", "Huyện Hoằng Hóa", "550", "300", "200", "50", "500", "100", "395", "5", "50", "45", "5"]
SIGNED: list[list[forms.Cell]] = [
    [None],
    [None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH"],
    [None, "Nguyễn Văn B", None, None, None, "Trần Văn C"],
]
EXPECTED = {
    ("dossiers_to_process_count", "all"): 550,
    ("dossiers_received_count", "all"): 500,
    ("dossiers_received_count", "online"): 300,
    ("dossiers_received_count", "direct_postal"): 200,
    ("dossiers_carried_over_count", "all"): 50,
    ("dossiers_resolved_count", "all"): 500,
    ("dossiers_resolved_on_time_count", "all"): 495,
    ("dossiers_resolved_early_count", "all"): 100,
    ("dossiers_resolved_punctual_count", "all"): 395,
    ("dossiers_resolved_overdue_count", "all"): 5,
    ("dossiers_pending_count", "all"): 50,
    ("dossiers_pending_count", "in_time"): 45,
    ("dossiers_pending_count", "overdue"): 5,
    ("online_dossier_rate", "all"): 60,
    ("on_time_dossier_rate", "all"): 99,
}


def grid(paths: Header) -> tuple[list[list[forms.Cell]], list[tuple[int, int, int, int]]]:
    """Header rows with the merges a spreadsheet would have."""
    depth = max(map(len, paths))
    rows: list[list[forms.Cell]] = [[None] * len(paths) for _ in range(depth)]
    merges = []
    for level in range(depth):
        column = 0
        while column < len(paths):
            path = paths[column]
            end = column + 1
            if level < len(path) - 1:
                while end < len(paths) and len(paths[end]) > level + 1 and paths[end][: level + 1] == path[: level + 1]:
                    end += 1
            if level < len(path):
                rows[level][column] = path[level]
                bottom = depth - 1 if level == len(path) - 1 else level
                if (bottom, end - 1) != (level, column):
                    merges.append((level, column, bottom, end - 1))
            column = end
    return rows, merges


def form(paths: Header, body: list[list[forms.Cell]], title: list[list[forms.Cell]] = TITLE) -> forms.Form:
    rows, merges = grid(paths)
    return forms.Form([list(row) for row in title], rows, merges, [list(row) for row in body], SIGNED)


def write(made: forms.Form, tmp_path: Path, name: str = "unseen.xlsx") -> Path:
    (tmp_path / "kpi").mkdir(exist_ok=True)
    path = tmp_path / "kpi" / name
    return forms.write_xlsx(made, path) if name.endswith("xlsx") else forms.write_html(made, path)


def figures(reading: forms.KpiReading, unit: str = "D399-63") -> dict[tuple[str, str], float]:
    rows = reading.observations.filter(unit_id=unit).select("indicator_code", "scope_code", "value").rows()
    return {(code, scope): value for code, scope, value in rows}


def worded(changes: dict[str, str]) -> Header:
    return [tuple(changes.get(part, part) for part in path) for path in II06A]


def unmarked(text: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return plain.replace("đ", "d").replace("Đ", "D")


OTHER_WORDS = {
    "the group's words again": {"Trước hạn": "Giải quyết trước hạn", "Đúng hạn": "Giải quyết đúng hạn"},
    "words that add nothing": {"Trực tuyến": "Số hồ sơ nộp trực tuyến"},
    "the words of two rows above": {"Trực tuyến": "Tiếp nhận trực tuyến"},
    "abbreviations and line breaks": {
        "Trực tuyến": "TN trực\ntuyến",
        "Tổng số": "Tổng\nsố",
        "Số lượng hồ sơ đã giải quyết": "SL HS đã GQ",
        "Số lượng hồ sơ đang giải quyết": "SLHS đang GQ",
    },
    "no marks at all": {part: unmarked(part) for path in II06A for part in path},
}


@pytest.mark.parametrize("name", sorted(OTHER_WORDS))
@pytest.mark.parametrize("file", ["unseen.xlsx", "unseen.xls"])
def test_slightly_other_words_give_the_same_figures_and_at_most_one_warning(
    name: str, file: str, tmp_path: Path
) -> None:
    reading = forms.read(write(form(worded(OTHER_WORDS[name]), [ROW]), tmp_path, file))
    assert figures(reading) == EXPECTED
    assert {f.rule for f in reading.findings} <= {"near_header", "header_without_marks"}
    assert len(reading.findings) <= 1


def test_words_of_the_group_do_not_carry_a_header_across_opposites(tmp_path: Path) -> None:
    swapped = worded({"Trước hạn": "Giải quyết quá hạn", "Quá hạn": "Giải quyết trước hạn"})
    reading = forms.read(write(form(swapped, [ROW]), tmp_path))
    found = figures(reading)
    assert not found or (
        found["dossiers_resolved_early_count", "all"],
        found["dossiers_resolved_overdue_count", "all"],
    ) == (5, 100)


def test_names_below_a_table_are_no_units(tmp_path: Path) -> None:
    reading = forms.read(write(form(II06A, [ROW]), tmp_path))
    assert reading.status == "loaded"
    assert not reading.findings


def test_a_counted_survey_is_never_read_as_answers_of_respondents(tmp_path: Path) -> None:
    steps = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
    paths: Header = [("STT",), ("Đơn vị",), *[("Mức độ hài lòng", step) for step in steps]]
    body: list[list[forms.Cell]] = [["1", "Huyện Yên Định", 1, 2, 7, 40, 50]]
    reading = forms.read(write(form(paths, body), tmp_path))
    assert reading.layout == "survey_aggregate"
    assert forms.values(reading, "citizen_satisfaction_tthc_rate") == {"D394-63": 90.0}
    foreign = [("STT",), ("Đơn vị",), *[("Mức độ hài lòng", f"Bậc {step}") for step in "54321"]]
    refused = forms.read(write(form(foreign, body), tmp_path, "foreign.xlsx"))
    assert refused.observations.is_empty()
    assert len(refused.findings) == 1


@pytest.mark.parametrize("group", ["Mức độ hài lòng (%)", "Kết quả đánh giá"])
def test_percentages_in_columns_of_counts_are_refused(group: str, tmp_path: Path) -> None:
    steps = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
    mark = "" if "%" in group else " (%)"
    paths: Header = [("STT",), ("Đơn vị",), *[(group, step + mark) for step in steps]]
    reading = forms.read(write(form(paths, [["1", "Huyện Yên Định", 1, 2, 7, 40, 50]]), tmp_path))
    assert reading.observations.is_empty()
    assert len(reading.findings) == 1


def test_a_bare_name_of_province_and_city_is_no_figure_of_the_city(tmp_path: Path) -> None:
    reading = forms.read(write(form(II06A, [[ROW[0], "Thanh Hóa", *ROW[2:]], ["2", *ROW[1:]]]), tmp_path))
    assert set(reading.observations["unit_id"]) == {"D399-63"}
    assert [f.rule for f in reading.findings] == ["unit_of_two_levels"]


def test_an_unknown_unit_is_one_finding_however_many_figures_its_row_has(tmp_path: Path) -> None:
    reading = forms.read(write(form(II06A, [[ROW[0], "Huyện Sao Hỏa", *ROW[2:]], ["2", *ROW[1:]]]), tmp_path))
    assert figures(reading) == EXPECTED
    assert len(reading.findings) == 1


def test_a_flat_header_with_two_columns_called_overdue_is_refused_in_one_finding(tmp_path: Path) -> None:
    flat: Header = [(path[-1],) for path in II06A]
    reading = forms.read(write(form(flat, [ROW]), tmp_path))
    assert reading.observations.is_empty()
    assert len(reading.findings) == 1


def test_a_binary_workbook_with_an_empty_first_column_loads(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "ii06a_binary.xls"
    path.write_bytes((DATA / path.name).read_bytes())
    reading = forms.read(path)
    assert (reading.status, reading.findings) == ("loaded", [])
    assert figures(reading, "D001-63")["dossiers_resolved_overdue_count", "all"] == 20
    assert figures(reading, "D001-63")["dossiers_pending_count", "overdue"] == 4
    assert set(reading.observations["period_label"]) == {"2024-Q2"}
    assert forms.values(reading, "online_dossier_rate", unit_level="district")["D001-63"] == pytest.approx(
        900 / 1134 * 100
    )


TITLES = {
    "11 tháng đầu năm 2024": "2024-01-01/2024-11-30",
    "03 tháng đầu năm 2024": "2024-Q1",
    "Sáu tháng đầu năm 2024": "2024-H1",
    "Chín tháng năm 2024": "2024-9M",
    "9 tháng/2024": "2024-9M",
    "06 tháng cuối năm 2024": "2024-H2",
    "Từ ngày: 01-01-2024 - Đến ngày: 30-09-2024": "2024-9M",
    "từ ngày 01 tháng 01 năm 2024 đến ngày 30 tháng 6 năm 2024": "2024-H1",
    "21/7–20/8/2024": "2024-07-21/2024-08-20",
    "từ tháng 01 đến tháng 9 năm 2024": "2024-9M",
    "từ tháng 4 đến tháng 9 năm 2024": "2024-04-01/2024-09-30",
    "THÁNG 07/2024": "2024-07",
    "Quý 3 năm 2024": "2024-Q3",
}
UNCLEAR = [
    "Thanh Hóa, ngày 02 tháng 7 năm 2024",
    "Tháng bảy năm 2024",
    "tháng 7, 8 năm 2024",
    "Quý I, II năm 2024",
    "Quý IV năm 2023 và cả năm 2023",
    "Tháng 12 và năm 2024",
    "Từ 01/01/2024 đến nay",
    "QUYẾT ĐỊNH SỐ 766/QĐ-TTG NGÀY 23/06/2022",
    "Thông tư 01/2020/TT-VPCP",
    "giai đoạn 2021 - 2025",
]


@pytest.mark.parametrize("title", sorted(TITLES))
def test_a_title_gives_the_period_it_says(title: str) -> None:
    period = find_period(title)
    assert period is not None
    assert period.label == TITLES[title]


@pytest.mark.parametrize("title", UNCLEAR)
def test_a_title_of_several_periods_or_a_date_of_signing_gives_none(title: str) -> None:
    assert find_period(title) is None
