"""The value of a year, worked out from the ledger's own figures by the words of docs/design.md, section 5.

What belongs here: which figure of a year counts, sums of parts, sums of units below and of predecessors. What does not:
what that means for a promise (verdicts). Nothing here reads the warehouse's SQL or its results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from pipelines.reference.indicators import IndicatorCatalogue
from tools.demo.calendar_of import MERGER, Period
from tools.demo.country import Province
from tools.demo.ledger import Figure
from tools.demo.world import World

Series = tuple[str, str, str, str, str]  # indicator, unit, coverage, scope, variant
REPORTED, ROLLED_UP, REBUILT = 2, 1, 0
LAST_DAY = MERGER.replace(month=6, day=30)


@dataclass(frozen=True)
class YearValue:
    """The value of a series in a year; `made` tells a report from a sum over units or predecessors."""

    indicator: str
    unit_id: str
    coverage: str
    scope: str
    variant: str
    year: int
    value: float
    end: date
    is_final: bool
    decimals: int | None
    numerator: float | None
    denominator: float | None
    known_from: date
    rank: int
    made: int = REPORTED
    is_partial: bool = False


def months_of(figure: Figure) -> int:
    """How many whole months a figure covers."""
    return len(Period(figure.start or figure.end, figure.end).months)


class Years:
    """Year values of all series of a world."""

    def __init__(self, world: World, figures: Iterable[Figure]) -> None:
        """Take the figures that are known on the as-of date, each key once."""
        self._world = world
        self._series: dict[Series, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
        for figure in _standing(one for one in figures if _is_known(one, world)):
            key = (figure.indicator, figure.unit_id, figure.coverage, figure.scope, figure.variant)
            self._series[key][figure.end.year].append(figure)

    @cached_property
    def reported(self) -> list[YearValue]:
        """The value of each series and year that was reported, or summed from the parts of its year."""
        return [_of_year(key, year, some) for key, years in self._series.items() for year, some in years.items()]

    @cached_property
    def by_unit(self) -> dict[tuple[str, str, str], list[YearValue]]:
        """Every answer by (indicator, unit, coverage)."""
        found: dict[tuple[str, str, str], list[YearValue]] = defaultdict(list)
        for one in (*self.reported, *self._rolled_up(), *self._rebuilt()):
            found[one.indicator, one.unit_id, one.coverage].append(one)
        return found

    def _rolled_up(self) -> Iterator[YearValue]:
        """A level below as a whole, and the nation: the sum of the counts of all units there were."""
        for province in self._world.country.provinces:
            for level, units in (("district", province.districts), ("commune", province.communes)):
                ids = {unit.unit_id for unit in units}
                if ids and _lives_with(province, level):
                    below = [one for one in self.reported if one.unit_id in ids and one.coverage == "all"]
                    yield from _summed(below, province.unit_id, level, _always(len(ids)), ROLLED_UP)
        of_provinces = [one for one in self.reported if one.unit_id.startswith("P")]
        for coverage in sorted({one.coverage for one in of_provinces}):
            same = [one for one in of_provinces if one.coverage == coverage]
            yield from _summed(same, "VN", coverage, self._provinces_on, ROLLED_UP)

    def _provinces_on(self, day: date) -> int:
        """How many provinces there were on a day, chosen for this world or not."""
        era = "63" if day < MERGER else "34"
        return sum(unit.level == "province" and unit.in_era(era) for unit in self._world.country.units)

    def _rebuilt(self) -> Iterator[YearValue]:
        """A new province before its birth: the sum of its predecessors' counts."""
        for province in self._world.country.provinces:
            ids = {unit.unit_id for unit in province.predecessors}
            old = [one for one in self.reported if one.unit_id in ids and one.end < MERGER]
            for coverage in sorted({one.coverage for one in old}):
                same = [one for one in old if one.coverage == coverage]
                for one in _summed(same, province.unit_id, coverage, _always(len(ids)), REBUILT):
                    if not one.is_partial:
                        yield one


def _always(count: int) -> Callable[[date], int]:
    return lambda _: count


def _lives_with(province: Province, level: str) -> bool:
    """Whether the province and the level existed together."""
    return province.unit.valid_from is None if level == "district" else province.unit.valid_to is None


