"""Whole folders of inputs to raw tables: every new file read once behind the fence, nothing stops at a bad one.

What belongs here: the files of a stage to workers, gathering rows, findings and the list of files. What does not: how
one file is read (readers.py), limits and processes (fence), where tables are kept (raw_tables), assets.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.raw_models import Values, files_at_fault, frame, joined
from pipelines.fence.begun import begin, taken_over
from pipelines.fence.limits import Ended
from pipelines.fence.pool import LIGHT, shared_fence
from pipelines.findings import Finding, Stage
from pipelines.found_words import found_in_words
from pipelines.inputs import InputFile, find_inputs, hashes_of
from pipelines.kept_readings import KeptReadings
from pipelines.language import language
from pipelines.reading import PLAN_TABLES, READERS
from pipelines.reread import Reread
from pipelines.settings import Settings
from pipelines.synthetic import ORIGIN, refused_beside_real
from pipelines.wording import counted, found, line, noun

if TYPE_CHECKING:
    from pipelines.reading import Context, FileReading
    from pipelines.reference.overrides import Overrides

NOTHING_AGAIN = Reread()
YEAR_IN_NAME = re.compile(r"(?<!\d)20[1-4]\d(?=\d{0,4}(?!\d))")
log = logging.getLogger("cchc")
# A line per file is for the terminal: Dagster keeps each line of the other in its database, 10 ms and more apiece.
log_of_files = logging.getLogger("cchc_files")
# So many plans are looked through for reports before a line says how far it is.
LOOKED = 250


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
        rows = sorted(self.files, key=lambda row: str(row["source_file"]))
        return frame("source_files", rows)


def read_reference_folder(settings: Settings) -> StageTables:
    """Administrative units, their lineage and a world's own corrections from `raw/reference`."""
    from pipelines.reference.units import UnitResolver

    inputs, findings = find_inputs(settings.raw, "reference")
    overrides, readings = _overrides_of(settings, inputs)
    units = UnitResolver.of(overrides.unit_changes, overrides.unit_aliases)
    stage = StageTables(findings=[*findings, *overrides.findings])
    stage.tables = {name: frame(name, rows) for name, rows in overrides.tables.items()}
    stage.tables["admin_units"] = frame("admin_units", units.admin_unit_rows())
    stage.tables["admin_unit_lineage"] = frame("admin_unit_lineage", units.lineage_rows())
    at_fault = _at_fault(stage.findings)
    for item, reading in zip(inputs, readings, strict=True):
        reading.rows = overrides.rows_by_file.get(item.source_file, 0)
        stage.files.append(_file_row(item, reading, at_fault))
    return stage


def read_plan_folder(settings: Settings, again: Reread = NOTHING_AGAIN) -> StageTables:
    """Documents, mentions of targets and annex tasks of every plan under `raw/plans`; `again`: not as kept."""
    from pipelines.plans.deciding import unused_decisions

    context = context_of(settings)
    stage, statements = _read_stage(settings, "plan", context, PLAN_TABLES, again)
    stage.findings += unused_decisions(context.decisions, statements)
    return stage


def read_kpi_folder(settings: Settings, again: Reread = NOTHING_AGAIN) -> StageTables:
    """Typed observations of every export under `raw/kpi`, and what findings hold back; `again`: not as kept."""
    from pipelines.kpi.figures.between_periods import check_series
    from pipelines.reference.indicators import IndicatorCatalogue
    from pipelines.reference.registry import build_registry

    context = context_of(settings)
    reports = _reports_among_plans(settings, context)
    stage, _ = _read_stage(settings, "kpi", context, ("kpi_observations", "kpi_held_back"), again, reports)
    catalogue = IndicatorCatalogue.of(context.indicator_aliases)
    units = build_registry(context.unit_changes).units.values()
    ends = {unit.unit_id: unit.valid_to for unit in units if unit.valid_to}
    stage.findings += check_series(stage.tables["kpi_observations"], catalogue, ends)
    return stage


