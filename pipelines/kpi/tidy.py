"""The tidy file: one figure a row, recognised by its header. Pure.

What belongs here: finding the header, warning of unknown columns, handing the rows on as long text.
What does not: typing the rows (observations.py).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypedDict

import polars as pl

from pipelines.kpi.file_context import LONG_SCHEMA, OPTIONAL, TEXT_COLUMNS, FileContext
from pipelines.kpi.headers.header_words import load_words
from pipelines.kpi.sheets.merged_names import with_names_below
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.vietnamese import name_key
from pipelines.yaml_files import read_yaml

LAYOUT = "tidy"
HEADER_ROWS = 40
# A header is tidy when it has these; what else is missing is then a finding, not another layout.
_SIGNS = ("indicator", "value", "period")
_VIETNAMESE = frozenset(_SIGNS)
# Columns that a file has not, made once: as many expressions for each of thousands of small files cost more than these.
_ABSENT = {name: pl.lit(None, dtype=kind).alias(name) for name, kind in LONG_SCHEMA.items()}
_FIGURES = frozenset({"value", "numerator", "denominator", "respondents", "value_as_printed", "value_bound"})


class TidyHeadings(TypedDict):
    """tidy_headings.yml: Vietnamese headings by column, and header rows that are or are no tidy file's."""

    headings: dict[str, list[str]]
    examples: list[list[str]]
    counter_examples: list[list[str]]


@lru_cache(maxsize=1)
def tidy_headings() -> TidyHeadings:
    """The rules of tidy_headings.yml."""
    return read_yaml(Path(__file__).with_name("tidy_headings.yml"), TidyHeadings)


@lru_cache(maxsize=1)
def _columns() -> dict[str, str]:
    """The tidy column behind each Vietnamese heading; none behind that of running numbers, which is no figure."""
    headings = {_key(word): column for column, words in tidy_headings()["headings"].items() for word in words}
    return {**{_key(word): "" for word in load_words().numbers}, **headings}


def header_position(sheet: Sheet) -> int | None:
    """The frame row that holds the tidy header, or None."""
    for position in range(min(HEADER_ROWS, sheet.cells.height)):
        names = _names(sheet, position)
        if all(sign in names for sign in _SIGNS):
            return position
    return None


def _names(sheet: Sheet, position: int) -> list[str]:
    """The tidy columns that a row heads, in English or in Vietnamese; other cells as keys of what they say."""
    return column_names(sheet.cells.row(position))


def column_names(row: tuple[str | None, ...]) -> list[str]:
    """The same of the cells of one row."""
    keys = [_key(cell or "") for cell in row]
    meant = [_columns().get(key, key) for key in keys]
    return meant if set(meant) >= _VIETNAMESE and {"unit_name", "unit_code"} & set(meant) else keys


def _key(cell: str) -> str:
    return name_key(cell).replace(" ", "_")


def tidy_rows(sheet: Sheet, position: int, context: FileContext) -> pl.DataFrame | None:
    """The rows below the header, and below any further header on the sheet, as long text; None where there are none.

    A required column that is missing or stands twice is a finding, and that table is not read.
    """
    tops = [position, *_further_headers(sheet, position)]
    headers = [tuple(_names(sheet, top)) for top in tops]
    named = {place for place, name in enumerate(headers[0]) if name not in _FIGURES}
    seen = with_names_below(sheet, named, 0)
    frames: list[pl.DataFrame] = []
    told: set[tuple[str, ...]] = set()
    # A header repeated on every page begins no table of its own: of 20,000 such each would cost as much as one.
    begin = [number for number, header in enumerate(headers) if not number or header != headers[number - 1]]
    for first, last in zip(begin, [*begin[1:], len(tops)], strict=True):
        if headers[first] in told or _is_good_header(sheet, tops[first], headers[first], context):
            end = tops[last] if last < len(tops) else sheet.cells.height
            wide = _wide_rows(sheet, tops[first], end, context)
            frames.append(_long(seen, tops[first], [*tops[first + 1 : last], *wide], list(headers[first]), end))
            told.add(headers[first])
    return pl.concat(frames) if frames else None


