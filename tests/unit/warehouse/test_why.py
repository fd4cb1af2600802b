"""`cchc why`: every number it says is a column of the row, codes are in words, absent things are said to be absent."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
import yaml

from pipelines.publishing import why
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.why import explain
from pipelines.settings import PROJECT_ROOT

TERMS = {
    ("status", "behind"): {"vi": "chậm", "en": "behind"},
    ("severity", "far_behind"): {"vi": "chậm nhiều", "en": "far behind"},
    ("reason", "never_reported"): {"vi": "chưa từng có số liệu", "en": "never reported"},
    ("status", "no_data"): {"vi": "không có số liệu", "en": "no data"},
    ("basis", "own"): {"vi": "cam kết của chính đơn vị", "en": "own promise"},
}


LISTED = (PROJECT_ROOT / "dbt_project" / "seeds" / "closed_lists.csv").read_text(encoding="utf-8")
REASONS = [row for row in csv.DictReader(LISTED.splitlines()) if row["list"] == "reason"]
# What is told beside a reason, by its label: the column that holds it, an example, the words in Vietnamese and English.
BESIDE = {
    "polarity_unsure": ("turned_by", "quá hạn", "Lời văn", "Words"),
    "scope_unsure": ("scope", "tiểu thương", "Chưa rõ", "Not clear"),
    "amended_unclear": ("amended_by", "12/KH-UBND", "Sửa đổi", "Amended"),
    "sources_disagree": ("rival_low", 50.0, "Các nguồn", "Sources"),
    "partial_coverage": ("reported_share_pct", 25.0, "Báo cáo", "Reporting"),
    "held_back": ("held_back_at", "kpi/a.csv, row 3: wrong_unit", "Bị giữ lại", "Held back"),
    "no_value_printed": ("held_back_at", "kpi/a.csv, row 3: no_value", "Bị giữ lại", "Held back"),
    "zero_denominator": ("held_back_at", "kpi/a.csv, row 3: zero_denominator", "Bị giữ lại", "Held back"),
    "unit_dissolved": ("verdict_at_end", "met", "Năm trọn cuối", "Last full year"),
    "territory_changed": ("verdict_at_end", "short", "Năm trọn cuối", "Last full year"),
    "level_abolished": ("verdict_at_end", "short", "Năm trọn cuối", "Last full year"),
}


def _row(**differs: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(load_dictionary().models["mart_gap_latest"].columns)
    row |= {
        "unit_name_vi": "Tỉnh A",
        "unit_name_en": "A",
        "indicator_name_vi": "Tỷ lệ",
        "indicator_name_en": "Rate",
        "year": 2025,
        "quote": "tối thiểu\n90%",
        "basis": "own",
        "direction": 1,
        "target_value": 90.0,
        "due_year": 2025,
        "is_due": False,
        "due_date": date(2025, 12, 31),
        "path": "linear",
        "figure_role": "decides",
        "target_kind": "level",
        "flags": "",
        "actual": 82.96,
        "actual_figure": 82.96,
        "actual_t": 2024.0,
        "base": 78.63,
        "base_t": 2022.0,
        "gap": -7.04,
        "remaining": 7.04,
        "pace_ratio": 0.5712,
        "expected": 86.21,
        "status": "behind",
        "severity": "far_behind",
    }
    return row | differs


def _said(row: dict[str, object], language: str = "vi") -> dict[str, str]:
    return dict(explain(row, TERMS, "en" if language == "en" else "vi"))


def test_the_sentences_use_only_columns_of_the_mart() -> None:
    columns = set(load_dictionary().models["mart_gap_to_target"].columns)
    text = (PROJECT_ROOT / "pipelines" / "publishing" / "why.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\{(\w+)\}", text)) <= columns
    conditions = [c for line in yaml.safe_load(text)["lines"] for c in line.get("when", ())]
    assert {re.split("!?=", condition)[0] for condition in conditions} <= columns
    assert set(why.LISTS) <= columns


def test_the_derivation_writes_out_gap_expected_and_pace() -> None:
    said = _said(_row())
    assert said["Khoảng cách"].startswith("(82,96 - 90) x 1 = -7,04")
    assert said["Lẽ ra phải có"] == "78,63 + (90 - 78,63) x (2024 - 2022) / (2025 - 2022) = 86,21"
    assert "= 0,5712" in said["Tiến độ"]
    assert said["Kết luận"] == "chậm: chậm nhiều"
    assert "«tối thiểu 90%»" in said["Cam kết"]


def test_english_says_the_same_row_in_english() -> None:
    said = _said(_row(), "en")
    assert said["Result"] == "behind: far behind"
    assert said["Counts as"].startswith("own promise")


def test_what_the_source_notes_is_told_where_there_is_a_figure() -> None:
    assert _said(_row(actual_note="bài in số của tỉnh đứng đầu"))["Nguồn ghi"] == "bài in số của tỉnh đứng đầu"
    assert "Nguồn ghi" not in _said(_row())
    old = _row()
    del old["actual_note"]
    assert _said(old)["Kết luận"], "a build of an older version has no such column"


def test_a_row_without_figures_says_so_and_computes_nothing() -> None:
    nothing = dict.fromkeys(("actual", "actual_figure", "gap", "base", "expected", "pace_ratio", "severity"))
    said = _said(_row(figure_role="none", status="no_data", reason="never_reported", **nothing))
    assert said["Số liệu"] == "chưa có số liệu nào đến ngày đánh giá"
    assert said["Kết luận"] == "không có số liệu: chưa từng có số liệu"
    assert not {"Khoảng cách", "Tiến độ", "Lẽ ra phải có"} & set(said)


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason["code"])
def test_every_reason_is_told_in_both_languages_with_what_stands_beside_it(reason: dict[str, str]) -> None:
    terms = {**TERMS, ("reason", reason["code"]): {"vi": reason["vi"], "en": reason["en"]}}
    column, value, *labels = BESIDE.get(reason["code"], ("gap", -7.04, "Khoảng cách", "Gap"))
    row = _row(status=reason["belongs_to"], reason=reason["code"], severity=None, rival_high=58.0, **{column: value})
    for language, label, result in (("vi", labels[0], "Kết luận"), ("en", labels[1], "Result")):
        said = dict(explain(row, terms, "en" if language == "en" else "vi"))
        assert reason[language] and reason[language] in said[result]
        assert said[label]
        assert said["Việc tiếp" if language == "vi" else "Next"], "what would lift it"
        assert "{" not in " ".join(said.values())


def test_what_would_lift_a_reason_is_told_of_every_reason_and_of_no_other() -> None:
    told = yaml.safe_load((PROJECT_ROOT / "pipelines" / "publishing" / "why.yml").read_text(encoding="utf-8"))["next"]
    assert set(told["reasons"]) == {reason["code"] for reason in REASONS}
    assert "Next" not in _said(_row(), "en"), "a verdict needs nothing"


def test_no_code_stands_where_words_are_due() -> None:
    row = _row(turned_by="polarity_opposite|quá hạn", reason="polarity_unsure", indicator_name_vi=None)
    said = _said(row)
    assert said["Lời văn"].startswith("lời văn nêu điều ngược lại, «quá hạn»:")
    assert said[""] == "Tỉnh A · chưa gắn chỉ tiêu · 2025"


@pytest.mark.parametrize("reason", ["scope_unsure", "scope_without_figures", "definition_mismatch"])
def test_figures_that_do_not_answer_are_not_told_as_missing(reason: str) -> None:
    said = _said(_row(figure_role="none", actual_figure=None, status="not_assessable", reason=reason), "en")
    assert said["Figure"].startswith("none is compared")


def test_the_page_of_statuses_lists_every_reason_as_the_seed_words_it() -> None:
    page = (PROJECT_ROOT / "docs" / "statuses.md").read_text(encoding="utf-8")
    told = [f"| {r['code']} | {r['belongs_to']} | {r['vi']} | {r['en']} |" for r in REASONS]
    assert [line for line in page.splitlines() if line in told] == told


def test_places_are_told_in_the_readers_words() -> None:
    row = _row(held_back_at="kpi/a.csv, row 3: wrong_unit", reason="held_back", target_locator="page 2, offset 120")
    assert _said(row)["Bị giữ lại"].startswith("kpi/a.csv, hàng 3: wrong_unit")
    assert _said(row, "en")["Held back"].startswith("kpi/a.csv, row 3")
    assert "trang 2, vị trí 120" in _said(row)["Cam kết"]


def test_a_scope_without_figures_is_told_in_the_words_of_the_statement() -> None:
    row = _row(scope="lĩnh vực đất đai", scope_code="other:dat_dai", stated_value=90.0)
    assert "phạm vi: lĩnh vực đất đai" in " ".join(_said(row).values())
