"""What must hold for any promise and any series: worlds of many promises drawn from a seed, each built once.

A world is drawn whole: shrinking two hundred promises would help nobody. One seed in each run, more in the slow tests.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from .project import CompiledProject
from .worlds import Warehouse, World, provinces

AS_OF = date(2024, 6, 30)
HIGHER, LOWER, FLOW = "internal_procedure_publication_rate", "onestop_waiting_minutes", "e_work_dossier_rate"
STATUSES = {"met", "on_track", "behind", "missed", "no_data", "not_assessable"}
RANK = {"missed": 0, "behind": 1, "on_track": 2, "met": 3}
SLOW_SEEDS = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(4)]
SEEDS = [0, *SLOW_SEEDS[1:]]


def _number(chance: random.Random) -> float:
    return chance.choice([0.0, 100.0, 50.0, round(chance.uniform(0, 100), 2), round(chance.uniform(0, 100), 2)])


def _promise(chance: random.Random) -> dict[str, Any]:
    def number() -> float:
        return _number(chance)

    years = chance.sample(range(2018, 2025), chance.randint(0, 5))
    return {
        "indicator": chance.choice([HIGHER, HIGHER, LOWER, FLOW, None]),
        "value": number(),
        "op": chance.choice([">=", ">=", ">", "<=", "<", "=", "range"]),
        "year": chance.choice([2021, 2022, 2023, 2024, 2025, 2030, None]),
        "kind": chance.choice(["level", "level", "level", "reduction", "annual_increase", "rank_gain"]),
        "level": chance.choice([None, None, "province", "district", "commune"]),
        "years": chance.choice([(2021, 2025), (2022, 2022), (2021, 2030), (2026, 2030), None]),
        "series": {year: chance.choice([number(), number(), None]) for year in years},
        "bound": chance.choice([None, None, None, ">", "<"]),
        "decimals": chance.randint(0, 2),
    }


def _promises(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [_promise(chance) for _ in range(200)]


def _world(cases: list[dict[str, Any]]) -> tuple[World, list[str]]:
    w = provinces(World(AS_OF))
    ids = []
    for number, case in enumerate(cases):
        unit = w.unit(f"X{number:03d}-63", "commune", f"Xã {number}", parent="P11-63", province="P11-63")
        plan = w.plan(unit, f"{number}/KH", case["years"], level="commune", issued=date(2021, 1, 1))
        measure = {HIGHER: "percent", LOWER: "minutes", FLOW: "percent", None: "percent"}[case["indicator"]]
        if case["kind"] == "rank_gain":
            measure = "rank_positions"
        high = case["value"] + 5 if case["op"] == "range" else None
        ids.append(
            w.target(
                plan,
                case["indicator"],
                case["value"],
                case["year"],
                op=case["op"],
                kind=case["kind"],
                high=high,
                level=case["level"],
                unit=measure if case["kind"] != "reduction" else "percent",
            )
        )
        for year, value in case["series"].items():
            when = "2024-06" if year == 2024 else str(year)
            w.figure(
                case["indicator"] or HIGHER,
                unit,
                when,
                value,
                bound=case["bound"],
                decimals=case["decimals"],
                denominator=0 if value is None else None,
                numerator=0 if value is None else None,
            )
    return w, ids


@dataclass
class Drawn:
    """A world of random promises, and its warehouse."""

    world: World
    ids: list[str]
    built: Warehouse
    chance: random.Random


@pytest.fixture(scope="module", params=SEEDS)
def drawn(request: pytest.FixtureRequest, project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    world, ids = _world(_promises(request.param))
    built = world.build(project, tmp_path_factory.mktemp("drawn"))
    return Drawn(world, ids, built, random.Random(request.param))


def _rows(w: Warehouse, mart: str, order: str) -> list[dict[str, Any]]:
    return w.query(f"select * from marts.{mart} order by {order}")


def test_every_promise_has_exactly_one_status_and_its_reason(drawn: Drawn) -> None:
    w = drawn.built
    own = [
        row
        for row in _rows(w, "mart_gap_latest", "target_id, unit_id")
        if row["basis"] == "own" and not row["is_generated"]
    ]
    assert sorted(row["target_id"] for row in own) == sorted(drawn.ids)
    for row in _rows(w, "mart_gap_to_target", "target_id, unit_id, year"):
        assert row["status"] in STATUSES
        needs_reason = row["status"] in {"no_data", "not_assessable"}
        assert (row["reason"] is not None) == needs_reason or row["reason"] == "baseline_met_then_fell", row["status"]
        assert (row["severity"] is not None) == (row["status"] == "behind")
        assert not (row["status"] == "missed" and not row["is_due"])
        assert not (row["status"] in {"behind", "on_track"} and row["is_due"])
        # Zero, null and missing never change places.
        assert (row["actual_figure"] is None) == (row["figure_role"] == "none")
        if row["reason"] == "never_reported":
            assert row["actual"] is None and row["gap"] is None and row["remaining"] is None


def test_every_number_of_a_row_comes_from_its_own_columns(drawn: Drawn) -> None:
    rows = _rows(drawn.built, "mart_gap_to_target", "target_id, unit_id, year")
    seen = {"gap": 0, "expected": 0, "pace": 0}
    for r in rows:
        if r["gap"] is not None:
            seen["gap"] += 1
            gap = (Decimal(str(r["actual"])) - Decimal(str(r["target_value"]))) * r["direction"]
            assert r["gap"] == pytest.approx(float(gap), abs=1e-9)
            assert r["remaining"] == pytest.approx(max(0.0, -r["gap"]), abs=1e-12)
        if r["actual"] is not None and r["actual"] and r["target_value"]:
            over = r["actual"] / r["target_value"]
            lower = r["target_kind"] == "level" and r["direction"] == -1
            assert r["attainment"] == pytest.approx(1 / over if lower else over)
        if r["expected"] is not None and r["path"] != "step":
            seen["expected"] += 1
            share = (r["actual_t"] - r["base_t"]) / (r["due_year"] - r["base_t"])
            assert r["expected"] == pytest.approx(r["base"] + (r["target_value"] - r["base"]) * share)
        if r["pace_ratio"] is not None:
            seen["pace"] += 1
            gone = (r["actual"] - r["base"]) * r["direction"] / (r["actual_t"] - r["base_t"])
            to_go = (r["target_value"] - r["base"]) * r["direction"] / (r["due_year"] - r["base_t"])
            assert r["pace_ratio"] == pytest.approx(gone / to_go)
            reached = (r["actual"] - r["expected"]) * r["direction"] >= -1e-9
            assert (r["pace_ratio"] >= 1 - 1e-9) == reached
        if r["required_per_year"] is not None:
            assert r["required_per_year"] == pytest.approx(
                (r["target_value"] - r["actual"]) / (r["due_year"] - r["actual_t"])
            )
        if r["status"] in {"on_track", "behind"} and r["pace_ratio"] is not None and r["reason"] is None:
            pace = round(r["pace_ratio"], 9)
            word = "on_track" if pace >= r["pace_on_track_min"] else "behind"
            assert r["status"] == word
    assert min(seen.values()) > 0, seen


def test_results_do_not_depend_on_the_order_of_input(project: CompiledProject, tmp_path: Path, drawn: Drawn) -> None:
    marts = {
        "mart_gap_to_target": "target_id, unit_id, year",
        "fct_observation": "observation_id",
        "mart_scorecard": "unit_id, area_code, year",
    }
    before = {mart: _rows(drawn.built, mart, order) for mart, order in marts.items()}
    for rows in drawn.world.rows.values():
        drawn.chance.shuffle(rows)
    second = drawn.world.build(project, tmp_path)
    assert {mart: _rows(second, mart, order) for mart, order in marts.items()} == before


@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_a_better_figure_never_worsens_the_status(project: CompiledProject, tmp_path: Path, seed: int) -> None:
    w, chance = provinces(World(AS_OF)), random.Random(seed)
    groups: list[list[tuple[float, str]]] = []
    for number in range(30):
        base, target, *figures = (_number(chance) for _ in range(6))
        for year in (2022, 2026):
            group = []
            for place, figure in enumerate(sorted(figures)):
                unit = w.unit(
                    f"M{number:02d}{place}{year}-63",
                    "commune",
                    f"Xã {number} {place}",
                    parent="P11-63",
                    province="P11-63",
                )
                plan = w.plan(unit, f"{number}/{place}/{year}", (2021, year), level="commune")
                group.append((figure, w.target(plan, HIGHER, target, year)))
                w.figure(HIGHER, unit, "2020", base, decimals=2)
                w.figure(HIGHER, unit, "2022", figure, decimals=2)
            groups.append(group)
    built = w.build(project, tmp_path)
    status = {
        row["target_id"]: row for row in _rows(built, "mart_gap_latest", "target_id, unit_id") if row["basis"] == "own"
    }
    for group in groups:
        ranks = [RANK[status[target]["status"]] for _, target in group if status[target]["status"] in RANK]
        assert ranks == sorted(ranks), [(figure, status[target]["status"]) for figure, target in group]
        gaps = [status[target]["gap"] for _, target in group]
        assert gaps == sorted(gaps)


@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_gap_is_antisymmetric_in_the_direction(project: CompiledProject, tmp_path: Path, seed: int) -> None:
    w, chance = provinces(World(AS_OF)), random.Random(seed)
    pairs = []
    for number in range(60):
        target, figure = _number(chance), _number(chance)
        unit = w.unit(f"A{number:02d}-63", "commune", f"Xã {number}", parent="P11-63", province="P11-63")
        plan = w.plan(unit, f"{number}/KH", (2021, 2023), level="commune")
        pairs.append(
            (w.target(plan, HIGHER, target, 2023, op="="), w.target(plan, LOWER, target, 2023, op="=", unit="minutes"))
        )
        w.figure(HIGHER, unit, "2023", figure, decimals=2)
        w.figure(LOWER, unit, "2023", figure, decimals=2)
    built = w.build(project, tmp_path)
    for higher, lower in pairs:
        up, down = built.latest(higher), built.latest(lower)
        assert up["gap"] == pytest.approx(-down["gap"], abs=1e-12)
        assert up["gap"] == 0 or {up["status"], down["status"]} == {"met", "missed"}


@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_precedence_is_total(project: CompiledProject, tmp_path: Path, seed: int) -> None:
    w, chance = provinces(World(AS_OF)), random.Random(seed)
    for number in range(24):
        years = chance.choice([(2021, 2025), (2024, 2024), (2021, 2030)])
        due, month, value = chance.choice([2024, 2025, 2030]), chance.randint(1, 3), _number(chance)
        issuer, level = (("P11-63", "province"), ("VN", "national"))[number % 2]
        plan = w.plan(issuer, f"{number}/KH", years, issued=date(2021, month, 1), level=level)
        w.target(plan, HIGHER, value, due)
    w.figure(HIGHER, "P11-63", "2023", 50)
    built = w.build(project, tmp_path)
    rows = built.query(
        "select year, count(*) filter (is_operative) as n, count(*) filter (due_year >= year) as candidates"
        " from marts.mart_gap_to_target where unit_id = 'P11-63' group by year"
    )
    assert rows
    assert all(row["n"] == (1 if row["candidates"] else 0) for row in rows), rows
