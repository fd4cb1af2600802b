"""What surrounds a statement, resolved once: each case is an outline and what it gives the statement in it."""

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets

HEAD = "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN\n\nSố: 88/KH-UBND\n\nBình Sơn, ngày 10 tháng 12 năm 2025\n\n"
PLAN = HEAD + "KẾ HOẠCH\n\n{title}\n\n"


def nodes(*paragraphs):
    document = from_string("\n\n".join(paragraphs))
    return find_targets(document, read_metadata(document), default_matcher()).outline.nodes


def context_of(words, *paragraphs):
    return next(node.context for node in nodes(*paragraphs) if words in getattr(node.block, "flat", ""))


def year_of(words, *paragraphs):
    horizon = context_of(words, *paragraphs).horizon
    return horizon.year if horizon else None


S = "- Tỷ lệ hồ sơ trực tuyến đạt 62%."


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Cải cách hành chính năm 2026", 2026),
        ("Cải cách hành chính giai đoạn 2026 - 2030", 2030),
        ("Cải cách hành chính từ năm 2026 đến năm 2029", 2029),
        ("Chuyển đổi số đến năm 2028, tầm nhìn đến năm 2040", 2028),
        ("Phát triển dữ liệu tới năm 2027, định hướng tới năm 2035", 2027),
        ("Phát triển dữ liệu đến năm 2027 và năm 2030", None),
        ("Cắt giảm thủ tục năm 2025 và 2026", 2026),
        ("Thực hiện Chỉ thị số 5/CT-TTg ngày 2 tháng 3 năm 2024 về dữ liệu", None),
        ("Thực hiện Nghị quyết số 5/NQ-CP ngày 2/3/2024 năm 2026", 2026),
        ("Nâng cao chất lượng phục vụ người dân", None),
    ],
)
def test_the_title_gives_the_document_s_year(title, year):
    assert year_of("62%", PLAN.format(title=title), "I. MỤC TIÊU", S) == year


PLAIN = PLAN.format(title="Nâng cao chất lượng phục vụ người dân và doanh nghiệp")


@pytest.mark.parametrize(
    ("paragraphs", "year"),
    [
        (["1. Đến năm 2027:", S, "2. Từ năm 2028 đến năm 2030:", "- Mục khác."], 2027),
        (["1. Đến năm 2027:", "- Mục khác.", "2. Từ năm 2028 đến năm 2030:", S], 2030),
        (["1. Mục tiêu đến năm 2029", "1) Tỷ lệ hồ sơ trực tuyến đạt 62%.", "2. Nhiệm vụ"], 2029),
        (["Kế hoạch đặt mục tiêu năm 2027, mạng nội bộ phủ kín các xã.", "Tỷ lệ hồ sơ trực tuyến đạt 62%."], 2027),
        (["Trên cơ sở Quyết định 9/QĐ-TTg, tỉnh xác định mục tiêu đến năm 2028 như sau:", S], 2028),
        (["Xã triển khai số hóa hồ sơ trong năm 2026 với các nội dung như sau:", S], 2026),
        (
            ["I. THỜI GIAN THỰC HIỆN", "- Từ ngày 5 tháng 1 năm 2026 đến ngày 3 tháng 2 năm 2026.", "II. CHỈ TIÊU", S],
            2026,
        ),
        (["Thời gian thực hiện: từ tháng 01/2026 đến tháng 9/2027.", S], 2027),
        (["1. Chỉ tiêu đến năm 2027", "2. Chỉ tiêu đến năm 2030", "II. NHIỆM VỤ", S], None),
        (["Năm 2024, tỉnh đã làm tốt, cụ thể:", S], None),
        (["a) Đến hết năm 2027: Có đủ máy móc", "- Mục khác.", "b) Đến hết năm 2029: Đồng bộ dữ liệu", S], 2029),
    ],
)
def test_headings_leads_and_campaigns_give_the_year(paragraphs, year):
    assert year_of("62%", PLAIN, *paragraphs) == year


def test_a_lead_sentence_dates_its_section_only():
    text = ["I. MỤC TIÊU", "1. Hạ tầng", "Phấn đấu đến năm 2027, đường truyền phủ kín.", "Tỷ lệ phủ sóng đạt 62%."]
    later = ["2. Dữ liệu", "Tỷ lệ chia sẻ đạt 73%.", "II. TẦM NHÌN ĐẾN NĂM 2040", "III. LỘ TRÌNH ĐẾN NĂM 2030"]
    assert year_of("62%", PLAIN, *text, *later) == 2027
    assert year_of("73%", PLAIN, *text, *later) is None


