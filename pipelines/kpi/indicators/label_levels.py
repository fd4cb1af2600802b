"""Words of a row's label that say which level of the administration it covers. Pure.

What belongs here: «sở, ngành», «UBND cấp xã» in a label, taken out and named. What does not: the words
(label_levels.yml), units (reference).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TypedDict

from pipelines.kpi.headers.header_words import segment_key
from pipelines.vietnamese import ascii_fold
from pipelines.yaml_files import read_yaml

PLACE = "levelplace"


class LevelRule(TypedDict):
    """A level as label_levels.yml writes it."""

    level: str
    words: list[str]
    example: str
    counter: str


@cache
def level_rules() -> list[LevelRule]:
    """The rules of label_levels.yml."""
    return read_yaml(Path(__file__).with_suffix(".yml"), list[LevelRule])


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    keyed = {
        (key, rule["level"])
        for rule in level_rules()
        for word in rule["words"]
        for key in (segment_key(word), ascii_fold(segment_key(word)))
    }
    ordered = sorted(keyed, key=lambda pair: (-len(pair[0]), pair))
    return tuple((re.compile(rf"(?<!\S){re.escape(key)}(?!\S)"), level) for key, level in ordered)


@lru_cache(maxsize=20_000)
def split_level(key: str) -> tuple[str, str | None]:
    """The key of a label with the words of its one level replaced by PLACE, and that level.

    A label that names no level or several comes back unchanged, with None: «Số lãnh đạo cấp sở, ngành và UBND cấp xã».
    """
    found: set[str] = set()
    changed = key
    for form, level in _forms():
        replaced = form.sub(PLACE, changed)
        if replaced != changed:
            found.add(level)
            changed = replaced
    if len(found) != 1 or changed.split(" ").count(PLACE) != 1:
        return key, None
    return changed, found.pop()
