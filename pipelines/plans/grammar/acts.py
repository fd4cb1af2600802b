"""What is done with a number: it is promised, or told as a result, a norm, a score, a condition, a base and so on.

What belongs here: the order in which acts are asked, and what a number's form asks for. What does not: the cues of the
acts (the facet `act` of lexicon/modifiers.yml), licences of counts (counted), how a promised number is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from pipelines.plans.grammar.change import kind_of_change
from pipelines.plans.grammar.chunks import opens
from pipelines.plans.grammar.comparators import own_operator
from pipelines.plans.grammar.modifiers import Claim, Modifier, modifiers_for
from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.promised_count import licence_of
from pipelines.plans.grammar.promised_year import is_base, is_introduction, is_left_from
from pipelines.plans.grammar.prose import Chunk, Prose
from pipelines.plans.grammar.timing import day_gone, part_of_year
from pipelines.plans.grammar.tokens import Token, Tokens
from pipelines.plans.outline.stated_years import all_years

_TIMED = frozenset({"timed", "cut"})
_PER_CASE = Claim(frozenset({"per_case"}), side="after", reach=3)
_TO_DURATION = Claim(frozenset({"down_to", "cut"}), reach=12)
_SINCE_EVENT = Claim(frozenset({"since_event"}), side="after", over=frozenset({"comma"}), reach=1)
_FOR_CASES = Claim(frozenset({"for_cases"}), side="after", reach=7)
_SERVED = Claim(frozenset({"served"}))
_TERM = Claim(frozenset({"term"}))
_PAST_VERBS = frozenset({"=xếp", "=đứng", "=ở", "=đạt", "=là", "open"})
_PLACE_NAMES = frozenset({"place", "body", "word"})
_AIM = ("aim", "must")
_DATES_IT = frozenset({"by", "yearword", "period", "place"})
_SOON = 8
_HUNDREDTHS = re.compile(r",\d\d")
_ALL = 100
# How far behind a share the word for what it counts stands.
_NEAR = 3
_LONGEST_LEAD = 9
_LEADS = ("sign", "mark", "by", "issued", "outcome", "told_head", "place", "stop", "open", "period", "yearword")
_PART_OF_INNER = frozenset({"stop", "colon", "open", "among"})
_INNER_VERB = Claim(
    frozenset({"inner"}),
    over=frozenset(
        {"word", "filler", "deed", "predicate", "ge", "gt", "le", "lt", "since", "place", "measure", "inner"}
    ),
    reach=12,
)
_BOUND = Claim(frozenset({"ge", "gt", "le", "lt", "=từ"}), over=frozenset({"filler"}), reach=4)
_REACH_A_SHARE = ("đạt tỷ lệ", "đạt mức độ")


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with a number instead of promising it, and the cue that says so."""

    act: str
    cue: str


def act_of(prose: Prose, number: Number, kept: list[Number]) -> Act | None:
    """The act by which a number is no promise; None where it stands. `kept`: the numbers before it that stand."""
    lacking = _NEEDS[number.needs](prose, number, kept) if number.needs in _NEEDS else None
    if lacking:
        return Act("other", lacking)
    return next((act for find in _ACTS if (act := find(prose, number)) is not None), None)


def _of_the_preamble(prose: Prose, number: Number) -> Act | None:
    """Before the first heading a plan tells why it is made: only what is aimed at is promised there."""
    if prose.context.kind != "preamble" or prose.context.issued is None:
        return None
    aimed = prose.tokens.has(*prose.sentence_of(number.start), *_AIM, "ge")
    return None if aimed else Act("result", "told_in_preamble")


def _claimed(prose: Prose, number: Number) -> Act | None:
    """The first cue of modifiers.yml that claims the number in its sentence."""
    tokens = prose.tokens
    index = tokens.at(number.start)
    sentence = prose.sentence_of(number.start)
    low, high = tokens.at(sentence[0]), tokens.at(sentence[1])
    said = prose.text[number.start : number.end]
    for modifier in _cues_for(prose, number.form):
        if modifier.says(said) and modifier.takes(tokens, index, low, high):
            return Act(modifier.value, modifier.id)
    return None


