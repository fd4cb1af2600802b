"""Long rows of text to typed observations. Pure; every layout ends here, the tidy file begins here.

What belongs here: the order of the steps, dates of a figure, repeats within a file, the contract. What does not: the
steps (naming.py, printed_number.py), where in a workbook a row came from (bodies), checks between files
(between_periods.py).

Grain: one row in, at most one observation out. A row with an error finding is held back; it loads when it is mended.
Work is done once per distinct text, so 200,000 rows cost little more than their distinct values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.contracts.raw_models import ORIGINS, polars_schema
from pipelines.kpi.figures.naming import add_indicators, add_levels, add_periods, add_units, set_other_measures_aside
from pipelines.kpi.figures.printed_number import add_numbers, add_values, hold_fractions_back, hold_other_scales_back
from pipelines.kpi.figures.quarantine import PROBLEM, Schema, hold_back, look_up, problem, problem_expr
from pipelines.kpi.file_context import TEXT_COLUMNS, FileContext, FilesTogether, locator
from pipelines.kpi.headers.periods import POINT, UNKNOWN
from pipelines.vietnamese import parse_date


@dataclass(frozen=True)
class Typed:
    """Rows in the order of their files: observations (contract KpiObservations), figures held back (KpiHeldBack)."""

    observations: pl.DataFrame
    held_back: pl.DataFrame


def type_rows(long: pl.DataFrame, files: FilesTogether) -> Typed:
    """The rows that can be read; the others become findings of their files.

    Args:
        long: columns of LONG_SCHEMA, filled from the sidecar of their sheet (`with_sidecar`); blank is null; `_file`,
            the number of the row's file in `files`, and `_layout`, what it was read by. A file's rows stand together.
        files: where the rows come from; their `findings` grow. None is read otherwise for standing beside others.
    """
    rows = long.with_row_index("_row")
    rows = rows.with_columns(pl.lit(True).alias("_good"), pl.lit(None, dtype=pl.String).alias("_held_by"))
    for step in (
        add_indicators,
        add_periods,
        add_units,
        add_levels,
        set_other_measures_aside,
        add_numbers,
        add_values,
        _dates,
    ):
        rows = step(rows, files)
    rows = hold_fractions_back(rows, files)
    rows = hold_other_scales_back(rows, files)
    rows = _held_back_between_rows(rows, files)
    return Typed(_as_contract(rows.filter(pl.col("_good")), files), _held_back(rows, files))


def with_sidecar(long: pl.DataFrame, sidecar: dict[str, object]) -> pl.DataFrame:
    """Blanks filled from the sidecar; what the row itself says wins."""
    keys = [key for key in TEXT_COLUMNS if sidecar.get(key) is not None and key != "source_url"]
    filled = [pl.col(key).fill_null(str(sidecar[key])) for key in keys]
    return long.with_columns(filled) if filled else long


def as_shown(long: pl.DataFrame, shown: Mapping[tuple[int, str], str]) -> pl.DataFrame:
    """Long rows of one sheet with what their cells show as printed: a person reads and compares that."""
    if not shown:
        return long
    rows, columns = zip(*shown, strict=True)
    table = pl.DataFrame({"row_no": rows, "column_name": columns, "_shown": list(shown.values())})
    table = table.with_columns(pl.col("row_no").cast(long.schema["row_no"]))
    seen = long.join(table, on=["row_no", "column_name"], how="left", maintain_order="left")
    is_cell = pl.col("value").is_not_null() & ~pl.col("is_computed").fill_null(False)
    printed = pl.coalesce("value_as_printed", pl.when(is_cell).then(pl.col("_shown")))
    return seen.with_columns(printed.alias("value_as_printed")).drop("_shown")


# --- dates ----------------------------------------------------------------------------------------------------------


def _dates(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    schema: Schema = {"_published": pl.Date, "_problem": PROBLEM}
    rows = look_up(rows, ["published_at"], schema, _published)
    rows = hold_back(rows, files, "_problem", column="published_at")
    rows = rows.with_columns(_after_end().alias("_problem"))
    rows = hold_back(rows, files, "_problem", column="period")
    known = pl.coalesce(pl.col("_published"), _received(files))
    # A report is written before its period ends: said once, below.
    is_cut_off = pl.col("carrier").is_not_null() & (known >= pl.coalesce("_start", "_end").dt.truncate("1y"))
    known = pl.when(~is_cut_off).then(known)
    limit = pl.min_horizontal(known, pl.lit(files.as_of, dtype=pl.Date))
    rows = _not_begun(rows, files, limit)
    future = pl.when(pl.col("_end") > limit).then(
        problem_expr(
            "future_period",
            pl.col("_end").cast(pl.String),
            "a period that was over when the figure was published",
            "correct the period or the date of publication",
        )
    )
    rows = hold_back(rows.with_columns(future.alias("_problem")), files, "_problem", "warning", "period")
    _say_cut_off(rows, files)
    return _spanning(rows, files)


def _not_begun(rows: pl.DataFrame, files: FilesTogether, limit: pl.Expr) -> pl.DataFrame:
    """What a table tells of a period that nobody has seen yet («Năm 2030») is aimed at: it loads in no world before."""
    begins = pl.coalesce(pl.col("_start"), pl.col("_end").dt.truncate("1y"))
    early = pl.when(begins > limit).then(
        problem_expr(
            "period_not_begun",
            pl.concat_str(pl.lit("of "), begins.cast(pl.String), pl.lit(" on, known on "), limit.cast(pl.String)),
            "a period that had begun when the figure was published",
            "if it is a target, it belongs into a plan; if a result, correct the period or the date of publication",
        )
    )
    return hold_back(rows.with_columns(early.alias("_problem")), files, "_problem", "warning", "period", is_held=True)


def _say_cut_off(rows: pl.DataFrame, files: FilesTogether) -> None:
    early = rows.filter(pl.col("_good") & pl.col("carrier").is_not_null() & (pl.col("_published") < pl.col("_end")))
    first = (
        early.select("_file", "_published", "_end").sort(pl.all()).unique("_file", keep="first", maintain_order=True)
    )
    for file, day, end in first.iter_rows():
        files.each[file].add(
            "file",
            "cutoff_before_period_end",
            "info",
            f"issued on {day}, the period ends on {end}",
            "a report written after its period",
            "nothing: the figures are of the period until restated",
        )


def _spanning(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """A period over the day on which the unit's territory changed: the figure is of neither territory alone."""
    began = (pl.col("_start") < pl.col("_first")) & (pl.col("_end") >= pl.col("_first"))
    ended = (pl.col("_start") <= pl.col("_last")) & (pl.col("_end") > pl.col("_last"))
    whose = pl.when(pl.col("period_at") == "").then(pl.lit("")).otherwise(pl.concat_str("_unit", pl.lit(", ")))
    changed = pl.coalesce(pl.when(began).then("_first"), pl.col("_last").dt.offset_by("1d")).cast(pl.String)
    cut = pl.when((began | ended) & (pl.col("_kind") != POINT)).then(
        problem_expr(
            "spans_merger",
            pl.concat_str(whose, pl.col("_label"), pl.lit("; the unit changed on "), changed),
            "figures for the part before and the part after that day",
            "give the two parts as two tables (or rows), each with its own period",
        )
    )
    return hold_back(rows.with_columns(cut.alias("_problem")), files, "_problem", "warning", "period")


