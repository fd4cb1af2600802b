"""The catalogue of findings holds every code that can be raised, and no other; each is said in both languages."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipelines.finding_rules import FindingRule, load_finding_rules
from pipelines.settings import PROJECT_ROOT

RULES = load_finding_rules()
CODE = r"[a-z]+(?:_[a-z0-9]+)*"
# What raises a finding -> where among its arguments the code stands.
RAISERS = {
    "Finding": 3,
    "context.add": 1,
    "refused": 1,
    "finding": 2,
    "problem": 0,
    "problem_expr": 0,
    "NumberProblem": 0,
    "Ended": 0,
    "Problem": 1,
    "UnreadableError": 0,
    "LegacyLetters": 0,
    "DecisionError": 0,
    "_metadata_finding": 1,
    "_Fault": 0,
    "_BeyondLimitError": 0,
    "sidecar.py:_finding": 3,
    "say_of_rows": 2,
}
# Codes made of a part that the code itself says: the reasons of a name that is no unit, what of a sheet is hidden.
MADE = {
    "unit_": r"(unknown_name|ambiguous|other_level|other_era|other_parent|empty_name)",
    "hidden_": r'\("(rows|columns)", b"',
}
SOURCES = sorted((PROJECT_ROOT / "pipelines").rglob("*.py"))


def _raised_in(path: Path) -> Iterator[str]:
    """The codes that a module's calls name: as text, by a choice of two, or by a name set in the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        for target, value in _assigned(node):
            named.setdefault(target, []).append(value)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        place = _place(path, ast.unparse(call.func))
        if place is not None and len(call.args) > place and not isinstance(call.args[place], ast.Starred):
            yield from _texts(call.args[place], named)


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value


def _place(path: Path, function: str) -> int | None:
    for raiser, place in RAISERS.items():
        file, _, name = raiser.rpartition(":")
        if (function == name or function.endswith(f".{name}")) and str(path).endswith(file):
            return place
    return None


def _texts(value: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body, named), *_texts(value.orelse, named))
    elif isinstance(value, ast.Name):
        for one in named.get(value.id, []):
            yield from _texts(one, {})


def _written() -> set[str]:
    """Every text of the form of a code in the code, and every one in the SQL that raises findings."""
    texts = {match for path in SOURCES for match in re.findall(rf'"({CODE})"', path.read_text(encoding="utf-8"))}
    sql = PROJECT_ROOT / "dbt_project" / "models" / "intermediate" / "findings" / "int_findings.sql"
    texts |= set(re.findall(rf"'({CODE})'", sql.read_text(encoding="utf-8")))
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    return texts | {head + part for head, form in MADE.items() for part in re.findall(form, source)}


@cache
def raised() -> set[str]:
    return {code for path in SOURCES for code in _raised_in(path)}


def test_the_code_is_read_at_all() -> None:
    assert len(raised()) > 100
    assert {"unknown_layout", "number_not_read", "zip_bomb", "orphan_sidecar", "row_unknown"} <= raised()


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    assert raised() - set(RULES) == set()


def test_every_rule_of_the_warehouse_is_in_the_catalogue() -> None:
    sql = (PROJECT_ROOT / "dbt_project/models/intermediate/findings/int_findings.sql").read_text(encoding="utf-8")
    codes = set(re.findall(rf"'({CODE})'(?: as rule_code)?,\s*'(?:error|warning|info)'", sql))
    assert len(codes) >= 8
    assert codes - set(RULES) == set()
    assert not codes & raised(), "a rule has one owner: the readers, or the warehouse"


SEVERITY = re.compile(
    rf'"({CODE})",\s+"(error|warning|info)"|\'({CODE})\'(?: as rule_code)?,\\s*\'(error|warning|info)\''
)


def test_a_code_is_raised_only_with_a_severity_that_the_catalogue_gives_it() -> None:
    sql = PROJECT_ROOT / "dbt_project/models/intermediate/findings/int_findings.sql"
    found = {
        (match[1] or match[3], match[2] or match[4])
        for path in (*SOURCES, sql)
        for match in SEVERITY.finditer(path.read_text(encoding="utf-8"))
        if (match[1] or match[3]) in RULES
    }
    assert len(found) > 45
    assert [(code, severity) for code, severity in sorted(found) if severity not in RULES[code].severities] == []


def test_no_code_of_the_catalogue_is_raised_nowhere() -> None:
    assert set(RULES) - _written() == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_says_in_both_languages_what_it_is_and_what_to_do_and_who_can(rule: FindingRule) -> None:
    for texts, most in ((rule.titles, 60), (rule.expectations, 100), (rule.remedies, 150)):
        assert all(0 < len(text) <= most for text in texts.values()), texts
    assert rule.severities
    assert set(rule.severities) <= {"error", "warning", "info"}
    with (PROJECT_ROOT / "dbt_project/seeds/closed_lists.csv").open(encoding="utf-8", newline="") as stream:
        owners = {row["code"] for row in csv.DictReader(stream) if row["list"] == "finding_owner"}
    assert rule.owner in owners
