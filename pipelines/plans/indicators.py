"""Which indicator of the catalogue a statement means: wordings first, then a fuzzy score; always with the reason.

What belongs here: ranking indicators, the threshold below which a person must decide. What does not: the catalogue
(reference), what an indicator needs (measures), words of the opposite (polarity), decisions of reviewers (decisions).

Deterministic: equal scores are ordered by code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.plans.lexicon.file_shapes import IndicatorRule, IndicatorsFile
from pipelines.plans.lexicon.loading import holds_one, load
from pipelines.plans.lexicon.phrase_sets import Triggered
from pipelines.plans.measures import can_mean
from pipelines.plans.phrasing import LETTERS, Phrasing, normalise
from pipelines.plans.polarity import opposite_in
from pipelines.plans.residue import Explained
from pipelines.plans.sayings import strange_to
from pipelines.reference.indicators import Indicator

THRESHOLD = 78.0
MARGIN = 4.0
SYNONYM_SCORE = 98.0
RULE_SCORE = 100.0
# Of an indicator whose own words say something else of what is counted: never enough, yet the first to choose from.
DOUBTED_SCORE = 77.0
_MOST_CANDIDATES = 5
_NEAREST = 12
_TELLING = 6
_WORD = re.compile(r"[^\W_]+")
_RANKS = ("rank", "rank_positions")
_SHARES = ("percent", "points_100")
# Units that a rule may ask for by a family name.
_FAMILIES = {
    "rank": frozenset(_RANKS),
    "duration": frozenset({"minutes", "hours", "days", "seconds"}),
}


@dataclass(frozen=True)
class Candidate:
    """One indicator a statement may mean, its score (0..100) and the phrase that speaks for it."""

    code: str
    score: float
    phrase: str


@dataclass(frozen=True)
class Match:
    """The indicator of a statement (None: a person must decide) and the ranked candidates.

    `opposite`: the word that turns the measure of the first candidate round; then the statement stays open.
    """

    code: str | None = None
    score: float | None = None
    phrase: str | None = None
    candidates: tuple[Candidate, ...] = ()
    opposite: str | None = None


class Sought(NamedTuple):
    """A number that looks for its indicator: its words, unit code, kind and the reform area of its section."""

    phrasing: Phrasing
    unit: str
    kind: str
    area: str = ""


class _Ranking(NamedTuple):
    """All that a ranking depends on."""

    text: str
    own: str
    after: str
    unit: str
    kind: str


@dataclass(frozen=True)
class _Phrase:
    code: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True)
class _Rule:
    code: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    unit: str | None
    kind: str | None
    area: str | None


class IndicatorMatcher:
    """Matches statements against one catalogue; keeps what it has already matched."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        listed = list(indicators)
        self.units = {one.code: one.unit for one in listed}
        phrases = [phrase for one in listed for phrase in _phrases(one)]
        self._names = _names_of(phrases)
        self._phrases = sorted(phrases, key=lambda phrase: phrase.code)  # so that equal scores are ordered by code
        self.explained = Explained(self._names)
        self._weights = _weights(self._phrases)
        self._sizes = [sum(self._weights[word] for word in sorted(phrase.words)) or 1.0 for phrase in self._phrases]
        self._by_word: dict[str, tuple[float, list[int]]] = {}  # the weight of a word, and the phrases it stands in
        for index, phrase in enumerate(self._phrases):
            for word in phrase.words:
                self._by_word.setdefault(word, (self._weights[word], []))[1].append(index)
        self._known: dict[Sought, Match] = {}
        self._ranks: dict[_Ranking, tuple[Candidate, ...]] = {}

    def match(self, sought: Sought) -> Match:
        """The indicator of a statement, or the candidates a person must choose from."""
        known = self._known.get(sought)
        if known is None:
            known = self._known[sought] = self._with_polarity(sought, self._match(sought))
        return known

    def _match(self, sought: Sought) -> Match:
        doubted: dict[str, Candidate] = {}
        for near, far in _places(sought.phrasing):
            for code, words in self._rules_for(near, far, sought):
                strange = self._strange_words(code, near, sought)
                if strange is None:
                    # A sure match is its only candidate: ranking the others would cost more than all the rest.
                    return Match(code, RULE_SCORE, words, (Candidate(code, RULE_SCORE, words),))
                doubted.setdefault(code, Candidate(code, DOUBTED_SCORE, f"{words}, but: {strange}"))
        match = Match() if sought.phrasing.reads == "completing" else self._nearest(sought)
        return match if match.code is not None or not doubted else _with_doubted(match, doubted)

    def _nearest(self, sought: Sought) -> Match:
        """The indicator whose names share most with the words, where it is clear enough."""
        own, whole = sought.phrasing.own, sought.phrasing.whole
        best = self._ranked(own, sought) if _is_telling(own) else ()
        other = best if best and own == whole else self._ranked(whole, sought)
        ranked = best if best and (not other or best[0].score >= other[0].score) else other
        if not ranked or ranked[0].score < THRESHOLD:
            return Match(candidates=ranked)
        if len(ranked) > 1 and ranked[0].score - ranked[1].score < MARGIN:
            return Match(candidates=ranked)
        return Match(ranked[0].code, ranked[0].score, ranked[0].phrase, ranked)

    def _with_polarity(self, sought: Sought, match: Match) -> Match:
        """The match, left open where the words measure its opposite: a wrong indicator is worse than an open one."""
        opposite = opposite_in(sought.phrasing.before, sought.phrasing.after)
        if opposite is None or opposite in self._names.get(match.code or "", ""):
            return match
        return replace(match, code=None, score=None, phrase=None, opposite=opposite)

    def _rules_for(self, near: str, far: str, sought: Sought) -> Iterator[tuple[str, str]]:
        """Code and words of the rules that fit and whose indicator the words allow, in their order."""
        for rule in _rules_by(near):
            said = _said_by(rule, near, far) if self._may_apply(rule, sought) else None
            if said is not None and can_mean(rule.code, sought.phrasing, far, sought.unit, sought.kind):
                yield rule.code, " + ".join((*rule.all, *said[:1]))

    def _strange_words(self, code: str, near: str, sought: Sought) -> str | None:
        """The words by which a percentage says something else than an indicator, or counts what it knows nothing of.

        Words that stand before another number complete what is said of the same thing only.
        """
        phrasing = sought.phrasing
        if sought.unit != "percent":
            return None
        if near != phrasing.own and (counted := self._counts_another(code, phrasing.after)):
            return counted
        # Of days and counts a percentage is how much they change: only a share is none.
        kind = sought.kind if self.units[code] in _SHARES else ""
        return strange_to(code, self._names.get(code, ""), phrasing, kind)

    def _counts_another(self, code: str, after: str) -> str | None:
        """The first telling word behind a number, where it is none of an indicator's."""
        first = next((word for word in LETTERS.findall(after) if word not in _stop_words()), None)
        return first if first and self.explained.left_over(code, after, "")[:1] == (first,) else None

    def _may_apply(self, rule: _Rule, sought: Sought) -> bool:
        """Whether a rule is for the number's unit, kind and area."""
        catalogue_unit = self.units.get(rule.code)
        if catalogue_unit is None or rule.kind not in (None, sought.kind) or rule.area not in (None, sought.area):
            return False
        return _rule_unit_fits(rule.unit, sought.unit, catalogue_unit)

    def _ranked(self, text: str, sought: Sought) -> tuple[Candidate, ...]:
        """The best candidates; a number whose subject is sought in several places has the same own words in each."""
        asked = _Ranking(text, sought.phrasing.own, sought.phrasing.after, sought.unit, sought.kind)
        known = self._ranks.get(asked)
        if known is None:
            ranked = sorted(self._scores(text, sought).items(), key=lambda scored: (-scored[1][0], scored[0]))
            known = tuple(Candidate(code, *scored) for code, scored in ranked[:_MOST_CANDIDATES])
            self._ranks[asked] = known
        return known

    def _scores(self, text: str, sought: Sought) -> dict[str, tuple[float, str]]:
        """Best score and phrase by indicator: by shared weight of words, then by rapidfuzz on the nearest few."""
        shared, total = self._shared(text)
        best: dict[str, tuple[float, str]] = {}
        highest: dict[str, float] = {}
        for index in self._nearest_phrases(shared, total):
            phrase = self._phrases[index]
            if phrase.code not in highest:
                highest[phrase.code] = self._highest(phrase.code, text, sought)
            if not highest[phrase.code]:
                continue
            score = _score(phrase.text, text, shared[index] / self._sizes[index], shared[index] / total)
            score = min(score, highest[phrase.code])
            if phrase.code not in best or score > best[phrase.code][0]:
                best[phrase.code] = (score, phrase.text)
        return best

    def _highest(self, code: str, text: str, sought: Sought) -> float:
        """The most an indicator may score: nothing without the number's unit or words, less where it is doubted."""
        fits = _unit_fits(sought.unit, self.units[code])
        if not fits or not can_mean(code, sought.phrasing, text, sought.unit, sought.kind):
            return 0.0
        return SYNONYM_SCORE if self._strange_words(code, text, sought) is None else DOUBTED_SCORE

    def _nearest_phrases(self, shared: dict[int, float], total: float) -> list[int]:
        """The few phrases that share most of their words, the nearest first, equal ones in their order."""
        sizes = self._sizes
        distances = {index: -weight / (sizes[index] + total) for index, weight in shared.items()}
        few = sorted(distances.values())[:_NEAREST]
        near = [(distance, index) for index, distance in distances.items() if distance <= few[-1]] if few else []
        return [index for _, index in sorted(near)[:_NEAREST]]

    def _shared(self, text: str) -> tuple[dict[int, float], float]:
        """The weight of the words that each phrase shares with a text, and the weight of all its known words."""
        known = self._by_word
        shared = [0.0] * len(self._sizes)  # a place of a list is added to in half the time of a key
        total = 0.0
        for word in sorted(known.keys() & _WORD.findall(text)):
            weight, indexes = known[word]
            total += weight
            for index in indexes:
                shared[index] += weight
        return {index: weight for index, weight in enumerate(shared) if weight}, total or 1.0


