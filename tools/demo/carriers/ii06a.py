"""Form II.06a/VPCP/KSTT of a quarter, as provincial portals print it, in the two wordings met.

What belongs here: header, rows and figures of the form. What does not: counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.demo.books import Cell, HeaderPath, Row, Table
from tools.demo.calendar_of import Period
from tools.demo.carriers import desk_rows
from tools.demo.carriers.desk_forms import form_of
from tools.demo.country import Province
from tools.demo.dossiers import Counts
from tools.demo.ledger import Figure
from tools.demo.world import Delivery, World, published

RANK, DAYS = 20, 12
ENDINGS = ("xlsx", "xls", "csv")
_WORDINGS = (
    (
        "Trong đó",
        "Từ kỳ trước",
        "Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)",
        "Số lượng hồ sơ đang giải quyết",
        "Trong hạn (Bao gồm cả hồ sơ chờ bổ sung và hồ sơ khác)",
    ),
    ("Trong kỳ", "Kỳ trước", "Đúng hạn", "Hồ sơ đang xử lý", "Đúng hạn"),
)
_DONE, _GOT = "Số lượng hồ sơ đã giải quyết", "Tiếp nhận"


def header(wording: int) -> list[HeaderPath]:
    """The form's header paths."""
    inside, carried, punctual, pending, within = _WORDINGS[wording]
    return [
        ("TT",),
        ("Lĩnh vực, công việc giải quyết theo cấp" if wording == 0 else "Đơn vị",),
        (_GOT, "Tổng số"),
        (_GOT, inside, "Trực tuyến"),
        (_GOT, inside, "Trực tiếp, dịch vụ bưu chính"),
        (_GOT, carried),
        (_DONE, "Tổng số"),
        (_DONE, "Trước hạn"),
        (_DONE, punctual),
        (_DONE, "Quá hạn"),
        (pending, "Tổng số"),
        (pending, within),
        (pending, "Quá hạn"),
    ]


def cells(counts: Counts) -> list[Cell]:
    """Columns 3 to 13."""
    c = counts
    return [
        c.to_process,
        c.online,
        c.direct + c.postal,
        c.carried,
        c.resolved,
        c.early,
        c.punctual,
        c.late,
        c.pending,
        c.pending - c.pending_late,
        c.pending_late,
    ]


def rows(world: World, province: Province, period: Period) -> list[Row]:
    """Group rows, offices, units below, the total."""
    total = ("", "Tổng cộng", *cells(world.all_counts(province, period)))
    return [*desk_rows.rows(world, province, period, cells), total]


def table(world: World, province: Province, period: Period) -> Table:
    """The form before it is written."""
    wording = world.chance.whole(0, 1, "ii06a", province.unit_id, period.year)
    days = f"(Từ ngày {period.start:%d/%m/%Y} đến ngày {period.end:%d/%m/%Y})"
    title: list[Row] = [
        (
            "Biểu số II.06a/VPCP/KSTT",
            None,
            None,
            "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
            None,
            f"- Đơn vị báo cáo: UBND {province.spoken}",
        ),
        (None, None, None, f"Kỳ báo cáo: {period.words.capitalize()}"),
        (None, None, None, days),
        (None, None, None, "Đơn vị tính: Số hồ sơ TTHC."),
    ]
    return Table(title, header(wording), rows(world, province, period), column_numbers=True)


def measured(counts: Counts) -> Iterator[desk_rows.Measured]:
    """What one row of the form measures."""
    c = counts
    plain = {
        ("dossiers_to_process_count", "all"): c.to_process,
        ("dossiers_received_count", "all"): c.received,
        ("dossiers_received_count", "online"): c.online,
        ("dossiers_received_count", "direct_postal"): c.direct + c.postal,
        ("dossiers_carried_over_count", "all"): c.carried,
        ("dossiers_resolved_count", "all"): c.resolved,
        ("dossiers_resolved_on_time_count", "all"): c.early + c.punctual,
        ("dossiers_resolved_early_count", "all"): c.early,
        ("dossiers_resolved_punctual_count", "all"): c.punctual,
        ("dossiers_resolved_overdue_count", "all"): c.late,
        ("dossiers_pending_count", "all"): c.pending,
        ("dossiers_pending_count", "in_time"): c.pending - c.pending_late,
        ("dossiers_pending_count", "overdue"): c.pending_late,
    }
    return desk_rows.measured(c, plain)


def figures(world: World, province: Province, period: Period, name: str) -> Iterator[Figure]:
    """What a correct reader takes from the form."""
    return desk_rows.figures(name, desk_rows.whose(world, province, period), period, DAYS, measured, RANK)


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One file a quarter of the province's lifetime, but for years in which it used a form of its desk's own."""
    for period in filter(province.exists, world.quarters):
        if form_of(world, province, period) is not None:
            continue
        ending = world.chance.pick(ENDINGS, "ii06a ending", province.unit_id, period.code)
        name = f"kpi/ii06a/{province.slug}-{period.code}.{ending}"
        content = table(world, province, period)
        sidecar = {"published_at": published(period, DAYS).isoformat()}
        yield Delivery(name, content, sidecar, tuple(figures(world, province, period, name)))
