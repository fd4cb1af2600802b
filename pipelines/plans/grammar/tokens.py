"""Words to typed tokens, once a paragraph: numbers, marks that never are a target, phrases of the lexicon, words.

What belongs here: cutting text into tokens and asking about them. What does not: which numbers there are (numbers),
which phrases (lexicon/words), what tokens mean together (patterns, and the parts of the grammar).

A token has a set of classes: those of its lexicon entry, `num` for a number that may be a target, `mark` for a date,
year or document number, `year` where such a mark names years, `word`, or the punctuation itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipelines.plans.grammar.numbers import Mark, Number
from pipelines.plans.lexicon.words import NO_CLASSES, lexicon, with_words

_PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]")
_YEAR = re.compile(r"20[1-6]\d")
_STOPS = {
    ";": "stop",
    ".": "stop",
    "!": "stop",
    "?": "stop",
    "…": "stop",
    ",": "comma",
    ":": "colon",
    "(": "open",
    ")": "close",
}
_WORD = frozenset({"word"})
_MARK = frozenset({"mark"})
_BARE_MARK = frozenset({"mark", "mark_bare"})
_YEAR_MARK = frozenset({"mark", "year"})
_PERIOD_MARK = frozenset({"mark", "year", "span"})
_PUNCTUATION = {sign: frozenset({name}) for sign, name in _STOPS.items()}
_OTHER = frozenset({"sign"})


@dataclass(slots=True)
class Token:
    """One token: its place, its words in lower case, classes, the lexicon entry, the years a mark names.

    `names`: its classes and «=» with its words, as rules name tokens.
    """

    start: int
    end: int
    text: str
    classes: frozenset[str]
    names: frozenset[str]
    entry: str = ""
    years: tuple[int, ...] = ()
    number: Number | None = None


class Tokens(list[Token]):
    """The tokens of one paragraph in reading order, found by place.

    `signature`: all their classes and words («=bị»); `modifiers`: by facet those that may claim here, once asked for.
    """

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self._starts = [token.start for token in tokens]
        self.signature = NO_CLASSES.union(*[token.names for token in tokens])
        self.modifiers: dict[str, tuple[Any, ...]] = {}

    def at(self, place: int) -> int:
        """The index of the first token that starts at or after a place."""
        return bisect_left(self._starts, place)

    def within(self, start: int, end: int) -> list[Token]:
        """The tokens that start between two places."""
        starts = self._starts  # asked for at each number again and again: no call of `at`
        return self[bisect_left(starts, start) : bisect_left(starts, end)]

    def has(self, start: int, end: int, *classes: str) -> bool:
        """Whether a token of one of these classes starts between two places."""
        return not self.signature.isdisjoint(classes) and self.first(start, end, *classes) is not None

    def last(self, start: int, end: int, *classes: str) -> Token | None:
        """The last token of one of these classes that starts between two places."""
        if self.signature.isdisjoint(classes):
            return None
        for token in reversed(self.within(start, end)):
            if not token.classes.isdisjoint(classes):
                return token
        return None

    def first(self, start: int, end: int, *classes: str) -> Token | None:
        """The first token of one of these classes that starts between two places."""
        if self.signature.isdisjoint(classes):
            return None
        for token in self.within(start, end):  # a loop costs half of what `next` over a generator does
            if not token.classes.isdisjoint(classes):
                return token
        return None


def tokenize(text: str, flat: str, numbers: Sequence[Number], marks: Sequence[Mark]) -> Tokens:
    """The tokens of a paragraph.

    Args:
        text: its words in lower case, marks silenced.
        flat: the same with its digits.
        numbers: the numbers that may be targets.
        marks: dates, document numbers and the like.
    """
    tokens: list[Token] = []
    at = 0
    for start, end, number, rule in _fixed(numbers, marks):
        if start < at:
            continue
        tokens += _words(text, at, start)
        tokens.append(_number(text, number) if number else _mark(flat, start, end, rule))
        at = end
    tokens += _words(text, at, len(text))
    return Tokens(tokens)


def _fixed(numbers: Sequence[Number], marks: Sequence[Mark]) -> list[tuple[int, int, Number | None, str]]:
    """Numbers and marks in reading order."""
    spans: list[tuple[int, int, Number | None, str]] = [(n.start, n.end, n, "") for n in numbers]
    return sorted([*spans, *((m.start, m.end, None, m.rule) for m in marks)], key=lambda span: (span[0], -span[1]))


def _number(text: str, number: Number) -> Token:
    said, classes = text[number.start : number.end], _classes_of(number.form)
    return Token(number.start, number.end, said, classes, with_words(classes, said), number.form, (), number)


@cache
def _classes_of(form: str) -> frozenset[str]:
    return frozenset({"num", f"num_{form}"})


def _mark(flat: str, start: int, end: int, rule: str) -> Token:
    said = flat[start:end].lower()
    years = tuple(int(year) for year in _YEAR.findall(said)) if rule in _DATED else ()
    spans = rule == "period" or (rule == "year_list" and len(years) == _ENDS and not _DASHES.isdisjoint(said))
    classes = _PERIOD_MARK if spans and years else _YEAR_MARK if years else _MARK | {f"mark_{rule}"}
    return Token(start, end, said, classes, with_words(classes, said), rule, years)


# «các năm 2026 - 2028» is a period, «năm 2026 và 2028» are two years.
_DASHES, _ENDS = frozenset("-–"), 2
_DATED = frozenset({"full_date", "long_date", "month", "month_year", "quarter", "period", "year_list", "by_year"})


def _words(text: str, start: int, end: int) -> list[Token]:
    """Phrases of the lexicon, the longest first, and the words between them."""
    words_known = lexicon()
    pieces = list(_PIECE.finditer(text, start, end))
    words = words_known.spelt([piece.group() for piece in pieces])
    openers = words_known.openers
    found: list[Token] = []
    behind = 0  # where the last phrase ended
    for index, word in enumerate(words):
        if index < behind:
            continue
        phrase = words_known.longest(words, index) if word in openers else None
        if phrase is None:
            classes, names, entry, years = _kind_of(word)
            found.append(Token(pieces[index].start(), pieces[index].end(), word, classes, names, entry, years))
        else:
            behind = index + phrase.length
            place = pieces[index].start(), pieces[behind - 1].end()
            found.append(Token(*place, phrase.text, phrase.classes, phrase.names, phrase.entry))
    return found


@lru_cache(maxsize=16_384)
def _kind_of(word: str) -> tuple[frozenset[str], frozenset[str], str, tuple[int, ...]]:
    """Classes, names, entry and years of a word, number or sign that no phrase of the lexicon begins with."""
    years = (int(word),) if _YEAR.fullmatch(word) else ()
    if word[0].isdigit():
        classes, entry = _YEAR_MARK if years else _BARE_MARK, "bare"
    else:
        classes, entry = _WORD if word[0].isalpha() else _PUNCTUATION.get(word, _OTHER), ""
    return classes, with_words(classes, word), entry, years
