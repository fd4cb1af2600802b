"""What a run says while it works, and how counts are said, in Vietnamese or English. Pure.

What belongs here: plurals, the words for numbers promised, lines of progress. What does not: the texts (wording.yml),
the answers of a build (publishing/said.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

from pipelines.language import Language, number
from pipelines.yaml_files import Texts, read_yaml


class Noun(TypedDict):
    """A counted thing: in Vietnamese, and in English one and many."""

    vi: str
    en: list[str]


class Wording(TypedDict):
    """wording.yml."""

    nouns: dict[str, Noun]
    lines: Texts


@cache
def _texts() -> Wording:
    return read_yaml(Path(__file__).with_suffix(".yml"), Wording)


def noun(name: str, count: int = 1, lang: Language = "en") -> str:
    """«finding», «findings», «phát hiện»."""
    words = _texts()["nouns"][name]
    return str(words["vi"] if lang == "vi" else words["en"][count != 1])


def counted(count: int, name: str, lang: Language = "en") -> str:
    """«1 finding», «2 findings», «2 phát hiện»."""
    return f"{number(count, lang)} {noun(name, count, lang)}"


def line(key: str, lang: Language = "en", **filled: object) -> str:
    """A line of wording.yml with its places filled."""
    return str(_texts()["lines"][key][lang]).format(**filled)


def promised(numbers: int, commitments: int, lang: Language = "en") -> str:
    """«49 numbers promised (28 different)»."""
    said = line("promised", lang, numbers=counted(numbers, "number", lang))
    if commitments == numbers:
        return said
    return line("repeated", lang, promised=said, commitments=number(commitments, lang))


# Counts that are worth a word even where they are 0.
_ALWAYS = ("figure", "task", "finding")


def found(counts: Mapping[str, int], lang: Language = "en") -> str:
    """«49 numbers promised (28 different), 0 tasks, 3 findings»; what a file gave, by the counts of its reading."""
    said = [promised(counts["number"], counts["commitment"], lang)] if "commitment" in counts else []
    plain = {name: count for name, count in counts.items() if name not in ("number", "commitment")}
    said += [counted(count, name, lang) for name, count in plain.items() if count or name in _ALWAYS]
    return ", ".join(said)


def commitments_of(mentions: Sequence[Mapping[str, object]]) -> int:
    """How many commitments rows of plan_mentions hold."""
    return len({mention["target_id"] for mention in mentions})
