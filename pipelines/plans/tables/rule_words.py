"""Words of the tables' rule files (columns, figures, timings) tried on plain text.

What belongs here: plain text and finding the entry that matches. What does not: what an entry means (columns, figures,
tasks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from pipelines.plans.lexicon.file_shapes import Parts, Rule, Rules
from pipelines.plans.lexicon.loading import compiled, compiled_lower, load
from pipelines.vietnamese import fold

# Files, and parts of them, whose rules are tried one after the other on cells and heads.
_TRIED = (
    ("columns", None),
    *(("figures", part) for part in ("unit_cells", "unit_words", "kinds", "moves", "comparators", "bodies")),
)


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """A matching key: lower case, single spaces, marks kept, «tỉ lệ» written «tỷ lệ»."""
    return f"{fold(text)} ".replace("tỉ ", "tỷ ").rstrip()


def entries(file: str, part: str | None = None) -> Sequence[Rule]:
    """The rules of a file, or of one part of it."""
    return load(file, Parts)[part] if part else load(file, Rules)


def pattern_of(rule: Rule) -> re.Pattern[str]:
    """The compiled pattern of a rule, for plain text."""
    return compiled_lower(rule["pattern"])


def compile_rules() -> None:
    """Compile what is else compiled when a table first has such a head or cell."""
    for file, part in _TRIED:
        for rule in entries(file, part):
            pattern_of(rule)


@cache
def named(file: str, name: str, part: str | None = None) -> re.Pattern[str]:
    """The pattern of the rule called `name`, for text in any letters.

    Raises:
        StopIteration: no rule of the file is called so.
    """
    return next(compiled(rule["pattern"]) for rule in entries(file, part) if rule["name"] == name)


def matching(text: str, file: str, part: str | None = None) -> Iterator[Rule]:
    """The rules of a file whose pattern is found in plain text, in the file's order."""
    return (rule for rule in entries(file, part) if pattern_of(rule).search(text))


def says(name: str, head: str) -> bool:
    """Whether the head of a column says what the entry `name` of `heads` (figures.yml) looks for."""
    return named("figures", name, "heads").search(plain(head)) is not None


def whole(text: str, file: str, part: str) -> Rule | None:
    """The first rule of a part whose pattern is all of a plain text."""
    return next((rule for rule in entries(file, part) if pattern_of(rule).fullmatch(text)), None)
