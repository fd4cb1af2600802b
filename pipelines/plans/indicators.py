"""Which indicator of the catalogue a statement means: wordings first, then a fuzzy score; always with the reason.

What belongs here: normalising wordings, ranking indicators, the threshold below which a person must decide. What does
not: the catalogue itself (reference), decisions of reviewers (decisions).

Deterministic: equal scores are ordered by code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

from pipelines.plans.lexicon.loading import load
from pipelines.vietnamese import fold

THRESHOLD = 78.0
MARGIN = 4.0
SYNONYM_SCORE = 98.0
RULE_SCORE = 100.0
_WORD = re.compile(r"[^\W_]+")
# In reform plans «thủ tục» alone means the administrative ones.
_BARE_PROCEDURE = re.compile(r"thủ tục(?! hành chính)")
_PLACE = re.compile(r"\d+(?:[.,]\d+)*\s*%?|·+")


class IndicatorCatalogue(Protocol):
    """What the matcher needs of the catalogue of indicators."""

    def rows(self) -> Iterable[Mapping[str, Any]]:
        """One mapping per indicator with `code`, `name_vi`, `unit`, `measure_type`, `synonyms` (joined by « | »)."""


@dataclass(frozen=True)
class Candidate:
    """One indicator a statement may mean, its score (0..100) and the phrase that speaks for it."""

    code: str
    score: float
    phrase: str


@dataclass(frozen=True)
class Match:
    """The indicator of a statement (None: a person must decide) and the ranked candidates."""

    code: str | None
    score: float | None
    phrase: str | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class _Phrase:
    code: str
    text: str
    words: frozenset[str]
    is_name: bool


class IndicatorMatcher:
    """Matches statements against one catalogue; keeps what it has already matched."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        listed = [dict(row) for row in rows]
        self.units = {str(row["code"]): str(row.get("unit") or "") for row in listed}
        self._phrases = [phrase for row in listed for phrase in _phrases(row)]
        self._weights = _weights(self._phrases)
        self._sizes = [sum(self._weights[word] for word in sorted(phrase.words)) or 1.0 for phrase in self._phrases]
        self._by_word: dict[str, list[int]] = {}
        for index, phrase in enumerate(self._phrases):
            for word in phrase.words:
                self._by_word.setdefault(word, []).append(index)
        self._known: dict[tuple[str, str, str, str, str, str], Match] = {}

    def match(self, own: str, whole: str, unit: str, kind: str, area: str = "", reads: str = "own_first") -> Match:
        """The indicator of a statement.

        Args:
            own: the words of the number's own chunk.
            whole: the same with the head and tail it shares with its neighbours.
            unit: unit code of the number.
            kind: level, reduction, annual_increase or rank_gain.
            area: reform area of the section, for wordings that say too little by themselves.
            reads: which words decide, as in `subjects.Subject`.
        """
        key = (normalise(own), normalise(whole), unit, kind, area, reads)
        if key not in self._known:
            self._known[key] = self._match(*key)
        return self._known[key]

    def _match(self, own: str, whole: str, unit: str, kind: str, area: str, reads: str) -> Match:
        # A chunk with a subject of its own is read first; what it restricts comes before what the whole sentence says.
        places = {
            "own_first": ((own, own), (own, whole), (whole, whole)),
            "restricting": ((own, whole), (whole, whole)),
            "completing": ((own, whole),),
        }
        for near, far in places[reads]:
            rule = _rule_for(near, far, unit, kind, area, self.units)
            if rule:
                candidates = [Candidate(rule[0], RULE_SCORE, rule[1]), *self._ranked(far, unit, skip=rule[0])]
                return Match(rule[0], RULE_SCORE, rule[1], tuple(candidates[:5]))
        if reads == "completing":
            return Match(None, None, None, ())
        best = self._ranked(own, unit) if _is_telling(own) else []
        other = self._ranked(whole, unit)
        ranked = best if best and (not other or best[0].score >= other[0].score) else other
        if not ranked:
            return Match(None, None, None, ())
        sure = ranked[0].score >= THRESHOLD and (len(ranked) < 2 or ranked[0].score - ranked[1].score >= MARGIN)
        if sure:
            return Match(ranked[0].code, ranked[0].score, ranked[0].phrase, tuple(ranked[:5]))
        return Match(None, None, None, tuple(ranked[:5]))

    def _ranked(self, text: str, unit: str, skip: str | None = None) -> list[Candidate]:
        """Candidates by shared weight of words, then by rapidfuzz on the nearest few."""
        from rapidfuzz import fuzz

        words = frozenset(_WORD.findall(text)) - _stop_words()
        shared: dict[int, float] = {}
        for word in sorted(words):
            for index in self._by_word.get(word, ()):
                shared[index] = shared.get(index, 0.0) + self._weights[word]
        total = sum(self._weights.get(word, 0.0) for word in sorted(words)) or 1.0
        ordered = sorted(shared, key=lambda i: (-shared[i] / (self._sizes[i] + total), self._phrases[i].code, i))
        best: dict[str, Candidate] = {}
        for index in ordered[:12]:
            phrase = self._phrases[index]
            if phrase.code == skip or not _unit_fits(unit, self.units[phrase.code]) or not _names(phrase.code, text):
                continue
            if f" {phrase.text} " in f" {text} " and len(phrase.text) > 12:
                score = SYNONYM_SCORE
            else:
                score = round(
                    0.5 * fuzz.token_set_ratio(phrase.text, text) + 50 * shared[index] / self._sizes[index], 1
                )
                score = min(score * min(1.0, 0.55 + shared[index] / total), SYNONYM_SCORE - 1)
            if phrase.code not in best or score > best[phrase.code].score:
                best[phrase.code] = Candidate(phrase.code, round(score, 1), phrase.text)
        return sorted(best.values(), key=lambda c: (-c.score, c.code))


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Lower case, abbreviations spelt out, numbers dropped except service levels, one space between words."""
    folded = fold(text)
    for short, full in _abbreviations():
        folded = short.sub(full, folded)
    return re.sub(r"\s+", " ", _BARE_PROCEDURE.sub("thủ tục hành chính", folded)).strip()


@cache
def _abbreviations() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(short)}(?!\w)"), full)
        for short, full in load("indicators")["abbreviations"].items()
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("indicators")["stop_words"])


@cache
def _required() -> dict[str, tuple[str, ...]]:
    return {code: tuple(map(normalise, words)) for code, words in load("indicators")["required"].items()}


def _names(code: str, text: str) -> bool:
    """Whether a text holds one of the words without which it can't mean the indicator."""
    words = _required().get(code)
    return words is None or any(word in text for word in words)


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    keys = ("all", "any", "none")
    return tuple({**rule, **{key: tuple(normalise(word) for word in rule.get(key, ())) for key in keys}}
                 for rule in load("indicators")["rules"])  # fmt: skip


