"""Months, quarters and years as the carriers name them.

What belongs here: periods and their dates. What does not: figures of a period.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MERGER = date(2025, 7, 1)
FIRST_YEAR = 2021
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from `start` to `end`."""

    start: date
    end: date

    @property
    def year(self) -> int:
        """The year it ends in."""
        return self.end.year

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """(year, month) of each month."""
        first, last = self.start.year * 12 + self.start.month - 1, self.end.year * 12 + self.end.month - 1
        return tuple((number // 12, number % 12 + 1) for number in range(first, last + 1))

    @property
    def quarter(self) -> int:
        """The quarter it ends in, 1 to 4."""
        return (self.end.month + 2) // 3

    @property
    def code(self) -> str:
        """Short name for files: 2024, 2024-q3, 2024-07."""
        lengths = {1: f"{self.year}-{self.end.month:02d}", 3: f"{self.year}-q{self.quarter}", 12: f"{self.year}"}
        return lengths.get(len(self.months), f"{self.year}-{self.start.month:02d}-{self.end.month:02d}")

    @property
    def words(self) -> str:
        """As a title says it."""
        lengths = {1: f"tháng {self.end.month} năm {self.year}", 3: f"quý {_ROMAN[self.quarter - 1]} năm {self.year}"}
        return lengths.get(len(self.months), f"năm {self.year}")


def month(year: int, number: int) -> Period:
    """One month."""
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    """One quarter."""
    return Period(month(year, 3 * number - 2).start, month(year, 3 * number).end)


def year(number: int) -> Period:
    """One year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarters_until(day: date) -> Iterator[Period]:
    """Every quarter since FIRST_YEAR that is over on a day."""
    every = (quarter(one, number) for one in range(FIRST_YEAR, day.year + 1) for number in range(1, 5))
    yield from (period for period in every if period.end <= day)


def months_until(day: date, count: int) -> Iterator[Period]:
    """The last `count` months that are over on a day, oldest first."""
    last = day.year * 12 + day.month - 1
    for number in range(last - count + 1, last + 1):
        yield month(number // 12, number % 12 + 1)


def vietnamese(day: date) -> str:
    """ngày 05 tháng 7 năm 2024, the way documents print it (months 1 and 2 with a zero)."""
    shown = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {shown} năm {day.year}"
