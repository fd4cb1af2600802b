"""Tables of a PDF page without ruled lines whose rows are numbered: rows by their numbers, columns by the free gaps.

What belongs here: where rows begin, columns that no word of the rows crosses, names that stand above several columns
(«Cấp tỉnh» above 2026 and 2028). What does not: where such a table begins and ends, tables by rules (pdf_layout).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from pipelines.plans.documents.pdf_lines import Line, Piece, cut_line
from pipelines.plans.documents.table_marks import is_ordinal_head, ordinal

_GUTTER = 3.0
_NEARLY = 0.97
_NEXT_LINE = 1.35  # of the height of letters
_APART = (0.35, 1.8)  # share of the height and spaces between two cells at least
_ONE_COLUMN = 24.0  # how far apart the numbers of rows may begin: «1» and «III» stand centred
_MOST_BELOW = 14  # columns below names that span
_OFF_CENTRE = 0.35  # of the distance between two columns


def numbered_rows(lines: list[Line]) -> tuple[int, list[list[str]]] | None:
    """The line that a table begins at and its rows, the heads as the first.

    None where fewer than two rows are numbered or columns stay unclear.
    """
    pieces = [line.pieces(*_APART) for line in lines]
    anchors = _anchors(pieces)
    if sum(ordinal(pieces[place][0].text).isdigit() for place in anchors) < 2:
        return None
    head = _head_line(pieces, anchors[0])
    starts = _starts(lines, pieces, [head, *anchors])
    bounds = list(pairwise([*starts, len(lines)]))
    told = [pieces[begin:end] for begin, end in bounds if not _is_group(pieces[begin:end])]
    columns = _columns([piece for rows in told for row in rows for piece in row])
    top = _top(lines, pieces, head, columns)
    header = pieces[top : starts[0]]
    cuts = _cuts(columns, header)
    heads = _heads(header, cuts)
    body = [_cells(lines[begin:end], cuts) for begin, end in bounds]
    kept = _kept_apart(heads, body)
    rows = [_merged(row, kept) for row in ([heads] if header else []) + body]
    return None if len(kept) < 3 or any(map(_is_glued, rows[1:])) else (top, rows)


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


def _top(lines: list[Line], pieces: list[list[Piece]], head: int, columns: list[tuple[float, float]]) -> int:
    """The first line of heads: above «STT» those that stand close, right of it, no wider than heads are."""
    top, left = head, pieces[head][0].right
    while top > 0 and lines[top - 1].foot - lines[top].foot < _NEXT_LINE * lines[head].height:
        row = pieces[top - 1]
        if row[0].left < left or any(piece.right - piece.left > _widest(columns) for piece in row):
            break
        top -= 1
    return top


def _widest(columns: list[tuple[float, float]]) -> float:
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
    return len(rows) == 1 and len(rows[0]) <= 2


def _cuts(columns: list[tuple[float, float]], header: list[list[Piece]]) -> list[float]:
    """The middles of the gaps between columns; heads fill those that no row does."""
    lowest = header[_lowest(header)] if header else []
    for piece in [*lowest, *(piece for row in header if row is not lowest for piece in row)]:
        if all(_apart(piece, column) for column in columns) and (piece in lowest or not _spans(piece, columns, lowest)):
            columns = _with_head(columns, piece, lowest)
    return [(one[1] + two[0]) / 2 for one, two in pairwise(columns)]


def _lowest(header: list[list[Piece]]) -> int:
    """The last line of heads that holds several."""
    return max((number for number, row in enumerate(header) if len(row) > 1), default=0)


def _apart(piece: Piece, column: tuple[float, float]) -> bool:
    return piece.left > column[1] + _GUTTER or piece.right < column[0] - _GUTTER


def _with_head(columns: list[tuple[float, float]], piece: Piece, lowest: list[Piece]) -> list[tuple[float, float]]:
    """The columns with that of a head: the one beside it that has no lower head, else one of its own."""
    own = (piece.left, piece.right)
    before = [column for column in columns if column[1] < piece.left][-1:]
    behind = [column for column in columns if column[0] > piece.right][:1]
    bare = [column for column in before + behind if all(_apart(head, column) for head in lowest)]
    if piece not in lowest or not bare:
        return sorted([*columns, own])
    near = min(bare, key=lambda column: max(column[0] - piece.right, piece.left - column[1]))
    return sorted([*(column for column in columns if column != near), (min(near[0], own[0]), max(near[1], own[1]))])


def _spans(piece: Piece, columns: list[tuple[float, float]], lowest: list[Piece]) -> bool:
    """Whether a head stands between two columns that have lower heads of their own: it is above both."""
    before = [column for column in columns if column[1] < piece.left][-1:]
    behind = [column for column in columns if column[0] > piece.right][:1]
    return bool(before and behind) and all(
        any(left - _GUTTER < below.middle < right + _GUTTER for below in lowest) for left, right in before + behind
    )


def _columns(told: list[Piece]) -> list[tuple[float, float]]:
    """Where pieces stand below each other, with nothing between."""
    events = sorted([(piece.left, 1) for piece in told] + [(piece.right, -1) for piece in told])
    columns: list[tuple[float, float]] = []
    depth, begin = 0, events[0][0]
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
