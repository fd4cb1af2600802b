"""Vega-Lite specs of the charts, as data; a script in the page draws them. Pure.

What belongs here: marks, scales, colours. What does not: choosing rows, words (they come in ready), drawing.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict, cast

# Okabe and Ito's colours, darkened where words stand on them; told apart with any common colour blindness.
ANSWER_COLOURS = {
    "missed": "#b5460f",
    "met": "#005a8f",
    "behind": "#e69f00",
    "on_track": "#56b4e9",
    "known": "#bccbdb",
    "unpublished": "#a9a9a9",
    "unjudged": "#dcdcdc",
}
OBSERVED, PROMISED, QUIET = "#005a8f", "#b5460f", "#6b6b6b"
# On the scale of decimal years of DESIGN (31 December 2025 = 2025.0) the new provinces begin at 2024.5.
MERGER = 2024.5
# A promise so many years from a figure may have its label where the figure's would stand.
_BESIDE = 0.75
# What a line of a label holds on a phone, in characters; heights in pixels.
_LABEL_WIDTH = 54
_LINE_HEIGHT, _BELOW_LABEL, _ROW_HEIGHT = 15, 9, 30
Spec = dict[str, object]
# What each kind of mark looks like; its legend shows the same. The diamond lies below: a figure on it is seen.
_COLOURS = {"observed": OBSERVED, "path": QUIET, "promised": PROMISED}
_DOT: Spec = {"type": "point", "shape": "circle", "filled": True, "opacity": 1}
_DASHED: Spec = {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1.5}
_TICK: Spec = {"type": "tick", "orient": "horizontal", "thickness": 2, "size": 22, "opacity": 0.55}
# A dashed line and a tick as shapes of a legend.
_SHAPES = {"line": "M-1.2,-.1h1v.25h-1ZM.2,-.1h1v.25h-1Z", "tick": "M-1,-.1h2v.25h-2Z"}
_DIAMOND: Spec = {"type": "point", "shape": "diamond", "filled": True, "size": 150, "opacity": 1}
FONT = "Be Vietnam Pro"
FIT = {"type": "fit-x", "contains": "padding"}
CONFIG: Spec = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "grid": True,
        "gridColor": "#e8e8e8",
        "labelColor": "#333",
        "titleColor": "#333",
        "domainColor": "#999",
        "labelFontSize": 12,
        "titleFontWeight": 400,
    },
    "axisX": {"grid": False},
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": "#222",
        "symbolType": "square",
        "symbolOpacity": 1,
        "labelFontSize": 12,
    },
}


@dataclass(frozen=True)
class Mark:
    """A value at a time in decimal years, with what a tooltip says of it and a label beside it.

    `bound` is the sign of a source that says only what the value is above or below.
    """

    t: float
    value: float
    say: str
    short: str = ""
    bound: str = ""


class Chart(TypedDict):
    """A chart as a page takes it: its spec, what it shows in words, and a name and a title where it has them."""

    name: NotRequired[str]
    title: NotRequired[str]
    spec: Spec
    alt: str


def decimal_year(day: date) -> float:
    """«31 December 2025» is 2025.0, as everywhere in the marts."""
    first = date(day.year, 1, 1)
    days = (date(day.year + 1, 1, 1) - first).days
    return round(day.year - 1 + ((day - first).days + 1) / days, 4)


def trajectory(
    observed: Sequence[Mark], path: Sequence[Mark], promised: Sequence[Mark], names: dict[str, str], *, is_rank: bool
) -> Spec:
    """What was measured against what was promised.

    Args:
        observed: figures, by time.
        path: the straight line from the base through the promises; empty where none is due before the year ends.
        promised: the promises themselves at their due dates.
        names: texts for `observed`, `path`, `promised`, `merger`, `year`.
        is_rank: rank 1 stands on top.
    """
    times = [mark.t for mark in (*observed, *path, *promised)]
    base = {
        "x": _over_time(names["year"], times, 0.3, tickMinStep=1, tickCount=8),
        "y": _value(is_rank=is_rank, ticks=4, nice=False, padding=26),
        **_by_kind(
            _kinds(names, observed=observed and _DOT, path=path and _DASHED, promised=promised and _DIAMOND),
        ),
    }
    exact = [mark for mark in observed if not mark.bound]
    last_side = _free_side(observed, promised, is_rank=is_rank)
    if observed[-1].bound:  # beyond its arrow
        last_side = -27 if (observed[-1].bound[0] == ">") != is_rank else 29
    layers = [
        _layer(promised, names["promised"], _DIAMOND, base),
        _layer(path, names["path"], _DASHED, base),
        _layer(exact, names["observed"], {"type": "line", "strokeWidth": 2.5}, base),
        _layer(exact, names["observed"], {**_DOT, "size": 55}, base),
        *(
            _layer([one for one in observed if one.bound[:1] == sign], names["observed"], _beyond(is_up=is_up), base)
            for sign, is_up in ((">", not is_rank), ("<", is_rank))
        ),
        # A label over the first year would lie on the numbers of the axis.
        _labels([one for one in promised if one.t == min(times) < max(times)], PROMISED, -14, base, align="left"),
        _labels([one for one in promised if not one.t == min(times) < max(times)], PROMISED, -14, base),
        _labels(observed[-1:], OBSERVED, last_side, base),
    ]
    if min(times) < MERGER < max(times):
        layers.append(_merger(names["merger"], names["merger_day"]))
    return {"width": "container", "height": 190, "layer": _drawn(layers), "config": CONFIG}


def shares(rows: Sequence[tuple[str, str, str, int]], *, step: int = 22) -> Spec:
    """Counts by place and answer as stacked bars.

    Args:
        rows: place, answer, word of the answer, count; places in their order.
        step: height of a bar.
    """
    order = {status: place for place, status in enumerate(ANSWER_COLOURS)}
    words = {status: word for _, status, word, _ in rows}
    known = [status for status in ANSWER_COLOURS if status in words]
    values = [{"place": place, "status": word, "n": n, "o": order[status]} for place, status, word, n in rows if n]
    places = list(dict.fromkeys(place for place, *_ in rows))
    return {
        **_row_by_row(step, values),
        "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 1},
        "encoding": {
            "y": {
                "field": "place",
                "type": "nominal",
                "sort": places,
                "title": None,
                "axis": {"labelLimit": 230, "grid": False, "ticks": False, "labelPadding": 6},
            },
            "x": {
                "field": "n",
                "type": "quantitative",
                "title": None,
                "stack": "zero",
                "axis": {"tickMinStep": 1, "tickCount": 10, "format": "d"},
            },
            "color": {
                "field": "status",
                "type": "nominal",
                "scale": {"domain": [words[one] for one in known], "range": [ANSWER_COLOURS[one] for one in known]},
            },
            "order": {"field": "o", "type": "quantitative"},
            "tooltip": [
                {"field": "place", "type": "nominal", "title": " "},
                {"field": "status", "type": "nominal", "title": " "},
                {"field": "n", "type": "quantitative", "title": " "},
            ],
        },
    }


def dumbbells(rows: Sequence[tuple[str, float, float, str]], names: dict[str, str], *, is_rank: bool) -> Spec:
    """The distance between promise and figure, one line each: label, figure, promise, what a tooltip says.

    The better side is on the right, also where rank 1 is the best. A label stands above its line, not beside it: it is
    read whole on a phone too.
    """
    labels = [textwrap.wrap(label, _LABEL_WIDTH) for label, *_ in rows]
    tallest = max(len(lines) for lines in labels)
    values = [
        {"no": no, "label": [""] * (tallest - len(label)) + label, "a": figure, "b": promise, "say": say}
        for no, (label, (_, figure, promise, say)) in enumerate(zip(labels, rows, strict=True))
    ]
    height = _ROW_HEIGHT + _LINE_HEIGHT * tallest
    # Two rows of one label are two rows: the place in the order tells them apart.
    band = {"field": "no", "type": "ordinal", "title": None, "axis": None, "scale": {"type": "band", "padding": 0}}
    y = {**band, "bandPosition": (_LINE_HEIGHT * tallest + _BELOW_LABEL) / height}
    scale = {"zero": False, "nice": True, "padding": 12, "reverse": is_rank}
    ticks = {"tickCount": 8, "labelFlush": False, **_numbers(is_rank=is_rank)}
    if not is_rank and all(max(figure, promise) <= 100 for _, figure, promise, _ in rows):
        ticks["labelExpr"] = "datum.value <= 100 ? datum.label : ''"  # a share of 105 % is none
    axis = {"title": names["axis"], "axis": ticks, "scale": scale, "type": "quantitative"}
    colour = {"type": "nominal", **_kinds(names, observed=_DOT, promised=_DIAMOND)}
    tip = {"field": "say", "type": "nominal"}
    return {
        **_row_by_row(height, values),
        "layer": [
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "line-top",
                    "lineHeight": _LINE_HEIGHT,
                    "fontSize": 12,
                    "color": "#222",
                },
                "encoding": {
                    "y": {**band, "bandPosition": 0},
                    "x": {"value": 0},
                    "text": {"field": "label"},
                    "tooltip": tip,
                },
            },
            {
                "mark": {"type": "rule", "color": "#999", "strokeWidth": 2},
                "encoding": {"y": y, "x": {"field": "a", **axis}, "x2": {"field": "b"}, "tooltip": tip},
            },
            {
                "mark": _DIAMOND,
                "encoding": {
                    "y": y,
                    "x": {"field": "b", **axis},
                    "tooltip": tip,
                    "color": {"datum": names["promised"], **colour},
                },
            },
            {
                "mark": {**_DOT, "size": 90},
                "encoding": {
                    "y": y,
                    "x": {"field": "a", **axis},
                    "tooltip": tip,
                    "color": {"datum": names["observed"], **colour},
                },
            },
        ],
    }


def spread(marks: Sequence[Mark], goals: Sequence[Mark], names: dict[str, str], *, is_rank: bool) -> Spec:
    """Every unit's figure by year, with the promises of the levels above as diamonds."""
    times = [mark.t for mark in (*marks, *goals)]
    base = {
        "x": _over_time(names["year"], times, 0.4),
        "y": _value(is_rank=is_rank, ticks=5, nice=True, padding=8),
        **_by_kind(_kinds(names, observed=marks and _TICK, promised=goals and _DIAMOND)),
    }
    layers = [
        _layer(goals, names["promised"], _DIAMOND, base),
        _layer(marks, names["observed"], _TICK, base),
    ]
    return {"width": "container", "height": 240, "layer": _drawn(layers), "config": CONFIG}


