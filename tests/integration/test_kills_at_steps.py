"""Kills at each named step of a run: the published build is always whole and the next run repairs."""

from pathlib import Path

import pytest

from tests.conftest import Tell
from tests.integration.crashes import broken, killed_at, new_world, repaired, run

pytestmark = pytest.mark.slow
RUN_STEPS = [
    ("pipelines.run_record", "write_status"),
    ("pipelines.begin_run", "remove_litter"),
    ("pipelines.assets.specs", "write_part"),
    ("pipelines.assets.specs", "write_table"),
    ("pipelines.assets.warehouse", "build_selected"),
    ("pipelines.assets.published", "publish"),
]
PUBLISH_STEPS = [
    ("pipelines.publishing.publish", "staging_folder"),
    ("pipelines.publishing.publish", "write_build"),
    ("pipelines.publishing.publish", "write_checksums"),
    ("pipelines.publishing.layout", "_sync"),
    ("pipelines.publishing.layout", "_point"),
    ("pipelines.publishing.layout", "mend_links"),
    ("pipelines.publishing.layout", "_drop_old"),
    ("pipelines.publishing.publish", "remember"),
    ("pipelines.run_record", "write_status"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_world(tmp_path_factory)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_at_each_step_leaves_a_whole_build_and_the_next_run_repairs(
    world: Path, when: str, counted: Tell
) -> None:
    steps = [(*step, "publish") for step in PUBLISH_STEPS] + [(*step, "run") for step in RUN_STEPS]
    for module, name, what in steps:
        assert killed_at(world, module, name, when, what) == -9, f"{module}.{name} was never called"
        assert broken(world) == [], f"{when} {module}.{name}"
    assert run(world, "--force")[0] == 0
    assert repaired(world) == []
    counted(f"killed {when} {len(steps)} steps: always whole, repaired")
