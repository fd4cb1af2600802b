"""Full disks: the build before stays whole, the run says in one sentence what to do."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.publishing.status import read_status
from tests.conftest import Tell
from tests.integration.crashes import broken, new_world, run, write_inputs

pytestmark = pytest.mark.slow
DISK_MB = (1, 2, 3, 4, 6, 8, 12, 16)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_world(tmp_path_factory)


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
def test_a_full_disk_keeps_the_build_before_and_says_failed(
    world: Path, tmp_path: Path, megabytes: int, counted: Tell
) -> None:
    used = sum(path.lstat().st_size for path in (world / "marts").rglob("*") if path.is_file()) // 1_000_000
    with small_disk(tmp_path / "disk", used + 2 + megabytes) as disk:
        shutil.copytree(world / "marts", disk / "marts", symlinks=True)
        write_inputs(disk, 99)
        code, said = run(disk, "--force")
        assert broken(disk) == []
        assert "Traceback" not in said
        assert "Exception while writing" not in said
        outcome = read_status(disk / "marts")["outcome"]
        assert (code, outcome) in {(1, "failed"), (0, "published")}, said
        assert code == 0 or "is full" in said
        counted(f"disk with {megabytes} MB left: {outcome}")
