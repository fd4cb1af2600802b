"""Any KPI file to sheets of text. Pure; never raises on bad input.

What belongs here: knowing a file's real format by its bytes, guarding against hostile files, every cell as the text a
person sees, merged cells, hidden rows. What does not: what the text means (layouts, observations).

Stated limits: 200 MB a file, 1.5 GB unpacked, 512 columns a sheet, 60 million cells. A file beyond them is a finding.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fastexcel
import polars as pl
import python_calamine
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.findings import Finding, Severity
from pipelines.vietnamese import decode_bytes, looks_tcvn3, repair_tcvn3

MAX_BYTES = 200_000_000
MAX_UNPACKED = 1_500_000_000
MAX_COLUMNS = 512
MAX_CELLS = 60_000_000
SMALL_SHEET = 12_000_000
logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)  # it warns of every blank column
_ERROR_TEXT = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!",
    "Value": "#VALUE!",
}  # fmt: skip


def _never_number(_row: int, _column: int) -> bool:
    return False


@dataclass
class Sheet:
    """One table of cells: text columns named «0», «1» …; row i of the frame is row `first_row` + i of the file.

    `merged` holds (top, left, bottom, right) in frame positions. `is_number` tells whether a cell held a number rather
    than text; it is asked only where that decides between two readings.
    """

    name: str
    cells: pl.DataFrame
    first_row: int = 1
    first_column: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_number: Callable[[int, int], bool] = field(default=_never_number)
    is_workbook: bool = False
    is_visible: bool = True

    def row_no(self, position: int) -> int:
        """The row as a person counts it in the file."""
        return self.first_row + position

    def column_name(self, position: int) -> str:
        """The column's letter."""
        return column_letter(self.first_column + position)