def _is_known(figure: Figure, world: World) -> bool:
    unit = world.country.resolver.unit(figure.unit_id)
    last = min((day for day in (unit.valid_to, LAST_DAY if unit.level == "district" else None) if day), default=None)
    is_known = figure.known_from is None or figure.known_from <= world.as_of
    return is_known and figure.end <= world.as_of and (last is None or figure.end <= last)


def _standing(figures: Iterable[Figure]) -> list[Figure]:
    """Of figures of one key the best source's, in its latest word."""
    best: dict[tuple[object, ...], Figure] = {}
    for one in figures:
        key = (one.indicator, one.unit_id, one.coverage, one.scope, one.variant, one.start, one.end, one.kind)
        other = best.get(key)
        if other is None or _order(one) > _order(other):
            best[key] = one
    return list(best.values())


def _order(figure: Figure) -> tuple[int, date]:
    return (-figure.rank, figure.known_from or figure.end)


def _of_year(key: Series, year: int, figures: list[Figure]) -> YearValue:
    """Full year, else all months or all quarters, else December's point, else the last word, which is provisional."""
    whole = [one for one in figures if one.kind != "point" and months_of(one) == 12]
    parts = {n: [one for one in figures if one.kind == "period" and months_of(one) == n] for n in (1, 3)}
    points = [one for one in figures if one.kind == "point"]
    so_far = [one for one in figures if one.kind == "year_to_date" and months_of(one) < 12]
    if whole:
        return _single(key, year, max(whole, key=_order), True)
    for length, some in parts.items():
        if len(some) == 12 // length and all(one.denominator for one in some):
            return _sum(key, year, some, True)
    if points:
        last = max(points, key=lambda one: one.end)
        return _single(key, year, last, last.end == date(year, 12, 31))
    if so_far and all(one.end <= max(two.end for two in so_far) for one in figures):
        return _single(key, year, max(so_far, key=lambda one: one.end), False)
    some = max((some for some in parts.values() if some), key=lambda some: max(one.end for one in some))
    if all(one.denominator for one in some):
        return _sum(key, year, some, False)
    return _single(key, year, max(some, key=lambda one: one.end), False)


def _single(key: Series, year: int, one: Figure, is_final: bool) -> YearValue:
    number = one.value if one.value is not None else 0.0
    return YearValue(
        *key,
        year,
        number,
        one.end,
        is_final,
        one.decimals,
        one.numerator,
        one.denominator,
        one.known_from or one.end,
        one.rank,
    )


def _sum(key: Series, year: int, parts: list[Figure], is_final: bool) -> YearValue:
    top, bottom = (sum(getattr(one, name) or 0 for one in parts) for name in ("numerator", "denominator"))
    last = max(parts, key=lambda one: one.end)
    known = max(one.known_from or one.end for one in parts)
    return YearValue(*key, year, 100 * top / bottom, last.end, is_final, None, top, bottom, known, last.rank)


@cache
def _adding() -> frozenset[str]:
    """Counts that add up over units, by the catalogue."""
    return frozenset(one.code for one in IndicatorCatalogue.load().indicators.values() if one.aggregation_rule == "sum")


def _summed(
    parts: list[YearValue], unit_id: str, coverage: str, wanted: Callable[[date], int], made: int
) -> Iterator[YearValue]:
    """Ratios of sums by indicator, scope, variant and year; partial without every unit or one common end."""
    groups: dict[tuple[str, str, str, int], list[YearValue]] = defaultdict(list)
    for one in parts:
        if one.denominator or one.indicator in _adding():
            groups[one.indicator, one.scope, one.variant, one.year].append(one)
    for (indicator, scope, variant, year), some in groups.items():
        top, bottom = sum(one.numerator or 0 for one in some), sum(one.denominator or 0 for one in some)
        value = 100 * top / bottom if bottom else sum(one.value for one in some)
        last = max(one.end for one in some)
        is_partial = len(some) < wanted(last) or len({one.end for one in some}) > 1
        yield YearValue(
            indicator,
            unit_id,
            coverage,
            scope,
            variant,
            year,
            value,
            last,
            all(one.is_final for one in some),
            None,
            top,
            bottom,
            max(one.known_from for one in some),
            max(one.rank for one in some),
            made,
            is_partial,
        )
