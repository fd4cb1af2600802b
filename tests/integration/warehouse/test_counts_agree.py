"""One counting rule: `is_counted`, the scorecard, the first screen and the UI say the same, on four worlds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.publishing.answers import STATUSES, Answers, answers

from .project import CompiledProject
from .worlds import Warehouse, World, provinces

RATE = "online_dossier_rate"
DIGITISED = "result_digitization_rate"


def growth(world: World) -> None:
    """A rule of yearly growth at three levels beside a plain promise."""
    plan = world.plan("P11-63", "1/KH", (2021, 2025))
    for level, value in (("province", 30), ("district", 20), ("commune", 15)):
        world.target(plan, DIGITISED, value, 2021, level=level)
        world.target(plan, DIGITISED, 20, 2025, kind="annual_increase", year_from=2022, level=level)
    world.target(plan, RATE, 80, 2025)
    for year, value in (("2021", 35), ("2022", 45), ("2023", 71)):
        world.figure(DIGITISED, "P11-63", year, value, coverage="province")


def replaced(world: World) -> None:
    """An extract beside its official text, and a national target that measures the same province."""
    nation = world.plan("VN", "76/NQ-CP", (2021, 2030), level="national", origin="extract")
    world.target(nation, "sipas_index", 90, 2024, area="apparatus")
    for origin in ("extract", "official"):
        world.target(world.plan("P11-63", "20/KH", origin=origin), RATE, 80, 2024, mentions=2)
    world.figure("sipas_index", "P11-63", "2024", 82.96)
    world.figure(RATE, "P11-63", "2024", 79)


def mixed(world: World) -> None:
    """Met, missed, under way and not to be judged, of a province and a commune."""
    plan = world.plan("P11-63", "30/KH", (2021, 2025))
    world.target(plan, RATE, 50, 2023)
    world.target(plan, RATE, 95, 2023)
    world.target(plan, None, 7, 2025, unit="persons")
    below = world.plan("C01-63", "31/KH", (2021, 2030), level="commune")
    world.target(below, RATE, 90, 2030)
    for year, value in (("2020", 40), ("2023", 60), ("2024", 66)):
        world.figure(RATE, "P11-63", year, value)
        world.figure(RATE, "C01-63", year, value)


def said_twice(world: World) -> None:
    """One promise in the plan of the period and in that of its last year, beside a stricter one and an earlier one."""
    period = world.plan("P11-63", "40/KH", (2021, 2024))
    for value, year in ((80, 2024), (70, 2023)):
        world.target(period, RATE, value, year)
    of_year = world.plan("P11-63", "41/KH", (2024, 2024), issued=date(2024, 1, 5))
    for value in (80, 85):
        world.target(of_year, RATE, value, 2024)
    for year, value in (("2023", 75), ("2024", 82)):
        world.figure(RATE, "P11-63", year, value)


# Two in each run (verdicts of every kind; a promise made twice), the others where slow tests are.
SLOW = [pytest.param(fill, marks=pytest.mark.slow) for fill in (growth, replaced)]


@pytest.fixture(scope="module", params=[mixed, said_twice, *SLOW], ids=lambda fill: fill.__name__)
def built(
    request: pytest.FixtureRequest, project: CompiledProject, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    world = provinces(World(date(2025, 3, 31)))
    request.param(world)
    return world.build(project, tmp_path_factory.mktemp(request.param.__name__))


def first_screen(built: Warehouse) -> Answers:
    names = ("mart_gap_latest", "dim_plan", "dim_term")
    return answers(*(pl.DataFrame(built.db.execute(f"select * from marts.{name}").pl()) for name in names))


def test_the_scorecard_the_flag_and_the_first_screen_count_the_same(built: Warehouse) -> None:
    flagged = Counter(row["status"] for row in built.query("select status from marts.mart_gap_latest where is_counted"))
    sums = ", ".join(f"coalesce(sum(n_{status}), 0) as {status}" for status in STATUSES)
    card = built.one(f"select {sums} from marts.mart_scorecard")
    assert flagged and {status: flagged.get(status, 0) for status in STATUSES} == card == first_screen(built).totals


def test_a_promise_that_two_documents_make_alike_counts_once_and_both_are_shown(
    project: CompiledProject, tmp_path: Path
) -> None:
    world = provinces(World(date(2025, 3, 31)))
    said_twice(world)
    rows = world.build(project, tmp_path / "tables").query(
        "select document_number, target_value, due_year, status, is_counted, target_id, counted_with_target_id"
        " from marts.mart_gap_latest order by document_number, due_year, target_value"
    )
    shown = [(r["document_number"], r["target_value"], r["due_year"], r["status"], r["is_counted"]) for r in rows]
    assert shown == [
        ("40/KH", 70, 2023, "met", True),
        ("40/KH", 80, 2024, "met", False),
        ("41/KH", 80, 2024, "met", True),
        ("41/KH", 85, 2024, "missed", True),
    ]
    assert [row["counted_with_target_id"] for row in rows] == [None, rows[2]["target_id"], None, None]


def test_the_counts_of_the_places_add_up_to_what_the_screen_lists(built: Warehouse) -> None:
    latest = first_screen(built)
    listed = (latest.decided, latest.known, latest.unpublished, latest.unjudged)
    assert latest.counts["commitments"].sum() == latest.counted == sum(part.height for part in listed)


def test_the_rule_that_is_said_is_the_rule_that_is_described(built: Warehouse) -> None:
    from pipelines.publishing.dictionary import load_dictionary

    said = built.one("select name_vi, name_en from marts.dim_term where term_list = 'counting'")
    comment = load_dictionary().models["mart_gap_latest"].columns["is_counted"].comment
    assert said["name_vi"] in comment and said["name_en"] in comment
