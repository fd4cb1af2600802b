"""Numbers of a paragraph or cell that neither a promise nor a refusal took: told, so that none is lost without a word.

What belongs here: finding them. What does not: judging them (rows), numbers that never are targets (noise.yml).
"""

from __future__ import annotations

import re

from pipelines.plans.grammar.acts import Act
from pipelines.plans.grammar.numbers import Number, parse_number, silence
from pipelines.plans.grammar.prose import Reading, Refusal
from pipelines.plans.lexicon.loading import NUMBER
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.tree import find_mark

FORMLESS = Act("other", "no_form_of_a_target")
AIMED_AT = "aimed_at_without_form"
_FIGURES = re.compile(NUMBER)
_REACH = 60


def numbers_left(flat: str, readings: list[Reading], refusals: list[Refusal], told: Act) -> list[Refusal]:
    """Refusals for the numbers that stand outside all that was read; silenced ones (dates, marks) are not.

    One that words aim at or bound («ít nhất 4 loại hình») says so: a person looks at it, whatever else is read there.
    """
    if _FIGURES.search(flat) is None:
        return []
    numbers = [reading.number for reading in readings] + [refusal.number for refusal in refusals]
    text = silence(flat)
    left = _left(text, [(number.start, max(number.end, number.span[1])) for number in numbers])
    mark = find_mark(flat)[2] if left else 0
    behind = [match for match in left if match.start() >= mark]
    return [Refusal(_number(match), _cue(text, match, told), told.act) for match in behind]


def _cue(text: str, match: re.Match[str], told: Act) -> str:
    start, end = match.span()
    aimed = told == FORMLESS and phrase("shapes", "aimed_at").search(text, max(0, start - _REACH), start)
    return AIMED_AT if aimed and not phrase("shapes", "age").match(text, end) else told.cue


def _left(text: str, taken: list[tuple[int, int]]) -> list[re.Match[str]]:
    covered = bytearray(len(text))
    for start, end in taken:
        covered[start:end] = b"\x01" * len(covered[start:end])
    return [match for match in _FIGURES.finditer(text) if covered.find(1, *match.span()) < 0]


def _number(match: re.Match[str]) -> Number:
    return Number(*match.span(), parse_number(match.group()), None, "unknown", "left_over", match.span())
