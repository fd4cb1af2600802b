"""What a plan does to others: replaces them, stops or puts off an item, says anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contracts.raw_models import frame, validate
from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.amendments import read_amendments
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.plans.rows import AmendmentRow
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
        (f"Sửa đổi chỉ tiêu số hóa kết quả tại {OLD} như sau: đạt 50%.", False, True),
        (f"Kế hoạch này không thay thế {OLD}.", False, False),
        (f"Tham mưu sửa đổi, bổ sung {OLD} như sau: đạt 80%.", False, False),
        (f"Tiếp tục thực hiện {OLD}.", False, False),
    ],
)
def test_what_is_replaced_whole_and_what_in_part(sentence: str, replaces: bool, amends: bool) -> None:
    # Behind the lines that may be its title.
    text = "\n\n".join([f"Dòng {n} của văn bản." for n in range(20)] + [sentence])
    acts = {one.act for one in read_amendments(from_string(text), "99/KH-UBND")}
    assert ("replaced" in acts, bool(acts - {"replaced"})) == (replaces, amends)


@pytest.mark.parametrize(
    ("sentence", "words", "until"),
    [
        (f"Dừng thực hiện chỉ tiêu số hóa kết quả tại {OLD} kể từ ngày ký.", "số hóa kết quả", None),
        (f"Không tiếp tục thực hiện chỉ tiêu giao dịch trực tuyến nêu tại {OLD}.", "giao dịch trực tuyến", None),
        (f"Kéo dài thời gian thực hiện các mục tiêu, nhiệm vụ của {OLD} đến hết năm 2026.", None, 2026),
        (f"Kế hoạch này kéo dài thời gian thực hiện {OLD} đến ngày 31/12/2026.", None, 2026),
        (f"Gia hạn chỉ tiêu số hóa kết quả tại {OLD} đến năm 2026.", "số hóa kết quả tại", 2026),
    ],
)
def test_what_is_stopped_or_put_off_by_name(sentence: str, words: str | None, until: int | None) -> None:
    (one,) = read_amendments(from_string(sentence), "99/KH-UBND")
    assert (one.number, one.year, one.item, one.until) == ("12/KH-UBND", 2022, words, until)
    assert one.act == ("put_off" if until else "stopped")


def _rows(tmp_path: Path, text: str, sidecar: str = "") -> list[AmendmentRow]:
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    if sidecar:
        (tmp_path / "plan.txt.meta.yml").write_text(sidecar, encoding="utf-8")
    reading = read_plan(read_source(tmp_path / "plan.txt", "plan.txt"), None, default_matcher())
    validate("plan_amendments", frame("plan_amendments", reading.amendments))
    return reading.amendments


@pytest.mark.parametrize(
    ("item", "code"),
    [("thanh toán trực tuyến", "online_payment_transaction_rate"), ("trồng cây phân tán", None)],
)
def test_an_item_has_the_indicator_that_its_words_name(tmp_path: Path, item: str, code: str | None) -> None:
    (row,) = _rows(tmp_path, f"Bãi bỏ chỉ tiêu {item} tại {OLD}.")
    assert (row["act"], row["item"], row["indicator_code"]) == ("stopped", item, code)


def test_an_amendment_is_found_where_it_is_said(tmp_path: Path) -> None:
    text = f"Dòng đầu.\n\nCăn cứ  tình hình. Kế hoạch này thay thế {OLD}, sửa đổi Kế hoạch số 7/KH-UBND.\n"
    (row, more) = _rows(tmp_path, text)
    assert text[int(row["locator"].removeprefix("offset ")) :].startswith("Kế hoạch này thay thế")
    assert row["quote"].startswith("Kế hoạch này thay thế")
    assert [(one["act"], one["amended_number"], one["amended_year"]) for one in (row, more)] == [
        ("replaced", "12/KH-UBND", 2022),
        ("restated", "7/KH-UBND", None),
    ]


def test_the_sidecar_says_what_is_replaced_in_the_texts_place(tmp_path: Path) -> None:
    rows = _rows(tmp_path, f"Kế hoạch này thay thế {OLD}.", "supersedes: [5/KH-UBND, 4/KH-UBND 2021]\n")
    assert [(row["amended_number"], row["amended_year"], row["locator"]) for row in rows] == [
        ("5/KH-UBND", None, "sidecar"),
        ("4/KH-UBND", 2021, "sidecar"),
    ]


HEAD = "KẾ HOẠCH\n\nI. MỤC TIÊU\n\n"


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        # The item is named and known: what is said of it, in whatever words, is of that item.
        (f"Sửa đổi chỉ tiêu thanh toán trực tuyến tại {OLD} như sau: Phấn đấu đạt tối thiểu 70%.", set()),
        # Nothing tells what is meant.
        (f"Sửa đổi khoản 2 {OLD} như sau: Phấn đấu đạt tối thiểu 70%.", {None}),
        # Matched: the warehouse compares indicators.
        (f"Sửa đổi khoản 2 {OLD} như sau: Tỷ lệ giao dịch thanh toán trực tuyến đạt tối thiểu 70%.", set()),
        # Said before anything is amended.
        (f"Phấn đấu đạt tối thiểu 70%.\n\nSửa đổi khoản 2 {OLD} như sau: bỏ.", set()),
    ],
)
def test_what_is_said_anew_openly_is_a_row_for_each_indicator_it_may_mean(
    tmp_path: Path, sentence: str, meant: set[str | None]
) -> None:
    rows = [row for row in _rows(tmp_path, f"{HEAD}{sentence}") if row["mention_id"] is not None]
    assert {row["indicator_code"] for row in rows} == meant
    assert all(row["act"] == "restated" and row["amended_number"] == "12/KH-UBND" for row in rows)
