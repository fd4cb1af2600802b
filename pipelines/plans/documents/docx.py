"""A Word plan to a document: paragraphs and tables in body order, places named «paragraph 14», «table 1, row 3, cell 2».

What belongs here: the zip and its caps, XML paragraphs and tables to blocks. What does not: words.

Caps: at most MAX_PART bytes unpacked per part and MAX_RATIO between packed and unpacked; a document type declaration
(the door to XXE and entity bombs) is refused before any parser sees it.
"""  # noqa: E501

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pipelines.plans.documents.decoding import normalise
from pipelines.plans.documents.lines import flatten
from pipelines.plans.documents.model import Block, Cell, Document, Paragraph, Place, Table, UnreadableError
from pipelines.plans.documents.word_numbering import Numbering, read_numbering
from pipelines.vietnamese import looks_tcvn3, nfc, tcvn3_letters

MAX_PART = 60_000_000
MAX_RATIO = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAVE_AGAIN = "open it in Word or LibreOffice and save it again as .docx"


def read_docx(data: bytes) -> Document:
    """The document in a .docx.

    Raises:
        UnreadableError: no zip, encrypted, truncated, over a cap, or no Word document inside.
    """
    root = _parse(_part(data, "word/document.xml"))
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableError("not_a_word_document", "no body in word/document.xml", "a Word document", _SAVE_AGAIN)
    styles = _optional(data, "word/styles.xml")
    builder = _Builder(_heading_styles(styles), read_numbering(_optional(data, "word/numbering.xml"), styles))
    for element in _children(body):
        if element.tag == f"{_W}p":
            builder.paragraph(element)
        elif element.tag == f"{_W}tbl":
            builder.table(element)
    return builder.document()


def _part(data: bytes, name: str) -> bytes:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableError(
            "encrypted_file",
            "a password-protected or old .doc file",
            "an open .docx",
            "remove the password, save as .docx",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(name)
            if info.file_size > MAX_PART or (
                info.file_size > MAX_RATIO * max(info.compress_size, 1) and info.file_size > 1_000_000
            ):
                raise UnreadableError(
                    "zip_bomb",
                    f"{name}: {info.compress_size} bytes unpack to {info.file_size}",
                    f"at most {MAX_PART} bytes",
                    _SAVE_AGAIN,
                )
            with archive.open(info) as stream:
                content = stream.read(MAX_PART + 1)
    except UnreadableError:
        raise
    except KeyError:
        raise UnreadableError("not_a_word_document", f"a zip without {name}", "a Word document", _SAVE_AGAIN) from None
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableError(
            "broken_docx", f"{type(error).__name__}: {error}", "a complete .docx", "ask for another copy"
        ) from error
    except Exception as error:  # zlib.error and the like: whatever a broken archive makes the library raise
        raise UnreadableError(
            "broken_docx", f"{type(error).__name__}: {error}", "a complete .docx", "ask for another copy"
        ) from error
    if len(content) > MAX_PART:
        raise UnreadableError(
            "zip_bomb", f"{name}: more than {MAX_PART} bytes", f"at most {MAX_PART} bytes", _SAVE_AGAIN
        )
    return content


def _parse(content: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<\x00!\x00D\x00O" in content:
        raise UnreadableError(
            "xml_with_declaration", "a document type declaration in word/document.xml", "plain Word XML", _SAVE_AGAIN
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            "broken_docx", f"word/document.xml: {error}", "well-formed XML", "ask for another copy"
        ) from error


def _optional(data: bytes, name: str) -> Any:
    """A part that a document may lack; None where it can't be read."""
    try:
        return _parse(_part(data, name))
    except UnreadableError:
        return None


def _heading_styles(styles: Any) -> dict[str, int]:
    """Style id -> heading level."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        words = (name.get(f"{_W}val") or "").lower() if name is not None else ""
        if words.startswith("heading ") and words[8:9].isdigit():
            levels[style.get(f"{_W}styleId") or ""] = int(words[8])
    return levels


def _children(element: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body or cell; content controls and tracked insertions are looked through."""
    for child in element:
        if child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _children(child)
        else:
            yield child


def _words(paragraph: Any) -> str:
    """The visible text of a paragraph; deleted text and field codes are not."""
    pieces: list[str] = []
    for node in paragraph.iter():
        tag = node.tag
        if tag == f"{_W}t" and node.text:
            pieces.append(node.text)
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append(" ")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
    words = "".join(pieces)
    if looks_tcvn3(words):
        words = tcvn3_letters(words)
    return normalise(nfc(words))[0]


class _Builder:
    def __init__(self, styles: dict[str, int], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.places: list[Place] = []
        self.paragraphs = 0
        self.tables = 0

    def add(self, words: str) -> tuple[int, int]:
        start = self.length
        self.pieces += [words, "\n"]
        self.length += len(words) + 1
        return start, start + len(words)

    def paragraph(self, element: Any) -> None:
        self.paragraphs += 1
        words = _words(element)
        if not words.strip():
            return
        properties = element.find(f"{_W}pPr")
        mark = self.numbering.mark(properties)
        # A person counts the characters of the paragraph as typed: the mark that Word adds is none of them.
        self.places.append(Place(self.length + len(mark), f"paragraph {self.paragraphs}"))
        start, end = self.add(mark + words)
        self.blocks.append(Paragraph(start, end, flatten(mark + words), self._heading(properties)))

    def _heading(self, properties: Any) -> int:
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        return self.styles.get(style.get(f"{_W}val") or "", 0) if style is not None else 0

    def table(self, element: Any) -> None:
        self.tables += 1
        number, begin = self.tables, self.length
        rows = []
        for row_no, row in enumerate((c for c in _children(element) if c.tag == f"{_W}tr"), start=1):
            cells: list[Cell] = []
            for cell_no, cell in enumerate((c for c in _children(row) if c.tag == f"{_W}tc"), start=1):
                self.places.append(Place(self.length, f"table {number}, row {row_no}, cell {cell_no}"))
                words = " ".join(filter(None, (_words(p).strip() for p in cell.iter(f"{_W}p"))))
                start, end = self.add(words)
                cells += [Cell(start, end, flatten(words)), *(Cell(end, end, "") for _ in range(_grid_span(cell) - 1))]
            rows.append(tuple(cells))
        rows = [row for row in rows if any(cell.flat.strip() for cell in row)]
        if not rows:
            return
        if len(rows) == 1 or max(len(row) for row in rows) == 1:
            self.blocks += [Paragraph(c.start, c.end, c.flat) for row in rows for c in row if c.flat.strip()]
            return
        self.blocks.append(Table(begin, self.length, tuple(rows)))

    def document(self) -> Document:
        return Document("".join(self.pieces), self.blocks, "docx", places=self.places)


def _grid_span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val") if span is not None else None
    return min(max(int(value), 1), 50) if value and value.isdigit() else 1
