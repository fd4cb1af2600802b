"""Cases made to fool the warehouse, told in YAML by someone who has not read its SQL (adversarial/README.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from . import told_cases
from .project import CompiledProject
from .reading import build, read_tables
from .worlds import Warehouse

pytestmark = pytest.mark.slow  # about 900 cases in 65 worlds: some minutes
CASES = told_cases.load(Path(__file__).with_name("adversarial"))
PACKED = told_cases.packed(CASES)


@pytest.fixture(scope="module")
def world_of(
    project: CompiledProject, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[told_cases.Told], Warehouse]:
    """The built world of a case, built when the first of its cases is asked for; cases that do not touch share one."""
    worlds = {case.id: number for number, world in enumerate(PACKED) for case in world.cases}

    @cache
    def built(number: int) -> Warehouse:
        world = PACKED[number]
        data = tmp_path_factory.mktemp("told") / "data"
        told_cases.write(world, data / "raw")
        return build(project, read_tables(data, world.as_of), world.as_of, data.parent / "tables")

    return lambda case: built(worlds[case.id])


def _told(case: told_cases.Told) -> object:
    """A known failure stays in the set and turns red on the day it is mended: then its mark goes."""
    marks = [pytest.mark.xfail(reason=case.known_failure, strict=True)] if case.known_failure else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_told(case) for world in PACKED for case in world.cases])
def test_no_false_verdict(world_of: Callable[[told_cases.Told], Warehouse], case: told_cases.Told) -> None:
    assert not told_cases.broken(case, world_of(case))
