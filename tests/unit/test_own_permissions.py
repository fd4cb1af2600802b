"""Rights taken away from what is ours are given back, and nothing else is touched.

The suite may run as root, whom nothing is closed to: rights are judged here by the owner's bits.
"""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.own_permissions import closed, give_back
from pipelines.settings import Settings

BUILD = "marts/builds/20261031-a"
OURS = {
    f"{BUILD}/manifest.json": 0o444,
    f"{BUILD}/parquet/dim_plan.parquet": 0o444,
    ".work/build.duckdb": 0o644,
    ".work/tables/parts/a.parquet": 0o644,
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    def may(path: Path | str, wanted: int) -> bool:
        return (Path(path).lstat().st_mode >> 6) & wanted == wanted

    for name, rights in OURS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        path.chmod(rights)
    (tmp_path / "marts/current").symlink_to("builds/20261031-a")
    monkeypatch.setattr(os, "access", may)
    return Settings(tmp_path, date(2026, 10, 31))


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", [*OURS, BUILD, f"{BUILD}/parquet", ".work/tables", ".work/tables/parts"])
def test_what_was_closed_is_opened_and_told(settings: Settings, name: str) -> None:
    path = settings.data / name
    path.chmod(0)
    assert closed(settings) == [path]
    assert give_back(settings) == [path]
    assert _rights(path) == (0o755 if path.is_dir() else OURS[name])
    assert closed(settings) == []


def test_a_private_file_that_can_only_be_read_is_opened_and_a_published_one_stays(settings: Settings) -> None:
    private = settings.work / "build.duckdb"
    private.chmod(0o444)
    assert give_back(settings) == [private]
    assert _rights(settings.data / BUILD / "manifest.json") == 0o444


def test_worlds_of_other_days_and_what_links_lead_to_are_left(settings: Settings, tmp_path: Path) -> None:
    beside, other = settings.side_worlds / "2024-12-31/a", tmp_path / "other"
    beside.parent.mkdir(parents=True)
    for path in (beside, other):
        path.touch()
        path.chmod(0)
    (settings.work / "link").symlink_to(other)
    assert give_back(settings) == []
