"""Precedence, alignment, linked bases, ends of levels, days of knowledge: the rules that need several plans."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from .project import CompiledProject
from .worlds import LAST_DAY_63, Warehouse, World, provinces

RATE = "internal_procedure_publication_rate"
FLOW = "e_work_dossier_rate"
DIGITISED = "result_digitization_rate"
PAYROLL = "public_service_payroll_count"
Built = tuple[Warehouse, dict[str, str]]


def _flags(row: dict) -> set[str]:
    return set(row["flags"].split("|")) - {""}


def _verdict(row: dict) -> tuple:
    return row["status"], row["reason"], row["severity"]


@pytest.fixture(scope="module")
def plans(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Several plans for the same thing, in March 2025."""
    w, t = provinces(World(date(2025, 3, 31))), {}

    def unit(name: str) -> str:
        return w.unit(f"{name}-63", "province", name, parent="VN")

    nation = w.plan("VN", "76/NQ-CP", (2021, 2030), level="national", origin="extract", issued=date(2021, 7, 15))
    t["nation_sipas"] = w.target(nation, "sipas_index", 90, 2025, area="apparatus")
    t["nation_34"] = w.target(nation, "online_service_level34_provision_rate", 80, 2025)

    own = unit("aligned")
    plan = w.plan(own, "1/KH", (2021, 2025))
    t["sipas"] = w.target(plan, "sipas_index", 80, 2025, area="apparatus")
    t["level34"] = w.target(plan, "online_service_level34_provision_rate", 70, 2025)

    above = w.plan("P11-63", "11/KH", (2021, 2025))
    t["stated"] = w.target(above, DIGITISED, 30, 2021)
    t["growth_above"] = w.target(above, DIGITISED, 20, 2025, kind="annual_increase", year_from=2022)
    below = w.plan("C01-63", "12/KH", (2022, 2025), level="commune", issued=date(2022, 1, 5))
    t["growth_below"] = w.target(below, DIGITISED, 10, 2025, kind="annual_increase", year_from=2023)
    w.figure(DIGITISED, "C01-63", "2023", 55)

    own = unit("own_base")
    plan = w.plan(own, "13/KH", (2022, 2025))
    t["growth_own"] = w.target(plan, DIGITISED, 15, 2024, kind="annual_increase", year_from=2022)
    for year, value in ((2019, 5), (2021, 40), (2022, 60)):
        w.figure(DIGITISED, own, str(year), value)

    own = unit("annual_late")
    t["annual_for_later"] = w.target(w.plan(own, "14/KH", (2024, 2024), issued=date(2024, 1, 5)), RATE, 70, 2025)
    t["period"] = w.target(w.plan(own, "15/KH", (2021, 2025), issued=date(2024, 6, 1)), RATE, 80, 2025)
    w.figure(RATE, own, "2024", 60)

    own = unit("reissued")
    t["older"] = w.target(w.plan(own, "16/KH", (2021, 2025), issued=date(2021, 1, 5)), RATE, 80, 2025)
    t["newer"] = w.target(w.plan(own, "17/KH", (2021, 2025), issued=date(2022, 1, 5)), RATE, 75, 2025)
    w.figure(RATE, own, "2020", 50)

    own = unit("replaced")
    t["old"] = w.target(w.plan(own, "18/KH", (2021, 2025)), RATE, 80, 2025)
    t["new"] = w.target(
        w.plan(own, "19/KH", (2021, 2025), issued=date(2020, 12, 1), supersedes="18/KH"), RATE, 85, 2025
    )

    own = unit("official")
    t["extract"] = w.target(w.plan(own, "20/KH", origin="extract"), RATE, 80, 2024)
    t["original"] = w.target(w.plan(own, "20/KH", origin="official"), RATE, 80, 2024)

    own = unit("undated")
    t["no_period"] = w.target(w.plan(own, "21/KH", None, issued=date(2022, 5, 1)), RATE, 80, 2024)
    t["no_period_no_year"] = w.target(w.plan(own, "22/KH", None), RATE, 80, None)
    for year, value in (("2021", 50), ("2024", 79)):
        w.figure(RATE, own, year, value)

    own = unit("early_year")
    t["due_before_start"] = w.target(w.plan(own, "23/KH", (2023, 2025)), RATE, 50, 2022)
    w.figure(RATE, own, "2022", 51)

    t["commune_whole"] = w.target(w.plan("C01-63", "24/KH", (2021, 2024), level="commune"), RATE, 80, 2024)
    w.figure(RATE, "C01-63", "2024", 81, coverage="commune")

    own = unit("top")
    plan = w.plan(own, "25/KH", (2021, 2024))
    gain = {"kind": "rank_gain", "unit": "rank_positions", "baseline": "2021", "area": "steering"}
    t["top_of_fewer"] = w.target(plan, "pci_rank", 5, 2024, **gain)
    w.figure("pci_rank", own, "2021", 2, denominator=63)
    w.figure("pci_rank", own, "2024", 1, denominator=34)

    own = unit("bound_later")
    t["bound_later"] = w.target(w.plan(own, "26/KH", (2021, 2023)), RATE, 80, 2023)
    w.figure(RATE, own, "2023", 70)
    w.figure(RATE, own, "2024", 90, bound="<")

    own = unit("counts")
    t["counts_disagree"] = w.target(w.plan(own, "27/KH", (2021, 2024)), FLOW, 80, 2024)
    w.figure(FLOW, own, "2024", 80, numerator=795, denominator=1000)
    return w.build(project, tmp_path_factory.mktemp("plans")), t


