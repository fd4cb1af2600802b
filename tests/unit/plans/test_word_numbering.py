"""Marks that Word counts itself are read as a person sees them on the page."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pipelines.plans.documents.docx import read_docx
from pipelines.plans.reader import targets_of

LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"), ("decimal", "%2.%5."))


def numbered(path: Path, *lines: tuple[int | None, str], restart_at: int | None = None) -> Path:
    """A Word document whose lines carry automatic marks; a line's first part is its level, None for plain text."""
    document = Document()
    definitions = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(LEVELS)
    )
    namespace = nsdecls("w")
    abstract = parse_xml(f'<w:abstractNum {namespace} w:abstractNumId="90">{levels}</w:abstractNum>')
    definitions.insert(0, abstract)
    again = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, override in ((90, ""), (91, again)):
        item = f'<w:num {namespace} w:numId="{number}"><w:abstractNumId w:val="90"/>{override}</w:num>'
        definitions.append(parse_xml(item))
    for index, (depth, text) in enumerate(lines):
        paragraph = document.add_paragraph(text)
        if depth is None:
            continue
        properties = OxmlElement("w:numPr")
        list_id = 91 if restart_at is not None and index >= restart_at else 90
        for name, value in (("w:ilvl", depth), ("w:numId", list_id)):
            part = OxmlElement(name)
            part.set(qn("w:val"), str(value))
            properties.append(part)
        paragraph._p.get_or_add_pPr().append(properties)
    document.save(str(path))
    return path


def lines_of(path: Path) -> list[str]:
    return read_docx(path.read_bytes()).text.splitlines()


def test_levels_count_and_start_again_below_a_new_one(tmp_path):
    path = numbered(
        tmp_path / "a.docx",
        (0, "MỤC TIÊU"),
        (1, "Chung"),
        (1, "Riêng"),
        (2, "Một"),
        (2, "Hai"),
        (0, "NHIỆM VỤ"),
        (1, "Thể chế"),
        (2, "Rà soát"),
        (3, "Từng văn bản"),
        (4, "Kết quả"),
    )
    assert lines_of(path) == [
        "I. MỤC TIÊU",
        "1. Chung",
        "2. Riêng",
        "a) Một",
        "b) Hai",
        "II. NHIỆM VỤ",
        "1. Thể chế",
        "a) Rà soát",
        "- Từng văn bản",
        "1.1. Kết quả",
    ]


def test_a_list_told_to_start_again_does(tmp_path):
    path = numbered(tmp_path / "a.docx", (1, "Một"), (1, "Hai"), (1, "Lại một"), restart_at=2)
    assert lines_of(path) == ["1. Một", "2. Hai", "1. Lại một"]


def test_plain_paragraphs_get_no_mark(tmp_path):
    assert lines_of(numbered(tmp_path / "a.docx", (None, "Căn cứ"), (0, "MỤC TIÊU"))) == ["Căn cứ", "I. MỤC TIÊU"]


@pytest.mark.parametrize(("number", "mark"), [(4, "IV."), (9, "IX."), (14, "XIV.")])
def test_roman_numbers_are_written_as_word_writes_them(tmp_path, number, mark):
    assert lines_of(numbered(tmp_path / "a.docx", *[(0, "MỤC")] * number))[-1] == f"{mark} MỤC"


def test_automatic_headings_give_their_areas_and_places_count_typed_characters(tmp_path):
    path = numbered(
        tmp_path / "ke-hoach.docx",
        (None, "KẾ HOẠCH"),
        (None, "Cải cách hành chính năm 2024"),
        (0, "MỤC TIÊU"),
        (1, "Cải cách thủ tục hành chính"),
        (2, "Tối thiểu 80% hồ sơ được nộp trực tuyến."),
        (1, "Cải cách tài chính công"),
        (2, "100% đơn vị thực hiện đúng quy chế chi tiêu nội bộ."),
    )
    targets, _ = targets_of(path)
    assert [(t["number_text"], t["area"], t["year"]) for t in targets] == [
        ("80%", "procedures", 2024),
        ("100%", "public_finance", 2024),
    ]
    document = read_docx(path.read_bytes())
    assert document.locator(targets[0]["number_start"]) == "paragraph 5, offset 10"
