"""What a number says about change: a level, a reduction, a yearly increase; and the year it is compared with.

What belongs here: kinds and base years. What does not: comparators, due years.
"""

from __future__ import annotations

import re

from pipelines.plans.grammar.chunks import PREDICATE
from pipelines.plans.grammar.prose import YEAR, Chunk, Prose, has_words
from pipelines.plans.lexicon.loading import compiled, expand

_REDUCTION = re.compile(
    r"\b(?:cắt giảm|giảm|rút ngắn|tiết kiệm|tinh giản|bãi bỏ|loại bỏ)\b(?!\s*(?:số )?(?:nghèo|thiểu))(?:(?!\bđạt\b|\btỷ lệ\b[^,;]*\bđạt\b|[;.]).)*$",  # noqa: E501
    re.IGNORECASE,
)
_SIMPLIFIED = compiled(r"đơn giản (?:hóa|hoá)\s+(?:được\s+)?(?:{GE}\s+|{GT}\s+|từ\s+)*$")
# «đơn giản hóa 20% quy định» cuts them; «đơn giản hóa 20% thủ tục» makes that share simple.
_REGULATIONS = re.compile(r"\s*(?:số\s+|các\s+|tổng số\s+)*(?:quy định|điều kiện)", re.IGNORECASE)
_DOWN_TO = re.compile(r"(?:xuống|còn)\b(?:\s+\w+){0,6}\s*$", re.IGNORECASE)
_INCREASE = re.compile(
    expand(
        r"\b(?:tăng|nâng)\b[^,;.:]{0,80}\bthêm\s+(?:{GE}\s+|{GT}\s+|từ\s+)*$|\bcao hơn (?:so với )?(?:cùng kỳ )?năm (?:trước|20\d\d)\s*(?:từ|ít nhất|tối thiểu)?\s*$|\b(?:tăng|tăng thêm|nâng|nâng thêm)\b(?:\s+(?:thêm|{FILLER}|{GE}|{GT}|{LE}|tỷ lệ|mỗi năm|hằng năm|hàng năm|năng suất))*\s*$"  # noqa: E501
    ),
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\b(?:lên|đạt|tới|đến)\b(?:\s+\w+){0,4}\s*$", re.IGNORECASE)
_YEARLY = re.compile(r"mỗi năm|hằng năm|hàng năm|bình quân (?:mỗi |hằng |hàng )?năm|từng năm", re.IGNORECASE)
_YEARLY_AFTER = re.compile(r"\s*(?:/|một |mỗi |hằng |hàng )\s*năm", re.IGNORECASE)
_BASE = re.compile(
    rf"(?:so (?:với|cùng)|cao hơn)\s+(?:cùng kỳ\s+)?(?:(?:giai đoạn|thời kỳ)\s+(?P<a>{YEAR})\s*[-–—]\s*(?P<b>{YEAR})"
    rf"|(?:[^\W\d]+\s+){{0,7}}?(?:ngày\s+\S+\s+)?(?:tháng \d+\s*/?\s*)?năm\s+(?P<y>{YEAR})"
    rf"|(?:cùng kỳ\s+)?năm\s+(?:trước|ngoái|liền kề)(?P<prev>))",
    re.IGNORECASE,
)


def kind_of_change(prose: Prose, chunks: list[Chunk], index: int, first: int, trace: list[str]) -> str:
    """level, reduction, annual_increase or rank_gain."""
    chunk, number = chunks[index], chunks[index].number
    if number.kind:
        return number.kind
    if number.unit == "dossiers_per_staff_year" or number.form in (
        "counted",
        "places",
        "part_of_total",
        "numbered_label",
    ):
        trace.append("kind level: a count")
        return "level"
    pre = prose.text[slice(*chunk.pre)]
    post = prose.text[chunk.post[0] : min(chunk.post[1], chunk.post[0] + 160)]
    kind = _movement(prose, pre, post, chunk)
    if kind == "level" and index != first:
        lead = kind_of_change(prose, chunks, first, first, [])
        bare = chunk.own_op is None or not has_words(prose.text[chunk.pre[0] : max(chunk.op_place, chunk.pre[0])])
        if lead != "level" and bare and not PREDICATE.search(post.split(",")[0]):
            kind = lead
            trace.append(f"kind {kind} inherited from the first number of the list")
            return kind
    trace.append(f"kind {kind}")
    return kind


def _movement(prose: Prose, pre: str, post: str, chunk: Chunk) -> str:
    sentence = prose.text[slice(*chunk.sentence)]
    if _REDUCTION.search(pre) and not _DOWN_TO.search(pre):
        return "reduction"
    if chunk.number.form == "percent" and _SIMPLIFIED.search(pre) and _REGULATIONS.match(post):
        return "reduction"
    if _INCREASE.search(pre):
        if _UP_TO.search(pre):
            return "level"
        yearly = (
            _YEARLY.search(pre)
            or _YEARLY_AFTER.match(post)
            or re.search(r"mỗi năm|hằng năm|hàng năm", post, re.IGNORECASE)
        )
        if yearly or re.search(r"so với", post) or _YEARLY.search(sentence) or chunk.number.form == "percent":
            return "annual_increase"
    if _YEARLY_AFTER.match(post) and re.search(r"(?<!tốc độ )tăng(?! trưởng)|nâng", pre, re.IGNORECASE):
        return "annual_increase"
    return "level"


def base_year(prose: Prose, chunk: Chunk, kind: str) -> str | None:
    """The year (or «from-to») a change is counted from; None for levels and where none is named."""
    if kind == "level":
        return None
    for start, end in ((chunk.number.end, chunk.clause[1]), (chunk.clause[0], chunk.number.start)):
        match = _BASE.search(prose.flat, start, end)
        if match:
            if match.group("b"):
                return f"{match.group('a')}-{match.group('b')}"
            if match.group("y"):
                return match.group("y")
            if prose.context.annual and prose.context.horizon:
                return str(prose.context.horizon.year - 1)
    return None
