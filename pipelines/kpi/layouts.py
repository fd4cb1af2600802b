r"""Layouts: what a template's header looks like, as data, and matching a sheet against them. Pure.

What belongs here: reading `layouts/*.yml`, header paths of a sheet, exact and near matches, the words of a refusal.
What does not: turning rows into figures (extract.py).

A wording that starts with «~» is a regular expression over the normalised header («~pci \d{4}»).
A column's header path is the words from the top header row to the lowest, merged cells filled. It matches a layout's
column when each segment has one of the accepted wordings. A near match (score at least 85, at least 8 above the next)
loads with a warning, and never across opposites. Anything else refuses the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from pipelines.kpi.sheets import Sheet
from pipelines.vietnamese import ascii_fold, name_key

FOLDER = Path(__file__).with_name("layouts")
HEADER_ZONE = 40
MAX_HEADER_ROWS = 8
NEAR = 85.0
MARGIN = 8.0
_BRACKETS = re.compile(r"\([^()]*\)")
_COLUMN_NUMBER = re.compile(r"^\(?\s*(\d{1,2})\s*\)?(?:\s*=.*)?$")


@dataclass(frozen=True)
class Column:
    """One column of a layout. `path` holds the accepted wordings per segment; «» among them makes the segment optional.

    Roles: `number` (STT), `unit`, `group` (a field or level), `count`, `rate`, `score`, `rank`, `answer`, `ignored`.
    """

    id: str
    path: tuple[tuple[str, ...], ...]
    role: str
    required: bool
    repeats: bool


@dataclass(frozen=True)
class Layout:
    """One template. `spec` is the YAML as read: measures, identities, units, period."""

    name: str
    title: str
    columns: tuple[Column, ...]
    spec: dict[str, Any] = field(hash=False, compare=False)
    file: str = ""


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

    @property
    def is_accepted(self) -> bool:
        """Whether every required column was found and no column is unknown."""
        return not self.missing and not self.unknown

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """Better matches compare higher: accepted, more columns, fewer gaps, less guessing."""
        gaps = len(self.missing) + len(self.unknown)
        fit = len(self.columns) - gaps if self.is_accepted else len(self.explained)
        return (int(self.is_accepted), fit, -gaps, -len(self.near), -self.body + self.top)

    @property
    def explained(self) -> list[str]:
        """The columns with figures that were found; a unit's name and a number stand in every form."""
        return [c.id for c in self.layout.columns if c.id in self.columns and c.role not in ("unit", "number")]


@dataclass(frozen=True)
class Words:
    """Language of headers as data: abbreviations, opposites, columns that carry no figure. From layouts/_words.yml."""

    abbreviations: tuple[tuple[str, str], ...]
    opposites: tuple[tuple[tuple[str, re.Pattern[str]], ...], ...]
    ignored: frozenset[str]
    fillers: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_words(folder: Path = FOLDER) -> Words:
    """The words file.

    Raises:
        FileNotFoundError: the package was installed without its layouts.
    """
    content = yaml.safe_load((folder / "_words.yml").read_text(encoding="utf-8"))
    short = tuple((name_key(a), name_key(b)) for a, b in content["abbreviations"].items())
    opposites = tuple(
        tuple((label, re.compile(_whole_words("|".join(name_key(w) for w in words)))) for label, words in group.items())
        for group in content["opposites"]
    )
    bare = Words(short, opposites, frozenset())
    ignored = frozenset(_key(word, bare) for word in content["ignored_columns"])
    return Words(short, opposites, ignored, tuple(name_key(word) for word in content["fillers"]))


@lru_cache(maxsize=1)
def load_layouts(folder: Path = FOLDER) -> tuple[Layout, ...]:
    """All layouts in the order of their file names.

    Raises:
        KeyError: a layout lacks `layout` or `columns`.
    """
    files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
    return tuple(_layout(path) for path in files)


