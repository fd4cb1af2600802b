"""A sheet of very many rows in parts: each is read, typed and packed before the next, so that memory stays small. Pure.

What belongs here: cutting a sheet, packing what its parts gave, knowing when rows of different parts decide together
so that only the whole can be read. What does not: reading (bodies), typing (figures).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.kpi.figures.observations import Typed
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.sheets.sheet import Sheet

PART_ROWS = 25_000
# Findings of rows that more than their own part decides.
OF_THE_WHOLE = frozenset({"two_values", "percent_as_fraction", "second_table"})
_KEY = [
    "indicator_code",
    "unit_id",
    "coverage_level",
    "scope_code",
    "source_variant",
    "period_start",
    "period_end",
    "period_kind",
]


@dataclass
class Packed:
    """Typed rows of many parts, compressed; `keys` tell whether two parts speak of one figure."""

    observations: list[bytes] = field(default_factory=list)
    held_back: list[bytes] = field(default_factory=list)
    height: int = 0
    keys: list[pl.Series] = field(default_factory=list)

    def add(self, typed: Typed) -> None:
        """Pack the rows of one part."""
        self.observations.append(_compressed(typed.observations))
        self.held_back.append(_compressed(typed.held_back))
        self.height += typed.observations.height
        self.keys.append(typed.observations.select(_KEY).hash_rows())

    def clear(self) -> None:
        """Forget all parts."""
        self.observations, self.held_back, self.height, self.keys = [], [], 0, []

    def has_repeats(self) -> bool:
        """Whether two rows are of one figure; within a part they would have been told."""
        keys = pl.concat(self.keys) if self.keys else pl.Series(dtype=pl.UInt64)
        return keys.n_unique() < len(keys)

    def unpacked(self) -> Typed:
        """The rows of all parts."""
        return Typed(pl.concat(map(unpack, self.observations)), pl.concat(map(unpack, self.held_back)))


def unpack(content: bytes) -> pl.DataFrame:
    """The rows of one packed part."""
    return pl.read_ipc(io.BytesIO(content))


def _compressed(rows: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    rows.write_ipc(stream, compression="zstd")
    return stream.getvalue()


def is_large(sheet: Sheet, match: HeaderMatch) -> bool:
    """Whether a sheet of one unit a row is worth parts: many rows, and none merged with the next."""
    if match.layout.spec.get("rows", "units") != "units" or sheet.cells.height - match.body <= 2 * PART_ROWS:
        return False
    return all(bottom < match.body for _, _, bottom, _ in sheet.merged)


def parts_of(sheet: Sheet, match: HeaderMatch) -> Iterator[Sheet]:
    """The sheet's rows up to the body, each time with the next rows of the body; places stay those of the file."""
    head = sheet.cells.head(match.body)
    for start in range(match.body, sheet.cells.height, PART_ROWS):
        skipped = start - match.body

        def is_number(row: int, column: int, skipped: int = skipped) -> bool:
            return sheet.is_number(row + skipped if row >= match.body else row, column)

        cells = pl.concat([head, sheet.cells.slice(start, PART_ROWS)])
        yield replace(sheet, cells=cells, is_number=is_number, cut=(match.body, skipped))
