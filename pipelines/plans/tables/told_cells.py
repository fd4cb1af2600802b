"""Tables of a report to the results that their cells tell: figures under a column of results, or of a level.

What belongs here: which columns tell. What does not: what rows and columns say (rows, columns), promises (rows),
forms and exports (kpi).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.plans.documents.model import Table
from pipelines.plans.grammar.prose import Statement
from pipelines.plans.outline.tree import Node
from pipelines.plans.tables.bare_figures import read_figures
from pipelines.plans.tables.columns import Column, Segment
from pipelines.plans.tables.rule_words import says
from pipelines.plans.tables.table_statements import place_of, rows_in_context
from pipelines.vietnamese import squeeze

# Columns of a table of tasks to come.
_OF_TASKS = ("lead", "coordinating", "timing")


def read_told_table(node: Node, table: Table) -> Iterator[Statement]:
    """The results of one table in reading order, one statement a cell; a column of plans or comparisons tells none."""
    for segment, row, context in rows_in_context(node, table):
        told = replace(context, horizon=None)
        for place, cell in enumerate(row):
            column = segment.column(place)
            if not context.labels or cell in context.labels or cell.origin is not None or not _tells(column, segment):
                continue
            if readings := read_figures(cell.flat, place_of(replace(column, role="value"), told)):
                words = squeeze(f"{context.subject} {column.head}")
                yield Statement(node, cell.flat, cell.start, readings, [], words, context.area, column.head)


def _tells(column: Column, segment: Segment) -> bool:
    """Whether a column tells results; a bare «Kết quả» beside who leads and by when is what a task is to bring."""
    if column.role == "output" and any(one.role in _OF_TASKS for one in segment.columns):
        return False
    return says("told", column.head) and not says("told_of_others", column.head)
