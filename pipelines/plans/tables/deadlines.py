"""Deadline cells: the year they name, and which of several years is that of one number of the row.

What belongs here: the years of a deadline cell and its parts. What does not: due dates of tasks (tasks), what else
dates a row (surroundings).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.plans.outline.context import Horizon
from pipelines.plans.tables.rule_words import named, plain

_SHARED = 3  # words that open what is counted: fewer are shared by chance


@dataclass(frozen=True)
class DatedPart:
    """A part of a deadline cell that says what is due in which year: «mô hình kinh tế số năm 2028»."""

    words: str
    year: int


def deadline(text: str) -> Horizon | None:
    """The last year a deadline cell names."""
    years = named("timings", "year").findall(text)
    return Horizon(int(years[-1])) if years else None


def dated_parts(text: str) -> tuple[DatedPart, ...]:
    """The parts of a deadline cell that names several years; what is only a first round is none."""
    parts = []
    for words in named("timings", "cut").split(plain(text)):
        years = named("timings", "year").findall(words)
        if years and not named("timings", "a_round").search(words):
            parts.append(DatedPart(words, int(years[-1])))
    return tuple(parts) if len({part.year for part in parts}) > 1 else ()


def year_of(figure: str, behind: str, parts: tuple[DatedPart, ...]) -> int | None:
    """The year of the only part that repeats a share, or the words behind a count that it counts.

    Args:
        figure: the number as it stands: «100%», «01 mô hình».
        behind: the words behind it.
        parts: those of the row's deadline cell.
    """
    share = figure.endswith("%")
    words = [plain(figure)] if share else plain(f"{figure} {behind}").split()[1 : 1 + _SHARED]
    if not share and len(words) < _SHARED:
        return None
    years = {part.year for part in parts if f" {' '.join(words)} " in f" {part.words} "}
    return years.pop() if len(years) == 1 else None
