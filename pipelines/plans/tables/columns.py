"""What the columns of a table hold: by their heads (columns.yml), by further header rows, by their figures.

What belongs here: header rows, the parts of a table that stand under one header each, roles of columns. What does not:
reading rows (rows), group rows (groups).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.grammar.promised_level import find_levels, levels_of_cell
from pipelines.plans.lexicon.file_shapes import FiguresFile
from pipelines.plans.lexicon.loading import NUMBER, compiled_lower, load, lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.stated_years import years_of
from pipelines.plans.tables.rule_words import matching, named, plain, says

Row = tuple[Cell, ...]

_BARE_FIGURE = re.compile(rf"[≥≤<>]?\s*(?!20\d\d$){NUMBER}\s*%?")
# A row that only counts the columns: «1 2 3», «(1) (2) (3)=(1)+(2)», «A B».
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|\(\d+\)\s*=.*|[A-Z]")
_ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,6}(?:\.\d{1,2})*|[A-HĐ])\s*[.)]?")
_FIRST_ROWS = 6
_FEWEST_GROUPS = 2
_BESIDE_GROUPS = frozenset({"ordinal", "label", "unit", "other"})
_LONGEST_HEAD = 90
_SHARES = ("tỷ lệ", "tỷ trọng", "mức độ")
_ACTUAL_HEADS = ("giá trị", "kết quả", "thực tế")


@dataclass(frozen=True)
class Column:
    """What a column holds: its role, and for figures the horizon and levels its head names."""

    role: str
    head: str = ""
    horizon: Horizon | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """Rows of a table that stand under one header; no columns: no header is known."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def column(self, place: int) -> Column:
        """The column at a place; one of no role where the row is longer than the header."""
        return self.columns[place] if place < len(self.columns) else Column("other")


@lru_cache(maxsize=4_096)
def role_of(head: str) -> str:
    """What a column head announces; `other` where no rule knows it."""
    return next((str(rule["role"]) for rule in matching(plain(head), "columns")), "other")


def change_of(head: str) -> str:
    """The head of a column of changes without the year they are counted from («Mức giảm so với 2023»); else empty."""
    base = compiled_lower(load("figures", FiguresFile)["base"])
    said = plain(head)
    return base.sub("", said) if role_of(head) == "value" and base.search(said) else ""


def is_ordinal(text: str) -> bool:
    """Whether a cell holds only the number of its row («1», «11.2», «II», «a)»)."""
    return _ORDINAL.fullmatch(text.strip()) is not None


def segments(table: Table) -> tuple[Segment, ...]:
    """The parts of a table: rows above its first header, then those under each header (tables run together)."""
    found: list[Segment] = []
    begin, columns, at = 0, tuple[Column, ...](), 0
    while at < len(table.rows):
        header = _header_at(table.rows, at, first=not columns)
        if header:
            if at > begin:
                found.append(_segment(columns, table.rows[begin:at]))
            columns, begin = _columns(table.rows[at : at + header]), at + header
        at += header or 1
    if begin == 0:
        return (_segment(_by_content_alone(table.rows), table.rows),)
    return (*found, _segment(columns, table.rows[begin:])) if begin < len(table.rows) else tuple(found)


def staged(segment: Segment, stages: Sequence[tuple[str, int]]) -> Segment:
    """A segment whose columns «Giai đoạn 1» have the years of the stage; where it has none, they have no role."""
    years = dict(stages)
    columns = tuple(_staged(column, years) for column in segment.columns)
    return replace(segment, columns=columns) if columns != segment.columns else segment


def _staged(column: Column, years: Mapping[str, int]) -> Column:
    named_stage = phrase("years", "stage_column").match(lowered(column.head)) if column.head else None
    if named_stage is None:
        return column
    year = years.get(named_stage["stage"])
    return replace(column, horizon=Horizon(year)) if year else replace(column, role="other")


def _header_at(rows: Sequence[Row], at: int, first: bool) -> int:
    """How many rows from `at` on are a header; further ones must open with «TT» or «STT»."""
    heads = _texts(rows[at])
    filled = [head for head in heads if head]
    if len(set(filled)) < 2 or any(len(head) > _LONGEST_HEAD or _BARE_FIGURE.fullmatch(head) for head in filled):
        return 0
    if not (at < _FIRST_ROWS if first else role_of(filled[0]) == "ordinal"):
        return 0
    roles = [role_of(head) for head in filled]
    known = sum(1 for role, head in zip(roles, filled, strict=True) if role != "other" or "%" in head)
    if not (known >= 2 and known * 2 >= len(roles)) and not (role_of(heads[0]) == "ordinal" and len(roles) >= 3):
        return 0
    height = 1
    while at + height < len(rows) and height < 3 and _goes_on(heads, _texts(rows[at + height])):
        height += 1
    return height


def _texts(row: Row) -> list[str]:
    return [(cell.origin or cell).words for cell in row]