def _published(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    day = parse_date(text)
    if day is None:
        return {"_problem": problem("bad_date", text, "a date such as 2025-04-18", "correct the column published_at")}
    return {"_published": day}


def _after_end() -> pl.Expr:
    found = pl.concat_str(pl.col("_unit"), pl.lit(" ended on "), pl.col("_last").cast(pl.String))
    return pl.when(pl.coalesce(pl.col("_start"), pl.col("_end")) > pl.col("_last")).then(
        problem_expr("figure_after_unit_ended", found, "a period before the unit's end", "name the successor")
    )


def _received(files: FilesTogether) -> pl.Expr:
    return files.of_each(lambda file: file.sidecar.get("received_at"), pl.Date)


# --- between rows of one file ----------------------------------------------------------------------------------------

_DERIVED_DECIMALS = 2
KEY = ["_file", "_code", "_unit", "_coverage", "_scope", "_variant", "_start", "_end", "_kind"]


def _held_back_between_rows(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Exact repeats are kept once; two values of one source under one key are an error and neither is loaded."""
    rows = _without_two_values(rows, files)
    good = rows.filter(pl.col("_good") & (pl.col("_kind") != UNKNOWN))
    same = [*KEY, "_value", "source_url"]
    repeats = good.filter(~pl.struct(same).is_first_distinct())["_row"]
    # A form's row repeats whole; a tidy row is one figure and is named with its indicator.
    whose = pl.when(pl.col("unit_at").is_null()).then(pl.concat_str("_code", pl.lit(" "))).otherwise(pl.lit(""))
    problem = pl.when(pl.col("_row").is_in(repeats.implode())).then(
        problem_expr(
            "repeated_row",
            pl.concat_str(whose, pl.col("_unit"), pl.lit(", "), pl.col("_label")),
            "each figure once",
            "delete one of the two rows",
        )
    )
    rows = hold_back(rows.with_columns(problem.alias("_problem")), files, "_problem", "warning", "unit_name")
    return rows.with_columns(pl.col("_good") & ~pl.col("_row").is_in(repeats.implode()))


def _without_two_values(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Two values that one source gives for one thing: a person must say which; nobody can tell from the file.

    Values that agree at the coarser of their printings are one: the finer is kept. Values published on different days
    are a figure and its restatement.
    """
    good = rows.filter(pl.col("_good") & (pl.col("_kind") != UNKNOWN) & pl.col("_value").is_not_null())
    of_source = [*KEY, "source_url", "_published"]
    fewest = pl.col("_decimals").fill_null(_DERIVED_DECIMALS).min().over(of_source)
    many = good.filter(pl.col("_value").n_unique().over(of_source) > 1).with_columns(fewest.alias("_fewest"))
    if many.is_empty():
        return rows
    gap = pl.col("_value").max().over(of_source) - pl.col("_value").min().over(of_source)
    is_rounding = gap <= 0.5 * pl.lit(10.0).pow(-pl.col("_fewest").cast(pl.Float64)) + 1e-9
    many = many.with_columns(is_rounding.alias("_rounded"), (pl.col("_decimals").fill_null(9)).alias("_fine"))
    finest = many.filter("_rounded").sort("_fine", "_row", descending=[True, False]).unique(of_source, keep="first")
    coarse = many.filter("_rounded").join(finest.select("_row"), on="_row", how="anti")["_row"]
    for group in many.filter(~pl.col("_rounded")).partition_by(of_source, maintain_order=True):
        _say_two_values(group, files)
    doubted = pl.col("_row").is_in(many.filter(~pl.col("_rounded"))["_row"].implode())
    return rows.with_columns(
        pl.col("_good") & ~doubted & ~pl.col("_row").is_in(coarse.implode()),
        pl.coalesce("_held_by", pl.when(doubted).then(pl.lit("two_values"))).alias("_held_by"),
    )


def _say_two_values(group: pl.DataFrame, files: FilesTogether) -> None:
    first = group.row(0, named=True)
    file = files.each[first["_file"]]
    places = [
        f"{row['value'] or round(row['_value'], 2)} ({locator(row['sheet'], row['row_no'], row['column_name'])})"
        for row in group.head(4).iter_rows(named=True)
    ]
    file.add(
        locator(first["sheet"], first["row_no"], first["column_name"]),
        "two_values",
        "error",
        f"{first['_code']} {first['_unit']}, {first['_label']}: {'; '.join(places)}",
        "one value",
        "none is loaded: delete the wrong one, or say what tells them apart (period, scope_code, source_variant)",
    )


# --- the contract ----------------------------------------------------------------------------------------------------


def _as_contract(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    place = [pl.col("sheet").fill_null(""), pl.col("row_no"), pl.col("column_name")]
    ident = [files.of_each(_digest), *place, pl.col("_code"), pl.col("_scope"), pl.col("_unit")]
    note = pl.when(pl.col("_near")).then(pl.concat_str([pl.lit("≈"), pl.col("note")], separator=" ", ignore_nulls=True))
    computed = pl.col("is_computed").fill_null(False)
    columns = {
        "observation_id": pl.concat_str(ident, separator=":"),
        "source_file": files.of_each(lambda file: file.source_file),
        "sha256": files.of_each(lambda file: file.sha256),
        "layout": pl.col("_layout"),
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
        "received_at": _received(files),
        "origin": files.of_each(_origin),
        "source_title": pl.coalesce("source_title", files.of_each(lambda file: _text(file.sidecar.get("title")))),
        "source_url": pl.coalesce("source_url", files.of_each(lambda file: _text(file.sidecar.get("source_url")))),
        "note": note.otherwise(pl.col("note")),
    }
    schema = polars_schema("kpi_observations")
    return rows.select(columns[name].cast(schema[name]).alias(name) for name in schema)


def _held_back(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Figures an error kept from loading, where it is known what they are of; each place and indicator once."""
    known = [pl.col(name).is_not_null() for name in ("_held_by", "_code", "_unit", "_coverage", "_end")]
    held = rows.filter(pl.all_horizontal(known)).sort("_row")
    place = [pl.col("sheet"), pl.col("row_no"), pl.col("column_name")]
    columns = {
        "source_file": files.of_each(lambda file: file.source_file),
        "locator": pl.struct(place).map_elements(
            lambda at: locator(at["sheet"], at["row_no"], at["column_name"]), return_dtype=pl.String
        ),
        "rule": pl.col("_held_by"),
        "printed": pl.coalesce("value_as_printed", "value"),
        "indicator_code": pl.col("_code"),
        "unit_id": pl.col("_unit"),
        "coverage_level": pl.col("_coverage"),
        "scope_code": pl.col("_scope"),
        "period_end": pl.col("_end"),
        "known_from": pl.coalesce(pl.col("_published"), _received(files), pl.col("_end")),
    }
    schema = polars_schema("kpi_held_back")
    return held.select(columns[name].cast(schema[name]).alias(name) for name in schema).unique(maintain_order=True)


def _digest(file: FileContext) -> str:
    return hashlib.sha256(f"{file.source_file}\x1f{file.sha256}".encode()).hexdigest()[:16]


def _origin(file: FileContext) -> object:
    said = file.sidecar.get("origin")
    return said if said in ORIGINS else "official"


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None
