"""A whole reading: rows that fit the contracts, decisions that win, commands for people, fuzzed inputs."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.cli.main import main
from pipelines.contracts.raw_models import frame, validate
from pipelines.ingest import read_plan_folder, read_reference_folder
from pipelines.plans.deciding import decided
from pipelines.plans.decisions import usable_decisions
from pipelines.plans.documents.opening import UnreadableError, read_text
from pipelines.plans.explain import explain_at
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.plans.targets import find_targets
from pipelines.settings import Settings
from pipelines.source import source_below
from tests.unit.target_fields import FIELDS

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
PLAN = """ỦY BAN NHÂN DÂN
TỈNH SÔNG THAO

Số: 12/KH-UBND

Sông Thao, ngày 05 tháng 01 năm 2026

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2026

I. MỤC TIÊU

- Tối thiểu 80% thủ tục hành chính đủ điều kiện được triển khai thanh toán trực tuyến; trong đó, tỷ lệ giao dịch thanh toán trực tuyến đạt từ 60% trở lên.

- 75% hộ gia đình trồng hoa trước cổng.

PHỤ LỤC

| STT | Nhiệm vụ | Kết quả | Chủ trì | Thời gian |
|---|---|---|---|---|
| 1 | Thanh toán trực tuyến | Tối thiểu 80% thủ tục hành chính đủ điều kiện được triển khai thanh toán trực tuyến | Sở Tài chính | Năm 2026 |
"""  # noqa: E501


class Units:
    def resolve(self, name, level=None, era=None, parent=None):
        class Answer:
            unit_id, candidates, reason = "P99-34", (), "exact"

        return Answer()


@pytest.fixture
def world(tmp_path):
    (tmp_path / "raw" / "plans").mkdir(parents=True)
    (tmp_path / "raw" / "plans" / "a.md").write_text(PLAN, encoding="utf-8")
    return tmp_path


def read(world: Path, decisions=None):
    raw = world / "raw"
    reading = read_plan(source_below(raw / "plans" / "a.md", raw), Units(), default_matcher())
    return decided(reading, usable_decisions(decisions or [])[0], default_matcher())


def test_rows_fit_their_contracts(world):
    reading = read(world)
    validate("plan_documents", frame("plan_documents", [reading.document]))
    validate("plan_mentions", frame("plan_mentions", reading.mentions))
    validate("plan_tasks", frame("plan_tasks", reading.tasks))
    assert reading.document["document_key"] == "12/KH-UBND|P99-34"
    assert (reading.document["period_from"], reading.document["period_to"]) == (2026, 2026)


def test_ids_come_from_the_path_and_stay(world):
    import hashlib

    one, two = read(world), read(world)
    assert one.document["plan_id"] == hashlib.sha256(b"plans/a.md").hexdigest()[:12]
    assert one.mentions == two.mentions


def test_a_repeat_in_the_annex_is_a_mention_of_the_same_target(world):
    rows = read(world).mentions
    assert [row["repeat_of_mention_id"] is not None for row in rows] == [False, False, False, True]
    assert rows[3]["target_id"] == rows[0]["target_id"]


def test_a_part_of_a_commitment_names_its_parent(world):
    rows = read(world).mentions
    assert (rows[1]["parent_target_id"], rows[1]["relation"]) == (rows[0]["target_id"], "different_unit")


def test_an_unknown_indicator_stays_open_with_candidates(world):
    row = read(world).mentions[2]
    assert row["indicator_code"] is None
    assert "indicator_unknown" in row["flags"]


@pytest.mark.parametrize(
    ("field", "value", "want"),
    [
        ("year", "2027", 2027),
        ("value", "70", 70.0),
        ("level", "commune", "commune"),
        ("indicator", "sipas_index", "sipas_index"),
        ("op", "<=", "<="),
    ],
)
def test_a_decision_wins_over_the_reader(world, field, value, want):
    key = read(world).mentions[2]["statement_key"]
    row = read(
        world, [{"document_number": "12/KH-UBND", "statement_key": key, "field": field, "value": value}]
    ).mentions[2]
    assert row["indicator_code" if field == "indicator" else field] == want
    assert "decided" in row["flags"]


def test_not_a_target_takes_all_mentions_of_it_away(world):
    key = read(world).mentions[0]["statement_key"]
    rows = read(
        world, [{"document_number": "12/KH-UBND", "statement_key": key, "field": "not_a_target", "value": "true"}]
    ).mentions
    assert [row["number_text"] for row in rows] == ["60%", "75%"]
    assert rows[0]["parent_target_id"] is None


def test_a_decision_that_fits_nothing_and_one_that_no_field_can_hold_are_told(world):
    key = read(world).mentions[0]["statement_key"]
    folder = world / "raw" / "reference"
    folder.mkdir()
    rows = ("gone,year,2027", f"{key},colour,red", f"{key},year,abc", f"{key},indicator_code,nonsense", f"{key},level,")
    lines = ["document_number,statement_key,field,value", *(f"plans/a.md,{row}" for row in rows)]
    (folder / "target_decisions.csv").write_text("\n".join(lines), encoding="utf-8")
    settings_of_world = Settings(data=world, as_of=date(2026, 1, 31))
    reference, plans = read_reference_folder(settings_of_world), read_plan_folder(settings_of_world)
    assert sorted(f.rule for f in reference.findings) == [
        "decision_bad_value",
        "decision_bad_value",
        "decision_unknown_field",
    ]
    assert {f.rule for f in plans.findings} >= {"decision_without_statement"}
    assert [row["field"] for row in reference.tables["target_decisions"].to_dicts()] == ["year", "level"]


def test_targets_command_prints_one_object_per_mention(world):
    result = CliRunner().invoke(main, ["targets", str(world / "raw" / "plans" / "a.md"), "--format", "jsonl"])
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [row["number_text"] for row in rows] == ["80%", "60%", "75%", "80%"]
    assert list(rows[0]) == FIELDS
    assert PLAN[rows[0]["number_start"] :].startswith("80%")
    assert rows[3]["repeat_of"] == rows[0]["number_start"]


def test_tasks_command_prints_the_annex(world):
    result = CliRunner().invoke(main, ["tasks", str(world / "raw" / "plans" / "a.md"), "--format", "jsonl"])
    assert json.loads(result.output)["due_date"] == "2026-12-31"


def test_explain_tells_the_rules_behind_a_number_and_behind_its_refusal(world):
    path = world / "raw" / "plans" / "a.md"
    told = explain_at(path, PLAN.index("60%"))
    assert "online_payment_transaction_rate" in told
    assert "comparator >=" in told
    assert "no number that may be a target" in explain_at(path, PLAN.index("12/KH"))


def test_review_lists_what_is_open_and_writes_a_decision_that_holds(world, monkeypatch):
    monkeypatch.setenv("CCHC_DATA", str(world))
    listed = [
        json.loads(line) for line in CliRunner().invoke(main, ["review", "--format", "jsonl"]).output.splitlines()
    ]
    assert [row["number_text"] for row in listed] == ["75%"]
    written = CliRunner().invoke(
        main, ["review", "--decide", listed[0]["statement_key"], "--not-a-target", "--by", "An"]
    )
    assert written.exit_code == 0, written.output
    assert CliRunner().invoke(main, ["review", "--format", "jsonl"]).output == ""


def test_a_file_that_is_not_there_is_told_without_a_traceback(tmp_path):
    result = CliRunner().invoke(main, ["targets", str(tmp_path / "none.txt")])
    assert result.exit_code == 1
    assert "no such file" in result.output


def test_reading_a_plan_imports_no_engine():
    code = "import sys, pipelines.cli.read_plans; from pipelines.plans.reader import targets_of; assert not {'dagster','dbt','pandera','polars','duckdb'} & set(sys.modules)"  # noqa: E501
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def seeds() -> list[str]:
    originals = sorted((SHARED / "plans").glob("*.txt")) if (SHARED / "plans").is_dir() else []
    return [PLAN, *(path.read_text(encoding="utf-8") for path in originals)]


SEEDS = seeds()
pieces = st.sampled_from(
    [
        "80%",
        "từ 80% đến ",
        "|",
        "\n",
        "tối thiểu ",
        "năm 2025",
        "(",
        ")",
        "Điều 5",
        "1.",
        "- ",
        "\x00",
        "🙂",
        "trong đó ",
        "\u0301",
        "%",
        "9" * 400,
        "≥",
        "[1]",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_mangled_plan_never_raises(data):
    text = data.draw(st.sampled_from(SEEDS))
    at = data.draw(st.integers(0, max(len(text) - 1, 0)))
    part = text[at : at + data.draw(st.integers(0, 1500))]
    for _ in range(data.draw(st.integers(0, 8))):
        cut = data.draw(st.integers(0, len(part)))
        part = part[:cut] + data.draw(pieces) + part[cut + data.draw(st.integers(0, 40)) :]
    try:
        document = read_text(part.encode("utf-8", "ignore"))
    except UnreadableError:
        document = None
    if document is not None:
        for mention in find_targets(document, read_metadata(document), default_matcher()).mentions:
            assert document.text[mention.number_start : mention.number_end].strip()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(["txt", "md", "html", "docx", "pdf"]))
def test_any_bytes_give_rows_or_a_finding(tmp_path_factory, content, ending):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / f"a.{ending}").write_bytes(content)
    reading = read_plan(source_below(folder / f"a.{ending}", folder), None, default_matcher())
    assert reading.document or reading.findings


def test_junk_as_text_says_so():
    with pytest.raises(UnreadableError, match="not_text"):
        read_text(bytes(range(256)) * 40)
