"""Still more small hostile files: archives whose headers lie, cells and dates beyond all bounds, names nobody knows.

Each entry as in files.py: where it lies below raw/, its bytes, whether an error must name it.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.integration.hostile.files import (
    END,
    RELATIONS,
    SHEET,
    TIDY,
    TYPES,
    WORKBOOK,
    archive,
    pdf,
    word,
    workbook,
)
from tests.integration.hostile.more_files import ONE, PARAGRAPHS, TIDY_ROWS, figures, plan, sheet_with

DOCUMENT = "word/document.xml"
SHEET_PART = "xl/worksheets/sheet1.xml"
# Where a field stands in the header of an entry, and in the directory at the end; what is written there.
LIES = {
    "encrypted": (6, 8, b"\x01"),
    "method": (8, 10, b"\x63\x00"),
    "size": (22, 24, b"\x0a\x00\x00\x00"),
}


def _utf8(text: str) -> bytes:
    return text.encode("utf-8")


def lying(made: bytes, what: str) -> bytes:
    """An archive whose entries all say something untrue of themselves."""
    data = bytearray(made)
    own, listed, lie = LIES[what]
    for mark, place in ((b"PK\3\4", own), (b"PK\1\2", listed)):
        at = data.find(mark)
        while at >= 0:
            data[at + place : at + place + len(lie)] = lie
            at = data.find(mark, at + 4)
    return bytes(data)


def with_twin(made: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """An archive with a second part of the same name that says something else."""
    out = io.BytesIO(made)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as opened:
        warnings.simplefilter("ignore")
        opened.writestr(name, opened.read(name).replace(old, new))
    return out.getvalue()


def word_of(head: str, entity: str = "") -> bytes:
    """A Word document whose XML begins with this."""
    body = PARAGRAPHS.replace("80%", f"{entity}80%")
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(target=DOCUMENT, kind="officeDocument"),
            DOCUMENT: f'{head}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
        }
    )


def wide_table() -> str:
    """A table whose one cell says that it spans two billion columns."""
    cell = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p><w:r><w:t>90%</w:t></w:r></w:p>'
    return f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"


def numbered() -> str:
    """A paragraph of a level and a list that cannot be."""
    place = '<w:numPr><w:ilvl w:val="-2147483648"/><w:numId w:val="99999999999999999999"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>Tối thiểu 81% hồ sơ trực tuyến.</w:t></w:r></w:p>"


def book(period: str, value: str, strings: int = 1) -> bytes:
    """A tidy workbook of one figure with dates as a style, whose table of strings says how many it holds."""
    kinds = {"rId1": "worksheet", "rId2": "styles", "rId3": "sharedStrings"}
    targets = {"rId1": "worksheets/sheet1.xml", "rId2": "styles.xml", "rId3": "sharedStrings.xml"}
    related = "".join(
        f'<Relationship Id="{one}" Target="{targets[one]}" Type='
        f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
        for one, kind in kinds.items()
    )
    head = RELATIONS[: RELATIONS.index("<Relationship Id")]
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = TIDY_ROWS.replace('<c t="inlineStr"><is><t>2024</t></is></c>', period)
    row = row.replace('<c t="inlineStr"><is><t>50</t></is></c>', value)
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(target="xl/workbook.xml", kind="officeDocument"),
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": f"{head}{related}</Relationships>",
            SHEET_PART: SHEET.format(row) + END,
            "xl/styles.xml": f'<styleSheet xmlns="{space}"><numFmts count="1"><numFmt numFmtId="164" '
            'formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
            "</styleSheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{space}" count="{strings}" uniqueCount="{strings}">'
            "<si><t>x</t></si></sst>",
        }
    )


def packed_thrice() -> bytes:
    """A page whose drawing is packed three times over, so that no size in the file tells how large it is."""
    data = b"\0" * 400_000_000
    for _ in range(3):
        data = zlib.compress(data, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data),
    )


def launching() -> bytes:
    """A page without measures in a file that asks to start a program."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> /AcroForm << /XFA 3 0 R >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 nan inf] >>",
    )


