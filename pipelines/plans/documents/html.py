"""An HTML plan to a document, with positions in the decoded file.

What belongs here: tags to paragraphs and tables, entities, what is not text (script, style). What does not: encodings.

Why an own tokenizer: no library at hand keeps the source position of each character, and a reviewer must find a
number in the file. It only ever moves forward, so a broken page costs linear time.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array

from pipelines.findings import Finding
from pipelines.plans.documents.decoding import Decoded
from pipelines.plans.documents.lines import flatten
from pipelines.plans.documents.model import Block, Cell, Document, Paragraph, Table
from pipelines.plans.documents.paragraphs import read_blocks
from pipelines.vietnamese import looks_tcvn3, nfc, tcvn3_letters

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]*)?)/?>")
_HIDDEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "svg", "select", "object", "iframe", "textarea"}
)
_BREAKS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",  # noqa: E501
                     "blockquote", "pre", "hr", "center", "dd", "dt", "dl", "form", "body", "main", "aside", "nav", "figure"})  # fmt: skip  # noqa: E501
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});?")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


class _Page:
    """The text built so far, the source position of each of its characters, and the blocks of it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.offsets = array("q")
        self.length = 0
        self.blocks: list[Block] = []
        self.start = 0
        self.heading = 0
        self.rows: list[list[Cell]] = []
        self.row: list[Cell] | None = None
        self.cell_start: int | None = None
        self.depth = 0
        self.spans: list[tuple[int, int]] = []
        self.table_start = 0
        self.hanging: dict[int, int] = {}

    def add(self, text: str, offsets: list[int]) -> None:
        self.pieces.append(text)
        self.offsets.extend(offsets)
        self.length += len(text)

    def newline(self, at: int) -> None:
        self.add("\n", [at])

    def text_from(self, start: int) -> str:
        """The characters from a position of the text on; only the last pieces are joined."""
        wanted = self.length - start
        picked: list[str] = []
        size = 0
        for piece in reversed(self.pieces):
            if size >= wanted:
                break
            picked.append(piece)
            size += len(piece)
        return "".join(reversed(picked))[size - wanted :] if wanted else ""


def read_html(decoded: Decoded, limit: int) -> Document:
    """The document in an HTML page; script, style and the head are left out."""
    source = decoded.raw[: limit * 2]
    page = _Page()
    hidden: str | None = None
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        if opening < 0:
            opening = len(source)
        if hidden is None and opening > at:
            _words(page, source, at, opening)
        if opening >= len(source):
            break
        at, hidden = _markup(page, source, opening, hidden)
    _close_paragraph(page, at)
    _close_table(page, at, everything=True)
    document = _document(page)
    if len(decoded.raw) > len(source):
        document.findings.append(
            Finding(
                "plan",
                "",
                "file",
                "text_cut",
                "warning",
                f"{len(decoded.raw)} characters",
                f"at most {limit * 2}",
                "split the file; the rest was not read",
            )
        )
    return document


def _document(page: _Page) -> Document:
    text = "".join(page.pieces)
    if looks_tcvn3(text):
        text = tcvn3_letters(text)
        page.blocks = [_refreshed(block, text) for block in page.blocks]
    document = Document(text, page.blocks, "html", raw=None, offsets=page.offsets)
    if not any(isinstance(block, Paragraph) for block in page.blocks) and not any(
        isinstance(b, Table) for b in page.blocks
    ):
        document.blocks = read_blocks(text)
    return document


def _refreshed(block: Block, text: str) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(block.start, block.end, flatten(text[block.start : block.end]), block.heading)
    rows = tuple(tuple(Cell(c.start, c.end, flatten(text[c.start : c.end])) for c in row) for row in block.rows)
    return Table(block.start, block.end, rows)


def _markup(page: _Page, source: str, opening: int, hidden: str | None) -> tuple[int, str | None]:
    """Deal with what begins at «<»; returns where to go on and what is hidden from there."""
    if source.startswith("<!--", opening):
        end = source.find("-->", opening + 4)
        return (len(source) if end < 0 else end + 3), hidden
    if source.startswith(("<!", "<?"), opening):
        end = source.find(">", opening)
        return (len(source) if end < 0 else end + 1), hidden
    match = _TAG.match(source, opening)
    if match is None:
        if hidden is None:
            page.add("<", [opening])
        return opening + 1, hidden
    closing, name = match.group(1) == "/", match.group(2).lower()
    if hidden is not None:
        return match.end(), None if closing and name == hidden else hidden
    if name in _HIDDEN and not closing and not match.group().endswith("/>"):
        if name in ("script", "style", "textarea", "title"):
            close = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, match.end())
            return (len(source) if close is None else close.start()), name if close else None
        return match.end(), name
    _tag(page, name, closing, match)
    return match.end(), hidden


