"""What follows for a whole world from what single files say: units that fell silent, sources that disagree.

What belongs here: findings over several files, worked out from the ledger's figures. What does not: messes of one file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from tools.demo.country import Country
from tools.demo.ledger import Figure, Mess
from tools.demo.year_values import months_of

# docs: a period in which less than four fifths of the units of the period before report, of at least five.
KEPT, FEWEST = 0.8, 5
TIDY = ("kpi/par-index/", "kpi/sipas/", "kpi/thoi-gian-cho/")
_Series = tuple[object, ...]


def fewer_units(country: Country, figures: Iterable[Figure]) -> Iterator[Mess]:
    """One finding a file: the first by name of a period in which units that are still there fell silent."""
    series: dict[_Series, dict[date, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        if not one.source_file.startswith(TIDY):
            level = country.resolver.unit(one.unit_id).level
            key = (_carrier(one), one.indicator, one.coverage, one.scope, one.variant, level, months_of(one))
            series[key][one.end].append(one)
    found = {file for ends in series.values() for file in _shrunk(country, ends)}
    yield from (Mess("fewer_units", file, "coverage_shrank", "warning") for file in sorted(found))


def disagreements(figures: Iterable[Figure]) -> Iterator[Mess]:
    """One finding a file that says of one thing what a source of another rank says otherwise."""
    keys: dict[_Series, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        key = (one.indicator, one.unit_id, one.coverage, one.scope, one.variant, one.start, one.end, one.kind)
        keys[key][one.rank].append(one)
    found = {
        one.source_file
        for ranks in keys.values()
        for one in (each for some in ranks.values() for each in some)
        if any(_says(one) != _says(two) for rank, some in ranks.items() if rank != one.rank for two in some)
    }
    yield from (Mess("sources_disagree", file, "sources_disagree", "warning") for file in sorted(found))


def _says(figure: Figure) -> tuple[float | None, ...]:
    """Counts where there are any: another rounding of them is no other word."""
    counts = (figure.numerator, figure.denominator)
    return counts if figure.denominator else (figure.value,)


def _carrier(figure: Figure) -> str:
    """What the file is read as: forms are forms in a report and in a workbook."""
    if figure.variant == "report_text":
        return "told"
    folder = figure.source_file.split("/")[1]
    return folder if figure.source_file.startswith("kpi/") and folder != "bieu-mau" else "forms"


def _shrunk(country: Country, ends: dict[date, list[Figure]]) -> Iterator[str]:
    before: set[str] = set()
    for end in sorted(ends):
        units = {one.unit_id for one in ends[end]}
        there = {unit_id for unit_id in before if _is_there(country, unit_id, ends[end][0])}
        if len(there) >= FEWEST and len(units) < KEPT * len(there):
            yield min(one.source_file for one in ends[end])
        before = units


def _is_there(country: Country, unit_id: str, on: Figure) -> bool:
    ended = country.resolver.unit(unit_id).valid_to
    return ended is None or on.end <= ended
