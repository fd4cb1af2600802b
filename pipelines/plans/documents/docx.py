"""A Word plan to a document: paragraphs and tables in body order, places as «paragraph 14», «table 1, row 3, cell 2».

What belongs here: the order of paragraphs, tables, text boxes and embedded parts; places. What does not: the zip
(word_package), the words of a paragraph (word_text), styles and list marks (word_styles, word_numbering), which tables
hold data (boxes).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.findings import Finding
from pipelines.plans.documents.boxes import Box, Frame, Piece, blocks_of
from pipelines.plans.documents.decoding import NotTextError, decode, normalise
from pipelines.plans.documents.letters import LegacyLetters, legacy_letters
from pipelines.plans.documents.model import MAX_CHARACTERS, Document, Place, UnreadableError
from pipelines.plans.documents.word_numbering import read_numbering
from pipelines.plans.documents.word_package import Element, R, W, optional_xml, part, related_parts, xml_part
from pipelines.plans.documents.word_styles import Styles, read_styles
from pipelines.plans.documents.word_text import text_boxes, words_of
from pipelines.vietnamese import looks_tcvn3, nfc, tcvn3_letters

_THROUGH = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"))
_DEEPEST = 20


def read_docx(data: bytes) -> Document:
    """The document in a .docx.

    Raises:
        UnreadableError: no zip, encrypted, truncated, over a cap, or no Word document inside.
    """
    root = xml_part(data, "word/document.xml")
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableError(
            "not_a_word_document", "no body in word/document.xml", "a Word document", "save it again as .docx"
        )
    builder = _Builder(data, read_styles(data), _legacy(root))
    builder.read(body, builder.page)
    return builder.document()


def _legacy(root: Element) -> LegacyLetters | None:
    """The letters of before Unicode that the document is typed in; all of its text is one sample."""
    return legacy_letters("\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")))


def _children(element: Element) -> Iterator[Element]:
    """Paragraphs, tables, rows or cells of an element; content controls and tracked insertions are looked through."""
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag in _THROUGH:
            waiting.extend(reversed(child))
        else:
            yield child


class _Builder:
    """The text built so far, its places, and the boxes it stands in."""

    def __init__(self, data: bytes, styles: Styles, legacy: LegacyLetters | None) -> None:
        self.data = data
        self.styles = styles
        self.numbering = read_numbering(optional_xml(data, "word/numbering.xml"), styles.lists)
        self.legacy = legacy
        self.pieces: list[str] = []
        self.length = 0
        self.page = Box()
        self.places: list[Place] = []
        self.findings: list[Finding] = [legacy.finding()] if legacy else []
        self.paragraphs = 0
        self.tables = 0

    def read(self, element: Element, box: Box, depth: int = 0) -> None:
        """Everything in a body, a cell or a text box, in order."""
        for child in _children(element):
            if child.tag == f"{W}p":
                self._paragraph(child, box, depth)
            elif child.tag == f"{W}tbl" and depth < _DEEPEST:
                box.items.append(self._table(child, depth))
            elif child.tag == f"{W}tbl":  # no table of a plan lies so deep: its words one after the other
                for inner in child.iter(f"{W}p"):
                    self._paragraph(inner, box, depth)
            elif child.tag == f"{W}altChunk":
                self._embedded(child, box)

    def _add(self, words: str, box: Box, heading: int = 0) -> None:
        start = self.length
        self.pieces += [words, "\n"]
        self.length += len(words) + 1
        box.items.append(Piece(start, start + len(words), heading))

    def _paragraph(self, element: Element, box: Box, depth: int) -> None:
        if box is self.page:
            self.paragraphs += 1
        words = self._seen(words_of(element, self.styles.looks))
        properties = element.find(f"{W}pPr")
        if words.strip() or (box is not self.page and properties is not None):
            mark = self.numbering.mark(properties)
            if box is self.page:
                # A person counts the characters of the paragraph as typed: the mark that Word adds is none of them.
                self.places.append(Place(self.length + len(mark), f"paragraph {self.paragraphs}"))
            if (mark + words).strip():
                self._add(mark + words, box, self._heading(properties))
        for inner in text_boxes(element):
            if depth < _DEEPEST:
                self.read(inner, box, depth + 1)

    def _seen(self, words: str) -> str:
        if self.legacy is not None:
            words = self.legacy.mend(words)
        elif looks_tcvn3(words):
            words = tcvn3_letters(words)
        return normalise(nfc(words))[0]

    def _heading(self, properties: Element | None) -> int:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return self.styles.headings.get(style.get(f"{W}val") or "", 0) if style is not None else 0

    def _table(self, element: Element, depth: int) -> Frame:
        self.tables += 1
        number, frame = self.tables, Frame(self.length)
        rows = (row for row in _children(element) if row.tag == f"{W}tr" and row.find(f"{W}trPr/{W}del") is None)
        for row_no, row in enumerate(rows, start=1):
            frame.grid.next_row()
            frame.grid.skip(_number_in(row.find(f"{W}trPr/{W}gridBefore"), 0))
            for cell_no, cell in enumerate((c for c in _children(row) if c.tag == f"{W}tc"), start=1):
                self._cell(cell, frame, f"table {number}, row {row_no}, cell {cell_no}", depth)
        frame.end = self.length
        self.findings += frame.findings()
        return frame

    def _cell(self, element: Element, frame: Frame, label: str, depth: int) -> None:
        self.places.append(Place(self.length, label))
        across = _number_in(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        merge = element.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val") != "restart":
            frame.grid.reach_down(across)
            return
        box = Box(start=self.length)
        self.read(element, box, depth + 1)
        box.end = max(self.length - 1, box.start)
        frame.grid.place(box, across)

    def _embedded(self, chunk: Element, box: Box) -> None:
        """A document that Word shows in place of this mark: its text where it is a page or plain text."""
        name = related_parts(self.data).get(str(chunk.get(f"{R}id")), "")
        try:
            for words in _chunk_paragraphs(name, part(self.data, name)):
                self._add(words, box)
        except (UnreadableError, NotTextError):
            place, found = f"paragraph {self.paragraphs + 1}", f"text embedded as {name or 'a file'}"
            expected = "text in the document itself"
            remedy = "open it in Word and save it again: Word then takes the text in"
            self.findings.append(Finding("plan", "", place, "embedded_text", "error", found, expected, remedy))

    def document(self) -> Document:
        """The document of what was read."""
        text = "".join(self.pieces)
        document = Document(text, blocks_of(self.page, text), "docx", places=self.places)
        document.findings += self.findings
        return document


def _chunk_paragraphs(name: str, content: bytes) -> list[str]:
    from pipelines.plans.documents.html import read_html

    ending = name.rpartition(".")[2].lower()
    if ending in ("html", "htm", "xhtml", "mht"):
        page = read_html(decode(content), MAX_CHARACTERS)
        return page.text.split("\n")
    if ending == "txt":
        return decode(content).text.split("\n")
    raise UnreadableError("embedded_text", name, "text in the document itself", "save it again in Word")


def _number_in(element: Element | None, otherwise: int) -> int:
    value = str(element.get(f"{W}val") or "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else otherwise
