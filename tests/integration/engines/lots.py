"""Small finished builds of two provinces, every row of which tells the build it came from; and who publishes them.

As a program (`python -m tests.integration.engines.lots FOLDER PUBLISHER NUMBER…`) it publishes the builds of these
numbers one after the other, in a process of its own, into the lake that the environment names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl

from pipelines.inputs import hash_file
from pipelines.lake.connection import open_lake
from pipelines.lake.place import LakePlace, lake_place
from pipelines.lake.publication import Lot, lot_of, publish_to_lake
from pipelines.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
MARTS = ("mart_gap_to_target", "mart_gap_latest", "dim_plan", "mart_empty")
ROWS = 200


def make_lot(folder: Path, number: int, *more: pl.Expr) -> Lot:
    """The build of a number: four marts, one of them empty, each row with the number of its build."""
    build = folder / f"build-{number:03}"
    (build / "parquet").mkdir(parents=True, exist_ok=True)
    tables = []
    for name in MARTS:
        rows = 0 if name == "mart_empty" else ROWS + number
        frame = pl.DataFrame({"number": [number] * rows, "name": [f"Kỳ Anh {i}" for i in range(rows)]})
        path = build / f"parquet/{name}.parquet"
        frame.with_columns(*more).write_parquet(path)
        tables.append({"name": name, "rows": rows, "parquet": f"parquet/{name}.parquet", "sha256": hash_file(path)})
    said = {"build_id": build.name, "as_of": "2026-10-31", "code_version": "test", "tables": tables}
    (build / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return lot_of(build)


def publishing(folder: Path, place: LakePlace, *numbers: int) -> subprocess.Popen[str]:
    """A process that publishes the builds of these numbers, one after the other."""
    return _python(place, "-m", "tests.integration.engines.lots", str(folder), *map(str, numbers))


def killed_at(folder: Path, place: LakePlace, number: int, statement: str) -> int:
    """A process that publishes a build and kills itself before it gives DuckDB such a statement; its exit code."""
    process = _python(place, "-c", _KILLING, statement, str(folder), str(number))
    process.communicate()
    return process.returncode


def _python(place: LakePlace, *words: str) -> subprocess.Popen[str]:
    around = {
        **os.environ,
        "CCHC_LAKE": place.catalogue,
        "CCHC_LAKE_FILES": place.files,
        "CCHC_PUBLISHER": place.publisher,
    }
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], env=around, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


_KILLING = """
import os, signal, sys
from pathlib import Path
from pipelines.lake import publication
from tests.integration.engines import lots
class Killing:
    def __init__(self, db, at):
        self.db, self.at = db, at
    def execute(self, statement, *values):
        if self.at == "after commit" and statement == "commit" and self.seen:
            self.db.execute(statement, *values)
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen = statement.startswith(("insert", "call")) or getattr(self, "seen", False)
        if statement.startswith(self.at) and (self.seen or statement != "commit"):
            os.kill(os.getpid(), signal.SIGKILL)
        return self.db.execute(statement, *values)
true = publication.publish_to_lake
lots.publish_to_lake = lambda db, lot, who: true(Killing(db, sys.argv[1]), lot, who)
lots.publish_numbers(Path(sys.argv[2]), [int(sys.argv[3])])
"""


def publish_numbers(folder: Path, numbers: list[int]) -> None:
    """Publish builds into the lake of the environment, as the publisher of the environment."""
    place = lake_place(Settings.from_env())
    with open_lake(place) as db:
        for number in numbers:
            publish_to_lake(db, make_lot(folder, number), place.publisher)


if __name__ == "__main__":
    publish_numbers(Path(sys.argv[1]), [int(word) for word in sys.argv[2:]])
