"""The charts of the first page as files, for the Dagster UI and for reports. Pure: files only.

What belongs here: drawing them, and keeping a drawing for the next run: six pictures cost two seconds, and most runs
change none of their numbers. What does not: what they show (overview.py), the script of the pages' own charts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.scorecard import overview
from pipelines.scorecard.addresses import Addresses
from pipelines.scorecard.kept import digest, kept_or_made
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.speech import Speech

PICTURES = "pictures"
FONTS = Path(__file__).parent / "static" / "fonts"
_WIDTH, _SCALE = 800, 2
# As static/charts.js draws them.
VIETNAMESE_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}


def write_pictures(marts: Marts, folder: Path, speech: Speech, pages: Addresses, cache: Path) -> None:
    """Draw the charts of the first page in one language into a folder, or take them as they were drawn before."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = VIETNAMESE_NUMBERS if speech.lang == "vi" else None
    for name, spec in _specs(marts, speech, pages):
        made_from, kept_as = _made_from(spec, numbers), f"picture-{speech.lang}-{name}"
        picture = kept_or_made(cache, kept_as, ".svg", made_from, lambda: _drawn(spec, numbers))  # noqa: B023
        (folder / f"{name}.svg").write_bytes(picture)
        dots = kept_or_made(cache, kept_as, ".png", digest(picture), lambda: _in_dots(picture))  # noqa: B023
        (folder / f"{name}.png").write_bytes(dots)


def _specs(marts: Marts, speech: Speech, pages: Addresses) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and specification of each chart; it goes about without its page, so it says what, as known when, if real."""
    known = [speech.say("totals.as_of", day=speech.day(marts.as_of))]
    known += [speech.say("site.synthetic")] if marts.is_synthetic else []
    gaps, _ = overview.gap_charts(marts, speech, pages)
    for chart in filter(None, [*gaps, overview.count_chart(marts, speech)]):
        title = {"text": chart.get("title") or speech.say("headings.counts"), "subtitle": known, "anchor": "start"}
        yield chart["name"], {**chart["spec"], "background": "white", "padding": 12, "width": _WIDTH, "title": title}


def _made_from(spec: dict[str, Any], numbers: dict[str, Any] | None) -> str:
    """A digest of all that decides a picture: what is drawn, by which version, in which letters."""
    return digest(json.dumps([spec, numbers, version("vl-convert-python"), _SCALE, _letters()]).encode())


@cache
def _letters() -> list[str]:
    """Digests of the fonts, which no run changes."""
    return [digest(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]


def _drawn(spec: dict[str, Any], numbers: dict[str, Any] | None) -> bytes:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert.vegalite_to_svg(spec, format_locale=numbers).encode()


def _in_dots(picture: bytes) -> bytes:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return bytes(vl_convert.svg_to_png(picture.decode(), scale=_SCALE))
