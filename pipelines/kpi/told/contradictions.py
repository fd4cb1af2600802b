"""Words beside a told number by which it is another measure than it looks like. Pure.

What belongs here: the words (contradictions.yml), asking whether they stand beside a number. What does not: indicators
(plans), whose and of which period a number is (sentence.py), what is loaded (results.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from pipelines.kpi.told.sentence import Words
from pipelines.yaml_files import read_yaml


@dataclass(frozen=True)
class _Contradiction:
    """What a number is not (None: no measure of the catalogue) where one of `any` is said and none of `none`."""

    code: str | None
    any: tuple[str, ...]
    none: tuple[str, ...]
    head: tuple[str, ...]
    spares: tuple[str, ...]

    def speaks_of(self, code: str) -> bool:
        """Whether it is about this measure."""
        return self.code in (None, code) and code not in self.spares

    def fits(self, said: str, head: str) -> bool:
        """Whether the words, or those before the colon of the sentence, speak against the measure."""
        against = any(word in said for word in self.any) or any(word in head for word in self.head)
        return against and not any(word in said for word in self.none)


def is_contradicted(words: Words, code: str) -> bool:
    """Whether the words of a number, from the share told before it on, say that it is not of this indicator."""
    said = " ".join(words.own).lower()
    head = words.before.rpartition(":")[0]
    return any(one.speaks_of(code) and one.fits(said, head) for one in _contradictions())


class Entry(TypedDict):
    """Words by which a number is not of an indicator."""

    code: str | None
    any: NotRequired[list[str]]
    none: NotRequired[list[str]]
    head: NotRequired[list[str]]
    spares: NotRequired[list[str]]
    example: str
    counter_example: str


class Contradictions(TypedDict):
    """contradictions.yml."""

    contradictions: list[Entry]


@cache
def _contradictions() -> tuple[_Contradiction, ...]:
    spec = read_yaml(Path(__file__).parent / "contradictions.yml", Contradictions)
    return tuple(
        _Contradiction(
            entry["code"],
            tuple(entry.get("any", ())),
            tuple(entry.get("none", ())),
            tuple(entry.get("head", ())),
            tuple(entry.get("spares", ())),
        )
        for entry in spec["contradictions"]
    )
