"""Broken and hostile files: a finding each, never an exception, bounded time and memory."""

import io
import zipfile
from pathlib import Path

import pytest

from pipelines.plans.documents import opening as sources
from pipelines.plans.documents import word_package
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.source import source_below

PROMISE = "KẾ HOẠCH NĂM 2026\n\n- Tối thiểu 80% hồ sơ trực tuyến.\n"


def reading_of(folder: Path, name: str, content: bytes):
    plans = folder / "plans"
    plans.mkdir(exist_ok=True)
    (plans / name).write_bytes(content)
    return read_plan(source_below(plans / name, folder), None, default_matcher())


def docx_with(body: str, name: str = "word/document.xml", prefix: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            name,
            f'<?xml version="1.0"?>{prefix}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )
    return stream.getvalue()


def pdf_with(text: str | None, password: str | None = None) -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    if text:
        pdf.cell(text=text)
    else:
        pdf.rect(20, 20, 60, 60)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)
    return bytes(pdf.output())


PARAGRAPH = "<w:p><w:r><w:t>Tối thiểu 80% hồ sơ trực tuyến.</w:t></w:r></w:p>"
GOOD_DOCX = docx_with(PARAGRAPH)

BROKEN = {
    "empty_file": ("a.txt", b"", "empty_document"),
    "only_white_space": ("a.md", b" \n\t\n", "empty_document"),
    "binary_junk": ("a.txt", bytes(range(256)) * 40, "not_text"),
    "an_image_called_text": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "foreign_content"),
    "a_web_archive": (
        "a.html",
        b"From: <Saved by Blink>\nMIME-Version: 1.0\n\n<p>80=\n%</p>",
        "foreign_content",
    ),
    "a_mail": ("a.txt", b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nODAl\n", "foreign_content"),
    "a_copy_cut_off": ("a.txt", "Tối thiểu 80% hồ sơ".encode() + bytes(4_096), "foreign_content"),
    "a_photo_that_ends_in_zeros": ("a.txt", b"\0\0\0\x18ftypheic" + bytes(4_096), "not_text"),
    "truncated_docx": ("a.docx", GOOD_DOCX[: len(GOOD_DOCX) // 2], "broken_docx"),
    "docx_that_is_no_zip": ("a.docx", b"hello", "broken_docx"),
    "zip_that_is_no_docx": ("a.docx", docx_with(PARAGRAPH, name="other.xml"), "not_a_word_document"),
    "old_or_protected_word": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted_file"),
    "xml_not_well_formed": ("a.docx", docx_with("<w:p>"), "broken_docx"),
    "external_entity": (
        "a.docx",
        docx_with("&x;", prefix='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "xml_with_declaration",
    ),
    "entity_bomb": (
        "a.docx",
        docx_with("&b;", prefix='<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        "xml_with_declaration",
    ),
    "zip_bomb": ("a.docx", docx_with("<w:p/>" * 3_000_000), "zip_bomb"),
    "no_pdf_inside": ("a.pdf", b"%PDF-1.7 nothing", "broken_pdf"),
    "truncated_pdf": ("a.pdf", pdf_with("Toi thieu 80%")[:120], "broken_pdf"),
    "encrypted_pdf": ("a.pdf", pdf_with("Toi thieu 80%", password="secret"), "encrypted_file"),
    "image_only_pdf": ("a.pdf", pdf_with(None), "image_only_pdf"),
    "html_of_script_only": ("a.html", b"<html><script>var a = '80%';</script></html>", "empty_document"),
}


@pytest.mark.parametrize(("name", "content", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gives_a_finding_that_says_what_to_do(tmp_path, name, content, rule):
    reading = reading_of(tmp_path, name, content)
    assert not reading.document
    assert not reading.mentions
    finding = reading.findings[-1]
    assert (finding.rule, finding.severity, finding.file) == (rule, "error", f"plans/{name}")
    assert finding.found and finding.expected and finding.remedy


def test_a_good_docx_is_read_with_its_paragraph(tmp_path):
    reading = reading_of(tmp_path, "a.docx", GOOD_DOCX)
    assert [(m["value"], m["locator"]) for m in reading.mentions] == [(80.0, "paragraph 1, offset 10")]


def test_script_and_style_are_not_text(tmp_path):
    page = "<html><head><title>90%</title><style>p{width:50%}</style></head><body><script>'70%'</script><p>Tối thiểu 80% hồ sơ trực tuyến.</p></body></html>"  # noqa: E501
    reading = reading_of(tmp_path, "a.html", page.encode())
    assert [m["number_text"] for m in reading.mentions] == ["80%"]
    start = reading.mentions[0]["number_start"]
    assert page[start : start + 3] == "80%"


def test_markup_in_words_stays_words(tmp_path):
    page = "<p>Tối thiểu <b>80</b>% hồ sơ &lt;script&gt;alert(1)&lt;/script&gt; trực&nbsp;tuyến."
    reading = reading_of(tmp_path, "a.html", page.encode())
    assert reading.mentions[0]["value"] == 80.0
    assert "<script>" in reading.mentions[0]["quote"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Tối thiểu 80% hồ sơ trực tuyến",
        "<table><tr><td>Tối thiểu 80% hồ sơ trực tuyến",
        "<<<p>Tối thiểu 80% hồ sơ trực tuyến.<!-- never closed",
        "<p Tối thiểu <p>Tối thiểu 80% hồ sơ.</div></table></tr>",
    ],
)
def test_unclosed_markup_is_read_to_its_end(tmp_path, page):
    assert [m["number_text"] for m in reading_of(tmp_path, "a.html", page.encode()).mentions] == ["80%"]


def test_a_long_table_whose_rows_say_the_same_is_no_bomb(tmp_path):
    rows = "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 60_000
    made = docx_with(f"{PARAGRAPH}<w:tbl>{rows}</w:tbl>")
    assert len(made) * 300 < len(rows)
    assert [m["number_text"] for m in reading_of(tmp_path, "a.docx", made).mentions] == ["80%"]


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_a_page_that_a_portal_called_otherwise_is_a_page(tmp_path, name):
    page = "\ufeff\n<!DOCTYPE html><html><body><p>Tối thiểu 80% hồ sơ trực tuyến</p></body></html>"
    assert [m["number_text"] for m in reading_of(tmp_path, name, page.encode()).mentions] == ["80%"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found(tmp_path, encoding):
    reading = reading_of(tmp_path, "a.txt", (PROMISE * 3).encode(encoding))
    assert [m["value"] for m in reading.mentions] == [80.0] * 3


def test_decomposed_letters_keep_the_offsets_of_the_file(tmp_path):
    import unicodedata

    text = unicodedata.normalize("NFD", PROMISE)
    mention = reading_of(tmp_path, "a.txt", text.encode()).mentions[0]
    assert text[mention["number_start"] :].startswith("80%")
    assert mention["quote"] in text
    assert mention["value"] == 80.0


def test_legacy_tcvn3_is_turned_into_letters(tmp_path):
    from pipelines.vietnamese import _TCVN3

    codes = {letter: chr(0x80 + place) for place, letter in enumerate(_TCVN3) if place >= 0x20}
    table = str.maketrans(codes)
    reading = reading_of(
        tmp_path, "a.txt", PROMISE.replace("KẾ HOẠCH NĂM 2026", "Kế hoạch năm 2026").translate(table).encode("latin-1")
    )
    assert [m["value"] for m in reading.mentions] == [80.0]
    assert "hồ sơ trực tuyến" in reading.mentions[0]["quote"]


def test_look_alike_letters_are_read(tmp_path):
    assert (
        reading_of(
            tmp_path, "a.txt", "\u00d0ến năm 2025\n\n- \u00d0ạt tối thiểu 80% hồ sơ trực tuyến.\n".encode()
        ).mentions[0]["year"]
        == 2025
    )


def test_a_file_over_the_cap_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 50)
    assert reading_of(tmp_path, "a.txt", PROMISE.encode() * 3).findings[-1].rule == "file_too_large"


def test_a_text_over_the_cap_is_read_up_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_CHARACTERS", 80)
    reading = reading_of(tmp_path, "a.txt", (PROMISE * 10).encode())
    assert reading.mentions
    assert any(finding.rule == "text_cut" for finding in reading.findings)


def test_a_zip_part_over_the_cap_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(word_package, "MAX_PART", 100)
    assert reading_of(tmp_path, "a.docx", GOOD_DOCX).findings[-1].rule == "zip_bomb"


@pytest.mark.parametrize(
    "line",
    [
        "80% ",
        "tối thiểu ",
        "1.",
        "| ",
        "(((",
        "- ",
        "năm 2025, ",
        "từ 80% đến ",
        "a" * 50,
        "«»",
        "100% đơn vị có ít nhất 01 ",
        "trong đó ",
    ],
    ids=repr,
)
def test_a_long_line_of_one_thing_is_read_to_its_end(tmp_path, line):
    """Hangs where a rule backtracks without end; `make bench` shows the curve over length."""
    content = (line * (120_000 // len(line))).encode()
    reading = reading_of(tmp_path, "a.txt", content)
    assert reading.document
    assert all(mention["number_start"] < len(content) for mention in reading.mentions)


@pytest.mark.slow
def test_a_line_of_100_mb_is_cut_with_a_finding(tmp_path):
    reading = reading_of(tmp_path, "a.txt", ("Văn bản hành chính thường ngày " * 4_000_000).encode()[:100_000_000])
    assert any(finding.rule == "text_cut" for finding in reading.findings)


def test_a_sidecar_wins_and_its_unknown_keys_are_warned_of(tmp_path):
    (tmp_path / "plans").mkdir()
    sidecar = "issuer: Tỉnh Sông Thao\nlevel: province\ndocument_number: 12/KH-UBND\nperiod_to: 2026\nperiod_from: 2026\norigin: extract\ncolour: red\nsha256: ../../etc/passwd\n"  # noqa: E501
    (tmp_path / "plans" / "a.txt.meta.yml").write_text(sidecar, encoding="utf-8")
    reading = reading_of(tmp_path, "a.txt", b"- T\xe1\xbb\x91i thi\xe1\xbb\x83u 80% h\xe1\xbb\x93 s\xc6\xa1.\n")
    assert (reading.document["issuer_name"], reading.document["level"], reading.document["document_number"]) == (
        "Tỉnh Sông Thao",
        "province",
        "12/KH-UBND",
    )
    assert reading.document["origin"] == "extract"
    assert reading.mentions[0]["year"] == 2026
    assert "sidecar_unknown_key" in {finding.rule for finding in reading.findings}


@pytest.mark.parametrize("year", ["1998", "2005", "2099", "２０２５"])
def test_a_year_that_no_plan_is_for_dates_nothing_and_stops_nothing(tmp_path, year):
    text = f"KẾ HOẠCH\n\n- Chỉ số cải cách năm {year} của đơn vị không thấp hơn 85 điểm.\n"
    mentions = reading_of(tmp_path, "a.txt", text.encode()).mentions
    assert [(mention["value"], mention["year"]) for mention in mentions] == [(85.0, None)]
