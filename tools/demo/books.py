"""Tables as offices save them: workbooks, pages saved as .xls, CSV; the same bytes at any time.

What belongs here: writing titles, nested headers and rows of cells. What does not: which cells (carriers).
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None
Row = Sequence[Cell]
HeaderPath = tuple[str, ...]
Box = tuple[int, int, int, int]


class Share(float):
    """A share as a number that a format shows with «%», its digits as printed: 0.985 for «98.5%»."""

    digits = 0

    @property
    def shown_as(self) -> str:
        """The cell's format."""
        return f"0.{'0' * self.digits}%" if self.digits else "0%"

    @classmethod
    def of(cls, printed: str) -> Share:
        """The share of a text with a point and «%»."""
        share = cls(round(float(printed.rstrip("%")) / 100, 6))
        share.digits = len(printed.rstrip("%").partition(".")[2])
        return share


class Formula(str):
    """A formula whose value the program that wrote it did not store."""


class Marked(str):
    """A text with a raised footnote mark behind it."""


FIXED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
SIMULATED = "Dữ liệu mô phỏng / synthetic"


@dataclass(frozen=True)
class Table:
    """A table before it is written; `note` stands in the last lines, as furniture below the table does."""

    title: Sequence[Row]
    header: Sequence[HeaderPath]
    body: Sequence[Row]
    foot: Sequence[Row] = field(default_factory=lambda: [(), ("Ghi chú: " + SIMULATED,)])
    sheet: str = "Sheet1"
    column_numbers: bool = False
    merged: Sequence[Box] = ()  # boxes of cells merged below the header, counted from the first row of the body
    since_1904: bool = False  # a workbook counts its days as old Macs do


def write(table: Table, ending: str) -> bytes:
    """The table's file in one of WRITERS' formats."""
    return WRITERS[ending](table)


def header_rows(paths: Sequence[HeaderPath]) -> tuple[list[list[Cell]], list[Box]]:
    """Header rows and the boxes of cells that are merged in them (top, left, bottom, right)."""
    depth = max(map(len, paths))
    rows: list[list[Cell]] = [[None] * len(paths) for _ in range(depth)]
    boxes: list[Box] = []
    for level in range(depth):
        column = 0
        while column < len(paths):
            end = _last_alike(paths, level, column)
            if level < len(paths[column]):
                rows[level][column] = paths[column][level]
                bottom = depth - 1 if level == len(paths[column]) - 1 else level
                boxes += [(level, column, bottom, end)] if (bottom, end) != (level, column) else []
            column = end + 1
    return rows, boxes


def _last_alike(paths: Sequence[HeaderPath], level: int, column: int) -> int:
    """The last column that shares the header cell of a column on a level that has more below it."""
    head, end = paths[column][: level + 1], column
    if level >= len(paths[column]) - 1:
        return column
    while end + 1 < len(paths) and len(paths[end + 1]) > level + 1 and paths[end + 1][: level + 1] == head:
        end += 1
    return end


def grid(table: Table) -> tuple[list[list[Cell]], list[Box]]:
    """All rows of a table, title and foot included, and the boxes of merged cells (top, left, bottom, right)."""
    head, boxes = header_rows(table.header)
    lead = len(table.title)
    numbers = [[f"({n})" for n in range(1, len(table.header) + 1)]] if table.column_numbers else []
    rows = [list(row) for row in (*table.title, *head, *numbers, *table.body, *table.foot)]
    first = lead + len(head) + len(numbers)
    found = [(top + lead, left, bottom + lead, right) for top, left, bottom, right in boxes]
    return rows, [*found, *((top + first, left, bottom + first, right) for top, left, bottom, right in table.merged)]


def write_xlsx(table: Table) -> bytes:
    """A workbook with merged header cells, counts as numbers."""
    return write_book([table])


def write_book(tables: Sequence[Table]) -> bytes:
    """A workbook of several sheets."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, {**options, "date_1904": any(table.since_1904 for table in tables)})
    book.set_properties({"created": FIXED, "title": SIMULATED, "author": "cchc demo"})
    for table in tables:
        _fill(book, book.add_worksheet(table.sheet), table)
    book.close()
    return buffer.getvalue()


def _fill(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
    rows, boxes = grid(table)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Share):
                sheet.write_number(place, column, cell, book.add_format({"num_format": cell.shown_as}))
            elif isinstance(cell, date):
                sheet.write_datetime(place, column, cell, book.add_format({"num_format": "dd/mm/yyyy"}))
            elif isinstance(cell, Formula):
                sheet.write_formula(place, column, cell, None, "")
            elif isinstance(cell, Marked):
                sheet.write_rich_string(place, column, str(cell), book.add_format({"font_script": 1}), "1")
            elif cell is not None:
                sheet.write(place, column, cell)
    for box in boxes:
        sheet.merge_range(*box, rows[box[0]][box[1]])


def write_page(table: Table) -> bytes:
    """HTML saved as .xls, as the dashboards' «Excel» button does: counts with dots, spans for merged cells."""
    rows, boxes = grid(table)
    spans = {box[:2]: box for box in boxes}
    covered = {(r, c) for t, x, b, y in boxes for r in range(t, b + 1) for c in range(x, y + 1)} - set(spans)
    lines = []
    for place, row in enumerate(rows):
        cells = [_cell(cell, spans.get((place, n))) for n, cell in enumerate(row) if (place, n) not in covered]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    page = f'<html><head><meta charset="utf-8"></head><body><table border="1">{"".join(lines)}</table></body></html>'
    return page.encode()


def _cell(cell: Cell, box: Box | None) -> str:
    span = f' rowspan="{box[2] - box[0] + 1}" colspan="{box[3] - box[1] + 1}"' if box else ""
    return f"<td{span}>{html.escape(printed(cell))}</td>"


def printed(cell: Cell) -> str:
    """A cell as text: counts with dots, blank for nothing."""
    return "" if cell is None else f"{cell:,}".replace(",", ".") if isinstance(cell, int) else str(cell)


def write_csv(table: Table) -> bytes:
    """CSV as Excel of a Vietnamese desk saves it: byte order mark, semicolons."""
    stream = io.StringIO()
    rows, _ = grid(table)
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(
        [[printed(cell) for cell in row] for row in rows]
    )
    return stream.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Callable[[Table], bytes]] = {"xlsx": write_xlsx, "xls": write_page, "csv": write_csv}
