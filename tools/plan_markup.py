"""Small plan markup and its writers: one text source to .docx, .pdf, .html, .md or .txt, always the same bytes.

What belongs here: parsing the markup and one writer per format. What does not: any wording of a plan, or labels.

Markup: YAML front matter (`file`, `meta`, further keys are the caller's), then one paragraph a line.

- `@head left || right`: a row of the letterhead (issuer and number left, nation and date right)
- `@title`, `@note`, `@sign`: centred title, centred remark, signature
- `@running`: head line repeated on every PDF page
- `@page`: page break in PDF and Word
- `#`, `##`, `###`: headings
- `| a | b |`: table rows; the first row of a table is its header; `@plaintable` before it: no header row
- anything else: a paragraph as it stands
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import yaml
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt
from fpdf import FPDF, FontFace
from fpdf.enums import XPos, YPos
from PIL import Image

FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
FIXED = datetime(2025, 1, 1, tzinfo=UTC)
DIRECTIVES = ("head", "title", "note", "sign", "running", "page", "plaintable")


@dataclass(frozen=True)
class Block:
    """One piece of a document: a directive's name, `h1`..`h3`, `table` or `text`, with its cells or text."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A parsed source: front matter and blocks in order."""

    front: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Name of the file to write; its suffix chooses the writer."""
        return str(self.front["file"])


def parse(text: str) -> Source:
    """Front matter and blocks of one source.

    Raises:
        ValueError: no front matter, or an unknown directive.
    """
    marker, front, body = text.partition("---\n")[1:][0], *text.split("---\n", 2)[1:]
    if not marker:
        raise ValueError("a source begins with front matter between two lines of ---")
    lines = [line for line in body.split("\n") if line.strip()]
    return Source(yaml.safe_load(front), list(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for is_table, group in groupby(lines, key=lambda line: line.startswith("| ")):
        if is_table:
            yield Block("table", rows=tuple(_cells(line) for line in group))
        else:
            yield from map(_block, group)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip()[1:-1].split("|"))


def _block(line: str) -> Block:
    if line.startswith("@"):
        name, _, rest = line[1:].partition(" ")
        if name not in DIRECTIVES:
            raise ValueError(f"unknown directive @{name}")
        cells = tuple(part.strip() for part in line[5:].split("||")) if name == "head" else ()
        return Block(name, rest, (cells,) if cells else ())
    marks, _, rest = line.partition(" ")
    if marks in ("#", "##", "###"):
        return Block(f"h{len(marks)}", rest)
    return Block("text", line)


def render(source: Source) -> bytes:
    """The document's bytes in the format its file name asks for."""
    return WRITERS[Path(source.file).suffix](source)


# --- text formats ---------------------------------------------------------------------------------------------


def _head_lines(block: Block) -> list[str]:
    return [cell for cell in block.rows[0] if cell]


