"""The pages hold every answer, link to each other, ask nothing of a network, and keep hostile text as text."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipelines.publishing.answers import DECIDED
from pipelines.publishing.dictionary import load_dictionary
from pipelines.publishing.said import texts as answer_texts
from pipelines.scorecard import site as site_module
from pipelines.scorecard.charts import Mark, trajectory
from pipelines.scorecard.marts import read_marts
from pipelines.scorecard.site import write_site
from pipelines.scorecard.speech import site_texts
from tests.unit.scorecard.small_build import UNITS, figure, promise, small_build

FIRST_PAGE_LIMIT = 2_000_000
# How many pages a site has, and the checksum of each file.
Written = tuple[int, dict[str, str]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def written(build: Path, cache: Path) -> Written:
    count = write_site(build, cache)
    files = [path for path in (build / "scorecard").rglob("*") if path.is_file()]
    return count, {str(path.relative_to(build)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def alone(build: Path, cache: Path) -> Written:
    """What this process alone writes of the small build, before a test looks at it."""
    return written(build, cache)


@pytest.fixture(scope="module")
def site(build: Path, alone: Written) -> Path:
    return build / "scorecard"


def parsed(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def targets(page: Path) -> set[Path]:
    """The pages that a page links to."""
    hrefs = [node.attributes.get("href") or "" for node in parsed(page).css("a[href]:not([download])")]
    inside = [href.partition("#")[0] for href in hrefs if not re.match(r"https?://", href)]
    inside = [href for href in inside if not href.endswith(".xlsx")]
    return {(page.parent / href).resolve() for href in inside if href}


def test_every_page_is_reached_from_the_first_and_no_link_leads_nowhere(site: Path) -> None:
    seen: set[Path] = set()
    waiting = {(site / "index.html").resolve()}
    while waiting:
        page = waiting.pop()
        assert page.is_file(), page
        seen.add(page)
        waiting |= targets(page) - seen
    assert seen == {page.resolve() for page in pages(site)}


def test_both_languages_have_the_same_pages(site: Path) -> None:
    english = {page.relative_to(site / "en") for page in (site / "en").rglob("*.html")}
    assert english == {page.relative_to(site) for page in pages(site) if "en" not in page.relative_to(site).parts[:1]}


def test_an_anchor_of_a_promise_stands_in_the_page_it_leads_to(site: Path) -> None:
    for node in parsed(site / "index.html").css("a[href*='#t-']"):
        address, _, anchor = (node.attributes["href"] or "").partition("#")
        assert parsed(site / address).css_first(f"#{anchor}") is not None


def test_every_page_leads_to_the_sheet_of_its_build(site: Path) -> None:
    for page in pages(site):
        links = [node.attributes["href"] or "" for node in parsed(page).css("a[href$='.xlsx']")]
        assert [(page.parent / link).resolve() for link in links] == [(site.parent / "xlsx/cam-ket.xlsx").resolve()]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        tree = parsed(page)
        sources = [node.attributes.get("src") for node in tree.css("[src]")]
        styles = [node.attributes.get("href") for node in tree.css("link[href]")]
        for address in [*sources, *styles]:
            assert address == "data:," or (page.parent / str(address)).is_file(), (page, address)
    assert "http" not in re.sub(r"data:[^)]*", "", (site / "assets/style.css").read_text(encoding="utf-8"))


def test_hostile_text_stays_text_and_only_web_addresses_become_links(site: Path) -> None:
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<b>đậm" not in text
        assert "<i>nguồn" not in text
        assert 'href="javascript' not in text
    quote = parsed(site / "unit/P11-63.html").css_first("q")
    assert quote is not None
    assert quote.text().startswith("</script><script>alert('1')")


def test_the_first_page_counts_what_the_answers_count(site: Path) -> None:
    marts = read_marts(site.parent)
    for lang, page in (("vi", site / "index.html"), ("en", site / "en/index.html")):
        shown = [int(node.text()) for node in parsed(page).css(".totals b")]
        found = marts.answers
        verdicts = [found.totals[status] for status in DECIDED]
        parts = [part.height for part in (found.known, found.unpublished, found.unjudged)]
        assert shown == [n for n in (*verdicts, *parts) if n], lang
        assert sum(shown) == found.counted
        lead = parsed(page).css_first("p.lead").text()
        assert str(found.counted) in lead
        assert str(found.decided.height) in lead


def test_no_number_of_the_first_page_is_told_twice_in_two_ways(site: Path) -> None:
    """The sections below count what the strip counts: a reader adds up."""
    tree = parsed(site / "index.html")
    strip = {node.text().split(" ", 1)[1].strip(): node.css_first("b").text() for node in tree.css(".totals li")}
    headings = {node.attributes["id"]: node.text() for node in tree.css("h2[id]")}
    for words, section in (("chưa ai công bố số liệu", "unpublished"), ("không đánh giá được", "unjudged")):
        if words in strip:
            assert f"({strip[words]})" in headings[section], section


def test_a_place_lists_each_of_its_promises_once_with_sentence_document_locator_and_cell(site: Path) -> None:
    tree = parsed(site / "unit/P11-63.html")
    assert [node.attributes["id"] for node in tree.css("#own-rows tr[id]")] == ["p-t1", "p-t2", "p-t3"]
    first = tree.css_first("#p-t1")
    assert "12/KH-UBND" in first.text()
    assert "plans/a.md, vị trí 1" in first.text()
    assert "đo: kpi/a.csv, hàng 2" in first.text()
    assert "bài in số của cả vùng" in first.text()


def test_a_place_says_by_year_what_was_promised_what_is_known_and_how_far_it_is(tmp_path: Path, cache: Path) -> None:
    promises = [promise("t1", due_year=2025), promise("t2", due_year=2030, target_value=95.0)]
    write_site(small_build(tmp_path / "b", mart_gap_latest=promises), cache)
    tree = parsed(tmp_path / "b/scorecard/unit/P11-63.html")
    lines = [row.text(separator=" ", strip=True) for row in tree.css("table.years tbody tr")]
    assert [line.split()[0] for line in lines] == ["2025", "2030"]
    numbers = [sum(int(node.text()) for node in row.css("li b")) for row in tree.css("table.years tbody tr")]
    assert numbers == [1, 1]
    words = [node.attributes["data-text"] for node in tree.css("table.years a")]
    assert words == [node.attributes["data-words"] for node in tree.css("#own-rows tr[data-words]")]


def test_findings_say_a_problem_and_its_remedy_once_and_name_what_has_a_code(tmp_path: Path, cache: Path) -> None:
    finding = {
        "severity": "warning",
        "rule": "sources_disagree",
        "title_vi": "Các nguồn khác nhau",
        "remedy_vi": "xem `cchc review`",
        "mended_by": "data_team",
        "found": "sipas_index Tỉnh Điện Biên 2024 = 80",
        "occurrences": 1,
    }
    rows = [{**finding, "finding_id": f"f{n}", "file": f"kpi/{n}.csv"} for n in range(9)]
    write_site(small_build(tmp_path / "b", mart_quality_findings=rows), cache)
    tree = parsed(tmp_path / "b/scorecard/findings.html")
    assert len(tree.css("#findings h3")) == 1
    assert [node.text() for node in tree.css(".remedy code")] == ["cchc review"]
    assert len(tree.css("#findings tbody tr")) == 9
    assert len(tree.css("#findings details.rest tbody tr")) == 3
    assert "SIPAS (sipas_index) Tỉnh Điện Biên 2024 = 80" in tree.css_first("td.found").text()


def test_a_finding_says_the_candidates_it_names(tmp_path: Path, cache: Path) -> None:
    finding = {
        "finding_id": "f1",
        "severity": "error",
        "rule": "unit_unknown_name",
        "file": "kpi/a.csv",
        "found": "Hà Giag",
        "expected": "one province of the era 63; candidates: Tỉnh Hà Giang (P02-63)",
        "mended_by": "data_team",
        "occurrences": 1,
    }
    write_site(small_build(tmp_path / "b", mart_quality_findings=[finding]), cache)
    for page, said in (("findings.html", "gần giống: Tỉnh Hà Giang"), ("en/findings.html", "candidates: Tỉnh Hà")):
        cell = parsed(tmp_path / "b/scorecard" / page).css_first("td.found")
        assert "Hà Giag" in cell.text()
        assert said in cell.text()


def test_issuers_and_successors_are_named_in_the_language_of_the_page(tmp_path: Path, cache: Path) -> None:
    rows = [
        promise(
            "t1",
            status="not_assessable",
            reason="unit_dissolved",
            successor_unit_id="P02-63",
            successor_name_vi="Tỉnh Hà Giang",
            gap=None,
        ),
        promise("t2", basis="national", issuer_unit_id="VN", issuer_name_vi="Việt Nam", is_counted=False),
    ]
    write_site(small_build(tmp_path / "b", mart_gap_latest=rows), cache)
    for page, said, other in (
        ("unit/P11-63.html", "nay thuộc Tỉnh Hà Giang", "now in"),
        ("en/unit/P11-63.html", "now in Ha Giang", "Tỉnh Hà Giang"),
        ("index.html", "(Việt Nam", "(Viet Nam"),
        ("en/index.html", "(Viet Nam", "(Việt Nam"),
    ):
        text = " ".join(parsed(tmp_path / "b/scorecard" / page).css_first("main").text().split())
        assert (said in text, other in text) == (True, False), page


def test_equal_figures_share_an_order_and_the_missing_have_none(site: Path) -> None:
    tree = parsed(site / "indicator/sipas_index.html")
    lines = [row.text(separator=" ", strip=True) for row in tree.css("table.ranking tbody tr")]
    assert [line.split()[0] for line in lines] == ["1/2", "1/2"]
    assert all("bằng nhau" in line for line in lines)
    assert "Tỉnh Hà Giang" not in " ".join(lines)
    assert "không xếp: Tỉnh Hà Giang" in tree.body.text()  # type: ignore[union-attr]


def test_a_bound_is_shown_as_a_bound(tmp_path: Path, cache: Path) -> None:
    printed = {"observation_id": "o-P11-63-2024", "value_bound": ">", "value_as_printed": ">90%"}
    write_site(
        small_build(tmp_path / "b", mart_indicator_year=[figure("P11-63", 2024, 90.0)], fct_observation=[printed]),
        cache,
    )
    value = parsed(tmp_path / "b/scorecard/indicator/sipas_index.html").css_first(".value")
    assert value.text() == "> 90%"


def test_a_figure_that_is_only_bounded_is_an_arrow_off_the_bound_and_on_no_line() -> None:
    names = dict.fromkeys(("observed", "path", "promised", "merger", "merger_day", "year"), "x")
    marks = [Mark(2019, 1, "1"), Mark(2020, 1, "1"), Mark(2021, 1, "> 1", bound=">"), Mark(2022, 3, "≤ 3", bound="<=")]
    for is_rank, shapes in ((False, ["triangle-up", "triangle-down"]), (True, ["triangle-down", "triangle-up"])):
        layers: Any = trajectory(marks, [], [Mark(2021, 1, "≤ 1")], names, is_rank=is_rank)["layer"]
        lines = [one["data"]["values"] for one in layers if one["mark"]["type"] == "line"]
        assert [[value["t"] for value in values] for values in lines] == [[2019, 2020]]
        arrows = [one for one in layers if str(one["mark"].get("shape")).startswith("triangle")]
        assert sorted((one["data"]["values"][0]["t"], one["mark"]["shape"]) for one in arrows) == [
            (2021, shapes[0]),
            (2022, shapes[1]),
        ]


def test_places_stand_in_vietnamese_order(site: Path) -> None:
    names = [node.text(strip=True) for node in parsed(site / "units.html").css("tbody th a")]
    assert names == [unit["name_vi"] for unit in UNITS]
    assert names.index("Tỉnh Dừa") < names.index("Tỉnh Điện Biên")


def test_vietnamese_pages_write_a_decimal_comma_and_english_ones_a_point(site: Path) -> None:
    assert "82,96%" in parsed(site / "unit/P11-63.html").body.text()  # type: ignore[union-attr]
    assert "82.96%" in parsed(site / "en/unit/P11-63.html").body.text()  # type: ignore[union-attr]


def test_every_chart_and_every_strip_says_in_words_what_it_shows(site: Path) -> None:
    drawn = [node for page in pages(site) for node in parsed(page).css('[role="img"]')]
    assert drawn
    assert all(node.attributes.get("aria-label") for node in drawn)


def test_the_same_marts_give_the_same_bytes(tmp_path: Path, cache: Path, alone: Written) -> None:
    assert written(small_build(tmp_path / "two"), cache) == alone


@pytest.mark.parametrize("helper", [site_module.HELPER, "tests.unit.scorecard.dying_helper"])
def test_helpers_write_the_same_bytes_and_one_that_dies_costs_no_page(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, helper: str, alone: Written
) -> None:
    monkeypatch.setattr(site_module, "MANY", 1)
    monkeypatch.setattr(site_module, "HELPER", helper)
    assert written(small_build(tmp_path / "two"), cache) == alone


def test_a_world_without_promises_has_its_pages_too(tmp_path: Path, cache: Path) -> None:
    build = small_build(
        tmp_path / "b", mart_gap_latest=[], mart_gap_to_target=[], fct_target=[], dim_plan=[], mart_indicator_year=[]
    )
    assert write_site(build, cache) > 0


@pytest.mark.parametrize("tree", ["", "en/"])
def test_the_dictionary_page_explains_every_column(site: Path, tree: str) -> None:
    page = parsed(site / f"{tree}dictionary.html")
    assert {node.text() for node in page.css("h2")} == set(load_dictionary().models)
    assert len(page.css("tbody tr")) == sum(len(model.columns) for model in load_dictionary().models.values())


@pytest.mark.parametrize(
    ("tree", "folder", "says"),
    [("", "assets/pictures", "Tỉnh Điện Biên"), ("en/", "../assets/pictures/en", "Dien Bien")],
)
def test_the_charts_of_the_first_page_can_be_saved_as_pictures(site: Path, tree: str, folder: str, says: str) -> None:
    page = parsed(site / f"{tree}index.html")
    named = {node.attributes["href"] for node in page.css("a[download]")}
    assert named == {f"{folder}/{name}.{kind}" for name in ("gaps-percent", "counts") for kind in ("svg", "png")}
    assert all((site / tree / name).stat().st_size > 2_000 for name in named if name)
    assert says in (site / tree / folder / "counts.svg").read_text(encoding="utf-8")


def test_the_first_page_says_what_moved_since_the_last_build(tmp_path: Path, cache: Path, site: Path) -> None:
    changes = [
        {
            "change_kind": "status_changed",
            "table_name": "mart_gap_latest",
            "row_key": "t1 P11-63",
            "status_before": "behind",
            "status_after": "missed",
        },
        {"change_kind": "input_added", "table_name": "", "row_key": "kpi/<b>.csv"},
    ]
    build = small_build(tmp_path / "b", mart_build_diff=changes)
    write_site(build, cache)
    page = (build / "scorecard/index.html").read_text(encoding="utf-8")
    (told,) = [part for part in page.split("<section") if 'id="moved"' in part]
    assert "trạng thái thay đổi: 1" in told and "kpi/&lt;b&gt;.csv" in told
    assert told.index("chậm") < told.index("không đạt")
    assert 'id="moved"' not in (site / "index.html").read_text(encoding="utf-8")


def test_synthetic_numbers_are_called_so_on_every_page(tmp_path: Path, cache: Path) -> None:
    source = {"source_file": "kpi/a.csv", "is_synthetic": True, "load_status": "loaded"}
    build = small_build(tmp_path / "b", dim_source_file=[source])
    write_site(build, cache)
    assert all(parsed(page).css_first(".banner.synthetic") for page in pages(build / "scorecard"))
    pictures = list((build / "scorecard/assets/pictures").glob("*.svg"))
    assert pictures and all("DỮ LIỆU MÔ PHỎNG" in one.read_text(encoding="utf-8") for one in pictures)


def test_real_numbers_are_not_called_synthetic(site: Path) -> None:
    assert parsed(site / "index.html").css_first(".banner.synthetic") is None


def test_no_browser_darkens_the_pages_by_itself(site: Path) -> None:
    """It would turn single colours: words became white on light grey, and a chosen tab looked like the other."""
    style = (site / "assets/style.css").read_text(encoding="utf-8")
    assert "color-scheme:only light" in style.partition(":root{")[2].partition("}")[0]


def test_the_first_page_with_its_assets_stays_small(site: Path) -> None:
    names = ["index.html", "assets/style.css", "assets/app.js", "assets/charts.js", "assets/vega.js"]
    assert sum((site / name).stat().st_size for name in names) < FIRST_PAGE_LIMIT


def test_the_chart_of_the_widest_gaps_says_how_many_it_does_not_draw(tmp_path: Path, cache: Path, site: Path) -> None:
    assert "không vẽ ở đây" not in parsed(site / "index.html").css_first("section[aria-labelledby=gaps]").text()
    short = [promise("drawn"), promise("bounded", actual_bound="<"), promise("rise", target_kind="increase")]
    write_site(small_build(tmp_path / "b", mart_gap_latest=[*short, promise("kept", status="met", gap=1.0)]), cache)
    section = parsed(tmp_path / "b/scorecard/index.html").css_first("section[aria-labelledby=gaps]")
    assert "2 cam kết còn thiếu khác không vẽ ở đây" in section.text()


def test_a_whole_country_does_not_make_the_first_page_long(tmp_path: Path, cache: Path) -> None:
    """Thousands of decided promises: the first page has the widest gaps, says how many more there are, and where."""
    many = [promise(f"t{n}", due_year=2024 - n % 3, gap=-1.0 - n / 1000) for n in range(2000)]
    write_site(small_build(tmp_path / "b", mart_gap_latest=many), cache)
    page = tmp_path / "b/scorecard/index.html"
    tree = parsed(page)
    assert page.stat().st_size < 400_000
    assert len(tree.css("section[aria-labelledby=decided] tbody tr")) == 40
    line = tree.css_first(".elsewhere")
    assert "1960" in line.text()
    assert [node.attributes["href"] for node in line.css("a")] == ["units.html", "assets/../../xlsx/cam-ket.xlsx"]


def test_a_damaged_copy_of_the_chart_script_is_made_again(tmp_path: Path, site: Path, cache: Path) -> None:
    kept = next(cache.glob("vega-*.js"))
    damaged = tmp_path / "of all worlds"
    damaged.mkdir()
    (damaged / kept.name).write_text("broken", encoding="utf-8")
    build, whole = small_build(tmp_path / "b"), (site / "assets/vega.js").read_bytes()
    write_site(build, cache, damaged)
    assert (build / "scorecard/assets/vega.js").read_bytes() == whole
    assert [path.read_bytes() for path in damaged.iterdir()] == [whole], "and no picture of one world lies there"


def test_a_picture_is_kept_until_what_it_shows_changes_and_its_damaged_copy_is_drawn_again(tmp_path: Path) -> None:
    def pictures(name: str, kept: str, gap: float = -1.0) -> dict[str, bytes]:
        build = small_build(tmp_path / name, mart_gap_latest=[promise("t1", due_year=2024, gap=gap, actual=90.0 + gap)])
        write_site(build, tmp_path / kept)
        drawn = (build / "scorecard/assets/pictures").rglob("*.*")
        return {str(one.relative_to(build)): one.read_bytes() for one in drawn}

    first, kept = pictures("one", "cache"), tmp_path / "cache"
    files = sorted(path.name for path in kept.glob("picture-*"))
    assert len(files) == len(first) > 0
    assert pictures("two", "another cache") == first, "drawn anew they have the same bytes"

    moved = pictures("three", "cache", gap=-5.0)
    assert moved.keys() == first.keys() and moved != first
    assert sorted(path.name for path in kept.glob("picture-*")) != files
    assert len(list(kept.glob("picture-*"))) == len(files), "what is no longer shown is not kept"

    for path in kept.glob("picture-*"):
        path.write_bytes(path.read_bytes()[:100])
    assert pictures("four", "cache", gap=-5.0) == moved


def test_the_search_box_knows_the_years_of_a_places_promises_and_its_name_in_the_other_language(site: Path) -> None:
    text = (site / "assets/search-vi.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("window.cchcSearch=").rstrip(";\n"))
    (also,) = [words for _, shown, _, words in entries if shown == "Tỉnh Điện Biên"]
    assert "Dien Bien" in also
    assert "2024" in also.split()


def test_every_text_of_the_pages_is_there_in_both_languages() -> None:
    texts = site_texts()
    lacking = [
        f"{group}.{key}" for group in texts for key, said in texts[group].items() if set(said) - {"one"} != {"vi", "en"}
    ]
    assert lacking == []
    places = [
        f"{group}.{key}"
        for group in texts
        for key, said in texts[group].items()
        if sorted(re.findall(r"\{\w+\}", said["vi"])) != sorted(re.findall(r"\{\w+\}", said["en"]))
    ]
    assert places == []


def test_a_sentence_of_the_pages_that_the_terminal_says_too_stands_once() -> None:
    said = [(one["vi"], one["en"]) for group in answer_texts().values() for one in group.values() if "en" in one]
    twice = [
        f"{group}.{key}"
        for group, texts in site_texts().items()
        for key, one in texts.items()
        if (one["vi"], one["en"]) in said and len(one["vi"].split()) > 2
    ]
    assert not twice, f"say these of texts.yml by their keys of publishing/answers.yml: {twice}"