def _with_doubted(match: Match, doubted: dict[str, Candidate]) -> Match:
    """An open match with the indicators that only their rules' words speak for, first."""
    others = [one for one in match.candidates if one.code not in doubted]
    return replace(match, candidates=(*doubted.values(), *others)[:_MOST_CANDIDATES])


def _said_by(rule: _Rule, near: str, far: str) -> list[str] | None:
    """The words of a rule's `any` that are said near; None where the rule does not fit.

    `all` words may stand far, `none` words must not stand near. Where near and far differ, only rules with `any`
    words can fit: near words must decide something.
    """
    if rule.none and holds_one(rule.none, near):
        return None
    if rule.all and any(word not in far for word in rule.all):
        return None
    said = [word for word in rule.any if word in near]
    return None if not said and (rule.any or near != far) else said


def _places(phrasing: Phrasing) -> tuple[tuple[str, str], ...]:
    """(near, far) words to read, in order: a subject of its own first; what it restricts before the whole sentence."""
    own, whole = phrasing.own, phrasing.whole
    if own == whole:
        return ((own, whole),)
    return {
        "own_first": ((own, own), (own, whole), (whole, whole)),
        "restricting": ((own, whole), (whole, whole)),
        "completing": ((own, whole),),
    }[phrasing.reads]


