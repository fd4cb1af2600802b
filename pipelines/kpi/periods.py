"""Periods as tidy files and titles print them. Pure.

What belongs here: «2024-Q3», «tháng 7 năm 2024», «9 tháng đầu năm», «từ ngày … đến ngày …» to first and last day.
What does not: which period a figure of an indicator should have (observations.py).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipelines.vietnamese import nfc, parse_date, roman_to_int, squeeze

PERIOD, YEAR_TO_DATE, POINT, UNKNOWN = "period", "year_to_date", "point", "unknown"


@dataclass(frozen=True)
class Period:
    """First and last day (None where unknown), kind as in the contract, and the label shown to people."""

    label: str
    kind: str
    start: date | None
    end: date | None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def span(start: date, end: date) -> Period:
    """A period given by its dates; from 1 January to a day before the year's end it is a year to date."""
    whole = _whole_label(start, end)
    to_date = (start.month, start.day) == (1, 1) and start.year == end.year and (end.month, end.day) != (12, 31)
    label = whole or f"{start.isoformat()}/{end.isoformat()}"
    is_calendar = whole is not None and "M" not in whole.replace("-M", "") and "H1" not in whole
    return Period(label, YEAR_TO_DATE if to_date and not is_calendar else PERIOD, start, end)


def _whole_label(start: date, end: date) -> str | None:
    """The tidy label of a calendar year, half, quarter, nine months or month; None for any other span."""
    if start.year != end.year or start.day != 1 or end != month_end(end.year, end.month):
        return None
    months = (start.month, end.month)
    names = {(1, 12): "", (1, 6): "-H1", (7, 12): "-H2", (1, 9): "-9M"}
    names.update({(3 * q - 2, 3 * q): f"-Q{q}" for q in range(1, 5)})
    if months in names:
        return f"{start.year}{names[months]}"
    return f"{start.year}-{start.month:02d}" if start.month == end.month else None


def _year(m: re.Match[str]) -> Period:
    return span(date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31))


def _quarter(m: re.Match[str]) -> Period | None:
    text = m["q"]
    quarter = int(text) if text.isdigit() else roman_to_int(text) or 0
    if not 1 <= quarter <= 4:
        return None
    return span(date(int(m["y"]), 3 * quarter - 2, 1), month_end(int(m["y"]), 3 * quarter))


def _month(m: re.Match[str]) -> Period | None:
    month = int(m["m"])
    return span(date(int(m["y"]), month, 1), month_end(int(m["y"]), month)) if 1 <= month <= 12 else None


def _months_so_far(m: re.Match[str]) -> Period | None:
    months = int(m["n"])
    return span(date(int(m["y"]), 1, 1), month_end(int(m["y"]), months)) if 1 <= months <= 12 else None


def _half(m: re.Match[str]) -> Period:
    year, half = int(m["y"]), int(m["h"])
    return span(date(year, 6 * half - 5, 1), month_end(year, 6 * half))


def _last_six(m: re.Match[str]) -> Period:
    return span(date(int(m["y"]), 7, 1), date(int(m["y"]), 12, 31))


_TIDY: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (r"(?P<y>(?:19|20)\d{2})", _year),
    (r"(?P<y>(?:19|20)\d{2})-?Q(?P<q>[1-4])", _quarter),
    (r"(?P<y>(?:19|20)\d{2})-H(?P<h>[12])", _half),
    (r"(?P<y>(?:19|20)\d{2})-(?P<n>\d{1,2})M", _months_so_far),
    (r"(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})", _month),
)
_YEAR_WORDS = r"(?:\s*(?:năm|/|-)\s*|\s+)"
_TITLES: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (rf"tháng\s+0?1\s*(?:đến|tới|[-–])\s*(?:tháng\s+)?(?P<n>\d{{1,2}}){_YEAR_WORDS}(?P<y>20\d{{2}})", _months_so_far),
    (rf"(?<!\d)(?P<n>\d{{1,2}})\s+tháng(?:\s+đầu)?(?:\s+năm)?{_YEAR_WORDS}(?P<y>20\d{{2}})", _months_so_far),
    (rf"0?6\s+tháng\s+cuối\s+năm{_YEAR_WORDS}?(?P<y>20\d{{2}})", _last_six),
    (rf"quý\s+(?P<q>[1-4]|iv|i{{1,3}})\b{_YEAR_WORDS}(?P<y>20\d{{2}})", _quarter),
    (rf"tháng\s+(?P<m>\d{{1,2}}){_YEAR_WORDS}(?P<y>20\d{{2}})", _month),
    (r"^(?!.*\b(?:tháng|quý)\b).*?năm\s+(?P<y>20\d{2})", _year),
)
# Several periods in one line, or a span of months or quarters: nobody can tell which one the table holds.
_SEVERAL = re.compile(
    r"\b(?:tháng|quý)\s+[\divx]+\s*(?:,|và|&|\+)\s*(?:(?:tháng|quý|cả năm|năm)\s+)?[\divx]"
    r"|(?:tháng|quý)\b.*\bcả\s+năm|\b(?:tháng|quý)\s+[\divx]+\s*(?:đến|tới|[-–])\s*(?:(?:tháng|quý)\s+)?[ivx\d]{1,3}\b",
    re.IGNORECASE,
)
_LONG_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(20\d{2})", re.IGNORECASE)
_MONTHS_IN_WORDS = {"ba": 3, "sáu": 6, "chín": 9}
_DAY = r"\d{1,2}\s*[/.\-]\s*\d{1,2}(?:\s*[/.\-]\s*\d{4})?"
_RANGE = re.compile(
    rf"(?:từ\s*(?:ngày)?\s*:?\s*)?(?P<a>{_DAY})\s*(?:[-–—,]?\s*đến\s+hết|[-–—,]?\s*đến|tới|[-–—])\s*(?:ngày)?\s*:?\s*(?P<b>{_DAY})",
    re.IGNORECASE,
)
_TIDY_FORMS = tuple((re.compile(form, re.IGNORECASE), build) for form, build in _TIDY)
_TITLE_FORMS = tuple((re.compile(form, re.IGNORECASE), build) for form, build in _TITLES)


def parse_period(text: str) -> Period | None:
    """A tidy file's `period`: «2024», «2024-Q3», «2024-07», «2024-H1», «2024-9M»; else None."""
    printed = squeeze(nfc(text)).removesuffix(".0")
    for form, build in _TIDY_FORMS:
        match = form.fullmatch(printed)
        if match:
            return build(match)
    return None


def find_period(text: str) -> Period | None:
    """The period a title or a line «Kỳ báo cáo …» states: dates win over words, longer forms over a bare year."""
    printed = _LONG_DAY.sub(r"ngày \1/\2/\3", squeeze(nfc(text)))
    for word, number in _MONTHS_IN_WORDS.items():
        printed = re.sub(rf"\b{word}\s+tháng\b", f"{number} tháng", printed, flags=re.IGNORECASE)
    match = _RANGE.search(printed)
    if match:
        found = _range(match["a"], match["b"])
        if found:
            return found
    for form, build in _TITLE_FORMS:
        match = form.search(printed)
        if match and (build is _months_so_far or not _SEVERAL.search(printed)):
            return build(match)
    return parse_period(printed)


def _range(first: str, last: str) -> Period | None:
    """A span of two days; the first may leave out the year («21/7 - 20/8/2021»)."""
    end = parse_date(last)
    if end is None:
        return None
    start = parse_date(first) or parse_date(f"{first}/{end.year}")
    return span(start, end) if start and start <= end else None
