"""Words of a statement that nothing explains: they may name a part, and a figure of the whole is no answer for a part.

What belongs here: which words are left once the indicator's own, the issuer's and the explained ones are taken away.
What does not: restrictions that are known (scopes), the words (lexicon/explained.yml), what becomes of such a statement
(mentions: flag `scope_unsure`; warehouse: no verdict).

A list of restrictions always misses one; a list of what restricts nothing can only withhold a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from pipelines.plans.lexicon.file_shapes import ExplainedFile
from pipelines.plans.lexicon.loading import compiled_lower, holds_one, load
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
        own = self._own.get(code, frozenset()) | _words_of(known)
        words = tuple(LETTERS.findall(_without_asides(normalise(_WITH_DIGITS.sub(_NUMBER, text)))))
        return tuple(dict.fromkeys(word for word in _uncovered(words, code, tells) if word not in own))


def _without_asides(said: str) -> str:
    for aside in _asides():
        said = aside.pattern.sub(" ", said) if holds_one(aside.signs, said) else said
    return said


def _uncovered(words: tuple[str, ...], code: str, tells: bool) -> Iterator[str]:
    """The words that no form covers; forms may overlap («các cơ quan» and «cơ quan nhà nước»)."""
    forms, fitting = _forms(), _fitting(code, tells)
    covered = 0
    for at, word in enumerate(words):
        covered = max(covered, at + forms.longest(words, at, fitting))
        if covered <= at:
            yield word


@lru_cache(maxsize=64)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(LETTERS.findall(fold(name)))


class _Forms:
    """Forms of several words with the rules they stand in, found by their first two words, then by length."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        of_form: dict[tuple[str, ...], set[int]] = {}
        for place, rule in enumerate(rules):
            for form in rule.forms:
                of_form.setdefault(form, set()).add(place)
        self._alone = {form[0]: rules for form, rules in of_form.items() if len(form) == 1}
        self._by_first: dict[str, dict[str, list[tuple[int, dict[tuple[str, ...], set[int]]]]]] = {}
        longer = sorted((form for form in of_form if len(form) > 1), key=_by_opening_and_size)
        for (first, second, minus), listed in groupby(longer, key=_by_opening_and_size):
            following = self._by_first.setdefault(first, {}).setdefault(second, [])
            following.append((-minus, {form: of_form[form] for form in listed}))

    def longest(self, words: tuple[str, ...], at: int, fitting: frozenset[int]) -> int:
        """How many words the longest form of the fitting rules at a place has; 0 where none stands there."""
        following = self._by_first.get(words[at])
        if following is not None and at + 1 < len(words):
            for size, forms in following.get(words[at + 1], ()):
                rules = forms.get(words[at : at + size])
                if rules is not None and not fitting.isdisjoint(rules):
                    return size
        return int(not fitting.isdisjoint(self._alone.get(words[at], ())))


def _by_opening_and_size(form: tuple[str, ...]) -> tuple[str, str, int]:
    return form[0], form[1], -len(form)


class _Aside(NamedTuple):
    signs: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _asides() -> tuple[_Aside, ...]:
    rules = load("explained", ExplainedFile)["asides"]
    return tuple(_Aside(tuple(rule["words"].split("|")), compiled_lower(_in_full(rule["pattern"]))) for rule in rules)


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
    forms: tuple[tuple[str, ...], ...]


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            rule.get("tells", False),
            frozenset(rule.get("codes", ())),
            frozenset(rule.get("counts", ())),
            _written(rule["forms"]),
        )
        for rule in load("explained", ExplainedFile)["explained"]
    )


def _written(forms: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(form.split()) for short in forms for form in written_out(short))
