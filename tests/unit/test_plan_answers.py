"""Commands that read single plans do it behind the fence: a file that ends its reader costs its own answer only."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli.main import main
from pipelines.fence import pool
from pipelines.plan_answers import Question, Unanswered, ask

PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG

Số: 12/KH-UBND

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2024

I. MỤC TIÊU

- Tối thiểu 80% hồ sơ được tiếp nhận trực tuyến.
"""
# Stands for whatever ends a process that reads: the module the workers call, with one question more.
ENDING = """
import os, signal
from pipelines.plan_answers import *
from pipelines import plan_answers
warm_up, prepare = plan_answers.warm_up, plan_answers.prepare
def work(question):
    if question.path.stem == "deadly":
        os.kill(os.getpid(), signal.SIGSEGV)
    return plan_answers.work(question)
"""


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "raw/plans"
    folder.mkdir(parents=True)
    (folder / "good.txt").write_text(PLAN, encoding="utf-8")
    (folder / "deadly.txt").write_text(PLAN, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (tmp_path / "ending_plans.py").write_text(ENDING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    monkeypatch.setattr("pipelines.plan_answers.ANSWERS", "ending_plans")
    monkeypatch.setattr(pool, "_shared", {})
    return folder


def _cchc(*args: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in args])


def test_each_question_has_its_answer_in_order(plans: Path) -> None:
    names = ("deadly.txt", "good.txt", "broken.pdf", "gone.txt")
    deadly, good, broken, gone = ask([Question("targets", plans / name) for name in names])
    assert isinstance(deadly, Unanswered) and "SIGSEGV" in deadly.reason
    assert [row["value"] for row in good[0]] == [80]
    assert isinstance(broken, Unanswered) and broken.reason.startswith("broken_pdf")
    assert isinstance(gone, Unanswered) and gone.reason.startswith("file_unreadable")


def test_targets_of_a_folder_prints_the_good_and_names_the_bad(plans: Path) -> None:
    result = _cchc("targets", plans, "--format", "jsonl")
    assert result.exit_code == 1
    assert '"value": 80' in result.stdout
    assert "deadly.txt: file_breaks_the_reader" in result.stderr
    assert "broken.pdf: broken_pdf" in result.stderr


def test_review_lists_the_good_and_names_the_bad(plans: Path) -> None:
    result = _cchc("review", "--all", "--format", "jsonl")
    assert result.exit_code == 0
    assert '"number_text": "80%"' in result.stdout
    assert "not read: plans/deadly.txt: file_breaks_the_reader" in result.stderr


@pytest.mark.parametrize("command", ["tasks", "explain"])
def test_a_plan_that_ends_its_reader_is_one_line(plans: Path, command: str) -> None:
    place = plans / "deadly.txt"
    result = _cchc(command, place if command == "tasks" else f"{place}:40")
    assert result.exit_code == 1
    assert "SIGSEGV" in result.stderr
    assert isinstance(result.exception, SystemExit)
