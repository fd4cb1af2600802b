"""Words that measure the opposite of what an indicator measures: «quá hạn», «chưa số hóa», «không hài lòng».

What belongs here: whether a number's words turn its measure round. What does not: the words (lexicon/polarity.yml), the
indicators (indicators), what becomes of such a statement (mentions: it stays open, never the positive indicator).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.plans.lexicon.file_shapes import PoleRule
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.phrase_sets import Triggered

_UNDONE_WITHIN = 4  # words between «không để» and what it turns back


@dataclass(frozen=True)
class _Pole:
    forms: tuple[str, ...]
    against: tuple[str, ...]
    undone_by: tuple[str, ...]
    of_aims: tuple[str, ...]


def opposite_in(before: str, after: str) -> str | None:
    """The word that turns the measure round, or None.

    Where a word of the same scale says the positive too, the nearer one to the number decides.

    Args:
        before: normalised words before the number.
        after: normalised words after it.
    """
    words = f"{before}|{after}"
    for pole in _poles().by(words):
        hits = [hit for text, is_after in ((after, True), (before, False)) for hit in _hits(pole, text, is_after)]
        if hits and min(hits)[1]:
            return min(hits)[2]
    return None


def _hits(pole: _Pole, text: str, is_after: bool) -> Iterator[tuple[int, bool, str]]:
    """(distance to the number, whether it is the opposite, form) of every form that is not turned back."""
    taken: list[tuple[int, int]] = []
    for form in pole.forms:
        for at in _places(text, form):
            if any(start <= at < end for start, end in taken):
                continue
            taken.append((at, at + len(form)))
            if not _is_undone(pole, text[:at]) and not text[at + len(form) :].lstrip().startswith(pole.of_aims):
                yield (at if is_after else len(text) - at - len(form)), True, form
    for form in pole.against:
        for at in _places(text, form):
            if not any(start <= at < end for start, end in taken):
                yield (at if is_after else len(text) - at - len(form)), False, form


def _is_undone(pole: _Pole, before: str) -> bool:
    near = " ".join(before.split()[-_UNDONE_WITHIN:])
    return any(next(_places(near, word), None) is not None for word in pole.undone_by)


def _places(text: str, form: str) -> Iterator[int]:
    """Where a form stands as whole words."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            yield at
        at = text.find(form, at + 1)


@cache
def _poles() -> Triggered[_Pole]:
    """The poles by their forms, those longest first, so that «không đúng hạn» is not read as «đúng hạn»."""
    poles = [
        _Pole(
            tuple(sorted(entry["forms"], key=lambda form: (-len(form), form))),
            tuple(entry["against"]),
            tuple(entry["undone_by"]),
            tuple(entry.get("of_aims", ())),
        )
        for entry in load("polarity", list[PoleRule])
    ]
    return Triggered([(pole, pole.forms) for pole in poles])
