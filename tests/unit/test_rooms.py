"""The rooms keep their walls: no import cycle, no private name across files, no engine in pure rooms, few patterns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "pipelines").rglob("*.py"))
PURE = ("plans", "kpi", "reference", "contracts", "vietnamese.py", "grid.py", "findings.py", "sidecar.py")
ENGINES = {"dagster", "dagster_dbt", "dagster_duckdb", "duckdb", "dbt"}
PATTERN_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
MOST_PATTERNS_OF_THE_READER = 60


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


TREES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def imports_of(tree: ast.AST, anywhere: bool) -> Iterator[str]:
    """Modules imported at the top of a file, or `anywhere` in it."""
    nodes = ast.walk(tree) if anywhere else ast.iter_child_nodes(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: {i for i in imports_of(tree, False) if i in TREES and i != name} for name, tree in TREES.items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                walk(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        walk(name, ())


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_knows_no_engine(room):
    prefix = f"pipelines.{room.removesuffix('.py')}"
    inside = [name for name in TREES if name == prefix or name.startswith(f"{prefix}.")]
    assert inside
    for name in inside:
        used = {i.split(".")[0] for i in imports_of(TREES[name], True)} & ENGINES
        assert not used, f"{name} imports {used}"


def test_no_private_name_crosses_a_file():
    crossing = [
        f"{name}: {node.module}.{alias.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert not crossing


def written_patterns(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that compile or search a pattern which is written there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            call = ast.unparse(node.func)
            is_re = call in ("compiled", "compiled_lower") or call in {f"re.{name}" for name in PATTERN_CALLS}
            first = node.args[0]
            written = isinstance(first, (ast.JoinedStr, ast.BinOp)) or (
                isinstance(first, ast.Constant) and isinstance(first.value, str)
            )
            if is_re and written:
                yield node


READER = {name: tree for name, tree in TREES.items() if name.startswith("pipelines.plans")}


def test_the_reader_writes_its_words_as_data():
    count = sum(1 for tree in READER.values() for _ in written_patterns(tree))
    assert count <= MOST_PATTERNS_OF_THE_READER, "words belong into pipelines/plans/lexicon, each with an example"


def test_the_reader_writes_no_pattern_inside_a_function():
    inside = [
        f"{name}:{call.lineno}"
        for name, tree in READER.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in written_patterns(function)
    ]
    assert not inside
