"""The grammar of one paragraph or cell: which of its numbers are promised, how, for which level, by when.

What belongs here: coordination, comparators and their inheritance, kinds, years, levels, base years, vetoes. What
does not: headings (outline), table columns (tables), indicators, files.

A sentence is cut into chunks, one per number: what stands before it and belongs to it (`pre`) and what follows it and
belongs to it (`post`). Every decision leaves a line in `trace`, which `cchc explain` prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from pipelines.plans.numbers import Number, find_numbers, may_hold_target, silence
from pipelines.plans.outline import Horizon
from pipelines.plans.rules import compiled, compiled_lower, expand, load, lowered

LEVEL_ORDER = ("province", "district", "commune", "village")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ỸĐ“\"(+\-–]|\d)|\n")
_YEAR = r"20[1-6]\d"
MAX_SENTENCE = 3_000
MAX_NUMBERS = 40


@dataclass(frozen=True)
class Scene:
    """What surrounds a statement: years and levels from headings, the plan's own years, where it stands.

    `horizon` comes from headings or the document; `plan_from` is the first year of the plan (years before it are
    past); `annual` whether the plan is for one year; `head_level`, `head_op` the level and comparator that a heading
    above gives; `kind` the kind of section.
    """

    horizon: Horizon | None = None
    plan_from: int | None = None
    annual: bool = False
    head_level: str | None = None
    head_op: str | None = None
    kind: str = "other"
    is_output: bool = False


@dataclass
class Reading:
    """One atomic target as read from words; places are indexes of the paragraph's flat text."""

    number: Number
    op: str
    kind: str
    year: int | None
    year_from: int | None
    level: str | None
    baseline_year: str | None
    quote: tuple[int, int]
    pre: tuple[int, int]
    post: tuple[int, int]
    lead: tuple[int, int]
    tail: tuple[int, int]
    parent: int | None = None
    subset: str | None = None
    flags: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


@dataclass
class Refusal:
    """A number that was looked at and is no target, and the rule that says so."""

    number: Number
    rule: str


@dataclass
class _Chunk:
    number: Number
    pre: tuple[int, int]
    post: tuple[int, int]
    clause: tuple[int, int]
    sentence: tuple[int, int]
    joined: bool = False  # in coordination with the number before it
    own_op: str | None = None
    op_place: int = -1


def read_statement(flat: str, scene: Scene) -> tuple[list[Reading], list[Refusal]]:
    """All targets of one paragraph or cell, and the numbers that were refused.

    Args:
        flat: the paragraph on one line, its mark included.
        scene: what surrounds it.
    """
    if not may_hold_target(flat):
        return [], []
    text = silence(flat)
    numbers = find_numbers(text, scene.is_output)
    if not numbers:
        return [], []
    return _Paragraph(flat, text, numbers, scene).read()


