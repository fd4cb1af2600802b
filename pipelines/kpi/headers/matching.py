"""Matching a sheet's header against the layouts. Pure.

What belongs here: header paths of a sheet, exact and near matches, which layout fits best. What does not: the words
(header_words.py), what is said of a sheet that fits none (refusals.py).

A column's header path is the words from the top header row to the lowest, merged cells filled. It matches a layout's
column when each segment has one of the accepted wordings. A near match (score at least 85, at least 8 above the next)
loads with a warning, never across opposites or units of measure, nor with a word more. Anything else refuses the sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any

from pipelines.kpi.headers.header_words import (
    NUMBERING,
    STATES,
    TIMES,
    UNITS_OF_ROLE,
    bare_key,
    is_empty_head,
    is_ignored,
    levels_of_head,
    load_words,
    plain_key,
    said_of,
    segment_key,
    units_in,
    without_article,
)
from pipelines.kpi.headers.layout_spec import MeasureSpec
from pipelines.kpi.headers.layouts import Column, Layout, Path_, Scores
from pipelines.kpi.headers.named_in_full import named_in_row
from pipelines.kpi.headers.other_periods import (
    is_of_another_period,
    is_plan,
    is_result,
    names_a_part_of_a_year,
    period_of_header,
)
from pipelines.kpi.headers.segments import LIKE, NEAR, SAME_BUT_BRACKETS, SAME_WITHOUT_MARKS, segment_score
from pipelines.kpi.sheets.figure_shapes import is_without_words
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.unit_types import types_by_spelling
from pipelines.vietnamese import fold, name_ascii, squeeze

HEADER_ZONE = 40
MAX_HEADER_ROWS = 8
MARGIN = 8.0
OF_REPORTER = ("units", "pairs")  # bodies whose rows may be periods of the unit that reports
NAMING = ("unit", "number", "period")  # roles of columns that name a row and hold no figure
_OWN_NUMBER = re.compile(r"\(\d{1,2}\)")  # «Quá hạn (13)» says itself which of the two it is
_COLUMN_NUMBER = re.compile(r"^\(?\s*(\d{1,2})\s*\)?(?:\s*=.*)?$")


@dataclass
class HeaderMatch:
    """A sheet read as a layout: which frame column is which, where the body starts, and what was only near."""

    layout: Layout
    columns: dict[str, int]
    top: int
    body: int
    paths: list[tuple[str, ...]]
    near: list[tuple[int, str, str, float]] = field(default_factory=list)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Whether every required column was found and no column is unknown."""
        return not self.missing and not self.unknown

    @property
    def rank(self) -> tuple[int, int, int, int, int, int]:
        """Better matches compare higher: accepted, more columns, fewer gaps, a whole form, less guessing."""
        gaps = len(self.missing) + len(self.unknown) + len(self.unread)
        fit = len(self.columns) - gaps if self.is_accepted else len(self.explained)
        is_whole = int(not self.layout.spec.get("is_part"))
        return (int(self.is_accepted), fit, -gaps, is_whole, -len(self.near), -self.body + self.top)

    @property
    def explained(self) -> list[str]:
        """The columns with figures that were found; a unit's name and a number stand in every form."""
        return [c.id for c in self.layout.columns if c.id in self.columns and c.role not in NAMING]


@lru_cache(maxsize=200_000)
def path_score(header: tuple[str, ...], path: Path_) -> float:
    """How well a header path fits a layout's path: the worst of its segments, 0 where their number can't agree."""
    if not header:
        return 0.0
    best = 0.0
    for chosen in path_readings(path):
        if len(chosen) == len(header):
            above = [" ".join(header[:depth]) for depth in range(len(header))]
            best = max(best, min(segment_score(h, w, p) for h, w, p in zip(header, chosen, above, strict=True)))
        elif len(header) == 1 and len(chosen) > 1:
            best = max(best, _flat_score(header[0], chosen))
    return best


def _flat_score(header: str, path: Path_) -> float:
    """A header flattened into one row: «Tiếp nhận - Tổng số»."""
    return segment_score(header, _flattened(path))


@lru_cache(maxsize=5_000)
def _flattened(path: Path_) -> tuple[str, ...]:
    joined = [""]
    for wordings in path:
        joined = [f"{head} {word}".strip() for head in joined for word in wordings][:60]
    return tuple(joined)


