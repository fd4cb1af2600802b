"""What a statement restricts its subject to: a field, one agency, a part of the territory; as words and as a code.

What belongs here: finding a restriction and naming it. What does not: the words of restrictions (lexicon/scopes.yml),
levels (grammar), figures of a scope (warehouse).

A restriction that the catalogue has no figures for is `other:<words>`, which no figure can carry: a target of a part is
never judged by a figure of the whole. Words that nothing explains (residue) may name one: `unsure:<words>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.plans.lexicon.file_shapes import CatalogueScope, RestrictionRule, ScopesFile
from pipelines.plans.lexicon.loading import compiled_lower, load, lowered, signs_of
from pipelines.plans.lexicon.phrase_sets import Triggered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.phrasing import normalise
from pipelines.vietnamese import fold, name_ascii, squeeze

ALL = "all"
OTHER = "other:"
UNSURE = "unsure:"
_LONGEST = 200
_LONGEST_CODE = 60
_WORDS_BEFORE = 5
_NOWHERE: tuple[str, set[str]] = ("", set())


class Scope(NamedTuple):
    """A restriction: its words (also where they only repeat a definition) and its code; None where nothing is known."""

    words: str | None
    code: str | None

    @property
    def flags(self) -> tuple[str, ...]:
        """What is in doubt about it."""
        return ("scope_unsure",) if (self.code or "").startswith(UNSURE) else ()


@dataclass(frozen=True)
class _Restriction:
    """One rule of scopes.yml; its pattern is compiled when first tried."""

    pattern: str
    cased: bool
    signs: tuple[str, ...]
    restricts: bool
    within: tuple[str, ...]
    by_fields: bool
    spares_issuer: bool
    opens: bool
    is_period: bool
    spares: tuple[str, ...]
    unless_after: frozenset[str]
    kinds: frozenset[str]


def scope_of(
    indicator: str | None, places: Mapping[str, str], issuer: str | None, kind: str = "", tells: bool = False
) -> Scope:
    """The scope of a statement.

    Args:
        indicator: its code; None where it is open: a restriction is kept all the same.
        places: words by where they stand: `own` of the number, `quote`, `row` label, `above` (bullets and
            headings), `run` (since the comma before it), `behind` (right behind it).
        issuer: the name of the issuing unit, which restricts nothing in its own plan.
        kind: what the number says of change (change.kind_of_change).
        tells: whether it tells a result: a part of the year is its period then, not a part of what is promised.
    """
    hits = _hits(places, fold(issuer or ""), kind, tells)
    first = next(hits, None)
    words = first[1] if first else None
    known = _catalogue_scope(indicator, f"{places['own']} {words or ''}") if indicator else None
    if known:
        return Scope(words, known)
    for restriction, text in (first, *hits) if first else ():
        if restriction.restricts and not (restriction.spares and (indicator or "").startswith(restriction.spares)):
            return Scope(text, OTHER + _slug(_field_names(text) if restriction.by_fields else text))
    return Scope(words, ALL if indicator else None)


def _holds(restriction: _Restriction, kind: str, tells: bool) -> bool:
    return not (tells and restriction.is_period) and (not restriction.kinds or kind in restriction.kinds)


def scope_of_agency(agency: str, places: Mapping[str, str]) -> Scope | None:
    """The scope of what a department or ministry promises in its plan: itself; None where words name the whole."""
    whole = phrase("shapes", "whole_territory")
    if any(whole.search(_look(places[name])[0]) for name in ("own", "quote", "row")):
        return None
    return Scope(agency, OTHER + _slug(agency))


def unsure_of(words: Sequence[str]) -> Scope | None:
    """The scope of a statement with words that nothing explains (residue); None where there are none."""
    said = " ".join(words)
    return Scope(said[:_LONGEST], UNSURE + _slug(said)) if words else None


def words_of(indicator: str, scope_code: str | None) -> str:
    """The words of the indicator's scopes in the catalogue, where the scope is one of them; empty for all others."""
    own = _catalogue().get(indicator, ())
    is_own = any(entry["scope_code"] == scope_code for entry in own)
    return " ".join(word for entry in own for word in entry["words"]) if is_own else ""


def _hits(places: Mapping[str, str], issuer: str, kind: str, tells: bool) -> Iterator[tuple[_Restriction, str]]:
    """Restrictions that hold and stand in the places, in the order of the lexicon, nearest place first."""
    looked = {place: _look(text) for place, text in places.items() if text}
    for restriction in _restrictions().fitting(set().union(*(signs for _, signs in looked.values()))):
        for place in restriction.within if _holds(restriction, kind, tells) else ():
            low, signs = looked.get(place, _NOWHERE)
            if low and (not restriction.signs or not signs.isdisjoint(restriction.signs)):
                words = _found(restriction, places[place], low, issuer)
                if words:
                    yield restriction, words
                    break


