"""Tables of promises: what a row, its group, its columns say of a figure, in every form a table comes in."""

import re
from io import BytesIO

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.plans.documents.decoding import decode
from pipelines.plans.documents.docx import read_docx
from pipelines.plans.documents.html import read_html
from pipelines.plans.documents.model import Cell, Document, Paragraph, Table
from pipelines.plans.documents.opening import from_string
from pipelines.plans.grammar.numbers import silence
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.outline.tree import find_mark
from pipelines.plans.reader import default_matcher
from pipelines.plans.tables.columns import is_ordinal, segments
from pipelines.plans.targets import Found, find_targets

HEAD = ["ỦY BAN NHÂN DÂN TỈNH AN PHÚ", "KẾ HOẠCH", "CẢI CÁCH HÀNH CHÍNH GIAI ĐOẠN 2026 - 2030", "PHỤ LỤC"]
Rows = list[list[str]]


def as_md(rows: Rows) -> Document:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|" + " --- |" * len(rows[0])
    return from_string("\n\n".join(HEAD) + "\n\n" + "\n".join([lines[0], rule, *lines[1:]]) + "\n", "md")


def html(text: str) -> Document:
    return read_html(decode(text.encode()), len(text))


def as_html(rows: Rows) -> Document:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<p>{line}</p>" for line in HEAD)
    return html(f"<html><body>{head}<table>{body}</table></body></html>")


def as_docx(rows: Rows) -> Document:
    word = WordDocument()
    for line in HEAD:
        word.add_paragraph(line)
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    stream = BytesIO()
    word.save(stream)
    return read_docx(stream.getvalue())


def as_tabs(rows: Rows) -> Document:
    return from_string("\n".join([*HEAD, *("\t".join(row) for row in rows)]) + "\n")


def as_lone_bars(rows: Rows) -> Document:
    """One cell a line, each closed by a bar, each row by a second one: how Word tables look in text dumps.

    The positions that a merged head covers are gone there.
    """
    heads = 2 if rows[1][0] == "" else 1
    shown = [[cell for cell in row if cell] if place < heads else row for place, row in enumerate(rows)]
    cells = "".join("".join(f"{cell}\n|\n" for cell in row) + "|\n" for row in shown)
    return from_string("\n".join(HEAD) + f"\n\n|\n{cells}")


FORMS = {"md": as_md, "html": as_html, "docx": as_docx, "tabs": as_tabs, "lone_bars": as_lone_bars}


def found_in(document: Document) -> Found:
    return find_targets(document, read_metadata(document), default_matcher())


def brief(found: Found, *fields: str) -> list[tuple]:
    return [(m.number_text, *(getattr(m, field) for field in fields)) for m in found.mentions]


@pytest.fixture(params=FORMS)
def form(request):
    return FORMS[request.param]


def test_a_group_row_dates_the_rows_below_it_until_the_next_dated_one(form):
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì"],
        ["I", "Đến năm 2027", "", "", ""],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "≥ 60", "Sở Nội vụ"],
        ["I.1", "Thanh toán số", "", "", ""],
        ["2", "Tỷ lệ thanh toán trực tuyến", "%", "50", "Sở Tài chính"],
        ["II", "Giai đoạn 2028 - 2030", "", "", ""],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "≥ 85", "Sở Nội vụ"],
    ]
    expected = [("60", ">=", 2027), ("50", "=", 2027), ("85", ">=", 2030)]
    assert brief(found_in(form(rows)), "op", "year") == expected


def test_one_cell_a_line_is_the_same_table():
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì"],
        ["I", "Đến năm 2027", "", "", ""],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "≥ 60", "Sở Nội vụ"],
        ["II", "Đến năm 2030", "", "", ""],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "≥ 85", "Sở Nội vụ"],
    ]
    assert brief(found_in(as_lone_bars(rows)), "op", "year") == [("60", ">=", 2027), ("85", ">=", 2030)]


def test_a_deadline_cell_goes_before_the_group_row(form):
    rows = [
        ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời hạn"],
        ["I", "Đến năm 2030", "", "", ""],
        ["1", "Số hóa hồ sơ lưu trữ", "80% hồ sơ được số hóa", "Sở Nội vụ", "Quý IV/2027"],
        ["2", "Ký số văn bản", "100% văn bản được ký số", "Sở Nội vụ", "Thường xuyên"],
    ]
    assert brief(found_in(form(rows)), "year") == [("80%", 2027), ("100%", 2030)]


