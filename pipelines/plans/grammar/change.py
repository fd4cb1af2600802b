"""What a number says about change: a level, a reduction, an increase, a yearly one; and the year it is compared with.

What belongs here: kinds and base years. What does not: comparators, due years.
"""

from __future__ import annotations

from pipelines.plans.grammar.modifiers import Claim
from pipelines.plans.grammar.prose import Chunk, Prose, Span, has_words
from pipelines.plans.grammar.series import first_of_series
from pipelines.plans.grammar.tokens import Token, Tokens

_NUMBERED = ("số", "số lượng")
_TIMES = "lần"
_COUNTS = frozenset({"counted", "places", "part_of_total", "numbered_label", "moved_count"})
# «giảm tối đa giấy tờ, 100% hồ sơ …»: a movement holds in its own comma clause, over a joint of verbs at most.
_CUT = Claim(frozenset({"cut"}), until=frozenset({"comma", "close", "stop"}))
_CUT_OVER_JOINT = Claim(frozenset({"cut"}), over=frozenset({"comma", "deed", "simplify", "ge", "gt", "filler", "and"}))
_CUT_ANYWHERE = Claim(frozenset({"cut"}), until=frozenset({"close", "predicate", "stop"}))
_TO = Claim(
    frozenset({"down_to"}),
    over=frozenset({"word", "filler", "ge", "gt", "le", "lt", "by", "year", "yearword"}),
    reach=8,
)
_SIMPLIFIED = Claim(frozenset({"simplify"}), over=frozenset({"filler", "ge", "gt", "=được"}))
_RISE = Claim(
    frozenset({"rise"}),
    over=frozenset({"filler", "ge", "gt", "le", "more", "yearly", "measure", "=năng", "=suất", "by", "since"}),
    reach=9,
)
_THEN_MORE = Claim(frozenset({"more"}), over=frozenset({"ge", "gt", "filler", "since"}), reach=4)
_HIGHER = Claim(
    frozenset({"=cao hơn"}),
    over=frozenset(
        {"base", "year", "yearword", "period", "last_year", "ge", "since", "filler", "=cuối", "=thời", "=điểm"}
    ),
    reach=8,
)
# «năm sau cao hơn năm trước ít nhất 5%»: by so much each year.
_ABOVE_THE_LAST = Claim(frozenset({"above_last"}), over=frozenset({"ge", "gt", "filler", "since", "more"}), reach=5)
# «tăng tỷ lệ … mỗi năm từ 3 - 5%»: by so much each year, whatever stands between the rise and the number.
_EACH_YEAR = Claim(frozenset({"yearly"}), over=frozenset({"ge", "gt", "since", "more"}), reach=4)
_BARE_GROWTH = Claim(frozenset({"growth"}), over=frozenset({"ge", "gt", "filler", "since"}), reach=4)
_UP_TO = Claim(frozenset({"up_to", "by"}), over=frozenset({"word", "filler", "ge", "gt", "le", "since"}), reach=5)
# Without one of these in its paragraph no number moves.
_MOVES = frozenset({"growth", "growth_rate"}).union(
    *(claim.names for claim in (_CUT, _SIMPLIFIED, _RISE, _HIGHER, _ABOVE_THE_LAST))
)
_LEFT = frozenset({"comma", "filler", "down_to", "lt", "le", "gt", "ge"})
_DATED = frozenset({"comma", "and", "by", "year", "yearword", "filler", "predicate"})
_ON_AVERAGE = frozenset({"rise", "yearly"})
_GROWTH_BY_THE_YEAR = frozenset({"growth", "yearly"})
# What may stand before «GRDP» where it is what grows; «tỷ trọng … trong GRDP tăng 5%» is a share of it.
_BEFORE_PRODUCT = (
    "comma",
    "colon",
    "stop",
    "sign",
    "mark",
    "aim",
    "must",
    "filler",
    "by",
    "year",
    "yearword",
    "outcome",
)
# In brackets: what is said of a number there is its own.
_OWN_VERBS = ("predicate", "done", "only", "outcome", "base", "year", "up_to", "down_to", "rise", "cut")
_RULES_CUT = ("quy", "điều")
_YEARLY_BEHIND = 160
_SOON = 4
_OF_ANOTHER = ("vào", "của", "cho", "so với")


