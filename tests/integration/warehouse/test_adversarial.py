"""Cases made to fool the warehouse, told in YAML by someone who has not read its SQL (adversarial/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import told_cases
from .project import CompiledProject
from .reading import build, read_tables
from .worlds import Warehouse

pytestmark = pytest.mark.slow  # 448 cases in their worlds: over a minute
CASES = told_cases.load(Path(__file__).with_name("adversarial"))


@pytest.fixture(scope="module")
def worlds(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warehouse]:
    """The built world of every case by its id; cases that do not touch share one."""
    built: dict[str, Warehouse] = {}
    for world in told_cases.packed(CASES):
        data = tmp_path_factory.mktemp("told") / "data"
        told_cases.write(world, data / "raw")
        warehouse = build(project, read_tables(data, world.as_of), world.as_of, data.parent / "tables")
        built.update({case.id: warehouse for case in world.cases})
    return built


def _told(case: told_cases.Told) -> object:
    """A known failure stays in the set and turns red on the day it is mended: then its mark goes."""
    marks = [pytest.mark.xfail(reason=case.known_failure, strict=True)] if case.known_failure else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_told(case) for case in CASES])
def test_no_false_verdict(worlds: dict[str, Warehouse], case: told_cases.Told) -> None:
    assert not told_cases.broken(case, worlds[case.id])
