"""Input files of any stage to typed rows; what the fence's workers do (see fence/nursery.py). Pure.

What belongs here: opening files, calling their stage's reader, typing their rows, who they came from. What does not:
whole folders (ingest.py), limits (fence), how a file is read (plans, kpi, reference).
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.contracts.raw_models import frame
from pipelines.findings import Finding, Stage
from pipelines.kpi.file_context import FileContext
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.reader import Known, read_together
from pipelines.kpi.told.results import VARIANT as TOLD
from pipelines.plans.deciding import decided, names_of
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.plans.ready import get_ready
from pipelines.plans.unread import REPORT_AMONG_PLANS
from pipelines.reading import PLAN_TABLES, PROVENANCE, Context, FileReading, Task
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.overrides import read_override_file
from pipelines.reference.units import UnitResolver
from pipelines.sidecar import read_sidecar
from pipelines.source import Source, read_source
from pipelines.wording import commitments_of

# Rule, what was expected, and remedy of a file that can't be opened.
UNREADABLE = ("file_unreadable", "a file", "check that it is still there and may be read")
TOO_LARGE = ("file_too_large", "a plan or an export", "split it, or take it out of the folder")


# So many rows of a file go on as plain values.
FEW_ROWS = 200


class _World:
    """The reference of the world that this process reads for."""

    context: Context
    units: UnitResolver
    catalogue: IndicatorCatalogue
    matcher: IndicatorMatcher


def warm_up() -> None:
    """Load what every file needs, before there is a world: workers are born with it."""
    import pipelines.plans.amended
    import pipelines.plans.documents.docx
    import pipelines.plans.documents.html
    import pipelines.plans.documents.pdf
    import pipelines.plans.tables.table_statements
    import pipelines.plans.tables.tasks  # noqa: F401

    load_layouts()
    UnitResolver.of((), ())
    default_matcher()
    get_ready()


def prepare(context: Context) -> None:
    """Get ready for a world's plans and exports; its reference files need nothing of it."""
    _World.context = context
    _World.units = UnitResolver.of(context.unit_changes, context.unit_aliases)
    _World.catalogue = IndicatorCatalogue.of(context.indicator_aliases)
    _World.matcher = IndicatorMatcher(_World.catalogue.indicators.values())


def work(task: Task) -> FileReading:
    """Read one file; a file that can't be opened is a finding, what a reader raises is not caught here."""
    return work_together([task])[0]


def work_together(tasks: Sequence[Task]) -> list[FileReading]:
    """Read files of one stage, each as if it were alone; they are typed together, and each keeps its own rows."""
    opened = {task: _opened(task) for task in tasks}
    sources = {task: one for task, one in opened.items() if isinstance(one, Source)}
    readable = [task for task in sources if task.has_reader]
    read = READERS[tasks[0].stage]([sources[task] for task in readable]) if readable else []
    readings = {
        **dict(zip(readable, read, strict=True)),
        **{t: one for t, one in opened.items() if isinstance(one, FileReading)},
    }
    for task, source in sources.items():
        readings[task] = _with_provenance(readings.get(task) or FileReading(), source, task.stage)
    return [readings[task] for task in tasks]


def _opened(task: Task) -> Source | FileReading:
    try:
        return read_source(task.path, task.name)
    except OSError as error:
        found = error.strerror or type(error).__name__
        rule, expected, remedy = TOO_LARGE if error.errno == errno.EFBIG else UNREADABLE
        problem = Finding(task.stage, task.name, "file", rule, "error", found, expected, remedy)
        return FileReading(findings=[problem], failure=found)


def _with_provenance(reading: FileReading, source: Source, stage: Stage) -> FileReading:
    reading.sha256 = source.content.sha256
    reading.sidecar_sha256 = source.sidecar.sha256 if source.sidecar else None
    reading.provenance = _provenance(read_sidecar(source, stage)[0])
    return reading


