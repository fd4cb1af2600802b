"""The same plan gives the same targets from every form in which it is sent, its table merged as Word merges."""

import pytest

from pipelines.plans.reader import read_targets
from tests.unit.plans.carriers import CARRIERS

HEAD = ["ỦY BAN NHÂN DÂN TỈNH BẮC LONG", "Số: 90/KH-UBND", "KẾ HOẠCH"]
STEPS = [
    ["TT", "Nhóm", "Nhiệm vụ", "Kết quả cần đạt", "Lộ trình", "<", "Chủ trì"],
    ["^", "^", "^", "^", "2026", "2028", "^"],
    ["1", "Dữ liệu", "Làm sạch dữ liệu hộ tịch", "Tỷ lệ bản ghi đúng, đủ", "80%", "≥ 98%", "Sở Tư pháp"],
    ["2", "^", "Cấp tài khoản định danh", "Số tài khoản kích hoạt", "120.000", "260.000", "Công an tỉnh"],
    ["3", "Công vụ", "Bồi dưỡng kỹ năng số", "Tỷ lệ công chức cấp xã", "60%", "90%", "Sở Nội vụ"],
]
GROUPS = [
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Cấp tỉnh", "Cấp xã", "Ghi chú"],
    ["I", "THỦ TỤC HÀNH CHÍNH", "<", "<", "<", "<"],
    ["1", "Tỷ lệ hồ sơ trực tuyến toàn trình", "%", "≥ 85", "≥ 70", "Theo Nghị định số 107/2021/NĐ-CP"],
    ["2", "Thời gian chờ tối đa một lượt giao dịch", "phút", "15", "10", ""],
    ["II", "CÔNG VỤ", "<", "<", "<", "<"],
    ["3", "Tỷ lệ công chức dùng chữ ký số", "%", "100", "95", "Trừ nhân viên hợp đồng"],
]
BODIES = [
    ["TT", "Đơn vị", "Tỷ lệ hồ sơ trực tuyến (%)", "<", "Tỷ lệ thanh toán trực tuyến (%)", "<"],
    ["^", "^", "2026", "2027", "2026", "2027"],
    ["1", "Sở Công Thương", "90", "95", "80", "88"],
    ["2", "Xã Hòa Phú", "70", "80", "55", "65"],
]
PLANS = {
    "steps": (
        [*HEAD, "Triển khai dữ liệu số giai đoạn 2026 - 2028", "I. NHIỆM VỤ", STEPS, "II. TỔ CHỨC THỰC HIỆN"],
        [
            ("80%", "=", 2026, None, "level"),
            ("98%", ">=", 2028, None, "level"),
            ("120.000", "=", 2026, None, "level"),
            ("260.000", "=", 2028, None, "level"),
            ("60%", "=", 2026, "commune", "level"),
            ("90%", "=", 2028, "commune", "level"),
        ],
    ),
    "groups": (
        [*HEAD, "Cải cách hành chính năm 2026", "I. CHỈ TIÊU THEO CẤP", GROUPS, "- Giảm 02 đơn vị so với năm 2025."],
        [
            ("85", ">=", 2026, "province", "level"),
            ("70", ">=", 2026, "commune", "level"),
            ("15", "<=", 2026, "province", "level"),
            ("10", "<=", 2026, "commune", "level"),
            ("100", "=", 2026, "province", "level"),
            ("95", "=", 2026, "commune", "level"),
            ("02 đơn vị", "=", 2026, None, "reduction"),
        ],
    ),
    "bodies": (
        [*HEAD, "Giao chỉ tiêu dịch vụ công trực tuyến năm 2026 và năm 2027", BODIES, "Văn phòng theo dõi hằng tháng."],
        [
            ("90", "=", 2026, "province", "level"),
            ("95", "=", 2027, "province", "level"),
            ("80", "=", 2026, "province", "level"),
            ("88", "=", 2027, "province", "level"),
            ("70", "=", 2026, "commune", "level"),
            ("80", "=", 2027, "commune", "level"),
            ("55", "=", 2026, "commune", "level"),
            ("65", "=", 2027, "commune", "level"),
        ],
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_with_merged_cells_gives_the_same_targets_from_every_carrier(plan, carrier, tmp_path):
    parts, expected = PLANS[plan]
    path = tmp_path / f"plan.{carrier}"
    CARRIERS[carrier](parts, path)
    fields = ("number_text", "op", "year", "level", "kind")
    assert [tuple(getattr(mention, name) for name in fields) for mention in read_targets(path)[1].mentions] == expected