def _reports_among_plans(settings: Settings, context: Context) -> list[InputFile]:
    """The files under `raw/plans` that the reader of plans took for reports: what they tell are figures.

    Each is read as a plan once in a run, here or by the stage of plans, whichever comes first.
    """
    inputs, kept = _plans_of(settings), KeptReadings(settings.work, "plan", context)
    lang, reports = language(), list[InputFile]()
    known = {item: kept.is_report(item) for item in inputs if kept.has(item)}
    fresh = _read([item for item in inputs if known.get(item) is None], context, kept)
    if inputs:
        log.info(line("looking", lang, plans=counted(len(inputs), "plan", lang)))
    for number, item in enumerate(inputs, start=1):
        if number % LOOKED == 0:
            log.info(line("looked", lang, number=number, of=len(inputs)))
        is_report = known.get(item)
        if is_report is None:
            is_report = next(fresh).is_report
        reports += [replace(item, stage="kpi")] if is_report else []
    return reports


def begin_to_read(settings: Settings) -> None:
    """Have the plans that are new read from now on, in a thread, beside what the process still has to load."""
    context = context_of(settings)
    kept = KeptReadings(settings.work, "plan", context)
    if new := [item for item in _plans_of(settings) if not kept.has(item)]:
        begin((new, context), _answers(new, context))


def _plans_of(settings: Settings) -> list[InputFile]:
    """The files under `raw/plans`, but for those that are not read."""
    inputs, _ = find_inputs(settings.raw, "plan")
    refused = refused_beside_real(settings.raw, inputs)
    return [item for item in inputs if item.source_file not in refused]


def read_ahead_of_year(settings: Settings, year: int) -> list[dict[str, object]]:
    """Read the plans and exports whose names tell a year, and keep what they gave for the next run.

    Returns:
        One row a file: `source_file`, `rows`, `findings`. A file that names several years belongs to the last of them.
    """
    context = context_of(settings)
    files: list[dict[str, object]] = []
    stages: tuple[Stage, ...] = ("plan", "kpi")
    for name in stages:
        inputs = [item for item in find_inputs(settings.raw, name)[0] if _year_of(item) == year]
        readings = _readings(inputs, context, KeptReadings(settings.work, name, context))
        for item, reading in zip(inputs, readings, strict=True):
            files.append({"source_file": item.source_file, "rows": reading.rows, "findings": len(reading.findings)})
    return files


def _year_of(item: InputFile) -> int | None:
    years = YEAR_IN_NAME.findall(item.source_file)
    return int(years[-1]) if years else None


def context_of(settings: Settings) -> Context:
    """The reference that plans and exports of a world are read with: its own usable corrections, its as-of date."""
    overrides, _ = _overrides_of(settings, find_inputs(settings.raw, "reference")[0])
    return _context(settings, overrides)


def _context(settings: Settings, overrides: Overrides) -> Context:
    from pipelines.plans.decisions import usable_decisions
    from pipelines.reading import Context

    return Context(
        settings.as_of,
        tuple(overrides.unit_changes),
        tuple(overrides.unit_aliases),
        tuple(overrides.indicator_aliases),
        tuple(usable_decisions(overrides.tables["target_decisions"])[0]),
    )


def _overrides_of(settings: Settings, inputs: list[InputFile]) -> tuple[Overrides, list[FileReading]]:
    """What _overrides gives, read once in a run: all three stages ask, the files are the same by their checksums."""
    return _overrides(settings.work, tuple(inputs), tuple(hashes_of(item) for item in inputs))


