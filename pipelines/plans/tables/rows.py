"""Tables to the same statements as prose: every cell read in the Context of its column, its group rows and its row.

What belongs here: going over the rows, what surrounds a cell, which columns promise. What does not: what columns hold
(columns), group rows (groups), figures (figures), annex tasks (tasks), the grammar of a sentence (grammar).

No number of a cell is lost: what is neither promised nor silenced is refused with a rule that names the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.grammar.levels import find_levels
from pipelines.plans.grammar.numbers import may_hold_target
from pipelines.plans.grammar.prose import Reading, Refusal, Statement
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.tree import Node, area_above, horizon_of, years_of
from pipelines.plans.tables.areas import areas_of_rows
from pipelines.plans.tables.columns import Column, Row, Segment, is_ordinal, segments
from pipelines.plans.tables.figures import Place, read_figures
from pipelines.plans.tables.groups import Governing, group_of
from pipelines.plans.tables.leftover import numbers_left
from pipelines.plans.tables.wording import matching, named, plain, whole
from pipelines.vietnamese import squeeze

# Columns whose cells promise nothing: their numbers are told, measured or paid.
_TOLD = {"result": "results", "score": "scores", "norm": "norms", "cost": "costs", "note": "notes"}
# Columns about the row itself: nothing is read in them, unless a torn table put a promise there.
_ABOUT_THE_ROW = ("ordinal", "unit", "level", "comparator", "timing", "lead", "coordinating")
# A head that says what all figures of its rows are («Chỉ tiêu (%)», «Chỉ số nội dung»), and one of a column of points.
_UNIT_IN_HEAD = re.compile(r"%|chỉ số|điểm|xếp hạng", re.IGNORECASE)
_POINTS = re.compile(r"điểm(?: tối đa| chuẩn| năm|$)", re.IGNORECASE)
# A head that promises also where the table stands among results.
_AIMED_HEAD = re.compile(r"mục tiêu|chỉ tiêu|phấn đấu|kế hoạch|lộ trình", re.IGNORECASE)
# Rows that name a body where the columns name what is measured.
_BODY_HEAD = re.compile(r"cơ quan|đơn vị|địa phương|^(?:tên )?(?:xã|huyện|sở)", re.IGNORECASE)


@dataclass(frozen=True)
class RowContext:
    """What a row says of its cells.

    `subject` its words, completed by the row above where they only name a level or a year; `horizon` the years of its
    deadline cell, else of its words, its group or the outline.
    """

    node: Node
    columns: tuple[Column, ...]
    label: Cell | None = None
    subject: str = ""
    unit: str = ""
    op: str | None = None
    levels: tuple[str, ...] = ()
    horizon: Horizon | None = None
    area: str | None = None
    trace: tuple[str, ...] = field(default=())


def read_table(node: Node, table: Table) -> Iterator[Statement]:
    """Statements of one table in reading order: figures under columns that promise, and statements in any cell."""
    governing = Governing()
    read: set[tuple[int, str | None]] = set()
    for segment in segments(table):
        areas = areas_of_rows(segment, area_above(node, "") or None)
        above = ""
        for row, area in zip(segment.rows, areas, strict=True):
            group = group_of(row)
            governing = governing.below(group) if group else governing
            context = _row_context(node, segment, row, governing, area, above)
            above = above if group else context.subject or above
            for statement in _read_row(segment, row, context):
                yield from _once(statement, read)


def _once(statement: Statement, read: set[tuple[int, str | None]]) -> Iterator[Statement]:
    """A cell merged over several rows is read once for each level."""
    level = statement.readings[0].level if statement.readings else None
    if (statement.start, level) not in read:
        read.add((statement.start, level))
        yield statement


def _row_context(
    node: Node, segment: Segment, row: Row, governing: Governing, area: str | None, above: str
) -> RowContext:
    by_role: dict[str, Cell] = {}
    for place, cell in enumerate(row):
        if cell.flat.strip():
            by_role.setdefault(segment.column(place).role, cell)
    label = by_role.get("label") or by_role.get("task")
    own = squeeze(label.flat) if label else ""
    horizon, said = _row_horizon(by_role.get("timing"), own, governing, node)
    return RowContext(
        node=node,
        columns=segment.columns,
        label=label,
        subject=f"{above} {own}".strip() if _only_completes(own) else own,
        unit=_words(by_role.get("unit")),
        op=_comparator(_words(by_role.get("comparator"))),
        levels=_row_levels(_words(by_role.get("level")), own, segment, governing),
        horizon=horizon,
        area=area,
        trace=(f"year {horizon.year if horizon else None} from {said}",),
    )


def _words(cell: Cell | None) -> str:
    return squeeze(cell.flat) if cell else ""


def _only_completes(words: str) -> bool:
    """Whether a row only names a level or years of what the row above measures («- Cấp xã», «Đến năm 2027»)."""
    return len(words) < 40 and bool(find_levels(words) or horizon_of(words)) and "số" not in plain(words).split()


def _comparator(words: str) -> str | None:
    rule = whole(plain(words), "figures", "comparators") if words else None
    return str(rule["op"]) if rule else None


def _row_horizon(deadline: Cell | None, label: str, governing: Governing, node: Node) -> tuple[Horizon | None, str]:
    """The years that hold for a row and what gave them: its deadline, its own words, its group, the outline."""
    choices = (
        (_deadline(_words(deadline)), "the deadline cell of the row"),
        (horizon_of(label) or _opening_years(label), "the words of the row"),
        (governing.horizon, "the group row above"),
        (node.context.horizon, "the headings or the document"),
    )
    return next(((years, said) for years, said in choices if years), (None, "nothing"))


def _opening_years(label: str) -> Horizon | None:
    """The years a row opens with: «Đến năm 2027, …»."""
    opening = named("figures", "opening_years", "shapes").match(label)
    return years_of(opening.group()) if opening else None


def _deadline(text: str) -> Horizon | None:
    """The last year a deadline cell names."""
    years = named("timings", "year").findall(text)
    return Horizon(int(years[-1])) if years else None


def _row_levels(cell: str, label: str, segment: Segment, governing: Governing) -> tuple[str, ...]:
    """The levels of a row: its own cell, its words, the body it names, the group above."""
    named_levels = find_levels(cell) or find_levels(label)
    if named_levels:
        return named_levels
    head = next((column.head for column in segment.columns if column.role in ("label", "task")), "")
    body = next(matching(plain(label), "figures", "bodies"), None) if _BODY_HEAD.search(head) else None
    return (str(body["level"]),) if body else governing.levels


def _read_row(segment: Segment, row: Row, context: RowContext) -> Iterator[Statement]:
    """The statements of a row; where figures promise, numbers in its words only define what they measure."""
    statements: list[Statement] = []
    measured = False
    for place, cell in enumerate(row):
        column = segment.column(place)
        if not may_hold_target(cell.flat) or _is_row_mark(cell, column, first=place == 0):
            continue
        figures = _figure_cell(cell, column, context)
        measured = measured or (figures is not None and bool(figures.readings))
        statements.append(figures or _word_cell(cell, column, context))
    for statement in statements:
        if measured and context.label is not None and statement.start == context.label.start:
            statement = _refused(statement, "words_of_a_measured_row")
        if statement.readings or statement.refusals:
            yield statement


def _refused(statement: Statement, rule: str) -> Statement:
    refusals = [Refusal(reading.number, rule) for reading in statement.readings]
    return replace(statement, readings=[], refusals=statement.refusals + refusals)


def _is_row_mark(cell: Cell, column: Column, first: bool) -> bool:
    """Whether a cell only numbers its row, names its unit or its level."""
    return column.role in ("unit", "level") or ((column.role == "ordinal" or first) and is_ordinal(cell.flat))


def _figure_cell(cell: Cell, column: Column, context: RowContext) -> Statement | None:
    """The statement of a cell that is only figures; None where it holds words, or its column is about the row."""
    if column.role in _ABOUT_THE_ROW or cell is context.label or context.label is None:
        return None
    readings = read_figures(cell.flat, _place(column, context))
    if not readings:
        return None
    return _statement(cell, column, readings, [], context, f"{context.subject} {column.head}")


def _place(column: Column, context: RowContext) -> Place:
    head = next((c.head for c in context.columns if c.role in ("label", "task")), "")
    words = f"{context.subject} {head}" if _UNIT_IN_HEAD.search(head) else context.subject
    if not _UNIT_IN_HEAD.search(words + column.head) and any(_POINTS.search(c.head) for c in context.columns):
        words = f"{words} (điểm)"
    op = context.op or context.node.context.head_op
    trace = () if column.horizon else context.trace
    levels = context.levels or tuple(filter(None, [context.node.context.head_level]))
    return Place(column, words, context.unit, op, levels, context.horizon, trace)


def _told(column: Column, context: RowContext) -> str | None:
    """Why the numbers of a column are no targets: it tells results, scores …, a past year, or stands among results."""
    if column.role in _TOLD:
        return f"column_of_{_TOLD[column.role]}"
    surrounding = context.node.context
    if column.horizon and surrounding.plan_from and column.horizon.year < surrounding.plan_from:
        return "column_of_a_past_year"
    return "column_of_results" if surrounding.blocked and not _AIMED_HEAD.search(column.head) else None


def _word_cell(cell: Cell, column: Column, context: RowContext) -> Statement:
    """The statement of a cell of words: whatever the grammar reads in it, with what row and column say."""
    surrounding = context.node.context
    is_output = column.role in ("output", "value") or (column.role == "other" and surrounding.kind == "annex")
    refined = replace(surrounding, horizon=column.horizon or context.horizon, is_output=is_output)
    readings, refusals = read_statement(cell.flat, refined)
    if column.role in _ABOUT_THE_ROW:
        stray = [reading for reading in readings if reading.number.unit != "percent"]
        readings = [reading for reading in readings if reading.number.unit == "percent"]
        refusals = refusals + [Refusal(reading.number, "column_about_the_row") for reading in stray]
    subject = "" if cell is context.label else context.subject
    return _statement(cell, column, readings, refusals, context, subject)


def _statement(
    cell: Cell, column: Column, readings: list[Reading], refusals: list[Refusal], context: RowContext, subject: str
) -> Statement:
    """A statement of a cell: all its readings refused where its column tells, its numbers that nothing read named."""
    rule = _told(column, context)
    if rule:
        refusals = refusals + [Refusal(reading.number, rule) for reading in readings]
        readings = []
    left = rule or ("figure_without_unit" if column.role == "value" else "no_form_of_a_target")
    refusals = refusals + numbers_left(cell.flat, readings, refusals, left)
    return Statement(context.node, cell.flat, cell.start, readings, refusals, subject, context.area)
