"""Which numbers stand as promises: vetoes, results of past years, narrative, licences, inner thresholds.

What belongs here: why a number is refused. What does not: how a number that stands is read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.plans.grammar.comparators import own_operator
from pipelines.plans.grammar.counted import licence_of
from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import YEAR, Chunk, Prose
from pipelines.plans.lexicon.loading import compiled_lower, expand, load

_PAST_OPENING = re.compile(
    rf"\s*(?:[-–+•*]\s*|\(?\w{{1,2}}[.)]\s*)*(?:(?:khắc phục\s+|phát huy\s+|kế thừa\s+|từ\s+)?(?:những\s+|các\s+)?(?:hạn chế|tồn tại|khuyết điểm|yếu kém|kết quả|thực trạng|thành tích)\s+(?:[^\W\d]+\s+){{0,4}}?(?:của\s+|trong\s+)?)?(?:trong\s+|kết thúc\s+|hết\s+|kết quả\s+)?(?:các\s+)?(?:năm|giai đoạn 20\d\d\s*[-–]|(?:tính\s+)?đến\s+(?:hết\s+)?(?:ngày\s+)?\d{{1,2}}/(?:\d{{1,2}}/)?)\s*({YEAR})\b",  # noqa: E501
    re.IGNORECASE,
)
_PAST_VERB = re.compile(
    rf"(?<!so với )(?<!hơn )(?<!cùng kỳ )\bnăm\s+(?P<year>{YEAR})\b\s*(?:của (?:tỉnh|huyện|xã|thành phố|bộ)\s+)?"
    r"(?:\((?![^)]*20\d\d)|(?:chỉ\s+|mới\s+)?(?:xếp|đứng|ở mức|ở vị trí|chỉ đạt|mới đạt|đạt)\b)",
    re.IGNORECASE,
)
_CLAUSE_YEAR = re.compile(rf"\s*(?:trong\s+|cuối\s+|riêng\s+)?năm\s+({YEAR}),", re.IGNORECASE)
_INDEX = re.compile(r"chỉ số|papi|pci|dti|par ?index|sipas|ddci|pgi|766|xếp hạng|điểm số|tổng điểm|đạt")
_PER_CASE = re.compile(
    r"(?:/|\bmỗi\b|\bmột\b|\bcho\s+một\b|\btrên\s+một\b)\s*\d*\s*(?:hồ sơ|lượt|lần|giao dịch|thủ tục|người|năm|công chức|cán bộ|vụ việc|tuần|tháng|ngày)"  # noqa: E501
)
_TIMED = re.compile(r"thời gian|thời hạn (?:giải quyết|xử lý|trả)|rút ngắn|chờ|giảm")
_FOR_CASES = re.compile(r"\s*(?:làm việc\s+)?(?:đối với|cho)\s+[^.;]{0,30}(?:thủ tục|hồ sơ|trường hợp|vụ việc)")
_SERVED = re.compile(
    r"phản hồi|trả lời|xử lý|giải quyết|tiếp nhận|khắc phục|bồi dưỡng|tập huấn|đào tạo|trả kết quả|cấp|học"
)
_DURATION_CUT = re.compile(r"(?:xuống|còn)\s+(?:còn\s+)?(?:\w+\s+){0,3}$|rút ngắn|giảm")
_TERM = re.compile(r"báo cáo|gửi|\btrình\b|kể từ|niêm yết|lưu trữ|đăng tải")
_SINCE_EVENT = re.compile(r"\s*,?\s*(?:kể từ|từ ngày|sau khi|trước khi)")
_DONE = re.compile(
    r"\b(?:đã|vừa qua|thời gian qua|hiện có)\s+(?:cơ bản\s+|chủ động\s+|kịp thời\s+)?(?:cắt giảm|tinh giản|sắp xếp|đơn giản hóa|rút ngắn|giảm|nâng|đưa|kết nối|đào tạo|ban hành|bãi bỏ|tiếp nhận|triển khai|hoàn thành|cung cấp|thực hiện|đạt|giải quyết(?! thành công)|số hóa|tổ chức|xử lý|cập nhật|tích hợp|rà soát|kiểm tra|có|cấp|phát sinh)\b",  # noqa: E501
    re.IGNORECASE,
)
_AIM = re.compile(
    r"phấn đấu|mục tiêu|bảo đảm|đảm bảo|yêu cầu|chỉ tiêu (?!tỉnh giao|được giao|kế hoạch)|đến (?:hết |cuối )?(?:năm|20)|tối thiểu|ít nhất",  # noqa: E501
    re.IGNORECASE,
)
_REPORT_OPENING = re.compile(
    r"\s*(?:[-–+•*]\s*)?(?:theo (?:số liệu|dữ liệu|thống kê|kết quả|đánh giá|công bố|báo cáo)|đến nay|tính đến|hiện nay|thời gian qua|trong thời gian qua|vẫn còn|tuy nhiên)\b",  # noqa: E501
    re.IGNORECASE,
)


def refusal_of(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    """The rule by which a number is no promise; None where it stands. `kept`: the numbers before it that stand."""
    return _unlicensed(prose, number, kept) or _veto(prose, number)


def _veto(prose: Prose, number: Number) -> str | None:
    start, end = prose.sentence_of(number.start)
    clause = prose.clause_of(number.start)
    left = prose.words(max(start, number.start - 160), number.start)
    right = prose.words(number.end, min(end, number.end + 100))
    for rule in _vetoes():
        sign = rule["sign"]
        if sign and sign != number.form:
            continue
        if rule["number"] and not rule["number"].search(prose.text[number.start : number.end]):
            continue
        if rule["right"] and not rule["right"].search(right):  # most are anchored: the cheap question first
            continue
        if rule["left"] and not rule["left"].search(left):
            continue
        if rule["clause"] and not rule["clause"].search(prose.words(*clause)):
            continue
        return str(rule["name"])
    return _past(prose, number)


def _past(prose: Prose, number: Number) -> str | None:
    """A figure of a year before the plan begins is a result, not a promise."""
    if prose.context.plan_from is None:
        return None
    start, _ = prose.sentence_of(number.start)
    left = prose.flat[max(start, number.start - 120) : number.start]
    match = re.search(
        rf"(?:^|[(,;:]\s*|\b)(?:trong |tại |cuối )?(?:năm|giai đoạn 20\d\d\s*[-–])\s+({YEAR})(?:(?!\blên\b|\bxuống\b|\bcòn\b)[^,;.()%\d]){{0,40}}$",  # noqa: E501
        left,
        re.IGNORECASE,
    )
    if match and int(match.group(1)) < prose.context.plan_from:
        before = left[: match.start(1)]
        if not re.search(
            r"so với\s+(?:cùng kỳ\s+)?(?:năm\s*)$|(?:chỉ số|xếp hạng|kế hoạch|kết quả)[^,;]{0,40}năm\s*$",
            before,
            re.IGNORECASE,
        ):
            return "figure_of_a_past_year"
    return (
        _past_clause(prose, number)
        or _past_verb(prose, number)
        or _past_sentence(prose, number)
        or _narrative(prose, number)
    )


def _past_clause(prose: Prose, number: Number) -> str | None:
    """«…; năm 2020, tỉnh đã rà soát 512 văn bản, kiến nghị 96 văn bản»: a clause that opens with a past year."""
    start, _ = prose.clause_of(number.start)
    opening = _CLAUSE_YEAR.match(prose.flat, start)
    plan_from = prose.context.plan_from or 0
    if not opening or int(opening.group(1)) >= plan_from:
        return None
    between = prose.flat[opening.end() : number.start]
    later = any(int(year) >= plan_from for year in re.findall(YEAR, between))
    return None if later or _AIM.search(between) else "clause_on_a_past_year"


def _past_verb(prose: Prose, number: Number) -> str | None:
    """«Chỉ số DTI năm 2022 xếp thứ 41/63, đạt 0,58 điểm», «kết quả năm 2022 (đạt 78,5 điểm, xếp thứ 6)»."""
    start, _ = prose.sentence_of(number.start)
    plan_from = prose.context.plan_from or 0
    for match in _PAST_VERB.finditer(prose.flat, start, number.start):
        between = prose.flat[match.end() : number.start]
        if int(match.group("year")) >= plan_from or any(int(y) >= plan_from for y in re.findall(YEAR, between)):
            continue
        inside = prose.flat.rfind("(", start, match.start()) > prose.flat.rfind(")", start, match.start())
        bracketed = inside or "(" in prose.flat[match.start() : match.end()]
        ended = ")" if bracketed else ";" if prose.context.kind == "objective" else "\n"
        if ended in between or (inside and ")" in between) or _AIM.search(between) or (";" in between and ended == ";"):
            continue
        return "figures_of_a_past_year"
    return None


def _narrative(prose: Prose, number: Number) -> str | None:
    """Outside objectives, a sentence that tells what «đã …» was done, without an aim, reports figures."""
    start, end = prose.sentence_of(number.start)
    if prose.context.kind == "objective":
        return None
    aimed = _AIM.search(prose.text, start, end) is not None
    if not aimed and (prose.context.kind == "preamble" or _REPORT_OPENING.match(prose.text, start)):
        return "narrative"
    if own_operator(prose, number, start)[0] is not None:
        return None
    told = _DONE.search(prose.text, start, number.start)
    return "narrative" if told and not aimed else None


def _past_sentence(prose: Prose, number: Number) -> str | None:
    """«Năm 2023, …: tỷ lệ … đạt 97,8%; …»: a sentence that opens with a past year reports, up to a year to come."""
    start, _ = prose.sentence_of(number.start)
    opening = _PAST_OPENING.match(prose.flat, start)
    if not opening or prose.context.plan_from is None or int(opening.group(1)) >= prose.context.plan_from:
        return None
    later = [int(year) for year in re.findall(YEAR, prose.flat[opening.end() : number.start])]
    if any(year >= prose.context.plan_from for year in later) or _AIM.search(prose.flat, opening.end(), number.start):
        return None
    return "sentence_on_a_past_year"


def _unlicensed(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    """What a number lacks that its rule asks for (`needs` in counts.yml)."""
    if number.needs == "licence":
        licensed = number.unit == "dossiers_per_staff_year" or licence_of(prose, number, kept)
        return None if licensed else "count_without_licence"
    if number.needs == "index":
        begin, end = prose.sentence_of(number.start)
        known = _INDEX.search(prose.text, begin, end) or own_operator(prose, number, begin)[0] == "<="
        return None if known else "points_without_index"
    if number.needs == "duration":
        return None if _promised_duration(prose, number) else "duration_without_comparator"
    return None


def _promised_duration(prose: Prose, number: Number) -> bool:
    """«chờ không quá 20 phút», «tối thiểu 40 giờ/năm», «từ 15 ngày xuống 10 ngày»; not the term of a report."""
    begin = max(prose.sentence_of(number.start)[0], number.start - 200)
    left = prose.text[begin : number.start]
    right = prose.text[number.end : number.end + 40]
    compared = own_operator(prose, number, begin)[0] is not None
    if compared and (_PER_CASE.search(right) or _PER_CASE.search(prose.text[number.start : number.end])):
        return True
    if _DURATION_CUT.search(left):
        return _TIMED.search(left + right) is not None
    if not compared or _SINCE_EVENT.match(right):
        return False
    if _FOR_CASES.match(right):
        return True
    return _TIMED.search(left + right[:12]) is not None or (_SERVED.search(left) is not None and not _TERM.search(left))


def inner_threshold(prose: Prose, chunks: list[Chunk], index: int) -> str | None:
    """«100% đơn vị có ít nhất 01 sáng kiến»: the second number only says what the first one means."""
    if index == 0:
        return None
    before, chunk = chunks[index - 1], chunks[index]
    if before.sentence != chunk.sentence or before.number.form != "percent" or before.number.value < 50:
        return None
    between = prose.text[before.number.end : chunk.number.start]
    if re.search(
        r"[;:(]|trong đó|trong số|,\s*(?:tỷ lệ|tỉ lệ|phấn đấu|mức|số lượng|đồng thời|mỗi năm|đạt|tổ chức|xây dựng|giảm|cắt giảm|rút ngắn|có|người dân|(?:bảo đảm|đảm bảo|góp phần|nhằm|để)\s+(?:cắt giảm|giảm|rút ngắn|tiết kiệm|tăng|nâng))",  # noqa: E501
        between,
        re.IGNORECASE,
    ):
        return None
    if re.match(r"\s*(?:[,;]|và\s)", between) and re.search(
        r"\b(?:đạt|là|lên|xuống)\s*$", prose.text[max(0, before.number.start - 12) : before.number.start]
    ):
        return None  # «số hóa đạt 100%, dữ liệu đất đai đạt ít nhất 70%»: the first number ended its clause
    if chunk.number.form == "duration" and re.search(r",\s*mỗi\s", between):
        return "inner_threshold"
    bound = rf"\b(?:có|đạt|hoàn thành|sử dụng|thực hiện|tổ chức|bảo đảm|đảm bảo|giữ|duy trì|tham gia|giao dịch|xử lý|được tập huấn|giải quyết)\b(?:\s+\w+){{0,6}}?\s*(?:{expand('(?:{GE}|{GT}|{LE}|{LT}|từ)')})\s+(?:{expand('{FILLER}')}\s+)*$"  # noqa: E501
    if chunk.number.form != "percent" or before.number.value >= 100:
        return "inner_threshold" if re.search(bound, between, re.IGNORECASE) else None
    return None


@cache
def _vetoes() -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": rule["name"], "sign": rule.get("sign"),
         **{side: compiled_lower(rule[side]) if rule.get(side) else None for side in ("left", "right", "clause", "number")}}  # noqa: E501
        for rule in load("vetoes")
    )  # fmt: skip
