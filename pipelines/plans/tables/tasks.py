"""Annex tables to tasks: what is to be done, by whom, with whom, by when.

What belongs here: rows of task tables, their areas, due dates where one can be read. What does not: targets in the
same cells (tables).
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.plans.documents.model import Cell, Document, Table
from pipelines.plans.outline.tree import Node, Outline
from pipelines.plans.tables.areas import areas_of_rows, group_name
from pipelines.plans.tables.columns import Column, find_columns
from pipelines.vietnamese import squeeze

_NUMBERED = re.compile(r"\s*(\d{1,3}(?:\.\d{1,2})*|[a-zđ])\s*[.)]?\s+(?=\S)|\s*(\d{1,3})\s*[.)]\s*(?=\S)")
_ORDINAL_ONLY = re.compile(r"\s*(\d{1,3}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,6}|[A-H])\s*[.)]?\s*")
_YEAR = r"(20[1-6]\d)"


@dataclass
class Task:
    """One task of an annex; places are positions in the document's text."""

    start: int
    area: str | None
    task_no: str | None
    task: str
    output: str | None
    lead: str | None
    coordinating: str | None
    timing: str | None
    due_date: date | None


def find_tasks(outline: Outline) -> list[Task]:
    """All tasks of a document's task tables, in reading order."""
    tasks: list[Task] = []
    year = outline_year(outline)
    for node in outline.nodes:
        if isinstance(node.block, Table):
            header, columns = find_columns(node.block)
            roles = [column.role for column in columns]
            if header and "task" in _task_roles(columns) and {"lead", "output", "timing", "coordinating"} & set(roles):
                tasks += _table_tasks(node, node.block, header, columns, year)
    return tasks


def outline_year(outline: Outline) -> int | None:
    """The only year the headings give, for timings that name none («Quý I»)."""
    return outline.horizons[0] if len(outline.horizons) == 1 else None


def _task_roles(columns: list[Column]) -> set[str]:
    return {"task" if column.role in ("task", "label") else column.role for column in columns}


def _table_tasks(node: Node, table: Table, header: int, columns: list[Column], year: int | None) -> list[Task]:
    areas = areas_of_rows(table, header, columns, node.context.area)
    tasks: list[Task] = []
    for row, area in zip(table.rows[header:], areas, strict=True):
        filled = [cell for cell in row if cell.flat.strip()]
        task = None if not filled or group_name(filled) is not None else _task(row, columns, year)
        if task is not None:
            task.area = area
            tasks.append(task)
    return tasks


def _task(row: tuple[Cell, ...], columns: list[Column], year: int | None) -> Task | None:
    by_role: dict[str, Cell] = {}
    for place, cell in enumerate(row):
        if place < len(columns) and cell.flat.strip():
            role = columns[place].role
            by_role.setdefault("task" if role == "label" and "task" not in {c.role for c in columns} else role, cell)
    said = by_role.get("task")
    if said is None:
        return None
    words = squeeze(said.flat)
    number = _number_of(by_role.get("ordinal"), words)
    if number and "ordinal" not in by_role:
        words = _NUMBERED.sub("", words, count=1)
    timing = _text(by_role.get("timing"))
    return Task(
        start=said.start,
        area=None,
        task_no=number,
        task=words,
        output=_text(by_role.get("output")),
        lead=_text(by_role.get("lead")),
        coordinating=_text(by_role.get("coordinating")),
        timing=timing,
        due_date=due_date(timing, year),
    )


def _number_of(ordinal: Cell | None, words: str) -> str | None:
    if ordinal is not None:
        match = _ORDINAL_ONLY.fullmatch(ordinal.flat)
        return match.group(1) if match else squeeze(ordinal.flat)
    match = re.match(r"\s*(\d{1,3}(?:\.\d{1,2})*)\s*[.)]\s*\S", words)
    return match.group(1) if match else None


def _text(cell: Cell | None) -> str | None:
    return squeeze(cell.flat) if cell is not None and cell.flat.strip() else None


def due_date(timing: str | None, year: int | None) -> date | None:
    """The last day a timing allows: a date, a month, a quarter or a year; None for «thường xuyên» and the like."""
    if not timing or re.search(
        r"thường xuyên|hằng năm|hàng năm|định kỳ|hằng quý|hàng quý|tháng cuối quý|theo hướng dẫn", timing, re.IGNORECASE
    ):
        return None
    full = re.findall(rf"(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*{_YEAR}", timing)
    full += re.findall(rf"ngày\s+(\d{{1,2}})\s+tháng\s+(\d{{1,2}})\s+năm\s+{_YEAR}", timing, re.IGNORECASE)
    if full:
        return max((d for d in (_day(*part) for part in full) if d), default=None)
    years = [int(y) for y in re.findall(rf"(?<!\d){_YEAR}(?!\d)", timing)]
    last = max(years) if years else year
    if last is None:
        return None
    months = [int(m) for m in re.findall(r"tháng\s*(\d{1,2})", timing, re.IGNORECASE)]
    months += [int(m) for m in re.findall(rf"(?<![\d/])(\d{{1,2}})\s*/\s*{last}", timing)]
    quarters = re.findall(
        r"quý\s+([IVX]+|\d)((?:\s*(?:,|\+|và|-|–)\s*(?:quý\s+)?(?:[IVX]+|\d)(?!\d))*)", timing, re.IGNORECASE
    )
    for first, more in quarters:
        months += [3 * q for q in (_quarter(part) for part in [first, *re.findall(r"[IVX]+|\d", more)]) if q]
    if "6 tháng đầu năm" in timing.lower():
        months.append(6)
    months = [m for m in months if 1 <= m <= 12]
    month = max(months) if months else (12 if years else None)
    return date(last, month, monthrange(last, month)[1]) if month else None


def _quarter(text: str) -> int | None:
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}.get(text.lower())


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def task_rows(document: Document, outline: Outline, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of plan_tasks in reading order."""
    plan_id = str(plan["plan_id"])
    return [
        {
            "task_id": hashlib.sha256(f"{plan_id}\x1f{ordinal}\x1f{task.task}".encode()).hexdigest()[:16],
            "plan_id": plan_id,
            "source_file": plan["source_file"],
            "locator": document.locator(task.start),
            "area": task.area,
            "ordinal": ordinal,
            "task_no": task.task_no,
            "task": task.task,
            "output": task.output,
            "lead": task.lead,
            "coordinating": task.coordinating,
            "timing": task.timing,
            "due_date": task.due_date,
        }
        for ordinal, task in enumerate(find_tasks(outline), start=1)
    ]
