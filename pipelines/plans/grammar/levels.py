"""The administrative level that words name, and the level a number is promised for.

What belongs here: names of levels (levels.yml), the subject they stand in, inheritance from list and heading. What does
not: which words belong to a number (chunks).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.plans.grammar.chunks import PREDICATE
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, has_words
from pipelines.plans.grammar.series import last_of_series, respective, words_after
from pipelines.plans.lexicon.loading import compiled, compiled_lower, load, lowered

LEVEL_ORDER = ("province", "district", "commune", "village")
_PLACED = re.compile(
    r"(?:tại|ở|đối với)\s+(?:các\s+)?(?:cấp\s+(?:tỉnh|huyện|xã)(?:\s*(?:,|và)\s*(?:cấp\s+)?(?:tỉnh|huyện|xã))*|UBND cấp \w+)",  # noqa: E501
    re.IGNORECASE,
)
_NAMES = {"tỉnh": "province", "huyện": "district", "xã": "commune", "phường": "commune"}
_BARE_LEVEL = compiled_lower(
    r"(?:^|[;:(]|(?<!bộ),|\bvà)\s*(tỉnh|huyện|xã|phường)\s*(?:là|đạt|:)?\s*(?:{GE}|{GT}|từ|đạt|\s)*$"
)
_AMONG = re.compile(r"\b(?:trong|vào|thuộc)\s+(?:nhóm|tốp|top)\b", re.IGNORECASE)
# «từ trung ương đến cấp huyện», «cấp bộ, cấp tỉnh», «phòng, ban, phường, xã»: several levels, so none.
_FROM_TO = compiled_lower(
    r"từ\s+(?:trung ương|cấp\s+\w+|tỉnh)\s+(?:đến|tới)\s+(?:cấp\s+)?\w+"
    r"|cấp\s+vụ(?:,|\s+và)\s+(?:cấp\s+)?sở|cấp\s+bộ(?:,|\s+và)\s+(?:cấp\s+)?tỉnh|(?<!thị xã, )(?<!huyện, )\bthành phố,\s+(?:cấp\s+)?(?:phường|xã)(?:,\s+(?:phường|xã))?"  # noqa: E501
    r"|\bphòng,\s+ban,\s+(?:đơn vị,\s+)?(?:phường|xã)(?:,\s+(?:phường|xã))?"
)
_LAST_PART = compiled_lower(
    r"(?:tại|ở|đối với|của|cho|khối)?\s*\b(?:(?:cấp|các|từng|mỗi|ubnd|thuộc)\s+\w+(?:,\s+(?:ban, )?\w+){0,2}|tỉnh|xã|huyện)\s*"  # noqa: E501
    r"(?:là|đạt|:|\s)*(?:{GE}|{LE}|{GT}|{LT}|từ|là|đạt|phải|\s)*$"
)
_COLON_HEAD = re.compile(r"\s*(?:[-–+•*]\s*|\(?\w{1,2}[.)]\s*)*([^:;.%]{3,120}):", re.IGNORECASE)
_ACTOR = re.compile(
    r"(?:Giám đốc|Thủ trưởng|Chủ tịch|Người đứng đầu|Bí thư)\s+[^;:]{0,160}?(?=\b(?:chịu trách nhiệm|chỉ đạo|có trách nhiệm|tập trung|phấn đấu|bảo đảm|đảm bảo|đôn đốc|tổ chức|thực hiện|để|hoàn thành)\b|:)",  # noqa: E501
    re.IGNORECASE,
)
_INDEX_NAME = re.compile(
    r"(?:chỉ số|hiệu quả quản trị|quản trị và hành chính công|năng lực cạnh tranh|PAR ?INDEX|PCI|PAPI|DTI|SIPAS|chuyển đổi số|cải cách hành chính)[^,;]{0,60}?cấp (?:tỉnh|huyện|xã)",  # noqa: E501
    re.IGNORECASE,
)
_LEVEL_LIST = re.compile(
    r"cấp\s+(?:tỉnh|sở|huyện|xã|phường)(?:\s*(?:/|,|và|hoặc|/)\s*(?:cấp\s+)?(?:tỉnh|sở|huyện|xã|phường|thôn)\b)+",
    re.IGNORECASE,
)
_ONLY_DATED = compiled_lower(
    r"\W*(?:(?:và|đến|tới|hết|cuối|từ|trong|năm|giai đoạn|phấn đấu|là|đạt|lên|tăng|nâng|phải|[·\d]+|-|–|,|{GE}|{GT})\s*)*"  # noqa: E501
)
_AT_BOTH = compiled_lower(r"tại\s+cấp\s+\w+(?:,|\s+và)\s+cấp\s+\w+")
_BARE_PART = compiled(
    r"trong (?:số )?đó,?\s+(?:có\s+|riêng\s+|phấn đấu\s+)*(?:(?:đến\s+|hết\s+)*năm [\d·]+\s+)?(?:{FILLER}\s+|{GE}\s+|{GT}\s+|{LE}\s+)*$"  # noqa: E501
)


@lru_cache(maxsize=4_096)
def find_levels(words: str, ordered: bool = False) -> tuple[str, ...]:
    """The levels that words name: each once, highest first; `ordered`: in the order of the words."""
    words = _FROM_TO.sub(" ", lowered(words))
    found: dict[str, int] = {}
    for match in _LEVEL_LIST.finditer(words):
        for offset, name in enumerate(
            re.findall(r"tỉnh|thành phố|sở|huyện|quận|xã|phường|thôn|bản", match.group(), re.IGNORECASE)
        ):
            level = {"tỉnh": "province", "thành phố": "province", "sở": "province", "huyện": "district", "quận": "district",  # noqa: E501
                     "xã": "commune", "phường": "commune"}.get(name.lower(), "village")  # fmt: skip
            found.setdefault(level, match.start() + offset)
    for rule in _level_rules():
        match_one = rule[1].search(words)
        if match_one:
            found.setdefault(rule[0], match_one.start())
    if ordered:
        return tuple(sorted(found, key=lambda level: found[level]))
    return tuple(level for level in LEVEL_ORDER if level in found)


def levels_of(
    prose: Prose, chunks: list[Chunk], index: int, first: int, done: list[Reading]
) -> tuple[tuple[str, ...], str]:
    """The levels a number is promised for (two where one number serves both), and what gave them."""
    chunk = chunks[index]
    spread = respective(prose, chunks, index)
    if spread:
        head = prose.flat[spread[2] : chunks[spread[0]].number.start]
        named = find_levels(head, ordered=True)
        if not named:  # «lần lượt là 98% và 95% đối với cấp tỉnh và cấp xã»
            behind = chunks[spread[0] + spread[1] - 1].post
            named = find_levels(prose.flat[slice(*behind)].split(";")[0], ordered=True)
        if len(named) == spread[1]:
            return (named[index - spread[0]],), "the list of levels before «tương ứng»"
    pre = prose.flat[slice(*chunk.pre)]
    subject = _subject_after(prose, chunk)
    ranked = (
        chunk.number.form.startswith("rank") and chunk.number.form != "rank_gain"
    )  # «nhóm 03 xã dẫn đầu»: what is ranked, not who promises
    own = (
        (() if ranked else find_levels(subject))
        or _bare_level(pre)
        or find_levels(_without_index_names(_last_part(pre)))
    )
    if not own and (index == first or not chunk.joined):
        own = find_levels(_without_index_names(_subject_before(pre)))
    if own:
        return own, "the subject"
    last = words_after(prose, chunks, index)
    post = prose.text[slice(*chunk.post)]
    listed = chunk.number.form == "counted" and len(post.split()) <= 2  # «240 máy tính, 78 máy quét cho cấp xã»
    bare = (listed or not has_words(post)) and not chunks[last].number.form.startswith("rank")
    if last != index and bare and (later := find_levels(_subject_after(prose, chunks[last]))):
        return later, "the words that follow the list"
    placed = find_levels(" ".join(_PLACED.findall(prose.flat[slice(*chunk.post)])))
    if placed and index == last_of_series(chunks, index) and index == first:
        return placed, "words after the verb («tại cấp …»)"
    bullet = _COLON_HEAD.match(prose.flat[prose.sentences[0][0] : chunk.number.start])
    if bullet:
        named = find_levels(bullet.group(1))
        if named:
            return named, "the head of the bullet"
    return _inherited(prose, chunks, index, first, done)


def _inherited(
    prose: Prose, chunks: list[Chunk], index: int, first: int, done: list[Reading]
) -> tuple[tuple[str, ...], str]:
    """The level of a number whose own words name none: from the list, the number before, the heading."""
    chunk = chunks[index]
    if index != first:
        lead = find_levels(_subject_before(prose.flat[slice(*chunks[first].pre)]))
        if lead:
            return lead, "the head of the list"
    if done and _elliptic(prose, chunk) and done[-1].quote[0] >= chunk.sentence[0] and done[-1].level:
        return (done[-1].level,), "the number before it, whose subject goes on"
    if done and _part_of_the_last(prose, chunk) and done[-1].level and done[-1].quote[0] >= chunk.sentence[0]:
        return (done[-1].level,), "the number before it, of which this one is a part"
    if done and index and chunks[index - 1].sentence == chunk.sentence and done[-1].level and _only_dated(prose, chunk):
        return (done[-1].level,), "the number before it: this one only adds a year"
    if prose.context.head_level:
        return (prose.context.head_level,), "the heading above"
    return (), "nothing"


def _last_part(pre: str) -> str:
    """The words right before the number: «…, cấp huyện» in «tại cấp tỉnh 84%, cấp huyện 68%»."""
    match = _LAST_PART.search(lowered(pre[-70:]))
    return match.group() if match else ""


def _bare_level(pre: str) -> tuple[str, ...]:
    """«…: tỉnh 98%; huyện 92%; xã 80%»: a level's bare name right before the number."""
    match = _BARE_LEVEL.search(lowered(pre))
    return (_NAMES[match.group(1)],) if match else ()