def _layout(path: Path) -> Layout:
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    columns = tuple(
        Column(
            name, tuple(tuple(segment) for segment in column["path"]), column["role"],
            bool(column.get("required", column["role"] in ("unit", "count", "rate", "score"))),
            bool(column.get("repeats", False)),
        )
        for name, column in spec["columns"].items()
    )  # fmt: skip
    return Layout(spec["layout"], spec.get("title", spec["layout"]), columns, spec, path.name)


def _whole_words(pattern: str) -> str:
    """The pattern between spaces; a word boundary would fail, since keys end in combining tone marks."""
    return rf"(?<!\S)(?:{pattern})(?!\S)"


# --- keys of words ---------------------------------------------------------------------------------------------------


def _key(text: str, words: Words) -> str:
    key = name_key(text)
    for short, whole in words.abbreviations:
        key = re.sub(_whole_words(short), whole, key)
    return key


@lru_cache(maxsize=20_000)
def segment_key(text: str) -> str:
    """The key of a header segment: abbreviations written out, marks and punctuation settled, brackets kept."""
    return _key(text, load_words())


@lru_cache(maxsize=20_000)
def bare_key(text: str) -> str:
    """The same without what stands in brackets."""
    return segment_key(_BRACKETS.sub(" ", text)) or segment_key(text)


@lru_cache(maxsize=20_000)
def _senses(key: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(label for label, pattern in group if pattern.search(key)) for group in load_words().opposites
    )


def are_opposed(one: str, other: str) -> bool:
    """Whether two keys differ in a word that turns the meaning («trong hạn»/«quá hạn», «có»/«chưa số hóa»)."""
    return _senses(one) != _senses(other)


# A header that says the same without tone marks, or with words its parent or any count column has, is near, not exact.
SAME_WITHOUT_MARKS = 97.0
SAME_WITHOUT_FILLERS = 96.0


@lru_cache(maxsize=20_000)
def plain_key(text: str) -> str:
    """The key without marks, for headers typed without any."""
    return bare_key(text) if bare_key(text).isascii() else ascii_fold(bare_key(text))


@lru_cache(maxsize=20_000)
def core_key(text: str, parent: str = "") -> str:
    """The key without leading words that say nothing more: those of the rows above and the fillers."""
    key = bare_key(text)
    heads = (*load_words().fillers, *(bare_key(parent).split(" ") if parent else ()))
    while head := next((head for head in heads if key.startswith(f"{head} ")), None):
        key = key[len(head) + 1 :]
    return key


def _loose_match(header: str, wording: str, parent: str) -> float:
    """How near two segments are that differ only in marks or in words without meaning; 0 across opposites."""
    key, other = bare_key(header), bare_key(wording)
    if key.isascii() and not other.isascii():
        return SAME_WITHOUT_MARKS if key == plain_key(wording) else 0.0
    core = core_key(header, parent)
    if core in (core_key(wording), other) and not are_opposed(core, other):
        return SAME_WITHOUT_FILLERS
    return 0.0


@lru_cache(maxsize=200_000)
def _segment_score(header: str, wordings: tuple[str, ...], parent: str = "") -> float:
    best = 0.0
    for wording in wordings:
        if not wording:
            continue
        if wording.startswith("~"):
            best = max(best, 100.0 if re.fullmatch(wording[1:], segment_key(header)) else 0.0)
            continue
        if segment_key(header) == segment_key(wording):
            return 100.0
        if bare_key(header) == bare_key(wording):
            best = max(best, 99.0)
        elif not are_opposed(bare_key(header), bare_key(wording)):
            best = max(best, min(fuzz.ratio(bare_key(header), bare_key(wording)), 98.0))
        best = max(best, _loose_match(header, wording, parent))
    return best


@lru_cache(maxsize=200_000)
def path_score(header: tuple[str, ...], path: tuple[tuple[str, ...], ...]) -> float:
    """How well a header path fits a layout's path: the worst of its segments, 0 where their number can't agree."""
    if not header:
        return 0.0
    best = 0.0
    for chosen in _readings(path):
        if len(chosen) == len(header):
            above = [" ".join(header[:depth]) for depth in range(len(header))]
            best = max(best, min(_segment_score(h, w, p) for h, w, p in zip(header, chosen, above, strict=True)))
        elif len(header) == 1 and len(chosen) > 1:
            best = max(best, _flat_score(header[0], chosen))
    return best


