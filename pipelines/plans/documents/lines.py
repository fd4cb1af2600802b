"""Physical lines of a text: their places, their words, and the same words on one line.

What belongs here: cutting a text into lines, what is no word in them. What does not: joining them to paragraphs
(paragraphs), tables (text_tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A line longer than this is cut into pieces before anything looks at it (bounded memory per block).
MAX_BLOCK = 6_000
_DRESS = re.compile("[*_`\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_RULE_SIGNS = " \t|:-–—_=*."
_CLOSERS = ' \t\xa0"”»)*_'


@dataclass(slots=True)
class Line:
    """One physical line: its place, its words, whether a blank line stands before it."""

    start: int
    end: int
    text: str
    blank_before: bool
    words: str

    def part(self, start: int, end: int) -> Line:
        """The same line between two places of the text (a cell of it)."""
        text = self.text[start - self.start : end - self.start]
        return Line(start, end, text, self.blank_before, text.strip())


def flatten(text: str) -> str:
    """The same characters on one line, emphasis marks and odd spaces as spaces; the length does not change."""
    return _DRESS.sub(" ", text)


def plain(words: str) -> str:
    """Words without the emphasis marks and spaces round them."""
    return words.strip("*_` \t")


def is_rule(line: Line) -> bool:
    """Whether a line only draws a rule or a frame, without any word."""
    return not line.words.strip(_RULE_SIGNS)


def ends_sentence(text: str) -> bool:
    """Whether a sentence, a list item or a lead-in ends with the text."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS


_ENDS = frozenset(".;:!?…/")


def split_lines(text: str) -> list[Line]:
    """Non-empty lines with their places; a very long line comes in pieces of at most MAX_BLOCK characters."""
    lines: list[Line] = []
    start, blank = 0, False
    for whole in text.splitlines(keepends=True):
        words = whole.strip()
        if not words:
            blank = bool(lines)
        elif len(whole) <= MAX_BLOCK:
            body = whole.rstrip(_LINE_ENDS)
            lines.append(Line(start, start + len(body), body, blank, words))
            blank = False
        else:
            lines += _pieces(text, start, start + len(whole.rstrip(_LINE_ENDS)), blank)
            blank = False
        start += len(whole)
    return lines


_LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def _pieces(text: str, start: int, end: int, blank: bool) -> Iterator[Line]:
    while start < end:
        cut = end
        if end - start > MAX_BLOCK:
            space = text.rfind(" ", start + 1, start + MAX_BLOCK)
            cut = space if space > start + MAX_BLOCK // 2 else start + MAX_BLOCK
        body = text[start:cut]
        words = body.strip()
        if words:
            yield Line(start, cut, body, blank, words)
        start, blank = cut, not words
