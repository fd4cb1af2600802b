"""Every pattern round a told number finds its example and leaves its counter-example."""

from pathlib import Path

import pytest

from pipelines.kpi.told import patterns
from pipelines.kpi.told.patterns import PatternRule, pattern_rules, said

ROOM = Path(patterns.__file__).parent
TRIES = {"start": "match", "whole": "fullmatch"}


def fits(rule: PatternRule, text: str) -> bool:
    return bool(getattr(said(rule["name"]), TRIES.get(rule.get("fits", ""), "search"))(text))


@pytest.mark.parametrize("rule", pattern_rules().values(), ids=lambda rule: rule["name"])
def test_a_pattern_finds_its_example_and_not_its_counter_example(rule):
    assert fits(rule, rule["example"])
    assert not fits(rule, rule["counter"])


def test_every_pattern_is_asked_for_and_every_one_asked_for_is_there():
    code = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    unasked = [name for name in pattern_rules() if f'said("{name}")' not in code]
    assert not unasked, f"pipelines/kpi/told/patterns.yml: take out what no module asks for: {unasked}"
    assert code.count('said("') == len(pattern_rules())
