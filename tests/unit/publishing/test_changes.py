"""What a build changed, and going back to one: on real small databases."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing.before import FIRST, Before, build_before
from pipelines.publishing.changes import Change, find_changes
from pipelines.publishing.changes_said import counts_of, frame_of, page_of, since_last
from pipelines.publishing.dictionary import parse_dictionary
from pipelines.publishing.fingerprint import Fingerprint, fingerprint_of
from pipelines.publishing.layout import current_build, promote, staging_folder
from pipelines.publishing.proof import remember, write_checksums
from pipelines.publishing.rollback import RollbackError, go_back
from pipelines.publishing.status import read_status
from pipelines.settings import Settings

AS_OF = date(2026, 10, 31)
TEXT = {"type": "varchar", "vi": "x", "en": "x"}
WORDS = parse_dictionary(
    {
        "columns": dict.fromkeys(("target_id", "status", "actual", "later"), TEXT),
        "models": {
            "mart_gap_latest": {
                "folder": "progress",
                "vi": "x",
                "en": "x",
                "key": ["target_id"],
                "order_by": ["target_id"],
                "columns": ["target_id", "status", "actual", "later"],
            }
        },
    }
)
OLD = fingerprint_of(AS_OF, "code1", [("plans/a.txt", "1", None), ("kpi/b.csv", "2", None)])
NEW = fingerprint_of(AS_OF, "code1", [("plans/a.txt", "9", None), ("kpi/<c>_d.csv", "3", None)])


def build(folder: Path, identity: Fingerprint, rows: str, columns: str = "target_id, status, actual") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "cchc.duckdb")) as db:
        db.execute(f"create table mart_gap_latest as select * from (values {rows}) as v({columns})")
    inputs = [{"file": name, "sha256": own, "sidecar_sha256": side or None} for name, own, side in identity.inputs]
    manifest = {"as_of": identity.as_of.isoformat(), "code_version": identity.code_version, "inputs": inputs}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "tables": []}))
    (folder / "parquet").mkdir()
    return folder


def between(old: Path, new: Path, identity: Fingerprint = NEW) -> list[Change]:
    with duckdb.connect() as db:
        db.execute(f"attach '{new / 'cchc.duckdb'}' as published (read_only)")
        return find_changes(db, WORDS, identity, old)


def test_verdicts_inputs_rows_and_columns_that_changed_are_told(tmp_path: Path) -> None:
    old = build(tmp_path / "old", OLD, "('t1', 'behind', 80.5), ('t2', 'met', 95.0), ('t3', 'met', 1.0)")
    new = build(
        tmp_path / "new",
        NEW,
        "('t1', 'met', 90.5, 1), ('t3', 'met', 2.0, 1), ('t4', 'no_data', null, 1)",
        "target_id, status, actual, later",
    )
    assert between(old, new) == [
        Change("column_added", "mart_gap_latest", "later", None, "INTEGER"),
        Change("input_added", row_key="kpi/<c>_d.csv", new_value="3"),
        Change("input_changed", row_key="plans/a.txt", old_value="1", new_value="9"),
        Change("input_gone", row_key="kpi/b.csv", old_value="2"),
        Change("promise_added", "mart_gap_latest", "t4", None, None, None, "no_data"),
        Change("promise_gone", "mart_gap_latest", "t2", "95.0", None, "met", None),
        Change("rows_added", "mart_gap_latest", new_value="1"),
        Change("rows_changed", "mart_gap_latest", new_value="2"),
        Change("rows_gone", "mart_gap_latest", new_value="1"),
        Change("status_changed", "mart_gap_latest", "t1", "80.5", "90.5", "behind", "met"),
    ]


def test_the_verdict_of_a_benchmark_is_no_change_of_a_promise(tmp_path: Path) -> None:
    columns = "target_id, status, actual, is_counted"
    rows = "('own', '{0}', 1.0, true), ('benchmark', '{0}', 1.0, false)"
    old = build(tmp_path / "old", OLD, rows.format("behind"), columns)
    new = build(tmp_path / "new", OLD, rows.format("met"), columns)
    with duckdb.connect() as db:
        db.execute(f"attach '{new / 'cchc.duckdb'}' as published (read_only)")
        found = find_changes(db, WORDS, OLD, old)
    assert [one.row_key for one in found if one.change_kind == "status_changed"] == ["own"]
    assert Change("rows_changed", "mart_gap_latest", new_value="2") in found


def test_the_same_marts_are_no_change_and_other_code_is_one(tmp_path: Path) -> None:
    old = build(tmp_path / "old", OLD, "('t1', 'met', 1.0)")
    new = build(tmp_path / "new", OLD, "('t1', 'met', 1.0)")
    assert between(old, new, OLD) == []
    other = replace(OLD, code_version="code2")
    assert between(old, new, other) == [Change("parameter_changed", "", "code_version", "code1", "code2")]


def test_the_page_shows_texts_of_inputs_and_renders_none(tmp_path: Path) -> None:
    old = build(tmp_path / "old", OLD, "('t1', 'met', 1.0)")
    changes = between(old, build(tmp_path / "new", NEW, "('t1', 'met', 1.0)"))
    page = page_of(changes, NEW, Before(old.name, old))
    assert "kpi/\\<c\\>\\_d.csv" in page
    assert "<c>" not in page


def test_the_page_says_where_nothing_can_be_compared_and_why() -> None:
    said = [page_of([], NEW, Before(name)) for name in (FIRST, "20261031-a", None)]
    assert "first build" in said[0]
    assert "20261031-a) is damaged or gone" in said[1] and "20261031-a) đã hỏng" in said[1]
    assert "which build was published before" in said[2]
    assert not any("Nothing changed" in one or "Against" in one for one in said)


def test_a_line_after_a_run_says_what_moved(tmp_path: Path) -> None:
    changes = [
        Change("input_added", row_key="a"),
        Change("input_added", row_key="b"),
        Change("rows_added", "t", "", None, "7"),
    ]
    (tmp_path / "parquet").mkdir()
    frame_of(changes).write_parquet(tmp_path / "parquet/mart_build_diff.parquet")
    assert counts_of(tmp_path) == {"input_added": 2, "rows_added": 7}
    assert since_last(tmp_path, "en") == "Since the last build, inputs added: 2."
    assert since_last(tmp_path, "vi").startswith("So với bản công bố trước, tệp mới: 2")


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    """Three builds of the ids 1, 2 and 3, the last one published."""
    settings = Settings(data=tmp_path / "data", as_of=AS_OF)
    settings.work.mkdir(parents=True)
    for number in ("1", "2", "3"):
        staged = staging_folder(settings.marts, number)
        build(staged, OLD, f"('t{number}', 'met', 1.0)")
        write_checksums(staged)
        promote(settings.marts, staged, number, keep=7)
    return settings


def test_going_back_publishes_the_build_before_and_says_so(world: Settings) -> None:
    assert go_back(world).name == "2"
    assert current_build(world.marts).name == "2"
    assert read_status(world.marts)["outcome"] == "rolled_back"
    assert go_back(world).name == "1"
    assert go_back(world, "3").name == "3"


@pytest.mark.parametrize(("wanted", "why"), [("9", "no build"), ("3", "is the published build")])
def test_a_build_that_cannot_be_gone_back_to_is_refused(world: Settings, wanted: str, why: str) -> None:
    with pytest.raises(RollbackError, match=why):
        go_back(world, wanted)


def test_a_damaged_build_is_not_gone_back_to(world: Settings) -> None:
    damaged = world.marts / "builds/2/cchc.duckdb"
    damaged.chmod(0o644)
    damaged.write_bytes(b"x")
    with pytest.raises(RollbackError, match="is damaged"):
        go_back(world)
    assert current_build(world.marts).name == "3"


def test_without_an_earlier_build_there_is_no_way_back(world: Settings) -> None:
    go_back(world, "1")
    with pytest.raises(RollbackError, match="no earlier build"):
        go_back(world)


def _remembered(world: Settings, build: str, before: str | None) -> None:
    world.work.mkdir(exist_ok=True)
    remember(world.work, world.marts / "builds" / build, before)


def test_a_new_build_is_compared_with_the_published_one(world: Settings) -> None:
    assert build_before(world, "4") == Before("3", world.marts / "builds/3")


def test_a_new_build_is_not_compared_with_a_damaged_one_nor_with_an_older_in_its_place(world: Settings) -> None:
    (world.marts / "builds/3/cchc.duckdb").unlink()
    assert build_before(world, "4") == Before("3", None)


def test_a_build_made_again_is_compared_with_what_stood_before_it_the_first_time(world: Settings) -> None:
    _remembered(world, "3", "1")
    remember(world.work, world.marts / "builds/3")  # a run that finds it whole says nothing of the one before
    assert build_before(world, "3") == Before("1", world.marts / "builds/1")
    (world.marts / "builds/1/cchc.duckdb").unlink()
    assert build_before(world, "3") == Before("1", None)
    _remembered(world, "3", FIRST)
    assert build_before(world, "3") == Before(FIRST, None)


def test_where_nothing_tells_what_stood_before_it_is_the_newest_other_build(world: Settings) -> None:
    assert build_before(world, "3") == Before("2", world.marts / "builds/2")
    _remembered(world, "1", FIRST)  # of another build: a rollback came between
    assert build_before(world, "3") == Before("2", world.marts / "builds/2")


def test_a_build_that_stands_alone_and_is_not_remembered_has_an_unknown_one_before(world: Settings) -> None:
    for name in ("1", "2"):
        shutil.rmtree(world.marts / "builds" / name)
    assert build_before(world, "3") == Before(None, None)
    shutil.rmtree(world.marts)
    assert build_before(world, "3") == Before(FIRST, None)


def test_the_build_before_is_known_though_the_published_link_is_lost(world: Settings) -> None:
    (world.marts / "current").unlink()
    _remembered(world, "3", "2")
    assert build_before(world, "3") == Before("2", world.marts / "builds/2")
    assert build_before(world, "4") == Before("3", world.marts / "builds/3")
