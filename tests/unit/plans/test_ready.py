"""A process that got ready reads its first plan without compiling a pattern of the lexicon on the way."""

from __future__ import annotations

from pathlib import Path

from pipelines.plans.lexicon.loading import compiled_lower
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.reader import targets_of
from pipelines.plans.ready import SAMPLE, get_ready

PLAN = """KẾ HOẠCH
Chuyển đổi số năm 2025 của huyện

I. MỤC TIÊU
- Đến hết năm 2025, ít nhất 75% hồ sơ được số hóa; cấp xã đạt từ 60% trở lên.

II. TỔ CHỨC THỰC HIỆN
- Phòng Nội vụ kiểm tra 05 đơn vị trong quý III; mỗi thôn cử ít nhất 02 người tham gia 03 cuộc tập huấn.
- Phản ánh của hợp tác xã được trả lời trong 24 giờ; lắp đặt 12 km cáp quang, 70% hồ sơ nộp tại 5 xã điểm.
"""


def test_the_first_plan_finds_every_pattern_compiled(tmp_path: Path) -> None:
    get_ready()
    compiled = phrase.cache_info().misses, compiled_lower.cache_info().misses
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert len(targets_of(path)[0]) >= 2
    assert (phrase.cache_info().misses, compiled_lower.cache_info().misses) == compiled


def test_the_sample_holds_each_kind_of_statement() -> None:
    rows, _ = targets_of(SAMPLE)
    kinds = {row["kind"] for row in rows}
    assert kinds == {"level", "reduction", "increase", "annual_increase"}
    assert len(rows) == 17
