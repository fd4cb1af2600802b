"""Offending rows as a small Markdown table for the metadata of a check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MAX_ROWS_SHOWN = 20
CELL_LENGTH = 160


def markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Rows with the same keys as a Markdown table; empty text where there are none."""
    if not rows:
        return ""
    names = list(rows[0])
    lines = [" | ".join(names), " | ".join("---" for _ in names)]
    lines += [" | ".join(_cell(row[name]) for name in names) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "¦")[:CELL_LENGTH]
