"""More small hostile files: containers, encodings, tables, figures and promises that no honest sender writes.

Each entry as in files.py: where it lies below raw/, its bytes, whether an error must name it.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.integration.hostile.files import (
    END,
    RELATIONS,
    SENTENCE,
    SHEET,
    TEXT,
    TIDY,
    TYPES,
    WORKBOOK,
    archive,
    pdf,
    stream,
    word,
    workbook,
)

ZEROS = b"\0" * 150_000_000
LAUGHS = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'.format(
    "ha" * 50, "".join(f'<!ENTITY {c} "{f"&{chr(ord(c) - 1)};" * 12}">' for c in "bcdefghi")
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARAGRAPHS = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (TEXT + SENTENCE).splitlines())


def _utf8(text: str) -> bytes:
    return text.encode("utf-8")


def with_part(made: bytes, name: str, content: bytes | str) -> bytes:
    """An archive with one part more."""
    import io
    import zipfile

    out = io.BytesIO(made)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return out.getvalue()


def cells(*values: str) -> str:
    """A row of inline strings."""
    row = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
    return f"<row>{row}</row>"


TIDY_ROWS = cells("indicator", "unit_name", "unit_level", "period", "value") + cells(
    "online_dossier_rate", "Điện Biên", "province", "2024", "50"
)


def sheet_with(after: str) -> bytes:
    """A tidy workbook of one figure, with more after its rows."""
    return workbook(SHEET.format(TIDY_ROWS) + "</sheetData>" + after + "</worksheet>")


def many_sheets(count: int) -> bytes:
    """A workbook that names one sheet very often."""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count))
    book = WORKBOOK.replace('<sheet name="S" sheetId="1" r:id="rId1"/>', listed)
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(target="xl/workbook.xml", kind="officeDocument"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(target="worksheets/sheet1.xml", kind="worksheet"),
            "xl/worksheets/sheet1.xml": SHEET.format(TIDY_ROWS) + END,
        }
    )


def external_word() -> bytes:
    """A document whose relations lead to the network and to the machine's own files."""
    links = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId7" TargetMode="External" Target="http://192.0.2.1/t.dotx" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/><Relationship Id="rId8" '
        'Target="../../../../../../etc/passwd" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/aFChunk"/></Relationships>'
    )
    made = word(
        PARAGRAPHS + '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships" r:id="rId8"/>'
    )
    return with_part(made, "word/_rels/document.xml.rels", links)


def looping_references() -> bytes:
    """A PDF whose cross-reference table says that the one before it is itself."""
    body = pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    at = len(body)
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table % (at, at)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    made = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        stream(b"BT ET"),
        b"<< /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >>",
    )
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [(0123456789abcdef) (0123456789abcdef)]")


def compound(*names: str) -> bytes:
    """The beginning of an old Office container with these streams in its directory."""
    header = OLE + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\0" * 10
    header += b"\x01\0\0\0" + b"\x01\0\0\0" + b"\0" * 4 + b"\0\x10\0\0" + b"\xfe\xff\xff\xff" + b"\0" * 4
    header += b"\xfe\xff\xff\xff" + b"\0" * 4 + b"\0\0\0\0" + b"\xff\xff\xff\xff" * 108
    fat = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff\xff\xff\xff" * 126
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le")
        kind = 5 if number == 0 else 2
        entries += text.ljust(64, b"\0") + (len(text) + 2).to_bytes(2, "little") + bytes([kind, 1])
        entries += b"\xff\xff\xff\xff" * 2 + (b"\x01\0\0\0" if number == 0 else b"\xff\xff\xff\xff")
        entries += b"\0" * 36 + b"\xfe\xff\xff\xff" + b"\0" * 8
    return (header + fat + entries).ljust(4_096, b"\0")


def plan(number: str, sentence: str) -> bytes:
    """A plan with this document number and sentence."""
    return _utf8(
        f"ỦY BAN NHÂN DÂN\nTỈNH ĐIỆN BIÊN\nSố: {number}\n\nĐiện Biên, ngày 05 tháng 01 năm 2024\n\nKẾ HOẠCH\n\n"
        f"CẢI CÁCH HÀNH CHÍNH NĂM 2024\n\nI. MỤC TIÊU\n\n- {sentence}\n"
    )