@lru_cache(maxsize=1)
def _overrides(
    work: Path, inputs: tuple[InputFile, ...], _: tuple[tuple[str, str | None], ...]
) -> tuple[Overrides, list[FileReading]]:
    """A world's own corrections without decisions that can't be used, and what each file gave."""
    from pipelines.plans.decisions import usable_decisions
    from pipelines.reference.overrides import gather

    kept = KeptReadings(work, "reference", None)
    readings = list(_readings(list(inputs), None, kept))
    kept.forget_others()
    overrides = gather([reading.overrides for reading in readings if reading.overrides])
    overrides.findings += [one for reading in readings if not reading.overrides for one in reading.findings]
    decisions, problems = usable_decisions(overrides.tables["target_decisions"], overrides.decided_at)
    overrides.tables["target_decisions"] = [one.as_row() for one in decisions]
    overrides.findings += problems
    return overrides, readings


def _read_stage(
    settings: Settings,
    name: Stage,
    context: Context,
    tables: tuple[str, ...],
    again: Reread,
    also: Sequence[InputFile] = (),
) -> tuple[StageTables, set[tuple[str, str]]]:
    """Everything the files of a stage gave, and the statements that decisions may be about.

    `again`: files to read though they lie as before. `also`: files of another stage, listed there, that give rows of
    this one, too.
    """
    inputs, findings = find_inputs(settings.raw, name)
    inputs = [*inputs, *also]
    stage, statements, told = StageTables(findings=findings), set[tuple[str, str]](), Counter[str]()
    at_fault, lang = _at_fault(findings), language()
    parts: dict[str, list[pl.DataFrame | Sequence[Values]]] = {table: [] for table in tables}
    refused = refused_beside_real(settings.raw, inputs)
    kept = KeptReadings(settings.work, name, context, again.chosen(inputs, settings.tables))
    readings = _unless_refused(inputs, context, refused, kept)
    for number, (item, reading) in enumerate(zip(inputs, readings, strict=True), start=1):
        if item.has_reader:
            said = found_in_words(reading.failure, lang) or found(reading.counts, lang)
            place = {"number": number, "of": len(inputs), "file": item.source_file, "said": said}
            log_of_files.info(line("file", lang, kind=noun(WORDS[name], 1, lang), **place))
        for table, rows in reading.tables.items():
            parts[table].append(rows)
        for table, packed in reading.packed.items():
            parts[table] += map(_unpacked, packed)
        statements |= reading.keys
        stage.findings += reading.findings
        told.update({what: reading.counts.get(what, 0) for what in TOLD})
        if item not in also:
            stage.files.append(_file_row(item, reading, at_fault))
    kept.forget_others()
    stage.tables = {table: joined(table, rows) for table, rows in parts.items()}
    _hold_to_contracts(stage, name)
    read = counted(len(inputs), WORDS[name], lang)
    faulty = counted(len(_at_fault(stage.findings)), "file", lang)
    log.info(line("read", lang, read=read, broken=faulty))
    if any(told.values()):
        log.info(line("told", lang, said=found(told, lang)))
    return stage, statements


def _unpacked(part: bytes) -> pl.DataFrame:
    from pipelines.kpi.parts import unpack

    return unpack(part)


def _hold_to_contracts(stage: StageTables, name: Stage) -> None:
    """Files whose rows break a contract lose all their rows and say so; the contracts' checks would stop the run."""
    bad: dict[str, str] = {}
    for table, data in stage.tables.items():
        bad |= {file: f"{table}: {case}" for file, case in files_at_fault(table, data).items() if file not in bad}
    if not bad:
        return
    kept = ~pl.col("source_file").is_in(list(bad))
    stage.tables = {table: data.filter(kept) for table, data in stage.tables.items()}
    remedy = "report it: the reader let through what it must not; the file's rows were left out"
    stage.findings += [
        Finding(
            name, file, "file", "rows_break_contract", "error", case[:300], "rows that hold to the contract", remedy
        )
        for file, case in bad.items()
    ]
    for row in stage.files:
        if row["source_file"] in bad:
            row["status"], row["rows_loaded"] = "refused", 0


# Files that a worker reads at once at most: enough to share the engine's price for a step, few enough to do again.
TOGETHER = 100
PLAIN = frozenset({"csv", "txt", "md", "html", "htm"})
TOLD = ("told", "told_asked", "told_open")
WORDS = {"plan": "plan", "kpi": "export", "reference": "reference"}


