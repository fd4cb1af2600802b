"""The steps that `make bench` times, each a process of its own: what it runs, what it costs, what it tells.

What belongs here: the code of each step and the accounting of its process. What does not: sizes and tables (bench.py).
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tools.processes import run_to_end

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2025-12-31"
_BEGIN = "import json, sys\nfrom pipelines.settings import Settings\nsettings = Settings.from_env()\n"
_PUBLISHED = "from pipelines.publishing.publish import identity_of_tables, publish, standing_of\n"
STEPS = {
    "checks": """
from pipelines.checks.contracts import check_contract
from pipelines.contracts.raw_models import TABLES
from pipelines.raw_tables import read_batches
for table in TABLES:
    result = check_contract(table, read_batches(settings.tables, table))
    assert result.passed, result
""",
    "dbt": """
from pipelines.dbt_runner import invoke
invoke(settings, ["build", "--write-json", "--exclude", "resource_type:unit_test"]).raise_for_failures()
""",
    "publication": _PUBLISHED + "publish(settings, identity_of_tables(settings.tables), force=True)\n",
    "pages": """
import tempfile
from pathlib import Path
from pipelines.assets.published import parts_of_a_build
with tempfile.TemporaryDirectory(dir=settings.work) as folder:
    for path in (settings.marts / "current").resolve().iterdir():
        (Path(folder) / path.name).symlink_to(path)
    for part in parts_of_a_build(settings):
        part(Path(folder))
""",
    "query": """
import duckdb
from pathlib import Path
db = duckdb.connect(str(settings.work / "by_hand.duckdb"))
db.execute("set file_search_path = ?", [str(settings.tables)])
db.execute(Path("tools/bench_hand.sql").read_text(encoding="utf-8").replace("SEEDS", "dbt_project/seeds"))
names = {"mart_gap_latest": "hand_gap_latest", "mart_indicator_year": "hand_indicator_year"}
print(json.dumps({n: db.execute(f"select count(*) from {t}").fetchone()[0] for n, t in names.items()}))
""",
    "questions": """
import time, duckdb
from pathlib import Path

from tools.processes import run_to_end
db, took = duckdb.connect(str(settings.marts / "current.duckdb"), read_only=True), {}
for path in sorted(Path("docs/questions").glob("*.sql")):
    times = []
    for _ in range(3):
        started = time.perf_counter()
        db.execute(path.read_text(encoding="utf-8")).fetchall()
        times.append(time.perf_counter() - started)
    took[path.stem[:2]] = round(1000 * min(times))
print(json.dumps(took))
""",
    "imports": _PUBLISHED,
    "no news": _PUBLISHED
    + "assert standing_of(settings, identity_of_tables(settings.tables)).unchanged, 'nothing is new'\n",
}


@dataclass(frozen=True)
class Cost:
    """What a step's process took, by the system's accounting; `told`: what it printed as JSON."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    told: dict[str, int] = field(default_factory=dict)


def run_step(step: str, world: Path) -> Cost:
    """Run a step to its end.

    Raises:
        SystemExit: it failed.
    """
    around = {"CCHC_DATA": str(world), "CCHC_AS_OF": AS_OF}
    ended = run_to_end([sys.executable, "-c", _BEGIN + STEPS[step]], around, ROOT)
    told = ended.out.strip().splitlines()
    if ended.code:
        raise SystemExit(f"{ended.err}{step} ended with {ended.code}")
    return Cost(
        wall_s=round(ended.wall_s, 2),
        cpu_s=round(ended.cpu_s, 2),
        peak_mb=round(ended.peak_bytes / 1e6, 1),
        told=json.loads(told[-1]) if told else {},
    )


def models_of(world: Path) -> dict[str, float]:
    """Wall seconds of the costliest models and tests of the dbt build that a world had last."""
    results = json.loads((world / ".work" / "dbt_target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    took = {one["unique_id"].split(".", 2)[2]: round(one["execution_time"], 2) for one in results}
    return dict(sorted(took.items(), key=lambda item: -item[1])[:25])