def _row_by_row(step: int, values: Sequence[Mapping[str, object]]) -> Spec:
    """The frame of a chart whose rows stand below one another, each `step` high."""
    return {
        "width": "container",
        "height": {"step": step},
        "autosize": FIT,
        "data": {"values": values},
        "config": CONFIG,
    }


def _over_time(title: str, times: Sequence[float], side: float, **ticks: int) -> Spec:
    """The axis of years; `side`: how far it goes on at both ends."""
    return {
        "field": "t",
        "type": "quantitative",
        "title": title,
        "axis": {"format": "d", **ticks, "values": _years(min(times), max(times))},
        "scale": {"domain": [min(times) - side, max(times) + side], "nice": False, "zero": False},
    }


def _value(*, is_rank: bool, ticks: int, nice: bool, padding: int) -> Spec:
    """The axis of what was measured; rank 1 stands on top."""
    return {
        "field": "v",
        "type": "quantitative",
        "title": None,
        "axis": {"tickCount": ticks, **_numbers(is_rank=is_rank)},
        "scale": {"zero": False, "nice": nice, "reverse": is_rank, "padding": padding},
    }


def _by_kind(kinds: Spec) -> Spec:
    """A colour for each kind of mark, and what a tooltip says."""
    colour = {"field": "kind", "type": "nominal", **kinds}
    return {"color": colour, "tooltip": {"field": "say", "type": "nominal"}}