def write_txt(source: Source) -> bytes:
    """Plain text, one paragraph a line; tables flattened to `cell | cell |`; `tight: true` leaves no empty lines."""
    lines: list[str] = []
    for block in source.blocks:
        if block.kind == "head":
            lines += _head_lines(block)
        elif block.kind == "table":
            lines += ["".join(f"{cell} | " for cell in row).rstrip() for row in block.rows] + [""]
        elif block.kind not in ("page", "plaintable", "running"):
            lines += [block.text] if block.kind == "sign" or source.front.get("tight") else [block.text, ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def write_md(source: Source) -> bytes:
    """Markdown with headings, emphasis and pipe tables."""
    lines: list[str] = []
    for block in source.blocks:
        if block.kind == "table":
            header, *body = block.rows
            lines += [_md_row(header), _md_row(("---",) * len(header)), *map(_md_row, body), ""]
        elif block.kind == "head":
            lines += [f"**{cell}**  " for cell in _head_lines(block)] + [""]
        elif block.kind in _MD_FORMS:
            lines += [_MD_FORMS[block.kind].format(block.text), ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


_MD_FORMS = {
    "title": "**{}**",
    "note": "*{}*",
    "sign": "**{}**",
    "text": "{}",
    "h1": "# {}",
    "h2": "## {}",
    "h3": "### {}",
}


def _md_row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def write_html(source: Source) -> bytes:
    """A small standalone page with real headings, lists and tables."""
    title = html.escape(source.front.get("meta", {}).get("title", source.file))
    body = "\n".join(_html_block(block) for block in source.blocks)
    page = (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>.c{{text-align:center}}.r{{text-align:right}}table{{border-collapse:collapse}}"
        f"td,th{{border:1px solid;padding:2px 6px}}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return page.encode()


_HTML_FORMS = {
    "title": '<p class="c"><b>{}</b></p>',
    "note": '<p class="c"><i>{}</i></p>',
    "sign": '<p class="r"><b>{}</b></p>',
    "text": "<p>{}</p>",
    "h1": "<h1>{}</h1>",
    "h2": "<h2>{}</h2>",
    "h3": "<h3>{}</h3>",
}


def _html_block(block: Block) -> str:
    if block.kind in ("table", "head"):
        tag = "th" if block.kind == "table" else "td"
        rows = [_html_row(row, tag if index == 0 else "td") for index, row in enumerate(block.rows)]
        return "<table>\n" + "\n".join(rows) + "\n</table>"
    return _HTML_FORMS[block.kind].format(html.escape(block.text)) if block.kind in _HTML_FORMS else ""


def _html_row(cells: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"


# --- Word -----------------------------------------------------------------------------------------------------


def write_docx(source: Source) -> bytes:
    """A Word file with heading styles and real tables; dates and zip entries fixed."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    properties = document.core_properties
    properties.author, properties.title = "cchc", str(source.front.get("meta", {}).get("title", ""))
    properties.created = properties.modified = FIXED.replace(tzinfo=None)
    properties.comments = ""
    for block in source.blocks:
        _docx_block(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_zip(buffer.getvalue())


def _docx_block(document: Any, block: Block) -> None:
    if block.kind in ("table", "head"):
        _docx_table(document, block)
    elif block.kind == "page":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif block.kind.startswith("h"):
        document.add_heading(block.text, level=int(block.kind[1]))
    elif block.kind in ("text", "title", "note", "sign"):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(block.text)
        run.bold, run.italic = block.kind in ("title", "sign"), block.kind == "note"
        if block.kind != "text":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if block.kind == "sign" else WD_ALIGN_PARAGRAPH.CENTER


def _docx_table(document: Any, block: Block) -> None:
    table = document.add_table(rows=len(block.rows), cols=max(map(len, block.rows)))
    if block.kind == "table":
        table.style = "Table Grid"
    for row, cells in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text


def _fixed_zip(data: bytes) -> bytes:
    """The same archive with entries in one order and dated 1980, so that no clock shows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


# --- PDF ------------------------------------------------------------------------------------------------------


class _Pdf(FPDF):
    running = ""

    def header(self) -> None:
        """The running head, where the source has one."""
        if self.running:
            self.set_font("bvp", "I", 8)
            self.cell(0, 6, self.running, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def footer(self) -> None:
        """The page number alone on its line, as such documents print it."""
        self.set_y(-14)
        self.set_font("bvp", "", 9)
        self.cell(0, 8, str(self.page_no()), align="C")


_PDF_FORMS: dict[str, tuple[str, float, str]] = {
    "title": ("B", 12, "C"),
    "note": ("I", 10, "C"),
    "sign": ("B", 11, "R"),
    "text": ("", 11, "L"),
    "h1": ("B", 12, "L"),
    "h2": ("B", 11, "L"),
    "h3": ("I", 11, "L"),
}


def write_pdf(source: Source) -> bytes:
    """A PDF with a text layer in an embedded Vietnamese font; dates fixed, lines wrapped by the page width."""
    pdf = _pdf(source)
    for block in source.blocks:
        _pdf_block(pdf, block)
    return bytes(pdf.output())


def write_pdf_in_columns(source: Source) -> bytes:
    """The same with everything from the first heading on in two columns; tables are left out."""
    pdf = _pdf(source)
    first = next((n for n, block in enumerate(source.blocks) if block.kind == "h1"), len(source.blocks))
    for block in source.blocks[:first]:
        _pdf_block(pdf, block)
    with pdf.text_columns(ncols=2, gutter=8) as columns:
        for block in source.blocks[first:]:
            if block.kind in _PDF_FORMS:
                style, size, _ = _PDF_FORMS[block.kind]
                pdf.set_font("bvp", style, size - 1)
                with columns.paragraph(bottom_margin=1) as paragraph:
                    paragraph.write(block.text)
    return bytes(pdf.output())


def _pdf(source: Source) -> _Pdf:
    """The first page, empty."""
    pdf = _Pdf(format="A4")
    pdf.set_creation_date(FIXED)
    pdf.set_title(str(source.front.get("meta", {}).get("title", "")))
    pdf.set_author("cchc")
    for style, name in (("", "Regular"), ("B", "Bold"), ("I", "Italic")):
        pdf.add_font("bvp", style, FONTS / f"BeVietnamPro-{name}.ttf")
    pdf.running = next((block.text for block in source.blocks if block.kind == "running"), "")
    pdf.set_margins(25, 15, 18)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    return pdf


def _pdf_block(pdf: _Pdf, block: Block) -> None:
    if block.kind == "page":
        pdf.add_page()
    elif block.kind == "head":
        pdf.set_font("bvp", "", 9)
        left, right = (*block.rows[0], "")[:2]
        pdf.cell(75, 6, left, align="C")
        pdf.cell(0, 6, right, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    elif block.kind == "table":
        pdf.set_font("bvp", "", 8)
        with pdf.table(headings_style=FontFace(emphasis="BOLD"), line_height=5) as table:
            for cells in block.rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
    elif block.kind == "picture":
        pdf.image(Image.new("L", (600, 800), 210), w=150)
    elif block.kind in _PDF_FORMS:
        style, size, align = _PDF_FORMS[block.kind]
        pdf.set_font("bvp", style, size)
        pdf.multi_cell(0, 6, block.text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(1)


WRITERS: dict[str, Callable[[Source], bytes]] = {
    ".txt": write_txt,
    ".md": write_md,
    ".html": write_html,
    ".docx": write_docx,
    ".pdf": write_pdf,
}