def _cues_for(prose: Prose, form: str) -> list[Modifier]:
    """The cues that may claim numbers of a form in a paragraph: asked for once for all of them."""
    known: dict[str, list[Modifier]] = prose.known.setdefault(_cues_for, {})
    if form not in known:
        modifiers = modifiers_for("act", prose.tokens)
        known[form] = [modifier for modifier in modifiers if _may_hold(modifier, prose, form)]
    return known[form]


def _may_hold(modifier: Modifier, prose: Prose, form: str) -> bool:
    if modifier.forms and form not in modifier.forms:
        return False
    if modifier.sections and prose.context.kind not in modifier.sections:
        return False
    return not (modifier.local and prose.context.issuer_level == "national")


def _of_the_past(prose: Prose, number: Number) -> Act | None:
    """A figure that a year before the plan governs is a result, not a promise."""
    plan_from = prose.context.plan_from
    tokens = prose.tokens
    if plan_from is None or "year" not in tokens.signature:
        return None
    low, high = tokens.at(prose.sentence_of(number.start)[0]), tokens.at(number.start)
    past = [i for i in _past_years(prose, plan_from) if low <= i < high]
    told = any(_governs(prose, i, number, plan_from) for i in past) or _dated_back(prose, number, plan_from)
    return Act("result", "figure_of_a_past_year") if told else None


def _past_years(prose: Prose, plan_from: int) -> list[int]:
    """The places of all past years of a paragraph; each of its numbers asks for them."""
    known: list[int] | None = prose.known.get(_past_years)
    if known is None:
        tokens = prose.tokens
        years = [place for place, token in enumerate(tokens) if "year" in token.classes]
        known = [place for place in years if _is_past_year(tokens, place, plan_from)]
        prose.known[_past_years] = known
    return known


def _dated_back(prose: Prose, number: Number, plan_from: int) -> bool:
    """«… là 2% trong năm 2025»: a past year right behind a figure that nobody aims at or bounds."""
    tokens = prose.tokens
    place = tokens.at(number.end)
    while place < len(tokens) and not tokens[place].classes.isdisjoint(_DATES_IT):
        place += 1
    if place == len(tokens) or not _is_past_year(tokens, place, plan_from):
        return False
    begin = prose.clause_of(number.start)[0]
    if number.unit == "times" and _is_promised_here(prose, number):
        return False  # «gấp 2,5 lần năm 2025»: the year is what it is so many times of
    aimed = prose.tokens.has(begin, number.start, *_AIM, "cut", "rise", "up_to")
    return not aimed and own_operator(prose, number, begin)[0] is None


def _is_promised_here(prose: Prose, number: Number) -> bool:
    return prose.context.kind == "objective" or prose.tokens.has(
        prose.sentence_of(number.start)[0], number.start, *_AIM
    )


def _is_past_year(tokens: Tokens, index: int, plan_from: int) -> bool:
    token = tokens[index]
    if "year" not in token.classes or token.years[0] >= plan_from:
        return False
    begun = "span" in token.classes and any("done" in t.classes for t in tokens[index + 1 : index + _SOON])
    return token.years[-1] < plan_from or begun


def _governs(prose: Prose, index: int, number: Number, plan_from: int) -> bool:
    """Whether a past year holds for a number: near it, opening its clause or sentence, or with a verb of reaching."""
    tokens = prose.tokens
    token = tokens[index]
    between = tokens.within(token.end, number.start)
    if _turned(between, plan_from) or _is_of_other(tokens, index):
        return False
    if index and "outcome" in tokens[index - 1].classes:
        return True
    near = all(t.classes.isdisjoint(("comma", "stop", "open", "close", "num", "up_to", "down_to")) for t in between)
    near = near and len(between) <= 9 and not any(t.text in ("lên", "xuống", "còn") for t in between)
    return near or _opens_past(prose, index, number) or _with_verb(prose, between)


