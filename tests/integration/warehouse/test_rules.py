"""Every rule of gap, pace and status as a claim, on the real models in a few small worlds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from .project import CompiledProject
from .worlds import MERGER, Warehouse, World, provinces

RATE = "internal_procedure_publication_rate"  # a share, higher is better, a stock given by level
WAIT = "onestop_waiting_minutes"  # minutes, lower is better
FLOW = "e_work_dossier_rate"  # dossiers over dossiers in a period: sums of counts


def flags(row: dict) -> set[str]:
    return set(row["flags"].split("|")) - {""}


def verdict(row: dict) -> tuple:
    return row["status"], row["reason"], row["severity"]


@dataclass(frozen=True)
class Case:
    """One promise with its figures: what is compared, and what must come out."""

    name: str
    target: dict
    figures: dict[str, object]
    status: str
    reason: str | None = None
    severity: str | None = None
    flags: frozenset[str] = frozenset()
    gap: float | None = None
    years: tuple[int, int] = (2021, 2024)


def _t(value: float, year: int | None = 2024, **more: object) -> dict:
    return {"indicator": RATE, "value": value, "year": year, **more}


def _w(value: float, **more: object) -> dict:
    return {"indicator": WAIT, "value": value, "year": 2024, "unit": "minutes", **more}


# As of 31 March 2025: promises for 2024 are due, promises for 2026 are not.
CASES = [
    Case("at_least_is_met_at_the_bound", _t(80), {"2024": 80}, "met", gap=0),
    Case("at_least_is_missed_just_below", _t(80), {"2024": 79.9}, "missed", gap=-0.1),
    Case(
        "above_is_not_met_at_the_bound",
        _t(80, op=">"),
        {"2024": 80},
        "missed",
        flags=frozenset({"strict_boundary"}),
        gap=0,
    ),
    Case("equals_is_read_one_sidedly_when_higher_is_better", _t(50, op="="), {"2024": 63}, "met", gap=13),
    Case("equals_is_read_one_sidedly_when_lower_is_better", _w(15, op="="), {"2024": 12}, "met", gap=3),
    Case("at_most_is_met_below_when_lower_is_better", _w(15, op="<="), {"2024": 14.5}, "met", gap=0.5),
    Case("at_most_is_missed_above_when_lower_is_better", _w(15, op="<="), {"2024": 15.1}, "missed", gap=-0.1),
    Case(
        "comparator_against_the_direction_is_a_conflict",
        _w(30, op=">="),
        {"2024": 20},
        "not_assessable",
        "comparator_conflict",
    ),
    Case("a_range_is_met_from_its_lower_end", _t(25, op="range", high=35), {"2024": 25}, "met", gap=0),
    Case(
        "beyond_a_range_is_met_and_flagged",
        _t(25, op="range", high=35),
        {"2024": 40},
        "met",
        flags=frozenset({"over_range"}),
        gap=15,
    ),
    Case("below_a_range_is_missed", _t(25, op="range", high=35), {"2024": 24}, "missed", gap=-1),
    Case("zero_is_a_figure_and_not_missing", _t(80), {"2024": 0}, "missed", gap=-80),
    Case(
        "a_target_of_zero_is_a_target",
        {"indicator": WAIT, "value": 0, "year": 2024, "unit": "minutes", "op": "<="},
        {"2024": 0},
        "met",
        gap=0,
    ),
    Case("never_reported", _t(80), {}, "no_data", "never_reported"),
    Case(
        "an_older_figure_does_not_decide_once_due",
        _t(80),
        {"2022": 90},
        "no_data",
        "overdue_publication",
        flags=frozenset({"last_known"}),
        gap=10,
    ),
    Case(
        "early_met_before_due",
        _t(80, 2026),
        {"2020": 60, "2024": 85},
        "met",
        flags=frozenset({"early"}),
        gap=5,
        years=(2021, 2026),
    ),
    Case(
        "on_track_at_095_of_the_pace",
        _t(80, 2026),
        {"2020": 20, "2023": 48.5},
        "on_track",
        gap=-31.5,
        years=(2021, 2026),
    ),
    Case(
        "accelerate_just_below_095",
        _t(80, 2026),
        {"2020": 20, "2023": 48.4},
        "behind",
        None,
        "accelerate",
        years=(2021, 2026),
    ),
    Case("accelerate_at_060", _t(80, 2026), {"2020": 20, "2023": 38}, "behind", None, "accelerate", years=(2021, 2026)),
    Case(
        "far_behind_below_060",
        _t(80, 2026),
        {"2020": 20, "2023": 37.9},
        "behind",
        None,
        "far_behind",
        years=(2021, 2026),
    ),
    Case(
        "far_behind_at_no_progress",
        _t(80, 2026),
        {"2020": 20, "2023": 20},
        "behind",
        None,
        "far_behind",
        years=(2021, 2026),
    ),
    Case(
        "reversing_below_the_base",
        _t(80, 2026),
        {"2020": 20, "2023": 19},
        "behind",
        None,
        "reversing",
        years=(2021, 2026),
    ),
    Case(
        "lower_is_better_pace",
        {"indicator": WAIT, "value": 10, "year": 2026, "unit": "minutes", "op": "<="},
        {"2020": 40, "2023": 25},
        "on_track",
        gap=-15,
        years=(2021, 2026),
    ),
    Case(
        "only_one_figure_is_no_pace",
        _t(80, 2026),
        {"2022": 50},
        "not_assessable",
        "no_observation_after_base",
        years=(2021, 2026),
    ),
    Case(
        "a_plan_for_one_year_expects_nothing_before_its_end",
        _t(80, 2025),
        {"2024": 50, "2025-03-31..2025-03-31": 60},
        "not_assessable",
        "step_not_due",
        years=(2025, 2025),
    ),
    Case("no_due_year_without_any_year", _t(80, None), {"2024": 90}, "not_assessable", "no_due_year", years=(0, 0)),
    Case(
        "due_year_from_the_plan_period", _t(80, None), {"2024": 90}, "met", flags=frozenset({"year_from_plan_period"})
    ),
    Case(
        "another_unit_of_measure", _t(80, 2024, unit="organisations"), {"2024": 90}, "not_assessable", "unit_mismatch"
    ),
    Case(
        "no_indicator",
        {"indicator": None, "value": 80, "year": 2024},
        {"2024": 90},
        "not_assessable",
        "indicator_unknown",
    ),
    Case(
        "beyond_100_percent_is_shown_not_capped",
        {"indicator": "adult_bank_account_rate", "value": 80, "year": 2024},
        {"2024": 104},
        "met",
        gap=24,
    ),
]


@pytest.fixture(scope="module")
def table(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, dict[str, str]]:
    w = provinces(World(date(2025, 3, 31)))
    ids = {}
    for number, case in enumerate(CASES):
        unit = w.unit(f"T{number:02d}-63", "province", f"Case {number}", parent="VN")
        plan = w.plan(unit, f"{number}/KH", case.years if case.years[0] else None)
        ids[case.name] = w.target(plan, **{"op": ">=", **case.target})
        for when, value in case.figures.items():
            w.figure(case.target["indicator"] or RATE, unit, when, value)
    return w.build(project, tmp_path_factory.mktemp("table")), ids


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rule(table: tuple[Warehouse, dict[str, str]], case: Case) -> None:
    warehouse, ids = table
    row = warehouse.latest(ids[case.name])
    assert verdict(row) == (case.status, case.reason, case.severity), row["flags"]
    assert case.flags <= flags(row)
    if case.gap is not None:
        assert row["gap"] == pytest.approx(case.gap)


class Many:
    """Worlds with cases that need more than one series: built once, asked by the claims below."""

    def __init__(self, project: CompiledProject, folder: Path) -> None:
        w = provinces(World(date(2025, 3, 31)))
        t = self.t = {}
        n = iter(range(1000))

        def unit() -> str:
            number = next(n)
            return w.unit(f"T{number:02d}-63", "province", f"Unit {number}", parent="VN")

        def promise(name: str, value: float = 80, year: int = 2024, indicator: str = RATE, **more) -> str:
            years = more.pop("years", (2021, 2024))
            own = unit()
            t[name] = w.target(w.plan(own, f"{name}/KH", years), indicator, value, year, **more)
            return own

        own = promise("bound_proves", 90)
        w.figure(RATE, own, "2024", 90, bound=">")
        own = promise("bound_does_not_prove", 95)
        w.figure(RATE, own, "2024", 90, bound=">")
        own = promise("upper_bound_disproves", 90)
        w.figure(RATE, own, "2024", 90, bound="<")

        own = promise("rounded_up", 90)
        w.figure(RATE, own, "2024", 89.95, printed="90,0", decimals=1)
        own = promise("survey_interval", 90, indicator="citizen_satisfaction_tthc_rate")
        w.figure("citizen_satisfaction_tthc_rate", own, "2024", 91, respondents=200, variant="survey")

        own = promise("met_late", 80, 2023)
        w.figure(RATE, own, "2023", 79)
        w.figure(RATE, own, "2024", 85)
        own = promise("lapsed", 80, 2023)
        w.figure(RATE, own, "2023", 85)
        w.figure(RATE, own, "2024", 70)

        own = promise("months", 50, indicator=FLOW)
        for month in range(1, 13):
            w.figure(FLOW, own, f"2024-{month:02d}", 100 * month / 12, numerator=month, denominator=12)
        own = promise("quarters_and_mean_of_rates", 50, indicator=FLOW)
        for quarter, (done, all_of) in enumerate([(90, 100), (1, 100), (1, 100), (1, 100)], start=1):
            w.figure(FLOW, own, f"2024-Q{quarter}", 100 * done / all_of, numerator=done, denominator=all_of)
        own = promise("year_to_date_only", 50, indicator=FLOW)
        w.figure(FLOW, own, "2024-9M", 60, kind="year_to_date", numerator=60, denominator=100)
        own = promise("eleven_months", 50, indicator=FLOW)
        for month in range(1, 12):
            w.figure(FLOW, own, f"2024-{month:02d}", 60, numerator=60, denominator=100)
        own = promise("full_year_wins", 50, indicator=FLOW)
        w.figure(FLOW, own, "2024-9M", 90, kind="year_to_date", numerator=90, denominator=100)
        w.figure(FLOW, own, "2024", 40, numerator=40, denominator=100)
        own = promise("last_point", 50)
        w.figure(RATE, own, "2024-03-31..2024-03-31", 60, kind="point")
        w.figure(RATE, own, "2024-09-30..2024-09-30", 45, kind="point")
        own = promise("zero_denominator", 50, indicator=FLOW)
        w.figure(FLOW, own, "2024", 100, numerator=0, denominator=0)
        own = promise("provisional_met", 50, 2025, FLOW, years=(2024, 2026))
        w.figure(FLOW, own, "2025-Q1", 60, kind="year_to_date", numerator=60, denominator=100)
        own = promise("unknown_period", 50)
        w.figure(RATE, own, "2024", 90, kind="unknown")

        own = promise("restated", 80)
        w.figure(RATE, own, "2024", 79, published=date(2025, 1, 10), source="kpi/a.csv")
        w.figure(RATE, own, "2024", 81, published=date(2025, 3, 1), source="kpi/b.csv")
        self.restated = own
        own = promise("redelivered", 80)
        for number, day in enumerate((date(2025, 1, 10), date(2025, 2, 10), date(2025, 3, 10))):
            w.figure(RATE, own, "2024", 79, published=day, source=f"kpi/r{number}.csv")
        self.redelivered = own
        own = promise("conflict", 80)
        w.figure(RATE, own, "2024", 79, source="kpi/x.csv")
        w.figure(RATE, own, "2024", 83, source="kpi/y.csv")
        self.conflict = own
        own = promise("rounded", 80)
        w.figure(RATE, own, "2024", 96.59, numerator=1587, denominator=1643, source="kpi/x.csv")
        w.figure(RATE, own, "2024", 158700 / 1643, printed=None, numerator=1587, denominator=1643, source="kpi/y.csv")
        self.rounded = own
        own = promise("not_yet_known", 80)
        w.figure(RATE, own, "2024", 90, published=date(2025, 4, 15))

        own = promise("bridged", 80, indicator="online_service_level4_provision_rate")
        w.figure("online_service_full_provision_rate", own, "2024", 85)
        own = promise("narrower", 80, indicator="result_digitization_rate")
        w.figure("electronic_result_rate", own, "2024", 85)
        own = promise("method_break", 90, 2026, "sipas_index", years=(2021, 2026))
        w.figure("sipas_index", own, "2020", 80, method="2017-2020")
        w.figure("sipas_index", own, "2023", 85, method="2022+")
        own = promise("method_bridged", 90, 2026, "dti_score", years=(2021, 2026), unit="points_1")
        w.bridge("dti_score", "dti_score", "close", "1726", "922")
        w.figure("dti_score", own, "2020", 0.4, method="1726")
        w.figure("dti_score", own, "2023", 0.6, method="922")

        own = promise("base_zero", 10, indicator="public_service_payroll_count", kind="reduction", baseline="2021")
        w.figure("public_service_payroll_count", own, "2021-12-31..2021-12-31", 0, kind="point")
        w.figure("public_service_payroll_count", own, "2024-12-31..2024-12-31", 5, kind="point")
        own = promise("mean_base", 20, indicator="public_service_payroll_count", kind="reduction", baseline="2019-2021")
        for year, value in ((2019, 90), (2020, 100), (2021, 110), (2024, 75)):
            w.figure("public_service_payroll_count", own, f"{year}-12-31..{year}-12-31", value, kind="point")
        own = promise(
            "mean_base_incomplete", 20, indicator="public_service_payroll_count", kind="reduction", baseline="2019-2021"
        )
        for year, value in ((2019, 90), (2021, 110), (2024, 75)):
            w.figure("public_service_payroll_count", own, f"{year}-12-31..{year}-12-31", value, kind="point")
        rank = {"indicator": "pci_rank", "kind": "rank_gain", "unit": "rank_positions", "baseline": "2021"}
        own = promise("rank_one", 5, **rank)
        w.figure("pci_rank", own, "2021", 2)
        w.figure("pci_rank", own, "2024", 1)
        own = promise("other_field_of_ranked", 5, **rank)
        w.figure("pci_rank", own, "2021", 30, denominator=63)
        w.figure("pci_rank", own, "2024", 20, denominator=30)
        own = promise(
            "score_asks_its_rank",
            2,
            indicator="par_index_score",
            kind="rank_gain",
            unit="rank_positions",
            baseline="2021",
        )
        w.figure("par_index_rank", own, "2021", 30)
        w.figure("par_index_rank", own, "2024", 29)
        own = promise("yearly_count", 3, indicator="dossiers_resolved_count", unit="dossiers", years=(2021, 2024))
        w.figure("dossiers_resolved_count", own, "2023", 9)
        w.figure("dossiers_resolved_count", own, "2024", 2)

        own = unit()
        plan = w.plan(own, "compound/KH")
        t["compound"] = w.target(plan, RATE, 80, 2024)
        t["compound_child"] = w.target(
            plan, "npsp_integration_rate", 70, 2024, parent=t["compound"], relation="subset_of_numerator"
        )
        w.figure(RATE, own, "2024", 90)
        w.figure("npsp_integration_rate", own, "2024", 60)

        own = unit()
        plan = w.plan(own, "milestones/KH", (2021, 2026))
        t["first"] = w.target(plan, RATE, 50, 2023)
        t["second"] = w.target(plan, RATE, 90, 2026)
        for year, value in (("2020", 20), ("2022", 44), ("2024", 60)):
            w.figure(RATE, own, year, value)

        # Precedence: own plan for the year, own period plan, national; an extract gives way to its original.
        self.ranked = own = unit()
        t["annual"] = w.target(w.plan(own, "annual/KH", (2024, 2024), issued=date(2024, 1, 5)), RATE, 85, 2024)
        period_plan = w.plan(own, "period/KH", (2021, 2025), issued=date(2021, 1, 5))
        t["period"] = w.target(period_plan, RATE, 80, 2024)
        t["period_2025"] = w.target(period_plan, RATE, 88, 2025)
        extract = w.plan(own, "period/KH", (2021, 2025), issued=date(2021, 1, 5), origin="extract")
        t["extract"] = w.target(extract, RATE, 80, 2024)
        w.figure(RATE, own, "2024", 86)
        nation = w.plan("VN", "76/NQ-CP", (2021, 2030), level="national")
        t["nation"] = w.target(nation, RATE, 80, 2024)
        t["nation_2025"] = w.target(nation, RATE, 88, 2025)
        t["nation_commune"] = w.target(nation, FLOW, 60, 2024, level="commune")

        # Roll-up: a province's promise about its communes, answered by the communes' counts.
        plan = w.plan("P11-63", "rollup/KH", (2021, 2024))
        t["rollup_partial"] = w.target(plan, FLOW, 60, 2024, level="commune")
        w.figure(FLOW, "C01-63", "2024", 50, numerator=50, denominator=100)
        w.figure(FLOW, "C02-63", "2024", 80, numerator=240, denominator=300)
        t["rollup_full"] = w.target(plan, FLOW, 60, 2023, level="commune")
        for commune, done, all_of in (("C01-63", 50, 100), ("C02-63", 240, 300), ("C03-63", 0, 50)):
            w.figure(FLOW, commune, "2023", 100 * done / all_of, numerator=done, denominator=all_of)
        self.w = w.build(project, folder)

    def latest(self, name: str, unit: str | None = None) -> dict:
        return self.w.latest(self.t[name], unit)


@pytest.fixture(scope="module")
def many(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> Many:
    return Many(project, tmp_path_factory.mktemp("many"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bound_proves", ("met", None, None)),
        ("bound_does_not_prove", ("not_assessable", "bounded_value", None)),
        ("upper_bound_disproves", ("missed", None, None)),
        ("met_late", ("missed", None, None)),
        ("lapsed", ("met", None, None)),
        ("year_to_date_only", ("no_data", "final_figure_pending", None)),
        ("eleven_months", ("no_data", "final_figure_pending", None)),
        ("full_year_wins", ("missed", None, None)),
        ("last_point", ("no_data", "final_figure_pending", None)),
        ("zero_denominator", ("no_data", "zero_denominator", None)),
        ("provisional_met", ("met", None, None)),
        ("unknown_period", ("no_data", "never_reported", None)),
        ("restated", ("met", None, None)),
        ("redelivered", ("missed", None, None)),
        ("not_yet_known", ("no_data", "never_reported", None)),
        ("bridged", ("met", None, None)),
        ("narrower", ("not_assessable", "definition_mismatch", None)),
        ("method_break", ("not_assessable", "no_observation_after_base", None)),
        ("base_zero", ("not_assessable", "base_zero", None)),
        ("mean_base_incomplete", ("not_assessable", "base_missing", None)),
        ("rank_one", ("met", None, None)),
        ("other_field_of_ranked", ("not_assessable", "ranked_population_changed", None)),
        ("score_asks_its_rank", ("missed", None, None)),
        ("yearly_count", ("missed", None, None)),
        ("rollup_partial", ("not_assessable", "partial_coverage", None)),
        ("rollup_full", ("met", None, None)),
    ],
)
def test_verdict(many: Many, name: str, expected: tuple) -> None:
    row = many.latest(name)
    assert verdict(row) == expected, row["flags"]


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("rounded_up", "borderline"),
        ("survey_interval", "borderline"),
        ("met_late", "met_late"),
        ("lapsed", "lapsed"),
        ("provisional_met", "provisional"),
        ("provisional_met", "early"),
        ("conflict", "conflict"),
        ("bridged", "bridged"),
        ("rank_one", "ceiling_rank_1"),
        ("rollup_full", "rolled_up"),
        ("method_bridged", "method_bridged"),
        ("bound_proves", "bounded"),
    ],
)
def test_flag(many: Many, name: str, flag: str) -> None:
    assert flag in flags(many.latest(name))


def test_twelve_months_are_a_ratio_of_sums(many: Many) -> None:
    row = many.latest("months")
    assert (row["actual"], row["actual_source"], row["actual_n_parts"]) == (54.17, "sum_of_months", 12)
    assert (row["actual_numerator"], row["actual_denominator"]) == (78, 144)


def test_four_quarters_are_a_ratio_of_sums_and_no_mean_of_rates(many: Many) -> None:
    row = many.latest("quarters_and_mean_of_rates")
    assert row["actual"] == 23.25
    assert row["actual_source"] == "sum_of_quarters"


def test_incomplete_sum_says_how_many_months_it_covers(many: Many) -> None:
    row = many.latest("eleven_months")
    assert (row["actual_coverage_months"], row["figure_role"], row["last_known_met"]) == (11, "last_known", True)


def test_rollup_is_the_ratio_of_the_communes_sums(many: Many) -> None:
    row = many.latest("rollup_full")
    assert (row["actual_numerator"], row["actual_denominator"]) == (290, 450)
    assert row["actual"] == 64.44


def test_partial_rollup_shows_the_share_that_reported(many: Many) -> None:
    assert many.latest("rollup_partial")["reported_share_pct"] == pytest.approx(100 * 2 / 3)


def test_communes_are_benchmarked_against_their_province_and_the_nation(many: Many) -> None:
    rows = many.w.query(
        "select basis, status"
        " from marts.mart_gap_latest where unit_id = 'C01-63' order by basis, target_value, due_year"
    )
    assert [row["basis"] for row in rows] == ["national", "parent", "parent"]
    assert {row["status"] for row in rows} == {"missed"}


def test_a_restatement_is_a_new_revision_and_the_old_one_stays(many: Many) -> None:
    rows = many.w.query(
        "select revision_no, value, is_current from marts.fct_observation where unit_id = ? order by 1", many.restated
    )
    assert [tuple(row.values()) for row in rows] == [(1, 79, False), (2, 81, True)]
    row = many.w.one("select * from marts.mart_revisions where unit_id = ?", many.restated)
    assert (row["old_value"], row["new_value"], row["delta"]) == (79, 81, 2)
    assert (row["status_before"], row["status_after"], row["is_conflict"]) == ("missed", "met", False)


def test_identical_redelivery_changes_nothing(many: Many) -> None:
    row = many.w.one("select * from marts.fct_observation where unit_id = ?", many.redelivered)
    assert (row["revision_no"], row["n_deliveries"], row["known_from"]) == (1, 1, date(2025, 1, 10))
    assert not many.w.query("select * from marts.mart_revisions where unit_id = ?", many.redelivered)


def test_sources_that_disagree_both_stay(many: Many) -> None:
    rows = many.w.query("select value, flags from marts.fct_observation where unit_id = ? order by 1", many.conflict)
    assert [row["value"] for row in rows] == [79, 83]
    assert all("conflict" in row["flags"] for row in rows)
    assert many.w.query("select * from marts.mart_quality_findings where rule = 'sources_disagree'")


def test_a_share_printed_rounded_does_not_contradict_its_counts_elsewhere(many: Many) -> None:
    (row,) = many.w.query("select n_deliveries, flags from marts.fct_observation where unit_id = ?", many.rounded)
    assert row["n_deliveries"] == 2
    assert "conflict" not in row["flags"]


def test_yearly_mean_is_the_base_of_a_period(many: Many) -> None:
    row = many.latest("mean_base")
    assert (row["base_source"], row["base_figure"], row["actual"], row["status"]) == (
        "baseline_period_mean",
        100,
        25,
        "met",
    )


def test_compound_is_met_only_where_every_number_is(many: Many) -> None:
    rows = many.w.query(
        "select compound_met from marts.fct_target where target_id in (?, ?)",
        many.t["compound"],
        many.t["compound_child"],
    )
    assert [row["compound_met"] for row in rows] == [False, False]
    assert (many.latest("compound")["status"], many.latest("compound_child")["status"]) == ("met", "missed")


def test_expected_uses_the_own_line_and_expected_chain_the_milestones(many: Many) -> None:
    row = many.latest("second")
    assert row["path"] == "milestones"
    assert row["expected"] == pytest.approx(20 + 70 * 4 / 6)
    assert row["expected_chain"] == pytest.approx(50 + 40 * 1 / 3)
    assert many.w.row(many.t["first"], 2022)["expected"] == pytest.approx(20 + 30 * 2 / 3)


def test_the_plan_for_the_year_is_operative_before_period_plan_and_nation(many: Many) -> None:
    rows = many.w.query(
        "select target_id, target_value, is_operative, is_superseded from marts.mart_gap_latest where unit_id = ?",
        many.ranked,
    )
    operative = {row["target_id"] for row in rows if row["is_operative"]}
    assert operative == {many.t["annual"], many.t["period_2025"]}
    assert {row["target_id"] for row in rows if row["is_superseded"]} == {many.t["extract"]}
    cell = many.w.one(
        "select *"
        " from marts.mart_indicator_year where unit_id = ? and indicator_code = ?"
        " and coverage_level = 'all' and year = 2024",
        many.ranked,
        RATE,
    )
    assert (cell["target_id"], cell["status"], cell["gap"]) == (many.t["annual"], "met", 1)


def test_an_extract_gives_way_to_its_original_and_counts_no_more(many: Many) -> None:
    row = many.w.one("select sum(n_targets) as n from marts.mart_scorecard where unit_id = ?", many.ranked)
    assert row["n"] == 3
    assert not many.latest("extract")["is_counted"]


def test_alignment_says_stricter_equal_or_missing(many: Many) -> None:
    rows = many.w.query(
        "select own_target_id, benchmark_target_id, verdict from marts.mart_plan_alignment where unit_id = ?",
        many.ranked,
    )
    found = {(row["own_target_id"], row["benchmark_target_id"]): row["verdict"] for row in rows}
    t = many.t
    assert found[t["annual"], t["nation"]] == "stricter"
    assert found[t["period"], t["nation"]] == "equal"
    assert found[t["period_2025"], t["nation_2025"]] == "equal"
    assert found[None, t["nation_commune"]] == "missing"


def test_benchmarks_never_count_in_a_units_promises(many: Many) -> None:
    row = many.w.one("select count(*) as n from marts.mart_gap_latest where basis <> 'own' and is_counted")
    assert row["n"] == 0


def test_every_province_has_every_indicator_every_year(many: Many) -> None:
    rows = many.w.query(
        "select unit_id, count(*) as n"
        " from marts.mart_indicator_year where unit_level = 'province' and coverage_level = 'all' group by 1"
    )
    assert len({row["n"] for row in rows}) == 1
    empty = many.w.one("select count(*) as n from marts.mart_indicator_year where actual is null and status is null")
    assert empty["n"] == 0


def test_what_was_said_on_31_december_2024_is_rebuilt_from_the_same_rows(
    project: CompiledProject, tmp_path: Path
) -> None:
    def world(as_of: date) -> tuple[World, str]:
        w = provinces(World(as_of))
        target = w.target(w.plan("P11-63", "1/KH", (2021, 2023)), RATE, 80, 2023)
        w.figure(RATE, "P11-63", "2023", 79, published=date(2024, 3, 1), source="kpi/a.csv")
        w.figure(RATE, "P11-63", "2023", 82, published=date(2025, 2, 1), source="kpi/b.csv")
        return w, target

    said = {}
    for as_of in (date(2023, 12, 31), date(2024, 1, 31), date(2024, 12, 31), date(2025, 3, 31)):
        w, target = world(as_of)
        row = w.build(project, tmp_path / as_of.isoformat()).latest(target)
        said[as_of] = (row["status"], row["reason"])
    assert said == {
        date(2023, 12, 31): ("no_data", "never_reported"),
        date(2024, 1, 31): ("no_data", "never_reported"),
        date(2024, 12, 31): ("missed", None),
        date(2025, 3, 31): ("met", None),
    }


@pytest.fixture(scope="module")
def merged(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, dict[str, str]]:
    w = provinces(World(date(2026, 3, 31)))
    t = {}
    plan = w.plan("P36-63", "36/KH", (2021, 2025))
    t["dissolved"] = w.target(plan, FLOW, 80, 2025)
    t["adopted"] = w.target(plan, RATE, 80, 2025)
    w.rows["adopted_targets"].append(
        {
            "document_number": "36/KH",
            "predecessor_unit_id": "P36-63",
            "successor_unit_id": "P37-34",
            "statement_key": f"36/KH P36-63|{RATE} 80 2025 None",
            "decided_in": "1/NQ-HĐND",
        }
    )
    t["grew"] = w.target(w.plan("P37-63", "37/KH", (2021, 2025)), RATE, 80, 2025)
    t["commune"] = w.target(w.plan("C02-63", "1/KH", (2021, 2025), level="commune"), RATE, 80, 2025)
    t["new"] = w.target(w.plan("P37-34", "2/KH", (2025, 2030)), FLOW, 90, 2030)
    payroll = "public_service_payroll_count"
    t["mean"] = w.target(
        w.plan("P37-34", "3/KH", (2025, 2030)), payroll, 20, 2025, kind="reduction", baseline="2019-2021"
    )
    for year, value in ((2019, 90), (2020, 100), (2021, 110), (2025, 75)):
        w.figure(payroll, "P37-34", f"{year}-12-31..{year}-12-31", value, kind="point")
    for old in ("P36-63", "P35-63", "P37-63"):
        w.figure(payroll, old, "2020-12-31..2020-12-31", 500, kind="point")
    w.figure(RATE, "P36-63", "2024", 70)
    w.figure(RATE, "P37-34", "2025-12-31..2025-12-31", 85, kind="point")
    for unit, done, all_of in (("P36-63", 10, 100), ("P35-63", 60, 100), ("P37-63", 20, 200)):
        w.figure(FLOW, unit, "2024", 100 * done / all_of, numerator=done, denominator=all_of)
    w.figure(FLOW, "P37-34", "2025-07-01..2025-12-31", 50, numerator=50, denominator=100, kind="year_to_date")
    w.figure(FLOW, "P36-63", "2025", 99, numerator=99, denominator=100)
    w.figure(RATE, "P36-63", "2025-12-31..2025-12-31", 99, kind="point")
    return w.build(project, tmp_path_factory.mktemp("merged")), t


def test_a_dissolved_unit_keeps_no_promise_due_after_its_end(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, t = merged
    row = w.latest(t["dissolved"])
    assert verdict(row) == ("not_assessable", "unit_dissolved", None)
    assert (row["actual"], row["last_known_gap"]) == (10, -70)
    assert w.row(t["dissolved"], 2024)["reason"] == "no_observation_after_base"


def test_a_figure_after_the_units_end_is_a_finding_and_no_figure(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, _ = merged
    assert w.query("select * from marts.mart_quality_findings where rule = 'figure_after_unit_end'")


def test_a_unit_that_grew_under_its_name_has_a_changed_territory(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, t = merged
    assert verdict(w.latest(t["grew"])) == ("not_assessable", "territory_changed", None)
    assert verdict(w.latest(t["commune"])) == ("not_assessable", "territory_changed", None)
    assert w.latest(t["commune"])["successor_unit_id"] == "C02-34"


def test_an_adopted_target_is_judged_on_the_successor(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, t = merged
    rows = {
        row["unit_id"]: row for row in w.query("select * from marts.mart_gap_latest where target_id = ?", t["adopted"])
    }
    assert rows["P36-63"]["reason"] == "unit_dissolved"
    assert rows["P37-34"]["status"] == "met"
    assert "adopted" in flags(rows["P37-34"])


def test_history_of_a_new_territory_is_rebuilt_from_counts_only(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, t = merged
    row = w.latest(t["new"])
    assert (row["base"], row["base_source"]) == (22.5, "before_plan")
    assert "reconstructed" in flags(row)


def test_a_yearly_mean_counts_a_year_once_that_was_reported_and_rebuilt(
    merged: tuple[Warehouse, dict[str, str]],
) -> None:
    w, t = merged
    row = w.latest(t["mean"])
    assert (row["base_source"], row["base_figure"], row["actual"]) == ("baseline_period_mean", 100, 25)


def test_codes_that_change_their_name_never_meet(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, _ = merged
    rows = w.query("select distinct unit_id from marts.fct_observation where indicator_code = ? order by 1", FLOW)
    assert [row["unit_id"] for row in rows] == ["P35-63", "P36-63", "P37-34", "P37-63"]


def test_only_the_lineage_says_who_follows_whom(merged: tuple[Warehouse, dict[str, str]]) -> None:
    w, _ = merged
    row = w.one("select * from marts.admin_unit_lineage where predecessor_unit_id = 'P36-63'")
    assert (row["successor_unit_id"], row["effective_on"]) == ("P37-34", MERGER)
