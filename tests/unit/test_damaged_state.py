"""Claims about what a run finds of earlier ones in any state: damage counts as nothing and stops nobody."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import dbt_runner, news
from pipelines.audit import audited_build
from pipelines.begin_run import PlaceTakenError, begin_run
from pipelines.contracts.raw_models import frame
from pipelines.dagster_home import STORES, instance_problem
from pipelines.kept_readings import FOLDER, KeptReadings
from pipelines.litter import find_litter, remove_litter
from pipelines.news import news_of
from pipelines.publishing.fingerprint import fingerprint_of
from pipelines.publishing.layout import (
    CHECKSUMS,
    FIXED_LINKS,
    MANIFEST,
    current_build,
    promote,
    staging_folder,
    wrong_links,
)
from pipelines.publishing.proof import damage, recall, write_checksums
from pipelines.publishing.publish import standing_of
from pipelines.publishing.status import read_status
from pipelines.raw_tables import merge_parts, write_part
from pipelines.run_lock import LOCK, hold_world, is_held_elsewhere, open_lock, release_world
from pipelines.run_record import record
from pipelines.service_mark import ServiceState, service_state
from pipelines.settings import Settings


def _folder(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "in-it").write_text("x")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a folder": _folder,
    "a pipe": os.mkfifo,
    "a link to itself": lambda place: place.symlink_to(place.name),
    "no text": lambda place: place.write_bytes(b"\xff\xfe\x00"),
    "no object": lambda place: place.write_text("[1, 2]"),
    "many brackets": lambda place: place.write_text("[" * 200_000),
    "half a file": lambda place: place.write_text('{"build_id": "a'),
}


@pytest.fixture(params=DAMAGE)
def spoil(request: pytest.FixtureRequest) -> Callable[[Path], object]:
    return DAMAGE[request.param]


def test_small_files_of_our_own_count_as_none_whatever_stands_there(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    for name in ("status.json", "audited.json", "published.json"):
        spoil(tmp_path / name)
    assert read_status(tmp_path) == {}
    assert audited_build(tmp_path) == ""
    assert recall(tmp_path, tmp_path / "builds/a") == {}


def test_checksums_that_are_none_are_damage(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    (tmp_path / MANIFEST).write_text("{}")
    write_checksums(tmp_path)
    assert damage(tmp_path) == []
    (tmp_path / CHECKSUMS).unlink()
    spoil(tmp_path / CHECKSUMS)
    assert damage(tmp_path) == [f"{CHECKSUMS} is gone or damaged"]


def test_of_a_status_only_what_a_run_writes_is_believed(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text(
        '{"outcome": 5, "failures": {}, "started_at": "soon", "next_expected": "2026-01-01", "other": 1,'
        ' "last_success": {"finished_at": "2026-11-01T01:00:00+07:00"}, "finished_at": "2026-11-01T01:00:00+07:00"}'
    )
    assert read_status(tmp_path) == {"finished_at": "2026-11-01T01:00:00+07:00"}


# What stands where a name of ours belongs, and whether that may be what belongs there.
STANDING: dict[str, Callable[[Path], object]] = {
    "a file": lambda place: place.write_text("x"),
    "a folder": _folder,
    "a pipe": os.mkfifo,
    "a link to nowhere": lambda place: place.symlink_to("/nowhere/at/all"),
    "a link to itself": lambda place: place.symlink_to(place.name),
}
# Every name that a run keeps: whatever stands there, the next run goes on.
OUR_FOLDERS = (
    *("tables", "tables/parts", "readings", "scorecard", "dbt_logs", "dbt_docs"),
    *("dbt_target", "dbt_target/compiled", "dbt_target/run", "dagster", "dagster/history", "dagster/history/runs"),
    *("dagster/schedules", "dagster/storage", "dagster/storage/a-run"),
)
OUR_FILES = (
    *("audited.json", "published.json", "service.json", "stderr.txt", "build.duckdb", "build.duckdb.wal"),
    *("run.lock", "dagster.lock", "tables/findings.parquet", "tables/parts/findings.kpi.parquet", "readings/kpi.db"),
    *("scorecard/vega.js", "dbt_logs/dbt.log", "dbt_target/.project", "dbt_target/partial_parse.msgpack"),
    *("dbt_target/graph_summary.json", "dagster/dagster.yaml", "dagster/history/runs.db-wal"),
    *("dagster/history/runs/index.db-shm", "dagster/schedules/schedules.db-journal"),
)


@pytest.mark.parametrize("name", [*OUR_FOLDERS, *OUR_FILES])
@pytest.mark.parametrize("kind", STANDING)
def test_whatever_stands_at_a_name_of_ours_in_the_private_folder_the_next_run_can_write_there(
    tmp_path: Path, name: str, kind: str
) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    place = settings.work / name
    place.parent.mkdir(parents=True)
    STANDING[kind](place)
    assert service_state(settings.work) == ServiceState()
    if name.endswith(".lock"):
        open_lock(place).close()
    remove_litter(settings)
    if name in OUR_FOLDERS:
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.write_text("ours")


DEEP = ("dbt_target/run/cchc/models/a.sql", "dbt_target/compiled/cchc/a.sql", "dagster/storage/a/b/c.out", "notes.txt")


@pytest.mark.parametrize("name", [*DEEP, *(name for name in OUR_FILES if not name.endswith(".lock"))])
def test_no_pipe_and_no_link_to_a_file_of_others_stays_at_any_depth_of_the_private_folder(
    tmp_path: Path, name: str
) -> None:
    settings, of_others = Settings(tmp_path, date(2026, 10, 31)), tmp_path / "of-others.txt"
    of_others.write_text("theirs")
    place, beside = settings.work / name, settings.work / name.replace(".", "-2.")
    place.parent.mkdir(parents=True)
    place.symlink_to(of_others)
    if beside != place:
        os.mkfifo(beside)
    remove_litter(settings)
    assert not place.is_symlink() and not beside.exists()
    assert of_others.read_text() == "theirs"


def test_the_links_of_a_world_of_another_day_stay(tmp_path: Path) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    marts = Settings(settings.side_worlds / "2022-12-31", date(2022, 12, 31)).marts
    staged = staging_folder(marts, "20221231-a")
    (staged / MANIFEST).write_text("{}")
    promote(marts, staged, "20221231-a", keep=1)
    links = [path for path in marts.iterdir() if path.is_symlink()]
    assert links
    assert remove_litter(settings) == []
    assert all(path.is_symlink() for path in links)


@pytest.mark.parametrize("kind", STANDING)
@pytest.mark.parametrize("name", ["compiled", "run", "compiled/cchc", "run/cchc/models"])
def test_whatever_stands_where_dbt_writes_its_models_a_whole_build_writes_there(
    tmp_path: Path, name: str, kind: str
) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    place = settings.work / "dbt_target" / name
    place.parent.mkdir(parents=True)
    STANDING[kind](place)
    dbt_runner.forget_build(settings)
    (place / "models").mkdir(parents=True)


@pytest.mark.parametrize("name", [*FIXED_LINKS, "current", "builds/20261031-a", "status.json", "status.js"])
@pytest.mark.parametrize("kind", STANDING)
def test_whatever_stands_at_a_published_name_a_new_build_takes_its_place(tmp_path: Path, name: str, kind: str) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    place = settings.marts / name
    place.parent.mkdir(parents=True)
    STANDING[kind](place)
    remove_litter(settings)
    staged = staging_folder(settings.marts, "20261031-a")
    (staged / MANIFEST).write_text("{}")
    promote(settings.marts, staged, "20261031-a", keep=3)
    assert current_build(settings.marts) == settings.marts / "builds/20261031-a"
    assert (settings.marts / MANIFEST).read_text() == "{}"
    assert wrong_links(settings.marts) == []
    record(settings, "running")
    assert read_status(settings.marts)["outcome"] == "running"


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize("kind", [kind for kind in STANDING if kind != "a file"])
def test_a_database_of_dagster_that_is_no_file_is_a_problem(tmp_path: Path, name: str, kind: str) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    place = settings.work / "dagster" / name
    place.parent.mkdir(parents=True)
    STANDING[kind](place)
    assert instance_problem(settings) == f"{place.name}: no file stands there"


def test_what_bars_the_place_of_an_own_file_or_folder_goes_at_the_next_start_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    kept = ["audited.json", "tables/findings.parquet", "readings/kpi.db", "dagster/history/runs.db", "notes.txt"]
    for name in kept:
        place = settings.work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x")
    barred = ["build.duckdb", "published.json", "tables/source_files.parquet", "readings/plan.db", "dbt_logs/dbt.log"]
    barred += ["dbt_target/partial_parse.msgpack", "dagster/dagster.yaml", "dagster/history/runs.db-wal"]
    for name in barred:
        _folder(settings.work / name)
    (settings.work / "scorecard").write_text("x")
    os.mkfifo(settings.work / "readings/plan.db-wal")
    _folder(settings.marts / "status.json")
    assert len(find_litter(settings)) == len(barred) + 3
    remove_litter(settings)
    assert find_litter(settings) == []
    assert all((settings.work / name).is_file() for name in kept)


def test_readings_that_cannot_be_taken_away_stop_nobody(tmp_path: Path) -> None:
    _folder(tmp_path / FOLDER / "kpi.db" / "a")
    KeptReadings(tmp_path, "kpi", None).forget_others()


def test_a_share_of_a_table_from_no_stage_is_not_read(tmp_path: Path) -> None:
    write_part(tmp_path, "source_files", "kpi", frame("source_files", []))
    (tmp_path / "parts/source_files.older.parquet").write_bytes(b"PAR1 no table")
    assert isinstance(merge_parts(tmp_path, "source_files", ["source_file"]), pl.DataFrame)


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dbt was asked, its folder `target` below the test's, each file of its own written there."""
    made: list[str] = []

    class Done:
        def raise_for_failures(self) -> None: ...

    def parse(settings: Settings, args: list[str], target: Path) -> Done:
        made.append(args[0])
        for name in ("manifest.json", "graph_summary.json", dbt_runner.PARSED):
            (target / name).write_text("{}")
        return Done()

    monkeypatch.setattr(dbt_runner, "invoke", parse)
    monkeypatch.setattr(dbt_runner, "DEFAULT_TARGET", tmp_path / "target")
    return made


