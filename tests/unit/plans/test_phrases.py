"""Every named pattern of the outline finds its example and leaves its counter-example."""

import pytest

from pipelines.plans.lexicon.loading import load, lowered
from pipelines.plans.lexicon.phrases import FILES, phrase

ENTRIES = [(file, entry) for file in FILES for entry in load(file, object)]
IDS = [f"{file}-{entry['name']}" for file, entry in ENTRIES]


@pytest.mark.parametrize(("file", "entry"), ENTRIES, ids=IDS)
def test_a_phrase_finds_its_example_and_not_its_counter_example(file, entry):
    pattern = phrase(file, entry["name"])
    found = pattern.match if file == "marks" else pattern.search
    read = lowered if entry.get("lower") else str
    assert found(read(entry["example"]))
    assert not entry["counter"] or not found(read(entry["counter"]))


def test_names_are_unique_in_their_file():
    assert len(IDS) == len(set(IDS))


def test_an_unknown_name_is_told():
    with pytest.raises(KeyError, match=r"lexicon/years\.yml has no entry nowhere"):
        phrase("years", "nowhere")
