"""Periods as tidy files and titles print them. Pure.

What belongs here: «2024-Q3», «tháng 7 năm 2024», «9 tháng đầu năm», «từ ngày … đến ngày …» to first and last day, with
or without tone marks; what several lines agree on. What does not: which lines of a sheet are asked (around_table.py).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from pipelines.vietnamese import fold, name_ascii, nfc, parse_date, roman_to_int, squeeze
from pipelines.yaml_files import read_yaml

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


def _half(m: re.Match[str]) -> Period:
    year, half = int(m["y"]), int(m["h"])
    return span(date(year, 6 * half - 5, 1), month_end(year, 6 * half))


_TIDY: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (r"(?P<y>(?:19|20)\d{2})", lambda m: span(date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31))),
    (r"(?P<y>(?:19|20)\d{2})-?Q(?P<q>[1-4])", lambda m: quarter_of(int(m["y"]), int(m["q"]))),
    (r"(?P<y>(?:19|20)\d{2})-H(?P<h>[12])", _half),
    (r"(?P<y>(?:19|20)\d{2})-(?P<n>\d{1,2})M", lambda m: months_of(int(m["y"]), int(m["n"]))),
    (r"(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})", lambda m: month_of(int(m["y"]), int(m["m"]))),
)
_TIDY_FORMS = tuple((re.compile(form, re.IGNORECASE), build) for form, build in _TIDY)


def parse_period(text: str) -> Period | None:
    """A tidy file's `period`: «2024», «2024-Q3», «2024-07», «2024-H1», «2024-9M»; else None."""
    printed = squeeze(nfc(text)).removesuffix(".0")
    for form, build in _TIDY_FORMS:
        match = form.fullmatch(printed)
        if match:
            return build(match)
    return None


# --- what a line of a title states -----------------------------------------------------------------------------------
#
# Forms are written with marks; the same forms without marks serve lines typed without any. A line is read from the
# surest form to the loosest, and what was read is taken out, so that «6 tháng» is no leftover of «Quý II (6 tháng)».


@dataclass(frozen=True)
class Stated:
    """What one line says of periods: those it names, those given by dates, and whether nobody can tell which holds.

    `loose` are months or quarters without a year, `days` a span of days without a year («21/7 - 20/8»).
    """

    periods: tuple[Period, ...] = ()
    dated: tuple[Period, ...] = ()
    loose: tuple[tuple[str, int], ...] = ()
    days: tuple[str, str] | None = None
    is_unclear: bool = False


_LONG_DAY = re.compile(r"(?:ngày|ngay)\s+(\d{1,2})\s+(?:tháng|thang)\s+(\d{1,2})\s+(?:năm|nam)\s+(20\d{2})")
_NOISE = (
    # what a period is compared with, documents cited, «hàng tháng», a day alone
    r"\(?\s*(?:so(?: sánh)? với|so với cùng kỳ|cùng kỳ)[^()]*\)?",
    r"h[àằ]ng\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*,\s*(?:\d+\s+)?(?:h[àằ]ng\s+)?(?:tháng|quý|năm)(?!\s*\d))*",
    r"số\s*:?\s+\d[^\s,;]*\s+(?:ngày\s+\S+|năm\s+20\d{2})",
    r"trong (?:tháng|quý)(?!\s*(?:[ivx]+|\d{1,2})\s*(?:/|năm))|đầu tháng|cuối tháng",
)
_MONTHS_IN_WORDS = {"ba": 3, "sáu": 6, "chín": 9, "mười một": 11}
_MONTH_NAMES = {name.lower(): place for place, name in enumerate(calendar.month_name) if name} | {
    name.lower(): place for place, name in enumerate(calendar.month_abbr) if name
}
_YEAR = r"(?P<y>(?:19|20)\d{2})(?!\d)"
_SEP = r"\s*(?:\(?\s*năm\s*|[/\-.,_]\s*(?:năm\s*)?|\s)\s*"
_Q = r"(?P<q>iv|i{1,3}|0?[1-4])"
_DAY = r"(?<!\d)(?:\d{4}-\d{2}-\d{2}(?:[ t]00:00:00)?|\d{1,2}\s*[/.\-]\s*\d{1,2}(?:\s*[/.\-]\s*\d{4})?)(?!\d)"
_RANGE = (
    rf"(?:từ|from)?\s*(?:ngày)?\s*(?P<a>{_DAY})\s*(?:[-–—,]?\s*(?:đến|tới|to)(?:\s+hết)?|[-–—])\s*(?:hết\s+)?(?:ngày)?\s*"
    rf"(?P<b>{_DAY})"
)
_CUMULATIVE = r"(?:lũy kế|cộng dồn|từ đầu năm|year to date|cumulative)"
# Shorthand of period_forms.yml.
_SHORTHAND = {
    "{CUMULATIVE}": _CUMULATIVE,
    "{SEP}": _SEP,
    "{YEAR}": _YEAR,
    "{Q}": _Q,
    "{DAY}": _DAY,
    "{MONTH_NAMES}": "|".join(sorted(_MONTH_NAMES, key=len, reverse=True)),
}


