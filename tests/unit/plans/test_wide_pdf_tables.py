"""Wide tables of a PDF without ruled lines give the targets of the same table in Word, wherever cells stand in rows."""

from pathlib import Path

import pytest
from docx import Document as WordDocument
from fpdf import FPDF

from pipelines.plans.documents.pdf import read_pdf
from pipelines.plans.reader import read_targets

FONT = next(
    path
    for path in Path(__import__("fontpkg_be_vietnam_pro").__file__).parent.rglob("*.ttf")
    if path.name.endswith("-Regular.ttf")
)
LETTERHEAD = ["ỦY BAN NHÂN DÂN TỈNH BÌNH LÂM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
BEFORE = ["KẾ HOẠCH", "Chuyển đổi số giai đoạn 2026 - 2028", "I. CHỈ TIÊU"]
AFTER = ["II. TỔ CHỨC THỰC HIỆN", "Mỗi xã bố trí ít nhất 02 công chức tại bộ phận một cửa."]
LONG = "Tỷ lệ hồ sơ được tiếp nhận và giải quyết theo hình thức trực tuyến toàn trình trên tổng số hồ sơ"
# Widths in millimetres, rows of heads (None: the head before it stands above this column, too), rows.
TABLES = {
    "years below one head": (
        (10, 72, 20, 28, 18, 18, 18, 45),
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2025", "Năm", None, None, "Cơ quan chủ trì"],
            ["", "", "", "", "2026", "2027", "2028", ""],
        ],
        [
            ["1", LONG, "%", "61,5", "70", "80", "90", "Văn phòng UBND tỉnh, các sở, ban, ngành"],
            ["2", "Tỷ lệ thanh toán trực tuyến", "%", "42", "50", "60", "70", "Sở Tài chính"],
            ["3", "Số cơ sở dữ liệu dùng chung", "CSDL", "9", "12", "16", "20", "Sở Khoa học và Công nghệ"],
        ],
    ),
    "levels above years": (
        (10, 60, 18, 22, 22, 22, 22, 22, 40),
        [
            ["TT", "Tên chỉ tiêu", "ĐVT", "Hiện trạng 2025", "Cấp tỉnh", None, "Cấp xã", None, "Ghi chú"],
            ["", "", "", "", "2026", "2028", "2026", "2028", ""],
        ],
        [
            ["1", "Tỷ lệ hồ sơ công việc xử lý trên mạng (trừ hồ sơ mật)", "%", "88,4", "95", "100", "85", "95", ""],
            ["2", LONG, "%", "55", "80", "100", "60", "90", "Theo Nghị quyết của tỉnh"],
            ["3", "Tỷ lệ văn bản ký số", "%", "97", "100", "", "99", "", ""],
        ],
    ),
    "groups of rows": (
        (12, 80, 24, 34, 34, 50),
        [["TT", "Chỉ tiêu", "Đơn vị", "Năm 2026", "Năm 2027", "Cơ quan thực hiện"]],
        [
            ["I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""],
            ["1", LONG, "%", "98", "99", "Các sở, ngành; UBND cấp xã"],
            ["II", "TỔ CHỨC BỘ MÁY", "", "", "", ""],
            ["2", "Giảm số đơn vị sự nghiệp công lập", "%", "5", "10", "Sở Nội vụ"],
            ["3", "Năng suất tiếp nhận hồ sơ của một nhân sự trong năm", "Hồ sơ", "1.600", "1.800", "Trung tâm"],
        ],
    ),
}


def cells_of(row):
    """First column, column behind the last, words."""
    starts = [place for place, words in enumerate(row) if words is not None]
    return [(one, two, row[one]) for one, two in zip(starts, [*starts[1:], len(row)], strict=True)]


def as_docx(table, path):
    _, heads, rows = table
    word = WordDocument()
    for line in LETTERHEAD + BEFORE:
        word.add_paragraph(line)
    grid = word.add_table(rows=len(heads + rows), cols=len(rows[0]))
    for place, row in enumerate(heads + rows):
        for first, after, words in cells_of(row):
            cell = grid.cell(place, first)
            (cell.merge(grid.cell(place, after - 1)) if after - first > 1 else cell).text = words
    for line in AFTER:
        word.add_paragraph(line)
    word.save(path)


def as_pdf(table, path, in_the_middle, align, padding):
    widths, heads, rows = table
    pdf = FPDF(orientation="landscape")
    pdf.set_margin(15)
    pdf.add_page()
    pdf.add_font("vn", "", FONT)
    pdf.set_font("vn", size=9)
    pdf.cell(90, 6, LETTERHEAD[0])
    pdf.cell(0, 6, LETTERHEAD[1], new_x="LMARGIN", new_y="NEXT")
    for line in BEFORE:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    edges = [15 + sum(widths[:place]) for place in range(len(widths) + 1)]
    down = pdf.get_y() + 3
    for number, row in enumerate(heads + rows):
        torn = [
            (first, after, pdf.multi_cell(edges[after] - edges[first] - 2, 4.7, words, dry_run=True, output="LINES"))
            for first, after, words in cells_of(row)
            if words
        ]
        height = max(len(lines) for _, _, lines in torn)
        for first, after, lines in torn:
            top = down + (4.7 * (height - len(lines)) / 2 if in_the_middle else 0)
            is_figure = number >= len(heads) and first >= 3 and lines[0][0].isdigit()
            for place, words in enumerate(lines):
                pdf.set_xy(edges[first] + 1, top + 4.7 * place)
                side = "C" if number < len(heads) else align if is_figure else "L"
                pdf.cell(edges[after] - edges[first] - 2, 4.7, words.strip(), align=side)
        down += 4.7 * height + padding
    pdf.set_xy(15, down + 3)
    for line in AFTER:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))


