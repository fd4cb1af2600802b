"""A PDF plan to a document: the text layer page by page, places named «page 3».

What belongs here: opening, page text, running heads and page numbers. What does not: recognising scanned pages
(refused with a finding), words.

Caps: at most MAX_PAGES pages and MAX_CHARACTERS characters are read.
"""

from __future__ import annotations

import re
from collections import Counter

from pipelines.findings import Finding
from pipelines.plans.documents.decoding import normalise
from pipelines.plans.documents.lines import split_lines
from pipelines.plans.documents.model import MAX_CHARACTERS, Document, Place, UnreadableError
from pipelines.plans.documents.paragraphs import read_blocks
from pipelines.vietnamese import looks_tcvn3, tcvn3_letters

MAX_PAGES = 2_000
_DIGITS = re.compile(r"\d+")


def read_pdf(data: bytes) -> Document:
    """The document in a PDF's text layer.

    Raises:
        UnreadableError: encrypted, broken, or pages without text.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(
                "encrypted_file", "a PDF with a password", "an open PDF", "remove the password or ask for the text"
            ) from error
        raise UnreadableError("broken_pdf", str(error), "a readable PDF", "ask for another copy") from error
    try:
        pages = [_page_text(pdf, index) for index in range(min(len(pdf), MAX_PAGES))]
        total = len(pdf)
    finally:
        pdf.close()
    if pages and not any(page.strip() for page in pages):
        raise UnreadableError(
            "image_only_pdf",
            f"{total} pages without a text layer",
            "a PDF with text",
            "ask for the Word file, or run text recognition",
        )
    document = _document(pages)
    empty = [str(i + 1) for i, page in enumerate(pages) if not page.strip()]
    if empty:
        document.findings.append(
            Finding(
                "plan",
                "",
                f"page {', '.join(empty[:20])}",
                "page_without_text",
                "warning",
                f"{len(empty)} pages without text",
                "text on every page",
                "look whether the pages are scans",
            )
        )
    if total > MAX_PAGES:
        document.findings.append(
            Finding(
                "plan",
                "",
                f"page {MAX_PAGES + 1}",
                "text_cut",
                "warning",
                f"{total} pages",
                f"at most {MAX_PAGES}",
                "split the file",
            )
        )
    return document


def _page_text(pdf: object, index: int) -> str:
    page = pdf[index]  # type: ignore[index]
    try:
        textpage = page.get_textpage()
        try:
            words = str(textpage.get_text_range())
        finally:
            textpage.close()
    finally:
        page.close()
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
    if looks_tcvn3(words):
        words = tcvn3_letters(words)
    return normalise(words)[0]


def _document(pages: list[str]) -> Document:
    drop = _furniture(*_joined(pages))
    kept: list[str] = []
    at = 0
    for page in pages:
        kept.append(_without(page, {start - at for start in drop if at <= start <= at + len(page)}))
        at += len(page) + 1
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


def _without(page: str, starts: set[int]) -> str:
    """A page without the lines that begin at `starts`."""
    lines = [line for line in split_lines(page) if line.start in starts]
    for line in reversed(lines):
        page = page[: line.start] + page[line.end :].lstrip("\n")
    return page


def _furniture(text: str, places: list[Place]) -> frozenset[int]:
    """Starts of lines that stand first or last on most pages with the same words: running heads and feet, page numbers."""  # noqa: E501
    edges: list[tuple[int, str]] = []
    for index, place in enumerate(places):
        end = places[index + 1].start if index + 1 < len(places) else len(text)
        lines = split_lines(text[place.start : end])
        for line in {
            line.start: line for line in (lines[:2] + lines[-2:] if len(places) > 2 else lines[:1] + lines[-1:])
        }.values():
            edges.append((place.start + line.start, _DIGITS.sub("#", line.text.strip())))
    counts = Counter(words for _, words in edges)
    often = max(2, len(places) // 2)
    return frozenset(
        start
        for start, words in edges
        if (counts[words] >= often and len(places) >= 2)
        or re.fullmatch(r"[-–\s]*(?:Trang\s*)?#(?:\s*/\s*#)?[-–\s]*", words)
    )
