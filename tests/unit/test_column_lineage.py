"""Where the columns of a statement come from: small statements of every shape that the models have."""

from pathlib import Path

import pytest

from pipelines.column_lineage import Statement, cached_origins, origins_of

TABLES = {"raw.a": ["id", "x", "y"], "marts.b": ["id", "name"]}

SHAPES = {
    "a renamed column": ("select x as z from raw.a", {"z": ["raw.a.x"]}),
    "a star": ("select * from marts.b", {"id": ["marts.b.id"], "name": ["marts.b.name"]}),
    "a chain of expressions": (
        "with s as (select * from raw.a), r as (select id, x + y as total from s) select total as t from r",
        {"t": ["raw.a.x", "raw.a.y"]},
    ),
    "a union": (
        "with u as (select x as v from raw.a union all select name from marts.b) select v from u",
        {"v": ["marts.b.name", "raw.a.x"]},
    ),
    "a join chooses rows": (
        "select b.name from raw.a join marts.b on a.id = b.id where a.y > 0",
        {"name": ["marts.b.name"]},
    ),
    "a filtered count": ("select count(*) filter (where a.x = 1) as n from raw.a", {"n": ["raw.a.x"]}),
    "a subquery gives its value alone": (
        "select (select max(b.name) from marts.b where b.id = a.id) as best from raw.a",
        {"best": ["marts.b.name"]},
    ),
    "a window": (
        "select row_number() over (partition by id order by x) as n from raw.a",
        {"n": ["raw.a.id", "raw.a.x"]},
    ),
    "a constant": ("select 1 as one, count(*) as n from raw.a", {"one": [], "n": []}),
    "an alias used in the same list": (
        "select x + 1 as z, z * 2 as w from raw.a",
        {"z": ["raw.a.x"], "w": ["raw.a.x"]},
    ),
    "a database before the schema": ('select x from "build"."raw"."a"', {"x": ["raw.a.x"]}),
    "a recursive expression": (
        "with recursive up as (select id, x from raw.a union all select id, x from up) select x from up",
        {"x": ["raw.a.x"]},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_column_leads_to_where_its_value_comes_from(shape: str) -> None:
    sql, wanted = SHAPES[shape]
    found = origins_of(sql, TABLES)
    assert {column: [".".join(one) for one in origins] for column, origins in found.items()} == wanted


def test_what_was_found_is_kept_until_the_key_changes(tmp_path: Path) -> None:
    place = tmp_path / "kept.json"
    first = cached_origins([Statement("m", "select x from raw.a", TABLES)], place, "1")
    other = Statement("m", "select y from raw.a", TABLES)
    assert cached_origins([other], place, "1") == first == {"m": {"x": [("raw.a", "x")]}}
    assert cached_origins([other], place, "2") == {"m": {"y": [("raw.a", "y")]}}


def test_models_of_a_smaller_run_join_what_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "kept.json"
    cached_origins([Statement("m", "select x from raw.a", TABLES)], place, "1")
    cached_origins([Statement("n", "select y from raw.a", TABLES)], place, "1")
    both = [Statement("m", "no sql at all (", {}), Statement("n", "no sql at all (", {})]
    assert cached_origins(both, place, "1") == {"m": {"x": [("raw.a", "x")]}, "n": {"y": [("raw.a", "y")]}}


@pytest.mark.parametrize("damage", ["", "[]", '{"key": "1"}', '{"key": "1", "models": []}'])
def test_a_damaged_file_is_computed_again(tmp_path: Path, damage: str) -> None:
    place = tmp_path / "kept.json"
    place.write_text(damage)
    assert cached_origins([Statement("m", "select x from raw.a", TABLES)], place, "1")["m"]["x"]


def test_sql_that_nobody_can_read_has_no_lineage_and_stops_nothing(tmp_path: Path) -> None:
    found = cached_origins([Statement("m", "select from where (", TABLES)], tmp_path / "kept.json", "1")
    assert found == {"m": {}}