class PeriodForm(TypedDict):
    """How a line says a period, as period_forms.yml writes it."""

    kind: str
    pattern: str
    example: str
    counter: str


def period_forms() -> list[PeriodForm]:
    """The forms in the order in which they are tried."""
    return read_yaml(Path(__file__).with_name("period_forms.yml"), list[PeriodForm])


def compiled_forms() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """The forms in their order, each for lines with tone marks and for lines without."""
    return [forms for _, forms in _STATED_FORMS]


def _written_out(pattern: str) -> str:
    for short, form in _SHORTHAND.items():
        pattern = pattern.replace(short, form)
    return pattern


def _compiled(form: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(form), re.compile(name_ascii(form))


_STATED_FORMS = tuple((form["kind"], _compiled(_written_out(form["pattern"]))) for form in period_forms())
_RANGE_FORMS = _compiled(_RANGE)
_NOISE_FORMS = tuple(_compiled(form) for form in _NOISE)
_LEFT_OVER = _compiled(r"(?:tháng|quý)(?!\w)|nửa (?:đầu|cuối)")
_SINCE_JANUARY = _compiled(r"lũy kế|từ đầu năm|cộng dồn")


@lru_cache(maxsize=5_000)
def stated_periods(text: str) -> Stated:
    """All that a line says of periods; see `Stated`."""
    line = _LONG_DAY.sub(r"ngày \1/\2/\3", fold(text).replace("luỹ", "lũy"))
    line = squeeze(re.sub(r":(?!\d)|[…\"«»]|\.{3,}", " ", line))
    plain = int(line.isascii())
    for noise in _NOISE_FORMS:
        line = noise[plain].sub(" ", line)
    for word, number in _MONTHS_IN_WORDS.items():
        line = re.sub(rf"(?<!\w)(?:{word}|{name_ascii(word)})\s+(tháng|thang)", rf"{number} \1", line)
    dated, days, line = _dated_in(line, plain)
    whole = parse_period(line) if not dated else None
    if whole or (match := re.fullmatch(r"(?:kỳ\s+)?(?:kỳ báo cáo\s+)?0?(\d{1,2})\s*/\s*(20\d{2})", line)):
        found = whole or month_of(int(match[2]), int(match[1]))  # type: ignore[index]
        return Stated((found,) if found else (), dated, days=days)
    return _in_words(line, plain, dated, days)


def _dated_in(line: str, plain: int) -> tuple[tuple[Period, ...], tuple[str, str] | None, str]:
    """Spans of days, one without any year, and the line without them."""
    found: list[Period] = []
    days: tuple[str, str] | None = None
    while match := _RANGE_FORMS[plain].search(line):
        period = _range(match["a"], match["b"])
        if period:
            found.append(period)
        elif not re.search(r"\d{4}", match["b"]):
            days = (match["a"], match["b"])
        line = f"{line[: match.start()]} ; {line[match.end() :]}"
    return tuple(dict.fromkeys(found)), days, line


def _in_words(line: str, plain: int, dated: tuple[Period, ...], days: tuple[str, str] | None) -> Stated:
    found: list[tuple[str, Period | None]] = []
    loose: list[tuple[str, int]] = []
    for kind, forms in _STATED_FORMS:
        while match := forms[plain].search(line):
            line = f"{line[: match.start()]} ; {line[match.end() :]}"
            if kind.startswith("loose_"):
                loose.append((kind.removeprefix("loose_"), _loose_number(match)))
            else:
                found.append((kind, None if kind == "several" else _READERS[kind](match)))
    unclear = any(period is None for _, period in found) or bool(_LEFT_OVER[plain].search(line))
    years = {period for kind, period in found if kind == "year" and period}
    own = {period for kind, period in found if kind != "year" and period}
    if loose and len(years) == 1 and not own:
        (year,) = years
        own, loose = {period for kind, number in loose if (period := _of_year(kind, number, year))}, []
    unclear |= bool(loose and own)
    if _SINCE_JANUARY[plain].search(line):
        unclear |= any(p.start is None or (p.start.month, p.start.day) != (1, 1) for p in own) or not own
    periods = own or years
    several = len(periods) > 1 or any(not _holds(year, period) for year in years for period in own)
    ordered = tuple(sorted(periods, key=lambda p: (p.start or date.min, p.label)))
    return Stated(ordered, dated, tuple(dict.fromkeys(loose)), days, unclear or several)


def _loose_number(match: re.Match[str]) -> int:
    text = next(value for value in match.groupdict().values() if value)
    return int(text) if text.isdigit() else roman_to_int(text) or 0


def _of_year(kind: str, number: int, year: Period) -> Period | None:
    first = year.start or date.min
    if kind == "quarter":
        return quarter_of(first.year, number)
    return months_of(first.year, number) if kind == "months" else month_of(first.year, number)


def _holds(wide: Period, narrow: Period) -> bool:
    """Whether one period lies inside the other."""
    if None in (wide.start, wide.end, narrow.start, narrow.end):
        return False
    return wide.start <= narrow.start and narrow.end <= wide.end  # type: ignore[operator]


def _overlap(one: Period, other: Period) -> bool:
    if None in (one.start, one.end, other.start, other.end):
        return False
    return one.start <= other.end and other.start <= one.end  # type: ignore[operator]


def quarter_of(year: int, quarter: int) -> Period | None:
    """A calendar quarter; None for a number that is none."""
    if not 1 <= quarter <= 4:
        return None
    return span(date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter))