@dataclass
class SheetsOfFile:
    """The sheets of a file that can be read, and what is wrong with the others."""

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def column_letter(position: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_sheets(path: Path, source_file: str) -> SheetsOfFile:
    """All visible sheets or tables of a file as text, whatever its ending says; problems are findings."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        return _refused(source_file, "file_too_large", f"{size} bytes", f"at most {MAX_BYTES}", "split the export")
    data = path.read_bytes()
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        return _refused(source_file, "empty_file", f"{size} bytes", "a table", "export it again")
    if data.startswith(b"PK"):
        return _read_workbook(data, source_file)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _read_old_workbook(data, source_file)
    return _read_text(data, source_file)


def _read_text(data: bytes, source_file: str) -> SheetsOfFile:
    decoded = decode_bytes(data)
    text = decoded.text.lstrip("\ufeff")
    found = SheetsOfFile()
    if decoded.encoding == "latin-1" or _is_binary(text):
        expected = "a workbook, a CSV or an HTML table"
        return _refused(source_file, "unknown_content", repr(text[:40]), expected, "export it again as .xlsx or .csv")
    if not decoded.sure:
        found.findings.append(
            _finding(source_file, "file", "encoding_guessed", decoded.encoding, "UTF-8", "check the letters", "warning")
        )
    head = text[:3000].lstrip().lower()
    if head.startswith("<") or "<table" in head:
        if "<workbook" in head or "schemas-microsoft-com:office:spreadsheet" in head:
            return _refused(
                source_file, "unknown_content", "XML spreadsheet of 2003", "a workbook", "open it and save it as .xlsx"
            )
        inner = _read_html(text, source_file)
    else:
        inner = _read_csv(text, source_file)
    found.sheets += inner.sheets
    found.findings += inner.findings
    return found


def _is_binary(text: str) -> bool:
    sample = text[:4000]
    return sum(ch < " " and ch not in "\r\n\t\f" for ch in sample) > len(sample) // 50


# --- workbooks -------------------------------------------------------------------------------------------------------


def _read_workbook(data: bytes, source_file: str) -> SheetsOfFile:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problem = _hostile(archive)
            if problem:
                return _refused(source_file, *problem)
            return _load(data, source_file, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        remedy = "the file is cut off or damaged: export it again"
        return _refused(source_file, "file_unreadable", str(error), "a whole .xlsx workbook", remedy)


def _hostile(archive: zipfile.ZipFile) -> tuple[str, str, str, str] | None:
    total = sum(entry.file_size for entry in archive.infolist())
    if total > MAX_UNPACKED:
        return "zip_bomb", f"{total} bytes unpacked", f"at most {MAX_UNPACKED}", "split the export"
    packed = sum(entry.compress_size for entry in archive.infolist()) or 1
    if total > 50_000_000 and total / packed > 300:
        return "zip_bomb", f"unpacks to {total // packed} times its size", "at most 300 times", "export it again"
    names = set(archive.namelist())
    if not any(name.startswith("xl/worksheets/") for name in names):
        return "unknown_content", "a zip without worksheets", "an .xlsx workbook", "export it again as .xlsx"
    for name in sorted(names):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            problem = _too_wide(archive.read(name), name)
            if problem:
                return problem
    return None


def _too_wide(xml: bytes, name: str) -> tuple[str, str, str, str] | None:
    """A cell far out makes a reader allocate every cell before it; the file must be refused before it is opened."""
    letters = {match.group(1) for match in re.finditer(rb'<c r="([A-Z]{2,})\d', xml)}
    widest = max((_column_number(text) for text in letters), default=26)
    if widest > MAX_COLUMNS:
        return "too_many_columns", f"{name}: {widest} columns", f"at most {MAX_COLUMNS}", "delete the stray cells"
    last = xml.rfind(b'<row r="')
    rows = int(re.match(rb'<row r="(\d+)', xml[last : last + 30]).group(1)) if last >= 0 else 0  # type: ignore[union-attr]
    if rows * widest > MAX_CELLS:
        return "too_many_cells", f"{name}: {rows} rows x {widest} columns", f"at most {MAX_CELLS} cells", "split it"
    return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_old_workbook(data: bytes, source_file: str) -> SheetsOfFile:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _refused(source_file, "password", "an encrypted workbook", "no password", "save it without password")
    return _load(data, source_file, None)


def _load(data: bytes, source_file: str, archive: zipfile.ZipFile | None) -> SheetsOfFile:
    found = SheetsOfFile()
    try:
        book = fastexcel.read_excel(data)
        names = list(book.sheet_names)
    except (fastexcel.FastExcelError, ValueError) as error:
        return _refused_workbook(source_file, str(error))
    parts = _sheet_parts(archive) if archive else {}
    for position, name in enumerate(names):
        xml = archive.read(parts[name]) if archive and name in parts else None
        try:
            sheet = _load_sheet(book, data, position, name, xml)
        except (fastexcel.FastExcelError, ValueError) as error:
            remedy = "open the workbook, copy the sheet's values to a new one"
            found.findings.append(
                _finding(
                    source_file, f"sheet {name}", "sheet_unreadable", str(error).splitlines()[0], "a table", remedy
                )
            )
            continue
        if sheet is None:
            continue
        if not sheet.is_visible:
            remedy = "nothing, unless it holds figures: then make the sheet visible"
            found.findings.append(
                _finding(source_file, f"sheet {name}", "hidden_sheet", name, "visible sheets", remedy, "info")
            )
            continue
        if xml and b'hidden="1"' in xml:
            hidden = len(re.findall(rb'<row [^>]*hidden="1"', xml))
            if hidden:
                remedy = "hidden rows are read like the others: delete those that don't count"
                found.findings.append(
                    _finding(source_file, f"sheet {name}", "hidden_rows", f"{hidden} rows", "none", remedy, "warning")
                )
        found.sheets.append(sheet)
    return found


def _refused_workbook(source_file: str, message: str) -> SheetsOfFile:
    text = message.splitlines()[0] if message else "unknown"
    if "password" in message.lower() or "encrypt" in message.lower():
        return _refused(source_file, "password", text, "no password", "save it without password")
    return _refused(source_file, "file_unreadable", text, "a whole workbook", "export it again")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part in the archive, from the workbook's own list."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    except KeyError:
        return {}
    targets: dict[str, str] = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", links):
        ident, target = re.search(r'\bId="([^"]+)"', tag), re.search(r'\bTarget="([^"]+)"', tag)
        if ident and target:
            targets[ident.group(1)] = "xl/" + target.group(1).removeprefix("/xl/")
    parts: dict[str, str] = {}
    for tag in re.findall(r"<sheet\b[^>]*>", book):
        name, ident = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]+)"', tag)
        part = targets.get(ident.group(1)) if ident else None
        if name and part in archive.namelist():
            parts[_unescape(name.group(1))] = str(part)
    return parts


def _unescape(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _load_sheet(book: fastexcel.ExcelReader, data: bytes, position: int, name: str, xml: bytes | None) -> Sheet | None:
    loaded = book.load_sheet(position, header_row=None, dtypes="string")
    if not loaded.width or not loaded.height:
        return None
    batch, errors = loaded.to_arrow_with_errors()
    frame = pl.DataFrame(pl.from_arrow(batch))
    cells = _as_text(frame.rename({old: str(place) for place, old in enumerate(frame.columns)}))
    if errors is not None:
        cells = _with_errors(cells, [(error.position, error.detail) for error in errors.errors])
    types = _CellTypes(data, position)
    if xml is not None and len(xml) > SMALL_SHEET:
        first_row, first_column = _start_of(xml)
        merged = _merged_in(xml)
    else:
        first_row, first_column = types.start
        merged = types.merged
    shifted = [(t - first_row, x - first_column, b - first_row, r - first_column) for t, x, b, r in merged]
    inside = [box for box in shifted if box[0] >= 0 and box[1] >= 0]
    return Sheet(
        name, cells, first_row + 1, first_column, inside,
        lambda row, column: types.is_number(row + first_row, column + first_column), True,
        loaded.visible == "visible",
    )  # fmt: skip


def _with_errors(cells: pl.DataFrame, errors: list[tuple[tuple[int, int], str]]) -> pl.DataFrame:
    """Formula errors, which the reader leaves empty, as the text a person sees in the cell."""
    columns: dict[int, dict[int, str]] = {}
    for (row, column), detail in errors:
        kind = re.search(r"Error\((\w+)\)", detail)
        columns.setdefault(column, {})[row] = _ERROR_TEXT.get(kind.group(1), "#VALUE!") if kind else "#VALUE!"
    for column, texts in columns.items():
        values = cells[str(column)].to_list()
        for row, text in texts.items():
            values[row] = text
        cells = cells.with_columns(pl.Series(str(column), values, dtype=pl.String))
    return cells


class _CellTypes:
    """Which cells of a sheet hold numbers, where it starts and what is merged; read only when first asked."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position
        self._sheet: python_calamine.CalamineSheet | None = None
        self._rows: Sequence[Sequence[object]] | None = None

    def _open(self) -> python_calamine.CalamineSheet:
        if self._sheet is None:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._data))
            self._sheet = book.get_sheet_by_index(self._position)
        return self._sheet

    @property
    def start(self) -> tuple[int, int]:
        return self._open().start or (0, 0)

    @property
    def merged(self) -> list[tuple[int, int, int, int]]:
        ranges = self._open().merged_cell_ranges or []
        return [(top[0], top[1], bottom[0], bottom[1]) for top, bottom in ranges]

    def is_number(self, row: int, column: int) -> bool:
        if self._rows is None:
            self._rows = self._open().to_python(skip_empty_area=False)
        cell = self._rows[row][column] if row < len(self._rows) and column < len(self._rows[row]) else None
        return isinstance(cell, int | float) and not isinstance(cell, bool)


