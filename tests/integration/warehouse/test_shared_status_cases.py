"""The small worlds of shared/cases/status, where they are at hand: each gives what its README asks.

What belongs here: which statuses each world may show and which would be false. What does not: the worlds (never
committed) and own cases (adversarial/).
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.settings import PROJECT_ROOT

from .project import CompiledProject
from .reading import build, read_tables

pytestmark = pytest.mark.slow

CASES = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared") / "cases" / "status"
SPRING, SUMMER = date(2025, 3, 31), date(2026, 6, 30)
# World, day, what the counted own promises may show; none at all where nothing may be read.
ASKED = [
    ("b26_percent_as_fraction", SPRING, {"no_data"}),
    ("b27_per_mille_figure", SPRING, {"no_data", "missed"}),
    ("b35_points_growth_met", SPRING, {"met", "not_assessable"}),
    ("b36_overdue_equals", SPRING, {"missed", "not_assessable"}),
    ("b37_direct_equals", SPRING, {"missed", "not_assessable"}),
    ("base_of_bridged_indicator", SPRING, {"on_track"}),
    ("c02_not_digitised", SPRING, {"missed", "not_assessable"}),
    ("c05_growth_vs_year", SPRING, {"met", "not_assessable"}),
    ("c06_field_scope", SPRING, {"not_assessable"}),
    ("c09_reduction_rounds_up", SPRING, {"met"}),
    ("c12_conflict_0", SPRING, {"not_assessable"}),
    ("c12_conflict_1", SPRING, {"not_assessable"}),
    ("c13_official_before_press", SPRING, {"missed"}),
    ("c14_june_point_then_december", SPRING, {"no_data"}),
    ("c14_june_point_then_december", SUMMER, {"met"}),
    ("c18_verbal_nearly", SPRING, {"missed", "not_assessable"}),
    ("c19_verbal_about", SPRING, {"not_assessable"}),
    ("c27_replaced_in_text", SPRING, {"missed"}),
    ("c35_followed_online", SPRING, {"not_assessable"}),
    ("d04_lower_count_half_year", date(2024, 8, 31), {"not_assessable"}),
    ("d05_cumulative_count", SUMMER, {"met", "not_assessable"}),
    ("d06_old_method_before_plan", date(2024, 12, 31), {"not_assessable"}),
    ("d15_same_number_two_years", SPRING, {"met", "missed"}),
    ("e01_sipas_higher_than", SPRING, {"missed", "not_assessable"}),
    ("path11", date(2024, 12, 31), {"no_data", "not_assessable"}),
]
IS_HERE = pytest.mark.skipif(not CASES.is_dir(), reason="shared/cases is not at hand (CCHC_SHARED names it)")


@IS_HERE
@pytest.mark.parametrize(("name", "as_of", "honest"), ASKED, ids=[f"{name}-{as_of}" for name, as_of, _ in ASKED])
def test_a_shared_world_shows_no_false_verdict(
    project: CompiledProject, tmp_path: Path, name: str, as_of: date, honest: set[str]
) -> None:
    built = build(project, read_tables(CASES / name, as_of), as_of, tmp_path / "tables")
    rows = built.query("select status from marts.mart_gap_latest where basis = 'own' and is_counted")
    assert {row["status"] for row in rows} <= honest


@IS_HERE
def test_milestones_of_growth_say_that_they_are_not_due_and_stand_on_their_chain(
    project: CompiledProject, tmp_path: Path
) -> None:
    day = date(2024, 12, 31)
    built = build(project, read_tables(CASES / "path11", day), day, tmp_path / "tables")
    rows = built.query("select reason, expected_chain from marts.mart_gap_latest where actual is not null")
    assert {(row["reason"], row["expected_chain"]) for row in rows} == {("step_not_due", 80.0)}


@IS_HERE
def test_no_sentence_of_an_objective_is_dropped_in_silence() -> None:
    """Each of the six is a finding or, where a number is read, withheld by its scope."""
    tables = read_tables(CASES / "e19_silent_drops", SPRING)
    told = " | ".join(tables["findings"].filter(pl.col("rule") == "number_not_read")["found"])
    for sentence in ("15 phút", "20 phút", "5‰", "4/10"):
        assert f"{sentence} (" in told, sentence
    scopes = {"other:so_voi_nam", "other:cao_hon_binh_quan_ca_nuoc"}  # «gấp 2 lần so với năm 2021» is a number of times
    assert set(tables["plan_mentions"]["scope_code"]) == scopes
