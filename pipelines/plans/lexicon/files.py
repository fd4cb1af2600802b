"""YAML files of the lexicon, read once.

What belongs here: reading. What does not: words and their classes (words), patterns (loading).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pipelines.yaml_files import read_yaml

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """The content of `lexicon/<name>.yml`."""
    return read_yaml(FOLDER / f"{name}.yml")
