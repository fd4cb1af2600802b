"""The raw tables: what Python hands to dbt, one pandera model each.

What belongs here: column names, types, keys and ranges of the Parquet files under `.work/tables`. What does not:
reading or mending anything. Validate eager frames only: on a lazy frame pandera checks names and types, not values.

Conventions: ids and codes are text; a list is text joined by «|»; JSON only in `candidates`; dates are dates;
`level` is `national | province | district | commune | village`; shares are percent (0..100), not fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.typing.polars import Series

from pipelines.level_codes import PARTS, PLAN_LEVELS, UNIT_LEVELS
from pipelines.vietnamese import LARGEST

LEVELS = list(PLAN_LEVELS)
COVERAGE_LEVELS = ["all", *PARTS]
AREAS = ["institutions", "procedures", "apparatus", "civil_service", "public_finance", "digital_government", "steering"]
OPERATORS = [">=", ">", "<=", "<", "=", "range"]
KINDS = ["level", "reduction", "increase", "annual_increase", "rank_gain"]
SECTION_KINDS = ["objective", "task", "implementation", "annex", "other"]
ORIGINS = ["official", "press", "extract", "synthetic"]
PERIOD_KINDS = ["point", "period", "year_to_date", "unknown"]
SEVERITIES = ["error", "warning", "info"]


class RawTable(pa.DataFrameModel):
    """Common rules: the columns are these and no others, types as declared."""

    class Config:
        """Strict in names, in types and in order-independent presence."""

        strict = True
        coerce = False


class SourceFiles(RawTable):
    """One row per file found under `raw` (sidecars are not files of their own)."""

    source_file: Series[str] = pa.Field(unique=True, description="path below raw/, with forward slashes")
    stage: Series[str] = pa.Field(isin=["plan", "kpi", "reference"])
    sha256: Series[str] = pa.Field(str_length={"min_value": 64, "max_value": 64})
    sidecar_sha256: Series[str] = pa.Field(
        nullable=True, description="hash of <file>.meta.yml; null where there is none"
    )
    bytes: Series[int] = pa.Field(ge=0)
    format: Series[str] = pa.Field(
        description="the ending: txt, md, html, docx, pdf, xlsx, xls, csv; «none» where the name has none"
    )
    layout: Series[str] = pa.Field(nullable=True, description="KPI layout that read the file")
    status: Series[str] = pa.Field(isin=["loaded", "partly_loaded", "refused", "empty"])
    rows_loaded: Series[int] = pa.Field(ge=0)
    origin: Series[str] = pa.Field(nullable=True, isin=ORIGINS)
    title: Series[str] = pa.Field(nullable=True)
    source_url: Series[str] = pa.Field(nullable=True)
    licence: Series[str] = pa.Field(nullable=True)
    received_at: Series[date] = pa.Field(nullable=True)


class Findings(RawTable):
    """One row per finding of a reader; see pipelines/findings.py."""

    finding_id: Series[str]
    stage: Series[str] = pa.Field(isin=["plan", "kpi", "reference"])
    file: Series[str]
    locator: Series[str]
    rule: Series[str]
    severity: Series[str] = pa.Field(isin=SEVERITIES)
    found: Series[str]
    expected: Series[str]
    remedy: Series[str]
    occurrences: Series[int] = pa.Field(ge=1)


class AdminUnits(RawTable):
    """One row per versioned administrative unit; a unit whose territory changed on 1 July 2025 is a new unit."""

    unit_id: Series[str] = pa.Field(
        unique=True, description="VN, P11-63, D094-63, C03124-63, P10-34 …: level, code, first era"
    )
    level: Series[str] = pa.Field(isin=list(UNIT_LEVELS))
    code: Series[str] = pa.Field(description="official code as text, leading zeros kept; meaningless without its era")
    geo_eras: Series[str] = pa.Field(
        isin=["63", "34", "63|34"], description="63|34: unchanged by the merger, one unit in both"
    )
    name_vi: Series[str] = pa.Field(description="full name with type, «Tỉnh Điện Biên»")
    short_name_vi: Series[str]
    name_en: Series[str]
    name_ascii: Series[str]
    type_vi: Series[str] = pa.Field(description="Tỉnh, Thành phố, Huyện, Xã …")
    parent_unit_id: Series[str] = pa.Field(nullable=True)
    province_unit_id: Series[str] = pa.Field(nullable=True)
    valid_from: Series[date] = pa.Field(nullable=True, description="first day; null = before the window")
    valid_to: Series[date] = pa.Field(nullable=True, description="last day; null = still valid")
    latitude: Series[float] = pa.Field(nullable=True)
    longitude: Series[float] = pa.Field(nullable=True)
    sort_vi: Series[str]


class AdminUnitLineage(RawTable):
    """One row per predecessor and successor pair at a change of territory."""

    predecessor_unit_id: Series[str]
    successor_unit_id: Series[str]
    change_type: Series[str] = pa.Field(isin=["unchanged", "merged", "split", "enlarged"])
    share: Series[str] = pa.Field(isin=["full", "part"], description="part: the predecessor went to several successors")
    effective_on: Series[date]


class PlanDocuments(RawTable):
    """One row per plan file read."""

    plan_id: Series[str] = pa.Field(
        unique=True, description="12 hex digits of the path's sha256: stable while the file stays in place"
    )
    source_file: Series[str]
    sha256: Series[str]
    document_number: Series[str] = pa.Field(nullable=True, description="«3074/QĐ-UBND»; null where not printed")
    document_key: Series[str] = pa.Field(
        description="number + issuer unit, else the path: what an extract and its original share"
    )
    document_type: Series[str] = pa.Field(
        nullable=True, description="plan, programme, directive, resolution, decision, conclusion …"
    )
    title: Series[str] = pa.Field(nullable=True)
    issuer_name: Series[str] = pa.Field(nullable=True)
    issuer_unit_id: Series[str] = pa.Field(nullable=True)
    level: Series[str] = pa.Field(nullable=True, isin=LEVELS)
    issued_on: Series[date] = pa.Field(nullable=True)
    period_from: Series[int] = pa.Field(nullable=True, description="first year covered")
    period_to: Series[int] = pa.Field(nullable=True, description="last year covered")
    signer: Series[str] = pa.Field(nullable=True)
    origin: Series[str] = pa.Field(isin=ORIGINS)
    source_url: Series[str] = pa.Field(nullable=True)
    received_at: Series[date] = pa.Field(nullable=True)


class PlanAmendments(RawTable):
    """One row per thing that a document does to another document of its issuer."""

    amendment_id: Series[str] = pa.Field(unique=True)
    plan_id: Series[str] = pa.Field(description="the document that amends")
    source_file: Series[str]
    act: Series[str] = pa.Field(
        isin=["replaced", "stopped", "put_off", "restated"],
        description="replaced: whole; stopped, put_off: the item, or all of it; restated: what its statements say anew",
    )
    amended_number: Series[str] = pa.Field(description="number of the amended document, as cited")
    amended_year: Series[int] = pa.Field(
        nullable=True, description="its year of issue, where the citation has its date"
    )
    item: Series[str] = pa.Field(nullable=True, description="words that name the item; null: all of the document")
    indicator_code: Series[str] = pa.Field(nullable=True, description="indicator that these words name, or may name")
    new_due_on: Series[date] = pa.Field(nullable=True, description="to when what is put off runs on")
    mention_id: Series[str] = pa.Field(
        nullable=True, description="restated by a statement that is matched to no indicator: that mention"
    )
    quote: Series[str] = pa.Field(description="the sentence; «supersedes» where the sidecar says it")
    locator: Series[str]


class PlanMentions(RawTable):
    """One row per quantified commitment as it stands in a plan; repeats in one plan are mentions of one target."""

    mention_id: Series[str] = pa.Field(unique=True)
    plan_id: Series[str]
    target_id: Series[str] = pa.Field(description="shared by all mentions of one target of one document")
    statement_key: Series[str] = pa.Field(
        description="document key + normalised statement: what a reviewer's decision is keyed by"
    )
    source_file: Series[str]
    number_start: Series[int] = pa.Field(ge=0, description="offset in the decoded text")
    number_text: Series[str]
    quote: Series[str] = pa.Field(description="verbatim words that hold subject, comparator and number")
    quote_start: Series[int] = pa.Field(ge=0)
    locator: Series[str] = pa.Field(
        description="«offset 3218», «page 2, offset 120», «paragraph 14, offset 33», «table 1, row 3, cell 2»"
    )
    outline_path: Series[str] = pa.Field(description="headings from the top, joined by « › »")
    section_kind: Series[str] = pa.Field(isin=SECTION_KINDS)
    area: Series[str] = pa.Field(isin=AREAS)
    year: Series[int] = pa.Field(nullable=True, ge=2000, le=2069)
    year_from: Series[int] = pa.Field(nullable=True, ge=2000, le=2069)
    level: Series[str] = pa.Field(nullable=True, isin=LEVELS)
    op: Series[str] = pa.Field(isin=OPERATORS)
    value: Series[float] = pa.Field(ge=-LARGEST, le=LARGEST)
    value_high: Series[float] = pa.Field(nullable=True, ge=-LARGEST, le=LARGEST)
    unit: Series[str]
    kind: Series[str] = pa.Field(isin=KINDS)
    baseline_year: Series[str] = pa.Field(nullable=True, description="«2021» or «2021-2025»")
    scope: Series[str] = pa.Field(nullable=True)
    scope_code: Series[str] = pa.Field(nullable=True)
    indicator_code: Series[str] = pa.Field(nullable=True)
    indicator_score: Series[float] = pa.Field(nullable=True, ge=0, le=100)
    indicator_phrase: Series[str] = pa.Field(nullable=True, description="catalogue phrase or rule that decided")
    candidates: Series[str] = pa.Field(description="JSON list of {code, score}, best first")
    repeat_of_mention_id: Series[str] = pa.Field(nullable=True)
    parent_target_id: Series[str] = pa.Field(nullable=True)
    relation: Series[str] = pa.Field(nullable=True, isin=["subset_of_numerator", "same_population", "different_unit"])
    flags: Series[str] = pa.Field(description="closed list joined by |, empty where none")
    due_on: Series[date] = pa.Field(nullable=True, description="the day due within `year`; null: 31 December")
    repeats: Series[str] = pa.Field(
        nullable=True,
        isin=["year", "quarter", "month", "day", "mean", "one_year"],
        description="a level, a cut or places gained promised anew in each of them; mean: yearly growth on average; "
        "one_year: a count of that year alone",
    )


class PlanTasks(RawTable):
    """One row per task of an annex table."""

    task_id: Series[str] = pa.Field(unique=True)
    plan_id: Series[str]
    source_file: Series[str]
    locator: Series[str]
    area: Series[str] = pa.Field(nullable=True, isin=AREAS)
    ordinal: Series[int] = pa.Field(ge=1, description="place in the annex, from 1")
    task_no: Series[str] = pa.Field(nullable=True, description="number as printed")
    task: Series[str]
    output: Series[str] = pa.Field(nullable=True)
    lead: Series[str] = pa.Field(nullable=True)
    coordinating: Series[str] = pa.Field(nullable=True)
    timing: Series[str] = pa.Field(nullable=True)
    due_date: Series[date] = pa.Field(nullable=True)


class KpiObservations(RawTable):
    """One row per figure read from a KPI file, before revisions are ordered."""

    observation_id: Series[str] = pa.Field(unique=True, description="hash of file content, sheet, row, column and key")
    source_file: Series[str]
    sha256: Series[str]
    layout: Series[str]
    sheet: Series[str] = pa.Field(nullable=True)
    row_no: Series[int] = pa.Field(ge=1, description="row as a person counts it in the file")
    column_name: Series[str] = pa.Field(description="column letter or header of the value")
    indicator_code: Series[str]
    unit_id: Series[str]
    unit_level: Series[str] = pa.Field(isin=list(UNIT_LEVELS))
    coverage_level: Series[str] = pa.Field(isin=COVERAGE_LEVELS)
    scope_code: Series[str] = pa.Field(description="«all» where the figure is not restricted")
    source_variant: Series[str] = pa.Field(
        description="«published», «survey», «qd766» …: same-named figures that are not the same measure"
    )
    method_version: Series[str] = pa.Field(nullable=True)
    period_label: Series[str]
    period_kind: Series[str] = pa.Field(isin=PERIOD_KINDS)
    period_start: Series[date] = pa.Field(nullable=True)
    period_end: Series[date] = pa.Field(nullable=True)
    value: Series[float] = pa.Field(
        nullable=True,
        ge=-LARGEST,
        le=LARGEST,
        description="in the indicator's unit; null only where the denominator is 0",
    )
    value_as_printed: Series[str] = pa.Field(nullable=True)
    value_decimals: Series[int] = pa.Field(
        nullable=True, ge=0, le=12, description="digits after the decimal mark as printed"
    )
    value_bound: Series[str] = pa.Field(nullable=True, isin=[">", "<", ">=", "<=", "~"])
    numerator: Series[float] = pa.Field(nullable=True, ge=-LARGEST, le=LARGEST)
    denominator: Series[float] = pa.Field(nullable=True, ge=-LARGEST, le=LARGEST)
    respondents: Series[int] = pa.Field(nullable=True, ge=0)
    is_derived: Series[bool]
    published_at: Series[date] = pa.Field(nullable=True)
    received_at: Series[date] = pa.Field(nullable=True)
    origin: Series[str] = pa.Field(isin=ORIGINS)
    source_title: Series[str] = pa.Field(nullable=True)
    source_url: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)


class KpiHeldBack(RawTable):
    """One row per figure whose indicator, unit and period are known but which an error finding kept from loading."""

    source_file: Series[str]
    locator: Series[str]
    rule: Series[str] = pa.Field(description="the rule of the finding that says what to mend")
    printed: Series[str] = pa.Field(nullable=True)
    indicator_code: Series[str]
    unit_id: Series[str]
    coverage_level: Series[str] = pa.Field(isin=COVERAGE_LEVELS)
    scope_code: Series[str]
    period_end: Series[date]
    known_from: Series[date]


class TargetDecisions(RawTable):
    """One row per reviewer's decision on a target: a field set by hand, or «not a target»."""

    document_number: Series[str]
    statement_key: Series[str]
    field: Series[str] = pa.Field(description="a column of plan_mentions, or not_a_target")
    value: Series[str] = pa.Field(nullable=True)
    decided_by: Series[str] = pa.Field(nullable=True)
    decided_on: Series[date] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)


