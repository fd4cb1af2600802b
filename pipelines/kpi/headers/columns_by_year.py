"""Tables whose columns say their year, behind their name or below it («SIPAS 2023 | Xếp hạng 2023 | SIPAS 2024»). Pure.

What belongs here: which columns are of which year, what they are called without it. What does not: periods over runs
of columns (period_blocks.py), a column of one year alone (other_periods.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from pipelines.kpi.sheets.sheet import Sheet

Row = Sequence[str | None]
_NAMED = re.compile(r"(.*[^\W\d].*?)[\s:-]*[(]?(20\d\d)[)]?\s*(\([^()]*\))?", re.IGNORECASE)
_YEAR_WORD = re.compile(r"\s*năm$", re.IGNORECASE)
_ALONE = re.compile(r"(?:năm\s+)?(20\d\d)", re.IGNORECASE)


def columns_by_year(sheet: Sheet, place: int, row: Row) -> list[tuple[int, Sheet]]:
    """Each year and the sheet with its columns only, their heads without the year; [] where the columns don't say it.

    Every year has to have the same columns: a year with one of its own may be another measure of it.
    """
    behind = {at: (_name(match), int(match[2])) for at, match in _matches(_NAMED, row)}
    if _is_whole(behind):
        return [(year, _of_year(sheet, year, behind, place, place)) for year in _years(behind)]
    if place + 1 >= sheet.cells.height:
        return []
    heads = _filled(row)
    below = {at: (heads[at], int(match[1])) for at, match in _matches(_ALONE, sheet.cells.row(place + 1)) if heads[at]}
    if not _is_whole(below):
        return []
    return [(year, _of_year(sheet, year, below, place, place + 1)) for year in _years(below)]


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


def _years(named: Mapping[int, tuple[str, int]]) -> list[int]:
    return sorted({year for _, year in named.values()})


def _is_whole(named: Mapping[int, tuple[str, int]]) -> bool:
    """Whether there are several years, and each has the columns that every other has, each of them once."""
    of_years = [[name for name, of in named.values() if of == year] for year in _years(named)]
    return len(of_years) > 1 and all(sorted(names) == sorted(set(of_years[0])) for names in of_years)


def _of_year(sheet: Sheet, year: int, named: Mapping[int, tuple[str, int]], top: int, bottom: int) -> Sheet:
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
