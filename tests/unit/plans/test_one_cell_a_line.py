"""Tables whose cells stand one a line: heads that span others, merged cells that are lacking, no ordinals, groups."""

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets

HEAD = ["ỦY BAN NHÂN DÂN TỈNH BẮC LONG", "KẾ HOẠCH", "Chuyển đổi số giai đoạn 2026 - 2028", "I. CHỈ TIÊU"]
# Cells of a table, a row of the table as Word shows it on each line here, each cell a line of the text.
TABLES = {
    "one head spans years that stand at the end": (
        """TT | Nhiệm vụ | Chỉ tiêu | Lộ trình | Chủ trì | 2026 | 2028
        1 | Làm sạch dữ liệu | Tỷ lệ bản ghi đúng | 80% | 98% | Sở Tư pháp
        2 | Cấp chữ ký số | Tỷ lệ công chức có chữ ký | 90% | 100% | Sở Nội vụ""",
        [("80%", 2026), ("98%", 2028), ("90%", 2026), ("100%", 2028)],
    ),
    "two heads span two years each": (
        """TT | Đơn vị | Tỷ lệ hồ sơ trực tuyến (%) | Tỷ lệ thanh toán trực tuyến (%) | 2026 | 2027 | 2026 | 2027
        1 | Sở Công Thương | 90 | 95 | 80 | 88
        2 | Sở Giáo dục và Đào tạo | 70 | 75 | 60 | 65""",
        list(zip(("90", "95", "80", "88", "70", "75", "60", "65"), (2026, 2027) * 4, strict=True)),
    ),
    "a merged name is lacking in the rows below": (
        """STT | Lĩnh vực | Tên chỉ tiêu | ĐVT | Năm 2026 | Thời hạn
        1 | Thủ tục | Tỷ lệ hồ sơ đúng hạn | % | ≥ 97 | Cả năm
        2 | Tỷ lệ hồ sơ được số hóa | % | 85 | 30/9/2026
        3 | Số buổi lưu động | buổi | 24 | 31/12/2026
        4 | Công vụ | Tỷ lệ công chức được tập huấn | % | 100 | 30/6/2026""",
        [("97", 2026), ("85", 2026), ("24", 2026), ("100", 2026)],
    ),
    "letters mark groups": (
        """TT | Chỉ tiêu | Đơn vị tính | 2026 | 2028 | Chủ trì
        A | CHÍNH QUYỀN SỐ
        1 | Tỷ lệ hồ sơ toàn trình | % | 70 | 90 | Văn phòng
        B | HẠ TẦNG SỐ
        2 | Tỷ lệ thôn có cáp quang | % | 88 | 100 | Viễn thông""",
        [("70", 2026), ("90", 2028), ("88", 2026), ("100", 2028)],
    ),
    "rows have no ordinals": (
        """Nội dung | Kết quả năm 2025 | Mục tiêu năm 2026 | Đơn vị chịu trách nhiệm
        Thể chế (điểm) | 7,5 | 8,5 | Sở Tư pháp
        Chính quyền số (điểm) | 10,1 | ≥ 12 | Sở Khoa học và Công nghệ""",
        [("8,5", 2026), ("12", 2026)],
    ),
    "a base stands before the years that a head spans": (
        """Nhóm dịch vụ công | Mức cơ sở (2025) | Chỉ tiêu phấn đấu đến | 2026 | 2028
        Y tế công lập (%) | 82,4 | 84 | 88
        Giáo dục công lập (%) | 80,9 | 82 | 86""",
        [("84", 2026), ("88", 2028), ("82", 2026), ("86", 2028)],
    ),
    "a merged name is lacking and rows have no ordinals": (
        """Nhóm | Chỉ tiêu | Năm 2026 | Năm 2028
        Học bạ số | Tỷ lệ trường triển khai | 60% | 80%
        Tỷ lệ học sinh có học bạ | 50% | 70%
        Thanh toán | Tỷ lệ khoản thu qua tài khoản | 85% | 95%""",
        list(zip(("60%", "80%", "50%", "70%", "85%", "95%"), (2026, 2028) * 3, strict=True)),
    ),
    "rows have no ordinals and one head spans years": (
        """Chỉ tiêu | Lộ trình (%) | 2026 | 2027 | 2028
        Hồ sơ trực tuyến | 55 | 65 | 80
        Thanh toán trực tuyến | 30 | 45 | 60""",
        [("55", 2026), ("65", 2027), ("80", 2028), ("30", 2026), ("45", 2027), ("60", 2028)],
    ),
}


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize("name", TABLES)
def test_merged_cells_of_a_table_with_one_cell_a_line_shift_no_figure(name, gap):
    table, expected = TABLES[name]
    lines = [cell.strip() for row in table.splitlines() for cell in row.split("|")]
    document = from_string(gap.join([*HEAD, *lines, "II. TỔ CHỨC THỰC HIỆN", "Các sở báo cáo hằng quý."]) + "\n")
    found = find_targets(document, read_metadata(document), default_matcher())
    assert [(mention.number_text, mention.year) for mention in found.mentions] == expected


def test_a_scale_with_ordinals_of_two_parts_stays_a_scale():
    lines = ["BỘ CHỈ SỐ", "Đánh giá cải cách hành chính các sở", "STT", "Tiêu chí", "Điểm tối đa", "Cách tính"]
    lines += ["1", "Chỉ đạo điều hành", "10", "1.1", "Thực hiện kế hoạch", "2", "Đạt từ 90% trở lên: 2 điểm"]
    lines += ["1.2", "Kiểm tra công vụ", "1,5", "Kiểm tra từ 30% đơn vị trở lên: 1,5"]
    document = from_string("\n\n".join(lines) + "\n")
    assert find_targets(document, read_metadata(document), default_matcher()).mentions == []
