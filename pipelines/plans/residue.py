"""Words of a statement that nothing explains: they may name a part, and a figure of the whole is no answer for a part.

What belongs here: which words are left once the indicator's own, the issuer's and the explained ones are taken away.
What does not: restrictions that are known (scopes), the words (lexicon/explained.yml), what becomes of such a statement
(mentions: flag `scope_unsure`; warehouse: no verdict).

A list of restrictions always misses one; a list of what restricts nothing can only withhold a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick

from pipelines.plans.lexicon.file_shapes import ExplainedFile
from pipelines.plans.lexicon.loading import compiled_lower, load
from pipelines.plans.lexicon.phrase_sets import PhraseSet
from pipelines.plans.lexicon.words import written_out
from pipelines.plans.measures import measures
from pipelines.plans.phrasing import LETTERS, normalise
from pipelines.vietnamese import fold

# A number with what is printed to it («60%», «76/NQ-CP»), but not the comma after it.
_WITH_DIGITS = re.compile(r"(?<!\S)[^\s\d]*+\d\S*?(?=[,;.:)]*(?:\s|$))")
_NUMBER = " # "


class Explained:
    """What explains the words of statements on each indicator of one catalogue."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: by indicator, normalised, all that names it: name, synonyms, words of its rules."""
        self._own = {code: frozenset(LETTERS.findall(texts)) for code, texts in names.items()}

    def left_over(self, code: str, text: str, known: str, tells: bool = False) -> tuple[str, ...]:
        """The words that nothing explains, in their order, each once; normalised.

        Args:
            code: the indicator the statement is matched to.
            text: the statement's words as printed, with all they go on from.
            known: words accounted for elsewhere: the issuing unit's name, those of a scope that has figures of its own.
            tells: whether it tells a result: a report's own words («lũy kế», «mới đạt») narrow nothing then.
        """
        left = _unexplained(normalise(_WITH_DIGITS.sub(_NUMBER, text)), code, tells)
        own, others = self._own.get(code, frozenset()), _words_of(known)
        return tuple(word for word in left if word not in own and word not in others)


@lru_cache(maxsize=1_024)
def _unexplained(said: str, code: str, tells: bool) -> tuple[str, ...]:
    """The words of a normalised text that no form covers, each once: cells of one row say the same words."""
    words = LETTERS.findall(_without_asides(said))
    return tuple(dict.fromkeys(_forms().uncovered(words, _fitting(code, tells))))


def _without_asides(said: str) -> str:
    signs = _signs_of_asides().said_in(said)
    for aside in _asides():
        if not signs.isdisjoint(aside.signs):
            less = aside.pattern.sub(" ", said)
            if less != said:  # what stood apart may stand together now
                said, signs = less, _signs_of_asides().said_in(less)
    return said


@lru_cache(maxsize=64)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(LETTERS.findall(fold(name)))


class _Forms:
    """The forms of rules, all found in one pass over the words of a statement (Aho and Corasick)."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        of_form: dict[str, set[int]] = {}
        for place, rule in enumerate(rules):
            for form in rule.forms:
                of_form.setdefault(form, set()).add(place)
        self._automaton = ahocorasick.Automaton()
        for form, places in of_form.items():
            self._automaton.add_word(f" {form} ", (len(form), places))  # as whole words
        self._automaton.make_automaton()

    def uncovered(self, words: Sequence[str], fitting: frozenset[int]) -> list[str]:
        """The words that no form of the fitting rules covers; forms may overlap («các cơ quan», «cơ quan nhà nước»)."""
        text = f" {' '.join(words)} "
        covered = bytearray(len(text))
        for end, (length, rules) in self._automaton.iter(text):  # `end` is the space behind a form
            if not fitting.isdisjoint(rules):
                covered[end - length : end] = b"\x01" * length
        left, at = [], 1
        for word in words:
            if not covered[at]:
                left.append(word)
            at += len(word) + 1
        return left


class _Aside(NamedTuple):
    signs: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _asides() -> tuple[_Aside, ...]:
    rules = load("explained", ExplainedFile)["asides"]
    return tuple(_Aside(tuple(rule["words"].split("|")), compiled_lower(_in_full(rule["pattern"]))) for rule in rules)


@cache
def _signs_of_asides() -> PhraseSet:
    return PhraseSet(sign for aside in _asides() for sign in aside.signs)


def _in_full(pattern: str) -> str:
    for name, meaning in load("explained", ExplainedFile)["shorthand"].items():
        pattern = pattern.replace(f"{{{name}}}", meaning)
    return pattern


@cache
def _forms() -> _Forms:
    return _Forms(_rules())


@cache
def _fitting(code: str, tells: bool) -> frozenset[int]:
    """The places of the rules for every indicator, for this one, and for what it counts; of results, theirs too."""
    counts = measures()[code].counts if code in measures() else frozenset()
    return frozenset(
        place
        for place, rule in enumerate(_rules())
        if (tells or not rule.tells)
        and (not (rule.codes or rule.counts) or code in rule.codes or not counts.isdisjoint(rule.counts))
    )


class _Rule(NamedTuple):
    """One entry of what is explained: for which indicators, for what they count (neither: for all), its forms."""

    tells: bool
    codes: frozenset[str]
    counts: frozenset[str]
    forms: tuple[str, ...]


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            rule.get("tells", False),
            frozenset(rule.get("codes", ())),
            frozenset(rule.get("counts", ())),
            tuple(form for short in rule["forms"] for form in written_out(short)),
        )
        for rule in load("explained", ExplainedFile)["explained"]
    )
