"""How figures moved against the path that a promise expects: one chart a place, indicator, level and part. Pure.

What belongs here: which figures, promises and line share a chart. What does not: marks and colours (charts.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from pipelines.publishing import said
from pipelines.publishing.said import Row
from pipelines.scorecard.charts import Chart, Mark, decimal_year, trajectory
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.speech import Speech

# Promises of one chart: indicator, level, part of the administration, kind of promise.
Key = tuple[str, str, str, str]
LEVEL = "level"
# Value and printed bound by time in decimal years.
Series = dict[float, tuple[float, str]]


class Figures:
    """Figures by what they answer, indexed once for all pages: value and the bound its source printed, by time."""

    def __init__(self, marts: Marts) -> None:
        """Args: `marts`: the frames of one build."""
        self._years: dict[tuple[str, str, str], Series] = defaultdict(dict)
        for row in marts.years.iter_rows(named=True):
            key = (row["unit_id"], row["indicator_code"], row["coverage_level"])
            self._years[key][decimal_year(row["actual_period_end"])] = row["actual"], row["value_bound"] or ""
        self._held: dict[tuple[str, str], Series] = defaultdict(dict)
        for row in marts.gaps.iter_rows(named=True):
            time = round(row["actual_t"], 4)
            self._held[row["target_id"], row["unit_id"]][time] = row["actual"], row["actual_bound"] or ""

    def of(self, row: Row) -> Series:
        """The figures for a promise: the indicator's own history where the promise is a level of the whole."""
        own = self._held.get((row["target_id"], row["unit_id"]), {})
        if row["target_kind"] != LEVEL or row["scope_code"] not in (None, "all"):
            return {time: figure for time, figure in own.items() if not figure[1]}
        key = (row["unit_id"], row["indicator_code"], row["coverage_level"] or "all")
        return {**self._years.get(key, {}), **own}


def trajectories(rows: Iterable[Row], figures: Figures, speech: Speech) -> list[Chart]:
    """A chart for every group of promises of one place that has a figure, in the order of the rows.

    Args:
        rows: rows of mart_gap_latest of one place.
        figures: the figures of the build.
        speech: the language.
    """
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row["indicator_code"] and row["due_t"] is not None and row["target_value"] is not None:
            groups[_key(row)].append(row)
    drawn = (_chart(group, figures, speech) for group in groups.values())
    return [one for one in drawn if one]


def _key(row: Row) -> Key:
    return row["indicator_code"], row["target_level"] or "", row["scope_code"] or "", row["target_kind"]


def _chart(group: list[Row], figures: Figures, speech: Speech) -> Chart | None:
    values: Series = {}
    for row in group:
        values |= figures.of(row)
    if not values:
        return None
    measure = group[0]["measure_unit"]
    observed = [_figure(t, value, bound, measure, speech) for t, (value, bound) in sorted(values.items())]
    promised = sorted({_promise(row, speech) for row in group}, key=lambda mark: (mark.t, mark.value))
    names = {
        key: speech.say(f"chart.{key}") for key in ("observed", "path", "promised", "merger", "merger_day", "year")
    }
    title = _title(group[0], speech)
    alt = speech.say(
        "chart.trajectory_alt",
        title=title,
        first=observed[0].say,
        last=observed[-1].say,
        promised="; ".join(mark.say for mark in promised),
    )
    path, is_rank = _path(group, promised, speech), measure == "rank"
    spec = trajectory(observed, path, _said_once(promised, is_rank=is_rank), names, is_rank=is_rank)
    return {"spec": spec, "title": title, "alt": alt}


def _title(row: Row, speech: Speech) -> str:
    name = said.indicator(row, speech.words)
    return name if row["target_kind"] == LEVEL else f"{name}: {speech.term('target_kind', row['target_kind'])}"


def _path(group: Iterable[Row], promised: list[Mark], speech: Speech) -> list[Mark]:
    """From the earliest base through the promises; nothing where they are steps that expect nothing before."""
    based = [row for row in group if row["path"] in ("linear", "milestones") and row["base"] is not None]
    if not based:
        return []
    first = min(based, key=lambda row: (row["base_t"], row["target_id"]))
    start = _figure(first["base_t"], first["base"], "", first["measure_unit"], speech)
    hardest = {mark.t: mark for mark in sorted(promised, key=lambda mark: mark.value * first["direction"])}
    return [start, *(hardest[t] for t in sorted(hardest) if t > start.t)]


def _promise(row: Row, speech: Speech) -> Mark:
    say, document = said.promise(row, speech.words), said.document(row)
    year = speech.words.text("places", "due", amount="", year=row["due_year"])
    full = say if row["basis"] == "own" else f"{say} ({document})"
    return Mark(round(row["due_t"], 4), row["target_value"], full, say.removesuffix(year))


def _said_once(promised: list[Mark], *, is_rank: bool) -> list[Mark]:
    """The promises in their order; those of one day share one label on the upper of them, as do repeats of the last."""
    days: dict[float, list[Mark]] = defaultdict(list)
    for mark in promised:
        days[mark.t].append(mark)
    said, before = [], ""
    for some in days.values():
        short = _together(some)
        upper = (min if is_rank else max)(some, key=lambda mark: mark.value)
        said += [replace(mark, short=short if mark is upper and short != before else "") for mark in some]
        before = short
    return said


def _together(marks: list[Mark]) -> str:
    """«≥ 88% / 91%»: the comparator of the first is not said again."""
    first, *others = dict.fromkeys(mark.short for mark in marks)
    sign = first.partition(" ")[0] + " "
    return " / ".join([first, *(other.removeprefix(sign) for other in others)])


def _figure(t: float, value: float, bound: str, measure: str, speech: Speech) -> Mark:
    short = f"{bound} {speech.words.amount(value, measure)}".strip()
    return Mark(t, value, f"{short} ({_when(t)})", short, bound)


def _when(t: float) -> str:
    """The year of a time in decimal years; a time within a year names its month."""
    whole = round(t)
    if abs(t - whole) < 0.02:
        return str(whole)
    return f"{round((t % 1) * 12) or 1}/{int(t) + 1}"
