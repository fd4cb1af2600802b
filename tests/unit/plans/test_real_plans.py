"""What real documents must give, where they lie beside the repo (CCHC_SHARED): scores, silence, small cases."""

import csv
import os
from pathlib import Path

import pytest
import yaml

from pipelines.plans.documents.opening import from_string
from pipelines.plans.measure import Score, measure_file
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
SPLIT = ROOT / "tests" / "data" / "plans_real_split.csv"
JOINED_TITLE = "KẾ HOẠCH\n\nCải cách hành chính giai đoạn 2026 - 2030\n\nI. MỤC TIÊU\n\n- "
MOST_FALSE = 2

beside = pytest.mark.skipif(not (SHARED / "plans_real").is_dir(), reason="no real plans beside the repo (CCHC_SHARED)")


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    with SPLIT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    paths = [SHARED / row["folder"] / row["document"] for row in rows]
    labels = [path.parent / "labels" / f"{path.stem}.jsonl" for path in paths]
    return {f"{p.parent.name}/{p.name}": measure_file(p, one) for p, one in zip(paths, labels, strict=True)}


@beside
@pytest.mark.slow
def test_real_documents_hold_their_score(scores):
    total = Score()
    for score in scores.values():
        total.add(score)
    assert total.f1 >= 0.98
    assert total.share(total.full) >= 0.95
    assert total.share(total.exact["year"]) >= 0.95


@beside
@pytest.mark.slow
def test_real_texts_without_targets_promise_next_to_nothing(scores):
    silent = {name: score.mentions for name, score in scores.items() if not score.labels}
    assert len(silent) > 5
    assert all(count <= MOST_FALSE for count in silent.values()), silent


def cases(name: str) -> list[dict]:
    path = SHARED / "cases" / "plans" / f"{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []


def read(text: str) -> list:
    document = from_string(text)
    return find_targets(document, read_metadata(document), default_matcher()).mentions


@pytest.mark.parametrize("case", cases("composed"), ids=lambda case: case["id"])
def test_joined_constructions_are_read_together(case):
    got = [[m.op, m.year, m.level, m.kind, m.baseline_year] for m in read(JOINED_TITLE + case["text"])]
    assert got == [row[1:] for row in case["want"]]


@pytest.mark.parametrize("case", cases("wordings"), ids=lambda case: case["id"])
def test_wordings_of_real_texts_are_read_as_people_read_them(case):
    title = f"{case['title']}\n\n" if "title" in case else ""
    got = [[m.op, m.year, m.level, m.kind] for m in read(title + case["text"])]
    assert got == [row[1:5] for row in case["want"]]
