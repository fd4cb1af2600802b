"""Which documents a plan says it replaces or amends: «Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 05/01/2022».

What belongs here: the document's own statement, in its title or in a sentence about «… này», and what it stops or puts
off without stating it anew (lexicon/amending.yml). What does not: what a task proposes to replace, what a cited
document replaced, which file that is (the warehouse: number, issuer, year), which indicator the words name (reader).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.lexicon.phrases import phrase

_KINDS = r"(?:kế hoạch|quyết định|chương trình|chỉ thị|đề án|nghị quyết|kết luận|văn bản|công văn)"
# «Kế hoạch này …», and the title itself, which speaks of its document.
_OWN = re.compile(_KINDS + r"\s+này\b", re.IGNORECASE)
# «không thay thế» and «được thay thế bằng» say nothing against the document that is cited.
_NOT = r"(?<!không )(?<!chưa )"
_BY = r"(?!\s+(?:bởi|bằng)\b)"
_REPLACING = r"(?:thay thế|thay cho|bãi bỏ|hủy bỏ|huỷ bỏ)"
_AMENDING = r"(?:sửa đổi|bổ sung|điều chỉnh|gia hạn|kéo dài thời|lùi thời|đính chính)"
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
class Part:
    """What an amended document no longer promises, or by another year: its words, empty where all of it is meant."""

    document: str
    words: str
    until: int | None


@dataclass(frozen=True)
class Supersession:
    """Documents replaced and amended, each «number» or «number year» where its date is given.

    `parts`: items of amended ones that are stopped, or that run on to a year.
    """

    replaces: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def read_supersession(document: Document, own_number: str | None) -> Supersession:
    """What the document's title and its sentences about itself replace or amend."""
    sentences = _citing_sentences(document)
    parts = tuple(_parts(sentences, own_number))
    replaced: dict[str, None] = {}
    amended: dict[str, None] = dict.fromkeys(part.document for part in parts)
    for words in _own_words(document, sentences):
        for number, is_replaced in _acts_on(words, own_number):
            (replaced if is_replaced else amended)[number] = None
    for sentence in sentences:
        if phrase("amending", "corrects").match(sentence):
            named = (_cited(match, own_number) for match in _NUMBERED.finditer(sentence))
            amended.update((number, None) for number in named if number)
    for words in _void_words(document):
        cited = (_cited(match, own_number) for match in _NUMBERED.finditer(words))
        replaced.update((number, None) for number in cited if number)
    return Supersession(tuple(replaced), tuple(number for number in amended if number not in replaced), parts)


def _parts(sentences: list[str], own_number: str | None) -> Iterator[Part]:
    """«Dừng thực hiện chỉ tiêu … tại Kế hoạch số 12», «Kéo dài … của Kế hoạch số 12 đến hết năm 2026»."""
    for sentence in sentences:
        said = _without_itself(sentence)
        match = phrase("amending", "stops").match(said) or phrase("amending", "prolongs").match(said)
        if match is None:
            continue
        is_all = phrase("amending", "all_of_it").match(match["what"]) is not None
        year = match.groupdict().get("year")
        for cited in _NUMBERED.finditer(said):
            if number := _cited(cited, own_number):
                yield Part(number, "" if is_all else match["what"].strip(" ,"), int(year) if year else None)


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


def _own_words(document: Document, citing: list[str]) -> list[str]:
    """The title, and what sentences say from «… này» on; what only stops a part is no such act (_parts)."""
    lines = [block.words for block in document.blocks if isinstance(block, Paragraph)]
    sentences = [sentence for sentence in citing if not _is_stop(sentence)]
    own = [sentence[match.start() :] for sentence in sentences if (match := _OWN.search(sentence))]
    acts = [sentence for sentence in sentences if _is_act(sentence)]
    return [*_title_words([line for line in lines[:_TITLE_LINES] if not _is_stop(line)]), *own, *acts]


def _is_act(sentence: str) -> bool:
    return bool(_REPEALS.match(sentence) or _STATES_ANEW.match(sentence))


def _is_stop(sentence: str) -> bool:
    return phrase("amending", "stops").match(_without_itself(sentence)) is not None


def _without_itself(sentence: str) -> str:
    """«Kế hoạch này dừng …» -> «dừng …»."""
    own = _OWN.match(sentence.lstrip("-–+ "))
    return sentence.lstrip("-–+ ")[own.end() :] if own else sentence


def _citing_sentences(document: Document) -> list[str]:
    lines = [block.words for block in document.blocks if isinstance(block, Paragraph)]
    return [part for line in lines if _NUMBERED.search(line) for part in _SENTENCE_END.split(line)]


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