def _alignment(built: Built, own: str, benchmark: str) -> str:
    w, t = built
    return w.one(
        "select verdict from marts.mart_plan_alignment where own_target_id = ? and benchmark_target_id = ?",
        t[own],
        t[benchmark],
    )["verdict"]


def test_a_national_value_whose_text_was_not_read_is_unverified_and_never_weaker(plans: Built) -> None:
    assert _alignment(plans, "sipas", "nation_sipas") == "unverified"


def test_a_national_value_that_was_read_is_compared(plans: Built) -> None:
    assert _alignment(plans, "level34", "nation_34") == "weaker"


def test_growth_without_its_own_base_is_linked_to_the_plan_above(plans: Built) -> None:
    w, t = plans
    row = w.latest(f"{t['growth_below']}:2023:all")
    # The plan above states 30 in 2021 and adds 20 a year: 50 at the end of 2022, and 10 points on top.
    assert (row["growth_base_source"], row["target_value"], row["status"]) == ("parent_plan", 60, "missed")
    rows = w.query(
        "select due_year, target_value from marts.mart_gap_latest"
        " where generated_from_target_id = ? and basis = 'own' order by 1",
        t["growth_below"],
    )
    assert [tuple(row.values()) for row in rows] == [(2023, 60), (2024, 70), (2025, 80)]


def test_growth_stands_on_the_figure_of_the_year_before_and_never_on_the_first_one_seen(plans: Built) -> None:
    w, t = plans
    row = w.latest(f"{t['growth_own']}:2022:all")
    assert (row["growth_base_source"], row["target_value"], row["status"]) == ("figure_year_before", 55, "met")


def test_an_annual_plan_goes_first_in_its_own_year_only(plans: Built) -> None:
    w, t = plans
    operative = {
        year: {name for name in ("annual_for_later", "period") if w.row(t[name], year)["is_operative"]}
        for year in (2024, 2025)
    }
    assert operative == {2024: {"annual_for_later"}, 2025: {"period"}}


def test_at_equal_rank_the_later_issued_is_operative_and_both_stay(plans: Built) -> None:
    w, t = plans
    assert [w.latest(t[name])["is_operative"] for name in ("older", "newer")] == [False, True]


