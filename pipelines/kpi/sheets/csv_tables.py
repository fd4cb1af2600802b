"""CSV of any delimiter to one sheet of text. Pure; never raises on bad input.

What belongs here: which mark separates the fields, ragged and overlong lines. What does not: encodings (vietnamese.py),
what the text means.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

import polars as pl

from pipelines.findings import Finding
from pipelines.kpi.sheets.sheet import MAX_COLUMNS, Sheet, SheetsOfFile, as_text, finding, frame, refused

DELIMITERS = (",", ";", "\t", "|")
# Characters up to which a text is cut into rows here, and signs that only a reader of CSV understands.
_SMALL = 100_000
# Characters that show which mark separates the fields; the last line of more is cut in two.
_HEAD = 20_000
_END_OF_DOS = "\x1a"
_ASKS_FOR_A_READER = ('"', "\ufeff", "\0")


def read_csv(text: str, source_file: str) -> SheetsOfFile:
    """The one sheet of a CSV file."""
    found = SheetsOfFile()
    text = _lines_ended_alike(text)
    delimiter = _delimiter(text[:_HEAD])
    text, opened = _without_open_quotes(text, delimiter)
    found.findings += [_open_quote(row, source_file) for row in opened]
    longest = max(len(line) for line in text[:5_000_000].split("\n"))
    if longest > 1_000_000:
        remedy = "one record a line: export it again"
        return refused(source_file, "line_too_long", f"{longest} characters", "at most 1000000", remedy)
    even = _even_rows(text, delimiter)
    if even is not None:
        found.sheets.append(_from_first_row(frame(even)))
        return found
    try:
        read = pl.read_csv(
            io.BytesIO(text.encode("utf-8")),
            has_header=False,
            separator=delimiter,
            infer_schema=False,
            truncate_ragged_lines=False,
        )
        cells = read.rename({old: str(place) for place, old in enumerate(read.columns)})
        if cells.width > MAX_COLUMNS:
            raise pl.exceptions.ComputeError("too wide")
    except pl.exceptions.PolarsError:
        ragged = _read_ragged_csv(text, delimiter, source_file)
        ragged.findings[:0] = found.findings
        return ragged
    found.sheets.append(_from_first_row(as_text(cells)))
    return found


def _lines_ended_alike(text: str) -> str:
    """The text with one line end: old Macs end a line with CR, and files of several programs are joined in one.

    What DOS ends a file with goes.
    """
    text = text.rstrip(_END_OF_DOS) if text.endswith(_END_OF_DOS) else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _from_first_row(cells: pl.DataFrame) -> Sheet:
    """The sheet from its first filled row on: a header is sought among the first rows."""
    if cells.height and any(cells.row(0)):
        return Sheet("", cells)
    is_filled = pl.any_horizontal(pl.all().is_not_null())
    first = cells.select(is_filled.arg_max()).item() if cells.width and cells.height else 0
    return Sheet("", cells.slice(first or 0), first_row=1 + (first or 0))


def _even_rows(text: str, delimiter: str) -> list[list[str | None]] | None:
    """The rows of a small text without quotes whose lines have equally many fields; None for any other.

    A reader of large files takes milliseconds to begin, longer than it then needs for most exports.
    """
    lines = text.removesuffix("\n").split("\n") if len(text) <= _SMALL else []
    if not lines or not all(lines) or any(sign in text for sign in _ASKS_FOR_A_READER):
        return None
    rows: list[list[str | None]] = [[*line.split(delimiter)] for line in lines]
    width = len(rows[0])
    return rows if width <= MAX_COLUMNS and all(len(row) == width for row in rows) else None


def _without_open_quotes(text: str, delimiter: str) -> tuple[str, list[int]]:
    """The text without quotes that would swallow rows, and the rows they stand in.

    A quoted field that runs over a line which looks like a row of its own (as many separators as the first line) was
    never meant to.
    """
    if '"' not in text:
        return text, []
    lines = text.split("\n")
    width = max((line.count(delimiter) for line in lines[:3]), default=0)
    opened: list[int] = []
    begun: int | None = None
    for number, line in enumerate(lines):
        odd = line.count('"') % 2 == 1
        if begun is None:
            begun = number if odd else None
        elif line.count(delimiter) >= max(width, 1) and number > begun:
            opened.append(begun)
            lines[begun] = lines[begun].replace('"', "")
            begun = number if odd else None
        elif odd:
            begun = None
    if begun is not None:
        opened.append(begun)
        lines[begun] = lines[begun].replace('"', "")
    return ("\n".join(lines) if opened else text), [number + 1 for number in opened]


def _open_quote(row: int, source_file: str) -> Finding:
    remedy = "close the quote, or delete it; the row is read without its quotes"
    return finding(
        source_file,
        f"row {row}",
        "unclosed_quote",
        "a quote that is never closed",
        "pairs of quotes",
        remedy,
        "warning",
    )


def _read_ragged_csv(text: str, delimiter: str, source_file: str) -> SheetsOfFile:
    found = SheetsOfFile()
    rows: list[list[str | None]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if len(row) > MAX_COLUMNS:
                found.findings.append(
                    finding(
                        source_file,
                        f"row {number}",
                        "too_many_columns",
                        f"{len(row)} columns",
                        f"at most {MAX_COLUMNS}",
                        "delete the stray cells",
                    )
                )
                rows.append([])
            else:
                rows.append(list(row))
    except csv.Error as error:
        remedy = "check the quotes in that row"
        found.findings.append(
            finding(source_file, f"row {len(rows) + 1}", "file_unreadable", str(error), "a CSV table", remedy)
        )
    if any(any(row) for row in rows):
        found.sheets.append(replace(_from_first_row(frame(rows)), fields=[len(row) for row in rows]))
    return found


def _delimiter(head: str) -> str:
    """The mark that gives most lines the same number of fields, wide before narrow; titles have commas of their own."""
    best = max(DELIMITERS, key=lambda mark: (_evenness(head, mark), -DELIMITERS.index(mark)))
    return best


def _evenness(head: str, mark: str) -> tuple[int, int]:
    """How many of the first lines have the commonest number of filled-up fields above one, and that number."""
    lines = [line for line in head.split("\n") if line.strip()]
    try:
        whole = lines[:-1] if len(head) == _HEAD else lines
        widths = [len(row) for row in csv.reader(whole, delimiter=mark)]
    except csv.Error:
        return 0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0, 0
    width, count = max(wide.items(), key=lambda pair: (pair[1], pair[0]))
    return count, width