def test_a_damaged_manifest_of_dbt_is_made_anew(tmp_path: Path, parsed: list[str]) -> None:
    for _ in range(2):
        dbt_runner.ensure_manifest()
    assert parsed == ["parse"]
    manifest = tmp_path / "target/manifest.json"
    manifest.write_bytes(hashlib.sha256(b"").digest())
    dbt_runner.ensure_manifest()
    assert parsed == ["parse", "parse"]
    assert manifest.read_text() == "{}"


def test_a_program_that_belongs_to_another_user_keeps_its_parsing_in_the_world(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "target").mkdir()
    monkeypatch.setenv("CCHC_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert dbt_runner.ensure_manifest() == tmp_path / "data/.work/dbt_target/manifest.json"
    assert parsed == ["parse"]
    assert not any((tmp_path / "target").iterdir())


PROGRAMS_OWN = ("target", "target/.lock", "target/manifest.json", "target/.sources.sha256", "target/graph_summary.json")


@pytest.mark.parametrize("name", [*PROGRAMS_OWN, f"target/{dbt_runner.PARSED}", "target/compiled"])
@pytest.mark.parametrize("kind", STANDING)
def test_whatever_stands_at_a_name_of_the_programs_own_parsing_it_is_parsed(
    tmp_path: Path, parsed: list[str], name: str, kind: str
) -> None:
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    STANDING[kind](place)
    assert dbt_runner.ensure_manifest().read_text() == "{}"
    assert parsed == ["parse"]


def test_what_another_folder_of_the_program_parsed_is_parsed_anew(tmp_path: Path) -> None:
    for project, is_kept in ((Path("/a"), False), (Path("/a"), True), (Path("/b"), False)):
        (tmp_path / dbt_runner.PARSED).write_text("x")
        dbt_runner.forget_other_project(tmp_path, project)
        assert (tmp_path / dbt_runner.PARSED).exists() == is_kept


@pytest.mark.parametrize("name", ["status.json", "status.js"])
@pytest.mark.parametrize("kind", STANDING)
def test_a_run_that_finds_nothing_to_do_says_so_whatever_stands_there(tmp_path: Path, name: str, kind: str) -> None:
    settings = Settings(tmp_path, date(2026, 10, 31))
    settings.marts.mkdir()
    STANDING[kind](settings.marts / name)
    record(settings, "unchanged")
    assert read_status(settings.marts)["outcome"] == "unchanged"
    assert (settings.marts / name).is_file()


@pytest.mark.parametrize("name", [".work", "marts", "marts/builds"])
@pytest.mark.parametrize("kind", [kind for kind in STANDING if kind != "a folder"])
def test_what_bars_the_place_of_a_folder_is_named_and_stays(tmp_path: Path, name: str, kind: str) -> None:
    settings, place = Settings(tmp_path, date(2026, 10, 31)), tmp_path / name
    for folder in (place.parent, tmp_path / "raw/plans"):
        folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "raw/plans/a.txt").write_text("x")
    STANDING[kind](place)
    assert not is_held_elsewhere(settings.work)
    assert news_of(settings).is_due
    with pytest.raises(PlaceTakenError, match=f"^{place}: .*move it away"):
        begin_run(settings)
    assert not place.is_dir()
    assert place.is_symlink() or place.exists()


