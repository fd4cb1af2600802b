"""Tables whose columns say their year, behind their name or below it («SIPAS 2023 | Xếp hạng 2023 | SIPAS 2024»). Pure.

What belongs here: which columns are of which year, what they are called without it. What does not: periods over runs
of columns (period_blocks.py), a column of one year alone (other_periods.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from pipelines.kpi.headers.periods import find_period
from pipelines.kpi.sheets.sheet import Sheet

Row = Sequence[str | None]
_NAMED = re.compile(r"(.*[^\W\d].*?)[\s:-]*[(]?(20\d\d)[)]?\s*(\([^()]*\))?", re.IGNORECASE)
_OF_A_MONTH = re.compile(
    r"(.*[^\W\d].*?)[\s:-]+[(]?((?:tháng\s+\d{1,2}|quý\s+(?:[IVX]{1,3}|\d))(?:\s*(?:/|năm)\s*20\d\d)?)[)]?\s*(\([^()]*\))?",
    re.IGNORECASE,
)
_YEAR_WORD = re.compile(r"\s*năm$", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")
_YEAR_OF_A_MONTH = re.compile(r"\s*(?:/|năm)?\s*20\d\d")
_ALONE = re.compile(r"(?:năm\s+)?(20\d\d)", re.IGNORECASE)


def columns_by_year(sheet: Sheet, place: int, row: Row, title_years: Collection[int] = ()) -> list[tuple[str, Sheet]]:
    """Each period and the sheet with its columns only, their heads without it; [] where the columns don't say it.

    Every period has to have the same columns: one with a column of its own may be another measure of it. Months and
    quarters without a year are of the one that the title names.
    """
    months = {at: (_name(match), _dated(match, title_years)) for at, match in _matches(_OF_A_MONTH, row)}
    if _is_whole(months) and all(said for _, said in months.values()) and _run_on(months, row):
        return [(said, _of_year(sheet, said, months, place, place)) for said in _years(months)]
    behind = {at: (_name(match), match[2]) for at, match in _matches(_NAMED, row) if at not in months}
    if _is_whole(behind):
        return [(year, _of_year(sheet, year, behind, place, place)) for year in _years(behind)]
    if place + 1 >= sheet.cells.height:
        return []
    heads = _filled(row)
    below = {at: (heads[at], match[1]) for at, match in _matches(_ALONE, sheet.cells.row(place + 1)) if heads[at]}
    if not _is_whole(below):
        return []
    return [(year, _of_year(sheet, year, below, place, place + 1)) for year in _years(below)]


def _dated(match: re.Match[str], title_years: Collection[int]) -> str:
    """«tháng 9 năm 2026» of «… tháng 9» below a title of 2026; «» where nobody says the year."""
    own = _YEAR.search(match[2])
    part = _YEAR_OF_A_MONTH.sub("", match[2]).strip()
    year = own.group() if own else str(next(iter(title_years))) if len(title_years) == 1 else ""
    return f"{part} năm {year}" if year else ""


def _run_on(named: Mapping[int, tuple[str, str]], row: Row) -> bool:
    """Whether months that take the title's year follow one another: «tháng 12 | tháng 1» are of two years."""
    if all(_YEAR.search(str(row[at])) for at in named):
        return True
    periods = [find_period(said) for said in dict.fromkeys(said for _, said in named.values())]
    ends = [one.end + timedelta(days=1) for one in periods if one and one.end]
    starts = [one.start for one in periods if one and one.start]
    return len(ends) == len(starts) == len(periods) and ends[:-1] == starts[1:]


def _name(match: re.Match[str]) -> str:
    """«Xếp hạng» of «Xếp hạng năm 2023», «Điểm (%)» of «Điểm 2023 (%)»."""
    return " ".join(filter(None, [_YEAR_WORD.sub("", match[1].strip()), match[3]]))


def _matches(form: re.Pattern[str], row: Row) -> list[tuple[int, re.Match[str]]]:
    return [(at, match) for at, cell in enumerate(row) if cell and (match := form.fullmatch(cell.strip()))]


def _filled(row: Row) -> list[str]:
    """The heads of a row, each over the blank cells to its right."""
    heads: list[str] = []
    for cell in row:
        heads.append(cell or (heads[-1] if heads else ""))
    return heads


def _years(named: Mapping[int, tuple[str, str]]) -> list[str]:
    return sorted({year for _, year in named.values()})


def _is_whole(named: Mapping[int, tuple[str, str]]) -> bool:
    """Whether there are several years, and each has the columns that every other has, each of them once."""
    of_years = [[name for name, of in named.values() if of == year] for year in _years(named)]
    return len(of_years) > 1 and all(sorted(names) == sorted(set(of_years[0])) for names in of_years)


def _of_year(sheet: Sheet, year: str, named: Mapping[int, tuple[str, str]], top: int, bottom: int) -> Sheet:
    cells = sheet.cells
    changed: list[pl.Expr] = []
    at_row = pl.int_range(pl.len())
    for at, (name, of) in named.items():
        column = cells.columns[at]
        text = pl.lit(name if of == year else None, dtype=pl.String)
        is_head = (at_row >= top) & (at_row <= bottom)
        kept = pl.when(is_head).then(None).otherwise(pl.col(column)) if of == year else pl.lit(None, dtype=pl.String)
        changed.append(pl.when(at_row == top).then(text).otherwise(kept).alias(column))
    merged = [one for one in sheet.merged if not any(one[1] <= at <= one[3] for at in named) or one[0] < top]
    return replace(sheet, cells=cells.with_columns(changed), merged=merged)
