"""Sheets of text: what every format becomes, whatever it was. Pure.

What belongs here: the Sheet, cells as trimmed NFC text, findings about a file. What does not: the formats
(workbooks.py, html_tables.py, csv_tables.py), what the text means (matching.py, extract.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.findings import Finding, Severity
from pipelines.plans.documents.model import Document
from pipelines.vietnamese import looks_tcvn3, repair_tcvn3

MAX_COLUMNS = 512
# What a cell shows whose formula nobody has calculated yet.
UNSTORED = "#CALC!"
_TCVN3 = re.compile("[®§¸¹µ¶·¨©ª«¬]")
# Up to so many cells a sheet is cleaned without the engine; the white space that the engine trims.
_FEW_CELLS = 2_000
_WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
# Marks of width zero and of direction, soft hyphens: pasted with a text and seen by nobody.
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"


def _never_number(_row: int, _column: int) -> bool:
    return False


@dataclass
class Sheet:
    """One table of cells: text columns named «0», «1» …; row i of the frame is row `first_row` + i of the file.

    `lead` are the lines of a document that speak for the table, `agency` the office that issued it, where one did.
    `merged` holds (top, left, bottom, right) in frame positions. `is_number` tells whether a cell held a number rather
    than text; it is asked only where that decides between two readings. `shown` holds, by row and column letter as a
    person counts them, what number cells show where that is not all they hold («80» for 79.6).
    """

    name: str
    cells: pl.DataFrame
    first_row: int = 1
    first_column: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_number: Callable[[int, int], bool] = field(default=_never_number)
    is_workbook: bool = False
    is_visible: bool = True
    lead: tuple[str, ...] = ()
    agency: str = ""
    shown: dict[tuple[int, str], str] = field(default_factory=dict)
    # Rows from the first of these places on stand so many rows lower in the file: the sheet is a part of a long one.
    cut: tuple[int, int] = (0, 0)
    # Of a CSV whose rows have unequally many fields: how many each row of the file has.
    fields: Sequence[int] = ()
    # Of a document's table: its number, and those of the tables that go on with it after a page break.
    tables: tuple[int, ...] = ()
    # Columns that were drawn from a part of the cells of another one, which is theirs in the file.
    drawn_from: dict[int, int] = field(default_factory=dict)

    def row_no(self, position: int) -> int:
        """The row as a person counts it in the file."""
        begins, skipped = self.cut
        return self.first_row + position + (skipped if position >= begins else 0)

    def column_name(self, position: int) -> str:
        """The column's letter."""
        return column_letter(self.first_column + self.drawn_from.get(position, position))


@dataclass
class SheetsOfFile:
    """The sheets of a file that can be read, and what is wrong with the others.

    `issued_on` is the date of a document's letterhead; `is_document` says that the file is one.
    """

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    issued_on: date | None = None
    is_document: bool = False
    document: Document | None = None


def column_letter(position: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def frame(rows: list[list[str | None]]) -> pl.DataFrame:
    """Ragged rows as a frame of text columns named «0», «1», «2», their text as by `as_text`."""
    width = max((len(row) for row in rows), default=0)
    is_small = width * len(rows) <= _FEW_CELLS and not any(cell and _TCVN3.search(cell) for row in rows for cell in row)
    if is_small:  # a step of the engine costs as much as cleaning a thousand cells here
        rows = [[_cleaned(cell) if cell else None for cell in row] for row in rows]
    columns = {str(place): [row[place] if place < len(row) else None for row in rows] for place in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return cells if is_small else as_text(cells)


def _cleaned(cell: str) -> str | None:
    text = unicodedata.normalize("NFC", cell.strip(_WHITE))
    return re.sub(INVISIBLE, "", text).strip(_WHITE) or None


def as_text(cells: pl.DataFrame) -> pl.DataFrame:
    """Trimmed NFC text; blanks are null; cells in TCVN3 shown as Latin-1 are repaired, marks nobody sees left out."""
    trimmed = cells.select(pl.all().str.strip_chars().str.normalize("NFC").replace("", None))
    suspects = [trimmed.columns[place] for place in columns_with(trimmed, _TCVN3.pattern)]
    if any(looks_tcvn3(text) for name in suspects for text in trimmed[name].unique().drop_nulls()):
        # A font is used for a whole sheet: words too short to be sure of are in it too.
        return trimmed.with_columns(_repaired(trimmed[name]) for name in trimmed.columns)
    # In TCVN3 the soft hyphen is a letter: only a text in Unicode has invisible marks.
    return trimmed.select(pl.all().str.replace_all(INVISIBLE, "").str.strip_chars().replace("", None))


def columns_with(cells: pl.DataFrame, pattern: str) -> list[int]:
    """The places of the columns of text in which a pattern is found, all asked at once."""
    found = cells.select(pl.all().str.contains(pattern).any()).row(0) if cells.width else ()
    return [place for place, is_found in enumerate(found) if is_found]


def _repaired(column: pl.Series) -> pl.Series:
    unique = {text: repair_tcvn3(text) for text in column.unique().drop_nulls() if _is_latin1(text)}
    return column.replace(unique)


def _is_latin1(text: str) -> bool:
    return not text.isascii() and max(text) <= "\u00ff"


def refused(
    source_file: str, rule: str, found: str, expected: str, remedy: str, severity: Severity = "error"
) -> SheetsOfFile:
    """A file of which nothing can be read."""
    return SheetsOfFile(findings=[finding(source_file, "file", rule, found, expected, remedy, severity)])


def finding(
    source_file: str, locator: str, rule: str, found: str, expected: str, remedy: str, severity: Severity = "error"
) -> Finding:
    """A finding about a file as such."""
    return Finding("kpi", source_file, locator, rule, severity, found[:300], expected, remedy)
