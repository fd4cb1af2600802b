"""The simulated province against its ledger: figures, findings and verdicts, and not one difference.

What belongs here: claims about the whole demo world. What does not: its carriers one by one (tests/unit/test_demo.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tools.demo.against_ledger import differences
from tools.demo.making import make
from tools.demo.world import World

from .project import CompiledProject
from .reading import build, read_tables

pytestmark = pytest.mark.slow
COMPARED = ("fct_observation", "mart_quality_findings", "mart_gap_to_target")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def found(project: CompiledProject, folder: Path) -> list[str]:
    world = World(months=24)
    ledger = make(world, folder)
    warehouse = build(project, read_tables(folder, world.as_of), world.as_of, folder / "built")
    for table in COMPARED:
        warehouse.db.execute(f"copy marts.{table} to '{folder / table}.parquet'")
    return differences(folder, ledger)


def test_every_figure_finding_and_verdict_is_the_ledgers(found: list[str]) -> None:
    assert not found, "\n".join(found[:40])


def test_every_file_says_that_it_is_simulated(found: list[str], folder: Path) -> None:
    files = [path for path in (folder / "raw").rglob("*") if path.is_file() and not path.name.endswith(".meta.yml")]
    for path in files:
        said = yaml.safe_load(path.with_name(f"{path.name}.meta.yml").read_text(encoding="utf-8"))
        assert said["origin"] == "synthetic", path.name
