r"""How well one header cell fits the wordings of a column. Pure.

What belongs here: comparing two pieces of a header. What does not: their keys (header_words.py), whole paths
(matching.py).

A wording that starts with «~» is a regular expression over the header in lower case («~pci \d{4}»).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from pipelines.kpi.headers.added_words import adds_in_brackets, differs_by_words
from pipelines.kpi.headers.header_words import (
    BRACKETS,
    NUMBERING,
    Senses,
    bare_key,
    load_words,
    plain_key,
    segment_key,
    senses,
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


@lru_cache(maxsize=20_000)
def _in_lower_case(header: str) -> tuple[str, str]:
    """A header as patterns see it: whole, and but for what stands in brackets («Chỉ số SIPAS 2023 (%)»)."""
    whole, bare = (" ".join(fold(NUMBERING.sub("", text)).split()) for text in (header, BRACKETS.sub(" ", header)))
    return whole.strip(" .:*-"), bare.strip(" .:*-")


def _pattern_score(header: str, pattern: str) -> float:
    """100 where the whole cell fits, 99 but for what stands in brackets."""
    for words, score in zip(_in_lower_case(header), (100.0, 99.0), strict=True):
        if words and re.fullmatch(pattern, words):
            return score
    return 0.0


@dataclass(frozen=True)
class _Wordings:
    """The wordings of one column under the keys that headers are held against, made once for all headers."""

    patterns: tuple[str, ...]
    exact: frozenset[str]
    bare: frozenset[str]
    alike: dict[Senses, tuple[str, ...]]  # the bare keys by what they say of opposites: across them none is near
    core: dict[str, frozenset[Senses]]  # a key that a core may have -> the senses of its wordings
    ascii_core: dict[str, frozenset[Senses]]  # the same of the wordings without marks
    whole_plain: frozenset[str]  # of the wordings with marks only
    plain: frozenset[str]


@lru_cache(maxsize=50_000)
def _keys_of(wordings: tuple[str, ...]) -> _Wordings:
    words = [word for word in wordings if word and not word.startswith("~")]
    marked = [word for word in words if not word.isascii()]
    bare = dict.fromkeys(map(bare_key, words))
    alike = {sense: tuple(key for key in bare if senses(key) == sense) for sense in map(senses, bare)}
    return _Wordings(
        tuple(word[1:] for word in wordings if word.startswith("~")),
        frozenset(map(segment_key, words)),
        frozenset(bare),
        alike,
        _cores(words),
        _cores([word for word in words if word.isascii()]),
        frozenset(map(whole_plain_key, marked)),
        frozenset(map(plain_key, marked)),
    )


def _cores(words: list[str]) -> dict[str, frozenset[Senses]]:
    found: dict[str, set[Senses]] = {}
    for word in words:
        for key in (core_key(word), bare_key(word)):
            found.setdefault(key, set()).add(senses(bare_key(word)))
    return {key: frozenset(ones) for key, ones in found.items()}


@lru_cache(maxsize=200_000)
def segment_score(header: str, wordings: tuple[str, ...], parent: str = "") -> float:
    """How well one header cell fits a list of wordings: 100 exact, 99 but for brackets, less where only near.

    One that says more than the wordings, in brackets or without, is never near.
    """
    best = _best(header, _keys_of(wordings), parent)
    return LIKE if LIKE < best < 100.0 and adds_in_brackets(header, wordings, bare_key(parent)) else best


def _best(header: str, known: _Wordings, parent: str) -> float:
    """The surest ways first: what they find, no look at letters can better."""
    if segment_key(header) in known.exact:
        return 100.0
    sure = max((_pattern_score(header, pattern) for pattern in known.patterns), default=0.0)
    if bare_key(header) in known.bare:
        sure = max(sure, 99.0)
    if sure < SAME_WITHOUT_MARKS:
        sure = max(sure, _loose_match(header, known, parent))
    return _by_letters(bare_key(header), known, bare_key(parent), sure) if sure < SAME_WITHOUT_FILLERS else sure


def _loose_match(header: str, known: _Wordings, parent: str) -> float:
    """How near a header is to wordings that differ only in marks or in words without meaning; 0 across opposites."""
    if header.isascii() and known.plain:
        if whole_plain_key(header) in known.whole_plain:
            return SAME_WITHOUT_MARKS
        if plain_key(header) in known.plain:
            return SAME_BUT_BRACKETS
    core = core_key(header, parent)
    meant = (known.ascii_core if header.isascii() else known.core).get(core)
    return SAME_WITHOUT_FILLERS if meant and senses(core) in meant else 0.0


def _by_letters(mine: str, known: _Wordings, parent: str, least: float) -> float:
    """The likest wording that has no opposite word, where it is liker than `least`."""
    alike = known.alike.get(senses(mine), ())
    likest = process.extractOne(mine, alike, scorer=fuzz.ratio, processor=None, score_cutoff=least) if alike else None
    if likest is None or likest[1] < NEAR:
        return max(least, likest[1]) if likest else least
    best = least
    for other, letters, _ in process.extract(mine, alike, scorer=fuzz.ratio, processor=None, limit=None):
        if letters <= best:
            break
        is_other = letters >= NEAR and differs_by_words(mine, other, parent)
        best = max(best, LIKE if is_other else min(letters, SAME_WITHOUT_FILLERS))
    return best
