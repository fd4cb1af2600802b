"""Workbooks (.xlsx, .xls) to sheets of text. Pure; never raises on bad input.

What belongs here: guarding against hostile archives before they are opened, every cell as the text a person sees,
merged cells, what is hidden. What does not: what the text means.

Stated limits: 1.5 GB unpacked, 500 sheets, 512 columns and 60 million cells a sheet, 32,767 characters a cell (as in
Excel). A file beyond them is a finding.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import fastexcel
import polars as pl
import python_calamine

from pipelines.findings import Finding
from pipelines.kpi.sheets.cell_formats import CellFormat, OldFormats, cell_styles
from pipelines.kpi.sheets.sheet import (
    MAX_COLUMNS,
    UNSTORED,
    Sheet,
    SheetsOfFile,
    as_text,
    column_letter,
    finding,
    refused,
)
from pipelines.kpi.sheets.sheet_xml import SheetFacts, filled_bounds, needs_scan, scan_sheet, seen_strings, twice

MAX_UNPACKED = 1_500_000_000
MAX_CELLS = 60_000_000
MAX_SHEETS = 500
MAX_CELL_TEXT = 32_767
logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)  # it warns of every blank column
# The first record of an .xls stream (BOF), then the one that says it is encrypted.
_FILEPASS = re.compile(rb"\x09\x08(?:\x10\x00.{16}|\x08\x00.{8})\x2f\x00", re.DOTALL)
_HIDDEN = tuple(
    (what, re.compile(rb"""<(?:\w+:)?%s\s[^>]*hidden=["'](?:1|true)["']""" % tag))
    for what, tag in (("rows", b"row"), ("columns", b"col"))
)
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_LINK_ID, _LINK_TARGET = re.compile(r"""\bId=["']([^"']+)["']"""), re.compile(r"""\bTarget=["']([^"']+)["']""")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_SHEET_NAME, _SHEET_ID = re.compile(r"""\bname=["']([^"']*)["']"""), re.compile(r"""\b\w+:id=["']([^"']+)["']""")
_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_ERROR_TEXT = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


# What a damaged archive makes its readers raise, here or in the libraries below.
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    python_calamine.CalamineError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)


def read_workbook(data: bytes, source_file: str) -> SheetsOfFile:
    """An .xlsx archive; the guards look into it before any reader does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problem = _hostile(archive)
            if problem:
                return refused(source_file, *problem)
            return _load(data, source_file, archive)
    except _DAMAGED as error:
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
    different = Counter(name for name, _ in {(entry.filename, entry.CRC) for entry in archive.infolist()})
    if twice := min((name for name, count in different.items() if count > 1), default=None):
        # these guards look into one of them, whoever reads the sheet opens the other
        return "unknown_content", f"two parts named {twice}", "an .xlsx as Excel writes it", "save it again in Excel"
    if declared := next((name for name in sorted(names) if _declares_entities(archive, name)), None):
        found = f"a document type declaration in {declared}"
        return "xml_with_declaration", found, "an .xlsx as Excel writes it", "save it again in Excel"
    if any(name.startswith("xl\\") for name in names):
        return (
            "unknown_content",
            "parts named with backslashes",
            "an .xlsx as Excel writes it",
            "save it again in Excel",
        )
    if not any(name.startswith("xl/worksheets/") for name in names):
        return "unknown_content", "a zip without worksheets", "an .xlsx workbook", "export it again as .xlsx"
    for name in sorted(names):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            xml = archive.read(name)
            if problem := _too_wide(xml, name) or _said_twice(xml, name):
                return problem
    return None


def _declares_entities(archive: zipfile.ZipFile, name: str) -> bool:
    """No office program writes a document type; what it declares may unfold without end, or stay silently empty."""
    if not name.endswith((".xml", ".rels")):
        return False
    with archive.open(name) as part:
        head = part.read(2_000).replace(b"\x00", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _too_wide(xml: bytes, name: str) -> tuple[str, str, str, str] | None:
    """A cell far out makes a reader allocate every cell before it; the file must be refused before it is opened."""
    rows, widest = filled_bounds(xml)
    if widest > MAX_COLUMNS:
        return "too_many_columns", f"{name}: {widest} columns", f"at most {MAX_COLUMNS}", "delete the stray cells"
    if rows * widest > MAX_CELLS:
        return "too_many_cells", f"{name}: {rows} rows x {widest} columns", f"at most {MAX_CELLS} cells", "split it"
    return None


def _said_twice(xml: bytes, name: str) -> tuple[str, str, str, str] | None:
    """A row or cell that stands twice says two things: which of them is read differs by reader."""
    if place := twice(xml):
        return "unknown_content", f"{name}: {place} twice", "an .xlsx as Excel writes it", "save it again in Excel"
    return None


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
    if len(names) > MAX_SHEETS:
        said = f"{len(names)} sheets"
        return refused(source_file, "too_many_sheets", said, f"at most {MAX_SHEETS}", "split the workbook")
    parts = _sheet_parts(archive) if archive else {}
    styles = _styles_of(archive, data)
    for position, name in enumerate(names):
        xml = archive.read(parts[name]) if archive and name in parts else None
        try:
            sheet = _load_sheet(book, data, position, name)
            sheet = _as_seen(sheet, _facts(xml, styles, position), source_file, found) if sheet else None
        except _BeyondLimitError as error:
            where = f"sheet {name}"
            found.findings.append(finding(source_file, where, error.rule, error.found, error.expected, error.remedy))
            continue
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
    for what, tag in _HIDDEN:
        hidden = len(tag.findall(xml)) if b"hidden=" in xml else 0
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
    """Sheet name -> its part in the archive, from the workbook's own list; tags may carry any prefix."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    except KeyError:
        return {}
    targets: dict[str, str] = {}
    for tag in _LINK.findall(links):
        ident, target = _LINK_ID.search(tag), _LINK_TARGET.search(tag)
        if ident and target:
            targets[ident.group(1)] = "xl/" + target.group(1).removeprefix("/xl/")
    names = set(archive.namelist())
    parts: dict[str, str] = {}
    for tag in _SHEET.findall(book):
        name, ident = _SHEET_NAME.search(tag), _SHEET_ID.search(tag)
        part = targets.get(ident.group(1)) if ident else None
        if name and part in names:
            parts[_unescape(name.group(1))] = str(part)
    return parts