def _further_headers(sheet: Sheet, position: int) -> list[int]:
    """The frame rows below that are a tidy header too: one repeated on every page, or that of a second table."""
    spelled = {cell for cell in sheet.cells.row(position) if cell}
    signs = {_SIGNS[0], *(cell.lower() for cell in spelled if _columns().get(_key(cell)) == _SIGNS[0])}
    any_sign = pl.any_horizontal(pl.col(sheet.cells.columns).str.to_lowercase().is_in(sorted(signs)))
    places = sheet.cells.select(any_sign.fill_null(False).alias("_")).to_series().arg_true().to_list()
    return [at for at in places if at > position and set(_SIGNS) <= set(_names(sheet, at))]


def _is_good_header(sheet: Sheet, position: int, names: tuple[str, ...], context: FileContext) -> bool:
    where = f"{'sheet ' + sheet.name + ', ' if sheet.name else ''}row {sheet.row_no(position)}"
    required = ["indicator", "unit_level", "period", "value"]
    missing = [name for name in required if name not in names and not context.sidecar.get(name)]
    if not {"unit_name", "unit_code"} & set(names) and not context.sidecar.get("unit_name"):
        missing.append("unit_name or unit_code")
    repeated = sorted({name for name in names if name in TEXT_COLUMNS and names.count(name) > 1})
    if missing or repeated:
        rule = "missing_column" if missing else "repeated_column"
        found = ", ".join(name for name in names if name)
        remedy = f"{'add' if missing else 'keep once'}: {', '.join(map(_headed, missing or repeated))}"
        context.add(where, rule, "error", found, ", ".join([*required, *OPTIONAL]), remedy)
        return False
    for place, name in enumerate(names):
        if name and name not in TEXT_COLUMNS:
            header = str(sheet.cells.row(position)[place])
            context.add(where, "unknown_column", "warning", header, ", ".join(TEXT_COLUMNS), "it is not read")
    return True


def _headed(column: str) -> str:
    """A column and how an office may head it: «unit_level (Cấp)»."""
    known = tidy_headings()["headings"].get(column.split(" ", maxsplit=1)[0], [])
    return f"{column} ({known[0]})" if known else column


def _wide_rows(sheet: Sheet, top: int, end: int, context: FileContext) -> list[int]:
    """The frame rows with more fields than their header, each a finding: «60,7» without quotes is two of them."""
    width = sheet.fields[sheet.row_no(top) - 1] if sheet.fields else sheet.cells.width
    beyond = [pl.col(column).is_not_null() for column in sheet.cells.columns[width:]]
    places = sheet.cells.select(pl.any_horizontal(beyond)).to_series().arg_true().to_list() if beyond else []
    wide = [place for place in places if top < place < end]
    for place in wide:
        found = " | ".join(cell or "" for cell in sheet.cells.row(place))
        remedy = "put a value that holds the separator between quotes, or export with «;»"
        where = f"row {sheet.row_no(place)}"
        context.add(where, "fields_beyond_header", "error", found, f"{width} fields, as the header has", remedy)
    return wide


def _long(sheet: Sheet, top: int, left_out: list[int], names: list[str], end: int) -> pl.DataFrame:
    places = {name: str(place) for place, name in enumerate(names) if name in TEXT_COLUMNS}
    body = sheet.cells.lazy().with_row_index("_at").slice(top + 1, end - top - 1)
    if left_out:
        body = body.filter(~pl.col("_at").is_in(left_out))
    value = int(places["value"])
    said: dict[str, pl.Expr] = {
        "sheet": pl.lit(sheet.name or None, dtype=pl.String),
        "row_no": pl.col("_at").cast(pl.Int64) + sheet.first_row,
        "column_name": pl.lit(sheet.column_name(value)),
        "is_number": pl.lit(False),
        "is_computed": pl.lit(False),
        **{name: pl.col(place) for name, place in places.items()},
    }
    filled = pl.any_horizontal(pl.col(place).is_not_null() for place in places.values())
    every = [said[name].alias(name) if name in said else absent for name, absent in _ABSENT.items()]
    rows = body.filter(filled).select(every).collect()
    return rows.with_columns(_is_number(sheet, value, rows)) if sheet.is_workbook else rows


def _is_number(sheet: Sheet, column: int, rows: pl.DataFrame) -> pl.Series:
    """Whether a value was a number cell; asked only where a text «1.234» would be read otherwise."""
    doubtful = rows["value"].str.contains(r"^[+-]?\d+\.\d+$").fill_null(False)
    flags = [
        bool(doubt) and sheet.is_number(row_no - sheet.first_row, column)
        for doubt, row_no in zip(doubtful, rows["row_no"], strict=True)
    ]
    return pl.Series("is_number", flags, dtype=pl.Boolean)
