"""Readings are kept: an unchanged file is not read again, and nothing that a run gives depends on what ran before."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import ingest, kept_readings
from pipelines.fence.limits import Ended
from pipelines.ingest import StageTables, read_kpi_folder, read_plan_folder
from pipelines.kept_readings import FOLDER
from pipelines.reading import Task
from pipelines.settings import Settings

TIDY = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,{place},province,{year},{value}\n"
AS_OF = date(2026, 10, 31)


def world(folder: Path) -> Settings:
    (folder / "raw" / "kpi").mkdir(parents=True, exist_ok=True)
    return Settings(folder, AS_OF)


def put(settings: Settings, name: str, value: int, place: str = "Hà Giang", year: int = 2024) -> Path:
    path = settings.raw / "kpi" / name
    path.write_text(TIDY.format(place=place, year=year, value=value), encoding="utf-8")
    return path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that went to a reader."""
    names: list[str] = []
    read = ingest._read

    def told(inputs, context, kept):
        names.extend(item.source_file for item in inputs)
        return read(inputs, context, kept)

    monkeypatch.setattr(ingest, "_read", told)
    yield names


def values(stage: StageTables) -> list[float]:
    return stage.tables["kpi_observations"]["value"].to_list()


def test_only_a_new_or_changed_file_is_read(tmp_path, sent):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    put(settings, "b.csv", 70)
    first = read_kpi_folder(settings)
    put(settings, "b.csv", 75)
    put(settings, "c.csv", 60)
    sent.clear()
    assert values(read_kpi_folder(settings)) == [80.0, 75.0, 60.0]
    assert sent == ["kpi/b.csv", "kpi/c.csv"]
    assert values(first) == [80.0, 70.0]


def test_a_sidecar_a_date_and_a_name_decide_too(tmp_path, sent):
    settings = world(tmp_path)
    path = put(settings, "a.csv", 80)
    read_kpi_folder(settings)
    path.with_name("a.csv.meta.yml").write_text("published_at: 2025-02-01\n", encoding="utf-8")
    assert read_kpi_folder(settings).tables["kpi_observations"]["published_at"].to_list() == [date(2025, 2, 1)]
    read_kpi_folder(Settings(tmp_path, date(2026, 9, 30)))
    path.rename(path.with_name("z.csv"))
    path.with_name("a.csv.meta.yml").unlink()
    assert read_kpi_folder(settings).tables["kpi_observations"]["source_file"].to_list() == ["kpi/z.csv"]
    assert sent == ["kpi/a.csv"] * 3 + ["kpi/z.csv"]


def test_on_another_day_figures_are_read_again_and_plans_are_not(tmp_path, sent):
    settings, later = told_in(world(tmp_path), "plans"), Settings(tmp_path, date(2026, 11, 30))
    put(settings, "a.csv", 80)
    first = [read(settings) for read in (read_plan_folder, read_kpi_folder)]
    sent.clear()
    again = [read(later) for read in (read_plan_folder, read_kpi_folder)]
    assert sent == ["kpi/a.csv", "plans/bao-cao.txt"]  # the second as a report: it tells figures
    assert [written(stage, tmp_path / f"first{n}") for n, stage in enumerate(first)] == [
        written(stage, tmp_path / f"again{n}") for n, stage in enumerate(again)
    ]


def test_a_file_that_is_gone_leaves_with_what_it_gave(tmp_path):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    path = put(settings, "b.csv", 70)
    read_kpi_folder(settings)
    path.unlink()
    assert values(read_kpi_folder(settings)) == [80.0]
    assert len(kept_of(settings)) == 1


def kept_of(settings: Settings) -> dict[str, bytes]:
    """What is kept of the stage of exports, by name."""
    with closing(sqlite3.connect(settings.work / FOLDER / "kpi.db")) as db:
        return dict(db.execute("select name, content from readings order by name").fetchall())


def change(settings: Settings, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(settings.work / FOLDER / "kpi.db")) as db, db:
        db.execute(statement, values)


CUT = "update readings set content = ? where name = ?"


@pytest.mark.parametrize("damage", [lambda content: content[:50], lambda content: content[:-1] + b"?", lambda _: b""])
def test_a_damaged_reading_is_read_again(tmp_path, sent, damage):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    read_kpi_folder(settings)
    for name, content in kept_of(settings).items():
        change(settings, CUT, damage(content), name)
    assert values(read_kpi_folder(settings)) == [80.0]
    assert sent == ["kpi/a.csv", "kpi/a.csv"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:100] + b"\xff" * (len(content) - 100),
        lambda content: b"nothing of SQLite's" * 100,
    ],
)
def test_where_the_file_of_readings_is_damaged_all_are_read_once_more_and_kept(tmp_path, sent, damage):
    settings = world(tmp_path)
    for number in range(30):
        put(settings, f"{number:02}.csv", number)
    first = values(read_kpi_folder(settings))
    path = settings.work / FOLDER / "kpi.db"
    path.write_bytes(damage(path.read_bytes()))
    for _ in range(
        2
    ):  # what was found damaged while it was looked into is read, and kept by the next run at the latest
        assert values(read_kpi_folder(settings)) == first
    sent.clear()
    assert values(read_kpi_folder(settings)) == first
    assert sent == []


