import os
import time
from pathlib import Path

import pytest

from pipelines import inputs
from pipelines.inputs import find_inputs, has_inputs, hashes_of
from pipelines.source import read_content


def _file(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")


def test_inputs_come_in_a_fixed_order_without_pages_locks_and_sidecars(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    for name in (
        "b.txt",
        "a/ä.docx",
        "README.md",
        "~$b.docx",
        ".hidden/x.txt",
        "b.txt.meta.yml",
        ".DS_Store",
        "Thumbs.db",
        "a/Desktop.ini",
    ):
        _file(plans, name)
    found, findings = find_inputs(tmp_path, "plan")
    assert [item.source_file for item in found] == ["plans/a/ä.docx", "plans/b.txt"]
    assert findings == []


def test_a_sidecar_is_part_of_its_files_identity(tmp_path: Path) -> None:
    _file(tmp_path / "plans", "a.txt")
    before = hashes_of(find_inputs(tmp_path, "plan")[0][0])
    _file(tmp_path / "plans", "a.txt.meta.yml")
    after = hashes_of(find_inputs(tmp_path, "plan")[0][0])
    assert before[1] is None
    assert after[1] is not None
    assert before[0] == after[0]


def test_a_file_no_reader_knows_is_listed_and_found_out(tmp_path: Path) -> None:
    _file(tmp_path / "kpi", "figures.pages")
    found, findings = find_inputs(tmp_path, "kpi")
    assert [item.has_reader for item in found] == [False]
    assert [(f.file, f.rule, f.found) for f in findings] == [("kpi/figures.pages", "unknown_format", ".pages")]
    assert ".xlsx" in findings[0].expected


def test_what_lies_beside_the_folders_that_are_read_is_told_once(tmp_path: Path) -> None:
    for name in ("kế hoạch.txt", "Plan/a.txt", "Plan/b/c.docx", "Plan/README.md", "README.md", ".git/x", "plans/a.txt"):
        _file(tmp_path, name)
    (tmp_path / "trống").mkdir()
    (tmp_path / "same").symlink_to(tmp_path / "plans")
    findings = find_inputs(tmp_path, "plan")[1]
    assert [(f.file, f.rule, f.found) for f in findings] == [
        ("Plan", "beside_the_folders", "a folder that is not read (2 files)"),
        ("kế hoạch.txt", "beside_the_folders", "a file that lies in none of the folders that are read"),
    ]
    assert findings[0].expected == "in one of the folders plans, kpi, reports, reference"
    assert find_inputs(tmp_path, "kpi")[1] == []


@pytest.mark.parametrize("name", ["figures.yml", "figures.csv.yml", "Figures.meta.yml", "figures.csv.meta.yaml"])
def test_a_sidecar_called_otherwise_is_told_its_name(tmp_path: Path, name: str) -> None:
    _file(tmp_path / "kpi", "figures.csv")
    _file(tmp_path / "kpi", name)
    findings = find_inputs(tmp_path, "kpi")[1]
    assert [(f.file, f.rule, f.expected) for f in findings] == [
        (f"kpi/{name}", "sidecar_misnamed", "figures.csv.meta.yml")
    ]


def test_a_pipe_in_a_files_place_is_an_error_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    writer = os.open(tmp_path / "a.csv", os.O_RDWR)
    try:
        with pytest.raises(OSError, match="waits for bytes"):
            read_content(tmp_path / "a.csv")
    finally:
        os.close(writer)


def test_a_missing_folder_holds_no_inputs(tmp_path: Path) -> None:
    assert find_inputs(tmp_path, "reference") == ([], [])


def test_a_link_into_nowhere_and_a_sidecar_of_nothing_are_found(tmp_path: Path) -> None:
    _file(tmp_path / "kpi", "gone.xlsx.meta.yml")
    (tmp_path / "kpi" / "linked.xlsx").symlink_to(tmp_path / "unplugged.xlsx")
    found, findings = find_inputs(tmp_path, "kpi")
    assert found == []
    assert [(f.file, f.rule) for f in findings] == [
        ("kpi/gone.xlsx.meta.yml", "orphan_sidecar"),
        ("kpi/linked.xlsx", "dangling_link"),
    ]


def test_a_name_too_long_for_a_sidecar_is_read_without_one(tmp_path: Path) -> None:
    name = "k" * 245 + ".txt"
    _file(tmp_path / "plans", name)
    found = find_inputs(tmp_path, "plan")[0]
    assert [(item.source_file, hashes_of(item)[1]) for item in found] == [(f"plans/{name}", None)]


@pytest.mark.parametrize(("files", "holds"), [([], False), (["plans/README.md"], False), (["kpi/a.csv"], True)])
def test_a_world_without_plans_and_exports_is_told_from_one_with(tmp_path: Path, files: list[str], holds: bool) -> None:
    for name in files:
        _file(tmp_path, name)
    assert has_inputs(tmp_path) is holds


def test_a_link_between_the_folders_of_a_stage_reads_no_file_twice(tmp_path: Path) -> None:
    _file(tmp_path / "kpi", "a.csv")
    _file(tmp_path / "reports", "b.docx")
    (tmp_path / "reports/exports").symlink_to(tmp_path / "kpi")
    (tmp_path / "kpi/reports").symlink_to(tmp_path / "reports")
    found, findings = find_inputs(tmp_path, "kpi")
    assert [item.source_file for item in found] == ["kpi/a.csv", "reports/b.docx"]
    assert [(one.file, one.rule) for one in findings] == [
        ("kpi/reports", "folder_twice"),
        ("reports/exports", "folder_twice"),
    ]


def test_two_folders_of_a_stage_that_are_one_are_read_once(tmp_path: Path) -> None:
    _file(tmp_path / "kpi", "a.csv")
    (tmp_path / "reports").symlink_to(tmp_path / "kpi")
    found, findings = find_inputs(tmp_path, "kpi")
    assert [item.source_file for item in found] == ["kpi/a.csv"]
    assert [(one.file, one.rule) for one in findings] == [("reports", "folder_twice")]


def test_a_file_is_hashed_once_by_a_program_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path / "kpi", "a.csv")
    path = tmp_path / "kpi" / "a.csv"
    (item,), _ = find_inputs(tmp_path, "kpi")
    opened: list[Path] = []
    read = inputs.hash_file
    monkeypatch.setattr(inputs, "hash_file", lambda path: opened.append(path) or read(path))
    assert hashes_of(item) == hashes_of(item)
    assert opened == [path, path], "written this moment, so that the next write may bear the same date"
    much_later = time.time_ns() + 10**10
    monkeypatch.setattr("pipelines.inputs.time.time_ns", lambda: much_later)
    before = [hashes_of(item) for _ in range(3)]
    assert opened == [path] * 3
    path.write_text("y", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert hashes_of(item) != before[0]
    assert len(opened) == 4
