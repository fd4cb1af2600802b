"""Pages of a PDF read as a person reads them: tables by rows, columns one after the other, turned text upright."""

from pathlib import Path

import pytest
from fpdf import FPDF

from pipelines.plans.documents import pdf as reader
from pipelines.plans.documents.model import Table, UnreadableError
from pipelines.plans.documents.pdf import read_pdf

FONT = next(
    path
    for path in Path(__import__("fontpkg_be_vietnam_pro").__file__).parent.rglob("*.ttf")
    if path.name.endswith("-Regular.ttf")
)
LONG = "Tỷ lệ hồ sơ thủ tục hành chính được tiếp nhận và giải quyết trực tuyến toàn trình trên tổng số hồ sơ"
ROWS = [
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Năm 2030"],
    ["I", "Cải cách thủ tục hành chính", "", "", ""],
    ["1", LONG, "%", "80", "95"],
    ["2", "Tỷ lệ thanh toán trực tuyến", "%", "≥ 45", "60"],
    ["3", "Thời gian chờ đợi trung bình mỗi lần giao dịch", "phút", "15", "≤ 10"],
]


def new_pdf(size: float = 11) -> FPDF:
    pdf = FPDF()
    pdf.add_page()
    for style in ("", "B"):
        pdf.add_font("vn", style, FONT)
    pdf.set_font("vn", size=size)
    return pdf


def write(pdf: FPDF, *lines: str) -> None:
    for line in lines:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")


