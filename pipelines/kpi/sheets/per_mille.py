"""Per mille said beside figures: in a unit column, a column's head or the line of units above a table. Pure.

What belongs here: finding where «‰» is said and putting it behind the figures it is said of, so that none of them
passes as a percentage. What does not: refusing such a figure (figures/printed_number.py).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.kpi.sheets.sheet import Sheet, columns_with

SIGN = "‰"
_SAID = r"(?i)‰|phần\s+(?:nghìn|ngàn)"
_OWN_FIGURE = re.compile(r"\d\s*(?:‰|phần\s)", re.IGNORECASE)
_OF_ALL = re.compile(r"đơn vị(?: tính)?\b|đvt\b", re.IGNORECASE)


def with_per_mille(long: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Long rows of a sheet, «‰» behind the plain figures of rows, columns or tables of which it is said."""
    said = _places(sheet)
    if not said:
        return long
    plain = pl.col("value").is_not_null() & ~pl.col("value").str.contains("[%‰]")
    told = pl.lit(False)
    for row_no, column, of_all in said:
        below = pl.col("row_no") > row_no
        told = told | (pl.col("row_no") == row_no) | (below if of_all else below & (pl.col("column_name") == column))
    return long.with_columns(pl.when(plain & told).then(pl.col("value") + SIGN).otherwise("value").alias("value"))


def _places(sheet: Sheet) -> list[tuple[int, str, bool]]:
    """Row and column of cells that say per mille of others, and whether of all below; no cell with its own figure."""
    found: list[tuple[int, str, bool]] = []
    for place in columns_with(sheet.cells, _SAID):
        name = sheet.cells.columns[place]
        for position in sheet.cells[name].str.contains(_SAID).fill_null(False).arg_true().to_list():
            text = str(sheet.cells[name][position])
            if not _OWN_FIGURE.search(text):
                found.append((sheet.row_no(position), sheet.column_name(place), bool(_OF_ALL.search(text))))
    return found
