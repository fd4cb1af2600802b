"""One paragraph of prose: its words and tokens, sentences and clauses; the shapes readings come in.

What belongs here: what the parts of the grammar share (chunk, reading, places of sentences). What does not: any rule of
the grammar, what surrounds the paragraph (outline).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.plans.grammar.numbers import Mark, Number
from pipelines.plans.grammar.tokens import Token, Tokens, tokenize
from pipelines.plans.lexicon.loading import lowered
from pipelines.plans.outline.context import Context
from pipelines.plans.outline.tree import Node

# It opens with white space and looks back from there: tried at spaces only, at a quarter of the cost.
_SENTENCE = re.compile(r"\s(?:(?<=[.!?…]\s)\s*(?=[A-ZÀ-ỸĐ“\"(+\-–]|\d)|(?<=\n))")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3})")
# A word of two letters at least that is no joint.
_WORD = re.compile(r"(?<![^\W\d])(?!(?:và|hoặc|còn)(?![^\W\d]))[^\W\d]{2,}", re.IGNORECASE)
MAX_SENTENCE = 3_000

Span = tuple[int, int]


@dataclass
class Reading:
    """One atomic target as read from words; places are indexes of the paragraph's flat text."""

    number: Number
    op: str
    kind: str
    year: int | None
    year_from: int | None
    level: str | None
    baseline_year: str | None
    quote: Span
    pre: Span
    post: Span
    lead: Span
    tail: Span
    parent: int | None = None
    subset: str | None = None
    turn: tuple[int, int] | None = None
    flags: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


@dataclass
class Refusal:
    """A number that was looked at and is no target: what is done with it instead, and the rule that says so."""

    number: Number
    rule: str
    act: str = "other"


@dataclass
class Statement:
    """One paragraph or cell once read: its place, readings and refusals.

    `start` is the position of `flat` in the document's text; `subject` words of the table row that complete the
    statement; `area` what the row's group says, None where it says nothing; `head` the heads of a cell's column.
    """

    node: Node
    flat: str
    start: int
    readings: list[Reading]
    refusals: list[Refusal]
    subject: str = ""
    area: str | None = None
    head: str = ""


@dataclass
class Chunk:
    """One number of a sentence with the words that belong to it."""

    number: Number
    pre: Span
    post: Span
    clause: Span
    sentence: Span
    joined: bool = False  # in coordination with the number before it
    listed: bool = False  # in one bare list with the number before it («80%, 75% và 70%»)


class Prose:
    """The flat text of a paragraph, the same with noise silenced, its tokens and sentences, its context."""

    def __init__(
        self, flat: str, text: str, context: Context, numbers: Sequence[Number] = (), marks: Sequence[Mark] = ()
    ) -> None:
        self.flat = flat
        self.text = text
        self.context = context
        self._found = (numbers, marks)
        self.known: dict[Callable[..., object], Any] = {}  # what a part of the grammar found here, for its next number
        self.sentences = _spans(flat, _SENTENCE)
        self._begins = [start for start, _ in self.sentences]

    @cached_property
    def low(self) -> str:
        """The flat text in lower case, place for place."""
        return lowered(self.flat)

    @cached_property
    def tokens(self) -> Tokens:
        """The paragraph's tokens."""
        return tokenize(self.text, self.flat, *self._found)

    def sentence_of(self, place: int) -> Span:
        """The sentence a place stands in."""
        return self.sentences[bisect_right(self._begins, place) - 1]

    def words(self, start: int, end: int) -> str:
        """A piece of the text for rules to look at: thousands without their dots, which end no sentence."""
        piece = self.text[start:end]
        return _THOUSANDS.sub("", piece) if "." in piece else piece

    def is_listed(self, start: int, between: Sequence[Token]) -> bool:
        """«lần lượt 95%; 90%»: whether only a semicolon stands between two numbers that such a word announces."""
        return [token.text for token in between] == [";"] and self.tokens.has(start, between[0].start, "listing")

    def clause_of(self, place: int) -> Span:
        """The clause (between two of . ;) a place stands in."""
        start, end = self.sentence_of(place)
        left = self.text.rfind(";", start, place)
        right = self.text.find(";", place, end)
        return (left + 1 if left >= 0 else start), (right if right >= 0 else end)


def _spans(text: str, pattern: re.Pattern[str]) -> list[Span]:
    spans = []
    start = 0
    for match in pattern.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [piece for span in spans for piece in _pieces(text, *span)]


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """A span in pieces of at most MAX_SENTENCE characters, cut at a semicolon or space."""
    pieces = []
    while end - start > MAX_SENTENCE:
        cut = max(text.rfind("; ", start, start + MAX_SENTENCE), start + MAX_SENTENCE // 2)
        cut = max(cut, text.rfind(" ", start, start + MAX_SENTENCE)) if cut == start + MAX_SENTENCE // 2 else cut
        pieces.append((start, cut + 1))
        start = cut + 1
    return [*pieces, (start, end)]


def has_words(text: str) -> bool:
    """Whether a piece of text says more than «và», «hoặc», «còn»."""
    return _WORD.search(text) is not None
