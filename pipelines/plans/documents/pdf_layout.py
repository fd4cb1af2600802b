"""The lines of a page in the order a person reads them: columns one after the other, tables row by row.

What belongs here: geometry of words and ruled lines; a table's row becomes one line of cells between bars, which
text_tables reads like any other. What does not: the PDF library (pdf_words), pages and findings (pdf).

A table is known by its ruled lines; one without them by the gaps that no word of its lines crosses.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipelines.plans.documents.pdf_words import Rule, Word
from pipelines.plans.documents.table_marks import ordinal

_NEAR = 3.0
_FEWEST_LINES = 3
_MOST_NARROW = 8
_MOST_LINES = 300
_MOST_PIECES = 3_000
_TRIED = 4


@dataclass(slots=True)
class _Line:
    """Words that stand on one foot, from left to right."""

    words: list[Word]
    foot: float
    height: float
    space: float = 0.0

    def gaps(self, share: float) -> list[bool]:
        """For each word but the first, whether it stands apart by a share of the height and two spaces."""
        least = max(share * max(self.height, 5.0), 2.2 * self.space)
        return [two.left - one.right > least for one, two in pairwise(self.words)]

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Region:
    """Lines `first` up to `after` that stand side by side, where columns are cut, where rows are (None: not ruled)."""

    first: int
    after: int
    cuts: list[float]
    levels: list[float] | None


def read_in_order(words: list[Word], rules: list[Rule]) -> list[str] | None:
    """The lines of a page as a person reads them; None where nothing stands side by side."""
    lines = _lines(words)
    regions = _ruled_regions(lines, rules) or _spaced_regions(lines)
    return _in_order(lines, regions) if regions else None


def plain_lines(words: list[Word]) -> list[str]:
    """The lines of a page from top to bottom."""
    return [line.text for line in _lines(words)]


def _lines(words: list[Word]) -> list[_Line]:
    lines: list[_Line] = []
    for word in sorted(words, key=lambda word: (-word.foot, word.left)):
        if lines and lines[-1].foot - word.foot < 0.45 * max(word.height, lines[-1].height, 4.0):
            lines[-1].words.append(word)
        else:
            lines.append(_Line([word], word.foot, word.height))
    for line in lines:
        line.words.sort(key=lambda word: word.left)
    spaces = sorted(two.left - one.right for line in lines for one, two in pairwise(line.words))
    for line in lines:
        line.space = max(spaces[len(spaces) // 3], 0.0) if spaces else 0.0
    return lines


def _in_order(lines: list[_Line], regions: list[_Region]) -> list[str]:
    found: list[str] = []
    at = 0
    for region in regions:
        found += [line.text for line in lines[at : region.first]]
        found += _region_lines(lines[region.first : region.after], region)
        at = region.after
    return found + [line.text for line in lines[at:]]


def _region_lines(lines: list[_Line], region: _Region) -> list[str]:
    cells = [_cut(line, region.cuts) for line in lines]
    if region.levels is None and len(region.cuts) == 1 and not _is_narrow_table(cells):
        return [row[column] for column in (0, 1) for row in cells if row[column]]
    rows = _rows_by_levels(lines, cells, region.levels) if region.levels is not None else _rows_by_words(cells)
    return [f"| {' | '.join(row)} |" for row in rows if any(row)]


def _cut(line: _Line, cuts: list[float]) -> list[str]:
    """The words of a line in each column; words that reach over a cut stay together."""
    columns: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    last, end = 0, float("-inf")
    for word in line.words:
        column = sum(cut < (word.left + word.right) / 2 for cut in cuts)
        if word.left - end < 0.35 * word.height and column > last and not _has_gap(end, word.left, cuts):
            column = last
        columns[column].append(word.text)
        last, end = column, word.right
    return [" ".join(words) for words in columns]


def _has_gap(end: float, start: float, cuts: list[float]) -> bool:
    return any(end - _NEAR <= cut <= start + _NEAR for cut in cuts)


def _is_narrow_table(cells: list[list[str]]) -> bool:
    """Whether two columns are a table: figures stand in the right one or ordinals in the left one."""
    left, right = [row[0] for row in cells if row[0]], [row[1] for row in cells if row[1]]
    figures = sum(text.strip("≥≤<> ")[:1].isdigit() and len(text) < 16 for text in right)
    return figures * 2 > len(right) or sum(bool(ordinal(text)) for text in left) * 2 > len(left)


def _rows_by_levels(lines: list[_Line], cells: list[list[str]], levels: list[float]) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for line, row in zip(lines, cells, strict=True):
        _append(rows.setdefault(sum(level > line.foot + line.height / 2 for level in levels), [""] * len(row)), row)
    return [rows[level] for level in sorted(rows)]


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


def _append(row: list[str], more: list[str]) -> None:
    for column, text in enumerate(more):
        row[column] = f"{row[column]} {text}".strip()


def _ruled_regions(lines: list[_Line], rules: list[Rule]) -> list[_Region]:
    upright = sorted((rule for rule in rules if rule.is_upright), key=lambda rule: -rule.end)
    regions: list[_Region] = []
    at = 0
    while at < len(upright):
        bottom, after = upright[at].start, at + 1
        while after < len(upright) and upright[after].end >= bottom - _NEAR:
            bottom = min(bottom, upright[after].start)
            after += 1
        regions += _ruled_region(lines, rules, upright[at:after], bottom, upright[at].end)
        at = after
    return regions


def _ruled_region(
    lines: list[_Line], rules: list[Rule], upright: list[Rule], bottom: float, top: float
) -> list[_Region]:
    edges = _apart([rule.at for rule in upright])
    inside = [place for place, line in enumerate(lines) if bottom - _NEAR <= line.foot + line.height / 2 <= top + _NEAR]
    width = edges[-1] - edges[0]
    levels = [
        level
        for level in _apart(
            [rule.at for rule in rules if not rule.is_upright and bottom - _NEAR <= rule.at <= top + _NEAR]
        )
        if _covered(level, rules, edges[0], edges[-1]) > 0.3 * width
    ]
    if len(edges) < 3 or not inside or len(levels) < 3:
        return []
    return [_Region(inside[0], inside[-1] + 1, edges[1:-1], levels)]


def _covered(level: float, rules: list[Rule], left: float, right: float) -> float:
    near = [rule for rule in rules if not rule.is_upright and abs(rule.at - level) <= _NEAR]
    return sum(max(min(rule.end, right) - max(rule.start, left), 0.0) for rule in near)


def _apart(places: list[float]) -> list[float]:
    """Places without those that stand almost on another."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept


