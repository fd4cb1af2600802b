"""Damage to a published build: said in one line, and repaired by the next run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.publishing.layout import FIXED_LINKS, current_build
from tests.harm import flip
from tests.integration.crashes import new_world, repaired, run, write_inputs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_world(tmp_path_factory)


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


HARM: dict[str, Callable[[Path], None]] = {"flip": flip, "truncate": _truncate, "delete": Path.unlink}


# Every harm to every file is told by a unit test (unit/publishing/test_proof.py), and what follows knows no more than
# that; so each kind of file and each harm goes the whole way once, not each with each (a flipped database below).
WHOLE_WAY = {
    "manifest.json": "truncate",
    "checksums.sha256": "delete",
    "parquet/dim_plan.parquet": "flip",
}


def test_harm_to_a_published_file_is_said_in_a_line_and_repaired(world: Path) -> None:
    assert set(WHOLE_WAY.values()) == set(HARM)
    run(world)
    for name, harm in WHOLE_WAY.items():
        build = current_build(world / "marts")
        assert build is not None
        HARM[harm](build / name)
        code, said = run(world)
        assert code == 0, said
        assert _is_told(name, said)
        assert repaired(world) == []


def _is_told(name: str, said: str) -> bool:
    line = next(line for line in said.splitlines() if "is damaged" in line)
    return any(words in line for words in (name, "checksums", "does not belong"))


def _write(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"x")


def test_a_build_made_again_tells_the_same_changes_and_a_damaged_one_stops_no_new_inputs(world: Path) -> None:
    """Damaged or asked for, it is compared with what stood before it the first time, not with itself or nothing."""
    write_inputs(world, 51)
    run(world)
    told = (world / "marts/current/diff.md").read_bytes()
    assert b"inputs changed" in told
    for harmed, harm, args in (("cchc.duckdb", flip, ()), ("diff.md", _write, ("--force",))):
        build = current_build(world / "marts")
        assert build is not None
        harm(build / harmed)
        code, said = run(world, *args)
        assert code == 0, said
        assert args or _is_told(harmed, said)
        assert current_build(world / "marts") != build
        assert (world / "marts/current/diff.md").read_bytes() == told
    for name in ("cchc.duckdb", "manifest.json"):
        _write(world / "marts/current" / name)
    write_inputs(world, 52)
    code, said = run(world)
    assert code == 0, said
    assert b"is damaged or gone" in (world / "marts/current/diff.md").read_bytes()
    assert repaired(world) == []


@pytest.mark.parametrize("name", [*FIXED_LINKS, "current"])
def test_a_lost_link_is_put_right(world: Path, name: str) -> None:
    run(world)
    (world / "marts" / name).unlink()
    code, said = run(world)
    assert code == 0
    assert name == "current" or f"marts/{name}" in said
    assert repaired(world) == []


# What may stand where a link or a file of ours was.
STANDING: dict[str, Callable[[Path], object]] = {
    "file": Path.touch,
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to nowhere": lambda place: place.symlink_to("/nowhere/at/all"),
    "link to itself": lambda place: place.symlink_to(place.name),
}


@pytest.mark.parametrize("kind", list(STANDING))
def test_whatever_stands_at_the_published_names_is_put_right_without_a_new_build(world: Path, kind: str) -> None:
    run(world)
    build = current_build(world / "marts")
    for name in (*FIXED_LINKS, "status.json", "status.js"):
        (world / "marts" / name).unlink()
        STANDING[kind](world / "marts" / name)
    code, said = run(world)
    assert code == 0, said
    assert all(f"marts/{name}" in said for name in FIXED_LINKS)
    assert current_build(world / "marts") == build
    assert repaired(world) == []


def test_a_damaged_build_database_is_made_anew(world: Path) -> None:
    """It is private, but it outlives a run: a power cut in it must not stop every night that follows."""
    run(world)
    (world / ".work" / "build.duckdb").write_bytes(b"half a block" * 1000)
    code, said = run(world, "--force")
    assert code == 0, said
    assert repaired(world) == []
