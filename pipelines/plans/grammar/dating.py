"""The year by which a number is promised: from its own words, the list of years, the sentence, the heading.

What belongs here: due years and first years. What does not: base years (movement), horizons of headings (outline).
"""

from __future__ import annotations

import re

from pipelines.plans.grammar.prose import MAX_SENTENCE, YEAR, Chunk, Prose, has_words
from pipelines.plans.grammar.series import respective
from pipelines.plans.lexicon.loading import compiled, expand
from pipelines.plans.outline.context import Horizon

_YEAR_ADVERB = re.compile(
    rf"(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?(?P<from>{YEAR})\s*[-–—]\s*(?:năm\s+)?(?P<to>{YEAR})"
    rf"|từ\s+năm\s+(?P<first>{YEAR})\s+đến\s+(?:hết\s+)?năm\s+(?P<last>{YEAR})"
    rf"|(?:đến|tới|vào|trong|hết|cuối|trước)\s+(?:hết\s+|cuối\s+|thời điểm\s+)?(?:ngày\s+)?(?:\d{{1,2}}\s*/\s*\d{{1,2}}\s*/\s*|\d{{1,2}}\s*/\s*|quý\s+\w+\s*/\s*"  # noqa: E501
    rf"|(?:tháng|quý)\s+\w+\s*(?:/|năm)\s*)?(?:ngày \d+ tháng \d+ )?(?:năm\s+)?(?P<by>{YEAR})(?![\d.,]*\s*(?:%|hồ sơ))"
    rf"|từ\s+(?:ngày\s+\d{{1,2}}\s*/\s*\d{{1,2}}\s*/\s*|(?:tháng|quý)\s+\w+\s*(?:/|năm)\s*|đầu\s+)?(?:năm\s+)?(?P<since>{YEAR})"
    rf"|năm\s+(?P<plain>{YEAR})|(?<![\d/.\-])(?P<colon>{YEAR})\s*:",
    re.IGNORECASE,
)
_NAMED_YEAR = re.compile(rf"\bnăm\s+({YEAR})", re.IGNORECASE)
_AT_ONCE = re.compile(r"\s*(?:vào\s+|trong\s+|đến\s+|của\s+)?năm\s+20", re.IGNORECASE)
# «từ năm 2027, …», «từ năm 2027 là 100%»: not «từ năm 2021 đến nay».
_SINCE_GOES_ON = compiled(
    r"\s*(?:trở đi\s*)?(?:,|(?:là|đạt|phải|bảo đảm|đảm bảo|mỗi năm|hằng năm|hàng năm|{GE}|{GT}|{LE}|tăng|giảm)(?!\w)|\d|[.;)]|$)"  # noqa: E501
)
_THIS_YEAR = re.compile(r"\bnăm nay\b", re.IGNORECASE)
_NO_HORIZON_BEFORE = re.compile(
    r"(?:so với(?: cùng kỳ)?(?: thời điểm)?(?: của)?(?: mức)?|ban hành|kể từ|tính|hiệu lực thi hành tính|ngày \S+ tháng \S+|tháng \S+|kết quả|của Chính phủ|phê duyệt)\s*$",  # noqa: E501
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(
    r"(?:kế hoạch|chương trình|đề án|chiến lược|nghị quyết|quyết định|chỉ thị|dự án|bộ chỉ số|quy hoạch|xếp hạng|báo cáo)\b[^,;.:]{0,80}$",  # noqa: E501
    re.IGNORECASE,
)


def due_year(prose: Prose, chunks: list[Chunk], index: int) -> tuple[int | None, int | None, str]:
    """The due year, the first year where a period is named, and what gave them."""
    chunk = chunks[index]
    respective = _respective_year(prose, chunks, index)
    if respective:
        return respective, None, "the list of years before «tương ứng»"
    if (
        re.search(r"các năm (?:sau|tiếp theo|còn lại)", prose.text[slice(*chunk.pre)], re.IGNORECASE)
        and prose.context.horizon
    ):
        return prose.context.horizon.year, None, "the heading («các năm sau»)"
    after = _year_in(prose, chunk.post[0], min(chunk.post[1], chunk.post[0] + 200), own_chunk=True)
    near = _year_before(prose, chunk.number.start)
    at_once = after and _AT_ONCE.match(prose.flat, chunk.post[0])
    if after and (at_once or near is None or near[1] < chunk.pre[0]):
        return after.year, after.year_from, "words after the number"
    if near:
        return near[0].year, near[0].year_from, "words before the number"
    if after:
        return after.year, after.year_from, "words after the number"
    horizon = prose.context.horizon
    if horizon is None and prose.context.plan_from is not None and _THIS_YEAR.search(prose.text, *chunk.sentence):
        return prose.context.plan_from, None, "«năm nay»: the year of the document"
    if horizon is None and (named := _named_year(prose, chunk)):
        return named, None, "a year its own words name"
    if horizon is None:
        return None, None, "nothing: neither sentence nor heading nor a single horizon gives one"
    return horizon.year, horizon.year_from, "the heading or the document"


def _named_year(prose: Prose, chunk: Chunk) -> int | None:
    """«Chỉ số … năm 2024 của đơn vị không thấp hơn 85 điểm»: the year of what is measured, where nothing else dates."""
    for start, end in (
        (chunk.pre[0], chunk.number.start),
        (chunk.number.end, min(chunk.post[1], chunk.number.end + 90)),
    ):
        for match in reversed(list(_NAMED_YEAR.finditer(prose.flat, start, end))):
            before = prose.flat[max(0, match.start() - 60) : match.start()]
            past = prose.context.plan_from is not None and int(match.group(1)) < prose.context.plan_from
            if not past and not _NO_HORIZON_BEFORE.search(before) and not _TITLE_BEFORE.search(before):
                return int(match.group(1))
    return None


def _year_before(prose: Prose, place: int) -> tuple[Horizon, int] | None:
    """The nearest year adverb before a place: in its sentence, else at the start of an earlier one."""
    start, _ = prose.sentence_of(place)
    best: tuple[Horizon, int] | None = None
    for match in _YEAR_ADVERB.finditer(prose.flat, max(0, place - MAX_SENTENCE), place):
        horizon = _adverb(prose, match)
        if horizon is None:
            continue
        begin = prose.sentence_of(match.start())[0]
        opens = match.start() <= begin + 4
        clause = max(prose.text.rfind(";", begin, match.start()) + 1, begin)
        leads = not has_words(prose.text[clause : match.start()]) or ";" not in prose.text[match.end() : place]
        if (match.start() >= start and leads) or opens:
            best = (horizon, match.start())
    return best


def _year_in(prose: Prose, start: int, end: int, own_chunk: bool) -> Horizon | None:
    for match in _YEAR_ADVERB.finditer(prose.flat, start, end):
        if own_chunk and re.search(r"[;.]", prose.text[start : match.start()]):
            return None
        bare = match.group("plain") or match.group("since")
        if own_chunk and bare and not prose.text[start : match.start()].strip():
            return Horizon(int(bare))  # «… lên 60% năm 2026 và 80% năm 2027»
        horizon = _adverb(prose, match)
        if horizon is not None:
            return horizon
    return None


def _adverb(prose: Prose, match: re.Match[str]) -> Horizon | None:
    """The horizon of a year adverb, None where it is a base, a title or a past year."""
    before = prose.flat[max(0, match.start() - 60) : match.start()]
    if _NO_HORIZON_BEFORE.search(before):
        return None
    if match.group("to"):
        horizon = Horizon(int(match.group("to")), int(match.group("from")))
        initial = re.search(r"(?:^|[,;:.()+\-–*]\s*|\b(?:trong|cho|và)\s+)$", before)
        if not initial:
            return None
    elif match.group("last"):
        horizon = Horizon(int(match.group("last")), int(match.group("first")))
    else:
        if match.group("since") and not _since_counts(prose, match, before):
            return None
        year = match.group("by") or match.group("since") or match.group("plain") or match.group("colon")
        horizon = Horizon(int(year))
        if match.group("plain") and not _plain_year_counts(prose, match, before):
            return None
    if prose.context.plan_from is not None and horizon.year < prose.context.plan_from:
        return None
    if _TITLE_BEFORE.search(before) and not match.group("by"):
        return None
    return horizon


def _since_counts(prose: Prose, match: re.Match[str], before: str) -> bool:
    """«từ năm 2024 số hóa 100%» at a clause's start, «từ năm 2027 là 100%»; not «từ năm 2021 đến nay»."""
    opens = re.search(r"(?:^|[,;:.(])\s*$", before) is not None
    until = re.match(r"\s*(?:đến|tới|-|–|về trước)", prose.flat[match.end() : match.end() + 12])
    return (opens and not until) or _SINCE_GOES_ON.match(prose.flat, match.end()) is not None


def _plain_year_counts(prose: Prose, match: re.Match[str], before: str) -> bool:
    """«Năm 2021, …», «… năm 2025 đạt»: a bare «năm 2025» counts at a clause's start or before its verb."""
    after = prose.flat[match.end() : match.end() + 30]
    opens = re.search(r"(?:^|[,;:.()+\-–*]\s*|\bvà\s+|\bcủa\s+)$", before) is not None
    if opens:
        return True
    return (
        re.match(
            expand(r"\s*(?:phải\s+|phấn đấu\s+)?(?:đạt|là|có\b|tăng|giảm|{GE}|{GT}|{LE}|\d|:)"), after, re.IGNORECASE
        )
        is not None
    )


def _respective_year(prose: Prose, chunks: list[Chunk], index: int) -> int | None:
    """«năm 2025 và 2030 đạt tương ứng 80%, 100%»: the k-th number belongs to the k-th year."""
    place = respective(prose, chunks, index)
    if place is None:
        return None
    first, size, begin = place
    head = prose.flat[begin : chunks[first].number.start]
    years = [int(y) for y in re.findall(YEAR, head)]
    years = years[-size:] if len(years) >= size > 1 else []
    return years[index - first] if years and _TITLE_BEFORE.search(head) is None else None
