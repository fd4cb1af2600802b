"""The map of provinces as tiles, one each, for both eras: no borders, no coordinates to quarrel about. Pure.

What belongs here: reading tiles.csv, finding the unit of a tile, its place. What does not: what a tile says.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

ERAS = ("63", "34")


@dataclass(frozen=True)
class Tile:
    """One province of one era: `row` from the north, `column` from the west, both from 1."""

    era: str
    code: str
    name: str
    row: int
    column: int


@cache
def tiles() -> tuple[Tile, ...]:
    """Every tile of tiles.csv, in its order."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Tile(
                row["geo_era"],
                row["unit_official_code"],
                row["short_name_vi"],
                int(row["tile_row"]),
                int(row["tile_column"]),
            )
            for row in csv.DictReader(stream)
        )


def placed(units: pl.DataFrame, era: str) -> list[tuple[Tile, str]]:
    """The tiles of an era with the ids of their units; units of dim_admin_unit without a tile are left out."""
    provinces = units.filter(
        (pl.col("unit_level") == "province") & pl.col("geo_eras").str.split("|").list.contains(era)
    )
    ids = dict(provinces.select("unit_official_code", "unit_id").iter_rows())
    return [(tile, ids[tile.code]) for tile in tiles() if tile.era == era and tile.code in ids]
