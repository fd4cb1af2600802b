"""A sheet read as a layout -> long rows of text. Pure.

What belongs here: the order of the steps for one sheet, and which kind of body it has. What does not: the steps
(around_table.py, row_kinds.py, row_measures.py), the bodies (unit_rows.py, surveys.py), typing the figures (the room
figures).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.kpi.bodies.long_rows import measured_rows
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.bodies.surveys import read_respondents
from pipelines.kpi.bodies.trends import read_trend
from pipelines.kpi.bodies.unit_rows import read_pairs, read_service_levels, read_units
from pipelines.kpi.file_context import FileContext, long_frame
from pipelines.kpi.headers.around_table import (
    has_sidecar_period,
    is_narrowed,
    is_of_an_office,
    is_of_other_measure,
    period_of,
    report_no_period,
    reporter_of,
)
from pipelines.kpi.headers.column_periods import columns_of_periods
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.headers.other_periods import is_cumulated
from pipelines.kpi.headers.periods import YEAR_TO_DATE, Period
from pipelines.kpi.headers.refusals import report_near, report_unread
from pipelines.kpi.indicators.body import read_indicators
from pipelines.kpi.indicators.named_rows import read_named_rows
from pipelines.kpi.sheets.sheet import Sheet

MONTHS_OF_A_QUARTER = 3
BODIES: dict[str, Callable[[Reading], None]] = {
    "units": read_units,
    "pairs": read_pairs,
    "service_levels": read_service_levels,
    "respondents": read_respondents,
    "indicators": read_indicators,
    "named": read_named_rows,
    "trend": read_trend,
}


def extract(match: HeaderMatch, sheet: Sheet, context: FileContext) -> pl.DataFrame | None:
    """Long rows of a matched sheet; None where nothing can be read, with findings saying why."""
    reading = Reading(match, sheet, context)
    report_near(sheet, match, context)
    if is_of_other_measure(reading) or is_narrowed(reading):
        report_unread(sheet, match, context)
        return None
    if columns := columns_of_periods(reading):
        return _by_column(reading, columns)
    report_unread(sheet, match, context)
    before = len(context.findings)
    reading.period = period_of(reading)
    is_dated = (
        reading.spec.get("rows") == "trend"
        or reading.period
        or has_sidecar_period(context)
        or context.sidecar.get("period_kind") == "unknown"
    )
    is_dated = is_dated and (reading.period is not None or len(context.findings) == before)
    if _is_beside_cumulated(reading):
        return None
    if not is_dated and "period" not in match.columns:
        if len(context.findings) == before:
            report_no_period(reading)
        return None
    reading.reporter = reporter_of(reading)
    if "unit" not in match.columns and "period" in match.columns and is_of_an_office(reading):
        reading.reporter = None
    BODIES[str(reading.spec.get("rows", "units"))](reading)
    return pl.concat([long_frame(reading.rows), measured_rows(reading)])


def _is_beside_cumulated(reading: Reading) -> bool:
    """Whether «Kỳ này» beside «Lũy kế từ đầu năm» below «9 tháng» may be the third quarter alone: it is asked for."""
    period, paths = reading.period, reading.match.paths
    cumulated = [paths[place][-1] for place in reading.match.unread if is_cumulated(paths[place][-1])]
    if not cumulated or period is None or period.start is None or period.end is None:
        return False
    is_one = period.end.month - period.start.month < MONTHS_OF_A_QUARTER
    if has_sidecar_period(reading.context) or is_one or (period.start.month, period.start.day) != (1, 1):
        return False
    reading.context.add(
        reading.place(reading.match.top),
        "several_periods",
        "error",
        f"«{cumulated[0]}» beside the figures, {period.label} above them",
        "one period for the table",
        "say which period the other column is of in the sidecar <file>.meta.yml: period: 2024-Q3",
    )
    return True


def _by_column(reading: Reading, columns: dict[int, Period]) -> pl.DataFrame:
    """The rows of a form once for each of its columns of a period; what is said of a row is said once."""
    match, rows = reading.match, []
    others = [place for place in match.unread if place not in columns]
    report_unread(reading.sheet, replace(match, unread=others), reading.context)
    widest = min(columns.values(), key=lambda one: one.start or date.max)
    for place, period in columns.items():
        one = Reading(
            replace(match, columns={**match.columns, "figure": place}), reading.sheet, reading.context, period
        )
        one.reporter = reporter_of(one)
        read_indicators(one)
        # What is said to be cumulated is of the wide period, in whatever column it stands.
        rows += [row for row in one.rows if period == widest or row["period_kind"] != YEAR_TO_DATE]
    reading.context.findings[:] = dict.fromkeys(reading.context.findings)
    return long_frame(rows)
