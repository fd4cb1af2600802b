"""Tables whose columns say their year, behind their name or below it («SIPAS 2023 | Xếp hạng 2023 | SIPAS 2024»). Pure.

What belongs here: which columns are of which year, what they are called without it. What does not: periods over runs
of columns (period_blocks.py), a column of one year alone (other_periods.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from pipelines.kpi.headers.cumulated import beside_cumulated
from pipelines.kpi.headers.other_periods import is_of_another_period, part_of_year, period_of_header
from pipelines.kpi.headers.periods import Period, find_period, parse_period
from pipelines.kpi.sheets.figure_shapes import is_without_words
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
_SAME_OF_YEAR = re.compile(r"(?:so )?(?:với )?cùng kỳ(?: năm)?(?: (?:(20\d\d)|trước))?", re.IGNORECASE)
_ROWS_LOOKED_AT = 50
_ALONE = re.compile(r"(?:năm\s+)?(20\d\d)", re.IGNORECASE)


def columns_by_year(sheet: Sheet, place: int, row: Row, title_years: Collection[int] = ()) -> list[tuple[str, Sheet]]:
    """Each period and the sheet with its columns only, their heads without it; [] where the columns don't say it.

    A period has no column that the fullest one lacks: that may be another measure of it. Months and quarters without a
    year are of the one that the title names. Figures of which no period is said («Xếp hạng») are of the latest.
    """
    months = {at: (_name(match), _dated(match, title_years)) for at, match in _matches(_OF_A_MONTH, row)}
    if _is_whole(months) and all(said for _, said in months.values()) and _run_on(months, row):
        return [(said, _of_year(sheet, said, months, place, place)) for said in _years(months)]
    behind = {at: (_name(match), match[2]) for at, match in _matches(_NAMED, row) if at not in months}
    if _is_whole(behind):
        return [(year, _of_year(sheet, year, behind, place, place)) for year in _years(behind)]
    below = _said_below(sheet, place, row, title_years)
    is_whole = _is_whole(below) if len(_years(below)) != 1 else _has_comparison(sheet, place, below)
    return [(said, _of_year(sheet, said, below, place, place + 1)) for said in _years(below)] if is_whole else []


def _said_below(sheet: Sheet, place: int, row: Row, title_years: Collection[int]) -> dict[int, tuple[str, str]]:
    """Names of columns that say their period in the row below («Tỷ lệ › Quý III/2024 | Cùng kỳ năm 2023»), and it."""
    if place + 1 >= sheet.cells.height:
        return {}
    heads = _filled(row)
    cumulated = beside_cumulated(sheet.cells.row(place + 1), sheet, place)
    if cumulated:
        return {at: (heads[at], _in_days(period)) for at, period in cumulated.items() if heads[at]}
    named = {at: (heads[at], cell.strip()) for at, cell in enumerate(sheet.cells.row(place + 1)) if cell and heads[at]}
    said = {at: (head, _period_of(cell, title_years)) for at, (head, cell) in named.items()}
    own = {period for _, period in said.values() if period}
    for at, (head, cell) in named.items():
        before = _SAME_OF_YEAR.fullmatch(cell)
        if before and len(own) == 1:
            said[at] = (head, _same_of_year(next(iter(own)), before[1]))
    return {at: (head, period) for at, (head, period) in said.items() if period}


def _in_days(period: Period) -> str:
    return f"từ ngày {period.start:%d/%m/%Y} đến ngày {period.end:%d/%m/%Y}"


def _period_of(cell: str, title_years: Collection[int]) -> str:
    """What a header cell says of its period and nothing else, with its year; «» where it says more, or none."""
    alone = _ALONE.fullmatch(cell)
    if alone or period_of_header((cell,)):
        return alone[1] if alone else cell
    year = next(iter(title_years)) if len(title_years) == 1 else 0
    return f"{cell} năm {year}" if year and part_of_year((cell,), year) else ""


def _same_of_year(said: str, year: str | None) -> str:
    """The same part of another year; without one, of the year before."""
    of = int(_YEAR.findall(said)[-1])
    return _YEAR.sub(year or str(of - 1), said)


def _has_comparison(sheet: Sheet, place: int, named: Mapping[int, tuple[str, str]]) -> bool:
    """Whether beside the columns of the one period that is said stand those it is compared with."""
    others = {at: cell for at, cell in enumerate(sheet.cells.row(place + 1)) if cell and at not in named}
    return any(is_of_another_period((cell,)) for cell in others.values())


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
    """Whether there are several years, and each has columns that the fullest has, each of them once."""
    of_years = [[name for name, of in named.values() if of == year] for year in _years(named)]
    most = max(map(len, of_years), default=0)
    fullest = next((set(names) for names in of_years if len(names) == most), set())
    return len(of_years) > 1 and all(len(names) == len(set(names)) and fullest >= set(names) for names in of_years)


def _latest(named: Mapping[int, tuple[str, str]]) -> str:
    """The last of the periods that columns say."""
    ends = {said: period.end for said in _years(named) if (period := parse_period(said) or find_period(said))}
    return max(ends, key=lambda said: ends[said] or date.min, default="")


def _undated(sheet: Sheet, top: int, body: int, dated: Collection[int]) -> list[pl.Expr]:
    """Columns of figures that say no period, blank from the header on: a rank beside two years is of one of them."""
    others = [name for at, name in enumerate(sheet.cells.columns) if at not in dated]
    cells = sheet.cells.slice(body, _ROWS_LOOKED_AT)
    figures = [name for name in others if all(map(is_without_words, cells[name].drop_nulls()))]
    return [pl.when(pl.int_range(pl.len()) < top).then(pl.col(name)).alias(name) for name in figures]


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
    if year != _latest(named):
        changed += _undated(sheet, top, bottom + 1, named)
    merged = [one for one in sheet.merged if not any(one[1] <= at <= one[3] for at in named) or one[0] < top]
    return replace(sheet, cells=cells.with_columns(changed), merged=merged)