def listed(rows: Rows, sign: str) -> Rows:
    return [[cell.replace("/", sign) for cell in row] for row in rows]


@pytest.mark.parametrize(("made", "sign"), [(as_md, "<br>"), (as_html, "<br/>"), (as_docx, "\n")])
@pytest.mark.parametrize(
    "cells",
    [
        [
            "- Tỷ lệ hồ sơ số hóa/- Tỷ lệ chi cho khoa học/- Số nhân lực",
            "- > 55%/- 2%/- ≥ 5 đơn vị",
            "- 60%/- > 2,5%/- 9 đơn vị",
        ],
        ["Tỷ lệ hồ sơ số hóa/Tỷ lệ chi cho khoa học/Số nhân lực", "> 55%/2%/≥ 5 đơn vị", "60%/> 2,5%/9 đơn vị"],
    ],
    ids=["bullets", "lines"],
)
def test_measures_and_goals_listed_line_by_line_in_one_row_belong_to_each_other(made, sign, cells):
    rows = [["Lĩnh vực", "KPI", "Mốc 2030", "Mốc 2045 (dự kiến)"], ["Khoa học", *cells]]
    found = found_in(made(listed(rows, sign)))
    assert sorted(brief(found, "op", "year", "unit")) == [
        ("2%", "=", 2030, "percent"),
        ("2,5%", ">", 2045, "percent"),
        ("5", ">=", 2030, "organisations"),
        ("55%", ">", 2030, "percent"),
        ("60%", "=", 2045, "percent"),
        ("9", "=", 2045, "organisations"),
    ]
    subjects = {mention.number_text: mention.row_words for mention in found.mentions}
    assert "chi cho khoa học" in subjects["2%"] and "số hóa" not in subjects["2%"]


@pytest.mark.parametrize(
    "cells",
    [
        ["- Tỷ lệ hồ sơ số hóa/- Tỷ lệ chi cho khoa học", "- 55%/- 2%/- 7%"],
        ["- Tỷ lệ hồ sơ số hóa, gồm:/- tại xã", "55%/2%"],
        ["Tỷ lệ hồ sơ số hóa", "55%/2%"],
    ],
)
def test_a_row_whose_lists_do_not_answer_each_other_stays_one(cells):
    (table,) = (
        block for block in as_docx(listed([["Chỉ tiêu", "Năm 2030"], cells], "\n")).blocks if isinstance(block, Table)
    )
    assert len(table.rows) == 2


def test_a_column_of_results_is_told_and_never_promised(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Kết quả thực hiện", "Mục tiêu năm 2026"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "41,5", "60"],
        ["2", "Tỷ lệ thanh toán trực tuyến", "%", "Đã đạt 38%", "50"],
    ]
    document = form(rows)
    found = found_in(document)
    assert brief(found, "year") == [("60", 2026), ("50", 2026)]
    assert [document.text[r.start : r.end] for r in found.refused] == ["41,5", "38%"]


def test_scores_norms_and_costs_are_no_targets(form):
    rows = [
        ["STT", "Tiêu chí", "Điểm chuẩn", "Định mức", "Kinh phí (triệu đồng)"],
        ["1", "Tỷ lệ hồ sơ trực tuyến đúng quy định", "2,5", "12%", "500"],
        ["2", "Công khai thủ tục đúng quy định", "1,5", "8%", "300"],
    ]
    found = found_in(form(rows))
    assert found.mentions == []
    assert {r.rule for r in found.refused} == {"column_of_scores", "column_of_norms", "column_of_costs"}


def test_units_stand_in_a_column_of_their_own(form):
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2030"],
        ["1", "Xếp hạng chuyển đổi số của tỉnh", "Thứ bậc", "≤ 10"],
        ["2", "Thời gian xử lý một hồ sơ", "Phút", "15"],
        ["3", "Số doanh nghiệp công nghệ số", "Doanh nghiệp", "40 - 50"],
        ["4", "Chỉ số cải cách hành chính", "Điểm", "> 90,5"],
    ]
    expected = [
        ("10", "<=", "rank", "level"),
        ("15", "=", "minutes", "level"),
        ("40 - 50", "range", "organisations", "level"),
        ("90,5", ">", "points", "level"),
    ]
    assert brief(found_in(form(rows)), "op", "unit", "kind") == expected


