"""A frame as a sheet of a workbook: types, widths, a filter, a header that stays. Pure.

What belongs here: writing cells so that nothing an input holds becomes a formula or a link. What does not: which
frames, their headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST, _SAMPLE = 8, 48, 200
# A workbook carries a date of its own; one that never changes keeps the bytes the same.
CREATED = datetime(2020, 1, 1)
# Every text is written as a string: «=1+1» and an address stay what they are.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "constant_memory": False,
    "nan_inf_to_errors": True,
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of a frame under headings, with lines of text above the header."""

    name: str
    rows: pl.DataFrame
    headings: Sequence[str]
    above: Sequence[str] = ()
    widths: dict[str, int] = field(default_factory=dict)
    wrapped: frozenset[str] = frozenset()
    fills: dict[str, str] = field(default_factory=dict)  # colour of a row's cell by its text
    filled: str = ""  # the column whose cells take a colour
    printed: int = 0  # how many of the first columns go on paper; all where 0


def write_workbook(path: Path, sheets: Sequence[Sheet], *, landscape: bool = False) -> None:
    """Write the sheets in their order.

    Raises:
        ValueError: a sheet has more rows than a workbook holds.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": CREATED, "author": "cchc"})
        formats = _formats(book)
        for sheet in sheets:
            if sheet.rows.height + len(sheet.above) >= MOST_ROWS:
                raise ValueError(f"{sheet.name}: {sheet.rows.height} rows, a sheet holds {MOST_ROWS}")
            _write(book.add_worksheet(sheet.name), sheet, book, formats, landscape=landscape)


def _formats(book: Any) -> dict[str, Any]:
    line = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "above": book.add_format({"font_color": "#555555"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1}),
        "text": book.add_format(line),
        "wrap": book.add_format({**line, "text_wrap": True}),
        "date": book.add_format({**line, "num_format": "dd/mm/yyyy"}),
        "number": book.add_format({**line, "num_format": "#,##0.##;-#,##0.##;0"}),
        "whole": book.add_format({**line, "num_format": "0"}),
    }


def _write(into: Any, sheet: Sheet, book: Any, formats: dict[str, Any], *, landscape: bool) -> None:
    first = len(sheet.above)
    for number, text in enumerate(sheet.above):
        into.write_string(number, 0, text, formats["title" if number == 0 else "above"])
    for column, (name, heading) in enumerate(zip(sheet.rows.columns, sheet.headings, strict=True)):
        into.write_string(first, column, heading, formats["head"])
        into.set_column(column, column, sheet.widths.get(name) or _width(sheet.rows[name], heading))
        _write_column(into, sheet, name, column, first + 1, formats)
    if sheet.filled:
        _fill(into, sheet, first + 1, book)
    into.freeze_panes(first + 1, 1)
    into.autofilter(first, 0, first + max(sheet.rows.height, 1), max(sheet.rows.width - 1, 0))
    into.repeat_rows(first)
    if sheet.printed:
        into.print_area(0, 0, first + sheet.rows.height, sheet.printed - 1)
    into.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    into.set_footer("&R&P/&N")
    into.fit_to_pages(1, 0)
    if landscape:
        into.set_landscape()
    into.set_paper(9)


def _write_column(into: Any, sheet: Sheet, name: str, column: int, first: int, formats: dict[str, Any]) -> None:
    series = sheet.rows[name]
    kind = _kind(series.dtype)
    style = formats["wrap" if kind == "text" and name in sheet.wrapped else kind]
    for number, value in enumerate(series.to_list(), start=first):
        if value is None:
            continue
        if kind == "text":
            into.write_string(number, column, _cell(value), style)
        elif kind == "date":
            into.write_datetime(number, column, value, style)
        else:
            into.write_number(number, column, value, style)


def _kind(dtype: pl.DataType) -> str:
    if dtype == pl.Date:
        return "date"
    if dtype.is_float():
        return "number"
    return "whole" if dtype.is_integer() else "text"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:_LONGEST_TEXT]


def _fill(into: Any, sheet: Sheet, first: int, book: Any) -> None:
    column = sheet.rows.columns.index(sheet.filled)
    styles = {
        text: book.add_format({"bg_color": colour, "valign": "top", "bold": True, "text_wrap": True})
        for text, colour in sheet.fills.items()
    }
    for number, value in enumerate(sheet.rows[sheet.filled].to_list(), start=first):
        if value in styles:
            into.write_string(number, column, str(value), styles[value])


def _width(series: pl.Series, heading: str) -> int:
    longest = max(map(len, series.head(_SAMPLE).cast(pl.String).drop_nulls().to_list()), default=0)
    return min(max(longest, len(heading) // 2, _NARROWEST) + 2, _WIDEST)
