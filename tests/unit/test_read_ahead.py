"""A year of inputs read ahead of the refresh: only that year, kept for the next run, no table, no run barred."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, materialize

from pipelines.assets.read_ahead import read_ahead
from pipelines.assets.specs import WORLD_POOL
from pipelines.dagster_home import IN_POSTGRES, has_open_run
from pipelines.ingest import read_ahead_of_year, read_kpi_folder
from pipelines.resources import World
from pipelines.settings import Settings, parse_as_of
from tests.unit.test_kept_readings import kept_of

FIGURES = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,Hà Giang,province,{year},40\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "raw/kpi").mkdir(parents=True)
    for year in (2022, 2023):
        (tmp_path / f"raw/kpi/ha-giang-{year}.csv").write_text(FIGURES.format(year=year), encoding="utf-8")
    (tmp_path / "raw/kpi/ha-giang.csv").write_text(FIGURES.format(year=2024), encoding="utf-8")
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    monkeypatch.setenv("CCHC_AS_OF", "2026-10-31")
    return Settings(data=tmp_path, as_of=parse_as_of("2026-10-31"))


def test_a_partition_reads_the_files_of_its_year_and_writes_no_table(world: Settings) -> None:
    done = materialize([read_ahead()], partition_key="2022", resources={"world": World()})
    assert done.success
    (event,) = done.get_asset_materialization_events()
    assert event.materialization.metadata["dagster/row_count"].value == 1
    assert len(kept_of(world)) == 1
    assert not world.tables.exists()


def test_a_refresh_after_it_gives_what_it_gives_without(world: Settings) -> None:
    without = read_kpi_folder(world).tables["kpi_observations"]
    read_ahead_of_year(world, 2023)
    assert len(kept_of(world)) == 3, "what other years gave is still kept"
    assert read_kpi_folder(world).tables["kpi_observations"].equals(without)


def test_names_tell_the_year(world: Settings) -> None:
    for name in ("2023/q1.csv", "202312.csv", "01-2023-2025.csv", "20.csv", "120234.csv"):
        path = world.raw / "kpi" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(FIGURES.format(year=2023), encoding="utf-8")
    named = {str(row["source_file"]) for row in read_ahead_of_year(world, 2023)}
    assert named == {"kpi/2023/q1.csv", "kpi/202312.csv", "kpi/ha-giang-2023.csv"}


def test_it_is_there_only_where_runs_go_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.definitions import build_definitions  # needs dbt's manifest, which one test process makes

    monkeypatch.delenv(IN_POSTGRES, raising=False)
    assert "read_ahead" not in {job.name for job in build_definitions().resolve_all_job_defs()}
    monkeypatch.setenv(IN_POSTGRES, "postgresql://nowhere")
    at_size = build_definitions()
    assert "read_ahead" in {job.name for job in at_size.resolve_all_job_defs()}
    refreshed = {key.to_user_string() for key in at_size.resolve_job_def("refresh").asset_layer.executable_asset_keys}
    assert "raw/read_ahead" not in refreshed
    writers = at_size.resolve_job_def("refresh").all_node_defs
    assert {pool for node in writers for pool in node.pools} == {WORLD_POOL}


def test_a_run_that_reads_ahead_bars_no_refresh() -> None:
    from dagster._core.test_utils import create_run_for_test

    with DagsterInstance.ephemeral() as instance:
        create_run_for_test(
            instance, job_name="__ASSET_JOB", tags={"dagster/partition": "2024"}, status=DagsterRunStatus.STARTED
        )
        assert not has_open_run(instance)
        create_run_for_test(instance, job_name="refresh", status=DagsterRunStatus.STARTING)
        assert has_open_run(instance)
