"""The lines of a page in the order a person reads them: columns one after the other, tables row by row.

What belongs here: geometry of words and ruled lines; a table's row becomes one line of cells between bars, which
text_tables reads like any other. What does not: the PDF library (pdf_words), pages and findings (pdf).

A table is known by its ruled lines; one without them by the gaps that no word of its lines crosses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.plans.documents.pdf_lines import NEAR, Line, Piece, cut_line, lines_of
from pipelines.plans.documents.pdf_numbered import Columns, Cut, is_value, numbered_rows, unnumbered_rows
from pipelines.plans.documents.pdf_spans import ruled_rows
from pipelines.plans.documents.pdf_words import Rule, Word
from pipelines.plans.documents.table_marks import ordinal

_FEWEST_LINES = 3
_MOST_NARROW = 8
_MOST_LINES = 300
_MOST_PIECES = 3_000
_TRIED = 4
_LOOKED_BACK = 4
_HALF_A_LINE = 0.9
_A_LINE = 1.35
_MOST_BETWEEN = 3  # lines between the parts of a table: running feet and heads, page numbers, the name of a group
HEADS = "\ufdd1"  # stands before the heads of a table that goes on, to be read where it does not follow its first rows
_LIST_MARKS = ("-", "–", "+", "•", "*")


@dataclass(frozen=True, slots=True)
class _Region:
    """Lines `first` up to `after` that stand side by side, where columns are cut, where rows are (None: not ruled).

    `uprights`: the rules between its columns. `cut`: a table without ruled lines whose rows are known; one without rows
    is not to be read.
    """

    first: int
    after: int
    cuts: list[float]
    levels: list[float] | None
    cut: Cut | None = None
    uprights: tuple[Rule, ...] = ()


@dataclass(slots=True)
class InOrder:
    """The lines of a page as a person reads them, and which of them are of tables whose columns are unclear.

    `foot`: the columns of a table that may go on on the next page; empty where they are unclear.
    """

    lines: list[str] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    foot: Columns | None = None


def read_in_order(words: list[Word], rules: list[Rule], before: Columns | None = None) -> InOrder | None:
    """The lines of a page as a person reads them; None where nothing stands side by side.

    Args:
        words: of the page.
        rules: its ruled lines.
        before: the columns of a table at the foot of the page before.
    """
    lines = lines_of(words)
    regions = _ruled_regions(lines, rules) or _spaced_regions(lines, before)
    return _in_order(lines, regions) if regions else None


def plain_lines(words: list[Word]) -> list[str]:
    """The lines of a page from top to bottom."""
    return [line.text for line in lines_of(words)]


def _in_order(lines: list[Line], regions: list[_Region]) -> InOrder:
    page = InOrder()
    at = 0
    for region in regions:
        page.lines += [line.text for line in lines[at : region.first]]
        found = _region_lines(lines[region.first : region.after], region)
        if region.cut is not None and not region.cut.rows:
            page.unclear += range(len(page.lines), len(page.lines) + len(found))
        if region.cut is not None and region.cut.goes_on:
            page.lines.append(f"{HEADS}| {' | '.join(region.cut.columns.heads)} |")
        page.lines += found
        at = region.after
    page.lines += [line.text for line in lines[at:]]
    page.foot = _columns_before(regions, len(lines))
    return page


def _columns_before(regions: list[_Region], place: int) -> Columns | None:
    """The columns of the last table where a line close below it may go on with it."""
    if not regions or regions[-1].cut is None or place - regions[-1].after > _MOST_BETWEEN:
        return None
    return regions[-1].cut.columns


def _region_lines(lines: list[Line], region: _Region) -> list[str]:
    if region.cut is not None:
        return [f"| {' | '.join(row)} |" for row in region.cut.rows] or [line.text for line in lines]
    if region.levels is not None:
        ruled = ruled_rows(lines, region.cuts, region.levels, region.uprights)
        return [f"| {' | '.join(row)} |" for row in ruled if any(row)]
    cells = [cut_line(line, region.cuts) for line in lines]
    if len(region.cuts) == 1 and not _is_narrow_table(cells):
        return [row[column] for column in (0, 1) for row in cells if row[column]]
    rows = _rows_by_words(cells)
    return [f"| {' | '.join(row)} |" for row in rows if any(row)]


def _is_narrow_table(cells: list[list[str]]) -> bool:
    """Whether two columns are a table: figures stand in the right one or ordinals in the left one."""
    left, right = [row[0] for row in cells if row[0]], [row[1] for row in cells if row[1]]
    figures = sum(text.strip("≥≤<> ")[:1].isdigit() and len(text) < 16 for text in right)
    return figures * 2 > len(right) or sum(bool(ordinal(text)) for text in left) * 2 > len(left)


def _rows_by_words(cells: list[list[str]]) -> list[list[str]]:
    """Rows without ruled lines: one opens at an ordinal, or where there are none at words in most columns."""
    counted = sum(bool(ordinal(row[0])) for row in cells) >= 2
    rows: list[list[list[str]]] = []
    for place, row in enumerate(cells):
        if not rows or (bool(row[0]) if counted else sum(map(bool, row)) * 2 > len(row)):
            words = next((line[1] for line in cells[place : place + 2] if line[1]), "")
            rows.append([*(_torn_off(rows[-1]) if rows and words[:1].islower() else []), row])
        else:
            rows[-1].append(row)
    return [[" ".join(filter(None, column)) for column in zip(*lines, strict=True)] for lines in rows]


def _torn_off(above: list[list[str]]) -> list[list[str]]:
    """The lines of the row above that belong to an ordinal in the middle of its row: from the last capital on."""
    first = next((place for place in range(len(above) - 1, 0, -1) if above[place][1][:1].isupper()), len(above))
    torn = above[first:]
    del above[first:]
    return torn


def _ruled_regions(lines: list[Line], rules: list[Rule]) -> list[_Region]:
    upright = sorted((rule for rule in rules if rule.is_upright), key=lambda rule: -rule.end)
    regions: list[_Region] = []
    at = 0
    while at < len(upright):
        bottom, after = upright[at].start, at + 1
        while after < len(upright) and upright[after].end >= bottom - NEAR:
            bottom = min(bottom, upright[after].start)
            after += 1
        regions += _ruled_region(lines, rules, upright[at:after], bottom, upright[at].end)
        at = after
    return regions


def _ruled_region(
    lines: list[Line], rules: list[Rule], upright: list[Rule], bottom: float, top: float
) -> list[_Region]:
    edges = _apart([rule.at for rule in upright])
    inside = [place for place, line in enumerate(lines) if bottom - NEAR <= line.foot + line.height / 2 <= top + NEAR]
    width = edges[-1] - edges[0]
    levels = [
        level
        for level in _apart(
            [rule.at for rule in rules if not rule.is_upright and bottom - NEAR <= rule.at <= top + NEAR]
        )
        if _covered(level, rules, edges[0], edges[-1]) > 0.3 * width
    ]
    if len(edges) < 3 or not inside or len(levels) < 3:
        return []
    return [_Region(inside[0], inside[-1] + 1, edges[1:-1], levels, uprights=tuple(upright))]


def _covered(level: float, rules: list[Rule], left: float, right: float) -> float:
    near = [rule for rule in rules if not rule.is_upright and abs(rule.at - level) <= NEAR]
    return sum(max(min(rule.end, right) - max(rule.start, left), 0.0) for rule in near)


def _apart(places: list[float]) -> list[float]:
    """Places without those that stand almost on another."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > NEAR:
            kept.append(place)
    return kept