def test_what_is_no_file_is_nobodys_lock(tmp_path: Path) -> None:
    for bar in (_folder, os.mkfifo, lambda path: path.symlink_to(path)):
        bar(tmp_path / LOCK)
        assert hold_world(tmp_path)
        release_world(tmp_path)
        (tmp_path / LOCK).unlink()


@pytest.fixture
def published(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path, date(2026, 10, 31))
    (settings.raw / "plans").mkdir(parents=True)
    (settings.raw / "plans/a.txt").write_text("x")
    settings.work.mkdir()
    staged = staging_folder(settings.marts, IDENTITY.build_id)
    (staged / MANIFEST).write_text('{"tables": []}')
    write_checksums(staged)
    promote(settings.marts, staged, IDENTITY.build_id, keep=3)
    return settings


IDENTITY = fingerprint_of(date(2026, 10, 31), "code", [("plans/a.txt", "1", None)])


@pytest.mark.parametrize(
    "to", ["builds/..", "builds/.", "builds", "..", "builds/anyones", "builds/.staging-x", "builds/"]
)
def test_a_link_to_what_is_no_build_is_put_right(published: Settings, to: str) -> None:
    for folder in ("builds/anyones", "builds/.staging-x"):
        (published.marts / folder).mkdir()
    link, build = published.marts / "current", current_build(published.marts)
    link.unlink()
    link.symlink_to(to)
    assert current_build(published.marts) is None
    standing = standing_of(published, IDENTITY)
    assert (standing.mended, standing.unchanged is None) == (("current",), False)
    assert current_build(published.marts) == build


