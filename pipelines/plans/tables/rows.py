"""Targets in tables: a column of figures under a year, a unit column, rows that hold whole sentences.

What belongs here: going over the rows, and which columns of them are promised. What does not: what columns hold
(columns), figures (figures), annex tasks (tasks), the grammar of a sentence (statements).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.grammar.levels import find_levels
from pipelines.plans.grammar.numbers import may_hold_target
from pipelines.plans.grammar.prose import Refusal, Statement
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.tree import Node, area_above, area_of, kind_above
from pipelines.plans.tables.areas import areas_of_rows
from pipelines.plans.tables.columns import Column, find_columns
from pipelines.plans.tables.figures import figures_by_level, read_figure
from pipelines.vietnamese import squeeze

# A head over the labels that says what all figures are: «Chỉ tiêu (%)», «Chỉ số nội dung».
_UNIT_IN_HEAD = re.compile(r"%|chỉ số|điểm|xếp hạng", re.IGNORECASE)
_AIMED_HEAD = re.compile(r"mục tiêu|chỉ tiêu|phấn đấu|kế hoạch|lộ trình", re.IGNORECASE)
_POINTS = re.compile(r"điểm(?: tối đa| chuẩn| năm|$)", re.IGNORECASE)
# Rows that name a unit where the columns name what is measured: its level.
_UNIT_HEAD = re.compile(r"cơ quan|đơn vị|địa phương|^(?:tên )?(?:xã|huyện|sở)", re.IGNORECASE)
_ROW_LEVELS = (
    ("province", re.compile(r"(?:Sở|Ban (?:Dân|Quản|Nội)|Văn phòng UBND|Thanh tra tỉnh|Công an tỉnh|Cục)\b")),
    ("district", re.compile(r"(?:UBND\s+)?(?:Huyện|Thị xã|Quận|huyện|thị xã|quận)\b")),
    ("commune", re.compile(r"(?:UBND\s+)?(?:Xã|Phường|Thị trấn|Đặc khu|xã|phường|thị trấn|đặc khu)\b")),
)


def read_table(node: Node, table: Table) -> Iterator[Statement]:
    """Statements of one table: figures under value columns, and statements inside any other cell."""
    header, columns = find_columns(table)
    areas = areas_of_rows(table, header, columns, area_above(node, "") or None)
    group_level: str | None = None
    for row, area in zip(table.rows[header:], areas, strict=True):
        texts = [squeeze(cell.flat) for cell in row if cell.flat.strip()]
        if len(texts) <= 2 and _is_group(texts):
            named = find_levels(texts[-1]) if len(texts[-1]) < 60 else ()
            group_level = named[0] if len(named) == 1 else None
            continue
        yield from _read_row(node, row, columns, area, group_level)


def _is_group(texts: list[str]) -> bool:
    """A row that only names a group: «I | Cải cách thể chế», «VII. Xây dựng …»."""
    if not texts or re.search(r"\d\s*%|≥|≤", " ".join(texts)):
        return False
    if len(texts) == 1:
        return len(texts[0]) < 120 and (
            bool(re.match(r"[IVX]+\s*[.)]", texts[0])) or texts[0].upper() == texts[0] or area_of(texts[0]) is not None
        )
    return bool(re.fullmatch(r"[IVXA-Z]{1,5}\.?|\d{1,2}\.?", texts[0])) and len(texts[1]) < 120


def _read_row(
    node: Node, row: tuple[Cell, ...], columns: list[Column], area: str | None, group_level: str | None
) -> Iterator[Statement]:
    by_role = {columns[i].role: cell for i, cell in reversed(list(enumerate(row))) if i < len(columns)}
    label = by_role.get("label") or by_role.get("task")
    label_head = next((c.head for c in columns if c.role in ("label", "task")), "")
    unit_cell = by_role.get("unit")
    deadline = by_role.get("timing")
    subject = squeeze(label.seen) if label else ""
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
            horizon = due or node.context.horizon
            readings = figures_by_level(cell, column, unit_cell, words, horizon) or [
                reading for reading in [read_figure(cell, column, unit_cell, words, horizon, level)] if reading
            ]
            if readings:
                rule = _refused_column(node, column)
                refusals = [Refusal(reading.number, rule) for reading in readings] if rule else []
                kept = [] if rule else readings
                yield Statement(node, cell.flat, cell.start, kept, refusals, f"{subject} {column.head}", area)
                continue
        yield from _read_cell(node, cell, column, subject if cell is not label else "", due, area)


def _refused_column(node: Node, column: Column) -> str | None:
    """Why the figures of a column are no targets: a past year, a table in a section on results or scores."""
    if column.horizon and node.context.plan_from and column.horizon.year < node.context.plan_from:
        return "column_of_a_past_year"
    if kind_above(node) in ("results", "scoring") and not _AIMED_HEAD.search(column.head):
        return "column_of_results"
    return None


def _read_cell(
    node: Node, cell: Cell, column: Column, subject: str, due: Horizon | None, area: str | None
) -> Iterator[Statement]:
    if not may_hold_target(cell.flat):
        return
    is_output = column.role in ("output", "value") or (column.role == "other" and kind_above(node) == "annex")
    horizon = column.horizon or due or node.context.horizon
    context = replace(node.context, horizon=horizon, is_output=is_output)
    readings, refusals = read_statement(cell.flat, context)
    if kind_above(node) in ("results", "scoring"):
        refusals, readings = refusals + [Refusal(r.number, "section") for r in readings], []
    yield Statement(node, cell.flat, cell.start, readings, refusals, subject, area)


def _deadline(cell: Cell | None) -> Horizon | None:
    if cell is None:
        return None
    text = squeeze(cell.seen)
    years = re.findall(r"(?<!\d)(20[1-6]\d)(?!\d)", text)
    return Horizon(int(years[-1])) if years else None
