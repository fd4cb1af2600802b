"""Progress that nobody can hear stops nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.shipped import ROOT

WORK = (
    "import sys; from pipelines.cli.unheard import let_progress_go_unheard; let_progress_go_unheard(); "
    "print('working', file=sys.stderr); sys.stderr.flush(); print('done')"
)


@pytest.mark.parametrize("output", ["full", "unread"])
def test_work_goes_on_where_the_error_output_cannot_be_written(output: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as unread, Path("/dev/full").open("w") as full:
        told = full if output == "full" else unread
        done = subprocess.run([sys.executable, "-c", WORK], stdout=subprocess.PIPE, stderr=told, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (0, b"done\n")


def test_an_outcome_that_nobody_reads_changes_no_exit_code() -> None:
    work = "from pipelines.cli.unheard import let_outcome_go_unheard; let_outcome_go_unheard(); print('told'); exit(3)"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", work], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (3, b"")


def test_what_can_be_heard_is_heard() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "working\n")
