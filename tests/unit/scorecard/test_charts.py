"""A legend shows each kind of mark as the chart draws it."""

import re

import pytest
import vl_convert

from pipelines.scorecard.charts import Mark, Spec, dumbbells, spread, trajectory

NAMES = {"observed": "Figure", "promised": "Promise", "path": "Even path", "merger": "merger", "merger_day": "1 July"}
NAMES |= {"year": "Year", "axis": "percent"}
FIGURES = [Mark(2022, 60, "60"), Mark(2023, 70, "70")]
PATH = [Mark(2022, 60, "60"), Mark(2025, 90, "90")]
PROMISES = [Mark(2025, 90, "90")]

CHARTS: dict[str, tuple[Spec, list[str]]] = {
    "path": (trajectory(FIGURES, PATH, PROMISES, NAMES, is_rank=False), ["Figure", "Even path", "Promise"]),
    "no path": (trajectory(FIGURES, [], PROMISES, NAMES, is_rank=True), ["Figure", "Promise"]),
    "gaps": (dumbbells([("A", 60, 90, "a")], NAMES, is_rank=False), ["Figure", "Promise"]),
    "all places": (spread(FIGURES, PROMISES, NAMES, is_rank=False), ["Figure", "Promise"]),
}
SYMBOL = re.compile(r'role-legend-symbol".*?<path [^>]*?d="([^"]*)"[^>]*?fill="([^"]*)"')
LABEL = re.compile(r'role-legend-label".*?<text [^>]*>([^<]*)<')
MARKS = re.compile(r'class="mark-symbol role-mark.*?</g>')


def outline(path: str) -> str:
    """A shape of any size: the letters of its path."""
    return re.sub(r"-?[0-9.]+", "n", path)


@pytest.mark.parametrize("name", CHARTS)
def test_the_legend_shows_what_is_drawn(name: str) -> None:
    spec, kinds = CHARTS[name]
    svg = vl_convert.vegalite_to_svg({**spec, "width": 400})
    symbols = SYMBOL.findall(svg)
    assert LABEL.findall(svg) == kinds
    assert len({path for path, _ in symbols}) == len(kinds)
    marks = {(outline(path), fill) for group in MARKS.findall(svg) for path, fill in drawn(group)}
    assert marks
    assert marks <= {(outline(path), fill) for path, fill in symbols}


def drawn(group: str) -> list[tuple[str, str]]:
    """Outline and colour of the symbols of a group."""
    return re.findall(r'<path [^>]*?d="([^"]*)"[^>]*?fill="([^"]*)"', group)
