"""Targets in tables: a column of figures under a year, a unit column, rows that hold whole sentences.

What belongs here: what the columns of a table are and which cells are promised figures. What does not: annex tasks
(tasks), the grammar of a sentence (statements).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pipelines.plans.document import Cell, Table
from pipelines.plans.levels import find_levels
from pipelines.plans.numbers import Number, may_hold_target, parse_number, unit_of
from pipelines.plans.outline import Horizon, Node, area_above, area_of, kind_above, years_of
from pipelines.plans.prose import Reading, Refusal
from pipelines.plans.rules import NUMBER, compiled, load
from pipelines.plans.statements import read_statement
from pipelines.vietnamese import fold, squeeze

if TYPE_CHECKING:
    from pipelines.plans.targets import _Walk

_CELL = compiled(
    r"\s*(?:(?:đạt|phấn đấu|phấn đấu đạt|đạt tỷ lệ)\s+)?(?P<op>(?:từ\s+)?{GT}|{GE}|{LE}|{LT}|từ|khoảng|[≥≤<>=]+)?\s*(?:là\s+)?(?P<num>{NUM})\s*(?:%\s*)?"  # noqa: E501
    r"(?:(?:-|–|—|đến)\s*(?P<hi>{NUM})\s*)?(?P<sign>%|phần trăm)?\s*(?:(?P<unit>[^\W\d]+(?:\s[^\W\d]+){0,2}?)\s*)??(?P<after>trở lên|trở xuống)?(?:\s*/\s*năm)?\s*[.;]?\s*"  # noqa: E501
)
# A head over the labels that says what all figures are: «Chỉ tiêu (%)», «Chỉ số nội dung».
_UNIT_IN_HEAD = re.compile(r"%|chỉ số|điểm|xếp hạng", re.IGNORECASE)
_MEASURE_HEAD = re.compile(
    r"%|tỷ lệ|tỉ lệ|mức độ|điểm|chỉ số|xếp hạng|thứ hạng|số lượng|^số\s|mục tiêu|chỉ tiêu|phấn đấu", re.IGNORECASE
)
_COST_HEAD = re.compile(
    r"kinh phí|dự toán|đồng|dân số|diện tích|ngân sách|vốn|hiện có|trọng số|tối đa|số tt|hiện trạng|thực hiện|kết quả",
    re.IGNORECASE,
)
_AIMED_HEAD = re.compile(r"mục tiêu|chỉ tiêu|phấn đấu|kế hoạch|lộ trình", re.IGNORECASE)
_POINTS = re.compile(r"điểm(?: tối đa| chuẩn| năm|$)", re.IGNORECASE)
_PIECE = re.compile(rf"{NUMBER}\s*%?")
_SLASHED = re.compile(rf"\s*{NUMBER}\s*%?(?:\s*/\s*{NUMBER}\s*%?)+\s*")
# Rows that name a unit where the columns name what is measured: its level.
_UNIT_HEAD = re.compile(r"cơ quan|đơn vị|địa phương|^(?:tên )?(?:xã|huyện|sở)", re.IGNORECASE)
_ROW_LEVELS = (
    ("province", re.compile(r"(?:Sở|Ban (?:Dân|Quản|Nội)|Văn phòng UBND|Thanh tra tỉnh|Công an tỉnh|Cục)\b")),
    ("district", re.compile(r"(?:UBND\s+)?(?:Huyện|Thị xã|Quận|huyện|thị xã|quận)\b")),
    ("commune", re.compile(r"(?:UBND\s+)?(?:Xã|Phường|Thị trấn|Đặc khu|xã|phường|thị trấn|đặc khu)\b")),
)
_GROUP = re.compile(r"\s*(?:[IVX]{1,6}|[A-HĐ])\s*[.)]\s*(\S.*)", re.DOTALL)
_OPS = {"≥": ">=", ">=": ">=", "=>": ">=", "≤": "<=", "<=": "<=", "=<": "<=", ">": ">", "<": "<", "=": "="}


@dataclass(frozen=True)
class Column:
    """What a column holds: its role, and for figures the horizon and level its head names."""

    role: str
    head: str
    horizon: Horizon | None = None
    level: str | None = None


def read_table_targets(walk: _Walk, node: Node, table: Table) -> None:
    """Mentions of one table: figures under value columns, and statements inside any other cell."""
    header, columns = find_columns(table)
    areas = areas_of_rows(table, header, columns, area_above(node, "") or None)
    group_level: str | None = None
    for row, area in zip(table.rows[header:], areas, strict=True):
        texts = [squeeze(cell.flat) for cell in row if cell.flat.strip()]
        if len(texts) <= 2 and _is_group(texts):
            named = find_levels(texts[-1]) if len(texts[-1]) < 60 else ()
            group_level = named[0] if len(named) == 1 else None
            continue
        _read_row(walk, node, row, columns, area, group_level)


def group_name(filled: list[Cell]) -> str | None:
    """The name of a group where a row holds nothing else («II. Cải cách thủ tục hành chính», «II | Chuyển đổi số»)."""
    texts = [squeeze(cell.flat) for cell in filled]
    if len(set(texts)) == 1 and len(texts[0]) < 160:
        match = _GROUP.fullmatch(texts[0])
        if match:
            return match.group(1)
        said = texts[0].upper() == texts[0] or (
            area_of(texts[0]) and len(texts[0]) < 90 and not re.match(r"[-+\d]", texts[0])
        )
        return texts[0] if said else None
    if len(texts) == 2 and re.fullmatch(r"[IVX]{1,6}\.?|[A-H]\.?", texts[0]):
        return texts[1]
    return None


def areas_of_rows(table: Table, header: int, columns: list[Column], area: str | None) -> list[str | None]:
    """The area of each row below the header: its group's name; where numbering restarts without one, the rows' own words."""  # noqa: E501
    rows = table.rows[header:]
    areas: list[str | None] = [area] * len(rows)
    group: list[int] = []
    said: str | None = area
    votes = not any(column.role == "value" for column in columns)  # tasks speak of their area, goals of anything
    last = 0
    for place, row in enumerate(rows):
        filled = [cell for cell in row if cell.flat.strip()]
        name = group_name(filled) if filled else None
        number = _row_number(row, columns)
        if name is not None or (number == 1 and last > 1):
            _settle(areas, group, said, rows, votes)
            group = []
            said = (area_of(name) or area) if name is not None else None
            last = 0
        if name is None:
            group.append(place)
            last = number or last
        areas[place] = said
    _settle(areas, group, said, rows, votes)
    return areas


def _row_number(row: tuple[Cell, ...], columns: list[Column]) -> int:
    for place, cell in enumerate(row[:2]):
        if place < len(columns) and columns[place].role in ("ordinal", "task", "label") and cell.flat.strip():
            match = re.match(r"\s*(\d{1,3})\s*(?:[.)]|$)", cell.flat)
            return int(match.group(1)) if match else 0
    return 0


def _settle(
    areas: list[str | None], group: list[int], said: str | None, rows: tuple[tuple[Cell, ...], ...], vote: bool
) -> None:
    """Rows without a group's name take the area most of them speak of, if it is clear."""
    if said is None and group and vote:
        votes: dict[str, int] = {}
        for place in group:
            for name in areas_in(" ".join(cell.flat for cell in rows[place][:2])):
                votes[name] = votes.get(name, 0) + 1
        ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
        if (
            ranked
            and (ranked[0][1] > 1 or len(group) == 1)
            and ranked[0][1] * 3 >= len(group)
            and (len(ranked) < 2 or ranked[0][1] > ranked[1][1])
        ):
            said = ranked[0][0]
    for place in group:
        areas[place] = said


