"""What a page or a Word body holds before it is known which of its tables are tables: boxes in boxes.

What belongs here: pieces of text, frames of boxes, and the one rule for all formats which frames are tables of data
and which only lay out a page (a frame round one text, a portal's columns, a letter head); the latter are opened and
their pieces stand in reading order. What does not: reading a format, what a table means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.findings import Finding
from pipelines.grid import Grid, Slot
from pipelines.plans.documents.lines import flatten
from pipelines.plans.documents.listed_rows import listed_rows
from pipelines.plans.documents.model import Block, Cell, Paragraph, Table

# A box of so many paragraphs that holds most of the words of a frame of few rows is the page itself.
_MANY_PARAGRAPHS = 5
_FEW_ROWS = 3
# A frame that holds frames is a table of data all the same where it has so many rows and columns.
_DATA_ROWS, _DATA_COLUMNS = 3, 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that stands on its own: a paragraph, with the heading level the format gives."""

    start: int
    end: int
    heading: int = 0


@dataclass(slots=True, eq=False)
class Box:
    """The content of one cell, or of the whole page: pieces and frames in reading order; its place in the text."""

    items: list[Piece | Frame] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Frame:
    """A table as the format draws it, and its place in the text."""

    start: int
    grid: Grid[Box] = field(default_factory=Grid)
    end: int = 0

    def findings(self) -> list[Finding]:
        """That merged cells reach further than any table of a plan does, where they do."""
        if not self.grid.is_cut:
            return []
        found, expected = "cells merged over too many positions", "cells over the columns and rows of their table"
        remedy = "split the merged cells and save the file again"
        return [Finding("plan", "", f"offset {self.start}", "merged_cells_cut", "warning", found, expected, remedy)]


def blocks_of(page: Box, text: str) -> list[Block]:
    """The blocks of a page in reading order: paragraphs, and tables where a frame holds data."""
    blocks: list[Block] = []
    waiting: list[Iterator[Piece | Frame]] = [iter(page.items)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        elif isinstance(item, Piece):
            blocks += _paragraph(item, text)
        elif (rows := _data_rows(item, text)) is not None:
            blocks += [Table(item.start, item.end, listed_rows(text, rows))] if rows else []
        else:
            waiting.append(_contents(item))
    return blocks


def _paragraph(piece: Piece, text: str) -> list[Block]:
    body = text[piece.start : piece.end]
    return [Paragraph(piece.start, piece.end, flatten(body), piece.heading)] if body.strip() else []


def _contents(frame: Frame) -> Iterator[Piece | Frame]:
    for row in frame.grid.rows:
        for slot in row:
            if slot is not None and slot.is_first:
                yield from slot.cell.items


def _data_rows(frame: Frame, text: str) -> tuple[tuple[Cell, ...], ...] | None:
    """The rows of a table of data (none where all are empty); None where the frame only lays out what it holds."""
    filled = [row for row in frame.grid.rows if any(_has_words(slot, text) for slot in row)]
    if not filled:
        return ()
    if _lays_out(filled):
        return None
    made: dict[Box, tuple[Cell, Cell]] = {}
    empty = Cell(frame.start, frame.start, "")
    return tuple(tuple(empty if slot is None else _cell(slot, text, made) for slot in row) for row in filled)


def _has_words(slot: Slot[Box] | None, text: str) -> bool:
    return slot is not None and slot.is_first and bool(text[slot.cell.start : slot.cell.end].strip())


def _lays_out(rows: list[list[Slot[Box] | None]]) -> bool:
    boxes = [slot.cell for row in rows for slot in row if slot is not None and slot.is_first]
    width = max(len(row) for row in rows)
    if len(rows) == 1 or width == 1:
        return True
    if any(isinstance(item, Frame) for box in boxes for item in box.items):
        return len(rows) < _DATA_ROWS or width < _DATA_COLUMNS
    largest = max(boxes, key=lambda box: box.end - box.start)
    words = sum(box.end - box.start for box in boxes)
    return (
        len(rows) <= _FEW_ROWS and len(largest.items) > _MANY_PARAGRAPHS and (largest.end - largest.start) * 2 > words
    )


def _cell(slot: Slot[Box], text: str, made: dict[Box, tuple[Cell, Cell]]) -> Cell:
    """The cell at a position; the further positions of a merged cell share one empty cell that knows its origin."""
    box = slot.cell
    if box not in made:
        body = text[box.start : box.end]
        left, right = len(body) - len(body.lstrip()), len(body.rstrip())
        start, end = box.start + left, box.start + max(right, left)
        origin = Cell(start, end, flatten(text[start:end]))
        made[box] = origin, Cell(end, end, "", origin)
    return made[box][0 if slot.is_first else 1]