def _rule_for(near: str, far: str, unit: str, kind: str, area: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The first rule that fits: `all` words in the far text; `any` words in the near one, `none` words not in it.

    Where near and far differ, only rules with `any` words can fit: near words must decide something.
    """
    for rule in _rules():
        if rule["code"] not in known or not _rule_unit_fits(rule, unit, kind, known[rule["code"]]):
            continue
        if rule.get("area") and rule["area"] != area:
            continue
        if any(word not in far for word in rule["all"]) or any(word in near for word in rule["none"]):
            continue
        said = [word for word in rule["any"] if word in near]
        if not said and (rule["any"] or near != far):
            continue
        return rule["code"], " + ".join((*rule["all"], *said[:1]))
    return None


def _rule_unit_fits(rule: Mapping[str, Any], unit: str, kind: str, catalogue_unit: str) -> bool:
    wanted = rule.get("unit")
    if rule.get("kind") and rule["kind"] != kind:
        return False
    if wanted is None:
        return _unit_fits(unit, catalogue_unit)
    if wanted == "rank":
        return unit in ("rank", "rank_positions")
    if wanted == "duration":
        return unit in ("minutes", "hours", "days", "seconds")
    if wanted == "count":
        return unit not in ("percent", "rank", "rank_positions", "points")
    if wanted == "points":
        return unit in ("points", "percent")
    return bool(wanted == unit)


def _unit_fits(unit: str, wanted: str) -> bool:
    if unit == "percent":
        return wanted in ("percent", "points_100")
    if unit in ("rank", "rank_positions"):
        return wanted == "rank"
    if unit == "points":
        return wanted.startswith("points") or wanted == "percent"
    return wanted not in ("percent", "rank") and not wanted.startswith("points")


def _phrases(row: Mapping[str, Any]) -> list[_Phrase]:
    texts = [str(row.get("name_vi") or ""), *str(row.get("synonyms") or "").split("|")]
    listed = []
    for place, text in enumerate(texts):
        words = normalise(text)
        if words:
            listed.append(_Phrase(str(row["code"]), words, frozenset(_WORD.findall(words)) - _stop_words(), place == 0))
    return [phrase for phrase in listed if phrase.words]


def _weights(phrases: list[_Phrase]) -> dict[str, float]:
    """A word that few phrases use weighs more."""
    import math

    counts: dict[str, int] = {}
    for phrase in phrases:
        for word in phrase.words:
            counts[word] = counts.get(word, 0) + 1
    return {word: math.log(1 + len(phrases) / count) for word, count in counts.items()}


def _is_telling(text: str) -> bool:
    return len(_WORD.findall(_PLACE.sub("", text))) >= 6
