"""Quarterly tables that a one-stop desk makes itself in place of form II.06a: families A and C of Hà Nội.

What belongs here: their headers, rows and figures, and which years of which province they stand in for. What does not:
counts; form II.06a of all other quarters. A has early and on time in one column; C (07a) keeps them apart, and is an
old workbook whose first column is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tools.demo.books import Cell, HeaderPath, Row, Table
from tools.demo.calendar_of import MERGER, Period
from tools.demo.carriers import desk_rows
from tools.demo.country import Province
from tools.demo.dossiers import Counts
from tools.demo.stored import workbook_of_95
from tools.demo.table_dresses import empty_first_column
from tools.demo.world import Delivery, World, published

DAYS = 12
_GOT, _DONE, _OPEN = "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"
_HEAD = [("STT",), ("Đơn vị",), (_GOT, "Tổng số"), (_GOT, "Trực tiếp"), (_GOT, "Trực tuyến"), (_GOT, "BCCI")]
_HEAD += [(_GOT, "Kỳ trước"), (_DONE, "Tổng số")]
_TAIL = [(_DONE, "Quá hạn"), (_OPEN, "Tổng số"), (_OPEN, "Trong hạn"), (_OPEN, "Quá hạn")]


@dataclass(frozen=True)
class Form:
    """One family: its folder, title, the columns between «resolved» and «overdue», and what only it measures."""

    folder: str
    title: str
    ending: str
    header: list[HeaderPath]
    done: Callable[[Counts], list[Cell]]
    more: Callable[[Counts], dict[str, int]]


A = Form(
    "tong-hop-don-vi",
    "TỔNG HỢP KẾT QUẢ GIẢI QUYẾT TTHC THEO ĐƠN VỊ",
    "xlsx",
    [(_DONE, "Đúng và trước hạn")],
    lambda c: [c.early + c.punctual],
    lambda _: {},
)
C = Form(
    "07a",
    "BIỂU 07a/BTP: KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
    "xls",
    [(_DONE, "Trước hạn"), (_DONE, "Đúng hạn")],
    lambda c: [c.early, c.punctual],
    lambda c: {"dossiers_resolved_early_count": c.early, "dossiers_resolved_punctual_count": c.punctual},
)


def form_of(world: World, province: Province, period: Period) -> Form | None:
    """The family a province used in a year in place of form II.06a, if any; none since the merger."""
    if period.start.year >= MERGER.year:
        return None
    drawn = world.chance.share("desk form", province.unit_id, period.year)
    return A if drawn < 0.15 else C if drawn < 0.3 else None


def cells(form: Form, c: Counts) -> list[Cell]:
    """Columns behind the unit."""
    got: list[Cell] = [c.to_process, c.direct, c.online, c.postal, c.carried, c.resolved]
    return [*got, *form.done(c), c.late, c.pending, c.pending - c.pending_late, c.pending_late]


def measured(form: Form, c: Counts) -> Iterator[desk_rows.Measured]:
    """What one row measures."""
    plain = {
        ("dossiers_to_process_count", "all"): c.to_process,
        ("dossiers_received_count", "online"): c.online,
        ("dossiers_received_count", "direct"): c.direct,
        ("dossiers_received_count", "postal"): c.postal,
        ("dossiers_carried_over_count", "all"): c.carried,
        ("dossiers_resolved_count", "all"): c.resolved,
        ("dossiers_resolved_on_time_count", "all"): c.early + c.punctual,
        ("dossiers_resolved_overdue_count", "all"): c.late,
        ("dossiers_pending_count", "all"): c.pending,
        ("dossiers_pending_count", "in_time"): c.pending - c.pending_late,
        ("dossiers_pending_count", "overdue"): c.pending_late,
    }
    plain |= {(indicator, "all"): value for indicator, value in form.more(c).items()}
    return desk_rows.measured(c, plain)


def table(form: Form, world: World, province: Province, period: Period) -> Table:
    """The table before it is written; the total's name stands in the column of numbers."""
    body = desk_rows.rows(world, province, period, partial(cells, form))
    body.append(("Tổng cộng", None, *cells(form, world.all_counts(province, period))))
    title: list[Row] = [(form.title,), (f"{province.unit.name_vi.upper()} - {period.words.capitalize()}",)]
    return Table(title, [*_HEAD, *form.header, *_TAIL], body)


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One file a quarter of the years in which the desk made its own table."""
    for period in filter(province.exists, world.quarters):
        form = form_of(world, province, period)
        if form is not None:
            yield delivery(form, world, province, period)


def delivery(form: Form, world: World, province: Province, period: Period) -> Delivery:
    """One table."""
    name = f"kpi/{form.folder}/{province.slug}-{period.code}.{form.ending}"
    made = table(form, world, province, period)
    content = workbook_of_95(empty_first_column(made)) if form is C else made
    sidecar = {"published_at": published(period, DAYS).isoformat()}
    every = desk_rows.whose(world, province, period)
    found = desk_rows.figures(name, every, period, DAYS, partial(measured, form))
    return Delivery(name, content, sidecar, tuple(found))
