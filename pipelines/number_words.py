"""Words round a printed number, and what tells Vietnamese from noise: one list for cells, told figures and plans. Pure.

What belongs here: handing out the list (number_words.yml). What does not: reading a number (vietnamese: a printed one;
plans/grammar/numbers: one in a sentence).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from pipelines.yaml_files import read_yaml


class Bound(TypedDict):
    """Words before a number that make it a bound, as number_words.yml writes them."""

    sign: str
    near: NotRequired[bool]
    words: list[str]
    example: str
    counter_example: str


class Scale(TypedDict):
    """Words behind a number that multiply it, as number_words.yml writes them."""

    times: int
    words: list[str]
    example: str
    counter_example: str


class Unit(TypedDict):
    """Words behind a number and the measure that they say, as number_words.yml writes them."""

    measure: str
    words: list[str]
    example: str
    counter_example: str


class Content(TypedDict):
    """number_words.yml."""

    blanks: list[str]
    bounds: list[Bound]
    scales: list[Scale]
    units: list[Unit]
    numbers: dict[str, int]
    ends: dict[str, int]
    tens: str
    common: list[str]


@cache
def content() -> Content:
    """The whole list."""
    return read_yaml(Path(__file__).with_suffix(".yml"), Content)


@cache
def bounds() -> tuple[tuple[str, str, bool], ...]:
    """Word, sign and whether the number is only near the figure; the first that a text begins with counts."""
    return tuple((word, one["sign"], one.get("near", False)) for one in content()["bounds"] for word in one["words"])


@cache
def scales() -> dict[str, int]:
    """Word behind a number («triệu») -> what it multiplies the number by."""
    return {word: one["times"] for one in content()["scales"] for word in one["words"]}


@cache
def measures() -> dict[str, str]:
    """Word that may stand behind a number in a cell -> the measure it says; empty where it only fills."""
    return {word: one["measure"] for one in content()["units"] for word in one["words"]}
