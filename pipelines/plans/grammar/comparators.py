"""Comparators: at the number, inherited from the number before, standing before a list, or ending the bullet above.

What belongs here: which of >=, >, <=, <, =, range a number is promised with. What does not: what kind of change it is.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Chunk, Prose
from pipelines.plans.grammar.series import respective
from pipelines.plans.lexicon.loading import compiled

_AFTER = compiled(
    r"\s*(?:%\s*)?(?:/\s*\d{1,3}\s+)?(?:[^\W\d]+\s+){0,2}?(?:(?:thời gian|giải quyết|hồ sơ|thủ tục|hành chính|chi phí|số|cơ quan|đơn vị|xã)\s+){0,4}(?P<word>trở lên|trở xuống|hoặc (?:cao|lớn|nhiều) hơn|hoặc thấp hơn|và cao hơn)"  # noqa: E501
)
_AFTER_RANK = compiled(r"\s*(?:/\s*\d{1,3}\s+)?(?:[^\W\d]+,?\s+){0,5}?(?P<word>trở lên|trở xuống|hoặc (?:cao|tốt) hơn)")
_ACTS = compiled(r"(?<!\w)(?!cấp\s){ACT}(?!\w)")
# «từ 35% đầu mối tổ chức bên trong trở lên»
_FROM = re.compile(r"\btừ\s*$", re.IGNORECASE)
_AND_MORE = re.compile(r"[^.;,\d]{0,60}\btrở lên", re.IGNORECASE)
# «vượt 10% so với dự toán»: the number is the excess itself.
_EXCEEDS = re.compile(r"vượt", re.IGNORECASE)
_COMPARED = re.compile(r"\s*so với", re.IGNORECASE)
_DISTANT = compiled(
    r"(?:(?P<ge>{GE})|(?P<le>{LE}))\s*:?\s*(?:tương ứng|lần lượt)?\s*(?:(?:tại|ở|đối với|của|cho|vùng|cấp|khu vực|địa bàn)\s+[^;:.%\d]{1,60}?)?\s*(?:tương ứng|lần lượt)?\s*(?:là|đạt|:)?\s*$"  # noqa: E501
)
_VERB = re.compile(r"\b(?:được|đạt|phấn đấu|có|thực hiện|giảm|tăng|tỷ lệ|mức độ)\b", re.IGNORECASE)


def own_operator(prose: Prose, number: Number, begin: int) -> tuple[str | None, int]:
    """The comparator that stands at the number itself: before it, or «trở lên» after it."""
    left = prose.text[max(begin, number.span[0] - 120) : number.start]
    right = prose.text[number.end : number.end + 60]
    after = (_AFTER_RANK if number.form.startswith("rank") else _AFTER).match(right)
    if after:
        down = after.group("word").startswith("trở xuống") or "thấp hơn" in after.group("word")
        strict = re.search(r"\b(?:trên|hơn)\s*$", left, re.IGNORECASE)
        return ("<=" if down else ">" if strict else ">="), number.end
    if _FROM.search(left) and _AND_MORE.match(right):
        return ">=", number.start
    for op, pattern in _before():
        match = pattern.search(left)
        if match and not (op == ">" and _EXCEEDS.search(match.group()) and _COMPARED.match(right)):
            return op, number.start - len(left) + match.start()
    return None, -1


def comparator(prose: Prose, chunks: list[Chunk], index: int, first: int, trace: list[str]) -> str:
    """The comparator of a number: its own, fixed by its rule, inherited, or `=`."""
    chunk, number = chunks[index], chunks[index].number
    if number.op:
        trace.append(f"comparator {number.op} fixed by the rule")
        return number.op
    if number.value_high is not None:
        trace.append("comparator range: two ends")
        return "range"
    if chunk.own_op:
        trace.append(f"comparator {chunk.own_op} stands at the number")
        return _rank_op(number, chunk.own_op)
    head = chunks[first]
    listed = respective(prose, chunks, index) is not None
    alike = (head.number.unit == "percent") == (number.unit == "percent")
    if index != first and head.own_op and head.number.value_high is None and alike and (number.value != 100 or listed):
        trace.append(f"comparator {head.own_op} inherited from «{prose.flat[head.number.start : head.number.end]}»")
        return _rank_op(number, head.own_op)
    distant = _distant_operator(prose, chunks, index)
    if distant:
        trace.append(f"comparator {distant} stands before the list")
        return distant
    if prose.context.head_op and number.value != 100:
        trace.append(f"comparator {prose.context.head_op} ends the bullet above")
        return prose.context.head_op
    trace.append("no comparator: =")
    return "="


def _rank_op(number: Number, op: str) -> str:
    """A rank «thứ 20 trở lên» is a better rank: a smaller number."""
    if number.form == "rank_position":
        return {">=": "<=", ">": "<"}.get(op, op)
    return op


def _distant_operator(prose: Prose, chunks: list[Chunk], index: int) -> str | None:
    """«lên mức tối thiểu tại tỉnh là 1.600 hồ sơ; vùng nông thôn là 1.200»: one comparator for a list of parts."""
    number = chunks[index].number
    for earlier in range(index, -1, -1):
        chunk = chunks[earlier]
        if chunk.sentence != chunks[index].sentence or chunk.number.unit != number.unit:
            return None
        if earlier != index and _VERB.search(prose.text[chunk.number.end : chunks[earlier + 1].number.start]):
            return None
        match = _DISTANT.search(prose.text[chunk.pre[0] : chunk.pre[1]])
        if match and (earlier == index or (number.value != 100 and _is_part(prose, chunks[index]))):
            return ">=" if match.group("ge") else "<="
        if earlier != index and chunk.own_op:
            plain = re.search(r"\blà\s*$", prose.text[slice(*chunks[index].pre)]) and chunk.own_op == ">"
            return chunk.own_op if number.value != 100 and not plain and _is_part(prose, chunks[index]) else None
    return None


def _is_part(prose: Prose, chunk: Chunk) -> bool:
    """Whether a chunk only names a part (a level, an area) and its number."""
    words = prose.text[slice(*chunk.pre)].strip(" ,;")
    if len(re.findall(r"[^\W\d]+", re.split(r"[.;,(]", prose.text[slice(*chunk.post)])[0])) > 3:
        return False
    return (
        0 < len(words) < 70
        and not _ACTS.search(words)
        and not re.search(
            r"\b(?:được|đạt|có|tỷ lệ|tỉ lệ|phấn đấu|mức độ|giải ngân|hoàn thành|rà soát|số hóa|cắt giảm|bảo đảm|đảm bảo|còn|xuống|lên)\b",  # noqa: E501
            words,
            re.IGNORECASE,
        )
    )


@cache
def _before() -> tuple[tuple[str, re.Pattern[str]], ...]:
    filler = r"(?:\s+{FILLER})*\s*[:=]?\s*(?:thứ\s+)?$"
    return (
        ("<=", compiled(r"{LE}" + filler)),
        ("<=", compiled(r"{FAR_LE}\s*$")),
        (">=", compiled(r"{GE}" + filler)),
        (
            ">",
            compiled(
                r"(?:từ\s+)?(?<!không )(?<!đại học )(?<!\w){GT}"
                + filler.replace("{FILLER}", "(?:là|đạt|mức|khoảng|số)")
            ),
        ),
        ("<", compiled(r"(?:^|\W){LT}" + filler.replace("{FILLER}", "(?:là|đạt|mức|khoảng|số)"))),
        (">=", compiled(r"(?<!giảm )(?<!giữa )\btừ\s+(?:mức\s+)?$")),
    )
