"""The answers of the first screen: decided, known, unpublished or not to be judged; counted once, in both languages."""

from typing import Any

import click
import polars as pl
import pytest

from pipelines.cli.first_screen import line_width, rows_by_answer, screen
from pipelines.language import Language
from pipelines.publishing.answers import ANSWERS, UNDECIDED, Answers, answers, by_place, chosen, counts_by_answer
from pipelines.publishing.said import Words, figure, gap, promise, record

TERMS = [
    ("status", "missed", None, "không đạt", "missed"),
    ("status", "met", None, "đạt", "met"),
    ("reason", "overdue_publication", "no_data", "quá hạn công bố", "overdue"),
    ("reason", "no_due_year", "not_assessable", "không có năm", "no due year"),
    ("reason", "unit_dissolved", "not_assessable", "đơn vị đã kết thúc", "the unit ended"),
    ("mended_by", "no_due_year", "reader", "đọc lại", "read again"),
    ("mended_by", "unit_dissolved", "nobody", "không sửa được", "cannot be mended"),
    ("mender", "reader", None, "bộ đọc", "the reader"),
    ("mender", "nobody", None, "không ai", "nobody"),
    ("counting", "rule", None, "Mỗi cam kết đếm một lần.", "Each promise counts once."),
    ("measure_unit", "dossiers", None, "hồ sơ", "dossiers"),
]


def row(target_id: str, **differs: Any) -> dict[str, Any]:
    given = {
        "target_id": target_id,
        "unit_id": "P11-63",
        "unit_name_vi": "Tỉnh Điện Biên",
        "unit_name_en": "Dien Bien",
        "plan_id": "p",
        "issuer_unit_id": "VN-63",
        "basis": "own",
        "indicator_code": "sipas_index",
        "indicator_name_vi": "Chỉ số hài lòng (SIPAS)",
        "indicator_name_en": "SIPAS index",
        "scope_code": "all",
        "target_level": None,
        "target_kind": "level",
        "op": ">=",
        "target_value": 90.0,
        "target_value_high": None,
        "measure_unit": "percent",
        "due_year": 2024,
        "actual": 82.96,
        "actual_year": 2024,
        "actual_bound": None,
        "gap": -7.04,
        "remaining": 7.04,
        "status": "missed",
        "reason": None,
        "last_known_gap": None,
        "last_known_met": None,
        "quote": "ít nhất\n90%",
        "document_number": "12/KH-UBND",
        "target_source_file": "plans/a.md",
        "target_locator": "offset 1",
        "actual_source_file": "kpi/a.csv",
        "actual_locator": "row 2",
        "actual_source_url": "https://www.example.vn/so",
        "is_counted": True,
        "is_generated": False,
        "is_superseded": False,
        "sort_vi": "dien bien",
        "is_synthetic": False,
    }
    return given | differs


PLAN = {
    "plan_id": "p",
    "title": "Kế hoạch",
    "source_url": "https://tin.example.vn/ke-hoach",
    "n_targets": 1,
    "unit_name_vi": "Tỉnh Điện Biên",
    "document_number": "12/KH-UBND",
    "source_file": "plans/a.md",
    "is_superseded": False,
    "sort_vi": "d",
}
LATE = {"status": "no_data", "reason": "overdue_publication", "last_known_gap": -7.04, "last_known_met": False}
NEVER = {"status": "no_data", "reason": "never_reported", "actual": None, "gap": None, "actual_year": None}
YEARLESS = {"status": "not_assessable", "reason": "no_due_year", "due_year": None, "gap": None}


def terms() -> pl.DataFrame:
    return pl.DataFrame(TERMS, schema=["term_list", "term_code", "belongs_to", "name_vi", "name_en"], orient="row")


def answered(*rows: dict[str, Any], plans: tuple[dict[str, Any], ...] = (PLAN,)) -> Answers:
    typed = dict.fromkeys(("reason", "actual_bound", "target_level"), pl.String)
    typed |= {"last_known_gap": pl.Float64, "last_known_met": pl.Boolean, "target_value_high": pl.Float64}
    latest = pl.DataFrame(list(rows), schema_overrides=typed, infer_schema_length=None)
    return answers(latest, pl.DataFrame(list(plans)), terms())


def ids(rows: pl.DataFrame) -> list[str]:
    return rows["target_id"].to_list()


def lines(latest: Answers, lang: Language) -> list[str]:
    return [click.unstyle(line) for line in screen(latest, Words(terms(), lang), "2026-10-31")]


def test_every_counted_promise_stands_in_exactly_one_part() -> None:
    latest = answered(row("a"), row("b", **LATE), row("c", **NEVER), row("d", **YEARLESS), row("e", is_counted=False))
    parts = (latest.decided, latest.known, latest.unpublished, latest.unjudged)
    assert [ids(part) for part in parts] == [["a"], ["b"], ["c"], ["d"]]
    assert latest.counted == sum(part.height for part in parts) == 4


