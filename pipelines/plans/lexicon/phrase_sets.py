"""Which of many phrases stand in a text, without trying each of them.

What belongs here: looking up. What does not: the phrases (their files), whole words and longest phrases (words).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


class PhraseSet:
    """Phrases with single spaces; found in a text as `phrase in text` finds them.

    A phrase of several words is only tried where the letters on both sides of its first space meet in the text, so
    that a text costs what it says and not how many phrases there are.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._alone: list[str] = []
        self._by_joint: dict[str, list[str]] = {}
        for phrase in dict.fromkeys(phrases):
            first, _, rest = phrase.partition(" ")
            listed = self._by_joint.setdefault(first[-1] + rest[0], []) if first and rest else self._alone
            listed.append(phrase)

    def said_in(self, text: str) -> list[str]:
        """The phrases that stand in a text with single spaces, in no order that means anything but always the same."""
        joints = dict.fromkeys([one[-1:] + other[:1] for one, other in pairwise(text.split(" "))])
        found = [phrase for phrase in self._alone if phrase in text]
        for joint in joints:
            if joint in self._by_joint:
                found += [phrase for phrase in self._by_joint[joint] if phrase in text]
        return found


class Triggered(Generic[T]):
    """Rules in their order, each found by the phrases without one of which it can't fit."""

    def __init__(self, rules: Sequence[tuple[T, Sequence[str]]]) -> None:
        """`rules`: each with its phrases; one without any may always fit."""
        self._rules = [rule for rule, _ in rules]
        self._always = [place for place, (_, phrases) in enumerate(rules) if not phrases]
        self._by_phrase: dict[str, list[int]] = {}
        for place, (_, phrases) in enumerate(rules):
            for phrase in dict.fromkeys(phrases):
                self._by_phrase.setdefault(phrase, []).append(place)
        self._phrases = PhraseSet(self._by_phrase)

    def by(self, text: str) -> list[T]:
        """The rules that a text may fit, in their order."""
        by_phrase = self._by_phrase
        places = {place for phrase in self._phrases.said_in(text) for place in by_phrase[phrase]}
        return [self._rules[place] for place in sorted(places.union(self._always))]
