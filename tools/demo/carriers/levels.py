"""A portal's table of a year by level of service, as portals printed it while there were levels 1 to 4.

What belongs here: its three rows and what they give: sums, and levels 3 and 4 as what was done online. What does not:
counts; later years, which know procedures that go online wholly or in part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tools.demo.books import Cell, Row, Table
from tools.demo.calendar_of import FIRST_YEAR, Period, year
from tools.demo.carriers.desk_forms import form_of
from tools.demo.carriers.ward import part, rest
from tools.demo.country import Province
from tools.demo.dossiers import Counts, added
from tools.demo.ledger import Figure
from tools.demo.world import Delivery, World, published

DAYS = 20
HEADER = [
    ("Mức độ",),
    ("Tổng",),
    ("Đã xử lý",),
    ("Chưa xử lý",),
    *((head, below) for head in ("Trước hạn", "Đúng hạn", "Trễ hạn") for below in ("Tổng", "%")),
]


def by_level(counts: Counts) -> dict[str, Counts]:
    """Counts of each level; the first row holds what is left."""
    third, fourth = part(counts, 4), part(counts, 6)
    return {"Mức 1, 2": rest(counts, third, fourth), "Mức 3": third, "Mức 4": fourth}


def percent(top: int, bottom: int) -> str:
    """«48,6%», «40%»: a comma, no zero behind it."""
    return f"{100 * top / bottom:.1f}".removesuffix(".0").replace(".", ",") + "%" if bottom else "0%"


def cells(c: Counts) -> list[Cell]:
    """Columns behind the level; counts without dots are text."""
    shares = [cell for count in (c.early, c.punctual, c.late) for cell in (str(count), percent(count, c.resolved))]
    return [str(c.to_process), str(c.resolved), str(c.pending), *shares]


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One page of a province that lived then."""
    period = year(FIRST_YEAR)
    if province.exists(period):
        page = delivery(province, period, by_level(world.all_counts(province, period)))
        if form_of(world, province, period):
            # The desk's own table of the last quarter says what was pending, in the same words and before.
            page = replace(page, figures=tuple(one for one in page.figures if one.kind != "point"))
        yield page


def delivery(province: Province, period: Period, levels: dict[str, Counts]) -> Delivery:
    """The page of one province."""
    name = f"kpi/muc-do/{province.slug}-{period.code}.xls"
    title: list[Row] = [
        ("THỐNG KÊ HỒ SƠ THEO MỨC ĐỘ DỊCH VỤ CÔNG",),
        (f"ỦY BAN NHÂN DÂN {province.unit.name_vi.upper()}",),
        (f"{period.words.capitalize()}",),
    ]
    table = Table(title, HEADER, [(level, *cells(counts)) for level, counts in levels.items()])
    sidecar = {"published_at": published(period, DAYS).isoformat()}
    return Delivery(name, table, sidecar, tuple(figures(name, province.unit_id, period, levels)))


def figures(name: str, unit_id: str, period: Period, levels: dict[str, Counts]) -> Iterator[Figure]:
    """Sums over the levels; the share of levels 3 and 4, and of what was resolved in time."""
    c, online = added(levels.values()), added([levels["Mức 3"], levels["Mức 4"]])
    known = published(period, DAYS)
    for what, count in {
        "to_process": c.to_process,
        "resolved": c.resolved,
        "pending": c.pending,
        "resolved_early": c.early,
        "resolved_punctual": c.punctual,
        "resolved_overdue": c.late,
    }.items():
        start, kind = (period.end, "point") if what == "pending" else (period.start, "period")
        where = (f"dossiers_{what}_count", unit_id, "all", "all", "published", start, period.end, kind)
        yield Figure(name, *where, float(count), known_from=known)
    for indicator, variant, top, bottom in (
        ("online_dossier_rate", "per_received", online.to_process, c.to_process),
        ("on_time_dossier_rate", "per_resolved", c.early + c.punctual, c.resolved),
    ):
        where = (indicator, unit_id, "all", "all", variant, period.start, period.end, "period")
        yield Figure(name, *where, 100 * top / bottom, top, bottom, known_from=known)
