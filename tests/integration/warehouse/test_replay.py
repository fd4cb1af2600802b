"""A verdict once due never changes but by a recorded flip: small worlds replayed on successive days.

What belongs here: building one world on day after day and comparing verdicts. What does not: what a verdict should be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.integration.shipped import own_shipped_world

from .project import CompiledProject
from .reading import build, read_tables
from .worlds import World, provinces

pytestmark = pytest.mark.slow

RATE = "internal_procedure_publication_rate"
FLOW = "e_work_dossier_rate"
PAYROLL = "public_service_payroll_count"
INITIATIVES = "reform_initiative_count"
DAYS = [
    date(2025, 1, 31),
    date(2025, 3, 31),
    date(2025, 6, 30),
    date(2025, 9, 30),
    date(2026, 1, 31),
    date(2026, 6, 30),
]
_LATEST = """
    select unit_id, status from marts.mart_gap_latest
    where is_due and is_counted and basis = 'own' and due_year = 2024
"""
# The unit whose promise turned: a roll-up's flip stands with the unit below that restated its part.
_FLIPS = """
    select l.unit_id
    from marts.mart_revisions as r
    inner join marts.mart_gap_latest as l on r.target_id = l.target_id and l.basis = 'own'
    where r.n_status_changed > 0
"""


def _point_of_june_then_of_december(w: World, own: str) -> None:
    w.target(w.plan(own, "1/KH", (2022, 2024)), RATE, 80, 2024)
    w.figure(RATE, own, "2024-06", 75, kind="point", published=date(2024, 7, 10))
    w.figure(RATE, own, "2024-12", 82, kind="point", published=date(2025, 5, 10))


def _another_variant_later(w: World, own: str) -> None:
    w.target(w.plan(own, "2/KH", (2022, 2024)), "online_dossier_rate", 60, 2024)
    w.figure("online_dossier_rate", own, "2024", 62, variant="published", published=date(2025, 1, 10))
    w.figure("online_dossier_rate", own, "2024", 55, variant="per_received", published=date(2025, 5, 10))


def _restated(w: World, own: str) -> None:
    w.target(w.plan(own, "3/KH", (2022, 2024)), RATE, 80, 2024)
    w.figure(RATE, own, "2024", 79, published=date(2025, 1, 10))
    w.figure(RATE, own, "2024", 81, published=date(2025, 5, 10), source="kpi/again.csv")


def _months_then_the_year(w: World, own: str) -> None:
    w.target(w.plan(own, "4/KH", (2022, 2024)), FLOW, 80, 2024)
    for month in range(1, 13):
        w.figure(FLOW, own, f"2024-{month:02d}", 81, numerator=81, denominator=100, published=date(2025, 1, 15))
    w.figure(FLOW, own, "2024", 79, published=date(2025, 4, 15), source="kpi/year.csv")


def _a_month_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "5/KH", (2022, 2024)), FLOW, 80, 2024)
    for month in range(1, 13):
        w.figure(FLOW, own, f"2024-{month:02d}", 80, numerator=80, denominator=100, published=date(2025, 1, 15))
    w.figure(
        FLOW, own, "2024-05", 60, numerator=60, denominator=100, published=date(2025, 8, 15), source="kpi/month.csv"
    )


def _a_base_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "6/KH", (2022, 2024)), PAYROLL, 10, 2024, kind="reduction", baseline="2021")
    w.figure(PAYROLL, own, "2021", 1000, published=date(2022, 1, 15))
    w.figure(PAYROLL, own, "2024", 900, published=date(2025, 1, 15))
    w.figure(PAYROLL, own, "2021", 950, published=date(2025, 8, 15), source="kpi/base.csv")


def _a_nearer_indicator_later(w: World, own: str) -> None:
    w.target(w.plan(own, "7/KH", (2022, 2024)), "online_service_full_provision_rate", 60, 2024)
    w.figure("online_service_level4_provision_rate", own, "2024", 70, published=date(2025, 1, 15))
    w.figure("online_service_full_provision_rate", own, "2024", 50, published=date(2025, 5, 15))


def _replaced_after_due(w: World, own: str) -> None:
    w.target(w.plan(own, "8/KH", (2022, 2025), issued=date(2022, 1, 5)), RATE, 70, 2024)
    w.plan(own, "9/KH", (2025, 2025), issued=date(2025, 5, 1), supersedes="8/KH")
    w.figure(RATE, own, "2024", 60, published=date(2025, 1, 15))


def _a_member_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "10/KH", (2022, 2024)), FLOW, 80, 2024, level="district")
    for name, on_time in (("a", 85), ("b", 79)):
        member = w.unit(f"{own}-{name}", "district", name, parent=own, province=own)
        w.figure(FLOW, member, "2024", on_time, numerator=on_time, denominator=100, published=date(2025, 1, 15))
    w.figure(FLOW, member, "2024", 70, numerator=70, denominator=100, published=date(2025, 8, 15), source="kpi/b.csv")


def _members_arrive(w: World, own: str) -> None:
    w.target(w.plan(own, "11/KH", (2022, 2024)), FLOW, 80, 2024, level="district")
    for name, on_time, known in (("a", 85, date(2025, 1, 15)), ("b", 70, date(2025, 8, 15))):
        member = w.unit(f"{own}-{name}", "district", name, parent=own, province=own)
        w.figure(FLOW, member, "2024", on_time, numerator=on_time, denominator=100, published=known)


def _a_growth_base_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "12/KH", (2022, 2024)), RATE, 10, 2024, kind="annual_increase", year_from=2022)
    w.figure(RATE, own, "2021", 50, published=date(2022, 1, 15))
    w.figure(RATE, own, "2024", 82, published=date(2025, 1, 15))
    w.figure(RATE, own, "2021", 55, published=date(2025, 8, 15), source="kpi/growth_base.csv")


def _months_of_a_growth_base_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "13/KH", (2022, 2024)), FLOW, 10, 2024, kind="annual_increase", year_from=2022)
    _months(w, own, 2021, 50, date(2022, 1, 15))
    w.figure(FLOW, own, "2024", 82, published=date(2025, 1, 15))
    _months(w, own, 2021, 55, date(2025, 8, 15), first=1, last=8, source="kpi/growth_months.csv")


def _months_of_a_base_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "14/KH", (2022, 2024)), FLOW, 10, 2024, kind="increase", baseline="2021")
    _months(w, own, 2021, 70, date(2022, 1, 15))
    w.figure(FLOW, own, "2024", 80.5, published=date(2025, 1, 15))
    _months(w, own, 2021, 73, date(2025, 8, 15), first=5, last=9, source="kpi/base_months.csv")


def _a_base_reported_after_its_months(w: World, own: str) -> None:
    w.target(w.plan(own, "15/KH", (2022, 2024)), FLOW, 10, 2024, kind="increase", baseline="2021")
    _months(w, own, 2021, 70, date(2022, 1, 15))
    w.figure(FLOW, own, "2024", 80.5, published=date(2025, 1, 15))
    w.figure(FLOW, own, "2021", 74, published=date(2025, 8, 15), source="kpi/base_year.csv")


def _many_months_restated_a_little(w: World, own: str) -> None:
    """No single month turns the verdict, all of them do."""
    w.target(w.plan(own, "16/KH", (2022, 2024)), FLOW, 80, 2024)
    _months(w, own, 2024, 80, date(2025, 1, 15))
    _months(w, own, 2024, 79.9, date(2025, 4, 15), source="kpi/all_months.csv")


def _restated_twice_between_two_looks(w: World, own: str) -> None:
    """The first restatement turned the verdict, the second only moved the figure on."""
    w.target(w.plan(own, "17/KH", (2022, 2024)), RATE, 80, 2024)
    w.figure(RATE, own, "2024", 81, published=date(2025, 1, 10))
    w.figure(RATE, own, "2024", 79, published=date(2025, 4, 10), source="kpi/second.csv")
    w.figure(RATE, own, "2024", 78, published=date(2025, 5, 10), source="kpi/third.csv")


def _a_year_of_a_mean_restated(w: World, own: str) -> None:
    w.target(w.plan(own, "18/KH", (2022, 2024)), PAYROLL, 10, 2024, kind="reduction", baseline="2019-2021")
    for year in (2019, 2020, 2021):
        w.figure(PAYROLL, own, str(year), 1000, published=date(2022, 1, 15))
    w.figure(PAYROLL, own, "2024", 899, published=date(2025, 1, 15))
    w.figure(PAYROLL, own, "2020", 970, published=date(2025, 8, 15), source="kpi/mean.csv")


def _a_year_of_a_sum_reported_after_its_months(w: World, own: str) -> None:
    w.target(w.plan(own, "19/KH", (2022, 2024)), INITIATIVES, 36, 2024, unit="initiatives")
    for month in range(1, 13):
        w.figure(INITIATIVES, own, f"2022-{month:02d}", 1, published=date(2023, 1, 15))
    for year in ("2023", "2024"):
        w.figure(INITIATIVES, own, year, 12, published=date(2025, 1, 15))
    w.figure(INITIATIVES, own, "2022", 11, published=date(2025, 8, 15), source="kpi/initiatives.csv")


def _a_better_source_for_the_base(w: World, own: str) -> None:
    w.target(
        w.plan(own, "20/KH", (2022, 2024)),
        "par_index_rank",
        5,
        2024,
        kind="rank_gain",
        baseline="2021",
        unit="rank_positions",
    )
    w.figure("par_index_rank", own, "2021", 30, published=date(2022, 5, 15), denominator=63)
    w.figure("par_index_rank", own, "2024", 25, published=date(2025, 1, 15), denominator=63)
    w.figure("par_index_rank", own, "2021", 29, published=date(2025, 8, 15), denominator=63, source="kpi/rank.csv")


def _months(
    w: World,
    own: str,
    year: int,
    share: float,
    published: date,
    first: int = 1,
    last: int = 12,
    source: str | None = None,
) -> None:
    for month in range(first, last + 1):
        counts = {"numerator": share * 10, "denominator": 1000}
        w.figure(FLOW, own, f"{year}-{month:02d}", share, published=published, source=source, **counts)


WORLDS: list[Callable[[World, str], None]] = [
    _point_of_june_then_of_december,
    _another_variant_later,
    _restated,
    _months_then_the_year,
    _a_month_restated,
    _a_base_restated,
    _a_nearer_indicator_later,
    _replaced_after_due,
    _a_member_restated,
    _members_arrive,
    _a_growth_base_restated,
    _months_of_a_growth_base_restated,
    _months_of_a_base_restated,
    _a_base_reported_after_its_months,
    _many_months_restated_a_little,
    _restated_twice_between_two_looks,
    _a_year_of_a_mean_restated,
    _a_year_of_a_sum_reported_after_its_months,
    _a_better_source_for_the_base,
]


Day = tuple[date, dict[str, str], set[str]]


@pytest.fixture(scope="module")
def replayed(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> list[Day]:
    """On each day the verdict of every unit's promise that is due, and the units whose flips are recorded."""
    days = []
    for day in DAYS:
        world = provinces(World(day))
        for tell in WORLDS:
            tell(world, world.unit(f"R-{tell.__name__}-63", "province", tell.__name__, parent="VN"))
        built = world.build(project, tmp_path_factory.mktemp("replay") / "tables")
        rows = [row for row in built.query(_LATEST) if row["status"] in ("met", "missed")]
        recorded = {row["unit_id"] for row in built.query(_FLIPS)}
        days.append((day, {row["unit_id"]: row["status"] for row in rows}, recorded))
    return days