def read(path):
    fields = ("number_text", "op", "value", "unit", "kind", "year", "level")
    return [tuple(getattr(mention, name) for name in fields) for mention in read_targets(path)[1].mentions]


@pytest.mark.parametrize("in_the_middle", [False, True], ids=["top", "middle"])
@pytest.mark.parametrize(("align", "padding"), [("R", 1.0), ("C", 0.0), ("L", 0.5)])
@pytest.mark.parametrize("name", TABLES)
def test_a_wide_table_without_rules_reads_as_in_word(name, align, padding, in_the_middle, tmp_path):
    as_docx(TABLES[name], tmp_path / "a.docx")
    as_pdf(TABLES[name], tmp_path / "a.pdf", in_the_middle, align, padding)
    promised = read(tmp_path / "a.docx")
    assert len(promised) > 6 and promised[-1][0] == "02 công chức"
    assert read(tmp_path / "a.pdf") == promised
    assert "\nII. TỔ CHỨC THỰC HIỆN\n" in read_pdf((tmp_path / "a.pdf").read_bytes()).text


def as_pages(path, pages):
    """Words at their places (left, down), in millimetres."""
    pdf = FPDF(orientation="landscape")
    pdf.add_font("vn", "", FONT)
    for page in pages:
        pdf.add_page()
        pdf.set_font("vn", size=9)
        for left, down, words in page:
            pdf.set_xy(left, down)
            pdf.cell(0, 5, words)
    pdf.output(str(path))


EDGES = (15, 27, 130, 150, 170, 190, 215)
HEADS = ("TT", "Chỉ tiêu", "ĐVT", "2026", "2027", "2028", "Cơ quan chủ trì")
OPENING = [(15, 15 + 7 * place, words) for place, words in enumerate(BEFORE)]


def row_at(down, cells, edges=EDGES):
    return [(left, down, words) for left, words in zip(edges, cells, strict=True) if words]


def numbered(first, after, gap=None):
    """Rows of a table on a page of its own; the column `gap` is blank."""
    rows = [
        [str(n), f"Tỷ lệ hồ sơ trực tuyến nhóm {n}", "%", f"{50 + n}", f"{60 + n}", f"{70 + n}", "Các sở"]
        for n in range(first, after)
    ]
    return [[words if place != gap else "" for place, words in enumerate(row)] for row in rows]


def drawn(rows, down, edges=EDGES):
    return [cell for place, row in enumerate(rows) for cell in row_at(down + 7 * place, row, edges)]


