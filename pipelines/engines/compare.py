"""Marts of another engine against the published ones: same columns, types, rows, order, nulls and values.

What belongs here: finding differences and saying where they are. What does not: running an engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.dictionary import Model, load_dictionary

if TYPE_CHECKING:
    import polars as pl

# Two engines add and raise doubles in another order; what is left of that is the last of 16 digits.
RELATIVE = 1e-12


@dataclass(frozen=True)
class MartCompared:
    """One mart: its rows, what differs (empty: nothing), and how many doubles agree to twelve digits but not to all."""

    name: str
    rows: int
    differences: tuple[str, ...]
    in_last_digits: int


def compare_marts(published: Path, other: Path) -> list[MartCompared]:
    """Compare every mart that dbt makes.

    Args:
        published: the folder of the published marts (`<mart>.parquet`).
        other: the folder of the other engine's (`<mart>/*.parquet`), each written in the order of the dictionary.
    """
    words = load_dictionary()
    return [_compared(words.models[name], published, other) for name in words.made_by_dbt]


def _compared(model: Model, published: Path, other: Path) -> MartCompared:
    import polars as pl

    ours = pl.read_parquet(published / f"{model.name}.parquet", glob=False)
    theirs = pl.read_parquet(other / model.name / "*.parquet")
    shape = list(_shape_differences(ours, theirs))
    if shape:
        return MartCompared(model.name, ours.height, tuple(shape), 0)
    order = [] if ours.select(model.order_by).equals(theirs.select(model.order_by)) else ["rows stand in another order"]
    ours, theirs = ours.sort(model.key), theirs.sort(model.key)
    values, last_digits = _value_differences(model, ours, theirs)
    return MartCompared(model.name, ours.height, (*order, *values), last_digits)


def _shape_differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> Iterator[str]:
    if ours.columns != theirs.columns:
        yield f"columns: {ours.columns} here, {theirs.columns} there"
    for name in set(ours.columns) & set(theirs.columns):
        if ours.schema[name] != theirs.schema[name]:
            yield f"{name}: {ours.schema[name]} here, {theirs.schema[name]} there"
    if ours.height != theirs.height:
        yield f"{ours.height} rows here, {theirs.height} there"


def _value_differences(model: Model, ours: pl.DataFrame, theirs: pl.DataFrame) -> tuple[list[str], int]:
    found: list[str] = []
    last_digits = 0
    for name in ours.columns:
        differs = ours[name].ne_missing(theirs[name])
        if not differs.any():
            continue
        close = _is_close(ours[name], theirs[name])
        last_digits += int((differs & close).sum())
        far = differs & ~close
        if far.any():
            row = far.arg_true()[0]
            key = {column: ours[column][row] for column in model.key}
            here, there = ours[name][row], theirs[name][row]
            found.append(f"{name}: {far.sum()} rows, the first {key}: {here!r} here, {there!r} there")
    return found, last_digits


def _is_close(ours: pl.Series, theirs: pl.Series) -> pl.Series:
    import polars as pl

    if not ours.dtype.is_float():
        return pl.Series([False]).new_from_index(0, ours.len())
    return ((ours - theirs).abs() <= ours.abs() * RELATIVE).fill_null(False)