def _start_of(xml: bytes) -> tuple[int, int]:
    cells = list(re.finditer(rb'<c r="([A-Z]+)(\d+)"[^>/]*><(?:f|v|is)', xml[:300_000]))
    if not cells:
        return 0, 0
    return min(int(m.group(2)) for m in cells) - 1, min(_column_number(m.group(1)) for m in cells) - 1


def _merged_in(xml: bytes) -> list[tuple[int, int, int, int]]:
    boxes = re.findall(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml)
    return [(int(t) - 1, _column_number(x) - 1, int(b) - 1, _column_number(r) - 1) for x, t, r, b in boxes]


# --- HTML ------------------------------------------------------------------------------------------------------------


def _read_html(text: str, source_file: str) -> SheetsOfFile:
    found = SheetsOfFile()
    tables = [table for table in LexborHTMLParser(text).css("table") if not table.css("table table")]
    titles = _outer_text(text)
    for number, table in enumerate(tables, start=1):
        rows, merged, cut = _html_rows(table)
        if cut:
            where = f"table {number}"
            found.findings.append(
                _finding(source_file, where, "too_many_columns", cut, f"at most {MAX_COLUMNS}", "delete stray cells")
            )
            continue
        if any(any(row) for row in rows):
            lead: list[list[str | None]] = [[title] for title in titles] if number == 1 else []
            shifted = [(t + len(lead), x, b + len(lead), r) for t, x, b, r in merged]
            found.sheets.append(Sheet(f"table {number}", _frame(lead + rows), 1 - len(lead), 0, shifted))
    if not found.sheets and not found.findings:
        found.findings.append(
            _finding(source_file, "file", "no_table", text[:60].strip(), "a table with cells", "export it again")
        )
    return found


def _outer_text(text: str) -> list[str]:
    """Headings and paragraphs before the first table: the title and the period often stand there."""
    start = text.lower().find("<table")
    body = LexborHTMLParser(text[:start]) if start > 0 else None
    if body is None:
        return []
    nodes = body.css("h1, h2, h3, h4, p, div, caption, center")
    lines = [" ".join(node.text(separator=" ").split()) for node in nodes if not node.css("h1, h2, h3, h4, p, div")]
    return [line for line in lines if line][:10]


