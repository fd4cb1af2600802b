"""Columns that stand beside a table's figures and are none of its period: last year's, planned ones, comparisons. Pure.

What belongs here: knowing such a column by its header, the period that a header names. What does not: the table's own
period (around_table.py), which column is which (matching.py).
"""

from __future__ import annotations

import re

from pipelines.kpi.headers.periods import Period, stated_periods
from pipelines.vietnamese import fold, name_ascii

# «Từ kỳ trước chuyển sang», «năm trước chuyển» are counts of this period.
_OTHER = (
    r"cùng kỳ|so với|so sánh|chênh lệch|tăng\s*[,/(+-]+\s*giảm|tăng giảm|tăng trưởng"
    r"|(?<!từ )(?<!của )(?:năm|kỳ|quý|tháng) (?:trước|ngoái|liền trước)(?! chuyển)"
    r"|^(?:kế hoạch|chỉ tiêu|mục tiêu)(?: (?:giao|được giao|đề ra|năm|quý|kỳ)[^()]*)?(?: \(%\))?$"
    r"|^tỷ lệ hoàn thành(?: kế hoạch)?(?: \(%\))?$"
)
_FORMS = (re.compile(_OTHER), re.compile(name_ascii(_OTHER)))
_WORD = re.compile(r"(?!\b[ivx]+\b)\b[^\W\d_]{3,}")
_BESIDE_A_PERIOD = re.compile(r"(?:kết quả|số liệu|thực hiện|giá trị|kỳ báo cáo|trong|của|kỳ|lũy kế|cả|tháng|quý|năm)")


def is_of_another_period(path: tuple[str, ...]) -> bool:
    """Whether a header says that its column is of the year before, of a plan, or compares with either."""
    return any(form.search(fold(part)) for part in path for form in _FORMS)


def period_of_header(path: tuple[str, ...]) -> Period | None:
    """The one period that a header names and nothing else («Quý I/2026», «Kết quả năm 2025»)."""
    if not path or is_of_another_period(path):
        return None
    said = stated_periods(path[-1])
    found = [*said.periods, *said.dated]
    bare = _BESIDE_A_PERIOD.sub("", fold(path[-1]))
    is_only_that = not _WORD.search(bare)
    return found[0] if len(found) == 1 and is_only_that and not said.is_unclear and not said.loose else None
