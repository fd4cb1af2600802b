"""One file behind the fence: its hash is that of the bytes that were read, whatever happens to it meanwhile."""

import hashlib
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.raw_models import files_at_fault, frame, joined
from pipelines.ingest import read_kpi_folder
from pipelines.inputs import UNREAD_SHA256, find_inputs, hashes_of
from pipelines.readers import FEW_ROWS, prepare, work, work_together
from pipelines.reading import Context, Task
from pipelines.settings import Settings
from pipelines.source import read_source

TIDY = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,Hà Giang,province,2024,{}\n"


@pytest.fixture(autouse=True)
def _prepared() -> None:
    prepare(Context(date(2026, 10, 31)))


def _file(tmp_path: Path, name: str, text: str) -> Task:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Task("kpi", name, path)


def test_the_hash_is_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    task = _file(tmp_path, "kpi/a.csv", TIDY.format(80))
    found = find_inputs(tmp_path, "kpi")[0]
    task.path.write_text(TIDY.format(77), encoding="utf-8")
    reading = work(task)
    assert reading.sha256 == hashlib.sha256(TIDY.format(77).encode()).hexdigest() == hashes_of(found[0])[0]
    rows = joined("kpi_observations", [reading.tables["kpi_observations"]])
    assert rows["value"].to_list() == [77.0]


def test_a_file_deleted_after_the_walk_is_a_finding(tmp_path: Path) -> None:
    task = _file(tmp_path, "kpi/a.csv", "x")
    task.path.unlink()
    reading = work(task)
    assert [(f.file, f.rule, f.severity) for f in reading.findings] == [("kpi/a.csv", "file_unreadable", "error")]
    assert reading.sha256 == UNREAD_SHA256


def test_of_a_huge_file_only_the_beginning_is_kept_and_all_is_hashed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.source.MAX_KEPT", 10)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 3_000_000)
    source = read_source(path, "a.csv")
    assert (source.size, source.content.sha256) == (3_000_000, hashlib.sha256(b"x" * 3_000_000).hexdigest())


def test_a_file_too_large_to_wait_for_is_a_finding_at_once(tmp_path: Path) -> None:
    task = _file(tmp_path, "kpi/sparse.csv", TIDY.format(80))
    with task.path.open("r+b") as stream:
        stream.truncate(5_000_000_000_000)
    (finding,) = work(task).findings
    assert (finding.rule, finding.found) == ("file_too_large", "more than 2 GB")
    assert hashes_of(find_inputs(tmp_path, "kpi")[0][0]) == (UNREAD_SHA256, None)


def test_a_file_that_became_a_pipe_after_the_walk_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert work(Task("kpi", "kpi/a.csv", tmp_path / "a.csv")).rows == 0


def test_an_export_that_gives_nothing_says_so(tmp_path: Path) -> None:
    header = TIDY.splitlines()[0] + "\n"
    assert [one.rule for one in work(_file(tmp_path, "kpi/header.csv", header)).findings] == ["no_rows"]
    assert work(_file(tmp_path, "kpi/figure.csv", TIDY.format(80))).findings == []


