"""Long rows of text to typed observations. Pure; every layout ends here, the tidy file begins here.

What belongs here: resolving indicator, unit, period and number of each row, and a finding for each row that can't be
read. What does not: where in a workbook a row came from (layouts, extract), checks between rows (checks.py).

Grain: one row in, at most one observation out. A row with an error finding is held back; it loads when it is mended.
Work is done once per distinct text, so 200,000 rows cost little more than their distinct values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.contracts.tables import COVERAGE_LEVELS, ORIGINS, PERIOD_KINDS, polars_schema
from pipelines.findings import Finding, Severity
from pipelines.kpi.periods import POINT, UNKNOWN, Period, parse_period, span
from pipelines.reference.indicators import Indicator, IndicatorCatalogue
from pipelines.reference.registry import MERGER_DATE
from pipelines.reference.units import LEVELS, UnitResolver, era_of
from pipelines.vietnamese import Number, NumberProblem, name_key, parse_date, parse_number

# The columns of a tidy file; every layout fills the same ones. All text.
REQUIRED = ("indicator", "unit_level", "period", "value")
OPTIONAL = (
    "unit_name", "unit_code", "coverage_level", "parent_name", "geo_era", "period_kind", "period_start", "period_end",
    "unit", "scope_code", "source_variant", "numerator", "denominator", "respondents", "value_as_printed",
    "value_bound", "published_at", "source_title", "source_url", "note", "method_version",
)  # fmt: skip
TEXT_COLUMNS = REQUIRED + OPTIONAL
PLACE_COLUMNS = {
    "sheet": pl.String,
    "row_no": pl.Int64,
    "column_name": pl.String,
    "is_number": pl.Boolean,
    "is_computed": pl.Boolean,
}
LONG_SCHEMA = {**PLACE_COLUMNS, **dict.fromkeys(TEXT_COLUMNS, pl.String)}
BOUNDS = (">", "<", ">=", "<=")
MAX_FINDINGS_PER_RULE = 200
# A rate computed from counts may differ from the printed one by its last printed digit.
UNITS_OF_MEASURE = {
    "percent": ("%", "percent", "phần trăm"), "points_100": ("điểm", "%", "% điểm", "points", "points_100"),
    "points_80": ("điểm", "points", "points_80"), "points_10": ("điểm", "points", "points_10"),
    "points_1": ("điểm", "điểm (0-1)", "points", "points_1"), "points": ("điểm", "points"),
    "rank": ("hạng", "bậc", "rank"), "dossiers": ("hồ sơ", "dossiers", "số hồ sơ tthc"),
}  # fmt: skip


@dataclass
class FileContext:
    """What is known of a file beside its rows: name, hash, layout, sidecar, and how to look names up."""

    source_file: str
    sha256: str
    layout: str
    sidecar: dict[str, Any]
    units: UnitResolver
    catalogue: IndicatorCatalogue
    as_of: date | None = None
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, locator: str, rule: str, severity: Severity, found: str, expected: str, remedy: str) -> None:
        """Record a finding; beyond the 200th of a rule they are counted and summed up by `close`."""
        self.counts[rule] = self.counts.get(rule, 0) + 1
        if self.counts[rule] <= MAX_FINDINGS_PER_RULE:
            self.findings.append(
                Finding("kpi", self.source_file, locator, rule, severity, found[:300], expected[:300], remedy)
            )

    def close(self) -> None:
        """Say how many findings of a rule were left out of the list."""
        for rule, count in sorted(self.counts.items()):
            if count > MAX_FINDINGS_PER_RULE:
                found = f"{count - MAX_FINDINGS_PER_RULE} more rows of the rule {rule}"
                self.findings.append(
                    Finding(
                        "kpi", self.source_file, "file", "more_findings", "error", found,
                        f"at most {MAX_FINDINGS_PER_RULE} are listed", "mend the listed ones first",
                    )
                )  # fmt: skip
        self.counts.clear()


def long_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the long frame of text that `type_rows` reads; columns left out are null."""
    return pl.DataFrame(rows, schema=LONG_SCHEMA, orient="row")


