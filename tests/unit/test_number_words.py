"""Words round a number are read in their example and are not in their counter-example, each of them."""

from __future__ import annotations

import pytest

from pipelines.number_words import content, measures, scales
from pipelines.vietnamese import Number, parse_number

CONTENT = content()


def bound_of(text):
    read = parse_number(text)
    return (read.bound, read.is_approximate) if isinstance(read, Number) else None


def measures_of(text):
    read = parse_number(text)
    return {measures()[word] for word in read.words.split()} if isinstance(read, Number) else None


@pytest.mark.parametrize("entry", CONTENT["bounds"], ids=lambda entry: entry["example"])
def test_a_bound_is_read_in_its_example_only(entry):
    wanted = (entry["sign"], entry.get("near", False))
    assert bound_of(entry["example"]) == wanted
    assert bound_of(entry["counter_example"]) != wanted
    assert {word: bound_of(f"{word} 80%") for word in entry["words"]} == dict.fromkeys(entry["words"], wanted)


@pytest.mark.parametrize("entry", CONTENT["scales"], ids=lambda entry: entry["example"])
def test_a_scale_multiplies_its_example_only(entry):
    read = parse_number(entry["example"])
    assert isinstance(read, Number) and read.value >= entry["times"]
    other = parse_number(entry["counter_example"])
    assert not isinstance(other, Number) or other.value < entry["times"]
    assert {parse_number(f"2 {word}").value for word in entry["words"]} == {2 * entry["times"]}


@pytest.mark.parametrize("entry", CONTENT["units"], ids=lambda entry: entry["example"])
def test_a_measure_is_said_by_its_example_only(entry):
    assert entry["measure"] in measures_of(entry["example"])
    assert entry["measure"] not in (measures_of(entry["counter_example"]) or ())


def test_no_word_is_of_two_entries():
    for part in ("bounds", "scales", "units"):
        words = [word for entry in CONTENT[part] for word in entry["words"]]
        assert len(words) == len(set(words)), part
    assert not set(scales()) & set(measures())


@pytest.mark.parametrize("blank", CONTENT["blanks"])
def test_a_blank_is_no_number_and_no_problem(blank):
    assert parse_number(blank) is None
    assert parse_number(blank.upper()) is None
