r"""How well one header cell fits the wordings of a column. Pure.

What belongs here: comparing two pieces of a header. What does not: their keys (header_words.py), whole paths
(matching.py).

A wording that starts with «~» is a regular expression over the header in lower case («~pci \d{4}»).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from pipelines.kpi.headers.added_words import adds_in_brackets, differs_by_words
from pipelines.kpi.headers.header_words import (
    BRACKETS,
    NUMBERING,
    are_opposed,
    bare_key,
    load_words,
    plain_key,
    segment_key,
    whole_plain_key,
)
from pipelines.vietnamese import fold

# A header that says the same without tone marks, or with words its parent or any count column has, is near, not exact.
SAME_WITHOUT_MARKS, SAME_BUT_BRACKETS = 98.0, 97.0
SAME_WITHOUT_FILLERS = 96.0
NEAR = 85.0
# A header that says more or less than a wording is like it, for advice and for what names a row, and never near.
LIKE = NEAR - 1


@lru_cache(maxsize=20_000)
def core_key(text: str, parent: str = "") -> str:
    """The key without leading words that say nothing more: those of the rows above and the fillers."""
    key = bare_key(text)
    heads = (*load_words().fillers, *(bare_key(parent).split(" ") if parent else ()))
    while head := next((head for head in heads if key.startswith(f"{head} ")), None):
        key = key[len(head) + 1 :]
    return key


def _loose_match(header: str, wording: str, parent: str) -> float:
    """How near two segments are that differ only in marks or in words without meaning; 0 across opposites."""
    if header.isascii() and not wording.isascii():
        if whole_plain_key(header) == whole_plain_key(wording):
            return SAME_WITHOUT_MARKS
        return SAME_BUT_BRACKETS if plain_key(header) == plain_key(wording) else 0.0
    core = core_key(header, parent)
    if core in (core_key(wording), bare_key(wording)) and not are_opposed(core, bare_key(wording)):
        return SAME_WITHOUT_FILLERS
    return 0.0


def _pattern_score(header: str, pattern: str) -> float:
    """100 where the whole cell fits, 99 but for what stands in brackets («Chỉ số SIPAS 2023 (%)»)."""
    for text, score in ((header, 100.0), (BRACKETS.sub(" ", header), 99.0)):
        words = " ".join(fold(NUMBERING.sub("", text)).split()).strip(" .:*-")
        if words and re.fullmatch(pattern, words):
            return score
    return 0.0


@lru_cache(maxsize=200_000)
def segment_score(header: str, wordings: tuple[str, ...], parent: str = "") -> float:
    """How well one header cell fits a list of wordings: 100 exact, 99 but for brackets, less where only near.

    One that says more than the wordings, in brackets or without, is never near.
    """
    best = max((_score(header, wording, parent) for wording in wordings if wording), default=0.0)
    return LIKE if LIKE < best < 100.0 and adds_in_brackets(header, wordings, bare_key(parent)) else best


def _score(header: str, wording: str, parent: str) -> float:
    if wording.startswith("~"):
        return _pattern_score(header, wording[1:])
    if segment_key(header) == segment_key(wording):
        return 100.0
    mine, known = bare_key(header), bare_key(wording)
    if mine == known:
        return 99.0
    like = 0.0 if are_opposed(mine, known) else min(fuzz.ratio(mine, known), SAME_WITHOUT_FILLERS)
    if like >= NEAR and differs_by_words(mine, known, bare_key(parent)):
        like = LIKE
    return max(like, _loose_match(header, wording, parent))
