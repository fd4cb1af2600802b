"""Forms of reports: rows are found by label and parent, figures keep their level and period, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi.headers.header_words import segment_key
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.indicators.label_levels import level_rules, split_level
from pipelines.kpi.indicators.printed_rows import parse_row_number
from pipelines.kpi.indicators.trees import load_tree
from pipelines.kpi.reader import KpiReading
from tests.unit.kpi import forms
from tests.unit.kpi import report_forms as made

TREES = [layout for layout in load_layouts() if layout.spec.get("rows") == "indicators"]


def read(rows: list[made.Row], folder: Path, **around: list[str]) -> KpiReading:
    (folder / "kpi").mkdir(exist_ok=True)
    report = made.Report(tables=[(["Biểu mẫu 3"], [*made.HEAD, *rows])], **around)  # type: ignore[arg-type]
    return forms.read(made.write_xlsx(report, folder / "kpi" / "bieu.xlsx"))


def seen(reading: KpiReading) -> dict[tuple[str, str], float | None]:
    columns = reading.observations.select("indicator_code", "coverage_level", "value").rows()
    return {(code, coverage): value for code, coverage, value in columns}


@pytest.mark.parametrize("rule", level_rules(), ids=lambda rule: rule["level"])
def test_a_level_is_named_in_its_example_and_not_in_its_counter_example(rule):
    assert split_level(segment_key(rule["example"]))[1] == rule["level"]
    assert split_level(segment_key(rule["counter"]))[1] is None


@pytest.mark.parametrize("layout", TREES, ids=lambda layout: layout.name)
def test_every_row_of_a_tree_names_an_indicator_and_scope_of_the_catalogue(layout: object) -> None:
    catalogue = forms.IndicatorCatalogue.load()
    for row in tree_of(layout).rows:
        if row.indicator:
            assert (row.scope or "all") in catalogue.indicators[row.indicator].scopes, row.name
        assert not row.parent or tree_of(layout).get(row.form, row.parent), row.name


def tree_of(layout: object) -> object:
    spec = layout.spec  # type: ignore[attr-defined]
    return load_tree(str(spec["tree"]), tuple(tuple(group) for group in spec.get("opposites", [])))


@pytest.mark.parametrize("layout", TREES, ids=lambda layout: layout.name)
def test_every_wording_fits_its_own_row_better_than_its_sisters(layout: object) -> None:
    tree = tree_of(layout)
    for row in tree.rows:  # type: ignore[attr-defined]
        sisters = [some for some in tree.rows if (some.form, some.parent) == (row.form, row.parent) and some != row]  # type: ignore[attr-defined]
        for wording in row.wordings:
            label = wording.replace("{level}", "UBND cấp xã")
            assert tree.score(label, row) == 100, label  # type: ignore[attr-defined]
            assert max((tree.score(label, some) for some in sisters), default=0) < 100, label  # type: ignore[attr-defined]


def test_numbers_of_rows_are_text() -> None:
    assert parse_row_number("3.2.10.") == ("3", "2", "10")
    assert parse_row_number("1.10") != parse_row_number("1.1")
    assert parse_row_number("IV.2") == ("IV", "2")
    assert parse_row_number("Số") == ()


def test_equal_labels_are_told_apart_by_the_row_above(tmp_path: Path) -> None:
    found = seen(read(made.FORM_3, tmp_path))
    assert found["dossiers_resolved_count", "province"] == 2000
    assert found["dossiers_resolved_count", "commune"] == 3000
    assert found["on_time_dossier_rate", "province"] == 97.5


def test_a_rate_over_levels_is_summed_and_never_averaged(tmp_path: Path) -> None:
    assert seen(read(made.FORM_3, tmp_path))["on_time_dossier_rate", "all"] == pytest.approx(98.4)


def test_without_one_level_there_is_no_rate_over_all(tmp_path: Path) -> None:
    found = seen(read(made.FORM_3[:8], tmp_path))
    assert ("on_time_dossier_rate", "province") in found and ("on_time_dossier_rate", "all") not in found


def test_a_row_for_districts_shifts_the_numbers_and_not_the_figures(tmp_path: Path) -> None:
    rows = [
        *made.FORM_3[:8],
        ("3.2", "Tỷ lệ hồ sơ TTHC do UBND cấp huyện tiếp nhận được giải quyết đúng hạn", "%", "50", ""),
        ("3.2.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", "1.000", ""),
        ("3.2.2", "Số hồ sơ TTHC giải quyết đúng hạn", "Hồ sơ", "500", ""),
        *[(f"3.3{number[3:]}", *rest) for number, *rest in made.FORM_3[8:]],
    ]
    title = ["BÁO CÁO", "Công tác cải cách hành chính năm 2024 của tỉnh Sơn La"]
    found = seen(read(rows, tmp_path, title=title))  # type: ignore[arg-type]
    assert found["on_time_dossier_rate", "district"] == 50
    assert found["dossiers_resolved_count", "commune"] == 3000
    assert found["on_time_dossier_rate", "all"] == pytest.approx(100 * 5420 / 6000)


def test_dashes_and_blanks_are_no_figures_and_zero_of_zero_is_null(tmp_path: Path) -> None:
    rows = [
        ("3", "Rà soát VBQPPL", "", "", ""),
        ("3.2", "Tỷ lệ xử lý VBQPPL sau rà soát", "%", "100", ""),
        ("3.2.1", "Tổng số VBQPPL cần phải xử lý sau rà soát", "Văn bản", "0", ""),
        ("3.2.2", "Số VBQPPL có kiến nghị xử lý đã được xử lý xong", "Văn bản", "0", ""),
    ]
    assert seen(read(rows, tmp_path)) == {("legal_document_handled_after_review_rate", "all"): None}
    assert ("leader_dialogue_held", "all") not in seen(read(made.FORM_1, tmp_path))


def test_a_printed_rate_stays_and_its_counts_are_a_finding(tmp_path: Path) -> None:
    rows = [(*row[:3], "99,9", "") if row[0] == "3.2" else row for row in made.FORM_3]
    reading = read(rows, tmp_path)
    assert seen(reading)["on_time_dossier_rate", "commune"] == 99.9
    (finding,) = [finding for finding in reading.findings if finding.rule == "rate_differs_from_counts"]
    assert "99.9" in finding.found and "99.0" in finding.found


def test_a_flag_is_read_by_its_coding(tmp_path: Path) -> None:
    rows = [("5", "Khảo sát sự hài lòng của người dân, tổ chức", "Có = 0; Không = 1", "0", "")]
    assert seen(read(rows, tmp_path)) == {("satisfaction_survey_conducted", "all"): 1}


def test_a_row_that_no_form_has_is_named_and_not_guessed(tmp_path: Path) -> None:
    rows = [*made.FORM_3, ("3.4", "Tỷ lệ hồ sơ do UBND cấp xã tiếp nhận quá hạn", "%", "1,2", "")]
    reading = read(rows, tmp_path)
    (finding,) = [finding for finding in reading.findings if finding.rule == "row_unknown"]
    assert "quá hạn" in finding.found
    assert seen(reading) == seen(read(made.FORM_3, tmp_path))


def test_a_share_over_100_is_held_back(tmp_path: Path) -> None:
    rows = [
        ("1", "Sắp xếp, kiện toàn tổ chức bộ máy", "", "", ""),
        ("1.2", "Tỷ lệ UBND cấp xã đã hoàn thành việc sắp xếp các phòng chuyên môn", "%", "106", ""),
    ]
    reading = read(rows, tmp_path)
    assert reading.status == "refused" and "out_of_range" in {finding.rule for finding in reading.findings}


def test_what_is_cumulated_begins_on_the_first_of_january(tmp_path: Path) -> None:
    title = ["BÁO CÁO", "Công tác cải cách hành chính quý III năm 2026 của tỉnh Sơn La"]
    reading = read([*made.FORM_1, *made.FORM_3], tmp_path, title=title)  # type: ignore[arg-type]
    starts = dict(reading.observations.select("indicator_code", "period_start").rows())
    assert str(starts["reform_plan_task_completion_rate"]) == "2026-01-01"
    assert str(starts["dossiers_resolved_count"]) == "2026-07-01"


@pytest.mark.parametrize("ending", sorted(made.WRITERS))
def test_a_form_over_two_pages_gives_the_same_figures_and_fault_in_every_format(ending: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    half_a_header: list[made.Row] = [("", "", "Đơn vị tính", "Số liệu", "")]
    rows = [(*row[:3], "99,9", "") if row[0] == "3.2" else row for row in made.FORM_3]
    pages = [(["Biểu mẫu 3"], [*made.HEAD, *rows[:7]]), ([], [*half_a_header, *rows[7:]])]
    if ending in ("xls", "xlsx"):
        pages = [(["Biểu mẫu 3"], [*made.HEAD, *rows[:7], *half_a_header, *rows[7:]])]
    reading = forms.read(made.WRITERS[ending](made.Report(tables=pages), tmp_path / "kpi" / f"bieu.{ending}"))
    assert seen(reading) == {**seen(read(made.FORM_3, tmp_path)), ("on_time_dossier_rate", "commune"): 99.9}
    assert [finding.rule for finding in reading.findings].count("rate_differs_from_counts") == 1


def test_a_blank_row_of_a_form_is_kept_as_without_a_value_and_told_once(tmp_path: Path) -> None:
    rows = [(*row[:3], {"1.4": "", "3.1": "-"}.get(row[0], row[3]), "") for row in made.FORM_3]
    reading = read([*rows[:6], *rows[8:]], tmp_path)
    held = set(reading.held_back.select("indicator_code", "coverage_level", "rule").rows())
    assert held == {("procedure_count", "all", "no_value"), ("on_time_dossier_rate", "province", "no_value")}
    assert [finding.rule for finding in reading.findings].count("row_left_blank") == 1


def test_a_sidecar_gives_each_sheet_its_own_period(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    title = ["", "Công tác cải cách hành chính của tỉnh Sơn La"]
    tables = [(["Biểu mẫu 3"], [*made.HEAD, *made.FORM_3]), (["Biểu mẫu 1"], [*made.HEAD, *made.FORM_1])]
    path = made.write_xlsx(made.Report(title=title, tables=tables), tmp_path / "kpi" / "bieu.xlsx")
    sheets = 'sheets: {"Bieu 1": {period: 2026-Q1}, "Bieu 2": {period: 2025, period_kind: year_to_date}}\n'
    path.with_name(f"{path.name}.meta.yml").write_text(sheets, encoding="utf-8")
    rows = forms.read(path).observations.select("indicator_code", "period_end", "period_kind").rows()
    ends = {code: (str(end), kind) for code, end, kind in rows}
    assert ends["dossiers_resolved_count"] == ("2026-03-31", "period")
    assert ends["reform_plan_task_completion_rate"] == ("2025-12-31", "year_to_date")


@pytest.mark.parametrize("figure", ["Số liệu kỳ báo cáo", "SỐ LIỆU BÁO CÁO", "Kết quả thực hiện"])
def test_a_form_of_one_header_row_in_other_words_gives_the_same_figures(figure: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    head: list[made.Row] = [("Số TT", "CHỈ TIÊU THỐNG KÊ", "ĐVT", figure, "Ghi chú")]
    report = made.Report(tables=[(["Biểu mẫu 3"], [*head, *made.FORM_3])])
    found = seen(forms.read(made.write_xlsx(report, tmp_path / "kpi" / "khac.xlsx")))
    assert found == seen(read(made.FORM_3, tmp_path))


def test_the_form_of_a_commune_nobody_knows_is_not_its_provinces(tmp_path: Path) -> None:
    title = ["", "Công tác cải cách hành chính quý I năm 2026 của xã Không Có Thật, tỉnh Sơn La"]
    reading = read(made.FORM_3, tmp_path, title=title, letterhead=["UBND XÃ KHÔNG CÓ THẬT"])
    assert reading.observations.is_empty()
    assert [finding.rule for finding in reading.findings] == ["no_reporting_unit"]
