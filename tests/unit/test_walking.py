"""Walking a world: links followed, each folder once; whatever can't be walked is said."""

import os
import socket
from pathlib import Path

import pytest

from pipelines.inputs import find_inputs
from pipelines.walking import walk


def _names(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    entries, problems = walk(folder, folder)
    return [entry.name for entry in entries], [(one.name, one.rule) for one in problems]


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    _file(tmp_path / "far/deep/a.txt")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/near").symlink_to(tmp_path / "far")
    assert _names(tmp_path / "raw") == (["near/deep/a.txt"], [])


def test_a_link_that_leads_back_is_said_and_walked_no_further(tmp_path: Path) -> None:
    _file(tmp_path / "a/b/c.txt")
    (tmp_path / "a/b/up").symlink_to(tmp_path)
    assert _names(tmp_path) == (["a/b/c.txt"], [("a/b/up", "folder_twice")])


@pytest.mark.parametrize("to", ["..", "../..", "/"])
def test_a_link_up_to_what_holds_the_inputs_is_said_and_not_walked(tmp_path: Path, to: str) -> None:
    """Else the world's own marts are inputs: each run changes them, and none is ever «nothing new»."""
    raw = tmp_path / "raw"
    (raw / "plans").mkdir(parents=True)
    (raw / "plans/a.txt").touch()
    (tmp_path / "status.json").touch()
    (raw / "plans/up").symlink_to(to)
    entries, problems = walk(raw / "plans", raw)
    assert [one.name for one in entries] == ["plans/a.txt"]
    assert [(one.name, one.rule, one.found) for one in problems] == [
        ("plans/up", "folder_twice", "a folder that holds the inputs' own")
    ]


def test_folders_linked_twice_over_and_over_are_read_once(tmp_path: Path) -> None:
    for number in range(30):
        _file(tmp_path / f"store/{number:02}/{number:02}.txt")
        for side in ("l", "r"):
            (tmp_path / f"store/{number:02}/{side}").symlink_to(f"../{number + 1:02}")
    names, problems = _names(tmp_path)
    assert len(names) == 30
    assert {rule for _, rule in problems} == {"folder_twice", "dangling_link"}


def test_pipes_and_sockets_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        assert _names(tmp_path) == ([], [("pipe.txt", "not_a_file"), ("socket.txt", "not_a_file")])


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path / "open/a.txt")
    _file(tmp_path / "closed/b.txt")
    listed = Path.iterdir

    def denied(self: Path) -> object:
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", denied)
    assert _names(tmp_path) == (["open/a.txt"], [("closed", "unreadable")])


def test_a_name_that_is_no_utf8_is_an_input_with_a_name_that_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / os.fsdecode(b"plans/k\xea.txt")).write_bytes(b"x")
    (tmp_path / os.fsdecode(b"plans/odd.\xea")).write_bytes(b"x")
    found, findings = find_inputs(tmp_path, "plan")
    assert [item.source_file for item in found] == ["plans/k\\xea.txt", "plans/odd.\\xea"]
    assert [(f.file, f.rule) for f in findings] == [("plans/odd.\\xea", "unknown_format")]
    str(findings).encode("utf-8")


def test_two_files_that_would_be_called_the_same_are_told(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"k\xea.txt")).write_bytes(b"x")
    (tmp_path / "k\\xea.txt").write_bytes(b"y")
    assert _names(tmp_path) == (["k\\xea.txt"], [("k\\xea.txt", "name_twice")])


def test_a_folder_in_place_of_a_stage_that_is_a_file_is_said(tmp_path: Path) -> None:
    _file(tmp_path / "plans")
    found, findings = find_inputs(tmp_path, "plan")
    assert (found, [(f.file, f.rule) for f in findings]) == ([], [("plans", "unreadable")])


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="a system without views of itself as files")
def test_views_into_the_running_system_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "endless.csv").symlink_to("/proc/kmsg")
    (tmp_path / "status.txt").symlink_to("/proc/self/status")
    (tmp_path / "all").symlink_to("/proc/self")
    assert _names(tmp_path) == (
        [],
        [("all", "not_a_file"), ("endless.csv", "not_a_file"), ("status.txt", "not_a_file")],
    )
