"""Which documents a plan says it replaces or amends: «Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 05/01/2022».

What belongs here: the document's own statement, in its title or in a sentence about «… này», and what it stops or puts
off without stating it anew (lexicon/amending.yml). What does not: what a task proposes to replace, what a cited
document replaced, which file that is (the warehouse: number, issuer, year), which indicator the words name (amended).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

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


Act = Literal["replaced", "stopped", "put_off", "restated"]

# What is done to a part: pattern of the lexicon, act.
_PARTS: dict[str, Act] = {"stops": "stopped", "prolongs": "put_off", "restates": "restated"}


@dataclass(frozen=True)
class Amendment:
    """One thing that a document does to another, which it cites by number and, mostly, year of issue.

    `item`: the words that name what is stopped or put off, None where the whole document is meant; `until`: the year to
    which it runs on; `said`, `start`: the sentence, and its place in the text.
    """

    act: Act
    number: str
    year: int | None
    said: str
    start: int
    item: str | None = None
    until: int | None = None


@dataclass(frozen=True)
class _Sentence:
    """Words that cite, or may cite, a document, and where their sentence begins in the text."""

    words: str
    start: int


def read_amendments(document: Document, own_number: str | None) -> list[Amendment]:
    """What the document's title and its sentences about itself do to other documents, in reading order."""
    sentences = _citing_sentences(document)
    parts = list(_parts(sentences))
    others = [*_acted_on(document, sentences), *_corrected(sentences), *_void(document)]
    # What is replaced whole is not amended; a sentence that puts off is no second act.
    whole = {(one.number, one.year) for one in others if one.act == "replaced"}
    told = {(one.number, one.year, one.start) for one in parts}
    kept = [
        one
        for one in others
        if one.act == "replaced" or not ((one.number, one.year) in whole or (one.number, one.year, one.start) in told)
    ]
    first = {(one.act, one.number, one.year, one.item, one.until): one for one in reversed([*kept, *parts])}
    return sorted(
        (one for one in first.values() if one.number != own_number or one.year),
        key=lambda one: (one.start, one.number, one.year or 0, one.act, one.item or ""),
    )


def _parts(sentences: list[_Sentence]) -> Iterator[Amendment]:
    """«Dừng (sửa đổi) chỉ tiêu … tại Kế hoạch số 12», «Kéo dài … của Kế hoạch số 12 đến hết năm 2026»."""
    for sentence in sentences:
        said = _without_itself(sentence.words)
        kind, match = next(((kind, m) for kind in _PARTS if (m := phrase("amending", kind).match(said))), ("", None))
        if match is None:
            continue
        is_all = phrase("amending", "all_of_it").match(match["what"]) is not None
        item = None if is_all else match["what"].strip(" ,") or None
        year = match.groupdict().get("year")
        for cited in _NUMBERED.finditer(said):
            yield _amendment(_PARTS[kind], cited, sentence, item, int(year) if year else None)


def _acted_on(document: Document, sentences: list[_Sentence]) -> Iterator[Amendment]:
    for said in _own_words(document, sentences):
        for match, is_replaced in _acts_on(said.words):
            yield _amendment("replaced" if is_replaced else "restated", match, said)


def _corrected(sentences: list[_Sentence]) -> Iterator[Amendment]:
    for sentence in sentences:
        if phrase("amending", "corrects").match(sentence.words):
            yield from (_amendment("restated", match, sentence) for match in _NUMBERED.finditer(sentence.words))


def _void(document: Document) -> Iterator[Amendment]:
    for said in _void_words(document):
        yield from (_amendment("replaced", match, said) for match in _NUMBERED.finditer(said.words))


def _amendment(
    act: Act, cited: re.Match[str], said: _Sentence, item: str | None = None, until: int | None = None
) -> Amendment:
    year = int(cited["year"]) if cited["year"] else None
    return Amendment(act, cited["number"], year, said.words, said.start, item, until)


def _acts_on(words: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Each document cited behind a verb, and whether it is replaced whole; a list shares its verb."""
    act, since = None, 0
    for match in _NUMBERED.finditer(words):
        said = words[since : match.start()]
        verb = _REPLACES.search(said) or _AMENDS.search(said)
        if verb:
            is_proposed = _PROPOSED.search(words[: since + verb.start()])
            act = None if is_proposed else _is_whole(said)
        since = match.end()
        if act is not None:
            yield match, act


def _is_whole(said: str) -> bool:
    """«sửa đổi, thay thế một số nội dung», «thay thế Phụ lục 1» amend; what is only repealed is not told anew."""
    verb = _REPLACES.search(said)
    if verb is None:
        return False
    is_told_anew = _AMENDS.search(said) is not None or verb[0].lower().startswith("thay")
    return not (is_told_anew and _PART.search(said))


def _own_words(document: Document, citing: list[_Sentence]) -> list[_Sentence]:
    """The title, and what sentences say from «… này» on; what only stops a part is no such act (_parts)."""
    lines = [_Sentence(block.words, block.start) for block in document.blocks if isinstance(block, Paragraph)]
    sentences = [sentence for sentence in citing if not _is_stop(sentence.words)]
    own = [replace(one, words=one.words[match.start() :]) for one in sentences if (match := _OWN.search(one.words))]
    acts = [sentence for sentence in sentences if _is_act(sentence.words)]
    return [*_title_words([line for line in lines[:_TITLE_LINES] if not _is_stop(line.words)]), *own, *acts]


def _is_act(sentence: str) -> bool:
    return bool(_REPEALS.match(sentence) or _STATES_ANEW.match(sentence))


def _is_stop(sentence: str) -> bool:
    return phrase("amending", "stops").match(_without_itself(sentence)) is not None


def _without_itself(sentence: str) -> str:
    """«Kế hoạch này dừng …» -> «dừng …»."""
    own = _OWN.match(sentence.lstrip("-–+ "))
    return sentence.lstrip("-–+ ")[own.end() :] if own else sentence


def _citing_sentences(document: Document) -> list[_Sentence]:
    return [one for block in document.blocks if isinstance(block, Paragraph) for one in _cited_in(block)]


def _cited_in(block: Paragraph) -> Iterator[_Sentence]:
    """The sentences of a paragraph that cites a document."""
    if _NUMBERED.search(block.words):
        yield from _sentences_of(block)


def _sentences_of(block: Paragraph) -> Iterator[_Sentence]:
    place = 0
    for part in _SENTENCE_END.split(block.words):
        words = part.split()
        place = block.flat.index(words[0], place) if words else place
        yield _Sentence(part, block.start + place)
        for word in words:
            place = block.flat.index(word, place) + len(word)


def _void_words(document: Document) -> list[_Sentence]:
    """What sentences say of a cited document up to «hết hiệu lực»."""
    lines = (block for block in document.blocks if isinstance(block, Paragraph) and "hiệu lực" in block.words)
    sentences = (one for block in lines for one in _sentences_of(block))
    return [replace(one, words=match[0]) for one in sentences if (match := _VOID.match(one.words))]


def _title_words(lines: list[_Sentence]) -> list[_Sentence]:
    """A title that amends begins with it: «Sửa đổi, bổ sung Kế hoạch số …», «(thay thế Kế hoạch số …)»."""
    bare = [replace(line, words=line.words.lstrip("( ")) for line in lines if _NUMBERED.search(line.words)]
    return [line for line in bare if _AMENDS.match(line.words) or _bracketed(line.words)]


def _bracketed(line: str) -> bool:
    return bool(_REPLACES.match(line.lstrip("( "))) and not _PROPOSED.search(line)
