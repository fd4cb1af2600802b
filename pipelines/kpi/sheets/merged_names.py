"""Names, periods and codes that one merged cell says for several rows, given to each of those rows. Pure.

What belongs here: which rows a cell merged downwards speaks for. What does not: notes over several rows (indicators),
merged cells of a header (headers.matching). Figures are never repeated so: the caller names the columns.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from pipelines.kpi.sheets.sheet import Sheet


def names_below(sheet: Sheet, columns: Collection[int], body: int) -> dict[int, dict[int, str]]:
    """What each row below a merged cell's first one is named: row -> column -> text, from row `body` on."""
    found: dict[int, dict[int, str]] = {}
    for top, left, bottom, right in sheet.merged:
        if body <= top < sheet.cells.height and left == right and left in columns:
            text = sheet.cells.row(top)[left]
            for row in range(top + 1, bottom + 1) if text else ():
                found.setdefault(row, {})[left] = str(text)
    return found


def with_names_below(sheet: Sheet, columns: Collection[int], body: int) -> Sheet:
    """The sheet with those names written into every row."""
    names = names_below(sheet, columns, body)
    cells = sheet.cells
    for column in sorted({column for row in names.values() for column in row}):
        values = [names.get(at, {}).get(column, text) for at, text in enumerate(cells[str(column)].to_list())]
        cells = cells.with_columns(pl.Series(str(column), values, dtype=pl.String))
    return replace(sheet, cells=cells) if names else sheet
