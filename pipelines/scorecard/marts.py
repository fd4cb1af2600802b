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
from pipelines.publishing.layout import MANIFEST
from pipelines.publishing.parquet import read_mart, scan_mart
from pipelines.publishing.simulated import are_simulated

_GAP_COLUMNS = ("target_id", "unit_id", "year", "actual", "actual_t", "actual_bound")
_PRINTED = (
    "observation_id",
    "value_as_printed",
    "value_bound",
    "source_title",
    "source_url",
    "source_file",
    "origin",
)
_IS_LARGE = pl.col("unit_level").is_in(["national", "province"])
# A table of more places of one level helps nobody: mart_indicator_year holds them.
MOST_LISTED = 2_000


@dataclass(frozen=True)
class Marts:
    """Frames by their mart.

    `gaps`: the figures that each target of a place with a page was held to. `years`: only rows with a figure, of the
    places that pages list; `measured`: one row an indicator with how many places have a figure and the newest year.
    `units`: the large ones and those that are named; `paged`: the ids of those with a page.
    """

    latest: pl.DataFrame
    gaps: pl.DataFrame
    years: pl.DataFrame
    measured: pl.DataFrame
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
    answers: Answers
    paged: frozenset[str]
    build_id: str
    as_of: date

    @cached_property
    def promises(self) -> pl.DataFrame:
        """The counted own promises, each once; see Answers.promises."""
        return self.answers.promises

    @cached_property
    def is_synthetic(self) -> bool:
        """Whether the numbers are made up: of the files that were read, or of a plan."""
        return are_simulated(self.files) or bool(self.plans["is_synthetic"].any())


def read_marts(build: Path) -> Marts:
    """The frames of one build from its Parquet files."""
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    latest, plans, coverage, terms = (
        read_mart(build, name) for name in ("mart_gap_latest", "dim_plan", "mart_data_coverage", "dim_term")
    )
    units = _named_units(build, latest, plans, coverage)
    # The same answers as on the terminal.
    found = answers(latest, plans, terms)
    paged = _paged(units, found)
    return Marts(
        latest=latest,
        gaps=_held_to(build, paged),
        years=_figures(build, _listed(units, coverage, paged)),
        measured=_measured(build),
        plans=plans,
        targets=read_mart(build, "fct_target"),
        tasks=read_mart(build, "mart_task_register"),
        units=units,
        lineage=read_mart(build, "admin_unit_lineage"),
        indicators=read_mart(build, "dim_indicator"),
        terms=terms,
        coverage=coverage,
        findings=read_mart(build, "mart_quality_findings"),
        files=read_mart(build, "dim_source_file"),
        changes=read_mart(build, "mart_build_diff"),
        answers=found,
        paged=paged,
        build_id=str(manifest["build_id"]),
        as_of=date.fromisoformat(manifest["as_of"]),
    )


def _named_units(build: Path, *naming: pl.DataFrame) -> pl.DataFrame:
    """The country, the provinces of both eras, and the units that a plan, promise or figure names."""
    named = pl.concat([rows["unit_id"] for rows in naming]).drop_nulls().unique().to_list()
    return scan_mart(build, "dim_admin_unit").filter(_IS_LARGE | pl.col("unit_id").is_in(named)).collect()


def _paged(units: pl.DataFrame, found: Answers) -> frozenset[str]:
    """The country, every province of both eras, every unit that promised."""
    has_promised = pl.col("unit_id").is_in(found.promises["unit_id"].unique().to_list())
    return frozenset(units.filter(_IS_LARGE | has_promised)["unit_id"])


def _listed(units: pl.DataFrame, coverage: pl.DataFrame, paged: frozenset[str]) -> list[str]:
    """The places whose figures stand in the table of an indicator; of a crowded level only those with a page."""
    measured = coverage.filter(pl.col("n_figures") > 0)["unit_id"].unique().to_list()
    levels = units.filter(pl.col("unit_id").is_in(measured)).group_by("unit_level").len()
    crowded = levels.filter(pl.col("len") > MOST_LISTED)["unit_level"].to_list()
    is_listed = ~pl.col("unit_level").is_in(crowded) | pl.col("unit_id").is_in(sorted(paged))
    return units.filter(is_listed)["unit_id"].to_list()


def _held_to(build: Path, paged: frozenset[str]) -> pl.DataFrame:
    is_shown = pl.col("actual").is_not_null() & pl.col("unit_id").is_in(sorted(paged))
    return scan_mart(build, "mart_gap_to_target").filter(is_shown).select(_GAP_COLUMNS).collect(engine="streaming")


def _figures(build: Path, listed: list[str]) -> pl.DataFrame:
    """The year values of the places listed, with what their source printed and where."""
    is_shown = pl.col("actual").is_not_null() & pl.col("unit_id").is_in(listed)
    years = scan_mart(build, "mart_indicator_year").filter(is_shown).collect(engine="streaming")
    # Of all figures only those that stand in a row: the many are read past the few.
    printed = (
        scan_mart(build, "fct_observation")
        .select(_PRINTED)
        .filter(pl.col("observation_id").is_in(years["observation_id"].drop_nulls().implode()))
        .collect(engine="streaming")
    )
    return years.join(printed, on="observation_id", how="left", maintain_order="left")


def _measured(build: Path) -> pl.DataFrame:
    years = scan_mart(build, "mart_indicator_year").filter(pl.col("actual").is_not_null())
    counts = (pl.col("unit_id").n_unique().alias("places"), pl.col("year").max().alias("last_year"))
    return years.group_by("indicator_code").agg(counts).collect(engine="streaming")
