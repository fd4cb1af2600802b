"""Which documents a plan says it replaces, and which it amends in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.supersession import Part, read_supersession
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.source import read_source

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
        (f"Bãi bỏ chỉ tiêu về hồ sơ đúng hạn tại {OLD}.", False, True),
        (f"Kế hoạch này dừng thực hiện chỉ tiêu số hóa của {OLD}.", False, True),
        (f"Kéo dài thời gian thực hiện các mục tiêu của {OLD} đến hết năm 2026.", False, True),
        (f"Tại {OLD}, «đạt 90%» nay đính chính thành «đạt 70%».", False, True),
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


@pytest.mark.parametrize(
    ("sentence", "words", "until"),
    [
        (f"Dừng thực hiện chỉ tiêu số hóa kết quả tại {OLD} kể từ ngày ký.", "số hóa kết quả", None),
        (f"Không tiếp tục thực hiện chỉ tiêu giao dịch trực tuyến nêu tại {OLD}.", "giao dịch trực tuyến", None),
        (f"Kéo dài thời gian thực hiện các mục tiêu, nhiệm vụ của {OLD} đến hết năm 2026.", "", 2026),
        (f"Kế hoạch này kéo dài thời gian thực hiện {OLD} đến ngày 31/12/2026.", "", 2026),
        (f"Gia hạn chỉ tiêu số hóa kết quả tại {OLD} đến năm 2026.", "số hóa kết quả tại", 2026),
    ],
)
def test_what_is_stopped_or_put_off_by_name(sentence: str, words: str, until: int | None) -> None:
    (part,) = read_supersession(from_string(sentence), "99/KH-UBND").parts
    assert part == Part("12/KH-UBND 2022", words, until)


@pytest.mark.parametrize(
    ("item", "replaces", "amends"),
    [
        ("chỉ tiêu thanh toán trực tuyến", (), ("without online_payment_transaction_rate",)),
        ("chỉ tiêu tại điểm a khoản 2", ("12/KH-UBND 2022",), ()),
    ],
)
def test_an_item_that_nobody_knows_holds_nothing_against_the_unit(
    tmp_path: Path, item: str, replaces: tuple[str, ...], amends: tuple[str, ...]
) -> None:
    (tmp_path / "plan.txt").write_text(f"Bãi bỏ {item} tại {OLD}.", encoding="utf-8")
    source = read_source(tmp_path / "plan.txt", "plan.txt")
    row = read_plan(source, None, default_matcher()).document
    assert row is not None
    assert (row["supersedes"] or "") == "|".join(replaces)
    assert [told.partition(": ")[2] for told in (row["amends"] or "").split("|") if ": " in told] == list(amends)
