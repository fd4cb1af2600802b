"""Cheap looks before a pattern never change what is found."""

import re
from pathlib import Path

import pytest

from pipelines.plans.lexicon.loading import compiled_lower, holds_one, load, lowered, signs_of
from pipelines.plans.lexicon.phrase_sets import PhraseSet, Triggered
from pipelines.plans.lexicon.words import whole_words
from pipelines.plans.scopes import pattern_of, signs_with_fields

RULES = [
    *((rule, signs_of(rule), rule["example"]) for rule in load("counts", object)),
    *((rule, signs_of(rule), rule["example"]) for rule in load("levels", object)["names"]),
    *((rule, signs_with_fields(rule), rule["example"]) for rule in load("scopes", object)["restrictions"]),
]


@pytest.mark.parametrize(
    ("signs", "example"), [looked[1:] for looked in RULES if looked[0].get("words")], ids=lambda one: str(one)[:40]
)
def test_what_a_rule_finds_holds_one_of_its_words(signs, example):
    assert holds_one(signs, lowered(example))


def test_a_rule_without_words_is_always_tried():
    assert holds_one((), "") and not holds_one(("cấp",), "xã")


OPENINGS = {
    "digit": re.compile(r"\d"),
    "letter": re.compile(r"[^\W\d]"),
    "sign": re.compile(r"\W"),
}
NOISE = load("noise", object)
TEXTS = [
    *(rule["example"] for rule in NOISE),
    *(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "data").rglob("*.txt"))),
]


@pytest.mark.parametrize("rule", load("scopes", object)["restrictions"], ids=lambda rule: rule["name"])
def test_whatever_a_restriction_finds_in_our_texts_holds_one_of_its_words(rule):
    pattern = re.compile(pattern_of(rule), re.IGNORECASE)
    lines = [line for text in TEXTS for line in text.splitlines()]
    # from a little before: a pattern may look back («(?<=tại )20 xã»)
    found = [line[max(match.start() - 10, 0) : match.end()] for line in lines for match in pattern.finditer(line)]
    assert all(holds_one(signs_with_fields(rule), lowered(said)) for said in found)


@pytest.mark.parametrize("rule", [rule for rule in NOISE if "opens" in rule], ids=lambda rule: rule["name"])
def test_noise_begins_with_what_its_rule_says(rule):
    pattern = compiled_lower(rule["pattern"])
    found = [match.group() for text in TEXTS for match in pattern.finditer(lowered(text))]
    openings = [OPENINGS.get(name, re.compile(name)) for name in rule["opens"].split("|")]
    assert found and all(any(opening.match(said) for opening in openings) for said in found)


PHRASES = ["thủ tục", "tục", "thủ tục hành chính", "hồ sơ", "pci", "sơ trực", "tỷ lệ", "a b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thủ tục",
        "tỷ lệ hồ sơ trực tuyến",
        "(thủ tục hành chính), hồ sơ",
        "hồ  sơ",
        "xpci",
        "thủtục",
        "hồ sơ",
        "tỷ lệ",
        "ba bc",
        "hành chính thủ",
        " thủ tục ",
        "sơ trực",
    ],
)
def test_a_phrase_set_says_what_trying_each_phrase_says(text):
    assert sorted(PhraseSet(PHRASES).said_in(text)) == sorted(phrase for phrase in PHRASES if phrase in text)


def test_whole_words_by_first_letter_say_what_a_plain_alternation_says():
    words = ["hồ sơ", "hồ", "hs", "tỷ lệ", "tthc", "số hoá", "a.b"]
    longest = sorted(words, key=len, reverse=True)
    plain = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    for text in ("hồ sơ, hồ số hoá", "xhs hs tthcx tthc", "tỷ lệ hồ sơx hồ", "a.b axb", ""):
        assert [m.span() for m in whole_words(words).finditer(text)] == [m.span() for m in plain.finditer(text)]


def test_rules_are_triggered_in_their_order_by_any_of_their_phrases():
    rules = Triggered([("first", ["hồ sơ", "sơ"]), ("always", []), ("third", ["tỷ lệ"]), ("fourth", ["hồ sơ"])])
    assert rules.by("tỷ lệ hồ sơ") == ["first", "always", "third", "fourth"]
    assert rules.by("hồ, sơ") == ["first", "always"]
