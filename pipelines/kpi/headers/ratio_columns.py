"""Columns that print a count over its whole in one cell («950/1.000 (95%)»), below a head that names both. Pure.

What belongs here: taking such a column apart into the two counts and the share. What does not: which form these are
(matching.py), points over their most («17,2/18»), which no head names twice (printed_number.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from pipelines.kpi.headers.header_words import BRACKETS, levels_of_head
from pipelines.kpi.sheets.figure_shapes import is_without_words
from pipelines.kpi.sheets.sheet import Sheet

_CELL = re.compile(r"(\d[\d., ]*?)\s*/\s*(\d[\d., ]*?)(?:\s*[(;,-]?\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*\)?)?")
_HEAD = re.compile(
    r"(.*[^\W\d]{2}.*?)\s*(?:/|(?<!\w)trên(?!\w)(?=\s+tổng))\s*(.*[^\W\d]{2}.*)", re.IGNORECASE | re.DOTALL
)
_HINT = re.compile(r"[^\W\d]\s*/\s*[^\W\d]|(?<!\w)trên tổng", re.IGNORECASE)
_MOST_HEAD_ROWS, _ROWS_LOOKED_AT = 20, 50
_SHARE = "Tỷ lệ (%)"
_COUNTED = re.compile(r"^(?:tổng )?(?:số )?(?:lượng )?", re.IGNORECASE)


def ratio_tables(sheet: Sheet) -> list[tuple[Sheet, ...]]:
    """For each column of ratios the sheets it may be read as, and one of the figures beside them; [] where none is.

    First as two counts and their share, then as the share alone, named by the first count («Tỷ lệ hồ sơ trực tuyến»).
    Each has the columns that name the rows; what is drawn from a cell keeps the letter of its column.
    """
    top = sheet.cells.head(_MOST_HEAD_ROWS).iter_rows()
    places = {at for row in top for at, cell in enumerate(row) if cell and _HINT.search(cell)}
    heads = {at: found for at in sorted(places) if (found := _head_of_ratios(sheet, at)) is not None}
    if not heads:
        return []
    body = max(row for row, _ in heads.values()) + 1
    figures = {at for at in range(sheet.cells.width) if at not in heads and _holds_figures(sheet, at, body)}
    ratios = [_taken_apart(sheet, at, *head, {*heads, *figures} - {at}) for at, head in heads.items()]
    return [*([(_without(sheet, min(row for row, _ in heads.values()), set(heads)),)] if figures else []), *ratios]


def _head_of_ratios(sheet: Sheet, at: int) -> tuple[int, tuple[str, str]] | None:
    """The row of the head that names both counts of a column whose cells are ratios, and the two names."""
    cells = sheet.cells[str(at)]
    for row, cell in enumerate(cells.head(_MOST_HEAD_ROWS)):
        named = _HEAD.fullmatch(BRACKETS.sub(" ", cell).strip()) if cell and not levels_of_head(cell) else None
        if named and _are_ratios(cells.slice(row + 1, _ROWS_LOOKED_AT).drop_nulls().to_list()):
            return row, (named[1].strip(), named[2].strip())
    return None


def _are_ratios(cells: list[str]) -> bool:
    """Whether most cells print a count over its whole."""
    ratios = sum(bool(_CELL.fullmatch(cell)) for cell in cells)
    return bool(ratios) and ratios * 2 > len(cells)


def _holds_figures(sheet: Sheet, at: int, body: int) -> bool:
    """Whether a column holds figures that do not only number its rows."""
    cells = sheet.cells[str(at)].slice(body, _ROWS_LOOKED_AT).drop_nulls().to_list()
    is_running = cells == [str(number) for number in range(1, len(cells) + 1)]
    return bool(cells) and not is_running and all(map(is_without_words, cells))


def _taken_apart(sheet: Sheet, at: int, row: int, parts: tuple[str, str], others: set[int]) -> tuple[Sheet, ...]:
    width, alone = sheet.cells.width, _without(sheet, row, others)
    found = [_CELL.fullmatch(cell) if cell else None for cell in alone.cells[str(at)]]
    part, whole, share = (_drawn(found, group) for group in (1, 2, 3))
    counts = [
        _column(alone, at, row, parts[0], part),
        _column(alone, width, row, parts[1], whole),
        _column(alone, width + 1, row, _SHARE, share),
    ]
    drawn = {**sheet.drawn_from, width: at, width + 1: at}
    named = _column(alone, at, row, f"Tỷ lệ {_COUNTED.sub('', parts[0])}", share)
    return (
        replace(alone, cells=alone.cells.with_columns(counts), drawn_from=drawn),
        replace(alone, cells=alone.cells.with_columns(named)),
    )


def _drawn(found: list[re.Match[str] | None], group: int) -> pl.Series:
    return pl.Series([match[group] if match else None for match in found], dtype=pl.String)


def _column(sheet: Sheet, at: int, row: int, head: str, drawn: pl.Series) -> pl.Expr:
    """A column with a head of its own; what stood above the head, or below it and is no ratio, stays where it was."""
    place, is_own = pl.int_range(pl.len()), at < sheet.cells.width
    before = pl.col(str(at)) if is_own else pl.lit(None, dtype=pl.String)
    kept = pl.when(place < row).then(before).otherwise(drawn)
    return pl.when(place == row).then(pl.lit(head)).otherwise(kept).alias(str(at))


def _without(sheet: Sheet, row: int, gone: set[int]) -> Sheet:
    """The sheet without some columns from its header on; lines of a title above it say things of all."""
    top = row
    while top and sum(bool(cell) for cell in sheet.cells.row(top - 1)) > 1:
        top -= 1
    above = pl.int_range(pl.len()) < top
    cells = sheet.cells.with_columns(pl.when(above).then(pl.col(str(at))).alias(str(at)) for at in sorted(gone))
    merged = [one for one in sheet.merged if one[1] not in gone or one[2] < top]
    return replace(sheet, cells=cells, merged=merged)