def _unescape(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _load_sheet(book: fastexcel.ExcelReader, data: bytes, position: int, name: str) -> Sheet | None:
    loaded = book.load_sheet(position, header_row=None, dtypes="string")
    if not loaded.width or not loaded.height:
        return None
    batch, errors = loaded.to_arrow_with_errors()
    frame = _within_limits(pl.DataFrame(pl.from_arrow(batch)))
    cells = as_text(frame.rename({old: str(place) for place, old in enumerate(frame.columns)}))
    if errors is not None:
        cells = _with_errors(cells, [(error.position, error.detail) for error in errors.errors])
    types = _CellTypes(data, position)
    (first_row, first_column), merged = types.start, types.merged
    shifted = [(t - first_row, x - first_column, b - first_row, r - first_column) for t, x, b, r in merged]
    inside = [box for box in shifted if box[0] >= 0 and box[1] >= 0]
    return Sheet(
        name,
        cells,
        first_row + 1,
        first_column,
        inside,
        lambda row, column: types.is_number(row + first_row, column + first_column),
        True,
        loaded.visible == "visible",
    )


class _BeyondLimitError(ValueError):
    """A sheet larger than what is read, in the words of a finding."""

    def __init__(self, rule: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(found)
        self.rule, self.found, self.expected, self.remedy = rule, found, expected, remedy


def _within_limits(frame: pl.DataFrame) -> pl.DataFrame:
    """The cells as loaded; cells without a reference are told only here (`_too_wide` sees the others before)."""
    if frame.width > MAX_COLUMNS:
        filled = [place for place, count in enumerate(frame.null_count().row(0)) if count < frame.height]
        widest = filled[-1] + 1 if filled else 0
        if widest > MAX_COLUMNS:
            expected = f"at most {MAX_COLUMNS}"
            raise _BeyondLimitError("too_many_columns", f"{widest} columns", expected, "delete the stray cells")
        frame = frame[:, :MAX_COLUMNS]
    longest = max(frame.select(pl.all().str.len_bytes().max()).row(0), key=lambda size: size or 0) or 0
    if longest > 4 * MAX_CELL_TEXT:
        expected = f"at most {MAX_CELL_TEXT} characters"
        raise _BeyondLimitError("cell_too_long", f"a cell of {longest} bytes", expected, "shorten the cell")
    return frame


@dataclass
class _Styles:
    """How the cells of a workbook look: formats, texts without raised marks and struck words; `old` for .xls."""

    formats: dict[str, CellFormat] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    old: OldFormats | None = None


def _styles_of(archive: zipfile.ZipFile | None, data: bytes) -> _Styles:
    if archive is None:
        return _Styles(old=OldFormats(data))
    names = set(archive.namelist())
    shared = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
    return _Styles(cell_styles(styles), seen_strings(shared))


def _facts(xml: bytes | None, styles: _Styles, position: int) -> SheetFacts:
    """What the sheet's cells show beyond their text."""
    if styles.old is not None:
        return SheetFacts(formatted=dict(styles.old.formatted(position)))
    if xml is None or not needs_scan(xml, styles.formats, styles.seen):
        return SheetFacts()
    return scan_sheet(xml, styles.formats, styles.seen)


def _as_seen(sheet: Sheet, facts: SheetFacts, source_file: str, found: SheetsOfFile) -> Sheet:
    """The cells as a person sees them: percentages, no footnote marks or struck words, formulas without a value.

    A number keeps all its digits; where its cell shows fewer, what it shows stands in `shown`.
    """
    texts = facts.seen | dict.fromkeys(facts.unstored, UNSTORED)
    changed: dict[tuple[int, int], str | None] = {}
    unseen: dict[tuple[int, int], tuple[str | None, str]] = {}
    for (row, column), shown_as in facts.formatted.items():
        at = (row - sheet.first_row + 1, column - sheet.first_column)
        instead = shown_as.unseen(_cell(sheet, *at))
        if instead is not None:
            unseen[row, column], changed[at] = (_cell(sheet, *at), instead), instead or None
            continue
        exact, shown = _digits(_cell(sheet, *at), shown_as)
        if shown is None:
            continue
        if shown_as.sign:
            changed[at] = exact
        if shown != exact:
            sheet.shown[row + 1, column_letter(column)] = shown
    changed |= {(row - sheet.first_row + 1, column - sheet.first_column): text for (row, column), text in texts.items()}
    if facts.unstored:
        row, column = facts.unstored[0]
        first = f"{column_letter(column)}{row + 1}"
        what = f"{len(facts.unstored)} cells with a formula and no stored value, the first {first}"
        remedy = "open the workbook in Excel or LibreOffice, let it calculate, save it, and deliver it again"
        where = f"sheet {sheet.name}, row {row + 1}, column {column_letter(column)}"
        found.findings.append(finding(source_file, where, "formula_not_stored", what, "stored values", remedy))
    found.findings += _not_shown(unseen, source_file, sheet.name)
    return replace(sheet, cells=_with_texts(sheet.cells, changed)) if changed else sheet


def _not_shown(unseen: dict[tuple[int, int], tuple[str | None, str]], source_file: str, name: str) -> list[Finding]:
    """One finding for the numbers that a sheet's formats show as «-» or not at all: what a person sees counts."""
    if not unseen:
        return []
    (row, column), (held, instead) = min(unseen.items())
    seen = f"«{instead}»" if instead else "nothing"
    what = (
        f"{len(unseen)} cells showing {seen} for the number held, the first {column_letter(column)}{row + 1} = {held}"
    )
    remedy = "type the number where it is meant (0 is a figure, «-» is none), or show it by another cell format"
    where = f"sheet {name}, row {row + 1}, column {column_letter(column)}"
    expected = "numbers that can be seen"
    return [finding(source_file, where, "number_not_shown", what, expected, remedy, "warning")]


def _cell(sheet: Sheet, row: int, column: int) -> str | None:
    inside = 0 <= row < sheet.cells.height and 0 <= column < sheet.cells.width
    return sheet.cells[row, column] if inside else None


def _with_texts(cells: pl.DataFrame, texts: dict[tuple[int, int], str | None]) -> pl.DataFrame:
    """The cells with other texts at some places; places outside are left out."""
    by_column: dict[int, dict[int, str | None]] = {}
    for (row, column), text in texts.items():
        if 0 <= row < cells.height and 0 <= column < cells.width:
            by_column.setdefault(column, {})[row] = text
    for column, rows in by_column.items():
        values = cells[str(column)].to_list()
        for row, text in rows.items():
            values[row] = text
        cells = cells.with_columns(pl.Series(str(column), values, dtype=pl.String))
    return cells


def _digits(text: str | None, shown_as: CellFormat) -> tuple[str | None, str | None]:
    """A number with all its digits, and as its cell shows it: «79.96%», «80%»; None where there is no number."""
    number = shown_as.exact(text)
    if number is None:
        return None, None
    digits = f"{number:f}"
    exact = (digits.rstrip("0").rstrip(".") if "." in digits else digits) + shown_as.sign
    return exact, shown_as.shown(text)


def _with_errors(cells: pl.DataFrame, errors: list[tuple[tuple[int, int], str]]) -> pl.DataFrame:
    """Formula errors, which the reader leaves empty, as the text a person sees in the cell."""
    texts: dict[tuple[int, int], str | None] = {}
    for place, detail in errors:
        kind = _ERROR_KIND.search(detail)
        texts[place] = _ERROR_TEXT.get(kind.group(1), "#VALUE!") if kind else "#VALUE!"
    return _with_texts(cells, texts)


class _CellTypes:
    """Which cells of a sheet hold numbers, where it starts and what is merged; read only when first asked."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position
        self._sheet: python_calamine.CalamineSheet | None = None
        self._rows: Sequence[Sequence[object] | None] | None = None

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
            self._rows = _rows_of(self._open())
        cells = self._rows[row] if row < len(self._rows) else ()
        if cells is None:
            return True
        cell = cells[column] if column < len(cells) else None
        return isinstance(cell, int | float) and not isinstance(cell, bool)


def _rows_of(sheet: python_calamine.CalamineSheet) -> Sequence[Sequence[object] | None]:
    """The cells of a sheet from its first row on; None for a row with a time that no calendar holds (numbers, then)."""
    try:
        return sheet.to_python(skip_empty_area=False)
    except OverflowError:
        rows, one_by_one = list[Sequence[object] | None](), sheet.iter_rows()
    while True:
        try:
            rows.append(next(one_by_one))
        except OverflowError:
            rows.append(None)
        except StopIteration:
            return rows
