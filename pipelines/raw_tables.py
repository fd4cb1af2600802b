"""The raw tables on disk: Parquet under `.work/tables`, written whole and swapped in by rename.

What belongs here: writing and reading those files. What does not: what is in them (readers) or allowed (contracts).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.contracts.raw_models import TABLES, frame
from pipelines.inputs import STAGES

PARTS = "parts"
# Rows that are held at once where a table is read through: a few hundred megabytes of the widest one.
BATCH = 1_000_000


def table_path(tables: Path, name: str) -> Path:
    """Where a raw table lies.

    Raises:
        KeyError: no contract has that name.
    """
    if name not in TABLES:
        raise KeyError(f"no raw table {name!r}; the contracts are {', '.join(TABLES)}")
    return tables / f"{name}.parquet"


def write_table(tables: Path, name: str, data: pl.DataFrame) -> None:
    """Write a raw table so that a reader sees the old file or the new one, never half of it."""
    _write(table_path(tables, name), data)


def read_table(tables: Path, name: str) -> pl.DataFrame:
    """A raw table as an eager frame.

    Raises:
        FileNotFoundError: it was never written in this world.
    """
    return pl.read_parquet(table_path(tables, name), glob=False)


def read_batches(tables: Path, name: str, rows: int = BATCH) -> Iterator[pl.DataFrame]:
    """A raw table as eager frames of so many rows, in order; at least one, for its columns.

    Raises:
        FileNotFoundError: it was never written in this world.
    """
    data = pl.scan_parquet(table_path(tables, name), glob=False)
    for start in range(0, max(data.select(pl.len()).collect().item(), 1), rows):
        yield data.slice(start, rows).collect()


def write_part(tables: Path, name: str, stage: str, data: pl.DataFrame) -> None:
    """Write one stage's share of a table that several stages feed (findings, source_files)."""
    table_path(tables, name)
    _write(tables / PARTS / f"{name}.{stage}.parquet", data)


def read_part(tables: Path, name: str, stage: str) -> pl.DataFrame:
    """One stage's share of a table; empty where that stage was never read."""
    part = tables / PARTS / f"{name}.{stage}.parquet"
    return pl.read_parquet(part, glob=False) if part.is_file() else frame(name, [])


def merge_parts(tables: Path, name: str, order_by: list[str]) -> pl.DataFrame:
    """All stages' shares of a table as one frame in a fixed order, exact repeats once; empty where none was written."""
    return pl.concat([read_part(tables, name, stage) for stage in STAGES]).unique().sort(order_by)


def _write(path: Path, data: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        data.write_parquet(scratch, compression="zstd", statistics=True)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
