"""A quiet night: the schedule skips, and the pages of what it proved keep what they showed."""

from pathlib import Path

import pytest
from dagster import (
    AssetMaterialization,
    DagsterInstance,
    MetadataValue,
    RunRequest,
    SkipReason,
    build_schedule_context,
    instance_for_test,
)

from pipelines import schedules
from pipelines.news import News
from pipelines.schedules import PROVED, nightly_schedule


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    with instance_for_test() as instance:
        yield instance


def evaluated(instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch, *, is_due: bool) -> RunRequest | SkipReason:
    monkeypatch.setattr(schedules, "news_of", lambda settings, deep: News(is_due, "20261031-a", "nothing is new"))
    with build_schedule_context(instance=instance) as context:  # one left open is closed whenever it is collected
        data = nightly_schedule().evaluate_tick(context)
    return data.run_requests[0] if data.run_requests else SkipReason(data.skip_message)


def test_a_night_with_news_asks_for_a_run(instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(evaluated(instance, monkeypatch, is_due=True), RunRequest)


def test_a_quiet_night_counts_as_fresh_and_pages_keep_what_they_showed(
    instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = PROVED[0]
    shown = {"dagster/row_count": 406, "preview": MetadataValue.md("| a |")}
    instance.report_runless_asset_event(AssetMaterialization(key, metadata=shown))
    assert isinstance(evaluated(instance, monkeypatch, is_due=False), SkipReason)
    event = instance.get_latest_materialization_event(key)
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 406
    assert metadata["preview"].value == "| a |"
    assert metadata["changed"].value is False
