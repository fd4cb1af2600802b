"""A sentence cut into chunks, one per number: which words belong to which number.

What belongs here: boundaries between numbers, and what joins two. What does not: lists of numbers (series), what a
number means (comparators, movement, dating, levels).
"""

from __future__ import annotations

import re

from pipelines.plans.grammar.comparators import own_operator
from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Chunk, Prose, has_words

_BOUNDARIES = (
    re.compile(r"[;.]\s*"),
    re.compile(
        r"[,(]\s*(?=(?:tỷ lệ|tỉ lệ|trong đó|trong số|mức độ|phấn đấu|riêng|đồng thời|giảm|tăng|cắt giảm|rút ngắn|chỉ số|đến năm|đến hết năm|năm 20|năm ···|giai đoạn|hoàn thành|bảo đảm|đảm bảo|mỗi năm|hằng năm|hàng năm|người dân chỉ|thời gian)\b)",  # noqa: E501
        re.IGNORECASE,
    ),
    re.compile(r"\((?=[^()]*$)"),
    re.compile(
        r"^[^,]*,\s*(?:và\s+)?(?=(?:(?:tại|ở|của|đối với|cho|khối)\s+)?(?:các|từng|mỗi|UBND|đơn vị cấp|cơ quan cấp)\s+[^;.%\d]{2,60}$)",  # noqa: E501
        re.IGNORECASE,
    ),
    re.compile(r",\s*(?=[^,]*$)|\s(?:và|còn)\s(?=(?:(?!\s(?:và|còn)\s)[^,])*$)"),
    re.compile(r":\s*"),
)
_OPENINGS = re.compile(r"[,(]\s*trong (?:số )?đó\b,?|;\s|\((?=ít nhất|tối thiểu|trong đó)", re.IGNORECASE)
PREDICATE = re.compile(
    r"\b(?:được|đã được|(?<!thời gian )(?<!thời hạn )thực hiện|đạt|sử dụng|tham gia|hoàn thành|triển khai|xử lý|ứng dụng|cung cấp|kết nối|tự bảo đảm|tự đảm bảo|không phải"  # noqa: E501
    r"|hài lòng|giải ngân|làm nòng cốt|hướng dẫn|bảo đảm|đảm bảo|ban hành|công khai|tiếp nhận|nộp|kết nối|tích hợp|áp dụng|phải"  # noqa: E501
    r"|có(?!\s+(?:đủ |phát sinh |yêu cầu |liên quan|thẩm quyền|điều kiện|nghĩa vụ|nhu cầu|thu\b|đủ điều kiện)))\b",
    re.IGNORECASE,
)


def cut_into_chunks(prose: Prose, numbers: list[Number]) -> list[Chunk]:
    """One chunk per number, in reading order."""
    chunks: list[Chunk] = []
    for index, number in enumerate(numbers):
        sentence = prose.sentence_of(number.start)
        before = numbers[index - 1] if index else None
        same = before is not None and before.start >= sentence[0]
        begin = (
            _boundary(prose, before.end, number.start)
            if same and before is not None
            else _opening(prose, sentence[0], number.start)
        )
        chunks.append(
            Chunk(number, (begin, number.start), (number.end, sentence[1]), prose.clause_of(number.start), sentence)
        )
        if same:
            last = chunks[-2]
            last.post = (last.number.end, begin)
    for index, chunk in enumerate(chunks):
        chunk.own_op, chunk.op_place = own_operator(prose, chunk.number, chunk.pre[0])
        if index and chunks[index - 1].sentence == chunk.sentence:
            chunk.joined = _is_joined(prose, chunks[index - 1], chunk)
    return chunks


def _boundary(prose: Prose, left: int, right: int) -> int:
    """Where the words between two numbers stop belonging to the first one."""
    between = prose.text[left:right]
    for pattern in _BOUNDARIES:
        places = [match.end() for match in pattern.finditer(between)]
        if places:
            return left + places[-1]
    return left


def _opening(prose: Prose, start: int, place: int) -> int:
    """Where the first number's own words begin: after «…, trong đó,» when a subject without a number stands before."""
    places = [match.end() for match in _OPENINGS.finditer(prose.text, start, place)]
    return next((p for p in reversed(places) if has_words(prose.text[p:place])), start)


def _is_joined(prose: Prose, before: Chunk, chunk: Chunk) -> bool:
    """Whether two numbers share their verb: no verb and no sentence of its own stands between them."""
    between = prose.text[before.number.end : chunk.number.start]
    if ";" in between:
        return False
    return PREDICATE.search(between) is None and re.search(
        r"trong đó|trong số|\b(?:phấn đấu|cắt giảm|giảm|rút ngắn|tăng|nâng|đưa|tỷ lệ|tỉ lệ|mức độ|chỉ số|so với)\b", between, re.IGNORECASE) is None  # fmt: skip  # noqa: E501