def _score(phrase: str, text: str, share_of_phrase: float, share_of_text: float) -> float:
    from rapidfuzz import fuzz

    if f" {phrase} " in f" {text} " and len(phrase) > 12:
        return SYNONYM_SCORE
    score = round(0.5 * fuzz.token_set_ratio(phrase, text) + 50 * share_of_phrase, 1)
    return round(min(score * min(1.0, 0.55 + share_of_text), SYNONYM_SCORE - 1), 1)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("indicators", IndicatorsFile)["stop_words"])


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(entry) for entry in load("indicators", IndicatorsFile)["rules"])


@cache
def _rule_book() -> Triggered[_Rule]:
    """Rules by the words that may make them fit: one of `any`, else the first of `all`."""
    return Triggered([(rule, rule.any or rule.all[:1]) for rule in _rules()])


@lru_cache(maxsize=1_024)
def _rules_by(text: str) -> list[_Rule]:
    return _rule_book().by(text)


def _rule(entry: IndicatorRule) -> _Rule:
    return _Rule(
        entry["code"],
        all=tuple(map(normalise, entry.get("all", ()))),
        any=tuple(map(normalise, entry.get("any", ()))),
        none=tuple(map(normalise, entry.get("none", ()))),
        unit=entry.get("unit"),
        kind=entry.get("kind"),
        area=entry.get("area"),
    )


def _rule_unit_fits(wanted: str | None, unit: str, catalogue_unit: str) -> bool:
    if wanted is None:
        return _unit_fits(unit, catalogue_unit)
    if wanted == "count":
        return unit not in ("percent", "points", *_RANKS)
    if wanted == "points":
        return unit == "points" or (unit == "percent" and catalogue_unit in ("percent", "points_100"))
    return unit in _FAMILIES.get(wanted, frozenset({wanted}))


def _unit_fits(unit: str, wanted: str) -> bool:
    if unit == "percent":
        return wanted in _SHARES
    if unit in _RANKS:
        return wanted == "rank"
    if unit == "points":
        return wanted.startswith("points")
    if "group" in (unit, wanted):
        return unit == wanted
    return wanted not in ("percent", "rank", "flag") and not wanted.startswith("points")


def _phrases(indicator: Indicator) -> Iterator[_Phrase]:
    for text in map(normalise, (indicator.name_vi, *indicator.synonyms)):
        words = frozenset(_WORD.findall(text)) - _stop_words()
        if words:
            yield _Phrase(indicator.code, text, words)


def _names_of(phrases: Sequence[_Phrase]) -> dict[str, str]:
    """All names of each indicator in one text, and the words of its rules: what its own measure says."""
    names: dict[str, list[str]] = {}
    for phrase in phrases:
        names.setdefault(phrase.code, []).append(phrase.text)
    for rule in _rules():
        names.setdefault(rule.code, []).extend((*rule.all, *rule.any))
    return {code: " | ".join(texts) for code, texts in names.items()}


def _weights(phrases: Sequence[_Phrase]) -> dict[str, float]:
    """A word that few phrases use weighs more."""
    counts: dict[str, int] = {}
    for phrase in phrases:
        for word in phrase.words:
            counts[word] = counts.get(word, 0) + 1
    return {word: math.log(1 + len(phrases) / count) for word, count in counts.items()}


def _is_telling(text: str) -> bool:
    return sum(not word.isdigit() for word in _WORD.findall(text)) >= _TELLING
