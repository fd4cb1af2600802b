"""What a row is about: indicator, period, unit, coverage, each looked up and never guessed. Pure.

What belongs here: the lookups and what is said where one fails. What does not: the figure itself (printed_number.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.contracts.raw_models import COVERAGE_LEVELS, PERIOD_KINDS
from pipelines.findings import Severity
from pipelines.kpi.figures.quarantine import PROBLEM, Schema, hold_back, look_up, problem
from pipelines.kpi.file_context import FilesTogether, locator
from pipelines.kpi.headers.named_in_full import indicator_named
from pipelines.kpi.headers.periods import POINT, UNKNOWN, Period, find_period, parse_period, span
from pipelines.level_codes import UNIT_LEVELS
from pipelines.reference.indicators import Indicator, IndicatorCatalogue
from pipelines.reference.measure_units import may_print, measure_units
from pipelines.reference.registry import MERGER_DATE
from pipelines.reference.units import UnitResolver, level_of
from pipelines.vietnamese import ascii_fold, name_key, parse_date

# --- indicator -------------------------------------------------------------------------------------------------------


def add_indicators(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Catalogue code, scope and source variant of each row."""
    schema: Schema = {"_code": pl.String, "_scope": pl.String, "_variant": pl.String, "_problem": PROBLEM}
    keys = ["indicator", "scope_code", "source_variant", "unit"]
    rows = look_up(rows, keys, schema, lambda *cells: _indicator(files.catalogue, *cells))
    return hold_back(rows, files, "_problem", column="indicator")


def _indicator(
    catalogue: IndicatorCatalogue, name: str | None, scope: str | None, variant: str | None, unit: str | None
) -> dict[str, Any]:
    found = indicator_named(catalogue, name or "")
    indicator = catalogue.get(found.code) if found else None
    if found is None or indicator is None:
        return {"_problem": _unknown_indicator(catalogue, name or "")}
    scope_code = scope or found.scope_code
    if scope_code not in indicator.scopes:
        expected = ", ".join(sorted(indicator.scopes))
        remedy = "correct the scope_code, or add it to the seed indicator_scope.csv"
        return {"_problem": problem("unknown_scope", f"{indicator.code}: {scope_code}", expected, remedy)}
    wrong = _unit_problem(indicator, scope_code, unit)
    return {
        "_code": indicator.code,
        "_scope": scope_code,
        "_variant": variant or _default_variant(indicator),
        "_problem": wrong,
    }


def _default_variant(indicator: Indicator) -> str:
    """A tidy figure without a stated variant is one somebody published, not one of the denominators of an export."""
    return "published" if "published" in indicator.source_variants else indicator.source_variants[0]


def _unknown_indicator(catalogue: IndicatorCatalogue, name: str) -> dict[str, str]:
    near = "; ".join(f"{indicator.code} ({indicator.name_vi})" for indicator in _near(catalogue, name))
    expected = "a catalogue code or alias" + (f", nearest: {near}" if near else "")
    remedy = "correct the code, or add the name to raw/reference/aliases.csv (kind indicator)"
    return problem("unknown_indicator", name or "empty", expected, remedy)


_NEAREST = 3
# «tỷ lệ …» alone makes two names 60 like.
_NEAR = 65
# Unknown names of a file for which is sought what they may mean.
MOST_SOUGHT = 200


def _near(catalogue: IndicatorCatalogue, name: str) -> list[Indicator]:
    """The indicators whose code or a name of which is most like a name, with or without its marks."""
    known = {code.replace("_", " "): code for code in catalogue.indicators} | catalogue.codes_by_name()
    plain = {spelled: ascii_fold(spelled) for spelled in known}
    asked = ascii_fold(name_key(name.replace("_", " ")))
    hits = process.extract(asked, plain, scorer=_likeness, limit=4 * _NEAREST, score_cutoff=_NEAR)
    codes = dict.fromkeys(known[spelled] for _, _, spelled in hits)
    return [catalogue.indicators[code] for code in list(codes)[:_NEAREST]]


def _likeness(a: str, b: str, **_: object) -> float:
    """Words in common count as much as the spelling: «sipas score» is nearer to «sipas index» than to «papi score»."""
    return (fuzz.token_set_ratio(a, b) + fuzz.ratio(a, b)) / 2


