"""What the columns of a table hold: by their heads (columns.yml), by a second header row, by their figures.

What belongs here: header rows and roles of columns. What does not: reading rows (tables), areas of rows (table_areas).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.grammar.levels import find_levels
from pipelines.plans.lexicon.loading import NUMBER, compiled, load
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.years import years_of
from pipelines.vietnamese import fold, squeeze

FIGURE = compiled(
    r"\s*(?:(?:đạt|phấn đấu|phấn đấu đạt|đạt tỷ lệ)\s+)?(?P<op>(?:từ\s+)?{GT}|{GE}|{LE}|{LT}|từ|khoảng|[≥≤<>=]+)?\s*(?:là\s+)?(?P<num>{NUM})\s*(?:%\s*)?"  # noqa: E501
    r"(?:(?:-|–|—|đến)\s*(?P<hi>{NUM})\s*)?(?P<sign>%|phần trăm)?\s*(?:(?P<unit>[^\W\d]+(?:\s[^\W\d]+){0,2}?)\s*)??(?P<after>trở lên|trở xuống)?(?:\s*/\s*năm)?\s*[.;]?\s*"  # noqa: E501
)
_MEASURE_HEAD = re.compile(
    r"%|tỷ lệ|tỉ lệ|mức độ|điểm|chỉ số|xếp hạng|thứ hạng|số lượng|^số\s|mục tiêu|chỉ tiêu|phấn đấu", re.IGNORECASE
)
_COST_HEAD = re.compile(
    r"kinh phí|dự toán|đồng|dân số|diện tích|ngân sách|vốn|hiện có|trọng số|tối đa|số tt|hiện trạng|thực hiện|kết quả",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Column:
    """What a column holds: its role, and for figures the horizon and level its head names."""

    role: str
    head: str
    horizon: Horizon | None = None
    level: str | None = None


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
        figures = sum(1 for text in cells if FIGURE.fullmatch(text))
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
