"""dbt itself with its tests of data, on empty raw tables and the worked cases; slow: `make test-all` only.

What does not belong here: its unit tests, which bring their own rows (test_unit_tests.py runs each of them once).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.contracts.raw_models import TABLES, frame

from .project import DBT_PROJECT, CompiledProject
from .test_worked_cases import Cases

pytestmark = pytest.mark.slow


def _dbt(folder: Path, tables: Path, *command: str) -> list[str]:
    from dbt.cli.main import dbtRunner

    before = dict(os.environ)
    os.environ.update({"CCHC_TABLES": str(tables), "CCHC_BUILD_DB": str(folder / "build.duckdb")})
    try:
        result = dbtRunner().invoke(
            [
                *command,
                "--project-dir",
                str(DBT_PROJECT),
                "--profiles-dir",
                str(DBT_PROJECT),
                "--target-path",
                str(folder / "target"),
                "--log-path",
                str(folder / "logs"),
                "--quiet",
            ]
        )
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert result.exception is None, result.exception
    return [
        f"{r.node.name}: {r.message}" for r in result.result if str(r.status) in {"error", "fail", "warn", "skipped"}
    ]


WITHOUT_UNIT_TESTS = ("build", "--exclude", "test_type:unit")


def test_builds_and_passes_every_test_of_data_on_empty_raw_tables(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for table in TABLES:
        frame(table, []).write_parquet(tables / f"{table}.parquet")
    assert _dbt(tmp_path, tables, *WITHOUT_UNIT_TESTS) == []


def test_worked_cases_pass_every_data_test(project: CompiledProject, tmp_path: Path) -> None:
    Cases(project, tmp_path / "tables")
    assert _dbt(tmp_path, tmp_path / "tables", *WITHOUT_UNIT_TESTS) == []


def test_a_seed_of_another_release_in_the_build_database_is_made_anew(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    with duckdb.connect(str(tmp_path / "build.duckdb")) as db:
        db.execute("create schema reference")
        db.execute("create table reference.units_of_measure as select 'percent' as unit_code, 'other' as gone_since")
    assert _dbt(tmp_path, tables, "seed", "--select", "units_of_measure") == []
    for file in tmp_path.glob("build.duckdb*"):  # dbt may still hold the file and its log as its own
        shutil.copy(file, tmp_path / file.name.replace("build", "copy"))
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as db:
        columns = [name for name, *_ in db.execute("describe reference.units_of_measure").fetchall()]
    assert "symbol" in columns and "gone_since" not in columns
