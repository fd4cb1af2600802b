"""The Parquet files of a build: where a mart's lie and how they are read. Pure: files only.

What belongs here: one file a mart, or a file a year of one that has grown large. What does not: writing (build.py).

    parquet/mart_gap_latest.parquet         a mart
    parquet/fct_observation/2024.parquet    a part of a large one; rows without a date in unknown.parquet
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.layout import PARQUET

if TYPE_CHECKING:
    import polars as pl

UNDATED = "unknown"


def whole_file(build: Path, name: str) -> Path:
    """Where a mart of one file lies."""
    return build / PARQUET / f"{name}.parquet"


def part_of_year(build: Path, name: str, year: int | None) -> Path:
    """Where the rows of one year of a large mart lie."""
    return build / PARQUET / name / f"{year or UNDATED}.parquet"


def mart_files(build: Path, name: str) -> list[Path]:
    """The files of a mart in the order of its rows."""
    whole = whole_file(build, name)
    parts = sorted((build / PARQUET / name).glob("*.parquet"))
    return parts if parts and not whole.exists() else [whole]


def scan_mart(build: Path, name: str) -> pl.LazyFrame:
    """A mart to be read as far as it is asked for."""
    import polars as pl

    return pl.scan_parquet(mart_files(build, name), glob=False)


def read_mart(build: Path, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """A mart as a frame, or some of its columns."""
    rows = scan_mart(build, name)
    return (rows if columns is None else rows.select(columns)).collect()
