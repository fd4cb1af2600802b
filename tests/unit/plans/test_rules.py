"""Every rule of the grammar carries an example that it reads as it says."""

import pytest

from pipelines.plans.grammar.numbers import find_numbers, silence, silenced, unit_of
from pipelines.plans.grammar.promised_count import licence_of
from pipelines.plans.grammar.promised_level import find_levels
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.outline.context import Context
from pipelines.plans.outline.headings import area_of, area_of_title, kind_of
from pipelines.plans.phrasing import normalise
from pipelines.plans.tables.areas import areas_in
from pipelines.plans.tables.columns import role_of


def ids(rules):
    return [
        str(
            rule.get("name")
            or rule.get("code")
            or rule.get("role")
            or rule.get("level")
            or rule.get("area")
            or rule.get("kind")
        )
        for rule in rules
    ]


@pytest.mark.parametrize("rule", load("noise", object), ids=ids(load("noise", object)))
def test_noise_is_silenced(rule):
    assert not any(ch.isdigit() for ch in silence(rule["example"]))


@pytest.mark.parametrize("rule", load("counts", object), ids=ids(load("counts", object)))
def test_a_count_rule_reads_its_example(rule):
    forms = [number.form for number in find_numbers(silence(rule["example"]), is_output=True)]
    assert rule["name"] in forms
    readings, _ = read_statement(rule["example"], Context(is_output=True, kind="annex"))
    assert rule["name"] in [reading.number.form for reading in readings]


@pytest.mark.parametrize("rule", load("licences", object), ids=ids(load("licences", object)))
def test_a_licence_makes_its_example_a_promise(rule):
    context = Context(kind=(rule.get("section") or ["task"])[0])
    silent, marks = silenced(rule["example"])
    numbers = find_numbers(silent)
    (number,) = [number for number in numbers if number.needs == "licence"]
    assert licence_of(Prose(rule["example"], silent, context, numbers, marks), number, []) is not None
    assert [reading.number for reading in read_statement(rule["example"], context)[0]] == [number]


@pytest.mark.parametrize("rule", load("levels", object)["names"], ids=lambda rule: rule["example"])
def test_a_level_rule_finds_its_level(rule):
    assert rule["level"] in find_levels(rule["example"])


@pytest.mark.parametrize("rule", load("columns", object), ids=ids(load("columns", object)))
def test_a_column_head_has_its_role(rule):
    assert role_of(rule["example"]) == rule["role"]


@pytest.mark.parametrize("rule", load("headings", object)["areas"], ids=ids(load("headings", object)["areas"]))
def test_a_heading_gives_its_area(rule):
    assert area_of(rule["example"]) == rule["area"]


@pytest.mark.parametrize(
    "rule", load("headings", object)["titles"], ids=[rule["example"] for rule in load("headings", object)["titles"]]
)
def test_a_title_gives_its_area(rule):
    assert area_of_title(f"KẾ HOẠCH {rule['example']}") == rule["area"]


@pytest.mark.parametrize("rule", load("headings", object)["kinds"], ids=ids(load("headings", object)["kinds"]))
def test_a_heading_gives_its_kind(rule):
    words = rule["example"].split(". ", 1)[-1].split(") ", 1)[-1]
    assert kind_of(words) == rule["kind"]


@pytest.mark.parametrize("rule", load("area_words", object), ids=ids(load("area_words", object)))
def test_words_of_a_task_tell_its_area(rule):
    assert rule["area"] in areas_in(rule["example"])


@pytest.mark.parametrize("rule", load("documents", object), ids=lambda rule: rule["type"])
def test_a_document_number_tells_its_type(rule):
    assert compiled(rf"(?:/|-)(?:{rule['letters']})(?=[-/]|$)").search(rule["example"])


def test_abbreviations_are_spelt_out():
    assert normalise("100% TTHC, DVCTT") == "100% thủ tục hành chính, dịch vụ công trực tuyến"


def test_units_of_nouns_are_known():
    assert [unit_of(rule["noun"]) for rule in load("units", object)] == [rule["unit"] for rule in load("units", object)]


@pytest.mark.parametrize("entry", load("notes", object), ids=lambda entry: entry["example"])
def test_a_note_is_told_in_words(entry):
    assert compiled(entry["pattern"]).fullmatch(entry["example"])
    assert not compiled(entry["pattern"]).fullmatch(entry["counter_example"])


SUBJECTS = load("subjects", object)
OPENINGS = [*SUBJECTS["patterns"], {**SUBJECTS["names_a_measure"], "name": "names_a_measure"}]


@pytest.mark.parametrize("entry", OPENINGS, ids=lambda entry: entry["name"])
def test_an_opening_is_told_from_its_counter_example(entry):
    words = entry["pattern"].replace("{MARK}", SUBJECTS["mark"]).replace("{NARROW}", SUBJECTS["narrowing"])
    look = compiled(words).search if entry["name"] == "names_a_measure" else compiled(words).match
    assert look(entry["example"])
    assert not look(entry["counter_example"])


def test_a_purpose_is_told_from_what_is_reached():
    pattern = compiled(SUBJECTS["purpose"]["pattern"])
    assert pattern.search(SUBJECTS["purpose"]["example"])
    assert not pattern.search(SUBJECTS["purpose"]["counter_example"])


def test_a_heading_that_names_a_subject_is_told_from_one_that_does_not():
    pattern = compiled(SUBJECTS["names_a_subject"]["pattern"])
    assert pattern.search(SUBJECTS["names_a_subject"]["example"])
    assert not pattern.search(SUBJECTS["names_a_subject"]["counter_example"])
