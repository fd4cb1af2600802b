"""YAML files of this project, read with the parser in C where there is one: in Python a layout takes ten times as long.

What belongs here: reading. What does not: inputs of a world (sidecar.py holds them to limits), what files mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml

Shape = TypeVar("Shape")
# Words by language, and words by a key and a language.
Said = dict[str, str]
Texts = dict[str, Said]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, shape: type[Shape]) -> Shape:  # noqa: ARG001  (read by the type checker)
    """The content of a YAML file of this project.

    Args:
        path: the file.
        shape: what it holds. The file ships with the code, so no run looks: tests/unit/test_yaml_shapes.py does.

    Raises:
        FileNotFoundError: the package was installed without it.
    """
    content: Shape = yaml.load(path.read_bytes(), Loader=_Loader)
    return content
