"""The front page: comparable gaps with a verdict, counts that say why there is none."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.publishing.summary import summarize

WORDS = [("reason", "never_reported", "no figure was reported"), ("reason", "base_missing", "no base")]


def gap(target_id: str, **differs: Any) -> dict[str, Any]:
    row = {
        "target_id": target_id, "unit_id": "P11-63", "unit_name_vi": "Tỉnh A", "plan_id": "p", "basis": "own",
        "indicator_code": target_id, "coverage_level": "all", "op": ">=", "target_value": 90.0, "unit_code": "percent",
        "due_year": 2025, "actual": 80.0, "actual_year": 2024, "actual_period_end": date(2024, 12, 31),
        "base_period_end": date(2020, 12, 31), "gap": -10.0, "remaining": 10.0, "status": "missed", "reason": None,
        "quote": "ít nhất 90%", "target_source_file": "plans/a.md", "target_locator": "offset 1",
        "actual_source_file": "kpi/a.csv", "actual_locator": "row 2", "actual_source_title": None,
        "is_generated": False, "is_superseded": False,
    }  # fmt: skip
    return row | differs


def summary(*rows: dict[str, Any]) -> Any:
    plans = [{"plan_id": "p", "unit_id": "P11-63", "unit_name_vi": "Tỉnh A", "sort_vi": "a", "period_from": 2021}]
    terms = [{"term_list": kind, "term_code": code, "name_en": name} for kind, code, name in WORDS]
    findings = pl.DataFrame({"severity": ["warning"]})
    return summarize(
        pl.DataFrame(list(rows), infer_schema_length=None), pl.DataFrame(plans), pl.DataFrame(terms), findings
    )


def ids(*rows: dict[str, Any]) -> list[str]:
    return [item.ask.split()[2] for item in summary(*rows).widest]


def test_gaps_compare_by_the_share_of_the_target_that_is_missing() -> None:
    dossiers = gap("dossiers", unit_code="dossiers", target_value=10_000.0, gap=-500.0, remaining=500.0)
    places = gap("places", unit_code="rank_positions", target_value=2.0, gap=-1.0, remaining=1.0)
    assert ids(dossiers, places, gap("percent")) == ["places", "percent", "dossiers"]


def test_a_target_of_zero_that_is_not_reached_misses_all_of_it() -> None:
    (item,) = summary(gap("zero", op="<=", target_value=0.0, actual=3.0, gap=-3.0, remaining=3.0)).widest
    assert "100 % of the target" in item.gap


def test_own_promises_stand_before_benchmarks() -> None:
    national = gap("national", basis="national", gap=-50.0, remaining=50.0)
    assert ids(national, gap("own")) == ["own", "national"]


@pytest.mark.parametrize(
    "differs",
    [
        {"status": "not_assessable", "reason": "base_missing"},
        {"status": "no_data", "reason": "never_reported"},
        {"status": "behind", "actual_year": 2015, "actual_period_end": date(2015, 12, 31), "base_period_end": None},
        {"status": "on_track", "actual_period_end": date(2020, 12, 31)},
    ],
    ids=["not assessable", "no data", "figure of a year before the plan", "the figure is the base"],
)
def test_what_has_no_verdict_or_an_old_figure_is_counted_and_not_listed(differs: dict[str, Any]) -> None:
    shown = summary(gap("old", **differs))
    assert shown.widest == []
    assert shown.short_without_verdict == 1


def test_a_missed_promise_stands_there_even_where_its_only_figure_is_its_base() -> None:
    shown = summary(gap("missed", base_period_end=date(2024, 12, 31)))
    assert [item.ask.split()[2] for item in shown.widest] == ["missed"]
    assert shown.short_without_verdict == 0


def test_verdicts_are_counted_and_the_rest_has_its_reasons_most_frequent_first() -> None:
    never = {"gap": None, "status": "no_data", "reason": "never_reported"}
    shown = summary(
        gap("a", status="met", gap=1.0), gap("b"), gap("c", **never), gap("d", **never),
        gap("e", gap=None, status="not_assessable", reason="base_missing"),
    )  # fmt: skip
    assert shown.verdicts.splitlines() == [
        "1 met, 1 missed, 0 on track, 0 behind; no verdict on 3:",
        "     2  no figure was reported",
        "     1  no base",
    ]


def test_a_promise_counts_once_whatever_milestones_it_generates() -> None:
    assert summary(gap("a"), gap("b", is_generated=True), gap("c", is_superseded=True)).promises[0][1][0] == 1


def test_each_gap_names_the_command_that_explains_it() -> None:
    asked = [item.ask for item in summary(gap("0123456789abcdef"), gap("fedcba9876543210", basis="national")).widest]
    assert asked == ["cchc why 01234567", "cchc why fedcba98 P11-63"]
