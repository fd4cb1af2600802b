"""Holding rows back: each distinct text is judged once, each bad row becomes a finding. Pure.

What belongs here: joining answers to rows, turning problems into findings. What does not: what is a problem (naming.py,
printed_number.py, observations.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from pipelines.findings import Severity
from pipelines.kpi.file_context import FilesTogether, locator

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
PROBLEM = pl.Struct({"rule": pl.String, "found": pl.String, "expected": pl.String, "remedy": pl.String})


def look_up(
    rows: pl.DataFrame, keys: list[str], schema: Schema, answer: Callable[..., Mapping[str, object]]
) -> pl.DataFrame:
    """Join the answers for each distinct combination of `keys` to the rows, order kept."""
    distinct = rows.select(keys).unique(maintain_order=True)
    answers = [answer(*values) for values in distinct.iter_rows()]
    table = pl.concat([distinct, pl.DataFrame(answers, schema=schema, orient="row")], how="horizontal")
    return rows.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")


def hold_back(
    rows: pl.DataFrame,
    files: FilesTogether,
    problem: str,
    severity: Severity = "error",
    column: str | None = None,
    is_held: bool = False,
) -> pl.DataFrame:
    """Findings for rows whose `problem` struct (rule, found, expected, remedy) is set.

    Error rows, and others where `is_held`, lose `_good`; `_held_by` keeps the first rule that held a row back.
    """
    if rows[problem].null_count() == rows.height:  # most often; the rest costs milliseconds in every small file
        return rows.drop(problem)
    bad = rows.filter(pl.col(problem).is_not_null() & pl.col("_good"))
    # One cause in one row is one finding, however many figures of the row it holds back; what a title says of all
    # rows is one finding for the sheet.
    at = {"unit_name": "unit_at", "period": "period_at"}.get(column or "")
    named = pl.coalesce(at, pl.lit(column)) if at else pl.lit(column) if column else pl.col("column_name")
    causes = bad.select("_file", "sheet", "row_no", named.alias("named"), problem).unique(maintain_order=True)
    if column == "period":
        keep = (pl.col("named") != "") | pl.struct("_file", "sheet", "named", problem).is_first_distinct()
        causes = causes.filter(keep)
    for file, sheet, row_no, place, what, times in _once_a_column(causes, problem).iter_rows():
        where = locator(sheet, row_no, place)
        texts = (what["found"], what["expected"], what["remedy"])
        files.each[file].add(where, what["rule"], severity, *texts, times=times)
    if severity == "error" or is_held:
        rows = rows.with_columns(
            pl.col("_good") & pl.col(problem).is_null(),
            pl.coalesce("_held_by", pl.col(problem).struct.field("rule")).alias("_held_by"),
        )
    return rows.drop(problem)


def _once_a_column(causes: pl.DataFrame, problem: str) -> pl.DataFrame:
    """Causes with how often each stands; what fills a column in place of figures («*», «Chưa công bố») is said once."""
    what = pl.col(problem).struct
    is_filling = (what.field("rule") == "not_a_number") & ~what.field("found").str.contains(r"\d")
    same = ["_file", "sheet", "named", problem, pl.when(~is_filling).then("row_no")]
    keyed = causes.with_columns(pl.struct(same).alias("_same")).with_columns(pl.len().over("_same").alias("_times"))
    return keyed.unique("_same", keep="first", maintain_order=True).drop("_same")


def problem(rule: str, found: str, expected: str, remedy: str) -> dict[str, str]:
    """A problem as the answer of a lookup."""
    return {"rule": rule, "found": found, "expected": expected, "remedy": remedy}


def problem_expr(rule: str, found: pl.Expr, expected: str, remedy: str) -> pl.Expr:
    """A problem as an expression over rows."""
    return pl.struct(
        pl.lit(rule).alias("rule"),
        found.alias("found"),
        pl.lit(expected).alias("expected"),
        pl.lit(remedy).alias("remedy"),
    )
