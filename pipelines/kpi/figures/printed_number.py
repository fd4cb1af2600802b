"""The figure of a row: the printed number in its indicator's unit, and rates from counts. Pure.

What belongs here: reading value, numerator, denominator; comparing a printed rate with its counts. What does not: what
the row is about (naming.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import polars as pl

from pipelines.kpi.figures.quarantine import PROBLEM, Schema, hold_back, look_up, problem, problem_expr
from pipelines.kpi.file_context import FORM, FilesTogether
from pipelines.number_words import measures
from pipelines.reference.indicators import Indicator, IndicatorCatalogue
from pipelines.vietnamese import Number, NumberProblem, parse_number

BOUNDS = (">", "<", ">=", "<=")
# In a column of percentages «0,985» may mean 98,5 %, and «1.234» the count 1234: a person must say.
_POINTS = re.compile(r"\s*điểm(?=\s*(?:/|$))")  # «80,18 điểm/100 điểm»
_OF_THEIR_OWN = frozenset({"percent", "rank", "minutes", "hours", "days", "flag", "group"})
_FRACTION = re.compile(r"0?[.,]\d{3,}")
_USED = "exports: the rate of the counts is used; forms and reports: the printed rate is kept, its counts beside it"
_THOUSANDS = re.compile(r"[1-9]\.\d{3}")
_DIGITS = "^[0-9]{1,15}$"


def add_numbers(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """The value as printed: plain digits within limits at once, others once per distinct text and indicator."""
    limits: Schema = {"_low": pl.Float64, "_high": pl.Float64, "_is_known": pl.Boolean}
    rows = look_up(rows, ["_code", "_scope"], limits, lambda *what: _limits(files.catalogue, *what))
    rows = rows.with_columns(_plain_value().alias("_plain"))
    rows = rows.with_columns(pl.when(pl.col("_plain").is_null()).then("value").alias("_text"))
    schema: Schema = {
        "_value": pl.Float64,
        "_decimals": pl.Int64,
        "_bound": pl.String,
        "_near": pl.Boolean,
        "_over": pl.Float64,
        "_problem": PROBLEM,
    }
    keys = ["_text", "value_as_printed", "value_bound", "_code", "_scope", "is_number"]
    rows = look_up(rows, keys, schema, lambda *cells: _number(files.catalogue, *cells))
    is_plain = pl.col("_plain").is_not_null()
    rows = rows.with_columns(
        pl.coalesce("_plain", "_value").alias("_value"),
        pl.when(is_plain).then(0).otherwise("_decimals").alias("_decimals"),
        pl.when(is_plain).then(False).otherwise("_near").alias("_near"),
    ).drop("_plain", "_text", *limits)
    rows = hold_back(rows, files, "_problem")
    for name in ("numerator", "denominator", "respondents"):
        rows = _add_counts(rows, files, name)
    return rows


def _add_counts(rows: pl.DataFrame, files: FilesTogether, name: str) -> pl.DataFrame:
    """A column of counts as numbers; where all are plain digits, as nearly always, at once."""
    if rows[name].str.contains(_DIGITS).all():
        return rows.with_columns(pl.col(name).cast(pl.Float64).alias(f"_{name}"))
    rows = look_up(rows, [name], {f"_{name}": pl.Float64, "_problem": PROBLEM}, _count_reader(name))
    return hold_back(rows, files, "_problem", column=name)


def _plain_value() -> pl.Expr:
    """A value of nothing but digits that its indicator may have; null for all that needs a closer look."""
    number = pl.col("value").cast(pl.Float64, strict=False)
    is_within = pl.col("_low").is_null() | (number >= pl.col("_low"))
    is_within &= pl.col("_high").is_null() | (number <= pl.col("_high"))
    is_alone = pl.col("value_as_printed").is_null() & pl.col("value_bound").is_null()
    is_plain = pl.col("value").str.contains(_DIGITS) & pl.col("_is_known") & is_alone & is_within
    return pl.when(is_plain).then(number)


def _limits(catalogue: IndicatorCatalogue, code: str | None, scope: str | None) -> dict[str, object]:
    indicator = catalogue.get(code or "")
    if indicator is None:
        return {"_is_known": False}
    low, high = indicator.bounds(scope or "all")
    return {"_low": low, "_high": high, "_is_known": True}


@lru_cache(maxsize=150_000)  # the parts of a long sheet print the same numbers
def _number(
    catalogue: IndicatorCatalogue,
    text: str | None,
    printed: str | None,
    bound: str | None,
    code: str | None,
    scope: str | None,
    is_number: bool | None,
) -> dict[str, Any]:
    indicator = catalogue.get(code or "")
    if indicator is None or not text:
        return {}
    if bound and bound not in BOUNDS:
        return {"_problem": problem("unknown_bound", bound, " | ".join(BOUNDS), "correct the column value_bound")}
    read = read_value(indicator, scope or "all", text, bool(is_number))
    if isinstance(read, NumberProblem):
        return {"_problem": problem(read.rule, text, read.expected, "correct the cell")}
    if read is None:
        return {}
    shown = read_value(indicator, scope or "all", printed, False) if printed else read
    decimals = shown.decimals if isinstance(shown, Number) else read.decimals
    own_bound = bound or read.bound or (shown.bound if isinstance(shown, Number) else None)
    return {
        "_value": read.value,
        "_decimals": decimals,
        "_bound": own_bound,
        "_near": read.is_approximate or (isinstance(shown, Number) and shown.is_approximate),
        "_over": read.over,
    }


def read_value(indicator: Indicator, scope: str, text: str, is_number: bool) -> Number | NumberProblem | None:
    """A printed figure in the indicator's unit: ranks before the bracket, scores in it, shares out of «a/b»."""
    low, high = indicator.bounds(scope)
    text = _POINTS.sub("", text) if indicator.unit.startswith("points") or not indicator.level_split else text
    if indicator.unit == "percent" and _FRACTION.fullmatch(text.strip()):
        return NumberProblem("percent_as_fraction", "98,5 or 98,5%; a share below 1 % with its sign: 0,985%")
    if indicator.unit == "percent" and not is_number and _THOUSANDS.fullmatch(text.strip()):
        return NumberProblem("ambiguous_number", "a percentage such as 98,5; three digits after a point may be a count")
    read = parse_number(text, whole=indicator.is_count, high=high, is_cell_number=is_number)
    if not isinstance(read, Number):
        return read
    if indicator.unit == "percent" and read.inner not in (None, read.value) and read.over is None:
        return NumberProblem("ambiguous_number", "one number in the cell, or «numerator/denominator»")
    if _is_of_another_measure(indicator, scope, read):
        return NumberProblem("wrong_unit", f"a figure in the indicator's unit: {indicator.scopes[scope].unit}")
    if indicator.unit == "percent" and read.over is not None and not read.has_percent:
        return _share(read)
    if indicator.measure_type == "index" and read.inner is not None and read.over is None and not read.has_percent:
        read = Number(read.inner, read.inner_decimals, read.bound) if read.inner_decimals else read
    if (low is not None and read.value < low) or (high is not None and read.value > high):
        return NumberProblem("out_of_range", f"{indicator.code}: {_range(low, high)}")
    return read


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:.10g}"
    return f"at least {low:.10g}" if high is None else f"{low:.10g} to {high:.10g}"


