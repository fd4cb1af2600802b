"""Columns that stand beside a table's figures and are none of its period: last year's, planned ones, comparisons. Pure.

What belongs here: knowing such a column by its header, the period that a header names. What does not: the table's own
period (around_table.py), which column is which (matching.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.kpi.headers.periods import Period, periods_named, stated_periods
from pipelines.vietnamese import fold, name_ascii

# «Từ kỳ trước chuyển sang», «năm trước chuyển» are counts of this period.
_OTHER = (
    r"cùng kỳ|so với|so sánh|chênh lệch|tăng\s*[,/(+-]+\s*giảm|tăng giảm|tăng trưởng"
    r"|(?<!từ )(?<!của )(?:năm|kỳ|quý|tháng) (?:trước|ngoái|liền trước)(?! chuyển)"
    r"|^(?:kế hoạch|chỉ tiêu|mục tiêu)(?: (?:giao|được giao|đề ra|năm|quý|kỳ)[^()]*)?(?: \(%\))?$"
    r"|^tỷ lệ hoàn thành(?: kế hoạch)?(?: \(%\))?$"
    r"|^(?:số )?(?:ước|dự kiến)(?!\w)"
)
_FROM_JANUARY = r"^(?:số |số liệu |kết quả )?lũy kế(?: từ)?(?: đầu năm)?(?: đến nay| đến kỳ báo cáo)?$"
_OTHER = f"{_OTHER}|{_FROM_JANUARY}"
_CUMULATED = (re.compile(_FROM_JANUARY), re.compile(name_ascii(_FROM_JANUARY)))
_FORMS = (re.compile(_OTHER), re.compile(name_ascii(_OTHER)))
_PLAN = r"^(?:kế hoạch|kh|chỉ tiêu|mục tiêu)(?!\w)"
_PLANS = (re.compile(_PLAN), re.compile(name_ascii(_PLAN)))
_RESULT = r"(?:kết quả(?: thực hiện)?|(?:đã )?thực hiện|đạt được)(?: \([^()]*\))?"
_RESULTS = (re.compile(_RESULT), re.compile(name_ascii(_RESULT)))
_REACHED = (
    r"(?<!\w)kết quả(?!\w)(?! (?:cần|phải|dự kiến|mong))|đã đạt được"
    r"|tình hình (?:thực hiện|tiếp nhận|giải quyết|xử lý)"
)
_AIMED = (
    r"(?<!\w)(?:giao|phấn đấu|đăng ký|dự kiến|ước|mục tiêu|lộ trình|cần đạt|phải đạt|định hướng|phương hướng)(?!\w)"
    r"|(?<!thực hiện )(?<!thực hiện các )(?<!sở )(?<!triển khai )(?<!\w)kế hoạch(?!\w)"
    r"|nhiệm vụ (?:trọng tâm|năm|chủ yếu)"
)
_OF_A_YEAR = r"(?:(?:kết quả|thực hiện|th|kq|điểm|điểm số|giá trị|số liệu)\s+)?(?:năm\s+)?20\d\d(?:\s*\(%\))?"
_YEARS = (re.compile(_OF_A_YEAR), re.compile(name_ascii(_OF_A_YEAR)))
_ABOVE = tuple((re.compile(words), re.compile(name_ascii(words))) for words in (_REACHED, _AIMED))
_REACHED_FIRST = r"(?:đã )?(?:thực hiện|kết quả|đạt được|th|kq)(?!\w)"
_REACHED_IN = (re.compile(_REACHED_FIRST), re.compile(name_ascii(_REACHED_FIRST)))
_SOME_YEAR = 2026
_WORD = re.compile(r"(?!\b[ivx]+\b)\b[^\W\d_]{3,}")
_SHORT_PLAN = re.compile(r"(?<!\w)(?:kh|mt)(?!\w)")  # «KH năm 2025», «Năm 2025 (MT)»
_BESIDE_A_PERIOD = re.compile(
    r"(?:kết quả|số liệu|thực hiện|giá trị|điểm(?: số)?|kỳ báo cáo"
    r"|trong|của|kỳ|lũy kế|cả|(?<!\w)(?:đầu|cuối)(?!\w)|tháng|quý|năm)"
)


@lru_cache(maxsize=20_000)
def is_of_another_period(path: tuple[str, ...]) -> bool:
    """Whether a header says that its column is of the year before, of a plan, or compares with either."""
    return any(form.search(fold(part)) for part in path for form in _FORMS)


@lru_cache(maxsize=5_000)
def is_cumulated(text: str) -> bool:
    """Whether a header says that its column runs from 1 January («Lũy kế từ đầu năm»)."""
    return any(form.search(fold(text)) for form in _CUMULATED)


@lru_cache(maxsize=5_000)
def is_plan(text: str) -> bool:
    """Whether a header cell says that what stands below was planned («Kế hoạch (%)», «Chỉ tiêu giao»)."""
    return any(form.search(fold(text)) for form in _PLANS)


@lru_cache(maxsize=5_000)
def is_result(text: str) -> bool:
    """Whether a header cell says no more than that what stands below was reached («Thực hiện (%)», «Kết quả»)."""
    return any(form.fullmatch(fold(text)) for form in _RESULTS)


def is_year_alone(text: str) -> bool:
    """Whether a header is a year of results and nothing more: «Năm 2025 (KH)», «Năm 2025*» say something else."""
    return any(form.fullmatch(fold(text)) for form in _YEARS)


@lru_cache(maxsize=5_000)
def is_result_of(text: str) -> bool:
    """Whether a header says that its column was reached, and when («Thực hiện 6 tháng đầu năm 2025»)."""
    is_reached = "*" not in text and any(form.match(fold(text)) for form in _REACHED_IN)
    return is_reached and period_of_header((text,)) is not None


def says_results(lines: Sequence[str]) -> bool:
    """Whether the lines above a table say that its figures were reached, and none that they are aimed at."""
    reached, aimed = ([any(form.search(fold(line)) for form in forms) for line in lines] for forms in _ABOVE)
    return any(reached) and not any(aimed)


@lru_cache(maxsize=20_000)
def period_of_header(path: tuple[str, ...]) -> Period | None:
    """The one period that a header names and nothing else («Quý I/2026», «Kết quả năm 2025»)."""
    if not _says_nothing_else(path):
        return None
    said = stated_periods(path[-1])
    found = [*said.periods, *said.dated]
    return found[0] if len(found) == 1 and not said.is_unclear and not said.loose else None


@lru_cache(maxsize=20_000)
def part_of_year(path: tuple[str, ...], year: int) -> Period | None:
    """The one period of a year that a header names and nothing else, its year said or not («Quý III»)."""
    if not _says_nothing_else(path):
        return None
    named = [one for one in periods_named([path[-1], f"năm {year}"]) if one.label != str(year)]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=20_000)
def names_a_part_of_a_year(path: tuple[str, ...]) -> bool:
    """Whether a header names one month, quarter or run of months and nothing else, with or without its year."""
    return part_of_year(path, _SOME_YEAR) is not None or period_of_header(path) is not None


def _says_nothing_else(path: tuple[str, ...]) -> bool:
    if not path or is_of_another_period(path):
        return False
    words = fold(path[-1])
    return not _SHORT_PLAN.search(words) and not _WORD.search(_BESIDE_A_PERIOD.sub("", words))
