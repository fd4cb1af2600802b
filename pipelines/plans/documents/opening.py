"""A plan file to a document: the right format reader, and caps that hostile or broken files can't pass.

What belongs here: choosing the reader by ending, sizes, what becomes a finding. What does not: what a format's inside
means (the modules beside this one), words.

Caps: a file of more than MAX_BYTES is refused; of a text, MAX_CHARACTERS are read and the rest is a finding.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.findings import Finding
from pipelines.foreign_content import foreign_content
from pipelines.plans.documents.decoding import Decoded, NotTextError, decode
from pipelines.plans.documents.model import MAX_CHARACTERS, Document, UnreadableError
from pipelines.plans.documents.paragraphs import read_blocks
from pipelines.source import Source

MAX_BYTES = 150_000_000
# How a page begins, whatever a portal called it.
_FIRST, _BLANK = 1_000, b"\xef\xbb\xbf \t\r\n"
_PAGE = (b"<!doctype html", b"<html")
# Whatever a broken file makes a reader or a library below it raise; a fault of the machine goes through.
_BROKEN = (
    RecursionError,
    MemoryError,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    SyntaxError,
)


def open_document(source: Source) -> tuple[Document | None, list[Finding]]:
    """The document in a file, or the finding why there is none; never raises for what a file holds."""
    try:
        document = _open(source)
        findings = [replace(finding, file=source.name) for finding in document.findings]
        if document.text.strip():
            return document, findings
        found = "no text" if source.size else "an empty file"
        raise UnreadableError(
            "empty_document", found, "a plan with text", "put the plan's text in the file or take it away", findings
        )
    except UnreadableError as error:
        why = Finding("plan", source.name, "file", error.rule, "error", error.found, error.expected, error.remedy)
        return None, [*error.others, why]
    except _BROKEN as error:
        found = f"{type(error).__name__}: {str(error)[:160]}"
        remedy = "open it, save it again, or ask for another copy"
        why = Finding("plan", source.name, "file", "unreadable_file", "error", found, "a readable plan", remedy)
        return None, [why]


def _open(source: Source) -> Document:
    if source.size > MAX_BYTES:
        remedy = "split the file or drop scanned pages"
        raise UnreadableError("file_too_large", f"{source.size} bytes", f"at most {MAX_BYTES} bytes", remedy)
    ending, data = source.ending, source.data
    if kind := foreign_content(data):
        raise UnreadableError("foreign_content", kind.name, "a .docx, .pdf, .html or a text", kind.remedy)
    if not data:
        return Document("", [], ending)
    is_page = ending in ("html", "htm") or data[:_FIRST].lstrip(_BLANK).lower().startswith(_PAGE)
    if data[:4] == b"%PDF" or (ending == "pdf" and not is_page):
        from pipelines.plans.documents.pdf import read_pdf

        return read_pdf(data)
    if data[:4] == b"PK\x03\x04" or (ending == "docx" and not is_page):
        from pipelines.plans.documents.docx import read_docx

        return read_docx(data)
    if is_page:
        from pipelines.plans.documents.html import read_html

        return read_html(_decode(data), MAX_CHARACTERS)
    return read_text(data, "md" if ending == "md" else "txt")


def _decode(data: bytes) -> Decoded:
    try:
        return decode(data)
    except NotTextError as error:
        remedy = "save the plan as UTF-8 text, .docx or .pdf"
        raise UnreadableError("not_text", str(error), "UTF-8, UTF-16 or TCVN3 text", remedy) from error


def read_text(data: bytes, format: str = "txt") -> Document:
    """A plain text or markdown plan; offsets are those of the decoded file."""
    decoded = _decode(data)
    document = Document(decoded.text[:MAX_CHARACTERS], [], format, raw=decoded.raw, offsets=decoded.offsets)
    if len(decoded.text) > MAX_CHARACTERS:
        place, found = f"offset {MAX_CHARACTERS}", f"{len(decoded.text)} characters"
        remedy = "split the file; the rest was not read"
        document.findings.append(
            Finding("plan", "", place, "text_cut", "warning", found, f"at most {MAX_CHARACTERS}", remedy)
        )
    if decoded.legacy is not None:
        document.findings.append(decoded.legacy.finding())
    elif decoded.encoding not in ("utf-8", "utf-8-sig"):
        remedy = "save as UTF-8 to be safe"
        document.findings.append(
            Finding("plan", "", "file", "legacy_encoding", "info", decoded.encoding, "utf-8", remedy)
        )
    document.blocks = read_blocks(document.text)
    return document


def from_string(text: str, format: str = "txt") -> Document:
    """A document from text at hand, as if it were the decoded file."""
    return read_text(text.encode("utf-8"), format)
