"""Shapes in which plans come: wrapped lines, tables of every kind, lost headings."""

from pipelines.plans.documents.model import Table
from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.outline.tree import read_outline
from pipelines.plans.reader import default_matcher
from pipelines.plans.tables.tasks import find_tasks
from pipelines.plans.targets import find_targets


def found(text: str, form: str = "txt"):
    document = from_string(text, form)
    return find_targets(document, read_metadata(document), default_matcher()).mentions


def brief(text: str, form: str = "txt") -> list:
    return [(m.number_text, m.op, m.year, m.level) for m in found(text, form)]


WRAPPED = """KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM 2024
I. MỤC
TIÊU
- Bảo đảm tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn đạt tối thiểu
98% trên tổng số hồ sơ tiếp nhận tại Bộ phận Một cửa các cấp trên địa
bàn tỉnh.
- Phấn đấu tỷ lệ hồ sơ trực tuyến toàn trình của các sở, ngành và địa phương đạt
80%, trong đó cấp tỉnh đạt
85%.
3
- Mức độ hài lòng của người dân, doanh nghiệp khi thực hiện thủ tục tại Trung tâm
Phục vụ hành chính công đạt trên
95%.
"""


def test_a_line_break_between_comparator_and_number_is_bridged():
    assert brief(WRAPPED) == [
        ("98%", ">=", 2024, None),
        ("80%", "=", 2024, None),
        ("85%", "=", 2024, "province"),
        ("95%", ">", 2024, None),
    ]


def test_page_numbers_between_lines_are_dropped():
    text = "a) Mục tiêu năm 2025\n- Tỷ lệ hồ sơ nộp trực tuyến của toàn tỉnh phấn đấu trong năm đạt\n\n12\n\ntối thiểu 70% trên tổng số hồ sơ.\n"  # noqa: E501
    assert brief(text) == [("70%", ">=", 2025, None)]


BARS_ALONE = """PHỤ LỤC
CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH NĂM 2026
STT
|
Chỉ tiêu
|
Đơn vị tính
|
Năm 2026
|
Cơ quan chủ trì
|
1
|
Tỷ lệ hồ sơ trực tuyến toàn trình của các
cơ quan trên địa bàn tỉnh
|
%
|
≥ 80
|
Văn phòng UBND tỉnh
|
2
|
Tỷ lệ thanh toán trực tuyến
|
%
|
60
|
Sở Tài chính
|
"""


def test_cells_closed_by_bars_on_lines_of_their_own():
    mentions = found(BARS_ALONE)
    assert [(m.number_text, m.op, m.year) for m in mentions] == [("80", ">=", 2026), ("60", "=", 2026)]
    assert [m.match.code for m in mentions] == ["full_online_dossier_rate", "online_payment_transaction_rate"]


ONE_CELL_A_LINE = """PHỤ LỤC: CHỈ TIÊU ĐẾN NĂM 2030
STT
Chỉ tiêu
Đơn vị tính
Năm 2027
Năm 2030
1
Tỷ lệ hồ sơ trực tuyến toàn trình
%
75
95
2
Thời gian chờ đợi trung bình mỗi lần giao dịch
phút
15
10
Ghi chú: số liệu do Sở Nội vụ tổng hợp.
"""


def test_a_table_with_one_cell_a_line():
    assert [(m.number_text, m.year, m.unit) for m in found(ONE_CELL_A_LINE)] == [
        ("75", 2027, "percent"),
        ("95", 2030, "percent"),
        ("15", 2027, "minutes"),
        ("10", 2030, "minutes"),
    ]


MARKDOWN = """# KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026

## II. Cải cách thủ tục hành chính

- **Tối thiểu 80%** hồ sơ nộp *trực tuyến*.

| TT | Nội dung | Cấp tỉnh | Cấp xã |
|---|---|---|---|
| 1 | Tỷ lệ hồ sơ trực tuyến (%) | 90 | ≥ 75 |
| 2 | Số cuộc đối thoại | 02 | 01 |
"""