SOUND_WORD, SOUND_BOOK = word(PARAGRAPHS), sheet_with("")
ODD: dict[str, tuple[Callable[[], bytes], bool]] = {
    "plans/says-encrypted.docx": (lambda: lying(SOUND_WORD, "encrypted"), True),
    "kpi/says-encrypted.xlsx": (lambda: lying(SOUND_BOOK, "encrypted"), True),
    "plans/no-such-packing.docx": (lambda: lying(SOUND_WORD, "method"), True),
    "kpi/no-such-packing.xlsx": (lambda: lying(SOUND_BOOK, "method"), True),
    "plans/untrue-size.docx": (lambda: lying(SOUND_WORD, "size"), True),
    "kpi/untrue-size.xlsx": (lambda: lying(SOUND_BOOK, "size"), True),
    "plans/twin.docx": (lambda: with_twin(SOUND_WORD, DOCUMENT, b"80%", b"95%"), True),
    "reports/twin.docx": (lambda: with_twin(SOUND_WORD, DOCUMENT, b"80%", b"95%"), True),
    "kpi/twin.xlsx": (lambda: with_twin(SOUND_BOOK, SHEET_PART, b">50<", b">95<"), True),
    "plans/of-the-machine.docx": (
        lambda: word_of('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
        True,
    ),
    "plans/no-such-encoding.docx": (lambda: word_of('<?xml version="1.0" encoding="x-no-such"?>'), True),
    "plans/wide-cell.docx": (lambda: word(PARAGRAPHS + wide_table()), False),
    "plans/odd-level.docx": (lambda: word(PARAGRAPHS + numbered()), False),
    "plans/packed-thrice.pdf": (packed_thrice, True),
    "plans/launching.pdf": (launching, True),
    "plans/brackets.txt": (
        lambda: plan("62/KH-UBND", f"Tối thiểu 80% hồ sơ {'(' * 20_000}trực tuyến{')' * 20_000}."),
        False,
    ),
    "plans/chain.txt": (
        lambda: plan("64/KH-UBND", f"Phấn đấu từ {' đến '.join(f'{n % 100}%' for n in range(5_000))} hồ sơ."),
        False,
    ),
    "plans/outline.txt": (lambda: plan("66/KH-UBND", "1." * 30_000 + " Tối thiểu 80% hồ sơ trực tuyến."), False),
    "kpi/many-strings.xlsx": (lambda: book('<c t="s"><v>0</v></c>', "<c><v>50</v></c>", 4_000_000_000), True),
    "kpi/no-such-string.xlsx": (lambda: book("<c><v>2024</v></c>", '<c t="s"><v>-1</v></c>'), True),
    "kpi/day-out-of-time.xlsx": (lambda: book('<c s="1"><v>-1e300</v></c>', "<c><v>50</v></c>"), True),
    "kpi/no-such-type.xlsx": (
        lambda: workbook(SHEET.format(TIDY_ROWS.replace('t="inlineStr"', 't="zz"')) + END),
        False,
    ),
    "kpi/half-a-letter.csv": (lambda: (TIDY + f"{ONE},2010,50\n").encode("utf-16")[:-1], True),
    "kpi/a-code-a-line.csv": (
        lambda: _utf8(TIDY) + f"{ONE},2009,50\n".encode("utf-16-le") + _utf8(f"{ONE},2008,50\n"),
        True,
    ),
    "kpi/ten-thousand-columns.csv": (
        lambda: _utf8(TIDY.strip() + "".join(f",c{n}" for n in range(10_000)) + f"\n{ONE},2006,50{',1' * 10_000}\n"),
        True,
    ),
    "kpi/nobody-knows.csv": (
        lambda: _utf8(TIDY + "".join(f"online_dossier_rate,Sở số {n},province,2024,50\n" for n in range(5_000))),
        True,
    ),
    "kpi/first-day.csv": (
        lambda: figures(f"{ONE},2003,50,,,,0001-01-01T00:00:00+14:00", f"{ONE},2002,50,,,,9999-12-31T23:59:59-14:00"),
        True,
    ),
}
ODD_SIDECARS: dict[str, str] = {
    "plans/first-day.txt": "issued_on: 0001-01-01T00:00:00+14:00\nperiod_to: 9999-12-31T23:59:59-14:00\n",
    "reference/adopted_targets_first.csv": "received_at: 0001-01-01T00:00:00+14:00\n",
    "plans/long.txt": "title: a\n" + "# x\n" * 1_000_000,
    "plans/sixty.txt": "level: 0x" + "f" * 50_000 + "\ntitle: 1" + ":59" * 10_000 + "\n",
    "kpi/set.csv": "? a\n? b\n---\n!!set {period, title}\n",
    "kpi/listed.csv": "!!omap\n- title: x\n- title: y\n",
    "kpi/no-number.csv": "published_at: .nan\nperiod: .inf\nperiod_start: !!timestamp 2024-02-30\n",
}
