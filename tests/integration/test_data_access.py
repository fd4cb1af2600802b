"""The page on getting at the data tells the truth: its lines run, its fifteen answers are those of the shipped inputs.

Slow: needs the shipped inputs published.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.integration.shipped import cchc, own_shipped_world
from tools.write_data_access import QUESTIONS, made

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
LINES = ROOT / "docs/data-access.md"
MADE_BY = "its answers are stale: make run with CCHC_AS_OF=2026-10-31, then python -m tools.write_data_access"


def told(page: Path) -> str:
    """The text of a page; empty where there is none."""
    return page.read_text(encoding="utf-8") if page.is_file() else ""


def blocks(language: str) -> list[str]:
    """The lines to copy of one language."""
    return [code for kind, code in BLOCK.findall(told(LINES)) if kind == language]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_shipped_world(tmp_path_factory)


def test_there_are_fifteen_questions_in_both_languages() -> None:
    paths = sorted(QUESTIONS.glob("*.sql"))
    assert [int(path.stem[:2]) for path in paths] == list(range(1, 16))
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("-- ")
        assert lines[1].startswith("-- ")


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_question_has_an_answer(data: Path, path: Path) -> None:
    with duckdb.connect(str(data / "marts/current.duckdb"), read_only=True) as db:
        assert db.execute(path.read_text(encoding="utf-8")).fetchall()


def test_the_sql_of_the_page_runs_and_finds_something(data: Path) -> None:
    found = blocks("sql")
    assert len(found) == 2
    with duckdb.connect(str(data / "marts/current.duckdb"), read_only=True) as db:
        for code in found:
            assert db.execute(code).fetchall()


def test_the_python_of_the_page_runs_where_it_says(data: Path) -> None:
    found = blocks("python")
    assert len(found) == 2
    for code in found:
        env = {**os.environ, "CCHC_DATA": str(data)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=data.parent, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "shape" in done.stdout or "varchar" in done.stdout


@pytest.mark.skipif(
    shutil.which("Rscript") is None, reason="no R on this machine (Debian: apt-get install r-base-core)"
)
def test_the_r_of_the_page_that_needs_no_package_runs(data: Path) -> None:
    (code,) = [code for code in blocks("r") if "library(" not in code]
    assert cchc(data, "export", str(data.parent / "out"), "--only", "csv").returncode == 0
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["Rscript", "-e", code], capture_output=True, text=True, env=env, cwd=data.parent, check=False
    )
    assert done.returncode == 0, done.stderr
    counts = dict(zip(*(line.split() for line in done.stdout.splitlines() if line.strip()), strict=True))
    with duckdb.connect(str(data / "marts/current.duckdb"), read_only=True) as db:
        wanted = db.execute("select status, count(*) from mart_gap_latest where is_counted group by 1").fetchall()
    assert {status: int(n) for status, n in counts.items()} == dict(wanted)


def test_the_answers_in_the_pages_are_those_of_the_shipped_inputs(data: Path) -> None:
    stale = [page.name for page, text in made(data / "marts/current.duckdb").items() if text != told(page)]
    assert not stale, MADE_BY


def test_dbts_documentation_is_one_file_with_lineage(data: Path) -> None:
    result = cchc(data, "docs")
    assert result.returncode == 0, result.stderr
    page = (data / ".work/dbt_docs/static_index.html").read_text(encoding="utf-8")
    assert "model.cchc.mart_gap_latest" in page and "source.cchc.raw.kpi_observations" in page