class IndicatorBridges(RawTable):
    """One row per predecessor and successor indicator (or method version) whose figures may stand for each other."""

    from_indicator: Series[str]
    to_indicator: Series[str]
    relation: Series[str] = pa.Field(isin=["exact", "close", "broader", "narrower"])
    from_method: Series[str] = pa.Field(nullable=True)
    to_method: Series[str] = pa.Field(nullable=True)
    valid_from: Series[date] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)


class AdoptedTargets(RawTable):
    """One row per target that a successor unit took over from a dissolved one."""

    document_number: Series[str]
    predecessor_unit_id: Series[str]
    successor_unit_id: Series[str]
    statement_key: Series[str] = pa.Field(nullable=True, description="null: all targets of the document")
    decided_in: Series[str] = pa.Field(nullable=True, description="the successor's document that adopts them")


class RunParameters(RawTable):
    """Exactly one row: what the run was asked. dbt reads the as-of date here, so a new date needs no new parse."""

    as_of: Series[date] = pa.Field(description="what counts as known and as due")
    code_version: Series[str]


TABLES: dict[str, type[RawTable]] = {
    "run_parameters": RunParameters,
    "source_files": SourceFiles,
    "findings": Findings,
    "admin_units": AdminUnits,
    "admin_unit_lineage": AdminUnitLineage,
    "plan_documents": PlanDocuments,
    "plan_amendments": PlanAmendments,
    "plan_mentions": PlanMentions,
    "plan_tasks": PlanTasks,
    "kpi_observations": KpiObservations,
    "kpi_held_back": KpiHeldBack,
    "target_decisions": TargetDecisions,
    "indicator_bridges": IndicatorBridges,
    "adopted_targets": AdoptedTargets,
}


