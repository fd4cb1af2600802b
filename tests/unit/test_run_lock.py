import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.run_lock import WorldBusyError, hold_world, release_world

HOLD = """
import sys
from pathlib import Path
from pipelines.run_lock import hold_world
hold_world(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def _second_process(work: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_process_is_told_who_holds_the_world(tmp_path: Path) -> None:
    other = _second_process(tmp_path)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(WorldBusyError, match=str(other.pid)):
        hold_world(tmp_path)
    other.communicate()


def test_a_killed_run_leaves_the_world_free(tmp_path: Path) -> None:
    other = _second_process(tmp_path)
    assert other.stdout is not None
    other.stdout.readline()
    other.kill()
    other.communicate()
    hold_world(tmp_path)
    release_world(tmp_path)


def test_holding_twice_in_one_process_changes_nothing(tmp_path: Path) -> None:
    hold_world(tmp_path)
    hold_world(tmp_path)
    release_world(tmp_path)
    hold_world(tmp_path)
    release_world(tmp_path)