def test_a_world_with_files_that_end_their_reader_loads_the_others(tmp_path: Path) -> None:
    for name in ("raw/kpi/a.csv", "raw/kpi/z.csv"):
        _file(tmp_path, name, TIDY.format(80))
    (tmp_path / "raw/kpi/m.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 6_000)
    stage = read_kpi_folder(Settings(data=tmp_path, as_of=date(2026, 10, 31)))
    status = {row["source_file"]: row["status"] for row in stage.files}
    assert status["kpi/a.csv"] == "loaded"
    assert status["kpi/m.xls"] == "refused"
    assert "kpi/m.xls" in {finding.file for finding in stage.findings if finding.severity == "error"}


def _rows(file: str, *ids: str, format: str = "txt") -> list[dict[str, object]]:
    base = dict.fromkeys(frame("source_files", []).columns)
    row = {
        **base,
        "stage": "plan",
        "sha256": "0" * 64,
        "bytes": 1,
        "format": format,
        "status": "loaded",
        "rows_loaded": 0,
    }
    return [{**row, "source_file": file} for _ in ids]


def test_files_whose_rows_break_the_contract_are_named_and_no_others() -> None:
    data = frame("source_files", [*_rows("a", "1"), *_rows("b", "1", "2"), *_rows("c", "1")])
    assert set(files_at_fault("source_files", data)) == {"b"}
    assert files_at_fault("source_files", data.filter(pl.col("source_file") != "b")) == {}


COUNTS = {"few": 3, "more": FEW_ROWS, "many": FEW_ROWS + 1, "one": 1, "two": 2}
HEADER = "indicator,unit_name,unit_level,period,value,published_at\n"
ROWS = {
    "good": "online_dossier_rate,Hà Giang,province,2024,80,\n",
    "same key elsewhere": "online_dossier_rate,Hà Giang,province,2024,81,2025-03-01\n",
    "two values": "online_dossier_rate,Hà Nam,province,2024,70,\nonline_dossier_rate,Hà Nam,province,2024,75,\n",
    "repeat": "online_dossier_rate,Hà Nam,province,2024,70,\nonline_dossier_rate,Hà Nam,province,2024,70,\n",
    "fractions": "online_dossier_rate,Hà Nam,province,2024,0.7%,\non_time_dossier_rate,Hà Nam,province,2024,0.985,\n",
    "unknown": "no_such_rate,Hà Nam,province,2024,70,\nonline_dossier_rate,Hà Nạm,province,2024-13,70,x\n",
    "nothing": "",
}


def test_files_read_together_give_what_each_gives_alone(tmp_path: Path) -> None:
    tasks = [_file(tmp_path, f"kpi/{name}.csv", HEADER + rows) for name, rows in ROWS.items()]
    _file(tmp_path, "kpi/good.csv.meta.yml", "received_at: 2025-02-01\norigin: press\n")
    tasks.insert(2, Task("kpi", "kpi/gone.csv", tmp_path / "gone.csv"))
    alone, together = [work(task) for task in tasks], work_together(tasks)
    assert [one.findings for one in together] == [one.findings for one in alone]
    assert [(one.rows, one.counts, one.sha256, one.layout, one.provenance) for one in together] == [
        (one.rows, one.counts, one.sha256, one.layout, one.provenance) for one in alone
    ]
    for table in ("kpi_observations", "kpi_held_back"):
        own = [one.tables.get(table) for one in alone]
        assert [one.tables.get(table) for one in together] == own
        assert any(own)


def test_many_rows_of_a_file_are_a_frame_few_are_values_and_both_come_out_in_the_order_of_the_files(
    tmp_path: Path,
) -> None:
    line = "online_dossier_rate,Hà Giang,province,{}-{:02d},{}\n"
    rows = {
        name: [line.format(2005 + i // 12, i % 12 + 1, i % 100) for i in range(count)] for name, count in COUNTS.items()
    }
    head = HEADER.replace(",published_at", "")
    tasks = [_file(tmp_path, f"kpi/{name}.csv", head + "".join(lines)) for name, lines in rows.items()]
    parts = [reading.tables["kpi_observations"] for reading in work_together(tasks)]
    assert [isinstance(part, pl.DataFrame) for part in parts] == [count > FEW_ROWS for count in COUNTS.values()]
    data = joined("kpi_observations", parts)
    assert data["source_file"].unique(maintain_order=True).to_list() == [task.name for task in tasks]
    alone = [work(task).tables["kpi_observations"] for task in tasks]
    assert data.equals(joined("kpi_observations", alone))


HEAD_OF_PLAN = "ỦY BAN NHÂN DÂN\nTỈNH ĐIỆN BIÊN\n\nKẾ HOẠCH\nCẢI CÁCH HÀNH CHÍNH NĂM 2024\n\nI. MỤC TIÊU\n\n"


@pytest.mark.parametrize("number", ["9" * 23, "80 - " + "9" * 20, "từ 80% đến " + "9" * 20, "từ 5 đến " + "9" * 30])
def test_a_promised_number_beyond_all_measure_is_said_and_breaks_no_contract(tmp_path: Path, number: str) -> None:
    """At either end of a range: the file's other promises would be left out with it."""
    good = "- Tối thiểu 90% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    text = f"{HEAD_OF_PLAN}- Tỷ lệ hồ sơ thủ tục hành chính tiếp nhận trực tuyến đạt {number}%.\n{good}"
    _file(tmp_path, "plans/a.txt", text)
    reading = work(Task("plan", "plans/a.txt", tmp_path / "plans/a.txt"))
    rows = joined("plan_mentions", [reading.tables["plan_mentions"]])
    assert rows["value"].to_list() == [90.0]
    assert files_at_fault("plan_mentions", rows) == {}
    assert any(one.rule == "number_not_read" for one in reading.findings)
