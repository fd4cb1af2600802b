"""Columns of a month or quarter beside those that run from 1 January («Trong tháng | Lũy kế từ đầu năm»). Pure.

What belongs here: which column is of which period, by the one that the title names. What does not: columns that say
their period themselves (period_blocks.py, columns_by_year.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.kpi.headers.other_periods import is_cumulated
from pipelines.kpi.headers.periods import Period, periods_named, span
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.vietnamese import fold, name_ascii

_THIS_ONE_FORM = (
    r"(?:số liệu |kết quả |phát sinh )?(?:(?:trong|của) (?:tháng|quý|kỳ)|(?:tháng|quý|kỳ) (?:này|báo cáo))(?: báo cáo)?"
)
_THIS_ONE = (re.compile(_THIS_ONE_FORM), re.compile(name_ascii(_THIS_ONE_FORM)))
# How long a period is that a word calls «tháng này»; «kỳ này» may be either.
_MONTHS = {"tháng": (1,), "quý": (3,), "kỳ": (1, 3), "thang": (1,), "quy": (3,), "ky": (1, 3)}


def beside_cumulated(row: Sequence[str | None], sheet: Sheet, place: int) -> dict[int, Period]:
    """The cells of a row that say so, by place: the one period of the lines above `place`, and what ends with it.

    {} where that period is not the month or quarter that the word says: nobody knows then which part of it is meant;
    nor from January on.
    """
    since = {at for at, cell in enumerate(row) if cell and is_cumulated(cell)}
    lengths = {at: found for at, cell in enumerate(row) if cell and (found := months_of(cell))} if since else {}
    own = _own_period(sheet, place) if lengths else None
    if own is None or own.start is None or own.end is None:
        return {}
    if not all(is_so_long(own, months) for months in lengths.values()):
        return {}
    return dict.fromkeys(lengths, own) | dict.fromkeys(since, span(own.start.replace(month=1, day=1), own.end))


def months_of(cell: str) -> tuple[int, ...]:
    """How many months «Trong tháng», «Quý này» may be; () for other words."""
    match = next(filter(None, (form.fullmatch(fold(cell)) for form in _THIS_ONE)), None)
    return next((months for word, months in _MONTHS.items() if match and word in match.group().split()), ())


def is_so_long(period: Period, months: tuple[int, ...]) -> bool:
    """Whether a period within a year is of one of these numbers of months."""
    start, end = period.start, period.end
    return start is not None and end is not None and end.month - start.month + 1 in months


def _own_period(sheet: Sheet, place: int) -> Period | None:
    """The one period within a year that the lines above a row name, if it begins later than January."""
    above = (cell for row in sheet.cells.head(place).iter_rows() for cell in row if cell)
    named = [one for one in periods_named([*sheet.lead, *above]) if one.start and one.end]
    if len(named) != 1 or named[0].start is None or named[0].end is None:
        return None
    start, end = named[0].start, named[0].end
    return named[0] if start.year == end.year and start.month > 1 else None
