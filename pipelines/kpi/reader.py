"""KPI files in, observations and findings out. Pure; never raises on bad input.

What belongs here: the order of steps (bytes, sheets, layout, long text, typed rows). What does not: any of the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from pipelines.contracts.raw_models import frame
from pipelines.findings import Finding
from pipelines.kpi import tidy
from pipelines.kpi.bodies.extract import extract
from pipelines.kpi.figures.observations import Typed, as_shown, type_rows, with_sidecar
from pipelines.kpi.file_context import FileContext, FilesTogether
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.headers.matching import HeaderMatch, match_sheet
from pipelines.kpi.headers.period_blocks import LEAST_COLUMNS, PeriodBlock, period_blocks
from pipelines.kpi.headers.ratio_columns import ratio_tables
from pipelines.kpi.headers.refusals import LEFT, report_refused
from pipelines.kpi.headers.several_tables import tables_of
from pipelines.kpi.parts import OF_THE_WHOLE, Packed, is_large, parts_of
from pipelines.kpi.sheets.any_format import read_sheets
from pipelines.kpi.sheets.footnotes import say_marks, with_notes, without_marks
from pipelines.kpi.sheets.per_mille import with_per_mille
from pipelines.kpi.sheets.sheet import Sheet, SheetsOfFile
from pipelines.kpi.sidecars import checked_sidecar, sidecar_of_sheet
from pipelines.kpi.told.results import LAYOUT as TOLD_LAYOUT
from pipelines.kpi.told.results import told_rows
from pipelines.plans.decisions import Decision
from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.sidecar import read_sidecar
from pipelines.source import Source

# Where reports lie that are plans to the other reader.
AMONG_PLANS = "plans/"


@dataclass
class KpiReading:
    """What a file gave: observations (contract KpiObservations), findings, its layout, and how much of it loaded.

    `held_back` (contract KpiHeldBack) are figures that are known by indicator, unit and period and did not load.

    `status`: `loaded`, `partly_loaded` (some rows held back), `refused` (nothing, because of errors), `empty`.
    """

    observations: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)
    layout: str | None = None
    held_back: pl.DataFrame = field(default_factory=lambda: frame("kpi_held_back", []))

    @property
    def status(self) -> str:
        """How much of the file loaded."""
        broken = any(finding.severity == "error" for finding in self.findings)
        if broken:
            return "partly_loaded" if self.observations.height else "refused"
        return "loaded" if self.observations.height else "empty"


def read_kpi(
    source: Source,
    units: UnitResolver,
    catalogue: IndicatorCatalogue,
    as_of: date | None = None,
    matcher: IndicatorMatcher | None = None,
    decisions: Sequence[Decision] = (),
) -> KpiReading:
    """Read one file below `raw/kpi` or `raw/reports`.

    Args:
        source: the file; findings and rows carry its name below raw.
        units: the resolver of administrative units.
        catalogue: the indicator catalogue.
        as_of: where given, periods that end later are findings.
        matcher: knows the indicators that the prose of a report may mean; without it no prose is read.
        decisions: what reviewers decided on numbers that reports tell.
    """
    known = Known(units, catalogue, as_of, matcher, decisions)
    (file,), typed, packed = read_together([source], known)
    if packed[0] is not None:
        more = packed[0].unpacked()
        typed = Typed(pl.concat([typed.observations, more.observations]), pl.concat([typed.held_back, more.held_back]))
    return KpiReading(typed.observations, file.findings, file.layout or None, typed.held_back)


@dataclass(frozen=True)
class Known:
    """What files are read with; see `read_kpi`."""

    units: UnitResolver
    catalogue: IndicatorCatalogue
    as_of: date | None = None
    matcher: IndicatorMatcher | None = None
    decisions: Sequence[Decision] = ()


def read_together(sources: Sequence[Source], known: Known) -> tuple[list[FileContext], Typed, list[Packed | None]]:
    """Read files and type the rows of all at once, each as if it were alone.

    Returns:
        The files with their findings and layouts, in order, the figures of all of them, and, by file, those of its
        sheets that were read in parts.
    """
    packed: list[Packed | None] = []
    readings = [_long_rows(source, known, packed) for source in sources]
    files = [file for file, _ in readings]
    found = {number: rows for number, (_, rows) in enumerate(readings) if rows is not None}
    if found:
        typed = type_rows(pl.concat(found.values()).with_columns(_numbers_of(found)), FilesTogether(files))
    else:
        typed = Typed(frame("kpi_observations", []), frame("kpi_held_back", []))
    for file in files:
        file.close()
    return files, typed, packed


def _numbers_of(found: Mapping[int, pl.DataFrame]) -> pl.Series:
    """The number of its file for each row of frames that stand below one another."""
    heights = [rows.height for rows in found.values()]
    each = pl.DataFrame({"_file": list(found), "rows": heights}, schema={"_file": pl.UInt32, "rows": pl.UInt32})
    return each.filter(pl.col("rows") > 0).select(pl.col("_file").repeat_by("rows").explode())["_file"]


def _long_rows(source: Source, known: Known, packed: list[Packed | None]) -> tuple[FileContext, pl.DataFrame | None]:
    """One file as long text; None where it holds no row, or all of them were read in parts (added to `packed`)."""
    sidecar, findings = read_sidecar(source, "kpi")
    findings = [] if source.name.startswith(AMONG_PLANS) else findings  # its sidecar is one of a plan
    opened = read_sheets(source)
    sidecar, doubts = checked_sidecar(sidecar, source.name, known.units)
    if opened.issued_on is not None:
        sidecar.setdefault("published_at", opened.issued_on)
    file = FileContext(
        source.name,
        source.content.sha256,
        "",
        sidecar,
        known.units,
        known.catalogue,
        known.as_of,
        findings + doubts + opened.findings,
        decisions=known.decisions,
    )
    parts = Packed()
    frames = _rows_of(opened, file, parts)
    packed.append(parts if parts.height else None)
    if opened.document is not None and known.matcher is not None:
        told = told_rows(opened.document, known.matcher, file, file.tables_read)
        if told is not None and told.height:
            file.findings = _but_told_tables(opened.document, told, file.findings)
            frames.append(_of_layout(with_sidecar(told, file.sidecar), TOLD_LAYOUT))
            file.layout = "+".join(filter(None, [file.layout, TOLD_LAYOUT]))
    if not file.findings and not parts.height and not any(rows.height for rows in frames):
        file.findings.append(_without_rows(source.name))
    return file, pl.concat(frames) if frames else None


def _but_told_tables(document: Document, told: pl.DataFrame, findings: list[Finding]) -> list[Finding]:
    """Findings without those that a table was not read as a form, where results were told of most of its rows."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    places = told["row_no"].to_list()
    figures = [sum(table.start <= place < table.end for place in places) for table in tables]
    read = {
        f"sheet table {number}"
        for number, (table, told_there) in enumerate(zip(tables, figures, strict=True), 1)
        if told_there * 2 >= len(table.rows) - 1 and told_there
    }
    return [one for one in findings if one.rule not in LEFT or one.locator.partition(",")[0] not in read]


