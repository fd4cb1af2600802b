"""What stands on the first page: the answers of the terminal's first screen, as a leader looks at them. Pure.

What belongs here: grouping the answers for the page, the tile map, the overview charts. What does not: counting
(publishing/answers.py), markup (templates), the words (texts.yml).
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl

from pipelines.publishing import said
from pipelines.publishing.answers import ANSWERS, DECIDED, Benchmark, answered, by_place
from pipelines.publishing.said import Row
from pipelines.scorecard import charts, counted
from pipelines.scorecard.addresses import Addresses
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.moved import moved
from pipelines.scorecard.promises import Shown, all_shown, shown
from pipelines.scorecard.speech import Speech
from pipelines.scorecard.tiles import ERAS, Tile, placed

MOST_GAPS = 12
MOST_GOALS = 10
MOST_BARS = 14
# Gaps on one axis: what is measured from 0 to 100 together, ranks apart.
SCALES = {"percent": ("percent", "points", "points_100"), "rank": ("rank",)}


def overview(marts: Marts, speech: Speech, pages: Addresses) -> dict[str, object]:
    """Everything the template of the first page asks for."""
    found = marts.answers
    decided = all_shown(found.decided.iter_rows(named=True), speech, pages)
    totals = counted.counts(answered(found.promises)["answer"], speech)
    gaps, not_drawn = gap_charts(marts, speech, pages)
    return {
        "totals": totals,
        "counted": found.counted,
        "verdicts": counted.verdicts(totals, speech),
        "n_decided": found.decided.height,
        "n_known": found.known.height,
        "places": found.counts.height,
        "decided": [(one, [row for row in decided if row.status == one]) for one in DECIDED],
        "known": _grouped(all_shown(found.known.iter_rows(named=True), speech, pages), "reason"),
        "unpublished": _by_indicator(all_shown(found.unpublished.iter_rows(named=True), speech, pages)),
        "n_unpublished": found.unpublished.height,
        "unjudged": _by_mender(found.unjudged, speech),
        "n_unjudged": found.unjudged.height,
        # The nation's first: they bind every province.
        "benchmarks": [
            goal(one, speech, pages) for one in sorted(found.benchmarks, key=lambda one: one.row["basis"] != "national")
        ],
        "most_goals": MOST_GOALS,
        "counts": [{**row, "page": pages.units.get(str(row["unit_id"]))} for row in _places(marts, speech)],
        "silent": found.silent,
        "moved": moved(marts, speech, pages),
        "maps": [(era, tile_map(marts, speech, pages, era)) for era in ERAS],
        "gap_charts": gaps,
        "gaps_not_drawn": not_drawn,
        "count_chart": count_chart(marts, speech),
    }


def _places(marts: Marts, speech: Speech) -> list[Row]:
    """A row a place with promises, a column an answer, the places with the most decided promises first.

    `name` tells a province that ended from the one of the same name after it: they are two places.
    """
    rows = by_place(marts.promises).to_dicts()
    ends = dict(marts.units.select("unit_id", "valid_to").iter_rows())
    names = Counter(said.unit_name(row, speech.words) for row in rows)
    return [{**row, "name": _told_apart(row, names, ends.get(row["unit_id"]), speech)} for row in rows]


def _told_apart(row: Row, names: Counter[str], ended: date | None, speech: Speech) -> str:
    name = said.unit_name(row, speech.words)
    return f"{name} ({speech.say('units.ended', day=speech.day(ended))})" if ended and names[name] > 1 else name


def tile_map(marts: Marts, speech: Speech, pages: Addresses, era: str) -> list[dict[str, object]]:
    """The provinces of an era: how many of the decided promises each met, in words and in a class for the colour."""
    counts = {row["unit_id"]: row for row in marts.answers.counts.iter_rows(named=True)}
    return [_tile(tile, unit, counts.get(unit), speech, pages) for tile, unit in placed(marts.units, era)]


def _tile(tile: Tile, unit: str, counts: Row | None, speech: Speech, pages: Addresses) -> dict[str, object]:
    good = counts["met"] + counts["on_track"] if counts else 0
    bad = counts["missed"] + counts["behind"] if counts else 0
    promises = counts["commitments"] if counts else 0
    state = _state(good, bad, promises)
    filled = {"good": good, "decided": good + bad, "promises": promises}
    return {
        "row": tile.row,
        "column": tile.column,
        "name": tile.name,
        "page": pages.units.get(unit),
        "state": state,
        "short": speech.say(f"map.short_{state}", **filled),
        "long": speech.say(f"map.long_{state}", **filled),
    }


def _state(good: int, bad: int, promises: int) -> str:
    if not good + bad:
        return "open" if promises else "none"
    if not bad:
        return "good"
    return "mixed" if good else "bad"


def gap_charts(marts: Marts, speech: Speech, pages: Addresses) -> tuple[list[charts.Chart], int]:
    """The widest gaps, promise against figure, a chart for each scale: percent and points, then ranks.

    Promises that are missed or behind, and those whose last known figure is short but decides nothing yet; not those of
    a year that is not over: half a year's work is no gap. Beside them how many promises are in none.
    """
    short = _short(marts)
    drawn = {name: rows for name, rows in _drawn(short).items() if rows.height}
    gaps = [_gap_chart(name, rows, speech, pages) for name, rows in drawn.items()]
    return gaps, short.height - sum(rows.height for rows in drawn.values())


def _short(marts: Marts) -> pl.DataFrame:
    """Promises that are missed or behind, and undecided ones whose last figure, of a whole year, is short."""
    late = marts.answers.decided.filter(pl.col("status").is_in(["missed", "behind"]))
    is_whole = ~pl.col("flags").fill_null("").str.split("|").list.contains("provisional")
    return pl.concat([late, marts.answers.known.filter(is_whole & (pl.col("gap") < 0))])


def _drawn(short: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The widest gaps of each scale that can be drawn: a level promised, a figure printed and no bound of it."""
    plain = (pl.col("target_kind") == "level") & (pl.col("gap") < 0) & pl.col("actual_bound").is_null()
    sorted_out = short.filter(plain).sort("gap", "sort_vi", "target_id")
    return {
        name: sorted_out.filter(pl.col("measure_unit").is_in(list(measures))).head(MOST_GAPS)
        for name, measures in SCALES.items()
    }


