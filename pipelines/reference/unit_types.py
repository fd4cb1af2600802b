"""Types of administrative units and words of levels: one lexicon for every room. Pure.

What belongs here: handing out the list (unit_types.yml). What does not: finding a unit by its name (units), versions of
units (registry).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypedDict

from pipelines.vietnamese import name_key
from pipelines.yaml_files import read_yaml


class TypeEntry(TypedDict):
    """A type of unit as unit_types.yml writes it."""

    type: str
    en: str
    level: str
    spellings: list[str]
    example: str
    counter_example: str


class LevelEntry(TypedDict):
    """A level and the words that mean it, as unit_types.yml writes them."""

    level: str
    words: list[str]
    example: str
    counter_example: str


class Content(TypedDict):
    """unit_types.yml."""

    types: list[TypeEntry]
    levels: list[LevelEntry]


@cache
def types_in_english() -> dict[str, str]:
    """Type of a unit as the tables write it -> its English word."""
    return {entry["type"]: entry["en"] for entry in _content()["types"]}


@cache
def types_by_spelling() -> dict[str, str]:
    """What stands before a name («tp», «thị xã») -> type of the unit."""
    return {word: entry["type"] for entry in _content()["types"] for word in entry["spellings"]}


@cache
def level_of_word() -> dict[str, str]:
    """Word of a type in small letters -> the level that issues documents under it («thành phố»: province)."""
    return {entry["type"].lower(): entry["level"] for entry in _content()["types"]}


@cache
def levels_by_key() -> dict[str, str]:
    """Key of a word that means a level («toàn quốc», «tỉnh») -> the level."""
    return {name_key(word): entry["level"] for entry in _content()["levels"] for word in entry["words"]}


@cache
def _content() -> Content:
    return read_yaml(Path(__file__).with_suffix(".yml"), Content)
