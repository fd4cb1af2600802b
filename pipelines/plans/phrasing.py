"""The words of a number in the form they are matched in.

What belongs here: normalising words (lower case, abbreviations spelt out), the shape matchers take them in. What
does not: where in a document the words stand (subjects), what they mean (indicators, measures, polarity, scopes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipelines.abbreviations import in_sentences
from pipelines.plans.lexicon.file_shapes import SubjectsFile
from pipelines.plans.lexicon.loading import compiled_lower, load, lowered
from pipelines.plans.lexicon.phrase_sets import PhraseSet
from pipelines.plans.lexicon.words import whole_words
from pipelines.vietnamese import fold, squeeze

Reads = Literal["own_first", "restricting", "completing"]
# In reform plans «thủ tục» alone means the administrative ones.
_PROCEDURE, _ADMINISTRATIVE = "thủ tục", "thủ tục hành chính"
LETTERS = re.compile(r"[^\W\d_]+")


class Phrasing(NamedTuple):
    """Normalised words of a number: its own (all, before it, after it), and with what it goes on from.

    `reads`: which of them decide: `own_first`; `restricting` where the own words only narrow a subject named before;
    `completing` where the own words must decide and the others may only complete them.
    """

    own: str
    whole: str
    before: str
    after: str
    reads: Reads = "own_first"

    @classmethod
    def of(
        cls, own: str, whole: str | None = None, before: str | None = None, after: str = "", reads: Reads = "own_first"
    ) -> Phrasing:
        """The wording of raw words; where nothing says otherwise all stand before the number."""
        told = own if before is None else before
        return cls(_subject(own), _subject(own if whole is None else whole), _subject(told), _subject(after), reads)


def _subject(text: str) -> str:
    return normalise(_purpose().sub(" ", lowered(text)) if "hằm" in text else text)


def compile_rules() -> None:
    """Compile what is else compiled when a text first has one of its words."""
    _purpose()


@cache
def _purpose() -> re.Pattern[str]:
    return compiled_lower(load("subjects", SubjectsFile)["purpose"]["pattern"])


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Lower case, abbreviations spelt out, numbers dropped except service levels, one space between words."""
    folded = fold(text)
    pattern, spelt, signs = _abbreviations()
    if signs.said_in(folded):
        folded = pattern.sub(lambda match: spelt[match.group()], folded)
    return folded.replace(_ADMINISTRATIVE, _PROCEDURE).replace(_PROCEDURE, _ADMINISTRATIVE)


@cache
def _abbreviations() -> tuple[re.Pattern[str], Mapping[str, str], PhraseSet]:
    """Their pattern, what each stands for, and the shortest of them, one of which stands in every other."""
    spelt = {short: squeeze(whole) for short, whole in in_sentences().items()}
    signs = PhraseSet(one for one in spelt if not any(other in one for other in spelt if other != one))
    return whole_words(spelt), spelt, signs