def type_rows(long: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """Observations (contract KpiObservations) of the rows that can be read; the others become findings in `context`.

    Args:
        long: columns of LONG_SCHEMA; blank is null. A missing value of period, unit or coverage comes from the sidecar.
        context: the file; its `findings` grow.
    """
    rows = _with_sidecar(long, context.sidecar).with_row_index("_row")
    rows = rows.with_columns(pl.lit(True).alias("_good"))
    for step in (_indicators, _periods, _units, _levels, _numbers, _values, _dates):
        rows = step(rows, context)
    rows = _fractions(rows, context)
    rows = _held_back_between_rows(rows, context)
    return _as_contract(rows.filter(pl.col("_good")), context)


def _with_sidecar(long: pl.DataFrame, sidecar: dict[str, Any]) -> pl.DataFrame:
    """Blanks filled from the sidecar; what the row itself says wins."""
    keys = [key for key in TEXT_COLUMNS if sidecar.get(key) is not None and key != "source_url"]
    filled = [pl.col(key).fill_null(str(sidecar[key])) for key in keys]
    return long.with_columns(filled) if filled else long


# --- looking up each distinct text once ------------------------------------------------------------------------------


def _look_up(
    rows: pl.DataFrame, keys: list[str], schema: dict[str, Any], answer: Callable[..., dict[str, Any]]
) -> pl.DataFrame:
    """Join the answers for each distinct combination of `keys` to the rows, order kept."""
    distinct = rows.select(keys).unique(maintain_order=True)
    answers = [answer(*values) for values in distinct.iter_rows()]
    table = pl.concat([distinct, pl.DataFrame(answers, schema=schema, orient="row")], how="horizontal")
    return rows.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")


def _hold_back(
    rows: pl.DataFrame, context: FileContext, problem: str, severity: Severity = "error", column: str | None = None
) -> pl.DataFrame:
    """Findings for rows whose `problem` struct (rule, found, expected, remedy) is set; error rows lose `_good`."""
    bad = rows.filter(pl.col(problem).is_not_null() & pl.col("_good"))
    # One cause in one row is one finding, however many figures of the row it holds back.
    causes = bad.select("sheet", "row_no", pl.lit(column).alias("named") if column else "column_name", problem)
    for sheet, row_no, place, what in causes.unique(maintain_order=True).iter_rows():
        context.add(
            locator(sheet, row_no, place), what["rule"], severity, what["found"], what["expected"], what["remedy"]
        )
    if severity == "error":
        rows = rows.with_columns(pl.col("_good") & pl.col(problem).is_null())
    return rows.drop(problem)


def locator(sheet: str | None, row_no: int, column: str | None) -> str:
    """A place a person can go to: «sheet KQ, row 12, column D»."""
    parts = [f"sheet {sheet}" if sheet else None, f"row {row_no}", f"column {column}" if column else None]
    return ", ".join(part for part in parts if part)


PROBLEM = pl.Struct({"rule": pl.String, "found": pl.String, "expected": pl.String, "remedy": pl.String})


def _problem(rule: str, found: str, expected: str, remedy: str) -> dict[str, str]:
    return {"rule": rule, "found": found, "expected": expected, "remedy": remedy}


# --- indicator -------------------------------------------------------------------------------------------------------


def _indicators(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    schema = {"_code": pl.String, "_scope": pl.String, "_variant": pl.String, "_problem": PROBLEM}
    keys = ["indicator", "scope_code", "source_variant", "unit"]
    rows = _look_up(rows, keys, schema, lambda *cells: _indicator(context.catalogue, *cells))
    return _hold_back(rows, context, "_problem", column="indicator")


def _indicator(
    catalogue: IndicatorCatalogue, name: str | None, scope: str | None, variant: str | None, unit: str | None
) -> dict[str, Any]:
    found = catalogue.resolve(name or "")
    indicator = catalogue.get(found.code) if found else None
    if found is None or indicator is None:
        return {"_problem": _unknown_indicator(catalogue, name or "")}
    scope_code = scope or found.scope_code
    if scope_code not in indicator.scopes:
        expected = ", ".join(sorted(indicator.scopes))
        remedy = "correct the scope_code, or add it to the seed indicator_scope.csv"
        return {"_problem": _problem("unknown_scope", f"{indicator.code}: {scope_code}", expected, remedy)}
    problem = _unit_problem(indicator, scope_code, unit)
    return {
        "_code": indicator.code,
        "_scope": scope_code,
        "_variant": variant or _default_variant(indicator),
        "_problem": problem,
    }


def _default_variant(indicator: Indicator) -> str:
    """A tidy figure without a stated variant is one somebody published, not one of the denominators of an export."""
    return "published" if "published" in indicator.source_variants else indicator.source_variants[0]


def _unknown_indicator(catalogue: IndicatorCatalogue, name: str) -> dict[str, str]:
    names = sorted(catalogue.indicators) + catalogue.names()
    near = process.extract(name_key(name).replace(" ", "_"), names, scorer=fuzz.ratio, limit=3, score_cutoff=50)
    expected = "a catalogue code or alias" + (", nearest: " + ", ".join(hit[0] for hit in near) if near else "")
    remedy = "correct the code, or add the name to raw/reference/aliases.csv (kind indicator)"
    return _problem("unknown_indicator", name or "empty", expected, remedy)


def _unit_problem(indicator: Indicator, scope_code: str, unit: str | None) -> dict[str, str] | None:
    declared = indicator.scopes[scope_code].unit
    accepted = (declared, *UNITS_OF_MEASURE.get(declared, ()))
    if not unit or name_key(unit) in {name_key(word) for word in accepted} or unit.strip() in accepted:
        return None
    if not UNITS_OF_MEASURE.get(declared):
        return None
    remedy = "give the figure in that unit, or leave the column unit empty"
    return _problem("wrong_unit", unit, ", ".join(accepted), remedy)


# --- period ----------------------------------------------------------------------------------------------------------


def _periods(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    schema = {
        "_method": pl.String,
        "_label": pl.String,
        "_kind": pl.String,
        "_start": pl.Date,
        "_end": pl.Date,
        "_problem": PROBLEM,
    }
    keys = ["period", "period_kind", "period_start", "period_end", "_code"]
    rows = _look_up(rows, keys, schema, lambda *cells: _period(context.catalogue, *cells))
    return _hold_back(rows, context, "_problem", column="period")


def _period(
    catalogue: IndicatorCatalogue, text: str | None, kind: str | None, start: str | None, end: str | None,
    code: str | None,
) -> dict[str, Any]:  # fmt: skip
    if kind and kind not in PERIOD_KINDS:
        problem = _problem("unknown_period_kind", kind, " | ".join(PERIOD_KINDS), "correct the column period_kind")
        return {"_problem": problem}
    if kind == UNKNOWN:
        return {"_label": text or "unknown", "_kind": UNKNOWN, "_start": None, "_end": None}
    days = [parse_date(cell) if cell else None for cell in (start, end)]
    if (start and not days[0]) or (end and not days[1]) or (days[0] and days[1] and days[0] > days[1]):
        found = f"{start or ''} to {end or ''}"
        return {
            "_problem": _problem("bad_period_dates", found, "two dates such as 2021-07-21, in order", "correct them")
        }
    period = span(days[0], days[1]) if days[0] and days[1] else parse_period(text or "")
    if period is None:
        expected = "2024, 2024-Q3, 2024-07, 2024-H1, 2024-9M, or period_start and period_end"
        remedy = "write the period so, or period_kind unknown where it isn't known"
        return {"_problem": _problem("bad_period", text or "empty", expected, remedy)}
    return _period_of(catalogue.get(code or ""), period, kind, text if days[0] else None)


def _period_of(indicator: Indicator | None, period: Period, kind: str | None, label: str | None) -> dict[str, Any]:
    chosen = kind or (POINT if indicator and indicator.is_stock else period.kind)
    start = period.end if chosen == POINT else period.start
    method = indicator.method_of(period.end.year) if indicator and period.end else None
    return {
        "_label": label or period.label, "_kind": chosen, "_start": start, "_end": period.end, "_method": method,
    }  # fmt: skip


# --- unit ------------------------------------------------------------------------------------------------------------


def _units(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    rows = rows.with_columns(
        pl.coalesce(
            pl.col("geo_era"),
            pl.when(pl.col("_end") < MERGER_DATE)
            .then(pl.lit("63"))
            .when(pl.col("_end").is_not_null())
            .then(pl.lit("34")),
        ).alias("_era")
    )
    schema = {"_unit": pl.String, "_level": pl.String, "_last": pl.Date, "_first": pl.Date, "_problem": PROBLEM}
    keys = ["unit_name", "unit_code", "unit_level", "parent_name", "_era"]
    rows = _look_up(rows, keys, schema, lambda *cells: resolve_unit(context.units, *cells))
    return _hold_back(rows, context, "_problem", column="unit_name")


def resolve_unit(
    units: UnitResolver, name: str | None, code: str | None, level: str | None, parent: str | None, era: str | None
) -> dict[str, Any]:
    """The unit a row names, or a problem with candidates; where both code and name stand, they must agree."""
    if level not in LEVELS:
        problem = _problem("unknown_unit_level", level or "empty", " | ".join(LEVELS), "correct the column unit_level")
        return {"_problem": problem}
    if not name and not code:
        return {"_problem": _problem("no_unit", "empty", "unit_name or unit_code", "name the unit")}
    by_name = units.resolve(name, level, era, parent) if name else None
    by_code = units.resolve_code(code, level, era) if code else None
    if by_name and by_code and by_name.unit_id and by_code.unit_id and by_name.unit_id != by_code.unit_id:
        found = f"{name}, code {code}"
        expected = f"{by_name.unit_id} by its name, {by_code.unit_id} by its code"
        return {"_problem": _problem("unit_code_contradicts_name", found, expected, "correct one of the two")}
    best = by_code if by_code and by_code.unit_id else by_name or by_code
    if best is None or best.unit_id is None:
        reason = best.reason if best else "unknown_name"
        return {
            "_problem": _unit_unknown(
                units, f"{name or code}", level, era, str(reason), best.candidates if best else ()
            )
        }
    unit = units.unit(best.unit_id)
    return {"_unit": unit.unit_id, "_level": unit.level, "_last": unit.valid_to, "_first": unit.valid_from}


def _unit_unknown(
    units: UnitResolver, name: str, level: str, era: str | None, reason: str, candidates: tuple[str, ...]
) -> dict[str, str]:
    shown = "; ".join(f"{units.unit(unit).name_vi} ({unit})" for unit in candidates[:5])
    expected = f"one {level} of the era {era or '63 or 34'}" + (f"; candidates: {shown}" if shown else "")
    remedy = "write the full name, add parent_name or unit_code, or add the spelling to raw/reference/aliases.csv"
    return _problem(f"unit_{reason}", name, expected, remedy)


# --- levels and dates ------------------------------------------------------------------------------------------------


def _levels(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    schema = {"_coverage": pl.String, "_problem": PROBLEM}
    keys = ["coverage_level", "_level", "_code"]
    rows = _look_up(rows, keys, schema, lambda *cells: _coverage(context.catalogue, *cells))
    return _hold_back(rows, context, "_problem", column="coverage_level")


def _coverage(
    catalogue: IndicatorCatalogue, coverage: str | None, level: str | None, code: str | None
) -> dict[str, Any]:
    chosen = coverage or "all"
    if chosen not in COVERAGE_LEVELS:
        problem = _problem("unknown_coverage", chosen, " | ".join(COVERAGE_LEVELS), "correct the column coverage_level")
        return {"_problem": problem}
    indicator = catalogue.get(code or "")
    if indicator and not indicator.level_split and chosen != "all":
        remedy = "an index, rank or score stands for the whole unit: leave coverage_level empty"
        return {"_problem": _problem("index_has_no_level", f"{code}: {chosen}", "all", remedy)}
    if level and chosen != "all" and LEVELS.index(chosen) < LEVELS.index(level):
        remedy = "a unit covers its own level and those below"
        return {"_problem": _problem("coverage_above_unit", f"{chosen} in a {level}", "all or a level below", remedy)}
    return {"_coverage": chosen}


def _dates(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    schema = {"_published": pl.Date, "_problem": PROBLEM}
    rows = _look_up(rows, ["published_at"], schema, _published)
    rows = _hold_back(rows, context, "_problem", column="published_at")
    rows = rows.with_columns(_after_end().alias("_problem"))
    rows = _hold_back(rows, context, "_problem", column="period")
    known = pl.coalesce(pl.col("_published"), pl.lit(context.sidecar.get("received_at"), dtype=pl.Date))
    limit = pl.min_horizontal(known, pl.lit(context.as_of, dtype=pl.Date))
    future = pl.when(pl.col("_end") > limit).then(
        _problem_expr(
            "future_period", pl.col("_end").cast(pl.String), "a period that was over when the figure was published",
            "correct the period or the date of publication",
        )
    )  # fmt: skip
    rows = _hold_back(rows.with_columns(future.alias("_problem")), context, "_problem", "warning", "period")
    spanning = (pl.col("_start") < MERGER_DATE) & (pl.col("_end") >= MERGER_DATE)
    territory_changed = pl.col("_last").is_not_null() | pl.col("_first").is_not_null()
    cut = pl.when(spanning & territory_changed & (pl.col("_kind") != POINT)).then(
        _problem_expr(
            "spans_merger", pl.concat_str(pl.col("_unit"), pl.lit(", "), pl.col("_label")),
            "counts for the part before and the part after 1 July 2025", "give the two parts as two rows",
        )
    )  # fmt: skip
    return _hold_back(rows.with_columns(cut.alias("_problem")), context, "_problem", "warning", "period")


def _published(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    day = parse_date(text)
    if day is None:
        return {"_problem": _problem("bad_date", text, "a date such as 2025-04-18", "correct the column published_at")}
    return {"_published": day}


def _problem_expr(rule: str, found: pl.Expr, expected: str, remedy: str) -> pl.Expr:
    return pl.struct(
        pl.lit(rule).alias("rule"), found.alias("found"), pl.lit(expected).alias("expected"),
        pl.lit(remedy).alias("remedy"),
    )  # fmt: skip


def _after_end() -> pl.Expr:
    found = pl.concat_str(pl.col("_unit"), pl.lit(" ended on "), pl.col("_last").cast(pl.String))
    return pl.when(pl.coalesce(pl.col("_start"), pl.col("_end")) > pl.col("_last")).then(
        _problem_expr("figure_after_unit_ended", found, "a period before the unit's end", "name the successor")
    )


# --- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """The value as printed, once per distinct text and indicator."""
    schema = {
        "_value": pl.Float64, "_decimals": pl.Int64, "_bound": pl.String, "_near": pl.Boolean, "_over": pl.Float64,
        "_problem": PROBLEM,
    }  # fmt: skip
    keys = ["value", "value_as_printed", "value_bound", "_code", "_scope", "is_number"]
    rows = _look_up(rows, keys, schema, lambda *cells: _number(context.catalogue, *cells))
    rows = _hold_back(rows, context, "_problem")
    for name in ("numerator", "denominator", "respondents"):
        rows = _look_up(rows, [name], {f"_{name}": pl.Float64, "_problem": PROBLEM}, _count_reader(name))
        rows = _hold_back(rows, context, "_problem", column=name)
    return rows


def _number(
    catalogue: IndicatorCatalogue, text: str | None, printed: str | None, bound: str | None, code: str | None,
    scope: str | None, is_number: bool | None,
) -> dict[str, Any]:  # fmt: skip
    indicator = catalogue.get(code or "")
    if indicator is None or not text:
        return {}
    if bound and bound not in BOUNDS:
        return {"_problem": _problem("unknown_bound", bound, " | ".join(BOUNDS), "correct the column value_bound")}
    read = read_value(indicator, scope or "all", text, bool(is_number))
    if isinstance(read, NumberProblem):
        return {"_problem": _problem(read.rule, text, read.expected, "correct the cell")}
    if read is None:
        return {}
    shown = read_value(indicator, scope or "all", printed, False) if printed else read
    decimals = shown.decimals if isinstance(shown, Number) else read.decimals
    own_bound = bound or read.bound or (shown.bound if isinstance(shown, Number) else None)
    return {
        "_value": read.value, "_decimals": decimals, "_bound": own_bound,
        "_near": read.is_approximate or (isinstance(shown, Number) and shown.is_approximate),
        "_over": read.over,
    }  # fmt: skip


def read_value(indicator: Indicator, scope: str, text: str, is_number: bool) -> Number | NumberProblem | None:
    """A printed figure in the indicator's unit: ranks before the bracket, scores in it, shares out of «a/b»."""
    low, high = indicator.bounds(scope)
    read = parse_number(text, whole=indicator.is_count, high=high, is_cell_number=is_number)
    if not isinstance(read, Number):
        return read
    if indicator.unit == "percent" and read.over is not None and not read.has_percent:
        return _share(read)
    if indicator.measure_type == "index" and read.inner is not None and read.over is None and not read.has_percent:
        read = Number(read.inner, read.inner_decimals, read.bound) if read.inner_decimals else read
    if (low is not None and read.value < low) or (high is not None and read.value > high):
        allowed = f"{low if low is not None else ''} to {high if high is not None else ''}"
        return NumberProblem("out_of_range", f"{indicator.code}: {allowed}")
    return read


def _share(read: Number) -> Number | NumberProblem:
    """«1.775/1.775 (đạt 100%)»: the printed share, or the one the counts give."""
    if not read.over:
        return NumberProblem("zero_denominator", "a share of something")
    value = read.inner if read.inner is not None else round(100 * read.value / read.over, 6)
    return Number(value, read.inner_decimals, read.bound, True, read.is_approximate, read.over)


def _count_reader(name: str) -> Callable[[str | None], dict[str, Any]]:
    def read(text: str | None) -> dict[str, Any]:
        if not text:
            return {}
        number = parse_number(text, whole=True)
        if isinstance(number, NumberProblem):
            return {"_problem": _problem(number.rule, text, number.expected, f"correct the column {name}")}
        if number is not None and number.value < 0:
            return {"_problem": _problem("negative_count", text, "0 or more", f"correct the column {name}")}
        return {f"_{name}": number.value if number else None}

    return read


def _values(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """Rates from counts where there are counts; a printed rate that disagrees beyond its rounding is a finding."""
    is_percent = pl.col("_code").is_in([i.code for i in context.catalogue.indicators.values() if i.unit == "percent"])
    has_counts = pl.col("_numerator").is_not_null() & pl.col("_denominator").is_not_null() & is_percent
    rows = rows.with_columns(
        (has_counts & (pl.col("_denominator") > 0)).alias("_countable"),
        pl.when(has_counts & (pl.col("_denominator") > 0))
        .then(100 * pl.col("_numerator") / pl.col("_denominator"))
        .alias("_computed"),
    )
    empty = pl.col("_value").is_null() & ~has_counts
    missing = pl.when(empty).then(
        _problem_expr(
            "no_value", pl.col("value").fill_null("empty"), "a number, or numerator and denominator",
            "fill the cell, or delete the row where there is no figure",
        )
    )  # fmt: skip
    rows = _hold_back(rows.with_columns(missing.alias("_problem")), context, "_problem")
    beyond = pl.when(has_counts & (pl.col("_numerator") > pl.col("_denominator"))).then(
        _problem_expr(
            "numerator_above_denominator",
            pl.concat_str(pl.col("_numerator").cast(pl.Int64), pl.lit("/"), pl.col("_denominator").cast(pl.Int64)),
            "a numerator of at most its denominator", "check the two counts",
        )
    )  # fmt: skip
    rows = _hold_back(rows.with_columns(beyond.alias("_problem")), context, "_problem")
    return _compare_with_counts(rows, context)


def _compare_with_counts(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    step = (pl.lit(10.0).pow(-pl.col("_decimals").cast(pl.Float64))).clip(lower_bound=0.01)
    differs = pl.col("_countable") & pl.col("_value").is_not_null() & pl.col("_bound").is_null()
    differs = differs & ((pl.col("_computed") - pl.col("_value")).abs() > step)
    found = pl.concat_str(
        pl.lit("printed "), pl.col("_value"), pl.lit(", counts give "), pl.col("_computed").round(2), ignore_nulls=True
    )
    problem = pl.when(differs).then(
        _problem_expr("rate_differs_from_counts", found, "the same within rounding", "the rate of the counts is used")
    )
    rows = _hold_back(
        rows.with_columns(problem.alias("_problem"), differs.alias("_differs")), context, "_problem", "warning"
    )
    use_counts = pl.col("_countable") & (pl.col("_value").is_null() | pl.col("_differs"))
    zero = pl.col("_denominator") == 0
    return rows.with_columns(
        pl.when(use_counts).then(pl.col("_computed")).when(zero).then(None).otherwise(pl.col("_value")).alias("_value"),
        pl.when(use_counts).then(None).otherwise(pl.col("_decimals")).alias("_decimals"),
        use_counts.fill_null(False).alias("_derived"),
    )


def _fractions(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """Percents given as fractions (0.985 for 98.5 %): told by a whole column between 0 and 1, never by one value."""
    hundred = [i.code for i in context.catalogue.indicators.values() if i.unit in ("percent", "points_100")]
    plain = pl.col("_code").is_in(hundred) & ~pl.col("value").str.contains("%") & ~pl.col("_derived")
    suspects = rows.filter(pl.col("_good") & plain & (pl.col("_scope") == "all")).group_by("_code").agg(
        pl.len().alias("n"), pl.col("_value").max().alias("top"), (pl.col("_value") % 1 != 0).sum().alias("fractions")
    )  # fmt: skip
    codes = suspects.filter((pl.col("n") >= 3) & (pl.col("top") <= 1) & (pl.col("fractions") > 0))["_code"]
    problem = pl.when(pl.col("_code").is_in(codes.implode()) & plain).then(
        _problem_expr(
            "percent_as_fraction", pl.col("value"), "98.5 for 98.5 %",
            "multiply the column by 100, or format its cells as text with the percent sign",
        )
    )  # fmt: skip
    return _hold_back(rows.with_columns(problem.alias("_problem")), context, "_problem")


# --- between rows of one file ----------------------------------------------------------------------------------------

KEY = ["_code", "_unit", "_coverage", "_scope", "_variant", "_start", "_end", "_kind"]


def _held_back_between_rows(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """Exact repeats are kept once; two values under one key both stay, the warehouse names them: `sources_disagree`."""
    good = rows.filter(pl.col("_good") & (pl.col("_kind") != UNKNOWN))
    same = [*KEY, "_value", "source_url"]
    repeats = good.filter(~pl.struct(same).is_first_distinct())["_row"]
    problem = pl.when(pl.col("_row").is_in(repeats.implode())).then(
        _problem_expr(
            "repeated_row", pl.concat_str(pl.col("_code"), pl.lit(" "), pl.col("_unit"), pl.lit(" "), pl.col("_label")),
            "each figure once", "delete one of the two rows",
        )
    )  # fmt: skip
    rows = _hold_back(rows.with_columns(problem.alias("_problem")), context, "_problem", "warning")
    return rows.with_columns(pl.col("_good") & ~pl.col("_row").is_in(repeats.implode()))


# --- the contract ----------------------------------------------------------------------------------------------------


def _as_contract(rows: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    sidecar = context.sidecar
    origin = sidecar.get("origin") if sidecar.get("origin") in ORIGINS else "official"
    digest = hashlib.sha256(f"{context.source_file}\x1f{context.sha256}".encode()).hexdigest()[:16]
    ident = [pl.lit(digest), pl.col("sheet").fill_null(""), pl.col("row_no"), pl.col("column_name"), pl.col("_code"),
             pl.col("_scope"), pl.col("_unit")]  # fmt: skip
    note = pl.when(pl.col("_near")).then(pl.concat_str([pl.lit("≈"), pl.col("note")], separator=" ", ignore_nulls=True))
    url = sidecar.get("source_url")
    computed = pl.col("is_computed").fill_null(False)
    columns = {
        "observation_id": pl.concat_str(ident, separator=":"),
        "source_file": pl.lit(context.source_file),
        "sha256": pl.lit(context.sha256),
        "layout": pl.lit(context.layout),
        "sheet": pl.col("sheet"),
        "row_no": pl.col("row_no"),
        "column_name": pl.col("column_name"),
        "indicator_code": pl.col("_code"),
        "unit_id": pl.col("_unit"),
        "unit_level": pl.col("_level"),
        "coverage_level": pl.col("_coverage"),
        "scope_code": pl.col("_scope"),
        "source_variant": pl.col("_variant"),
        "method_version": pl.coalesce(pl.col("method_version"), pl.col("_method")),
        "period_label": pl.col("_label"),
        "period_kind": pl.col("_kind"),
        "period_start": pl.col("_start"),
        "period_end": pl.col("_end"),
        "value": pl.col("_value"),
        "value_as_printed": pl.coalesce(pl.col("value_as_printed"), pl.when(~computed).then(pl.col("value"))),
        "value_decimals": pl.col("_decimals"),
        "value_bound": pl.col("_bound"),
        "numerator": pl.col("_numerator"),
        "denominator": pl.col("_denominator"),
        "respondents": pl.col("_respondents").cast(pl.Int64),
        "is_derived": pl.col("_derived") | computed,
        "published_at": pl.col("_published"),
        "received_at": pl.lit(sidecar.get("received_at"), dtype=pl.Date),
        "origin": pl.lit(origin),
        "source_title": pl.coalesce(pl.col("source_title"), pl.lit(_text(sidecar.get("title")), dtype=pl.String)),
        "source_url": pl.coalesce(pl.col("source_url"), pl.lit(_text(url), dtype=pl.String)),
        "note": note.otherwise(pl.col("note")),
    }
    schema = polars_schema("kpi_observations")
    return rows.select(columns[name].cast(schema[name]).alias(name) for name in schema)


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None


__all__ = ["LONG_SCHEMA", "OPTIONAL", "REQUIRED", "FileContext", "era_of", "locator", "long_frame", "type_rows"]