def _is_of_another_measure(indicator: Indicator, scope: str, read: Number) -> bool:
    """«80 hồ sơ» is no percentage, «2 giờ» are no minutes; a share of counts («80/100 hồ sơ») says its own words."""
    if read.over is not None or read.inner is not None or scope not in indicator.scopes:
        return False
    unit = indicator.scopes[scope].unit
    own = unit if unit in _OF_THEIR_OWN else "points" if unit.startswith("points") else "count"
    # An index of satisfaction is printed as a percentage or as points, whichever its unit. A group of points out of 100
    # has points of its own («17,5» of 18): a percentage of it is the share of them.
    is_part = unit == "points"
    is_either = own in ("percent", "points") and not indicator.level_split and not is_part
    accepted = {own, "percent", "points"} if is_either else {own}
    told = {measure for word in read.words.split() if (measure := measures().get(word))}
    return not accepted.issuperset({"percent"} if read.has_percent else told)


def _share(read: Number) -> Number | NumberProblem:
    """«1.775/1.775 (đạt 100%)», «80/100 hồ sơ»: the printed share, or the one the counts give; «1/2» may be a day."""
    if not read.over:
        return NumberProblem("share_of_nothing", "a share of something")
    if read.inner is None and not read.words:
        return NumberProblem("lone_fraction", "a percentage such as 50%; «1/2» alone may be a share, a rank or a day")
    value = read.inner if read.inner is not None else round(100 * read.value / read.over, 6)
    return Number(value, read.inner_decimals, read.bound, True, read.is_approximate, read.over)