def test_markdown_headings_emphasis_and_level_columns():
    assert brief(MARKDOWN, "md") == [
        ("80%", ">=", 2026, None),
        ("90", "=", 2026, "province"),
        ("75", ">=", 2026, "commune"),
        ("02", "=", 2026, "province"),
        ("01", "=", 2026, "commune"),
    ]
    assert {m.area for m in found(MARKDOWN, "md")} == {"procedures"}


def test_results_columns_are_not_targets():
    table = "PHỤ LỤC\n| TT | Chỉ tiêu | ĐVT | Thực hiện năm 2025 | Kế hoạch năm 2026 |\n|---|---|---|---|---|\n| 1 | Tỷ lệ hồ sơ đúng hạn | % | 97,2 | 98 |\n"  # noqa: E501
    assert brief(table, "md") == [("98", "=", 2026, None)]


def test_past_year_columns_of_a_plan_are_not_targets():
    table = "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026\n\n| Chỉ tiêu | ĐVT | 2024 | 2025 | 2026 |\n|---|---|---|---|---|\n| Tỷ lệ hồ sơ đúng hạn | % | 95 | 97 | 98 |\n"  # noqa: E501
    assert brief(table, "md") == [("98", "=", 2026, None)]


def test_ragged_rows_lose_nothing_else():
    table = "PHỤ LỤC NĂM 2026\n| TT | Chỉ tiêu | ĐVT | Năm 2026 |\n| 1 | Tỷ lệ hồ sơ đúng hạn | % |\n| 2 | Tỷ lệ hồ sơ trực tuyến | % | 80 | thừa |\n| 3 |\n"  # noqa: E501
    assert brief(table, "md") == [("80", "=", 2026, None)]


def test_a_bullet_gives_comparator_and_year_to_the_ones_below():
    text = "KẾ HOẠCH\n\nI. MỤC TIÊU\n\n- Đến năm 2027, tỷ lệ hồ sơ trực tuyến toàn trình đạt tối thiểu:\n\n+ Cấp tỉnh: 90%;\n\n+ Cấp xã: 75%.\n"  # noqa: E501
    mentions = found(text)
    assert [(m.number_text, m.op, m.year, m.level) for m in mentions] == [
        ("90%", ">=", 2027, "province"),
        ("75%", ">=", 2027, "commune"),
    ]
    assert {m.match.code for m in mentions} == {"full_online_dossier_rate"}


def test_date_headings_hold_bullets_of_their_own_rank():
    text = "I. MỤC TIÊU\n\n- Đến năm 2025:\n\n- 80% hồ sơ trực tuyến.\n\n- 90% người dân hài lòng.\n\n- Đến năm 2030:\n\n- 95% hồ sơ trực tuyến.\n"  # noqa: E501
    assert [m.year for m in found(text)] == [2025, 2025, 2030]


def test_several_horizons_leave_an_undated_statement_without_a_year():
    text = "I. MỤC TIÊU\n\na) Đến năm 2025\n\n- 80% hồ sơ trực tuyến.\n\nb) Đến năm 2030\n\n- 95% hồ sơ trực tuyến.\n\nII. NHIỆM VỤ\n\n- Duy trì 100% văn bản được ký số.\n"  # noqa: E501
    assert [m.year for m in found(text)] == [2025, 2030, None]


def test_a_single_horizon_serves_the_tasks_too():
    text = "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH GIAI ĐOẠN 2021 - 2025\n\nI. MỤC TIÊU\n\n- 80% hồ sơ trực tuyến.\n\nII. NHIỆM VỤ\n\n- Duy trì 100% văn bản được ký số.\n"  # noqa: E501
    assert [m.year for m in found(text)] == [2025, 2025]


