"""Abbreviations of official Vietnamese and what they are written out as: one list for plans and exports. Pure.

What belongs here: which abbreviations hold where. What does not: the list (abbreviations.yml), how words are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict

from pipelines.yaml_files import read_yaml


class Content(TypedDict):
    """abbreviations.yml."""

    everywhere: dict[str, str]
    in_sentences: dict[str, str]
    in_heads: dict[str, str]


@cache
def in_sentences() -> Mapping[str, str]:
    """Those of plans and reports, in small letters, with what they stand for."""
    return {**_content()["everywhere"], **_content()["in_sentences"]}


@cache
def in_heads() -> Mapping[str, str]:
    """Those of heads of columns, in small letters, with what they stand for."""
    return {**_content()["everywhere"], **_content()["in_heads"]}


@cache
def _content() -> Content:
    return read_yaml(Path(__file__).with_suffix(".yml"), Content)
