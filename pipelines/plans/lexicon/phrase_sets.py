"""Which of many phrases stand in a text, without trying each of them.

What belongs here: looking up. What does not: the phrases (their files), whole words and longest phrases (words).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

import ahocorasick

T = TypeVar("T")
_PHRASE_OF = itemgetter(1)  # of (place of its last letter, phrase)


class PhraseSet:
    """Phrases found in a text as `phrase in text` finds each of them, all in one pass (Aho and Corasick).

    A text costs its length and not how many phrases there are: a tenth of looking for each.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase in phrases:
            self._automaton.add_word(phrase, phrase)
        self._automaton.make_automaton()

    def said_in(self, text: str) -> set[str]:
        """The phrases that stand in a text."""
        return set(map(_PHRASE_OF, self._automaton.iter(text)))


class Triggered(Generic[T]):
    """Rules in their order, each found by those of `phrases` without one of which it can't fit."""

    def __init__(self, rules: Sequence[tuple[T, Sequence[str]]]) -> None:
        """`rules`: each with its phrases; one without any may always fit."""
        self._rules = [rule for rule, _ in rules]
        self._always = [place for place, (_, phrases) in enumerate(rules) if not phrases]
        self._by_phrase: dict[str, list[int]] = {}
        for place, (_, phrases) in enumerate(rules):
            for phrase in dict.fromkeys(phrases):
                self._by_phrase.setdefault(phrase, []).append(place)
        self.phrases = PhraseSet(self._by_phrase)

    def by(self, text: str) -> list[T]:
        """The rules that a text may fit, in their order."""
        return self.fitting(self.phrases.said_in(text))

    def fitting(self, said: Iterable[str]) -> list[T]:
        """The rules that texts may fit in which these phrases stand, in their order."""
        by_phrase = self._by_phrase
        places = {place for phrase in said for place in by_phrase[phrase]}
        return [self._rules[place] for place in sorted(places.union(self._always))]
