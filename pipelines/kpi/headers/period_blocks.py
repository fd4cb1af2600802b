"""Tables with the columns of a form once for each of several periods («Quý II | 6 tháng» over the same columns). Pure.

What belongs here: cutting such a table into one sheet a period. What does not: a form's single columns of periods
(column_periods.py), the period of a title (around_table.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.kpi.headers.columns_by_year import columns_by_year
from pipelines.kpi.headers.cumulated import beside_cumulated
from pipelines.kpi.headers.header_words import levels_of_head
from pipelines.kpi.headers.other_periods import (
    is_result_of,
    is_year_alone,
    part_of_year,
    period_of_header,
    says_results,
)
from pipelines.kpi.headers.periods import Period, find_period, parse_period
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.vietnamese import fold

LEAST_COLUMNS = 3  # a run of fewer columns of one period may be no form's
_MOST_ROWS, _NAMED_BEFORE = 20, 3
_NAMING = re.compile(r"(?:stt|tt|số tt|số thứ tự|(?:tên )?đơn vị|(?:tên )?cơ quan.*|địa phương|lĩnh vực.*)")
_LABELS = re.compile(
    r"(?:tên |các )?(?:chỉ tiêu|chỉ số|nội dung|tiêu chí|lĩnh vực\W+chỉ số)(?: thống kê| thành phần| nội dung)?"
)
_YEAR = re.compile(r"(?<![\d/])20\d\d(?!\d)")


@dataclass(frozen=True)
class PeriodBlock:
    """The sheet with the columns of one period and those beside all of them; each cell at its own place."""

    sheet: Sheet
    period: Period
    width: int
    is_by_year: bool = False

    @property
    def said(self) -> dict[str, object]:
        """The period as a sidecar would say it of this sheet."""
        start, end = self.period.start, self.period.end
        return {"period": self.period.label, "period_start": start, "period_end": end, "own_period": True}


def period_blocks(sheet: Sheet) -> list[PeriodBlock]:
    """The blocks of a table whose header names a period over each run of its columns; [] where it does not."""
    years: set[int] = {int(year) for line in sheet.lead for year in _YEAR.findall(line)}
    for place, row in enumerate(sheet.cells.head(_MOST_ROWS).iter_rows()):
        if any(cell and _LABELS.fullmatch(fold(cell)) for cell in row[:_NAMED_BEFORE]):
            return _blocks_of_years(sheet, place, row)
        if any(cell and (_NAMING.fullmatch(fold(cell)) or levels_of_head(cell)) for cell in row[:_NAMED_BEFORE]):
            heads = _heads(row, years) or beside_cumulated(row, sheet, place)
            return _blocks(sheet, place, heads) if heads else _blocks_by_year(sheet, place, row, years)
        years |= {int(year) for cell in row if cell for year in _YEAR.findall(cell)}
    return []


def _blocks_of_years(sheet: Sheet, place: int, row: tuple[str | None, ...]) -> list[PeriodBlock]:
    """«Chỉ tiêu | ĐVT | Năm 2023 | Năm 2024» below a title of results: an indicator a row, a year a column."""
    lines = [*sheet.lead, *(cell for above in sheet.cells.head(place).iter_rows() for cell in above if cell)]
    heads = _heads(row, set())
    is_of_years = len(heads) > 1 and all(is_year_alone(str(row[at])) or is_result_of(str(row[at])) for at in heads)
    if not says_results(lines):
        return []
    if not is_of_years:
        return [replace(block, is_by_year=True) for block in _blocks_by_year(sheet, place, row)]
    spans = [_span(row, at, heads) for at in heads]
    return [replace(block, is_by_year=True) for block in _cut(sheet, place, heads, spans)]


def _span(row: tuple[str | None, ...], start: int, heads: Mapping[int, Period]) -> range:
    """The columns that a head stands over: its own, and those beside it that are blank or repeat it."""
    end = start + 1
    while end < len(row) and end not in heads and row[end] in (None, row[start]):
        end += 1
    return range(start, end)


def _blocks_by_year(
    sheet: Sheet, place: int, row: tuple[str | None, ...], years: Collection[int] = ()
) -> list[PeriodBlock]:
    """«SIPAS 2023 | Xếp hạng 2023 | SIPAS 2024 | Xếp hạng 2024»: each column says its year itself."""
    found = [(parse_period(said) or find_period(said), one) for said, one in columns_by_year(sheet, place, row, years)]
    return [PeriodBlock(one, period, LEAST_COLUMNS) for period, one in found if period is not None]


def _heads(row: tuple[str | None, ...], years: set[int]) -> dict[int, Period]:
    """The periods that cells of a row name and nothing else, by place; a year that only the title says is theirs."""
    found: dict[int, Period] = {}
    for place, cell in enumerate(row):
        said = period_of_header((cell,)) if cell else None
        if cell and said is None and len(years) == 1:
            said = part_of_year((cell,), next(iter(years)))
        if said is not None and said not in found.values():
            found[place] = said
    return found


def _blocks(sheet: Sheet, row: int, heads: dict[int, Period]) -> list[PeriodBlock]:
    starts = sorted(heads)
    ends = [*starts[1:], sheet.cells.width]
    spans = [range(start, end) for start, end in zip(starts, ends, strict=True)]
    return _cut(sheet, row, heads, spans)


def _cut(sheet: Sheet, row: int, heads: dict[int, Period], spans: list[range]) -> list[PeriodBlock]:
    return [
        PeriodBlock(_only(sheet, [one for one in spans if one is not span], row, span), heads[span.start], len(span))
        for span in spans
    ]


def _only(sheet: Sheet, others: list[range], row: int, span: range) -> Sheet:
    """The sheet without what stands in the columns of the other periods, and without the name of this one over several.

    A column alone has no other header than its period.
    """
    gone = {place for span in others for place in span}
    changed = [pl.lit(None, dtype=pl.String).alias(name) for at, name in enumerate(sheet.cells.columns) if at in gone]
    if len(span) > 1:
        said = sheet.cells.row(row)
        named = [sheet.cells.columns[place] for place in span if said[place] == said[span.start]]
        changed += [pl.when(pl.int_range(pl.len()) != row).then(pl.col(name)).alias(name) for name in named]
    merged = [one for one in sheet.merged if one[1] not in gone]
    return replace(sheet, cells=sheet.cells.with_columns(changed) if changed else sheet.cells, merged=merged)