@cache
def _area_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule["area"], compiled(rule["pattern"])) for rule in load("area_words"))


def areas_in(text: str) -> list[str]:
    """The areas whose typical words stand in a text."""
    folded = fold(text)
    return [area for area, pattern in _area_words() if pattern.search(folded)]


def _is_group(texts: list[str]) -> bool:
    """A row that only names a group: «I | Cải cách thể chế», «VII. Xây dựng …»."""
    if not texts or re.search(r"\d\s*%|≥|≤", " ".join(texts)):
        return False
    if len(texts) == 1:
        return len(texts[0]) < 120 and (
            bool(re.match(r"[IVX]+\s*[.)]", texts[0])) or texts[0].upper() == texts[0] or area_of(texts[0]) is not None
        )
    return bool(re.fullmatch(r"[IVXA-Z]{1,5}\.?|\d{1,2}\.?", texts[0])) and len(texts[1]) < 120


@cache
def _roles() -> tuple[dict[str, Any], ...]:
    return tuple({**rule, "pattern": compiled(rule["pattern"])} for rule in load("columns"))


@lru_cache(maxsize=4_096)
def role_of(head: str) -> str:
    """What a column head announces; `other` where no rule knows it."""
    folded = fold(head)
    return next((rule["role"] for rule in _roles() if rule["pattern"].search(folded)), "other")


