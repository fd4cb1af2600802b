"""The command explains itself and complains in Vietnamese where that is asked for; what lacks Vietnamese is named."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from pipelines.cli.builds import status_lines
from pipelines.cli.in_vietnamese import ERRORS, error_in_vietnamese, help_texts, in_vietnamese, typed
from pipelines.cli.main import COMMANDS, main
from pipelines.cli.refresh import STOPPED
from pipelines.language import Language
from pipelines.publishing.last_run import Told
from pipelines.settings import PROJECT_ROOT
from tests.unit.test_cli import PLAN

HELP, SENTENCES = "pipelines/cli/help_texts.yml", "pipelines/cli/error_sentences.yml"
PAIRS = yaml.safe_load((PROJECT_ROOT / SENTENCES).read_text(encoding="utf-8"))
# The errors whose text a command shows as it is; the commands' own stand in the cli room, these anywhere.
SHOWN = {
    "SettingsError",
    "RollbackError",
    "WorldBusyError",
    "ReviewError",
    "NoInputsError",
    "LakeError",
    "PublishError",
    "Failure",
}
OF_THE_ROOM = {"ClickException", "UsageError", "CannotBeginError", "_several"}


def ask(*words: str, lang: str = "vi") -> Result:
    return CliRunner().invoke(main, list(words), prog_name="cchc", env={"CCHC_LANG": lang})


def below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        ctx = click.Context(command, info_name=path)
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from below(f"{path} {name}", inner)


EVERY = dict(below("cchc", main))


# --- help ------------------------------------------------------------------------------------------------------------


def left_out(path: str, command: click.Command) -> Iterator[str]:
    """What help_texts.yml lacks of a command, and what it holds of none, as lines to add and to take away."""
    texts = help_texts()
    entry = texts["commands"].get(path)
    if entry is None:
        yield f"{HELP}: add below «commands»: «{path}: {{short: …, text: …}}» for «{command.help}»"
        return
    if path != "cchc" and "short" not in entry:
        yield f"{HELP}: add to «{path}»: «short: …», its line in the list of commands"
    options = {typed(one): one.help for one in command.params if isinstance(one, click.Option)}
    said = entry.get("options", {})
    for name in options.keys() - said.keys() - texts["everywhere"].keys():
        yield f"{HELP}: add to the options of «{path}»: «{name}: …» for «{options[name]}»"
    for name in said.keys() - options.keys():
        yield f"{HELP}: take «{name}» from the options of «{path}»: it has none of that name"


def test_every_command_and_option_has_its_vietnamese() -> None:
    missing = [line for path, command in EVERY.items() for line in left_out(path, command)]
    missing += [f"{HELP}: take «{path}» away: no such command" for path in help_texts()["commands"].keys() - EVERY]
    assert not missing, "\n".join(missing)


def test_what_a_newcomer_leaves_out_is_named_with_the_line_to_add() -> None:
    command = click.Command("new", params=[click.Option(["--deep"], help="Deeper.")], help="Do it.")
    assert list(left_out("cchc new", command)) == [
        f"{HELP}: add below «commands»: «cchc new: {{short: …, text: …}}» for «Do it.»"
    ]
    assert [line for line in left_out("cchc sql", command) if "--deep" in line] == [
        f"{HELP}: add to the options of «cchc sql»: «--deep: …» for «Deeper.»"
    ]


@pytest.mark.parametrize("path", list(EVERY))
def test_help_is_vietnamese_throughout(path: str) -> None:
    result = ask(*path.split()[1:], "-h")
    assert result.exit_code == 0
    assert result.output.startswith(f"Cách dùng: {path} ")
    english = (EVERY[path].help or "").split(".")[0].split("\n")[0]
    for word in ("Usage", "Options", "Commands", "Show this", "[default", "OPTIONS", "ARGS", "TEXT", english):
        assert word not in result.output


@pytest.mark.parametrize("path", list(EVERY))
def test_help_names_the_same_options_in_both_languages(path: str) -> None:
    vietnamese, english = (ask(*path.split()[1:], "-h", lang=lang).output for lang in ("vi", "en"))
    assert english.startswith(f"Usage: {path} ")
    options = [typed(one) for one in EVERY[path].params if isinstance(one, click.Option)]
    assert all(f"  {name}" in text for name in options for text in (vietnamese, english))


def test_a_command_is_left_as_it_is() -> None:
    before = EVERY["cchc lake tidy"].help
    assert in_vietnamese(EVERY["cchc lake"], "cchc lake").help != EVERY["cchc lake"].help
    assert EVERY["cchc lake tidy"].help == before


@pytest.mark.parametrize(
    ("words", "environment", "first"),
    [
        (["--lang", "vi", "-h"], "en", "Cách dùng"),
        (["gaps", "--lang=vi", "-h"], "en", "Cách dùng"),
        (["gaps", "-h", "--lang", "vi"], "en", "Cách dùng"),
        (["gaps", "--lang", "en", "-h"], "vi", "Usage"),
        (["--lang", "vi", "gaps", "--lang", "en", "-h"], "vi", "Usage"),
        ([], "vi", "Cách dùng"),
    ],
)
def test_the_option_decides_wherever_it_stands(words: list[str], environment: str, first: str) -> None:
    assert ask(*words, lang=environment).output.startswith(first)


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["promises"], "Không có lệnh 'promises'"),
        (["gap"], "Không có lệnh 'gap'. Có phải ý bạn là 'gaps'?"),
        (["--colour"], "Không có tùy chọn '--colour'."),
        (["gaps", "--colour"], "Không có tùy chọn '--colour'."),
        (["gaps", "--unit"], "Tùy chọn '--unit' cần một giá trị."),
        (
            ["gaps", "--status", "x"],
            "Giá trị của '--status' không dùng được: 'x' không phải một trong: 'missed', 'met'",
        ),
        (["gaps", "x", "y"], "Thừa tham số: x y"),
        (["why"], "Thiếu tham số 'MÃ'."),
        (["why", "ab"], "nhận được 'ab', cần ít nhất 4 ký tự đầu của mã cam kết"),
        (["why", "abcd", "--year", "x"], "Giá trị của '--year' không dùng được: 'x' không phải số nguyên."),
        (["ask"], "Thiếu tùy chọn '--as-of'."),
        (["run", "--as-of", "soon"], "--as-of: nhận được 'soon', cần một ngày như 2025-12-31"),
        (["lake", "tidy", "--keep-days", "-1"], "-1 nằm ngoài khoảng x>=0."),
        (["dictionary"], "Chọn một trong:\n\twrite,\n\tcheck"),
        (["export", "pyproject.toml"], "'pyproject.toml' là tệp, cần một thư mục."),
        (["explain", "x"], "nhận được 'x', cần TỆP:CHỖ, ví dụ plan.txt:3218"),
        (["tasks", "none.txt"], "Lỗi: none.txt: không có tệp này"),
        (["targets", "none.txt"], "none.txt: không có tệp này"),
    ],
)
def test_bad_usage_is_told_in_vietnamese_with_the_same_exit_code(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT_ROOT)
    vietnamese, english = (ask(*words, lang=lang) for lang in ("vi", "en"))
    assert said in vietnamese.output
    assert (vietnamese.exit_code, vietnamese.stdout) == (english.exit_code, "")
    assert not any(word in vietnamese.output for word in ("Usage", "Error", "Try '", "OPTIONS"))


def test_before_the_first_run_the_remedy_is_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    for name in ("summary", "findings", "sql", "builds", "path", "export"):
        result = ask(name, *([str(tmp_path)] if name == "export" else []))
        assert (result.exit_code, "hãy chạy `make run` trước" in result.output) == (1, True)
        assert result.output.startswith("Lỗi: ")


def test_control_characters_of_a_command_line_are_shown_as_marks() -> None:
    for lang in ("vi", "en"):
        assert "\x1b" not in ask("tasks", "\x1b[31mx.txt", lang=lang).output


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["en"])
def test_each_sentence_says_its_example(pair: dict[str, str]) -> None:
    said = ERRORS.in_vietnamese(pair["example"])
    assert said is not None
    parts = [part.partition("}")[2] for part in f"}}{pair['vi']}".split("{")]
    assert all(part in said for part in parts), f"another entry of {SENTENCES} takes «{pair['example']}» first: {said}"


def sentence(node: ast.expr) -> str | None:
    """What a call says, with «x» for what differs; None where it says what it was given."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences of the errors of a file that a command shows, each with its line."""
    names = SHOWN | OF_THE_ROOM if path.parent.name == "cli" else SHOWN
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [*node.args, *(one.value for one in node.keywords if one.arg == "description")]
            said = sentence(given[0]) if given and name in names else None
            if said and said.strip("x: "):
                yield node.lineno, f"{said}:\nx" if name == "_several" else said