def _drawn(layers: Sequence[Spec]) -> list[Spec]:
    """The layers that have something to show."""
    return [one for one in layers if cast("Mapping[str, object]", one["data"])["values"]]


def _layer(marks: Sequence[Mark], kind: str, mark: Spec, encoding: Spec) -> Spec:
    values = [{"t": one.t, "v": one.value, "kind": kind, "say": one.say} for one in marks]
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _kinds(names: dict[str, str], **marks: Spec | Sequence[Mark]) -> Spec:
    """Scale and legend of the kinds that a chart has: each with its colour, and drawn in the legend as on the chart.

    Args:
        names: the words of the kinds.
        marks: how each kind is drawn; empty where the chart has none of it.
    """
    there = {kind: mark for kind, mark in marks.items() if isinstance(mark, dict)}
    scale = {"domain": [names[kind] for kind in there], "range": [_COLOURS[kind] for kind in there]}
    return {"scale": scale, "legend": _as_drawn({names[kind]: mark for kind, mark in there.items()})}


def _as_drawn(marks: Mapping[str, Spec]) -> Spec:
    """A legend whose symbols look like the marks of their words."""
    shapes = {word: mark.get("shape") or _SHAPES[str(mark["type"])] for word, mark in marks.items()}
    return {"symbolType": {"expr": f"{json.dumps(shapes)}[datum.label]"}, "symbolSize": 120, "symbolStrokeWidth": 0}