def find_columns(table: Table) -> tuple[int, list[Column]]:
    """How many rows are header, and what each column holds; (0, []) where the table has no header we know."""
    for index, row in enumerate(table.rows[:6]):
        heads = [squeeze(cell.flat) for cell in row]
        roles = [role_of(head) for head in heads if head]
        known = sum(1 for role in roles if role != "other")
        numbered = heads and role_of(heads[0]) == "ordinal" and len(roles) >= 3
        clear = known >= 2 and known * 2 >= len(roles)
        if len(roles) >= 2 and (numbered or clear) and not any(_is_figure(head) for head in heads):
            return _with_second_row(table, index, heads)
    return 0, []


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(rf"[≥≤<>]?\s*{NUMBER}\s*%?", text)) and not re.fullmatch(r"20\d\d", text)


def _with_second_row(table: Table, index: int, heads: list[str]) -> tuple[int, list[Column]]:
    """A header of two rows: the second names years or levels under a common head."""
    header = index + 1
    if header < len(table.rows):
        below = [squeeze(cell.flat) for cell in table.rows[header]]
        filled = [text for text in below if text]
        special = [
            text
            for text in filled
            if years_of(text) or re.fullmatch(r"20\d\d", text) or (find_levels(text) and len(text) < 25)
        ]
        if filled and len(special) == len(filled) and len(below) == len(heads):
            heads = [
                f"{head} {text}".strip() if text and text != head else head
                for head, text in zip(heads, below, strict=True)
            ]
            header += 1
        elif filled and all(re.fullmatch(r"\(?\d{1,2}\)?|\(\d+\)=.*|[A-Z]", text) for text in filled):
            header += 1
    columns = _by_content([_column(head) for head in heads], table.rows[header:])
    if not {"label", "task"} & {column.role for column in columns}:
        first = next((i for i, column in enumerate(columns) if column.role != "ordinal"), 0)
        columns[first] = Column("label", columns[first].head)
    return header, columns


def _by_content(columns: list[Column], rows: tuple[tuple[Cell, ...], ...]) -> list[Column]:
    """Columns of figures under the name of a measure («Tỷ lệ hồ sơ trực tuyến (%)») hold values, whatever the name."""
    found = []
    for place, column in enumerate(columns):
        cells = [squeeze(row[place].flat) for row in rows if place < len(row) and row[place].flat.strip()]
        figures = sum(1 for text in cells if _CELL.fullmatch(text))
        full = len(cells) >= 2 and figures * 10 >= len(cells) * 7
        measured = column.role in ("other", "label", "output") and _MEASURE_HEAD.search(column.head)
        if full and measured and not _COST_HEAD.search(column.head):
            found.append(Column("value", column.head, column.horizon, column.level))
        else:
            found.append(column)
    return found


def _column(head: str) -> Column:
    year = years_of(head)
    bare = re.search(r"(?<!\d)(20[1-6]\d)(?!\d)", head)
    if year is None and bare and not re.search(r"/|ngày", head):
        year = Horizon(int(bare.group(1)))
    levels = find_levels(head)
    return Column(role_of(head), head, year, levels[0] if len(levels) == 1 else None)


