"""Tables to the same statements as prose: every cell read in the Context of its column, its group rows and its row.

What belongs here: going over rows and cells, which columns promise. What does not: what columns hold (columns), what a
row says of its cells (surroundings), figures (figures), annex tasks (tasks), the grammar of a sentence (grammar).

No number of a cell is lost: what is neither promised nor silenced is refused with a rule that names the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.grammar.acts import Act
from pipelines.plans.grammar.numbers import may_hold_target
from pipelines.plans.grammar.prose import Reading, Refusal, Statement
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.outline.tree import Node
from pipelines.plans.tables.areas import areas_of_rows
from pipelines.plans.tables.bare_figures import Place, kind_of_row, op_of_head, read_figures
from pipelines.plans.tables.columns import Column, Row, Segment, is_ordinal, segments, staged
from pipelines.plans.tables.deadlines import year_of
from pipelines.plans.tables.groups import Governing, group_of
from pipelines.plans.tables.leftover import FORMLESS, numbers_left
from pipelines.plans.tables.rule_words import named, plain, says, whole
from pipelines.plans.tables.surroundings import LABELS, RowContext, row_context
from pipelines.vietnamese import squeeze

# Columns whose cells promise nothing: their numbers are told, measured or paid.
_TOLD = {
    "result": Act("result", "column_of_results"),
    "score": Act("score", "column_of_scores"),
    "norm": Act("norm", "column_of_norms"),
    "cost": Act("budget", "column_of_costs"),
    "note": Act("other", "column_of_notes"),
}
_CUT = "reduction"
# Columns whose head may bound what stands in words in their cells («Tối thiểu»: «cấp tỉnh 95%, cấp xã 90%»).
_HOLD_GOALS = ("value", "output", "other")
_OF_A_SCALE = frozenset({"score", "label", "ordinal", "unit", "note", "other"})
# Columns about the row itself: nothing is read in them, unless a torn table put a promise there.
_ABOUT_THE_ROW = ("ordinal", "unit", "level", "comparator", "timing", "lead", "coordinating")


def read_table(node: Node, table: Table) -> Iterator[Statement]:
    """Statements of one table in reading order: figures under columns that promise, and statements in any cell."""
    read: set[tuple[object, ...]] = set()
    for segment, row, context in rows_in_context(node, table):
        for statement in _read_row(segment, row, context):
            yield from _once(statement, read)


def rows_in_context(node: Node, table: Table) -> Iterator[tuple[Segment, Row, RowContext]]:
    """Every row of a table with the header it stands under and what row and group rows say of its cells."""
    governing = Governing()
    for segment in (staged(part, node.context.stages) for part in segments(table)):
        areas = areas_of_rows(segment, node.context.area)
        above: RowContext | None = None
        for row, area in zip(segment.rows, areas, strict=True):
            group = group_of(row)
            governing = governing.below(group) if group else governing
            context = row_context(node, segment, row, governing, area, above)
            above = above if group or context.completes or not context.subject else context
            yield segment, row, context


def _once(statement: Statement, read: set[tuple[object, ...]]) -> Iterator[Statement]:
    """A cell merged over several rows or columns is read once for each level and year."""
    reading = statement.readings[0] if statement.readings else None
    key = (statement.start, reading.level, reading.year) if reading else (statement.start,)
    if key not in read:
        read.add(key)
        yield statement


def _read_row(segment: Segment, row: Row, context: RowContext) -> Iterator[Statement]:
    """The statements of a row; where figures promise, numbers in its words only define what they measure."""
    statements: list[Statement] = []
    measured = False
    for place, position in enumerate(row):
        column, cell = segment.column(place), position.origin or position
        if not may_hold_target(cell.flat) or _is_row_mark(cell, column, first=place == 0):
            continue
        figures = _figure_cell(cell, column, context)
        measured = measured or (figures is not None and bool(figures.readings))
        if figures or cell is position:
            statements.append(figures or _word_cell(cell, column, context))
    kept = [one for one in statements if one.readings or one.refusals]
    scored = any(one.readings for one in kept) and _is_scored(row)
    yield from (_scored(one) if scored else _defining(one, context) if measured else one for one in kept)


def _defining(statement: Statement, context: RowContext) -> Statement:
    """A statement of a row that is measured in another cell: numbers in its own words promise nothing."""
    if all(statement.start != label.start for label in context.labels):
        return statement
    refusals = [Refusal(reading.number, "words_of_a_measured_row", "condition") for reading in statement.readings]
    return replace(statement, readings=[], refusals=statement.refusals + refusals)


def _is_row_mark(cell: Cell, column: Column, first: bool) -> bool:
    """Whether a cell only numbers its row, names its unit or its level."""
    return column.role in ("unit", "level") or ((column.role == "ordinal" or first) and is_ordinal(cell.flat))


def _figure_cell(cell: Cell, column: Column, context: RowContext) -> Statement | None:
    """The statement of a cell that is only figures; None where it holds words, or its column is about the row."""
    if column.role in _ABOUT_THE_ROW or cell in context.labels or not context.labels:
        return None
    readings = read_figures(cell.flat, place_of(column, context))
    if not readings:
        return None
    return _statement(cell, column, readings, [], context, f"{context.subject} {column.head}")


def place_of(column: Column, context: RowContext) -> Place:
    """What row and column say about a figure in the cell where they meet."""
    head = next((c.head for c in context.columns if c.role in LABELS), "")
    words = f"{context.subject} {head}" if says("unit", head) else context.subject
    if not says("unit", f"{words} {column.head}") and any(says("points", c.head) for c in context.columns):
        words = f"{words} (điểm)"
    op = context.op or context.node.context.head_op
    trace = () if column.horizon else context.trace
    levels = context.levels or context.node.context.head_levels
    return Place(
        column,
        words,
        context.labels[-1].words if context.labels else "",
        head,
        context.unit,
        context.node.context.unit,
        op,
        levels,
        context.horizon,
        trace,
    )


def _is_scored(row: Row) -> bool:
    """«Từ 88 - 90% cộng 02 điểm»: a row that says which points are given for what stands in it."""
    return any(named("figures", "adds_points", "scale").search(cell.flat) for cell in row)


def _scored(statement: Statement) -> Statement:
    """The statement of a row that gives points: all its numbers are of the scale."""
    refusals = [Refusal(reading.number, "scoring_row", "score") for reading in statement.readings]
    return replace(statement, readings=[], refusals=statement.refusals + refusals)


def _told(column: Column, context: RowContext) -> Act | None:
    """What a column does instead of promising: it tells results, scores …, a past year, or stands among results."""
    if column.role in _TOLD:
        return _TOLD[column.role]
    surrounding = context.node.context
    if column.horizon and surrounding.plan_from and column.horizon.year < surrounding.plan_from:
        return Act("result", "column_of_a_past_year")
    if _is_scale(context.columns):
        return _TOLD["score"]
    if _is_reported(column, context.columns):
        return Act("result", "column_beside_its_result")
    blocked = surrounding.blocked if not says("aimed", column.head) else None
    return Act("other", f"section_{blocked}") if blocked else None


def _is_scale(columns: tuple[Column, ...]) -> bool:
    """A table of criteria and the points they give, without tasks, figures or deadlines: a scale, all through."""
    roles = {column.role for column in columns}
    aimed = any(says("aimed", column.head) for column in columns)
    return "score" in roles and roles <= _OF_A_SCALE and not aimed


def _is_reported(column: Column, columns: tuple[Column, ...]) -> bool:
    """A plan whose result of the same year stands beside it («Kế hoạch 2025 | Thực hiện 2025») is told, not made."""
    year = column.horizon.year if column.horizon and column.role == "value" else None
    return year is not None and any(c.role == "result" and c.horizon and c.horizon.year >= year for c in columns)


def _word_cell(cell: Cell, column: Column, context: RowContext) -> Statement:
    """The statement of a cell of words: whatever the grammar reads in it, with what row and column say."""
    surrounding = context.node.context
    is_output = column.role in ("output", "value") or (column.role == "other" and surrounding.kind == "annex")
    levels = (column.levels or context.levels) if cell not in context.labels else ()
    refined = replace(
        surrounding,
        horizon=column.horizon or context.horizon,
        is_output=is_output,
        head_level=levels[0] if len(levels) == 1 else surrounding.head_level,
        head_op=context.op or (op_of_head(column.head) if column.role in _HOLD_GOALS else None) or surrounding.head_op,
    )
    readings, refusals = read_statement(cell.flat, refined)
    readings = [_dated(_moved(reading, cell, column, context), cell, context) for reading in readings]
    if column.role in _ABOUT_THE_ROW:
        stray = [reading for reading in readings if reading.number.unit != "percent"]
        readings = [reading for reading in readings if reading.number.unit == "percent"]
        refusals = refusals + [Refusal(reading.number, "column_about_the_row") for reading in stray]
    subject = context.subject if cell not in context.labels else _labels_before(cell, context)
    return _statement(cell, column, readings, refusals, context, subject)


def _moved(reading: Reading, cell: Cell, column: Column, context: RowContext) -> Reading:
    """«Cắt giảm giấy tờ | Tối thiểu 25% thành phần hồ sơ»: a cell that opens with its number moves as its row says."""
    before, behind = plain(cell.flat[: reading.number.start]), plain(cell.flat[reading.number.end :])
    opens = not before or whole(before, "figures", "comparators")
    if cell in context.labels or reading.kind != "level" or reading.number.is_whole or not opens:
        return reading
    is_cut = kind_of_row(place_of(column, context), reading.number.unit) == _CUT and not says("states", behind)
    return replace(reading, kind=_CUT) if is_cut else reading


def _dated(reading: Reading, cell: Cell, context: RowContext) -> Reading:
    """A number that the deadline cell names among others takes the year of that part, if its own words name none."""
    if not context.due or not context.horizon or reading.year != context.horizon.year:
        return reading
    number = reading.number
    behind = named("timings", "clause").match(cell.flat, number.end)
    words = behind[0] if behind else ""
    if named("timings", "year").search(words):
        return reading
    year = year_of(cell.flat[number.start : number.end], words, context.due)
    if year is None or year == reading.year:
        return reading
    return replace(reading, year=year, trace=[*reading.trace, f"year {year} from its part of the deadline cell"])


def _labels_before(cell: Cell, context: RowContext) -> str:
    """The words of the row's labels that stand before one of them."""
    return squeeze(" ".join(label.flat for label in context.labels if label.start < cell.start))


def _statement(
    cell: Cell, column: Column, readings: list[Reading], refusals: list[Refusal], context: RowContext, subject: str
) -> Statement:
    """A statement of a cell: all its readings refused where its column tells, its numbers that nothing read named."""
    told = _told(column, context)
    if told:
        numbers = [refusal.number for refusal in refusals] + [reading.number for reading in readings]
        readings, refusals = [], [Refusal(number, told.cue, told.act) for number in numbers]
    left = told or (Act("other", "figure_without_unit") if column.role == "value" else FORMLESS)
    refusals = refusals + numbers_left(cell.flat, readings, refusals, left)
    return Statement(context.node, cell.flat, cell.start, readings, refusals, subject, context.area, column.head)
