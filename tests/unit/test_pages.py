"""Pages, comments and docstrings cite what exists: files, sections of the design, commands and their options."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from pipelines.cli.main import main
from pipelines.settings import PROJECT_ROOT as ROOT

SKIPPED = {".venv", ".git", ".tmp", "target", "logs", "__pycache__", "sources", ".work", "builds", "parquet"}


def files_below(folder: Path) -> Iterator[Path]:
    """Every file that a person wrote; what is skipped is not walked through."""
    for path in folder.iterdir():
        if path.is_dir():
            yield from files_below(path) if path.name not in SKIPPED else ()
        else:
            yield path


FILES = sorted(files_below(ROOT))
NAMES = {path.relative_to(ROOT).as_posix() for path in FILES}
PAGES = [path for path in FILES if path.suffix == ".md" and path.name != "dictionary.md"]
# Pages that a run writes into each build.
MADE_BY_A_RUN = {"diff.md"}
CITED = re.compile(r"(?<![\w/.*<>{}~«-])[\w][\w.-]*(?:/[\w.-]+)*\.(?:py|md|sql|yml|toml|lock)(?![\w*/{<(])")
SECTION = re.compile(r"docs/design\.md, sections? ((?:\d+(?: «[^»]+»)?(?:, | and )?)+)")
SECTION_PARTS = re.compile(r"(\d+)(?: «([^»]+)»)?")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(make|cchc|python)\b(.*)$")
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def said_in(path: Path) -> str:
    """What a file tells people: a page as a whole, else its comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    comments = re.findall(r"(?:^|\s)#.*", text)
    if path.suffix == ".py":
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        docs = [ast.get_docstring(n) or "" for n in ast.walk(ast.parse(text)) if isinstance(n, documented)]
        return "\n".join(comments + docs)
    if path.suffix == ".sql":
        return "\n".join(re.findall(r"\{#.*?#\}|--.*", text, re.S if "{#" in text else 0))
    return "\n".join(comments) if path.suffix in (".yml", ".toml") else text


TELLING = [path for path in FILES if path.suffix in (".py", ".sql", ".yml", ".toml")] + PAGES


@cache
def said() -> dict[Path, str]:
    """What all files tell; a quarter of what collecting all tests took, so only where a test of this file runs."""
    return {path: said_in(path) for path in TELLING}


def is_there(name: str, cited_by: Path) -> bool:
    """A path from the root, from the folder of the citing file, or the end of exactly such a path."""
    near = (cited_by.parent / name).resolve()
    if Path(name).name in MADE_BY_A_RUN:
        return True
    return name in NAMES or near.is_file() or any(one.endswith(f"/{name}") for one in NAMES)


def test_every_cited_file_exists():
    missing = [
        f"{path.relative_to(ROOT)} cites {name}"
        for path, text in said().items()
        for name in sorted(set(CITED.findall(text)))
        if not is_there(name, path)
    ]
    assert not missing, "\n".join(missing)


def sections() -> dict[str, str]:
    """Number of each section of the design with its text."""
    parts = re.split(r"^## (\d+)\. ", (ROOT / "docs/design.md").read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_cited_section_of_the_design_exists():
    known = sections()
    cited = [
        (path, number, part)
        for path, text in said().items()
        for match in SECTION.finditer(" ".join(text.split()))
        for number, part in SECTION_PARTS.findall(match[1])
    ]
    assert cited
    wrong = [
        f"{path.relative_to(ROOT)}: section {number} {part}"
        for path, number, part in cited
        if number not in known or (part and f"**{part}" not in known[number])
    ]
    assert not wrong, "\n".join(wrong)


# --- commands ---------------------------------------------------------------------------------------------------


def blocks_of(text: str) -> list[tuple[str, str]]:
    """Each block of a page: what stands behind its opening marks, and its lines."""
    return [
        (head.strip(), body) for head, body in re.findall(r"^```([^\n]*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ]


def commands_of(page: Path) -> Iterator[str]:
    """Every command that a page shows: lines of its blocks, and code within sentences."""
    text = page.read_text(encoding="utf-8")
    lines = [line for head, body in blocks_of(text) if head.startswith("sh") for line in body.splitlines()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for line in [*lines, *INLINE.findall(prose)]:
        command = line.split("#")[0].strip()
        if COMMAND.match(command):
            yield command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_block_of_commands_is_run_or_says_why_not(page):
    """Blocks marked `sh` are run by tests/integration/test_pipeline.py; others say `sh not-run: why`."""
    blocks = blocks_of(page.read_text(encoding="utf-8"))
    unmarked = [line for head, body in blocks if not head for line in body.splitlines() if COMMAND.match(line)]
    assert not unmarked, "write «sh», or «sh not-run: why», behind the opening marks"
    assert [
        head for head, _ in blocks if re.match(r"sh\b", head) and not re.fullmatch(r"sh|sh not-run: \S.*", head)
    ] == []


COMMANDS = sorted({(page.relative_to(ROOT).as_posix(), command) for page in PAGES for command in commands_of(page)})


def problem_of_make(words: list[str]) -> str | None:
    targets = [word for word in words if "=" not in word]
    return next((f"no target {word} in the Makefile" for word in targets if word not in TARGETS), None)


def problem_of_cchc(words: list[str]) -> str | None:
    if not words or words[0].startswith("-"):
        return None
    command = main.get_command(click.Context(main), words[0])
    if command is None:
        return f"no command {words[0]}"
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)} | {"-h", "--help"}
    return next((f"{words[0]} has no {word}" for word in words if word.startswith("-") and word not in known), None)


def problem_of_python(words: list[str]) -> str | None:
    if words[:1] != ["-m"]:
        return None
    module = words[1].replace(".", "/")
    if words[1] != "pytest":
        return None if {f"{module}.py", f"{module}/__main__.py"} & NAMES else f"no module {words[1]}"
    paths = [word for word in words[2:] if "/" in word]
    return next((f"no {path}" for path in paths if not (ROOT / path).exists()), None)


PROBLEM_OF = {"make": problem_of_make, "cchc": problem_of_cchc, "python": problem_of_python}


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_every_command_of_a_page_can_be_given(page, command):
    name, rest = COMMAND.match(command).groups()
    assert PROBLEM_OF[name](shlex.split(rest.replace("…", "X"))) is None


RUN_BY_MAKE = sorted(
    set(re.findall(r"-m ((?:tools|pipelines)[\w.]*)", (ROOT / "Makefile").read_text(encoding="utf-8")))
)


@pytest.mark.parametrize("module", RUN_BY_MAKE)
def test_every_module_that_make_runs_is_there(module):
    assert problem_of_python(["-m", module]) is None


LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_pages_are_two_screens_long():
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "docs").rglob("*.md")}
    assert {name: lines for name, lines in lengths.items() if lines > 120} == {}