def kind_of_change(prose: Prose, chunks: list[Chunk], index: int, trace: list[str]) -> str:
    """level, reduction, increase, annual_increase or rank_gain."""
    number = chunks[index].number
    if number.kind:
        return number.kind
    if number.unit == "dossiers_per_staff_year" or (
        number.form in _COUNTS and not _is_rise_of_stock(prose, chunks[index])
    ):
        trace.append("kind level: a count")
        return "level"
    kind = _movement(prose, chunks[index])
    first = first_of_series(chunks, index)
    # «giảm 25% chi phí và 100% hồ sơ không dùng giấy»: all of something is no part that a movement goes on by.
    if kind == "level" and index != first and not number.is_whole:
        lead = kind_of_change(prose, chunks, first, [])
        if lead != "level" and _goes_on(prose, chunks[index]) and not _is_what_is_left(prose, chunks, index):
            trace.append(f"kind {lead} inherited from the first number of the list")
            return lead
    outer = _bracketed_by(prose, chunks, index) if kind == "level" else None
    if outer is not None and (moved := kind_of_change(prose, chunks, outer, [])) != "level":
        trace.append(f"kind {moved} inherited from the number before its brackets")
        return moved
    if kind == "increase" and _is_part_of_growth(prose, chunks, index):
        kind = "annual_increase"
    if kind == "level" and (_is_later_stage(prose, chunks, index) or _is_growth_too(prose, chunks, index)):
        kind = "annual_increase"
    if kind == "level" and _is_listed_cut(prose, chunks, index):
        trace.append("kind reduction: the movement ends in a colon above the list")
        return "reduction"
    trace.append(f"kind {kind}")
    return kind


def _bracketed_by(prose: Prose, chunks: list[Chunk], index: int) -> int | None:
    """«Giảm ít nhất 30% (đất đai 40%, xây dựng 35%)»: the number whose parts brackets behind it tell without a verb."""
    opened = prose.text.rfind("(", chunks[index].sentence[0], chunks[index].number.start)
    if opened < 0 or ")" in prose.text[opened : chunks[index].number.start]:
        return None
    if prose.tokens.has(opened, chunks[index].number.start, *_OWN_VERBS):
        return None
    outer = max((place for place in range(index) if chunks[place].number.end <= opened), default=None)
    if outer is None or chunks[outer].number.unit != chunks[index].number.unit:
        return None
    return None if prose.tokens.has(chunks[outer].number.end, opened, "comma", "stop", "close", "predicate") else outer


def _is_rise_of_stock(prose: Prose, chunk: Chunk) -> bool:
    """«tăng thêm 3 sáng kiến so với năm 2021», «tăng số trạm thêm 40 trạm», «tăng 2 lần»: so many more, not so many."""
    tokens = prose.tokens
    low, index = tokens.at(chunk.pre[0]), tokens.at(chunk.number.start)
    numbered = any(token.text in _NUMBERED for token in tokens[low:index])
    numbered = numbered or prose.text[chunk.number.start : chunk.number.end].endswith(_TIMES)
    return _rises(tokens, index, low) and (numbered or tokens.has(*chunk.clause, "base"))


