"""The readers' processes start beside the run's own start, unless all inputs were read and audited as they lie."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.audit import mark_audited
from pipelines.cli.refresh import _get_readers_ready
from pipelines.code_version import code_version
from pipelines.fence import pool
from pipelines.publishing.fingerprint import fingerprint_of_raw
from pipelines.settings import Settings


def test_readers_get_ready_where_something_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(pool, "shared_fence", started.append)
    monkeypatch.setattr(ingest, "begin_to_read", lambda _: None)
    settings = Settings(tmp_path, date(2026, 10, 31))
    plan = settings.raw / "plans/a.txt"
    plan.parent.mkdir(parents=True)
    plan.write_text("KẾ HOẠCH", encoding="utf-8")
    settings.work.mkdir()
    _get_readers_ready(settings)
    assert len(started) == 1
    identity = fingerprint_of_raw(settings.raw, settings.as_of, code_version())
    mark_audited(settings.work, identity.build_id, identity.code_version)
    _get_readers_ready(settings)
    assert len(started) == 1
    plan.write_text("KẾ HOẠCH NĂM 2024", encoding="utf-8")
    _get_readers_ready(settings)
    assert len(started) == 2
