"""The file sensor: waits until files rest, compares contents, asks for one run."""

import json
from datetime import date
from pathlib import Path

import pytest
from dagster import SensorResult, SkipReason

from pipelines import sensors
from pipelines.news import News
from pipelines.sensors import SETTLED_AFTER_SECONDS, look
from pipelines.settings import Settings


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "raw/plans").mkdir(parents=True)
    (tmp_path / "raw/plans/a.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    monkeypatch.setattr(sensors, "news_of", lambda _: News(True, "20261031-abc", "something is new"))
    return Settings(data=tmp_path, as_of=date(2026, 10, 31))


def looks(world: Settings, *moments: float) -> list[SensorResult | SkipReason]:
    """One look after another, each with the cursor that the one before left."""
    cursor, results = None, []
    for now in moments:
        result = look(world, cursor, now)
        cursor = result.cursor if isinstance(result, SensorResult) and result.cursor else cursor
        results.append(result)
    return results


def n_runs(result: SensorResult | SkipReason) -> int:
    return len(result.run_requests or []) if isinstance(result, SensorResult) else 0


def test_files_that_still_move_start_nothing(world: Settings) -> None:
    first = look(world, None, 1000.0)
    assert isinstance(first, SensorResult)
    (world.raw / "plans/b.txt").write_text("KẾ HOẠCH 2", encoding="utf-8")
    second = look(world, first.cursor, 1000.0 + 2 * SETTLED_AFTER_SECONDS)
    assert (n_runs(first), n_runs(second)) == (0, 0)


def test_files_that_rest_start_one_run_and_no_second(world: Settings) -> None:
    later = 1000.0 + SETTLED_AFTER_SECONDS
    assert [n_runs(one) for one in looks(world, 1000.0, 1030.0, later, later + 30, later + 60)] == [0, 0, 1, 0, 0]


def test_contents_that_are_published_start_nothing(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensors, "news_of", lambda _: News(False, "20261031-abc", "nothing is new"))
    assert [n_runs(one) for one in looks(world, 1000.0, 1100.0, 1200.0)] == [0, 0, 0]


def test_a_deleted_file_is_news(world: Settings) -> None:
    (quiet,) = looks(world, 1000.0)
    judged = json.dumps({**json.loads(quiet.cursor), "judged": True})
    (world.raw / "plans/a.txt").unlink()
    assert isinstance(look(world, judged, 2000.0), SensorResult)


def test_a_damaged_cursor_begins_again(world: Settings) -> None:
    assert isinstance(look(world, "{not json", 1000.0), SensorResult)
