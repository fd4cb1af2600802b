"""Tables whose cells stand one a line without any bar: «STT», its column heads, then rows opened by 1, 2, 3.

What belongs here: such tables. What does not: tables with bars or tabs.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.plans.documents.bare_heads import Row, cells, filled, header_rows, is_figure, shape_of, years_at_end
from pipelines.plans.documents.lines import Line
from pipelines.plans.documents.model import Table
from pipelines.plans.documents.table_marks import begins_with_words, is_known_head, ordinal

_MOST_HEADS = 15
_MOST_TORN = 4  # lines more than cells that the name of a row may take
_GROUPS = frozenset("ABCDĐE")


def bare_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """The table that begins at the line «STT» and the line behind it; None where none does."""
    after = index + 1
    while after < len(lines) and after - index < _MOST_HEADS and _is_head(lines[after].words):
        after += 1
    width = after - index
    if width < 3 or after >= len(lines) or not _ordinal(lines[after]):
        return None, index
    heads = lines[index:after]
    rows, after = _rows(lines, after, _width_of_rows(lines, after, heads))
    counted = [row for row in rows if row[0][0].words[0].isdigit()]
    header = header_rows(heads, counted[0] if counted else []) if years_at_end(heads) else [[[head] for head in heads]]
    shape = shape_of(counted)
    made = [cells(text, row) for row in [*header, *(filled(row, shape) for row in rows)]]
    return Table(lines[index].start, lines[after - 1].end, tuple(made), headed=True), after


def _width_of_rows(lines: list[Line], index: int, heads: list[Line]) -> int:
    """How many cells a row has: the lines from the row 1 to the row 2 where heads span others, else one a head."""
    width = len(heads)
    first = next((place for place in range(index, min(index + 4, len(lines))) if _ordinal(lines[place]) == "1"), -1)
    if first < 0 or not years_at_end(heads):
        return width
    nearest = range(first + 3, min(first + width, len(lines)))
    return next((p - first for p in nearest if _ordinal(lines[p]) == "2" and _words_follow(lines, p)), width)


def _rows(lines: list[Line], index: int, width: int) -> tuple[list[Row], int]:
    """The rows of a table, those of groups too, and the line behind the last."""
    rows: list[Row] = []
    expected = 0
    while index < len(lines) and (mark := _ordinal(lines[index])):
        if not mark[0].isdigit():
            row: Row = [[line] for line in lines[index : index + 2]]
            index = min(index + 2, len(lines))
        elif "." in mark or int(mark) in (expected + 1, 1):
            expected = expected if "." in mark else int(mark)
            row, index = _row_at(lines, index, width, expected)
        else:
            break
        rows.append(row)
    return rows, index


def _row_at(lines: list[Line], index: int, width: int, number: int) -> tuple[Row, int]:
    """The cells of one row, a list of lines each, and the line behind it."""
    end = _next_row(lines, index, width, number)
    surplus = end - index - width
    if surplus > 0 and all(not is_figure(line.words) for line in lines[index + 1 : index + 2 + surplus]):
        name = lines[index + 1 : index + 2 + surplus]  # «… nộp qua» / «Cổng Dịch vụ công»: a name over several lines
        return [[lines[index]], name, *([line] for line in lines[index + 2 + surplus : end])], end
    row: list[list[Line]] = [[lines[index]]]
    after = index + 1
    while after < len(lines) and (len(row) < width or _wraps(row[-1], lines[after])):
        if _wraps(row[-1], lines[after]):
            row[-1].append(lines[after])
        elif len(row) >= 3 and _opens_row(lines, after, number + 1):
            break
        else:
            row.append([lines[after]])
        after += 1
    return list[Sequence[Line]](row), after


def _next_row(lines: list[Line], index: int, width: int, number: int) -> int:
    """Where the next row opens, if it does within a few lines more than a row has; the end of a last row of figures."""
    last = min(index + width + _MOST_TORN, len(lines))
    for place in range(index + width, last):
        if _ordinal(lines[place]) == str(number + 1) and _words_follow(lines, place):
            return place
        if lines[place].blank_before:
            return place
    return last if last == len(lines) and is_figure(lines[-1].words) else index


def _is_head(words: str) -> bool:
    """A column head we know, or at least short words that are no figure and no sentence."""
    return (
        is_known_head(words)
        or (words[0] == "(" and words[-1] == ")")
        or (
            len(words) < 50
            and (words[0].isupper() or words[:2] == "20")
            and words[-1] not in ".;:,"
            and not ordinal(words)
        )
    )


def _wraps(cell: list[Line], line: Line) -> bool:
    """Whether a line goes on in small letters where a cell of words stopped."""
    before = cell[-1].words
    return (
        len(before) > 15
        and not line.blank_before
        and before[-1] not in ".;:"
        and line.words[0].islower()
        and line.words.count(" ") >= 2
        and not is_figure(line.words)
    )


def _ordinal(line: Line) -> str:
    mark = ordinal(line.words)
    counted = mark[:1].isdigit() or (mark and not mark.strip("IVX"))
    return mark if counted or mark in _GROUPS else ""


def _opens_row(lines: list[Line], index: int, number: int) -> bool:
    """Whether the row of a number, or a group of rows, begins at a line."""
    mark = _ordinal(lines[index])
    next_one = mark == str(number) or mark.partition(".")[0::2] in ((str(number), "1"), (str(number - 1), mark[-1:]))
    return _opens_group(lines, index) or (next_one and _words_follow(lines, index))


def _opens_group(lines: list[Line], index: int) -> bool:
    """«II» / «CÔNG VỤ»: the mark of a group, its name in capitals, and the row 1 or a next one."""
    mark = _ordinal(lines[index])
    named = mark and not mark[0].isdigit() and index + 2 < len(lines) and lines[index + 1].words.isupper()
    return bool(named) and _ordinal(lines[index + 2])[:1].isdigit()


def _words_follow(lines: list[Line], index: int) -> bool:
    """Whether words stand behind a number: long ones, or short ones before long ones («6» / «Công vụ» / «Tỷ lệ …»)."""
    long = [len(line.text) > 12 and begins_with_words(line.words) for line in lines[index + 1 : index + 3]]
    return bool(long) and (long[0] or (any(long) and begins_with_words(lines[index + 1].words)))
