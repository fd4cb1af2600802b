"""Status tells the truth, and «unchanged» means whole."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.litter import find_litter, remove_litter
from pipelines.publishing import status as status_module
from pipelines.publishing.fingerprint import fingerprint_of
from pipelines.publishing.layout import MANIFEST, promote, staging_folder
from pipelines.publishing.proof import write_checksums
from pipelines.publishing.publish import Published, Standing, standing_of
from pipelines.publishing.status import read_status, write_status
from pipelines.run_lock import hold_world, is_held_elsewhere, release_world
from pipelines.run_record import record_failure, record_unchanged
from pipelines.schedule import check_nightly_cron, next_nightly
from pipelines.settings import Settings, SettingsError, last_completed_month_end, today_in_viet_nam

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
IDENTITY = fingerprint_of(date(2025, 12, 31), "code", [("plans/a.txt", "1", None)])


@pytest.fixture
def published(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path, as_of=IDENTITY.as_of)
    settings.work.mkdir()
    staged = staging_folder(settings.marts, IDENTITY.build_id)
    (staged / "cchc.duckdb").write_bytes(b"x")
    (staged / MANIFEST).write_text(json.dumps({"tables": [{"name": "dim_plan", "rows": 3}]}))
    write_checksums(staged)
    promote(settings.marts, staged, IDENTITY.build_id, keep=3)
    return settings


def test_the_same_whole_build_is_unchanged(published: Settings) -> None:
    standing = standing_of(published, IDENTITY)
    assert standing.unchanged is not None
    assert standing.unchanged.rows == {"dim_plan": 3}


def test_another_identity_is_neither_unchanged_nor_damaged(published: Settings) -> None:
    other = fingerprint_of(IDENTITY.as_of, "other code", IDENTITY.inputs)
    standing = standing_of(published, other)
    assert (standing.unchanged, standing.damage) == (None, ())


def test_a_damaged_build_is_not_unchanged(published: Settings) -> None:
    standing_of(published, IDENTITY)
    (published.marts / "current/cchc.duckdb").unlink()
    standing = standing_of(published, IDENTITY)
    assert standing.unchanged is None
    assert standing.damage == ("cchc.duckdb is gone",)


def test_a_lost_link_is_mended_and_told(published: Settings) -> None:
    (published.marts / "parquet").unlink()
    assert standing_of(published, IDENTITY).mended == ("parquet",)
    assert standing_of(published, IDENTITY).mended == ()


BARS: dict[str, Callable[[Path], object]] = {
    "gone": lambda link: None,
    "a file": lambda link: link.write_text("x"),
    "a folder": lambda link: (link / "x").mkdir(parents=True),
    "itself": lambda link: link.symlink_to(link),
    "no build": lambda link: link.symlink_to("builds"),
    "another place": lambda link: link.symlink_to("/tmp"),
    "a build that is gone": lambda link: link.symlink_to("builds/20200101-x"),
}


@pytest.mark.parametrize("bar", list(BARS))
def test_a_lost_current_finds_its_whole_build_again(published: Settings, bar: str) -> None:
    link = published.marts / "current"
    build = link.resolve()
    link.unlink()
    BARS[bar](link)
    standing = standing_of(published, IDENTITY)
    assert standing.mended == ("current",)
    assert standing.unchanged is not None
    assert link.resolve() == build


def test_a_lost_current_without_a_whole_build_is_damage(published: Settings) -> None:
    link = published.marts / "current"
    (link / "cchc.duckdb").unlink()
    link.unlink()
    assert standing_of(published, IDENTITY) == Standing(damage=("current leads to no build",))
    shutil.rmtree(published.marts / "builds")
    assert standing_of(published, IDENTITY) == Standing()


def test_a_full_disk_still_gets_a_status_in_the_old_ones_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_status(tmp_path, "running", WHEN, "one")
    true_write = Path.write_text

    def full(self: Path, *args: object, **more: object) -> int:
        if self.name.startswith("."):
            raise OSError(28, "No space left on device")
        return true_write(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(status_module.Path, "write_text", full)
    write_status(tmp_path, "failed", WHEN, "one", ("full",))
    assert read_status(tmp_path)["outcome"] == "failed"


HOLD = "import sys; from pathlib import Path; from pipelines.run_lock import hold_world; hold_world(Path(sys.argv[1]))"


def test_a_world_that_another_process_refreshes_is_held_elsewhere(tmp_path: Path) -> None:
    code = f"{HOLD}; print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert is_held_elsewhere(tmp_path)
        other.communicate()
    assert not is_held_elsewhere(tmp_path)


def test_no_ending_is_written_over_another_process_that_is_running(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, as_of=date(2025, 12, 31))
    write_status(settings.marts, "running", WHEN)
    code = f"{HOLD}; print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(settings.work)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        record_unchanged(settings, Published("one", changed=False, rows={}))
        record_failure(settings, ["this one could not begin"])
        assert read_status(settings.marts)["outcome"] == "running"
        other.communicate()
    record_unchanged(settings, Published("one", changed=False, rows={}))
    assert read_status(settings.marts)["outcome"] == "unchanged"
    hold_world(settings.work)  # the run's own process says how it ended
    record_failure(settings, ["no space"])
    release_world(settings.work)
    assert read_status(settings.marts)["outcome"] == "failed"


def test_the_next_nightly_follows_the_schedule_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_NIGHTLY", "1")
    monkeypatch.setenv("CCHC_NIGHTLY_CRON", "30 22 * * 5")
    due = next_nightly(datetime(2026, 1, 1, 0, 0, tzinfo=UTC))
    assert due is not None
    assert due.astimezone(UTC) == datetime(2026, 1, 2, 15, 30, tzinfo=UTC)
    monkeypatch.setenv("CCHC_NIGHTLY_CRON", "every night")
    assert next_nightly() is None


def test_a_schedule_that_is_none_is_refused_before_dagster_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for good in ("0 1 * * *", "30 22 * * 5", "*/10 * * * *", ""):
        monkeypatch.setenv("CCHC_NIGHTLY_CRON", good)
        check_nightly_cron()
    for bad in ("every night", "99 99 * * *", "01:00"):
        monkeypatch.setenv("CCHC_NIGHTLY_CRON", bad)
        with pytest.raises(SettingsError, match=f"CCHC_NIGHTLY_CRON: found '{re.escape(bad)}', expected five fields"):
            check_nightly_cron()


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh"])
def test_the_default_as_of_is_viet_nams_on_any_server(zone: str) -> None:
    code = (
        "import time; from datetime import datetime; from zoneinfo import ZoneInfo; import pipelines.settings as s\n"
        "class Clock(datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None):\n"
        "        moment = datetime(2025, 12, 31, 18, 0, tzinfo=ZoneInfo('UTC'))\n"
        "        return moment.astimezone(tz)\n"
        "s.datetime = Clock\n"
        "print(s.Settings.from_env().as_of)"
    )
    environment = {"TZ": zone, "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "2025-12-31"
    assert last_completed_month_end(today_in_viet_nam()) <= today_in_viet_nam()


def test_what_killed_runs_leave_is_found_and_removed(tmp_path: Path) -> None:
    left = (
        "marts/builds/.staging-20251231-x/parquet/a.parquet",
        "marts/.status.json.77",
        "marts/.current.new",
        ".work/tables/.findings.parquet.77",
        ".work/tables/parts/.findings.kpi.parquet.77",
        ".work/.published.json.77",
    )
    kept = ("marts/builds/20251231-x/manifest.json", "marts/status.json", ".work/tables/findings.parquet")
    for name in (*left, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    settings = Settings(data=tmp_path, as_of=date(2025, 12, 31))
    assert len(remove_litter(settings)) == len(left)
    assert find_litter(settings) == []
    assert all((tmp_path / name).exists() for name in kept)
