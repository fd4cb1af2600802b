"""Whether a number of things is promised: the verb that governs it, a modal, its place in an objective, its neighbour.

What belongs here: licences of counts (licences.yml). What does not: finding numbers (numbers), vetoes (standing).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.lexicon.loading import compiled_lower, load

REACH = 180
# «Kiểm tra 08 sở, ngành và 15 xã», «24 chuyên mục trên sóng, 10 phóng sự»: the verb goes on.
_GOES_ON = compiled_lower(
    r"[^.;:%\d()]{0,70}?(?:,\s+|\s+(?:và|hoặc|cho)\s+|;\s+)(?:(?:[^\W\d]+|·+)\s+){0,4}?(?:{ADVERB}\s+)*"
)
# «số hóa 100% hồ sơ mới và 120.000 hồ sơ lưu trữ», «rút ngắn 30% thời gian của 25 thủ tục»
_ACT = compiled_lower(r"(?<!\w){ACT}(?!\w)")
_AND_ALSO = compiled_lower(
    r"[^.;:%\d()]{0,70}?\svà\s+(?:{ADVERB}\s+)*|\s*(?:thời gian|chi phí)[^.;:%\d()]{0,50}?\s(?:của|cho|đối với)\s+"
)
_NUMBERED_LINE = re.compile(r"\d{1,3}\s+[A-ZĐÀÁẢÃẠÂĂÊÔƠƯ][a-zà-ỹ]")  # «3 Chỉ số …»: a row's number, no count
_PART = re.compile(r"trong (?:số )?(?:đó|này),?\s+(?:có\s+|ít nhất\s+|tối thiểu\s+)*$")
# «60 trạm (đơn vị A: 25 trạm, đơn vị B: 35 trạm)»
_PART_AFTER_COLON = re.compile(r"[^.;%\d]{2,60}:\s*")
_NEW_SUBJECT = compiled_lower(
    r"\b(?:hiện|đang|đã|gồm|theo|được giao|do|nếu|khi|có|phải|trường hợp|mỗi|thời gian|thời hạn|trong vòng|với)\b"
)


@dataclass(frozen=True)
class Licence:
    """One rule of licences.yml."""

    name: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    noun: re.Pattern[str] | None
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
            or (rule.left and not rule.left.search(left))
            or (rule.right and not rule.right.search(right))
            or (rule.name == "bullet" and _NUMBERED_LINE.match(prose.flat, number.start))
            or (rule.noun and not rule.noun.search(prose.text[number.start : number.end]))
        ):
            continue
        return rule.name
    return None if in_words else _neighbour(prose, number, kept, sentence[0])


def _neighbour(prose: Prose, number: Number, kept: list[Number], begin: int) -> str | None:
    """The count before it in the same sentence is promised and nothing new begins between them."""
    if not kept or kept[-1].start < begin:
        return None
    between = prose.text[kept[-1].end : number.start]
    if _PART.search(between) or (_PART_AFTER_COLON.fullmatch(between) and kept[-1].unit == number.unit):
        return "part_of_the_last"
    if kept[-1].form == "percent":
        done = _ACT.search(prose.text, begin, kept[-1].start)
        return "goes_on" if done and _AND_ALSO.fullmatch(between) else None
    if _NEW_SUBJECT.search(between):
        return None
    listed = kept[-1].form in ("counted", "places", "part_of_total", "reduced_by", "dossiers", "output_count")
    return "goes_on" if listed and _GOES_ON.fullmatch(between) else None


@cache
def _licences() -> tuple[Licence, ...]:
    return tuple(
        Licence(
            name=rule["name"],
            left=compiled_lower(rule["left"]) if rule.get("left") else None,
            right=compiled_lower(rule["right"]) if rule.get("right") else None,
            noun=compiled_lower(rf"\s(?:{rule['noun']})") if rule.get("noun") else None,
            sections=frozenset(rule.get("section", ())),
            form=rule.get("form"),
            word=bool(rule.get("word")),
        )
        for rule in load("licences")
    )
