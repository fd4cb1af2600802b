"""Making a demo world: every file with its sidecar below `raw/`, and the ledger beside them.

What belongs here: the order of things, writing files. What does not: what a file holds, statuses (verdicts).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from tools.demo import period_plans
from tools.demo.books import SIMULATED
from tools.demo.carriers import desk_forms, ii06a, index_books, indices, levels, portal, reports, scores, survey, ward
from tools.demo.consequences import disagreements, fewer_units
from tools.demo.ledger import FILE, Ledger
from tools.demo.messes import planted
from tools.demo.verdicts import verdicts
from tools.demo.world import Delivery, World

CARRIERS = (ii06a, desk_forms, portal, levels, reports, survey, ward)
NATIONAL = (indices, index_books, scores)
LICENCE = "CC0-1.0"
MAKING = "raw.new"


class NotADemoError(ValueError):
    """The folder holds inputs that the demo did not make."""


def make(world: World, folder: Path) -> Ledger:
    """Write a world anew into a folder: `raw/` and `truth.parquet`; a demo's own `raw/` of before is gone.

    Raises:
        NotADemoError: the folder has a `raw/` of somebody else's.
    """
    raw = folder / "raw"
    if raw.exists() and not (folder / FILE).is_file():
        raise NotADemoError(f"{raw} is there and was not made by the demo: name another folder")
    making = folder / MAKING  # an interrupted making leaves no raw/ that looks like somebody else's
    shutil.rmtree(making, ignore_errors=True)
    ledger = Ledger(world.as_of)
    for delivery in planted(world, deliveries(world)):
        if delivery.content:  # else the mess is that nothing came
            put(delivery, making)
        ledger.add(delivery.figures)
        ledger.promises += delivery.promises
        ledger.messes += delivery.messes
    ledger.messes += [*fewer_units(world.country, ledger.figures), *disagreements(ledger.figures)]
    ledger.verdicts = list(verdicts(world, ledger))
    ledger.write(folder)
    shutil.rmtree(raw, ignore_errors=True)
    making.rename(raw)
    return ledger


def deliveries(world: World) -> Iterator[Delivery]:
    """Every clean file."""
    for issued, slug in [
        (period_plans.national(), "quoc-gia"),
        *((period_plans.plans_of(world, province), province.slug) for province in world.country.provinces),
        *((period_plans.plans_of_communes(world, province), province.slug) for province in world.country.provinces),
    ]:
        yield from period_plans.deliveries(world, issued, slug)
    for province in world.country.provinces:
        for carrier in CARRIERS:
            yield from carrier.deliveries(world, province)
    for carrier in NATIONAL:
        yield from carrier.deliveries_of_country(world)


def put(delivery: Delivery, raw: Path) -> None:
    """Write one file and its sidecar."""
    path = raw / delivery.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(delivery.data)
    said = {"origin": "synthetic", "licence": LICENCE, **delivery.sidecar}
    if not delivery.name.startswith("plans/"):
        said["source_title"] = SIMULATED
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=True)
    path.with_name(path.name + ".meta.yml").write_text(text, encoding="utf-8")
