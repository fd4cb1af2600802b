"""A PDF plan to a document: the text layer page by page, places named «page 3».

What belongs here: opening, page texts, running heads and page numbers, findings. What does not: columns and tables of
a page (pdf_layout), recognising scanned pages (refused with a finding), words.

Caps: at most MAX_PAGES pages and MAX_CHARACTERS characters are read, of a page MAX_PAGE characters; after MOST_DENSE
pages with more than that no further one is opened.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.findings import Finding
from pipelines.plans.documents.decoding import normalise
from pipelines.plans.documents.letters import legacy_letters
from pipelines.plans.documents.lines import Line, split_lines
from pipelines.plans.documents.model import MAX_CHARACTERS, Document, Place, UnreadableError
from pipelines.plans.documents.paragraphs import read_blocks
from pipelines.plans.documents.pdf_forms import has_endless_forms
from pipelines.plans.documents.pdf_layout import HEADS, InOrder, plain_lines, read_in_order
from pipelines.plans.documents.pdf_words import UPRIGHT, Page, TextPage, rules_of, turn_of, words_of
from pipelines.vietnamese import looks_tcvn3, tcvn3_letters

MAX_PAGES = 2_000
MAX_PAGE = 100_000
MOST_DENSE = 2
_PAGE_NUMBER = 8
_ANOTHER_COPY = "ask for another copy"
_UNCLEAR = "\ufdd0"  # stands before a line of a table that is not read; a sign that no text holds
_OTHER_SOURCE = "ask for the Word file, or run text recognition (OCR)"


@dataclass
class _Pages:
    """The texts of the pages that were read, and what was found wrong on the way."""

    texts: list[str] = field(default_factory=list)
    total: int = 0
    damaged: list[int] = field(default_factory=list)
    dense: list[int] = field(default_factory=list)
    unclear: dict[int, list[int]] = field(default_factory=dict)
    read_to: int = 0
    before: InOrder | None = None


def read_pdf(data: bytes) -> Document:
    """The document in a PDF's text layer.

    Raises:
        UnreadableError: encrypted, broken, without text, or with letters that have no map.
    """
    pages = _read_pages(data)
    if pages.texts and all(map(_is_bare, pages.texts)):
        found = f"{pages.total} pages without a text layer"
        raise UnreadableError("image_only_pdf", found, "a PDF with text", _OTHER_SOURCE)
    legacy = legacy_letters("\n".join(pages.texts))
    if legacy is not None:
        pages.texts = [legacy.mend(text) for text in pages.texts]
    texts = [normalise(text)[0] for text in pages.texts]
    document = _document([_marked(text, pages.unclear.get(n, [])) for n, text in enumerate(texts, start=1)])
    document.findings += [legacy.finding()] if legacy else []
    document.findings += _findings(pages)
    return document


def _is_bare(text: str) -> bool:
    """Whether a page says nothing, or nothing but its number, as scans do whose feet were printed afterwards."""
    return len(text.strip()) <= _PAGE_NUMBER and not any(map(str.isalpha, text))


def _read_pages(data: bytes) -> _Pages:
    import pypdfium2 as pdfium

    if has_endless_forms(data):
        found = "a form that draws itself, or forms nested too deep"
        raise UnreadableError(
            "broken_pdf", found, "a PDF that can be drawn", "print it to a new PDF, or " + _ANOTHER_COPY
        )
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            remedy = "remove the password or ask for the text"
            raise UnreadableError("encrypted_file", "a PDF with a password", "an open PDF", remedy) from error
        raise UnreadableError("broken_pdf", str(error), "a readable PDF", _ANOTHER_COPY) from error
    try:
        pages = _Pages(total=len(pdf))
        characters = 0
        for index in range(min(pages.total, MAX_PAGES)):
            pages.texts.append(_page_or_nothing(pdf, index, pages))
            pages.read_to = index + 1
            characters += len(pages.texts[-1])
            if characters > MAX_CHARACTERS or len(pages.dense) >= MOST_DENSE:
                break
    finally:
        pdf.close()
    return pages


def _page_or_nothing(pdf: Any, index: int, pages: _Pages) -> str:
    import pypdfium2 as pdfium

    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        pages.damaged.append(index + 1)
        return ""
    try:
        textpage = page.get_textpage()
        try:
            if textpage.count_chars() > MAX_PAGE:
                pages.dense.append(index + 1)
            before, pages.before = pages.before, None
            ordered = pages.before = _in_order(page, textpage, before)
            words = "\n".join(ordered.lines) if ordered is not None else _text(textpage)
            pages.unclear[index + 1] = ordered.unclear if ordered is not None else []
        finally:
            textpage.close()
    except (pdfium.PdfiumError, RecursionError, ctypes.ArgumentError):  # the library asks itself for text it has not
        pages.damaged.append(index + 1)
        return ""
    finally:
        page.close()
    return tcvn3_letters(words) if looks_tcvn3(words) else words


def _in_order(page: Page, textpage: TextPage, before: InOrder | None) -> InOrder | None:
    """A page as a person reads it; None where the library's order is that: neither turned nor in columns."""
    if textpage.count_chars() > MAX_PAGE:
        return None
    turn = turn_of(textpage)
    words = words_of(textpage, turn)
    ordered = read_in_order(words, rules_of(page, turn), before.foot if before is not None else None)
    is_turned = ordered is None and bool(turn != UPRIGHT or page.get_rotation())
    return InOrder(plain_lines(words)) if is_turned else ordered


