"""Tables whose cells stand one a line, without bars and without ordinals: «Chỉ tiêu», «2025», «2026», then row by row.

What belongs here: such tables. What does not: tables that «STT» opens (bare_tables), bars, tabs, gaps (text_tables).
Only the figures tell the rows: where they do not stand in the same columns row after row, no table is found.
"""

from __future__ import annotations

from pipelines.plans.documents.bare_heads import Row, cells, header_rows, is_figure, is_year_head, years_at_end
from pipelines.plans.documents.lines import Line
from pipelines.plans.documents.model import Table
from pipelines.plans.documents.table_marks import begins_with_words, is_known_head, may_be_head, ordinal
from pipelines.plans.lexicon.line_words import line_words

_WIDTHS = range(3, 11)
_LABELS = line_words("label_heads")
_LONGEST_HEAD = 60
_LONGEST_FIGURE = 40
_FEWEST_ROWS = 2
_FEWEST_KNOWN = 2


def unnumbered_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """The table whose heads begin at a line and the line behind it; None where none does."""
    first = lines[index].words
    if len(first) > _LONGEST_HEAD or not first.casefold().startswith(_LABELS):
        return None, index
    counts = (count for count in _WIDTHS if _are_heads(lines[index : index + count], count))
    found = [(_rows(lines, index + c, width), c, width) for c in counts for width in _widths(lines[index : index + c])]
    rows, count, width = max(found, default=(0, 0, 0))
    if rows < _FEWEST_ROWS:
        return None, index
    after = index + count + width * rows
    body: list[Row] = [[[line] for line in lines[at : at + width]] for at in range(index + count, after, width)]
    made = tuple(cells(text, row) for row in [*header_rows(lines[index : index + count], body[0]), *body])
    return Table(lines[index].start, lines[after - 1].end, made, headed=True), after


def _widths(heads: list[Line]) -> tuple[int, ...]:
    """How many cells a row under these heads may have: fewer where one or two of them span the years that end them."""
    count = len(heads)
    return (count, count - 1, count - 2) if years_at_end(heads) else (count,)


def _are_heads(heads: list[Line], width: int) -> bool:
    """Short names and years, some of them known heads; no figure, no sentence."""
    known = sum(1 for head in heads if is_known_head(head.words) or is_year_head(head.words))
    return len(heads) == width and known >= _FEWEST_KNOWN and all(_may_head(head.words) for head in heads)


def _may_head(words: str) -> bool:
    if is_year_head(words):
        return True
    named = may_be_head(words) and not is_figure(words) and not ordinal(words)
    return named and len(words) <= _LONGEST_HEAD and words[-1] not in ".;:," and "|" not in words


def _rows(lines: list[Line], index: int, width: int) -> int:
    """How many rows of a width follow that open with words and have their figures in the same columns."""
    shape = _shape(lines[index : index + width])
    if width < _WIDTHS.start or len(shape) < width or shape[0] or True not in shape or None in shape:
        return 0
    count = 0
    for start in range(index, len(lines) - width + 1, width):
        row = lines[start : start + width]
        if _shape(row) != shape or not begins_with_words(row[0].words):
            break
        count += 1
    return count


def _shape(row: list[Line]) -> tuple[bool | None, ...]:
    """Which cells of a row hold figures; None where a line is an item of a list or a sentence with a number."""
    return tuple(_holds_figure(line.words) for line in row)


def _holds_figure(words: str) -> bool | None:
    figure = is_figure(words)
    item = words[-1] in ".;:" or words[0] in "-+•*" or "|" in words
    cell = words.isdigit() or (may_be_head(words) and not item)
    return figure if cell and not (figure and len(words) > _LONGEST_FIGURE) else None
