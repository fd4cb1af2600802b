"""One table as many programs store it: workbooks, CSV and pages whose content is the same and whose bytes are not.

What belongs here: changes of a written file's bytes (messes.yml says how often, and what must be said). What does not:
the table's cells (table_dresses).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import xlwt

from tools.demo.books import Share, Table, grid

Change = Callable[[bytes], bytes]
Part = Callable[[str, bytes], tuple[str, bytes] | None]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    _MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_TAG = re.compile(r"<(/?)([A-Za-z])")
_OF_SHEETS = re.compile(r"xl/(?:workbook|styles|sharedStrings|worksheets/sheet\d+)\.xml")
_BOM = b"\xef\xbb\xbf"
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}
_NOTE = "Ghi chú".encode()


def _repacked(change: Part) -> Change:
    """A change of a workbook's parts; None leaves a part out."""

    def changed(data: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                part = change(name, old.read(name))
                if part:
                    new.writestr(zipfile.ZipInfo(part[0]), part[1], zipfile.ZIP_DEFLATED, 9)
        return buffer.getvalue()

    return changed


def prefixed_names(name: str, content: bytes) -> tuple[str, bytes]:
    """Every element with a prefix («x:row»), as reporting servers write."""
    if not _OF_SHEETS.fullmatch(name):
        return name, content
    text = _TAG.sub(r"<\1x:\2", content.decode()).replace(f'xmlns="{_MAIN}', f'xmlns:x="{_MAIN}')
    return name, text.encode()


def strict_workbook(name: str, content: bytes) -> tuple[str, bytes]:
    """«Strict Open XML» of Excel's list of formats."""
    text = content.decode()
    for usual, strict in _STRICT.items():
        text = text.replace(usual, strict)
    return name, text.encode()


def escaped_line_ends(name: str, content: bytes) -> tuple[str, bytes]:
    """Texts that end with «_x000D_», a carriage return as some libraries write it."""
    return name, content.replace(b"</t>", b"_x000D_</t>") if name.endswith("sharedStrings.xml") else content


def backslashes(name: str, content: bytes) -> tuple[str, bytes]:
    """Parts named with backslashes, as old zippers do."""
    return name.replace("/", "\\"), content


def formats_to_the_edge(name: str, content: bytes) -> tuple[str, bytes]:
    """Empty formatted cells in the last column and in the last row that a sheet can have."""
    if name == "xl/worksheets/sheet1.xml":
        content = content.replace(b"</row>", b'<c r="XFD1" s="0"/></row>', 1)
        content = content.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')
    return name, content


def cell_at_the_edge(name: str, content: bytes) -> tuple[str, bytes]:
    """A number typed by mistake into the last cell of the sheet."""
    if name == "xl/worksheets/sheet1.xml":
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        content = content.replace(b"</sheetData>", cell)
    return name, content


def texts_missing(name: str, content: bytes) -> tuple[str, bytes] | None:
    """The part with the texts of all cells is lost."""
    return None if name.endswith("sharedStrings.xml") else (name, content)


def values_not_stored(name: str, content: bytes) -> tuple[str, bytes]:
    """Formulas without the value that they had when the file was saved."""
    return name, content.replace(b"<v></v>", b"")


def told_to_open_a_file(name: str, content: bytes) -> tuple[str, bytes]:
    """A sheet whose XML declares an entity, as no program writes it."""
    if name == "xl/worksheets/sheet1.xml":
        content = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', 1)
    return name, content


def bomb(name: str, content: bytes) -> tuple[str, bytes]:
    """A sheet that unpacks to hundreds of megabytes of blanks."""
    if name == "xl/worksheets/sheet1.xml":
        content = content.replace(b"<sheetData>", b" " * 400_000_000 + b"<sheetData>", 1)
    return name, content


def torn_off(data: bytes) -> bytes:
    """The first two thirds of a file, as a broken download leaves it."""
    return data[: 2 * len(data) // 3]


def wide_spans(data: bytes) -> bytes:
    """A cell of the page's last row that spans a million rows and columns."""
    start = data.rindex(b"<td>")
    return data[:start] + b'<td colspan="1000000" rowspan="1000000">' + data[start + 4 :]


def hint_for_excel(data: bytes) -> bytes:
    """«sep=;» before everything."""
    return _BOM + b"sep=;\r\n" + data.removeprefix(_BOM)


def line_ends_of_old_macs(data: bytes) -> bytes:
    """Carriage returns alone."""
    return data.replace(b"\r\n", b"\r")


def encoded_twice(data: bytes) -> bytes:
    """UTF-8 read as Windows-1252 and saved again: «Nam Äá»‹nh»."""
    return "".join(_WINDOWS[byte] for byte in data.removeprefix(_BOM)).encode()


def one_bad_byte(data: bytes) -> bytes:
    """A letter of Windows-1258 pasted into the note."""
    return data.replace(_NOTE, _NOTE + b" \xfa", 1)


def tabs_in_utf16(data: bytes) -> bytes:
    """Excel's «Unicode Text»."""
    return data.decode("utf-8-sig").replace(";", "\t").encode("utf-16")


def without_mark(data: bytes) -> bytes:
    """UTF-8 without the mark at its beginning."""
    return data.removeprefix(_BOM)


def letters_lost(data: bytes) -> bytes:
    """Saved in a code page without Vietnamese letters."""
    return data.decode("utf-8-sig").encode("ascii", "replace")


def open_quote(data: bytes) -> bytes:
    """A quote before the note that nobody closes."""
    return data.replace(_NOTE, b'"' + _NOTE, 1)


def hidden_row(data: bytes) -> bytes:
    """A row that the page hides repeats the one above with other numbers."""
    rows = data.split(b"<tr>")
    again = b'<tr style="display:none">' + rows[-4].replace(b"</td><td", b"</td><td>9</td><td", 1)
    return b"<tr>".join([*rows[:-3], rows[-3].rstrip() + again, *rows[-2:]])


def workbook_of_95(table: Table) -> bytes:
    """A binary workbook; shares are numbers that a format shows with «%»."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(table.sheet)
    rows, boxes = grid(table)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Share):
                sheet.write(place, column, float(cell), xlwt.easyxf(num_format_str=cell.shown_as))
            elif cell is not None:
                sheet.write(place, column, cell)
    for top, left, bottom, right in boxes:
        sheet.merge(top, bottom, left, right)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_PARTS: tuple[Part, ...] = (
    prefixed_names,
    strict_workbook,
    escaped_line_ends,
    backslashes,
    formats_to_the_edge,
    cell_at_the_edge,
    texts_missing,
    values_not_stored,
    told_to_open_a_file,
    bomb,
)
_WHOLE: tuple[Change, ...] = (
    hint_for_excel,
    line_ends_of_old_macs,
    encoded_twice,
    one_bad_byte,
    tabs_in_utf16,
    without_mark,
    letters_lost,
    open_quote,
    hidden_row,
    torn_off,
    wide_spans,
)
STORED: dict[str, Change] = {part.__name__: _repacked(part) for part in _PARTS}
STORED |= {whole.__name__: whole for whole in _WHOLE}