def polars_schema(table: str) -> dict[str, pl.DataType]:
    """Column names and polars types of a raw table, in the contract's order."""
    columns = TABLES[table].to_schema().columns
    return {name: column.dtype.type for name, column in columns.items()}


def keys_of(table: str) -> list[str]:
    """The columns of a raw table no two rows of which are alike."""
    return [name for name, column in TABLES[table].to_schema().columns.items() if column.unique]


# A row of a raw table without names, its values in the contract's order.
Values = tuple[object, ...]


def frame(table: str, rows: Sequence[Mapping[str, object] | Values]) -> pl.DataFrame:
    """Rows as an eager frame with exactly the contract's columns and types; an empty list gives the empty table.

    Raises:
        polars.exceptions.PolarsError: a value does not have its column's type.
    """
    schema = polars_schema(table)
    return pl.DataFrame(rows, schema=schema, orient="row", strict=True)


def joined(table: str, parts: Iterable[pl.DataFrame | Sequence[Values]]) -> pl.DataFrame:
    """Parts of a raw table as one frame in their order; parts in plain rows that follow one another are typed at once.

    Raises:
        polars.exceptions.PolarsError: a value does not have its column's type.
    """
    frames: list[pl.DataFrame] = []
    plain: list[Values] = []
    for part in parts:
        if isinstance(part, pl.DataFrame):
            frames += [frame(table, plain), part]
            plain = []
        else:
            plain += part
    return pl.concat([*frames, frame(table, plain)])


def files_at_fault(table: str, data: pl.DataFrame) -> dict[str, str]:
    """The files whose rows break a table's contract, each with the first thing wrong; empty where all hold.

    A key that several files hold counts against all but the first of them in the order of their names.
    """
    if _first_fault(table, data) is None:
        return {}
    bad: dict[str, str] = {}
    kept = data.clear()
    for (file,), rows in data.group_by("source_file", maintain_order=True):
        case = _first_fault(table, rows) or _first_fault(table, both := pl.concat([kept, rows]))
        if case is None:
            kept = both
        else:
            bad[str(file)] = case
    return bad


def _first_fault(table: str, data: pl.DataFrame) -> str | None:
    try:
        validate(table, data)
    except pandera.errors.SchemaErrors as errors:
        case = errors.failure_cases.row(0, named=True)
        return f"{case['column']}: {case['failure_case']} ({case['check']})"
    return None


def validate(table: str, data: pl.DataFrame) -> pl.DataFrame:
    """The frame, when it holds to its contract in names, types, keys and ranges.

    Raises:
        pandera.errors.SchemaErrors: lists every column and row that breaks the contract.
    """
    return TABLES[table].validate(data, lazy=True)