def _without_rows(name: str) -> Finding:
    """A file that gives nothing says so: it looks like one that was read."""
    remedy = "export it again, or take it away where there is nothing to report"
    return Finding("kpi", name, "file", "no_rows", "warning", "a header without rows", "rows of figures", remedy)


def _in_parts(match: HeaderMatch, sheet: Sheet, context: FileContext, packed: Packed, sheets: int) -> bool:
    """Whether a file's only sheet is so large that it was read in parts; not where its rows decide together."""
    if sheets > 1 or not is_large(sheet, match):
        return False
    before = list(context.findings), dict(context.counts)
    for part in parts_of(sheet, match):
        rows = extract(match, part, context)
        if rows is not None:
            rows = as_shown(with_per_mille(with_sidecar(rows, context.sidecar), part), sheet.shown)
            rows = _of_layout(rows, match.layout.name).with_columns(pl.lit(0, dtype=pl.UInt32).alias("_file"))
            packed.add(type_rows(rows, FilesTogether([context])))
        if context.needs_whole or any(one.rule in OF_THE_WHOLE for one in context.findings):
            break
    else:
        if not packed.has_repeats():
            context.findings = list(dict.fromkeys(context.findings))
            packed.keys.clear()
            return True
    context.findings, context.counts = before
    packed.clear()
    return False