def month_of(year: int, month: int) -> Period | None:
    """A calendar month; None for a number that is none."""
    return span(date(year, month, 1), month_end(year, month)) if 1 <= month <= 12 else None


def months_of(year: int, months: int) -> Period | None:
    """The first months of a year."""
    return span(date(year, 1, 1), month_end(year, months)) if 1 <= months <= 12 else None


def _quarter_number(match: re.Match[str]) -> int:
    text = match["q"]
    return int(text) if text.isdigit() else roman_to_int(text) or 0


def _to_day(match: re.Match[str]) -> Period | None:
    end = parse_date(match["day"])
    return span(date(end.year, 1, 1), end) if end else None


def _to_quarter(match: re.Match[str]) -> Period | None:
    quarter = _quarter_number(match)
    return months_of(int(match["y"]), 3 * quarter) if 1 <= quarter <= 4 else None


def _months_span(match: re.Match[str]) -> Period | None:
    first, last, year = int(match["f"]), int(match["n"]), int(match["y"])
    since = int(match["fy"] or year)
    if not (1 <= first <= 12 and 1 <= last <= 12) or (since, first) > (year, last):
        return None
    return span(date(since, first, 1), month_end(year, last))


_READERS: dict[str, Callable[[re.Match[str]], Period | None]] = {
    "to_day": _to_day,
    "to_quarter": _to_quarter,
    "months_span": _months_span,
    "months": lambda m: months_of(int(m["y"]), int(m["n"])),
    "last_six": lambda m: span(date(int(m["y"]), 7, 1), date(int(m["y"]), 12, 31)),
    "quarter": lambda m: quarter_of(int(m["y"]), _quarter_number(m)),
    "month": lambda m: month_of(int(m["y"]), int(m["m"])),
    "named_month": lambda m: month_of(int(m["y"]), _MONTH_NAMES[m["name"]]),
    "own_year": lambda m: span(date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31)),
    "year": lambda m: span(date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31)),
}