def test_a_cited_date_is_never_the_plan_s_year():
    preamble = (
        "Tỉnh ban hành Kế hoạch thực hiện Chỉ thị số 5/CT-TTg ngày 2 tháng 3 năm 2024 về dữ liệu, cụ thể như sau:"
    )
    assert year_of("62%", PLAIN, preamble, S) is None


@pytest.mark.parametrize(("words", "year"), [("trong 05 năm tiếp theo", 2030), ("trong 1 năm tới", 2026)])
def test_years_are_counted_from_the_issue_where_it_is_known(words, year):
    sentence = f"- Nâng tỷ lệ số hóa lên tối thiểu 62% {words}."
    undated = sentence.replace("62%", "73%")

    def read(*paragraphs):
        document = from_string("\n\n".join(paragraphs))
        return [m.year for m in find_targets(document, read_metadata(document), default_matcher()).mentions]

    assert read(PLAIN, "I. MỤC TIÊU", sentence) == [year]
    assert read("KẾ HOẠCH", "Nâng cao chất lượng phục vụ người dân", "I. MỤC TIÊU", undated) == [None]


def test_a_number_below_a_heading_with_two_levels_is_a_target_for_each():
    document = from_string(
        "\n\n".join([PLAIN, "I. MỤC TIÊU", "1. Đối với cấp huyện, cấp xã:", "- 62% hồ sơ được số hóa."])
    )
    found = find_targets(document, read_metadata(document), default_matcher()).mentions
    assert [(m.number_text, m.level) for m in found] == [("62%", "district"), ("62%", "commune")]


TABLE = "| TT | Chỉ tiêu | Đơn vị | Giá trị |\n|---|---|---|---|\n| 1 | Tỷ lệ hồ sơ trực tuyến | % | 62 |\n"


def table_context(*paragraphs):
    return next(node.context for node in nodes(*paragraphs) if node.mark == "table")


def test_a_caption_dates_its_table():
    assert table_context(PLAIN, "Bảng 1. Chỉ tiêu phát triển đến năm 2027", TABLE).horizon.year == 2027


def test_a_lead_s_comparator_holds_for_its_table():
    assert table_context(PLAIN, "Các chỉ tiêu phải đạt tối thiểu:", TABLE).head_op == ">="


def test_a_lead_s_comparator_holds_for_its_bullets():
    assert context_of("62%", PLAIN, "- Tỷ lệ hồ sơ trễ hạn không quá:", "+ Cấp tỉnh: 62%.").head_op == "<="


@pytest.mark.parametrize(
    ("heading", "levels"),
    [
        ("- Cấp tỉnh:", ("province",)),
        ("1. Đối với cấp huyện, cấp xã:", ("district", "commune")),
        ("1. Cải cách tài chính công:", ()),
        ("1. Các sở, Ủy ban nhân dân các xã:", ()),
    ],
)
def test_a_heading_right_above_gives_its_levels(heading, levels):
    context = context_of("62%", PLAIN, "I. MỤC TIÊU", heading, "+ 62% hồ sơ được số hóa.")
    assert set(context.head_levels) == set(levels)
    assert context.head_level == (levels[0] if len(levels) == 1 else None)


def test_a_lead_in_on_a_legal_basis_opens_no_section():
    lead = "Căn cứ Kế hoạch số 9/KH-UBND của tỉnh, xã triển khai số hóa hồ sơ năm 2026 như sau:"
    context = context_of("62%", HEAD, lead, S)
    assert (context.kind, context.blocked, context.horizon.year) == ("other", None, 2026)


def test_funding_tells_how_costs_are_split_but_may_promise_a_share():
    heading = "IV. KINH PHÍ THỰC HIỆN"
    assert context_of("62%", PLAIN, heading, "- Ngân sách tỉnh 62%, ngân sách xã 38%.").blocked == "funding"
    assert context_of("3%", PLAIN, heading, "- Bố trí tối thiểu 3% chi ngân sách cho số hóa.").blocked is None


def test_the_area_is_that_of_the_nearest_heading():
    context = context_of("62%", PLAIN, "II. NHIỆM VỤ", "1. Cải cách thủ tục hành chính", "a) Mục tiêu", S)
    assert (context.area, context.kind) == ("procedures", "objective")
