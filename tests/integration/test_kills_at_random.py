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
RANDOM_KILLS = 40


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_world(tmp_path_factory)


def test_a_run_killed_at_any_moment_leaves_a_whole_build_and_the_next_run_repairs(world: Path, counted: Tell) -> None:
    write_inputs(world, 51)
    begun = time.monotonic()
    assert run(world)[0] == 0
    lasts = time.monotonic() - begun
    chance = random.Random(40)
    killed = begun_again = 0
    while killed < RANDOM_KILLS:
        write_inputs(world, 52 + killed % 40)
        begun_again += 1
        if not _killed(start(world, "run", "--force", "--quiet"), chance.uniform(0.05, lasts * 0.95)):
            assert begun_again < 2 * RANDOM_KILLS, f"a run takes less than {lasts:.1f} s now"
            continue
        killed += 1
        assert broken(world) == []
        if killed % 10 == 0:
            assert run(world)[0] == 0
            assert repaired(world) == []
    counted(f"killed at {killed} random moments of {lasts:.1f} s: always whole, repaired")


def _killed(process: Started, after: float) -> bool:
    """Whether a run was killed after so many seconds; not where it had ended: the machine may be faster by then."""
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
