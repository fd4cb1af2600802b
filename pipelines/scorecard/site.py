"""Writes the site: every page in both languages, with the assets they share, into the folder of a build. Pure.

What belongs here: the list of pages, where they lie, assets. What does not: what stands in a page (overview.py,
unit_page.py, indicator_page.py, document_pages.py), markup (rendering.py, templates/), looks and behaviour (static/).

    scorecard/index.html            Vietnamese        scorecard/en/index.html   English
    scorecard/unit/…                a place each      scorecard/assets/…        styles, scripts, charts
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Literal

import polars as pl

from pipelines.fence.begun import Begun
from pipelines.fence.limits import Limits
from pipelines.fence.pool import Fence, FenceError
from pipelines.language import Language
from pipelines.publishing.answers import by_place
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.layout import SCORECARD
from pipelines.scorecard import counted, document_pages, indicator_page, overview, unit_page
from pipelines.scorecard.addresses import Addresses
from pipelines.scorecard.bundle import chart_script
from pipelines.scorecard.columns_page import dictionary
from pipelines.scorecard.marts import Marts, read_marts
from pipelines.scorecard.pictures import FONTS, PICTURES, write_pictures
from pipelines.scorecard.rendering import Page, Renderer
from pipelines.scorecard.speech import Speech

Piece = Literal["vi", "en", "assets"]
# What can be written apart: the pages of each language, and what both share.
PIECES: tuple[Piece, ...] = ("vi", "en", "assets")
# From so many pages on, two processes write them; the start of helpers costs as much as 1,000 pages.
HELPER, MANY = "pipelines.scorecard.site_helper", 1_500
# Frames of more rows of mart_gap_latest are not held by several processes at once.
TOO_LARGE_TWICE = 1_000_000
# A helper is no reader of hostile files: it may take as long as writing here would.
LIMITS = Limits(seconds=86_400, clock=86_400, memory=4_000_000_000, asked=32_000_000_000)
_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_MOST_PLACES = 6  # of one problem, before the rest is folded away


@dataclass(frozen=True)
class Caches:
    """Folders of what costs seconds and stays between runs: pictures of a world, scripts of all worlds."""

    pictures: Path
    scripts: Path


@contextmanager
def helpers(inputs: int) -> Iterator[Fence | None]:
    """Processes that get ready to write pages while marts are written; None where so few files have few pages."""
    with closing(Fence(HELPER, LIMITS)) if inputs >= MANY else nullcontext() as fence:
        yield fence


def write_site(
    build: Path,
    cache: Path,
    shared: Path | None = None,
    beside: Callable[[], object] | None = None,
    ready: Fence | None = None,
) -> int:
    """Write the whole site into a staged build and say how many pages it has.

    Args:
        build: the folder of a build with its Parquet files and manifest.
        cache: a private folder that keeps the pictures between runs.
        shared: a folder that keeps the script of the charts for all worlds; `cache` where not given.
        beside: what this process does first, while helpers write where there are some.
        ready: helpers that wait for work already.
    """
    caches = Caches(cache, shared or cache)
    marts = read_marts(build)
    many = marts.plans.height + marts.indicators.height + len(marts.paged) >= MANY
    with ExitStack() as stack:
        helped = _helped(build, caches, ready, stack) if many and marts.latest.height < TOO_LARGE_TWICE else iter(())
        if beside:
            beside()
        pages = zip(PIECES, chain(helped, repeat(None)), strict=False)
        return sum(write_piece(piece, marts, build, caches) if done is None else done for piece, done in pages)


def _helped(build: Path, caches: Caches, ready: Fence | None, stack: ExitStack) -> Iterator[int | None]:
    """How many pages helpers, at work from now on, write, by piece; None where one does not come to its end."""
    fence = ready or stack.enter_context(closing(Fence(HELPER, LIMITS)))
    begun = Begun().start(fence.work([(piece, build, caches) for piece in PIECES]))
    return _counts(begun.answers())


def _counts(answers: Iterator[object]) -> Iterator[int | None]:
    with suppress(FenceError):
        yield from (one if isinstance(one, int) else None for one in answers)


@dataclass(frozen=True)
class _Lists:
    """What a list has a page of its own for and the search box looks through, made once: places, documents."""

    places: list[dict[str, object]]
    documents: list[dict[str, object]]


def write_piece(piece: Piece, marts: Marts, build: Path, caches: Caches) -> int:
    """Write the pages of a language, or the assets; returns how many pages that are. Pieces share no file."""
    folder = build / SCORECARD
    if piece == "assets":
        _write_assets(folder / "assets", caches.scripts)
        return 0
    speech, pages = Speech(marts.terms, piece), Addresses.of(marts)
    renderer, count = Renderer(marts, speech), 0
    lists = _Lists(_unit_list(marts, speech, pages), document_pages.plan_list(marts, speech, pages))
    _write(folder / "assets" / f"search-{piece}.js", _search(marts, lists, speech, pages))
    write_pictures(
        marts, folder / "assets" / PICTURES / ("" if piece == "vi" else piece), speech, pages, caches.pictures
    )
    for count, page in enumerate(_pages(marts, lists, speech, pages), start=1):  # noqa: B007, the last is how many
        _write(folder / _file(page[0], piece), renderer.html(page))
    return count


def _pages(marts: Marts, lists: _Lists, speech: Speech, pages: Addresses) -> Iterator[Page]:
    """Every page of one language."""
    yield "index.html", "overview.html.j2", overview.overview(marts, speech, pages)
    places = unit_page.Places(marts)
    for unit, address in pages.units.items():
        yield address, "unit.html.j2", unit_page.place(unit, places, speech, pages)
    yield "units.html", "units.html.j2", {"rows": lists.places, "answers": counted.words(speech)}
    measures = indicator_page.Measures(marts)
    for row in marts.indicators.iter_rows(named=True):
        content = indicator_page.measure(row, measures, speech, pages)
        yield pages.indicators[row["indicator_code"]], "indicator.html.j2", content
    yield "indicators.html", "indicators.html.j2", {"rows": indicator_page.promised_most(marts, speech, pages)}
    yield "plans.html", "plans.html.j2", {"rows": lists.documents}
    yield from _document_pages(marts, speech, pages)
    yield "coverage.html", "coverage.html.j2", document_pages.coverage(marts, speech, pages)
    yield "findings.html", "findings.html.j2", {"owners": document_pages.findings(marts, speech), "most": _MOST_PLACES}
    yield "method.html", "method.html.j2", {"lists": document_pages.method(marts, speech)}
    yield "dictionary.html", "dictionary.html.j2", {"marts": dictionary(load_dictionary(), speech)}


def _document_pages(marts: Marts, speech: Speech, pages: Addresses) -> Iterator[Page]:
    library = document_pages.Library(marts, speech)
    for row in marts.plans.iter_rows(named=True):
        yield pages.plans[row["plan_id"]], "plan.html.j2", document_pages.plan(row, library, speech, pages)


def _unit_list(marts: Marts, speech: Speech, pages: Addresses) -> list[dict[str, object]]:
    """Every place that has a page, with its counts where it promised."""
    counts = {row["unit_id"]: row for row in by_place(marts.promises).iter_rows(named=True)}
    rows = {row["unit_id"]: row for row in marts.units.iter_rows(named=True) if row["unit_id"] in pages.units}
    return [
        {
            "name": speech.name(rows[unit], "name"),
            "page": page,
            "ended": rows[unit]["valid_to"],
            "counts": counts.get(unit),
        }
        for unit, page in pages.units.items()
    ]


def _file(address: str, lang: Language) -> str:
    return address if lang == "vi" else f"{lang}/{address}"


# --- assets ----------------------------------------------------------------------------------------------------------


def _write_assets(folder: Path, cache: Path) -> None:
    _write(folder / "style.css", _fonts() + (_STATIC / "style.css").read_text(encoding="utf-8"))
    for name in ("app.js", "charts.js"):
        _write(folder / name, (_STATIC / name).read_text(encoding="utf-8"))
    _write(folder / "OFL.txt", (FONTS / "OFL.txt").read_text(encoding="utf-8"))
    _write(folder / "vega.js", chart_script(cache))


def _fonts() -> str:
    """The font inside the styles: some browsers refuse a font file beside a page that lies on a disk."""
    faces = []
    for weight, name in ((400, "Regular"), (600, "SemiBold")):
        data = base64.b64encode((FONTS / f"BeVietnamPro-{name}.ttf").read_bytes()).decode()
        faces.append(
            f"@font-face{{font-family:'Be Vietnam Pro';font-weight:{weight};font-display:swap;"
            f"src:url(data:font/ttf;base64,{data})}}\n"
        )
    return "".join(faces)


def _search(marts: Marts, lists: _Lists, speech: Speech, pages: Addresses) -> str:
    """What the search box looks through: places, indicators, documents and sentences, with their addresses.

    Each with words that find it too and aren't shown: names in the other language, the years of a place's promises.
    """
    names = {row["unit_id"]: f"{row['name_vi']} {row['name_en']}" for row in marts.units.iter_rows(named=True)}
    years = dict(marts.promises.group_by("unit_id").agg(pl.col("due_year").drop_nulls().unique().sort()).iter_rows())
    entries = [
        (speech.say("kind.unit"), row["name"], row["page"], _words(names[unit], *years.get(unit, [])))
        for unit, row in zip(pages.units, lists.places, strict=True)
    ]
    for row in marts.indicators.sort("sort_vi").iter_rows(named=True):
        page = pages.indicators[row["indicator_code"]]
        also = _words(row["name_vi"], row["name_en"])
        entries.append((speech.say("kind.indicator"), speech.name(row, "name"), page, also))
    for row in lists.documents:
        title = " · ".join(str(part) for part in (row["unit"], row["document_number"], row["title"]) if part)
        entries.append((speech.say("kind.plan"), title, row["page"], names.get(row["unit_id"], "")))
    for row in marts.targets.sort("sort_vi", "target_id").iter_rows(named=True):
        place = ", ".join(str(part) for part in (row["unit_name_vi"], row["due_year"]) if part)
        text = f"{place}: {' '.join(str(row['quote'] or '').split())}"
        page = pages.target(row["plan_id"], row["target_id"]) or "plans.html"
        also = pages.indicator_name(row["indicator_code"], row["indicator_name_vi"], speech.lang) or ""
        entries.append((speech.say("kind.promise"), text, page, also))
    return f"window.cchcSearch={json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"


def _words(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
