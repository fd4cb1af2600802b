"""Tables whose cells stand one a line without any bar: «STT», its column heads, then rows opened by 1, 2, 3.

What belongs here: such tables. What does not: tables with bars or tabs.
"""

from __future__ import annotations

from pipelines.plans.documents.cell_streams import trimmed_cell
from pipelines.plans.documents.lines import Line
from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.documents.table_marks import begins_with_words, is_known_head, ordinal
from pipelines.plans.lexicon.line_words import line_words

_MOST_HEADS = 15
_MOST_TORN = 4  # lines more than cells that the name of a row may take
_BEFORE_FIGURES = line_words("before_figures")


def bare_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """The table that begins at the line «STT» and the line behind it; None where none does."""
    after = index + 1
    while after < len(lines) and after - index < _MOST_HEADS and _is_head(lines[after].words):
        after += 1
    width = after - index
    if width < 3 or after >= len(lines) or not _ordinal(lines[after]):
        return None, index
    rows = [_row(text, [[line] for line in lines[index:after]])]
    expected = 0
    while after < len(lines) and (mark := _ordinal(lines[after])):
        if not mark.isdigit():
            row, after = [[line] for line in lines[after : after + 2]], min(after + 2, len(lines))
        elif int(mark) in (expected + 1, 1):
            expected = int(mark)
            row, after = _row_at(lines, after, width, expected)
        else:
            break
        rows.append(_row(text, row))
    return Table(lines[index].start, lines[after - 1].end, tuple(rows), headed=True), after


def _row(text: str, row: list[list[Line]]) -> tuple[Cell, ...]:
    return tuple(trimmed_cell(text, cell[0].start, cell[-1].end) for cell in row)


def _row_at(lines: list[Line], index: int, width: int, number: int) -> tuple[list[list[Line]], int]:
    """The cells of one row, a list of lines each, and the line behind it."""
    end = _next_row(lines, index, width, number)
    surplus = end - index - width
    if surplus > 0 and all(not _is_figure(line.words) for line in lines[index + 1 : index + 2 + surplus]):
        name = lines[index + 1 : index + 2 + surplus]  # «… nộp qua» / «Cổng Dịch vụ công»: a name over several lines
        return [[lines[index]], name, *([line] for line in lines[index + 2 + surplus : end])], end
    row = [[lines[index]]]
    after = index + 1
    while after < len(lines) and (len(row) < width or _wraps(row[-1], lines[after])):
        if _wraps(row[-1], lines[after]):
            row[-1].append(lines[after])
        elif len(row) >= 3 and _ordinal(lines[after]) == str(number + 1) and _words_follow(lines, after):
            break
        else:
            row.append([lines[after]])
        after += 1
    return row, after


def _next_row(lines: list[Line], index: int, width: int, number: int) -> int:
    """Where the next row opens, if it does within a few lines more than a row has; the end of a last row of figures."""
    last = min(index + width + _MOST_TORN, len(lines))
    for place in range(index + width, last):
        if _ordinal(lines[place]) == str(number + 1) and _words_follow(lines, place):
            return place
        if lines[place].blank_before:
            return place
    return last if last == len(lines) and _is_figure(lines[-1].words) else index


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
        and not _is_figure(line.words)
    )


def _is_figure(words: str) -> bool:
    word = next((word for word in _BEFORE_FIGURES if words.startswith(word)), "")
    return words[len(word) :].lstrip()[:1].isdigit()


def _ordinal(line: Line) -> str:
    mark = ordinal(line.words)
    return mark if mark.isdigit() or (mark and not mark.strip("IVX")) else ""


def _words_follow(lines: list[Line], index: int) -> bool:
    return index + 1 < len(lines) and len(lines[index + 1].text) > 12 and begins_with_words(lines[index + 1].words)
