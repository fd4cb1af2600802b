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
from pipelines.plans.rows import TaskFields, TaskRow
from pipelines.plans.tables.areas import areas_of_rows
from pipelines.plans.tables.columns import Row, Segment, filled_cells, is_ordinal, segments
from pipelines.plans.tables.groups import group_name
from pipelines.plans.tables.rule_words import named

_NUMBERED = re.compile(r"\s*(\d{1,3}(?:\.\d{1,2})*|[a-zđ])\s*[.)]?\s+(?=\S)|\s*(\d{1,3})\s*[.)]\s*(?=\S)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True)
class Task:
    """One task of an annex: its place in the document's text, and what it says."""

    start: int
    said: TaskFields


def find_tasks(outline: Outline) -> list[Task]:
    """All tasks of a document's task tables, in reading order."""
    tasks: list[Task] = []
    year = outline_year(outline)
    for node in outline.nodes:
        if isinstance(node.block, Table):
            for segment in segments(node.block):
                if _holds_tasks(segment):
                    tasks += _tasks_of(node, segment, year)
    return tasks


def _holds_tasks(segment: Segment) -> bool:
    roles = {column.role for column in segment.columns}
    return bool({"task", "label"} & roles) and bool({"lead", "output", "timing", "coordinating"} & roles)


def outline_year(outline: Outline) -> int | None:
    """The only year the headings give, for timings that name none («Quý I»)."""
    return outline.horizons[0] if len(outline.horizons) == 1 else None


def _tasks_of(node: Node, segment: Segment, year: int | None) -> list[Task]:
    areas = areas_of_rows(segment, node.context.area)
    tasks: list[Task] = []
    for row, area in zip(segment.rows, areas, strict=True):
        filled = list(filled_cells(row))
        task = None if not filled or group_name(filled) is not None else _task(row, segment, area, year)
        tasks += [task] if task is not None else []
    return tasks


def _task(row: Row, segment: Segment, area: str | None, year: int | None) -> Task | None:
    by_role: dict[str, Cell] = {}
    named_so = any(column.role == "task" for column in segment.columns)
    for column, cell in zip(segment.columns, row, strict=False):
        if cell.flat.strip():
            by_role.setdefault("task" if column.role == "label" and not named_so else column.role, cell)
    said = by_role.get("task")
    if said is None:
        return None
    words = said.words
    number = _number_of(by_role.get("ordinal"), words)
    if number and "ordinal" not in by_role:
        words = _NUMBERED.sub("", words, count=1)
    timing = _text(by_role.get("timing"))
    return Task(
        said.start,
        {
            "area": area,
            "task_no": number,
            "task": words,
            "output": _text(by_role.get("output")),
            "lead": _text(by_role.get("lead")),
            "coordinating": _text(by_role.get("coordinating")),
            "timing": timing,
            "due_date": due_date(timing, year),
        },
    )


def _number_of(ordinal: Cell | None, words: str) -> str | None:
    if ordinal is not None:
        text = ordinal.words
        return text.rstrip(".) ") if is_ordinal(text) else text
    match = _NUMBERED.match(words)
    mark = match.group(1) or match.group(2) if match else ""
    return mark if match and mark[0].isdigit() and match.group().rstrip()[-1] in ".)" else None


def _text(cell: Cell | None) -> str | None:
    return cell.words if cell is not None and cell.flat.strip() else None


def due_date(timing: str | None, year: int | None) -> date | None:
    """The last day a timing allows: a date, a month, a quarter or a year; None for «thường xuyên» and the like."""
    if not timing or _find("recurring", timing):
        return None
    days = [day for name in ("date", "long_date") for part in _find(name, timing) if (day := _day(*part))]
    if days or _find("date", timing) or _find("long_date", timing):
        return max(days, default=None)
    years = [int(found) for found in _find("year", timing)]
    last = max(years) if years else year
    months = _months(timing, last)
    month = max(months) if months else (12 if years else None)
    return date(last, month, monthrange(last, month)[1]) if last and month else None


def _find(name: str, timing: str) -> list[Any]:
    return named("timings", name).findall(timing)


def _months(timing: str, year: int | None) -> list[int]:
    """The months a timing names, quarters and halves by their last."""
    months = [int(month) for month in _find("month", timing)]
    months += [int(month) for month, of in _find("month_of_year", timing) if int(of) == year]
    for first, more in _find("quarter", timing):
        numbers = [first, *_find("quarter_number", more)]
        months += [3 * _QUARTERS[number.lower()] for number in numbers if number.lower() in _QUARTERS]
    months += [6] * len(_find("half_year", timing))
    return [month for month in months if 1 <= month <= 12]


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def task_rows(document: Document, outline: Outline, plan: Mapping[str, object]) -> list[TaskRow]:
    """Rows of plan_tasks in reading order."""
    plan_id = str(plan["plan_id"])
    return [
        {
            **task.said,
            "task_id": hashlib.sha256(f"{plan_id}\x1f{ordinal}\x1f{task.said['task']}".encode()).hexdigest()[:16],
            "plan_id": plan_id,
            "source_file": str(plan["source_file"]),
            "locator": document.locator(task.start),
            "ordinal": ordinal,
        }
        for ordinal, task in enumerate(find_tasks(outline), start=1)
    ]