def _count_reader(name: str) -> Callable[[str | None], dict[str, Any]]:
    def read(text: str | None) -> dict[str, Any]:
        if not text:
            return {}
        number = parse_number(text, whole=True)
        if isinstance(number, NumberProblem):
            return {"_problem": problem(number.rule, text, number.expected, f"correct the column {name}")}
        if number is not None and number.value < 0:
            return {"_problem": problem("negative_count", text, "0 or more", f"correct the column {name}")}
        return {f"_{name}": number.value if number else None}

    return read


def add_values(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Rates from counts where there are counts; a printed rate that disagrees beyond its rounding is a finding."""
    is_percent = pl.col("_code").is_in([i.code for i in files.catalogue.indicators.values() if i.unit == "percent"])
    has_counts = pl.col("_numerator").is_not_null() & pl.col("_denominator").is_not_null() & is_percent
    rows = rows.with_columns(
        (has_counts & (pl.col("_denominator") > 0)).alias("_countable"),
        pl.when(has_counts & (pl.col("_denominator") > 0))
        .then(100 * pl.col("_numerator") / pl.col("_denominator"))
        .alias("_computed"),
    )
    empty = pl.col("_value").is_null() & ~has_counts
    rows = _blank_in_a_form(rows, empty)
    missing = pl.when(empty & pl.col("carrier").ne_missing(FORM)).then(
        problem_expr(
            "no_value",
            pl.col("value").fill_null("empty"),
            "a number, or numerator and denominator",
            "fill the cell, or delete the row where there is no figure",
        )
    )
    rows = hold_back(rows.with_columns(missing.alias("_problem")), files, "_problem")
    beyond = pl.when(has_counts & (pl.col("_numerator") > pl.col("_denominator"))).then(
        problem_expr(
            "numerator_above_denominator",
            pl.concat_str(pl.col("_numerator").cast(pl.Int64), pl.lit("/"), pl.col("_denominator").cast(pl.Int64)),
            "a numerator of at most its denominator",
            "check the two counts",
        )
    )
    rows = hold_back(rows.with_columns(beyond.alias("_problem")), files, "_problem")
    return _compare_with_counts(rows, files)


def _blank_in_a_form(rows: pl.DataFrame, empty: pl.Expr) -> pl.DataFrame:
    """A row that a form leaves blank or fills with «-» is held back as without a value; its sheet has said so once."""
    blank = empty & pl.col("carrier").eq_missing(FORM) & pl.col("_good")
    return rows.with_columns(
        pl.when(blank).then(pl.lit(False)).otherwise(pl.col("_good")).alias("_good"),
        pl.coalesce("_held_by", pl.when(blank).then(pl.lit("no_value"))).alias("_held_by"),
    )


def _compare_with_counts(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    # Half of the last printed digit is rounding; no portal's third decimal is worth a finding.
    step = (0.5 * pl.lit(10.0).pow(-pl.col("_decimals").cast(pl.Float64))).clip(lower_bound=0.005) + 1e-9
    # Forms print «97,50» for a rate rounded to one decimal: one unit of the last digit that says something.
    step = pl.when(pl.col("carrier") == FORM).then(_last_digit(pl.col("_value")) + 1e-9).otherwise(step)
    differs = pl.col("_countable") & pl.col("_value").is_not_null() & pl.col("_bound").is_null()
    differs = differs & ((pl.col("_computed") - pl.col("_value")).abs() > step)
    found = pl.concat_str(
        pl.lit("printed "), pl.col("_value"), pl.lit(", counts give "), pl.col("_computed").round(2), ignore_nulls=True
    )
    problem = pl.when(differs).then(problem_expr("rate_differs_from_counts", found, "the same within rounding", _USED))
    rows = hold_back(
        rows.with_columns(problem.alias("_problem"), differs.alias("_differs")), files, "_problem", "warning"
    )
    # An office signs what its form prints: it stays, beside its counts.
    as_printed = pl.col("carrier").is_not_null()
    use_counts = pl.col("_countable") & (pl.col("_value").is_null() | (pl.col("_differs") & ~as_printed))
    zero = pl.col("_denominator") == 0
    return rows.with_columns(
        pl.when(use_counts).then(pl.col("_computed")).when(zero).then(None).otherwise(pl.col("_value")).alias("_value"),
        pl.when(use_counts).then(None).otherwise(pl.col("_decimals")).alias("_decimals"),
        use_counts.fill_null(False).alias("_derived"),
    )


def _last_digit(value: pl.Expr) -> pl.Expr:
    """1, 0.1 or 0.01: the last decimal of a value that is not 0."""
    is_whole, is_tenth = (((value * factor).round(6) % 1) == 0 for factor in (1, 10))
    return pl.when(is_whole).then(1.0).when(is_tenth).then(0.1).otherwise(0.01)


def hold_fractions_back(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Percents given as fractions (0.985 for 98.5 %): told by a whole column between 0 and 1, be it of one row.

    An index is never that low; a share below 1 % is printed with its sign to be read.
    """
    known = files.catalogue.indicators
    hundred = [code for code, indicator in known.items() if indicator.unit in ("percent", "points_100")]
    plain = pl.col("_code").is_in(hundred) & ~pl.col("value").str.contains("%") & ~pl.col("_derived")
    column = ["_file", "_code"]
    is_told = pl.col("_held_by").eq_missing("percent_as_fraction")  # «0.985», beside which «1» is 100 %
    is_fraction = is_told | (pl.col("_value") % 1 != 0).fill_null(False)
    suspects = (
        rows.filter((pl.col("_good") | is_told) & plain & (pl.col("_scope") == "all"))
        .group_by(column)
        .agg(pl.col("_value").filter("_good").max().alias("top"), is_fraction.sum().alias("fractions"))
        .filter((pl.col("top") <= 1) & (pl.col("fractions") > 0))
    )
    if suspects.is_empty():
        return rows
    mend = "multiply the column by 100, or print each cell with its percent sign (0,5% where it is below 1 %)"
    told = problem_expr("percent_as_fraction", pl.col("value"), "98.5 for 98.5 %", mend)
    return _hold_columns_back(rows, files, suspects.select(column), plain, told)


_LOWEST_INDEX = 10  # no index out of 100 was ever published below it


def hold_other_scales_back(rows: pl.DataFrame, files: FilesTogether) -> pl.DataFrame:
    """Scores out of 100 given on a scale of 5 or 10 («4,72» for an index of satisfaction): told by a whole column."""
    known = files.catalogue.indicators
    kinds = ("index", "survey_index", "survey_share")
    hundred = [
        code for code, one in known.items() if one.measure_type in kinds and one.unit in ("percent", "points_100")
    ]
    is_asked = pl.col("_good") & pl.col("_code").is_in(hundred) & (pl.col("_scope") == "all") & ~pl.col("_derived")
    is_asked &= ~pl.col("value").str.contains("%").fill_null(False)
    column = ["_file", "_code"]
    tops = rows.filter(is_asked).group_by(column).agg(pl.col("_value").max().alias("top"))
    suspects = tops.filter((pl.col("top") <= _LOWEST_INDEX) & (pl.col("top") > 1))
    if suspects.is_empty():
        return rows
    mend = "give the scores out of 100, or those of a scale of 10 in a tidy file as local_satisfaction_score_10"
    told = problem_expr("other_scale", pl.col("value"), "a score out of 100", mend)
    return _hold_columns_back(rows, files, suspects.select(column), is_asked, told)


def _hold_columns_back(
    rows: pl.DataFrame, files: FilesTogether, suspects: pl.DataFrame, where: pl.Expr, told: pl.Expr
) -> pl.DataFrame:
    """Hold back the rows that a condition picks of the files' indicators that `suspects` names."""
    marked = suspects.with_columns(_suspect=pl.lit(True))
    rows = rows.join(marked, on=suspects.columns, how="left", maintain_order="left")
    wrong = pl.when(pl.col("_suspect") & where).then(told)
    return hold_back(rows.with_columns(wrong.alias("_problem")).drop("_suspect"), files, "_problem")