def _unit_problem(indicator: Indicator, scope_code: str, unit: str | None) -> dict[str, str] | None:
    declared = indicator.scopes[scope_code].unit
    if not unit or may_print(declared, unit):
        return None
    accepted = measure_units()[declared].words
    remedy = "give the figure in that unit, or leave the column unit empty"
    return problem("wrong_unit", unit, ", ".join(accepted), remedy)


# --- period ----------------------------------------------------------------------------------------------------------


def add_periods(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Label, kind, first and last day, and the method of that year."""
    schema: Schema = {
        "_method": pl.String,
        "_label": pl.String,
        "_kind": pl.String,
        "_start": pl.Date,
        "_end": pl.Date,
        "_problem": PROBLEM,
    }
    keys = ["period", "period_kind", "period_start", "period_end", "_code"]
    rows = look_up(rows, keys, schema, lambda *cells: _period(files.catalogue, *cells))
    return hold_back(rows, files, "_problem", column="period")


def _period(
    catalogue: IndicatorCatalogue,
    text: str | None,
    kind: str | None,
    start: str | None,
    end: str | None,
    code: str | None,
) -> dict[str, Any]:
    if kind and kind not in PERIOD_KINDS:
        wrong = problem("unknown_period_kind", kind, " | ".join(PERIOD_KINDS), "correct the column period_kind")
        return {"_problem": wrong}
    if kind == UNKNOWN:
        return {"_label": text or "unknown", "_kind": UNKNOWN, "_start": None, "_end": None}
    days = [parse_date(cell) if cell else None for cell in (start, end)]
    if (start and not days[0]) or (end and not days[1]) or (days[0] and days[1] and days[0] > days[1]):
        found = f"{start or ''} to {end or ''}"
        return {
            "_problem": problem("bad_period_dates", found, "two dates such as 2021-07-21, in order", "correct them")
        }
    period = span(days[0], days[1]) if days[0] and days[1] else parse_period(text or "") or find_period(text or "")
    if period is None:
        expected = "2024, 2024-Q3, 2024-07, 2024-H1, 2024-9M, or period_start and period_end"
        remedy = "write the period so, or period_kind unknown where it isn't known"
        return {"_problem": problem("bad_period", text or "empty", expected, remedy)}
    return _period_of(catalogue.get(code or ""), period, kind, text if days[0] else None)


def _period_of(indicator: Indicator | None, period: Period, kind: str | None, label: str | None) -> dict[str, Any]:
    chosen = kind or (POINT if indicator and indicator.is_stock else period.kind)
    start = period.end if chosen == POINT else period.start
    method = indicator.method_of(period.end.year) if indicator and period.end else None
    return {
        "_label": label or period.label,
        "_kind": chosen,
        "_start": start,
        "_end": period.end,
        "_method": method,
    }


# --- unit ------------------------------------------------------------------------------------------------------------


def add_units(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Unit id and level within the right era."""
    rows = rows.with_columns(
        pl.coalesce(
            pl.col("geo_era"),
            pl.when(pl.col("_end") < MERGER_DATE)
            .then(pl.lit("63"))
            .when(pl.col("_end").is_not_null())
            .then(pl.lit("34")),
        ).alias("_era")
    )
    schema: Schema = {"_unit": pl.String, "_level": pl.String, "_last": pl.Date, "_first": pl.Date, "_problem": PROBLEM}
    keys = ["unit_name", "unit_code", "unit_level", "parent_name", "_era"]
    rows = look_up(rows, keys, schema, lambda *cells: resolve_unit(files.units, *cells))
    if rows["_problem"].null_count() < rows.height:
        rows = _with_likely(rows, keys, files.units)
        is_of_level = pl.col("_problem").struct.field("rule") == "unknown_unit_level"
        rows = rows.with_columns(pl.when(is_of_level).then("_problem").alias("_of_level"))
        rows = hold_back(rows, files, "_of_level", column="unit_level")
    return hold_back(rows, files, "_problem", column="unit_name")


def _with_likely(rows: pl.DataFrame, keys: list[str], units: UnitResolver) -> pl.DataFrame:
    """The units that unknown names may mean, for the first such names of each file: a search takes milliseconds."""
    unknown = rows.filter(pl.col("_problem").struct.field("rule") == "unit_unknown_name")
    names = unknown.select("_file", *keys).unique(maintain_order=True)
    first = names.group_by("_file", maintain_order=True).head(MOST_SOUGHT).select("_file", *keys)
    seek = partial(resolve_unit, units, is_sought=True)
    told = [seek(*cells)["_problem"] for _, *cells in first.iter_rows()]
    said = first.with_columns(pl.Series("_told", told, dtype=PROBLEM))
    rows = rows.join(said, on=["_file", *keys], how="left", nulls_equal=True, maintain_order="left")
    return rows.with_columns(pl.coalesce("_told", "_problem").alias("_problem")).drop("_told")


def resolve_unit(
    units: UnitResolver,
    name: str | None,
    code: str | None,
    level: str | None,
    parent: str | None,
    era: str | None,
    *,
    is_sought: bool = False,
) -> dict[str, object]:
    """The unit a row names, or a problem with candidates; where both code and name stand, they must agree.

    `is_sought`: what an unknown name may mean is sought, too.
    """
    level = level_of(level)
    if level not in UNIT_LEVELS:
        wrong = problem(
            "unknown_unit_level", level or "empty", " | ".join(UNIT_LEVELS), "correct the column unit_level"
        )
        return {"_problem": wrong}
    if not name and not code:
        return {"_problem": problem("no_unit", "empty", "unit_name or unit_code", "name the unit")}
    by_name = units.resolve(name, level, era, parent) if name else None
    by_code = units.resolve_code(code, level, era) if code else None
    if by_name and by_code and by_name.unit_id and by_code.unit_id and by_name.unit_id != by_code.unit_id:
        found = f"{name}, code {code}"
        expected = f"{by_name.unit_id} by its name, {by_code.unit_id} by its code"
        return {"_problem": problem("unit_code_contradicts_name", found, expected, "correct one of the two")}
    best = by_code if by_code and by_code.unit_id else by_name or by_code
    if best is None or best.unit_id is None:
        reason = best.reason if best else "unknown_name"
        candidates = () if best is None else best.likely() if is_sought else best.candidates
        return {"_problem": _unit_unknown(units, f"{name or code}", level, era, str(reason), candidates, parent)}
    unit = units.unit(best.unit_id)
    return {"_unit": unit.unit_id, "_level": unit.level, "_last": unit.valid_to, "_first": unit.valid_from}


_ALIASES = "raw/reference/aliases.csv (columns kind, alias, code, level, geo_era)"


def _unit_unknown(
    units: UnitResolver,
    name: str,
    level: str,
    era: str | None,
    reason: str,
    candidates: tuple[str, ...],
    parent: str | None,
) -> dict[str, str]:
    """Why a name is no unit, and what a person does about this reason."""
    shown = "; ".join(f"{units.unit(unit).name_vi} ({unit})" for unit in candidates[:5])
    among = f"; candidates: {shown}" if shown else ""
    expected = f"one {level} of the era {era or '63 or 34'}{among}"
    remedy = f"correct the name, or add the spelling to {_ALIASES}"
    if reason == "other_parent" and candidates:
        above = units.unit(parent).name_vi if parent in units.registry.units else parent
        places = "; ".join(
            f"{units.unit(unit).name_vi} ({unit}) is in {_above(units, unit)}" for unit in candidates[:5]
        )
        expected = f"a {level} of {above}; {places}"
        remedy = "correct the name, or the unit above it: parent_name, the district's row, or the unit that reports"
    elif reason == "other_era" and candidates:
        expected = f"a {level} of the era {era}; {'; '.join(_lifetime(units, unit) for unit in candidates[:3])}"
        remedy = "correct the period, name the unit of that time, or say geo_era: 63 (or 34) if the old one is meant"
    elif reason == "ambiguous":
        remedy = (
            "write the full name with its type and the unit above it (parent_name, its district's row), or unit_code"
        )
    elif reason == "other_level" and candidates:
        remedy = "correct unit_level, or write the name with its type"
    return problem(f"unit_{reason}", name, expected, remedy)


def _above(units: UnitResolver, unit_id: str) -> str:
    parent = units.unit(unit_id).parent_unit_id
    return units.unit(parent).name_vi if parent else "no other"


def _lifetime(units: UnitResolver, unit_id: str) -> str:
    """«Tỉnh Yên Bái (P15-63) ended on 2025-06-30, followed by Tỉnh Lào Cai (P15-34)»."""
    unit = units.unit(unit_id)
    if unit.valid_to is None:
        return f"{unit.name_vi} ({unit_id}) began on {unit.valid_from}"
    heirs = [str(row["successor_unit_id"]) for row in _lineage(units) if row["predecessor_unit_id"] == unit_id]
    names = ", ".join(f"{units.unit(heir).name_vi} ({heir})" for heir in heirs[:3])
    return f"{unit.name_vi} ({unit_id}) ended on {unit.valid_to}" + (f", followed by {names}" if names else "")


_LINEAGES: dict[int, list[dict[str, object]]] = {}


def _lineage(units: UnitResolver) -> list[dict[str, object]]:
    """The resolver's lineage, built once: thousands of rows, asked for only where a name has ended."""
    if id(units) not in _LINEAGES:
        _LINEAGES.clear()
        _LINEAGES[id(units)] = units.lineage_rows()
    return _LINEAGES[id(units)]


# --- levels and dates ------------------------------------------------------------------------------------------------


def add_levels(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Coverage level, where the indicator can be split by level."""
    schema: Schema = {"_coverage": pl.String, "_problem": PROBLEM}
    keys = ["coverage_level", "_level", "_code"]
    rows = look_up(rows, keys, schema, lambda *cells: _coverage(files.catalogue, *cells))
    return hold_back(rows, files, "_problem", column="coverage_level")


def set_other_measures_aside(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Without places of districts among districts: the catalogue's rank is one among the units of its own levels.

    Nor with the index of provinces said of a lower unit, which is its province's or an index of its own. Said once for
    a column of a sheet; nothing is held back, since the figure is of another measure.
    """
    indicators = files.catalogue.indicators.values()
    ranks = {one.code: one.levels for one in indicators if one.is_rank}
    scores = {one.code: one.levels for one in indicators if one.measure_type == "index"}
    of_provinces = {code: (*levels, "national") for code, levels in scores.items() if levels == ("province",)}
    return _set_aside(_set_aside(rows, files, ranks, _RANK), files, of_provinces, _INDEX)


class _Aside(NamedTuple):
    """How it is said that figures are of another measure: rule, severity, what they are, one of them, what to do."""

    rule: str
    severity: Severity
    figures: str
    measure: str
    remedy: str


_RANK = _Aside(
    *("rank_of_lower_units", "info", "ranks", "rank"),
    "nothing: a place among the units of one province is another measure and is not loaded",
)
_INDEX = _Aside(
    *("index_of_lower_units", "warning", "figures", "index"),
    "not loaded: the province's figure belongs into its own file; an index of its units is another measure",
)


def _set_aside(
    rows: pl.DataFrame, files: FilesTogether, levels: Mapping[str, tuple[str, ...]], aside: _Aside
) -> pl.DataFrame:
    """Without figures of units of other levels than those given for their code."""
    if levels.keys().isdisjoint(rows["_code"].unique().to_list()):
        return rows
    of_code = [(pl.col("_code") == code) & ~pl.col("_level").is_in(list(own)) for code, own in levels.items()]
    is_aside = (pl.col("_good") & pl.any_horizontal(of_code)).fill_null(False)
    for column in rows.filter(is_aside).partition_by("_file", "sheet", "column_name", maintain_order=True):
        first = column.row(0, named=True)
        files.each[first["_file"]].add(
            locator(first["sheet"], first["row_no"], first["column_name"]),
            aside.rule,
            aside.severity,
            f"{column.height} {aside.figures}, the first: {files.units.unit(first['_unit']).name_vi}, {first['value']}",
            f"the {aside.measure} of the level {' | '.join(levels[first['_code']])}",
            aside.remedy,
        )
    return rows.with_columns(pl.col("_good") & ~is_aside)


def _coverage(
    catalogue: IndicatorCatalogue, coverage: str | None, level: str | None, code: str | None
) -> dict[str, Any]:
    chosen = level_of(coverage) or "all"
    if chosen not in COVERAGE_LEVELS:
        wrong = problem("unknown_coverage", chosen, " | ".join(COVERAGE_LEVELS), "correct the column coverage_level")
        return {"_problem": wrong}
    indicator = catalogue.get(code or "")
    if indicator and not indicator.level_split and chosen != "all":
        remedy = "an index, rank or score stands for the whole unit: leave coverage_level empty"
        return {"_problem": problem("index_has_no_level", f"{code}: {chosen}", "all", remedy)}
    if level and chosen != "all" and UNIT_LEVELS.index(chosen) < UNIT_LEVELS.index(level):
        remedy = "a unit covers its own level and those below"
        return {"_problem": problem("coverage_above_unit", f"{chosen} in a {level}", "all or a level below", remedy)}
    return {"_coverage": chosen}