def _spaced_regions(lines: list[Line], before: Columns | None) -> list[_Region]:
    """Stretches of lines with wide gaps in them, cut where no word crosses."""
    if not lines:
        return []
    left = min(line.words[0].left for line in lines)
    breadth = max(line.words[-1].right for line in lines) - left
    regions: list[_Region] = []
    at = 0
    while at < len(lines):
        after = _gapped_end(lines, at, breadth) if _is_gapped(lines[at]) else at + 1
        above = _columns_before(regions, at) if regions else before if at <= _MOST_BETWEEN else None
        floor = regions[-1].after if regions else 0
        regions += _spaced_region(lines, at, after, above, floor)
        at = after
    return regions


def _spaced_region(lines: list[Line], at: int, after: int, before: Columns | None, floor: int) -> list[_Region]:
    """The region in a stretch of lines; its first lines may stand apart from it."""
    top = max(at - _heads_above(lines, at, _HALF_A_LINE if before is None else _A_LINE), floor)
    cut = numbered_rows(lines[top:after], before)
    if cut is not None:
        return [_Region(top + cut.first if cut.rows else at, after, [], None, cut)]
    for first in range(at, min(at + _TRIED, after - _FEWEST_LINES + 1)):
        cuts = _gutters(lines[first:after])
        if cuts:
            while not _is_gapped(lines[after - 1]) and _crosses(lines[after - 1], cuts):
                after -= 1  # a line below the table, not the rest of a cell
            cut = _cut_by_words(lines[top:after], first - top, cuts)
            return [_Region(top + cut.first if cut and cut.rows else first, after, cuts, None, cut)]
    if not _holds_figures_apart(lines[at:after], []):
        return []
    cut = unnumbered_rows(lines[top:after], at - top, []) or Cut(0, [], Columns())
    return [_Region(top + cut.first if cut.rows else at, after, [], None, cut)]