def _of_layout(rows: pl.DataFrame, layout: str) -> pl.DataFrame:
    """Rows that say which of the file's layouts gave them: forms in a report rank as forms, its prose as prose."""
    return rows.with_columns(pl.lit(layout).alias("_layout"))


def _each_table(sheet: Sheet, sidecar: dict[str, object]) -> list[tuple[Sheet, dict[str, object]]]:
    """The sheet and what is said of it; its tables one by one where a form takes one that stands below another."""
    tables = tables_of(sheet)
    is_several = any(map(_is_form, tables[1:]))
    each = [one for table in (tables if is_several else [sheet]) for one in _each_ratio(table)]
    return [pair for table in each for pair in _each_period(table, sidecar)]


def _each_ratio(sheet: Sheet) -> list[Sheet]:
    """The sheet, cut so that each column of «A/B» cells is two columns of counts, where forms take them."""
    found = [next(filter(_is_form, readings), None) for readings in ratio_tables(sheet)]
    tables = [table for table in found if table is not None]
    return tables if tables and len(tables) == len(found) else [sheet]


def _is_form(sheet: Sheet) -> bool:
    """Whether a form takes a sheet."""
    match = match_sheet(sheet, load_layouts())
    return match is not None and match.is_accepted


def _title(sidecar: dict[str, object]) -> tuple[str, ...]:
    """The title that a sidecar gives a file, most often one of an open-data portal, which prints none."""
    return (str(sidecar["title"]),) if sidecar.get("title") else ()


def _each_period(sheet: Sheet, sidecar: dict[str, object]) -> list[tuple[Sheet, dict[str, object]]]:
    """The sheet and what is said of it; cut into several where the header has a form's columns for several periods."""
    blocks = [] if {"period", "period_end"} & set(sidecar) else period_blocks(sheet)
    if not blocks or not all(map(_is_table, blocks)):
        return [(sheet, sidecar)]
    return [(block.sheet, {**sidecar, **block.said}) for block in blocks]


def _is_table(block: PeriodBlock) -> bool:
    """Whether the columns of one period are a form's; a form of one figure a row has columns of periods of its own."""
    match = match_sheet(block.sheet, load_layouts())
    if match is None or not match.is_accepted:
        return False
    is_of_figures = match.layout.spec.get("rows") in ("indicators", "named")
    return is_of_figures if block.is_by_year else block.width >= LEAST_COLUMNS or not is_of_figures


def _rows_of(opened: SheetsOfFile, context: FileContext, packed: Packed) -> list[pl.DataFrame]:
    """Long rows of every sheet that a layout knows; a file of tables without any is refused with the nearest layout."""
    frames: list[pl.DataFrame] = []
    refused: list[tuple[Sheet, HeaderMatch | None]] = []
    names: list[str] = []
    of_file = context.sidecar
    titled = [replace(sheet, lead=(*_title(of_file), *sheet.lead)) for sheet in opened.sheets]
    lines = [one.flat for one in opened.document.blocks if isinstance(one, Paragraph)] if opened.document else []
    sheets = [one for sheet in titled for one in _each_table(sheet, sidecar_of_sheet(of_file, sheet.name))]
    for printed, context.sidecar in sheets:
        sheet, marked, notes = without_marks(printed, lines)
        position = tidy.header_position(sheet)
        match = match_sheet(sheet, load_layouts()) if position is None else None
        if position is not None:
            names.append(tidy.LAYOUT)
            rows = tidy.tidy_rows(sheet, position, context)
        elif match is not None and match.is_accepted:
            names.append(match.layout.name)
            context.tables_read.update(sheet.tables)
            rows = None if _in_parts(match, sheet, context, packed, len(sheets)) else extract(match, sheet, context)
        else:
            refused.append((sheet, match))
            continue
        say_marks(sheet, marked, notes, context)
        if rows is not None:
            shown = as_shown(with_per_mille(with_sidecar(rows, context.sidecar), sheet), sheet.shown)
            shown = with_notes(shown, marked, notes)
            frames.append(_of_layout(shown, names[-1]))
    context.sidecar = of_file
    context.findings = list(dict.fromkeys(context.findings))  # sheets cut by period say the same of their rows
    context.layout = "+".join(dict.fromkeys(names))
    report_refused(refused, bool(names) or opened.is_document, context)
    return frames
