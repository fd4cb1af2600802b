"""`cchc review`: what a person decides is what the next run reads."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.contracts import raw_models as tables
from pipelines.ingest import read_plan_folder, read_reference_folder
from pipelines.plans.decisions import LISTS, YEARS, codes
from pipelines.settings import Settings

PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG

Số: 12/KH-UBND

Hà Giang, ngày 05 tháng 01 năm 2024

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2024

I. MỤC TIÊU

- Tối thiểu 80% thủ tục hành chính đủ điều kiện được triển khai thanh toán trực tuyến.

- 75% hộ gia đình trồng hoa trước cổng.

- Duy trì việc rà soát cho đến khi đạt 100%.
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw/plans").mkdir(parents=True)
    (tmp_path / "raw/plans/hg.md").write_text(PLAN, encoding="utf-8")
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    return tmp_path


def review(*args: str, columns: int = 80) -> str:
    result = CliRunner().invoke(main, ["review", *args], env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.output
    return result.output


def refused(*args: str) -> str:
    result = CliRunner().invoke(main, ["review", *args])
    assert result.exit_code != 0
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def listed(*args: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in review(*args, "--format", "jsonl").splitlines()]


def key_of(number: str) -> str:
    return next(str(row["statement_key"]) for row in listed("--all") if row["number_text"] == number)


def run(world: Path) -> dict[str, dict[str, object]]:
    """Mentions by number, as the assets read them."""
    rows = read_plan_folder(Settings(data=world, as_of=date(2024, 12, 31))).tables["plan_mentions"].to_dicts()
    return {str(row["number_text"]): row for row in rows}


def written(world: Path) -> list[tuple[str, str]]:
    with (world / "raw/reference/target_decisions.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["field"], row["value"]) for row in csv.DictReader(stream)]


def test_the_keys_listed_are_those_of_the_run(world: Path) -> None:
    mentions = run(world)
    assert {row["number_text"]: row["statement_key"] for row in listed("--all")}.items() >= {
        number: row["statement_key"] for number, row in mentions.items()
    }.items()
    assert [row["number_text"] for row in listed()] == ["75%", "100%"]


def test_what_needs_a_person_is_listed_in_the_language_asked_for(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_LANG", "vi")
    listed, decided = review(), review("--decide", key_of("80%"), "--not-a-target")
    assert all(text in listed for text in ("2 câu cần xem xét", "(vị trí ", "Quyết định:  cchc review --decide MÃ"))
    assert "Đã ghi 1 quyết định vào" in decided
    assert not any(word in listed + decided for word in ("Decide", "statement", "offset", "written", "the reading"))


def test_a_decision_changes_what_the_run_reads(world: Path) -> None:
    review("--decide", key_of("75%"), "--set", "indicator=sipas_index", "--set", "year=2030", "--by", "An")
    review("--decide", key_of("80%"), "--not-a-target")
    mentions = run(world)
    assert list(mentions) == ["75%"]
    assert (mentions["75%"]["indicator_code"], mentions["75%"]["year"]) == ("sipas_index", 2030)
    findings = read_plan_folder(Settings(data=world, as_of=date(2024, 12, 31))).findings
    assert "decision_without_statement" not in {finding.rule for finding in findings}


def test_a_number_that_was_refused_becomes_a_target_when_a_person_says_so(world: Path) -> None:
    review("--decide", key_of("100%"), "--is-a-target", "--set", "year=2025", "--set", "indicator_code=sipas_index")
    row = run(world)["100%"]
    assert [row[name] for name in ("value", "unit", "op", "year", "indicator_code", "flags")] == [
        100.0,
        "percent",
        "=",
        2025,
        "sipas_index",
        "decided",
    ]
    tables.validate("plan_mentions", tables.frame("plan_mentions", [row]))
    assert [item["number_text"] for item in listed()] == ["75%"]


def test_a_refused_number_names_its_key_and_rests_once_it_is_decided_to_be_none(world: Path) -> None:
    settings = Settings(data=world, as_of=date(2024, 12, 31))
    key = key_of("100%")
    (finding,) = [f for f in read_plan_folder(settings).findings if f.rule == "number_not_read"]
    assert f"cchc review --decide {key} --is-a-target" in finding.remedy
    review("--decide", key, "--not-a-target")
    assert "number_not_read" not in {f.rule for f in read_plan_folder(settings).findings}


def test_a_field_of_a_refused_number_is_not_set_before_it_is_a_target(world: Path) -> None:
    assert "--is-a-target" in refused("--decide", key_of("100%"), "--set", "year=2025")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("year=abc", "a year from 2000 to 2069"),
        ("year=1999", "a year from 2000 to 2069"),
        ("indicator_code=sipas_indx", "sipas_index"),
        ("indicator_code=", "FIELD=none empties"),
        ("colour=red", "one of area"),
        ("op==>", "found op"),
        ("op=>>", ">=, >, <=, <, =, range"),
        ("unit=percents", "percent"),
        ("level=tinh", "province, district, commune"),
        ("area=roads", "civil_service"),
        ("value=70,5", "such as 70 or 70.5"),
        ("value=none", "no empty value"),
        ("baseline_year=last", "2021-2025"),
        ("parent_target_id=x", "16 characters"),
        ("year", "FIELD=VALUE"),
    ],
)
def test_what_no_field_can_hold_is_refused_and_nothing_is_written(world: Path, item: str, said: str) -> None:
    assert said in " ".join(refused("--decide", "0000", "--set", item).split())
    assert not (world / "raw/reference").exists()


def test_the_second_decision_on_a_field_replaces_the_first_and_leaves_no_finding(world: Path) -> None:
    key = key_of("75%")
    review("--decide", key, "--set", "year=2025")
    assert "was 2025" in review("--decide", key, "--set", "year=2026")
    assert written(world) == [("year", "2026")]
    assert read_reference_folder(Settings(data=world, as_of=date(2024, 12, 31))).findings == []


def test_a_decision_can_be_taken_back_and_decided_anew(world: Path) -> None:
    key = key_of("75%")
    review("--decide", key, "--not-a-target")
    assert key not in {row["statement_key"] for row in listed()}
    assert {row["statement_key"]: row["decisions"] for row in listed("--all")}[key] == {"not_a_target": "true"}
    assert "1 decision taken back" in review("--undo", key)
    assert key in {row["statement_key"] for row in listed()}
    review("--decide", key, "--not-a-target")
    review("--decide", key, "--set", "indicator_code=sipas_index")
    assert written(world) == [("indicator_code", "sipas_index")]
    assert "nothing was decided" in refused("--undo", key_of("80%"))


def test_a_decision_on_a_repeat_replaces_and_is_undone_like_one_on_the_first_statement(world: Path) -> None:
    sentence = "\n- Tối thiểu 80% thủ tục hành chính đủ điều kiện được triển khai thanh toán trực tuyến trong năm.\n"
    (world / "raw/plans/hg.md").write_text(PLAN + sentence, encoding="utf-8")
    first, repeat = [str(row["statement_key"]) for row in listed("--all") if row["number_text"] == "80%"]
    review("--decide", first, "--set", "year=2025")
    review("--decide", repeat, "--set", "year=2026")
    assert written(world) == [("year", "2026")]
    assert run(world)["80%"]["year"] == 2026
    assert "1 decision taken back" in review("--undo", first)


def test_the_first_characters_of_a_key_do_where_they_fit_one_statement(world: Path) -> None:
    review("--decide", key_of("75%")[:8], "--not-a-target")
    assert written(world) == [("not_a_target", "true")]
    assert "no statement" in refused("--decide", key_of("75%")[:3], "--not-a-target")


def test_a_file_with_semicolons_and_columns_of_its_own_keeps_them(world: Path) -> None:
    folder = world / "raw/reference"
    folder.mkdir()
    other = "document_number;statement_key;field;value;seen_in\n9/KH;abc;year;2025;minutes\n"
    (folder / "target_decisions.csv").write_text(other, encoding="utf-8")
    review("--decide", key_of("75%"), "--not-a-target")
    lines = (folder / "target_decisions.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("document_number;statement_key;field;value;seen_in")
    assert lines[1].startswith("9/KH;abc;year;2025;minutes")
    assert "not_a_target" in lines[2]


def test_in_eighty_columns_every_key_is_whole_and_candidates_have_names(world: Path) -> None:
    output = review("--all")
    assert all(str(row["statement_key"]) in output for row in listed("--all"))
    assert max(map(len, output.splitlines()[:-2])) <= 80
    assert "online_payment_procedure_rate: Tỷ lệ" in output


def test_a_world_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path / "nowhere"))
    assert "no such folder" in refused()


def test_the_lists_of_decisions_are_those_of_the_contract() -> None:
    assert {
        "level": tuple(tables.LEVELS),
        "op": tuple(tables.OPERATORS),
        "kind": tuple(tables.KINDS),
        "area": tuple(tables.AREAS),
        "relation": ("subset_of_numerator", "same_population", "different_unit"),
    } == LISTS
    bounds = [check.statistics for check in tables.PlanMentions.to_schema().columns["year"].checks]
    assert bounds == [{"min_value": YEARS[0]}, {"max_value": YEARS[1]}]


def test_a_unit_of_the_seed_and_one_the_reader_gives_may_be_decided() -> None:
    assert {"percent", "working_days", "items", "seconds"} <= set(codes("unit"))
