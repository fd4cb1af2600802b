"""Whether a number of things is promised: the verb that governs it, a modal, its place in an objective, its neighbour.

What belongs here: licences of counts (licences.yml). What does not: finding numbers (numbers), what
else is done with them (acts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.lexicon.file_shapes import LicenceRule
from pipelines.plans.lexicon.loading import compiled_lower, load
from pipelines.plans.lexicon.phrases import phrase

REACH = 180
_DEED = r"(?<!\w)(?<!không ){ACT}"
_ADVERBS = r"(?:{ADVERB}\s+)*"
_LONGEST_ADVERB = 4  # words
_NOUN = r"\s(?:{})"
_LISTED = ("counted", "places", "part_of_total", "reduced_by", "dossiers", "output_count", "amount")


def _between(name: str) -> re.Pattern[str]:
    return phrase("neighbours", name)


@dataclass(frozen=True)
class Licence:
    """One rule of licences.yml; its patterns are compiled when first tried.

    `behind`: what must stand between a deed and the number, where the rule asks for one; the deeds are found once.
    `aimed`: outside its sections it holds where the sentence names an aim before the number.
    `cut`: the rule ends before the adverbs that may stand before a number, which are cut off once.
    """

    name: str
    left: str | None
    behind: str | None
    cut: bool
    right: str | None
    noun: str | None
    sections: frozenset[str]
    form: str | None
    word: bool
    aimed: bool


@dataclass(frozen=True)
class _Before:
    """The words before a number: where deeds end in them, and where they end without the last adverbs."""

    words: str
    deeds: tuple[int, ...]
    ends: tuple[int, ...]

    def allow(self, rule: Licence) -> bool:
        """Whether they are what a rule asks for."""
        ends = self.ends if rule.cut else (len(self.words),)
        if rule.behind is not None:
            behind = compiled_lower(rule.behind)
            return any(behind.match(self.words, deed, end) for deed in self.deeds for end in ends if deed <= end)
        return rule.left is None or any(compiled_lower(rule.left).search(self.words, 0, end) for end in ends)


def _before(words: str) -> _Before:
    deeds = tuple(match.end() for match in compiled_lower(_DEED).finditer(words))
    return _Before(words, deeds, tuple(_ends(words)))


def _ends(words: str) -> Iterator[int]:
    """The end of the words, and those places before it behind which only adverbs stand («tổ chức |ít nhất |»)."""
    yield len(words)
    adverbs = compiled_lower(_ADVERBS)
    place, tried = len(words), 0
    while place > 0 and tried < _LONGEST_ADVERB:
        place = words.rfind(" ", 0, place - 1) + 1
        tried += 1
        if adverbs.fullmatch(words, place):
            yield place
            tried = 0


def licence_of(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    """The rule that makes a count a promise; None where no rule does.

    Args:
        prose: the paragraph.
        number: the count.
        kept: numbers of the paragraph before it that stand.
    """
    sentence = prose.sentence_of(number.start)
    before = _before(prose.words(max(sentence[0], number.start - REACH), number.start))
    right = prose.words(number.end, min(sentence[1], number.end + 60))
    in_words = not prose.text[number.start].isdigit()
    for rule in _licences():
        if (
            (in_words and not rule.word)
            or (rule.form and rule.form != number.form)
            or (rule.sections and prose.context.kind not in rule.sections and not _is_aimed(rule, prose, number))
            or not before.allow(rule)
            or (rule.right and not compiled_lower(rule.right).search(right))
            or (rule.name == "bullet" and _between("numbered_line").match(prose.flat[number.start :]))
            or (rule.noun and not compiled_lower(rule.noun).search(prose.text[number.start : number.end]))
        ):
            continue
        return rule.name
    return None if in_words else _neighbour(prose, number, kept, sentence[0])


def _is_aimed(rule: Licence, prose: Prose, number: Number) -> bool:
    """Whether an aim or a year to come opens its sentence: «… nhiệm vụ đến năm 2028 là trồng …», «Đến năm 2028, …»."""
    if prose.context.kind != "other" or not rule.aimed:
        return False
    begin = prose.sentence_of(number.start)[0]
    by_year = _between("by_year").match(prose.words(begin, number.start)) is not None
    return by_year or prose.tokens.has(begin, number.start, "aim")


def _neighbour(prose: Prose, number: Number, kept: list[Number], begin: int) -> str | None:
    """The count before it in the same sentence is promised and nothing new begins between them."""
    if not kept or kept[-1].start < begin:
        return None
    between = prose.text[kept[-1].end : number.start]
    alike = kept[-1].unit == number.unit
    if _between("part").search(between) or _between("part_after_colon" if alike else "part_at_colon").match(between):
        return "part_of_the_last"
    if kept[-1].form == "percent":
        done = _between("act").search(prose.text, begin, kept[-1].start)
        return "goes_on" if done and _between("and_also").match(between) else None
    if _between("new_subject").search(between):
        return None
    listed = kept[-1].form in _LISTED
    return "goes_on" if listed and _between("goes_on").match(between) else None


@cache
def _licences() -> tuple[Licence, ...]:
    return tuple(_licence(rule) for rule in load("licences", list[LicenceRule]))


def _licence(rule: LicenceRule) -> Licence:
    said = str(rule.get("left", ""))
    cut = said.endswith(f"{_ADVERBS}$")
    words = f"{said.removesuffix(f'{_ADVERBS}$')}$" if cut else said
    deed = words.startswith(_DEED)
    return Licence(
        name=rule["name"],
        left=None if deed or not said else words,
        behind=words.removeprefix(_DEED) if deed else None,
        cut=cut,
        right=rule.get("right"),
        noun=_NOUN.format(rule["noun"]) if rule.get("noun") else None,
        sections=frozenset(rule.get("section", ())),
        form=rule.get("form"),
        word=bool(rule.get("word")),
        aimed=bool(rule.get("aimed")),
    )


def compile_rules() -> None:
    """Compile what is else compiled when a rule is first tried."""
    for rule in _licences():
        for pattern in (rule.left, rule.behind, rule.right, rule.noun):
            if pattern is not None:
                compiled_lower(pattern)