def _turned(between: list[Token], plan_from: int) -> bool:
    """A later year or an aim between turns the sentence to the future."""
    later = any("year" in t.classes and t.years[-1] >= plan_from for t in between)
    return later or any(not t.classes.isdisjoint(_AIM) for t in between)


def _is_of_other(tokens: Tokens, index: int) -> bool:
    """«so với năm 2021», «kế hoạch năm 2021», «chỉ số … năm 2021», «tồn năm 2021»: of a base, document, index, rest."""
    nearest = tokens[max(index - 3, 0) : index]
    named = any(not t.classes.isdisjoint(("title", "issued", "since")) for t in nearest)
    return named or _dates_a_cited(tokens, index) or is_base(tokens, index) or is_left_from(tokens, index)


def _dates_a_cited(tokens: Tokens, index: int) -> bool:
    """«Sửa đổi Kế hoạch số 12/KH-UBND ngày 10/01/2021: tối thiểu 80% …»: the year of a cited document."""
    place = index - 1
    if place < 0 or not tokens[place].classes.isdisjoint(("comma", "stop", "colon", "close")):
        return False
    while place > 0 and tokens[place - 1].end == tokens[place].start:
        place -= 1
    return "mark_numbered_law" in tokens[place].classes


def _opens_past(prose: Prose, index: int, number: Number) -> bool:
    """«Năm 2023, …: tỷ lệ … đạt 97,8%; …», «Theo báo cáo, năm 2023 …»: its sentence or clause opens with it."""
    tokens = prose.tokens
    token = tokens[index]
    for begin in (prose.sentence_of(number.start)[0], prose.clause_of(number.start)[0], _bracket_of(prose, number)):
        before = tokens.within(begin, token.start)
        lead = before[2:] if len(before) > 1 and not before[1].classes.isdisjoint(("close", "stop")) else before
        at_once = len(lead) <= _LONGEST_LEAD and all(_leads(t) for t in lead)
        if begin <= token.start and (at_once or is_introduction(before)):
            return True
    return False


def _bracket_of(prose: Prose, number: Number) -> int:
    """Where the bracket around a number opens («(năm 2022 xếp thứ 7/13; đạt 83,6 điểm)»); its place where none does."""
    opened = prose.text.rfind("(", prose.sentence_of(number.start)[0], number.start)
    return opened + 1 if opened > prose.text.rfind(")", 0, number.start) else number.start


def _leads(token: Token) -> bool:
    """Whether a word may stand before the past year that opens a sentence."""
    return not token.classes.isdisjoint(_LEADS)


def _with_verb(prose: Prose, between: list[Token]) -> bool:
    """«Chỉ số DTI năm 2022 xếp thứ 41/63, đạt 0,58 điểm», «kết quả năm 2022 (đạt 78,5 điểm, xếp thứ 6)»."""
    if between and "place" in between[0].classes:
        between = [*dropwhile(_names_a_place, between)]
    if not between or not (between[0].classes & {"open"} or f"={between[0].text}" in _PAST_VERBS):
        return False
    ended = "close" if "open" in between[0].classes else "stop" if prose.context.kind == "objective" else "end"
    return all(ended not in token.classes for token in between)


def _names_a_place(token: Token) -> bool:
    """«của tỉnh Bắc Long», «trên địa bàn huyện»: whose figure it is, up to its verb."""
    return f"={token.text}" not in _PAST_VERBS and token.classes <= _PLACE_NAMES


def _of_a_part_gone(prose: Prose, number: Number) -> Act | None:
    """«Trong 02 tháng đầu năm 2026, …», «Tháng 01, …» in a text of March 2026: what follows is told up to an aim."""
    start, end = prose.sentence_of(number.start)
    said = part_of_year(prose.flat[start:end], prose.context.issued_on)
    article = prose.context.genre == "secondary" and prose.context.issued_on is None
    if said is None or start + said.end > number.start or not (said.is_over or article):
        return None
    return None if _aimed_since(prose, start + said.end, number) else Act("result", "part_of_the_year_gone")