def _subject_before(pre: str) -> str:
    """The subject of «tỷ lệ … của … đạt»: the words before the number without what an inner verb governs."""
    pre = _ACTOR.sub("", pre)
    return re.sub(
        r"(?:trên|qua|thông qua|với|vào|về)\s+(?:hệ thống|cổng|nền tảng|trục|cơ sở dữ liệu|trang|phần mềm)[^,;]*",
        "",
        pre,
        flags=re.IGNORECASE,
    )


def _subject_after(prose: Prose, chunk: Chunk) -> str:
    words = prose.flat[chunk.number.start : chunk.post[1]]
    cut = PREDICATE.search(words)
    stop = cut.start() if cut else len(words)
    ranked = _AMONG.search(words)
    ends = [ranked.start()] if ranked else []
    ends += [place for mark in ":;" if (place := words.find(mark)) >= 0]
    return words[: min([stop, 260, *ends])]


def _without_index_names(words: str) -> str:
    return _INDEX_NAME.sub("", words)


def _elliptic(prose: Prose, chunk: Chunk) -> bool:
    words = prose.flat[slice(*chunk.post)].strip()
    return (
        chunk.number.form == "percent"
        and re.match(r"(?:trở lên\s+)?(?:có|được|đạt|số này|số đó|trong số)\b", words, re.IGNORECASE) is not None
    )


