"""The worked cases of the gap rules, each on the real models (docs/design.md, section 6)."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from pipelines.settings import PROJECT_ROOT

from .project import CompiledProject
from .worlds import Warehouse, World, provinces

SHARED = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared")


def _flags(row: dict) -> set[str]:
    return set(row["flags"].split("|")) - {""}


def _verdict(row: dict) -> tuple:
    return row["status"], row["reason"], row["severity"]


class Cases:
    """One world in early 2026 that holds every case whose date does not matter."""

    def __init__(self, project: CompiledProject, folder: Path) -> None:
        w = provinces(World(date(2026, 3, 31)))
        self.t: dict[str, str] = {}
        t = self.t

        # Điện Biên: one plan to 2030 with horizons 2025 and 2030.
        plan = w.plan("P11-63", "3074/QĐ-UBND", (2021, 2030), issued=date(2021, 11, 29))
        t["sipas_2025"] = w.target(plan, "sipas_index", 90, 2025, area="apparatus")
        t["sipas_2030"] = w.target(plan, "sipas_index", 95, 2030, area="apparatus")
        w.figure("sipas_index", "P11-63", "2022", 78.63)
        w.figure("sipas_index", "P11-63", "2024", 82.96)
        t["growth_without_base"] = w.target(plan, "electronic_result_rate", 20, 2025, kind="annual_increase")
        t["payroll_2025"] = w.target(
            plan, "public_service_payroll_reduction_rate", 10, 2030, kind="reduction", baseline="2021", area="apparatus"
        )
        t["units_without_base"] = w.target(
            plan, "public_service_unit_reduction_rate", 10, 2025, kind="reduction", baseline="2021", area="apparatus"
        )
        w.figure("public_service_payroll_count", "P11-63", "2021-12-31..2021-12-31", 20000, kind="point")
        w.figure("public_service_payroll_count", "P11-63", "2024-12-31..2024-12-31", 18500, kind="point")
        t["fell_below_base"] = w.target(plan, "internal_procedure_publication_rate", 80, 2030)
        w.figure("internal_procedure_publication_rate", "P11-63", "2020", 82)
        w.figure("internal_procedure_publication_rate", "P11-63", "2024", 78)
        t["fell_back"] = w.target(plan, "no_resubmission_rate", 80, 2030)
        for year, value in (("2020", 60), ("2022", 85), ("2024", 78)):
            w.figure("no_resubmission_rate", "P11-63", year, value)
        t["district_2030"] = w.target(
            plan, "e_work_dossier_rate", 90, 2030, level="district", area="digital_government"
        )
        w.figure("e_work_dossier_rate", "P11-63", "2020", 50, coverage="district")
        w.figure("e_work_dossier_rate", "P11-63", "2024", 84, coverage="district")
        t["district_2024"] = w.target(
            plan, "e_work_dossier_rate", 80, 2024, level="district", area="digital_government"
        )
        t["college"] = w.target(
            plan,
            "commune_staff_university_rate",
            100,
            2030,
            op="=",
            level="commune",
            scope_code="college_or_university",
        )
        w.figure("commune_staff_university_rate", "P11-63", "2024", 61, coverage="commune")
        nation = w.plan("VN", "76/NQ-CP", (2021, 2030), issued=date(2021, 7, 15), level="national")
        t["national_university"] = w.target(nation, "commune_staff_university_rate", 100, 2030, op="=", level="commune")
        t["national_sipas"] = w.target(nation, "sipas_index", 90, 2025, area="apparatus")

        # Yên Bái 2022, a plan for one year, assessed after the province's end.
        year = w.plan("P15-63", "25/KH-UBND", (2022, 2022), issued=date(2022, 1, 20))
        t["yb_sipas"] = w.target(year, "sipas_index", 90, 2022, op=">", area="steering")
        w.figure("sipas_index", "P15-63", "2022", 90.0, printed="90,0", decimals=1)
        t["yb_rank"] = w.target(
            year, "par_index_rank", 2, 2022, kind="rank_gain", unit="rank_positions", baseline="2021", area="steering"
        )
        w.figure("par_index_rank", "P15-63", "2021", 21)
        w.figure("par_index_rank", "P15-63", "2022", 19)

        # Nam Định: digitisation at three levels.
        plan = w.plan("P36-63", "13-CTr/TU", (2021, 2025), issued=date(2021, 9, 1))
        for level, value in (("province", 30), ("district", 20), ("commune", 15)):
            t[f"nd_{level}"] = w.target(plan, "result_digitization_rate", value, 2021, level=level)
        t["nd_growth"] = w.target(plan, "result_digitization_rate", 20, 2025, kind="annual_increase", year_from=2022)
        actual = {
            "province": {2021: 31, 2022: 55, 2023: 70, 2024: 88},
            "district": {2021: 20, 2022: 38, 2023: 61, 2024: 83},
            "commune": {2021: 9, 2022: 35, 2023: 60},
        }
        for level, values in actual.items():
            for when, value in values.items():
                w.figure("result_digitization_rate", "P36-63", str(when), value, coverage=level)
        w.figure("result_digitization_rate", "P37-34", "2025-12-31..2025-12-31", 77, coverage="province", kind="point")

        # Due passed with only an older figure.
        plan = w.plan("P10-63", "144/KH-UBND", (2021, 2024), issued=date(2021, 5, 1))
        t["older_only"] = w.target(plan, "online_dossier_rate", 50, 2024)
        w.figure("online_dossier_rate", "P10-63", "2023", 62, variant="per_received")
        self.w: Warehouse = w.build(project, folder)

    def latest(self, name: str) -> dict:
        return self.w.latest(self.t[name])


@pytest.fixture(scope="session")
def cases(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    return Cases(project, tmp_path_factory.mktemp("cases"))


def test_nam_dinh_digitisation_makes_one_milestone_a_year_and_level(cases: Cases) -> None:
    rows = cases.w.query(
        "select coverage_level, due_year, max(target_value) as v"
        " from marts.mart_gap_to_target where generated_from_target_id = ?"
        " group by all order by all",
        cases.t["nd_growth"],
    )
    made = {(row["coverage_level"], row["due_year"]): row["v"] for row in rows}
    stated = {"province": 30, "district": 20, "commune": 15}
    assert [made["province", y] for y in range(2022, 2026)] == [50, 70, 90, 100]
    assert [made["district", y] for y in range(2022, 2026)] == [40, 60, 80, 100]
    assert [made["commune", y] for y in range(2022, 2026)] == [35, 55, 75, 95]
    assert len(made) == 12
    assert {level: cases.latest(f"nd_{level}")["target_value"] for level in stated} == stated


@pytest.mark.parametrize(
    ("level", "year", "expected"),
    [
        ("province", 2022, ("met", None, None)),
        ("province", 2023, ("met", None, None)),
        ("province", 2024, ("missed", None, None)),
        ("district", 2022, ("missed", None, None)),
        ("district", 2024, ("met", None, None)),
        ("commune", 2022, ("met", None, None)),
        ("commune", 2024, ("no_data", "overdue_publication", None)),
        ("province", 2025, ("not_assessable", "unit_dissolved", None)),
    ],
)
def test_nam_dinh_digitisation_2021_2025_at_three_levels(cases: Cases, level: str, year: int, expected: tuple) -> None:
    row = cases.w.latest(f"{cases.t['nd_growth']}:{year}:{level}")
    assert _verdict(row) == expected
    assert "generated_milestone" in _flags(row)


def test_nam_dinh_after_the_merger_freezes_its_last_gap_and_shows_the_successor(cases: Cases) -> None:
    row = cases.w.latest(f"{cases.t['nd_growth']}:2025:province")
    assert _verdict(row) == ("not_assessable", "unit_dissolved", None)
    assert (row["actual"], row["last_known_gap"], row["figure_role"]) == (88, -12, "last_known")
    assert (row["successor_unit_id"], row["successor_actual"]) == ("P37-34", 77)


def test_nam_dinh_stated_2021_targets_keep_their_verdicts(cases: Cases) -> None:
    found = {level: cases.latest(f"nd_{level}")["status"] for level in ("province", "district", "commune")}
    assert found == {"province": "met", "district": "met", "commune": "missed"}


def test_growth_statement_shows_its_weakest_level_and_is_not_counted(cases: Cases) -> None:
    row = cases.latest("nd_growth")
    assert row["is_container"] and not row["is_counted"]
    assert "milestones_generated" in _flags(row)


def test_yen_bai_2022_sipas_above_90_is_missed_at_90_exactly(cases: Cases) -> None:
    row = cases.latest("yb_sipas")
    assert _verdict(row) == ("missed", None, None)
    assert row["gap"] == 0
    assert "strict_boundary" in _flags(row)


def test_yen_bai_2022_par_index_gains_two_ranks(cases: Cases) -> None:
    row = cases.latest("yb_rank")
    assert (row["status"], row["actual"], row["base_figure"], row["actual_figure"], row["gap"]) == ("met", 2, 21, 19, 0)


def test_yen_bai_2022_verdicts_stay_after_the_merger(cases: Cases) -> None:
    assert {cases.latest(name)["status"] for name in ("yb_sipas", "yb_rank")} == {"missed", "met"}


def test_dien_bien_sipas_2025_awaits_publication_in_march_2026(cases: Cases) -> None:
    row = cases.latest("sipas_2025")
    assert _verdict(row) == ("no_data", "awaiting_publication", None)
    assert (row["last_known_met"], row["last_known_gap"]) == (False, pytest.approx(-7.04))


def test_dien_bien_sipas_was_far_behind_90_in_2025_and_is_on_track_for_95(cases: Cases) -> None:
    row = cases.w.row(cases.t["sipas_2025"], 2024)
    assert _verdict(row) == ("behind", None, "far_behind")
    assert row["pace_ratio"] == pytest.approx((4.33 / 2) / (11.37 / 3))
    assert row["expected"] == pytest.approx(78.63 + 11.37 * 2 / 3)
    row = cases.latest("sipas_2030")
    assert _verdict(row) == ("on_track", None, None)
    assert row["pace_ratio"] == pytest.approx((4.33 / 2) / (16.37 / 8))
    assert row["base_source"] == "first_inside_plan"


def test_dien_bien_growth_without_a_base_is_base_missing(cases: Cases) -> None:
    assert _verdict(cases.latest("growth_without_base")) == ("not_assessable", "base_missing", None)


def test_payroll_minus_10_percent_against_2021_measures_the_achieved_reduction(cases: Cases) -> None:
    row = cases.latest("payroll_2025")
    assert (row["actual"], row["base_figure"], row["actual_figure"]) == (7.5, 20000, 18500)
    assert row["pace_ratio"] == pytest.approx((7.5 / 3) / (10 / 9))
    assert row["status"] == "on_track"
    assert _verdict(cases.latest("units_without_base")) == ("not_assessable", "base_missing", None)


def test_base_82_target_80_now_78_is_reversing(cases: Cases) -> None:
    row = cases.latest("fell_below_base")
    assert _verdict(row) == ("behind", "baseline_met_then_fell", "reversing")
    assert row["gap"] == -2


def test_due_passed_with_only_an_older_figure_is_overdue(cases: Cases) -> None:
    row = cases.latest("older_only")
    assert _verdict(row) == ("no_data", "overdue_publication", None)
    assert row["last_known_met"] is True
    assert row["last_known_gap"] == 12


def test_early_met_then_fallen_back_is_judged_by_pace_and_flagged(cases: Cases) -> None:
    row = cases.latest("fell_back")
    assert row["status"] == "on_track"
    assert "fell_back" in _flags(row)
    assert "early" in _flags(cases.w.row(cases.t["fell_back"], 2022))


def test_district_targets_in_2026_are_abolished_with_the_level_and_earlier_verdicts_stay(cases: Cases) -> None:
    row = cases.latest("district_2030")
    assert _verdict(row) == ("not_assessable", "level_abolished", None)
    assert row["last_known_gap"] == -6
    assert cases.latest("district_2024")["status"] == "met"


def test_dien_bien_commune_staff_wording_is_another_definition_and_weaker_than_the_national_one(cases: Cases) -> None:
    assert _verdict(cases.latest("college")) == ("not_assessable", "definition_mismatch", None)
    row = cases.w.one("select * from marts.mart_plan_alignment where own_target_id = ?", cases.t["college"])
    assert row["verdict"] == "weaker"
    assert row["benchmark_target_id"] == cases.t["national_university"]


def test_yen_bai_2022_papi_half_of_the_components_in_the_upper_groups(project: CompiledProject, tmp_path: Path) -> None:
    panels = SHARED / "data" / "papi_pci_panels.csv"
    if not panels.is_file():
        pytest.skip(f"{panels} is not there (CCHC_SHARED)")
    with panels.open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if r["indicator"].startswith("PAPI_D") and r["period"] == "2022"]
    parts = sorted({r["indicator"] for r in rows})
    own = {r["indicator"]: float(r["value"]) for r in rows if r["province"] == "Yên Bái"}
    upper = [p for p in parts if p in own and own[p] >= median(float(r["value"]) for r in rows if r["indicator"] == p)]
    assert own, "Yên Bái 2022 is in the panels"
    w = provinces(World(date(2023, 12, 31)))
    target = w.target(
        w.plan("P15-63", "25/KH-UBND", (2022, 2022)), "papi_component_upper_half_rate", 50, 2022, area="steering"
    )
    w.figure(
        "papi_component_upper_half_rate",
        "P15-63",
        "2022",
        100 * len(upper) / len(own),
        numerator=len(upper),
        denominator=len(own),
    )
    row = w.build(project, tmp_path).latest(target)
    assert row["status"] == ("met" if 2 * len(upper) >= len(own) else "missed")
    assert row["gap"] == pytest.approx(100 * len(upper) / len(own) - 50)