def test_missed_stands_before_met_whatever_else_the_unit_promised_for_later() -> None:
    later = row("later", due_year=2030, status="on_track")
    assert ids(answered(row("met", status="met", gap=1.0, remaining=0.0), later, row("missed")).decided) == [
        "missed",
        "met",
        "later",
    ]


def test_gaps_compare_by_what_is_missing_within_a_kind_of_measure() -> None:
    near = row("near", remaining=1.0)
    places = row("places", measure_unit="rank_positions", target_value=2.0, remaining=9.0)
    assert ids(answered(places, near, row("far", remaining=50.0)).decided) == ["far", "near", "places"]


@pytest.mark.parametrize(
    ("unit", "wide", "narrow"),
    [("rank", (20.0, 19.0), (1.0, 1.0)), ("percent", (95.0, 6.0), (10.0, 5.0)), ("persons", (10.0, 5.0), (90.0, 6.0))],
)
def test_a_gap_is_wide_on_the_scale_of_its_measure_and_by_its_promise_where_there_is_none(
    unit: str, wide: tuple[float, float], narrow: tuple[float, float]
) -> None:
    rows = [
        row(name, measure_unit=unit, target_value=target, remaining=missing)
        for name, (target, missing) in (("narrow", narrow), ("wide", wide))
    ]
    assert ids(answered(*rows).decided) == ["wide", "narrow"]


def test_points_of_several_scales_compare_by_the_share_of_theirs() -> None:
    of_eighty = row("of eighty", measure_unit="points_80", target_value=45.0, remaining=4.0)
    of_a_hundred = row("of a hundred", measure_unit="points_100", target_value=45.0, remaining=4.5)
    assert ids(answered(of_a_hundred, of_eighty).decided) == ["of eighty", "of a hundred"]


def test_a_superseded_document_is_cited_nowhere() -> None:
    old = row("old", is_counted=False, is_superseded=True, basis="national", document_number="1/QĐ-CŨ")
    assert not any("1/QĐ-CŨ" in line for line in lines(answered(row("a"), old), "vi"))


def test_a_missed_promise_beyond_the_rows_shown_is_counted_with_the_command_that_lists_it() -> None:
    told = lines(answered(*[row(f"t{n:03}") for n in range(60)]), "en")
    assert any("and 20 more: cchc gaps --all --status missed" in line for line in told)


def test_what_cannot_be_judged_is_split_by_who_can_mend_it() -> None:
    ended = row("ended", status="not_assessable", reason="unit_dissolved", gap=None)
    unjudged = answered(row("yearless", **YEARLESS), ended).unjudged
    assert dict(unjudged.select("target_id", "mender").iter_rows()) == {"yearless": "reader", "ended": "nobody"}


def test_a_benchmark_is_one_line_with_how_many_reached_it() -> None:
    below = [
        row("n", basis="national", is_counted=False, unit_id=f"P{n}", status=s) for n, s in enumerate(("met", "missed"))
    ]
    (one,) = answered(*below).benchmarks
    assert (one.met, one.short) == (1, 1)


def test_what_one_issuer_sets_in_two_documents_is_one_line() -> None:
    told = {"basis": "parent", "is_counted": False, "unit_id": "D1"}
    below = [row("a", **told), row("b", **told), row("c", **told, due_year=2025), row("d", **told, issuer_unit_id="P2")]
    assert [one.row["target_id"] for one in answered(*below).benchmarks] == ["a", "d", "c"]


