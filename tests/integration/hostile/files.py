"""Small files each of which once ended a run: made here, by kind, so that nothing of anyone else's is kept.

Each entry: where it lies below raw/, its bytes, and whether an error must name it (the others only must not harm).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="{target}" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>"""
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}'
)
END = "</sheetData></worksheet>"


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def workbook(sheet: str | bytes) -> bytes:
    """A workbook of one sheet with this XML."""
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(target="xl/workbook.xml", kind="officeDocument"),
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(target="worksheets/sheet1.xml", kind="worksheet"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def far_cell(row: str, cell: str) -> bytes:
    """A sheet with a value in the very last cell, its attributes written as given."""
    return workbook(SHEET.format(f"<row {row}><c {cell}><v>1</v></c></row>") + END)


def damaged_deflate() -> bytes:
    """A workbook whose sheet does not unpack."""
    data = bytearray(workbook(SHEET.format("x" * 400) + END))
    at = data.find(b"sheet1.xml", data.find(b"worksheets/")) + len(b"sheet1.xml")
    data[at : at + 12] = b"\xff" * 12
    return bytes(data)


def word(body: str) -> bytes:
    """A Word document with this body."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(target="word/document.xml", kind="officeDocument"),
            "word/document.xml": f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
        }
    )


def nested_tables(depth: int) -> bytes:
    """Tables in tables in tables."""
    return word(
        "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>80%</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, without a cross-reference table (readers mend that)."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R >>\n"


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A packed PDF stream."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def form_in_itself() -> bytes:
    """A page whose drawing calls a form that calls itself, twice."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>"
    )
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        stream(b"/F Do"),
        stream(b"/F Do /F Do", form),
    )


def pages_in_themselves() -> bytes:
    """A page tree whose node is its own child."""
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000 >>")


def dense_pages(pages: int) -> bytes:
    """Many pages that share one packed stream of very much text."""
    text = stream(b"BT /F 9 Tf " + b"(tam muoi phan tram) Tj " * 120_000 + b"ET")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    )
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", tree, text, font, *[page] * pages)


def spanned_table(rows: int) -> bytes:
    """A page whose every cell says that it spans thousands of rows and columns."""
    cells = '<tr><td rowspan="65000" colspan="1000">80%</td></tr>' * rows
    return f"<html><body><table>{cells}</table></body></html>".encode()


def bomb(mb: int) -> bytes:
    """A workbook that unpacks to many megabytes of blanks."""
    return workbook(SHEET.format(" " * (mb * 1_000_000)) + END)


TEXT = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG LAM\nSố: 7/KH-UBND\n\nKẾ HOẠCH\nNĂM 2025\n\nI. MỤC TIÊU\n"
SENTENCE = "- Tối thiểu 80% hồ sơ được tiếp nhận trực tuyến.\n"
TIDY = "indicator,unit_name,unit_level,period,value\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")


ODD_SPAN = "<table><tr><td colspan='²'>a</td><td rowspan='-1'>b</td></tr></table>".encode()

FILES: dict[str, tuple[Callable[[], bytes], bool]] = {
    "kpi/far-quotes.xlsx": (lambda: far_cell("r='1048576'", "r='XFD1048576'"), True),
    "kpi/far-order.xlsx": (lambda: far_cell('spans="1:9" r="1048576"', 's="0" r="XFD1048576"'), True),
    "kpi/far-spaces.xlsx": (lambda: far_cell(' r = "1048576" ', '  r = "XFD1048576" '), True),
    "kpi/no-utf8.xlsx": (lambda: workbook(SHEET.format('<row r="1"><c r="A1"><v>').encode() + b"\xff\xfe</v>"), True),
    "kpi/unpacks-not.xlsx": (damaged_deflate, True),
    "kpi/bomb.xlsx": (lambda: bomb(300), True),
    "kpi/spans.html": (lambda: spanned_table(400), True),
    "kpi/span-no-number.html": (
        lambda: b"<table><tr><td colspan='\xc2\xb2'>a</td><td rowspan='-1'>b</td></tr></table>",
        True,
    ),
    "kpi/header-only-word.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 6000, True),
    "kpi/late-long-line.csv": (lambda: _bytes(TIDY + "x" * 60_000_000), True),
    "kpi/many-columns.csv": (lambda: _bytes("a," * 200_000 + "\n"), True),
    "plans/nested.docx": (lambda: nested_tables(3_000), True),
    "plans/form-in-itself.pdf": (form_in_itself, True),
    "plans/pages-in-themselves.pdf": (pages_in_themselves, True),
    "plans/dense.pdf": (lambda: dense_pages(400), False),
    "plans/spans.html": (lambda: spanned_table(3_000), False),
    "plans/deep.html": (lambda: b"<div>" * 200_000 + TEXT.encode() + SENTENCE.encode(), False),
    "plans/many-lines.txt": (lambda: _bytes(TEXT + SENTENCE * 100_000), False),
    "plans/one-line.txt": (lambda: _bytes(TEXT + SENTENCE.strip() * 400_000), False),
    "plans/escapes.txt": (lambda: _bytes(TEXT + "- Tối thiểu 80% \x1b[41mhồ sơ\u202e.\n"), False),
    "reference/target_decisions_x.csv": (lambda: b"\x00\xff" * 5_000, True),
}
SIDECARS: dict[str, str] = {
    "plans/laughs.txt": "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{c}: &{c} [{','.join([f'*{chr(ord(c) - 1)}'] * 10)}]\n" for c in "bcdefghi")
    + "title: *i\n",
    "plans/typo.txt": "issued_on: 31/13/2025\nissuer: [a, b]\nlevel: 7\nperiod_from: soon\nsupersedes: {a: b}\n",
    "kpi/typo.csv": "period_start: yesterday\npublished_at: {}\ngeo_era: 12\ntitle: &t [*t]\n",
    "kpi/deep.csv": "[" * 50_000,
}