def _of_a_day_gone(prose: Prose, number: Number) -> Act | None:
    """«Đến ngày 03/6/2024, …» in a text of 20 June 2024: what follows is told but behind an aim, a bound, a year."""
    context = prose.context
    today = context.issued_on or (context.posted_on if context.genre == "secondary" else None)
    if today is None:
        return None
    start, end = prose.sentence_of(number.start)
    over = day_gone(prose.flat[start:end], number.start - start, today)
    if over is None or _aimed_since(prose, start + over, number) or all_years(prose.flat[start + over : number.start]):
        return None
    return None if own_operator(prose, number, start)[0] else Act("result", "day_gone")


def _aimed_since(prose: Prose, place: int, number: Number) -> bool:
    """Whether an aim («phấn đấu») stands between a place and a number."""
    return any(
        not after.classes.isdisjoint(_AIM) and "num" not in before.classes
        for before, after in pairwise([prose.tokens[0], *prose.tokens.within(place, number.start)])
    )


def _of_ranking(prose: Prose, number: Number) -> Act | None:
    """A rank outside objectives, without an aim: where somebody stands."""
    ranked = number.form.startswith("rank") and number.form != "rank_gain"
    if not ranked or prose.context.kind not in ("preamble", "other", "results"):
        return None
    aimed = prose.tokens.has(*prose.sentence_of(number.start), *_AIM, "ge", "up", "by", "keep")
    return None if aimed else Act("result", "rank_without_aim")


def _of_precision(prose: Prose, number: Number) -> Act | None:
    """«81,46%» without comparator and aim was measured: nobody promises a hundredth of a percent."""
    if number.form != "percent" or not _HUNDREDTHS.search(prose.text, number.start, number.end):
        return None
    begin, end = prose.sentence_of(number.start)
    comma = prose.tokens.last(begin, number.start, "comma")
    moved = prose.tokens.has(comma.start if comma else begin, end, "cut", "rise")
    aimed = moved or prose.tokens.has(begin, end, *_AIM) or own_operator(prose, number, begin)[0] is not None
    told = prose.context.kind in ("preamble", "other", "results", "implementation")
    return Act("result", "measured_to_hundredths") if told and not aimed else None


_ACTS = (_claimed, _of_a_part_gone, _of_a_day_gone, _of_the_past, _of_the_preamble, _of_ranking, _of_precision)


