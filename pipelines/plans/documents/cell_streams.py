"""Tables whose cells came one by one, each closed by a bar: their headers, rows, and the prose between them.

What belongs here: cells of such a stretch of lines, which of them are tables, where each row ends. What does not: rows
on one line (text_tables), cells without bars (bare_tables), what rows mean.

A bar alone after a bar closes a row or stands for an empty cell; the number of heads and the ordinals tell which. The
title of an annex ends a table, a row of heads begins one; what stands between tables is prose, line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipelines.plans.documents.lines import Line, flatten, plain
from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.documents.table_marks import (
    begins_with_words,
    is_group,
    is_known_head,
    is_numbered,
    is_ordinal_head,
    is_title,
    may_be_head,
    number_of,
    ordinal,
)

_MOST_HEADS = 15
_FEWEST_HEADS = 3
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines that stand between tables and are read as paragraphs."""

    lines: list[Line]


@dataclass(slots=True)
class _Piece:
    """One cell of the stream with the lines it came from."""

    cell: Cell
    words: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class _Header:
    """Where heads stand in the stream, and whether the table's rows open with an ordinal in a cell of its own."""

    first: int
    count: int
    ordinals: bool


def trimmed_cell(text: str, start: int, end: int) -> Cell:
    """The cell between two places without the spaces round it."""
    body = text[start:end]
    left, right = len(body) - len(body.lstrip()), len(body.rstrip())
    if right <= left:
        return Cell(start, start, "")
    return Cell(start + left, start + right, flatten(body[left:right]))


def tables_and_prose(text: str, region: list[Line]) -> list[Table | Prose]:
    """What a stretch of lines with cells closed by bars holds, in reading order."""
    pieces = _pieces(text, region)
    headers = _headers(pieces)
    found: list[Table | Prose] = []
    at = 0
    for place, header in enumerate(headers):
        after = headers[place + 1].first if place + 1 < len(headers) else len(pieces)
        found += _prose(pieces[at : header.first])
        table, at = _table(pieces, header, _end_of_table(pieces, header, after, place + 1 < len(headers)))
        found.append(table)
    return found + _prose(pieces[at:])


def _pieces(text: str, region: list[Line]) -> list[_Piece]:
    """Cells of the stream, one or more lines each."""
    pieces: list[_Piece] = []
    held: list[Line] = []
    for line in region:
        if "|" not in line.text:
            held.append(line)
            continue
        at = line.start
        while (bar := text.find("|", at, line.end)) >= 0:
            held += _part(line, at, bar) if bar > at else []
            pieces.append(_piece(text, held, at))
            held = []
            at = bar + 1
        held += _part(line, at, line.end) if at < line.end else []
    return [*pieces, _piece(text, held, held[0].start)] if held else pieces


def _part(line: Line, start: int, end: int) -> list[Line]:
    part = line if (start, end) == (line.start, line.end) else line.part(start, end)
    return [part] if part.words else []


def _piece(text: str, lines: list[Line], at: int) -> _Piece:
    cell = trimmed_cell(text, lines[0].start, lines[-1].end) if lines else Cell(at, at, "")
    return _Piece(cell, cell.flat.strip(), lines)


def _prose(pieces: list[_Piece]) -> list[Table | Prose]:
    return [Prose(piece.lines) for piece in pieces if piece.lines]


def _headers(pieces: list[_Piece]) -> list[_Header]:
    headers: list[_Header] = []
    at = 0
    while at < len(pieces):
        header = _header_at(pieces, at)
        if header is None:
            at += 1
        else:
            headers.append(header)
            at = header.first + header.count
    return headers


def _header_at(pieces: list[_Piece], at: int) -> _Header | None:
    """The heads that begin at a cell: from «STT» up to an empty cell or the first ordinal, or three heads we know."""
    has_ordinals = is_ordinal_head(pieces[at].words)
    if not has_ordinals and not is_known_head(pieces[at].words):
        return None
    end = at + 1
    while end < min(at + _MOST_HEADS, len(pieces)) and _goes_on(pieces, end, has_ordinals):
        end += 1
    if end - at < _FEWEST_HEADS:
        return None
    return _Header(at, end - at, _has_ordinals(pieces, end, 3 * (end - at)))


def _has_ordinals(pieces: list[_Piece], at: int, reach: int) -> bool:
    """Whether a row below heads opens with an ordinal in a cell of its own."""
    near = pieces[at : at + reach + 1]
    return any(ordinal(one.words) and begins_with_words(two.words) for one, two in pairwise(near))


def _goes_on(pieces: list[_Piece], place: int, has_ordinals: bool) -> bool:
    words = pieces[place].words
    if not has_ordinals:
        return is_known_head(words)
    return may_be_head(words) and not is_title(words) and not (ordinal(words) and _opens_with(pieces, place))


def _opens_with(pieces: list[_Piece], place: int) -> bool:
    return ordinal(pieces[place].words) in ("1", "01", "I", "A") or place + 1 == len(pieces)


def _end_of_table(pieces: list[_Piece], header: _Header, after: int, is_header_next: bool) -> int:
    """Where the cells of a table end: before an annex title, and before the words right above the next header."""
    for place in range(header.first + header.count, after):
        if is_title(pieces[place].words):
            return place
    return after - 1 if is_header_next and pieces[after - 1].words else after