def _gap_chart(name: str, short: pl.DataFrame, speech: Speech, pages: Addresses) -> charts.Chart:
    rows = list(short.iter_rows(named=True))
    views = [shown(row, speech, pages) for row in rows]
    lines = [
        (
            _gap_label(view, speech),
            row["actual"],
            row["target_value"],
            f"{view.unit}: {view.indicator}; {view.promise}; {view.figure}; {view.gap}",
        )
        for row, view in zip(rows, views, strict=True)
    ]
    names = {key: speech.say(f"chart.{key}") for key in ("observed", "promised")}
    return {
        "name": f"gaps-{name}",
        "title": speech.say(f"overview.gaps_{name}"),
        "spec": charts.dumbbells(lines, {**names, "axis": speech.say(f"chart.axis_{name}")}, is_rank=name == "rank"),
        "alt": speech.say("chart.gap_alt", n=len(lines), first=lines[0][3]),
    }


def _gap_label(view: Shown, speech: Speech) -> str:
    open_mark = "" if view.status in DECIDED else speech.say("overview.open_mark")
    return f"{view.unit} {view.due_year}{open_mark} · {view.indicator}"


def count_chart(marts: Marts, speech: Speech) -> charts.Chart | None:
    """Promises by place and answer for the places with the most decided ones."""
    rows = [
        (row["name"], answer, counted.word(answer, speech), row[answer])
        for row in _places(marts, speech)[:MOST_BARS]
        for answer in ANSWERS
    ]
    if not rows:
        return None
    return {
        "name": "counts",
        "spec": charts.shares(rows),
        "alt": speech.say("chart.count_alt", n=len(rows) // len(ANSWERS)),
    }


def _grouped(rows: list[Shown], by: str) -> list[tuple[str, list[Shown]]]:
    """Rows under a value of theirs, the largest group first."""
    groups: dict[str, list[Shown]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def _by_indicator(rows: list[Shown]) -> list[tuple[Shown, int]]:
    return [(group[0], len(group)) for _, group in _grouped(rows, "indicator_code")]


def _by_mender(rows: pl.DataFrame, speech: Speech) -> list[dict[str, object]]:
    counts = rows.group_by("mender", "reason").len().sort(-pl.col("len").cast(pl.Int64), "reason")
    menders = rows.group_by("mender").len().sort(-pl.col("len").cast(pl.Int64), "mender")
    return [
        {
            "name": speech.term("mender", mender),
            "n": n,
            "reasons": [(speech.term("reason", reason), k) for who, reason, k in counts.iter_rows() if who == mender],
        }
        for mender, n in menders.iter_rows()
    ]


def goal(one: Benchmark, speech: Speech, pages: Addresses) -> dict[str, object]:
    """A target of a level above in one line: how many places reached it, and as a share of a hundred."""
    view = shown(one.row, speech, pages)
    return {"view": view, "met": one.met, "short": one.short, "share": round(100 * one.met / (one.met + one.short))}