def _goes_on(heads: list[str], below: list[str]) -> bool:
    """Whether a row below a header belongs to it: it numbers the columns, or names years, levels or parts of them."""
    filled = [text for text in below if text]
    if filled and len(filled) >= 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in filled):
        return True
    if not filled or len(below) != len(heads):
        return False
    new = [text for head, text in zip(heads, below, strict=True) if text and text != head]
    if not new or any(_BARE_FIGURE.fullmatch(text) for text in new):
        return False
    opens = below[0] in ("", heads[0]) and role_of(heads[0]) in ("ordinal", "label")
    parts = opens and all(
        len(text) < 40 and (_is_dated(text) or role_of(text) != "other" or _is_unit(text)) for text in new
    )
    return parts or all(_is_dated(text) for text in new)


def _is_unit(text: str) -> bool:
    """«Hạng» below «Mục tiêu năm 2026»: what a part of a column is told in."""
    return any(matching(plain(text), "figures", "unit_words"))


def _is_dated(text: str) -> bool:
    """Whether a head is a year or a level."""
    return bool(years_of(text) or named("timings", "year").fullmatch(text) or (find_levels(text) and len(text) < 25))


def _columns(header: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of a header of one row or more: the names that stand above each other are one head."""
    paths: list[list[str]] = []
    for row in header:
        texts = _texts(row)
        if paths and all(_COLUMN_NUMBER.fullmatch(text) for text in texts if text):
            continue
        paths = _joined(paths, texts) if paths else [[text] for text in texts]
    return tuple(_column(" ".join(filter(None, path))) for path in paths)


def _joined(paths: list[list[str]], below: list[str]) -> list[list[str]]:
    """Each path with what stands below; a name above several columns is left blank above the later ones."""
    joined: list[list[str]] = []
    above: list[str] = []
    for path, text in zip(paths, below, strict=True):
        spread = not any(path) and text and above
        own = above if spread else path
        joined.append(own if not text or text in own else [*own, text])
        above = (own if text else []) if any(own) else []
    return joined


def _column(head: str) -> Column:
    said = change_of(head) or head
    year = years_of(said)
    bare = named("timings", "year").search(said)
    if year is None and bare and "/" not in head and "ngày" not in head:
        year = Horizon(int(bare.group(1)))
    return Column(role_of(head), head, year, find_levels(head))


def _segment(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Segment:
    """The rows under a header, its columns named by what they hold where the head alone does not say."""
    scored = any(column.role == "score" for column in columns)
    found = [_by_content(column, _cells_of(rows, place), scored) for place, column in enumerate(columns)]
    roles = [column.role for column in found]
    for place, column in enumerate(found):
        if column.role == "timing" and roles.count("timing") > 1 and plain(column.head).startswith("tiến độ"):
            found[place] = replace(column, role="result")  # beside a deadline: how far the work is
    _actuals_beside_goals(found, rows)
    _changes_beside_values(found)
    _measures_beside_tasks(found, rows)
    _figures_of_groups(found, rows)
    _measures_among_outputs(found, rows)
    if found and not {"label", "task"} & set(roles):
        first = next((i for i, column in enumerate(found) if _may_be_label(column, _cells_of(rows, i))), None)
        if first is None:  # «Thôn | Hồ sơ trực tuyến (%)»: the bodies themselves are what the rows are about
            first = next((i for i, column in enumerate(found) if column.role == "level"), None)
        if first is not None:
            found[first] = replace(found[first], role="label")
    return Segment(tuple(found), rows)


def _actuals_beside_goals(columns: list[Column], rows: Sequence[Row]) -> None:
    """«Chỉ số | Giá trị | Mục tiêu»: beside a column of goals a bare value is what was reached."""
    heads = [plain(column.head) for column in columns]
    label = next((place for place, column in enumerate(columns) if column.role == "label"), len(columns))
    goals = [place for place in range(label + 1, len(heads)) if heads[place].startswith("mục tiêu")]
    if any(_hold_numbers(_cells_of(rows, place)) for place in goals):
        for place, head in enumerate(heads):
            if head in _ACTUAL_HEADS:
                columns[place] = replace(columns[place], role="result")


def _changes_beside_values(columns: list[Column]) -> None:
    """«Năm 2026 | Tăng so với 2025»: beside the value that is to be reached, the change only says how far it is."""
    changes = [place for place, column in enumerate(columns) if change_of(column.head)]
    if any(column.role == "value" and place not in changes for place, column in enumerate(columns)):
        for place in changes:
            columns[place] = replace(columns[place], role="note")


def _hold_numbers(cells: list[str]) -> bool:
    return sum(1 for text in cells if any(map(str.isdigit, text))) * 2 > len(cells)


def _measures_beside_tasks(columns: list[Column], rows: Sequence[Row]) -> None:
    """«Nhiệm vụ | Chỉ tiêu cụ thể»: a second column of names that holds numbers says what is to come out.

    Beside the points it gives, it only says what is scored.
    """
    if any(column.role == "score" for column in columns):
        return
    labels = [place for place, column in enumerate(columns) if column.role in ("label", "task")]
    for place in labels[1:]:
        cells = _cells_of(rows, place)
        if columns[place].role == "label" and _hold_numbers(cells):
            columns[place] = replace(columns[place], role="output")


def _measures_among_outputs(columns: list[Column], rows: Sequence[Row]) -> None:
    """«Nhiệm vụ | Kết quả cần đạt | 2024 | 2025»: where outputs name what is measured beside them, they are names."""
    values = [place for place, column in enumerate(columns) if column.role == "value"]
    for place, column in enumerate(columns):
        cells = _cells_of(rows, place)
        measures = sum(1 for text in cells if _names_measure(text))
        if column.role == "output" and any(value > place for value in values) and measures * 2 > len(cells):
            columns[place] = replace(column, role="label")


def _names_measure(text: str) -> bool:
    """«Tỷ lệ hồ sơ …», «Số tài khoản …», without a figure of its own at its head."""
    said = plain(text)
    counted = compiled_lower(load("figures", FiguresFile)["counted"])
    return not said[:1].isdigit() and (counted.match(said) is not None or said.startswith(_SHARES))


def _figures_of_groups(columns: list[Column], rows: Sequence[Row]) -> None:
    """«Nội dung | Mầm non | Tiểu học» over rows that name their unit («Học bạ số (%)»): groups hold values."""
    roles = [column.role for column in columns]
    others = [place for place, role in enumerate(roles) if role == "other"]
    if roles.count("label") != 1 or len(others) < _FEWEST_GROUPS or set(roles) - _BESIDE_GROUPS:
        return
    names = _cells_of(rows, roles.index("label"))
    if names and all(any(matching(plain(text), "figures", "unit_words")) for text in names):
        for place in others:
            if _mostly_figures([text for text in _cells_of(rows, place) if any(map(str.isalnum, text))]):
                columns[place] = replace(columns[place], role="value")


def _may_be_label(column: Column, cells: list[str]) -> bool:
    """Whether a column names what its rows are about, where no head says so: words under a promise or no known head."""
    return column.role in ("other", "unit", "output", "value") and not _mostly_figures(cells)


def _by_content_alone(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of a table without any header: numbers of rows, units, figures beside words; none without figures."""
    width = min((len(row) for row in rows), default=0)
    held = [_held(_cells_of(rows, place)) for place in range(width)]
    words = [place for place, role in enumerate(held) if role == "other"]
    if "value" not in held or not words or len(rows) < 2:
        return ()
    held[words[0]] = "label"
    return tuple(Column(role) for role in held)


def _held(cells: list[str]) -> str:
    """What cells without a head hold, by their shape."""
    if cells and all(is_ordinal(text) for text in cells) and len(set(cells)) == len(cells):
        return "ordinal"
    if cells and all(any(matching(plain(text), "figures", "unit_cells")) and len(text) < 20 for text in cells):
        return "value" if _mostly_figures(cells) else "unit"
    return "value" if _mostly_figures(cells) else "other"


def _mostly_figures(cells: list[str]) -> bool:
    figure = named("figures", "figure", "shapes")
    short = [plain(text) for text in cells if len(text) < _LONGEST_HEAD]
    figures = sum(1 for text in short if figure.fullmatch(text) and years_of(text) is None)  # «2026 - 2030» is a time
    return bool(cells) and figures * 10 >= len(cells) * 7


def _cells_of(rows: Sequence[Row], place: int) -> list[str]:
    return [text for row in rows if place < len(row) and (text := row[place].words)]


def _by_content(column: Column, cells: list[str], scored: bool) -> Column:
    """A column of figures under the name of a measure («Tỷ lệ hồ sơ … (%)») holds values; one of levels, levels.

    Beside the points that a table gives («Số tiêu chí | Điểm tối đa»), it does only under a name that aims.
    """
    if column.role not in ("other", "label", "output", "level") or len(cells) < 2:
        return column
    measured = _is_measure(column) and (not scored or says("aimed", column.head))
    if column.role != "level" and measured and _mostly_figures(cells):
        return replace(column, role="value")
    named = levels_of_cell if column.role == "level" else find_levels
    levels = sum(1 for text in cells if len(text) < 60 and named(text))
    if column.role == "level" and levels * 2 < len(cells):
        return replace(column, role="other")
    return replace(column, role="level") if column.role == "other" and levels == len(cells) else column


def _is_measure(column: Column) -> bool:
    """Whether a head names something measured: a role of its own for the figures, or the name of a measure."""
    head = plain(column.head)
    named_so = head.startswith(("số ", "mục tiêu", "chỉ tiêu", "phấn đấu")) or "%" in head
    return not head.startswith("kết quả") and (
        named_so or bool(column.levels) or any(matching(head, "figures", "unit_words"))
    )


def filled_cells(row: Row) -> Iterator[Cell]:
    """The cells of a row with words, a merged cell once."""
    seen: set[tuple[int, int]] = set()
    for cell in row:
        if cell.flat.strip() and (cell.start, cell.end) not in seen:
            seen.add((cell.start, cell.end))
            yield cell
