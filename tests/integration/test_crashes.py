"""Kills at any moment, full disks, damage: the published build is always whole and the next run repairs."""

import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.publishing.layout import FIXED_LINKS, current_build
from pipelines.publishing.status import read_status
from tests.harm import flip
from tests.integration.crashes import broken, killed_at, repaired, run, start, write_inputs

pytestmark = pytest.mark.slow
RANDOM_KILLS = 40
RUN_STEPS = [
    ("pipelines.begin_run", "write_status"),
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
    ("pipelines.publishing.publish", "write_status"),
]
DISK_MB = (1, 2, 3, 4, 6, 8, 12, 16)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("crashes") / "data"
    write_inputs(data, 50)
    assert run(data)[0] == 0
    return data


def test_a_run_killed_at_any_moment_leaves_a_whole_build_and_the_next_run_repairs(world: Path) -> None:
    write_inputs(world, 51)
    begun = time.monotonic()
    assert run(world)[0] == 0
    lasts = time.monotonic() - begun
    chance = random.Random(40)
    killed = 0
    for number in range(RANDOM_KILLS):
        write_inputs(world, 52 + number % 40)
        process = start(world, "run", "--force", "--quiet")
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=chance.uniform(0.05, lasts * 0.95))
            pytest.skip("the machine became faster than it was")
        process.kill()
        process.communicate()
        killed += 1
        assert broken(world) == []
        if number % 10 == 9:
            assert run(world)[0] == 0
            assert repaired(world) == []
    print(f"killed at {killed} random moments of {lasts:.1f} s: always whole, repaired")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_at_each_step_leaves_a_whole_build_and_the_next_run_repairs(world: Path, when: str) -> None:
    steps = [(*step, "publish") for step in PUBLISH_STEPS] + [(*step, "run") for step in RUN_STEPS]
    for module, name, what in steps:
        assert killed_at(world, module, name, when, what) == -9, f"{module}.{name} was never called"
        assert broken(world) == [], f"{when} {module}.{name}"
    assert run(world, "--force")[0] == 0
    assert repaired(world) == []
    print(f"killed {when} {len(steps)} steps: always whole, repaired")


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes; skips where the system does not let one be mounted."""
    place.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can't be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("megabytes", DISK_MB)
def test_a_full_disk_keeps_the_build_before_and_says_failed(world: Path, tmp_path: Path, megabytes: int) -> None:
    used = sum(path.lstat().st_size for path in (world / "marts").rglob("*") if path.is_file()) // 1_000_000
    with small_disk(tmp_path / "disk", used + 2 + megabytes) as disk:
        shutil.copytree(world / "marts", disk / "marts", symlinks=True)
        write_inputs(disk, 99)
        code, said = run(disk, "--force")
        assert broken(disk) == []
        assert "Traceback" not in said
        outcome = read_status(disk / "marts")["outcome"]
        assert (code, outcome) in {(1, "failed"), (0, "published")}, said
        assert code == 0 or "is full" in said
        print(f"disk with {megabytes} MB left: {outcome}")


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


HARM: dict[str, Callable[[Path], None]] = {"flip": flip, "truncate": _truncate, "delete": Path.unlink}


@pytest.mark.parametrize("harm", list(HARM))
def test_harm_to_a_published_file_is_said_in_a_line_and_repaired(world: Path, harm: str) -> None:
    """Every file's damage is told by a unit test; here one of each kind of file goes the whole way."""
    run(world)
    for name in ("cchc.duckdb", "manifest.json", "checksums.sha256", "parquet/dim_plan.parquet"):
        build = current_build(world / "marts")
        assert build is not None
        HARM[harm](build / name)
        code, said = run(world)
        assert code == 0, said
        line = next(line for line in said.splitlines() if "is damaged" in line)
        assert name in line or "checksums" in line or "does not belong" in line
        assert repaired(world) == []


@pytest.mark.parametrize("name", [*FIXED_LINKS, "current"])
def test_a_lost_link_is_put_right(world: Path, name: str) -> None:
    run(world)
    (world / "marts" / name).unlink()
    code, said = run(world)
    assert code == 0
    assert name == "current" or f"marts/{name}" in said
    assert repaired(world) == []
