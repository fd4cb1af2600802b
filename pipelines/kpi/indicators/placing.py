"""Where and when a figure of a form stands: sheet, row, column, period. Pure.

What belongs here: what printed and calculated long rows share. What does not: their figures (body.py, calculated.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.findings import Severity
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import FORM
from pipelines.kpi.headers.periods import YEAR_TO_DATE
from pipelines.kpi.indicators.printed_rows import PrintedRow
from pipelines.kpi.indicators.trees import Tree, load_tree

_SHARE_NAMES = 12


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


def reporting_unit(reading: Reading, first: PrintedRow) -> dict[str, str | None] | None:
    """Name and level of the unit whose figures the rows are; None, and a finding, where nobody says it."""
    if reading.reporter is not None:
        return {"unit_name": reading.reporter[0], "unit_level": reading.reporter[1]}
    agency = f"the report of an office («{reading.sheet.agency}»)" if reading.sheet.agency else first.label
    reading.context.add(
        reading.place(first.position),
        "no_reporting_unit",
        "error",
        agency,
        "the unit that reports, in the title or the sidecar",
        "add unit_name and unit_level to the sidecar",
    )
    return None


def say_of_rows(
    reading: Reading, rows: list[PrintedRow], rule: str, severity: Severity, told: list[str], expected: str, remedy: str
) -> None:
    """One finding for several rows, at the first of them."""
    if rows:
        more = f" and {len(rows) - _SHARE_NAMES} more" if len(rows) > _SHARE_NAMES else ""
        found = f"{len(rows)} rows: {'; '.join(told[:_SHARE_NAMES])}"[: 300 - len(more)] + more
        reading.context.add(reading.place(rows[0].position, "label"), rule, severity, found, expected, remedy)