def _flat_score(header: str, path: tuple[tuple[str, ...], ...]) -> float:
    """A header flattened into one row: «Tiếp nhận - Tổng số»."""
    joined = [""]
    for wordings in path:
        joined = [f"{head} {word}".strip() for head in joined for word in wordings][:60]
    return _segment_score(header, tuple(joined))


@lru_cache(maxsize=5_000)
def _readings(path: tuple[tuple[str, ...], ...]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The path with and without its optional segments."""
    found: list[tuple[tuple[str, ...], ...]] = [()]
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
    return [tuple(path) if own else () for path, own in zip(paths, has_own, strict=True)]


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
    for top, height in _header_places(sheet, layouts):
        paths = header_paths(sheet, top, height)
        if sum(bool(path) for path in paths) < 2:
            continue
        for layout in layouts:
            if height > int(layout.spec.get("header_rows", MAX_HEADER_ROWS)):
                continue
            match = _match(layout, paths, top, top + height)
            match.unknown += _unnamed_figures(sheet, paths, top + height)
            if match.columns and (best is None or match.rank > best.rank) and _cells_fit(sheet, match):
                best = match
    return best


def _unnamed_figures(sheet: Sheet, paths: list[tuple[str, ...]], body: int) -> list[int]:
    """Columns of figures without a header of their own: part of a wider column, so the header goes deeper than read."""
    found: list[int] = []
    under = {column for top, left, bottom, right in sheet.merged if bottom == body - 1 for column in range(left, right)}
    for place, path in enumerate(paths):
        cells = sheet.cells[str(place)].slice(body, 50).drop_nulls().to_list() if not path else []
        figures = sum(_is_figure(cell) for cell in cells)
        if figures and (figures * 2 >= len(cells) or place - 1 in under):
            found.append(place)
    return found


def _cells_fit(sheet: Sheet, match: HeaderMatch) -> bool:
    """Whether columns that the layout knows by their cells too (`cells_like`) hold such cells in most rows."""
    for name, pattern in match.layout.spec.get("cells_like", {}).items():
        place = match.columns.get(name)
        cells = sheet.cells[str(place)].slice(match.body, 50).drop_nulls().to_list() if place is not None else []
        if sum(bool(re.fullmatch(pattern, cell.lower().strip())) for cell in cells) * 2 < len(cells):
            return False
    return True


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


def _header_places(sheet: Sheet, layouts: tuple[Layout, ...]) -> Iterator[tuple[int, int]]:
    """Where a header may start and how tall it may be: text cells, not figures, above the first row of data."""
    rows = [sheet.cells.row(place) for place in range(min(HEADER_ZONE + MAX_HEADER_ROWS, sheet.cells.height))]
    texts = [sum(1 for cell in row if cell and not _is_figure(cell)) for row in rows]
    figures = [sum(1 for cell in row if cell and _is_figure(cell)) for row in rows]
    for top in _promising_tops(rows, layouts):
        for height in range(1, MAX_HEADER_ROWS + 1):
            last = top + height - 1
            if last >= len(rows) or (height > 1 and figures[last] > texts[last]):
                break
            yield top, height


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.,%()/+\-]+", text))


def _match(layout: Layout, paths: list[tuple[str, ...]], top: int, body: int) -> HeaderMatch:
    match = HeaderMatch(layout, {}, top, body, paths)
    free = [place for place, path in enumerate(paths) if path]
    _take_exact(match, free)
    if len(match.columns) >= max(2, len(layout.columns) // 3) and layout.spec.get("near", True):
        _take_near(match, free)
    match.missing = [c.id for c in layout.columns if c.required and c.id not in match.columns]
    ignored = load_words().ignored
    match.unknown = [place for place in free if bare_key(paths[place][-1]) not in ignored]
    if layout.spec.get("extra_columns") == "ignored":
        match.unknown = []
    return match


def _column_score(header: tuple[str, ...], column: Column) -> float:
    """How well a header fits a column; percentages never fit a column of counts, whatever the brackets hold."""
    if column.role == "count" and any("%" in part for part in header):
        return 0.0
    return path_score(header, column.path)


def _take_exact(match: HeaderMatch, free: list[int]) -> None:
    for least in (100.0, 99.0, SAME_WITHOUT_MARKS):
        for column in match.layout.columns:
            if column.id in match.columns and not column.repeats:
                continue
            fitting = [place for place in free if _column_score(match.paths[place], column) >= least]
            if least == SAME_WITHOUT_MARKS:
                fitting = [place for place in fitting if " ".join(match.paths[place]).isascii()]
            if column.repeats and fitting:
                match.repeated.setdefault(column.id, []).extend(fitting)
                match.columns.setdefault(column.id, fitting[0])
                for place in fitting:
                    free.remove(place)
            elif len(fitting) == 1 or (fitting and least == 100.0):
                match.columns[column.id] = fitting[0]
                free.remove(fitting[0])
                if least == SAME_WITHOUT_MARKS:
                    match.near.append((fitting[0], column.id, show_path(column.path), least))


def _take_near(match: HeaderMatch, free: list[int]) -> None:
    open_columns = [column for column in match.layout.columns if column.id not in match.columns]
    for column in open_columns:
        scores = sorted(((_column_score(match.paths[place], column), -place) for place in free), reverse=True)
        if not scores or scores[0][0] < NEAR:
            continue
        place = -scores[0][1]
        others = [_column_score(match.paths[place], other) for other in open_columns if other is not column]
        rivals = [*others, *(score for score, _ in scores[1:2])]
        if scores[0][0] - max(rivals, default=0.0) >= MARGIN:
            match.columns[column.id] = place
            match.near.append((place, column.id, show_path(column.path), scores[0][0]))
            free.remove(place)


def show_path(path: tuple[tuple[str, ...], ...]) -> str:
    """A layout's path for people: the first wording of each segment, joined by « › »."""
    return " › ".join(next((word for word in wordings if word), "") for wordings in path if any(wordings))


def show_header(path: tuple[str, ...]) -> str:
    """A sheet's header path for people."""
    return " › ".join(" ".join(part.split()) for part in path)


def nearest_column(match: HeaderMatch, place: int) -> tuple[str, str, float]:
    """Of a column that fits nothing: the layout's nearest column not yet taken, its path and the score."""
    open_columns = [c for c in match.layout.columns if c.id not in match.columns] or list(match.layout.columns)
    best = max(open_columns, key=lambda column: (_loose_score(match.paths[place], column.path), column.id))
    return best.id, show_path(best.path), _loose_score(match.paths[place], best.path)


def unmatched_segment(match: HeaderMatch, place: int, column_id: str) -> str:
    """The part of a foreign header that the column's list of wordings lacks; the whole header where several do."""
    header = match.paths[place]
    column = next(column for column in match.layout.columns if column.id == column_id)
    for chosen in _readings(column.path):
        pairs = list(zip(header, chosen, strict=False))
        foreign = [part for part, wordings in pairs if _segment_score(part, wordings) < NEAR]
        if len(chosen) == len(header) and len(foreign) == 1:
            return show_header((foreign[0],))
    return show_header(header)


def _loose_score(header: tuple[str, ...], path: tuple[tuple[str, ...], ...]) -> float:
    return fuzz.ratio(segment_key(" ".join(header)), segment_key(show_path(path)))


def is_column_numbers(cells: tuple[str | None, ...]) -> bool:
    """Whether a row only numbers the columns: «(1) (2) (3)», «1 2 3=4+5+6»."""
    shown = [cell for cell in cells if cell]
    numbers = [_COLUMN_NUMBER.match(cell) for cell in shown]
    if len(shown) < 3 or not all(numbers):
        return False
    values = [int(match.group(1)) for match in numbers if match]
    return all(b - a == 1 for a, b in pairwise(values)) and values[0] <= 2
