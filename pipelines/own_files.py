"""Small files that the program keeps for itself, read without trust: damage counts as none. Pure.

What belongs here: reading such a file whatever stands in its place (half a file, a folder, a pipe, ten thousand
brackets). What does not: what is in them, writing them.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.source import read_content


def kept_facts(path: Path) -> dict[str, object]:
    """The JSON object that a file holds; empty where there is none, or what stands there is none."""
    try:
        content = json.loads(read_content(path).data)
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