def figures(*lines: str) -> bytes:
    """A tidy file of these rows, with counts."""
    head = "indicator,unit_name,unit_level,period,value,numerator,denominator,respondents,published_at\n"
    return _utf8(head + "".join(f"{line}\n" for line in lines))


ONE = "online_dossier_rate,Điện Biên,province"
NINES = "9" * 400
MORE: dict[str, tuple[Callable[[], bytes], bool]] = {
    # containers
    "kpi/media-bomb.xlsx": (lambda: with_part(sheet_with(""), "xl/media/image1.png", ZEROS), True),
    "plans/media-bomb.docx": (lambda: with_part(word(PARAGRAPHS), "word/media/image1.png", ZEROS), False),
    "kpi/zip-in-zip.xlsx": (lambda: archive({"a.xlsx": archive({"b.xlsx": archive({"c": ZEROS})})}), True),
    "plans/many-parts.docx": (lambda: archive({f"word/p{n}.xml": "<x/>" for n in range(50_000)}), True),
    "kpi/many-sheets.xlsx": (lambda: many_sheets(5_000), True),
    "plans/external.docx": (external_word, True),
    "plans/rich.docx": (lambda: b"{\\rtf1\\ansi " + _utf8(TEXT + SENTENCE) + b"}", True),
    "plans/old.docx": (lambda: compound("WordDocument", "1Table"), True),
    "plans/old.doc": (lambda: compound("WordDocument"), True),
    "kpi/locked.xlsx": (lambda: compound("EncryptionInfo", "EncryptedPackage"), True),
    "kpi/locked.xls": (lambda: compound("EncryptionInfo", "EncryptedPackage"), True),
    "kpi/binary.xlsb": (lambda: archive({"xl/workbook.bin": b"\0" * 99}), True),
    "kpi/open.ods": (lambda: archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), True),
    "kpi/open-renamed.xlsx": (lambda: archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), True),
    "kpi/apple.numbers": (lambda: archive({"Index/Document.iwa": b"x"}), True),
    "kpi/packed.csv": (lambda: gzip.compress(_utf8(TIDY) + ZEROS), True),
    "plans/packed.txt": (lambda: gzip.compress(ZEROS), True),
    # markup
    "kpi/entities.xlsx": (lambda: workbook(f"{LAUGHS}<worksheet><sheetData><row><c><v>&i;</v></c></row>{END}"), True),
    "plans/entities.docx": (
        lambda: archive({"[Content_Types].xml": TYPES, "word/document.xml": f"{LAUGHS}<w:document>&i;</w:document>"}),
        True,
    ),
    "plans/entities.html": (lambda: _utf8(f"{LAUGHS}<html><body>&i;{TEXT}{SENTENCE}</body></html>"), False),
    "plans/deep-tables.html": (lambda: b"<table><tr><td>" * 30_000 + _utf8(TEXT + SENTENCE), False),
    "kpi/deep-tables.html": (lambda: b"<table><tr><td>" * 30_000, True),
    "kpi/many-cells.html": (lambda: b"<table><tr>" + b"<td>1</td>" * 500_000, True),
    "plans/many-attributes.html": (lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">80%", False),
    # tables
    "kpi/merged.xlsx": (
        lambda: sheet_with(
            "<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:D{n + 1}"/>' for n in range(3, 1_000_003, 2))
            + "</mergeCells>"
        ),
        False,
    ),
    "kpi/merged-over-all.xlsx": (
        lambda: sheet_with("<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50 + "</mergeCells>"),
        False,
    ),
    "kpi/styled.xlsx": (
        lambda: workbook(SHEET.format(TIDY_ROWS + '<row s="1" customFormat="1"/>' * 1_000_000) + END),
        False,
    ),
    "kpi/wide.xlsx": (lambda: workbook(SHEET.format(cells(*["c"] * 16_384) * 20) + END), True),
    "kpi/one-cell.xlsx": (lambda: workbook(SHEET.format(cells("x" * 30_000_000)) + END), True),
    "kpi/odd-places.xlsx": (
        lambda: workbook(
            SHEET.format('<row r="99999999999"><c r="-1"><v>1</v></c><c r="ZZZZZZ9"><v>2</v></c></row>') + END
        ),
        True,
    ),
    "kpi/nuls.csv": (lambda: b"\0" * 1_000_000, True),
    "kpi/formulas.csv": (lambda: _utf8(TIDY + "=cmd|' /C calc'!A0,@SUM(1),+1,-1,2024\n" * 2_000), True),
    "kpi/open-quote.csv": (lambda: _utf8(TIDY + f'"{ONE},2024,50\n' + f"{ONE},2023,50\n" * 5_000), False),
    # encodings
    "plans/utf16-no-mark.txt": (lambda: (TEXT + SENTENCE).encode("utf-16-le"), False),
    "kpi/utf16-no-mark.csv": (lambda: (TIDY + f"{ONE},2022,50\n").encode("utf-16-be"), False),
    "plans/lone-surrogate.txt": (
        lambda: _utf8(TEXT) + b"- T\xed\xa0\x80i thi\xed\xbf\xbfu 80% " + _utf8(SENTENCE),
        False,
    ),
    "plans/utf32.txt": (lambda: (TEXT + SENTENCE).encode("utf-32"), True),
    # PDF
    "plans/looping-references.pdf": (looping_references, True),
    "plans/encrypted.pdf": (encrypted_pdf, True),
    "plans/huge-page.pdf": (
        lambda: pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 -1e30] /Contents 4 0 R >>",
            stream(b"q " * 2_000_000),
        ),
        True,
    ),
    # figures and promises that break sums, dates and identities
    "kpi/numbers.csv": (
        lambda: figures(
            f"{ONE},2021,1e308,,,,",
            f"{ONE},2020,NaN,,,,",
            f"{ONE},2019,Infinity,,,,",
            f"{ONE},2018,{NINES},,,,",
            f"{ONE},2017,50,{NINES},{NINES},{NINES},",
            f"{ONE},2016,,1e300,1e-300,,",
            f"{ONE},2015,50,,,1e30,",
            f"{ONE},2014,50,5,10,99999999999999999999,",
            f"online_dossiers,Điện Biên,province,2014,{'9' * 30},,,,",
        ),
        True,
    ),
    "kpi/dates.csv": (
        lambda: figures(
            f"{ONE},0000,50,,,,",
            f"{ONE},9999-12,50,,,,",
            f"{ONE},2024-13,50,,,,",
            f"{ONE},2024-Q9,50,,,,",
            f"{ONE},2013,50,,,,9999-12-31",
            f"{ONE},2012,50,,,,0000-00-00",
            f"{ONE},2011,50,,,,31/02/2012",
        ),
        True,
    ),
    "plans/numbers.txt": (
        lambda: plan(
            "1/KH-UBND", f"Tối thiểu {NINES}% hồ sơ trực tuyến; {'9' * 30}%; 1.000.000.000.000.000.000 hồ sơ."
        ),
        False,
    ),
    "plans/years.txt": (
        lambda: plan("2/KH-UBND", "Đến năm 99999 đạt 80% hồ sơ trực tuyến, năm 0000 đạt 90%, giai đoạn 2030 - 2020."),
        False,
    ),
    "plans/long-number.txt": (lambda: plan("9" * 20_000 + "/KH-UBND", "Tối thiểu 80% hồ sơ trực tuyến."), False),
    "plans/same-a.txt": (lambda: plan("3/KH-UBND", "Tối thiểu 80% hồ sơ trực tuyến."), False),
    "plans/same-b.txt": (lambda: plan("3/KH-UBND", "Tối thiểu 85% hồ sơ trực tuyến."), False),
    "plans/after-each-a.txt": (lambda: plan("4/KH-UBND", "Tối thiểu 80% hồ sơ trực tuyến."), False),
    "plans/after-each-b.txt": (lambda: plan("5/KH-UBND", "Tối thiểu 80% hồ sơ trực tuyến."), False),
    "plans/blanks.txt": (lambda: _utf8(TEXT + "- Tối thiểu 80%" + " " * 20_000 + "hồ sơ" + "\t\u00a0" * 20_000), False),
    "kpi/no-sheet.xls": (lambda: compound("Workbook") + b"\x09\x08\x10\x00\x00\x06" + b"\xff" * 4_000, True),
    # reports
    "reports/broken.docx": (lambda: b"PK\x03\x04 no archive", True),
    "reports/broken.pdf": (lambda: b"%PDF-1.7\n" + b"\xff" * 500, True),
    "reports/bomb.xlsx": (lambda: workbook(SHEET.format(" " * 300_000_000) + END), True),
    "reports/nuls.txt": (lambda: b"\0" * 1_000_000, True),
    # reference
    "reference/unit_changes.csv": (
        lambda: _utf8(
            "effective_on,predecessor_unit_id,successor_unit_id,change_type,share,level,code,name_vi,short_name_vi,"
            "type_vi,parent_unit_id\n0001-01-01,P11-63,P11-a,unchanged,full,province,11,X,X,Tỉnh,VN\n"
            "2026-04-30,P11-a,P11-b,unchanged,full,province,11,X,X,Tỉnh,VN\n"
            "2026-04-30,P11-63,P11-c,unchanged,full,province,11,X,X,Tỉnh,P11-c\n"
            "2026-05-30,P11-63,P11-63,unchanged,full,province,11,X,X,Tỉnh,VN\n"
            "2026-06-30,P15-34,P15-z,merged,part,province,15,X,X,Tỉnh,VN\n"
        ),
        True,
    ),
    "reference/aliases.csv": (
        lambda: _utf8("kind,alias,code,level\nunit,Điện Biên,99,province\nindicator,x,y,\n"),
        True,
    ),
    "reference/adopted_targets.csv": (
        lambda: _utf8("document_number,predecessor_unit_id,successor_unit_id\n3/KH-UBND,P11-63,P99\n"),
        True,
    ),
    "reference/indicator_bridges.csv": (
        lambda: _utf8(
            "from_indicator,to_indicator,relation\nno_such,online_dossier_rate,exact\n"
            "online_dossier_rate,online_dossier_rate,exact\nonline_dossier_rate,sipas_index,exact\n"
            "sipas_index,online_dossier_rate,close\n"
        ),
        True,
    ),
    "reference/target_decisions_quote.csv": (
        lambda: _utf8('document_number,statement_key,field,value\n"3/KH-UBND,k,year,2025\n'),
        True,
    ),
    "reference/target_decisions_odd.csv": (
        lambda: _utf8(
            "document_number,statement_key,field,value,decided_on\n3/KH-UBND,k,year,99999,2025-01-01\n"
            f"3/KH-UBND,k,value,{NINES},0000-00-00\n3/KH-UBND,k,no_such,1,\n"
        ),
        True,
    ),
    "reference/target_decisions_nul.csv": (lambda: b"\0" * 100_000, True),
}
for _ending in ("txt", "md", "html", "docx", "pdf"):
    MORE[f"plans/empty.{_ending}"] = (bytes, True)
    MORE[f"plans/one-byte.{_ending}"] = (lambda: b"\x80", _ending in ("docx", "pdf"))
for _ending in ("csv", "xlsx", "xls", "html"):
    MORE[f"kpi/empty.{_ending}"] = (bytes, True)
    MORE[f"kpi/one-byte.{_ending}"] = (lambda: b"\x80", True)

MORE_SIDECARS: dict[str, str] = {
    "plans/tags.txt": "title: !!python/object/apply:os.system ['true']\nissued_on: 0000-00-00\n",
    "plans/twice.txt": "title: a\ntitle: b\nperiod_from: 99999999999999999999999999\n? {a: b}\n: c\n",
    "kpi/merge-key.csv": "<<: &x {period: 2024}\nperiod_start: 9999-99-99\npublished_at: -1\n",
    "kpi/two-documents.csv": "title: a\n---\ntitle: b\n",
    "kpi/long-key.csv": "k" * 90_000 + ": 1\n",
    "reports/typo.txt": "published_at: soon\nunit_level: 7\n",
    "reference/adopted_targets_x.csv": "received_at: never\n",
}
SOUND_SIDECARS = {
    "plans/after-each-a.txt": "supersedes: [5/KH-UBND, 4/KH-UBND]\n",
    "plans/after-each-b.txt": "supersedes: [4/KH-UBND]\n",
}
