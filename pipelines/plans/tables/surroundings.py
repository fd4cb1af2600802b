"""What a row says of its cells: its words, unit, comparator, levels, and the years that hold for it.

What belongs here: the cells about the row, and what goes before what. What does not: which columns these are (columns),
group rows (groups), reading cells (rows).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.plans.documents.model import Cell
from pipelines.plans.grammar.promised_level import find_levels, levels_of_cell, levels_of_name
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.stated_years import horizon_of, years_of
from pipelines.plans.outline.tree import Node
from pipelines.plans.tables.columns import Column, Row, Segment
from pipelines.plans.tables.deadlines import DatedPart, dated_parts, deadline
from pipelines.plans.tables.groups import Governing
from pipelines.plans.tables.rule_words import matching, named, plain, says, whole

# Columns that name what their rows are about.
LABELS = ("label", "task")
_PART_MARKS = ("-", "–", "+", "•", "Trong đó", "trong đó")


@dataclass(frozen=True)
class RowContext:
    """What a row says of its cells.

    `labels` the cells that name what it is about; `subject` their words; `completes` whether these go on from a row
    above, whose words then stand before them; `horizon` the years of its deadline cell, else of its words, its group or
    the outline; `due` the parts of a deadline cell with several years.
    """

    node: Node
    columns: tuple[Column, ...]
    labels: tuple[Cell, ...] = ()
    subject: str = ""
    completes: bool = False
    unit: str = ""
    op: str | None = None
    levels: tuple[str, ...] = ()
    horizon: Horizon | None = None
    due: tuple[DatedPart, ...] = ()
    area: str | None = None
    trace: tuple[str, ...] = field(default=())


def row_context(
    node: Node, segment: Segment, row: Row, governing: Governing, area: str | None, above: RowContext | None
) -> RowContext:
    """The context of a row.

    Args:
        node: the table's node of the outline.
        segment: the part of the table the row stands in.
        row: its cells.
        governing: what the group rows above say.
        area: the area of the row.
        above: the row above, which a row that only names a part, a level or a year goes on from, in its words or, where
            these are merged with those above, in its cell of a level.
    """
    by_role: dict[str, Cell] = {}
    labels: list[Cell] = []
    for place, position in enumerate(row):
        role, cell = segment.column(place).role, position.origin or position
        if cell.flat.strip():
            by_role.setdefault(role, cell)
            labels += [cell] if role in LABELS else []
    own = " ".join(cell.words for cell in labels)
    level = levels_of_cell(_words(by_role.get("level")))
    whole_row = above if above and (_completes(own) if own else level) else None
    head = next((column for column in segment.columns if column.role in LABELS), Column("other"))
    horizon, said = _row_horizon(by_role.get("timing"), own, governing, head, node)
    return RowContext(
        node=node,
        columns=segment.columns,
        labels=tuple(labels) or (whole_row.labels if whole_row else ()),
        subject=f"{whole_row.subject} {own}".rstrip() if whole_row else own,
        completes=whole_row is not None,
        unit=_words(by_role.get("unit")) or (whole_row.unit if whole_row else ""),
        op=_comparator(_words(by_role.get("comparator"))),
        levels=level or _row_levels(own, head, governing),
        horizon=horizon,
        due=dated_parts(_words(by_role.get("timing"))),
        area=area,
        trace=(f"year {horizon.year if horizon else None} from {said}",),
    )


def _words(cell: Cell | None) -> str:
    return cell.words if cell else ""


def _completes(words: str) -> bool:
    """Whether a row is a part of what a row above measures («- Về y tế»), or only names its level or years."""
    if words.startswith(_PART_MARKS):
        return True
    return len(words) < 40 and bool(find_levels(words) or horizon_of(words)) and "số" not in plain(words).split()


def _comparator(words: str) -> str | None:
    rule = whole(plain(words), "figures", "comparators") if words else None
    return str(rule["op"]) if rule else None


def _row_horizon(
    due: Cell | None, label: str, governing: Governing, head: Column, node: Node
) -> tuple[Horizon | None, str]:
    """The years that hold for a row and what gave them: its deadline, its own words, its group, the outline."""
    choices = (
        (deadline(_words(due)), "the deadline cell of the row"),
        (horizon_of(label) or _opening_years(label), "the words of the row"),
        (governing.horizon, "the group row above"),
        (head.horizon, "the head over the words of the row"),
        (node.context.horizon, "the headings or the document"),
    )
    return next(((years, said) for years, said in choices if years), (None, "nothing"))


def _opening_years(label: str) -> Horizon | None:
    """The years a row opens with: «Đến năm 2027, …»."""
    opening = named("figures", "opening_years", "shapes").match(label)
    return years_of(opening.group()) if opening else None


def _row_levels(label: str, head: Column, governing: Governing) -> tuple[str, ...]:
    """The levels of a row without a cell that names them: its words, the body it names, the group above."""
    named_levels = levels_of_name(label)
    if named_levels:
        return named_levels
    body = next(matching(plain(label), "figures", "bodies"), None) if says("bodies", head.head) else None
    return (str(body["level"]),) if body else governing.levels
