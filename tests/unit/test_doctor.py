"""The doctor: each thing that can be wrong with a world is named, with its remedy, in both languages."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.doctor import codes, examine
from pipelines.publishing.fingerprint import fingerprint_of
from pipelines.publishing.layout import CHECKSUMS, MANIFEST, promote, staging_folder
from pipelines.publishing.proof import write_checksums
from pipelines.publishing.status import write_status
from pipelines.run_lock import LOCK
from pipelines.service_mark import MARK
from pipelines.settings import Settings

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
HOLD = "import fcntl, sys, time; s = open(sys.argv[1], 'a'); fcntl.flock(s, fcntl.LOCK_EX); print('held', flush=True); "


def publish(settings: Settings, day: int) -> Path:
    identity = fingerprint_of(date(2025, 12, day), "code", [("plans/a.txt", "1", None)])
    staged = staging_folder(settings.marts, identity.build_id)
    (staged / "cchc.duckdb").write_bytes(b"x")
    (staged / "parquet").mkdir()
    (staged / "parquet/dim_plan.parquet").write_bytes(b"y")
    facts = {"build_id": identity.build_id, "as_of": "2025-12-31", "code_version": "code", "inputs": []}
    (staged / MANIFEST).write_text(json.dumps({**facts, "tables": [{"name": "dim_plan", "rows": 3}]}))
    write_checksums(staged)
    return promote(settings.marts, staged, identity.build_id, keep=3)


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", as_of=date(2025, 12, 31))
    (settings.raw / "plans").mkdir(parents=True)
    (settings.raw / "plans/a.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    settings.work.mkdir()
    publish(settings, 30)
    build = publish(settings, 31)
    write_status(settings.marts, "published", NOW, build.name)
    return settings


def found(settings: Settings, now: datetime = NOW) -> set[str]:
    return {one.code for one in examine(settings, now)}


def database(path: Path, table: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"create table {table} (pipeline_name, run_id, status, start_time, id)")
        for other in ("alembic_version", "run_tags", "snapshots", "kvs") if table != "half" else ():
            db.execute(f"create table {other} (id)")
        db.execute(f"insert into {table} values ('refresh', '12345678-9', 'STARTED', 1.0, 1)")
        db.commit()


def _published(settings: Settings) -> Path:
    return settings.marts / "current"


def _writable(path: Path) -> Path:
    path.chmod(0o644)
    return path


def _kept(settings: Settings) -> Path:
    (kept,) = [one for one in (settings.marts / "builds").iterdir() if one.name.startswith("20251230")]
    return kept


def _old(settings: Settings) -> None:
    _writable(_published(settings) / CHECKSUMS).unlink()


def _with_file_instead(settings: Settings) -> None:
    (settings.work / "published.json").unlink(missing_ok=True)
    settings.work.rmdir()
    settings.work.write_text("a file where a folder should be")


HARM: dict[str, Callable[[Settings], object]] = {
    "not_writable": _with_file_instead,
    "raw_not_readable": lambda s: s.raw.rename(s.data / "gone"),
    "nothing_published": lambda s: (s.marts / "current").unlink(),
    "old_format": _old,
    "damaged": lambda s: _writable(_published(s) / "cchc.duckdb").write_bytes(b"other"),
    "damaged_kept": lambda s: _writable(_kept(s) / "cchc.duckdb").write_bytes(b"other"),
    "old_kept": lambda s: _writable(_kept(s) / CHECKSUMS).unlink(),
    "wrong_link": lambda s: (s.marts / "parquet").unlink(),
    "dead_service": lambda s: (s.work / MARK).write_text('{"process": 7, "since": "2026-01-01 00:00"}'),
    "late": lambda s: write_status(s.marts, "published", NOW, next_expected=NOW - timedelta(days=1)),
    "status_never": lambda s: (s.marts / "status.json").write_text("{half"),
    "status_failed": lambda s: write_status(s.marts, "failed", NOW, failures=("warehouse: no space",)),
    "status_interrupted": lambda s: write_status(s.marts, "running", NOW),
    "litter": lambda s: (s.marts / "builds/.staging-x").mkdir(),
    "broken_records": lambda s: database(s.work / "dagster/history/runs.db", "half"),
    "stale_run": lambda s: database(s.work / "dagster/history/runs.db", "runs"),
}
BY_OTHER_TESTS = {"input_not_readable", "own_closed", "hung", "late_though_alive"}


def test_a_whole_world_has_nothing_wrong(world: Settings) -> None:
    assert found(world) == set()


@pytest.mark.parametrize("name", ["marts", "marts/builds", ".work"])
def test_a_folder_closed_to_this_account_is_told_and_nothing_below_it_is_looked_for(
    world: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (world.data / name).chmod(0)
    monkeypatch.setattr(os, "access", lambda path, wanted: (Path(path).stat().st_mode >> 6) & wanted == wanted)
    try:
        assert found(world) == {"not_writable"}
    finally:
        (world.data / name).chmod(0o755)


@pytest.mark.parametrize("code", HARM)
def test_each_harm_is_named(world: Settings, code: str) -> None:
    HARM[code](world)
    assert code in found(world)


def test_every_complaint_has_a_test() -> None:
    assert set(codes()) == {*HARM, *BY_OTHER_TESTS}


def test_a_damaged_database_of_dagster_is_told(world: Settings) -> None:
    database(world.work / "dagster/schedules/schedules.db", "jobs")
    (world.work / "dagster/schedules/schedules.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert "broken_records" in found(world)


@pytest.fixture
def holder(world: Settings):
    """Another process that holds what it is told to hold."""
    started = []

    def hold(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD + "time.sleep(60)", str(world.work / name)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout and process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.communicate()


def test_a_run_that_takes_hours_is_named_with_its_process(world: Settings, holder) -> None:
    process = holder(LOCK)
    (world.work / LOCK).write_text(str(process.pid))
    write_status(world.marts, "running", NOW)
    assert found(world) == set()
    (hung,) = examine(world, NOW + timedelta(hours=7))
    assert (hung.code, f"kill {process.pid}" in hung.said("remedy", "en")) == ("hung", True)


def test_a_living_service_that_lets_a_night_pass_is_told(world: Settings, holder) -> None:
    write_status(world.marts, "published", NOW, next_expected=NOW - timedelta(days=1))
    (world.work / MARK).write_text('{"process": 7, "since": "2026-01-01 00:00"}')
    holder(MARK)
    assert found(world) == {"late_though_alive"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_inputs_that_the_account_may_not_read_are_told(world: Settings) -> None:
    (world.raw / "plans/a.txt").chmod(0o600)
    world.data.parent.chmod(0o755)
    code = (
        "import os, sys; from pathlib import Path; from datetime import date, datetime, UTC; "
        "from pipelines.doctor import examine; from pipelines.settings import Settings; os.setuid(65534); "
        "print(*sorted({c.code for c in examine(Settings(Path(sys.argv[1]), date(2025, 12, 31)), datetime.now(UTC))}))"
    )
    for folder in (world.data, *world.data.parents[:-1]):
        folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", code, str(world.data)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert {"input_not_readable", "not_writable"} <= set(done.stdout.split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_command_says_what_is_wrong_and_what_to_do(
    world: Settings, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("CCHC_DATA", str(world.data))
    result = CliRunner().invoke(main, ["doctor", "--lang", lang])
    assert (result.exit_code, len(result.output.splitlines())) == (0, 1)
    HARM["damaged"](world)
    result = CliRunner().invoke(main, ["doctor", "--lang", lang])
    assert result.exit_code == 1
    assert "cchc.duckdb" in result.output
    assert "-> " in result.output
    (told,) = json.loads(CliRunner().invoke(main, ["doctor", "--json", "--lang", lang]).output)
    assert set(told) == {"code", "what", "remedy"}
