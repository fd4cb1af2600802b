"""The SQL against a second reading of the same rules, row by row, on random promises and series of a fixed seed."""

from __future__ import annotations

import calendar
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from .project import CompiledProject
from .reference import Figure, Promise, after_due, verdict
from .worlds import World, provinces

COMPARED_FLAGS = {"early", "provisional", "met_late", "lapsed"}
EDGES = {"bounded", "strict_boundary", "over_range", "borderline"}
JUDGED = {"met", "missed", "on_track", "behind"}
#: indicator, unit of the promise, direction, publication lag of the catalogue
MEASURES = {
    "higher": ("internal_procedure_publication_rate", "percent", 1, 60),
    "lower": ("onestop_waiting_minutes", "minutes", -1, 60),
    "reduction": ("public_service_payroll_count", "percent", -1, 60),
    "rank_gain": ("pci_rank", "rank_positions", -1, 150),
    "count": ("dossiers_resolved_count", "dossiers", 1, 30),
}
#: measures whose figures are compared as they are printed
EXACT = {"higher", "lower"}
PLANS = [(2021, 2025), (2021, 2025), (2021, 2030), (2022, 2023), (2023, 2023), (2024, 2024)]


def _value(chance: random.Random, measure: str, trend: float | None = None) -> tuple[float, int]:
    if trend is not None:
        value = {"higher": trend, "lower": 100 - trend, "reduction": 1000 - 2 * trend}[measure]
        return round(max(0.0, value), 0 if measure == "reduction" else 2), 0 if measure == "reduction" else 1
    if measure == "rank_gain":
        return float(chance.choice([1, chance.randint(1, 63)])), 0
    if measure == "count":
        return float(chance.randint(0, 9)), 0
    if measure == "reduction":
        return float(chance.choice([0, 1000, chance.randint(1, 1200), chance.randint(800, 1000)])), 0
    decimals = chance.choice([0, 1, 2])
    return chance.choice([0.0, 50.0, 80.0, 100.0, round(chance.uniform(0, 100), chance.choice([1, 2, 3]))]), decimals


def _series(chance: random.Random, measure: str) -> list[Figure]:
    figures = []
    ranked = 63 if measure == "rank_gain" else None
    steady = measure in {"higher", "lower", "reduction"} and chance.random() < 0.6
    level, speed = chance.uniform(10, 60), chance.uniform(2, 12)
    for year in sorted(chance.sample(range(2019, 2026), chance.choice([0, 1, 2, 3, 4, 5, 6]))):
        shapes = ["annual", "annual", "ytd"]
        shapes += {"higher": ["points"], "count": ["quarters"], "reduction": ["points"]}.get(measure, [])
        for kind, month in _periods(chance, chance.choice(shapes)):
            end = date(year, month, calendar.monthrange(year, month)[1])
            trend = min(100.0, level + speed * (year - 2019 + month / 12)) if steady else None
            value, decimals = _value(chance, measure, trend)
            bound = chance.choice([">", "<", ">=", "<="]) if kind == "annual" and chance.random() < 0.12 else None
            bound = bound if measure in {"higher", "lower"} else None
            known = end + timedelta(days=chance.choice([15, 75, 400])) if chance.random() < 0.4 else None
            population = 34 if ranked and year == 2025 else ranked
            first = Figure(end, value, decimals, kind, bound, known, population)
            figures.append(first)
            if known and kind == "annual" and chance.random() < 0.4:
                again, digits = _value(chance, measure)
                later = known + timedelta(days=chance.choice([20, 200]))
                figures.append(Figure(end, again, digits, kind, None, later, population))
    return figures


def _periods(chance: random.Random, shape: str) -> list[tuple[str, int]]:
    if shape == "points":
        return [("point", month) for month in sorted(chance.sample([3, 6, 9, 12], chance.choice([1, 2])))]
    if shape == "quarters":
        return [("quarter", 3 * q) for q in range(1, chance.choice([1, 2, 3, 4, 4]) + 1)]
    if shape == "ytd":
        return [("ytd", month) for month in sorted(chance.sample([6, 9], chance.choice([1, 2])))]
    return [("ytd", 6), ("annual", 12)] if chance.random() < 0.3 else [("annual", 12)]


def _promise(chance: random.Random, measure: str) -> Promise:
    _, _, direction, lag = MEASURES[measure]
    plan = chance.choice(PLANS)
    due = chance.choice([plan[0], plan[1], chance.randint(*plan)])
    kind = measure if measure in {"reduction", "rank_gain", "count"} else "level"
    value = _value(chance, measure)[0] if kind in {"level", "count"} else float(chance.randint(0, 12))
    toward = [">=", ">"] if direction > 0 or kind in {"reduction", "rank_gain"} else ["<=", "<"]
    ops = [*toward, toward[0], "=", *([">=", "<="] if kind == "level" else [])]
    op = chance.choice([*ops, "range"] if kind == "level" else ops)
    baseline = chance.choice([2019, 2020, 2021, 2022]) if kind in {"reduction", "rank_gain"} else None
    return Promise(kind, direction, op, value, value + 7 if op == "range" else None, due, plan, lag, baseline)


def _cases(seed: int, n: int) -> list[tuple[str, Promise, list[Figure]]]:
    chance = random.Random(seed)
    cases = []
    for number in range(n):
        measure = chance.choice(["higher", "higher", *MEASURES])
        promise, series = _promise(chance, measure), _series(chance, measure)
        cases.append((measure, promise, _near_the_bound(number, promise, series) if measure in EXACT else series))
    return cases


