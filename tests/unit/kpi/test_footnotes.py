"""Marks of footnotes: the figure loads without its mark, its note and a finding say what the footnote says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.test_short_tables import YEN_DINH, Rows, figures, folder, read_rows, settled

__all__ = ["folder"]
ON_TIME = "on_time_dossier_rate"


def notes(reading, indicator: str) -> list[str | None]:
    return reading.observations.filter(reading.observations["indicator_code"] == indicator)["note"].to_list()


@pytest.mark.parametrize("mark", ["*", "²", " (*)", "†"])
def test_a_marked_figure_loads_and_the_mark_is_named(mark: str, folder: Path) -> None:
    reading = read_rows(settled(["1", "Huyện Yên Định", "100", f"95{mark}", "5"]), folder)
    assert figures(reading, ON_TIME) == [(YEN_DINH, "2024-06-30", 95.0)]
    (told,) = reading.findings
    assert (told.rule, told.severity) == ("footnote", "warning")
    assert "no line below the table" in told.found


@pytest.mark.parametrize(
    "line", ["(*) Chưa gồm hồ sơ của Công an", "* Chưa gồm hồ sơ của Công an", "Ghi chú: * Chưa gồm hồ sơ"]
)
def test_the_footnote_is_the_note_of_the_figures_it_is_of_and_of_no_other(line: str, folder: Path) -> None:
    rows = settled(["1", "Huyện Yên Định", "100", "95*", "5"], ["2", "Thị xã Nghi Sơn", "50", "50", "0"], [line])
    reading = read_rows(rows, folder)
    assert ["Chưa gồm" in (note or "") for note in notes(reading, ON_TIME)] == [True, False]
    assert ["Chưa gồm" in (note or "") for note in notes(reading, "dossiers_resolved_overdue_count")] == [False, False]
    assert "Chưa gồm" in reading.findings[0].found


def test_a_mark_behind_a_name_is_taken_off_where_a_footnote_explains_it(folder: Path) -> None:
    row = ["1", "Huyện Yên Định (*)", "100", "95", "5"]
    told = read_rows(settled(row, ["(*) Gồm cả hồ sơ của Chi nhánh đăng ký đất đai"]), folder)
    assert figures(told, ON_TIME) == [(YEN_DINH, "2024-06-30", 95.0)]
    assert "Gồm cả" in str(notes(told, ON_TIME)[0])


@pytest.mark.parametrize("line", ["* Số ước thực hiện", "(*) Số liệu dự kiến đến hết quý", "* Mục tiêu của quý"])
def test_what_a_footnote_calls_an_estimate_or_an_aim_is_held_back(line: str, folder: Path) -> None:
    reading = read_rows(settled(["1", "Huyện Yên Định", "100", "95*", "5"], [line]), folder)
    assert reading.observations.is_empty()
    assert "footnote_mark" in {one.rule for one in reading.findings}


def test_a_mark_of_one_year_is_no_note_of_another(folder: Path) -> None:
    rows: Rows = [["KẾT QUẢ CÁC CHỈ SỐ CỦA TỈNH THANH HÓA"], ["TT", "Chỉ số", "Năm 2022", "Năm 2023"]]
    rows += [["1", "Chỉ số PCI", "63,67", "66,79*"], ["* Theo phương pháp mới"]]
    reading = read_rows(rows, folder)
    assert [("phương pháp" in (note or "")) for note in notes(reading, "pci_score")] == [False, True]


def test_a_number_in_brackets_is_a_mark_only_where_a_line_explains_it(folder: Path) -> None:
    rows: Rows = [["TỶ LỆ HỒ SƠ GIẢI QUYẾT ĐÚNG HẠN QUÝ II NĂM 2024 - TỈNH THANH HÓA"]]
    rows += [["STT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết đúng hạn (%)"], ["1", "Huyện Yên Định", "98,5(1)"]]
    assert read_rows(rows, folder).observations.is_empty()
    told = read_rows([*rows, ["Ghi chú: (1) Chưa gồm đất đai"]], folder)
    assert figures(told, ON_TIME) == [(YEN_DINH, "2024-06-30", 98.5)]
    assert "đất đai" in str(notes(told, ON_TIME)[0])


@pytest.mark.parametrize(("line", "loads"), [("* Số liệu quý I năm 2024", False), ("* Đến ngày 30/6/2024", True)])
def test_a_footnote_of_another_period_holds_its_figure_back(line: str, loads: bool, folder: Path) -> None:
    reading = read_rows(settled(["1", "Huyện Yên Định", "100", "95*", "5"], [line]), folder)
    assert bool(figures(reading, ON_TIME)) is loads
