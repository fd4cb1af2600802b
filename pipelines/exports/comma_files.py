"""CSV in two forms: exact for machines, and as Excel in Viet Nam opens it by double-click. Pure.

csv/        UTF-8, comma, decimal point, ISO dates: what the marts hold, text untouched
csv-excel/  BOM, semicolon, decimal comma; a text that Excel would take for a formula begins with «'»
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.publishing.parquet import scan_mart

MACHINES, EXCEL = "csv", "csv-excel"
# What makes a spreadsheet run a cell instead of showing it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_comma_files(build: Path, folder: Path, names: list[str]) -> None:
    """Write every mart in both forms."""
    for form in (MACHINES, EXCEL):
        (folder / form).mkdir(parents=True, exist_ok=True)
    for name in names:
        rows = scan_mart(build, name)
        rows.sink_csv(folder / MACHINES / f"{name}.csv")
        for_excel(rows).sink_csv(
            folder / EXCEL / f"{name}.csv",
            separator=";",
            decimal_comma=True,
            include_bom=True,
            line_terminator="\r\n",
            date_format="%d/%m/%Y",
        )


def for_excel(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Texts that begin as a formula does get a quote before them; numbers are numbers and stay."""
    return rows.with_columns(_harmless(name) for name, dtype in rows.collect_schema().items() if dtype == pl.String)


def _harmless(name: str) -> pl.Expr:
    text = pl.col(name)
    starts = pl.any_horizontal(text.str.starts_with(mark) for mark in FORMULA_STARTS)
    return pl.when(starts).then("'" + text).otherwise(text).alias(name)