def _free_side(observed: Sequence[Mark], promised: Sequence[Mark], *, is_rank: bool) -> int:
    """Away from a promise beside the last figure; else above where the line comes up to it, below where it falls.

    In pixels, negative is up.
    """
    last = observed[-1]
    near = [mark for mark in promised if abs(mark.t - last.t) < _BESIDE]
    if near:
        nearest = min(near, key=lambda mark: abs(mark.value - last.value))
        goes_up = (nearest.value <= last.value) != is_rank
    else:
        goes_up = (len(observed) < 2 or last.value >= observed[-2].value) != is_rank
    return -14 if goes_up else 16


def _beyond(*, is_up: bool) -> Spec:
    """An arrow off the value that a source says a figure is beyond: the figure itself stands nowhere."""
    shape = "triangle-up" if is_up else "triangle-down"
    return {"type": "point", "shape": shape, "size": 70, "opacity": 1, "yOffset": -11 if is_up else 11}


def _labels(marks: Sequence[Mark], colour: str, dy: int, encoding: Spec, align: str = "center") -> Spec:
    values = [{"t": one.t, "v": one.value, "short": one.short} for one in marks if one.short]
    mark = {"type": "text", "dy": dy, "fontSize": 12, "color": colour, "fontWeight": 600, "clip": False, "align": align}
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": encoding["x"], "y": encoding["y"], "text": {"field": "short", "type": "nominal"}},
    }


def _merger(name: str, day: str) -> Spec:
    x = {"field": "t", "type": "quantitative"}
    return {
        "data": {"values": [{"t": MERGER, "say": name, "day": day}]},
        "layer": [
            {
                "mark": {"type": "rule", "color": "#444", "strokeDash": [2, 2]},
                "encoding": {"x": x, "tooltip": {"field": "say", "type": "nominal"}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 4,
                    "dy": -7,
                    "y": "height",
                    "fontSize": 11,
                    "color": "#444",
                },
                "encoding": {"x": x, "text": {"field": "day", "type": "nominal"}},
            },
        ],
    }


def _numbers(*, is_rank: bool) -> Spec:
    """Labels of an axis; there is no rank 0 and none between 1 and 2."""
    if not is_rank:
        return {"format": "~f"}
    return {"format": "~f", "labelExpr": "datum.value >= 1 && datum.value % 1 === 0 ? datum.label : ''"}


def _years(first: float, last: float) -> list[int]:
    """Whole years for the axis, at most eight of them."""
    whole = list(range(int(first + 0.999), int(last) + 1)) or [round(first)]
    step = -(-len(whole) // 8)
    return whole[::step]
