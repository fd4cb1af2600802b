"""What stands on the page of a place: its own promises by area, the benchmarks apart, charts, its data. Pure.

What belongs here: choosing rows of one place. What does not: charts (trajectories.py), markup (templates).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import polars as pl

from pipelines.publishing.answers import ANSWERS, answered
from pipelines.publishing.said import Row
from pipelines.scorecard import counted
from pipelines.scorecard.addresses import Addresses
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.promises import Shown, all_shown, by_area
from pipelines.scorecard.speech import Speech
from pipelines.scorecard.trajectories import Figures, trajectories

# What is known first, then by the year it is due.
_ORDER = ("answer_no", "due_year", "indicator_code", "target_level", "target_id")
# Figures told beside a year; the table below has them all.
_MOST_KNOWN = 3


class Places:
    """The rows of every place, split once for all pages."""

    def __init__(self, marts: Marts) -> None:
        """Args: `marts`: the frames of one build."""
        self.marts = marts
        number = pl.col("answer").replace_strict(dict(zip(ANSWERS, range(len(ANSWERS)), strict=True)))
        own = answered(marts.promises).with_columns(number.alias("answer_no"))
        self.own = _split(own.sort(*_ORDER, nulls_last=True))
        titles = pl.col("title").alias("plan_title"), pl.col("source_url").alias("plan_url")
        documents = marts.plans.select("plan_id", *titles)
        below = marts.latest.filter((pl.col("basis") != "own") & ~pl.col("is_superseded") & ~pl.col("is_generated"))
        below = below.join(documents, on="plan_id", how="left", maintain_order="left")
        self.benchmarks = _split(below.sort("area_code", "indicator_code", "due_year", "target_id"))
        known = marts.coverage.filter(pl.col("n_figures") > 0)
        self.known = _split(known.sort("last_period_end", "indicator_code", descending=[True, False]))
        self.plans = _split(marts.plans)
        self.figures = Figures(marts)

    @cached_property
    def units(self) -> dict[str, Row]:
        """Every unit by its id."""
        return {row["unit_id"]: row for row in self.marts.units.iter_rows(named=True)}

    @cached_property
    def areas(self) -> list[str]:
        """The areas of the programme in its order."""
        rows = self.marts.terms.filter(pl.col("term_list") == "area").sort("sort_no")
        return rows["term_code"].to_list()

    @cached_property
    def predecessors(self) -> dict[str, list[str]]:
        """The provinces that a province was made of."""
        lineage = self.marts.lineage.filter(
            (pl.col("unit_level") == "province") & (pl.col("predecessor_unit_id") != pl.col("successor_unit_id"))
        ).sort("sort_vi", "predecessor_unit_id")
        groups = lineage.group_by("successor_unit_id", maintain_order=True).agg("predecessor_unit_id")
        return dict(groups.iter_rows())


def place(unit_id: str, places: Places, speech: Speech, pages: Addresses) -> dict[str, object]:
    """Everything the template of a place asks for."""
    own, below, plans = (_rows(some, unit_id) for some in (places.own, places.benchmarks, places.plans))
    unit = places.units[unit_id]
    totals = counted.counts((row["answer"] for row in own), speech)
    promises = all_shown(own, speech, pages)
    return {
        "unit": unit,
        "name": speech.name(unit, "name"),
        "ended": unit["valid_to"],
        "successor": _link(unit["successor_unit_id"], places, speech, pages) if unit["valid_to"] else None,
        "predecessors": [_link(one, places, speech, pages) for one in places.predecessors.get(unit_id, [])],
        "totals": totals,
        "verdicts": counted.verdicts(totals, speech),
        "counted": len(own),
        "years": _by_year(own, promises, speech),
        "areas": by_area(promises, speech, places.areas),
        "benchmarks": all_shown(below, speech, pages),
        "own_charts": trajectories(own, places.figures, speech),
        "benchmark_charts": trajectories(below, places.figures, speech),
        "plan_pages": pages.plans,
        "plans": plans,
        "counts_otherwise": sum(one["n_targets"] or 0 for one in plans) != len(own),
        "data": _data(unit_id, places, speech, pages),
    }


def _by_year(own: Sequence[Row], promises: list[Shown], speech: Speech) -> list[dict[str, object]]:
    """Each year in which promises are due: how many have which answer, and the last figures; nothing of one year only.

    Args:
        own: promises with their `answer`.
        promises: the same, shown, in the same order.
        speech: the language of the answers.
    """
    years = sorted({one.due_year for one in promises}, key=lambda year: (year is None, year))
    if len(years) < 2:
        return []
    answers = Counter((row["due_year"], row["answer"]) for row in own)
    known = {year: [one for one in promises if one.due_year == year and one.figure_place] for year in years}
    return [
        {
            "year": year,
            "n": sum(one.due_year == year for one in promises),
            "totals": [
                (answer, word, answers[year, answer]) for answer, word in counted.words(speech) if answers[year, answer]
            ],
            "known": known[year][:_MOST_KNOWN],
            "more": max(0, len(known[year]) - _MOST_KNOWN),
        }
        for year in years
    ]


def _data(unit_id: str, places: Places, speech: Speech, pages: Addresses) -> list[dict[str, object]]:
    """The indicators of a place that have a figure, the newest first."""
    return [
        {
            **row,
            "last": speech.day(row["last_period_end"]),
            "page": pages.indicators.get(row["indicator_code"]),
            "indicator": pages.indicator_name(row["indicator_code"], row["indicator_name_vi"], speech.lang),
        }
        for row in _rows(places.known, unit_id)
    ]


def _link(unit_id: str | None, places: Places, speech: Speech, pages: Addresses) -> tuple[str, str | None] | None:
    if unit_id not in places.units:
        return None
    return speech.name(places.units[unit_id], "name"), pages.units.get(unit_id)


def _rows(parts: dict[str, pl.DataFrame], unit_id: str) -> Sequence[Row]:
    """The rows of one place, as values once for all that asks for them."""
    return parts[unit_id].rows(named=True) if unit_id in parts else []


def _split(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = rows.partition_by("unit_id", as_dict=True, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items() if key[0] is not None}
