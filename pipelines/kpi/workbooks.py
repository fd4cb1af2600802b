"""Workbooks (.xlsx, .xls) to sheets of text. Pure; never raises on bad input.

What belongs here: guarding against hostile archives before they are opened, every cell as the text a person sees,
merged cells, what is hidden. What does not: what the text means.

Stated limits: 1.5 GB unpacked, 512 columns a sheet, 60 million cells. A file beyond them is a finding.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Sequence

import fastexcel
import polars as pl
import python_calamine

from pipelines.findings import Finding
from pipelines.kpi.sheets import MAX_COLUMNS, Sheet, SheetsOfFile, as_text, finding, refused

MAX_UNPACKED = 1_500_000_000
MAX_CELLS = 60_000_000
SMALL_SHEET = 12_000_000
logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)  # it warns of every blank column
# The first record of an .xls stream (BOF), then the one that says it is encrypted.
_FILEPASS = re.compile(rb"\x09\x08(?:\x10\x00.{16}|\x08\x00.{8})\x2f\x00", re.DOTALL)
_ERROR_TEXT = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!",
    "Value": "#VALUE!",
}  # fmt: skip


def read_workbook(data: bytes, source_file: str) -> SheetsOfFile:
    """An .xlsx archive; the guards look into it before any reader does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problem = _hostile(archive)
            if problem:
                return refused(source_file, *problem)
            return _load(data, source_file, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        remedy = "the file is cut off or damaged: export it again"
        return refused(source_file, "file_unreadable", str(error), "a whole .xlsx workbook", remedy)


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


def read_old_workbook(data: bytes, source_file: str) -> SheetsOfFile:
    """An .xls file, or an encrypted .xlsx in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refused(source_file, "password", "an encrypted workbook", "no password", "save it without password")
    if _FILEPASS.search(data):
        return refused(source_file, "password", "an .xls with a password", "no password", "save it without password")
    return _load(data, source_file, None)


def _load(data: bytes, source_file: str, archive: zipfile.ZipFile | None) -> SheetsOfFile:
    found = SheetsOfFile()
    try:
        book = fastexcel.read_excel(data)
        names = list(book.sheet_names)
    except (fastexcel.FastExcelError, ValueError) as error:
        return _refused_workbook(source_file, str(error))
    parts = _sheet_parts(archive) if archive else {}
    percents = _percent_styles(archive) if archive else frozenset[bytes]()
    for position, name in enumerate(names):
        xml = archive.read(parts[name]) if archive and name in parts else None
        try:
            sheet = _load_sheet(book, data, position, name, xml, percents)
        except (fastexcel.FastExcelError, ValueError) as error:
            remedy = "open the workbook, copy the sheet's values to a new one"
            found.findings.append(
                finding(source_file, f"sheet {name}", "sheet_unreadable", str(error).splitlines()[0], "a table", remedy)
            )
            continue
        if sheet is None:
            continue
        if not sheet.is_visible:
            remedy = "nothing, unless it holds figures: then make the sheet visible"
            found.findings.append(
                finding(source_file, f"sheet {name}", "hidden_sheet", name, "visible sheets", remedy, "info")
            )
            continue
        found.findings += _hidden(xml or b"", source_file, name)
        found.sheets.append(sheet)
    return found


def _hidden(xml: bytes, source_file: str, name: str) -> list[Finding]:
    """What of a sheet a person doesn't see; it is read like the rest, so it must be said."""
    found: list[Finding] = []
    for what, tag in (("rows", rb'<row [^>]*hidden="1"'), ("columns", rb'<col [^>]*hidden="1"')):
        hidden = len(re.findall(tag, xml)) if b'hidden="1"' in xml else 0
        if hidden:
            remedy = f"hidden {what} are read like the others: delete those that don't count"
            shown = f"{hidden} hidden {what}"
            found.append(finding(source_file, f"sheet {name}", f"hidden_{what}", shown, "none", remedy, "warning"))
    return found


def _refused_workbook(source_file: str, message: str) -> SheetsOfFile:
    text = message.splitlines()[0] if message else "unknown"
    if "password" in message.lower() or "encrypt" in message.lower():
        return refused(source_file, "password", text, "no password", "save it without password")
    return refused(source_file, "file_unreadable", text, "a whole workbook", "export it again")


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


def _load_sheet(
    book: fastexcel.ExcelReader, data: bytes, position: int, name: str, xml: bytes | None, percents: frozenset[bytes]
) -> Sheet | None:
    loaded = book.load_sheet(position, header_row=None, dtypes="string")
    if not loaded.width or not loaded.height:
        return None
    batch, errors = loaded.to_arrow_with_errors()
    frame = pl.DataFrame(pl.from_arrow(batch))
    cells = as_text(frame.rename({old: str(place) for place, old in enumerate(frame.columns)}))
    if errors is not None:
        cells = _with_errors(cells, [(error.position, error.detail) for error in errors.errors])
    types = _CellTypes(data, position)
    if xml is not None and len(xml) > SMALL_SHEET:
        first_row, first_column = _start_of(xml)
        merged = _merged_in(xml)
    else:
        first_row, first_column = types.start
        merged = types.merged
    cells = _as_percents(cells, xml, percents, (first_row, first_column))
    shifted = [(t - first_row, x - first_column, b - first_row, r - first_column) for t, x, b, r in merged]
    inside = [box for box in shifted if box[0] >= 0 and box[1] >= 0]
    return Sheet(
        name, cells, first_row + 1, first_column, inside,
        lambda row, column: types.is_number(row + first_row, column + first_column), True,
        loaded.visible == "visible",
    )  # fmt: skip


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The cell styles that show a number as a percentage: 0.985 is «98.5%» to whoever looks at it."""
    try:
        xml = archive.read("xl/styles.xml")
    except KeyError:
        return frozenset()
    formats = {b"9", b"10"}
    for tag in re.findall(rb"<numFmt [^>]*>", xml):
        ident, code = re.search(rb'numFmtId="(\d+)"', tag), re.search(rb'formatCode="([^"]*)"', tag)
        if ident and code and b"%" in code.group(1):
            formats.add(ident.group(1))
    inner = re.search(rb"<cellXfs.*?</cellXfs>", xml, re.DOTALL)
    styles = re.findall(rb"<xf [^>]*>", inner.group(0)) if inner else []
    used = [re.search(rb'numFmtId="(\d+)"', style) for style in styles]
    return frozenset(str(place).encode() for place, ident in enumerate(used) if ident and ident.group(1) in formats)


def _as_percents(
    cells: pl.DataFrame, xml: bytes | None, percents: frozenset[bytes], start: tuple[int, int]
) -> pl.DataFrame:
    """Number cells formatted as percentages as the text a person sees, with all their digits."""
    if not xml or not percents:
        return cells
    shown = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(?:' + b"|".join(sorted(percents)) + rb')"(?: t="n")?><(?:f|v)')
    places: dict[str, list[int]] = {}
    for match in shown.finditer(xml):
        row, column = int(match.group(2)) - 1 - start[0], _column_number(match.group(1)) - 1 - start[1]
        if 0 <= row < cells.height and 0 <= column < cells.width:
            places.setdefault(str(column), []).append(row)
    for name, rows in places.items():
        values = cells[name].to_list()
        for row in rows:
            values[row] = _percent(values[row])
        cells = cells.with_columns(pl.Series(name, values, dtype=pl.String))
    return cells


def _percent(text: str | None) -> str | None:
    try:
        return f"{round(float(text or '') * 100, 10):.10f}".rstrip("0").rstrip(".") + "%"
    except ValueError:
        return text


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