def _html_rows(table: LexborNode) -> tuple[list[list[str | None]], list[tuple[int, int, int, int]], str]:
    rows: list[list[str | None]] = []
    merged: list[tuple[int, int, int, int]] = []
    taken: dict[tuple[int, int], bool] = {}
    for row, line in enumerate(table.css("tr")):
        cells: dict[int, str] = {}
        column = 0
        for cell in line.css("td, th"):
            while (row, column) in taken:
                column += 1
            across, down = _spread(cell, "colspan", MAX_COLUMNS), _spread(cell, "rowspan", 50)
            if column + across > MAX_COLUMNS + 1:
                return [], [], f"row {row + 1}: {column + across} columns"
            cells[column] = " ".join(cell.text(separator=" ").split())
            if across > 1 or down > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
                taken.update({(row + r, column + c): True for r in range(down) for c in range(across)})
            column += across
        width = max(cells, default=-1) + 1
        rows.append([cells.get(place) for place in range(width)])
    return rows, merged, ""


def _spread(cell: LexborNode, name: str, most: int) -> int:
    text = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(text), most)) if text.isdigit() and len(text) < 6 else 1


# --- CSV -------------------------------------------------------------------------------------------------------------


def _read_csv(text: str, source_file: str) -> SheetsOfFile:
    found = SheetsOfFile()
    delimiter = _delimiter(text[:20_000])
    longest = max(len(line) for line in text[:5_000_000].split("\n"))
    if longest > 1_000_000:
        remedy = "one record a line: export it again"
        return _refused(source_file, "line_too_long", f"{longest} characters", "at most 1000000", remedy)
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode("utf-8")), has_header=False, separator=delimiter, infer_schema=False,
            truncate_ragged_lines=False,
        )  # fmt: skip
        cells = frame.rename({old: str(place) for place, old in enumerate(frame.columns)})
        if cells.width > MAX_COLUMNS:
            raise pl.exceptions.ComputeError("too wide")
    except pl.exceptions.PolarsError:
        return _read_ragged_csv(text, delimiter, source_file)
    found.sheets.append(Sheet("", _as_text(cells)))
    return found


def _read_ragged_csv(text: str, delimiter: str, source_file: str) -> SheetsOfFile:
    found = SheetsOfFile()
    rows: list[list[str | None]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if len(row) > MAX_COLUMNS:
                found.findings.append(
                    _finding(
                        source_file, f"row {number}", "too_many_columns", f"{len(row)} columns",
                        f"at most {MAX_COLUMNS}", "delete the stray cells",
                    )
                )  # fmt: skip
                rows.append([])
            else:
                rows.append(list(row))
    except csv.Error as error:
        remedy = "check the quotes in that row"
        found.findings.append(
            _finding(source_file, f"row {len(rows) + 1}", "file_unreadable", str(error), "a CSV table", remedy)
        )
    if any(any(row) for row in rows):
        found.sheets.append(Sheet("", _frame(rows)))
    return found


def _delimiter(head: str) -> str:
    """The mark that splits most lines into the same number of fields, outside quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in head.split("\n")[:30] if line.strip()]
    counts = {mark: sum(line.count(mark) > 0 for line in lines) * 1000 + sum(line.count(mark) for line in lines[:5])
              for mark in (",", ";", "\t", "|")}  # fmt: skip
    best = max(counts, key=lambda mark: counts[mark])
    first = lines[0] if lines else ""
    semicolons, commas = first.count(";"), first.count(",")
    return ";" if best == "," and semicolons > commas else best


# --- shared ----------------------------------------------------------------------------------------------------------


def _frame(rows: list[list[str | None]]) -> pl.DataFrame:
    width = max((len(row) for row in rows), default=0)
    columns = {str(place): [row[place] if place < len(row) else None for row in rows] for place in range(width)}
    return _as_text(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))


def _as_text(cells: pl.DataFrame) -> pl.DataFrame:
    """Trimmed NFC text; blanks are null; cells in TCVN3 shown as Latin-1 are repaired."""
    trimmed = cells.select(pl.all().str.strip_chars().str.normalize("NFC").replace("", None))
    return trimmed.with_columns(_repaired(trimmed[name]) for name in trimmed.columns if _has_tcvn3(trimmed[name]))


def _has_tcvn3(column: pl.Series) -> bool:
    return bool(column.str.contains("[®§¸¹µ¶·¨©ª«¬]").any())


def _repaired(column: pl.Series) -> pl.Series:
    unique = {text: repair_tcvn3(text) for text in column.unique().drop_nulls() if looks_tcvn3(text)}
    return column.replace(unique)


def _refused(
    source_file: str, rule: str, found: str, expected: str, remedy: str, severity: Severity = "error"
) -> SheetsOfFile:
    return SheetsOfFile(findings=[_finding(source_file, "file", rule, found, expected, remedy, severity)])


def _finding(
    source_file: str, locator: str, rule: str, found: str, expected: str, remedy: str, severity: Severity = "error"
) -> Finding:
    return Finding("kpi", source_file, locator, rule, severity, found[:300], expected, remedy)
