"""A person opens the scorecard by double-click: charts are drawn, switches and search work, nothing asks a network.

Slow: starts chromium and publishes the shipped inputs once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.scorecard.site import write_site
from tests.integration.shipped import cchc, shipped_world
from tests.unit.scorecard.small_build import small_build
from tools.demo.making import make
from tools.demo.world import World

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SERIOUS = ("serious", "critical")
# Nobody reads what passed or where a node stands, and on a page of thousands of nodes to gather that is most of it.
ONLY_VIOLATIONS = {"resultTypes": ["violations"], "selectors": 0}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian: apt-get install chromium)"),
]


@dataclass
class Seen:
    """What went wrong while pages were open."""

    problems: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped inputs, published as a person publishes them."""
    return shipped_world(tmp_path_factory) / "marts"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated world, published."""
    data = tmp_path_factory.mktemp("demo") / "data"
    make(World(months=1), data)
    result = cchc(data, "run", "--quiet", CCHC_AS_OF="2026-06-30")
    assert result.returncode == 3, result.stdout + result.stderr  # published; planted messes are errors of inputs
    return data / "marts" / "scorecard"


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(browser: Browser, seen: Seen) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)  # milliseconds; the machine may be busy with other tests
    opened = context.new_page()
    opened.on("console", lambda said: seen.problems.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: seen.problems.append(str(error)))
    opened.on("dialog", lambda dialog: (seen.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    opened.on("request", lambda asked: _is_local(asked.url) or seen.problems.append(f"asked for {asked.url}"))
    yield opened
    context.close()


def _is_local(url: str) -> bool:
    return url.startswith(("file:", "data:"))


def opened(page: Page, site: Path, address: str = "index.html") -> Page:
    page.goto((site / address).as_uri())
    if page.query_selector("figure.chart"):
        page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    return page


def assert_charts_are_drawn(page: Page) -> None:
    """Marks of some size stand in every chart, not only an empty frame."""
    for figure in page.query_selector_all("figure.chart"):
        assert figure.get_attribute("data-drawn") == "yes"
        marks = figure.query_selector_all("svg .mark-symbol path, svg .mark-rect path")
        boxes = [box for box in (mark.bounding_box() for mark in marks) if box]
        assert sum(box["width"] * box["height"] for box in boxes) > 20


@pytest.mark.parametrize("through", ["scorecard", "current/scorecard"])
def test_the_overview_opens_from_either_link_with_charts_and_no_complaint(
    marts: Path, page: Page, seen: Seen, through: str
) -> None:
    opened(page, marts / through)
    assert len(page.query_selector_all("figure.chart")) >= 2
    assert_charts_are_drawn(page)
    assert seen.problems == []


def test_pages_of_places_and_indicators_draw_their_charts(marts: Path, page: Page, seen: Seen) -> None:
    for address in ("unit/P11-63.html", "unit/P49-63.html", "en/unit/P15-63.html", "indicator/sipas_index.html"):
        assert_charts_are_drawn(opened(page, marts / "scorecard", address))
    assert seen.problems == []


def test_what_dien_bien_promised_for_2025_is_found_from_the_search_box(marts: Path, page: Page, seen: Seen) -> None:
    opened(page, marts / "scorecard")
    page.keyboard.press("/")
    page.keyboard.type("dien bien", delay=10)
    page.wait_for_selector("#found li a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit/P11-63.html")
    page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    page.fill("[data-filter=own-rows]", "sipas 2025")
    rows = page.query_selector_all("#own-rows tbody tr:visible")
    assert len(rows) == 1
    row = rows[0].inner_text()
    assert "≥ 90%, 2025" in row
    assert "82,96% (2024)" in row
    assert "kém 7,04 điểm %" in row
    rows[0].query_selector("summary").click()  # type: ignore[union-attr]
    assert "90%" in rows[0].query_selector("q").inner_text()  # type: ignore[union-attr]
    rows[0].query_selector(".where a").click()  # type: ignore[union-attr]
    page.wait_for_url("**/plan/*.html#t-*")
    assert seen.problems == []


def test_what_a_place_promised_for_a_year_is_one_click_away(marts: Path, page: Page, seen: Seen) -> None:
    opened(page, marts / "scorecard", "unit/P11-63.html")
    line = page.locator("table.years tbody tr", has_text="2025").first
    assert "SIPAS ≥ 90%, 2025: 82,96% (2024), kém 7,04 điểm %" in line.inner_text()
    promised = int(line.locator("td.num").inner_text())
    line.locator("a").click()
    rows = page.locator("#own-rows tbody tr:visible")
    assert rows.count() == promised
    assert all(", 2025" in text for text in rows.all_inner_texts())
    assert page.locator("#own-rows h3:visible").count() == page.locator("#own-rows table:visible").count()
    assert seen.problems == []


def test_a_filter_of_findings_opens_what_is_folded_and_hides_what_has_no_row(
    demo: Path, page: Page, seen: Seen
) -> None:
    opened(page, demo, "findings.html")
    file = page.locator("#findings details.rest td.file").first.text_content() or ""
    page.fill("[data-filter=findings]", file.split()[0].split("hàng")[0].split("trang")[0])
    assert page.locator("#findings details.rest tbody tr:visible").count() >= 1
    page.fill("[data-filter=findings]", "không-có-tệp-nào-như-thế")
    assert page.locator("#findings .part:visible").count() == 0
    page.fill("[data-filter=findings]", "")
    assert page.locator("#findings details.rest[open]").count() == 0
    assert seen.problems == []


def test_paper_holds_answers_not_hundreds_of_rows(demo: Path, page: Page) -> None:
    opened(page, demo)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".leftout:visible").count() == page.locator("details.rest:not([open]) + .leftout").count() > 0
    assert page.locator("nav:visible, .filter:visible, .search:visible").count() == 0


def test_the_simulated_world_is_walked_the_same_way_and_says_everywhere_what_it_is(
    demo: Path, page: Page, seen: Seen
) -> None:
    for address in ("index.html", "unit/P10-63.html", "indicator/online_dossier_rate.html", "en/unit/P15-34.html"):
        assert_charts_are_drawn(opened(page, demo, address))
        assert page.locator(".banner.synthetic").is_visible(), address
    opened(page, demo)
    page.fill("#q", "yen bai")
    page.wait_for_selector("#found li a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit/P15-63.html")
    page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    page.locator("#own-rows summary").first.click()
    assert page.locator("#own-rows q").first.inner_text()
    for address in ("plans.html", "findings.html", "coverage.html", "method.html"):
        opened(page, demo, address)
        assert page.locator(".banner.synthetic").is_visible(), address
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, demo, "unit/P10-63.html")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert seen.problems == []


def test_the_language_switch_stays_at_the_same_page(marts: Path, page: Page, seen: Seen) -> None:
    opened(page, marts / "scorecard", "unit/P11-63.html")
    page.click("#other-language")
    page.wait_for_url("**/en/unit/P11-63.html")
    assert page.inner_text("h1") == "Dien Bien province"
    page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    page.click("#other-language")
    page.wait_for_url(lambda url: "/en/" not in url)
    assert page.inner_text("h1") == "Tỉnh Điện Biên"
    page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")
    assert seen.problems == []


def test_the_map_switches_between_63_and_34_provinces_by_mouse_and_keyboard(marts: Path, page: Page) -> None:
    opened(page, marts / "scorecard")
    assert page.locator("#map-63 .tile").count() == 63
    assert page.locator("#map-34").is_hidden()
    page.click("#tab-34")
    assert page.locator("#map-34 .tile:visible").count() == 34
    page.keyboard.press("ArrowLeft")
    assert page.locator("#map-63").is_visible()
    assert page.locator("#map-34").is_hidden()


def test_no_page_is_wider_than_a_phone(marts: Path, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in (
        "index.html",
        "unit/P22-63.html",
        "unit/P11-63.html",
        "indicator/pci_rank.html",
        "plans.html",
        "coverage.html",
        "findings.html",
        "units.html",
        "method.html",
        "dictionary.html",
    ):
        opened(page, marts / "scorecard", address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def test_the_font_has_every_vietnamese_letter(marts: Path, page: Page) -> None:
    opened(page, marts / "scorecard")
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Đ ữ ẵ ỵ ợ')")
    assert page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').length") >= 1


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ({"outcome": "failed", "finished_at": "2026-11-01T01:00:00+07:00"}, "1/11/2026"),
        ({"outcome": "published", "next_expected": "2026-11-02T01:00:00+07:00"}, "2/11/2026"),
        ({"outcome": "published", "next_expected": None}, None),
    ],
)
def test_a_banner_says_when_the_figures_are_not_the_newest(
    marts: Path, page: Page, status: dict[str, Any], says: str | None
) -> None:
    kept = (marts / "status.js").read_text(encoding="utf-8")
    (marts / "status.js").write_text(f"window.cchcStatus = {json.dumps(status)};", encoding="utf-8")
    try:
        page.clock.set_fixed_time("2026-11-10T12:00:00+07:00")
        opened(page, marts / "scorecard", "unit/P11-63.html")
        page.wait_for_function("window.cchcStatus !== undefined")
        assert page.locator("#stale").is_visible() == (says is not None)
        assert (says or "") in page.inner_text("#stale")
    finally:
        (marts / "status.js").write_text(kept, encoding="utf-8")


def test_figures_of_another_season_carry_a_banner_too(marts: Path, page: Page) -> None:
    page.clock.set_fixed_time("2027-03-10T12:00:00+07:00")
    opened(page, marts / "scorecard", "method.html")
    page.wait_for_selector("#stale:visible")
    assert "31/10/2026" in page.inner_text("#stale")


def test_hostile_text_of_a_plan_does_nothing_in_a_browser(tmp_path: Path, page: Page, seen: Seen) -> None:
    build = small_build(tmp_path / "b")
    write_site(build, tmp_path / "cache")
    (tmp_path / "status.js").write_text("", encoding="utf-8")
    (build / "status.js").write_text("", encoding="utf-8")
    for address in ("index.html", "unit/P11-63.html", "plans.html", "en/index.html"):
        opened(page, build / "scorecard", address)
    page.fill("#q", "toi thieu")
    page.wait_for_selector("#found li a")
    assert page.locator("#found script, #found img").count() == 0
    assert seen.problems == []


def test_the_search_box_lists_what_says_the_words_together_before_what_only_holds_them(
    tmp_path: Path, page: Page, seen: Seen
) -> None:
    build = small_build(tmp_path / "b")
    write_site(build, tmp_path / "cache")
    (build / "status.js").write_text("", encoding="utf-8")
    (tmp_path / "status.js").write_text("", encoding="utf-8")
    names = [
        "Tỉnh Hậu Giang",
        "Tỉnh An Giang: thành phố",
        "Tỉnh Hà Giang",
        "Tỉnh Bắc Giang: hài lòng",
        "Kế hoạch Hà Giang",
    ]
    entries = [["địa phương", name, "index.html", ""] for name in names]
    listed = build / "scorecard/assets/search-vi.js"
    listed.chmod(0o644)
    listed.write_text(f"window.cchcSearch={json.dumps(entries)};", encoding="utf-8")
    opened(page, build / "scorecard")
    page.fill("#q", "ha giang")
    page.wait_for_selector("#found li a")
    shown = page.eval_on_selector_all("#found li a", "all => all.map(one => one.firstChild.textContent)")
    assert shown == ["Tỉnh Hà Giang", "Kế hoạch Hà Giang", *(name for name in names if "Hà Giang" not in name)]
    assert seen.problems == []


def test_a_finding_with_long_codes_is_read_whole_on_a_phone(tmp_path: Path, page: Page, seen: Seen) -> None:
    finding = {
        "finding_id": "f1",
        "severity": "error",
        "rule": "unknown_indicator",
        "file": "kpi/a.csv",
        "found": "online_service_with_online_dossier_rate_of_all_levels",
        "expected": "a catalogue code or alias, nearest: commune_staff_secondary_qualification_rate (Tỷ lệ CBCC)",
        "mended_by": "data_team",
        "occurrences": 1,
    }
    build = small_build(tmp_path / "b", mart_quality_findings=[finding])
    write_site(build, tmp_path / "cache")
    (build / "status.js").write_text("", encoding="utf-8")
    (tmp_path / "status.js").write_text("", encoding="utf-8")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, build / "scorecard", "findings.html")
    assert "commune_staff_secondary_qualification_rate" in page.inner_text("td.found")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.eval_on_selector_all(".scroll", cut) == 0
    assert seen.problems == []


def test_every_link_of_the_menu_and_the_first_page_opens(demo: Path, page: Page, seen: Seen) -> None:
    opened(page, demo)
    links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href.split('#')[0])")
    local = sorted({one for one in links if one.startswith("file:") and one.endswith(".html")})
    assert len(local) > 20
    for address in local:
        page.goto(address)
        assert page.inner_text("h1")
    assert seen.problems == []


def serious(page: Page) -> list[str]:
    """What rules of accessibility say against a page, each with its first node."""
    return [
        f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:120]}"
        for one in Axe().run(page, options=ONLY_VIOLATIONS)["violations"]
        if one["impact"] in SERIOUS
    ]


def test_the_rules_say_what_is_wrong_with_a_page_and_how_often(page: Page) -> None:
    wrong = '<img src="data:,"><img src="data:,"><p style="color:#ddd">pale'
    page.set_content(f'<html lang="en"><title>A</title><main>{wrong}')
    assert [one.split(":")[0] for one in serious(page)] == ["color-contrast (1)", "image-alt (2)"]


KINDS_OF_PAGES = (
    "index.html",
    "units.html",
    "unit/{unit}.html",
    "indicators.html",
    "indicator/sipas_index.html",
    "plans.html",
    "coverage.html",
    "findings.html",
    "method.html",
    "dictionary.html",
    "en/index.html",
    "en/unit/{unit}.html",
)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("world", ["marts", "demo"])
def test_accessibility_rules_find_nothing_serious(
    request: pytest.FixtureRequest, page: Page, world: str, size: dict[str, int]
) -> None:
    root: Path = request.getfixturevalue(world)
    site, unit = (root / "scorecard", "P11-63") if world == "marts" else (root, "P10-63")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    found = []
    documents = sorted(f"plan/{one.name}" for one in (site / "plan").glob("*.html"))[:1]
    for address in [*(kind.format(unit=unit) for kind in KINDS_OF_PAGES), *documents]:
        opened(page, site, address)
        found += [f"{address}: {one}" for one in serious(page)]
    assert found == []
