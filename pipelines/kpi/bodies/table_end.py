"""Where a sheet's table ends because another begins: named in one finding, not read. Pure.

What belongs here: rows that state another period, head other columns or follow blank rows. What does not: which row of
the table is what (row_kinds.py).
"""

from __future__ import annotations

from pipelines.findings import Severity
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.header_words import bare_key
from pipelines.kpi.headers.periods import find_period
from pipelines.kpi.sheets.figure_shapes import is_figure

Row = tuple[str | None, ...]
_LOOKED_AT = 60


def is_other_table(reading: Reading, position: int, row: Row) -> bool:
    """Whether a line between rows states another period: what follows is another table."""
    shown = [cell for cell in row if cell]
    if len(shown) > 2 or reading.period is None or any(map(is_figure, shown)):
        return False
    stated = next((period for cell in shown if (period := find_period(cell))), None)
    if stated is None or stated.label == reading.period.label or not _figures_below(reading, position):
        return False
    second_table(reading, position, "error", " ".join(shown), "one table and one period a sheet")
    return True


def is_other_header(reading: Reading, position: int, row: Row) -> bool:
    """Whether a row heads another table: «STT» again, and beside it hardly a word of this header."""
    place = reading.match.columns.get("number")
    number = row[place] if place is not None else None
    if not number or number[0].isdigit() or bare_key(number) not in reading.header_words:
        return False
    others = [cell for at, cell in enumerate(row) if cell and at != place]
    known = sum(bare_key(cell) in reading.header_words for cell in others)
    if len(others) < 2 or 2 * known >= len(others) or any(map(is_figure, others)):
        return False
    second_table(reading, position, "warning", " | ".join(cell for cell in row if cell), "one table a sheet")
    return True


def second_table(reading: Reading, position: int, severity: Severity, found: str, expected: str) -> None:
    """The finding that what follows a place is a table of its own, not read."""
    counts = "" if severity == "error" else " if its figures count"
    remedy = f"what follows is not read: give it a sheet or a file of its own{counts}"
    reading.context.add(reading.place(position), "second_table", severity, found, expected, remedy)


def _figures_below(reading: Reading, position: int) -> bool:
    below = reading.sheet.cells.slice(position + 1, _LOOKED_AT).iter_rows()
    return any(sum(map(is_figure, row)) > 1 for row in below)
