"""The same plan gives the same targets from Word, from PDF with ruled tables and from PDF without rules."""

from pathlib import Path

import pytest
from docx import Document as WordDocument
from fpdf import FPDF

from pipelines.plans.reader import read_targets

FONT = next(
    path
    for path in Path(__import__("fontpkg_be_vietnam_pro").__file__).parent.rglob("*.ttf")
    if path.name.endswith("-Regular.ttf")
)
BEFORE = [
    "ỦY BAN NHÂN DÂN TỈNH BÌNH LÂM",
    "Số: 219/KH-UBND",
    "KẾ HOẠCH",
    "Cải cách hành chính giai đoạn 2026 - 2030",
    "I. MỤC TIÊU",
    "- Đến năm 2028, tối thiểu 80% hồ sơ cấp tỉnh, 70% hồ sơ cấp xã được nộp trực tuyến; giảm 10% thời gian giải quyết "
    "so với năm 2025.",
    "- Chỉ số PAR INDEX đứng trong nhóm 10 tỉnh, thành phố dẫn đầu cả nước.",
    "II. CHỈ TIÊU",
]
ROWS = [
    ["TT", "Chỉ tiêu", "ĐVT", "Năm 2027", "Năm 2030", "Cơ quan chủ trì"],
    ["I", "Cải cách thủ tục hành chính", "", "", "", ""],
    ["1", "Tỷ lệ hồ sơ trực tuyến toàn trình trên tổng số hồ sơ thủ tục hành chính", "%", "65", "≥ 90", "Các sở"],
    ["2", "Thời gian chờ trung bình tại Trung tâm Phục vụ hành chính công", "phút", "20", "≤ 10", "UBND cấp xã"],
    ["II", "Tổ chức bộ máy", "", "", "", ""],
    ["3", "Giảm số đơn vị sự nghiệp công lập so với năm 2025", "%", "5", "15", "Sở Nội vụ"],
]
AFTER = ["III. TỔ CHỨC THỰC HIỆN", "Mỗi xã bố trí ít nhất 02 công chức tại bộ phận một cửa."]


def as_docx(path):
    word = WordDocument()
    for line in BEFORE:
        word.add_paragraph(line)
    table = word.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for cells, row in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    for line in AFTER:
        word.add_paragraph(line)
    word.save(path)


def as_pdf(path, borders):
    pdf = FPDF()
    pdf.add_page()
    for style in ("", "B"):
        pdf.add_font("vn", style, FONT)
    pdf.set_font("vn", size=11)
    for line in BEFORE:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    widths = (10, 70, 15, 22, 22, 35)
    with pdf.table(col_widths=widths, borders_layout=borders, line_height=6, text_align="LEFT") as table:
        for row in ROWS:
            line = table.row()
            for words in row:
                line.cell(words)
    for line in AFTER:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))


def targets(path):
    fields = ("number_text", "op", "year", "level", "kind", "unit", "baseline_year", "area")
    return [tuple(getattr(mention, field) for field in fields) for mention in read_targets(path)[1].mentions]


@pytest.mark.parametrize("borders", ["ALL", "NONE"])
def test_word_and_pdf_give_the_same_targets(tmp_path, borders):
    word, pdf = tmp_path / "plan.docx", tmp_path / "plan.pdf"
    as_docx(word)
    as_pdf(pdf, borders)
    expected = targets(word)
    assert len(expected) == 11
    assert targets(pdf) == expected
