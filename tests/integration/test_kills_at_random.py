"""Kills and stops at random moments: the published build is always whole and the next run repairs."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipelines.cli.refresh import STOPPED
from pipelines.publishing.status import read_status
from tests.conftest import Tell
from tests.integration.crashes import broken, new_world, repaired, run, start, write_inputs

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


def _killed(process: "subprocess.Popen[str]", after: float) -> bool:
    """Whether a run was killed after so many seconds; not where it had ended: the machine may be faster by then."""
    try:
        process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return False


def test_a_run_told_to_stop_says_so_and_no_check_counts_as_failed(world: Path) -> None:
    write_inputs(world, 97)
    process = start(world, "run", "--force")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("building"):
            break
    time.sleep(2)  # in the middle of dbt
    process.send_signal(signal.SIGTERM)
    said = process.communicate()[1]
    assert process.returncode == 1
    assert STOPPED in " ".join(said.split())
    assert "check" not in said.replace(STOPPED, "")
    assert "Traceback" not in said
    assert read_status(world / "marts")["failures"] == [STOPPED]
    assert broken(world) == []
