"""Whether a head says more, or less, than the wording it is like. Pure.

What belongs here: words and brackets of the one that the other lacks and that nothing explains (added_words.yml). What
does not: how like the two are (segments.py, trees.py), opposites (header_words.py).

A head is near to a wording by slips in its letters, never by words: «… đúng hạn cấp xã» is a part of «… đúng hạn».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

from rapidfuzz.distance import OSA

from pipelines.kpi.headers.header_words import IN_BRACKETS, bare_key, load_words, segment_key
from pipelines.vietnamese import ascii_fold
from pipelines.yaml_files import read_yaml

# A slip is one letter; in a word of two, another letter makes another word.
_LEAST_LETTERS = 3
_LETTERS_OF_TWO_SLIPS = 10
# What a form of all dossiers is about: what a title says behind it may be a part, which document it goes with is none.
_SUBJECT = re.compile(r"(?<!\S)(?:ho so|thu tuc hanh chinh)(?!\S)")
_WITH_DOCUMENT = re.compile(r"\(?\s*(?:kèm theo|ban hành|kem theo|ban hanh)(?!\w).*", re.IGNORECASE)
_NO_WORD = re.compile(r"[\d.,]+|[a-z]|[ivx]+|[tq]\d{1,2}")
Forms = frozenset[tuple[str, ...]]
Place = Literal["words", "brackets", "titles"]


class ExplainedWords(TypedDict):
    """One entry of added_words.yml."""

    name: str
    brackets: NotRequired[bool]
    titles: NotRequired[bool]
    forms: list[str]
    of: str
    example: str
    counter_example: str


@cache
def explained_words() -> list[ExplainedWords]:
    """The entries of added_words.yml."""
    return read_yaml(Path(__file__).with_suffix(".yml"), list[ExplainedWords])


@cache
def _forms(place: Place) -> frozenset[tuple[str, ...]]:
    """Explained forms; those of several words without marks too, while «so» alone may be «số» or «sở»."""
    rules = [rule for rule in explained_words() if place == _place(rule) or _place(rule) == "words"]
    keys = {segment_key(form) for rule in rules for form in rule["forms"]}
    if place == "brackets":
        keys |= {key for _, units in load_words().units for key in units}
    return frozenset(tuple(one.split()) for key in keys for one in (key, ascii_fold(key) if " " in key else key))


def _place(rule: ExplainedWords) -> Place:
    return "brackets" if rule.get("brackets") else "titles" if rule.get("titles") else "words"


def _left_over(words: Sequence[str], own: frozenset[str], place: Place, more: Forms = frozenset()) -> Iterator[str]:
    """The words that no form covers, nor one of `more` forms, and that are not the head's own."""
    forms = _forms(place) | more if more else _forms(place)
    longest = max(map(len, forms))
    at = 0
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if tuple(words[at : at + n]) in forms), 0)
        if not size and words[at] not in own and not (place != "words" and _NO_WORD.fullmatch(words[at])):
            yield words[at]
        at += size or 1


@lru_cache(maxsize=50_000)
def differs_by_words(one: str, other: str, parent: str = "") -> bool:
    """Whether one of two keys has a word that is no slip of the other's and that nothing explains.

    Words of the rows above (`parent`, a key) are said already.
    """
    mine, theirs, own = one.split(), other.split(), _words_of((parent,))
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind == "equal" or _is_slip("".join(mine[a:b]), "".join(theirs[c:d])):
            continue
        for words in _without_slips(mine[a:b], theirs[c:d]):
            if any(_left_over(words, own, "words")):
                return True
    return False


def _without_slips(mine: list[str], theirs: list[str]) -> tuple[list[str], list[str]]:
    """The words of both sides that are no misspelling of one on the other side, each taken once."""
    rest: list[str] = []
    missed = list(theirs)
    for word in mine:
        meant = next((other for other in missed if _is_slip(word, other)), None)
        if meant is None:
            rest.append(word)
        else:
            missed.remove(meant)
    return rest, missed


def _is_slip(printed: str, meant: str) -> bool:
    one, other = ascii_fold(printed), ascii_fold(meant)
    if one == other:
        return True
    shorter = min(len(one), len(other))
    return shorter >= _LEAST_LETTERS and OSA.distance(one, other) <= 1 + (shorter >= _LETTERS_OF_TWO_SLIPS)


@lru_cache(maxsize=50_000)
def adds_in_brackets(head: str, wordings: tuple[str, ...], parent: str = "") -> bool:
    """Whether a head as printed has brackets that may narrow it: not units, numbers, or words of the column itself."""
    inner = IN_BRACKETS.findall(head)
    if not inner:
        return False
    own = _words_of((bare_key(head), parent, *map(segment_key, wordings)))
    return any(any(_left_over(segment_key(said).split(), own, "brackets")) for said in inner)


def left_in_title(line: str, units: Iterable[str]) -> tuple[str, ...]:
    """What a title says of the dossiers that nothing explains; `units`: names of units that may stand there."""
    key = segment_key(_WITH_DOCUMENT.sub(" ", _without_measures(line)))
    words, plain = key.split(), ascii_fold(key)
    subject = _SUBJECT.search(plain)
    if subject is None:
        return ()
    behind = words[len(plain[: subject.end()].split()) :]
    return tuple(_left_over(behind, _words_of(map(segment_key, units)), "titles"))


def left_in_whole_title(line: str, own: Iterable[str]) -> tuple[str, ...]:
    """What a title says that nothing explains, from its first word on; `own`: what such titles speak of, and units."""
    keys = [segment_key(one) for one in own]
    more = frozenset(tuple(one.split()) for key in keys for one in (key, ascii_fold(key)) if key)
    return tuple(_left_over(segment_key(_without_measures(line)).split(), frozenset(), "titles", more))


def _without_measures(line: str) -> str:
    """A title without brackets that say its unit of measure and no more («(Đơn vị tính: %)»)."""
    for said in IN_BRACKETS.findall(line):
        if not any(_left_over(segment_key(said).split(), frozenset(), "brackets")):
            line = line.replace(f"({said})", " ")
    return line


def _words_of(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(word for key in keys for word in f"{key} {ascii_fold(key)}".split())
