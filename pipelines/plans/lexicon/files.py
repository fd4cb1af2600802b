"""YAML files of the lexicon, read once.

What belongs here: reading. What does not: what entries hold (file_shapes), words and their classes (words), patterns
(loading).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from pipelines.yaml_files import read_yaml

Shape = TypeVar("Shape")
FOLDER = Path(__file__).parent


def load(name: str, shape: type[Shape]) -> Shape:  # noqa: ARG001  (read by the type checker)
    """The content of `lexicon/<name>.yml`, of the shape that file_shapes says."""
    return cast("Shape", _content(name))


@cache
def _content(name: str) -> object:
    return read_yaml(FOLDER / f"{name}.yml", object)
