"""Rows whose counts are all plain digits, found column by column: a loop over 200,000 rows need not look at them. Pure.

What belongs here: what a whole column says at once. What does not: a row that asks for a closer look (row_measures.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.vietnamese import BLANKS

# A sheet of fewer rows is read sooner by the loop alone.
_MANY_ROWS = 2_000
_DIGITS = "^[0-9]{1,15}$"


@dataclass(frozen=True)
class PlainRows:
    """By the row's place in the sheet: whether all its counts are plain digits, and whether its sums agree as well."""

    is_plain: Sequence[bool]
    sums_agree: Sequence[bool]


def plain_rows(
    cells: pl.DataFrame, counts: Mapping[str, int], sums: Iterable[tuple[Collection[str], Collection[str]]]
) -> PlainRows | None:
    """What the columns of a sheet say of its rows; None for a sheet that is read sooner row by row.

    Args:
        cells: the sheet's.
        counts: the places of the columns of counts.
        sums: pairs of columns whose sums should agree.
    """
    if cells.height < _MANY_ROWS or not counts:
        return None
    is_plain = pl.all_horizontal(
        shown(cells, place).is_null() | shown(cells, place).str.contains(_DIGITS) for place in counts.values()
    )
    agree = [_agree(cells, counts, left, right) for left, right in sums]
    told = cells.select(is_plain.alias("plain"), pl.all_horizontal(is_plain, *agree).alias("agree"))
    return PlainRows(told["plain"].to_list(), told["agree"].to_list())


def shown(cells: pl.DataFrame, place: int) -> pl.Expr:
    """The texts of a column; null where a cell is blank or says that there is nothing."""
    text = pl.col(cells.columns[place])
    return pl.when((text != "") & ~text.str.to_lowercase().is_in(sorted(BLANKS))).then(text)


def number(cells: pl.DataFrame, place: int) -> pl.Expr:
    """The numbers of a column where its texts are plain digits."""
    return shown(cells, place).cast(pl.Float64, strict=False)


def _agree(cells: pl.DataFrame, counts: Mapping[str, int], left: Collection[str], right: Collection[str]) -> pl.Expr:
    """Whether two sums agree; they do where a part of one is blank, or no count."""
    if not counts.keys() >= {*left, *right}:
        return pl.lit(True)
    sums = [
        pl.sum_horizontal([number(cells, counts[name]) for name in side], ignore_nulls=False) for side in (left, right)
    ]
    return (sums[0] == sums[1]).fill_null(True)
