"""The workbook TONGHOP that some wards keep of a quarter: form II.06a in one header row, fields of service below it.

What belongs here: header, rows and figures of the workbook. What does not: counts; the ward's row in its province's
form (ii06a), which says the same where nobody made a mistake. No cell names the ward, so its sidecar does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from tools.demo.books import SIMULATED, Row, Table
from tools.demo.calendar_of import MERGER, Period
from tools.demo.carriers import desk_rows, ii06a
from tools.demo.country import Province
from tools.demo.dossiers import Counts
from tools.demo.ledger import Figure
from tools.demo.world import Delivery, World, published

WARDS = 2  # of each province: enough to be seen
HEADER = [
    ("STT",),
    ("Lĩnh vực giải quyết",),
    ("Tổng số hồ sơ tiếp nhận (3)",),
    ("Trực tuyến (4)",),
    ("Trực tiếp, dịch vụ bưu chính (5)",),
    ("Từ kỳ trước (6)",),
    ("Tổng số hồ sơ đã giải quyết (7)",),
    ("Trước hạn (8)",),
    ("Đúng hạn (9)",),
    ("Quá hạn (10)",),
    ("Tổng số hồ sơ đang giải quyết (11)",),
    ("Trong hạn (12)",),
    ("Quá hạn (13)",),
]


def part(counts: Counts, share: int) -> Counts:
    """One of `share` parts of every count; early ones are what the form's identities leave."""
    floor = Counts(**{one.name: getattr(counts, one.name) // share for one in fields(Counts)})
    return replace(floor, early=floor.to_process - floor.pending - floor.punctual - floor.late)


def rest(counts: Counts, *parts: Counts) -> Counts:
    """What the parts leave."""
    return Counts(
        **{one.name: getattr(counts, one.name) - sum(getattr(p, one.name) for p in parts) for one in fields(Counts)}
    )


def rows(counts: Counts) -> list[Row]:
    """Two systems, the field «Hộ tịch» in both, numbering begins again, and the total."""
    status, land = part(counts, 3), part(counts, 4)
    return [
        ("I", "Trên Hệ thống các Bộ"),
        (1, "Hộ tịch", *ii06a.cells(status)),
        (2, "Đất đai", *ii06a.cells(land)),
        (),
        ("II", "Trên Hệ thống thành phố"),
        (1, "Hộ tịch", *ii06a.cells(rest(counts, status, land))),
        (),
        ("", "TỔNG CỘNG", *ii06a.cells(counts)),
    ]


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One workbook a quarter since there are new communes, of the first wards of a province by id."""
    for period in filter(province.exists, world.quarters):
        if period.start >= MERGER:
            below = world.counts_below(province, period)
            for unit in province.communes[:WARDS]:
                yield workbook(province, period, unit.unit_id, unit.name_vi, below[unit.unit_id])


def workbook(province: Province, period: Period, unit_id: str, name: str, counts: Counts) -> Delivery:
    """One ward's workbook."""
    file = f"kpi/tonghop/{province.slug}-{unit_id.lower()}-{period.code}.xlsx"
    title: list[Row] = [
        ("TỔNG HỢP KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",),
        (f"Kỳ báo cáo: {period.words.capitalize()}",),
        (f"({SIMULATED})",),
    ]
    sidecar = {
        "unit_name": name,
        "unit_level": "commune",
        "parent_name": province.unit.name_vi,
        "published_at": published(period, 5).isoformat(),
    }
    table = Table(title, HEADER, rows(counts), sheet="TONGHOP")
    return Delivery(file, table, sidecar, tuple(figures(file, period, unit_id, counts)))


def figures(name: str, period: Period, unit_id: str, counts: Counts) -> Iterator[Figure]:
    """The total is the ward's; the fields are nobody's."""
    return desk_rows.figures(name, [(unit_id, "all", counts)], period, 5, ii06a.measured)
