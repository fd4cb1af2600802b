"""The tile map: one tile a province in both eras, no two share a place, the south lies below the north."""

from __future__ import annotations

import pytest

from pipelines.reference.units import UnitResolver
from pipelines.scorecard.tiles import ERAS, tiles

COUNTS = {"63": 63, "34": 34}


def provinces(era: str) -> dict[str, str]:
    """Name by official code."""
    rows = UnitResolver.of((), ()).admin_unit_rows()
    chosen = [row for row in rows if row["level"] == "province" and era in row["geo_eras"].split("|")]
    return {row["code"]: row["short_name_vi"] for row in chosen}


@pytest.mark.parametrize("era", ERAS)
def test_every_province_has_exactly_one_tile(era: str) -> None:
    own = [tile for tile in tiles() if tile.era == era]
    assert len(own) == COUNTS[era]
    assert {tile.code: tile.name for tile in own} == provinces(era)


@pytest.mark.parametrize("era", ERAS)
def test_no_two_tiles_share_a_place(era: str) -> None:
    places = [(tile.row, tile.column) for tile in tiles() if tile.era == era]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("era", ERAS)
def test_the_map_stands_the_right_way_up(era: str) -> None:
    at = {tile.name: tile for tile in tiles() if tile.era == era}
    assert at["Cao Bằng"].row < at["Hà Nội"].row < at["Huế"].row < at["Hồ Chí Minh"].row < at["Cà Mau"].row
    assert at["Điện Biên"].column < at["Hà Nội"].column < at["Quảng Ninh"].column
