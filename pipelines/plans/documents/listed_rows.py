"""Rows of a table whose cells list several measures and, line by line beside them, their goals: a row for each measure.

What belongs here: «- Tỷ lệ …» / «- Số …» beside «- 55%» / «- 12». What does not: rows torn over lines (torn_rows), what
cells hold.
"""

from __future__ import annotations

from pipelines.plans.documents.lines import flatten
from pipelines.plans.documents.model import Cell

Row = tuple[Cell, ...]
_BREAKS = ("<br>", "<br/>", "<br />")
_BULLETS = "-–+•"
_LONGEST_FIGURE = 40
_LONGEST_BARE = 16
_FEWEST = 2


def listed_rows(text: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows below the header, each cut where its cells list as many goals as measures; others as they are."""
    return (*rows[:1], *(part for row in rows[1:] for part in _parted(text, row)))


def _parted(text: str, row: Row) -> list[Row]:
    listed = {place: pieces for place, cell in enumerate(row) if len(pieces := _pieces(text, cell)) >= _FEWEST}
    count = _measures(text, listed)
    if not count:
        return [row]
    same = {place: pieces for place, pieces in listed.items() if len(pieces) == count}
    return [tuple(_part(cell, same.get(place), at) for place, cell in enumerate(row)) for at in range(count)]


def _measures(text: str, listed: dict[int, list[Cell]]) -> int:
    """How many measures the first cell that lists some names, where all that lists goals beside it lists as many."""
    first = next((place for place, pieces in listed.items() if all(_names(piece) for piece in pieces)), None)
    if first is None:
        return 0
    bare = text[listed[first][0].start - 1 : listed[first][0].start] not in (" ", *_BULLETS)
    longest = _LONGEST_BARE if bare else _LONGEST_FIGURE
    beside = [pieces for place, pieces in listed.items() if place > first]
    goals = [pieces for pieces in beside if all(_is_goal(piece, longest) for piece in pieces)]
    count = len(listed[first])
    return count if goals and all(len(pieces) == count for pieces in beside) else 0


def _names(piece: Cell) -> bool:
    return piece.flat[:1].isupper() and " " in piece.flat


def _is_goal(piece: Cell, longest: int) -> bool:
    return len(piece.flat) <= longest and any(map(str.isdigit, piece.flat))


def _part(cell: Cell, pieces: list[Cell] | None, at: int) -> Cell:
    if pieces:
        return pieces[at]
    return cell if at == 0 else Cell(cell.end, cell.end, "", cell.origin or cell)


def _pieces(text: str, cell: Cell) -> list[Cell]:
    """The lines of a cell without their bullets; where the first has one, a line without goes on with the one above."""
    body = text[cell.start : cell.end]
    for sign in _BREAKS if "<br" in body else ():
        body = body.replace(sign, "\n".ljust(len(sign)))
    if "\n" not in body:
        return []
    spans: list[tuple[int, int]] = []
    at, bulleted = cell.start, _bullet(body) > 0
    for line in body.split("\n"):
        start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        if start < end:
            mark = _bullet(line.lstrip())
            if bulleted and not mark and spans:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start + mark, end))
        at += len(line) + 1
    return [Cell(start, end, flatten(text[start:end])) for start, end in spans]


def _bullet(words: str) -> int:
    """How many characters open a line of a list; 0 where none do («-5%» is a number)."""
    if words[:1] not in _BULLETS or not words[1:].strip() or words[1].isdigit():
        return 0
    return 1 + len(words[1:]) - len(words[1:].lstrip())