def test_the_comparator_may_end_the_words_of_the_row_or_stand_in_a_cell_of_its_own(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "So sánh", "Năm 2030"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu", "%", "", "80"],
        ["2", "Tỷ lệ hồ sơ trễ hạn không quá", "%", "", "2"],
        ["3", "Tỷ lệ thanh toán trực tuyến", "%", "≥", "65"],
        ["4", "Thời gian chờ của một lượt", "phút", "tối đa", "15"],
    ]
    expected = [("80", ">="), ("2", "<="), ("65", ">="), ("15", "<=")]
    assert brief(found_in(form(rows)), "op") == expected


def test_the_level_may_stand_in_a_column_of_its_own(form):
    rows = [
        ["TT", "Chỉ tiêu", "Cấp", "ĐVT", "Năm 2030"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "Cấp tỉnh", "%", "90"],
        ["2", "Tỷ lệ hồ sơ nộp trực tuyến", "Cấp xã", "%", "75"],
    ]
    assert brief(found_in(form(rows)), "level") == [("90", "province"), ("75", "commune")]


def test_a_row_that_only_names_a_level_goes_on_from_the_row_above(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "", ""],
        ["", "- Cấp tỉnh", "%", "90"],
        ["", "- Cấp xã", "%", "75"],
    ]
    found = found_in(form(rows))
    assert brief(found, "level") == [("90", "province"), ("75", "commune")]
    assert all("hồ sơ nộp trực tuyến" in mention.words for mention in found.mentions)


def test_parts_of_a_measure_go_on_from_its_row_and_unit(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030"],
        ["1", "Mức độ hài lòng của người dân về", "%", ""],
        ["a", "- Dịch vụ y tế", "", "> 90"],
        ["b", "- Dịch vụ giáo dục", "", "92"],
        ["2", "Vốn đầu tư cho chuyển đổi số", "Tỷ đồng", "500"],
    ]
    found = found_in(form(rows))
    assert brief(found, "unit") == [("90", "percent"), ("92", "percent"), ("500", "billion_vnd")]
    assert [m.words.count("hài lòng") for m in found.mentions] == [1, 1, 0]
    assert "y tế" not in found.mentions[1].words


def test_columns_may_be_years_under_a_common_head(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện", "Mục tiêu", ""],
        ["", "", "", "2025", "2026", "2030"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "41", "60", "≥ 90"],
        ["2", "Tỷ lệ thanh toán trực tuyến", "%", "35", "50", "≥ 80"],
    ]
    expected = [("60", "=", 2026), ("90", ">=", 2030), ("50", "=", 2026), ("80", ">=", 2030)]
    assert brief(found_in(form(rows)), "op", "year") == expected


@pytest.mark.parametrize("form", [as_md, as_html, as_docx, as_tabs])  # a dump hides how far a merged head reaches
def test_a_result_head_over_several_years_holds_for_all_of_them(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Kết quả thực hiện", "", "Mục tiêu"],
        ["", "", "", "2027", "2028", "2030"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "41", "47", "90"],
        ["2", "Tỷ lệ thanh toán trực tuyến", "%", "35", "39", "80"],
    ]
    assert brief(found_in(form(rows)), "year") == [("90", 2030), ("80", 2030)]


def test_columns_may_be_levels(form):
    rows = [
        ["TT", "Chỉ tiêu đến năm 2030", "Cấp tỉnh", "Cấp xã"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "≥ 90", "75"],
        ["2", "Tỷ lệ hồ sơ số hóa", "100%", "80%"],
    ]
    expected = [("90", ">=", "province"), ("75", "=", "commune"), ("100%", "=", "province"), ("80%", "=", "commune")]
    assert brief(found_in(form(rows)), "op", "level") == expected


def test_a_cell_may_hold_a_figure_for_each_level_or_year(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Mục tiêu phấn đấu"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến cấp tỉnh/cấp xã", "%", "90/75"],
        ["2", "Tỷ lệ hồ sơ số hóa", "%", "Cấp tỉnh: ≥ 95; cấp xã: 85"],
        ["3", "Tỷ lệ thanh toán trực tuyến", "%", "Năm 2027: 60; năm 2030: 80"],
    ]
    expected = [
        ("90", 2030, "province"),
        ("75", 2030, "commune"),
        ("95", 2030, "province"),
        ("85", 2030, "commune"),
        ("60", 2027, None),
        ("80", 2030, None),
    ]
    assert brief(found_in(form(rows)), "year", "level") == expected