def test_every_sentence_of_the_code_has_its_vietnamese() -> None:
    found = [
        (path.relative_to(PROJECT_ROOT), line, said)
        for path in sorted((PROJECT_ROOT / "pipelines").rglob("*.py"))
        for line, said in sentences(path)
    ]
    assert len(found) > 50
    missing = [
        f"{SENTENCES}: add «- {{en: {said!r}, vi: …, example: …}}» for {path}:{line}"
        for path, line, said in found
        if error_in_vietnamese(said) == said
    ]
    assert not missing, "\n".join(missing)


def test_a_file_that_cannot_be_read_is_told_in_the_words_of_its_finding(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no zip")
    (tmp_path / "b.txt").write_bytes(b"")
    assert "a.docx: Tệp Word bị hỏng: tệp không phải dạng zip" in ask("targets", str(tmp_path / "a.docx")).output
    assert "b.txt: Văn bản rỗng: tệp rỗng; cần " in ask("tasks", str(tmp_path / "b.txt")).output


def test_the_tables_of_a_plan_say_numbers_as_they_are_printed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(PLAN, encoding="utf-8")
    output = ask("targets", str(plan)).output
    assert all(text in output for text in ("cam kết", "≥ 80%", "cấp tỉnh", "giảm", "≥ 10%", "so với năm 2021"))
    assert not any(word in output for word in ("promised", "province", "reduction", "percent", "from"))
    assert "nhiệm vụ" in ask("tasks", str(plan)).output


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_made_a_run_fail_is_said_in_the_language_of_who_asks(lang: Language) -> None:
    told = Told(**{**dict.fromkeys(Told.__annotations__), "outcome": "failed", "failures": [STOPPED]})
    assert (f"  {STOPPED}" in status_lines(told, lang)) == (lang == "en")
    assert any("Ctrl-C" in line for line in status_lines(told, lang))


def test_the_list_of_commands_is_that_of_the_texts() -> None:
    listed = [path.split()[1] for path in help_texts()["commands"] if len(path.split()) == 2]
    assert listed == list(COMMANDS)
