"""The words that say what a number measures: its own, those it shares with its neighbours, those it goes on from.

What belongs here: where the subject of a number stands, nearest place first. What does not: which indicator the words
name (indicators), which numbers are promised (grammar), the words of subjects (lexicon/subjects.yml).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.plans.grammar.prose import Reading
from pipelines.plans.lexicon.file_shapes import SubjectsFile
from pipelines.plans.lexicon.loading import compiled_lower, load, lowered
from pipelines.plans.outline.tree import Node
from pipelines.plans.phrasing import Reads, normalise
from pipelines.vietnamese import squeeze

_DIGITS = re.compile(r"[\d%.,]+")
_BEFORE_COLON = re.compile(r"([^:%]{3,160}):")
_LONGEST_HEADING = 120
_LONGEST_BULLET = 200
# A semicolon, or a sentence that begins without a space («… môi trường số.UBND thành phố …»).
_ENDS = re.compile(r"[;.](?:(?<=;)|(?<=[a-zà-ỹ]{2}\.)(?<!tp\.)(?=[A-ZÀ-ỸĐ]))")
_BULLETS = ("dash", "plus", "letter")


class Subject(NamedTuple):
    """Words that may name an indicator: those of the number's own chunk, and the same with what they go on from.

    `before`, `after`: the own words before and after the number. `reads`: which of own and whole decide (Phrasing).
    """

    own: str
    whole: str
    before: str
    after: str
    reads: Reads = "own_first"

    @property
    def is_bare(self) -> bool:
        """Whether the own words name nothing that is counted."""
        return not _names_a_measure(self.own)


class Said(NamedTuple):
    """What the statement before said, and the text that stands between the two numbers."""

    own: str
    whole: str
    between: str

    def subject_words(self) -> str:
        """Its own words, or all it goes on from itself where those name nothing counted."""
        is_own = _names_a_measure(self.own) and not _opening("elliptic").match(self.own)
        return self.own if is_own else self.whole


def subjects_of(node: Node, flat: str, reading: Reading, row: str, before: Said | None) -> list[Subject]:
    """Where a number's subject may stand, nearest place first; the first is what the statement itself says.

    Args:
        node: the statement's node of the outline.
        flat: the paragraph on one line.
        reading: the number with its places in `flat`.
        row: the words of the table row that complete it, else empty.
        before: the statement before it in the same paragraph or cell.
    """
    nearest = subject_at(flat, reading, row or _bullets_above(node))
    own = nearest.own
    is_elliptic = _opening("elliptic").match(own) is not None
    is_bare = nearest.is_bare
    if is_bare and _opening("restricts").match(own):
        nearest = nearest._replace(reads="restricting")
    said = before.subject_words() if before is not None and _goes_on(before, own) else ""
    whole = squeeze(f"{said} {nearest.whole}") if said and is_elliptic else nearest.whole
    places = [whole]
    if colon := _before_colon(flat, reading):
        places.append(f"{colon} {whole}")
    if said and is_bare:
        places.append(f"{said} {own}")
    if is_bare or is_elliptic:
        places += [f"{title} {own}" for title in _titles_above(node)]
    subjects = [
        nearest if place == nearest.whole else nearest._replace(whole=squeeze(place)) for place in dict.fromkeys(places)
    ]
    return [*subjects, nearest._replace(whole=f"{said} {own}", reads="completing")] if said else subjects


def subject_at(flat: str, reading: Reading, heads: str = "") -> Subject:
    """The words of a number's own chunk, and the same with what it shares with its neighbours and heads."""
    before = _words_before(flat, reading)
    after = _ENDS.split(flat[slice(*reading.post)], maxsplit=1)[0]
    counted = _DIGITS.sub(" ", flat[reading.number.start : reading.number.end])
    own = squeeze(f"{before} {counted} {after}")
    lead = flat[slice(*reading.lead)] if reading.lead != reading.pre and reading.turn is None else ""
    tail = _ENDS.split(flat[slice(*reading.tail)], maxsplit=1)[0] if reading.tail != reading.post else ""
    parts = (heads, _colon_head(flat, reading, own), lead, own, tail)
    return Subject(own, squeeze(" ".join(part for part in parts if part)), squeeze(before), squeeze(after))