def cells(data: bytes) -> list[list[str]]:
    document = read_pdf(data)
    return [
        [cell.flat.strip() for cell in row]
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


@pytest.mark.parametrize("size", [9, 12])
@pytest.mark.parametrize("borders", ["ALL", "NONE"])
def test_a_table_is_cut_by_its_rules_or_by_the_places_of_its_words(borders, size):
    pdf = new_pdf(size)
    write(pdf, "KẾ HOẠCH", "I. MỤC TIÊU")
    with pdf.table(col_widths=(10, 70, 25, 25, 25), borders_layout=borders, line_height=6, text_align="LEFT") as table:
        for row in ROWS:
            line = table.row()
            for words in row:
                line.cell(words)
    write(pdf, "II. NHIỆM VỤ", "Duy trì 100% hồ sơ đúng hạn ở tất cả các cơ quan của tỉnh trong suốt giai đoạn này.")
    data = bytes(pdf.output())
    assert cells(data) == ROWS
    assert "Duy trì 100% hồ sơ" in read_pdf(data).text


@pytest.mark.parametrize("padding", [1, 3])
def test_a_head_in_the_middle_over_several_ruled_columns_is_the_head_of_each(padding):
    pdf = new_pdf(9)
    write(pdf, "KẾ HOẠCH", "I. CHỈ TIÊU")
    heads = ["Tỷ lệ hồ sơ trực tuyến (%)", "Tỷ lệ thanh toán trực tuyến (%)", "Số cuộc kiểm tra trong từng năm"]
    with pdf.table(
        col_widths=(8, 50, *[14] * 6), line_height=5, text_align="LEFT", num_heading_rows=2, padding=padding
    ) as table:
        line = table.row()
        for words in ("TT", "Đơn vị"):
            line.cell(words, rowspan=2, align="CENTER")
        for words in heads:
            line.cell(words, colspan=2, align="CENTER")
        line = table.row()
        for words in ["2026", "2027"] * 3:
            line.cell(words, align="CENTER")
        group = table.row()
        group.cell("I")
        group.cell("Các sở, ban, ngành cấp tỉnh thực hiện trong cả giai đoạn", colspan=7)
        for row in (["1", "Sở Công Thương", *"123456"], ["2", "Sở Giáo dục và Đào tạo", *"234567"]):
            line = table.row()
            for words in row:
                line.cell(words)
    found = cells(bytes(pdf.output()))
    above = [" ".join(filter(None, column)) for column in zip(*found[:-3], strict=True)]
    spread = [found[0][place] or found[0][place - 1] for place in range(2, 8)]
    assert spread == [head for head in heads for _ in range(2)] or above[2:] == [
        f"{head} {year}" for head in heads for year in ("2026", "2027")
    ]
    assert [list(filter(None, row)) for row in found[-3:]] == [
        ["I", "Các sở, ban, ngành cấp tỉnh thực hiện trong cả giai đoạn"],
        ["1", "Sở Công Thương", *"123456"],
        ["2", "Sở Giáo dục và Đào tạo", *"234567"],
    ]


def test_a_table_without_rules_and_ordinals_is_cut_too():
    pdf = new_pdf()
    rows = [
        ["Chỉ tiêu", "Đơn vị", "2025", "2030"],
        ["Tỷ lệ hồ sơ trực tuyến toàn trình", "%", "80", "95"],
        ["của các cơ quan trong tỉnh", "", "", ""],
        ["Tỷ lệ thanh toán", "%", "45", "60"],
    ]
    for down, row in enumerate(rows):
        for left, words in zip((20, 110, 140, 165), row, strict=True):
            pdf.set_xy(left, 40 + 7 * down)
            pdf.cell(0, 6, words)
    assert cells(bytes(pdf.output()))[1:] == [
        ["Tỷ lệ hồ sơ trực tuyến toàn trình của các cơ quan trong tỉnh", "%", "80", "95"],
        ["Tỷ lệ thanh toán", "%", "45", "60"],
    ]


def test_a_page_with_gaps_and_no_columns_is_read():
    """A gap on every line, each at another place that other lines' words cross: no table, no reason to refuse it."""
    pdf = new_pdf()
    write(pdf, "KẾ HOẠCH", "I. MỤC TIÊU")
    for place in range(8):
        left = "hồ sơ " * (2 + 2 * place)
        pdf.cell(pdf.get_string_width(left) + 14, 6, left)
        pdf.cell(0, 6, f"đạt {80 + place}% " + "số hóa " * (10 - place), new_x="LMARGIN", new_y="NEXT")
    text = read_pdf(bytes(pdf.output())).text
    assert all(f"{80 + place}%" in text for place in range(8))


def test_two_columns_of_prose_are_read_one_after_the_other():
    pdf = new_pdf()
    left = ["- Tối thiểu 85% hồ sơ thủ tục", "hành chính được tiếp nhận", "trực tuyến."]
    right = ["- Tỷ lệ hồ sơ thanh toán", "trực tuyến đạt tối thiểu", "60% tổng số giao dịch."]
    for down, pair in enumerate(zip(left, right, strict=True)):
        for place, words in zip((20, 115), pair, strict=True):
            pdf.set_xy(place, 60 + 6 * down)
            pdf.cell(0, 6, words)
    flat = [
        " ".join(block.flat.split()) for block in read_pdf(bytes(pdf.output())).blocks if not isinstance(block, Table)
    ]
    assert flat == [" ".join(left), " ".join(right)]


@pytest.mark.parametrize("angle", [90, 270, 180])
def test_turned_text_reads_like_upright_text(angle):
    pdf = new_pdf()
    lines = ["Đến năm 2025:", "- Tối thiểu 85% hồ sơ.", "- Không quá 15 phút."]
    with pdf.rotation(angle, x=100, y=100):
        for down, words in enumerate(lines):
            pdf.set_xy(60, 90 + 8 * down)
            pdf.cell(0, 6, words)
    assert read_pdf(bytes(pdf.output())).text.split("\n")[:3] == lines


def test_justified_prose_is_no_table():
    pdf = new_pdf()
    pdf.multi_cell(90, 6, f"{LONG}. " * 6, align="J")
    assert cells(bytes(pdf.output())) == []


def test_a_form_that_draws_itself_is_refused_before_the_page_is_opened():
    data = (
        b"%PDF-1.7\n1 0 obj\n<</Type/XObject/Subtype/Form/Resources 2 0 R>>stream\n/X Do /X Do\nendstream endobj\n"
        b"2 0 obj\n<</XObject<</X 1 0 R>>>>\nendobj\n"
    )
    with pytest.raises(UnreadableError) as refused:
        read_pdf(data)
    assert "draws itself" in refused.value.found


def test_a_page_of_too_many_letters_is_named_and_cut(monkeypatch):
    monkeypatch.setattr(reader, "MAX_PAGE", 50)
    pdf = new_pdf()
    for _ in range(4):
        write(pdf, "Tối thiểu 80% hồ sơ được giải quyết trực tuyến và đúng hạn trong năm.")
        pdf.add_page()
    rules = [finding.rule for finding in read_pdf(bytes(pdf.output())).findings]
    assert rules == ["page_too_dense", "text_cut"]
