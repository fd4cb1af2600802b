"""A model made again: what stood goes with the new one or not at all (dbt_project/macros/in_place.sql)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipelines.contracts.raw_models import frame
from pipelines.dbt_runner import invoke
from pipelines.settings import Settings

MODEL = "stg_plans__documents"


def test_what_stood_at_the_name_of_a_model_stays_where_it_fails_and_else_goes(tmp_path: Path) -> None:
    settings = Settings(tmp_path, date(2025, 12, 31))
    settings.tables.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as db:
        db.execute("create schema staging")
        db.execute(f"create table staging.{MODEL} as select 'of another release' as kept")
    assert not invoke(settings, ["run", "--select", MODEL]).succeeded
    assert _stands(settings) == (["kept"], "BASE TABLE")
    frame("plan_documents", []).write_parquet(settings.tables / "plan_documents.parquet")
    invoke(settings, ["run", "--select", MODEL]).raise_for_failures()
    columns, kind = _stands(settings)
    assert kind == "VIEW" and "kept" not in columns


def _stands(settings: Settings) -> tuple[list[str], str]:
    with duckdb.connect(str(settings.build_database), read_only=True) as db:
        columns = [name for name, *_ in db.execute(f"describe staging.{MODEL}").fetchall()]
        found = db.execute("select table_type from information_schema.tables where table_name = ?", [MODEL]).fetchall()
    return columns, found[0][0]
