"""How the reader is scored; the originals where they lie beside the repo hold their score (our own: test_gauge)."""

import json
import os
from pathlib import Path

import pytest

from pipelines.plans.measure import FULL, SCORED, Score, compare, confusions, main, measure_folder

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")


def total(scores: dict[str, Score]) -> Score:
    whole = Score()
    for score in scores.values():
        whole.add(score)
    return whole


def hold(score: Score, area: float = 0.98) -> None:
    told = "\n".join(score.differing)
    assert score.f1 >= 0.99, told
    for name in SCORED:
        assert score.share(score.exact[name]) >= (area if name == "area" else 0.98), f"{name}\n{told}"
    assert score.share(score.full) >= 0.95, told
    assert score.indicator_accuracy >= 0.95, told


@pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason="the labelled originals are not beside the repo (CCHC_SHARED)"
)
def test_labelled_originals_hold_their_score():
    hold(total(measure_folder(SHARED / "gold", SHARED / "plans")))


@pytest.mark.skipif(not (SHARED / "plans").is_dir(), reason="the originals are not beside the repo (CCHC_SHARED)")
def test_every_row_of_an_original_annex_is_a_task():
    from pipelines.plans.reader import tasks_of

    counts = {path.name[:3]: len(tasks_of(path)) for path in sorted((SHARED / "plans").glob("*.txt"))}
    assert counts == {"000": 0, "001": 0, "002": 68, "003": 0, "004": 0}


LABEL = {
    "number_start": 10,
    "number_text": "80%",
    "value": 80.0,
    "value_high": None,
    "op": ">=",
    "year": 2025,
    "year_from": None,
    "level": None,
    "unit": "percent",
    "kind": "level",
    "baseline_year": None,
    "area": "procedures",
    "indicator": "a",
}


@pytest.mark.parametrize("name", FULL)
def test_a_wrong_field_spoils_the_full_record(name):
    wrong = {
        "value": 81.0,
        "value_high": 90.0,
        "op": "=",
        "year": 2030,
        "level": "province",
        "unit": "minutes",
        "kind": "reduction",
        "baseline_year": "2021",
    }
    score = compare([LABEL], [{**LABEL, name: wrong[name], "quote": ""}], "x")
    assert (score.matched, score.full, score.exact[name]) == (1, 0, 0)
    assert score.differing


def test_an_empty_label_file_makes_every_mention_an_error():
    score = compare([], [{**LABEL, "quote": "q"}], "x")
    assert (score.precision, score.f1) == (0.0, 0.0)


def test_a_missed_label_lowers_recall_only():
    score = compare([LABEL, {**LABEL, "number_start": 50}], [{**LABEL, "quote": "q"}], "x")
    assert (score.precision, score.recall) == (1.0, 0.5)


def test_an_ambiguous_label_counts_neither_for_nor_against():
    doubtful = {**LABEL, "ambiguous": True}
    read = compare([doubtful], [{**LABEL, "quote": "q"}], "x")
    unread = compare([doubtful], [], "x")
    assert (read.labels, read.mentions, read.differing) == (0, 0, [])
    assert (unread.labels, unread.f1, unread.differing) == (0, 1.0, [])


def test_a_mention_beside_an_ambiguous_label_still_counts():
    score = compare([LABEL, {**LABEL, "number_start": 50, "ambiguous": True}], [{**LABEL, "quote": "q"}], "x")
    assert (score.labels, score.mentions, score.matched) == (1, 1, 1)


def test_confusions_say_what_was_read_for_what():
    score = compare([LABEL], [{**LABEL, "year": None, "op": "=", "quote": "q"}], "x")
    assert confusions(score) == ["year: 2025 -> None 1", "op: >= -> = 1"]


def test_a_missed_number_is_told_with_the_rule_that_refused_it():
    score = compare([LABEL], [], "x", refused=[{"number_start": 10, "number_text": "80%", "rule": "score"}])
    assert confusions(score) == ["act: promise -> score 1"]
    assert "MISSED «80%» (score)" in score.differing[0]


def test_measuring_prints_what_was_confused_and_what_each_entry_decides(tmp_path, capsys):
    plan = "KẾ HOẠCH NĂM 2026\n\nI. MỤC TIÊU\n\n- Tối thiểu 80% hồ sơ.\n\n- Đến nay tỷ lệ số hóa là 62%.\n"
    (tmp_path / "plan.txt").write_text(plan, encoding="utf-8")
    label = {**LABEL, "number_start": plan.index("80%"), "year": 2027, "quote": "80% hồ sơ"}
    (tmp_path / "plan.jsonl").write_text(json.dumps(label), encoding="utf-8")
    assert main(["--labels", str(tmp_path), "--plans", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "year: 2027 -> 2026 1" in told
    assert any(line.startswith("acts decide: ") and "so_far 1" in line for line in told)
    assert any(line.startswith("ops decide: ") and "ge_before 1" in line for line in told)
    assert any(line.startswith("decide no number here: ") and "act:weighs" in line for line in told)