def _cut_by_words(lines: list[Line], head: int, cuts: list[float]) -> Cut | None:
    """A table of several columns without numbers of rows; None for two columns, and where no figures stand in it."""
    if len(cuts) > 1:
        return unnumbered_rows(lines, head, cuts)
    return Cut(head, [], Columns()) if _holds_figures_apart(lines[head:], cuts) else None


def _holds_figures_apart(lines: list[Line], cuts: list[float]) -> bool:
    """Whether a line has two figures apart from each other right of its name, with no cut between them."""
    return any(_figures_apart(line.pieces(), cuts) for line in lines)


def _figures_apart(pieces: list[Piece], cuts: list[float]) -> bool:
    columns = [sum(cut < piece.middle for cut in cuts) for piece in pieces[1:] if is_value(piece.text)]
    is_stretched = pieces[0].text.isalpha()  # one word apart from the next: a line of prose set to its full width
    return not is_stretched and any(one == two for one, two in pairwise(columns))


def _heads_above(lines: list[Line], at: int, reach: float) -> int:
    """How many lines right above stand nearer than `reach` heights: of heads that stand higher, of a row's name."""
    count = 0
    while count < at and lines[at - count - 1].foot - lines[at - count].foot < reach * lines[at].height:
        count += 1
    return count


def _crosses(line: Line, cuts: list[float]) -> bool:
    return any(line.words[0].left < cut < line.words[-1].right for cut in cuts)


def _is_gapped(line: Line) -> bool:
    return any(line.gaps(0.75))


def _gapped_end(lines: list[Line], at: int, breadth: float) -> int:
    """Where a stretch of lines with gaps ends; between them narrow lines may stand, which go on in one column."""
    end, narrow = at + 1, 0
    for place in range(at + 1, min(at + _MOST_LINES, len(lines))):
        line = lines[place]
        if lines[place - 1].foot - line.foot > 4 * max(line.height, 6.0):
            break
        if _is_gapped(line):
            end, narrow = place + 1, 0
        elif line.words[-1].right - line.words[0].left > 0.65 * breadth or narrow >= _MOST_NARROW:
            break
        else:
            narrow += 1
            end += place == end and _goes_on(lines[at], lines[max(at, end - _LOOKED_BACK) : end], line)
    return end


def _goes_on(first: Line, above: list[Line], line: Line) -> bool:
    """Whether a narrow line begins where a piece of the first line or of those above it does: the rest of a cell."""
    words = line.words[0].text
    if ordinal(words) or words in _LIST_MARKS:
        return False
    left = min(one.words[0].left for one in above)
    inner = [piece.left for one in above for piece in one.pieces() if piece.left - left > 2 * NEAR]
    edges = [piece.left for piece in first.pieces()] + inner
    return any(abs(edge - line.words[0].left) < 2 * NEAR for edge in edges)


def _gutters(lines: list[Line]) -> list[float]:
    """The middles of the gaps that hardly any line crosses and that lines have words on both sides of."""
    spans = sorted(((piece.left, piece.right) for line in lines for piece in line.pieces()), key=lambda piece: piece[0])
    tolerated = len(lines) // 7
    ends = sorted({end for _, end in spans}) if len(spans) <= _MOST_PIECES else []
    cuts: list[float] = []
    for end in ends:
        start = min((begin for begin, _ in spans if begin > end), default=None)
        if start is None or start - end < 4.0:
            continue
        middle = (start + end) / 2
        crossed = sum(begin < middle < stop for begin, stop in spans)
        both = sum(line.words[0].left < middle < line.words[-1].right for line in lines) - crossed
        if crossed <= tolerated and both >= min(_FEWEST_LINES, len(lines)) - 1 and both * 3 >= len(lines):
            cuts.append(middle)
    return _between_words(_apart(cuts), spans)


def _between_words(cuts: list[float], spans: list[tuple[float, float]]) -> list[float]:
    """Cuts with words between them: of several in one gap, the last."""
    middles = [(begin + end) / 2 for begin, end in spans]
    return [
        cut for cut, following in pairwise([*cuts, float("inf")]) if any(cut < middle < following for middle in middles)
    ]
