"""Kills and stops at random moments: the published build is always whole and the next run repairs."""

import random
import signal
import time
from pathlib import Path

import pytest

from pipelines.cli.refresh import STOPPED
from pipelines.publishing.status import read_status
from tests.conftest import Tell
from tests.integration.crashes import Started, broken, new_world, repaired, run, start, write_inputs

pytestmark = pytest.mark.slow
PARTS, KILLS_OF_A_PART = 4, 10  # forty, in parts: a worker that is in the last of them takes no other file beside it


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_world(tmp_path_factory)


@pytest.fixture(scope="module")
def lasts(world: Path) -> float:
    """Seconds of a whole run."""
    write_inputs(world, 51)
    begun = time.monotonic()
    assert run(world)[0] == 0
    return time.monotonic() - begun


@pytest.mark.parametrize("part", range(PARTS))
def test_a_run_killed_at_any_moment_leaves_a_whole_build_and_the_next_run_repairs(
    world: Path, lasts: float, part: int, counted: Tell
) -> None:
    chance = random.Random(40 + part)
    killed = ended = 0
    while killed < KILLS_OF_A_PART:
        write_inputs(world, 52 + part * KILLS_OF_A_PART + killed)
        process, begun = start(world, "run", "--force", "--quiet"), time.monotonic()
        if _killed(process, chance.uniform(0.05, lasts * 0.95)):
            killed += 1
        else:  # the machine is faster by now
            assert process.code() == 0, process.err()
            lasts, ended = time.monotonic() - begun, ended + 1
            assert ended < 2 * KILLS_OF_A_PART
        assert broken(world) == []
    assert run(world)[0] == 0
    assert repaired(world) == []
    counted(f"killed at {killed} random moments of {lasts:.1f} s: always whole, repaired")


def _killed(process: Started, after: float) -> bool:
    """Whether a run was killed after so many seconds; not where it had ended."""
    if process.ended(within=after):
        return False
    process.process.kill()
    return process.code() == -signal.SIGKILL


def test_a_run_told_to_stop_says_so_and_no_check_counts_as_failed(world: Path) -> None:
    write_inputs(world, 97)
    process = start(world, "run", "--force")
    while "\nbuilding" not in process.err() and not process.ended(within=0.05):
        pass
    assert not process.ended(within=2)  # in the middle of dbt
    process.process.terminate()
    assert process.code() == 1
    said = process.err()
    assert STOPPED in " ".join(said.split())
    assert "check" not in said.replace(STOPPED, "")
    assert "Traceback" not in said
    assert read_status(world / "marts")["failures"] == [STOPPED]
    assert broken(world) == []