def test_kinds_of_change_come_from_the_row_and_its_unit(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030"],
        ["1", "Tỉ lệ cắt giảm thủ tục nội bộ", "%", "50"],
        ["2", "Số sáng chế tăng trung bình", "%/năm", "16 - 18"],
        ["3", "Tăng thêm số dịch vụ toàn trình so với năm 2020", "%", "20"],
        ["4", "Tỷ lệ thủ tục được cắt giảm, đơn giản hóa", "%", "30"],
        ["5", "Cải thiện thứ hạng chỉ số PAPI", "Bậc", "5"],
        ["6", "Năng suất xử lý hồ sơ", "%", "tăng 10"],
    ]
    expected = [
        ("50", "reduction", None),
        ("16 - 18", "annual_increase", None),
        ("20", "increase", "2020"),
        ("30", "level", None),
        ("5", "rank_gain", None),
        ("10", "increase", None),
    ]
    assert brief(found_in(form(rows)), "kind", "baseline_year") == expected


def test_ratios_keep_the_value_over_its_base(form):
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị", "Năm 2030"],
        ["1", "Tỷ suất tử vong mẹ", "ca", "dưới 15/100.000"],
        ["2", "Số xã đạt chuẩn chuyển đổi số", "", "24/34 xã"],
        ["3", "Giá trị thanh toán không dùng tiền mặt so với GRDP", "lần", "gấp 25 lần"],
    ]
    expected = [("15/100.000", "<", 15.0), ("24/34", "=", 24.0), ("25", "=", 25.0)]
    assert brief(found_in(form(rows)), "op", "value") == expected


def test_a_number_in_the_words_of_a_measured_row_is_its_definition(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030"],
        ["1", "Tỷ lệ cơ quan dùng ít nhất 02 ứng dụng trí tuệ nhân tạo", "%", "100"],
    ]
    found = found_in(form(rows))
    assert brief(found, "year") == [("100", 2030)]
    assert [r.rule for r in found.refused] == ["words_of_a_measured_row"]


def test_a_figure_without_any_unit_is_refused_by_name(form):
    rows = [
        ["TT", "Nội dung", "Mục tiêu năm 2030", "Chủ trì"],
        ["1", "Bến thủy nội địa", "45", "Sở Xây dựng"],
        ["2", "Tỷ lệ hồ sơ nộp trực tuyến", "90%", "Sở Nội vụ"],
    ]
    found = found_in(form(rows))
    assert brief(found) == [("90%",)]
    assert [r.rule for r in found.refused] == ["figure_without_unit"]


def test_a_time_in_a_table_without_heads_is_no_figure(form):
    rows = [
        ["1", "Theo dõi tỷ lệ hộ dùng nền tảng số", "Sở Y tế", "2026 - 2030", "Nền tảng"],
        ["2", "Theo dõi tỷ lệ tài liệu số hóa", "Sở Nội vụ", "2027 - 2029", "Kho số"],
    ]
    assert brief(found_in(form(rows))) == []


def test_a_second_header_begins_a_table_of_its_own(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030", "Chủ trì"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "90", "Sở Nội vụ"],
        ["TT", "Nhiệm vụ", "Thời hạn", "Kết quả thực hiện", "Chủ trì"],
        ["1", "Ký số 100% văn bản điện tử", "31/12/2027", "Đạt 71%", "Sở Nội vụ"],
    ]
    found = found_in(form(rows))
    assert brief(found, "year") == [("90", 2030), ("100%", 2027)]
    assert [r.rule for r in found.refused] == ["column_of_results"]


