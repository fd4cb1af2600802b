"""Sentences that a program wrote in English, said in Vietnamese by a list of pairs. Pure.

What belongs here: finding the pair that a sentence is of and filling its places. What does not: the lists (a YAML file
beside each user of this), sentences written in both languages from the start (wording.yml and its like).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines.yaml_files import read_yaml

_PLACE = re.compile(r"\\\{(\w+)\\\}")
# A place of this name holds a sentence again.
_SENTENCE = "message"


@dataclass(frozen=True)
class _Pair:
    pattern: re.Pattern[str]
    vi: str


class SentencePairs:
    """A list of pairs: `en` as a program writes it, `vi` the same; {names} stand for what differs."""

    def __init__(self, path: Path) -> None:
        """Args: `path`: the YAML file, which is read when the first sentence is asked for."""
        self._path = path

    def in_vietnamese(self, text: str) -> str | None:
        """The sentence in Vietnamese by the first pair that fits it wholly; None where none does."""
        for pair in self._pairs:
            if match := pair.pattern.fullmatch(text):
                return pair.vi.format(**{name: self._part(name, value) for name, value in match.groupdict().items()})
        return None

    def _part(self, name: str, value: str) -> str:
        return self.in_vietnamese(value) or value if name == _SENTENCE else value

    @cached_property
    def _pairs(self) -> tuple[_Pair, ...]:
        listed = read_yaml(self._path, list[dict[str, str]])
        return tuple(_Pair(_pattern(entry["en"]), entry["vi"]) for entry in listed)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(lambda match: f"(?P<{match[1]}>.+?)", re.escape(text)), re.DOTALL)
