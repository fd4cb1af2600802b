"""What findings found is said in Vietnamese first; every entry of the words fits its own example."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines import found_words
from pipelines.found_words import found_in_words

ENTRIES = yaml.safe_load(Path(found_words.__file__).with_suffix(".yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["en"])
def test_each_entry_says_its_example_in_its_own_words(entry: dict[str, str]) -> None:
    first = entry["vi"].partition("{")[0]
    said = found_in_words(entry["example"], "vi")
    assert said.startswith(first)
    assert "{" not in said
    assert found_in_words(entry["example"], "en") == entry["example"]


def test_texts_of_one_cause_are_said_one_by_one() -> None:
    found = "printed 27054, rows give 27047; printed 6780, rows give 6773"
    assert found_in_words(found, "vi") == "in 27054, cộng các dòng được 27047; in 6780, cộng các dòng được 6773"


def test_words_of_a_file_stay_as_they_are() -> None:
    assert found_in_words("Xã Mô Phỏng", "vi") == "Xã Mô Phỏng"