def _tag(page: _Page, name: str, closing: bool, match: re.Match[str]) -> None:
    at = match.start()
    if name == "table":
        _close_paragraph(page, at)
        if not closing:
            if page.depth:  # a table inside a cell: the outer one only lays out the page
                _close_table(page, at)
            page.depth = 1
            page.rows, page.row, page.cell_start, page.table_start = [], None, None, page.length
            page.hanging = {}
        else:
            page.depth = max(page.depth - 1, 0)
            if page.depth == 0:
                _close_table(page, at)
    elif page.depth == 1 and name in ("tr", "td", "th"):
        _close_cell(page, at)
        if name == "tr":
            if page.row:
                _fill_hanging(page)
                page.rows.append(page.row)
            page.row = None if closing else []
        elif not closing:
            page.row = page.row if page.row is not None else []
            page.cell_start = page.length
            page.spans.append((_span(match, "colspan"), _span(match, "rowspan")))
    elif name in _BREAKS or name in ("tr", "td", "th"):
        if page.depth:
            page.add(" ", [at])
            return
        _close_paragraph(page, at)
        if not closing and re.fullmatch(r"h[1-6]", name):
            page.heading = int(name[1])


def _span(match: re.Match[str], name: str) -> int:
    found = re.search(rf"{name}\s*=\s*[\"']?(\d{{1,3}})", match.group(3), re.IGNORECASE)
    return min(max(int(found.group(1)), 1), 50) if found else 1


def _words(page: _Page, source: str, start: int, end: int) -> None:
    """Text between tags: entities read, white space squeezed, NFC; every character keeps its source position."""
    chars: list[str] = []
    offsets: list[int] = []
    at = start
    while at < end:
        amp = source.find("&", at, end)
        stop = amp if amp >= 0 else end
        chars.extend(source[at:stop])
        offsets.extend(range(at, stop))
        if amp < 0:
            break
        entity = _ENTITY.match(source, amp, end)
        if entity is None:
            chars.append("&")
            offsets.append(amp)
            at = amp + 1
            continue
        for ch in html.unescape(entity.group()):
            chars.append(ch)
            offsets.append(amp)
        at = entity.end()
    text = "".join(chars)
    if not unicodedata.is_normalized("NFC", text):
        text, offsets = _composed(text, offsets)
    text, offsets = _squeezed(nfc(text), offsets)
    before = page.pieces[-1][-1:] if page.pieces else "\n"
    if text.startswith(" ") and before in (" ", "\n"):
        text, offsets = text[1:], offsets[1:]
    if text:
        page.add(text, offsets)


def _squeezed(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    if not _SPACES.search(text):
        return text, offsets
    pieces: list[str] = []
    kept: list[int] = []
    last = 0
    for match in _SPACES.finditer(text):
        pieces += [text[last : match.start()], " "]
        kept += [*offsets[last : match.start()], offsets[match.start()]]
        last = match.end()
    return "".join([*pieces, text[last:]]), [*kept, *offsets[last:]]


def _composed(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    from pipelines.plans.documents.decoding import normalise

    composed, places = normalise(text)
    return composed, offsets if places is None else [offsets[place] for place in places]


def _close_paragraph(page: _Page, at: int) -> None:
    if page.depth or page.length <= page.start:
        page.start = page.length if not page.depth else page.start
        return
    body = page.text_from(page.start)
    if body.strip():
        page.blocks.append(Paragraph(page.start, page.length, flatten(body), page.heading))
    page.heading = 0
    page.newline(at)
    page.start = page.length


def _fill_hanging(page: _Page) -> None:
    """Empty cells where cells of rows above reach down into this one."""
    while page.row is not None and page.hanging.get(len(page.row), 0) > 0:
        page.hanging[len(page.row)] -= 1
        page.row.append(Cell(page.length, page.length, ""))


def _close_cell(page: _Page, at: int) -> None:
    if page.cell_start is None or page.row is None:
        return
    body = page.text_from(page.cell_start)
    left, right = len(body) - len(body.lstrip()), len(body.rstrip())
    cell = Cell(page.cell_start + left, page.cell_start + max(right, left), flatten(body[left : max(right, left)]))
    colspan, rowspan = page.spans[-1] if page.spans else (1, 1)
    _fill_hanging(page)
    if rowspan > 1:
        page.hanging.update(dict.fromkeys(range(len(page.row), len(page.row) + colspan), rowspan - 1))
    page.row += [cell, *(Cell(cell.end, cell.end, "") for _ in range(colspan - 1))]
    page.cell_start = None
    page.newline(at)


def _close_table(page: _Page, at: int, everything: bool = False) -> None:
    if everything and not page.depth:
        return
    _close_cell(page, at)
    if page.row:
        page.rows.append(page.row)
    rows = tuple(tuple(row) for row in page.rows if any(cell.flat.strip() for cell in row))
    if len(rows) == 1 or (rows and max(len(row) for row in rows) == 1):
        for cell in (cell for row in rows for cell in row if cell.flat.strip()):
            page.blocks.append(Paragraph(cell.start, cell.end, cell.flat))
    elif rows:
        page.blocks.append(Table(page.table_start, page.length, rows))
    page.rows, page.row, page.depth = [], None, 0
    page.newline(at)
    page.start = page.length