@lru_cache(maxsize=5_000)
def path_readings(path: Path_) -> tuple[Path_, ...]:
    """The path with and without its optional segments."""
    found: list[Path_] = [()]
    for wordings in path:
        longer = [(*chosen, wordings) for chosen in found]
        found = longer + found if "" in wordings else longer
    return tuple(found)


# --- header paths of a sheet -----------------------------------------------------------------------------------------


def header_paths(sheet: Sheet, top: int, height: int) -> list[tuple[str, ...]]:
    """The header path of each column for header rows `top` to `top + height - 1`, merged or blank cells filled.

    A blank cell takes what stands to its left only under the same parent, so «Đã đồng bộ» beside a group stays alone.
    """
    width = sheet.cells.width
    owners = _merge_owners(sheet, top, height)
    parents: list[tuple[Any, ...]] = [()] * width
    paths: list[list[str]] = [[] for _ in range(width)]
    has_own = [False] * width
    for row in range(top, top + height):
        cells = sheet.cells.row(row)
        marks: list[Any] = [None] * width
        for column in range(width):
            owner = owners.get((row, column))
            has_own[column] |= bool(cells[column]) or (owner is not None and owner[1] == column)
            if owner is not None:
                marks[column] = owner
                text = sheet.cells.row(owner[0])[owner[1]] if owner[0] >= top else None
            elif cells[column]:
                marks[column], text = (row, column), cells[column]
            else:
                same = column and row < top + height - 1 and parents[column] == parents[column - 1]
                left = marks[column - 1] if same else None
                fits = left is not None and (row, column - 1) not in owners
                marks[column] = left if fits else None
                text = sheet.cells.row(left[0])[left[1]] if fits and left else None
            if text and not (paths[column] and parents[column] and parents[column][-1] == marks[column]):
                paths[column].append(str(text))
        parents = [parents[c] + (marks[c],) for c in range(width)]
    named = _without_empty_heads([tuple(path) if own else () for path, own in zip(paths, has_own, strict=True)])
    return _with_named_shares(_below_pending(_with_results_alone(named)))


