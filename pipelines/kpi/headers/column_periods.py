"""Forms with a column for each of several periods («Quý III | 9 tháng»): which column is of which. Pure.

What belongs here: columns that the header dates, against the periods of the title or the sidecar. What does not: the
title's own period (around_table.py), columns of other years and plans (other_periods.py).
"""

from __future__ import annotations

from datetime import date

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.around_table import has_sidecar_period, period_of, periods_above
from pipelines.kpi.headers.other_periods import part_of_year, period_of_header
from pipelines.kpi.headers.periods import Period


def columns_of_periods(reading: Reading) -> dict[int, Period]:
    """The columns of figures of a form, by place, where several tell periods that end as the title's do; else {}.

    «Quý III | 9 tháng» below «Quý III và 9 tháng năm 2026» or «9 tháng năm 2026»; last year's column ends otherwise. A
    period in the sidecar takes the one column of it.
    """
    if reading.spec.get("rows") != "indicators":
        return {}
    is_said = has_sidecar_period(reading.context)
    own = period_of(reading) if is_said else None
    ends = {one.end for one in ((own,) if own else periods_above(reading)) if one.end}
    if len(ends) != 1:
        return {}
    dated = {place: period for place, period in _dated(reading, ends.pop()).items() if own in (None, period)}
    is_each_once = len(set(dated.values())) == len(dated)
    return dated if is_each_once and len(dated) >= (1 if is_said else 2) else {}


def _dated(reading: Reading, end: date) -> dict[int, Period]:
    """The column of figures and those beside it whose header names a period with that end, and nothing else."""
    paths = reading.match.paths
    places = sorted({reading.match.columns["figure"], *reading.match.unread})
    named = {place: period_of_header(paths[place]) or part_of_year(paths[place], end.year) for place in places}
    return {place: period for place, period in named.items() if period and period.end == end}
