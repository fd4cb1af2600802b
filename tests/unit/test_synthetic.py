"""Simulated inputs in a real world are refused, each by name; in a world of their own they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest import StageTables, read_kpi_folder, read_plan_folder
from pipelines.settings import Settings
from pipelines.synthetic import RULE

FIGURES = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,Sơn La,province,2024,81\n"


def put(data: Path, name: str, origin: str | None) -> None:
    path = data / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FIGURES if name.endswith(".csv") else "KẾ HOẠCH\n", encoding="utf-8")
    if origin:
        path.with_name(f"{path.name}.meta.yml").write_text(f"origin: {origin}\n", encoding="utf-8")


def read(data: Path) -> StageTables:
    return read_kpi_folder(Settings(data, date(2025, 6, 30)))


def refused(stage: StageTables) -> list[str]:
    return sorted(finding.file for finding in stage.findings if finding.rule == RULE)


@pytest.mark.parametrize("real", ["kpi/real.csv", "plans/real.txt", "reports/real.txt"])
def test_beside_anything_real_only_the_real_is_read(tmp_path: Path, real: str) -> None:
    put(tmp_path, "kpi/made.csv", "synthetic")
    put(tmp_path, real, "official" if real.startswith("kpi") else None)
    stage = read(tmp_path)
    assert refused(stage) == ["kpi/made.csv"]
    rows = {row["source_file"]: row for row in stage.files}
    assert (rows["kpi/made.csv"]["status"], rows["kpi/made.csv"]["rows_loaded"]) == ("refused", 0)
    assert set(stage.tables["kpi_observations"]["source_file"]) == (
        {"kpi/real.csv"} if real.startswith("kpi") else set()
    )


def test_a_simulated_plan_is_refused_beside_real_figures(tmp_path: Path) -> None:
    put(tmp_path, "plans/made.txt", "synthetic")
    put(tmp_path, "kpi/real.csv", None)
    assert refused(read_plan_folder(Settings(tmp_path, date(2025, 6, 30)))) == ["plans/made.txt"]


def test_a_world_of_simulated_inputs_alone_is_read(tmp_path: Path) -> None:
    put(tmp_path, "kpi/made.csv", "synthetic")
    put(tmp_path, "plans/made.txt", "'synthetic'")
    put(tmp_path, "reference/unit_aliases.csv", None)
    stage = read(tmp_path)
    assert not refused(stage)
    assert stage.tables["kpi_observations"].height == 1


def test_a_title_with_that_word_is_no_origin(tmp_path: Path) -> None:
    put(tmp_path, "kpi/real.csv", "official\ntitle: a synthetic index")
    put(tmp_path, "kpi/more.csv", None)
    assert not refused(read(tmp_path))
