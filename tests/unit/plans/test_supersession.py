"""Which documents a plan says it replaces, and which it amends in part."""

from __future__ import annotations

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.supersession import read_supersession

OLD = "Kế hoạch số 12/KH-UBND ngày 05/01/2022"


@pytest.mark.parametrize(
    ("sentence", "replaces", "amends"),
    [
        (f"Kế hoạch này thay thế {OLD} của Ủy ban nhân dân tỉnh.", True, False),
        (f"Kế hoạch này thay thế toàn bộ nội dung {OLD}.", True, False),
        (f"Bãi bỏ {OLD}.", True, False),
        (f"Điều 2. Bãi bỏ {OLD}.", True, False),
        (f"Kế hoạch này sửa đổi, bổ sung, thay thế một số nội dung của {OLD}.", False, True),
        (f"Kế hoạch này thay thế Phụ lục 1 của {OLD}.", False, True),
        (f"Điều 1. Sửa đổi, bổ sung khoản 2 Mục I {OLD} như sau:", False, True),
        (f"Gia hạn chỉ tiêu tại {OLD}: đạt 80% vào năm 2025 (thay cho năm 2024).", False, True),
        (f"Kế hoạch này không thay thế {OLD}.", False, False),
        (f"Tham mưu sửa đổi, bổ sung {OLD} như sau: đạt 80%.", False, False),
        (f"Tiếp tục thực hiện {OLD}.", False, False),
    ],
)
def test_what_is_replaced_whole_and_what_in_part(sentence: str, replaces: bool, amends: bool) -> None:
    # Behind the lines that may be its title.
    text = "\n\n".join([f"Dòng {n} của văn bản." for n in range(20)] + [sentence])
    found = read_supersession(from_string(text), "99/KH-UBND")
    assert (bool(found.replaces), bool(found.amends)) == (replaces, amends)
