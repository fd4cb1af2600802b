"""When within a year a promise falls due, and whether it returns: words, each beside its counter-example."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.plans.grammar.timing import day_gone, due_day, repeats


@pytest.mark.parametrize(
    ("words", "kind", "returns"),
    [
        ("Mỗi năm có ít nhất 03 sáng kiến", "level", "year"),
        ("Có ít nhất 03 sáng kiến", "level", None),
        ("Tỷ lệ hồ sơ trực tuyến tăng bình quân 10%/năm", "annual_increase", "mean"),
        ("Bình quân hằng năm tăng 10% hồ sơ trực tuyến", "annual_increase", "mean"),
        ("Mỗi năm tăng tối thiểu 20% số hóa kết quả", "annual_increase", None),
        ("Tăng 10% năng suất bình quân của mỗi nhân sự hằng năm", "annual_increase", None),
    ],
)
def test_growth_on_average_is_told_from_growth_of_each_year(words: str, kind: str, returns: str | None) -> None:
    assert repeats(words, kind) == returns


@pytest.mark.parametrize(
    ("words", "year", "returns"),
    [
        ("Năm 2023 kiểm tra 20 cơ quan", 2023, "one_year"),
        ("Kiểm tra 20 cơ quan trong năm 2023", 2023, "one_year"),
        ("Đến hết năm 2023 kiểm tra 20 cơ quan", 2023, None),
        ("Từ năm 2021 đến năm 2023 kiểm tra 20 cơ quan", 2023, None),
        ("Năm 2023 kiểm tra 20 cơ quan", None, None),
        ("Mỗi năm kiểm tra 20 cơ quan, trong đó năm 2023", 2023, "year"),
    ],
)
def test_a_count_of_one_year_is_told_from_one_up_to_its_end(words: str, year: int | None, returns: str | None) -> None:
    assert repeats(words, "level", year) == returns


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Đến hết quý II năm 2024 đạt 50%", date(2024, 6, 30)),
        ("Trước ngày 01/7/2024 đạt 50%", date(2024, 6, 30)),
        ("Đến ngày 31/12/2024 đạt 50%", None),
        ("Năm 2024 đạt 50%", None),
    ],
)
def test_a_day_within_the_year_is_kept(words: str, day: date | None) -> None:
    assert due_day(words, len(words) - 3, 2024) == day


@pytest.mark.parametrize(
    ("words", "at", "ends"),
    [
        ("đến ngày 03/6/2024 đạt 85%", 26, 18),
        ("giảm 85% văn bản còn hiệu lực đến ngày 03/6/2024", 5, None),
        ("trong quý I/2024 đạt 85%", 21, 16),
        ("đến ngày 30/6/2024 đạt 85%", 26, None),
        ("đến ngày 03/6 đạt 85%", 18, None),  # of which year is not said: «trước ngày 15/3 hằng năm»
        ("trong năm 2024 đạt 85%", 19, None),
    ],
)
def test_a_day_is_gone_that_was_over_when_the_text_was_issued(words: str, at: int, ends: int | None) -> None:
    assert day_gone(words, at, date(2024, 6, 20)) == ends