def _unless_refused(
    inputs: list[InputFile], context: Context, refused: Mapping[str, Finding], kept: KeptReadings
) -> Iterator[FileReading]:
    """What each file gave, in the order of the files; one that is refused is not read and gives that finding alone."""
    readings = _readings([item for item in inputs if item.source_file not in refused], context, kept)
    for item in inputs:
        yield _refusal(item, refused[item.source_file]) if item.source_file in refused else next(readings)


def _readings(inputs: list[InputFile], context: Context | None, kept: KeptReadings) -> Iterator[FileReading]:
    """What each file gave, in the order of the files; one that lies as it did when it was read last is not read."""
    known = {item for item in inputs if kept.has(item)}
    fresh = _read([item for item in inputs if item not in known], context, kept)
    for item in inputs:
        reading = kept.of(item) if item in known else next(fresh)
        yield reading or next(_read([item], context, kept))


def _read(inputs: list[InputFile], context: Context | None, kept: KeptReadings) -> Iterator[FileReading]:
    """What each file gives behind the fence; one that ended its reader gives the finding that says so, in each run."""
    from pipelines.reading import FileReading

    if not inputs:
        return  # no processes for nothing
    answers = taken_over((inputs, context)) or _answers(inputs, context)
    for item, answer in zip(inputs, answers, strict=True):
        if isinstance(answer, Ended):
            remedy = "open it and save it again, split it, or take it away; the other files are not touched by it"
            problem = Finding(
                item.stage, item.source_file, "file", answer.rule, "error", answer.found, answer.expected, remedy
            )
            own, beside = hashes_of(item)
            reading = FileReading(own, beside, findings=[problem], failure=answer.found)
            if item.stage == "plan":  # the one stage that two ask
                kept.hold(item, reading)
            yield reading
        else:
            assert isinstance(answer, FileReading)  # readers.work gives nothing else
            kept.keep(item, answer)
            yield answer


def _answers(inputs: list[InputFile], context: Context | None) -> Iterator[object]:
    """What the fence's workers answer to each file, in the order of the files."""
    from pipelines.reading import Task

    fence = shared_fence(READERS)
    if context is not None:
        fence.prepare(context)
    tasks = [Task(item.stage, item.source_file, item.path, item.has_reader) for item in inputs]
    yield from fence.work(tasks, [_weight(item) for item in inputs], TOGETHER)


def _weight(item: InputFile) -> int:
    """Bytes; those of a packed file say little of what is in it, so that none is light."""
    return item.bytes if item.format in PLAIN else max(item.bytes, LIGHT)


def _at_fault(findings: Iterable[Finding]) -> set[str]:
    return {finding.file for finding in findings if finding.severity == "error"}


def _refusal(item: InputFile, finding: Finding) -> FileReading:
    """What stands in the list of files for one that is not read."""
    from pipelines.reading import FileReading

    own, beside = hashes_of(item)
    reading = FileReading(own, beside, findings=[finding], failure=finding.found)
    reading.provenance["origin"] = ORIGIN
    return reading


def _file_row(item: InputFile, reading: FileReading, at_fault: set[str]) -> dict[str, Any]:
    """One row of source_files; `at_fault` are files with errors that their own readings don't know of."""
    broken = item.source_file in at_fault or item.source_file in _at_fault(reading.findings)
    return {
        "source_file": item.source_file,
        "stage": item.stage,
        "sha256": reading.sha256,
        "sidecar_sha256": reading.sidecar_sha256,
        "bytes": item.bytes,
        "format": item.format,
        "layout": reading.layout,
        "status": _status(reading.rows, broken, reading.is_read),
        "rows_loaded": reading.rows,
        **reading.provenance,
    }


def _status(rows: int, broken: bool, loaded: bool) -> str:
    if broken:
        return "partly_loaded" if rows else "refused"
    return "loaded" if rows or loaded else "empty"
