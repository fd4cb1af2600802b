"""Reviewers' decisions are applied once, to what a plan was read as."""

from datetime import date

import pytest

from pipelines.plans.deciding import decided, names_of, unused_decisions
from pipelines.plans.decisions import Decision, usable_decisions
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.source import source_of

PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÒA BÌNH
Số: 7/KH-UBND
Hòa Bình, ngày 05 tháng 01 năm 2023
KẾ HOẠCH
Cải cách hành chính năm 2023

I. MỤC TIÊU NĂM 2023

- Tối thiểu 80% hồ sơ được nộp trực tuyến.

- Tỷ lệ hồ sơ nộp trực tuyến đạt 801%.
"""


@pytest.fixture
def reading():
    return read_plan(source_of("plans/a.txt", PLAN.encode()), None, default_matcher())


def after(reading, *decisions):
    return decided(reading, decisions, default_matcher())


def on(reading, field, value, number="80%", document="7/KH-UBND", **about):
    key = next(row["statement_key"] for row in reading.mentions if row["number_text"] == number)
    return Decision(document, key, field, value, **about)


def row_of(reading, number="80%"):
    return next(row for row in reading.mentions if row["number_text"] == number)


def test_the_latest_decision_on_a_field_wins_however_the_document_is_named(reading):
    later = on(reading, "value", "82", decided_on=date(2025, 2, 1))
    earlier = on(reading, "value", "81", document="plans/a.txt", decided_on=date(2025, 1, 1))
    undated = on(reading, "value", "83")
    for order in ((later, earlier, undated), (undated, earlier, later)):
        assert row_of(after(reading, *order))["value"] == 82.0


def test_a_decision_may_empty_a_field_and_open_an_indicator(reading):
    row = row_of(after(reading, on(reading, "year", None), on(reading, "indicator_code", None)))
    assert (row["year"], row["indicator_code"], row["indicator_score"], row["indicator_phrase"]) == (None,) * 4
    assert "decided" in row["flags"].split("|")


def test_a_reviewer_who_sees_that_the_whole_is_meant_lifts_the_doubt_about_the_scope():
    text = PLAN.replace("được nộp trực tuyến.", "của tiểu thương được nộp trực tuyến.", 1)
    unsure = read_plan(source_of("plans/a.txt", text.encode()), None, default_matcher())
    assert row_of(unsure)["scope_code"] == "unsure:tieu_thuong"
    row = row_of(after(unsure, on(unsure, "scope_code", "all")))
    assert (row["scope_code"], row["flags"]) == ("all", "decided")


def test_a_decision_on_another_document_changes_nothing(reading):
    assert after(reading, on(reading, "value", "1", document="8/KH-UBND")).mentions == reading.mentions


def test_what_was_read_is_not_changed_by_deciding(reading):
    before = [dict(row) for row in reading.mentions]
    after(reading, on(reading, "value", "82"))
    assert [dict(row) for row in reading.mentions] == before


def test_a_share_above_the_whole_is_told_with_the_command_that_decides(reading):
    (finding,) = [one for one in reading.findings if one.rule == "share_out_of_range"]
    assert finding.found.startswith("801%")
    assert f"cchc review --decide {row_of(reading, '801%')['statement_key']}" in finding.remedy


def test_a_decision_that_no_document_holds_is_told(reading):
    known = {(name, key) for name in names_of(reading.document) for key in reading.statement_keys}
    gone = Decision("7/KH-UBND", "0123456789abcdef", "year", "2025")
    assert [one.rule for one in unused_decisions([gone, on(reading, "year", "2024")], known)] == [
        "decision_without_statement"
    ]


def test_a_row_becomes_a_typed_decision_and_goes_back_as_it_came():
    row = {
        "document_number": "7/KH",
        "statement_key": "k",
        "field": "indicator",
        "value": "sipas_index",
        "decided_by": "An",
        "decided_on": date(2025, 1, 1),
        "note": None,
    }
    (decision,), problems = usable_decisions([row])
    assert (decision.field, decision.typed, problems) == ("indicator_code", "sipas_index", [])
    assert decision.as_row() == {**row, "field": "indicator_code"}


@pytest.mark.parametrize(
    ("field", "value", "typed"), [("year", "2025", 2025), ("value", "7.5", 7.5), ("level", "", None)]
)
def test_a_decision_has_the_type_of_its_field(field, value, typed):
    (decision,), _ = usable_decisions([{"document_number": "7", "statement_key": "k", "field": field, "value": value}])
    assert decision.typed == typed


def test_a_restriction_may_be_decided_and_a_made_up_code_may_not():
    rows = [
        {"document_number": "7", "statement_key": "k", "field": "scope_code", "value": value}
        for value in ("other:dat_dai", "land", "all")
    ]
    kept, problems = usable_decisions(rows)
    assert [one.value for one in kept] == ["other:dat_dai", "all"]
    assert [one.rule for one in problems] == ["decision_bad_value"]


def test_a_statement_key_once_given_stays(reading):
    # A reviewer's decision is kept under it: a change here throws decisions away.
    assert row_of(reading)["statement_key"] == "0b3c259844e920c6"