def test_a_reading_too_large_to_be_kept_costs_the_others_nothing(tmp_path, sent, monkeypatch):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    read_kpi_folder(settings)
    prepared = kept_readings._prepared

    def with_little_room(path: Path) -> sqlite3.Connection:
        db = prepared(path)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(map(len, kept_of(settings).values())) + 100)
        return db

    monkeypatch.setattr(kept_readings, "_prepared", with_little_room)
    path = put(settings, "b.csv", 70)
    path.write_text(
        path.read_text() + "".join(f"online_dossier_rate,Cao Bằng,province,{y},{y % 97}\n" for y in range(1990, 2025))
    )
    for _ in range(2):
        assert values(read_kpi_folder(settings))[0] == 80.0
    assert sent == ["kpi/a.csv", "kpi/b.csv", "kpi/b.csv"]


def test_a_file_of_readings_that_may_not_be_written_stops_nobody(tmp_path, sent):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    read_kpi_folder(settings)
    with closing(sqlite3.connect(settings.work / FOLDER / "kpi.db")) as db:
        db.execute("begin immediate")  # another process, for longer than anybody waits
        put(settings, "b.csv", 70)
        with pytest.MonkeyPatch.context() as hurried:
            hurried.setattr(kept_readings, "_BUSY", 0.1)
            assert values(read_kpi_folder(settings)) == [80.0, 70.0]


KEEPS = """
import sys
from pathlib import Path
from pipelines.inputs import InputFile
from pipelines.kept_readings import KeptReadings
from pipelines.reading import FileReading
kept = KeptReadings(Path(sys.argv[1]), "kpi", None)
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, 301):
    name = f"kpi/{sys.argv[2]}-{number}.csv"
    kept.keep(InputFile(name, Path(name), "kpi", "csv", 1, True), FileReading(f"{number:064}", None, rows=number))
"""


def test_two_processes_keep_what_they_read_side_by_side(tmp_path):
    """Years are read ahead in processes of their own, and a refresh may be under way."""
    settings = world(tmp_path)
    command = [sys.executable, "-c", KEEPS, str(settings.work)]
    both = [subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for name in "ab"]
    for one in both:
        assert one.stdout is not None and one.stdout.readline() == b"ready\n"
    for one in both:
        one.communicate(b"go\n")
    assert [one.returncode for one in both] == [0, 0]
    assert len(kept_of(settings)) == 600


def test_some_readings_damaged_and_some_gone_are_read_in_one_list(tmp_path, sent):
    settings = world(tmp_path)
    for number in range(6):
        put(settings, f"{number}.csv", number)
    first = read_kpi_folder(settings)
    for number, (name, content) in enumerate(kept_of(settings).items()):
        if number % 2:
            change(settings, "delete from readings where name = ?", name)
        elif number:
            change(settings, CUT, content[:-1], name)
    sent.clear()
    assert values(read_kpi_folder(settings)) == values(first)
    assert len(sent) == len(set(sent)) == 5


def written(stage: StageTables, folder: Path) -> list[bytes]:
    """The bytes of everything that a stage writes."""
    folder.mkdir()
    frames = {**stage.tables, "findings": stage.findings_frame(), "source_files": stage.files_frame()}
    for name, rows in frames.items():
        rows.write_parquet(folder / name)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def test_files_read_in_one_handful_keep_each_its_own_rows(tmp_path):
    """Rows of a whole handful lay with its first file: withdrawn, they all went; another withdrawn, its rows stayed."""
    settings = world(tmp_path)
    names = [f"{number:02}.csv" for number in range(30)]
    for number, name in enumerate(names):
        put(settings, name, 50 + number, "Hà Giang")
    assert len(values(read_kpi_folder(settings))) == 30
    for gone in (names[0], names[17]):
        (settings.raw / "kpi" / gone).unlink()
        names.remove(gone)
        assert len(values(read_kpi_folder(settings))) == len(names)
    put(settings, names[0], 99, "Hà Giang")
    assert len(values(read_kpi_folder(settings))) == len(names)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_any_sequence_of_arrivals_restatements_and_withdrawals_ends_as_from_scratch(tmp_path, seed):
    chance, settings = random.Random(seed), world(tmp_path / "grown")
    for step in range(6):
        for _ in range(chance.randint(1, 3)):
            name, lying = f"{chance.choice('abcdefg')}.csv", sorted((settings.raw / "kpi").glob("*.csv"))
            if lying and chance.random() < 0.3:
                chance.choice(lying).unlink()
            else:
                put(settings, name, chance.choice([70, 80, 90, 900]), chance.choice(["Hà Giang", "Nowhere"]))
        fresh = world(tmp_path / f"fresh{step}")
        shutil.copytree(settings.raw, fresh.raw, dirs_exist_ok=True)
        grown = written(read_kpi_folder(settings), tmp_path / f"grown_tables{step}")
        assert grown == written(read_kpi_folder(fresh), tmp_path / f"fresh_tables{step}")


