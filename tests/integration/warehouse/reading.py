"""A folder of raw files as a built warehouse: the real readers, the real units, the compiled models.

What belongs here: reading a folder on an as-of date and executing the models on what was read. What does not: writing
the files (told_cases.py, test_*.py) and claims.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts.raw_models import frame
from pipelines.ingest import read_kpi_folder, read_plan_folder, read_reference_folder
from pipelines.settings import Settings

from .project import CompiledProject
from .worlds import Warehouse


def read_tables(data: Path, as_of: date) -> dict[str, pl.DataFrame]:
    """The raw tables of the files under `data/raw`."""
    settings = Settings(data, as_of)
    stages = [read(settings) for read in (read_reference_folder, read_plan_folder, read_kpi_folder)]
    tables = {name: table for stage in stages for name, table in stage.tables.items()}
    tables["findings"] = pl.concat([stage.findings_frame() for stage in stages])
    tables["source_files"] = pl.concat([stage.files_frame() for stage in stages])
    return tables


def build(project: CompiledProject, tables: dict[str, pl.DataFrame], as_of: date, folder: Path) -> Warehouse:
    """The models on these tables as they stand on a day; `folder` must not exist yet."""
    parameters = frame("run_parameters", [{"as_of": as_of, "code_version": "test"}])
    return Warehouse(project.run({**tables, "run_parameters": parameters}, folder))
