"""The dbt unit tests of every rule, all in one dbt invocation, on relations that exist but hold nothing."""

from __future__ import annotations

import os

import pytest

from .project import DBT_PROJECT, CompiledProject

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Status and message of every unit test by its name."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("dbt")
    project.write_empty(folder)
    before = dict(os.environ)
    # The parsed project is taken over only where these are what it was parsed with.
    os.environ.update({"CCHC_TABLES": project.tables, "CCHC_BUILD_DB": str(folder / "build.duckdb")})
    try:
        result = dbtRunner().invoke(
            [
                "test",
                "--select",
                "test_type:unit",
                "--quiet",
                "--project-dir",
                str(DBT_PROJECT),
                "--profiles-dir",
                str(DBT_PROJECT),
                "--target-path",
                str(folder / "target"),
                "--log-path",
                str(folder / "logs"),
            ]
        )
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert result.exception is None, result.exception
    return {r.node.name: (str(r.status), r.message or "") for r in result.result}


def test_every_dbt_unit_test_passes(outcomes: dict[str, tuple[str, str]]) -> None:
    failures = {name: message for name, (status, message) in outcomes.items() if status != "pass"}
    assert not failures, "\n\n".join(f"{name}: {message}" for name, message in failures.items())


def test_every_intermediate_model_has_a_unit_test(project: CompiledProject) -> None:
    """A rule that lives in a model is tested on that model."""
    text = "".join(path.read_text(encoding="utf-8") for path in DBT_PROJECT.rglob("_unit_tests__*.yml"))
    models = {node.name for node in project.nodes if node.schema == "intermediate"}
    # A plain table of the catalogue with its units of measure: nothing is decided in it.
    assert {name for name in models if f"model: {name}\n" not in text} == {"int_indicators"}
