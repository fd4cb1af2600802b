"""dbt itself, tests and unit tests included, on empty raw tables and the worked cases; slow: `make test-all` only."""

from __future__ import annotations

import os
from pathlib import Path

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


def test_builds_and_passes_every_test_on_empty_raw_tables(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for table in TABLES:
        frame(table, []).write_parquet(tables / f"{table}.parquet")
    assert _dbt(tmp_path, tables, "build") == []


def test_worked_cases_pass_every_data_test(project: CompiledProject, tmp_path: Path) -> None:
    Cases(project, tmp_path / "tables")
    assert _dbt(tmp_path, tmp_path / "tables", "build", "--exclude", "test_type:unit") == []
