"""Tables in plain text: which lines are one, and rows that stand on a line between bars, tabs or semicolons.

What belongs here: finding the stretch of lines, rows on lines. What does not: cells that came one by one (cell_streams,
bare_tables), paragraphs, what columns hold.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.plans.documents.bare_tables import bare_table
from pipelines.plans.documents.cell_streams import Prose, tables_and_prose, trimmed_cell
from pipelines.plans.documents.lines import Line, ends_sentence, is_rule, plain
from pipelines.plans.documents.listed_rows import listed_rows
from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.documents.spaced_tables import may_open, spaced_table
from pipelines.plans.documents.table_marks import is_known_head, is_ordinal_head, ordinal
from pipelines.plans.documents.torn_rows import joined_rows
from pipelines.plans.documents.unnumbered_tables import unnumbered_table

__all__ = ["Prose", "TableFinder"]

# So many lines a cell closed by a lone bar may have.
_LONE_REACH = 60
_WRAPPED_REACH = 4
_LONGEST_WRAPPED = 70
# So many tabs or semicolons part the cells of a row.
_FEWEST_SIGNS = 2


class TableFinder:
    """The tables of a text, asked for line by line."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self._has_bars = "|" in text
        self._has_tabs = "\t" in text

    def at(self, index: int) -> tuple[list[Table | Prose], int]:
        """The tables that begin at line `index`, the prose between them, and the line behind; `index` where none."""
        line = self.lines[index]
        if self._has_bars and ("|" in line.text or self._opens_lone_cells(index)):
            return self._bar_tables(index)
        if self._has_tabs and line.text.count("\t") >= _FEWEST_SIGNS:
            return self._parted_table(index, "\t")
        if line.text.count(";") >= _FEWEST_SIGNS and is_ordinal_head(line.words.partition(";")[0]):
            return self._parted_table(index, ";")
        if len(line.text) < 25 and is_ordinal_head(line.words):
            table, after = bare_table(self.text, self.lines, index)
            return ([table] if table is not None else []), after
        table, after = unnumbered_table(self.text, self.lines, index)
        if table is not None:
            return [table], after
        if may_open(line):
            table, after = spaced_table(self.text, self.lines, index)
            return ([table] if table is not None else []), after
        return [], index

    def _parted_table(self, index: int, sign: str) -> tuple[list[Table | Prose], int]:
        """A table whose cells tabs or semicolons part."""
        width = self.lines[index].text.count(sign)
        after = index + 1
        while after < len(self.lines) and self._goes_on(after, width, sign):
            after += 1
        rows = _parted_rows(self.text, self.lines[index:after], width + 1, sign)
        if len(rows) < 2:
            return [], index
        return [Table(self.lines[index].start, self.lines[after - 1].end, tuple(rows))], after

    def _goes_on(self, index: int, width: int, sign: str) -> bool:
        """A row, a group's name, or a line of a cell that was torn from its row."""
        line, before = self.lines[index], self.lines[index - 1]
        if sign in line.text:
            return sign == "\t" or not line.blank_before
        if line.blank_before or sign not in before.text:
            return False
        ends_later = index + 1 < len(self.lines) and sign in self.lines[index + 1].text
        return line.words[0].islower() or (before.text.count(sign) < width and ends_later)

    def _bar_tables(self, index: int) -> tuple[list[Table | Prose], int]:
        after = index if "|" in self.lines[index].text else index + 1
        while after < len(self.lines):
            reach = 1 if "|" in self.lines[after].text else self._wrapped_cell(after)
            if not reach:
                break
            after += reach
        region = self.lines[index:after]
        counts = [line.words.strip("|").count("|") for line in region if not is_rule(line)]
        if sum(count >= 1 for count in counts) * 2 >= max(len(counts), 1):
            return _row_tables(self.text, region), after
        return tables_and_prose(self.text, region), after

    def _wrapped_cell(self, index: int) -> int:
        """How many lines from `index` on belong to a cell that only ends with a later bar; 0 where none does."""
        lone = self._lone_bar_ahead(index)
        if lone:
            return lone
        for ahead in range(1, _WRAPPED_REACH):
            if index + ahead >= len(self.lines):
                return 0
            line, following = self.lines[index + ahead - 1], self.lines[index + ahead]
            if (
                len(line.text) > _LONGEST_WRAPPED
                or ends_sentence(line.words)
                or line.blank_before
                or line.words[0] == "#"
            ):
                return 0
            if "|" in following.text:
                return 0 if _opens_table(following) and len(self.lines[index].words) > 5 else ahead
        return 0

    def _lone_bar_ahead(self, index: int) -> int:
        """How many lines until a bar alone on its line, where the line before `index` is one too."""
        if index == 0 or self.lines[index - 1].words != "|":
            return 0
        for ahead in range(1, min(_LONE_REACH, len(self.lines) - index)):
            if self.lines[index + ahead].words == "|":
                return ahead
            if "|" in self.lines[index + ahead].text or self.lines[index + ahead - 1].words[0] == "#":
                return 0
        return 0

    def _opens_lone_cells(self, index: int) -> bool:
        """A short cell closed by a bar on the next line, and another so soon after."""
        if index + 3 >= len(self.lines) or len(self.lines[index].text) > 60 or self.lines[index + 1].words != "|":
            return False
        return any(line.words == "|" for line in self.lines[index + 3 : index + 6])


