"""Rows of a ruled table of a PDF page: a cell reaches over the columns between which no rule stands beside its line.

What belongs here: putting the words of lines into rows and columns by their rules. What does not: which lines and rules
are a table (pdf_layout), tables without rules (pdf_numbered).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipelines.plans.documents.pdf_lines import NEAR, Line, cut_line
from pipelines.plans.documents.pdf_words import Rule


@dataclass(frozen=True, slots=True)
class _Part:
    """The words that one line has in the columns `first` to `last`, which no rule parts there."""

    first: int
    last: int
    words: str


def ruled_rows(lines: list[Line], cuts: list[float], levels: list[float], rules: tuple[Rule, ...]) -> list[list[str]]:
    """The rows of a table: words above several columns stand in the first of them, as heads in each.

    Args:
        lines: of the table.
        cuts: where rules part its columns.
        levels: where rules part its rows.
        rules: its upright rules; one that does not reach beside a line parts nothing there.
    """
    beside = [[(rule.start, rule.end) for rule in rules if abs(rule.at - cut) <= NEAR] for cut in cuts]
    rows: dict[int, list[_Part]] = defaultdict(list)
    for line in lines:
        middle = line.foot + line.height / 2
        held = [any(start - NEAR <= middle <= end + NEAR for start, end in spans) for spans in beside]
        rows[sum(level > middle for level in levels)] += _parts(line, cuts, held)
    return [_row(rows[level], len(cuts) + 1) for level in sorted(rows)]


def _parts(line: Line, cuts: list[float], held: list[bool]) -> list[_Part]:
    firsts = [0, *(column for column, holds in enumerate(held, 1) if holds)]
    lasts = [*(first - 1 for first in firsts[1:]), len(cuts)]
    texts = cut_line(line, [cut for cut, holds in zip(cuts, held, strict=True) if holds])
    return [_Part(*part) for part in zip(firsts, lasts, texts, strict=True) if part[2]]


def _row(parts: list[_Part], width: int) -> list[str]:
    own = {part.first for part in parts if part.first == part.last}
    cells: list[list[str]] = [[] for _ in range(width)]
    for part in parts:
        below = [column for column in range(part.first, part.last + 1) if column in own]
        for column in below if len(below) > 1 else [part.first]:
            cells[column].append(part.words)
    return [" ".join(words) for words in cells]
