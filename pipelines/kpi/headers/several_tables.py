"""A sheet that holds several tables below one another, each with a header of its own. Pure.

What belongs here: where a further table begins, the part of the sheet that is each table's. What does not: whether a
form takes it (the reader asks), a table of another period below the same header (bodies/table_end.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from pipelines.kpi.headers.header_words import bare_key, load_words
from pipelines.kpi.headers.matching import is_column_numbers
from pipelines.kpi.sheets.figure_shapes import is_figure
from pipelines.kpi.sheets.sheet import Sheet

Row = tuple[str | None, ...]
_NUMBERED_NEAR, _LEAST_WORDS, _LEAST_FIGURES = 3, 3, 2
_SUBTITLE = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[a-hA-H])\s*[.)/-]\s*\D")


def tables_of(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet as sheets of their own, each cell at its own place; [] where it holds one.

    What stands above the first table speaks for all of them, but for the numbered title right above it.
    """
    heads = _heads(sheet)
    if len(heads) < 2 or sheet.tables:
        return []
    starts = [0, *(_first_line(sheet, head) for head in heads[1:])]
    lines = [cell for row in sheet.cells.head(heads[0]).iter_rows() for cell in row if cell]
    lead = (*sheet.lead, *(lines[:-1] if lines and _SUBTITLE.match(lines[-1]) else lines))
    ends = [*starts[1:], sheet.cells.height]
    return [_part(sheet, start, end, lead if start else sheet.lead) for start, end in zip(starts, ends, strict=True)]


def _heads(sheet: Sheet) -> list[int]:
    """The rows that head a table: «STT», or «Đơn vị», beside other words; a header that a print repeats counts once."""
    words = load_words().numbers | load_words().unit_names
    near = sheet.cells.columns[:_NUMBERED_NEAR]
    if not near:
        return []
    forms = {form for word in words for form in (word, word.lower(), word.upper(), word.capitalize())}
    cased = forms | {f"{form}." for form in forms}
    said = pl.any_horizontal(pl.col(near).is_in(sorted(cased)))  # no lower case of 200,000 rows
    found: dict[Row, int] = {}
    for place in sheet.cells.select(said.fill_null(False)).to_series().arg_true():
        row = sheet.cells.row(place)
        cells = [cell for cell in row if cell]
        if len(cells) >= _LEAST_WORDS and not any(map(is_figure, cells)):
            found.setdefault(tuple(bare_key(cell) if cell else None for cell in row), place)
    places = sorted(found.values())
    return [place for before, place in zip([None, *places], places, strict=False) if _has_body(sheet, before, place)]


def _has_body(sheet: Sheet, head: int | None, below: int) -> bool:
    """Whether figures stand between two rows of headers, which are of one header otherwise."""
    if head is None:
        return True
    between = sheet.cells.slice(head + 1, below - head - 1)
    return any(not is_column_numbers(row) and sum(map(is_figure, row)) >= _LEAST_FIGURES for row in between.iter_rows())


def _first_line(sheet: Sheet, head: int) -> int:
    """The first of the lines that lead to a header: blank ones and titles, which hold no figure."""
    while head and sum(bool(cell) for cell in sheet.cells.row(head - 1)) <= 1:
        head -= 1
    return head


def _part(sheet: Sheet, start: int, end: int, lead: tuple[str, ...]) -> Sheet:
    merged = [(top - start, left, bottom - start, right) for top, left, bottom, right in sheet.merged]
    return replace(
        sheet,
        cells=sheet.cells.slice(start, end - start),
        first_row=sheet.first_row + start,
        merged=[one for one in merged if 0 <= one[0] < end - start],
        is_number=lambda row, column: sheet.is_number(row + start, column),
        lead=lead,
    )
