"""When within a year a promise falls due, and whether it returns every year, from the words beside its number.

What belongs here: due days other than 31 December («đến 30/6/2025», «hết quý II/2025»), «mỗi năm», «mỗi quý», and the
months that a sentence opens with. What does not: the year itself (years), the words (lexicon/dues.yml).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipelines.plans.lexicon.phrases import phrase

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_EVERY = ("day", "month", "quarter", "year")
_PROMISED_ANEW = ("level", "reduction", "rank_gain")
# How many years before its own a text tells of by their days.
_YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """The months that a sentence opens with: where their words end, whether they were over at the day of issue."""

    end: int
    is_over: bool


@lru_cache(maxsize=64)
def part_of_year(sentence: str, issued: date | None) -> PartOfYear | None:
    """«Trong 02 tháng đầu năm 2026, …», «Tháng 01, …», «Quý I/2026, …»; without a year that of issue is meant."""
    match = phrase("dues", "part_of_year").match(sentence)
    if match is None:
        return None
    quarter = match["quarter"]
    month = 3 * _QUARTERS[quarter.lower()] if quarter else int(match["first"] or match["month"])
    over = issued is not None and (int(match["year"] or issued.year), month) < (issued.year, issued.month)
    return PartOfYear(match.end(), over)


def day_gone(words: str, number_at: int, today: date) -> int | None:
    """Where the last day named with its year before a number ends, if it was over on a day; else None.

    What stands behind a number may be the base of a cut («giảm 20% số văn bản còn hiệu lực đến ngày 31/5/2020»).
    """
    if not any(str(today.year - back) in words for back in range(_YEARS_BACK)):
        return None
    nearest = next((one for one in reversed(_days_of_years(words, today.year)) if one[1] <= number_at), None)
    return nearest[1] if nearest and nearest[2] < today else None


@lru_cache(maxsize=64)
def _days_of_years(words: str, year: int) -> tuple[tuple[int, int, date], ...]:
    """Days that words name with their year, each with the place of the words that name it."""
    named = ((match, day) for match, day in _days(words, year) if match["year"] is not None)
    return tuple(sorted((match.start(), match.end(), day) for match, day in named if day is not None))


def due_day(words: str, number_at: int, year: int | None) -> date | None:
    """The day in `year` on which the number at `number_at` falls due; None where it is the year's end or not said.

    The nearest such day before the number counts, else the first after it; a day of another year is another number's.
    """
    if year is None:
        return None
    said = sorted((match.start(), day) for match, day in _days(words, year) if day is not None and day.year == year)
    before = [day for start, day in said if start <= number_at]
    nearest = before[-1] if before else next((day for _, day in said), None)
    return None if nearest is None or (nearest.month, nearest.day) == (12, 31) else nearest


def _days(words: str, year: int) -> list[tuple[re.Match[str], date | None]]:
    found = [
        (m, _day(_year(m, year), int(m["month"]), int(m["day"]), m["to"]))
        for m in phrase("dues", "day").finditer(words)
    ]
    found += [
        (m, _month_end(_year(m, year), int(m["month"]), m["to"])) for m in phrase("dues", "month").finditer(words)
    ]
    found += [
        (m, _month_end(_year(m, year), 3 * _QUARTERS[m["quarter"].lower()], ""))
        for m in phrase("dues", "quarter").finditer(words)
    ]
    return found + [(m, date(_year(m, year), 6, 30)) for m in phrase("dues", "half").finditer(words)]


def _year(match: re.Match[str], year: int) -> int:
    return int(match["year"] or year)


def _day(year: int, month: int, day: int, to: str) -> date | None:
    try:
        said = date(year, month, day)
    except ValueError:
        return None
    # «trước ngày 01/7/2025» is by the end of June.
    return said - timedelta(days=1) if day == 1 and "trước" in to.lower() else said


def _month_end(year: int, month: int, to: str) -> date | None:
    if not 1 <= month <= 12:
        return None
    if "trước" in to.lower():
        return date(year, month, 1) - timedelta(days=1)
    return date(year, month, calendar.monthrange(year, month)[1])


def repeats(words: str, kind: str, year: int | None = None) -> str | None:
    """In what a level, a cut or places gained are promised anew; «mean» for yearly growth on average.

    `year`: that of a count, which is «one_year» where the words give it to that year alone («năm 2023», not «đến …»).
    """
    if kind == "annual_increase":
        return "mean" if phrase("dues", "on_average").search(words) else None
    if kind not in _PROMISED_ANEW:
        return None
    every = next((every for every in _EVERY if phrase("dues", f"every_{every}").search(words)), None)
    is_one = kind == "level" and any(int(m["year"]) == year for m in phrase("dues", "one_year").finditer(words))
    return every or ("one_year" if is_one else None)