def _below_pending(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A flat header in which «Trong hạn», «Trễ hạn» behind «Đang xử lý» are parts of what is pending."""
    if any(len(path) > 1 for path in paths):
        return paths
    head: tuple[str, ...] = ()
    found = []
    for path in paths:
        said = said_of(path[0]) if path else frozenset()
        if said & STATES:
            head = path if said & STATES == {"pending"} and not said & TIMES else ()
        is_part = head and said & TIMES and not said & STATES and not _OWN_NUMBER.search(path[0])
        found.append((*head, *path) if is_part else path)
    return found


@lru_cache(maxsize=20_000)
def _is_bare_share(text: str) -> bool:
    """Whether a header says that its column is a share, and not of what («Tỷ lệ (%)», «%»)."""
    return segment_key(text.replace("%", " ").replace("()", " ")) in ("", segment_key("Tỷ lệ"))


def _with_named_shares(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths in which «Tỷ lệ (%)» that stands behind several columns is that of the one to its left."""
    shares = [path for path in paths if path and _is_bare_share(path[-1])]
    if len(shares) == len(set(shares)):
        return paths
    named = list(paths)
    for place, path in enumerate(paths):
        left = paths[place - 1] if place else ()
        if path in shares and shares.count(path) > 1 and left[:-1] == path[:-1] and left not in shares:
            named[place] = (*path[:-1], f"{path[-1]} {left[-1]}" if left else path[-1])
    return named


def _with_results_alone(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths in which «Tỷ lệ … › Thực hiện (%)» beside «Kế hoạch» is that share: what was planned is no figure."""
    plans = {path[:-1] for path in paths if len(path) > 1 and is_plan(path[-1])}
    if not plans:
        return paths
    results = Counter(path[:-1] for path in paths if path[:-1] in plans and is_result(path[-1]))
    return [
        (*path[:-2], " ".join([path[-2], *re.findall(r"\([^()]*\)", path[-1])]))
        if results[path[:-1]] == 1 and is_result(path[-1])
        else path
        for path in paths
    ]


@lru_cache(maxsize=1)
def _inner_heads() -> frozenset[str]:
    return frozenset(segment_key(word) for word in ("Trong đó", "Bao gồm", "Chia ra"))


def _without_empty_heads(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths without repeats, «Trong đó», and heads over most columns that say nothing («KẾT QUẢ TRONG KỲ»)."""
    inner = _inner_heads()
    kept = [
        tuple(
            part
            for place, part in enumerate(path)
            if (not place or segment_key(part) != segment_key(path[place - 1]))
            and (place == len(path) - 1 or segment_key(part) not in inner)
        )
        for path in paths
    ]
    while True:
        heads = Counter(path[0] for path in kept if len(path) > 1)
        wide = [head for head, count in heads.items() if count * 2 >= sum(map(bool, kept)) and is_empty_head(head)]
        if not wide:
            return kept
        kept = [path[1:] if len(path) > 1 and path[0] == wide[0] else path for path in kept]


def _merge_owners(sheet: Sheet, top: int, height: int) -> dict[tuple[int, int], tuple[int, int]]:
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for first, left, last, right in sheet.merged:
        if last < top or first >= top + height:
            continue
        for row in range(first, min(last, top + height - 1) + 1):
            for column in range(left, min(right, sheet.cells.width - 1) + 1):
                owners[row, column] = (first, left)
    return owners


# --- matching --------------------------------------------------------------------------------------------------------


def match_sheet(sheet: Sheet, layouts: tuple[Layout, ...]) -> HeaderMatch | None:
    """The best reading of a sheet over all layouts and header places; None where nothing resembles a header."""
    best: HeaderMatch | None = None
    for top, height in header_places(sheet, layouts):
        paths = header_paths(sheet, top, height)
        if sum(bool(path) for path in paths) < 2:
            continue
        unnamed = unnamed_figures(sheet, paths, top + height)
        lines = title_lines(sheet, top, top + height)
        for layout in layouts:
            if height > int(layout.spec.get("header_rows", MAX_HEADER_ROWS)) or not is_titled(layout, lines):
                continue
            match = match_layout(layout, paths, top, top + height)
            match.unknown += unnamed
            _set_words_aside(sheet, match)
            if match.columns and (best is None or match.rank > best.rank) and _cells_fit(sheet, match):
                best = match
    return best


@dataclass(frozen=True)
class TitleLines:
    """What stands above a header, and in it, folded once for all layouts that ask."""

    above: tuple[str, ...]
    header: tuple[str, ...]


def title_lines(sheet: Sheet, top: int, body: int) -> TitleLines:
    """The lines around a header that reaches from row `top` to `body`; «so_ho_so» of open data says «so ho so»."""
    above = (*sheet.lead, *_cells_of(sheet, 0, top))
    header = (fold(cell).replace("_", " ") for cell in _cells_of(sheet, top, body))
    return TitleLines(tuple(map(fold, above)), tuple(header))


def is_titled(layout: Layout, lines: TitleLines) -> bool:
    """Whether what stands above a header is what the layout asks for, its columns being those of many tables.

    `titled` and `never_titled` ask the lines above the header, `about` those of the header too.
    """
    spec = layout.spec
    return (
        _is_said(spec.get("titled", ""), lines.above)
        and _is_said(spec.get("about", ""), (*lines.above, *lines.header))
        and not ("never_titled" in spec and _is_said(spec["never_titled"], lines.above))
    )


def _cells_of(sheet: Sheet, start: int, end: int) -> list[str]:
    return [cell for row in sheet.cells.slice(start, end - start).iter_rows() for cell in row if cell]


@lru_cache(maxsize=4_000)  # the same lines stand above every height of a header, and many layouts ask the same
def _is_said(form: str, lines: tuple[str, ...]) -> bool:
    """Whether a line has a form, typed with tone marks or without any; every table has the empty one."""
    return not form or any(re.search(_plain(form) if line.isascii() else form, line) for line in lines)


@lru_cache(maxsize=200)
def _plain(form: str) -> str:
    return name_ascii(form)


def _set_words_aside(sheet: Sheet, match: HeaderMatch) -> None:
    """Unknown columns without any digit hold no figure: they are named, not read, and don't refuse the sheet.

    A second column of units or a unit of measure stays unknown: it would change what a row means.
    """
    if match.missing:
        return
    if "unit" not in match.columns and match.layout.column("unit") and _has_names(sheet, match):
        match.missing.append("unit")
        return
    for place in list(match.unknown):
        path = match.paths[place]
        is_of_words = path and not _turns_rows(match, path) and not _has_digits(sheet, place, match.body)
        if is_of_words and not _names_units(sheet, place, match.body):
            match.unknown.remove(place)
            match.unread.append(place)


def _has_names(sheet: Sheet, match: HeaderMatch) -> bool:
    """Whether a column that nobody knows holds words: they may name the units that the header leaves out."""
    known = {*match.columns.values(), *(place for places in match.repeated.values() for place in places)}
    ignored = {at for at, path in enumerate(match.paths) if path and is_ignored(path[-1])}
    others = [name for at, name in enumerate(sheet.cells.columns) if at not in known | ignored]
    cells = sheet.cells.slice(match.body).select(others)
    return any(not is_without_words(cell) for name in others for cell in cells[name].drop_nulls().head(20))


def is_unit_of_measure(path: tuple[str, ...]) -> bool:
    """Whether a header is that of a column of units of measure («Đơn vị tính»)."""
    return plain_key(path[-1]).startswith(("don vi tinh", "dvt"))


def _turns_rows(match: HeaderMatch, path: tuple[str, ...]) -> bool:
    if is_unit_of_measure(path):
        return True
    named = [column for column in match.layout.columns if column.role in ("unit", "group", "field")]
    return any(path_score(path, column.path) >= LIKE for column in named)


def _names_units(sheet: Sheet, place: int, body: int) -> bool:
    """Whether a column whose head nobody knows («Khu vực») names units, whatever other column was taken for them."""
    cells = sheet.cells[str(place)].slice(body, 20).drop_nulls()
    return bool(len(cells)) and sum(map(_is_typed_unit, cells)) * 2 >= len(cells)


def _is_typed_unit(cell: str) -> bool:
    """Whether a cell is a type of unit and a name («Huyện Yên Định», «UBND xã Nga An»)."""
    found = _typed_unit().match(cell)
    return found is not None and cell[found.end() :][:1].isupper()


@lru_cache(maxsize=1)
def _typed_unit() -> re.Pattern[str]:
    types = "|".join(sorted((word for word in types_by_spelling() if len(word) > 1), key=len, reverse=True))
    return re.compile(rf"(?:ubnd\s+)?(?:{types})(?:\.\s*|\s+)", re.IGNORECASE)


def _has_digits(sheet: Sheet, place: int, body: int) -> bool:
    first = next(
        (n for n in range(body, min(body + 3, sheet.cells.height)) if is_column_numbers(sheet.cells.row(n))), -1
    )
    return bool(sheet.cells[str(place)].slice(max(body, first + 1)).str.contains(r"\d").any())


def unnamed_figures(sheet: Sheet, paths: list[tuple[str, ...]], body: int) -> list[int]:
    """Columns of figures without a header of their own: part of a wider column, so the header goes deeper than read."""
    found: list[int] = []
    under = {column for top, left, bottom, right in sheet.merged if bottom == body - 1 for column in range(left, right)}
    for place, path in enumerate(paths):
        cells = sheet.cells[str(place)].slice(body, 50).drop_nulls().to_list() if not path else []
        figures = sum(is_without_words(cell) for cell in cells)
        if figures and (figures * 2 >= len(cells) or place - 1 in under):
            found.append(place)
    return found


def _cells_fit(sheet: Sheet, match: HeaderMatch) -> bool:
    """Whether columns that the layout knows by their cells too (`cells_like`) hold such cells in most rows."""
    return not unfit_cells(sheet, match) and (match.layout.spec.get("rows") != "named" or _names_one(sheet, match))


def _names_one(sheet: Sheet, match: HeaderMatch) -> bool:
    """Whether a table without any other mark of its own names an indicator or an index in one of its rows."""
    place = match.columns.get("label")
    cells = sheet.cells[str(place)].slice(match.body, 50).drop_nulls().to_list() if place is not None else []
    lines = (*sheet.lead, *_cells_of(sheet, 0, match.top))
    return any(named_in_row(IndicatorCatalogue.load(), NUMBERING.sub("", cell), lines) for cell in cells)


def unfit_cells(sheet: Sheet, match: HeaderMatch) -> dict[str, str]:
    """The columns whose cells are not what the layout expects (`cells_like`), with a cell that is not."""
    unfit: dict[str, str] = {}
    for name, pattern in match.layout.spec.get("cells_like", {}).items():
        place = match.columns.get(name)
        cells = sheet.cells[str(place)].slice(match.body, 50).drop_nulls().to_list() if place is not None else []
        forms = [re.compile(form, re.IGNORECASE) for form in (pattern, name_ascii(pattern))]
        others = [cell for cell in cells if not any(form.fullmatch(cell.strip()) for form in forms)]
        if len(others) * 2 > len(cells):
            unfit[name] = others[0]
    return unfit


@lru_cache(maxsize=4)
def _known_keys(layouts: tuple[Layout, ...]) -> frozenset[str]:
    words = {word for x in layouts for c in x.columns for segment in c.path for word in segment if word}
    return frozenset(key for word in words for key in (segment_key(word), bare_key(word), plain_key(word)))


def _promising_tops(rows: list[tuple[str | None, ...]], layouts: tuple[Layout, ...]) -> list[int]:
    """The rows that hold most known header words, at most five; where none does, the first rows with several texts."""
    known = _known_keys(layouts)
    hits = {
        place: sum(1 for cell in row if cell and (segment_key(cell) in known or bare_key(cell) in known))
        for place, row in enumerate(rows[:HEADER_ZONE])
    }
    best = sorted((place for place in hits if hits[place]), key=lambda place: (-hits[place], place))[:5]
    several = [place for place, row in enumerate(rows[:HEADER_ZONE]) if sum(bool(cell) for cell in row) > 1]
    return sorted(best) or several[:3]


def header_places(sheet: Sheet, layouts: tuple[Layout, ...]) -> Iterator[tuple[int, int]]:
    """Where a header may start and how tall it may be: text cells, not figures, above the first row of data."""
    rows = [sheet.cells.row(place) for place in range(min(HEADER_ZONE + MAX_HEADER_ROWS, sheet.cells.height))]
    texts = [sum(1 for cell in row if cell and not is_without_words(cell)) for row in rows]
    figures = [sum(1 for cell in row if cell and is_without_words(cell)) for row in rows]
    for top in _promising_tops(rows, layouts):
        for height in range(1, MAX_HEADER_ROWS + 1):
            last = top + height - 1
            if last >= len(rows) or (height > 1 and figures[last] > texts[last]):
                break
            yield top, height


def match_layout(layout: Layout, paths: list[tuple[str, ...]], top: int, body: int) -> HeaderMatch:
    """One layout against the header paths of one place."""
    match = HeaderMatch(layout, {}, top, body, paths)
    free = [place for place, path in enumerate(paths) if path]
    _take_exact(match, free)
    _take_shares(match, free)
    if len(match.columns) >= max(2, len(layout.columns) // 3) and layout.spec.get("near", True):
        _take_near(match, free)
    _take_latest_period(match, free)
    _take_units_above(match, free)
    match.missing = [name for name in needed(match) if name not in match.columns]
    match.free = [place for place in free if not is_ignored(paths[place][-1])]
    match.unknown = list(match.free)
    if layout.spec.get("extra_columns") == "ignored":
        match.unknown = [place for place in match.free if _is_twin(match, place) or _is_cell_of_data(paths[place][-1])]
        match.unread = [place for place in match.free if place not in match.unknown] if not match.missing else []
    _set_other_periods_aside(match)
    return match


def _take_shares(match: HeaderMatch, free: list[int]) -> None:
    """«Tỷ lệ (%)» right behind the two columns of a measure that it divides is that measure's printed rate."""
    names = {place: name for name, place in match.columns.items()}
    for place in [place for place in free if place - 1 in names and _is_share_of_left(match.paths, place)]:
        before = {name for at, name in names.items() if at < place}
        printed = {
            measure["printed"]
            for measure in match.layout.spec.get("measures", [])
            if "printed" in measure and _is_divided_by(measure, names[place - 1], before)
        } - match.columns.keys()
        if len(printed) == 1:
            match.columns[printed.pop()] = place
            free.remove(place)


def _is_divided_by(measure: MeasureSpec, left: str, before: set[str]) -> bool:
    """Whether a measure divides columns that all stand before its rate, the last of them right before it."""
    parts = [*measure.get("numerator", []), *measure.get("denominator", [])]
    return left in {part.removesuffix("?") for part in parts} and before >= {p for p in parts if not p.endswith("?")}


def _is_share_of_left(paths: list[tuple[str, ...]], place: int) -> bool:
    """Whether a header is «Tỷ lệ (%)», alone or with the name of the column to its left (`_with_named_shares`)."""
    path, left = paths[place], paths[place - 1]
    return bool(path and left) and path[:-1] == left[:-1] and _is_bare_share(path[-1].removesuffix(f" {left[-1]}"))


def _take_units_above(match: HeaderMatch, free: list[int]) -> None:
    """«Huyện | Xã» are one unit a row: the right column names it, the left one the unit that it lies in."""
    own = match.columns.get("unit")
    if own is None or match.layout.spec.get("rows", "units") != "units":
        return
    words, heads = load_words(), {place: segment_key(match.paths[place][-1]) for place in sorted({own, *free})}
    above = [place for place, head in heads.items() if head in words.above]
    communes = [place for place, head in heads.items() if head in words.communes]
    if len(above) == len(communes) == 1 and above[0] == communes[0] - 1 and own in (above[0], communes[0]):
        free[:] = [place for place in free if place not in (above[0], communes[0])]
        match.columns["unit"], match.repeated["above"] = communes[0], above


def _take_latest_period(match: HeaderMatch, free: list[int]) -> None:
    """«Quý I/2025 | Quý I/2026» in place of the column of figures: the later one counts, if the title agrees."""
    if "figure" in match.columns or match.layout.column("figure") is None:
        return
    dated = {place: period for place in free if (period := period_of_header(match.paths[place])) and period.end}
    latest = sorted(dated, key=lambda place: (dated[place].end, -place))[-1:]
    parts = [place for place in free if names_a_part_of_a_year(match.paths[place])]  # «Quý III | 9 tháng»
    for place in latest or parts[:1]:
        match.columns["figure"] = place
        free.remove(place)


def _set_other_periods_aside(match: HeaderMatch) -> None:
    """Columns of the year before, or comparisons with it, are named and not read; they don't refuse the sheet."""
    if match.missing:
        return
    for place in list(match.unknown):
        path = match.paths[place]
        is_beside = "figure" in match.columns and names_a_part_of_a_year(path)
        if is_of_another_period(path) or is_beside or _is_share_of_plan(match, place):
            match.unknown.remove(place)
            match.unread.append(place)


def _is_share_of_plan(match: HeaderMatch, place: int) -> bool:
    """Whether a bare «Tỷ lệ (%)» stands behind what was planned and what was reached: it divides the two."""
    path = match.paths[place]
    before = [one[-1] for one in match.paths[max(place - 2, 0) : place] if one]
    return bool(path) and _is_bare_share(path[-1]) and any(map(is_plan, before)) and not is_plan(before[-1])


def _is_cell_of_data(text: str) -> bool:
    """A figure that is no year: the row is one of data, not a header."""
    return is_without_words(text) and not re.fullmatch(r"\(?(?:\d{1,2}|(?:19|20)\d{2})\)?", text.strip())


def needed(match: HeaderMatch) -> list[str]:
    """The columns that the layout needs: all required ones, and the likeliest of the sets of which it needs one.

    Rows of periods need no unit: they are those of the unit that reports.
    """
    is_of_reporter = "period" in match.columns and match.layout.spec.get("rows", "units") in OF_REPORTER
    required = [one.id for one in match.layout.columns if one.required and not (one.role == "unit" and is_of_reporter)]
    sets = match.layout.spec.get("one_of", [])
    return required + min(sets, key=lambda names: sum(name not in match.columns for name in names), default=[])


def _is_twin(match: HeaderMatch, place: int) -> bool:
    """Whether a header is as good as that of a figure already found: nobody can tell which of the two is meant."""
    figures = [c for c in match.layout.columns if c.id in match.columns and c.role in UNITS_OF_ROLE]
    return any(_column_score(match.layout, match.paths[place], column) >= 99.0 for column in figures)


MOST_HEADERS = 3_000


def _scores(layout: Layout, header: tuple[str, ...]) -> Scores:
    """How well a header fits the columns; one that names another unit of measure than a column's never does."""
    if header not in layout.scores:
        if len(layout.scores) > MOST_HEADERS:
            layout.scores.clear()
        of_all = {column.id: _score(header, column) for column in layout.columns}
        same = tuple((name, score) for name, score in of_all.items() if score >= SAME_BUT_BRACKETS)
        layout.scores[header] = Scores(of_all, same)
    return layout.scores[header]


def _column_score(layout: Layout, header: tuple[str, ...], column: Column) -> float:
    return _scores(layout, header).of_all[column.id]


def _score(header: tuple[str, ...], column: Column) -> float:
    if column.role == "period" and names_a_part_of_a_year(header):
        return 0.0  # «9 tháng» heads figures of nine months; a column of periods is headed «Kỳ», «Tháng»
    if column.role == "unit" and len(header) == 1 and levels_of_head(header[0]):
        return 100.0
    if column.role == "unit" and (bare := without_article(header[-1])) != header[-1]:
        return max(path_score(header, column.path), path_score((*header[:-1], bare), column.path))
    allowed = UNITS_OF_ROLE.get(column.role)
    return 0.0 if allowed is not None and units_of_header(header) - allowed else path_score(header, column.path)


@lru_cache(maxsize=20_000)
def units_of_header(header: tuple[str, ...]) -> frozenset[str]:
    """The units of measure that the lowest cell of a header path names that names any."""
    return next((units for part in reversed(header) if (units := units_in(part))), frozenset())


def _take_exact(match: HeaderMatch, free: list[int]) -> None:
    """Columns whose headers say the same, surest first; `free` loses the places taken."""
    fits = _fitting(match, free)
    for least in (100.0, 99.0, SAME_WITHOUT_MARKS, SAME_BUT_BRACKETS):
        for column in match.layout.columns:
            if not fits[column.id] or (column.id in match.columns and not column.repeats):
                continue
            fitting = [place for place, score in fits[column.id] if score >= least and place in free]
            if least <= SAME_WITHOUT_MARKS:
                fitting = [place for place in fitting if " ".join(match.paths[place]).isascii()]
            if column.repeats and fitting:
                match.repeated.setdefault(column.id, []).extend(fitting)
                match.columns.setdefault(column.id, fitting[0])
                for place in fitting:
                    free.remove(place)
            elif len(fitting) == 1 or (fitting and least == 100.0):
                match.columns[column.id] = fitting[0]
                free.remove(fitting[0])
                if least <= SAME_WITHOUT_MARKS:
                    match.near.append((fitting[0], column.id, show_path(column.path), least))


def _fitting(match: HeaderMatch, free: list[int]) -> dict[str, list[tuple[int, float]]]:
    """By column the free places whose headers say the same, with their scores."""
    fits: dict[str, list[tuple[int, float]]] = {column.id: [] for column in match.layout.columns}
    for place in free:
        for name, score in _scores(match.layout, match.paths[place]).same:
            fits[name].append((place, score))
    return fits


def _take_near(match: HeaderMatch, free: list[int]) -> None:
    open_columns = [column for column in match.layout.columns if column.id not in match.columns]
    for column in open_columns:
        of_column = [(_column_score(match.layout, match.paths[place], column), -place) for place in free]
        scores = sorted(of_column, reverse=True)
        if not scores or scores[0][0] < NEAR:
            continue
        place = -scores[0][1]
        header = match.paths[place]
        others = [_column_score(match.layout, header, other) for other in open_columns if other is not column]
        rivals = [*others, *(score for score, _ in scores[1:2])]
        if scores[0][0] - max(rivals, default=0.0) >= MARGIN:
            match.columns[column.id] = place
            match.near.append((place, column.id, show_path(column.path), scores[0][0]))
            free.remove(place)


def show_path(path: Path_) -> str:
    """A layout's path for people: the first wording of each segment, joined by « › »."""
    return " › ".join(next((word for word in wordings if word), "") for wordings in path if any(wordings))


def show_header(path: tuple[str, ...]) -> str:
    """A sheet's header path for people."""
    return " › ".join(squeeze(part) for part in path)


def is_column_numbers(cells: tuple[str | None, ...]) -> bool:
    """Whether a row only numbers the columns: «(1) (2) (3)», «1 2 3=4+5+6»."""
    shown = [cell for cell in cells if cell]
    numbers = list(takewhile(bool, map(_COLUMN_NUMBER.match, shown)))  # most rows say a name early: no further look
    if len(shown) < 3 or len(numbers) < len(shown):
        return False
    values = [int(match.group(1)) for match in numbers if match]
    return all(b - a == 1 for a, b in pairwise(values)) and values[0] <= 2
