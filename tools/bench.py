"""`make bench`: how long the warehouse takes on many observations, beside the least any query could take.

One row: `dbt build` (models, seeds, data tests; no unit tests) on N generated observations in the raw contract, wall
time and peak memory of its process; beside it one hand-written DuckDB query that answers the same gaps from the same
Parquet. The observations are generated (origin «synthetic») into a world of their own under .tmp/bench.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORLD = ROOT / ".tmp" / "bench" / "data"
AS_OF = "2025-12-31"
DBT = """
import sys
from pipelines.dbt_runner import invoke
from pipelines.settings import Settings
invoke(Settings.from_env(), ["build", "--exclude", "resource_type:unit_test"]).raise_for_failures()
"""
QUERY = """
import sys, os, pathlib, duckdb
tables, sql = sys.argv[1:]
db = duckdb.connect()
db.execute("set file_search_path = ?", [tables])
row = db.execute(pathlib.Path(sql).read_text(encoding="utf-8")).fetchall()
print(len(row), "rows")
"""


def main() -> None:
    """Generate, time both, print one row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--observations", type=int, default=4_000_000, help="how many (default 4 million)")
    parser.add_argument("--keep", action="store_true", help="leave the generated world in .tmp/bench")
    options = parser.parse_args()
    environment = {**os.environ, "CCHC_DATA": str(WORLD), "CCHC_AS_OF": AS_OF}
    shutil.rmtree(WORLD, ignore_errors=True)
    tables = WORLD / ".work" / "tables"
    tables.mkdir(parents=True)
    print(f"generating {options.observations:,} synthetic observations ...", flush=True)
    generator = [sys.executable, "tools/bench_generate.py", "--out", str(tables), "--observations"]
    subprocess.run([*generator, str(options.observations)], check=True, env=environment, cwd=ROOT)
    size = sum(path.stat().st_size for path in tables.glob("*.parquet"))
    print(f"{size / 1e6:.0f} MB of Parquet; dbt build ...", flush=True)
    measured = {
        "dbt build": _timed([sys.executable, "-c", DBT], environment),
        "one query": _timed([sys.executable, "-c", QUERY, str(tables), "tools/bench_gap.sql"], environment),
    }
    print(f"{'':12}{'wall s':>10}{'cpu s':>10}{'peak MB':>10}")
    for name, row in measured.items():
        print(f"{name:12}{row['wall_s']:>10.1f}{row['cpu_s']:>10.1f}{row['peak_mb']:>10.0f}")
    print(json.dumps({"observations": options.observations, **measured}))
    if not options.keep:
        shutil.rmtree(WORLD.parent, ignore_errors=True)


def _timed(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Run to the end; wall and CPU seconds and the peak resident memory of the process, by the system's accounting."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[:2]} ended with {process.returncode}")
    return {
        "wall_s": round(time.monotonic() - started, 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6, 1),
    }


if __name__ == "__main__":
    main()
