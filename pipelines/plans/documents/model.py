"""What a plan is once its file format is forgotten: one text, its blocks, and where each character stands.

What belongs here: the shapes that every format reader fills and every later step reads. What does not: reading bytes,
understanding words.

Invariant: all positions are indexes of `Document.text`. Cleaning never changes a length: what must not be read
(page numbers, emphasis marks, line ends) is overwritten with spaces in a block's `flat` text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.findings import Finding
from pipelines.vietnamese import squeeze

# Of a text, so many characters are read; the rest is a finding.
MAX_CHARACTERS = 20_000_000


class UnreadableError(ValueError):
    """The file can't be read as a plan. Its fields go into the finding; `others` stand before it."""

    def __init__(self, rule: str, found: str, expected: str, remedy: str, others: Sequence[Finding] = ()) -> None:
        super().__init__(f"{rule}: {found}")
        self.rule, self.found, self.expected, self.remedy = rule, found, expected, remedy
        self.others = others


# Asked for again by every step that looks at a paragraph or cell.
_squeezed = lru_cache(maxsize=8_192)(squeeze)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its place in the text, its words on one line, and what the format says about it.

    `heading` is the heading level the format gives (1..9), 0 where it says nothing.
    """

    start: int
    end: int
    flat: str
    heading: int = 0

    @property
    def words(self) -> str:
        """Its words with single spaces."""
        return _squeezed(self.flat)


@dataclass(frozen=True, slots=True)
class Cell:
    """One position of a table: its place in the text and its words on one line.

    A merged cell holds its words once, at its first position; each further position it covers is an empty cell whose
    `origin` is the first, so that no number is read twice and `seen` still tells what a person sees there.
    """

    start: int
    end: int
    flat: str
    origin: Cell | None = None

    @property
    def words(self) -> str:
        """Its words with single spaces."""
        return _squeezed(self.flat)

    @property
    def seen(self) -> str:
        """The words a person sees at this position: its own, or those of the merged cell that covers it."""
        return self.flat if self.origin is None else self.origin.flat


@dataclass(frozen=True)
class Table:
    """One table as rows of positions, the same for every format; rows may be ragged.

    `headed` says that the first row is known to be the header.
    """

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    headed: bool = False


Block = Paragraph | Table


@dataclass(frozen=True)
class Place:
    """From `start` on, characters belong to the page, paragraph or cell `label`."""

    start: int
    label: str


@dataclass
class Document:
    """One plan as text and blocks, with the way back to the file.

    `offsets[i]` is the position of character i in the decoded file (None: the same position); `places` name pages,
    paragraphs or cells for formats whose decoded file no person can count characters in; `raw` is the decoded file
    of text formats, from which quotes are cut verbatim.
    """

    text: str
    blocks: list[Block]
    format: str
    raw: str | None = None
    offsets: Sequence[int] | None = None
    places: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def offset(self, position: int) -> int:
        """The offset a person is told: in the decoded file where there is one, else in the text."""
        if self.offsets is None:
            return position
        if position < len(self.offsets):
            return self.offsets[position]
        return self.offsets[-1] + 1 if self.offsets else 0

    def position(self, offset: int) -> int:
        """The inverse of `offset`: the first character that stands at or after it."""
        if self.offsets is None:
            return offset
        low, high = 0, len(self.offsets)
        while low < high:
            middle = (low + high) // 2
            if self.offsets[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def locator(self, position: int) -> str:
        """Where a person finds the character: «offset 3218», «page 2, offset 120», «table 1, row 3, cell 2»."""
        if not self.places:
            return f"offset {self.offset(position)}"
        index = max(bisect_right(self.places, position, key=lambda place: place.start) - 1, 0)
        place = self.places[index]
        return f"{place.label}, offset {max(position - place.start, 0)}"

    def verbatim(self, start: int, end: int) -> str:
        """The words between two positions as they stand in the file (text formats), else in the text."""
        if self.raw is None or end <= start:
            return self.text[start:end]
        if self.offsets is None:
            return self.raw[start:end]
        return self.raw[self.offset(start) : self.offset(end - 1) + self._width(end - 1)]

    def _width(self, position: int) -> int:
        """How many characters of the decoded file one character stands for (2 where a mark is decomposed)."""
        if self.offsets is None or position + 1 >= len(self.offsets):
            tail = len(self.raw or "") - self.offset(position)
            return 1 if self.offsets is None else max(tail, 1)
        return max(self.offsets[position + 1] - self.offsets[position], 1)
