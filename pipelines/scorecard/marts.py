"""The marts that the pages are made of, as frames. Pure.

What belongs here: which marts and columns are read. What does not: what is made of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.publishing.answers import Answers, answers
from pipelines.publishing.layout import MANIFEST, PARQUET

_GAP_COLUMNS = (
    "target_id", "unit_id", "year", "actual", "actual_t", "actual_bound",
)  # fmt: skip


@dataclass(frozen=True)
class Marts:
    """Frames by their mart.

    `years` holds only rows with a figure, `gaps` the figures that each target was held to, `units` the large ones and
    those that are named.
    """

    latest: pl.DataFrame
    gaps: pl.DataFrame
    years: pl.DataFrame
    plans: pl.DataFrame
    targets: pl.DataFrame
    tasks: pl.DataFrame
    units: pl.DataFrame
    lineage: pl.DataFrame
    indicators: pl.DataFrame
    terms: pl.DataFrame
    coverage: pl.DataFrame
    findings: pl.DataFrame
    files: pl.DataFrame
    changes: pl.DataFrame
    build_id: str
    as_of: date

    @cached_property
    def answers(self) -> Answers:
        """The same answers as on the terminal."""
        return answers(self.latest, self.plans, self.terms)

    @cached_property
    def promises(self) -> pl.DataFrame:
        """The counted own promises, each once; see Answers.promises."""
        return self.answers.promises

    @property
    def is_synthetic(self) -> bool:
        """Whether any input that was read says that its numbers are made up; a refused one gave no number."""
        read = self.files.filter(pl.col("load_status") != "refused")
        return bool(read["is_synthetic"].any() or self.plans["is_synthetic"].any())


def read_marts(build: Path) -> Marts:
    """The frames of one build from its Parquet files."""
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    latest, plans, coverage = (_mart(build, name) for name in ("mart_gap_latest", "dim_plan", "mart_data_coverage"))
    return Marts(
        latest=latest,
        gaps=_lazy(build, "mart_gap_to_target").select(_GAP_COLUMNS).filter(pl.col("actual").is_not_null()).collect(),
        years=_figures(build),
        plans=plans,
        targets=_mart(build, "fct_target"),
        tasks=_mart(build, "mart_task_register"),
        units=_named_units(build, latest, plans, coverage),
        lineage=_mart(build, "admin_unit_lineage"),
        indicators=_mart(build, "dim_indicator"),
        terms=_mart(build, "dim_term"),
        coverage=coverage,
        findings=_mart(build, "mart_quality_findings"),
        files=_mart(build, "dim_source_file"),
        changes=_mart(build, "mart_build_diff"),
        build_id=str(manifest["build_id"]),
        as_of=date.fromisoformat(manifest["as_of"]),
    )


def _named_units(build: Path, *naming: pl.DataFrame) -> pl.DataFrame:
    """The country, the provinces of both eras, and the units that a plan, promise or figure names."""
    named = pl.concat([rows["unit_id"] for rows in naming]).drop_nulls().unique().to_list()
    is_large = pl.col("unit_level").is_in(["national", "province"])
    return _lazy(build, "dim_admin_unit").filter(is_large | pl.col("unit_id").is_in(named)).collect()


def _figures(build: Path) -> pl.DataFrame:
    """The year values that exist, with what their source printed and where."""
    printed = _lazy(build, "fct_observation").select(
        "observation_id", "value_as_printed", "value_bound", "source_title", "source_url", "source_file", "origin"
    )
    years = _lazy(build, "mart_indicator_year").filter(pl.col("actual").is_not_null())
    return years.join(printed, on="observation_id", how="left", maintain_order="left").collect()


def _lazy(build: Path, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(build / PARQUET / f"{name}.parquet", glob=False)


def _mart(build: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(build / PARQUET / f"{name}.parquet", glob=False)