def _read_row(
    walk: _Walk, node: Node, row: tuple[Cell, ...], columns: list[Column], area: str | None, group_level: str | None
) -> None:
    by_role = {columns[i].role: cell for i, cell in reversed(list(enumerate(row))) if i < len(columns)}
    label = by_role.get("label") or by_role.get("task")
    label_head = next((c.head for c in columns if c.role in ("label", "task")), "")
    unit_cell = by_role.get("unit")
    deadline = by_role.get("timing")
    subject = squeeze(label.flat) if label else ""
    due = _deadline(deadline)
    named = find_levels(subject)
    level = named[0] if len(named) == 1 else (None if named else group_level)
    if not named and _UNIT_HEAD.search(label_head):
        level = next((name for name, pattern in _ROW_LEVELS if pattern.match(subject)), level)
    for place, cell in enumerate(row):
        column = columns[place] if place < len(columns) else Column("other", "")
        if not cell.flat.strip() or column.role in (
            "ordinal",
            "unit",
            "lead",
            "coordinating",
            "timing",
            "note",
            "result",
            "score",
        ):
            continue
        promised = column.role in ("value", "output", "other") and label is not None and cell is not label
        if promised and may_hold_target(cell.flat):
            words = f"{subject} {label_head}" if _UNIT_IN_HEAD.search(label_head) else subject
            if not _UNIT_IN_HEAD.search(words + column.head) and any(_POINTS.search(c.head) for c in columns):
                words = f"{words} (điểm)"
            horizon = due or walk.scene(node).horizon
            readings = _figures_by_level(cell, column, unit_cell, words, horizon) or [
                reading for reading in [_figure(cell, column, unit_cell, words, horizon, level)] if reading
            ]
            if readings:
                rule = _refused_column(walk, node, column)
                refusals = [Refusal(reading.number, rule) for reading in readings] if rule else []
                kept = [] if rule else readings
                walk.add(node, cell.flat, cell.start, kept, refusals, subject=f"{subject} {column.head}", area=area)
                continue
        _read_cell(walk, node, cell, column, subject if cell is not label else "", due, area)


def _refused_column(walk: _Walk, node: Node, column: Column) -> str | None:
    """Why the figures of a column are no targets: a past year, a table in a section on results or scores."""
    if column.horizon and walk.plan_from and column.horizon.year < walk.plan_from:
        return "column_of_a_past_year"
    if kind_above(node) in ("results", "scoring") and not _AIMED_HEAD.search(column.head):
        return "column_of_results"
    return None


def _figures_by_level(
    cell: Cell, column: Column, unit_cell: Cell | None, subject: str, horizon: Horizon | None
) -> list[Reading]:
    """«96/90/75» under a name «… cấp tỉnh/huyện/xã»: one figure per level."""
    match = _SLASHED.fullmatch(cell.flat)
    levels = find_levels(subject, ordered=True)
    pieces = list(_PIECE.finditer(cell.flat)) if match else []
    if len(pieces) < 2 or len(pieces) != len(levels):
        return []
    readings = []
    for piece, level in zip(pieces, levels, strict=True):
        part = Cell(cell.start, cell.end, " " * piece.start() + piece.group() + " " * (len(cell.flat) - piece.end()))
        reading = _figure(part, column, unit_cell, subject, horizon, level)
        readings += [reading] if reading else []
    return readings if len(readings) == len(levels) else []


def _read_cell(
    walk: _Walk, node: Node, cell: Cell, column: Column, subject: str, due: Horizon | None, area: str | None
) -> None:
    if not may_hold_target(cell.flat):
        return
    is_output = column.role in ("output", "value") or (column.role == "other" and kind_above(node) == "annex")
    horizon = column.horizon or due
    readings, refusals = read_statement(cell.flat, walk.scene(node, horizon, is_output))
    if kind_above(node) in ("results", "scoring"):
        refusals, readings = refusals + [Refusal(r.number, "section") for r in readings], []
    walk.add(node, cell.flat, cell.start, readings, refusals, subject=subject, area=area)


def _deadline(cell: Cell | None) -> Horizon | None:
    if cell is None:
        return None
    text = squeeze(cell.flat)
    years = re.findall(r"(?<!\d)(20[1-6]\d)(?!\d)", text)
    return Horizon(int(years[-1])) if years else None


