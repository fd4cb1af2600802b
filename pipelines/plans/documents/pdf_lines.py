"""The lines of a PDF page: words on one foot, the gaps between them, and lines cut at the edges of columns.

What belongs here: geometry of one line. What does not: what is a table (pdf_layout, pdf_numbered), the PDF library
(pdf_words).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipelines.plans.documents.pdf_words import Word

NEAR = 3.0


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a line between two gaps: where they begin and end, what they say."""

    left: float
    right: float
    text: str

    @property
    def middle(self) -> float:
        """Half way between its ends."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Line:
    """Words that stand on one foot, from left to right."""

    words: list[Word]
    foot: float
    height: float
    space: float = 0.0

    def gaps(self, share: float, spaces: float = 2.2) -> list[bool]:
        """For each word but the first, whether it stands apart by a share of the height and so many spaces."""
        least = max(share * max(self.height, 5.0), spaces * self.space)
        return [two.left - one.right > least for one, two in pairwise(self.words)]

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)

    def pieces(self, share: float = 0.55, spaces: float = 2.2) -> list[Piece]:
        """The stretches between gaps."""
        first = self.words[0]
        found = [Piece(first.left, first.right, first.text)]
        for word, is_apart in zip(self.words[1:], self.gaps(share, spaces), strict=True):
            last = found[-1]
            if is_apart:
                found.append(Piece(word.left, word.right, word.text))
            else:
                found[-1] = Piece(last.left, max(word.right, last.right), f"{last.text} {word.text}")
        return found


def lines_of(words: list[Word]) -> list[Line]:
    """The lines of a page from top to bottom."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (-word.foot, word.left)):
        if lines and lines[-1].foot - word.foot < 0.45 * max(word.height, lines[-1].height, 4.0):
            lines[-1].words.append(word)
        else:
            lines.append(Line([word], word.foot, word.height))
    for line in lines:
        line.words.sort(key=lambda word: word.left)
    spaces = sorted(two.left - one.right for line in lines for one, two in pairwise(line.words))
    for line in lines:
        line.space = max(spaces[len(spaces) // 3], 0.0) if spaces else 0.0
    return lines


def cut_line(line: Line, cuts: list[float]) -> list[str]:
    """The words of a line in each column; words that reach over a cut stay together."""
    columns: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    last, end = 0, float("-inf")
    for word in line.words:
        column = sum(cut < (word.left + word.right) / 2 for cut in cuts)
        if word.left - end < 0.35 * word.height and column > last and not _has_gap(end, word.left, cuts):
            column = last
        columns[column].append(word.text)
        last, end = column, word.right
    return [" ".join(words) for words in columns]


def _has_gap(end: float, start: float, cuts: list[float]) -> bool:
    return any(end - NEAR <= cut <= start + NEAR for cut in cuts)