def values(path):
    return [(mention.number_text, mention.year) for mention in read_targets(path)[1].mentions]


def told(path):
    return [(one.locator, one.rule) for one in read_pdf(path.read_bytes()).findings]


@pytest.mark.parametrize("after", [7, 5], ids=["rows", "one row"])
def test_rows_of_the_next_page_keep_the_columns_that_only_the_page_before_tells(after, tmp_path):
    pages = [[*OPENING, *row_at(50, HEADS), *drawn(numbered(1, 4), 57)], drawn(numbered(4, after, gap=4), 20)]
    as_pages(tmp_path / "a.pdf", pages)
    first = [(str(figure + n), year) for n in range(1, 4) for figure, year in ((50, 2026), (60, 2027), (70, 2028))]
    second = [(str(figure + n), year) for n in range(4, after) for figure, year in ((50, 2026), (70, 2028))]
    assert values(tmp_path / "a.pdf") == first + second
    assert told(tmp_path / "a.pdf") == []


def test_rows_below_a_line_of_text_on_the_next_page_have_the_heads_of_the_page_before(tmp_path):
    pages = [[*OPENING, *row_at(50, HEADS), *drawn(numbered(1, 4), 57)]]
    pages += [[(15, 15, "II. Hiện đại hóa hành chính"), *drawn(numbered(4, 7, gap=4), 30)]]
    as_pages(tmp_path / "a.pdf", pages)
    assert values(tmp_path / "a.pdf")[9:11] == [("54", 2026), ("74", 2028)]


def test_rows_that_do_not_fit_the_columns_before_are_refused_and_said(tmp_path):
    moved = (15, 27, 120, 140, 160, 180, 215)
    pages = [[*OPENING, *row_at(50, HEADS), *drawn(numbered(1, 4), 57)], drawn(numbered(4, 7, gap=4), 20, moved)]
    as_pages(tmp_path / "a.pdf", pages)
    assert len(values(tmp_path / "a.pdf")) == 9
    assert told(tmp_path / "a.pdf") == [("page 2", "table_columns_unclear")]
    assert "Tỷ lệ hồ sơ trực tuyến nhóm 5" in read_pdf((tmp_path / "a.pdf").read_bytes()).text


UNCLEAR = {
    "two figures in a cell": [["1", "Tỷ lệ hồ sơ trực tuyến", "%", "61 62", "", "71", ""], *numbered(2, 4)],
    "names begin nowhere": [["", "Tỷ lệ hồ sơ", "", "", "", "", ""], ["", "Trực tuyến", "%", "61", "62", "63", ""]] * 3,
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_table_whose_columns_or_rows_are_unclear_gives_no_number_and_a_finding(name, tmp_path):
    as_pages(tmp_path / "a.pdf", [[*OPENING, *row_at(50, HEADS), *drawn(UNCLEAR[name], 57), (15, 130, AFTER[1])]])
    assert [number for number, _ in values(tmp_path / "a.pdf")] == ["02 công chức"]
    assert told(tmp_path / "a.pdf") == [("page 1", "table_columns_unclear")]


def test_a_list_whose_marks_stand_apart_is_read(tmp_path):
    lines = [
        (15 + 12 * (place % 2), 50 + 7 * (place // 2), words)
        for place, words in enumerate(["1.", "Duy trì 90% hồ sơ đúng hạn", "2.", "Duy trì 80% hồ sơ trực tuyến"])
    ]
    as_pages(tmp_path / "a.pdf", [[*OPENING, *lines]])
    assert [number for number, _ in values(tmp_path / "a.pdf")] == ["90%", "80%"]


def test_the_last_rows_of_pages_that_differ_in_figures_alone_are_no_running_feet(tmp_path):
    rows = [[str(n), "Tỷ lệ hồ sơ trực tuyến", "%", f"{50 + n}", f"{60 + n}", f"{70 + n}", ""] for n in range(1, 7)]
    pages = [[*OPENING, *row_at(50, HEADS), *drawn(rows[:3], 57)], drawn(rows[3:], 20)]
    as_pages(tmp_path / "a.pdf", pages)
    assert len(values(tmp_path / "a.pdf")) == 18
