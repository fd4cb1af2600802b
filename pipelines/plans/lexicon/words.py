"""Phrases to word classes: the files of lexicon/words, and the longest phrase that stands at a place.

What belongs here: reading word files, the short form of phrases («không (dưới|quá)», «(xin)?»), one spelling of each
word. What does not: patterns over tokens (grammar), regular expressions of the other lexicon files (loading).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NotRequired, TypedDict

from pipelines.plans.lexicon.file_shapes import Spelling
from pipelines.plans.lexicon.files import FOLDER, load
from pipelines.yaml_files import read_yaml

NO_CLASSES: frozenset[str] = frozenset()
_BEGINS = r"(?<!\w@)"
_WHOLE = r"(?:{words})(?!\w)"
_SPELT = {entry["also"]: entry["one"] for entry in load("spellings", list[Spelling])}


Entry = TypedDict(
    "Entry", {"id": str, "is": list[str], "forms": list[str], "example": str, "counter": NotRequired[str]}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the lexicon: how many words it has, these, its classes, the same with its words, its entry."""

    length: int
    text: str
    classes: frozenset[str]
    names: frozenset[str]
    entry: str


class _Step:
    """One word of a phrase: the phrase that ends here, and the words that may follow."""

    __slots__ = ("following", "phrase")

    def __init__(self) -> None:
        self.phrase: Phrase | None = None
        self.following: dict[str, _Step] = {}


class Lexicon:
    """All phrases of the word files, found word by word; `openers`: the words that phrases begin with."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._start = _Step()
        for entry in entries:
            for form in forms_of(entry):
                self._add(self.spelt(form.split()), entry)
        self.openers = frozenset(self._start.following)

    def _add(self, words: list[str], entry: Entry) -> None:
        step = self._start
        for word in words:
            step = step.following.setdefault(word, _Step())
        name, classes, text = str(entry["id"]), frozenset(names_of(entry)), " ".join(words)
        if step.phrase:
            name, classes = f"{step.phrase.entry}+{name}", step.phrase.classes | classes
        step.phrase = Phrase(len(words), text, classes, with_words(classes, text), name)

    @staticmethod
    def spelt(words: Iterable[str]) -> list[str]:
        """Words in the one spelling under which they are looked up."""
        return [_SPELT.get(word, word) for word in words]

    def longest(self, words: Sequence[str], index: int) -> Phrase | None:
        """The longest phrase that begins at a word."""
        found: Phrase | None = None
        following = self._start.following
        while index < len(words) and (step := following.get(words[index])) is not None:
            found = step.phrase or found
            following = step.following
            index += 1
        return found


def with_words(classes: frozenset[str], text: str) -> frozenset[str]:
    """The names by which rules speak of a token: its classes and «=» with its words."""
    return classes | {f"={text}"}


def forms_of(entry: Entry) -> list[str]:
    """The phrases of an entry, written out."""
    return [form for short in entry["forms"] for form in written_out(str(short))]


def written_out(short: str) -> list[str]:
    """All phrases of a short form: «không (dưới|quá)» gives two, «(mức)? tối thiểu» too.

    Raises:
        ValueError: a bracket is not closed.
    """
    parts: list[list[str]] = []
    rest = short
    while rest:
        before, bracket, rest = rest.partition("(")
        parts.append([before])
        if bracket:
            inside, closed, rest = rest.partition(")")
            if not closed:
                raise ValueError(f"lexicon form «{short}»: a bracket is not closed")
            choices = inside.split("|")
            parts.append(["", *choices] if rest.startswith("?") else choices)
            rest = rest.removeprefix("?")
    return [" ".join("".join(choice).split()) for choice in product(*parts)]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this project, read once."""
    entries = [entry for path in sorted((FOLDER / "words").glob("*.yml")) for entry in read_yaml(path, list[Entry])]
    return Lexicon(entries)


@cache
def alternation(*names: str) -> str:
    """All phrases of word classes as one regular expression, longest first, for the patterns of the lexicon.

    A phrase that goes on to something else in another entry («tổ chức thực hiện») is not found there.
    """
    forms = {
        form for entry in lexicon().entries if not set(names).isdisjoint(names_of(entry)) for form in forms_of(entry)
    }
    others = {form for entry in lexicon().entries if set(names).isdisjoint(names_of(entry)) for form in forms_of(entry)}
    rests: dict[str, list[str]] = {}
    for other in sorted(others):
        for place in (place for place, letter in enumerate(other) if letter == " "):
            rests.setdefault(other[:place], []).append(other[place:])
    return "(?:" + one_of({form: _guarded(form, rests.get(form)) for form in forms}) + ")"


def one_of(words: Mapping[str, str], opening: str = "") -> str:
    """Words as alternatives, the longest first, those of one first letter together: fewer are tried at a place.

    Args:
        words: each with the pattern for what follows its first letter.
        opening: what must hold where a word begins, as a look behind its first letter («@»): a pattern that opens
            with letters is only tried where one of them stands.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_first.setdefault(re.escape(word[0]), []).append(words[word])
    return "|".join(f"{first}{opening.replace('@', first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """The pattern that finds these words where no letter or digit goes on, the longest first."""
    return re.compile(_WHOLE.format(words=one_of(rests_of(words), _BEGINS)))


def rests_of(words: Iterable[str]) -> dict[str, str]:
    """Each word with the pattern for what follows its first letter."""
    return {word: re.escape(word[1:]) for word in words}


def _guarded(form: str, more: list[str] | None) -> str:
    """The rest of a form behind its first letter; `more`: how other entries go on from it."""
    return f"{form[1:]}(?!(?:{'|'.join(more)})(?!\\w))" if more else form[1:]


def names_of(entry: Entry) -> list[str]:
    """The classes of an entry."""
    return [str(name) for name in entry["is"]]