# --- the shipped world, on successive days: every verdict of every promise, turned only where a revision says so ---
SHIPPED_DAYS = [
    date(2022, 6, 30),
    date(2023, 6, 30),
    date(2024, 6, 30),
    date(2025, 6, 30),
    date(2025, 12, 31),
    date(2026, 10, 31),
]
_VERDICTS = """
    select target_id, unit_id, status from marts.mart_gap_latest
    where is_due and basis = 'own' and status in ('met', 'missed')
"""
_TURNED = "select target_id from marts.mart_revisions where n_status_changed > 0"


def test_the_shipped_world_turns_no_verdict_without_a_record(
    project: CompiledProject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before: dict[tuple[str, str], str] = {}
    data = own_shipped_world(tmp_path_factory)  # its plans are read already
    for day in SHIPPED_DAYS:
        built = build(project, read_tables(data, day), day, tmp_path_factory.mktemp("day") / "tables")
        now = {(row["target_id"], row["unit_id"]): row["status"] for row in built.query(_VERDICTS)}
        recorded = {row["target_id"] for row in built.query(_TURNED)}
        turned = [key for key, status in before.items() if now.get(key) != status and key[0] not in recorded]
        assert not turned, (day, turned)
        before |= now
    assert len(before) >= 30


@pytest.mark.parametrize("tell", WORLDS, ids=lambda tell: tell.__name__.strip("_"))
def test_a_verdict_once_due_changes_by_a_recorded_flip_only(
    replayed: list[Day], tell: Callable[[World, str], None]
) -> None:
    unit, before = f"R-{tell.__name__}-63", None
    for day, verdicts, recorded in replayed:
        now = verdicts.get(unit)
        assert before in (None, now) or unit in recorded, (day, before, now)
        before = now or before
    assert before