def test_a_table_without_a_header_is_read_by_what_its_columns_hold():
    rows = [["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "≥ 90"], ["2", "Tỷ lệ thanh toán trực tuyến", "%", "80"]]
    assert brief(found_in(as_tabs(rows)), "op", "unit") == [("90", ">=", "percent"), ("80", "=", "percent")]


MERGED = """<html><body><p>KẾ HOẠCH</p><p>CẢI CÁCH HÀNH CHÍNH GIAI ĐOẠN 2026 - 2030</p><p>PHỤ LỤC</p><table>
<tr><td rowspan="2">TT</td><td rowspan="2">Chỉ tiêu</td><td rowspan="2">Cấp</td><td rowspan="2">ĐVT</td>
<td colspan="2">Kết quả thực hiện</td><td colspan="2">Mục tiêu</td></tr>
<tr><td>2024</td><td>2025</td><td>2026</td><td>2030</td></tr>
<tr><td colspan="8">I. Cải cách thủ tục hành chính</td></tr>
<tr><td rowspan="2">1</td><td rowspan="2">Tỷ lệ hồ sơ nộp trực tuyến</td><td>Cấp tỉnh</td><td rowspan="2">%</td>
<td>40</td><td>45</td><td>60</td><td>90</td></tr>
<tr><td>Cấp xã</td><td>20</td><td>25</td><td>50</td><td>80</td></tr></table></body></html>"""


def merged_in_word() -> Document:
    """The same table in Word, its cells merged across and down."""
    rows = [
        ["TT", "Chỉ tiêu", "Cấp", "ĐVT", "Kết quả thực hiện", "", "Mục tiêu", ""],
        ["", "", "", "", "2024", "2025", "2026", "2030"],
        ["I. Cải cách thủ tục hành chính"] + [""] * 7,
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "Cấp tỉnh", "%", "40", "45", "60", "90"],
        ["", "", "Cấp xã", "", "20", "25", "50", "80"],
    ]
    word = WordDocument()
    for line in HEAD:
        word.add_paragraph(line)
    table = word.add_table(rows=len(rows), cols=8)
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    spans = [((0, i), (1, i)) for i in range(4)] + [((0, 4), (0, 5)), ((0, 6), (0, 7)), ((2, 0), (2, 7))]
    for (top, left), (bottom, right) in [*spans, *(((3, i), (4, i)) for i in (0, 1, 3))]:
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    stream = BytesIO()
    word.save(stream)
    return read_docx(stream.getvalue())


@pytest.mark.parametrize("made", [lambda: html(MERGED), merged_in_word], ids=["html", "docx"])
def test_merged_cells_hold_for_every_row_and_column_they_cover(made):
    expected = [
        ("60", 2026, "province"),
        ("90", 2030, "province"),
        ("50", 2026, "commune"),
        ("80", 2030, "commune"),
    ]
    found = found_in(made())
    assert brief(found, "year", "level") == expected
    assert {mention.match.code for mention in found.mentions} == {"online_dossier_rate"}
    assert {mention.area for mention in found.mentions} == {"procedures"}


def test_several_levels_in_the_words_of_a_row_are_a_target_each(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2030"],
        ["1", "Tỷ lệ hồ sơ cấp huyện, cấp xã được số hóa", "%", "85"],
    ]
    assert brief(found_in(form(rows)), "level") == [("85", "district"), ("85", "commune")]


def test_a_plan_beside_its_own_result_is_told(form):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2026", "Ước thực hiện năm 2026", "Kế hoạch năm 2027"],
        ["1", "Tỷ lệ hồ sơ nộp trực tuyến", "%", "60", "57,5", "70"],
    ]
    found = found_in(form(rows))
    assert brief(found, "year") == [("70", 2027)]
    assert [r.rule for r in found.refused] == ["column_beside_its_result", "column_of_results"]


def test_a_line_above_the_table_gives_the_unit_of_rows_that_say_none():
    rows = [
        ["TT", "Chỉ tiêu", "Năm 2028", "Năm 2030"],
        ["1", "Hồ sơ nộp trực tuyến", "80", "90"],
        ["2", "Số doanh nghiệp công nghệ số", "150", "260"],
    ]
    lines = [*HEAD, "Bảng chỉ tiêu chủ yếu", "Đơn vị tính: %", *("\t".join(row) for row in rows)]
    expected = [("80", "percent"), ("90", "percent"), ("150", "organisations"), ("260", "organisations")]
    assert brief(found_in(from_string("\n".join(lines) + "\n")), "unit") == expected


def test_columns_may_be_measures_of_bodies_named_in_the_rows(form):
    rows = [
        ["TT", "Đơn vị", "Tỷ lệ hồ sơ trực tuyến (%)", "Số cuộc kiểm tra"],
        ["1", "Xã Hòa Bình", "70", "2"],
        ["2", "Sở Nội vụ", "90", "3"],
    ]
    expected = [
        ("70", "percent", "commune"),
        ("2", "events", "commune"),
        ("90", "percent", "province"),
        ("3", "events", "province"),
    ]
    assert brief(found_in(form(rows)), "unit", "level") == expected


