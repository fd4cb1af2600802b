"""`make bench`: what a run costs on many generated observations, beside the least that any query could take.

What belongs here: which sizes and steps, the table and the JSON. What does not: the generated world
(bench_generate.py), what a step does (bench_steps.py), the query by hand (bench_hand.sql).

For each size: the raw tables with a month less (`full`), then with that month (`one new month`), then as they are (`no
news`). Every step runs in a process of its own, so that its CPU seconds and its peak memory are its own; those of
`dbt` are told a model, too. CPU seconds are user and system time: on a shared machine they say more than the clock.

    .venv/bin/python -m tools.bench --sizes 400000 4000000 --json .tmp/bench.json
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.bench_steps import ROOT, Cost, models_of, run_step

WORLDS = ROOT / ".tmp" / "bench"
A_MONTH = 318_000  # observations: 10,600 communes, 30 indicators
SIZES = (400_000, 4_000_000)
COUNTRY = 38_160_000
BUILD = ("checks", "dbt", "publication", "pages")
SCENARIOS = {"full": BUILD, "one new month": BUILD, "no news": ("imports", "no news")}
Costs = dict[str, dict[str, Cost]]  # by scenario and step


def main() -> None:
    """Measure every size, print the tables, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help=f"observations; the country has {COUNTRY}")
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--json", type=Path, help="where to write all numbers")
    parser.add_argument("--keep", action="store_true", help="leave the generated worlds in .tmp/bench")
    options = parser.parse_args()
    measured = {size: measure(size, options.scenarios) for size in sorted(options.sizes)}
    if len(measured) > 2 and "full" in options.scenarios:
        print_exponents({size: found["costs"]["full"] | found["costs"]["by hand"] for size, found in measured.items()})
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(measured, indent=1, default=asdict) + "\n", encoding="utf-8")
    if not options.keep:
        shutil.rmtree(WORLDS, ignore_errors=True)


def measure(size: int, scenarios: list[str]) -> dict[str, Any]:
    """Everything about one size, printed on the way."""
    world, costs = WORLDS / str(size), Costs()
    found: dict[str, Any] = {"costs": costs}
    shutil.rmtree(world, ignore_errors=True)
    for scenario in [name for name in SCENARIOS if name in scenarios]:
        if scenario != "no news":
            generate(world, size if scenario == "one new month" else max(size - A_MONTH, A_MONTH))
        costs[scenario] = {step: run_step(step, world) for step in SCENARIOS[scenario]}
        print_costs(f"{size:,} observations, {scenario}", costs[scenario])
        if scenario == "full":
            found |= compare(world, costs)
    return {**found, "disk_mb": disk(world)}


def compare(world: Path, costs: Costs) -> dict[str, Any]:
    """What stands beside a full run: the query by hand, the models, the fifteen questions."""
    models, by_hand = models_of(world), run_step("query", world)
    costs["by hand"] = {"query": by_hand}
    print_costs("by hand", costs["by hand"])
    check_rows(world, by_hand)
    said = (f"{name} {cost.cpu_s / by_hand.cpu_s:.1f}" for name, cost in costs["full"].items())
    print("times the query by hand: " + ", ".join(said))
    questions = run_step("questions", world).told
    print("questions, ms: " + ", ".join(f"{name} {ms}" for name, ms in questions.items()))
    return {"models": models, "questions_ms": questions}


def generate(world: Path, observations: int) -> None:
    """Raw tables of so many observations, for every world of a size the same but for its newest months."""
    tables = world / ".work" / "tables"
    command = [sys.executable, "-m", "tools.bench_generate", "--out", str(tables), "--observations", str(observations)]
    subprocess.run(command, check=True, cwd=ROOT)


def check_rows(world: Path, by_hand: Cost) -> None:
    """Say whether the query by hand gave as many rows as the marts have."""
    manifest = json.loads((world / "marts" / "manifest.json").read_text(encoding="utf-8"))
    rows = {table["name"]: table["rows"] for table in manifest["tables"]}
    for name, n in by_hand.told.items():
        print(f"{name}: {rows[name]:,} rows, by hand {n:,}")


def disk(world: Path) -> dict[str, float]:
    """Megabytes of the raw tables, the private build and the published one."""
    work, current = world / ".work", (world / "marts" / "current").resolve()
    places = {"raw tables": work / "tables", "build database": work / "build.duckdb", "published": current}
    return {name: round(sum(p.stat().st_size for p in _files(place)) / 1e6, 1) for name, place in places.items()}


def _files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place] * place.exists()


def print_costs(title: str, costs: dict[str, Cost]) -> None:
    """A line a step."""
    print(f"\n{title}\n{'':14}{'wall s':>10}{'CPU s':>10}{'peak MB':>10}")
    for name, cost in costs.items():
        print(f"{name:14}{cost.wall_s:>10.1f}{cost.cpu_s:>10.1f}{cost.peak_mb:>10.0f}")


def print_exponents(full: dict[int, dict[str, Cost]]) -> None:
    """How CPU grows with the observations above the smallest size, whose cost stands for what they do not cause.

    Beside it the query by hand: what it grows by is the engine's and the machine's, no step's.
    """
    small, middle, large = sorted(full)[0], sorted(full)[-2], sorted(full)[-1]
    said = []
    for step in (*BUILD, "query"):
        low, high = (full[size][step].cpu_s - full[small][step].cpu_s for size in (middle, large))
        if low > 0 and high > 0:
            said.append(f"{step} {math.log(high / low) / math.log((large - small) / (middle - small)):.2f}")
    print("\nexponents: " + ", ".join(said))


if __name__ == "__main__":
    main()