def _table(pieces: list[_Piece], header: _Header, after: int) -> tuple[Table, int]:
    body = header.first + header.count
    is_closed = body < after and not pieces[body].words
    heads, at = _heads(pieces, header, body + is_closed, after)
    rows = list(heads)
    last = 0
    while at < after:
        end, follows = _row_end(pieces, at, len(heads[0]), last, after)
        row = tuple(piece.cell for piece in pieces[at:end])
        rows += [row] if any(cell.flat.strip() for cell in row) else []
        last = number_of(pieces[at].words) or last
        at = follows
    start, end = pieces[header.first].cell.start, max(piece.cell.end for piece in pieces[header.first : after])
    return Table(start, end, tuple(rows)), after


def _heads(pieces: list[_Piece], header: _Header, at: int, after: int) -> tuple[list[tuple[Cell, ...]], int]:
    """The header's one or two rows, and where the rows below begin."""
    heads = [piece.cell for piece in pieces[header.first : header.first + header.count]]
    first = pieces[header.first].words
    if not header.ordinals and (is_ordinal_head(first) or first.lower().startswith("lĩnh vực")):
        return [tuple(heads[1:])], at  # ordinals and areas stand before the words of the first column, or above them
    end = next((place for place in range(at, after) if not pieces[place].words), after)
    below = [piece.cell for piece in pieces[at:end]]
    width = _usual_width(pieces, at, after, len(heads)) if header.ordinals else 0
    if width == len(heads) + 1 and not is_ordinal_head(first):
        return [(Cell(heads[0].start, heads[0].start, ""), *heads)], at  # the column of ordinals has no head
    spanning = len(heads) + len(below) - width
    if width <= len(heads) or not 0 < spanning <= len(below) <= _MOST_HEADS:
        return [tuple(heads)], at
    return _spread(heads, below, spanning), end + 1


def _usual_width(pieces: list[_Piece], at: int, after: int, heads: int) -> int:
    """The length most rows have, from one cell with an ordinal to the next; 0 where no two follow each other.

    Among lengths that are as frequent, that of the heads comes first: names of groups make others.
    """
    openers = [
        place
        for place in range(at, min(after - 1, at + _LOOKED_AT))
        if ordinal(pieces[place].words)
        and begins_with_words(pieces[place + 1].words)
        and (place == at or not pieces[place - 1].words or number_of(pieces[place].words))
    ]
    lengths = Counter(two - one - (not pieces[two - 1].words) for one, two in pairwise(openers))
    return max(lengths, key=lambda length: (lengths[length], length == heads, length)) if lengths else 0


def _spread(heads: list[Cell], below: list[Cell], spanning: int) -> list[tuple[Cell, ...]]:
    """Two rows of heads: the last heads (a note's apart) each stand over their share of the second row."""
    tail = 1 if plain(heads[-1].flat).lower().startswith("ghi chú") and spanning < len(heads) else 0
    first = len(heads) - tail - spanning
    upper, lower = list(heads[:first]), [_covered(head) for head in heads[:first]]
    for place, head in enumerate(heads[first : len(heads) - tail]):
        share = below[place * len(below) // spanning : (place + 1) * len(below) // spanning]
        upper += [head, *(_covered(head) for _ in share[1:])]
        lower += share
    return [(*upper, *heads[len(heads) - tail :]), (*lower, *(_covered(head) for head in heads[len(heads) - tail :]))]


def _covered(cell: Cell) -> Cell:
    return Cell(cell.end, cell.end, "", cell)


def _row_end(pieces: list[_Piece], at: int, width: int, last: int, after: int) -> tuple[int, int]:
    """Where the row that begins at a cell ends, and where the next one begins."""
    if is_group(pieces[at].words):
        return at + 1, at + 1 + (at + 1 < after and not pieces[at + 1].words)
    last = number_of(pieces[at].words) or last
    full = at + width
    if full >= after:
        broken = next(_breaks(pieces, at, after, last), None)
        return broken or (after, after)
    if _opens_row(pieces, full + (not pieces[full].words), after, last):
        return full, full + (not pieces[full].words)
    broken = next(_breaks(pieces, at, full, last), None)
    if broken is not None:
        return broken
    if not pieces[full].words:
        return full, full + 1
    closed = next((place for place in range(full - 1, at, -1) if not pieces[place].words), None)
    return (full, full) if closed is None or pieces[closed + 1].words == "" else (closed, closed + 1)


def _breaks(pieces: list[_Piece], at: int, end: int, last: int) -> Iterator[tuple[int, int]]:
    """Cells inside a row at which the next row opens all the same: merged cells made this one short."""
    for place in range(at + 1, end):
        if not pieces[place].words:
            if _opens_row(pieces, place + 1, end + 1, last) and place + 1 < end:
                yield place, place + 1
        elif _breaks_here(pieces, place, place - at, end, last):
            yield place, place


def _breaks_here(pieces: list[_Piece], place: int, length: int, end: int, last: int) -> bool:
    words = pieces[place].words
    return is_group(words) or is_numbered(words) or (length > 1 and _opens_row(pieces, place, end + 1, last))


def _opens_row(pieces: list[_Piece], place: int, after: int, last: int) -> bool:
    """Whether a row opens at a cell: an ordinal whose turn it is, before words; «3. …»; the name of a group."""
    if place >= min(after, len(pieces)):
        return place >= after - 1
    words = pieces[place].words
    if is_group(words) or is_numbered(words):
        return True
    following = pieces[place + 1].words if place + 1 < len(pieces) else ""
    if not ordinal(words) or not begins_with_words(following):
        return False
    number = number_of(words)
    return number in (1, last + 1) or not number
