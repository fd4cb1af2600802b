"""Physical lines of a text: their places, their words, and the same words on one line.

What belongs here: cutting a text into lines. What does not: joining them to paragraphs (layout), tables (text_tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A line longer than this is cut into pieces before anything looks at it (bounded memory per block).
MAX_BLOCK = 6_000
_LINE = re.compile(r"[^\r\n\x0b\x0c\u2028\u2029\x85]+")
_EMPHASIS = re.compile("[*_`\t\n\r\x0c\u2028\u200b\ufeff\x0b\x85\u2029]")
RULE_LINE = re.compile(r"[\s|:\-–—_=*.]+$")
SENTENCE_END = re.compile(r"[.;:!?…/]\s*[\"”»)*_]*\s*$")


@dataclass(frozen=True)
class Line:
    """One physical line: its place and its words."""

    start: int
    end: int
    text: str
    blank_before: bool


def flatten(text: str) -> str:
    """The same characters on one line, emphasis marks and odd spaces as spaces; the length does not change."""
    return _EMPHASIS.sub(" ", text)


def split_lines(text: str) -> list[Line]:
    """Non-empty lines with their places; a very long line comes in pieces of at most MAX_BLOCK characters."""
    lines: list[Line] = []
    last_end = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        if not text[start:end].strip():
            continue
        blank = text.count("\n", last_end, start) > 1
        for piece in _pieces(text, start, end):
            lines.append(Line(piece[0], piece[1], text[piece[0] : piece[1]], blank))
            blank = False
        last_end = end
    return lines


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_BLOCK:
        cut = text.rfind(" ", start + 1, start + MAX_BLOCK)
        cut = cut if cut > start + MAX_BLOCK // 2 else start + MAX_BLOCK
        yield start, cut
        start = cut
    yield start, end
