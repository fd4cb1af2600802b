"""Every kind of mess that the demo plants, on one file: the reader takes what the ledger says, and says what is wrong.

What belongs here: a claim on each kind of tools/demo/messes.yml. What does not: clean files (test_demo.py), how often a
kind is drawn, whole worlds (tests/integration/warehouse/test_demo_world.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from pipelines.findings import Finding
from pipelines.kpi.reader import read_kpi
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.source import source_of
from tools.demo.making import deliveries
from tools.demo.messes import befallen, kinds, may_befall
from tools.demo.world import Delivery, World

pytestmark = pytest.mark.slow
WORLD = World("region", months=1)
Read = tuple[object, list[Finding]]


@cache
def clean() -> tuple[Delivery, ...]:
    """Every clean file of the world."""
    return tuple(deliveries(WORLD))


def some_file(kind: dict[str, Any]) -> tuple[Delivery, list[Delivery]]:
    """The first file that the kind can befall, and what is delivered in its place."""
    for delivery in clean():
        if may_befall(kind, delivery) and not delivery.messes:
            found = befallen(WORLD, delivery, kind)
            if found != [delivery]:
                return delivery, found
    raise AssertionError(f"{kind['kind']} befalls no file")


def promises_of(delivery: Delivery) -> Read:
    sidecar = yaml.safe_dump(dict(delivery.sidecar)).encode() if delivery.sidecar else None
    reading = read_plan(source_of(delivery.name, delivery.data, sidecar), UnitResolver.load(), default_matcher())
    names = ("indicator_code", "op", "value", "level", "kind", "year")
    return sorted(tuple(str(row[name]) for name in names) for row in reading.mentions), reading.findings


def figures_of(delivery: Delivery) -> Read:
    sidecar = yaml.safe_dump({"origin": "synthetic", **delivery.sidecar}).encode()
    source = source_of(delivery.name, delivery.data, sidecar)
    reading = read_kpi(source, UnitResolver.load(), IndicatorCatalogue.load(), WORLD.as_of, default_matcher())
    names = (
        "indicator_code",
        "unit_id",
        "coverage_level",
        "scope_code",
        "source_variant",
        "period_start",
        "period_end",
    )
    found = {
        tuple(str(row[name]) for name in names): (row["value"], row["numerator"], row["denominator"])
        for row in reading.observations.iter_rows(named=True)
    }
    return found, reading.findings


def of_the_ledger(delivery: Delivery) -> object:
    if delivery.name.startswith("plans/"):
        return sorted(
            tuple(map(str, (one.indicator, one.op, one.value, one.level, one.kind, one.due_year)))
            for one in delivery.promises
        )
    return {
        tuple(
            map(str, (one.indicator, one.unit_id, one.coverage, one.scope, one.variant, one.start, one.end))
        ): pytest.approx((one.value, one.numerator, one.denominator))
        for one in delivery.figures
    }


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind["kind"])
def test_a_mess_costs_what_the_ledger_says_and_has_its_finding(kind: dict[str, Any]) -> None:
    _, delivered = some_file(kind)
    first = delivered[0]
    assert {mess.kind for mess in first.messes} == {kind["kind"]}
    if not first.content:
        assert not first.figures
        return
    found, findings = promises_of(first) if first.name.startswith("plans/") else figures_of(first)
    assert found == of_the_ledger(first)
    said = {(one.rule, one.severity) for one in findings}
    wanted = {(mess.rule, mess.severity) for mess in first.messes if mess.rule and mess.rule != "sources_disagree"}
    assert wanted <= said
    assert {one for one in said if one[1] != "info"} <= wanted


def test_no_file_can_be_drawn_for_more_messes_than_there_are_files() -> None:
    for delivery in clean():
        assert sum(kind["rate"] for kind in kinds() if may_befall(kind, delivery)) < 1, delivery.name


def test_every_kind_says_what_becomes_of_the_figures() -> None:
    assert all(kind["effect"] and kind["rate"] > 0 for kind in kinds())
    assert len({kind["kind"] for kind in kinds()}) == len(kinds())
