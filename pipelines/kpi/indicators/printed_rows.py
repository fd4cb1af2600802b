"""The printed rows of a table with one indicator a row, and which row of the layout's tree each is. Pure.

What belongs here: numbers as text, repeated headers, parents by numbering, labels. What does not: the tree (trees.py),
figures (body.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.header_words import bare_key, segment_key
from pipelines.kpi.headers.matching import is_column_numbers
from pipelines.kpi.indicators.label_levels import split_level
from pipelines.kpi.indicators.trees import EXACT, MARGIN, NEAR, WITHOUT_MARKS, Tree, TreeRow
from pipelines.vietnamese import roman_to_int

_NUMBER = re.compile(r"\(?(\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}(?:\.\d{1,2})*)\s*[.)]?")
_NUMBERED_LABEL = re.compile(r"(\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})\s*[.)]\s+(\D.*)|(\d{1,2}(?:\.\d{1,2})+)\s+(\D.*)")
_NEW_FORM = re.compile(r"(?:biểu mẫu|biểu số|phụ lục|bieu mau)\s*(?:số\s*)?\d", re.IGNORECASE)


@dataclass
class PrintedRow:
    """One row of the body: its place, number, label and cells, its row of the tree (None: unknown) and its level.

    `is_near` where the label was only like the tree's wording; `looks_like` names the likeliest row of an unknown one.
    """

    position: int
    number: tuple[str, ...]
    label: str
    cells: dict[str, str]
    known: TreeRow | None = None
    level: str | None = None
    is_near: bool = False
    looks_like: TreeRow | None = None

    @property
    def coverage(self) -> str:
        """The part of the unit's administration the row covers."""
        if self.known is None:
            return "all"
        return (self.level or "all") if self.known.coverage == "level" else self.known.coverage

    @property
    def place(self) -> str:
        """For people: the number as printed and the label."""
        return f"{'.'.join(self.number)} {self.label}".strip()[:90]


@dataclass
class _Walk:
    """What the rows above say: the form in force and the rows by number."""

    form: str = ""
    by_number: dict[tuple[str, ...], PrintedRow] = field(default_factory=dict)


def printed_rows(reading: Reading, tree: Tree) -> list[PrintedRow]:
    """All rows of the body that are no furniture, in order, each with what the tree knows of it."""
    walk = _Walk()
    found: list[PrintedRow] = []
    for position, cells in _body(reading, walk):
        row = _row(reading, position, cells)
        if row is None:
            continue
        if row.number and len(row.number) == 1 and row.number in walk.by_number:
            walk.by_number.clear()
        parent = _parent(row, walk, found)
        _find(row, parent, tree, walk)
        if row.number:
            walk.by_number[row.number] = row
        if row.known is not None and not row.known.parent:
            walk.form = row.known.form
        found.append(row)
    return found


def _body(reading: Reading, walk: _Walk) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    match = reading.match
    notes = _merged_notes(reading)
    headers = _header_words(reading)
    for position, printed in enumerate(reading.sheet.cells.slice(match.body).iter_rows(), start=match.body):
        shown = [cell for cell in printed if cell]
        if len(shown) == 1 and _NEW_FORM.match(shown[0]):
            walk.by_number.clear()
        if not shown or is_column_numbers(printed) or _is_header(reading, printed, headers):
            continue
        place = match.columns.get("note", 0)
        told = (*printed[:place], notes[position], *printed[place + 1 :]) if position in notes else printed
        yield position, told


def _header_words(reading: Reading) -> dict[str, frozenset[str]]:
    """The words of the header by column: a print repeats them, whole or in part, on every page."""
    match, sheet = reading.match, reading.sheet
    return {
        name: frozenset(bare_key(text) for at in range(match.top, match.body) if (text := sheet.cells.row(at)[place]))
        for name, place in match.columns.items()
    }


def _is_header(reading: Reading, cells: tuple[str | None, ...], headers: dict[str, frozenset[str]]) -> bool:
    """Whether every filled cell of a layout column repeats its header; half a header is one too."""
    said = [(name, text) for name, place in reading.match.columns.items() if (text := cells[place])]
    return bool(said) and all(bare_key(text) in headers[name] | _all(headers) for name, text in said)


def _all(headers: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(key for keys in headers.values() for key in keys)


def _merged_notes(reading: Reading) -> dict[int, str]:
    """A note over several rows belongs to each of them."""
    place = reading.match.columns.get("note")
    found: dict[int, str] = {}
    for top, left, bottom, right in reading.sheet.merged:
        if place is not None and left <= place <= right and top >= reading.match.body:
            text = reading.sheet.cells.row(top)[left] if left == place else None
            found |= dict.fromkeys(range(top, bottom + 1), text) if text else {}
    return found


def _row(reading: Reading, position: int, cells: tuple[str | None, ...]) -> PrintedRow | None:
    columns = reading.match.columns
    texts = {name: text for name, place in columns.items() if (text := cells[place])}
    label = texts.pop("label", "")
    number = parse_row_number(texts.pop("number", ""))
    if not number and (split := _NUMBERED_LABEL.fullmatch(label)):
        number = parse_row_number(split[1] or split[3])
        label = split[2] or split[4]
    if not label and not texts:
        return None
    return PrintedRow(position, number, label.strip(" :"), texts)


def parse_row_number(text: str) -> tuple[str, ...]:
    """«3.2.1.» -> ("3", "2", "1"); () where the cell holds no number of a row."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return ()
    parts = match[1].split(".")
    return () if parts[0].isalpha() and roman_to_int(parts[0]) is None else tuple(parts)


def _parent(row: PrintedRow, walk: _Walk, above: Sequence[PrintedRow]) -> PrintedRow | None:
    """The row above in the numbering; for a row without a number, the nearest numbered one that has children."""
    for length in range(len(row.number) - 1, 0, -1):
        if row.number[:length] in walk.by_number:
            return walk.by_number[row.number[:length]]
    if row.number or not above:
        return None
    return above[-1] if above[-1].number else None


def _find(row: PrintedRow, parent: PrintedRow | None, tree: Tree, walk: _Walk) -> None:
    """The tree's row: among the parent's children, else among those of the form, else among all.

    Where two are equally likely neither is taken.
    """
    level = split_level(segment_key(row.label))[1]
    for candidates, least in _places(row, parent, tree, walk):
        scored = sorted(((tree.score(row.label, some), some) for some in candidates), key=lambda pair: -pair[0])
        if scored and row.looks_like is None and scored[0][0] >= 60:
            row.looks_like = scored[0][1]
        if not scored or scored[0][0] < least:
            continue
        second = scored[1][0] if len(scored) > 1 else 0.0
        if scored[0][0] == second or (scored[0][0] < WITHOUT_MARKS and scored[0][0] - second < MARGIN):
            continue
        row.known, row.is_near = scored[0][1], scored[0][0] < WITHOUT_MARKS
        break
    row.level = level if row.known is None or any("{level}" in words for words in row.known.wordings) else None
    if row.known is not None and row.known.coverage == "level" and row.level is None and parent is not None:
        row.level = parent.level


def _places(
    row: PrintedRow, parent: PrintedRow | None, tree: Tree, walk: _Walk
) -> Iterator[tuple[Sequence[TreeRow], float]]:
    """Where to look, and how sure the label must be there."""
    if parent is not None and parent.known is not None:
        yield tree.children(parent.known), NEAR
    of_form = [some for some in tree.rows if some.form == walk.form]
    if len(row.number) == 1:
        yield [some for some in of_form if not some.parent], NEAR
        yield tree.roots(), NEAR
    yield of_form, EXACT - 1
    yield tree.rows, EXACT - 1