def _is_part_of_growth(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«Tốc độ tăng … 16%, trong đó: nông nghiệp tăng 6%; công nghiệp tăng 18%»: parts grow by the year as their sum."""
    chunk = chunks[index]
    among = prose.tokens.last(chunk.sentence[0], chunk.number.start, "among")
    if among is None or prose.tokens.has(*chunk.clause, "base"):
        return False
    whole = [place for place in range(index) if chunk.sentence[0] <= chunks[place].number.end <= among.start]
    return bool(whole) and kind_of_change(prose, chunks, whole[-1], []) == "annual_increase"


def _is_later_stage(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«… tăng bình quân đến năm 2025 đạt 7%, đến năm 2030 đạt 7,5%»: of a growth only another year is said."""
    if not prose.tokens.signature >= _ON_AVERAGE:
        return False
    while index and chunks[index - 1].clause == chunks[index].clause and _says_a_year(prose, chunks[index]):
        index -= 1
        if any(token.classes >= _ON_AVERAGE for token in prose.tokens.within(*chunks[index].pre)):
            return True
    return False


def _is_growth_too(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«Tốc độ tăng số lượng giao dịch đạt 50%/năm và giá trị đạt 80%/năm»: told by the year beside a growth."""
    tokens = prose.tokens
    place = tokens.at(chunks[index].number.start) + 1
    told_by_year = place < len(tokens) and "yearly" in tokens[place].classes
    if not told_by_year or index == 0 or chunks[index - 1].clause != chunks[index].clause:
        return False
    return kind_of_change(prose, chunks, index - 1, []) == "annual_increase"


def _says_a_year(prose: Prose, chunk: Chunk) -> bool:
    """Whether a number has nothing of its own but a year: «đến năm 2030 đạt 7,5%»."""
    before = prose.tokens.within(*chunk.pre)
    dated = any("year" in token.classes for token in before)
    alone = all(not token.classes.isdisjoint(_DATED) for token in before)
    return dated and alone and not has_words(prose.text[slice(*chunk.post)])


def _is_listed_cut(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«Giảm tối thiểu: 40% thời gian …, 20% giấy tờ phải nộp»: a list behind «…:» shares its movement."""
    if "cut" not in prose.tokens.signature:
        return False
    first = index
    while first and chunks[first - 1].clause == chunks[index].clause and _says_nothing(prose, chunks[first]):
        first -= 1
    said = prose.tokens.within(chunks[first].clause[0], chunks[first].number.start)
    return first < index and bool(said) and said[-1].text == ":" and any("cut" in token.classes for token in said)


def _says_nothing(prose: Prose, chunk: Chunk) -> bool:
    return all(not token.classes.isdisjoint(("comma", "and")) for token in prose.tokens.within(*chunk.pre))


def _goes_on(prose: Prose, chunk: Chunk) -> bool:
    """Whether a later number of a list says no verb of its own: the movement before the list holds for it."""
    comma = prose.tokens.first(*chunk.post, "comma")
    behind: Span = (chunk.post[0], comma.start if comma else chunk.post[1])
    before = prose.tokens.within(*chunk.pre)
    bare = all(not t.classes.isdisjoint(("filler", "ge", "gt", "and", "comma", "by", "year", "since")) for t in before)
    return (bare or not has_words(prose.text[slice(*chunk.pre)])) and not prose.tokens.has(*behind, "predicate")


def _is_what_is_left(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«giảm 0,3% số …, còn 0,9%»: where the movement ends, no second movement."""
    between = (chunks[index - 1].number.end, chunks[index].number.start)
    comma = prose.tokens.last(*between, "comma")
    before = prose.tokens.within(comma.start if comma else between[0], between[1])
    return any("down_to" in token.classes for token in before) and all(
        not token.classes.isdisjoint(_LEFT) for token in before
    )


def _movement(prose: Prose, chunk: Chunk) -> str:
    tokens = prose.tokens
    if tokens.signature.isdisjoint(_MOVES):
        return "level"
    index, low = tokens.at(chunk.number.start), tokens.at(chunk.pre[0])
    if _is_cut(prose, chunk):
        return "reduction"
    if chunk.number.form == "percent" and _SIMPLIFIED.of(tokens, index, low) and _is_of_rules(tokens, index):
        return "reduction"
    if _grows_yearly(tokens, index, low):
        return "annual_increase"
    if _EACH_YEAR.of(tokens, index, low) and any("rise" in token.classes for token in tokens[low:index]):
        return "annual_increase"
    if _rises(tokens, index, low):
        return "annual_increase" if _is_yearly(prose, chunk) else "increase"
    return "level"


def _is_cut(prose: Prose, chunk: Chunk) -> bool:
    tokens = prose.tokens
    index, low = tokens.at(chunk.number.start), tokens.at(chunk.pre[0])
    cut = _CUT.of(tokens, index, low) or _CUT_OVER_JOINT.of(tokens, index, low)
    if cut is None and _ends_its_clause(tokens, index):
        cut = _CUT_ANYWHERE.of(tokens, index, low)
    if cut is None:
        return False
    place = tokens.at(cut.start)
    reached = any(token.text == "đạt" for token in tokens[place:index])
    return not reached and not _falls_below(tokens, place, index) and _TO.of(tokens, index, place) is None


def _falls_below(tokens: Tokens, cut: int, index: int) -> bool:
    """«giảm tỷ lệ học sinh bỏ học dưới 0,2%», «giảm dưới 1%»: what is to stand below, not less by so much."""
    if "lt" not in tokens[index - 1].classes:
        return False
    return cut == index - 2 or any("measure" in token.classes for token in tokens[cut:index])


def _ends_its_clause(tokens: Tokens, index: int) -> bool:
    """«Rút ngắn thời gian thủ tục đất đai, xây dựng tối thiểu 20%.»: nothing behind the number is measured by it."""
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    return behind is None or not behind.classes.isdisjoint(("stop", "comma", "base", "up", "down"))


def _is_of_rules(tokens: Tokens, index: int) -> bool:
    """«đơn giản hóa 20% quy định» cuts them; «đơn giản hóa 20% thủ tục» makes that share simple."""
    return any(token.text in _RULES_CUT for token in tokens[index + 1 : index + 4])


def _grows_yearly(tokens: Tokens, index: int, low: int) -> bool:
    """«Tốc độ tăng đạt 8%», «tăng trưởng 15 - 20%/năm»: growth that is told by the year; a speed always is."""
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    told = tokens[low:index]
    if tokens.signature >= _ON_AVERAGE and any(token.classes >= _ON_AVERAGE for token in told):
        return True
    if ("growth_rate" in tokens.signature and _is_speed(told)) or _is_bare_growth(tokens, index, low):
        return True
    if behind is not None and "yearly" in behind.classes:
        return any(not token.classes.isdisjoint(("rise", "growth")) for token in told)
    if not tokens.signature >= _GROWTH_BY_THE_YEAR:
        return False
    return any("growth" in token.classes for token in told) and any("yearly" in token.classes for token in told)


def _is_bare_growth(tokens: Tokens, index: int, low: int) -> bool:
    """«tăng trưởng trên 10%»: growth right before a number, unless it names what it is compared with."""
    growth = _BARE_GROWTH.of(tokens, index, low)
    compared = any("base" in token.classes for token in tokens[index + 1 : index + _SOON])
    return growth is not None and not compared and _is_own(tokens[low : tokens.at(growth.start)])


def _is_speed(told: list[Token]) -> bool:
    """«Tốc độ tăng …» opens the words before a number; behind «vào», «của» it only says what another thing is of."""
    place = next((place for place, token in enumerate(told) if "growth_rate" in token.classes), None)
    return place is not None and _is_own(told[:place])


def _is_own(before: list[Token]) -> bool:
    """«Đóng góp của năng suất vào tăng trưởng»: of a growth that words of another thing stand before, it is told.

    «Mục tiêu của tỉnh là tốc độ tăng …»: what stands before «là» says whose aim it is.
    """
    named = (place for place, token in enumerate(before) if token.text == "là" or "colon" in token.classes)
    return all(token.text not in _OF_ANOTHER for token in before[max(named, default=0) :])


def _rises(tokens: Tokens, index: int, low: int) -> bool:
    if _HIGHER.of(tokens, index, low) or _ABOVE_THE_LAST.of(tokens, index, low):
        return True
    if _THEN_MORE.of(tokens, index, low) and any("rise" in token.classes for token in tokens[low:index]):
        return True
    rise = _RISE.of(tokens, index, low)
    return rise is not None and _UP_TO.of(tokens, index, tokens.at(rise.start) + 1) is None


def _is_yearly(prose: Prose, chunk: Chunk) -> bool:
    """«mỗi năm tăng 20%», «tăng bình quân 12%/năm»: a rule for each year, not a rise over the whole period."""
    end = min(chunk.post[1], chunk.post[0] + _YEARLY_BEHIND)
    if prose.tokens.has(chunk.pre[0], end, "yearly") or _is_growth_of_product(prose, chunk):
        return True
    head = prose.tokens.first(*chunk.sentence, "yearly")
    return head is not None and head.start < chunk.number.start and not prose.tokens.has(head.end, chunk.pre[0], "stop")


def _is_growth_of_product(prose: Prose, chunk: Chunk) -> bool:
    """«GRDP tăng 9%»: what a product grows by is told by the year, unless it names what it is compared with."""
    said = prose.tokens.within(*chunk.pre)
    place = next((place for place, token in enumerate(said) if "product" in token.classes), None)
    if place is None or prose.tokens.has(*chunk.post, "base"):
        return False
    return all(token.text == "với" or not token.classes.isdisjoint(_BEFORE_PRODUCT) for token in said[:place])


def base_year(prose: Prose, chunks: list[Chunk], index: int, kind: str) -> str | None:
    """The year (or «from-to») a change is counted from; None for levels and where none is named."""
    if kind == "level":
        return None
    chunk = chunks[index]
    spans = (
        (chunk.number.end, chunk.post[1]),
        chunk.pre,
        (chunk.number.end, chunk.clause[1]),
        (chunk.clause[0], _first_of_clause(chunks, chunk)),
    )
    return next((base for span in spans if (base := _base_in(prose, span)) is not None), None)


def _first_of_clause(chunks: list[Chunk], chunk: Chunk) -> int:
    """Where the first number of a clause stands: a base behind it belongs to it, a base before it to all."""
    return next(one.number.start for one in chunks if one.clause == chunk.clause)


def _base_in(prose: Prose, span: Span) -> str | None:
    tokens = prose.tokens
    for place in range(tokens.at(span[0]), tokens.at(span[1])):
        token = tokens[place]
        if "base" in token.classes or token.text == "cao hơn":
            base = _compared_with(prose, tokens, place)
            if base:
                return base
    return None


def _compared_with(prose: Prose, tokens: Tokens, place: int) -> str | None:
    for token in tokens[place + 1 : place + 11]:
        if "year" in token.classes:
            return _told(token)
        if "last_year" in token.classes or token.text.startswith("cùng kỳ năm trước"):
            horizon = prose.context.horizon
            return str(horizon.year - 1) if prose.context.annual and horizon else None
        if not token.classes.isdisjoint(("comma", "stop", "num")):
            return None
    return None


def _told(token: Token) -> str:
    return f"{token.years[0]}-{token.years[-1]}" if "span" in token.classes else str(token.years[0])
