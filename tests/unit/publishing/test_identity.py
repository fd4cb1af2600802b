from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.publishing.fingerprint import fingerprint_of, fingerprint_of_raw
from pipelines.publishing.status import read_status, write_status
from pipelines.schedule import next_nightly

AS_OF = date(2025, 12, 31)
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _raw(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/a.txt").write_text("x", encoding="utf-8")
    return tmp_path


def test_the_same_inputs_code_and_date_are_the_same_build(tmp_path: Path) -> None:
    raw = _raw(tmp_path)
    assert fingerprint_of_raw(raw, AS_OF, "c") == fingerprint_of_raw(raw, AS_OF, "c")


@pytest.mark.parametrize("change", ["input", "sidecar", "new file", "date", "code"])
def test_any_change_is_another_build(tmp_path: Path, change: str) -> None:
    raw = _raw(tmp_path)
    before = fingerprint_of_raw(raw, AS_OF, "c").build_id
    edits = {"input": "plans/a.txt", "sidecar": "plans/a.txt.meta.yml", "new file": "plans/b.pages"}
    if change in edits:
        (raw / edits[change]).write_text("title: y", encoding="utf-8")
    as_of = date(2025, 11, 30) if change == "date" else AS_OF
    assert fingerprint_of_raw(raw, as_of, "d" if change == "code" else "c").build_id != before


def test_the_order_of_files_does_not_matter() -> None:
    files = [("a", "1", None), ("b", "2", "s")]
    assert fingerprint_of(AS_OF, "c", files) == fingerprint_of(AS_OF, "c", files[::-1])


def test_the_build_id_begins_with_its_as_of_date() -> None:
    assert fingerprint_of(AS_OF, "c", []).build_id.startswith("20251231-")


def test_a_failed_run_keeps_the_last_success(tmp_path: Path) -> None:
    write_status(tmp_path, "published", WHEN, "build-1")
    write_status(tmp_path, "failed", WHEN, "build-1", ("warehouse: boom",))
    status = read_status(tmp_path)
    assert status["outcome"] == "failed"
    assert status["failures"] == ["warehouse: boom"]
    assert status["last_success"] == {"build_id": "build-1", "finished_at": "2026-01-02T03:04:05+00:00"}


def test_a_damaged_status_is_no_status(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text("{", encoding="utf-8")
    assert read_status(tmp_path) == {}


def test_the_next_nightly_is_one_o_clock_in_viet_nam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_NIGHTLY", "1")
    due = next_nightly(datetime(2026, 1, 1, 17, 59, tzinfo=UTC))
    assert due is not None
    assert due.astimezone(UTC) == datetime(2026, 1, 1, 18, 0, tzinfo=UTC)
    assert next_nightly(datetime(2026, 1, 1, 18, 0, tzinfo=UTC)) == due.replace(day=3)


def test_without_the_nightly_nothing_is_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCHC_NIGHTLY", raising=False)
    assert next_nightly() is None