def _figure(cell: Cell, column: Column, unit_cell: Cell | None, subject: str, horizon: Horizon | None,
            level: str | None) -> Reading | None:  # fmt: skip
    """A cell that is only a figure («≥ 80», «100%», «40 - 50») under a head that promises one."""
    match = _CELL.fullmatch(cell.flat)
    if match is None:
        return None
    unit_text = squeeze(unit_cell.flat) if unit_cell else ""
    unit = _unit(match, unit_text, subject, column)
    if unit is None:
        return None
    value = parse_number(match.group("num"))
    high = parse_number(match.group("hi")) if match.group("hi") else None
    if column.role != "value" and "%" not in match.group() and not match.group("sign") and not unit_text:
        return None
    start, end = match.start("num"), max(match.end("num"), match.end("hi"), match.end("sign"))
    number = Number(start, end, value, high, unit, "table_figure", (start, end))
    op = _op(match, high, subject)
    kind = _kind(subject, unit, unit_text)
    year = column.horizon or horizon
    left = len(cell.flat) - len(cell.flat.lstrip())
    quote = (left, len(cell.flat.rstrip()))
    base = re.search(r"so với (?:năm|cuối năm)\s+(20\d\d)", f"{subject} {cell.flat}")
    return Reading(
        number, op, kind, year.year if year else None, year.year_from if year and kind == "annual_increase" else None, column.level or level,  # noqa: E501
        base.group(1) if base and kind != "level" else None, quote, (left, start), (end, quote[1]), (left, start), (end, quote[1]),  # noqa: E501
        trace=[f"figure in column «{column.head}», row «{subject[:80]}», unit column «{unit_text}»"],
    )  # fmt: skip


def _unit(match: re.Match[str], unit_text: str, subject: str, column: Column) -> str | None:
    if (
        "%" in match.group()
        or match.group("sign")
        or "%" in unit_text
        or re.search(r"phần trăm|tỷ lệ", unit_text, re.IGNORECASE)
    ):
        return "percent"
    if unit_text:
        folded = fold(unit_text)
        if re.search(r"bậc", folded):
            return "rank_positions"
        if re.search(r"hạng|thứ|vị trí|top", folded):
            return "rank"
        if "điểm" in folded:
            return "points"
        return unit_of(folded)
    if match.group("unit"):
        return unit_of(match.group("unit")) if unit_of(match.group("unit")) != "items" else None
    words = f"{subject} {column.head}"
    if re.search(r"\(\s*%\s*\)|tỷ lệ|tỉ lệ|mức độ hài lòng", words, re.IGNORECASE):
        return "percent"
    if re.search(r"xếp hạng|thứ hạng", words, re.IGNORECASE):
        return "rank"
    if re.search(r"điểm|chỉ số", words, re.IGNORECASE):
        return "points"
    counted = re.match(r"(?:số lượng|số(?! h[óo]a|\s+hoá)|tổng số)\s+(.+)", subject, re.IGNORECASE)
    return unit_of(counted.group(1)) if counted else None


def _op(match: re.Match[str], high: float | None, subject: str) -> str:
    if high is not None:
        return "range"
    word = fold(match.group("op") or "")
    if match.group("after"):
        return ">=" if match.group("after").lower() == "trở lên" else "<="
    for pattern, op in (("^(?:từ )?{GT}$", ">"), ("^{LE}$", "<="), ("^{GE}$", ">="), ("^{LT}$", "<"), ("^từ$", ">=")):
        if word and compiled(pattern).search(word):
            return op
    if word in _OPS:
        return _OPS[word]
    tail = compiled(r"(?:(?P<ge>{GE})|(?P<le>{LE})|(?P<gt>\btrên))\s*(?:\(?%?\)?)?\s*$").search(subject)
    if tail and not word:
        return ">=" if tail.group("ge") else "<=" if tail.group("le") else ">"
    return "="


def _kind(subject: str, unit: str, unit_text: str) -> str:
    folded = fold(subject)
    if unit == "rank_positions":
        return "rank_gain"
    if (
        re.match(
            r"(?:tỷ lệ |mức |phấn đấu |số lượng |thời gian )*(?:được )?(?:cắt giảm|giảm|rút ngắn|tinh giản)", folded
        )
        and "cắt giảm, đơn giản" not in folded[:40]
    ):
        return "reduction"
    if re.search(
        r"tăng (?:thêm |bình quân )?(?:hằng|hàng|mỗi) năm|tốc độ tăng", folded
    ) or "%/năm" in unit_text.replace(" ", ""):
        return "annual_increase"
    return "level"
