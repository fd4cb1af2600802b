"""The shipped inputs, run once for all tests that only look at what was published."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.code_version import code_version_now
from pipelines.dbt_runner import sources_hash

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".tmp" / "shipped"
AS_OF = "2026-10-31"


def cchc(data: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own, in a world as known on AS_OF."""
    command = [sys.executable, "-m", "pipelines.cli.main", *args]
    around = {**os.environ, "CCHC_DATA": str(data), "CCHC_AS_OF": AS_OF, **env}
    return subprocess.run(command, capture_output=True, text=True, env=around, cwd=ROOT, check=False)


def publish_shipped(data: Path) -> Path:
    """A world of its own with the shipped inputs, published as a person publishes them."""
    shutil.copytree(ROOT / "data/raw", data / "raw")
    result = cchc(data, "run", "--quiet")
    assert result.returncode == 0, result.stdout + result.stderr
    return data


def _key() -> str:
    """What a published world is the answer of: inputs, code, packages, the day."""
    raw = sorted(path for path in (ROOT / "data/raw").rglob("*") if path.is_file())
    made_by = sources_hash([*raw, *sorted((ROOT / "requirements").glob("*.lock"))])
    return f"{made_by} {code_version_now()} {AS_OF}"


def _copy_of_kept(data: Path) -> None:
    """The world published from these inputs by this code, made where none is kept: `make test-slow` finds that of
    `make test`. Nobody works in it, each test run has a copy."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        key, wanted = KEPT / "key", _key()
        if not key.is_file() or key.read_text() != wanted:
            shutil.rmtree(KEPT, ignore_errors=True)
            publish_shipped(KEPT / "data")
            key.write_text(wanted)
        shutil.copytree(KEPT / "data", data, symlinks=True)


def shipped_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of the shipped inputs, published; made by the first test process that asks, shared by the others."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    data = shared / "shipped" / "data"
    with (shared / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            _copy_of_kept(data)
    return data


def own_shipped_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that world for tests that write into it: a copy costs a hundredth of publishing."""
    return shutil.copytree(
        shipped_world(tmp_path_factory), tmp_path_factory.mktemp("shipped_copy") / "data", symlinks=True
    )
