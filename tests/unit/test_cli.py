"""The command line as a person meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipelines.cli.main import COMMANDS, main
from pipelines.source import source_below
from tests.unit.target_fields import FIELDS

PLAN = """ỦY BAN NHÂN DÂN
TỈNH SÔNG LAM
Số: 12/KH-UBND
Sông Lam, ngày 15 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024

I. MỤC TIÊU
1. Cải cách thủ tục hành chính
- Tối thiểu 80% hồ sơ thủ tục hành chính được tiếp nhận trực tuyến tại cấp tỉnh.
- Giảm tối thiểu 10% số đơn vị sự nghiệp công lập so với năm 2021.
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_help_names_every_command_without_loading_any() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from pipelines.cli.main import main\n"
        "print(CliRunner().invoke(main, ['-h']).output)\n"
        "print('LOADED', [m for m in ('dagster', 'dbt', 'polars', 'duckdb', 'pandera', 'yaml') if m in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in output for name in COMMANDS)
    assert "LOADED []" in output


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "-h"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_an_unknown_command_is_refused_by_name() -> None:
    result = CliRunner().invoke(main, ["promises"])
    assert result.exit_code == 2
    assert "promises" in result.output


def test_two_forms_of_one_answer_are_refused_together() -> None:
    result = CliRunner().invoke(main, ["gaps", "--json", "--csv"])
    assert (result.exit_code, "--json and --csv exclude each other" in result.output) == (2, True)


def test_a_command_mistyped_is_answered_with_the_one_meant_without_loading_any() -> None:
    unused = type(main)(name="cchc", callback=lambda: None)
    result = CliRunner().invoke(unused, ["gap"])
    assert (result.exit_code, unused.commands) == (2, {})
    assert "No such command 'gap'. Did you mean 'gaps'?" in result.output


def test_targets_prints_one_object_per_mention_with_the_fields_of_the_contract(plan: Path) -> None:
    result = CliRunner().invoke(main, ["targets", str(plan), "--format", "jsonl"])
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [(row["op"], row["value"], row["kind"], row["year"]) for row in rows] == [
        (">=", 80.0, "level", 2024),
        (">=", 10.0, "reduction", 2024),
    ]
    assert list(rows[0]) == FIELDS
    text = plan.read_text(encoding="utf-8")
    assert all(text[row["number_start"] :].startswith(row["number_text"]) for row in rows)


def test_targets_as_a_table_shows_promise_year_level_and_sentence(plan: Path) -> None:
    output = CliRunner().invoke(main, ["targets", str(plan)], env={"COLUMNS": "120"}).output
    assert all(text in output for text in (">= 80 %", "2024", "province", "reduction", "from 2021", "tiếp nhận trực"))


@pytest.mark.parametrize(("lang", "said"), [("vi", "≥ 80%"), ("en", ">= 80 %")])
def test_a_number_has_the_percent_sign_of_its_tables_column(lang: str, said: str, tmp_path: Path) -> None:
    table = "| STT | Chỉ tiêu | Đơn vị tính | Năm 2026 |\n|---|---|---|---|\n| 1 | Hồ sơ trực tuyến | % | ≥ 80 |\n"
    (tmp_path / "a.md").write_text(f"KẾ HOẠCH\nCải cách hành chính năm 2026\n\n{table}", encoding="utf-8")
    output = CliRunner().invoke(main, ["targets", str(tmp_path / "a.md"), "--lang", lang]).output
    assert said in output


def test_every_command_takes_the_language_behind_it() -> None:
    for name in COMMANDS:
        answer = CliRunner().invoke(main, [name, "--lang", "vi", "--help"], env={"CCHC_LANG": "en"})
        assert (answer.exit_code, answer.output[:10]) == (0, "Cách dùng:"), name
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        leaves = command.commands.values() if isinstance(command, click.Group) else [command]
        assert all(any(one.name == "lang" for one in leaf.params) for leaf in leaves if leaf), name


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["targets", str(tmp_path / "none.txt")])
    assert result.exit_code == 1
    assert "none.txt: no such file" in result.output


@pytest.mark.parametrize("name", ["summary", "findings", "sql"])
def test_before_the_first_run_a_command_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    result = CliRunner().invoke(main, [name])
    assert result.exit_code == 1
    assert "run `make run` first" in result.output


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Permission denied; the account"), ("vi", "không có quyền; tài khoản")]
)
def test_a_place_that_is_closed_to_this_account_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    def closed(_: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(tmp_path / "marts/current"))

    monkeypatch.setattr("pipelines.publishing.layout.current_build", closed)
    result = CliRunner().invoke(main, ["path"], env={"CCHC_DATA": str(tmp_path), "CCHC_LANG": lang})
    assert result.exit_code == 1
    assert f"{tmp_path}/marts/current: {said}" in result.output


