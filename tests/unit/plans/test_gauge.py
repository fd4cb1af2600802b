"""Every entry of the lexicon decides a labelled number; what decides none is listed, and may only be a few."""

import os
from pathlib import Path

import pytest
import yaml

from pipelines.plans.gauge import gauge, silent
from tests.unit.plans import labelled_sentences
from tools.make_labelled_plans import GROUPS, made

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
A_FEW = 15  # those that decide in real documents only, whose texts are not in the repository


def labelled_texts(folder: Path) -> list[Path]:
    """The documents with labels of the project, and its labelled sentences, each group as one plan."""
    found = [path for group in GROUPS for path in sorted(made(group).iterdir()) if path.is_file()]
    for name in labelled_sentences.ALL:
        cases = yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))
        lines = "\n\n".join(f"- {case['text']}" for case in cases if "text" in case)
        text = f"KẾ HOẠCH\n\nCải cách hành chính năm 2026\n\nII. NHIỆM VỤ\n\n1. Việc cần làm\n\n{lines}\n"
        found.append(_written(folder / f"{name}.txt", text))
        whole = [case for case in cases if "document" in case]
        found += [_written(folder / f"{case['id']}.md", case["document"]) for case in whole]
    return found


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return gauge(labelled_texts(tmp_path_factory.mktemp("gauge")))


def test_what_decides_nothing_on_any_labelled_text_is_a_few(counts):
    idle = silent(counts)
    assert len(idle) <= A_FEW, f"these decide no labelled number; delete them or label a text they decide: {idle}"


def test_an_entry_that_nothing_needs_would_be_listed(counts):
    assert counts["act:so_far"] > 5
    counts = counts.copy()
    del counts["act:so_far"]
    assert "act:so_far" in silent(counts)
