"""Tables in plain text whose columns are told by gaps of spaces: «STT   Chỉ tiêu   ĐVT   Năm 2026» and rows below.

What belongs here: such tables, a piece of a row under the head it stands below. What does not: bars and tabs
(text_tables), one cell a line (bare_tables), pages of PDF (pdf_layout).
"""

from __future__ import annotations

from pipelines.plans.documents.cell_streams import trimmed_cell
from pipelines.plans.documents.lines import Line
from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.documents.table_marks import is_known_head, is_ordinal_head, ordinal

_GAP = "  "
_FEWEST_HEADS = 3
# So far left of its head may a piece begin.
_LEFT_OF_HEAD = 2

Piece = tuple[int, int]


def spaced_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """The table that begins at a line and the line behind it; None where no heads with gaps stand on it."""
    heads = _pieces(lines[index])
    if not _is_head(text, heads):
        return None, index
    at = [start - lines[index].start for start, _ in heads]
    rows = [tuple(trimmed_cell(text, *head) for head in heads)]
    after = index + 1
    while after < len(lines) and _is_row(text, lines[after]):
        rows.append(_row(text, lines[after], at))
        after += 1
    return (Table(lines[index].start, lines[after - 1].end, tuple(rows)), after) if len(rows) > 1 else (None, index)


def may_open(line: Line) -> bool:
    """A cheap look: whether a line has gaps and begins like a head of ordinals."""
    return _GAP in line.words and is_ordinal_head(line.words.split(_GAP, 1)[0])


def _is_head(text: str, heads: list[Piece]) -> bool:
    words = [text[start:end] for start, end in heads]
    return len(words) >= _FEWEST_HEADS and is_ordinal_head(words[0]) and any(is_known_head(w) for w in words[1:])


def _is_row(text: str, line: Line) -> bool:
    """A line with gaps, one that a number or mark of a row opens, or one set in: the rest of a cell above it."""
    pieces = _pieces(line)
    opens = bool(ordinal(text[slice(*pieces[0])]))
    return (len(pieces) > 1 and (opens or not line.blank_before)) or (
        not line.blank_before and line.text.startswith(_GAP)
    )


def _row(text: str, line: Line, at: list[int]) -> tuple[Cell, ...]:
    """The pieces of a line under their heads; a row with a piece for every head needs no places."""
    pieces = _pieces(line)
    if len(pieces) == len(at):
        return tuple(trimmed_cell(text, *piece) for piece in pieces)
    held: dict[int, Piece] = {}
    for start, end in pieces:
        column = max((i for i, place in enumerate(at) if place <= start - line.start + _LEFT_OF_HEAD), default=0)
        first = held[column][0] if column in held else start
        held[column] = (first, end)
    return tuple(trimmed_cell(text, *held.get(i, (line.start, line.start))) for i in range(len(at)))


def _pieces(line: Line) -> list[Piece]:
    """Where the pieces of a line stand that gaps part."""
    pieces: list[Piece] = []
    at = line.start
    for words in line.text.split(_GAP):
        body = words.strip()
        if body:
            start = at + words.index(body)
            pieces.append((start, start + len(body)))
        at += len(words) + len(_GAP)
    return pieces
