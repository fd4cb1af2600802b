"""Any KPI file to sheets of text, by its bytes and not by its name. Pure; never raises on bad input.

What belongs here: knowing the format, encodings. What does not: the formats themselves (workbooks.py, html_tables.py,
csv_tables.py). Stated limit: 200 MB a file.
"""

from __future__ import annotations

import re

from pipelines.findings import Finding
from pipelines.foreign_content import foreign_content
from pipelines.kpi.sheets.csv_tables import read_csv
from pipelines.kpi.sheets.document_tables import read_document_tables
from pipelines.kpi.sheets.html_tables import read_html
from pipelines.kpi.sheets.sheet import SheetsOfFile, finding, refused
from pipelines.kpi.sheets.workbooks import read_old_workbook, read_workbook
from pipelines.source import Source
from pipelines.vietnamese import decode_bytes, fold, undo_second_encoding

MAX_BYTES = 200_000_000
FORM_WORDS = fold("Chỉ tiêu thống kê")
HEAD_OF_PAGE = 20_000
_TAGS = re.compile(r"<[^>]*>")
_NUMBER_OF_REPORT = re.compile(r"/\s*BC\s*[-–]")
_TITLE_OF_REPORT = re.compile(r"\bBÁO CÁO\b|\bBáo cáo\b")
# Formats that look like text and are none of ours: how they begin -> what they are.
OTHERS = {"mime-version:": "a web archive (.mht)", "%pdf-": "a PDF", "<?xml": "XML"}


def read_sheets(source: Source) -> SheetsOfFile:
    """All visible sheets or tables of a file as text, whatever its ending says; problems are findings."""
    found = _read(source)
    if found.sheets or found.findings or found.document is not None:
        return found
    return refused(source.name, "no_table", "no filled cell", "a table with cells", "export it again")


def _read(source: Source) -> SheetsOfFile:
    source_file, size, data = source.name, source.size, source.data
    if size > MAX_BYTES:
        return refused(source_file, "file_too_large", f"{size} bytes", f"at most {MAX_BYTES}", "split the export")
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        return refused(source_file, "empty_file", f"{size} bytes", "a table", "export it again")
    if kind := foreign_content(data):
        return refused(source_file, "foreign_content", kind.name, "a workbook, a CSV or an HTML table", kind.remedy)
    if _is_document(source):
        return read_document_tables(source)
    if data.startswith(b"PK"):
        return read_workbook(data, source_file)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return read_old_workbook(data, source_file)
    return _read_text(data, source_file)


def _is_document(source: Source) -> bool:
    """A PDF, a Word file, or a page that holds forms of a report: its tables stand between prose."""
    if source.data.startswith(b"%PDF"):
        return True
    if source.data.startswith(b"PK"):
        return b"word/document.xml" in source.data
    if source.ending in ("txt", "md"):
        return True
    return source.ending in ("html", "htm") and _is_report(decode_bytes(source.data).text)


def _is_report(page: str) -> bool:
    """Whether a page holds forms of a report, or begins like one («Số: 77/BC-UBND … BÁO CÁO»)."""
    head = _TAGS.sub(" ", page[:HEAD_OF_PAGE])
    return bool(_NUMBER_OF_REPORT.search(head) and _TITLE_OF_REPORT.search(head)) or FORM_WORDS in fold(page)


def _read_text(data: bytes, source_file: str) -> SheetsOfFile:
    decoded = decode_bytes(data)
    text = decoded.text.lstrip("\ufeff")
    found = SheetsOfFile()
    if decoded.encoding == "latin-1" or _is_binary(text):
        expected = "a workbook, a CSV or an HTML table"
        return refused(source_file, "unknown_content", repr(text[:40]), expected, "export it again as .xlsx or .csv")
    text = _said_once(text, found, source_file)
    if decoded.encoding.startswith("utf") and not decoded.sure:
        found.findings.append(_damaged(text, source_file))
    elif not decoded.sure:
        found.findings.append(
            finding(source_file, "file", "encoding_guessed", decoded.encoding, "UTF-8", "check the letters", "warning")
        )
    head = text[:3000].lstrip().lower()
    other = next((kind for begins, kind in OTHERS.items() if head.startswith(begins)), None)
    if other and "<table" not in text[:200_000].lower() and "<workbook" not in head:
        return refused(source_file, "unknown_content", other, "a workbook, a CSV or an HTML table", "save it as .xlsx")
    if head.startswith("<") or "<table" in head:
        if "<workbook" in head or "schemas-microsoft-com:office:spreadsheet" in head:
            return refused(
                source_file, "unknown_content", "XML spreadsheet of 2003", "a workbook", "open it and save it as .xlsx"
            )
        inner = read_html(text, source_file)
    else:
        inner = read_csv(text, source_file)
    found.sheets += inner.sheets
    found.findings += inner.findings
    return found


def _damaged(text: str, source_file: str) -> Finding:
    """A few bytes of another code in a file of UTF-8: where the first one stands."""
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line]
    found = f"{text.count(chr(0xFFFD))} bytes that are no UTF-8, in rows {', '.join(map(str, lines[:5]))}"
    remedy = "type the letters at «\ufffd» again; everything else is read as it stands"
    return finding(source_file, f"row {lines[0]}", "damaged_letters", found, "UTF-8", remedy, "warning")


def _said_once(text: str, found: SheetsOfFile, source_file: str) -> str:
    """UTF-8 that somebody read as Windows-1252 and saved again («Nam Äá»‹nh») as it was before."""
    mended = undo_second_encoding(text)
    if mended is None:
        return text
    remedy = "nothing, if the names are right; better export it again as UTF-8"
    found.findings.append(finding(source_file, "file", "encoded_twice", text[:40], "UTF-8", remedy, "warning"))
    return mended


def _is_binary(text: str) -> bool:
    sample = text[:4000]
    return sum(ch < " " and ch not in "\r\n\t\f" for ch in sample) > len(sample) // 50
