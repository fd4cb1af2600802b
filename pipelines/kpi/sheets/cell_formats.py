"""Which cell formats show a number as a percentage: 0.985 is «98.5%» to whoever looks at it. Pure.

What belongs here: styles of .xlsx and .xls. What does not: the cells themselves (workbooks.py).
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlrd

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_ID, _CODE = re.compile(rb"""\bnumFmtId=["'](\d+)["']"""), re.compile(rb"""\bformatCode=["']([^"']*)["']""")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_BUILT_IN = frozenset({b"9", b"10"})  # 0% and 0.00%
_NUMBER = 2  # xlrd's type of a cell that holds a number, not a date
_QUOTED = re.compile(r'"[^"]*"|\\.')


def percent_styles(xml: bytes) -> frozenset[str]:
    """The indexes of cell styles of an .xlsx that show percentages."""
    formats = set(_BUILT_IN)
    for tag in _FORMAT.findall(xml):
        ident, code = _ID.search(tag), _CODE.search(tag)
        if ident and code and "%" in _QUOTED.sub("", code.group(1).decode("utf-8", "replace").replace("&quot;", '"')):
            formats.add(ident.group(1))
    inner = _CELL_STYLES.search(xml)
    used = [_ID.search(style) for style in _STYLE.findall(inner.group(0))] if inner else []
    return frozenset(str(place) for place, ident in enumerate(used) if ident and ident.group(1) in formats)


class OldFormats:
    """The formats of an .xls workbook, read only when asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _book(self) -> xlrd.book.Book | None:
        try:
            import xlrd  # only old workbooks need it

            return xlrd.open_workbook(file_contents=self._data, formatting_info=True, logfile=_Silent())
        except Exception:
            return None

    def percents(self, position: int) -> list[tuple[int, int]]:
        """Places (row, column from 0) of number cells shown as percentages."""
        book = self._book
        if book is None or position >= book.nsheets:
            return []
        shown = [i for i, style in enumerate(book.xf_list) if "%" in book.format_map[style.format_key].format_str]
        sheet, styles = book.sheet_by_index(position), set(shown)
        return [
            (row, column)
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if sheet.cell_type(row, column) == _NUMBER and sheet.cell_xf_index(row, column) in styles
        ]


class _Silent:
    """A log nobody reads."""

    def write(self, _text: str) -> int:
        """Take the words."""
        return 0
