"""Heads and short rows of a table whose cells came one by one: what was merged is put back in its place.

What belongs here: heads that span others («Lộ trình» over «2026», «2027»), rows that lack a merged cell. What does not:
where such a table and its rows begin (bare_tables).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.plans.documents.cell_streams import trimmed_cell
from pipelines.plans.documents.lines import Line
from pipelines.plans.documents.model import Cell
from pipelines.plans.lexicon.line_words import line_words

Lines = Sequence[Line]
Row = list[Lines]

_BEFORE_FIGURES = line_words("before_figures")
_BEFORE_YEARS = ("", "năm", "đến năm", "hết năm", "đến hết năm")
_FEWEST_SPANNED = 2


def is_figure(words: str) -> bool:
    """Whether a cell opens with a figure («≥ 80», «12 phút») and is no date («30/6/2026»)."""
    words = words.lstrip("≥≤<>= ")
    word = next((word for word in _BEFORE_FIGURES if words.startswith(word)), "")
    return words[len(word) :].lstrip()[:1].isdigit() and "/20" not in words


def is_year_head(words: str) -> bool:
    """«2026», «Năm 2026», «Đến năm 2030»: a year and no period."""
    head, year = words[:-4].casefold().strip(), words[-4:]
    return year.isdigit() and year.startswith("20") and head in _BEFORE_YEARS


def cells(text: str, row: Row) -> tuple[Cell, ...]:
    """The cells of a row, each from its lines; of none, an empty one."""
    made: list[Cell] = []
    begin = next((lines[0].start for lines in row if lines), 0)
    for lines in row:
        at = made[-1].end if made else begin
        made.append(trimmed_cell(text, lines[0].start, lines[-1].end) if lines else Cell(at, at, ""))
    return tuple(made)


def years_at_end(heads: Lines) -> int:
    """How many years end a list of heads: the lower row of heads, where another spans them."""
    count = 0
    while count < len(heads) and is_year_head(heads[len(heads) - 1 - count].words):
        count += 1
    return count if count >= _FEWEST_SPANNED else 0


def header_rows(heads: Lines, first: Row) -> list[Row]:
    """One row of heads, or two where the first row of the table has fewer cells than there are heads.

    So many heads as are too many span the years that end the list: over the last figures of the first row.
    """
    years, spanning = years_at_end(heads), len(heads) - len(first)
    begin = _end_of_figures(first) - years
    upper = heads[: len(heads) - years]
    if spanning < 1 or begin < 1 or years % spanning or begin + spanning > len(upper):
        return [[[head] for head in heads]]
    each = years // spanning
    top: Row = []
    below: Row = []
    for place, head in enumerate(upper):
        if begin <= place < begin + spanning:
            start = len(upper) + (place - begin) * each
            top += [[head], *([[]] * (each - 1))]
            below += [[year] for year in heads[start : start + each]]
        else:
            top.append([head])
            below.append([])
    return [top, below]


def _end_of_figures(row: Row) -> int:
    """The place behind the first run of figures, which the ordinal does not open."""
    figures = [place > 0 and is_figure(lines[0].words) for place, lines in enumerate(row)]
    begin = next((place for place, figure in enumerate(figures) if figure), len(row))
    return next((place for place in range(begin, len(row)) if not figures[place]), len(row))


def shape_of(rows: Sequence[Row]) -> list[bool | None]:
    """Which columns of whole rows hold figures; None where rows differ («Thường xuyên», «30/6/2026»)."""
    width = max(map(len, rows), default=0)
    columns = zip(*([is_figure(lines[0].words) for lines in row] for row in rows if len(row) == width), strict=True)
    return [column[0] if len(set(column)) == 1 else None for column in columns]


def filled(row: Row, shape: Sequence[bool | None]) -> Row:
    """A row with empty cells behind its ordinal where cells merged with those above are lacking there.

    Figures tell: they stand in the columns of those of whole rows only if the rest of the row moves to the right.
    """
    lacking = len(shape) - len(row)
    if lacking < 1 or len(row) < _FEWEST_SPANNED:
        return row
    moved: Row = [row[0], *([[]] * lacking), *row[1:]]
    return moved if _alike(moved, shape) > _alike(row, shape) else row


def _alike(row: Row, shape: Sequence[bool | None]) -> int:
    return sum(1 for lines, figure in zip(row, shape, strict=False) if lines and is_figure(lines[0].words) is figure)
