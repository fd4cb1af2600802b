"""Claims about all our documents with labels, each read once: the score is held, no number is lost, every
entry of the lexicon decides a labelled number; what decides none is listed, and may only be a few.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.plans.gauge import gauge, silent
from pipelines.plans.measure import Score, measure_folder
from pipelines.plans.reader import read_targets
from pipelines.yaml_files import read_yaml
from tests.unit.plans import labelled_sentences
from tests.unit.plans.test_measured import hold, total
from tests.unit.plans.test_tables import lost_numbers
from tools.make_labelled_plans import GROUPS, made

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
MADE = sorted(path for group in GROUPS for path in made(group).iterdir() if path.is_file())
OWN = made("plans")
# Written and labelled by someone who had not seen the reader; their README tells what each scored at first sight.
UNSEEN = made("plans_unseen")
read_once = cache(read_targets)
WITHOUT_AREAS = 159  # from this document on labels of areas are not held
A_FEW = 15  # those that decide in real documents only, whose texts are not in the repository


def labelled_texts(folder: Path) -> list[Path]:
    """The documents with labels of the project, and its labelled sentences, each group as one plan."""
    found = list(MADE)
    for name in labelled_sentences.ALL:
        cases = read_yaml(Path(__file__).parent / f"{name}.yml", list[dict[str, Any]])
        lines = "\n\n".join(f"- {case['text']}" for case in cases if "text" in case)
        text = f"KẾ HOẠCH\n\nCải cách hành chính năm 2026\n\nII. NHIỆM VỤ\n\n1. Việc cần làm\n\n{lines}\n"
        found.append(_written(folder / f"{name}.txt", text))
        whole = [case for case in cases if "document" in case]
        found += [_written(folder / f"{case['id']}.md", case["document"]) for case in whole]
    return found


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module", autouse=True)
def each_is_read_once():
    with pytest.MonkeyPatch.context() as patch:
        for place in ("pipelines.plans.reader.read_targets", "pipelines.plans.gauge.read_targets"):
            patch.setattr(place, read_once)
        yield


@pytest.fixture(scope="module")
def own_scores() -> dict[str, Score]:
    return measure_folder(OWN / "labels", OWN)


def test_own_labelled_plans_hold_their_score(own_scores):
    assert len(own_scores) >= 12
    hold(total(own_scores))


def test_own_labelled_plans_come_in_all_formats(own_scores):
    assert {Path(name).suffix for name in own_scores} == {".txt", ".md", ".html", ".docx", ".pdf"}


def test_every_own_document_is_read_nearly_whole(own_scores):
    poor = {name: score.differing for name, score in own_scores.items() if score.f1 < 0.9}
    assert not poor


def test_plans_that_were_unseen_when_labelled_keep_what_was_learned_from_them():
    scores = measure_folder(UNSEEN / "labels", UNSEEN)
    later = {name: score for name, score in scores.items() if int(name[: name.index("-")]) >= WITHOUT_AREAS}
    hold(total({name: score for name, score in scores.items() if name not in later}), area=0.95)
    assert len(later) > 60
    hold(total(later), area=0.0)


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return gauge(labelled_texts(tmp_path_factory.mktemp("gauge")))


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_no_number_is_lost(path):
    assert lost_numbers(*read_once(path)) == []


def test_what_decides_nothing_on_any_labelled_text_is_a_few(counts):
    idle = silent(counts)
    assert len(idle) <= A_FEW, f"these decide no labelled number; delete them or label a text they decide: {idle}"


def test_an_entry_that_nothing_needs_would_be_listed(counts):
    assert counts["act:so_far"] > 5
    counts = counts.copy()
    del counts["act:so_far"]
    assert "act:so_far" in silent(counts)
