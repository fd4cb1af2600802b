"""Which carriers of figures print an indicator: what a person can ask for where nothing was reported. Pure.

What belongs here: the carriers (carriers.yml) and what their layouts print. What does not: reading figures (reader.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from pipelines.kpi.headers.layouts import Layout, load_layouts
from pipelines.kpi.indicators.trees import load_tree
from pipelines.language import Language
from pipelines.reference.indicators import SEEDS, Indicator
from pipelines.yaml_files import read_yaml

# Bridges between indicators over which a promise is judged.
_ASSESSED = ("exact", "close")


@dataclass(frozen=True)
class Carrier:
    """One kind of file that figures come in: its name on the page of carriers, in words, and what it prints."""

    name: str
    titles: dict[Language, str]
    codes: frozenset[str]
    published: frozenset[str]

    def measures(self, indicator: Indicator) -> bool:
        """Whether it prints the indicator or one that it is judged by, or publishes indicators of its kind."""
        codes = {indicator.code, *judged_by().get(indicator.code, ())}
        return bool(codes & self.codes) or indicator.measure_type in self.published


class Entry(TypedDict):
    """A carrier as carriers.yml writes it."""

    carrier: str
    vi: str
    en: str
    layouts: list[str]
    published: NotRequired[list[str]]


@cache
def load_carriers() -> tuple[Carrier, ...]:
    """All carriers in their order."""
    entries = read_yaml(Path(__file__).parent / "carriers.yml", list[Entry])
    layouts = {layout.name: layout for layout in load_layouts()}
    return tuple(
        Carrier(
            entry["carrier"],
            {"vi": entry["vi"], "en": entry["en"]},
            frozenset(code for name in entry["layouts"] for code in _printed(layouts[name])),
            frozenset(entry.get("published", ())),
        )
        for entry in entries
    )


@cache
def judged_by() -> dict[str, frozenset[str]]:
    """Promised indicator -> those whose figures judge it: the stock that a cut is made of, close successors."""
    found: dict[str, set[str]] = {}
    for row in _seed("indicator_figures"):
        found.setdefault(row["target_indicator"], set()).add(row["figure_indicator"])
    for row in _seed("indicator_bridges_default"):
        if row["relation"] in _ASSESSED:
            found.setdefault(row["from_indicator"], set()).add(row["to_indicator"])
    return {code: frozenset(codes) for code, codes in found.items()}


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def carriers_of(indicator: Indicator) -> list[Carrier]:
    """The carriers that can measure an indicator; none where only prose and tables of reports, or a tidy file, can."""
    return [carrier for carrier in load_carriers() if carrier.measures(indicator)]


def _printed(layout: Layout) -> Iterator[str]:
    yield from (str(one["indicator"]) for one in layout.spec.get("measures", []))
    if tree := layout.spec.get("tree"):
        yield from (row.indicator for row in load_tree(str(tree), ()).rows if row.indicator)
    yield from (str(one.get("rate") or one.get("count")) for one in layout.spec.get("calculated", []))