def _plans(sources: Sequence[Source]) -> list[FileReading]:
    rows: dict[str, list[Mapping[str, object]]] = {name: [] for name in PLAN_TABLES}
    files = [_plan(source, rows) for source in sources]
    _hand_out({name: frame(name, table) for name, table in rows.items()}, sources, files)
    return files


def _hand_out(tables: Mapping[str, pl.DataFrame], sources: Sequence[Source], readings: Sequence[FileReading]) -> None:
    """Give each file its own rows of what was typed together: a reading is kept, and dropped, by its file."""
    by_file = dict(zip((source.name for source in sources), readings, strict=True))
    for name, rows in tables.items():
        many = rows["source_file"].value_counts().filter(pl.col("count") > FEW_ROWS)["source_file"].to_list()
        of_many = pl.col("source_file").is_in(many)
        for file, values in rows.filter(~of_many).rows_by_key("source_file", include_key=True).items():
            by_file[file].tables[name] = values
        for (file,), part in rows.filter(of_many).partition_by("source_file", as_dict=True).items():
            by_file[str(file)].tables[name] = part


def _plan(source: Source, rows: Mapping[str, list[Mapping[str, object]]]) -> FileReading:
    """Read one plan; its rows are added to those of the others."""
    as_read = read_plan(source, _World.units, _World.matcher)
    reading = decided(as_read, _World.context.decisions, _World.matcher)
    document = reading.document
    rows["plan_documents"] += [document] if document else []
    rows["plan_amendments"] += reading.amendments
    rows["plan_mentions"] += reading.mentions
    rows["plan_tasks"] += reading.tasks
    return FileReading(
        findings=reading.findings,
        rows=len(reading.mentions) + len(reading.tasks),
        counts={
            "number": len(reading.mentions),
            "commitment": commitments_of(reading.mentions),
            "task": len(reading.tasks),
            "finding": len(reading.findings),
        },
        is_read=bool(document),
        is_report=any(finding.rule == REPORT_AMONG_PLANS for finding in reading.findings),
        keys={(name, key) for name in names_of(document) for key in as_read.statement_keys} if document else set(),
    )


def _exports(sources: Sequence[Source]) -> list[FileReading]:
    context = _World.context
    known = Known(_World.units, _World.catalogue, context.as_of, _World.matcher, context.decisions)
    files, typed, packed = read_together(sources, known)
    figures = typed.observations
    counts = dict(figures["source_file"].value_counts().iter_rows())
    told = dict(figures.filter(pl.col("source_variant") == TOLD)["source_file"].value_counts().iter_rows())
    readings = [_export(file, counts.get(file.source_file, 0), told.get(file.source_file, 0)) for file in files]
    _hand_out({"kpi_observations": typed.observations, "kpi_held_back": typed.held_back}, sources, readings)
    for reading, parts in zip(readings, packed, strict=True):
        if parts is not None:
            reading.packed = {"kpi_observations": parts.observations, "kpi_held_back": parts.held_back}
            reading.rows += parts.height
            reading.counts["figure"] += parts.height
    return readings


def _export(file: FileContext, figures: int, told: int) -> FileReading:
    causes = len({(one.rule, one.severity) for one in file.findings})
    counts = {"figure": figures, "told": told, **file.told, "finding": causes}
    return FileReading(findings=file.findings, rows=figures, layout=file.layout or None, counts=counts)


def _references(sources: Sequence[Source]) -> list[FileReading]:
    return [_reference(source) for source in sources]


def _reference(source: Source) -> FileReading:
    read = read_override_file(source)
    read.findings += read_sidecar(source, "reference")[1]
    return FileReading(findings=read.findings, rows=len(read.rows), overrides=read)


READERS: dict[Stage, Callable[[Sequence[Source]], list[FileReading]]] = {
    "plan": _plans,
    "kpi": _exports,
    "reference": _references,
}


def _provenance(sidecar: Mapping[str, Any]) -> dict[str, Any]:
    texts = {key: None if sidecar.get(key) is None else str(sidecar[key]) for key in PROVENANCE}
    return {**texts, "received_at": sidecar.get("received_at")}
