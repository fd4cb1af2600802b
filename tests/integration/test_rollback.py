"""Going back while others read: nobody sees an error, and the next run goes forward again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.publishing.layout import current_build_id
from tests.integration.crashes import ROOT, broken, new_world, run, start, write_inputs

pytestmark = pytest.mark.slow

# Opens what is published again and again, as analysts' programs do, and prints which value each open saw.
READER = """
import json, sys, time
from pathlib import Path
import duckdb, polars
marts, stop, opened, seen, errors = Path(sys.argv[1]), Path(sys.argv[2]), 0, set(), []
held = duckdb.connect(str(marts / "current.duckdb"), read_only=True)
first = held.execute("select sum(value) from fct_observation").fetchone()[0]
print("reading", flush=True)
while not stop.exists():
    try:
        with duckdb.connect(str(marts / "current.duckdb"), read_only=True) as db:
            in_database = db.execute("select sum(value) from fct_observation").fetchone()[0]
        polars.read_parquet(marts / "parquet/mart_gap_latest.parquet", glob=False)
        json.loads((marts / "manifest.json").read_text())
        json.loads((marts / "status.json").read_text())
        if held.execute("select sum(value) from fct_observation").fetchone()[0] != first:
            errors.append("a file that was held changed")
        seen.add(in_database)
        opened += 1
        time.sleep(0.05)  # two that never rest would leave the run a third of the machine
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
print(json.dumps({"opened": opened, "seen": sorted(seen), "errors": errors}))
"""


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world with two builds: 50 was measured in the first, 60 in the second."""
    data = new_world(tmp_path_factory)
    write_inputs(data, 60)
    code, said = run(data)
    assert code == 0, said
    return data


@pytest.fixture
def readers(world: Path, tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-c", READER, str(world / "marts"), str(tmp_path / "stop")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    for one in started:
        assert one.stdout and one.stdout.readline() == "reading\n"
    yield started
    for one in started:
        one.kill()


def test_nobody_sees_an_error_while_someone_goes_back_and_the_next_run_goes_forward(
    world: Path, readers: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    second = current_build_id(world / "marts")
    back = start(world, "rollback")
    assert back.code() == 0
    assert back.out().startswith("Published again: ")
    assert current_build_id(world / "marts") != second
    assert broken(world) == []

    status = start(world, "status", "--json")
    assert status.code() == 0
    assert json.loads(status.out())["outcome"] == "rolled_back"

    code, said = run(world)
    assert code == 0, said
    assert current_build_id(world / "marts") == second
    assert broken(world) == []

    (tmp_path / "stop").touch()
    for one in readers:
        told = json.loads(one.communicate(timeout=240)[0])
        assert told["errors"] == []
        assert told["opened"] > 10
        assert told["seen"] == [50.0, 60.0]