def test_a_run_with_nothing_to_do_clears_away_what_was_left_unless_another_is_under_way(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`doctor` says that a run removes it; with nothing new none would begin for that alone."""
    monkeypatch.setattr(news, "fingerprint_of_raw", lambda *_: IDENTITY)
    (published.work / "readings").write_text("no folder")
    os.mkfifo(published.work / "pipe")
    code = "import sys; from pathlib import Path; from pipelines.run_lock import hold_world; "
    code += "hold_world(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(published.work)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert not news_of(published).is_due
        assert len(find_litter(published)) == 2
        other.communicate()
    assert not news_of(published).is_due
    assert find_litter(published) == []


def test_a_begin_says_what_it_cleared_away_and_nothing_where_there_was_nothing(
    published: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "cchc")
    begin_run(published)
    release_world(published.work)
    assert caplog.messages == []
    for number in range(5):
        _folder(published.work / f"{number}.json")
    begin_run(published)
    release_world(published.work)
    (said,) = caplog.messages
    assert said.endswith(": .work/0.json, .work/1.json, .work/2.json and 2 more.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("name", [".work", "marts"])
def test_a_folder_that_may_not_be_written_is_named(published: Settings, name: str) -> None:
    place = published.data / name
    for other in (published.work, published.marts, published.marts / "builds"):
        other.chmod(0o555 if other == place else 0o777)
    for folder in (*published.data.parents[:-1], published.data):
        folder.chmod(folder.stat().st_mode | 0o055)
    code = (
        "import os, sys; from pathlib import Path; from datetime import date; from pipelines.news import news_of; "
        "from pipelines.begin_run import begin_run; from pipelines.settings import Settings; os.setuid(65534); "
        "world = Settings(Path(sys.argv[1]), date(2026, 10, 31)); print(news_of(world).is_due); begin_run(world)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(published.data)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n"
    assert f"PlaceTakenError: {place}: Permission denied; a run must be able to write there" in done.stderr