def _opens_table(line: Line) -> bool:
    """A bar line that opens a table: free lines right above it are its title, no cell of the table before."""
    head = plain(line.words.lstrip("|").partition("|")[0])
    return is_ordinal_head(head) or head.lower() == "lĩnh vực"


def _row_tables(text: str, region: list[Line]) -> list[Table | Prose]:
    """Tables of rows between bars; a row of heads begins a new one, so does one between a blank line and a rule."""
    tables: list[list[tuple[Cell, ...]]] = []
    ruled = {line.start for line, below in pairwise(region) if line.blank_before and is_rule(below)}
    for start, end in _row_places(region):
        row = _cells(text, start, end, "|")
        if not row:
            continue
        if not tables or (len(tables[-1]) > 1 and (start in ruled or _is_header(row))):
            tables.append([])
        tables[-1].append(row)
    inside = not _leads(region)
    whole = [joined_rows(text, rows, inside) for rows in tables]
    return [Table(rows[0][0].start, rows[-1][-1].end, listed_rows(text, tuple(rows))) for rows in whole]


def _leads(region: list[Line]) -> bool:
    """Whether rows open with a bar."""
    opened = [line.words[0] == "|" for line in region if "|" in line.text]
    return sum(opened) * 2 > len(opened)


def _parted_rows(text: str, region: list[Line], width: int, sign: str) -> list[tuple[Cell, ...]]:
    """Rows that signs part, a line each; a line that opens no row goes on in the last cell, or holds the next."""
    rows: list[tuple[Cell, ...]] = []
    for line in region:
        cells = _cells(text, line.start, line.end, sign)
        opens = len(cells) > 1 and bool(ordinal(cells[0].words))
        if not rows or opens or len(rows[-1]) + len(cells) - 1 > width:
            rows.append(cells)
        elif len(cells) == 1 and len(rows[-1]) < width and not line.words[0].islower():
            rows[-1] = (*rows[-1], *cells)
        else:
            rows[-1] = (*rows[-1][:-1], trimmed_cell(text, rows[-1][-1].start, cells[0].end), *cells[1:])
    return rows


def _row_places(region: list[Line]) -> list[tuple[int, int]]:
    """Where rows stand: each on a line, or over several where lines are wrapped inside a cell."""
    rows: list[tuple[int, int]] = []
    leads = _leads(region)
    held: int | None = None
    for line in region:
        if is_rule(line):
            continue
        if leads and line.words[0] != "|" and rows:
            rows[-1] = (rows[-1][0], line.end)
        elif "|" not in line.text:
            held = line.start if held is None else held
        else:
            rows.append((line.start if held is None else held, line.end))
            held = None
    return rows


def _is_header(row: tuple[Cell, ...]) -> bool:
    """Whether a row holds nothing but heads of columns, the first of them «STT»."""
    filled = [cell.flat.strip() for cell in row if cell.flat.strip()]
    if len(filled) < 3 or not is_ordinal_head(filled[0]):
        return False
    return sum(is_known_head(words) for words in filled) >= 2 and not any(ordinal(words) for words in filled[1:])


def _cells(text: str, start: int, end: int, separator: str) -> tuple[Cell, ...]:
    body = text[start:end]
    if separator == "|":
        left, right = len(body) - len(body.lstrip()), len(body.rstrip())
        start += left + 1 if body[left : left + 1] == "|" else 0
        end -= len(body) - right + 1 if body[right - 1 : right] == "|" else 0
        if end < start:
            return ()
    cells: list[Cell] = []
    at = start
    for piece in text[start:end].split(separator):
        cells.append(trimmed_cell(text, at, at + len(piece)))
        at += len(piece) + len(separator)
    return tuple(cells)
