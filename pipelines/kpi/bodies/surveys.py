"""Surveys with one row a respondent: answers counted by unit and field. Pure.

What belongs here: answers to counts. What does not: surveys that come counted (a layout like any other), intervals (the
warehouse).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.kpi.bodies.row_kinds import load_row_words
from pipelines.kpi.bodies.row_measures import add_row, by_field, field_scope
from pipelines.kpi.bodies.sheet_state import Line, Reading
from pipelines.kpi.bodies.unit_rows import unit_cells
from pipelines.kpi.sheets.merged_names import with_names_below
from pipelines.vietnamese import name_key

# More answers than these that nobody can read, and the share of the others says nothing of the unit.
FEW_UNREAD, MOST_UNREAD = 1, 0.02
# A step's number before or behind its words, as forms on the web print both.
_STEP_BESIDE = re.compile(r"^\s*[1-5]\s*[-–.:)]?\s+|\s*\(?[1-5]\)?\s*$")


def read_respondents(reading: Reading) -> None:
    """Count in whole columns, so that 200,000 rows stay cheap; an answer nobody knows is a finding each."""
    match = reading.match
    sheet = with_names_below(reading.sheet, {match.columns["unit"]}, match.body)
    cells = sheet.cells.with_row_index("_at").slice(match.body)
    field_column = match.columns.get("field")
    data = cells.select(
        pl.col("_at"),
        pl.col(str(match.columns["unit"])).alias("unit"),
        pl.col(str(match.columns["answer"])).alias("answer"),
        (pl.col(str(field_column)) if field_column is not None else pl.lit(None, dtype=pl.String)).alias("field"),
        _is_numbered(reading).alias("numbered"),
    ).filter(pl.col("answer").is_not_null() | (pl.col("unit").is_not_null() & pl.col("numbered")))
    header = {sheet.cells.row(place)[match.columns["answer"]] for place in range(match.top, match.body)}
    data = data.filter(~pl.col("answer").is_in([text for text in header if text]) | pl.col("answer").is_null())
    steps = {text: _step(text) for text in data["answer"].unique().drop_nulls()}
    data = data.with_columns(pl.col("answer").replace_strict(steps, return_dtype=pl.Int64, default=None).alias("step"))
    bad = data.filter(pl.col("step").is_null() | pl.col("unit").is_null())
    for position, unit, answer in bad.select("_at", "unit", "answer").iter_rows():
        reading.context.add(
            reading.place(position, "answer"),
            "unknown_answer",
            "error",
            f"{unit or 'no unit'}: {answer or 'empty'}",
            "«Rất hài lòng» … «Rất không hài lòng», or 5 to 1",
            "correct the answer, or add the wording to answers in pipelines/kpi/layouts/_rows.yml",
        )
    doubtful = _doubtful_units(reading, data)
    good = data.filter(pl.col("step").is_not_null() & pl.col("unit").is_not_null() & ~pl.col("unit").is_in(doubtful))
    groups = good.with_columns(pl.lit(None, dtype=pl.String).alias("one_field"))
    if field_column is not None:
        groups = pl.concat([groups, good.with_columns(pl.col("field").alias("one_field"))])
    _add_answers(reading, groups)


def _step(answer: str) -> int | None:
    """The step that an answer in words or as a number means; «5 - Rất hài lòng» is the words'."""
    known = load_row_words().answers
    return known.get(name_key(answer), known.get(name_key(_STEP_BESIDE.sub("", answer))))


def _doubtful_units(reading: Reading, data: pl.DataFrame) -> list[str]:
    """Units of whose answers too many are unread («Chưa hài lòng»): a share of the others would be false."""
    answers = (
        data.filter(pl.col("answer").is_not_null())
        .group_by("unit", maintain_order=True)
        .agg(pl.col("_at").min(), pl.len().alias("n"), pl.col("step").is_null().sum().alias("unread"))
    )
    nobodys = sum(answers.filter(pl.col("unit").is_null())["n"].to_list())
    found = []
    for unit, position, n, unread in answers.filter(pl.col("unit").is_not_null()).iter_rows():
        missing = unread + nobodys
        if missing > FEW_UNREAD and missing > MOST_UNREAD * (n + nobodys):
            found.append(unit)
            reading.context.add(
                reading.place(position, "answer"),
                "answers_unread",
                "error",
                f"{unit}: {missing} of {n + nobodys} answers",
                f"at most {MOST_UNREAD:.0%} of the answers unread",
                "not counted: correct the answers told above",
            )
    return found


def _is_numbered(reading: Reading) -> pl.Expr:
    """A row without an answer is a respondent only where it is numbered, or the sheet numbers none: else furniture."""
    place = reading.match.columns.get("number")
    return pl.lit(True) if place is None else pl.col(str(place)).is_not_null()


def _add_answers(reading: Reading, groups: pl.DataFrame) -> None:
    """Counts per unit over all fields of administrative procedures, and per field with a scope of its own."""
    scopes = {text: field_scope(text) for text in groups["field"].unique().drop_nulls()}
    scoped = groups.with_columns(
        pl.col("field").replace_strict(scopes, return_dtype=pl.String, default=None).alias("_scope")
    )
    own = pl.col("_scope").is_in(["health", "education"]).fill_null(False)
    overall = scoped.filter(pl.col("one_field").is_null() & ~own).with_columns(pl.lit("all").alias("_scope"))
    per_field = scoped.filter(pl.col("one_field").is_not_null() & (pl.col("_scope") != "all"))
    counted = (
        pl.concat([overall, per_field])
        .group_by("unit", "_scope")
        .agg(pl.col("_at").min(), (pl.col("step") >= 4).sum().alias("top"), pl.len().alias("n"))
        .sort("_at", "unit", "_scope")
    )
    measure = reading.spec["measures"][0]
    for unit, scope, position, top, n in counted.iter_rows():
        line = Line(position, "unit", unit, None, {})
        cells = unit_cells(reading, line)
        if cells is None:
            continue
        indicator, scope_code = by_field(str(measure["indicator"]), scope)
        add_row(
            reading,
            line,
            {
                "column_name": reading.letter("answer"),
                "is_number": False,
                "indicator": indicator,
                "scope_code": scope_code,
                "source_variant": measure["variant"],
                "numerator": str(top),
                "denominator": str(n),
                "respondents": str(n),
                "note": f"{n} answers counted",
                **cells,
            },
        )