def test_explicit_supersession_outranks_the_date_of_issue(plans: Built) -> None:
    w, t = plans
    assert [w.latest(t[name])["is_superseded"] for name in ("old", "new")] == [True, False]
    assert [w.latest(t[name])["is_operative"] for name in ("old", "new")] == [False, True]


def test_the_official_text_supersedes_its_extract_and_counts_once(plans: Built) -> None:
    w, t = plans
    assert [w.latest(t[name])["is_counted"] for name in ("extract", "original")] == [False, True]


def test_a_plan_without_a_period_starts_in_its_year_of_issue(plans: Built) -> None:
    w, t = plans
    rows = w.query(
        "select year, base, base_source from marts.mart_gap_to_target where target_id = ? order by 1", t["no_period"]
    )
    assert [row["year"] for row in rows] == [2022, 2023, 2024]
    assert {(row["base"], row["base_source"]) for row in rows} == {(50, "before_plan")}
    assert _verdict(w.latest(t["no_period"])) == ("missed", None, None)
    assert w.latest(t["no_period_no_year"])["reason"] == "no_due_year"


def test_a_due_year_before_the_plans_start_keeps_its_row_and_verdict(plans: Built) -> None:
    w, t = plans
    row = w.latest(t["due_before_start"])
    assert (row["year"], row["status"]) == (2022, "met")


def test_in_a_communes_own_plan_no_level_and_commune_are_the_commune_itself(plans: Built) -> None:
    w, t = plans
    assert w.latest(t["commune_whole"])["status"] == "met"


def test_rank_1_among_another_number_of_units_is_no_comparison(plans: Built) -> None:
    w, t = plans
    row = w.latest(t["top_of_fewer"])
    assert _verdict(row) == ("not_assessable", "ranked_population_changed", None)
    assert "ceiling_rank_1" in _flags(row)


def test_a_printed_bound_that_proves_nothing_is_not_met_late(plans: Built) -> None:
    w, t = plans
    row = w.latest(t["bound_later"])
    assert _verdict(row) == ("missed", None, None)
    assert "met_late" not in _flags(row)


def test_a_printed_rate_that_its_counts_do_not_give_is_borderline(plans: Built) -> None:
    w, t = plans
    row = w.latest(t["counts_disagree"])
    assert (row["status"], row["actual"]) == ("met", 80)
    assert "borderline" in _flags(row)


def _dated(project: CompiledProject, folder: Path, as_of: date) -> Built:
    w, t = provinces(World(as_of)), {}
    plan = w.plan("P11-63", "1/KH", (2021, 2025))
    t["level"] = w.target(plan, FLOW, 80, 2025, level="district")
    t["district"] = w.target(w.plan("D094-63", "2/KH", (2021, 2025), level="district"), RATE, 80, 2025)
    t["district_2024"] = w.target(w.plan("D094-63", "3/KH", (2021, 2024), level="district"), FLOW, 80, 2024)
    t["for_communes"] = w.target(
        w.plan("D094-63", "6/KH", (2021, 2025), level="district"), "npsp_integration_rate", 60, 2025
    )
    w.figure("npsp_integration_rate", "C01-63", "2024", 70)
    t["nation_district"] = w.target(
        w.plan("VN", "4/QĐ-TTg", (2021, 2025), level="national"), FLOW, 70, 2025, level="district"
    )
    t["unchanged"] = w.target(w.plan("P11-63", "5/KH", (2021, 2030)), RATE, 90, 2030)
    t["lag"] = w.target(plan, "npsp_integration_rate", 90, 2024)
    t["revised"] = w.target(plan, "no_resubmission_rate", 80, 2024)
    w.figure(FLOW, "P11-63", "2024", 85, coverage="district")
    w.figure(RATE, "D094-63", "2024", 70)
    w.figure(FLOW, "D094-63", "2024", 85)
    w.figure(RATE, "P11-63", "2020", 40)
    w.figure(RATE, "P11-63", "2025-06-30..2025-06-30", 65, kind="point")
    w.figure("npsp_integration_rate", "P11-63", "2023", 95)
    ytd = {"kind": "year_to_date", "published": date(2024, 10, 10), "source": "kpi/9m.csv"}
    w.figure("no_resubmission_rate", "P11-63", "2024-9M", 82, **ytd)
    w.figure("no_resubmission_rate", "P11-63", "2024", 81, published=date(2025, 1, 20), source="kpi/year.csv")
    w.figure("no_resubmission_rate", "P11-63", "2024", 79, published=date(2025, 4, 10), source="kpi/mended.csv")
    return w.build(project, folder), t


