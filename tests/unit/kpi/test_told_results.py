"""Results told in prose: what is sure loads with its level and period, the rest stays open."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.source import source_below
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver

REPORTS = Path(__file__).parents[2] / "data" / "reports"
CATALOGUE = IndicatorCatalogue.load()
MATCHER = IndicatorMatcher(CATALOGUE.indicators.values())
Told = tuple[str, str, float]


def read(path: Path) -> KpiReading:
    return read_kpi(source_below(path, path.parent), UnitResolver.load(), CATALOGUE, None, MATCHER)


def told(reading: KpiReading) -> set[Told]:
    rows = reading.observations.select("indicator_code", "coverage_level", "value").rows()
    return {(code, level, value) for code, level, value in rows}


def expected(path: Path) -> Iterator[Told]:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["indicator"], row["coverage_level"], float(row["value"])


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_nothing_is_loaded_that_a_report_does_not_tell_of_its_own_unit_and_period(path: Path) -> None:
    assert told(read(path)) <= set(expected(path))


def test_four_of_five_told_figures_are_found() -> None:
    wanted = [(path.stem, row) for path in sorted(REPORTS.glob("*.txt")) for row in expected(path)]
    found = {(path.stem, row) for path in REPORTS.glob("*.txt") for row in told(read(path))}
    assert sum(row in found for row in wanted) >= 0.8 * len(wanted), sorted(set(wanted) - found)


def test_told_figures_say_so_and_keep_their_words() -> None:
    observations = read(REPORTS / "04-xa-6-thang-2026.txt").observations
    assert set(observations["source_variant"]) == {"report_text"}
    assert all("«" in note and "score" in note for note in observations["note"])
    counted = observations.filter(observations["indicator_code"] == "on_time_dossier_rate").row(0, named=True)
    assert (counted["numerator"], counted["denominator"]) == (1240, 1250)


def test_without_a_matcher_prose_is_not_read() -> None:
    path = REPORTS / "04-xa-6-thang-2026.txt"
    reading = read_kpi(source_below(path, path.parent), UnitResolver.load(), CATALOGUE)
    assert reading.observations.is_empty()
