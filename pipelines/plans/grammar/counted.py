"""Whether a number of things is promised: the verb that governs it, a modal, its place in an objective, its neighbour.

What belongs here: licences of counts (licences.yml). What does not: finding numbers (numbers), what
else is done with them (acts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.lexicon.loading import compiled_lower, load
from pipelines.plans.lexicon.phrases import phrase

REACH = 180
_NOUN = r"\s(?:{})"
_LISTED = ("counted", "places", "part_of_total", "reduced_by", "dossiers", "output_count")


def _between(name: str) -> re.Pattern[str]:
    return phrase("neighbours", name)


@dataclass(frozen=True)
class Licence:
    """One rule of licences.yml; its patterns are compiled when first tried."""

    name: str
    left: str | None
    right: str | None
    noun: str | None
    sections: frozenset[str]
    form: str | None
    word: bool


def licence_of(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    """The rule that makes a count a promise; None where no rule does.

    Args:
        prose: the paragraph.
        number: the count.
        kept: numbers of the paragraph before it that stand.
    """
    sentence = prose.sentence_of(number.start)
    left = prose.words(max(sentence[0], number.start - REACH), number.start)
    right = prose.words(number.end, min(sentence[1], number.end + 60))
    in_words = not prose.text[number.start].isdigit()
    for rule in _licences():
        if (
            (in_words and not rule.word)
            or (rule.form and rule.form != number.form)
            or (rule.sections and prose.context.kind not in rule.sections)
            or (rule.left and not compiled_lower(rule.left).search(left))
            or (rule.right and not compiled_lower(rule.right).search(right))
            or (rule.name == "bullet" and _between("numbered_line").match(prose.flat[number.start :]))
            or (rule.noun and not compiled_lower(rule.noun).search(prose.text[number.start : number.end]))
        ):
            continue
        return rule.name
    return None if in_words else _neighbour(prose, number, kept, sentence[0])


def _neighbour(prose: Prose, number: Number, kept: list[Number], begin: int) -> str | None:
    """The count before it in the same sentence is promised and nothing new begins between them."""
    if not kept or kept[-1].start < begin:
        return None
    between = prose.text[kept[-1].end : number.start]
    if _between("part").search(between) or (
        _between("part_after_colon").match(between) and kept[-1].unit == number.unit
    ):
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
    return tuple(
        Licence(
            name=rule["name"],
            left=rule.get("left"),
            right=rule.get("right"),
            noun=_NOUN.format(rule["noun"]) if rule.get("noun") else None,
            sections=frozenset(rule.get("section", ())),
            form=rule.get("form"),
            word=bool(rule.get("word")),
        )
        for rule in load("licences")
    )
