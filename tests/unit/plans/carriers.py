"""One plan as Word, PDF, web page, markdown and text with tabs.

What belongs here: writing lines and a table with merged cells into each form. What does not: plans and what is read
from them (test_same_in_every_carrier.py). A cell «<» is merged with the one on its left, «^» with the one above.
"""

from html import escape
from pathlib import Path

from docx import Document as WordDocument
from fpdf import FPDF

FONT = next(
    path
    for path in Path(__import__("fontpkg_be_vietnam_pro").__file__).parent.rglob("*.ttf")
    if path.name.endswith("-Regular.ttf")
)
MERGED = ("<", "^")
Rows = list[list[str]]
Parts = list[str | Rows]


def spans(rows: Rows) -> dict[tuple[int, int], tuple[int, int]]:
    """How many rows and columns each cell with words of its own covers, by its place."""
    found = {}
    for top, row in enumerate(rows):
        for left, words in enumerate(row):
            if words not in MERGED:
                wide = next((n for n, cell in enumerate(row[left + 1 :], 1) if cell != "<"), len(row) - left)
                below = [other[left] for other in rows[top + 1 :]]
                found[top, left] = (next((n for n, cell in enumerate(below, 1) if cell != "^"), len(below) + 1), wide)
    return found


def as_docx(parts: Parts, path: Path) -> None:
    word = WordDocument()
    for part in parts:
        if isinstance(part, str):
            word.add_paragraph(part)
            continue
        table = word.add_table(rows=len(part), cols=len(part[0]))
        for (top, left), (high, wide) in spans(part).items():
            cell = table.cell(top, left).merge(table.cell(top + high - 1, left + wide - 1))
            cell.text = part[top][left]
    word.save(str(path))


def as_pdf(parts: Parts, path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    for style in ("", "B"):
        pdf.add_font("vn", style, FONT)
    pdf.set_font("vn", size=9)
    for part in parts:
        if isinstance(part, str):
            pdf.multi_cell(0, 6, part, new_x="LMARGIN", new_y="NEXT")
            continue
        own = spans(part)
        heads = max(high for (top, _), (high, _) in own.items() if top == 0)
        widths = [max(12, min(40, max(len(row[left]) for row in part))) for left in range(len(part[0]))]
        with pdf.table(col_widths=widths, line_height=6, text_align="LEFT", num_heading_rows=heads) as table:
            for top, row in enumerate(part):
                line = table.row()
                for left, words in enumerate(row):
                    if (top, left) in own:
                        high, wide = own[top, left]
                        line.cell(words, rowspan=high, colspan=wide, align="CENTER" if top < heads else "LEFT")
    pdf.output(str(path))


def as_html(parts: Parts, path: Path) -> None:
    """A portal's page: its menu beside the text, the table between."""
    body = []
    for part in parts:
        if isinstance(part, str):
            body.append(f"<p>{escape(part)}</p>")
            continue
        own, rows = spans(part), []
        for top, row in enumerate(part):
            cells = ((own[top, left], words) for left, words in enumerate(row) if (top, left) in own)
            rows.append("".join(f'<td rowspan="{h}" colspan="{w}"><p>{escape(x)}</p></td>' for (h, w), x in cells))
        body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    menu = '<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/vb">Văn bản</a></li></ul>'
    page = f"<table><tr><td>{menu}</td><td><div>{''.join(body)}</div></td></tr></table>"
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{page}</body></html>', encoding="utf-8")


def _flat(rows: Rows) -> Rows:
    return [["" if words in MERGED else words for words in row] for row in rows]


def as_md(parts: Parts, path: Path) -> None:
    lines = []
    for part in parts:
        if isinstance(part, str):
            lines += [part, ""]
            continue
        first, *rest = (f"| {' | '.join(row)} |" for row in _flat(part))
        lines += [first, "|" + "---|" * len(part[0]), *rest, ""]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_txt(parts: Parts, path: Path) -> None:
    lines = []
    for part in parts:
        lines += [part] if isinstance(part, str) else ["\t".join(row) for row in _flat(part)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


CARRIERS = {"docx": as_docx, "pdf": as_pdf, "html": as_html, "md": as_md, "txt": as_txt}
