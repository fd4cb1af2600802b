"""Rows of a table in plain text that were torn over two lines, joined again by how many cells the header has.

What belongs here: which two short rows are one. What does not: cutting lines into cells (text_tables), cells that came
one by one (cell_streams, bare_tables).
"""

from __future__ import annotations

from pipelines.plans.documents.cell_streams import trimmed_cell
from pipelines.plans.documents.model import Cell
from pipelines.plans.documents.table_marks import ordinal

Row = tuple[Cell, ...]
_FEWEST_CELLS = 3


def joined_rows(text: str, rows: list[Row], inside: bool) -> list[Row]:
    """The rows of one table, its header first; a short row whose rest stands on the next line is one row with it.

    Args:
        text: the text that the cells' places count in.
        rows: as the lines gave them.
        inside: whether rows are torn inside a cell («… hồ sơ trực» / «tuyến | % | 80»), else between two.
    """
    width = len(rows[0]) if rows else 0
    whole: list[Row] = []
    for row in rows:
        rest = _rest_of(text, whole[-1], row, width, inside) if len(whole) > 1 and width >= _FEWEST_CELLS else None
        if rest is None:
            whole.append(row)
        else:
            whole[-1] = rest
    return whole


def _rest_of(text: str, above: Row, row: Row, width: int, inside: bool) -> Row | None:
    """Both rows as one, where the second goes on with the first: together no wider than the header."""
    if not 0 < len(row) < width or not 1 < len(above) < width or ordinal(row[0].words):
        return None
    if inside and len(above) + len(row) - 1 <= width:
        return (*above[:-1], trimmed_cell(text, above[-1].start, row[0].end), *row[1:])
    return (*above, *row) if not inside and len(above) + len(row) <= width else None
