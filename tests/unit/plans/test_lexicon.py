"""Every word and every modifier of the lexicon carries an example that shows it and a counter-example that does not."""

import pytest

from pipelines.plans.grammar.modifiers import modifiers
from pipelines.plans.grammar.numbers import find_numbers, silenced
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.words import forms_of, lexicon, written_out
from pipelines.plans.outline.context import Context

ENTRIES = lexicon().entries
MODIFIERS = [(facet, rule) for facet, rules in load("modifiers", object).items() for rule in rules]


def prose_of(text: str, outputs: bool = True) -> Prose:
    silent, marks = silenced(text)
    return Prose(text, silent, Context(), find_numbers(silent, is_output=outputs), marks)


def entries_in(text: str) -> set[str]:
    return {name for token in prose_of(text).tokens for name in token.entry.split("+")}


def modifiers_in(facet: str, text: str) -> set[str]:
    return {name for outputs in (False, True) for name in modifiers_of(facet, prose_of(text, outputs))}


def modifiers_of(facet: str, prose: Prose) -> set[str]:
    tokens = prose.tokens
    found = set()
    for index, token in enumerate(tokens):
        if token.number is None:
            continue
        low, high = (tokens.at(place) for place in prose.sentence_of(token.start))
        for modifier in modifiers(facet):
            right_form = not modifier.forms or token.number.form in modifier.forms
            if right_form and modifier.says(token.text) and modifier.takes(tokens, index, low, high):
                found.add(modifier.id)
    return found


def test_entries_have_names_of_their_own():
    names = [entry["id"] for entry in ENTRIES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_an_entry_is_found_in_its_example_and_not_in_its_counter_example(entry):
    assert entry["id"] in entries_in(entry["example"])
    assert entry["id"] not in entries_in(entry["counter"])


@pytest.mark.parametrize(("facet", "rule"), MODIFIERS, ids=[f"{facet}-{rule['id']}" for facet, rule in MODIFIERS])
def test_a_modifier_claims_a_number_of_its_example_and_none_of_its_counter_example(facet, rule):
    assert rule["id"] in modifiers_in(facet, rule["example"])
    assert rule["id"] not in modifiers_in(facet, rule["counter"])


ACTS = load("modifiers", object)["act"]


@pytest.mark.parametrize("rule", ACTS, ids=[rule["id"] for rule in ACTS])
def test_a_number_that_an_act_claims_is_no_target(rule):
    context = Context(kind=(rule.get("sections") or ["task"])[0])
    readings, refusals = read_statement(rule["example"], context)
    assert refusals
    assert not {reading.number.start for reading in readings} & {refusal.number.start for refusal in refusals}
    assert rule["id"] in modifiers_in("act", rule["example"])


CLASSES = {name for entry in ENTRIES for name in entry["is"]} | {
    "num",
    "mark",
    "year",
    "span",
    "word",
    "stop",
    "comma",
    "colon",
    "open",
    "close",
    "sign",
    "start",
}


@pytest.mark.parametrize(("facet", "rule"), MODIFIERS, ids=[f"{facet}-{rule['id']}" for facet, rule in MODIFIERS])
def test_a_modifier_speaks_of_classes_and_words_that_there_are(facet, rule):
    phrases = {form for entry in ENTRIES for form in forms_of(entry)}
    for claim in [*rule["claims"], *rule.get("unless", [])]:
        for name in [name for key in ("is", "over", "until", "behind") for name in claim.get(key, [])]:
            known = name in CLASSES or name.startswith(("num_", "mark_"))
            word = name.removeprefix("=")
            assert known or (name != word and (" " not in word or word in phrases)), name


def test_a_short_form_is_written_out():
    assert written_out("không (dưới|quá)") == ["không dưới", "không quá"]
    assert written_out("(mức)? tối thiểu") == ["tối thiểu", "mức tối thiểu"]


def test_an_open_bracket_in_a_short_form_is_refused():
    with pytest.raises(ValueError, match="not closed"):
        written_out("không (dưới")


def test_no_phrase_of_an_entry_stands_twice_in_it():
    for entry in ENTRIES:
        forms = forms_of(entry)
        assert len(forms) == len(set(forms)), entry["id"]


def other_spelling(text, entry):
    """The text as it is looked up, and with the entry's syllable written the other way."""
    return [lexicon().spelt(one.split()) for one in (text, text.replace(entry["also"], entry["one"]))]


@pytest.mark.parametrize("entry", load("spellings", object), ids=lambda entry: entry["also"])
def test_a_syllable_reads_alike_in_both_spellings_and_only_as_a_whole_word(entry):
    as_is, other = other_spelling(entry["example"], entry)
    assert as_is == other and entry["also"] not in as_is
    as_is, other = other_spelling(entry["counter"], entry)
    assert as_is == entry["counter"].split()