@pytest.mark.parametrize(("columns", "widest"), [("40", 80), ("80", 80), ("91", 91), ("100", 100), ("220", 100)])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_is_wider_than_the_terminal_and_none_is_broken(
    lang: Language, columns: str, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    long = row(
        "long", indicator_name_vi="Tỷ lệ " + "rất dài " * 30, indicator_name_en="long " * 40, document_number="9" * 90
    )
    told = lines(answered(long, row("b", **LATE), row("c", **NEVER), row("d", **YEARLESS)), lang)
    assert max(map(len, told)) == line_width() == widest
    assert not any("\n" in line for line in told)


def test_the_screen_speaks_the_language_asked_for() -> None:
    vi, en = ("\n".join(lines(answered(row("a")), lang)) for lang in ("vi", "en"))
    assert "KHÔNG ĐẠT (1)" in vi and "≥ 90%, 2024" in vi and "82,96% (2024)" in vi and "kém 7,04 điểm %" in vi
    assert "MISSED (1)" in en and "≥ 90% by 2024" in en and "82.96% (2024)" in en and "7.04 points short" in en


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"op": "<=", "target_value": 10.0, "measure_unit": "rank"}, "hạng ≤ 10, 2024"),
        ({"op": "=", "target_value": 43.0, "measure_unit": "rank"}, "hạng 43, 2024"),
        (
            {
                "op": "range",
                "target_value": 2.0,
                "target_value_high": 4.0,
                "measure_unit": "rank_positions",
                "target_kind": "rank_gain",
            },
            "tăng 2 - 4 bậc, 2024",
        ),
        ({"target_value": 1600.0, "measure_unit": "dossiers"}, "≥ 1.600 hồ sơ, 2024"),
        ({"due_year": None}, "≥ 90%, không nêu năm"),
        ({"target_kind": "reduction", "target_value": 10.0}, "giảm ≥ 10%, 2024"),
    ],
)
def test_a_promise_is_said_with_its_sign_measure_and_year(differs: dict[str, Any], said: str) -> None:
    assert promise(row("a", **differs), Words(terms(), "vi")) == said


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"gap": 0.0, "status": "met"}, "just there"),
        ({"gap": -19.0, "measure_unit": "rank"}, "19 places short"),
        ({"gap": -1.0, "measure_unit": "rank"}, "1 place short"),
        ({"gap": -3.07, "actual_bound": "<"}, "at least 3.07 points short"),
        ({"gap": 0.0, "actual_bound": ">"}, "short, the source does not say by how much"),
        ({"gap": 0.0, "actual_bound": ">", "status": "no_data"}, "short, the source does not say by how much"),
        ({"gap": 0.0, "actual_bound": ">=", "status": "no_data", "last_known_met": True}, "just there"),
        ({"gap": None}, ""),
    ],
)
def test_a_gap_is_said_as_a_distance(differs: dict[str, Any], said: str) -> None:
    assert gap(row("a", **differs), Words(terms(), "en")) == said


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"actual": 66.93, "actual_bound": "<", "measure_unit": "rank"}, "hạng < 66,93 (2024)"),
        ({"actual": 13.0, "target_kind": "rank_gain", "measure_unit": "rank_positions"}, "tăng 13 bậc (2024)"),
        ({"actual": -18.0, "target_kind": "rank_gain", "measure_unit": "rank_positions"}, "giảm 18 bậc (2024)"),
        ({"actual": 0.0, "target_kind": "rank_gain", "measure_unit": "rank_positions"}, "0 bậc (2024)"),
        # From the 29th place to somewhere beyond the 41st: the source prints only that.
        (
            {"actual": -12.0, "actual_bound": ">", "target_kind": "rank_gain", "measure_unit": "rank_positions"},
            "giảm > 12 bậc (2024)",
        ),
        ({"actual": -5.0, "target_kind": "reduction"}, "tăng 5% (2024)"),
    ],
)
def test_a_figure_of_a_change_says_which_way_it_went(differs: dict[str, Any], said: str) -> None:
    assert figure(row("a", **differs), Words(terms(), "vi")) == said


@pytest.mark.parametrize("words", ["Điện Biên", "dien bien", "P11-63"])
def test_a_place_is_found_by_part_of_its_name_with_or_without_marks_or_by_its_id(words: str) -> None:
    other = row("other", unit_id="P01-63", unit_name_vi="Thành phố Hà Nội", unit_name_en="Ha Noi")
    assert ids(chosen(answered(row("a"), other), (), words, None)) == ["a"]


def test_a_record_has_both_sources_and_a_quote_without_line_breaks() -> None:
    (only,) = answered(row("a")).decided.iter_rows(named=True)
    said = record(only, Words(terms(), "en"))
    assert said["promised_url"] == "https://tin.example.vn/ke-hoach"
    assert said["measured_url"] == "https://www.example.vn/so"
    assert said["quote"] == "ít nhất 90%"


def test_promises_without_a_verdict_are_asked_for_by_the_part_they_stand_in() -> None:
    latest = answered(row("a"), row("b", **LATE), row("c", **NEVER), row("d", **YEARLESS))
    for part in UNDECIDED:
        assert chosen(latest, (part,), None, None)["part"].to_list() == [part]


def test_the_counts_by_place_add_up_to_the_counts_of_all() -> None:
    latest = answered(row("a"), row("b", **LATE), row("c", **NEVER), row("d", **YEARLESS))
    (place,) = by_place(latest.promises).to_dicts()
    assert {answer: place[answer] for answer in ANSWERS} == counts_by_answer(latest.promises)
    assert place["promises"] == latest.counted


def test_rows_without_a_verdict_stand_under_what_the_summary_counts_them_as() -> None:
    held = NEVER | {"reason": "held_back"}
    latest = answered(row("a"), row("b", **LATE), row("c", **NEVER), row("d", **held))
    lines = [click.unstyle(line) for line in rows_by_answer(latest.promises, Words(terms(), "en"), None, "cchc gaps")]
    assert [line for line in lines if line.isupper()] == [
        "MISSED (1)",
        "FIGURES, BUT NO VERDICT YET (1): THE LAST KNOWN",
        "NOBODY HAS PUBLISHED A FIGURE (1)",
        "CANNOT BE JUDGED (1), AND WHO CAN MEND IT",
    ]
