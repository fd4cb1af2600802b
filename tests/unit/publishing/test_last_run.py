"""When a watcher is told, and when readers are."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.publishing.last_run import is_bad, is_stale, status_of
from pipelines.publishing.status import write_status
from pipelines.run_record import record
from pipelines.service_mark import MARK, service_mark
from pipelines.settings import Settings

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path, as_of=date(2025, 12, 31))
    settings.work.mkdir()
    write_status(settings.marts, "published", NOW, "20251231-a")
    return settings


@pytest.mark.parametrize(
    ("outcome", "bad", "stale"),
    [
        ("published", False, False),
        ("unchanged", False, False),
        ("ended", False, False),
        ("failed", True, True),
        ("running", True, True),
        ("rolled_back", False, True),
    ],
)
def test_an_outcome_is_told_to_whom_it_concerns(world: Settings, outcome: str, bad: bool, stale: bool) -> None:
    """`running` without a process is a run that was cut off."""
    write_status(world.marts, outcome, NOW, "20251231-a")  # type: ignore[arg-type]
    told = status_of(world, NOW)
    assert (is_bad(told), is_stale(told)) == (bad, stale)


def test_a_night_that_did_not_come_is_told(world: Settings) -> None:
    write_status(world.marts, "published", NOW, "20251231-a", next_expected=NOW)
    assert not is_stale(status_of(world, NOW + timedelta(hours=1)))
    assert is_stale(status_of(world, NOW + timedelta(hours=3)))


def test_a_dead_service_is_told(world: Settings) -> None:
    (world.work / MARK).write_text('{"process": 7, "since": "2026-01-01 00:00"}')
    told = status_of(world, NOW)
    assert (told["service"], is_bad(told), is_stale(told)) == ("dead", True, True)


def test_a_world_without_any_build_is_bad_and_not_stale(tmp_path: Path) -> None:
    told = status_of(Settings(data=tmp_path, as_of=date(2025, 12, 31)), NOW)
    assert (is_bad(told), is_stale(told)) == (True, False)


def test_a_run_of_the_terminal_keeps_the_night_that_a_living_service_plans(
    world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CCHC_NIGHTLY", raising=False)
    monkeypatch.setenv("CCHC_NIGHTLY_CRON", "30 2 * * *")
    with service_mark(world.work) as mark:
        mark.was_asked_to_end = True
        monkeypatch.delenv("CCHC_NIGHTLY_CRON")
        record(world, "published")
    assert str(status_of(world, NOW)["next_expected"]).endswith("T02:30:00+07:00")
    record(world, "published")
    assert status_of(world, NOW)["next_expected"] is None


def test_before_the_first_run_a_living_service_tells_its_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_NIGHTLY_CRON", "30 2 * * *")
    fresh = Settings(data=tmp_path, as_of=date(2025, 12, 31))
    with service_mark(fresh.work):
        told = status_of(fresh, NOW)
    assert (told["outcome"], str(told["next_expected"])[10:]) == ("never", "T02:30:00+07:00")
    assert status_of(fresh, NOW)["next_expected"] is None
