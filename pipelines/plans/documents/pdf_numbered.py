"""Tables of a PDF page without ruled lines: rows by their numbers or their words, columns by the free gaps.

What belongs here: where rows begin, columns that no word of the rows crosses, names that stand above several columns
(«Cấp tỉnh» above 2026 and 2028), rows that go on with the table before. What does not: where such a table begins and
ends, tables by rules (pdf_layout).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from pipelines.plans.documents.pdf_lines import Line, Piece, cut_line
from pipelines.plans.documents.table_marks import is_known_head, is_ordinal_head, ordinal

_GUTTER = 3.0
_NEARLY = 0.97
_NEXT_LINE = 1.35  # of the height of letters
_APART = (0.35, 1.8)  # share of the height and spaces between two cells at least
_ONE_COLUMN = 24.0  # how far apart the numbers of rows may begin: «1» and «III» stand centred
_MOST_BELOW = 14  # columns below names that span
_OFF_CENTRE = 0.35  # of the distance between two columns
_MOST_RUNNING = 2  # lines of a running head that may stand close above rows
_LONGEST_FIGURE = 16

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, and their heads; both empty where they are unclear."""

    spans: tuple[Span, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A table as it was cut: its first line, its rows, the heads as the first, and what its columns are.

    Both empty: figures stand in it whose columns are unclear. `goes_on`: its heads stand in a table before it.
    """

    first: int
    rows: list[list[str]]
    columns: Columns
    goes_on: bool = False


def numbered_rows(lines: list[Line], before: Columns | None) -> Cut | None:
    """The table of lines whose rows are numbered, and what goes on with the columns `before`; None: no such table."""
    pieces = [line.pieces(*_APART) for line in lines]
    anchors = _anchors(pieces)
    valued = (place for place, row in enumerate(pieces) if _values(row))
    opened = anchors[0] if anchors else next(valued, len(lines))
    if before is not None and not _holds_heads(pieces[:opened]):
        goes_on = _holds_figures(pieces) and (anchors or any(_values(row) > 1 for row in pieces))
        return _continued(lines, anchors, before) if goes_on else None
    numbers = sum(ordinal(pieces[place][0].text).isdigit() for place in anchors)
    if numbers < 2 and not (numbers and any(is_ordinal_head(row[0].text) for row in pieces[:opened])):
        return None
    head = _head_line(pieces, anchors[0])
    return _headed(lines, pieces, head, _starts(lines, pieces, [head, *anchors]))


def unnumbered_rows(lines: list[Line], head: int, cuts: list[float]) -> Cut | None:
    """The table of lines whose rows have no numbers, known to be one by `cuts`; None: no figures stand in it."""
    pieces = [line.pieces(*_APART) for line in lines]
    if not _holds_figures(pieces[head:]):
        return None
    starts = _named_starts(lines, pieces, cuts)
    return _headed(lines, pieces, head, starts) or _unclear() if starts and starts[0] > head else _unclear()


def _named_starts(lines: list[Line], pieces: list[list[Piece]], cuts: list[float]) -> list[int]:
    """Where rows without numbers begin: below wide gaps, else at names; none where neither tells."""
    valued = [place for place, row in enumerate(pieces) if _values(row)]
    gaps = {place: lines[place - 1].foot - lines[place].foot for place in range(1, len(lines))}
    for least in sorted({round(gap, 1) for gap in gaps.values()}, reverse=True):
        starts = [0, *(place for place, gap in gaps.items() if gap >= _NEARLY * least)]
        held = [sum(begin <= place < end for place in valued) for begin, end in pairwise([*starts, len(lines)])]
        first = next((place for place, count in enumerate(held) if count), 0)
        if set(held[first:]) == {1}:
            return starts[first:]
    cells = [cut_line(line, cuts) for line in lines]
    opened = [
        place for place in range(valued[0], len(lines)) if cuts and sum(map(bool, cells[place])) * 2 > len(cuts) + 1
    ]
    rests = [cells[place][0] for place in range(valued[0], len(lines)) if place not in opened]
    begun = all(cells[place][0] and not cells[place][0][0].islower() for place in opened)
    is_clear = begun and {valued[0], *valued} <= set(opened) and not any(rest[:1].isupper() for rest in rests)
    return opened if is_clear else []


def is_value(text: str) -> bool:
    """Whether a piece is a figure («≥ 80», «Đạt 95%»), neither a year nor a date."""
    figure = text.strip("≥≤<>~ ")
    is_bare = figure[:1].isdigit() and sum(map(str.isalpha, text)) < len(text) / 2
    is_figure = len(text) < _LONGEST_FIGURE and (is_bare or (figure[-1:] == "%" and any(map(str.isdigit, text))))
    return is_figure and not _is_year(figure) and not _is_year(figure.rpartition("/")[2])


def _unclear() -> Cut:
    return Cut(0, [], Columns())


def _headed(lines: list[Line], pieces: list[list[Piece]], head: int, starts: list[int]) -> Cut | None:
    """The table whose heads stand above the first of its rows; None where it has no more than two columns."""
    bounds = list(pairwise([*starts, len(lines)]))
    told = _told(pieces, bounds)
    columns = _columns([piece for row in told for piece in row])
    if len(columns) < 2:
        return None
    top = _top(lines, pieces, head, columns)
    header = pieces[top : starts[0]]
    columns = _filled(columns, header)
    cuts = _between(columns)
    heads = _heads(header, cuts)
    body = [_cells(lines[begin:end], cuts) for begin, end in bounds]
    kept = _kept_apart(heads, body)
    if len(kept) < 3:
        return None
    rows = [_merged(row, kept) for row in ([heads] if header else []) + body]
    spans = _widened(_joined(columns, kept), header)
    is_headless = not header and any(sum(map(is_value, row[1:])) > 1 for row in rows)
    is_unclear = is_headless or _is_doubtful(told, spans, rows[1:] if header else rows)
    return _unclear() if is_unclear else Cut(top, rows, Columns(spans, tuple(rows[0]) if header else ()))


def _continued(lines: list[Line], anchors: list[int], before: Columns) -> Cut:
    """Rows without heads of their own in the columns of the table before them; unclear where they do not fit."""
    for first in range(min(_MOST_RUNNING, anchors[0] if anchors else 0) + 1):
        cut = _in_columns(lines[first:], [place - first for place in anchors], before.spans)
        if cut is not None:
            return Cut(first, cut[0], Columns(cut[1], before.heads), goes_on=bool(before.heads))
    return _unclear()


def _in_columns(
    lines: list[Line], anchors: list[int], before: tuple[Span, ...]
) -> tuple[list[list[str]], tuple[Span, ...]] | None:
    pieces = [line.pieces(*_APART) for line in lines]
    starts = [_first_start(lines, pieces, anchors[0]), *_starts(lines, pieces, anchors)] if anchors else [0]
    told = _told(pieces, _bounds(starts, len(lines)))
    spans = _fitted(told, before)
    if spans is None or _holds_figures(pieces[: starts[0]]):
        return None
    cuts = _between(list(spans))
    starts = starts if anchors else _named_starts(lines, pieces, cuts) or starts
    rows = [_cells(lines[begin:end], cuts) for begin, end in _bounds(starts, len(lines))]
    return None if _is_doubtful(told, spans, rows) else (rows, spans)


def _bounds(starts: list[int], after: int) -> list[tuple[int, int]]:
    """Where rows begin and end; what stands above the first is the rest of a row of the page before."""
    return list(pairwise([*([0] if starts[0] else []), *starts, after]))


def _first_start(lines: list[Line], pieces: list[list[Piece]], anchor: int) -> int:
    """Where the first row of a page begins: what stands above it is the rest of the row on the page before."""
    gaps = {place: lines[place - 1].foot - lines[place].foot for place in range(1, anchor + 1)}
    wide = [place for place, gap in gaps.items() if gap >= _NEARLY * max(gaps.values())]
    return next((place for place in reversed([0, *wide]) if not _goes_on(pieces[place])), anchor)


def _fitted(told: list[list[Piece]], before: tuple[Span, ...]) -> tuple[Span, ...] | None:
    """The columns before, each with what stands below it; None where something stands below none or below two."""
    below: list[list[Span]] = [[] for _ in before]
    stray: list[Span] = []
    for own in _columns([piece for row in told for piece in row]):
        places = [place for place, span in enumerate(before) if own[0] < span[1] and span[0] < own[1]]
        if len(places) > 1:
            return None
        (below[places[0]] if places else stray).append(own)
    for own in stray:
        behind = sum(span[1] < own[0] for span in before)
        free = [place for place in (behind - 1, behind) if 0 <= place < len(before) and not below[place]]
        if len(free) != 1 or _holds_values(own, told):
            return None
        below[free[0]].append(own)
    if any(len(owns) > 1 and any(_holds_values(own, told) for own in owns) for owns in below[1:]):
        return None
    spans = tuple(_around(span, *owns) for span, owns in zip(before, below, strict=True))
    return spans if all(one[1] < two[0] for one, two in pairwise(spans)) else None


def _holds_values(own: Span, told: list[list[Piece]]) -> bool:
    return any(own[0] <= piece.left <= own[1] and is_value(piece.text) for row in told for piece in row)


def _around(*spans: Span) -> Span:
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _told(pieces: list[list[Piece]], bounds: list[tuple[int, int]]) -> list[list[Piece]]:
    """The lines of rows that tell where columns stand: those of no group."""
    return [row for begin, end in bounds if not _is_group(pieces[begin:end]) for row in pieces[begin:end]]


def _holds_heads(rows: list[list[Piece]]) -> bool:
    """Whether lines above the first number are heads, not the rest of a row of the page before."""
    return any(
        is_ordinal_head(row[0].text)
        or sum(_is_year(piece.text) for piece in row) > 1
        or (len(row) > 2 and sum(is_known_head(piece.text) for piece in row) * 2 >= len(row))
        for row in rows
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def _holds_figures(rows: list[list[Piece]]) -> bool:
    return any(map(_values, rows))


def _values(row: list[Piece]) -> int:
    """How many figures stand right of a row's first piece."""
    return sum(is_value(piece.text) for piece in row[1:])


def _is_doubtful(told: list[list[Piece]], spans: tuple[Span, ...], rows: list[list[str]]) -> bool:
    """Whether figures of two columns may stand in one: beside each other on a line, or below each other in a row."""
    cuts = _between(list(spans))
    for row in told:
        places = [_column_of(piece, cuts) for piece in row]
        if any(
            one == two > 0 and (is_value(left.text) or is_value(right.text))
            for (one, left), (two, right) in pairwise(zip(places, row, strict=True))
        ):
            return True
    return any(map(_is_glued, rows))


def _joined(columns: list[Span], kept: list[int]) -> list[Span]:
    """The columns that are some, those between two kept ones joined to the later."""
    return [(columns[begin + 1][0], columns[end][1]) for begin, end in pairwise([-1, *kept])]


def _widened(columns: list[Span], header: list[list[Piece]]) -> tuple[Span, ...]:
    """The columns with the heads that stand in one of them alone."""
    cuts = _between(columns)
    edges = [float("-inf"), *cuts, float("inf")]
    for piece in (piece for row in header for piece in row):
        place = _column_of(piece, cuts)
        if edges[place] < piece.left and piece.right < edges[place + 1]:
            columns[place] = _around(columns[place], (piece.left, piece.right))
    return tuple(columns)


def _anchors(pieces: list[list[Piece]]) -> list[int]:
    """The lines that hold the number of a row: it stands alone, in the column of the others."""
    marked = [place for place, row in enumerate(pieces) if len(row) > 1 and ordinal(row[0].text)]
    left = min((pieces[place][0].left for place in marked), default=0.0)
    return [place for place in marked if pieces[place][0].left - left < _ONE_COLUMN]


def _head_line(pieces: list[list[Piece]], first: int) -> int:
    """The line of heads above the rows: that of «STT», else the first of several pieces; `first` without any."""
    for place in range(first - 1, -1, -1):
        if is_ordinal_head(pieces[place][0].text):
            return place
    return next((place for place in range(first) if len(pieces[place]) > 2), first)


def _top(lines: list[Line], pieces: list[list[Piece]], head: int, columns: list[Span]) -> int:
    """The first line of heads: above «STT» those that stand close, right of it, no wider than heads are."""
    top, left = head, pieces[head][0].right
    while top > 0 and lines[top - 1].foot - lines[top].foot < _NEXT_LINE * lines[head].height:
        row = pieces[top - 1]
        if row[0].left < left or any(piece.right - piece.left > _widest(columns) for piece in row):
            break
        top -= 1
    return top


def _widest(columns: list[Span]) -> float:
    """The width that the head of several columns may have: that of three usual ones."""
    widths = sorted(right - left for left, right in columns)
    return 3 * widths[len(widths) // 2] + 2 * _ONE_COLUMN


def _starts(lines: list[Line], pieces: list[list[Piece]], anchors: list[int]) -> list[int]:
    """Where each row begins: below the widest gap above its number, as that may stand in the middle of its row."""
    return [_start(lines, pieces, above, place) for above, place in pairwise(anchors)]


def _start(lines: list[Line], pieces: list[list[Piece]], above: int, anchor: int) -> int:
    gaps = {place: lines[place - 1].foot - lines[place].foot for place in range(above + 1, anchor + 1)}
    wide = [place for place, gap in gaps.items() if gap >= _NEARLY * max(gaps.values())] or [anchor]
    opening = (place for place in reversed(wide) if not _goes_on(pieces[place]))
    return wide[0] if len(wide) == 1 else next(opening, wide[-1])


def _goes_on(row: list[Piece]) -> bool:
    """Whether a line goes on in small letters what stands above it."""
    words = next((piece.text for piece in row if len(piece.text) > 3 and not ordinal(piece.text)), "")
    return words[:1].islower()


def _is_group(rows: list[list[Piece]]) -> bool:
    """«II | TỔ CHỨC BỘ MÁY»: a row of one name, which may reach over columns."""
    return len(rows[0]) <= 2 and all(len(row) == 1 for row in rows[1:])


def _filled(columns: list[Span], header: list[list[Piece]]) -> list[Span]:
    """The columns, and those that only heads fill."""
    lowest = header[_lowest(header)] if header else []
    for piece in [*lowest, *(piece for row in header if row is not lowest for piece in row)]:
        if all(_apart(piece, column) for column in columns) and (piece in lowest or not _spans(piece, columns, lowest)):
            columns = _with_head(columns, piece, lowest)
    return columns


def _between(columns: list[Span]) -> list[float]:
    """The middles of the gaps between columns."""
    return [(one[1] + two[0]) / 2 for one, two in pairwise(columns)]


def _lowest(header: list[list[Piece]]) -> int:
    """The last line of heads that holds several."""
    return max((number for number, row in enumerate(header) if len(row) > 1), default=0)


def _apart(piece: Piece, column: Span) -> bool:
    return piece.left > column[1] + _GUTTER or piece.right < column[0] - _GUTTER


def _with_head(columns: list[Span], piece: Piece, lowest: list[Piece]) -> list[Span]:
    """The columns with that of a head: the one beside it that has no lower head, else one of its own."""
    own = (piece.left, piece.right)
    before = [column for column in columns if column[1] < piece.left][-1:]
    behind = [column for column in columns if column[0] > piece.right][:1]
    bare = [column for column in before + behind if all(_apart(head, column) for head in lowest)]
    if piece not in lowest or not bare:
        return sorted([*columns, own])
    near = min(bare, key=lambda column: max(column[0] - piece.right, piece.left - column[1]))
    return sorted([*(column for column in columns if column != near), (min(near[0], own[0]), max(near[1], own[1]))])


def _spans(piece: Piece, columns: list[Span], lowest: list[Piece]) -> bool:
    """Whether a head stands between two columns that have lower heads of their own: it is above both."""
    before = [column for column in columns if column[1] < piece.left][-1:]
    behind = [column for column in columns if column[0] > piece.right][:1]
    return bool(before and behind) and all(
        any(left - _GUTTER < below.middle < right + _GUTTER for below in lowest) for left, right in before + behind
    )


def _columns(told: list[Piece]) -> list[Span]:
    """Where pieces stand below each other, with nothing between."""
    events = sorted([(piece.left, 1) for piece in told] + [(piece.right, -1) for piece in told])
    columns: list[Span] = []
    depth, begin = 0, min((place for place, _ in events), default=0.0)
    for (place, step), (following, _) in pairwise([*events, (float("inf"), 1)]):
        depth += step
        if depth == 0 and following - place > _GUTTER:
            columns.append((begin, place))
            begin = following
    return columns


def _cells(lines: list[Line], cuts: list[float]) -> list[str]:
    rows = [cut_line(line, cuts) for line in lines]
    return [" ".join(filter(None, column)) for column in zip(*rows, strict=True)]


def _heads(header: list[list[Piece]], cuts: list[float]) -> list[str]:
    """The head of each column, from top to bottom; a name above several columns heads each of them."""
    heads: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    spanning = dict(_spanning(header, cuts))
    for number, row in enumerate(header):
        for piece in row:
            for column in spanning.get((number, piece), [_column_of(piece, cuts)]):
                heads[column].append(piece.text)
    return [" ".join(words) for words in heads]


def _column_of(piece: Piece, cuts: list[float]) -> int:
    return sum(cut < piece.middle for cut in cuts)


def _spanning(header: list[list[Piece]], cuts: list[float]) -> Iterator[tuple[tuple[int, Piece], list[int]]]:
    """The heads above the lowest ones that stand in the middle of several of them, and the columns of these."""
    lowest = _lowest(header)
    below = sorted((_column_of(piece, cuts), piece.middle) for piece in header[lowest]) if header else []
    for run in _adjacent(below):
        first, last = run[0][0], run[-1][0]
        above = [
            (number, piece)
            for number, row in enumerate(header[:lowest])
            for piece in row
            if first <= _column_of(piece, cuts) <= last
        ]
        for heads, columns in _shared_out(_stacked(above), run):
            yield from ((head, columns) for head in heads)


def _adjacent(below: list[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    """Columns side by side, with the middles of their lowest heads."""
    runs: list[list[tuple[int, float]]] = []
    for column in below:
        if runs and column[0] - runs[-1][-1][0] == 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _stacked(above: list[tuple[int, Piece]]) -> list[list[tuple[int, Piece]]]:
    """Heads of several lines: pieces that stand below each other."""
    stacks: list[list[tuple[int, Piece]]] = []
    for number, piece in sorted(above, key=lambda one: one[1].middle):
        if stacks and any(piece.left < other.right and other.left < piece.right for _, other in stacks[-1]):
            stacks[-1].append((number, piece))
        else:
            stacks.append([(number, piece)])
    return stacks


def _shared_out(
    stacks: list[list[tuple[int, Piece]]], run: list[tuple[int, float]]
) -> Iterator[tuple[list[tuple[int, Piece]], list[int]]]:
    """Each name with the columns in whose middle it stands; none where they do not come out even."""
    if not 0 < len(stacks) < len(run) <= _MOST_BELOW:
        return
    middles = [sum(piece.middle for _, piece in stack) / len(stack) for stack in stacks]
    shares = [list(_cut_at(run, ends)) for ends in combinations(range(1, len(run)), len(stacks) - 1)]
    off = [max(abs(_mean(part) - middle) for part, middle in zip(parts, middles, strict=True)) for parts in shares]
    best = min(range(len(shares)), key=off.__getitem__)
    if off[best] <= _OFF_CENTRE * (run[-1][1] - run[0][1]) / (len(run) - 1):
        for stack, part in zip(stacks, shares[best], strict=True):
            yield stack, [column for column, _ in part]


def _cut_at(run: list[tuple[int, float]], ends: tuple[int, ...]) -> Iterator[list[tuple[int, float]]]:
    return (run[begin:end] for begin, end in pairwise([0, *ends, len(run)]))


def _mean(part: list[tuple[int, float]]) -> float:
    return sum(middle for _, middle in part) / len(part)


def _kept_apart(heads: list[str], body: list[list[str]]) -> list[int]:
    """The columns that are some; one without a head that no row fills beside the next is the left edge of that."""
    kept: list[int] = []
    for column in range(len(heads)):
        before = kept[-1] if kept else None
        shared = before is not None and any(row[before] and row[column] for row in body)
        if before is None or shared or (heads[before] and heads[column]):
            kept.append(column)
        else:
            kept[-1] = column
    return kept


def _merged(row: list[str], kept: list[int]) -> list[str]:
    """The cells of a row, those between two kept columns joined to the later one."""
    return [" ".join(filter(None, row[begin + 1 : end + 1])) for begin, end in pairwise([-1, *kept])]


def _is_glued(row: list[str]) -> bool:
    """Whether a cell holds the figures of several columns."""
    return any(
        len(parts) > 1 and all(part.strip("≥≤<>%").replace(",", "").replace(".", "").isdigit() for part in parts)
        for parts in map(str.split, row)
    )
