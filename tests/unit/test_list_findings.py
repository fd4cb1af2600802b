"""`cchc findings`: errors first, one entry a kind, in the language asked for, no line wider than a terminal."""

from __future__ import annotations

from typing import Any

import click
import polars as pl
import pytest

from pipelines.cli.list_findings import FindingWords, listing

TERMS = {
    ("severity_of_finding", "error"): "lỗi",
    ("severity_of_finding", "warning"): "cảnh báo",
    ("finding_owner", "data_team"): "nhóm dữ liệu",
    ("finding_owner", "maintainer"): "người bảo trì",
}
LONG = "Tỷ lệ hồ sơ thủ tục hành chính " * 20


def _row(rule: str, severity: str = "error", file: str = "kpi/a.xlsx", **changed: Any) -> dict[str, Any]:
    row = {
        "rule": rule,
        "severity": severity,
        "file": file,
        "locator": "row 3",
        "places": "row 3",
        "occurrences": 1,
        "found": "«Xã Mường»",
        "expected": "a commune of the era 34",
        "remedy": "correct the name",
    }
    return {**row, **changed}


def _lines(rows: list[dict[str, Any]], lang: Any = "vi", everything: bool = False) -> list[str]:
    terms = [
        {"term_list": kind, "term_code": code, "name_vi": text, "name_en": text} for (kind, code), text in TERMS.items()
    ]
    words = FindingWords(pl.DataFrame(terms), lang)
    return [click.unstyle(line) for line in listing(rows, rows, words, everything=everything)]


def _unwrapped(rows: list[dict[str, Any]], lang: str) -> str:
    """The lines as one, wherever a terminal of some width broke them."""
    return " ".join(" ".join(_lines(rows, lang)).split())


def test_errors_stand_before_warnings_and_what_is_in_most_files_first() -> None:
    rows = [
        _row("near_header", "warning"),
        _row("two_values"),
        _row("no_period", file="kpi/b.csv"),
        _row("no_period"),
    ]
    codes = [line.split("[")[1].rstrip("]") for line in _lines(rows) if line.endswith("]")]
    assert codes == ["no_period", "two_values", "near_header"]


def test_vietnamese_says_title_expectation_remedy_and_owner_of_the_catalogue() -> None:
    said = "\n".join(_lines([_row("no_period")]))
    assert "LỖI (1)" in said
    assert "Không thấy kỳ số liệu" in said
    assert "làm: viết kỳ lên trên bảng" in said
    assert "ai: nhóm dữ liệu" in said


def test_candidates_of_a_name_are_said_in_both_languages() -> None:
    row = _row("unit_unknown_name", expected="one province of the era 63; candidates: Tỉnh Hà Giang (P02-63)")
    assert "gần giống: Tỉnh Hà Giang (P02-63)" in _unwrapped([row], "vi")
    assert "candidates: Tỉnh Hà Giang (P02-63)" in _unwrapped([row], "en")


def test_english_says_what_the_finding_itself_says() -> None:
    said = "\n".join(_lines([_row("unit_unknown_name")], "en"))
    assert "expected: a commune of the era 34" in said
    assert "to do: correct the name" in said


def test_one_kind_in_many_files_is_one_entry_with_the_first_files_and_the_number_of_the_others() -> None:
    rows = [_row("no_period", file=f"kpi/{number}.xlsx", occurrences=2) for number in range(9)]
    lines = _lines(rows)
    assert sum("[no_period]" in line for line in lines) == 1
    assert "18 lần, 9 tệp" in lines[1]
    assert sum(".xlsx" in line for line in lines) == 3
    assert any("6 tệp nữa" in line for line in lines)
    assert sum(".xlsx" in line for line in _lines(rows, everything=True)) == 9


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("everything", [False, True])
def test_no_line_is_wider_than_a_hundred_columns(lang: Any, everything: bool) -> None:
    rows = [
        _row(rule, found=LONG, expected=LONG, remedy=LONG, file=f"kpi/{'x' * 150}.xlsx")
        for rule in ("no_period", "unknown_header", "a_code_nobody_wrote_down" * 5)
    ]
    assert max(map(len, _lines(rows, lang, everything))) <= 100


def test_control_characters_of_a_file_are_shown_as_marks() -> None:
    said = "".join(_lines([_row("two_values", found="a\x1b[2Jb\u202ec", file="kpi/\x07.csv")]))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\x07" not in said


def test_nothing_found_is_said() -> None:
    assert _lines([]) == ["Không có phát hiện nào."]
