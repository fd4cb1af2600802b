"""Numbers of dossiers told in a sentence, the shares told behind them, and the two counts that a share is made of.

What belongs here: what a number of dossiers counts (counts.yml), which pair of counts gives a share that is told. What
does not: other indicators (plans), what is loaded (results.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from pipelines.kpi.told.patterns import said
from pipelines.kpi.told.sentence import Words
from pipelines.yaml_files import read_yaml

MATCHED = "matched"
_WHOLE_NUMBER = said("whole_number")
_FRACTION = re.compile(r"(?<![\w.,/])(\d{1,3}(?:\.\d{3})+|\d+)\s*/\s*(\d{1,3}(?:\.\d{3})+|\d+)(?![\d/]|[.,]\d)")
_DOSSIERS = said("dossiers")
_JOINT = said("joint")
_WITHOUT_NOUN = said("without_noun")
_COUNTED = said("counted")
_ONLY_A_LEVEL = said("only_a_level")
_OF_THE_ONE_BEFORE = said("of_the_one_before")
_ENDS_BEFORE = re.compile(rf"{_WHOLE_NUMBER.pattern}|\d\s*%|[;)]|\. ")
_JOINT_OF_ANY = said("joint_of_any")
_SOLVED = said("solved")
_OF_PROCEDURES = said("of_procedures")
_DOSSIER = "hồ sơ"
_THINGS = said("things_done_in_time")
_PERCENT = re.compile(r"\d\s*%")
_AFTER = re.compile(r"[^,;.(:\d]{0,40}")


@dataclass(frozen=True)
class Role:
    """What a number of dossiers counts: the indicator of the number (None: none), and of the share told behind it."""

    name: str
    code: str | None
    share: str | None
    any: re.Pattern[str]
    none: re.Pattern[str] | None
    present: re.Pattern[str] | None
    since: re.Pattern[str] | None
    until: re.Pattern[str] | None
    is_aside: bool = False

    def fits(self, label: str, sentence: str, before: str) -> bool:
        """Whether the words round a number, those of its sentence and those before it speak for this role."""
        if not self.any.search(label) or (self.none and self.none.search(label)):
            return False
        if self.present is not None and not self.present.search(sentence):
            return False
        return self.since is None or self._governs(self.since, before)

    def _governs(self, since: re.Pattern[str], before: str) -> bool:
        """Whether words of `since` stand before the number, and none of `until` after them."""
        said = [match.end() for match in since.finditer(before)]
        return bool(said) and not (self.until and self.until.search(before, said[-1]))


def role_of_count(words: Words) -> Role | None:
    """The role of a number of dossiers by the words round it; None where they say none."""
    return _role_at(words.line, words.at, words.end)


def role_before_share(words: Words) -> Role | None:
    """The role of the number of dossiers that a share stands right behind; None where it stands behind none."""
    line = words.line
    before = list(_WHOLE_NUMBER.finditer(line, 0, words.at))
    if not before or not _JOINT.fullmatch(line, before[-1].end(), words.at):
        return None
    if not _DOSSIERS.match(line, before[-1].end()) and not _goes_on_with_dossiers(line, before[-1]):
        return None
    return _role_at(line, before[-1].start(), before[-1].end())


def _goes_on_with_dossiers(line: str, number: re.Match[str]) -> bool:
    """«Tổng hồ sơ tiếp nhận: 2.418; trực tuyến: 2.377 (98,3%)»: a number without a noun counts what was named last."""
    if not _WITHOUT_NOUN.match(line, number.end()):
        return False
    named = [match.group() for match in _COUNTED.finditer(line, 0, number.start())]
    return bool(named) and named[-1] in ("hồ sơ", "hs")


def is_bare_share(words: Words) -> bool:
    """Whether a share stands right behind a number, without words of its own («…, đúng hạn 203, đạt 98,1%»)."""
    counts = (match.end() for form in (_WHOLE_NUMBER, _FRACTION) for match in form.finditer(words.line, 0, words.at))
    last = max(counts, default=None)
    return last is not None and bool(_JOINT_OF_ANY.fullmatch(words.line, last, words.at))


def is_of_dossiers(words: Words) -> bool:
    """Whether the number counts dossiers, and is no mean of them."""
    if _DOSSIERS.match(words.line, words.end) or _DOSSIERS.search(words.line, words.at, words.end):
        return True
    number = _WHOLE_NUMBER.match(words.line, words.at)
    return number is not None and _goes_on_with_dossiers(words.line, number)


def _role_at(line: str, start: int, end: int) -> Role | None:
    """The role by the words from the last colon on, else by all words since the number before.

    «trong đó cấp tỉnh 20 hồ sơ» counts what the number before counts.

    What sets a number aside does so wherever it stands («Lĩnh vực đất đai: tiếp nhận 20 hồ sơ»).
    """
    label = _label(line, start, end)
    before = line[:start]
    if _ONLY_A_LEVEL.fullmatch(label) and (earlier := list(_WHOLE_NUMBER.finditer(before))):
        return _role_at(line, earlier[-1].start(), earlier[-1].end())
    whole = _first(label, line, before)
    if whole is None or whole.is_aside:
        return whole or _first(label.rpartition(":")[2], line, before)
    return _first(label.rpartition(":")[2], line, before) or whole


def _first(label: str, line: str, before: str) -> Role | None:
    return next((role for role in _roles() if role.fits(label, line, before)), None)


def _label(line: str, start: int, end: int) -> str:
    """The words from the number, share, bracket or clause before to this one, and those behind it up to a comma."""
    earlier = [match.end() for match in _ENDS_BEFORE.finditer(line, 0, start)]
    tail = _AFTER.match(line, end)
    head = line[earlier[-1] if earlier else 0 : start]
    if _OF_THE_ONE_BEFORE.fullmatch(head) and tail and len(tail.group().split()) > 2:
        head = ""
    return f"{head} {tail.group() if tail else ''}"


def indicator_by_nouns(words: Words) -> str | None:
    """The indicator that the few words right round a share name («tỷ lệ trực tuyến 98,7%»)."""
    return _named_share(_label(words.line, words.at, words.end), words)


def indicator_behind(words: Words) -> str | None:
    """The indicator that the words right behind a share name («100% đúng hạn»)."""
    tail = _AFTER.match(words.line, words.end)
    return _named_share(tail.group(), words) if tail else None


def indicator_of_part(words: Words, part: str) -> str | None:
    """The indicator of «tỷ lệ giải quyết đúng hạn đạt …» by the part it stands in: its heading, and what it told last.

    `part`: the heading and the words since, up to the paragraph of the number.
    """
    near = _label(words.line, words.at, words.end)
    heading, _, since = part.partition("\n")
    if not (_SOLVED.search(near) and _OF_PROCEDURES.search(heading.lower())):
        return None
    of_dossiers = [one for one in _shares() if _DOSSIER in one.things and len(near) <= one.longest]
    thing = _last_thing(f"{since} {words.opening} {words.before}") or _DOSSIER
    return next((one.code for one in of_dossiers if one.fits_of(near, thing)), None)


def _named_share(near: str, words: Words) -> str | None:
    thing = _thing_of(near, words)
    return next((one.code for one in _shares() if len(near) <= one.longest and one.fits_of(near, thing)), None)


def is_of_another_thing(words: Words, code: str, part: Callable[[], str]) -> bool:
    """Whether a share «đúng hạn» of one thing stands behind the words of another: «118 phản ánh; đúng hạn 97,5%».

    `part`: what its part told before, asked where its own sentences name no thing.
    """
    own = [one for one in _shares() if one.code == code]
    if not own:
        return False
    thing = _thing_of(_label(words.line, words.at, words.end), words) or _last_thing(part())
    return thing is not None and not any(thing in one.things for one in own)


def _last_thing(text: str) -> str | None:
    named = list(_THINGS.finditer(text.lower()))
    return named[-1].group() if named else None


def _thing_of(near: str, words: Words) -> str | None:
    """What is done in time or not: the last thing named near the number, else before it, also a sentence before."""
    wide = _with_sentences_before(words, 1)
    named = list(_THINGS.finditer(near)) or list(_THINGS.finditer(wide.before))
    return named[-1].group() if named else None


def indicator_by_counts(words: Words, value: float, digits: int) -> str | None:
    """The indicator of a share by its two counts, of which one may stand in the sentence before."""
    shares = [match.end() for match in _PERCENT.finditer(words.line, 0, words.at)]
    near = words.line[shares[-1] if shares else 0 : words.at]
    wide = _with_sentences_before(words, 2)
    fitting = (one for one in _counted() if one.fits(near, wide.line) and _counts_last(wide, one.noun))
    return next((one.code for one in fitting if any(_gives(pair, value, digits) for pair in _pairs(wide))), None)


def _counts_last(words: Words, noun: str) -> bool:
    """Whether the last number before the share counts what the noun says."""
    found = (match.end() for form in (_WHOLE_NUMBER, _FRACTION) for match in form.finditer(words.line, 0, words.at))
    last = max(found, default=None)
    return last is not None and words.line[last:].lstrip().startswith(noun)


def _pairs(words: Words) -> Iterator[tuple[int, int]]:
    yield from _fractions(words.line)
    yield from _spoken(words.line, words.at)


def _with_sentences_before(words: Words, most: int) -> Words:
    """The words of a number with the sentences before them in the paragraph, so many at most."""
    before = ". ".join(words.opening.rstrip().rstrip(".").split(". ")[-most:])
    shift = len(before) + 2 if before else 0
    return Words(f"{before}. {words.sentence}" if before else words.sentence, words.at + shift, words.end + shift)


def counts_of_share(words: Words, value: float, digits: int, code: str) -> tuple[str | None, str | None]:
    """The one pair of counts in the sentence that gives the share as printed; (None, None) where none or several do.

    A fraction («98.120/99.004») wins; else the last number before the share over one told before that, unless it counts
    what no share of `code` is made of («tiếp nhận 334 hồ sơ, giải quyết 333 hồ sơ, đúng hạn 100%»).
    """
    line = words.line
    pairs = [pair for pair in _fractions(line) if _gives(pair, value, digits)]
    if not pairs:
        spoken = [] if _counts_another(words, code) else _spoken(line, words.at)
        pairs = [pair for pair in spoken if _gives(pair, value, digits)]
    if not pairs and code in {one.code for one in _counted()}:
        pairs = [pair for pair in _pairs(_with_sentences_before(words, 2)) if _gives(pair, value, digits)]
    if len(set(pairs)) != 1:
        return None, None
    return str(pairs[0][0]), str(pairs[0][1])


def _counts_another(words: Words, code: str) -> bool:
    """Whether the number before a share of dossiers counts dossiers that the share is not of."""
    numbers = list(_WHOLE_NUMBER.finditer(words.line, 0, words.at))
    if code not in {role.share for role in _roles()} or not numbers:
        return False
    role = _role_at(words.line, numbers[-1].start(), numbers[-1].end())
    return role is not None and role.share is None


def _fractions(line: str) -> Iterator[tuple[int, int]]:
    for match in _FRACTION.finditer(line):
        yield _whole(match[1]), _whole(match[2])


def _spoken(line: str, at: int) -> Iterator[tuple[int, int]]:
    """(top, bottom): the last number before a share under each told before it; «2.087 trên 2.230» both ways."""
    found = [_whole(match[1]) for match in _WHOLE_NUMBER.finditer(line, 0, at)]
    if len(found) >= 2:
        yield from ((found[-1], bottom) for bottom in found[:-1] if bottom >= found[-1])
        yield from [(found[-2], found[-1])] if found[-2] < found[-1] else []


def _gives(pair: tuple[int, int], value: float, digits: int) -> bool:
    """Whether a pair of counts, as a share of 100, is the value at its printed digits (one unit of the last is cut)."""
    top, bottom = pair
    if bottom <= 0 or top > bottom:
        return False
    exact = Decimal(100) * top / bottom
    return abs(exact - Decimal(str(value))) <= Decimal("0.51").scaleb(-digits)


def _whole(printed: str) -> int:
    return int(printed.replace(".", ""))


@dataclass(frozen=True)
class _Spoken:
    """A share known by words near it: one of `any`, none of `none`."""

    code: str
    any: re.Pattern[str]
    none: re.Pattern[str]

    def is_near(self, near: str) -> bool:
        """Whether the words near the share speak for the indicator."""
        return bool(self.any.search(near) and not self.none.search(near))


@dataclass(frozen=True)
class _Share(_Spoken):
    """A share of certain things that the words round it name, where these are at most so many letters."""

    things: frozenset[str]
    longest: int

    def fits_of(self, near: str, thing: str | None) -> bool:
        """Whether the words near the share speak for the indicator, and the thing last named is one of its own."""
        return thing in self.things and self.is_near(near)


@dataclass(frozen=True)
class _Counted(_Spoken):
    """A share that its two counts name, by what they count and by words of its sentence (`present`)."""

    present: re.Pattern[str]
    noun: str
    absent: re.Pattern[str] | None = None

    def fits(self, near: str, sentence: str) -> bool:
        """Whether the words near the share and those of its sentence speak for the indicator."""
        is_another = self.absent is not None and self.absent.search(sentence)
        return self.is_near(near) and bool(self.present.search(sentence)) and not is_another


class RoleEntry(TypedDict):
    """A role as counts.yml writes it."""

    role: str
    code: str | None
    share: str | None
    any: list[str]
    none: NotRequired[list[str]]
    present: NotRequired[list[str]]
    since: NotRequired[list[str]]
    until: NotRequired[list[str]]
    aside: NotRequired[bool]
    example: NotRequired[str]
    counter_example: NotRequired[str]


class SpokenEntry(TypedDict):
    """What both kinds of shares in counts.yml say."""

    code: str
    any: list[str]
    none: list[str]
    example: str
    counter_example: str


class ShareEntry(SpokenEntry):
    """A share as counts.yml writes it."""

    things: list[str]
    longest: int


class CountedEntry(SpokenEntry):
    """A share that its counts name, as counts.yml writes it."""

    present: list[str]
    noun: str
    absent: NotRequired[list[str]]


class Spec(TypedDict):
    """counts.yml."""

    roles: list[RoleEntry]
    shares: list[ShareEntry]
    counted: list[CountedEntry]


@cache
def _spec() -> Spec:
    return read_yaml(Path(__file__).parent / "counts.yml", Spec)


@cache
def _shares() -> tuple[_Share, ...]:
    return tuple(_Share(*_words_of(one), frozenset(one["things"]), one["longest"]) for one in _spec()["shares"])


@cache
def _counted() -> tuple[_Counted, ...]:
    return tuple(
        _Counted(
            *_words_of(one),
            _any_of(one["present"]),
            one["noun"],
            _any_of(one["absent"]) if "absent" in one else None,
        )
        for one in _spec()["counted"]
    )


def _words_of(entry: SpokenEntry) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    return entry["code"], _any_of(entry["any"]), _any_of(entry["none"])


@cache
def _roles() -> tuple[Role, ...]:
    spec = _spec()
    return tuple(
        Role(
            entry["role"],
            entry["code"],
            entry["share"],
            _any_of(entry["any"]),
            _any_of(entry["none"]) if "none" in entry else None,
            _any_of(entry["present"]) if "present" in entry else None,
            _any_of(entry["since"]) if "since" in entry else None,
            _any_of(entry["until"]) if "until" in entry else None,
            is_aside=bool(entry.get("aside")),
        )
        for entry in spec["roles"]
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