def _text(textpage: TextPage) -> str:
    """The text of a page in the library's order."""
    text = str(textpage.get_text_range(0, MAX_PAGE if textpage.count_chars() > MAX_PAGE else -1))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


def _marked(text: str, unclear: list[int]) -> str:
    """A page with a sign before each line that is not read."""
    if not unclear:
        return text
    return "\n".join(_UNCLEAR * (number in unclear) + line for number, line in enumerate(text.split("\n")))


def _table_findings(pages: _Pages) -> Iterator[Finding]:
    for number, unclear in sorted(pages.unclear.items()):
        if unclear:
            lines = pages.texts[number - 1].split("\n")
            found = f"a table without ruled lines, from «{lines[unclear[0]][:60].strip()}»: columns unclear, none read"
            remedy = "give the table as Word or Excel"
            expected = "a table whose columns stand apart"
            yield Finding("plan", "", f"page {number}", "table_columns_unclear", "error", found, expected, remedy)


def _findings(pages: _Pages) -> Iterator[Finding]:
    yield from _table_findings(pages)
    empty = [n for n, text in enumerate(pages.texts, start=1) if _is_bare(text) and n not in pages.damaged]
    for numbers, rule, found, expected, remedy in (
        (empty, "page_without_text", "pages without text", "text on every page", "look whether the pages are scans"),
        (
            pages.damaged,
            "page_damaged",
            "pages that can't be opened; the others were read",
            "pages that open",
            _ANOTHER_COPY + ", or print the file to a new PDF",
        ),
        (
            pages.dense,
            "page_too_dense",
            f"pages with more than {MAX_PAGE} characters",
            "the text of a page",
            "look at these pages; their rest was not read",
        ),
    ):
        if numbers:
            place = f"page {', '.join(map(str, numbers[:20]))}"
            yield Finding("plan", "", place, rule, "warning", f"{len(numbers)} {found}", expected, remedy)
    if pages.read_to < pages.total:
        found, expected = (
            f"{pages.total} pages, read up to {pages.read_to}",
            f"at most {MAX_PAGES} pages of usual length",
        )
        yield Finding("plan", "", f"page {pages.read_to + 1}", "text_cut", "warning", found, expected, "split the file")


def _document(pages: list[str]) -> Document:
    lines = [split_lines(page) for page in pages]
    drop = _furniture(lines)
    kept = [_without(page, lines[number], drop[number]) for number, page in enumerate(pages)]
    text, places = _joined(list(_with_heads(kept)))
    unclear = [line.start for line in split_lines(text) if line.text[0] == _UNCLEAR] if _UNCLEAR in text else []
    document = Document(text[:MAX_CHARACTERS].replace(_UNCLEAR, " "), [], "pdf", places=places)
    document.blocks = read_blocks(document.text, frozenset(unclear), wrapped=True)
    return document


def _with_heads(pages: list[str]) -> Iterator[str]:
    """Pages whose tables that go on have their heads again, unless they follow their first rows."""
    last = ""
    for page in pages:
        kept: list[str] = []
        for line in page.split("\n"):
            if not line.startswith(HEADS):
                kept.append(line)
                last = line if line.strip() else last
            elif not last.startswith("|"):  # the blank and the rule open a table of its own
                kept += ["", line.removeprefix(HEADS), "|---" * (line.count("|") - 1) + "|"]
        yield "\n".join(kept)


def _joined(pages: list[str]) -> tuple[str, list[Place]]:
    pieces: list[str] = []
    places: list[Place] = []
    length = 0
    for number, page in enumerate(pages, start=1):
        places.append(Place(length, f"page {number}"))
        pieces += [page, "\n"]
        length += len(page) + 1
    return "".join(pieces), places


def _without(page: str, lines: list[Line], starts: set[int]) -> str:
    """A page without the lines that begin at `starts`."""
    for line in reversed([line for line in lines if line.start in starts]):
        page = page[: line.start] + page[line.end :].lstrip("\n")
    return page


def _furniture(pages: list[list[Line]]) -> list[set[int]]:
    """For each page the lines first or last on it that most pages repeat: running heads and feet, page numbers."""
    told = [[line for line in lines if not line.text.startswith(HEADS)] for lines in pages]
    edges = [(lines[:2] + lines[-2:] if len(pages) > 2 else lines[:1] + lines[-1:]) for lines in told]
    said = [{line.start: _without_digits(line.words) for line in lines} for lines in edges]
    counts = Counter(words for page in said for words in page.values())
    often = max(2, len(pages) // 2)
    return [
        {
            start
            for start, words in page.items()
            if (counts[words] >= often and len(pages) > 1) or _is_page_number(words)
        }
        for page in said
    ]


def _without_digits(words: str) -> str:
    """The words with each number as «#»; a row of a table as it is: alike but for figures it is no running head."""
    if words.count("|") > 3:
        return words
    return "".join("#" if ch.isdigit() else ch for ch in words).replace("##", "#").replace("##", "#")


def _is_page_number(words: str) -> bool:
    return words.replace("Trang", "").replace(" ", "").strip("-–") in ("#", "#/#")
