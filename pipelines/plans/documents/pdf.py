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
from pipelines.plans.documents.pdf_layout import plain_lines, read_in_order
from pipelines.plans.documents.pdf_words import UPRIGHT, Page, TextPage, rules_of, turn_of, words_of
from pipelines.vietnamese import looks_tcvn3, tcvn3_letters

MAX_PAGES = 2_000
MAX_PAGE = 100_000
MOST_DENSE = 2
_PAGE_NUMBER = 8
_ANOTHER_COPY = "ask for another copy"
_OTHER_SOURCE = "ask for the Word file, or run text recognition (OCR)"


@dataclass
class _Pages:
    """The texts of the pages that were read, and what was found wrong on the way."""

    texts: list[str] = field(default_factory=list)
    total: int = 0
    damaged: list[int] = field(default_factory=list)
    dense: list[int] = field(default_factory=list)
    read_to: int = 0


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
    document = _document([normalise(text)[0] for text in pages.texts])
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
            words = _page_text(page, textpage)
        finally:
            textpage.close()
    except (pdfium.PdfiumError, RecursionError, ctypes.ArgumentError):  # the library asks itself for text it has not
        pages.damaged.append(index + 1)
        return ""
    finally:
        page.close()
    return tcvn3_letters(words) if looks_tcvn3(words) else words


def _page_text(page: Page, textpage: TextPage) -> str:
    """The text of a page as a person reads it: the library's order unless the page is turned or stands in columns."""
    if textpage.count_chars() <= MAX_PAGE:
        turn = turn_of(textpage)
        words = words_of(textpage, turn)
        ordered = read_in_order(words, rules_of(page, turn))
        if ordered is None and (turn != UPRIGHT or page.get_rotation()):
            ordered = plain_lines(words)
        if ordered is not None:
            return "\n".join(ordered)
    text = str(textpage.get_text_range(0, MAX_PAGE if textpage.count_chars() > MAX_PAGE else -1))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


def _findings(pages: _Pages) -> Iterator[Finding]:
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
    text, places = _joined(kept)
    document = Document(text[:MAX_CHARACTERS], [], "pdf", places=places)
    document.blocks = read_blocks(document.text, wrapped=True)
    return document


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
    edges = [(lines[:2] + lines[-2:] if len(pages) > 2 else lines[:1] + lines[-1:]) for lines in pages]
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
    """The words with each number as «#»."""
    return "".join("#" if ch.isdigit() else ch for ch in words).replace("##", "#").replace("##", "#")


def _is_page_number(words: str) -> bool:
    return words.replace("Trang", "").replace(" ", "").strip("-–") in ("#", "#/#")
