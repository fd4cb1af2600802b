"""YAML files of the lexicon, read once.

What belongs here: reading. What does not: words and their classes (words), patterns (loading).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> Any:
    """The content of `lexicon/<name>.yml`."""
    return read_yaml(FOLDER / f"{name}.yml")


def read_yaml(path: Path) -> Any:
    """The content of a YAML file of this project."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_Loader)
