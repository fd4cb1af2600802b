"""Rows as a small Markdown table in which texts of inputs stay texts. Pure.

What belongs here: what Dagster's UI and pages show of data. What does not: choosing the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipelines.terminal import visible

MAX_ROWS_SHOWN = 20
CELL_LENGTH = 160
# Letters that a Markdown viewer takes for markup: a plan's «<b>» or a file called «a_b_c» must stand as it is.
_MARKUP = re.compile(r"[\\`*\[\]<>#|!~&]|(?<![^\W_])_|_(?![^\W_])")


def plain(text: str) -> str:
    """A text of inputs that no Markdown viewer takes for markup, control characters as marks."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", visible(text))


def markdown(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows with the same keys as a Markdown table; empty text where there are none."""
    lines: list[str] = []
    for row in rows:
        if not lines:
            lines = [" | ".join(map(plain, row)), " | ".join("---" for _ in row)]
        lines.append(" | ".join(_cell(value) for value in row.values()))
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return plain(text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 1]}…")
