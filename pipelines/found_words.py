"""What a finding found, in the language of who reads it. Pure.

What belongs here: the entries of found_words.yml and putting a text into their words. What does not: raising findings,
their titles and remedies (finding_rules.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.language import Language
from pipelines.yaml_files import read_yaml

_PLACE = re.compile(r"\\\{(\w+)\\\}")
# What joins the texts of one cause at several places.
_JOINT = "; "


@dataclass(frozen=True)
class _Entry:
    pattern: re.Pattern[str]
    vi: str


def found_in_words(found: str, language: Language) -> str:
    """The text of a finding in a language; texts that no entry knows, and all in English, stay as they are.

    Where several texts of one cause are joined, each is said by itself.
    """
    if language == "en" or not found:
        return found
    parts = [(part, _said(part)) for part in found.split(_JOINT)]
    whole = None if all(said for _, said in parts) else _said(found)
    return whole or _JOINT.join(said or part for part, said in parts)


def _said(found: str) -> str | None:
    for entry in _entries():
        if match := entry.pattern.fullmatch(found):
            return entry.vi.format(**match.groupdict())
    return None


@cache
def _entries() -> tuple[_Entry, ...]:
    listed = read_yaml(Path(__file__).with_suffix(".yml"), list[dict[str, str]])
    return tuple(_Entry(_pattern(entry["en"]), entry["vi"]) for entry in listed)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(lambda match: f"(?P<{match[1]}>.+?)", re.escape(text)), re.DOTALL)