def _near_the_bound(number: int, p: Promise, series: list[Figure]) -> list[Figure]:
    """Now and then a figure that its printed digits part from the promise, or put upon it."""
    chance = random.Random(number)
    return [
        replace(f, value=max(0.0, round(p.value + chance.choice([-0.5, -0.05, -0.005, -0.004, 0.004, 0.049]), 3)))
        if chance.random() < 0.1
        else f
        for f in series
    ]


def _world(cases: list[tuple[str, Promise, list[Figure]]], as_of: date) -> tuple[World, list[str]]:
    w, ids = provinces(World(as_of)), []
    for number, (measure, p, figures) in enumerate(cases):
        indicator, unit_of_measure, _, _ = MEASURES[measure]
        unit = w.unit(f"R{number:03d}-63", "province", f"Reference {number}", parent="VN")
        plan = w.plan(unit, f"{number}/KH", p.plan, issued=date(p.plan[0], 1, 5))
        ids.append(
            w.target(
                plan,
                indicator,
                p.value,
                p.due,
                op=p.op,
                high=p.high,
                unit=unit_of_measure,
                kind="level" if p.kind == "count" else p.kind,
                baseline=str(p.baseline) if p.baseline else None,
            )
        )
        for place, f in enumerate(figures):
            kind = {"point": "point", "ytd": "year_to_date"}.get(f.kind, "period")
            w.figure(
                indicator,
                unit,
                _label(f),
                f.value,
                kind=kind,
                decimals=f.decimals,
                bound=f.bound,
                published=f.known,
                denominator=f.n_ranked,
                source=f"kpi/{place}.csv",
            )
    return w, ids


def _label(f: Figure) -> str:
    if f.kind == "annual":
        return str(f.end.year)
    if f.kind == "ytd":
        return f"{f.end.year}-01-01..{f.end.isoformat()}"
    if f.kind == "quarter":
        return f"{f.end.year}-Q{f.end.month // 3}"
    return f"{f.end.isoformat()}..{f.end.isoformat()}"


def _differences(row: dict[str, Any], p: Promise, figures: list[Figure], as_of: date) -> list[str]:
    want = verdict(p, figures, row["year"], as_of)
    flags = set(want.flags) | (after_due(p, figures, row["year"], as_of) if row["is_due"] else set())
    compared = COMPARED_FLAGS if want.status == "met" else COMPARED_FLAGS - {"provisional"}
    compared = compared | EDGES if want.status in JUDGED else compared
    flags = flags if want.status in JUDGED else flags - EDGES
    found = {
        "verdict": ((row["status"], row["reason"], row["severity"]), (want.status, want.reason, want.severity)),
        "flags": (set(row["flags"].split("|")) & compared, flags),
    }
    if want.gap is not None:
        found["gap"] = (_number(row["gap"]), _number(want.gap))
    if want.status in {"on_track", "behind"}:
        found["required"] = (_number(row["required_per_year"]), _number(want.required))
        found["projected"] = (_number(row["projected_at_due"]), _number(want.projected))
    if want.status in JUDGED:
        found["expected"] = (_number(row["expected"]), _number(want.expected))
        found["pace"] = (_number(row["pace_ratio"]), _number(want.pace))
    return [f"{name}: sql {sql}, reference {ours}" for name, (sql, ours) in found.items() if sql != ours]


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6) + 0.0


def _compare(project: CompiledProject, folder: Path, cases: list[Any], as_of: date) -> tuple[list[str], int, set[str]]:
    world, ids = _world(cases, as_of)
    w = world.build(project, folder)
    rows = w.query(
        "select * from marts.mart_gap_to_target where basis = 'own' and not is_generated order by target_id, year"
    )
    by_id = dict(zip(ids, cases, strict=True))
    wrong, outcomes = [], set()
    for row in rows:
        measure, p, figures = by_id[row["target_id"]]
        outcomes |= {row["reason"] or row["severity"] or row["status"], *(set(row["flags"].split("|")) & EDGES)}
        for difference in _differences(row, p, figures, as_of):
            wrong.append(f"{ids.index(row['target_id'])} {measure} {row['year']}: {difference}\n  {p}\n  {figures}")
    return wrong, len(rows), outcomes


DAYS = [
    date(2025, 3, 31),
    *(pytest.param(day, marks=pytest.mark.slow) for day in (date(2024, 2, 29), date(2024, 12, 31))),
]


@pytest.mark.parametrize("as_of", DAYS)
def test_sql_and_second_reading_agree(project: CompiledProject, tmp_path: Path, as_of: date) -> None:
    wrong, n_rows, outcomes = _compare(project, tmp_path, _cases(4, 220), as_of)
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:12])
    assert n_rows > 400
    assert {"met", "missed", "on_track", "accelerate", "far_behind", "never_reported", *EDGES} <= outcomes, outcomes


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 12, 13])
@pytest.mark.parametrize("as_of", [date(2023, 12, 31), date(2024, 3, 1), date(2026, 1, 31)])
def test_sql_and_second_reading_agree_on_more(project: CompiledProject, tmp_path: Path, seed: int, as_of: date) -> None:
    wrong, _, _ = _compare(project, tmp_path, _cases(seed, 300), as_of)
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:12])