def serves_both(prose: Prose, chunks: list[Chunk], index: int, levels: tuple[str, ...]) -> bool:
    """«80% tại cấp tỉnh, cấp huyện và 60% tại cấp xã»: one number for two levels, a sibling for the one left."""
    chunk = chunks[index]
    if len(levels) != 2 or not _AT_BOTH.search(prose.text, chunk.number.start, chunk.post[1]):
        return False
    siblings = (other for other in chunks if other is not chunk and other.sentence == chunk.sentence)
    named = (find_levels(_subject_after(prose, other)) for other in siblings)
    return any(len(one) == 1 and one[0] not in levels for one in named)


def _only_dated(prose: Prose, chunk: Chunk) -> bool:
    """«…; đến năm 2030 là 100%»: nothing but a year and a verb."""
    return _ONLY_DATED.fullmatch(prose.text[slice(*chunk.pre)]) is not None and not has_words(
        re.sub(r"năm\s+·+", "", prose.text[slice(*chunk.post)])
    )


def _part_of_the_last(prose: Prose, chunk: Chunk) -> bool:
    """«…, trong đó năm 2027 đạt 60%», «trong đó ít nhất 40% xếp loại …»: a part without a subject of its own."""
    lead = prose.text[max(chunk.pre[0] - 20, chunk.sentence[0]) : chunk.number.start]
    return _BARE_PART.search(lead) is not None


@cache
def _level_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule["level"], compiled_lower(rule["pattern"])) for rule in load("levels"))
