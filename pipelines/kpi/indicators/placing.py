"""Where and when a figure of a form stands: sheet, row, column, period. Pure.

What belongs here: what printed and calculated long rows share. What does not: their figures (body.py, calculated.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import FORM
from pipelines.kpi.headers.periods import YEAR_TO_DATE
from pipelines.kpi.indicators.trees import Tree, load_tree


def tree_of(reading: Reading) -> Tree:
    """The tree of rows of the sheet's layout."""
    spec = reading.spec
    return load_tree(str(spec["tree"]), tuple(tuple(group) for group in spec.get("opposites", [])))


def placed(
    reading: Reading, position: int, column: str, period_kind: str, cells: Mapping[str, object]
) -> dict[str, object]:
    """A long row with its sheet, place and period; what is said to be cumulated begins on 1 January."""
    period = reading.period
    start, end = (period.start, period.end) if period else (None, None)
    if end and period_kind == YEAR_TO_DATE:
        start = end.replace(month=1, day=1)
    return {
        **cells,
        "sheet": reading.sheet.name or None,
        "row_no": reading.sheet.row_no(position),
        "column_name": reading.letter(column),
        "unit_at": "",
        "period_at": "",
        "carrier": FORM,
        "period": period.label if period else None,
        "period_kind": period_kind,
        "period_start": start.isoformat() if start else None,
        "period_end": end.isoformat() if end else None,
    }


def whole(value: float | None) -> str | None:
    """A count as text."""
    return f"{value:.0f}" if value is not None else None