@pytest.fixture(scope="module")
def dated(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> dict[date, Built]:
    days = [date(2024, 12, 31), date(2025, 1, 15), date(2025, 1, 30), date(2025, 1, 31), LAST_DAY_63, date(2025, 7, 31)]
    return {day: _dated(project, tmp_path_factory.mktemp("dated") / day.isoformat(), day) for day in days}


def test_the_lag_ends_after_its_last_day(dated: dict[date, Built]) -> None:
    lag = 30
    last = date(2024, 12, 31) + timedelta(days=lag)
    reasons = {day: w.latest(t["lag"])["reason"] for day, (w, t) in dated.items()}
    assert reasons[last] == "awaiting_publication"
    assert reasons[last + timedelta(days=1)] == "overdue_publication"


def test_on_the_due_day_itself_a_promise_is_not_yet_due(dated: dict[date, Built]) -> None:
    w, t = dated[date(2024, 12, 31)]
    row = w.latest(t["lag"])
    assert not row["is_due"]
    assert row["status"] == "met" and "early" in _flags(row)


def test_provisional_then_final_then_restated(dated: dict[date, Built]) -> None:
    said = {day: _verdict(w.latest(t["revised"]))[:2] for day, (w, t) in dated.items()}
    assert said[date(2024, 12, 31)] == ("met", None)
    assert said[date(2025, 1, 15)] == ("no_data", "final_figure_pending")
    assert said[date(2025, 1, 30)] == ("met", None)
    assert said[LAST_DAY_63] == ("missed", None)
    w, t = dated[date(2024, 12, 31)]
    assert {"early", "provisional"} <= _flags(w.latest(t["revised"]))


def test_district_promises_due_in_2025_end_with_the_level_on_1_july(dated: dict[date, Built]) -> None:
    w, t = dated[LAST_DAY_63]
    before = {name: w.latest(t[name])["reason"] for name in ("level", "district")}
    assert "level_abolished" not in before.values()
    w, t = dated[date(2025, 7, 31)]
    for name in ("level", "district", "nation_district"):
        assert _verdict(w.latest(t[name])) == ("not_assessable", "level_abolished", None), name
    assert w.latest(t["level"])["last_known_gap"] == 5
    assert w.latest(t["district_2024"])["status"] == "met"


def test_a_benchmark_of_an_abolished_district_ends_with_the_district(dated: dict[date, Built]) -> None:
    w, t = dated[LAST_DAY_63]
    row = w.latest(t["for_communes"], "C01-63")
    assert (row["status"], row["is_operative"]) == ("met", True)
    w, t = dated[date(2025, 7, 31)]
    row = w.latest(t["for_communes"], "C01-63")
    assert (row["basis"], *_verdict(row)) == ("parent", "not_assessable", "level_abolished", None)
    assert not row["is_operative"]


def test_an_unchanged_province_goes_on_to_2030(dated: dict[date, Built]) -> None:
    w, t = dated[date(2025, 7, 31)]
    row = w.latest(t["unchanged"])
    assert _verdict(row) == ("on_track", None, None)
    assert row["pace_ratio"] == pytest.approx((25 / 4.5) / (50 / 10))
