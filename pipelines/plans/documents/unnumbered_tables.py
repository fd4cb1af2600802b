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
    tried = [(c, _rows(lines, index + c, width)) for c in counts for width in _widths(lines[index : index + c])]
    count, rows = max(tried, key=lambda found: (len(found[1]), found[0]), default=(0, []))
    if len(rows) < _FEWEST_ROWS:
        return None, index
    made = tuple(cells(text, row) for row in [*header_rows(lines[index : index + count], rows[0]), *rows])
    last = rows[-1][-1][-1]
    return Table(lines[index].start, last.end, made, headed=True), lines.index(last, index) + 1


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


def _rows(lines: list[Line], index: int, width: int) -> list[Row]:
    """The rows of a width that follow: each opens with words and has its figures in the same columns.

    A row may lack its first cell, merged with the one above, where words stand in the second column too.
    """
    shape = _shape(lines[index : index + width])
    if width < _WIDTHS.start or len(shape) < width or shape[0] or True not in shape or None in shape:
        return []
    rows: list[Row] = []
    while index < len(lines) and begins_with_words(lines[index].words):
        if _shape(lines[index : index + width]) == shape:
            row: Row = [[line] for line in lines[index : index + width]]
        elif rows and not shape[1] and _shape(lines[index : index + width - 1]) == shape[1:]:
            row = [[], *([line] for line in lines[index : index + width - 1])]
        else:
            break
        rows.append(row)
        index += sum(map(len, row))
    return rows


def _shape(row: list[Line]) -> tuple[bool | None, ...]:
    """Which cells of a row hold figures; None where a line is an item of a list or a sentence with a number."""
    return tuple(_holds_figure(line.words) for line in row)


def _holds_figure(words: str) -> bool | None:
    figure = is_figure(words)
    item = words[-1] in ".;:" or words[0] in "-+•*" or "|" in words
    cell = words.isdigit() or (may_be_head(words) and not item)
    return figure if cell and not (figure and len(words) > _LONGEST_FIGURE) else None