def _range(first: str, last: str) -> Period | None:
    """A span of two days; the first may leave out the year («21/7 - 20/8/2021», «21/12 - 20/1/2022»)."""
    end = parse_date(_iso(last))
    if end is None:
        return None
    start = parse_date(_iso(first)) or parse_date(f"{first}/{end.year}")
    if start and start > end and not re.search(r"\d{4}", first):
        start = parse_date(f"{first}/{end.year - 1}")
    return span(start, end) if start and start <= end else None


def _iso(text: str) -> str:
    return text.replace("t00:00:00", " 00:00:00")


@lru_cache(maxsize=50_000)
def find_period(text: str) -> Period | None:
    """The one period a line states, dates before words; None where it states none or several."""
    chosen = choose_period([text])
    return chosen.period


@dataclass(frozen=True)
class Choice:
    """The period several lines agree on; `rivals` where they don't, or where one of them names several."""

    period: Period | None = None
    rivals: tuple[str, ...] = ()


def choose_period(lines: Iterable[str]) -> Choice:
    """The period that all lines of a title together state.

    Dates win over words they overlap with; of periods in words that lie in one another the narrowest holds («Năm 2024»,
    «Quý II/2024»). Anything else is several: a person has to say which.
    """
    said = [(line, stated_periods(line)) for line in dict.fromkeys(lines) if line]
    dated = list(dict.fromkeys(period for _, stated in said for period in stated.dated))
    words = list(dict.fromkeys(period for _, stated in said for period in stated.periods))
    dated += _with_year_of(words, said) if not dated else []
    if len(dated) > 1 or (dated and any(not _overlap(dated[0], period) for period in words)):
        return Choice(None, tuple(period.label for period in (*dated, *words)))
    if dated:
        return Choice(dated[0])
    unclear = [line for line, stated in said if stated.is_unclear]
    if unclear:
        return Choice(None, tuple(dict.fromkeys(squeeze(line)[:120] for line in unclear)))
    words += [period for _, stated in said for period in _loose_in(stated, words[:])]
    narrow = [period for period in words if all(_holds(other, period) for other in words)]
    if narrow or not words:
        return Choice(narrow[0] if narrow else None)
    return Choice(None, tuple(dict.fromkeys(period.label for period in words)))


def periods_named(lines: Iterable[str]) -> tuple[Period, ...]:
    """All periods that lines name, in order of their ends, wide ones last.

    Months and quarters without a year are of the one year said: «Quý III, 9 tháng đầu năm 2026».
    """
    said = [stated_periods(line) for line in dict.fromkeys(lines) if line]
    found = {period for one in said for period in (*one.periods, *one.dated)}
    years = {period.end.year for period in found if period.end}
    if len(years) == 1 and any(one.loose for one in said):
        year = span(date(min(years), 1, 1), date(min(years), 12, 31))
        found |= {period for one in said for kind, number in one.loose if (period := _of_year(kind, number, year))}
    latest = date.max
    return tuple(sorted(found, key=lambda one: (one.end or latest, latest - (one.start or latest), one.label)))


def _loose_in(stated: Stated, words: list[Period]) -> list[Period]:
    """«Quý II» in one line and «Năm 2024» in another: the quarter of that year; nothing where a line says both."""
    if len(words) != 1 or len(words[0].label) != len("2024"):
        return []
    return [period for kind, number in stated.loose if (period := _of_year(kind, number, words[0]))]


def _with_year_of(words: list[Period], said: list[tuple[str, Stated]]) -> list[Period]:
    """«21/7 - 20/8» beside «Tháng 8 năm 2024»: the days of that year."""
    spans = {stated.days for _, stated in said if stated.days}
    years = {period.end.year for period in words if period.end}
    if len(spans) != 1 or len(years) != 1:
        return []
    ((first, last),), (year,) = spans, years
    found = _range(first, f"{last}/{year}")
    return [found] if found else []
