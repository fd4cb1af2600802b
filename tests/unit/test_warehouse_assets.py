"""What a dbt test holds and what it found, in words that name the seed and the value."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from pipelines.assets.warehouse import describe_test
from pipelines.dbt_runner import PLACE, _failures, _manifest_of
from pipelines.settings import Settings


@pytest.mark.parametrize(
    ("kind", "kwargs", "said"),
    [
        ("accepted_values", {"column_name": "year_rule", "values": ["a", "b"]}, "Only a, b stand in year_rule."),
        ("unique", {"column_name": "code"}, "No two rows share code."),
        ("of_somebody_else", {"model": "x"}, "Of somebody else seeds."),
    ],
)
def test_every_kind_of_test_is_told(kind: str, kwargs: dict[str, object], said: str) -> None:
    test = {"name": "of_somebody_else_seeds", "test_metadata": {"name": kind, "kwargs": kwargs}}
    assert describe_test(test) == said


def test_a_failed_test_names_the_seed_and_the_value(tmp_path: Path) -> None:
    database = tmp_path / "build.duckdb"
    with duckdb.connect(str(database)) as db:
        db.execute("create table rules as select 'sum_of_yaers' as year_rule")
    node = SimpleNamespace(
        resource_type="test",
        name="accepted_values_rules",
        compiled_code="select year_rule, count(*) from rules group by 1",
        depends_on=SimpleNamespace(nodes=["seed.cchc.rules"]),
    )
    failed = SimpleNamespace(status="fail", message="Got 1 result", node=node)
    result = SimpleNamespace(exception=None, result=SimpleNamespace(results=[failed]))
    assert _failures(result, database) == ("test accepted_values_rules: Got 1 result; found in rules: sum_of_yaers, 1",)


def test_every_world_reads_its_own_raw_tables_of_the_project_that_was_parsed_once(tmp_path: Path) -> None:
    for world in ("a", "b"):
        settings = Settings(tmp_path / world, date(2025, 12, 31))
        places = {source.meta[PLACE] for source in _manifest_of(settings).sources.values()}
        assert places == {f"read_parquet('{settings.tables}/{{name}}.parquet')"}
