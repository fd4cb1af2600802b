"""The national portal's workbook of QĐ 766 scores: field names for a header, text cells, no title and no period.

What belongs here: sheets and figures of the scores of all provinces, and of one province's trend. What does not: how
points are reckoned; they are drawn. Each sheet's period stands in the sidecar, since the workbook names none; a trend
says whose it is where it is a workbook of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tools.demo.books import Row, Table
from tools.demo.calendar_of import MERGER, Period, month
from tools.demo.country import Province
from tools.demo.ledger import Figure, Mess
from tools.demo.world import Delivery, World, published

KNOWN = 2
# Field, scope and most points of each group.
GROUPS = (
    ("TDGQ", "progress", 20),
    ("MDHL", "satisfaction", 18),
    ("MDSH", "digitized", 22),
    ("TTTT", "payment", 10),
    ("CLGQ", "online", 12),
    ("CKMB", "transparency", 18),
)
HEADER = [
    (name,)
    for name in (
        "ID",
        "TEN",
        "TEN_COQUAN",
        "MA_COQUAN",
        "LOAI_COQUAN",
        "CAPDONVIID",
        "ID_COQUAN",
        *(field for field, *_ in GROUPS),
        "TONG_SCORE",
        "ROW_STT",
    )
]
MONTH, YEAR, TREND = "Điểm tháng", "Điểm năm", "Xu hướng tháng"
TREND_HEADER = [("month",), ("year",), ("score",)]


def scores(world: World, province: Province, sheet: str, period: Period) -> list[float]:
    """Points of each group, two digits."""
    names = (sheet, province.unit_id, period.code)
    return [round(most * world.chance.between(0.68, 0.995, field, *names), 2) for field, _, most in GROUPS]


def shown(points: float) -> str:
    """As the export prints points: no zeros behind."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def ranked(world: World, sheet: str, period: Period) -> list[tuple[Province, list[float], float]]:
    """Provinces by their total, best first."""
    every = [(one, scores(world, one, sheet, period)) for one in world.country.provinces if one.lives_at(period.end)]
    totals = [(one, points, round(sum(points), 2)) for one, points in every]
    return sorted(totals, key=lambda row: (-row[2], row[0].unit_id))


def deliveries_of_country(world: World) -> Iterator[Delivery]:
    """A workbook at the end of each quarter since the merger, with a sheet of the year from 2026 on; trends in turn."""
    for quarter in world.quarters:
        if quarter.start >= MERGER:
            period = month(quarter.year, quarter.end.month)
            sheets = {MONTH: (period, "period")}
            if quarter.year > MERGER.year:
                # Of the first quarter both say the same.
                kind = "period" if quarter.quarter == 1 else "year_to_date"
                sheets[YEAR] = (Period(date(quarter.year, 1, 1), quarter.end), kind)
            yield workbook(world, period, sheets)
            if quarter.quarter % 2 == 0:
                yield trend_alone(world, period)


def workbook(world: World, period: Period, sheets: dict[str, tuple[Period, str]]) -> Delivery:
    """One workbook."""
    name = f"kpi/766-diem/766-diem-{period.code}.xlsx"
    tables, figures, said = [], [], {}
    for sheet, (span, kind) in sheets.items():
        every = ranked(world, sheet, span)
        tables.append(Table([], HEADER, list(rows(every)), sheet=sheet))
        figures += of_sheet(name, span, kind, every, published(period, KNOWN))
        said[sheet] = {"period_start": span.start.isoformat(), "period_end": span.end.isoformat(), "period_kind": kind}
    points = trend(world, trending(world, period), period)
    messes: tuple[Mess, ...] = ()
    if period.quarter % 2:  # the sheet does not say whose trend it is
        tables.append(Table([], TREND_HEADER, trend_rows(points), (), TREND))
        messes = (Mess("trend_of_nobody", name, "trend_of_unnamed_unit", "warning"),)
    sidecar = {"published_at": published(period, KNOWN).isoformat(), "sheets": said}
    return Delivery(name, tuple(tables), sidecar, tuple(figures), messes=messes)


def trend_alone(world: World, period: Period) -> Delivery:
    """The trend of one province as its own account exports it; the sidecar says whose it is."""
    province = trending(world, period)
    points = trend(world, province, period)
    name = f"kpi/766-xu-huong/{province.slug}-{period.code}.xlsx"
    whose = {"unit_name": province.unit.name_vi, "unit_level": "province"}
    sidecar = {"published_at": published(period, KNOWN).isoformat(), "sheets": {TREND: whose}}
    table = Table([], TREND_HEADER, trend_rows(points), (), TREND)
    return Delivery(name, (table,), sidecar, tuple(of_trend(name, province, points, published(period, KNOWN))))


def trending(world: World, period: Period) -> Province:
    """The province whose trend is exported."""
    return world.chance.pick([one for one in world.country.provinces if one.lives_at(period.end)], "trend", period.code)


def trend_rows(points: list[tuple[Period, float]]) -> list[Row]:
    """Month and score as numbers, the year as text."""
    return [(one.end.month, str(one.year), total) for one, total in points]


def trend(world: World, province: Province, last: Period) -> list[tuple[Period, float]]:
    """The total of each month of the quarter before its last, which has a sheet of its own."""
    before = [month(last.year, last.end.month - n) for n in (2, 1)]
    return [(one, round(sum(scores(world, province, MONTH, one)), 2)) for one in before]


def of_trend(name: str, province: Province, points: list[tuple[Period, float]], known: date) -> Iterator[Figure]:
    """A total a month."""
    for one, total in points:
        where = ("service_quality_766_score", province.unit_id, "all", "all", "published", one.start, one.end, "period")
        digits = len(shown(total).partition(".")[2])
        yield Figure(name, *where, total, decimals=digits, known_from=known)


def rows(every: list[tuple[Province, list[float], float]]) -> Iterator[Row]:
    """The sheet's rows, all text."""
    for place, (province, points, total) in enumerate(every, 1):
        name, code = f"UBND {province.spoken}", f"H{10 + place}"
        yield (
            str(place),
            name,
            name,
            code,
            "1",
            "1",
            str(place),
            *map(shown, points),
            shown(total),
            str(place),
        )


def of_sheet(
    name: str, span: Period, kind: str, every: list[tuple[Province, list[float], float]], known: date
) -> Iterator[Figure]:
    """Points of each group and of all, and the rank."""
    for place, (province, points, total) in enumerate(every, 1):
        scoped = [(scope, value) for (_, scope, _), value in zip(GROUPS, points, strict=True)]
        for scope, value in [*scoped, ("all", total)]:
            digits = len(shown(value).partition(".")[2])
            yield Figure(
                name,
                "service_quality_766_score",
                province.unit_id,
                "all",
                scope,
                "published",
                span.start,
                span.end,
                kind,
                value,
                decimals=digits,
                known_from=known,
            )
        yield Figure(
            name,
            "service_quality_766_rank",
            province.unit_id,
            "all",
            "all",
            "published",
            span.start,
            span.end,
            kind,
            float(place),
            decimals=0,
            known_from=known,
        )