def _spaced_regions(lines: list[_Line]) -> list[_Region]:
    """Stretches of lines with wide gaps in them, cut where no word crosses."""
    if not lines:
        return []
    left = min(line.words[0].left for line in lines)
    breadth = max(line.words[-1].right for line in lines) - left
    regions: list[_Region] = []
    at = 0
    while at < len(lines):
        after = _gapped_end(lines, at, breadth) if _is_gapped(lines[at]) else at + 1
        regions += _spaced_region(lines, at, after)
        at = after
    return regions


def _spaced_region(lines: list[_Line], at: int, after: int) -> list[_Region]:
    """The region in a stretch of lines; its first lines may stand apart from it."""
    for first in range(at, min(at + _TRIED, after - _FEWEST_LINES + 1)):
        cuts = _gutters(lines[first:after])
        if cuts:
            while not _is_gapped(lines[after - 1]) and _crosses(lines[after - 1], cuts):
                after -= 1  # a line below the table, not the rest of a cell
            return [_Region(first, after, cuts, None)]
    return []


def _crosses(line: _Line, cuts: list[float]) -> bool:
    return any(line.words[0].left < cut < line.words[-1].right for cut in cuts)


def _is_gapped(line: _Line) -> bool:
    return any(line.gaps(0.75))


def _gapped_end(lines: list[_Line], at: int, breadth: float) -> int:
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
            end += narrow == place + 1 - end and _goes_on(lines[at], line)
    return end


def _goes_on(first: _Line, line: _Line) -> bool:
    """Whether a narrow line begins where a piece of the first line begins: the rest of a cell or a column."""
    return any(abs(left - line.words[0].left) < 2 * _NEAR for left, _ in _pieces(first))


def _gutters(lines: list[_Line]) -> list[float]:
    """The middles of the gaps that hardly any line crosses and that lines have words on both sides of."""
    spans = sorted((piece for line in lines for piece in _pieces(line)), key=lambda piece: piece[0])
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


def _pieces(line: _Line) -> list[tuple[float, float]]:
    """The stretches of a line between its gaps."""
    pieces = [(line.words[0].left, line.words[0].right)]
    for word, is_apart in zip(line.words[1:], line.gaps(0.55), strict=True):
        if is_apart:
            pieces.append((word.left, word.right))
        else:
            pieces[-1] = (pieces[-1][0], max(word.right, pieces[-1][1]))
    return pieces