@pytest.mark.parametrize(("lang", "said"), [("en", "needs it and it is not installed"), ("vi", "chưa được cài")])
def test_a_library_that_a_newer_release_needs_is_named(plan: Path, lang: str, said: str) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'ahocorasick'\", name='ahocorasick')\n"
    (plan.parent / "ahocorasick.py").write_text(missing, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli.main import main; main()", "targets", str(plan)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(plan.parent), "CCHC_LANG": lang},
        check=False,
    )
    assert ended.returncode == 1
    assert "ahocorasick: " in ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_world_without_inputs_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    result = CliRunner().invoke(main, ["run"])
    assert result.exit_code == 1
    assert "CCHC_DATA must hold raw/plans and raw/kpi" in result.output


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    ("words", "variables", "named"),
    [
        (["run", "--as-of", "soon"], {}, "--as-of"),
        (["run", "--as-of", ""], {}, "--as-of"),
        (["ask", "--as-of", "1999-01-01"], {}, "--as-of"),
        (["gaps", "--status", "soon"], {}, "--status"),
        (["summary"], {"CCHC_AS_OF": "soon"}, "CCHC_AS_OF"),
        (["why", "abcd"], {"CCHC_AS_OF": "soon"}, "CCHC_AS_OF"),
        (["review"], {"CCHC_KEEP_BUILDS": "0"}, "CCHC_KEEP_BUILDS"),
        (["explain", "plan.txt:12"], {"CCHC_DBT_MEMORY": "much"}, "CCHC_DBT_MEMORY"),
        (["run"], {"CCHC_NIGHTLY_CRON": "each night"}, "CCHC_NIGHTLY_CRON"),
        (["lake", "log"], {"CCHC_PUBLISHER": "Quảng Ninh"}, "CCHC_PUBLISHER"),
    ],
)
def test_whatever_the_asker_wrote_wrongly_ends_with_2(
    words: list[str], variables: dict[str, str], named: str, lang: str, tmp_path: Path
) -> None:
    result = CliRunner().invoke(main, words, env={"CCHC_DATA": str(tmp_path), "CCHC_LANG": lang, **variables})
    assert result.exit_code == 2, result.output
    assert named in result.output


def said(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_explain_takes_an_offset_and_the_locator_that_was_printed(plan: Path) -> None:
    at = PLAN.index("80%")
    for place in (f"{plan}:{at}", f"{plan} (offset {at})", f"{plan}:offset {at}"):
        code, output = said("explain", place)
        assert (code, output.startswith(f"«80%» at offset {at} is a target: >= 80 percent, a level to reach")) == (
            0,
            True,
        )


def test_explain_takes_the_pages_and_cells_of_a_file_named_as_the_marts_name_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipelines.plans.reader import default_matcher, read_plan
    from pipelines.settings import PROJECT_ROOT

    monkeypatch.delenv("CCHC_DATA", raising=False)
    raw = PROJECT_ROOT / "data/raw"
    for name in ("dien-bien-3074-qd-ubnd.pdf", "yen-bai-271-kh-ubnd.docx"):
        row = read_plan(source_below(raw / "plans" / name, raw), None, default_matcher()).mentions[-1]
        code, output = said("explain", f"{row['source_file']} ({row['locator']})")
        assert (code, output.splitlines()[0].startswith(f"«{row['number_text']}» at {row['locator']}")) == (0, True)


def test_explain_says_when_it_moved_to_the_nearest_number(plan: Path) -> None:
    code, output = said("explain", f"{plan}:{PLAN.index('thủ tục hành chính được')}")
    assert code == 0
    assert "no promised number stands at" in output
    assert "the nearest one of its sentence" in output


def test_explain_says_nothing_in_the_words_of_a_program(plan: Path) -> None:
    _, output = said("explain", f"{plan}:{PLAN.index('10%')}")
    assert "all levels together" in output
    assert not any(word in output for word in ("None", "none from nothing", "rank_gain"))


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (":99999999", "but the text ends at offset"),
        (":page 2:12", "expected a place of this file"),
        ("", "expected FILE:PLACE"),
    ],
)
def test_explain_refuses_a_place_that_is_not_in_the_file(plan: Path, place: str, message: str) -> None:
    code, output = said("explain", f"{plan}{place}")
    assert code != 0
    assert message in output


def test_targets_reads_the_plans_of_a_folder_and_refuses_what_is_no_plan(plan: Path) -> None:
    (plan.parent / "README.md").write_text("80% of this is no plan", encoding="utf-8")
    (plan.parent / "settings.toml").write_text("rate = '80%'", encoding="utf-8")
    code, output = said("targets", str(plan.parent), "--format", "jsonl")
    assert (code, {json.loads(line)["doc"] for line in output.splitlines()}) == (0, {plan.name})
    code, output = said("targets", str(plan.parent / "settings.toml"))
    assert (code, "found .toml, expected a plan: .docx" in output) == (1, True)


def test_a_folder_without_plans_is_told(tmp_path: Path) -> None:
    code, output = said("targets", str(tmp_path))
    assert (code, "no plan in this folder" in output) == (1, True)


def test_a_target_id_of_a_letter_or_two_is_refused() -> None:
    code, output = said("why", "ab")
    assert (code, "expected at least 4 characters" in output) == (2, True)


def test_a_command_ends_without_a_last_look_through_all_it_loaded() -> None:
    code = (
        "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count()))\n"
        "from pipelines.cli.main import main\nmain(['gaps', '-h'])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(said.splitlines()[-1]) > 0


def test_the_sql_console_says_that_it_needs_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "marts").mkdir()
    (tmp_path / "marts" / "current.duckdb").write_bytes(b"")
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    code, output = said("sql")
    assert code == 1
    assert "needs a terminal" in output