class _Paragraph:
    """One paragraph while it is being read."""

    def __init__(self, flat: str, text: str, numbers: list[Number], scene: Scene) -> None:
        self.flat = flat
        self.text = text
        self.scene = scene
        self.sentences = _spans(flat, _SENTENCE)
        self.refused: list[Refusal] = []
        self.numbers = self._prose(numbers)

    def _prose(self, numbers: list[Number]) -> list[Number]:
        """The numbers of sentences that hold no more of them than prose does (bounded time on anything else)."""
        counts: dict[tuple[int, int], int] = {}
        places = [self._sentence_of(number.start) for number in numbers]
        for place in places:
            counts[place] = counts.get(place, 0) + 1
        self.refused += [
            Refusal(n, "more_numbers_than_prose")
            for n, place in zip(numbers, places, strict=True)
            if counts[place] > MAX_NUMBERS
        ]
        return [n for n, place in zip(numbers, places, strict=True) if counts[place] <= MAX_NUMBERS]

    def read(self) -> tuple[list[Reading], list[Refusal]]:
        kept = [number for number in self.numbers if self._stands(number)]
        chunks = self._chunks(kept)
        inner = [(chunk.number, veto) for i, chunk in enumerate(chunks) if (veto := self._inner(chunks, i))]
        self.refused += [Refusal(number, veto) for number, veto in inner]
        if inner:
            dropped = {number.start for number, _ in inner}
            chunks = self._chunks([number for number in kept if number.start not in dropped])
        kept_chunks = chunks
        readings: list[Reading] = []
        for index in range(len(kept_chunks)):
            readings += self._reading(kept_chunks, index, readings)
        return readings, self.refused

    # --- which numbers stand --------------------------------------------------------------------------------

    def _stands(self, number: Number) -> bool:
        rule = self._unlicensed(number) or self._veto(number)
        if rule:
            self.refused.append(Refusal(number, rule))
        return not rule

    def _veto(self, number: Number) -> str | None:
        start, end = self._sentence_of(number.start)
        clause = self._clause_of(number.start)
        left = self.text[max(start, number.start - 160) : number.start]
        right = self.text[number.end : min(end, number.end + 100)]
        for rule in _vetoes():
            sign = rule["sign"]
            if sign and sign != number.form:
                continue
            if rule["left"] and not rule["left"].search(left):
                continue
            if rule["right"] and not rule["right"].search(right):
                continue
            if rule["clause"] and not rule["clause"].search(self.text[clause[0] : clause[1]]):
                continue
            return str(rule["name"])
        return self._past(number)

    def _past(self, number: Number) -> str | None:
        """A figure of a year before the plan begins is a result, not a promise."""
        if self.scene.plan_from is None:
            return None
        start, _ = self._sentence_of(number.start)
        left = self.flat[max(start, number.start - 120) : number.start]
        match = re.search(
            rf"(?:^|[(,;:]\s*|\b)(?:trong |tại |cuối )?năm\s+({_YEAR})(?:(?!\blên\b|\bxuống\b|\bcòn\b)[^,;.()%\d]){{0,40}}$",  # noqa: E501
            left,
            re.IGNORECASE,
        )
        if match and int(match.group(1)) < self.scene.plan_from:
            before = left[: match.start(1)]
            if not re.search(
                r"so với\s+(?:cùng kỳ\s+)?(?:năm\s*)$|(?:chỉ số|xếp hạng|kế hoạch|kết quả)[^,;]{0,40}năm\s*$",
                before,
                re.IGNORECASE,
            ):
                return "figure_of_a_past_year"
        return self._past_verb(number) or self._past_sentence(number) or self._narrative(number)

    def _past_verb(self, number: Number) -> str | None:
        """«Chỉ số DTI năm 2022 xếp thứ 41/63, đạt 0,58 điểm», «kết quả năm 2022 (đạt 78,5 điểm, xếp thứ 6)»."""
        start, _ = self._sentence_of(number.start)
        plan_from = self.scene.plan_from or 0
        for match in _PAST_VERB.finditer(self.flat, start, number.start):
            between = self.flat[match.end() : number.start]
            if int(match.group("year")) >= plan_from or any(int(y) >= plan_from for y in re.findall(_YEAR, between)):
                continue
            ended = (
                ")"
                if "(" in self.flat[match.start() : match.end()]
                else ";"
                if self.scene.kind == "objective"
                else "\n"
            )
            inside = self.flat.rfind("(", start, match.start()) > self.flat.rfind(")", start, match.start())
            if (
                ended in between
                or (inside and ")" in between)
                or _AIM.search(between)
                or (";" in between and ended == ";")
            ):
                continue
            return "figures_of_a_past_year"
        return None

    def _narrative(self, number: Number) -> str | None:
        """Outside objectives, a sentence that tells what «đã …» was done, without an aim, reports figures."""
        start, end = self._sentence_of(number.start)
        if self.scene.kind == "objective":
            return None
        aimed = _AIM.search(self.text, start, end) is not None
        if not aimed and (self.scene.kind == "preamble" or _REPORT_OPENING.match(self.text, start)):
            return "narrative"
        if self._own_operator(number, start)[0] is not None:
            return None
        told = _DONE.search(self.text, start, number.start)
        return "narrative" if told and not aimed else None

    def _past_sentence(self, number: Number) -> str | None:
        """«Năm 2023, …: tỷ lệ … đạt 97,8%; …»: a sentence that opens with a past year reports, up to a year to come."""
        start, _ = self._sentence_of(number.start)
        opening = _PAST_OPENING.match(self.flat, start)
        if not opening or self.scene.plan_from is None or int(opening.group(1)) >= self.scene.plan_from:
            return None
        later = [int(year) for year in re.findall(_YEAR, self.flat[opening.end() : number.start])]
        if any(year >= self.scene.plan_from for year in later) or _AIM.search(self.flat, opening.end(), number.start):
            return None
        return "sentence_on_a_past_year"

    def _unlicensed(self, number: Number) -> str | None:
        if number.needs in ("none", "output"):
            return None
        compared = self._own_operator(number, self._sentence_of(number.start)[0])[0] is not None
        clause = self.flat[slice(*self._sentence_of(number.start))]
        if number.needs == "comparator":
            licensed = compared or number.unit == "dossiers_per_staff_year"
            return None if licensed else "count_without_comparator"
        if number.needs == "index":
            known = re.search(
                r"chỉ số|PAPI|PCI|DTI|PAR ?INDEX|SIPAS|DDCI|PGI|766|xếp hạng|điểm số|đạt", clause, re.IGNORECASE
            )
            return None if known else "points_without_index"
        left = self.text[max(0, number.start - 200) : number.start]
        if compared and re.match(
            r"\s*/\s*\d*\s*(?:hồ sơ|lượt|lần|giao dịch|thủ tục)",
            self.text[number.end - 12 : number.end + 12].split("phút")[-1],
        ):
            return None
        timed = re.search(
            r"thời gian|thời hạn giải quyết|rút ngắn|chờ|giảm",
            left + self.text[number.end : number.end + 30],
            re.IGNORECASE,
        )
        moved = re.search(r"(?:xuống|còn)\s+(?:còn\s+)?(?:\w+\s+){0,3}$", left, re.IGNORECASE)
        return (
            None
            if timed and (compared or moved or re.search(r"rút ngắn|giảm", left, re.IGNORECASE))
            else "duration_without_comparator"
        )

    def _inner(self, chunks: list[_Chunk], index: int) -> str | None:
        """«100% đơn vị có ít nhất 01 sáng kiến»: the second number only says what the first one means."""
        if index == 0:
            return None
        before, chunk = chunks[index - 1], chunks[index]
        if before.sentence != chunk.sentence or before.number.form != "percent" or before.number.value < 50:
            return None
        between = self.text[before.number.end : chunk.number.start]
        if re.search(
            r"[;:(]|trong đó|trong số|,\s*(?:tỷ lệ|tỉ lệ|phấn đấu|mức|số lượng|đồng thời|mỗi năm|đạt|tổ chức|xây dựng|giảm|cắt giảm|rút ngắn|có|người dân)",  # noqa: E501
            between,
            re.IGNORECASE,
        ):
            return None
        bound = rf"\b(?:có|đạt|hoàn thành|sử dụng|thực hiện|tổ chức|bảo đảm|đảm bảo|giữ|duy trì|tham gia|giao dịch|xử lý|được tập huấn|giải quyết)\b(?:\s+\w+){{0,6}}?\s*(?:{expand('(?:{GE}|{GT}|{LE}|{LT}|từ)')})\s+(?:{expand('{FILLER}')}\s+)*$"  # noqa: E501
        if chunk.number.form != "percent" or before.number.value >= 100:
            return "inner_threshold" if re.search(bound, between, re.IGNORECASE) else None
        return None

    # --- chunks ---------------------------------------------------------------------------------------------

    def _chunks(self, numbers: list[Number]) -> list[_Chunk]:
        chunks: list[_Chunk] = []
        for index, number in enumerate(numbers):
            sentence = self._sentence_of(number.start)
            before = numbers[index - 1] if index else None
            same = before is not None and before.start >= sentence[0]
            begin = (
                self._boundary(before.end, number.start)
                if same and before is not None
                else self._opening(sentence[0], number.start)
            )
            chunks.append(
                _Chunk(
                    number, (begin, number.start), (number.end, sentence[1]), self._clause_of(number.start), sentence
                )
            )
            if same:
                last = chunks[-2]
                last.post = (last.number.end, begin)
        for index, chunk in enumerate(chunks):
            chunk.own_op, chunk.op_place = self._own_operator(chunk.number, chunk.pre[0])
            if index and chunks[index - 1].sentence == chunk.sentence:
                chunk.joined = self._is_joined(chunks[index - 1], chunk)
        return chunks

    def _boundary(self, left: int, right: int) -> int:
        """Where the words between two numbers stop belonging to the first one."""
        between = self.text[left:right]
        for pattern in _BOUNDARIES:
            places = [match.end() for match in pattern.finditer(between)]
            if places:
                return left + places[-1]
        return left

    def _opening(self, start: int, place: int) -> int:
        """Where the first number's own words begin: after «…, trong đó,» when a subject without a number stands before."""  # noqa: E501
        places = [match.end() for match in _OPENINGS.finditer(self.text, start, place)]
        return next((p for p in reversed(places) if _has_words(self.text[p:place])), start)

    def _is_joined(self, before: _Chunk, chunk: _Chunk) -> bool:
        """Whether two numbers share their verb: no verb and no sentence of its own stands between them."""
        between = self.text[before.number.end : chunk.number.start]
        if ";" in between:
            return False
        return _PREDICATE.search(between) is None and re.search(
            r"trong đó|trong số|\b(?:phấn đấu|cắt giảm|giảm|rút ngắn|tăng|tỷ lệ|tỉ lệ|mức độ|chỉ số|so với)\b", between, re.IGNORECASE) is None  # fmt: skip  # noqa: E501

    # --- one reading ----------------------------------------------------------------------------------------

    def _reading(self, chunks: list[_Chunk], index: int, done: list[Reading]) -> list[Reading]:
        chunk = chunks[index]
        number = chunk.number
        first = self._first_of_series(chunks, index)
        trace = [f"number «{self.flat[number.start : number.end]}» found by rule «{number.form}»"]
        op = self._operator(chunks, index, first, trace)
        kind = self._kind(chunks, index, first, trace)
        year, year_from, said = self._year(chunks, index)
        trace.append(f"year {year} from {said}")
        levels, level_from = self._levels(chunks, index, first, done)
        trace.append(f"level {', '.join(levels) or 'none'} from {level_from}")
        base = self._base(chunk, kind)
        last = self._words_after(chunks, index)
        reading = Reading(
            number, op, kind, year, year_from if kind == "annual_increase" else None, None, base,
            self._quote(chunk, chunks, index), chunk.pre, chunk.post, chunks[first].pre, chunks[last].post, trace=trace,
        )  # fmt: skip
        self._link(reading, chunk, done)
        if len(levels) == 1:
            reading.level = levels[0]
        elif len(levels) == 2 and self._contrasted(chunks, index, levels):
            twin = Reading(**{**reading.__dict__, "level": levels[1], "flags": ["shared_number"], "trace": [*trace]})
            reading.level, reading.flags = levels[0], ["shared_number"]
            return [reading, twin]
        if kind == "annual_increase" and re.search(
            r"mỗi cấp|từng cấp|các cấp", self.text[slice(*chunk.post)], re.IGNORECASE
        ):
            reading.flags.append("each_level")
        return [reading]

    def _first_of_series(self, chunks: list[_Chunk], index: int) -> int:
        while index and chunks[index].joined:
            index -= 1
        return index

    def _last_of_series(self, chunks: list[_Chunk], index: int) -> int:
        while index + 1 < len(chunks) and chunks[index + 1].joined:
            index += 1
        return index

    def _words_after(self, chunks: list[_Chunk], index: int) -> int:
        """The chunk whose words after its number serve this number too: the last of its list, or the next with words."""  # noqa: E501
        last = self._last_of_series(chunks, index)
        while (
            last + 1 < len(chunks)
            and chunks[last + 1].clause == chunks[index].clause
            and not _has_words(self.text[slice(*chunks[last].post)])
        ):
            last += 1
        return last

    def _own_operator(self, number: Number, begin: int) -> tuple[str | None, int]:
        """The comparator that stands at the number itself: before it, or «trở lên» after it."""
        left = self.text[max(begin, number.span[0] - 120) : number.start]
        right = self.text[number.end : number.end + 60]
        after = _AFTER.match(right)
        if after:
            down = after.group("word").startswith("trở xuống") or "thấp hơn" in after.group("word")
            strict = re.search(r"\b(?:trên|hơn)\s*$", left, re.IGNORECASE)
            return ("<=" if down else ">" if strict else ">="), number.end
        for op, pattern in _before():
            match = pattern.search(left)
            if match:
                return op, number.start - len(left) + match.start()
        return None, -1

    def _operator(self, chunks: list[_Chunk], index: int, first: int, trace: list[str]) -> str:
        chunk, number = chunks[index], chunks[index].number
        if number.op:
            trace.append(f"comparator {number.op} fixed by the rule")
            return number.op
        if number.value_high is not None:
            trace.append("comparator range: two ends")
            return "range"
        if chunk.own_op:
            trace.append(f"comparator {chunk.own_op} stands at the number")
            return self._rank_op(number, chunk.own_op)
        head = chunks[first]
        if index != first and head.own_op and head.number.value_high is None and number.value != 100:
            trace.append(f"comparator {head.own_op} inherited from «{self.flat[head.number.start : head.number.end]}»")
            return self._rank_op(number, head.own_op)
        distant = self._distant_operator(chunks, index)
        if distant:
            trace.append(f"comparator {distant} stands before the list")
            return distant
        if self.scene.head_op and number.value != 100:
            trace.append(f"comparator {self.scene.head_op} ends the bullet above")
            return self.scene.head_op
        trace.append("no comparator: =")
        return "="

    def _rank_op(self, number: Number, op: str) -> str:
        """A rank «thứ 20 trở lên» is a better rank: a smaller number."""
        if number.form == "rank_position":
            return {">=": "<=", ">": "<"}.get(op, op)
        return op

    def _distant_operator(self, chunks: list[_Chunk], index: int) -> str | None:
        """«lên mức tối thiểu tại tỉnh là 1.600 hồ sơ; vùng nông thôn là 1.200»: one comparator for a list of parts."""
        number = chunks[index].number
        for earlier in range(index, -1, -1):
            chunk = chunks[earlier]
            if chunk.sentence != chunks[index].sentence or chunk.number.unit != number.unit:
                return None
            if earlier != index and _VERB.search(self.text[chunk.number.end : chunks[earlier + 1].number.start]):
                return None
            match = _DISTANT.search(self.text[chunk.pre[0] : chunk.pre[1]])
            if match and (earlier == index or self._is_part(chunks[index])):
                return ">=" if match.group("ge") else "<="
            if earlier != index and chunk.own_op:
                plain = re.search(r"\blà\s*$", self.text[slice(*chunks[index].pre)]) and chunk.own_op == ">"
                return chunk.own_op if number.value != 100 and not plain and self._is_part(chunks[index]) else None
        return None

    def _is_part(self, chunk: _Chunk) -> bool:
        """Whether a chunk only names a part (a level, an area) and its number."""
        words = self.text[slice(*chunk.pre)].strip(" ,;")
        return 0 < len(words) < 70 and not re.search(
            r"\b(?:được|đạt|có|tỷ lệ|tỉ lệ|phấn đấu|mức độ|giải ngân|hoàn thành|rà soát|số hóa|cắt giảm|bảo đảm|đảm bảo)\b",  # noqa: E501
            words,
            re.IGNORECASE,
        )

    def _kind(self, chunks: list[_Chunk], index: int, first: int, trace: list[str]) -> str:
        chunk, number = chunks[index], chunks[index].number
        if number.kind:
            return number.kind
        pre = self.text[slice(*chunk.pre)]
        post = self.text[chunk.post[0] : min(chunk.post[1], chunk.post[0] + 160)]
        kind = self._movement(pre, post, chunk)
        if kind == "level" and index != first:
            lead = self._kind(chunks, first, first, [])
            bare = chunk.own_op is None or not _has_words(self.text[chunk.pre[0] : max(chunk.op_place, chunk.pre[0])])
            if lead != "level" and bare and not _PREDICATE.search(post.split(",")[0]):
                kind = lead
                trace.append(f"kind {kind} inherited from the first number of the list")
                return kind
        trace.append(f"kind {kind}")
        return kind

    def _movement(self, pre: str, post: str, chunk: _Chunk) -> str:
        sentence = self.text[slice(*chunk.sentence)]
        if _REDUCTION.search(pre) and not _DOWN_TO.search(pre):
            return "reduction"
        if chunk.number.form == "percent" and _SIMPLIFIED.search(pre):
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

    # --- years ----------------------------------------------------------------------------------------------

    def _year(self, chunks: list[_Chunk], index: int) -> tuple[int | None, int | None, str]:
        chunk = chunks[index]
        respective = self._respective_year(chunks, index)
        if respective:
            return respective, None, "the list of years before «tương ứng»"
        if (
            re.search(r"các năm (?:sau|tiếp theo|còn lại)", self.text[slice(*chunk.pre)], re.IGNORECASE)
            and self.scene.horizon
        ):
            return self.scene.horizon.year, None, "the heading («các năm sau»)"
        after = self._year_in(chunk.post[0], min(chunk.post[1], chunk.post[0] + 200), own_chunk=True)
        near = self._year_before(chunk.number.start)
        if after and (near is None or near[1] < chunk.pre[0]):
            return after.year, after.year_from, "words after the number"
        if near:
            return near[0].year, near[0].year_from, "words before the number"
        if after:
            return after.year, after.year_from, "words after the number"
        horizon = self.scene.horizon
        if horizon is None and self.scene.plan_from is not None and _THIS_YEAR.search(self.text, *chunk.sentence):
            return self.scene.plan_from, None, "«năm nay»: the year of the document"
        if horizon is None:
            return None, None, "nothing: neither sentence nor heading nor a single horizon gives one"
        return horizon.year, horizon.year_from, "the heading or the document"

    def _year_before(self, place: int) -> tuple[Horizon, int] | None:
        """The nearest year adverb before a place: in its sentence, else at the start of an earlier one."""
        start, _ = self._sentence_of(place)
        best: tuple[Horizon, int] | None = None
        for match in _YEAR_ADVERB.finditer(self.flat, max(0, place - MAX_SENTENCE), place):
            horizon = self._adverb(match)
            if horizon is None:
                continue
            opens = match.start() <= self._sentence_of(match.start())[0] + 4
            if match.start() >= start or opens or (self._sentence_of(match.start())[0] == 0 and opens):
                best = (horizon, match.start())
        return best

    def _year_in(self, start: int, end: int, own_chunk: bool) -> Horizon | None:
        for match in _YEAR_ADVERB.finditer(self.flat, start, end):
            if own_chunk and re.search(r"[;.]", self.text[start : match.start()]):
                return None
            horizon = self._adverb(match)
            if horizon is not None:
                return horizon
        return None

    def _adverb(self, match: re.Match[str]) -> Horizon | None:
        """The horizon of a year adverb, None where it is a base, a title or a past year."""
        before = self.flat[max(0, match.start() - 60) : match.start()]
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
            if match.group("since") and not re.match(r"\s*(?:trở đi\s*)?,", self.flat[match.end() : match.end() + 12]):
                return None
            year = match.group("by") or match.group("since") or match.group("plain") or match.group("colon")
            horizon = Horizon(int(year))
            if match.group("plain") and not self._plain_year_counts(match, before):
                return None
        if self.scene.plan_from is not None and horizon.year < self.scene.plan_from:
            return None
        if _TITLE_BEFORE.search(before) and not match.group("by"):
            return None
        return horizon

    def _plain_year_counts(self, match: re.Match[str], before: str) -> bool:
        """«Năm 2021, …», «… năm 2025 đạt»: a bare «năm 2025» counts at a clause's start or before its verb."""
        after = self.flat[match.end() : match.end() + 30]
        opens = re.search(r"(?:^|[,;:.()+\-–*]\s*|\bvà\s+|\bcủa\s+)$", before) is not None
        if opens:
            return True
        return (
            re.match(expand(r"\s*(?:phải\s+)?(?:đạt|là|tăng|giảm|{GE}|{GT}|{LE}|\d|:)"), after, re.IGNORECASE)
            is not None
        )

    def _respective_year(self, chunks: list[_Chunk], index: int) -> int | None:
        """«năm 2025 và 2030 đạt tương ứng 80%, 100%»: the k-th number belongs to the k-th year."""
        place = self._respective(chunks, index)
        if place is None:
            return None
        first, size, begin = place
        head = self.flat[begin : chunks[first].number.start]
        years = [int(y) for y in re.findall(_YEAR, head)]
        years = years[-size:] if len(years) >= size > 1 else []
        return years[index - first] if years and _TITLE_BEFORE.search(head) is None else None

    def _respective(self, chunks: list[_Chunk], index: int) -> tuple[int, int, int] | None:
        """The list a number belongs to where «tương ứng», «lần lượt» distribute: (first chunk, size, sentence start)."""  # noqa: E501
        first = index
        while first and self._bare_between(chunks, first):
            first -= 1
        last = index
        while last + 1 < len(chunks) and self._bare_between(chunks, last + 1):
            last += 1
        size = last - first + 1
        if size < 2:
            return None
        head = self.text[chunks[first].sentence[0] : chunks[first].number.start]
        tail = self.text[chunks[last].number.end : chunks[last].number.end + 30]
        if not re.search(r"tương ứng|lần lượt|theo thứ tự", head[-160:] + tail, re.IGNORECASE) and last == first:
            return None
        return first, size, chunks[first].sentence[0]

    def _bare_between(self, chunks: list[_Chunk], index: int) -> bool:
        if chunks[index].sentence != chunks[index - 1].sentence:
            return False
        between = self.text[chunks[index - 1].number.end : chunks[index].number.start]
        return re.fullmatch(r"\s*(?:[,;/]|và|,\s*và)\s*", between) is not None

    # --- levels ---------------------------------------------------------------------------------------------

    def _levels(self, chunks: list[_Chunk], index: int, first: int, done: list[Reading]) -> tuple[tuple[str, ...], str]:
        chunk = chunks[index]
        respective = self._respective(chunks, index)
        if respective:
            head = self.flat[respective[2] : chunks[respective[0]].number.start]
            named = find_levels(head, ordered=True)
            if len(named) == respective[1]:
                return (named[index - respective[0]],), "the list of levels before «tương ứng»"
        pre = self.flat[slice(*chunk.pre)]
        subject = self._subject_after(chunk)
        own = find_levels(subject) or find_levels(self._without_index_names(self._last_part(pre)))
        if not own and (index == first or not chunk.joined):
            own = find_levels(self._without_index_names(self._subject_before(pre)))
        if own:
            return own, "the subject"
        placed = find_levels(" ".join(_PLACED.findall(self.flat[slice(*chunk.post)])))
        if placed and index == self._last_of_series(chunks, index) and index == first:
            return placed, "words after the verb («tại cấp …»)"
        bullet = _COLON_HEAD.match(self.flat[self.sentences[0][0] : chunk.number.start])
        if bullet:
            named = find_levels(bullet.group(1))
            if named:
                return named, "the head of the bullet"
        if index != first:
            lead = find_levels(self._subject_before(self.flat[slice(*chunks[first].pre)]))
            if lead:
                return lead, "the head of the list"
        if done and self._elliptic(chunk) and done[-1].quote[0] >= chunk.sentence[0] and done[-1].level:
            return (done[-1].level,), "the number before it, whose subject goes on"
        if done and self._part_of_the_last(chunk) and done[-1].level and done[-1].quote[0] >= chunk.sentence[0]:
            return (done[-1].level,), "the number before it, of which this one is a part"
        if self.scene.head_level:
            return (self.scene.head_level,), "the heading above"
        return (), "nothing"

    def _last_part(self, pre: str) -> str:
        """The words right before the number: «…, cấp huyện» in «tại cấp tỉnh 84%, cấp huyện 68%»."""
        part = pre[-40:]
        match = re.search(
            r"(?:tại|ở|đối với|của)?\s*(?:cấp\s+\w+|tỉnh|các\s+\w+|xã|huyện)\s*(?:là|đạt|:|\s)*(?:ít nhất|tối thiểu|trên|từ|là|đạt|\s)*$",  # noqa: E501
            part,
            re.IGNORECASE,
        )
        return match.group() if match else ""

    def _subject_before(self, pre: str) -> str:
        """The subject of «tỷ lệ … của … đạt»: the words before the number without what an inner verb governs."""
        pre = _ACTOR.sub("", pre)
        return re.sub(
            r"(?:trên|qua|thông qua|với|vào|về)\s+(?:hệ thống|cổng|nền tảng|trục|cơ sở dữ liệu|trang|phần mềm)[^,;]*",
            "",
            pre,
            flags=re.IGNORECASE,
        )

    def _subject_after(self, chunk: _Chunk) -> str:
        words = self.flat[chunk.number.start : chunk.post[1]]
        cut = _PREDICATE.search(words)
        stop = cut.start() if cut else len(words)
        colon = words.find(":")
        return words[: min(stop, colon if colon >= 0 else stop, 260)]

    def _without_index_names(self, words: str) -> str:
        return _INDEX_NAME.sub("", words)

    def _elliptic(self, chunk: _Chunk) -> bool:
        words = self.flat[slice(*chunk.post)].strip()
        return re.match(r"(?:trở lên\s+)?(?:có|được|đạt|số này|số đó|trong số)\b", words, re.IGNORECASE) is not None

    def _part_of_the_last(self, chunk: _Chunk) -> bool:
        """«…, trong đó năm 2027 đạt 60%», «trong đó ít nhất 40% xếp loại …»: a part without a subject of its own."""
        lead = self.text[max(chunk.pre[0] - 20, chunk.sentence[0]) : chunk.number.start]
        return _BARE_PART.search(lead) is not None

    def _contrasted(self, chunks: list[_Chunk], index: int, levels: tuple[str, ...]) -> bool:
        """Whether another number of the sentence stands for another level: then this one serves each of its levels."""
        for other, chunk in enumerate(chunks):
            if other == index or chunk.sentence != chunks[index].sentence:
                continue
            subject = find_levels(self._subject_after(chunk)) or find_levels(
                self._last_part(self.flat[slice(*chunk.pre)])
            )
            if len(subject) == 1 and subject[0] not in levels and (chunk.joined or chunks[index].joined):
                return True
        return False

    # --- the rest -------------------------------------------------------------------------------------------

    def _base(self, chunk: _Chunk, kind: str) -> str | None:
        if kind == "level":
            return None
        for start, end in ((chunk.number.end, chunk.clause[1]), (chunk.clause[0], chunk.number.start)):
            match = _BASE.search(self.flat, start, end)
            if match:
                if match.group("b"):
                    return f"{match.group('a')}-{match.group('b')}"
                if match.group("y"):
                    return match.group("y")
                if self.scene.annual and self.scene.horizon:
                    return str(self.scene.horizon.year - 1)
        return None

    def _link(self, reading: Reading, chunk: _Chunk, done: list[Reading]) -> None:
        """«trong đó», «trong số đó»: the number before is the parent."""
        lead = self.text[max(chunk.pre[0] - 20, 0) : chunk.number.start]
        if done and re.search(r"trong (?:số )?(?:đó|này)", lead, re.IGNORECASE):
            reading.parent = len(done) - 1
            reading.subset = "number" if re.search(r"trong số", lead, re.IGNORECASE) else "part"

    def _quote(self, chunk: _Chunk, chunks: list[_Chunk], index: int) -> tuple[int, int]:
        start = min(chunk.pre[0], chunk.number.start)
        end = chunk.post[1]
        if not self.text[slice(*chunk.post)].strip(" ,;.)") and not _has_words(self.text[slice(*chunk.pre)]):
            start = chunks[self._first_of_series(chunks, index)].pre[0]
        semicolon = self.text.find(";", chunk.number.end, end)
        end = semicolon if semicolon >= 0 else end
        if start == 0:
            start = _mark_length(self.flat)
        while start < chunk.number.start and self.flat[start] in " ,;:":
            start += 1
        while end > chunk.number.end and self.flat[end - 1] in " ,;.":
            end -= 1
        joint = re.search(r"(?:\s+và|,|\(trong đó|\()$", self.flat[chunk.number.end : end])
        return start, chunk.number.end + joint.start() if joint else end

    def _sentence_of(self, place: int) -> tuple[int, int]:
        return next(span for span in reversed(self.sentences) if span[0] <= place)

    def _clause_of(self, place: int) -> tuple[int, int]:
        start, end = self._sentence_of(place)
        left = self.text.rfind(";", start, place)
        right = self.text.find(";", place, end)
        return (left + 1 if left >= 0 else start), (right if right >= 0 else end)


