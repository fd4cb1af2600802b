"""The rooms keep their walls: no import cycle, no private name across files, no engine in pure rooms, few patterns."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "pipelines").rglob("*.py"))
PURE = (
    "plans",
    "kpi",
    "reference",
    "contracts",
    "vietnamese.py",
    "abbreviations.py",
    "grid.py",
    "level_codes.py",
    "number_words.py",
    "findings.py",
    "sidecar.py",
)
ENGINES = {"dagster", "dagster_dbt", "dagster_duckdb", "duckdb", "dbt"}
PATTERN_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
MOST_PATTERNS_OF_THE_READER = 60
LONGEST_OF_NINE_IN_TEN = 20


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package, parsed by the first test that asks: to collect the tests costs no parsing."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def imports_of(tree: ast.AST, anywhere: bool) -> Iterator[str]:
    """Modules imported at the top of a file, or `anywhere` in it."""
    nodes = ast.walk(tree) if anywhere else ast.iter_child_nodes(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_itself_by_way_of_others_not_even_late():
    graph = {name: {i for i in imports_of(tree, True) if i in trees() and i != name} for name, tree in trees().items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                walk(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        walk(name, ())


# What two rooms are called after: the readers, and the indicators of the catalogue and those that plans mean.
SAME_IN_TWO_ROOMS = {"reader", "indicators"}


def test_the_name_of_a_module_stands_once():
    names = Counter(path.stem for path in (*FILES, *Path(ROOT / "tools").rglob("*.py")) if path.stem != "__init__")
    twice = sorted({name for name, times in names.items() if times > 1} - SAME_IN_TWO_ROOMS)
    assert not twice, f"say in the names of these modules what each is for: {twice}"


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_knows_no_engine(room):
    prefix = f"pipelines.{room.removesuffix('.py')}"
    inside = [name for name in trees() if name == prefix or name.startswith(f"{prefix}.")]
    assert inside
    for name in inside:
        used = {i.split(".")[0] for i in imports_of(trees()[name], True)} & ENGINES
        assert not used, f"{name} imports {used}"


@cache
def tools() -> dict[str, ast.Module]:
    """Every module of the tools, parsed."""
    paths = sorted((ROOT / "tools").rglob("*.py"))
    return {path.as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def test_the_demo_knows_no_engine_and_the_pipeline_no_tool():
    demo = {name: tree for name, tree in tools().items() if "/tools/demo/" in f"/{name}"}
    assert demo
    for name, tree in demo.items():
        used = {i.split(".")[0] for i in imports_of(tree, True)} & ENGINES
        assert not used, f"{name} imports {used}"
    for name, tree in trees().items():
        assert not [i for i in imports_of(tree, True) if i.split(".")[0] == "tools"], f"{name} imports a tool"


def private_names_of_others(tree: ast.AST) -> Iterator[str]:
    """Names with an underscore that are imported from a file of ours, or taken of a module of ours."""
    ours: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("pipelines", "tools")):
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name.startswith("_"))
            ours |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    modules = {name: full for name, full in ours.items() if full in trees() or full.startswith("tools.")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            is_private = node.attr.startswith("_") and not node.attr.startswith("__")
            yield from [f"{modules[node.value.id]}.{node.attr}"] if is_private else []


def test_no_private_name_crosses_a_file():
    crossing = [
        f"{name}: {other}" for name, tree in {**trees(), **tools()}.items() for other in private_names_of_others(tree)
    ]
    assert not crossing


def public_functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from public_functions(node, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{owner}{node.name}", node


def says_any(function: ast.FunctionDef) -> bool:
    """Whether the signature names Any, anywhere in it."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    types = [*(argument.annotation for argument in arguments if argument), function.returns]
    names = [node for one in types if one is not None for node in ast.walk(one) if isinstance(node, ast.Name)]
    return any(node.id == "Any" for node in names)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_public_signature_names_its_types(module):
    found = {name for name, function in public_functions(trees()[module]) if says_any(function)}
    assert not found, (
        f"{module}: say what {sorted(found)} takes and gives; a row of any columns is Mapping[str, object]"
    )


ROW_OF_A_MART = ["pipelines.publishing.said.Row"]  # its columns and their types stand in the contract


def aliases_of_any(tree: ast.AST) -> Iterator[str]:
    """Names of types that hide an Any from the signatures that use them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Subscript, ast.Name)):
            hides = any(isinstance(one, ast.Name) and one.id == "Any" for one in ast.walk(node.value))
            names = [one.id for one in node.targets if isinstance(one, ast.Name) and not one.id.startswith("_")]
            yield from names if hides else []


def test_no_alias_hides_what_a_signature_takes_but_a_row_of_a_mart():
    assert [f"{module}.{name}" for module, tree in trees().items() for name in aliases_of_any(tree)] == ROW_OF_A_MART


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


def reader() -> dict[str, ast.Module]:
    return {name: tree for name, tree in trees().items() if name.startswith("pipelines.plans")}


def test_the_reader_writes_its_words_as_data():
    count = sum(1 for tree in reader().values() for _ in written_patterns(tree))
    assert count <= MOST_PATTERNS_OF_THE_READER, "words belong into pipelines/plans/lexicon, each with an example"


def test_the_reader_writes_no_pattern_inside_a_function():
    inside = [
        f"{name}:{call.lineno}"
        for name, tree in reader().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in written_patterns(function)
    ]
    assert not inside


def test_nine_of_ten_functions_of_the_reader_fit_on_twenty_lines():
    lengths = sorted(
        (function.end_lineno or function.lineno) - function.lineno + 1
        for tree in reader().values()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
    )
    assert lengths[len(lengths) * 9 // 10] <= LONGEST_OF_NINE_IN_TEN


def test_no_line_is_kept_from_the_formatter():
    mark = "fmt: " + "skip"
    files = [*FILES, *(ROOT / "tools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    kept = [path.relative_to(ROOT).as_posix() for path in files if mark in path.read_text(encoding="utf-8")]
    assert not kept, f"take «{mark}» out of {', '.join(kept)} and let `make format` lay the lines out"


def test_no_line_of_the_pipeline_is_kept_from_its_length():
    long = [path.relative_to(ROOT).as_posix() for path in FILES if "noqa: E501" in path.read_text(encoding="utf-8")]
    assert not long, "say it shorter, or over two lines"


# Texts that people read: they say nothing of how a plan or an export is read.
TABLES_IN_CODE = {"pipelines.exports.commitments", "pipelines.language"}
MOST_WORDS_IN_CODE = 7
VIETNAMESE_WORD = re.compile(r".[À-ɏẠ-ỹ]|[À-ɏẠ-ỹ].")  # a letter alone is an alphabet's


def words_in_one_literal(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """Line and number of the Vietnamese texts in each list, tuple, set and mapping."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            values = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            yield node.lineno, sum(isinstance(one, str) and VIETNAMESE_WORD.search(one) is not None for one in values)


@pytest.mark.parametrize("module", sorted(MODULES.keys() - TABLES_IN_CODE))
def test_words_of_the_language_stand_as_data(module):
    tables = [line for line, words in words_in_one_literal(trees()[module]) if words > MOST_WORDS_IN_CODE]
    assert not tables, (
        f"{module}, lines {tables}: put the words into a YAML file, with an example and a counter-example"
    )
