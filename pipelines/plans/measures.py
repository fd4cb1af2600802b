"""What each indicator counts and cannot be without, held against the words of a number.

What belongs here: whether an indicator can be meant by a statement at all. What does not: which of the possible ones is
meant (indicators), words of the opposite (polarity), the lists themselves (lexicon/measures.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from pipelines.plans.lexicon.file_shapes import MeasureRule, MeasuresFile
from pipelines.plans.lexicon.loading import holds_one, load
from pipelines.plans.lexicon.words import one_of, rests_of, whole_words
from pipelines.plans.phrasing import LETTERS, Phrasing, normalise

UNSPECIFIC = "unspecific"
_SHARE_OF = "tỷ lệ "


@dataclass(frozen=True)
class Measure:
    """What an indicator counts (classes of nouns), needs, says of it, never stands with, and the plan it names."""

    counts: frozenset[str]
    needs: tuple[tuple[str, ...], ...]
    says: tuple[str, ...]
    never: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    named_after: tuple[str, ...]
    ours: tuple[str, ...]


_ANYTHING = Measure(frozenset(), (), (), (), (), (), (), ())


def can_mean(code: str, phrasing: Phrasing, far: str, unit: str, kind: str) -> bool:
    """Whether the words allow an indicator: what is counted, the words it needs, those it never stands with.

    Args:
        code: the indicator.
        phrasing: the number's words.
        far: all words that may complete them.
        unit: unit code of the number.
        kind: kind of target.
    """
    measure = measures().get(code, _ANYTHING)
    if (measure.units and unit not in measure.units) or (measure.kinds and kind not in measure.kinds):
        return False
    if not all(holds_one(group, far) for group in measure.needs):
        return False
    near = phrasing.own if LETTERS.search(phrasing.own) else far  # a bare figure of a table stands for its row
    if measure.never and holds_one(measure.never, near):
        return False
    if measure.named_after and _names_another(measure, far):
        return False
    return unit != "percent" or not measure.counts or _counts(measure, counted(near, phrasing.after))


def _counts(measure: Measure, classes: frozenset[str]) -> bool:
    return not classes or not classes.isdisjoint(measure.counts)


def _names_another(measure: Measure, text: str) -> bool:
    """Whether a plan is named and it is none of the indicator's own."""
    named = [text[at + len(word) :].lstrip() for word in measure.named_after for at in _places(text, word)]
    return bool(named) and not any(not rest or not rest[0].isalpha() or rest.startswith(measure.ours) for rest in named)


def _places(text: str, word: str) -> Iterable[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


@lru_cache(maxsize=1_024)
def counted(own: str, after: str) -> frozenset[str]:
    """Classes of the nouns a percentage counts: at its head, after «tỷ lệ» before it, or a subject wherever it stands.

    Args:
        own: the number's own words, normalised.
        after: those of them that follow it, normalised.
    """
    head = _head().match(after)
    if head is None and _SHARE_OF in own:
        head = _head().match(own, own.rindex(_SHARE_OF) + len(_SHARE_OF))
    words = head.group() if head else ""
    classes = {_classes()[match.group()] for match in _noun().finditer(words)}
    classes |= {kind for noun, kind in _alone().items() if noun in own and not classes}
    return frozenset(classes - {UNSPECIFIC}) if classes != {UNSPECIFIC} else frozenset()


def behind_head(before: str, after: str) -> tuple[str, str | None]:
    """What stands before the noun a percentage counts, and what goes on from it (None: no noun stands at a head).

    Args:
        before: the words before the number, normalised.
        after: those after it.
    """
    head = _head().match(after)
    if head is not None:
        return before, after[head.end() :]
    above, _, said = before.rpartition(_SHARE_OF)
    head = _head().match(said) if said != before else None
    return (above, said[head.end() :]) if head is not None else (before, None)


@cache
def measures() -> Mapping[str, Measure]:
    """The measures of the lexicon by indicator."""
    return {entry["code"]: _measure(entry) for entry in load("measures", MeasuresFile)["measures"]}


def _measure(entry: MeasureRule) -> Measure:
    named = entry.get("named") or {}
    needs = tuple(tuple(map(normalise, group)) for group in entry.get("needs", ()))
    return Measure(
        counts=frozenset(entry.get("counts", ())),
        needs=needs,
        says=tuple(map(normalise, entry["says"])) if "says" in entry else tuple(chain.from_iterable(needs)),
        never=tuple(map(normalise, entry.get("never", ()))),
        units=tuple(entry.get("units", ())),
        kinds=tuple(entry.get("kinds", ())),
        named_after=tuple(map(normalise, named.get("after", ()))),
        ours=tuple(map(normalise, named.get("ours", ()))),
    )


@cache
def _classes() -> Mapping[str, str]:
    return {noun: kind for kind, nouns in load("measures", MeasuresFile)["nouns"].items() for noun in nouns}


@cache
def _alone() -> Mapping[str, str]:
    return {noun: kind for kind, nouns in load("measures", MeasuresFile)["alone"].items() for noun in nouns}


_FILLERS = r"(?:(?:{})\s+)*"
_NOUN = r"(?:{})(?!\w)"
_HEAD = r"[\s%]*{fillers}(?:tỷ lệ\s+)?{fillers}{noun}(?:\s*(?:,|và|hoặc)\s*{fillers}{noun})*"


@cache
def _noun() -> re.Pattern[str]:
    return whole_words(_classes())


@cache
def _head() -> re.Pattern[str]:
    """Nouns coordinated with one another, right at the place: «cán bộ, công chức, viên chức»."""
    fillers, nouns = (one_of(rests_of(words)) for words in (load("measures", MeasuresFile)["fillers"], _classes()))
    return re.compile(_HEAD.format(fillers=_FILLERS.format(fillers), noun=_NOUN.format(nouns)))
