"""Published indices, a file a year and index, months after the year: PAR INDEX with its ranks, SIPAS; waiting times.

What belongs here: tidy files of index values. What does not: how an index is reckoned; a simulated one is drawn.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tools.demo.books import SIMULATED
from tools.demo.calendar_of import FIRST_YEAR, MERGER, Period, year
from tools.demo.country import Province
from tools.demo.ledger import Figure, Mess
from tools.demo.world import Delivery, World

COLUMNS = ("indicator", "unit_name", "unit_level", "geo_era", "period", "value", "published_at", "source_title", "note")


@dataclass(frozen=True)
class Index:
    """One index: its folder, code, course, points per share, digits, day of publication in the year after."""

    folder: str
    indicator: str
    course: str
    scale: float
    digits: int
    published: tuple[int, int]
    first_year: int = FIRST_YEAR


INDICES = (
    Index("par-index", "par_index_score", "par_index", 100, 2, (4, 15), 2022),
    Index("sipas", "sipas_index", "sipas", 100, 2, (4, 15), 2022),
    Index("thoi-gian-cho", "onestop_waiting_minutes", "waiting", 30, 1, (2, 20)),
)


def value(world: World, index: Index, province: Province, period: Period) -> float:
    """The index's value as printed."""
    course = world.shares.share(index.course, province.line, province.line, period.year, 12)
    return round(index.scale * course, index.digits)


def rank(world: World, province: Province, period: Period) -> int:
    """A place among 63 provinces that follows the points."""
    points = value(world, INDICES[0], province, period)
    return min(63, max(1, round(63 - (points - 78) * 4)))


def rows(world: World, index: Index, period: Period) -> Iterator[tuple[Province, str, float, int]]:
    """Province, indicator, value and digits, of every province that lived through the year's end."""
    for province in world.country.provinces:
        if province.lives_at(period.end):
            yield province, index.indicator, value(world, index, province, period), index.digits
            if index.folder == "par-index":
                yield province, "par_index_rank", rank(world, province, period), 0


def deliveries_of_country(world: World) -> Iterator[Delivery]:
    """One file an index and year that is out on the as-of date."""
    for index in INDICES:
        for period in map(year, range(index.first_year, world.as_of.year)):
            out = date(period.year + 1, *index.published)
            if out <= world.as_of:
                yield delivery(world, index, period, out)


def delivery(world: World, index: Index, period: Period, out: date) -> Delivery:
    """One tidy file."""
    name = f"kpi/{index.folder}/{index.folder}-{period.code}.csv"
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    figures = []
    for province, indicator, number, digits in rows(world, index, period):
        era = "63" if period.end < MERGER else "34"
        shown = f"{number:.{digits}f}"
        writer.writerow(
            (indicator, province.unit.name_vi, "province", era, period.year, shown, out, SIMULATED, SIMULATED)
        )
        figures.append(
            Figure(
                name,
                indicator,
                province.unit_id,
                "all",
                "all",
                "published",
                period.start,
                period.end,
                "period",
                number,
                decimals=digits,
                known_from=out,
            )
        )
    messes = ()
    if any(province.unit.valid_from == MERGER for province, *_ in rows(world, index, period)) and period.year == 2025:
        messes = (Mess("index_across_merger", name, "spans_merger", "warning"),)
    return Delivery(name, stream.getvalue().encode(), {}, tuple(figures), messes=messes)