def _count(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    licensed = number.unit == "dossiers_per_staff_year" or licence_of(prose, number, kept)
    return None if licensed else "count_without_licence"


def _points(prose: Prose, number: Number, _kept: list[Number]) -> str | None:
    begin, end = prose.sentence_of(number.start)
    known = prose.tokens.has(begin, end, "index") or any(t.text == "đạt" for t in prose.tokens.within(begin, end))
    return None if known or own_operator(prose, number, begin)[0] == "<=" else "points_without_index"


def _duration(prose: Prose, number: Number, _kept: list[Number]) -> str | None:
    return None if _promised_duration(prose, number) else "duration_without_comparator"


def _promised_duration(prose: Prose, number: Number) -> bool:
    """«chờ không quá 20 phút», «tối thiểu 40 giờ/năm», «từ 15 ngày xuống 10 ngày»; not the term of a report."""
    tokens = prose.tokens
    begin, end = prose.sentence_of(number.start)
    index, low, high = tokens.at(number.start), tokens.at(begin), tokens.at(end)
    compared = own_operator(prose, number, begin)[0] is not None
    timed = tokens.has(begin, min(number.end + 14, end), *_TIMED)
    if compared and (_PER_CASE.of(tokens, index, low, high) or "/" in prose.text[number.start : number.end]):
        return True
    if _TO_DURATION.of(tokens, index, low):
        return timed
    if not compared or _SINCE_EVENT.of(tokens, index, low, high):
        return False
    served = _SERVED.of(tokens, index, low) is not None and _TERM.of(tokens, index, low) is None
    return _FOR_CASES.of(tokens, index, low, high) is not None or timed or served


def _ranked(prose: Prose, number: Number, kept: list[Number]) -> str | None:
    """«nhóm 10 tỉnh dẫn đầu, nhóm 3 về an toàn»: a group is one of ranks only behind a rank of its sentence."""
    begin = prose.sentence_of(number.start)[0]
    known = any(one.form.startswith("rank") and one.start >= begin for one in kept)
    return None if known else "group_without_rank"


_NEEDS: dict[str, Callable[[Prose, Number, list[Number]], str | None]] = {
    "licence": _count,
    "index": _points,
    "duration": _duration,
    "ranked": _ranked,
}


def inner_threshold(prose: Prose, chunks: list[Chunk], index: int) -> Act | None:
    """«100% đơn vị có ít nhất 01 sáng kiến»: the second number only says what the first one means."""
    if index == 0:
        return None
    before, chunk = chunks[index - 1].number, chunks[index].number
    tokens = prose.tokens
    between = _without_brackets(tokens.within(before.end, chunk.start))
    if not _may_define(chunks[index - 1], chunks[index], between):
        return None
    if any(not t.classes.isdisjoint(_PART_OF_INNER) for t in between) or _new_statement(between):
        return None
    if between and "comma" in between[0].classes:
        return None  # «số hóa 100%, dữ liệu đất đai đạt ít nhất 70%»: the first number ended its clause
    place, low = tokens.at(chunk.start), tokens.at(before.start) + 1
    if chunk.form == "enter_once" or (chunk.form == "answered_within" and before.form == "percent"):
        return Act("condition", "inner_threshold")
    each = ("each", "per_case") if before.value == _ALL else ("each",)
    if chunk.form == "duration" and any(not t.classes.isdisjoint(each) for t in between):
        return Act("condition", "inner_threshold")
    if _BOUND.of(tokens, place, low) is None:
        is_theirs = _have_a_share(between) and _is_reached_by_units(before, chunk, between)
        return Act("condition", "inner_threshold") if is_theirs else None
    if _is_second_deed(between) and kind_of_change(prose, chunks, index - 1, []) != "level":
        return None  # «giảm 10% văn bản giấy và tổ chức ít nhất 02 hội thi»: a movement is defined by no count
    if _is_reached_by_units(before, chunk, between) or _defines(tokens, place, low, between, chunk.form):
        return Act("condition", "inner_threshold")
    return None


def _have_a_share(between: list[Token]) -> bool:
    """«50% số xã có tỷ lệ … đạt 70%»: what those units have is a share, with a comparator or without."""
    of_two = any("inner" in token.classes and "measure" in after.classes for token, after in pairwise(between))
    return of_two or any(token.text in _REACH_A_SHARE for token in between)


def _is_second_deed(between: list[Token]) -> bool:
    """Whether «và» opens a deed of its own («… và tổ chức ít nhất 02 hội thi»)."""
    return any("and" in token.classes and "deed" in after.classes for token, after in pairwise(between))


def threshold_of_next(prose: Prose, chunks: list[Chunk], index: int) -> Act | None:
    """«Tỷ lệ … đạt trên 60% tại ít nhất 75% số xã»: the first number only says what the second one counts."""
    if index + 1 == len(chunks):
        return None
    number, after = chunks[index].number, chunks[index + 1].number
    if {number.form, after.form} != {"percent"} or chunks[index].sentence != chunks[index + 1].sentence:
        return None
    between = prose.tokens.within(number.end, after.start)
    if len(between) > _NEAR or all("place" not in token.classes for token in between):
        return None
    behind = prose.tokens.within(after.end, chunks[index + 1].sentence[1])
    at_units = any("body" in token.classes for token in behind[:_NEAR]) and not _cut_apart(between)
    return Act("condition", "inner_threshold") if at_units else None


def _is_reached_by_units(first: Number, second: Number, between: list[Token]) -> bool:
    """«80% các sở, ngành đạt tỷ lệ … từ 70%», «8 xã có tỷ lệ … trên 60%»: a share that each of those units reaches."""
    of_units = first.form == "counted" or any("body" in t.classes for t in between[:_NEAR])
    reaches = any(not t.classes.isdisjoint(("predicate", "inner")) for t in between)
    return second.form == "percent" and of_units and reaches and not _cut_apart(between)


def _cut_apart(between: list[Token]) -> bool:
    """Whether a comma or «và» stands between that does more than list kinds of units («sở, ban, ngành»)."""
    return any(
        not t.classes.isdisjoint(("comma", "and"))
        and (all("body" not in t.classes for t in between[max(i - 1, 0) : i + 2]) or _opens_another(between, i + 1))
        for i, t in enumerate(between)
    )


def _opens_another(between: list[Token], index: int) -> bool:
    if index >= len(between):
        return True
    return opens(between, index) or not between[index].classes.isdisjoint(("deed", "predicate", "measure"))


def _without_brackets(tokens: list[Token]) -> list[Token]:
    """The tokens without what stands in brackets («35% đơn vị (cấp xã, huyện) mở ít nhất …»)."""
    kept: list[Token] = []
    opened: int | None = None
    for token in tokens:
        if "open" in token.classes and opened is None:
            opened = len(kept)
        kept.append(token)
        if "close" in token.classes and opened is not None:
            del kept[opened:]
            opened = None
    return kept


def _defines(tokens: Tokens, place: int, low: int, between: list[Token], form: str) -> bool:
    """A compared count behind a share is its definition, whatever the verb; another share only behind such a verb."""
    if form == "percent":
        return _INNER_VERB.of(tokens, place, low) is not None
    bound = _BOUND.of(tokens, place, low)
    if bound is not None and "place" in tokens[tokens.at(bound.start) - 1].classes:
        return _is_all_of_units(tokens[low - 1], between)  # «giảm 20% … đối với ít nhất 60 thủ tục»: whom it is for
    apart = any(not t.classes.isdisjoint(("comma", "and")) for t in between)
    return not apart or _INNER_VERB.of(tokens, place, low) is not None


def _is_all_of_units(share: Token, between: list[Token]) -> bool:
    """«100% xã, phường dừng nhận giấy đối với ít nhất 50 thủ tục»: what every unit has to do."""
    is_all = share.number is not None and share.number.value == _ALL
    return is_all and any("body" in token.classes for token in between[:_NEAR])


def _may_define(before: Chunk, chunk: Chunk, between: list[Token]) -> bool:
    """A share defined by a count, by another share where it is all or one of units; a count by what each of it has."""
    first, second = before.number, chunk.number
    if before.sentence != chunk.sentence:
        return False
    if first.form != "percent":
        return first.form == "counted" and second.unit != first.unit
    if second.form != "percent" or first.value >= _ALL:
        return True
    goes_on = bool(between) and not between[0].classes.isdisjoint(("and", "comma"))  # «97% và các xã đạt từ 98%»
    return not goes_on and any("body" in token.classes for token in between[:_NEAR])


def _lists_bodies(between: list[Token], comma: int) -> bool:
    """Whether a comma stands between two kinds of units («các sở, ngành»)."""
    return comma > 0 and all("body" in between[place].classes for place in (comma - 1, comma + 1))


def _new_statement(between: list[Token]) -> bool:
    return any(
        "comma" in t.classes
        and not _lists_bodies(between, i)
        and (opens(between, i + 1) or "deed" in between[i + 1].classes or between[i + 1].text in ("đạt", "có"))
        for i, t in enumerate(between[:-1])
    ) or any("and" in t.classes and "measure" in between[i + 1].classes for i, t in enumerate(between[:-1]))
