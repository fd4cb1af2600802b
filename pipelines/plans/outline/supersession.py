"""Which documents a plan says it replaces or amends: «Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 05/01/2022».

What belongs here: the document's own statement, in its title or in a sentence about «… này». What does not: what a
task proposes to replace, what a cited document replaced, and which file that is (the warehouse: number, issuer, year).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.documents.model import Document, Paragraph

_KINDS = r"(?:kế hoạch|quyết định|chương trình|chỉ thị|đề án|nghị quyết|kết luận|văn bản|công văn)"
# «Kế hoạch này …», and the title itself, which speaks of its document.
_OWN = re.compile(_KINDS + r"\s+này\b", re.IGNORECASE)
# «không thay thế» and «được thay thế bằng» say nothing against the document that is cited.
_NOT = r"(?<!không )(?<!chưa )"
_BY = r"(?!\s+(?:bởi|bằng)\b)"
_REPLACING = r"(?:thay thế|thay cho|bãi bỏ|hủy bỏ|huỷ bỏ)"
_AMENDING = r"(?:sửa đổi|bổ sung|điều chỉnh|gia hạn|kéo dài thời|lùi thời)"
_REPLACES = re.compile(rf"\b{_NOT}{_REPLACING}\b{_BY}", re.IGNORECASE)
_AMENDS = re.compile(rf"\b{_NOT}{_AMENDING}\b{_BY}", re.IGNORECASE)
# An act that opens its sentence: «Bãi bỏ Kế hoạch số …», «Sửa đổi khoản 1 Mục II Kế hoạch số … như sau: …».
_REPEALS = re.compile(rf"\W*(?:\w{{1,3}}[.)]\s*)?{_REPLACING}\s+(?:toàn bộ\s+)?{_KINDS}\s+số\b", re.IGNORECASE)
_STATES_ANEW = re.compile(rf"\W*(?:\w{{1,3}}[.)]\s*)?{_AMENDING}\b[^:;]*:", re.IGNORECASE)
# What is told anew in place of a part leaves the rest as it was.
_PART = re.compile(
    r"\b(?:một số|một phần|(?<!toàn bộ )nội dung|điểm|khoản|mục|phụ lục|chỉ tiêu|nhiệm vụ|cụm từ)\b", re.IGNORECASE
)
# «Kế hoạch số 12/KH-UBND ngày 05/01/2022 hết hiệu lực (kể từ ngày Kế hoạch này được ban hành)».
_VOID = re.compile(
    rf"^\W*{_KINDS}\s+(?=số)[^;]*?(?<!đã )\b(?:hết hiệu lực|chấm dứt hiệu lực|không còn hiệu lực)\b", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?:số\s*:?\s*)?(?P<number>\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?(?:/|-)(?:NQ|QĐ|KH|CTr|CTR|CT|ĐA|KL|CTHĐ)(?:[-/][\wĐđ]+)*)"
    r"(?P<dated>[^.;\n]{0,20}?ngày\s+\d{1,2}\s*(?:/|tháng)\s*\d{1,2}\s*(?:/|năm)\s*(?P<year>(?:19|20)\d\d))?"
)
# What is to be replaced some day is not replaced: «tham mưu ban hành Kế hoạch thay thế Kế hoạch số …».
_PROPOSED = re.compile(r"\b(?:tham mưu|đề xuất|nghiên cứu|trình|dự thảo|rà soát|kiến nghị)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[^\d\s])")
_TITLE_LINES = 14


@dataclass(frozen=True)
class Supersession:
    """Documents replaced and amended, each «number» or «number year» where its date is given."""

    replaces: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()


def read_supersession(document: Document, own_number: str | None) -> Supersession:
    """What the document's title and its sentences about itself replace or amend."""
    replaced: dict[str, None] = {}
    amended: dict[str, None] = {}
    for words in _own_words(document):
        for number, is_replaced in _acts_on(words, own_number):
            (replaced if is_replaced else amended)[number] = None
    for words in _void_words(document):
        cited = (_cited(match, own_number) for match in _NUMBERED.finditer(words))
        replaced.update((number, None) for number in cited if number)
    return Supersession(tuple(replaced), tuple(number for number in amended if number not in replaced))


def _acts_on(words: str, own_number: str | None) -> Iterator[tuple[str, bool]]:
    """Each document cited behind a verb, and whether it is replaced whole; a list shares its verb."""
    act, since = None, 0
    for match in _NUMBERED.finditer(words):
        said = words[since : match.start()]
        verb = _REPLACES.search(said) or _AMENDS.search(said)
        if verb:
            is_proposed = _PROPOSED.search(words[: since + verb.start()])
            act = None if is_proposed else _is_whole(said)
        since = match.end()
        number = _cited(match, own_number)
        if act is not None and number:
            yield number, act


def _is_whole(said: str) -> bool:
    """«sửa đổi, thay thế một số nội dung», «thay thế Phụ lục 1» amend; what is only repealed is not told anew."""
    verb = _REPLACES.search(said)
    if verb is None:
        return False
    is_told_anew = _AMENDS.search(said) is not None or verb[0].lower().startswith("thay")
    return not (is_told_anew and _PART.search(said))


def _own_words(document: Document) -> list[str]:
    """The title, and what sentences say from «… này» on."""
    lines = [block.words for block in document.blocks if isinstance(block, Paragraph)]
    citing = [line for line in lines if _NUMBERED.search(line)]
    sentences = [sentence for line in citing for sentence in _SENTENCE_END.split(line)]
    own = [sentence[match.start() :] for sentence in sentences if (match := _OWN.search(sentence))]
    acts = [sentence for sentence in sentences if _REPEALS.match(sentence) or _STATES_ANEW.match(sentence)]
    return [*_title_words(lines[:_TITLE_LINES]), *own, *acts]


def _void_words(document: Document) -> list[str]:
    """What sentences say of a cited document up to «hết hiệu lực»."""
    lines = (block.words for block in document.blocks if isinstance(block, Paragraph))
    sentences = (part for line in lines if "hiệu lực" in line for part in _SENTENCE_END.split(line))
    return [match[0] for sentence in sentences if (match := _VOID.match(sentence))]


def _title_words(lines: list[str]) -> list[str]:
    """A title that amends begins with it: «Sửa đổi, bổ sung Kế hoạch số …», «(thay thế Kế hoạch số …)»."""
    starts = [
        line for line in lines if _NUMBERED.search(line) and (_AMENDS.match(line.lstrip("( ")) or _bracketed(line))
    ]
    return [line.lstrip("( ") for line in starts]


def _bracketed(line: str) -> bool:
    return bool(_REPLACES.match(line.lstrip("( "))) and not _PROPOSED.search(line)


def _cited(match: re.Match[str], own_number: str | None) -> str | None:
    number = f"{match['number']} {match['year']}" if match["year"] else match["number"]
    return number if match["number"] != own_number or match["year"] else None
