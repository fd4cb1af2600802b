"""A head or a row's label that says more than a wording is no near match of it, whatever its score."""

from __future__ import annotations

import pytest

from pipelines.kpi.headers.added_words import (
    ExplainedWords,
    adds_in_brackets,
    differs_by_words,
    explained_words,
    left_in_title,
)
from pipelines.kpi.headers.header_words import bare_key, segment_key
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.headers.matching import NEAR, match_layout
from pipelines.kpi.headers.segments import LIKE, segment_score
from pipelines.kpi.indicators.trees import NEAR as NEAR_ROW
from pipelines.kpi.indicators.trees import Tree, load_tree

RATE = "Tỷ lệ hồ sơ giải quyết đúng hạn"
# Words behind a head of which no list of narrowing words has all.
PARTS = ["cấp xã", "lĩnh vực đất đai", "của Sở Y tế", "của sở", "trong tháng", "qua bưu chính", "khối huyện", "lần đầu"]
FORMS = [form for rule in explained_words() if not rule.get("titles") for form in rule["forms"]]
HANOI = next(layout for layout in load_layouts() if layout.name == "hanoi_a")


def says_more(head: str, wording: str) -> bool:
    return differs_by_words(bare_key(head), bare_key(wording)) or adds_in_brackets(head, (wording,))


def is_more(rule: ExplainedWords, text: str) -> bool:
    return bool(left_in_title(text, ())) if rule.get("titles") else says_more(text, rule["of"])


@pytest.mark.parametrize("rule", explained_words(), ids=lambda rule: rule["name"])
def test_an_example_says_no_more_than_its_wording_and_a_counter_example_does(rule: ExplainedWords) -> None:
    assert not is_more(rule, rule["example"])
    assert is_more(rule, rule["counter_example"])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_explained_in_brackets(form: str) -> None:
    assert not adds_in_brackets(f"Tiếp nhận ({form})", ("Tiếp nhận",))


@pytest.mark.parametrize("part", PARTS)
def test_a_head_of_a_part_is_like_the_whole_and_never_near(part: str) -> None:
    assert segment_score(f"{RATE} {part}", (RATE,)) <= LIKE < NEAR
    assert segment_score(f"{RATE} ({part})", (RATE,)) <= LIKE
    assert segment_score(RATE, (f"{RATE} {part}",)) <= LIKE


@pytest.mark.parametrize("part", PARTS)
def test_a_column_of_a_part_is_taken_for_no_column(part: str) -> None:
    heads = ["Đơn vị", *(f"{head} › {last}" for head, last in (("Tiếp nhận", "Tổng số"), ("Đã giải quyết", "Tổng số")))]
    paths = [tuple(head.split(" › ")) for head in heads]
    assert "rate_on_time" in match_layout(HANOI, [*paths, (RATE,)], 0, 1).columns
    assert "rate_on_time" not in match_layout(HANOI, [*paths, (f"{RATE} {part}",)], 0, 1).columns


@pytest.mark.parametrize(
    "slip",
    ["Tỷ lệ hồ sơ giải quyêt đúng hạn", "Tỷ lệ hồ sơ giảiquyết đúng hạn", "Tỷ lệ hồ sơ giải quyếtt đúng hạn (%)"],
)
def test_a_slip_in_letters_stays_near(slip: str) -> None:
    assert segment_score(slip, (RATE,)) >= NEAR


def test_words_that_name_no_part_stay_near() -> None:
    assert segment_score("Tổng số hồ sơ tiếp nhận", ("Tổng số tiếp nhận",)) >= NEAR


@pytest.mark.parametrize(
    "head",
    ["Đúng hạn (hồ sơ)", "Đúng hạn (3)=(1)/(2)", "Đúng hạn (ĐVT: hồ sơ)", "Đúng hạn (On time)", "Đúng hạn (I + II)"],
)
def test_brackets_of_units_formulas_and_the_same_in_english_narrow_nothing(head: str) -> None:
    assert segment_score(head, ("Đúng hạn",)) >= 99


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree("cchc_report_forms.csv", ())


@pytest.mark.parametrize("part", [" lĩnh vực đất đai", " của Sở", " (đất đai)", " qua bưu chính", " (khối sở)"])
def test_a_row_of_a_part_is_no_row_of_the_form(tree: Tree, part: str) -> None:
    rates = [row for row in tree.rows if row.indicator and row.kind == "rate" and "{level}" not in row.wordings[0]]
    assert len(rates) > 10
    for row in rates:
        assert tree.score(row.wordings[0] + part, row) < NEAR_ROW, row.wordings[0]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TỈNH THANH HÓA (Kèm theo Công văn số 12 của Sở Nội vụ)", ""),
        ("Tổng hợp kết quả tiếp nhận, giải quyết hồ sơ TTHC tại Bộ phận Một cửa, 6 tháng đầu năm 2024", ""),
        ("KẾT QUẢ GIẢI QUYẾT TTHC TẠI SỞ XÂY DỰNG TỈNH THANH HÓA", "sở xây dựng"),
        ("KẾT QUẢ GIẢI QUYẾT HỒ SƠ PHI ĐỊA GIỚI", "phi địa giới"),
        ("DANH SÁCH HỒ SƠ QUÁ HẠN", "quá hạn"),
        ("KẾT QUẢ GIẢI QUYẾT TTHC CHO DOANH NGHIỆP", "doanh nghiệp"),
    ],
)
def test_a_title_says_which_dossiers_are_left_out(title: str, left: str) -> None:
    assert left_in_title(title, ["Tỉnh Thanh Hóa"]) == tuple(segment_key(left).split())