def test_the_head_of_a_column_may_say_the_comparator(form):
    rows = [
        ["Nhóm chỉ tiêu", "Chỉ tiêu", "Mức tối thiểu", "Mức phấn đấu"],
        ["Thủ tục", "Hồ sơ giải quyết đúng hạn", "95%", "98%"],
        ["", "Hồ sơ nộp trực tuyến", "60%", "70%"],
    ]
    found = found_in(form(rows))
    assert brief(found, "op") == [("95%", ">="), ("98%", "="), ("60%", ">="), ("70%", "=")]
    assert found.mentions[0].match.code == "on_time_dossier_rate"


def test_goals_beside_tasks_are_read_in_the_light_of_the_task(form):
    rows = [
        ["TT", "Nhiệm vụ", "Chỉ tiêu cụ thể", "Thời hạn", "Chủ trì"],
        ["1", "Rút ngắn thời gian giải quyết so với năm 2024", "≥ 30%", "Quý III/2027", "Các sở"],
        ["2", "Nâng hạng chỉ số PAPI", "Thuộc nhóm 15", "31/12/2028", "Sở Nội vụ"],
        ["3", "Tiếp nhận hồ sơ trực tuyến", "Tỉnh: 85%; xã: 70%", "", "Văn phòng"],
    ]
    expected = [
        ("30%", ">=", 2027, None, "reduction", "2024"),
        ("15", "<=", 2028, None, "level", None),
        ("85%", "=", 2030, "province", "level", None),
        ("70%", "=", 2030, "commune", "level", None),
    ]
    assert brief(found_in(form(rows)), "op", "year", "level", "kind", "baseline_year") == expected


def test_a_row_with_a_rule_below_and_a_blank_line_above_begins_a_table():
    text = (
        "\n\n".join(HEAD)
        + """

| TT | Chỉ tiêu | ĐVT | Năm 2028 |
| --- | --- | --- | --- |
| 1 | Tỷ lệ hồ sơ nộp trực tuyến | % | 60 |

| Chỉ tiêu | Mức tối thiểu | Mức phấn đấu |
| --- | --- | --- |
| Hồ sơ giải quyết đúng hạn | 95% | 98% |
"""
    )
    expected = [("60", "=", 2028), ("95%", ">=", 2030), ("98%", "=", 2030)]
    assert brief(found_in(from_string(text, "md")), "op", "year") == expected


# No number of a table is lost: it is a target, refused with a rule, silenced (a date, a document's number), or it only
# numbers a row, names a unit, level or day, or stands in a header.
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def _numbers_in(cell: Cell | Paragraph) -> list[tuple[int, int]]:
    text = " " * find_mark(cell.flat)[2] + silence(cell.flat)[find_mark(cell.flat)[2] :]
    return [(cell.start + m.start(), cell.start + m.end()) for m in _FIGURE.finditer(text)]


def _cells_with_numbers(table: Table) -> list[Cell]:
    cells = []
    for segment in segments(table):
        for row in segment.rows:
            for place, cell in enumerate(row):
                role = segment.column(place).role
                marks = role in ("unit", "level") or ((role == "ordinal" or place == 0) and is_ordinal(cell.flat))
                cells += [] if marks else [cell]
    return cells


def _spoken(block: Paragraph) -> list[tuple[int, int]]:
    """The numbers of a paragraph that are no base of another («15 phút/01 lần»)."""
    if phrase("parts", "skipped").match(block.flat):
        return []
    return [place for place in _numbers_in(block) if not block.flat[: place[0] - block.start].rstrip().endswith("/")]


def lost_numbers(document: Document, found: Found) -> list[str]:
    """The numbers of tables and paragraphs that are neither read nor refused."""
    taken = [(m.number_start, m.number_end) for m in found.mentions] + [(r.start, r.end) for r in found.refused]
    numbers = [
        place
        for block in document.blocks
        if isinstance(block, Table)
        for cell in _cells_with_numbers(block)
        for place in _numbers_in(cell)
    ]
    numbers += [place for block in document.blocks if isinstance(block, Paragraph) for place in _spoken(block)]
    covered = sorted(taken)
    return [document.text[start:end] for start, end in numbers if not any(s < end and start < e for s, e in covered)]


