"""What a percentage says of the thing it counts, held against what an indicator says of it.

What belongs here: the predicate, the change and the field of life that a number's own words name. What does not: what
is counted (measures), which indicator the words name (indicators), the words (lexicon/sayings.yml).

A list of what an indicator never stands with always misses one. So a predicate must say a word of the indicator's own,
and one that says none leaves the number open: a wrong indicator is worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.plans.lexicon.file_shapes import SayingsFile
from pipelines.plans.lexicon.loading import holds_one, load
from pipelines.plans.lexicon.words import whole_words
from pipelines.plans.measures import behind_head, measures
from pipelines.plans.phrasing import LETTERS, Phrasing

_JOINED = (",", "và ", "hoặc ", "/")


class Saying(NamedTuple):
    """What is said of what a percentage counts: empty where nothing is.

    `deed`: right before the number, or at the head of the predicate; there it may be joined to another («rà soát, công
    bố»). `around`: the predicate with all that stands before what is counted.
    """

    deed: str
    is_joined: bool
    predicate: str
    around: str


def strange_to(code: str, names: str, phrasing: Phrasing, kind: str) -> str | None:
    """The words by which a percentage says something else than an indicator, or None.

    Args:
        code: the indicator.
        names: all that names it, normalised.
        phrasing: the number's words.
        kind: kind of target; empty where a change of the indicator itself may be told in percent.
    """
    return (
        (_other_change(names, phrasing.before, kind) if kind else None)
        or _other_field(code, phrasing)
        or _other_predicate(code, names, saying_of(phrasing.before, phrasing.after))
    )


def _other_change(names: str, before: str, kind: str) -> str | None:
    for change in _changes():
        if (change.kinds and kind not in change.kinds) or (change.own and holds_one(change.own, names)):
            continue
        if change.forms is None:
            return kind
        if said := change.forms.search(before):
            return said.group()
    return None


def _other_field(code: str, phrasing: Phrasing) -> str | None:
    counts = measures()[code].counts if code in measures() else frozenset()
    for field in _fields():
        if not counts.isdisjoint(field.counts) and (said := field.forms.search(phrasing.own)):
            return None if _home().search(phrasing.whole) else said.group()
    return None


def _other_predicate(code: str, names: str, saying: Saying) -> str | None:
    if saying.deed and _is_told_with(code, names, saying.deed):
        return None
    if saying.deed and not saying.is_joined:
        return saying.deed
    says = measures()[code].says if code in measures() else ()
    return saying.predicate if saying.predicate and says and not holds_one(says, saying.around) else None


def _is_told_with(code: str, names: str, deed: str) -> bool:
    entry = _deeds()[deed]
    return code in entry.also or holds_one(entry.forms, names)


@lru_cache(maxsize=1_024)
def saying_of(before: str, after: str) -> Saying:
    """The saying of a percentage by its words, normalised, before and after it."""
    above, rest = behind_head(before, after)
    predicate = _predicate_in(rest) if rest else ""
    around = f"{above} {predicate}"
    nearest = _right_before().search(before) if rest is not None else None
    if nearest:
        return Saying(nearest.group(1), False, predicate, around)
    found = _at_head().match(predicate)
    joined = found is not None and predicate[found.end() :].lstrip().startswith(_JOINED)
    return Saying(found.group(1) if found else "", joined, predicate, around)


def _predicate_in(rest: str) -> str:
    """What goes on from the thing counted, from the first word of a predicate on; empty where that says nothing."""
    opening = _opening().search(rest)
    if opening is None or opening.lastgroup == "end":
        return ""
    predicate = rest[opening.start() :]
    return predicate if LETTERS.search(_plain().sub("", predicate)) else ""


class _Deed(NamedTuple):
    forms: tuple[str, ...]
    also: frozenset[str]


class _Field(NamedTuple):
    counts: frozenset[str]
    forms: re.Pattern[str]


class _Change(NamedTuple):
    kinds: tuple[str, ...]
    own: tuple[str, ...]
    forms: re.Pattern[str] | None


@cache
def _sayings() -> SayingsFile:
    return load("sayings", SayingsFile)


@cache
def _deeds() -> dict[str, _Deed]:
    entries = [(_Deed(tuple(one["forms"]), frozenset(one["also"])), one["forms"]) for one in _sayings()["deeds"]]
    return {form: deed for deed, forms in entries for form in forms}


@cache
def _fields() -> tuple[_Field, ...]:
    return tuple(_Field(frozenset(one["counts"]), whole_words(one["forms"])) for one in _sayings()["fields"])


@cache
def _changes() -> tuple[_Change, ...]:
    return tuple(
        _Change(tuple(one["kinds"]), tuple(one["own"]), whole_words(one["forms"]) if one["forms"] else None)
        for one in _sayings()["changes"]
    )


@cache
def _home() -> re.Pattern[str]:
    return whole_words(_sayings()["home"])


@cache
def _plain() -> re.Pattern[str]:
    return whole_words(_sayings()["plain"])


@cache
def _opening() -> re.Pattern[str]:
    """The first word of a predicate, or what ends the search for it."""
    bare = [form for deed in _sayings()["deeds"] if deed.get("bare") for form in deed["forms"]]
    parts = (_sayings()["opens"], bare, _sayings()["ends"])
    return re.compile(_OPENING.format(*map(_any_of, parts)))


@cache
def _right_before() -> re.Pattern[str]:
    return re.compile(_RIGHT_BEFORE.format(deeds=_any_of(_deeds()), between=_any_of(_sayings()["between"])))


@cache
def _at_head() -> re.Pattern[str]:
    opening = (*_sayings()["opens"], *_sayings()["between"])
    return re.compile(_AT_HEAD.format(deeds=_any_of(_deeds()), opening=_any_of(opening)))


_OPENING = r"(?<!\w)(?:{}|(?<!, )(?<!và )(?:{})|(?P<end>{}))(?!\w)"
_RIGHT_BEFORE = r"(?<!\w)({deeds})(?:\s+(?:{between}))*\s*$"
_AT_HEAD = r"(?:(?:{opening})\s+)*({deeds})(?!\w)"


def _any_of(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
