"""The patterns by which words round a told number are known, by name. Pure.

What belongs here: reading patterns.yml. What does not: the patterns (patterns.yml), what follows from them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

from pipelines.yaml_files import read_yaml


class PatternRule(TypedDict):
    """A pattern as patterns.yml writes it."""

    name: str
    pattern: str
    any_case: NotRequired[bool]
    fits: NotRequired[Literal["start", "whole"]]
    example: str
    counter: str


@cache
def pattern_rules() -> dict[str, PatternRule]:
    """The rules of patterns.yml by name."""
    rules = read_yaml(Path(__file__).with_suffix(".yml"), list[PatternRule])
    return {rule["name"]: rule for rule in rules}


@cache
def said(name: str) -> re.Pattern[str]:
    """The pattern of a name."""
    rule = pattern_rules()[name]
    return re.compile(rule["pattern"], re.IGNORECASE if rule.get("any_case") else 0)