def test_a_shifted_or_unknown_cell_loses_no_number_either(form):
    rows = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Kết quả thực hiện", "Ghi chú"],
        ["Nhiệm vụ giao 03 sở", "", "", "", "", ""],
        ["1", "", "Số hóa tối thiểu 90% hồ sơ", "Sở Y tế", "31/10/2027", "Còn 7 việc"],
        ["2", "Bến số 4, kho 12", "34 xã", "15 ngày", "5", "8"],
    ]
    document = form(rows)
    assert lost_numbers(document, found_in(document)) == []
    assert ("90%", ">=") in brief(found_in(document), "op")


# Tables made by chance: what each promises is known from how it was made.
FIGURES = (
    ("≥ {}", ">="),
    ("{}", "="),
    ("tối thiểu {}", ">="),
    ("không quá {}", "<="),
    ("{} trở lên", ">="),
    ("trên {}", ">"),
)
SUBJECTS = (
    "Tỷ lệ hồ sơ nộp trực tuyến",
    "Tỷ lệ thanh toán trực tuyến",
    "Mức độ hài lòng của người dân",
    "Tỷ lệ hồ sơ số hóa",
)
LEVELS = {"Cấp tỉnh": "province", "Cấp xã": "commune"}
GROUPS = {"Đến năm 2027": 2027, "Giai đoạn 2028 - 2029": 2029, "Hạ tầng số": None}


@st.composite
def tables(draw) -> tuple[Rows, list[tuple]]:
    """Rows of a table of goals, and the targets they hold: number, comparator, year, level."""
    by_year = draw(st.booleans())
    has_level, has_unit, has_result, has_deadline = (draw(st.booleans()) for _ in range(4))
    promised = ["Năm 2028", "Năm 2030"] if by_year else ["Mục tiêu phấn đấu"]
    head = [
        "TT",
        "Chỉ tiêu",
        *(["Cấp"] if has_level else []),
        *(["ĐVT"] if has_unit else []),
        *(["Kết quả năm 2025"] if has_result else []),
        *promised,
        *(["Thời hạn hoàn thành"] if has_deadline and not by_year else []),
        "Cơ quan chủ trì",
    ]
    rows, targets, group_year = [head], [], None
    for number in range(draw(st.integers(1, 6))):
        group = draw(st.sampled_from([None, None, *GROUPS]))
        if group is not None:
            rows.append([f"{'ABCDEF'[number]}", group] + [""] * (len(head) - 2))
            group_year = GROUPS[group] or group_year
        level = draw(st.sampled_from(sorted(LEVELS)))
        deadline = draw(st.sampled_from(["Quý IV/2026", "31/12/2028", "Hằng năm"]))
        row = [str(number + 1), draw(st.sampled_from(SUBJECTS))]
        row += [level] if has_level else []
        row += ["%"] if has_unit else []
        row += [str(draw(st.integers(1, 60)))] if has_result else []
        for column in promised:
            shape, op = draw(st.sampled_from(FIGURES))
            value = str(draw(st.integers(1, 100)))
            row.append(shape.format(value if has_unit else f"{value}%"))
            due = int(deadline[-4:]) if has_deadline and deadline[-1].isdigit() else None
            year = int(column[-4:]) if by_year else due or group_year or 2030
            targets.append((value if has_unit else f"{value}%", op, year, LEVELS[level] if has_level else None))
        row += [deadline] if has_deadline and not by_year else []
        rows.append([*row, "Sở Nội vụ"])
    return rows, targets


@settings(max_examples=60, deadline=None)
@given(made=tables(), form=st.sampled_from(sorted(FORMS)))
def test_a_table_made_by_chance_gives_the_targets_it_was_made_of(made, form):
    rows, targets = made
    document = FORMS[form](rows)
    assert brief(found_in(document), "op", "year", "level") == targets
    assert lost_numbers(document, found_in(document)) == []


def test_the_name_of_an_index_names_no_level_in_a_table_either(form):
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu năm 2027"],
        ["1", "Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)", "điểm", "≥ 67"],
        ["2", "Tỷ lệ thanh toán trực tuyến ở cấp tỉnh", "%", "≥ 50"],
    ]
    assert brief(found_in(form(rows)), "level") == [("67", None), ("50", "province")]
