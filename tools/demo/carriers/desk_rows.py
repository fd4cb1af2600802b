"""What all tables of a one-stop desk share: rows by office and unit below, and the figures that such rows give.

What belongs here: the order of rows, whose figures they are, shares of counts. What does not: headers, columns and what
a form measures (ii06a, desk_forms, ward), counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tools.demo.books import Cell, Row
from tools.demo.calendar_of import Period
from tools.demo.country import Province
from tools.demo.dossiers import Counts, added
from tools.demo.ledger import Figure
from tools.demo.world import World, published

GROUPS = {"district": "Cấp huyện", "commune": "Cấp xã"}
# Indicator, scope, variant, value, numerator, denominator.
Measured = tuple[str, str, str, float, float | None, float | None]
# A unit, the part of it that a row covers, and its counts.
Whose = tuple[str, str, Counts]


def rows(world: World, province: Province, period: Period, cells: Callable[[Counts], list[Cell]]) -> list[Row]:
    """Group rows, offices and units below; numbering starts again in each group. The total is the form's."""
    agencies, below = world.agency_counts(province, period), world.counts_below(province, period)
    names = {unit.unit_id: unit.name_vi for unit in province.below(period.end)}
    found: list[Row] = [("I", "Sở, ban, ngành")]
    found += [(n, name, *cells(counts)) for n, (name, counts) in enumerate(agencies.items(), 1)]
    found.append(("II", GROUPS[province.level_below(period.end)]))
    found += [(n, names[unit_id], *cells(counts)) for n, (unit_id, counts) in enumerate(below.items(), 1)]
    return found


def whose(world: World, province: Province, period: Period) -> Iterator[Whose]:
    """What a correct reader takes from those rows and their total: the offices' sum, each unit below, the province."""
    yield province.unit_id, "province", added(world.agency_counts(province, period).values())
    for unit_id, counts in world.counts_below(province, period).items():
        yield unit_id, "all", counts
    yield province.unit_id, "all", world.all_counts(province, period)


def measured(c: Counts, plain: Mapping[tuple[str, str], int]) -> Iterator[Measured]:
    """The counts of a row, and the shares that follow from them in every such form."""
    for (indicator, scope), value in plain.items():
        yield indicator, scope, "published", float(value), None, None
    for indicator, variant, top, bottom in (
        ("online_dossier_rate", "per_received", c.online, c.received),
        ("on_time_dossier_rate", "per_resolved", c.early + c.punctual, c.resolved),
    ):
        yield indicator, "all", variant, 100 * top / bottom, float(top), float(bottom)


def figures(
    name: str,
    some: Iterable[Whose],
    period: Period,
    days: int,
    measures: Callable[[Counts], Iterator[Measured]],
    rank: int = Figure.rank,
) -> Iterator[Figure]:
    """The figures of a file published so many days after its period; what is pending is so on its last day."""
    for unit_id, coverage, counts in some:
        for indicator, scope, variant, value, top, bottom in measures(counts):
            start, kind = (period.end, "point") if indicator == "dossiers_pending_count" else (period.start, "period")
            what = (name, indicator, unit_id, coverage, scope, variant, start, period.end, kind)
            yield Figure(*what, value, top, bottom, known_from=published(period, days), rank=rank)