def test_what_is_kept_holds_frames_of_the_contract(tmp_path):
    settings = world(tmp_path)
    put(settings, "a.csv", 80)
    first, again = (read_kpi_folder(settings).tables["kpi_observations"] for _ in range(2))
    assert isinstance(again, pl.DataFrame)
    assert first.equals(again)
    assert first.schema == again.schema


REPORT = """ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG
Số: 1/BC-UBND
Lâm Đồng, ngày 20 tháng 12 năm 2025

BÁO CÁO
Công tác cải cách hành chính quý IV năm 2025

I. KẾT QUẢ
Tỷ lệ hồ sơ trực tuyến đạt 88%. Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 71,5%.

II. NHIỆM VỤ QUÝ I NĂM 2026
Tỷ lệ hồ sơ trực tuyến đạt 90%.
"""


def told_in(settings: Settings, folder: str) -> Settings:
    (settings.raw / folder).mkdir(parents=True, exist_ok=True)
    (settings.raw / folder / "bao-cao.txt").write_text(REPORT, encoding="utf-8")
    return settings


@pytest.mark.parametrize("folder", ["reports", "plans"])
def test_a_report_gives_its_figures_wherever_it_lies(folder: str, tmp_path: Path) -> None:
    stage = read_kpi_folder(told_in(world(tmp_path), folder))
    row = stage.tables["kpi_observations"].row(0, named=True)
    assert (row["source_file"], row["indicator_code"], row["value"]) == (
        f"{folder}/bao-cao.txt",
        "online_dossier_rate",
        88.0,
    )
    assert {one.rule for one in stage.findings} == {"cutoff_before_period_end", "told_not_sure"}
    assert [one["source_file"] for one in stage.files] == ([] if folder == "plans" else ["reports/bao-cao.txt"])


def test_a_report_among_the_plans_is_read_once_as_a_plan(tmp_path: Path, sent: list[str]) -> None:
    settings = told_in(world(tmp_path), "plans")
    read_kpi_folder(settings)
    assert ingest.read_plan_folder(settings).tables["plan_mentions"]["value"].to_list() == [90.0]
    assert sent == ["plans/bao-cao.txt", "plans/bao-cao.txt"]  # as a plan, then as a report


@pytest.mark.parametrize("order", [(read_kpi_folder, read_plan_folder), (read_plan_folder, read_kpi_folder)])
def test_a_plan_that_ends_its_reader_ends_one_in_each_run(
    order: tuple[Callable[[Settings], StageTables], ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a minute each time: the search for reports and the stage of plans share the ending."""
    read: list[str] = []

    class Ending:
        def prepare(self, context: object) -> None: ...

        def work(self, tasks: Sequence[Task], weights: object, together: object) -> Iterator[Ended]:
            read.extend(task.name for task in tasks)
            return (Ended("file_breaks_the_reader", "panic") for _ in tasks)

    monkeypatch.setattr(ingest, "shared_fence", lambda module: Ending())
    settings = told_in(world(tmp_path), "plans")
    for runs in (1, 2):
        findings = [one.rule for stage in order for one in stage(settings).findings]
        assert findings == ["file_breaks_the_reader"]
        assert read == ["plans/bao-cao.txt"] * runs


def test_what_is_kept_speaks_the_language_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = told_in(world(tmp_path), "reports")
    heard = {}
    for lang in ("en", "vi"):
        caplog.clear()
        monkeypatch.setenv("CCHC_LANG", lang)
        with caplog.at_level("INFO"):
            read_kpi_folder(settings)
        heard[lang] = caplog.messages
    said = "1 figure told in a report, 1 number waiting for a reviewer"
    assert heard["en"] == [
        f"export 1/1  reports/bao-cao.txt: 1 figure, {said}, 2 findings",
        "1 export read, 0 files with errors",
        f"reports: {said}",
    ]
    said = "1 số liệu kể trong báo cáo, 1 số chờ người xem xét"
    assert heard["vi"] == [
        f"tệp số liệu 1/1  reports/bao-cao.txt: 1 số liệu, {said}, 2 phát hiện",
        "đã đọc 1 tệp số liệu, 0 tệp có lỗi",
        f"báo cáo: {said}",
    ]
