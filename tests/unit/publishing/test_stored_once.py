"""A large mart kept narrow: it shows what one kept wide shows, whatever its rows have in common."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing import copying, stored_once
from pipelines.publishing.dictionary import DictionaryError, Model, load_dictionary, parse_dictionary
from pipelines.publishing.parquet import read_mart
from pipelines.publishing.stored_once import find_groups
from pipelines.settings import PROJECT_ROOT

# 120 figures of four series and three months; `name` follows the unit, but for three rows; `sheet` is empty.
FIGURES = """
    select
        'id ' || lpad((i * 7 % 120)::varchar, 3, '0') as id,
        'unit ' || i % 4 as unit,
        case when i = 40 then null when i in (44, 45) then 'another name' else 'name ' || (9 - i % 4) end as name,
        date '2023-12-31' + to_months((i % 3)::integer)::interval as day,
        (i % 3 = 1) as is_second,
        i / 7 as value,
        null::varchar as sheet,
        'note ' || i as note
    from range(120) as t(i)
"""
TYPES = {"day": "date", "is_second": "boolean", "value": "double"}
COLUMNS = ("id", "unit", "name", "day", "is_second", "value", "sheet", "note")


def mart(stored_once: dict[str, list[str]], **more: object) -> Model:
    meanings = {name: {"type": TYPES.get(name, "varchar"), "vi": "nghĩa", "en": "meaning"} for name in COLUMNS}
    facts = {
        "folder": "core",
        "vi": "Mỗi dòng một số.",
        "en": "One row per figure.",
        "key": ["id"],
        "order_by": ["name", "unit", "day", "id"],
        "columns": list(COLUMNS),
        "stored_once": stored_once,
        **more,
    }
    return parse_dictionary({"columns": meanings, "models": {"facts": facts}}).models["facts"]


SERIES = {"series": ["unit", "name"], "month": ["day", "is_second", "sheet"]}


def copied(folder: Path, model: Model) -> list[list[tuple[object, ...]]]:
    """What a reader sees of the copy: columns with types, rows by their key, rows of Parquet as they lie there."""
    *seen, stored = copied_all(folder, {"source": model})
    return [*seen, [(name,) for schema, name in stored if schema == "stored"]]


def copied_all(folder: Path, models: dict[str, Model], chosen: str = "true") -> list[list[tuple[object, ...]]]:
    """What a reader sees of the last of some marts, by the relation each is copied from, and all tables by schema.

    `chosen`: which rows of «source» the relation «chosen» has.
    """
    (folder / "parquet").mkdir(parents=True)
    with duckdb.connect() as db:
        db.execute(f"attach '{folder / 'x.duckdb'}' as published (storage_version 'v1.0.0')")
        casts = ", ".join(f"{name}::{TYPES.get(name, 'varchar')} as {name}" for name in COLUMNS)
        db.execute(f"create table source as select {casts} from ({FIGURES})")
        db.execute(f"create view chosen as select * from source where {chosen}")
        for relation, model in models.items():
            copying.copy_mart(db, model, f"memory.main.{relation}", folder)
    with duckdb.connect(str(folder / "x.duckdb"), read_only=True) as db:
        shown = [row[:2] for row in db.execute(f"describe {model.name}").fetchall()]
        rows = db.execute(f"select * from {model.name} order by id").fetchall()
        stored = db.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    return [shown, rows, read_mart(folder, model.name).rows(), sorted(stored)]


def test_a_mart_kept_narrow_shows_what_one_kept_wide_shows(tmp_path, monkeypatch: pytest.MonkeyPatch):
    *wide, none_stored = copied(tmp_path / "wide", mart(SERIES))
    monkeypatch.setattr(copying, "LARGE", 3)
    *narrow, stored = copied(tmp_path / "narrow", mart(SERIES))
    assert narrow == wide
    assert none_stored == []
    assert stored == [("facts",), ("facts.month",), ("facts.series",)]


def test_ranks_too_large_for_one_number_are_sorted_by_as_several(tmp_path, monkeypatch: pytest.MonkeyPatch):
    *wide, _ = copied(tmp_path / "wide", mart(SERIES))
    monkeypatch.setattr(copying, "LARGE", 3)
    monkeypatch.setattr(stored_once, "LARGEST", 10)
    *narrow, _ = copied(tmp_path / "narrow", mart(SERIES))
    assert narrow == wide


def test_a_file_a_year_holds_the_same_rows_in_the_same_order(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copying, "LARGE", 3)
    monkeypatch.setattr(copying, "PARTED", 3)
    *wide, _ = copied(tmp_path / "wide", mart({}, parts_by="day"))
    *narrow, _ = copied(tmp_path / "narrow", mart(SERIES, parts_by="day"))
    assert narrow == wide
    years = sorted(path.name for path in (tmp_path / "narrow" / "parquet" / "facts").iterdir())
    assert years == ["2023.parquet", "2024.parquet"]


def test_columns_that_do_not_repeat_together_stay_with_their_rows(tmp_path, monkeypatch: pytest.MonkeyPatch):
    *wide, _ = copied(tmp_path / "wide", mart({}))
    monkeypatch.setattr(copying, "LARGE", 3)
    *narrow, stored = copied(tmp_path / "narrow", mart({"series": ["unit", "note"], "month": ["is_second", "day"]}))
    assert narrow == wide
    assert stored == [("facts",), ("facts.month",)]


def test_a_build_kept_narrow_is_described_to_the_last_column(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copying, "LARGE", 3)
    copied(tmp_path / "narrow", mart(SERIES))
    with duckdb.connect(str(tmp_path / "narrow" / "x.duckdb"), read_only=True) as db:
        bare = "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        assert db.execute(bare).fetchall() == []


SECOND = {"mart": "facts", "where": "is_second"}


def copied_rows_of(folder: Path, chosen: str) -> list[list[tuple[object, ...]]]:
    """What a reader sees of a mart that is told to be rows of another one; `chosen`: which rows it has."""
    seconds = replace(mart({}, rows_of=SECOND), name="seconds")
    *seen, stored = copied_all(folder, {"source": mart(SERIES), "chosen": seconds}, chosen)
    return [*seen, sorted((name,) for _, name in stored)]


def test_a_large_mart_that_is_rows_of_another_is_stored_with_it(tmp_path, monkeypatch: pytest.MonkeyPatch):
    *wide, apart = copied_rows_of(tmp_path / "wide", "is_second")
    monkeypatch.setattr(copying, "LARGE", 3)
    *narrow, stored = copied_rows_of(tmp_path / "narrow", "is_second")
    assert narrow == wide
    assert len(narrow[1]) == 40
    assert apart == [("facts",), ("seconds",)]
    assert stored == [("facts",), ("facts.month",), ("facts.series",)]


def test_rows_of_another_mart_are_not_taken_on_trust(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copying, "LARGE", 3)
    with pytest.raises(ValueError, match="seconds: 39 rows, 40 of facts"):
        copied_rows_of(tmp_path, "is_second and id <> 'id 007'")


def test_a_mart_that_is_rows_of_another_has_its_columns_order_and_condition():
    models = load_dictionary().models
    chosen = {name: (model, model.rows_of) for name, model in models.items() if model.rows_of}
    assert "mart_gap_latest" in chosen
    for name, (model, rows_of) in chosen.items():
        whole = models[rows_of["mart"]]
        assert list(models).index(whole.name) < list(models).index(name)
        assert set(model.columns) <= set(whole.columns)
        assert whole.order_by[: len(model.order_by)] == model.order_by
        sql = next((PROJECT_ROOT / "dbt_project" / "models").rglob(f"{name}.sql")).read_text(encoding="utf-8")
        assert f"from {{{{ ref('{whole.name}') }}}}\n    where {rows_of['where']}\n" in sql


def test_an_empty_column_is_no_list_of_nothing_which_older_clients_fail_on(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copying, "LARGE", 3)
    copied(tmp_path / "narrow", mart(SERIES))
    with duckdb.connect(str(tmp_path / "narrow" / "x.duckdb"), read_only=True) as db:
        named = db.execute(
            "select type_name from duckdb_types() where logical_type = 'ENUM' and not internal"
        ).fetchall()
    assert sorted(named) == [("facts.name",), ("facts.unit",)]


def test_a_column_of_no_text_is_shown_but_not_stored(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copying, "LARGE", 3)
    shown, rows, *_ = copied(tmp_path / "own", mart({}))
    assert ("sheet", "VARCHAR") in shown
    assert {row[COLUMNS.index("sheet")] for row in rows} == {None}
    copied(tmp_path / "grouped", mart(SERIES))
    for folder in ("own", "grouped"):
        with duckdb.connect(str(tmp_path / folder / "x.duckdb"), read_only=True) as db:
            stored = db.execute("select column_name from duckdb_columns() where schema_name = 'stored'").fetchall()
        assert ("note",) in stored
        assert ("sheet",) not in stored


def test_a_mart_is_sorted_by_an_empty_column_as_by_none(tmp_path, monkeypatch: pytest.MonkeyPatch):
    by_nothing_first = mart({}, order_by=["sheet", "name", "id"])
    *wide, _ = copied(tmp_path / "wide", by_nothing_first)
    monkeypatch.setattr(copying, "LARGE", 3)
    *narrow, _ = copied(tmp_path / "narrow", by_nothing_first)
    assert narrow == wide


def test_rows_are_asked_only_for_what_tells_their_combinations_apart():
    with duckdb.connect() as db:
        db.execute(f"create table source as {FIGURES}")
        model = mart({"month": ["day", "is_second"], "series": ["unit", "name"], "nothing": ["sheet"]})
        told_by = {group.name: group.told_by for group in find_groups(db, model, "source", 120).groups}
    # The day says whether it is the second; a unit has several names, a name two units; of one combination nothing.
    assert told_by == {"month": ("day",), "series": ("unit", "name"), "nothing": ()}


def test_a_group_names_columns_of_its_mart_once_each():
    with pytest.raises(DictionaryError, match="place: in 1 groups of stored_once, or no column"):
        mart({"series": ["unit", "place"]})
    with pytest.raises(DictionaryError, match="unit: in 2 groups"):
        mart({"series": ["unit", "name"], "month": ["unit", "day"]})


def test_no_key_of_one_column_stands_in_a_group():
    """What is different in every row saves nothing."""
    for model in load_dictionary().models.values():
        grouped = {column for group in model.stored_once.values() for column in group}
        assert len(model.key) > 1 or not grouped.intersection(model.key), model.name
