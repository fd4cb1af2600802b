"""`cchc why`: every number it says is a column of the row, codes are in words, absent things are said to be absent."""

from __future__ import annotations

import re
from datetime import date

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


def test_a_row_without_figures_says_so_and_computes_nothing() -> None:
    nothing = dict.fromkeys(("actual", "actual_figure", "gap", "base", "expected", "pace_ratio", "severity"))
    said = _said(_row(figure_role="none", status="no_data", reason="never_reported", **nothing))
    assert said["Số liệu"] == "chưa có số liệu nào đến ngày đánh giá"
    assert said["Kết luận"] == "không có số liệu: chưa từng có số liệu"
    assert not {"Khoảng cách", "Tiến độ", "Lẽ ra phải có"} & set(said)