def test_a_title_up_to_a_year_is_no_annual_plan():
    document = from_string(
        "ỦY BAN NHÂN DÂN\nTỈNH SÔNG THAO\n\nSông Thao, ngày 05 tháng 10 năm 2021\n\nKẾ HOẠCH\n\nCHUYỂN ĐỔI SỐ TỈNH SÔNG THAO ĐẾN NĂM 2025, ĐỊNH HƯỚNG ĐẾN NĂM 2030\n"  # noqa: E501
    )
    metadata = read_metadata(document)
    assert (metadata.period_from, metadata.period_to, metadata.annual) == (2021, 2025, False)
    assert (metadata.issuer_name, metadata.level) == ("Tỉnh Sông Thao", "province")


def test_footnotes_and_their_marks_are_not_targets():
    text = "Đến năm 2025\n\n- 80% hồ sơ trực tuyến[12].\n\n[12] Theo Quyết định số 06/QĐ-TTg, tỷ lệ hiện nay 45%.\n"
    assert [m.number_text for m in found(text)] == ["80%"]


FLATTENED_TASKS = """CÁC NHIỆM VỤ CỤ THỂ NĂM 2023
Nhiệm vụ |
Sản phẩm |
Cơ quan chủ trì |
Cơ quan phối hợp |
Thời gian |
1. Ban hành kế hoạch kiểm soát thủ tục hành chính |
Kế hoạch |
Văn phòng UBND tỉnh |
Các sở, ngành |
Quý I/2023 |
|
2. Rà soát thủ tục hành chính |
Báo cáo; 100% thủ tục được rà soát |
Các sở, ngành |
|
Trước ngày 15/9/2023 |
|
1. Tuyển dụng công chức |
|
Sở Nội vụ |
Các sở, ngành |
Thường xuyên |
|
"""


def test_tasks_of_a_flattened_table_with_areas_from_their_words():
    document = from_string(FLATTENED_TASKS)
    tasks = [task.said for task in find_tasks(read_outline(document))]
    assert [(t["task_no"], t["area"], t["lead"], str(t["due_date"])) for t in tasks] == [
        ("1", "procedures", "Văn phòng UBND tỉnh", "2023-03-31"),
        ("2", "procedures", "Các sở, ngành", "2023-09-15"),
        ("1", "civil_service", "Sở Nội vụ", "None"),
    ]
    assert tasks[1]["output"] == "Báo cáo; 100% thủ tục được rà soát"
    assert tasks[1]["coordinating"] is None


def test_targets_in_an_output_cell_take_the_deadline_of_their_row():
    assert [(m.number_text, m.year, m.area) for m in found(FLATTENED_TASKS)] == [("100%", 2023, "procedures")]


def test_tasks_of_a_table_with_group_rows():
    text = "PHỤ LỤC\n| STT | Nhiệm vụ | Kết quả | Chủ trì | Thời gian |\n|---|---|---|---|---|\n| I | Cải cách thể chế | | | |\n| 1 | Rà soát văn bản | Báo cáo | Sở Tư pháp | Tháng 6/2026 |\n| II | Chuyển đổi số | | | |\n| 2 | Nâng cấp nền tảng | Hệ thống | Sở KH&CN | 2026 |\n"  # noqa: E501
    document = from_string(text, "md")
    tasks = [task.said for task in find_tasks(read_outline(document))]
    assert [(t["task_no"], t["task"], t["area"], str(t["due_date"])) for t in tasks] == [
        ("1", "Rà soát văn bản", "institutions", "2026-06-30"),
        ("2", "Nâng cấp nền tảng", "digital_government", "2026-12-31"),
    ]


def test_prose_with_a_bar_is_no_table_of_its_neighbours():
    document = from_string(
        "Số hiệu | 271/KH-UBND |\nKế hoạch năm 2022 gồm các nội dung sau đây để các đơn vị thực hiện.\n- 80% hồ sơ trực tuyến.\n"  # noqa: E501
    )
    assert sum(isinstance(block, Table) for block in document.blocks) == 1
    assert [m.number_text for m in found("Số hiệu | 271/KH-UBND |\nKế hoạch:\n- 80% hồ sơ trực tuyến.\n")] == ["80%"]
