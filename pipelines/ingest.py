"""Whole folders of inputs to raw tables: every file read once, nothing stops at a bad one. Pure.

What belongs here: walking a stage's inputs, calling its reader, gathering rows, findings and the list of files. What
does not: how a plan or an export is read (plans, kpi), where tables are kept (raw_tables), assets.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.tables import frame
from pipelines.findings import Finding, Stage
from pipelines.inputs import InputFile, find_inputs
from pipelines.settings import Settings
from pipelines.sidecar import read_sidecar
from pipelines.wording import counted, promised

if TYPE_CHECKING:
    from pipelines.reference.indicators import IndicatorCatalogue
    from pipelines.reference.overrides import Overrides
    from pipelines.reference.units import UnitResolver

log = logging.getLogger("cchc")


@dataclass
class StageTables:
    """What a stage read: its raw tables, its findings and one row per file."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    def findings_frame(self) -> pl.DataFrame:
        """The findings as a frame, exact repeats once, in a fixed order."""
        rows = [finding.as_row() for finding in sorted(set(self.findings))]
        return frame("findings", rows)

    def files_frame(self) -> pl.DataFrame:
        """The files as a frame, by name."""
        return frame("source_files", sorted(self.files, key=lambda row: str(row["source_file"])))


def read_reference_folder(settings: Settings) -> StageTables:
    """Administrative units, their lineage and a world's own corrections from `raw/reference`."""
    inputs, findings = find_inputs(settings.raw, "reference")
    units, _, overrides = reference_of(settings)
    stage = StageTables(findings=[*findings, *overrides.findings])
    stage.tables = {name: frame(name, rows) for name, rows in overrides.tables.items()}
    stage.tables["admin_units"] = frame("admin_units", units.admin_unit_rows())
    stage.tables["admin_unit_lineage"] = frame("admin_unit_lineage", units.lineage_rows())
    stage.files = [
        _file_row(item, "reference", overrides.rows_by_file.get(item.source_file, 0), stage.findings) for item in inputs
    ]
    return stage


def read_plan_folder(settings: Settings) -> StageTables:
    """Documents, mentions of targets and annex tasks of every plan under `raw/plans`."""
    from pipelines.plans.decisions import names_of, unused_decisions
    from pipelines.plans.indicators import IndicatorMatcher
    from pipelines.plans.reader import read_plan

    found, findings = find_inputs(settings.raw, "plan")
    inputs = [item for item in found if item.has_reader]
    units, catalogue, overrides = reference_of(settings)
    decisions = overrides.tables["target_decisions"]
    matcher = IndicatorMatcher(catalogue.indicators.values())
    stage = StageTables(findings=findings, files=_unread(found, "plan", findings))
    rows: dict[str, list[dict[str, Any]]] = {"plan_documents": [], "plan_mentions": [], "plan_tasks": []}
    statements: set[tuple[str, str]] = set()
    for number, item in enumerate(inputs, start=1):
        reading = read_plan(item.path, settings.raw, units, matcher, decisions=decisions)
        kept = len(reading.mentions) + len(reading.tasks)
        log.info(
            "plan %d/%d  %s: %s, %s, %s",
            number,
            len(inputs),
            item.source_file,
            promised(reading.mentions),
            counted(len(reading.tasks), "task"),
            counted(len(reading.findings), "finding"),
        )
        if reading.document:
            rows["plan_documents"].append(reading.document)
            statements |= {(name, key) for name in names_of(reading.document) for key in reading.statement_keys}
        rows["plan_mentions"] += reading.mentions
        rows["plan_tasks"] += reading.tasks
        stage.findings += reading.findings
        stage.files.append(_file_row(item, "plan", kept, reading.findings, loaded=bool(reading.document)))
    stage.findings += unused_decisions(decisions, statements)
    stage.tables = {name: frame(name, table) for name, table in rows.items()}
    return stage


def read_kpi_folder(settings: Settings) -> StageTables:
    """Typed observations of every export under `raw/kpi`."""
    from pipelines.kpi.checks import check_series
    from pipelines.kpi.reader import read_kpi

    found, findings = find_inputs(settings.raw, "kpi")
    inputs = [item for item in found if item.has_reader]
    units, catalogue, _ = reference_of(settings)
    stage = StageTables(findings=findings, files=_unread(found, "kpi", findings))
    frames = [frame("kpi_observations", [])]
    for number, item in enumerate(inputs, start=1):
        reading = read_kpi(item.path, settings.raw, units, catalogue, settings.as_of)
        log.info(
            "export %d/%d  %s: %s, %s",
            number,
            len(inputs),
            item.source_file,
            counted(reading.observations.height, "figure"),
            counted(len(reading.findings), "finding"),
        )
        frames.append(reading.observations)
        stage.findings += reading.findings
        stage.files.append(_file_row(item, "kpi", reading.observations.height, reading.findings, reading.layout))
    observations = pl.concat(frames)
    stage.findings += check_series(observations, catalogue)
    stage.tables = {"kpi_observations": observations}
    return stage


def reference_of(settings: Settings) -> tuple[UnitResolver, IndicatorCatalogue, Overrides]:
    """The reference that plans and exports of a world are read with: units, catalogue, its own usable corrections."""
    from pipelines.plans.decisions import usable_decisions
    from pipelines.reference.indicators import IndicatorCatalogue
    from pipelines.reference.overrides import read_overrides
    from pipelines.reference.units import UnitResolver

    overrides = read_overrides(settings.raw)
    decisions, problems = usable_decisions(overrides.tables["target_decisions"])
    overrides.tables["target_decisions"] = decisions
    overrides.findings += problems
    catalogue = IndicatorCatalogue.load(settings.raw)
    return UnitResolver.of(overrides.unit_changes, overrides.unit_aliases), catalogue, overrides


def _unread(items: list[InputFile], stage: Stage, findings: list[Finding]) -> list[dict[str, Any]]:
    return [_file_row(item, stage, 0, findings) for item in items if not item.has_reader]


def _file_row(
    item: InputFile, stage: Stage, rows: int, findings: list[Finding], layout: str | None = None, loaded: bool = False
) -> dict[str, Any]:
    sidecar, _ = read_sidecar(item.path, item.source_file, stage)
    broken = any(f.severity == "error" and f.file == item.source_file for f in findings)
    return {
        "source_file": item.source_file,
        "stage": stage,
        "sha256": item.sha256,
        "sidecar_sha256": item.sidecar_sha256,
        "bytes": item.bytes,
        "format": item.format,
        "layout": layout,
        "status": _status(rows, broken, loaded),
        "rows_loaded": rows,
        **_provenance(sidecar),
    }


def _status(rows: int, broken: bool, loaded: bool) -> str:
    if broken:
        return "partly_loaded" if rows else "refused"
    return "loaded" if rows or loaded else "empty"


def _provenance(sidecar: Mapping[str, Any]) -> dict[str, Any]:
    texts = {key: sidecar.get(key) for key in ("origin", "title", "source_url", "licence")}
    return {
        **{key: str(v) if v is not None else None for key, v in texts.items()},
        "received_at": sidecar.get("received_at"),
    }
