"""YAML files of this project, read with the parser in C where there is one: in Python a layout takes ten times as long.

What belongs here: reading. What does not: inputs of a world (sidecar.py holds them to limits), what files mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file of this project.

    Raises:
        FileNotFoundError: the package was installed without it.
    """
    return yaml.load(path.read_bytes(), Loader=_Loader)