def _words_before(flat: str, reading: Reading) -> str:
    """The words before a number; of «A và B đạt lần lượt 70% và 50%» its own subject's, behind «sửa đổi …:» the new."""
    words = flat[slice(*reading.pre)]
    if reading.turn is not None:
        place, size = reading.turn
        named = _opening("next_subject").split(flat[slice(*reading.lead)])
        words = named[place] if len(named) == size else words
    return _stated_anew(words)


def _stated_anew(words: str) -> str:
    """Words without the act that amends («Sửa đổi khoản 1 Kế hoạch số … như sau:»), which measures nothing."""
    act = _opening("amending").match(words) if ":" in words else None
    return words[act.end() :] if act else words


def standing_above(node: Node, flat: str, reading: Reading, row: str) -> str:
    """What stands above a number and may narrow it: before the colon, the bullet, short headings without a share."""
    titles = [one.title for one in node.ancestors[:2] if len(one.title) < _LONGEST_HEADING]
    places = (_before_colon(flat, reading), "" if row else _bullets_above(node), *titles)
    return "; ".join(text for text in places if text and "%" not in text)


def opening_place(flat: str, reading: Reading) -> str:
    """The place with which the number's sentence opens, where another number parts it from this one; else empty."""
    start = flat.rfind(". ", 0, reading.pre[0]) + 1
    opening = _opening("opens_with_a_place").match(flat[start : reading.pre[0]])
    return opening.group(1) if opening else ""


def names_several_indices(title: str) -> bool:
    """Whether a title names more than one index: then a bare score below it may be of any of them."""
    return (
        sum(any(name in normalise(title) for name in names) for names in load("subjects", SubjectsFile)["indices"]) > 1
    )


def _goes_on(before: Said, own: str) -> bool:
    """Whether a statement may go on from the one before: in one sentence, or opening with «Trong đó»."""
    return ". " not in before.between or _opening("goes_on").match(own) is not None


def _titles_above(node: Node) -> list[str]:
    """Headings right above that name a subject («1. Chỉ số PAR INDEX»), for statements that name none of their own."""
    near = [above for above in node.ancestors[:2] if above.is_heading or above.mark]
    return [above.title for above in near if len(above.title) < _LONGEST_HEADING and _names_a_subject(above.title)]


def _bullets_above(node: Node) -> str:
    """Bullets right above that a statement may go on from («Cán bộ, công chức cấp xã:» / «+ 100% …»)."""
    above = node.parent
    if above is None or above.mark not in _BULLETS or above.horizon is not None:
        return ""
    return above.title if len(above.title) < _LONGEST_BULLET else ""


def _before_colon(flat: str, reading: Reading) -> str:
    """The subject before the colon of a list «subject: 30% …; 80% …», for a member that names none of its own."""
    before = flat[: reading.number.start]
    if ":" not in before:
        return ""
    said = _stated_anew(before)
    sentence = said.rpartition(". ")[2]
    colon = _BEFORE_COLON.match(sentence if ":" in sentence else said)
    return colon.group(1) if colon else ""


def _colon_head(flat: str, reading: Reading, own: str) -> str:
    """The same, where it governs this member too: not said in its own words, and no other subject since."""
    colon = _before_colon(flat, reading)
    if not colon or colon in own:
        return ""
    is_later = ";" in flat[len(colon) : reading.number.start]
    return "" if is_later and not _opening("elliptic").match(own) else colon


@cache
def _opening(name: str) -> re.Pattern[str]:
    """A pattern of the lexicon by name, for the beginning of a number's own words."""
    words = load("subjects", SubjectsFile)
    (pattern,) = (entry["pattern"] for entry in words["patterns"] if entry["name"] == name)
    return re.compile(pattern.replace("{MARK}", words["mark"]).replace("{NARROW}", words["narrowing"]), re.IGNORECASE)


def compile_rules() -> None:
    """Compile what is else compiled when a number's words are first looked at so."""
    for entry in load("subjects", SubjectsFile)["patterns"]:
        _opening(entry["name"])


@lru_cache(maxsize=1_024)
def _names_a_measure(own: str) -> bool:
    return compiled_lower(load("subjects", SubjectsFile)["names_a_measure"]["pattern"]).search(lowered(own)) is not None


@lru_cache(maxsize=1_024)
def _names_a_subject(title: str) -> bool:
    return _a_subject().search(title) is not None


@cache
def _a_subject() -> re.Pattern[str]:
    return re.compile(load("subjects", SubjectsFile)["names_a_subject"]["pattern"], re.IGNORECASE)
