"""One index a row: its value and rank, or its years; parts of an index only below a title of that index alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi.headers.index_names import index_named, load_names
from tests.unit.kpi.test_short_tables import PROVINCE, Rows, figures, folder, read_rows, rules

__all__ = ["folder"]
TITLE = "KẾT QUẢ CÁC CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CỦA TỈNH THANH HÓA"
PAPI = "KẾT QUẢ CHỈ SỐ PAPI CỦA TỈNH THANH HÓA"
YEARS = ["TT", "Chỉ số", "2022", "2023"]


def by_year(*rows: list[str], title: str = TITLE, head: list[str] = YEARS) -> Rows:
    return [[title], [*head], *([*row] for row in rows)]


@pytest.mark.parametrize("entry", load_names()["indices"], ids=lambda entry: entry["layout"])
def test_each_index_is_named_by_its_example_and_not_by_its_counterexample(entry) -> None:
    named = index_named(entry["example"])
    assert named is not None
    assert named.spec["layout"] == entry["layout"]
    assert index_named(entry["counterexample"]) is None


def test_bare_years_head_results_and_need_no_unit_of_measure(folder: Path) -> None:
    rows = [["1", "Chỉ số PCI", "63,67", "66,79"], ["2", "Xếp hạng PCI", "47", "30"], ["3", "SIPAS (%)", "82,5", "84"]]
    reading = read_rows(by_year(*rows), folder)
    assert figures(reading, "pci_score") == [(PROVINCE, "2022-12-31", 63.67), (PROVINCE, "2023-12-31", 66.79)]
    assert figures(reading, "pci_rank") == [(PROVINCE, "2022-12-31", 47), (PROVINCE, "2023-12-31", 30)]
    assert figures(reading, "sipas_index") == [(PROVINCE, "2022-12-31", 82.5), (PROVINCE, "2023-12-31", 84.0)]


def test_whole_numbers_beside_an_index_may_be_ranks_and_are_asked_for(folder: Path) -> None:
    reading = read_rows(by_year(["1", "PCI", "47", "30"], ["2", "PAR INDEX", "20", "12"]), folder)
    assert reading.observations.is_empty()
    assert rules(reading) == {"score_or_rank"}
    said = read_rows(by_year(["1", "Xếp hạng PCI", "47", "30"]), folder)
    assert [value for _, _, value in figures(said, "pci_rank")] == [47, 30]


@pytest.mark.parametrize(
    "title",
    [
        "MỤC TIÊU CÁC CHỈ SỐ CỦA TỈNH THANH HÓA",
        "KẾT QUẢ TỰ CHẤM ĐIỂM CÁC CHỈ SỐ CỦA TỈNH THANH HÓA",
        "KẾT QUẢ DỰ KIẾN CÁC CHỈ SỐ CỦA TỈNH THANH HÓA",
        "CÁC CHỈ SỐ CỦA TỈNH THANH HÓA",
    ],
)
def test_what_no_title_calls_a_result_does_not_load(title: str, folder: Path) -> None:
    assert read_rows(by_year(["1", "Chỉ số PCI", "63,67", "66,79"], title=title), folder).observations.is_empty()


def test_a_year_that_has_not_begun_is_aimed_at(folder: Path) -> None:
    head = ["TT", "Chỉ số", "Năm 2023", "Năm 2030"]
    path = folder / "a.csv"
    path.with_name("a.csv.meta.yml").write_text("published_at: '2024-02-01'\n", encoding="utf-8")
    reading = read_rows(by_year(["1", "Chỉ số PCI", "66,79", "75,5"], head=head), folder)
    assert figures(reading, "pci_score") == [(PROVINCE, "2023-12-31", 66.79)]
    assert "period_not_begun" in rules(reading)
    assert reading.held_back["rule"].to_list() == ["period_not_begun"]


def test_parts_load_below_the_title_of_their_index_only(folder: Path) -> None:
    rows = [["1", "Thủ tục hành chính công", "7,20", "7,31"], ["2", "Tổng điểm", "43,01", "43,89"]]
    reading = read_rows(by_year(*rows, title=PAPI, head=["TT", "Nội dung", "2022", "2023"]), folder)
    papi = {(row["scope_code"], row["value"]) for row in reading.observations.to_dicts()}
    assert papi == {("dimension_5", 7.2), ("dimension_5", 7.31), ("all", 43.01), ("all", 43.89)}
    other = read_rows(by_year(*rows, ["3", "Chỉ số PCI", "63,67", "66,79"]), folder)
    assert set(other.observations["indicator_code"]) == {"pci_score"}


def test_rows_of_no_indicator_are_told_beside_those_that_load(folder: Path) -> None:
    rows = [["1", "Số sáng kiến", "3", "4"], ["2", "Chỉ số PAR INDEX", "88,32", "89,55"]]
    reading = read_rows(by_year(*rows), folder)
    assert [value for _, _, value in figures(reading, "par_index_score")] == [88.32, 89.55]
    (told,) = reading.findings
    assert (told.rule, "Số sáng kiến" in told.found) == ("row_unknown", True)


def test_a_place_beside_the_value_is_the_rank_of_that_index(folder: Path) -> None:
    rows: Rows = [
        [f"{TITLE} NĂM 2024"],
        ["TT", "Chỉ số", "Giá trị", "Xếp hạng"],
        ["1", "PAR INDEX", "83,1/100", "62/63"],
    ]
    reading = read_rows(rows, folder)
    assert figures(reading, "par_index_score") == [(PROVINCE, "2024-12-31", 83.1)]
    assert figures(reading, "par_index_rank") == [(PROVINCE, "2024-12-31", 62.0)]


def test_an_index_of_provinces_is_none_of_a_district_that_quotes_it(folder: Path) -> None:
    title = "KẾT QUẢ CÁC CHỈ SỐ CỦA HUYỆN YÊN ĐỊNH, TỈNH THANH HÓA"
    reading = read_rows(by_year(["1", "Chỉ số PCI", "63,67", "66,79"], title=title), folder)
    assert reading.observations.is_empty()
    assert rules(reading) == {"index_of_lower_units"}


@pytest.mark.parametrize(
    "head",
    [
        [["TT", "Chỉ số", "Năm 2022", None, "Năm 2023", None], [None, None, "Điểm", "Hạng", "Điểm", "Hạng"]],
        [["TT", "Chỉ số", "Điểm 2022", "Hạng 2022", "Điểm 2023", "Hạng 2023"]],
    ],
)
def test_value_and_rank_of_each_year(head: Rows, folder: Path) -> None:
    reading = read_rows([[TITLE], *head, ["1", "PCI", "63,67", "47", "66,79", "30"]], folder)
    assert [value for _, _, value in figures(reading, "pci_score")] == [63.67, 66.79]
    assert [value for _, _, value in figures(reading, "pci_rank")] == [47, 30]


@pytest.mark.parametrize("beside", ["Mục tiêu năm 2024", "Ước thực hiện năm 2024", "Trung bình cả nước", "Điểm tối đa"])
def test_what_stands_beside_the_result_is_not_read_for_it(beside: str, folder: Path) -> None:
    rows: Rows = [[TITLE], ["TT", "Chỉ số", "Kết quả năm 2023", beside], ["1", "Chỉ số PCI", "66,79", "70"]]
    assert figures(read_rows(rows, folder), "pci_score") == [(PROVINCE, "2023-12-31", 66.79)]


@pytest.mark.parametrize("title", ["KẾT QUẢ NĂM 2023, KẾ HOẠCH NĂM 2024", "KẾT QUẢ VÀ PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2024"])
def test_bare_years_below_a_title_of_results_and_plans_are_asked_for(title: str, folder: Path) -> None:
    rows = by_year(["1", "Chỉ số PCI", "63,67", "66,79"], title=f"{title} CỦA TỈNH THANH HÓA")
    reading = read_rows(rows, folder)
    assert reading.observations.is_empty()
    assert any(one.severity == "error" for one in reading.findings)


def test_ddci_is_no_pci(folder: Path) -> None:
    title = "KẾT QUẢ CHỈ SỐ NĂNG LỰC CẠNH TRANH (DDCI) CỦA TỈNH THANH HÓA NĂM 2023"
    rows: Rows = [[title], ["TT", "Nội dung", "Điểm"], ["1", "Tính minh bạch", "7,2"], ["2", "Điểm tổng hợp", "72,5"]]
    assert read_rows(rows, folder).observations.is_empty()


def test_parts_that_the_catalogue_has_no_figure_for_are_no_fault_of_the_file(folder: Path) -> None:
    rows = [["1", "Lĩnh vực 1: Cải cách thể chế", "88,1", "89,2"], ["2", "Chỉ số PAR INDEX", "88,32", "89,55"]]
    reading = read_rows(by_year(*rows), folder)
    assert [value for _, _, value in figures(reading, "par_index_score")] == [88.32, 89.55]
    assert {(one.rule, one.severity) for one in reading.findings} == {("row_not_mapped", "info")}


def test_a_part_is_known_behind_its_number(folder: Path) -> None:
    rows = [["1", "Chỉ số nội dung 5: Thủ tục hành chính công", "7,20", "7,31"]]
    reading = read_rows(by_year(*rows, title=PAPI, head=["TT", "Nội dung", "2022", "2023"]), folder)
    assert reading.observations["scope_code"].to_list() == ["dimension_5", "dimension_5"]
