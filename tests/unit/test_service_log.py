"""The service's log and mark: lines a person reads, and whether the service lives, told by the operating system."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.child_log import ChildLog, readable
from pipelines.nightly_service import is_worth_a_line, lines_of
from pipelines.publishing.status import Status
from pipelines.service_mark import MARK, ServiceRunsError, service_mark, service_state

ROOT = Path(__file__).parents[2]
STAMP = "2026-11-28 22:06:27 +0000"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"\x1b[32m{STAMP}\x1b[0m - dagster-webserver - \x1b[34mINFO\x1b[0m - Serving on http://x", None),
        (f"\x1b[32m{STAMP}\x1b[0m - dagster.daemon - \x1b[34mERROR\x1b[0m - \x1b[31mno\x1b[0m", "error: no"),
        ("Segmentation fault\n", "Segmentation fault"),
    ],
)
def test_a_childs_line_has_no_colours_and_no_notices(line: str, shown: str | None) -> None:
    assert readable(line) == shown


def test_what_a_child_prints_stands_under_its_name_until_the_service_ends() -> None:
    stream = io.StringIO()
    log = ChildLog(stream)
    for said in ("before", "after"):
        child = subprocess.Popen([sys.executable, "-c", f"print('{said}')"], stdout=subprocess.PIPE)
        log.follow("daemon", child)
        child.wait()
        end = time.monotonic() + (60 if said == "before" else 0.3)
        while said not in stream.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        log.close()
    assert stream.getvalue() == "  daemon: before\n"


def status(outcome: str, minute: int, *failures: str) -> Status:
    return {"outcome": outcome, "finished_at": f"2026-01-02T03:{minute:02}:00+00:00", "failures": list(failures)}


def test_a_line_of_the_log_names_the_build_that_readers_see() -> None:
    assert lines_of(status("published", 0), "b2") == ["published b2"]
    assert lines_of(status("rolled_back", 0), "b1") == ["rolled back to b1"]
    assert lines_of(status("failed", 0, "no inputs"), "b1") == ["failed", "  no inputs"]


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (status("published", 0), status("unchanged", 1), True),
        (status("unchanged", 0), status("unchanged", 1), False),
        (status("failed", 0, "no inputs"), status("failed", 0, "no inputs"), False),
        (status("failed", 0, "no inputs"), status("failed", 5, "no inputs"), True),
        (status("failed", 0, "no inputs"), status("failed", 0, "no space"), True),
        ({}, status("running", 0), True),
    ],
)
def test_quiet_nights_and_one_reason_are_told_once(before: Status, now: Status, is_told: bool) -> None:
    assert is_worth_a_line(before, now) is is_told


def test_a_living_service_is_seen_and_no_second_one_starts(tmp_path: Path) -> None:
    with service_mark(tmp_path):
        assert service_state(tmp_path).is_alive
        assert service_state(tmp_path).process == os.getpid()
        with pytest.raises(ServiceRunsError, match=str(os.getpid())), service_mark(tmp_path):
            pass


def test_a_service_that_was_asked_to_end_leaves_no_mark(tmp_path: Path) -> None:
    with service_mark(tmp_path) as mark:
        mark.was_asked_to_end = True
    state = service_state(tmp_path)
    assert (state.is_alive, state.is_dead, (tmp_path / MARK).exists()) == (False, False, False)


def test_a_service_that_was_killed_is_seen_to_be_dead(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from pipelines.service_mark import service_mark\n"
        "with service_mark(Path(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    state = service_state(tmp_path)
    assert (state.is_alive, state.is_dead, state.process > 0) == (False, True, True)


@pytest.mark.parametrize("content", ["", "{half", "[]", '{"process": "x"}'])
def test_a_damaged_mark_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / MARK).write_text(content)
    assert not service_state(tmp_path).is_dead
