"""The demo world: every carrier gives the reader exactly what the ledger says, the same seed the same bytes.

What belongs here: carriers, plans and the ledger's own working-out on a few files. What does not: a whole world against
its marts (tests/integration/warehouse/test_demo_world.py).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from pipelines.kpi.reader import read_kpi
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.source import source_of
from tools.demo import period_plans
from tools.demo.carriers import desk_forms, ii06a, index_books, indices, levels, portal, reports, scores, survey, ward
from tools.demo.making import NotADemoError, make
from tools.demo.world import Delivery, World

ROOT = Path(__file__).resolve().parents[2]
WORLD = World()
OLD, NEW = WORLD.country.provinces[0], WORLD.country.provinces[-1]


def some(carrier: ModuleType, count: int = 4) -> list[Delivery]:
    """Files of a carrier: of a province that ended, and of the one it became."""
    return [*islice(carrier.deliveries(WORLD, OLD), count), *islice(carrier.deliveries(WORLD, NEW), count)]


FILES = [
    *(one for carrier in (ii06a, portal, survey) for one in some(carrier, 1)),
    *(desk_forms.delivery(form, WORLD, OLD, WORLD.quarters[0]) for form in (desk_forms.A, desk_forms.C)),
    *some(reports, 3),
    *islice(indices.deliveries_of_country(WORLD), 5),
    *list(index_books.deliveries_of_country(WORLD))[::4],
    *islice(scores.deliveries_of_country(WORLD), 1, 3),
    *islice(ward.deliveries(WORLD, NEW), 2),
    *levels.deliveries(WORLD, OLD),
    *(one for one in portal.deliveries(WORLD, OLD) if "-2023." in one.name),
]


@pytest.mark.parametrize("delivery", FILES, ids=lambda one: one.name)
def test_the_reader_takes_from_a_carrier_what_the_ledger_says(delivery: Delivery) -> None:
    sidecar = yaml.safe_dump({"origin": "synthetic", **delivery.sidecar}).encode()
    source = source_of(delivery.name, delivery.data, sidecar)
    reading = read_kpi(source, UnitResolver.load(), IndicatorCatalogue.load(), WORLD.as_of, default_matcher())
    found = {
        (
            row["indicator_code"],
            row["unit_id"],
            row["coverage_level"],
            row["scope_code"],
            row["source_variant"],
            row["period_start"],
            row["period_end"],
            row["period_kind"],
        ): (row["value"], row["numerator"], row["denominator"], row["respondents"], row["value_decimals"])
        for row in reading.observations.iter_rows(named=True)
    }
    wanted = {
        (one.indicator, one.unit_id, one.coverage, one.scope, one.variant, one.start, one.end, one.kind): (
            one.value,
            one.numerator,
            one.denominator,
            one.respondents,
        )
        for one in delivery.figures
    }
    assert found.keys() == wanted.keys()
    for key, numbers in wanted.items():
        assert found[key][:4] == pytest.approx(numbers), key
    loud = {finding.rule for finding in reading.findings if finding.severity != "info"}
    assert loud == {mess.rule for mess in delivery.messes}


def in_tcvn3() -> list[Delivery]:
    """Plans that a desk with old fonts saved, one in sentences and one with a table."""
    every = (one for province in World("country").country.provinces for one in period_plans.plans_of(WORLD, province))
    old = [one for one in every if period_plans.dress_of(WORLD, one).get("encoding") == "tcvn3"]
    tabled = [any(block.kind == "table" for block in period_plans.body(WORLD, one)) for one in old]
    return list(period_plans.deliveries(WORLD, iter([old[tabled.index(False)], old[tabled.index(True)]]), "tcvn3"))


ISSUED = [
    *period_plans.deliveries(WORLD, period_plans.national(), "quoc-gia"),
    *islice(period_plans.deliveries(WORLD, period_plans.plans_of(WORLD, OLD), OLD.slug), 3),
    *period_plans.deliveries(WORLD, period_plans.plans_of(WORLD, NEW), NEW.slug),
    *period_plans.deliveries(WORLD, period_plans.plans_of_communes(WORLD, NEW), NEW.slug),
    *in_tcvn3(),
]


@pytest.mark.parametrize("delivery", ISSUED, ids=lambda one: one.name)
def test_the_reader_takes_from_a_plan_what_it_promises(delivery: Delivery) -> None:
    sidecar = yaml.safe_dump(dict(delivery.sidecar)).encode() if delivery.sidecar else None
    reading = read_plan(source_of(delivery.name, delivery.data, sidecar), UnitResolver.load(), default_matcher())
    found = sorted(
        (
            str(row["indicator_code"]),
            str(row["op"]),
            row["value"],
            str(row["level"]),
            str(row["kind"]),
            row["year"],
        )
        for row in reading.mentions
    )
    assert found == sorted(
        (one.indicator, one.op, one.value, str(one.level), one.kind, one.due_year) for one in delivery.promises
    )


def test_every_wording_can_be_drawn_and_names_its_number() -> None:
    for wording in period_plans.wordings()["promises"]:
        assert all("{value}" in text for text in wording["texts"]), wording["id"]


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    again, other = World(), World(seed=7)
    for carrier in (ii06a, reports, survey):
        first = next(carrier.deliveries(WORLD, OLD))
        assert next(carrier.deliveries(again, OLD)).data == first.data
        assert next(carrier.deliveries(other, OLD)).data != first.data


@pytest.mark.slow
def test_another_process_elsewhere_writes_the_same_bytes_of_every_file(tmp_path: Path) -> None:
    """Neither the order of sets, nor the zone, nor the language of the machine reaches a file."""
    made = []
    for n, differs in enumerate(({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})):
        folder = tmp_path / str(n)
        command = [sys.executable, "-m", "tools.demo", str(folder), "--months", "1"]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, **differs})
        files = sorted(path for path in (folder / "raw").rglob("*") if path.is_file())
        made.append({str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert made[0] == made[1]
    assert len(made[0]) > 100


def test_inputs_of_somebody_else_are_never_made_anew(tmp_path: Path) -> None:
    mine = tmp_path / "raw" / "plans" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("KẾ HOẠCH", encoding="utf-8")
    with pytest.raises(NotADemoError, match="name another folder"):
        make(World(months=1), tmp_path)
    assert mine.exists()


def test_in_one_report_forms_are_forms_and_prose_is_prose() -> None:
    """Their ranks differ, so a figure must not carry the name of all its file's layouts."""
    delivery = next(one for one in reports.deliveries(WORLD, OLD) if {"report_text", "published"} <= variants(one))
    source = source_of(delivery.name, delivery.data, yaml.safe_dump(dict(delivery.sidecar)).encode())
    reading = read_kpi(source, UnitResolver.load(), IndicatorCatalogue.load(), WORLD.as_of, default_matcher())
    pairs = set(reading.observations.select("layout", "source_variant").iter_rows())
    assert ("report_text", "report_text") in pairs
    assert {layout for layout, variant in pairs if variant != "report_text"} == {"cchc_report_forms"}


def variants(delivery: Delivery) -> set[str]:
    return {one.variant for one in delivery.figures}