@lru_cache(maxsize=256)
def _look(text: str) -> tuple[str, set[str]]:
    """A text in lower case and the signs in it; what stands above is the same for all numbers of a paragraph."""
    low = lowered(text)
    return low, _restrictions().phrases.said_in(low)


def _found(restriction: _Restriction, text: str, low: str, issuer: str) -> str | None:
    """The words of a restriction in a text that has one of its signs; `low` is the text in lower case."""
    pattern = _compiled(restriction.pattern, restriction.cased)
    look = pattern.match if restriction.opens else pattern.search
    match = look(text if restriction.cased else low)
    if match is None:
        return None
    words = squeeze(text[slice(*match.span(1))])[:_LONGEST]
    if restriction.spares_issuer and issuer and (fold(words) in issuer or issuer in fold(words)):
        return None
    return None if _stands_after(restriction.unless_after, text[: match.start(1)]) else words


def _stands_after(words: frozenset[str], text: str) -> bool:
    """Whether one of these words is among the last few of a text."""
    if not words:
        return False
    before = f" {' '.join(fold(text).split()[-_WORDS_BEFORE:])} "
    return any(f" {word} " in before for word in words)


def _catalogue_scope(indicator: str, words: str) -> str | None:
    entries = _catalogue().get(indicator, ())
    text = normalise(words) if entries else ""
    return next((str(entry["scope_code"]) for entry in entries if all(word in text for word in entry["words"])), None)


@cache
def _catalogue() -> Mapping[str, list[CatalogueScope]]:
    """The scopes that have figures of their own, by indicator, in the order of the lexicon."""
    by_indicator: dict[str, list[CatalogueScope]] = {}
    for entry in load("scopes", ScopesFile)["catalogue"]:
        by_indicator.setdefault(entry["indicator"], []).append(entry)
    return by_indicator


@cache
def _restrictions() -> Triggered[_Restriction]:
    """The restrictions of the lexicon by their signs."""
    return Triggered([(one, one.signs) for one in map(_restriction, load("scopes", ScopesFile)["restrictions"])])


def _restriction(rule: RestrictionRule) -> _Restriction:
    return _Restriction(
        pattern=pattern_of(rule),
        cased=rule.get("cased", False),
        signs=signs_with_fields(rule),
        restricts=rule["restricts"],
        within=tuple(rule["within"]),
        by_fields=rule.get("named_by") == "fields",
        spares_issuer=rule.get("issuer", False),
        opens=rule.get("opens", False),
        is_period=rule.get("period", False),
        spares=tuple(rule.get("spares", ())),
        unless_after=frozenset(rule.get("unless_after", ())),
        kinds=frozenset(rule.get("kinds", ())),
    )


def signs_with_fields(rule: RestrictionRule) -> tuple[str, ...]:
    """The `words` of a rule (signs_of), {FIELD} written out."""
    return tuple(dict.fromkeys(sign.replace("{FIELD}", name) for sign in signs_of(rule) for name in _fields()))


def pattern_of(rule: RestrictionRule) -> str:
    """The pattern of a rule with the names of fields and the capital letters written out."""
    return rule["pattern"].replace("{FIELD}", "|".join(_fields())).replace("{UPPER}", _capitals())


def compile_rules() -> None:
    """Compile what is else compiled when a text first has one of its words."""
    for rule in load("scopes", ScopesFile)["restrictions"]:
        _compiled(pattern_of(rule), rule.get("cased", False))


@cache
def _compiled(pattern: str, cased: bool) -> re.Pattern[str]:
    return re.compile(pattern) if cased else compiled_lower(pattern)


@cache
def _fields() -> tuple[str, ...]:
    """The names of fields, longest first."""
    return tuple(sorted(load("scopes", ScopesFile)["fields"], key=lambda name: (-len(name), name)))


@cache
def _capitals() -> str:
    """All capital letters of Vietnamese, for a class of a pattern."""
    return "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())


def _field_names(words: str) -> str:
    """The fields a text names, in a fixed order: «đầu tư, đất đai» and «đất đai, đầu tư» restrict alike."""
    left, named = fold(words), []
    for field in _fields():
        if field in left:
            left = left.replace(field, " ")
            named.append(field)
    return " ".join(sorted(named, key=name_ascii))


def _slug(words: str) -> str:
    """«lĩnh vực đất đai» -> `linh_vuc_dat_dai`."""
    letters = "".join(letter if letter.isalnum() else " " for letter in name_ascii(words).lower())
    return "_".join(letters.split())[:_LONGEST_CODE]
