"""What stands on the page of an indicator: every figure of every place, ranked where figures exist; its promises. Pure.

What belongs here: ranking with ties, the table of years. What does not: the year value of an indicator (dbt), markup.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from pipelines.publishing import said
from pipelines.publishing.answers import Benchmark
from pipelines.publishing.said import Row
from pipelines.scorecard import charts
from pipelines.scorecard.addresses import Addresses, web
from pipelines.scorecard.charts import Mark, decimal_year
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.overview import goal
from pipelines.scorecard.promises import all_shown
from pipelines.scorecard.speech import Speech

_RANKED_LEVELS = ("province",)


class Measures:
    """The rows of every indicator, split once for all pages."""

    def __init__(self, marts: Marts) -> None:
        """Args: `marts`: the frames of one build."""
        self.marts = marts
        self.figures = _split(marts.years.sort("sort_vi", "unit_id", "coverage_level", "year"))
        self.own = _split(marts.promises)
        self.goals: dict[str, list[Benchmark]] = defaultdict(list)
        for one in marts.answers.benchmarks:
            self.goals[str(one.row["indicator_code"])].append(one)
        self.places = dict(marts.measured.select("indicator_code", "places").iter_rows())
        self.names = {row["unit_id"]: row for row in marts.units.iter_rows(named=True)}


def measure(row: Row, measures: Measures, speech: Speech, pages: Addresses) -> dict[str, object]:
    """Everything the template of an indicator asks for. `row`: of dim_indicator."""
    code = row["indicator_code"]
    figures = measures.figures.get(code)
    own, goals = measures.own.get(code), measures.goals.get(code, [])
    rankings = [] if figures is None else [_ranking(part, row, measures, speech, pages) for part in _levels(figures)]
    return {
        "row": row,
        "name": speech.name(row, "name"),
        "area": speech.name(row, "area_name"),
        "unit": speech.name(row, "measure_unit"),
        "promises": all_shown(own.iter_rows(named=True), speech, pages) if own is not None else [],
        "goals": [goal(one, speech, pages) for one in goals],
        "rankings": rankings,
        "chart": None if figures is None else _chart(figures, goals, row, measures, speech),
        "years": _years(code, figures, measures, speech, pages),
    }


def _levels(figures: pl.DataFrame) -> list[pl.DataFrame]:
    """The figures of provinces by the part of the administration they cover, the whole first."""
    provinces = figures.filter(pl.col("unit_level").is_in(_RANKED_LEVELS))
    parts = provinces.partition_by("coverage_level", maintain_order=False)
    return sorted(parts, key=lambda part: (part["coverage_level"][0] != "all", part["coverage_level"][0]))


def _ranking(part: pl.DataFrame, row: Row, measures: Measures, speech: Speech, pages: Addresses) -> dict[str, object]:
    """Places by their figure in the newest year that at least half as many have as in the fullest year; ties share."""
    counts = part.group_by("year").len().sort("year")
    enough = counts.filter(pl.col("len") * 2 >= counts["len"].max())
    year = int(enough["year"].max())  # type: ignore[arg-type]
    rows = part.filter(pl.col("year") == year)
    rank = pl.col("actual").rank("min", descending=row["direction"] > 0).cast(pl.Int64)
    ranked = rows.with_columns(rank.alias("rank"), pl.len().over("actual").alias("n_same")).sort("rank", "sort_vi")
    largest = float(ranked["actual"].abs().max() or 1)  # type: ignore[arg-type]
    lines = [_ranked(one, largest, row, measures, speech, pages) for one in ranked.iter_rows(named=True)]
    return {
        "level": speech.term("coverage_level", part["coverage_level"][0]),
        "year": year,
        "lines": lines,
        "n": ranked.height,
        "is_rank": row["measure_unit"] == "rank",
        "missing": None if len(lines) < 2 else _silent_places(part, rows, speech, measures),
    }


def _ranked(
    one: Row, largest: float, row: Row, measures: Measures, speech: Speech, pages: Addresses
) -> dict[str, object]:
    return {
        "rank": one["rank"],
        "tied": one["n_same"] > 1,
        "name": _name(one, measures, speech),
        "page": pages.units.get(one["unit_id"]),
        "value": _printed(one, row, speech),
        "share": round(100 * abs(one["actual"]) / largest, 1),
        "source": one["source_title"] or one["source_file"],
        "url": web(one["source_url"]),
        "final": one["actual_is_final"],
    }


def _silent_places(part: pl.DataFrame, rows: pl.DataFrame, speech: Speech, measures: Measures) -> list[str]:
    """The places that had a figure in another year and have none in this one; they carry no rank."""
    away = part.join(rows, on="unit_id", how="anti").unique("unit_id").sort("sort_vi")
    return [_name(one, measures, speech) for one in away.iter_rows(named=True)]


def _printed(one: Row, row: Row, speech: Speech) -> str:
    sign = f"{one['value_bound']} " if one["value_bound"] else ""
    return sign + speech.words.amount(one["actual"], row["measure_unit"])


def _chart(
    figures: pl.DataFrame, goals: list[Benchmark], row: Row, measures: Measures, speech: Speech
) -> charts.Chart | None:
    whole = figures.filter((pl.col("coverage_level") == "all") & pl.col("unit_level").is_in(_RANKED_LEVELS))
    if whole.height < 2:
        return None
    marks = [
        Mark(
            decimal_year(one["actual_period_end"]),
            one["actual"],
            f"{_name(one, measures, speech)}: {_printed(one, row, speech)} ({one['year']})",
        )
        for one in whole.iter_rows(named=True)
    ]
    names = {"observed": speech.say("chart.each_place"), "promised": speech.say("chart.goal")}
    names["year"] = speech.say("chart.year")
    spec = charts.spread(marks, _goals(goals, speech), names, is_rank=row["measure_unit"] == "rank")
    alt = speech.say(
        "chart.spread_alt",
        title=speech.name(row, "name"),
        n=whole["unit_id"].n_unique(),
        first=whole["year"].min(),
        last=whole["year"].max(),
    )
    return {"spec": spec, "alt": alt}


def _goals(goals: list[Benchmark], speech: Speech) -> list[Mark]:
    rows: list[Row] = [one.row for one in goals if one.row["target_kind"] == "level" and one.row["due_t"] is not None]
    return [
        Mark(round(row["due_t"], 4), row["target_value"], f"{said.promise(row, speech.words)} ({said.document(row)})")
        for row in rows
        if row["target_value"] is not None
    ]


def _years(
    code: str, figures: pl.DataFrame | None, measures: Measures, speech: Speech, pages: Addresses
) -> list[dict[str, object]]:
    """A line a listed place and level with its figure in every year; an empty text where there is none."""
    unlisted = measures.places.get(code, 0) - (0 if figures is None else figures["unit_id"].n_unique())
    if figures is None:
        return [{"years": [], "lines": [], "unlisted": unlisted}] if unlisted else []
    years = sorted(figures["year"].unique())
    lines = []
    for part in figures.partition_by("unit_id", "coverage_level", maintain_order=True):
        first = part.row(0, named=True)
        values = {one["year"]: _value(one, speech) for one in part.iter_rows(named=True)}
        level = "" if first["coverage_level"] == "all" else speech.term("coverage_level", first["coverage_level"])
        lines.append(
            {
                "name": _name(first, measures, speech),
                "page": pages.units.get(first["unit_id"]),
                "level": level,
                "values": [values.get(year, "") for year in years],
            }
        )
    return [{"years": years, "lines": lines, "unlisted": unlisted}]


def _value(one: Row, speech: Speech) -> str:
    sign = f"{one['value_bound']} " if one["value_bound"] else ""
    return sign + speech.number(one["actual"])


def _name(one: Row, measures: Measures, speech: Speech) -> str:
    return speech.name(measures.names.get(one["unit_id"], {}), "name") or str(one["unit_name_vi"])


def _split(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    if rows.is_empty():
        return {}
    parts = rows.partition_by("indicator_code", as_dict=True, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items() if key[0]}


def promised_most(marts: Marts, speech: Speech, pages: Addresses) -> list[dict[str, object]]:
    """Every indicator by area: how many places have a figure of it, how many promises stand on it."""
    places = dict(marts.measured.select("indicator_code", "places").iter_rows())
    promises = dict(marts.promises.group_by("indicator_code").len().iter_rows())
    last = dict(marts.measured.select("indicator_code", "last_year").iter_rows())
    return [
        {
            "name": speech.name(row, "name"),
            "area": speech.name(row, "area_name"),
            "area_no": row["sort_vi"][:2],
            "page": pages.indicators[row["indicator_code"]],
            "places": places.get(row["indicator_code"], 0),
            "promises": promises.get(row["indicator_code"], 0),
            "last": last.get(row["indicator_code"]),
        }
        for row in marts.indicators.sort("sort_vi").iter_rows(named=True)
    ]
