"""Every rule of the tables matches its example and leaves its counter-example."""

import pytest

from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.tables.columns import role_of
from pipelines.plans.tables.rule_words import matching, pattern_of, plain, whole

COLUMNS = load("columns", object)
FIGURES = load("figures", object)


@pytest.mark.parametrize("rule", COLUMNS, ids=[rule["example"] for rule in COLUMNS])
def test_a_column_head_has_its_role_and_leaves_its_counter_example(rule):
    assert role_of(rule["example"]) == rule["role"]
    assert not pattern_of(rule).search(plain(rule["counter"])) or role_of(rule["counter"]) != rule["role"]


@pytest.mark.parametrize("rule", FIGURES["shapes"], ids=lambda rule: rule["name"])
def test_a_shape_is_its_example_and_not_its_counter_example(rule):
    assert compiled(rule["pattern"]).fullmatch(rule["example"])
    assert not compiled(rule["pattern"]).fullmatch(rule["counter"])


@pytest.mark.parametrize("part", ["unit_cells", "unit_words", "kinds", "moves", "bodies"])
def test_words_beside_a_figure_say_what_their_rule_says(part):
    key = {"kinds": "kind", "moves": "kind", "bodies": "level"}.get(part, "unit")
    for rule in FIGURES[part]:
        fitting = [
            r for r in matching(plain(rule["example"]), "figures", part) if r.get("unit") in (None, rule.get("unit"))
        ]
        assert fitting[0][key] == rule[key], rule
        if rule["counter"]:
            assert not pattern_of(rule).search(plain(rule["counter"])), rule


def test_comparators_say_their_sign():
    for rule in FIGURES["comparators"]:
        assert whole(plain(rule["example"]), "figures", "comparators")["op"] == rule["op"]
        assert not pattern_of(rule).fullmatch(plain(rule["counter"]))


@pytest.mark.parametrize("rule", load("timings", object), ids=lambda rule: rule["name"])
def test_a_timing_is_found_in_its_example_only(rule):
    assert compiled(rule["pattern"]).search(rule["example"])
    assert not compiled(rule["pattern"]).search(rule["counter"])


@pytest.mark.parametrize("rule", FIGURES["scale"], ids=lambda rule: rule["name"])
def test_a_row_of_a_scale_says_its_example_only(rule):
    assert compiled(rule["pattern"]).search(rule["example"])
    assert not compiled(rule["pattern"]).search(rule["counter"])
