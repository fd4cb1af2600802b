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

_PLACE = re.compile(r"\{(\w+)\}")
# A place of this name holds a sentence again.
_SENTENCE = "message"


@dataclass(frozen=True)
class _Pair:
    begins: str
    ends: str
    pattern: re.Pattern[str]
    vi: str

    def fits(self, text: str) -> re.Match[str] | None:
        """Whether a text is this sentence; its fixed ends, looked at first, tell it from nearly all others."""
        may_be = text.startswith(self.begins) and text.endswith(self.ends)
        return self.pattern.fullmatch(text) if may_be else None


class SentencePairs:
    """A list of pairs: `en` as a program writes it, `vi` the same; {names} stand for what differs."""

    def __init__(self, path: Path) -> None:
        """Args: `path`: the YAML file, which is read when the first sentence is asked for."""
        self._path = path

    def in_vietnamese(self, text: str) -> str | None:
        """The sentence in Vietnamese by the first pair that fits it wholly; None where none does."""
        for pair in self._pairs:
            if match := pair.fits(text):
                return pair.vi.format(**{name: self._part(name, value) for name, value in match.groupdict().items()})
        return None

    def _part(self, name: str, value: str) -> str:
        return self.in_vietnamese(value) or value if name == _SENTENCE else value

    @cached_property
    def _pairs(self) -> tuple[_Pair, ...]:
        listed = read_yaml(self._path, list[dict[str, str]])
        return tuple(_pair(entry["en"], entry["vi"]) for entry in listed)


def _pair(en: str, vi: str) -> _Pair:
    fixed, names = _PLACE.split(en)[::2], _PLACE.findall(en)
    places = [f"(?P<{name}>.+?)" for name in names]
    pattern = "".join(piece for pair in zip(map(re.escape, fixed), [*places, ""], strict=True) for piece in pair)
    return _Pair(fixed[0], fixed[-1], re.compile(pattern, re.DOTALL), vi)
