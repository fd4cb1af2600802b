"""Markup of pages from templates/: what is around a page is rendered once, what stands in it for each. Pure.

What belongs here: the templates' environment, the frame around pages and filling it. What does not: which pages there
are and where they lie (site.py), what stands in them (overview.py, unit_page.py, ...), markup itself (templates/).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.scorecard.marts import Marts
from pipelines.scorecard.speech import Speech

if TYPE_CHECKING:
    import jinja2

# A page: its address in the tree of its language, its template, what stands in it.
Page = tuple[str, str, dict[str, object]]
TEMPLATES = Path(__file__).parent / "templates"
# Pages that the menu names, with the name of their entry.
MENU = {
    "index.html": "overview",
    "units.html": "units",
    "indicators.html": "indicators",
    "plans.html": "plans",
    "coverage.html": "coverage",
    "findings.html": "findings",
    "method.html": "method",
}
# Where a frame is cut: no text of ours holds a NUL, and none of an input stands in a frame.
_PLACES = {name: f"\0{name}\0" for name in ("title", "main", "other_lang")}


class Renderer:
    """The pages of one language as HTML."""

    def __init__(self, marts: Marts, speech: Speech) -> None:
        """Args: `marts`: the frames of one build; `speech`: the language of the pages."""
        self._marts, self._speech, self._environment = marts, speech, environment()
        self._frames: dict[tuple[str, str], tuple[str, ...]] = {}
        self._around: dict[str, dict[str, object]] = {}

    def html(self, page: Page) -> str:
        """A whole page."""
        address, name, content = page
        up = "../" * address.count("/")
        template = self._environment.get_template(name)
        context = template.new_context({**self._said_everywhere(up), **content})
        filled = {name: "".join(block(context)) for name, block in template.blocks.items()}
        filled["other_lang"] = f"{up}en/{address}" if self._speech.lang == "vi" else f"{up}../{address}"
        return "".join(filled.get(piece, piece) for piece in self._frame(up, address if address in MENU else ""))

    def _frame(self, up: str, entry: str) -> tuple[str, ...]:
        """What is around a page of a depth and entry of the menu, in pieces; a place is a piece of its own."""
        if (up, entry) not in self._frames:
            html = self._environment.get_template("base.html.j2").render(
                self._said_everywhere(up), **_PLACES, menu=MENU, entry=entry
            )
            self._frames[up, entry] = tuple(html.split("\0"))
        return self._frames[up, entry]

    def _said_everywhere(self, up: str) -> dict[str, object]:
        """What every page of a depth may use, the pieces of parts.html.j2 among it."""
        if up not in self._around:
            speech = self._speech
            shared = {
                "say": speech.say,
                "term": speech.term,
                "num": speech.number,
                "day": speech.day,
                "lang": speech.lang,
                "up": up,
                "assets": f"{up}../assets/" if speech.lang == "en" else f"{up}assets/",
                "as_of": self._marts.as_of,
                "build_id": self._marts.build_id,
                "is_synthetic": self._marts.is_synthetic,
            }
            parts = self._environment.get_template("parts.html.j2").make_module(shared)
            self._around[up] = {**shared, "parts": parts}
        return self._around[up]


@cache
def environment() -> jinja2.Environment:
    """The templates; every text of an input is text, whatever it holds."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return made