@lru_cache(maxsize=4_096)
def find_levels(words: str, ordered: bool = False) -> tuple[str, ...]:
    """The levels that words name: each once, highest first; `ordered`: in the order of the words."""
    words = lowered(words)
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


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for match in pattern.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [piece for span in spans for piece in _pieces(text, *span)]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A span in pieces of at most MAX_SENTENCE characters, cut at a semicolon or space."""
    pieces = []
    while end - start > MAX_SENTENCE:
        cut = max(text.rfind("; ", start, start + MAX_SENTENCE), start + MAX_SENTENCE // 2)
        cut = max(cut, text.rfind(" ", start, start + MAX_SENTENCE)) if cut == start + MAX_SENTENCE // 2 else cut
        pieces.append((start, cut + 1))
        start = cut + 1
    return [*pieces, (start, end)]


def _has_words(text: str) -> bool:
    return any(word.lower() not in ("và", "hoặc", "còn") for word in re.findall(r"[^\W\d]{2,}", text))


def _mark_length(flat: str) -> int:
    match = re.match(r"\s*(?:[-–+•*]\s*)*", flat)
    return match.end() if match else 0


@cache
def _vetoes() -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": rule["name"], "sign": rule.get("sign"),
         **{side: compiled_lower(rule[side]) if rule.get(side) else None for side in ("left", "right", "clause")}}
        for rule in load("vetoes")
    )  # fmt: skip


@cache
def _level_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule["level"], compiled_lower(rule["pattern"])) for rule in load("levels"))


@cache
def _before() -> tuple[tuple[str, re.Pattern[str]], ...]:
    filler = r"(?:\s+{FILLER})*\s*[:=]?\s*(?:thứ\s+)?$"
    return (
        ("<=", compiled(r"{LE}" + filler)),
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


_AFTER = compiled(
    r"\s*(?:%\s*)?(?:/\s*\d{1,3}\s+)?(?:[^\W\d]+\s+){0,2}?(?P<word>trở lên|trở xuống|hoặc (?:cao|lớn|nhiều) hơn|hoặc thấp hơn|và cao hơn)"  # noqa: E501
)
_DISTANT = compiled(
    r"(?:(?P<ge>{GE})|(?P<le>{LE}))\s*:?\s*(?:tương ứng|lần lượt)?\s*(?:(?:tại|ở|đối với|của|cho|vùng|cấp|khu vực|địa bàn)\s+[^;:.%\d]{1,60}?)?\s*(?:tương ứng|lần lượt)?\s*(?:là|đạt|:)?\s*$"  # noqa: E501
)
_BOUNDARIES = (
    re.compile(r"[;.]\s*"),
    re.compile(
        r"[,(]\s*(?=(?:tỷ lệ|tỉ lệ|trong đó|trong số|mức độ|phấn đấu|riêng|đồng thời|giảm|tăng|cắt giảm|rút ngắn|chỉ số|đến năm|đến hết năm|năm 20|năm ···|giai đoạn|hoàn thành|bảo đảm|đảm bảo|mỗi năm|hằng năm|hàng năm|người dân chỉ|thời gian)\b)",  # noqa: E501
        re.IGNORECASE,
    ),
    re.compile(r"\((?=[^()]*$)"),
    re.compile(r",\s*(?=[^,]*$)|\s(?:và|còn)\s(?=(?:(?!\s(?:và|còn)\s)[^,])*$)"),
    re.compile(r":\s*"),
)
_OPENINGS = re.compile(r"[,(]\s*trong (?:số )?đó\b,?|;\s|\((?=ít nhất|tối thiểu|trong đó)", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\b(?:được|đã được|thực hiện|đạt|sử dụng|tham gia|hoàn thành|triển khai|xử lý|ứng dụng|cung cấp|kết nối|tự bảo đảm|tự đảm bảo|không phải"  # noqa: E501
    r"|hài lòng|giải ngân|làm nòng cốt|hướng dẫn|bảo đảm|đảm bảo|ban hành|công khai|tiếp nhận|nộp|kết nối|tích hợp|áp dụng|phải"  # noqa: E501
    r"|có(?!\s+(?:đủ |phát sinh |yêu cầu |liên quan|thẩm quyền|điều kiện|nghĩa vụ|nhu cầu|thu\b|đủ điều kiện)))\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:được|đạt|phấn đấu|có|thực hiện|giảm|tăng|tỷ lệ|mức độ)\b", re.IGNORECASE)
_PAST_OPENING = re.compile(
    rf"\s*(?:[-–+•*]\s*|\(?\w{{1,2}}[.)]\s*)*(?:trong\s+|kết thúc\s+|hết\s+|kết quả\s+)?(?:các\s+)?(?:năm|giai đoạn 20\d\d\s*[-–])\s*({_YEAR})\b",  # noqa: E501
    re.IGNORECASE,
)
_PAST_VERB = re.compile(
    rf"(?<!so với )(?<!hơn )(?<!cùng kỳ )\bnăm\s+(?P<year>{_YEAR})\b\s*(?:của (?:tỉnh|huyện|xã|thành phố|bộ)\s+)?"
    r"(?:\((?![^)]*20\d\d)|(?:chỉ\s+|mới\s+)?(?:xếp|đứng|ở mức|ở vị trí|chỉ đạt|mới đạt|đạt)\b)",
    re.IGNORECASE,
)
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
_REDUCTION = re.compile(
    r"\b(?:cắt giảm|giảm|rút ngắn|tiết kiệm|tinh giản|bãi bỏ|loại bỏ)\b(?!\s*(?:số )?(?:nghèo|thiểu))(?:(?!\bđạt\b|\btỷ lệ\b[^,;]*\bđạt\b|[;.]).)*$",  # noqa: E501
    re.IGNORECASE,
)
_SIMPLIFIED = compiled(r"đơn giản (?:hóa|hoá)\s+(?:được\s+)?(?:{GE}\s+|{GT}\s+|từ\s+)*$")
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
_YEAR_ADVERB = re.compile(
    rf"(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?(?P<from>{_YEAR})\s*[-–—]\s*(?:năm\s+)?(?P<to>{_YEAR})"
    rf"|từ\s+năm\s+(?P<first>{_YEAR})\s+đến\s+(?:hết\s+)?năm\s+(?P<last>{_YEAR})"
    rf"|(?:đến|tới|vào|trong|hết|cuối|trước)\s+(?:hết\s+|cuối\s+|thời điểm\s+)?(?:ngày\s+)?(?:\d{{1,2}}\s*/\s*\d{{1,2}}\s*/\s*|\d{{1,2}}\s*/\s*|quý\s+\w+\s*/\s*"  # noqa: E501
    rf"|(?:tháng|quý)\s+\w+\s*(?:/|năm)\s*)?(?:ngày \d+ tháng \d+ )?(?:năm\s+)?(?P<by>{_YEAR})(?![\d.,]*\s*(?:%|hồ sơ))"
    rf"|từ\s+năm\s+(?P<since>{_YEAR})"
    rf"|năm\s+(?P<plain>{_YEAR})|(?<![\d/.\-])(?P<colon>{_YEAR})\s*:",
    re.IGNORECASE,
)
_BARE_PART = compiled(
    r"trong (?:số )?đó,?\s+(?:có\s+|riêng\s+|phấn đấu\s+)*(?:(?:đến\s+|hết\s+)*năm [\d·]+\s+)?(?:{FILLER}\s+|{GE}\s+|{GT}\s+|{LE}\s+)*$"  # noqa: E501
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
_PLACED = re.compile(
    r"(?:tại|ở|đối với)\s+(?:các\s+)?(?:cấp\s+(?:tỉnh|huyện|xã)(?:\s*(?:,|và)\s*(?:cấp\s+)?(?:tỉnh|huyện|xã))*|UBND cấp \w+)",  # noqa: E501
    re.IGNORECASE,
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
    r"cấp\s+(?:tỉnh|sở|huyện|xã|phường)(?:\s*(?:,|và|hoặc|/)\s*(?:cấp\s+)?(?:tỉnh|sở|huyện|xã|phường|thôn)\b)+",
    re.IGNORECASE,
)
_BASE = re.compile(
    rf"(?:so (?:với|cùng)|cao hơn)\s+(?:cùng kỳ\s+)?(?:(?:giai đoạn|thời kỳ)\s+(?P<a>{_YEAR})\s*[-–—]\s*(?P<b>{_YEAR})"
    rf"|(?:thời điểm\s+|mức\s+|số\s+|kết quả\s+|thực hiện\s+|cuối\s+|biên chế\s+|tổng số\s+\w*\s*)*(?:của\s+)?(?:ngày\s+\S+\s+)?(?:tháng \d+\s*/?\s*)?năm\s+(?P<y>{_YEAR})"  # noqa: E501
    rf"|(?:cùng kỳ\s+)?năm\s+(?:trước|ngoái|liền kề)(?P<prev>))",
    re.IGNORECASE,
)
