"""The year by which a number is promised: from its own words, a list of years, the clause, the sentence, the context.

What belongs here: due years and first years. What does not: base years (change), horizons of headings (outline).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.grammar.modifiers import Claim
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, Span, has_words
from pipelines.plans.grammar.resolve import Candidate, resolve
from pipelines.plans.grammar.series import aligned, echoed, last_of_series
from pipelines.plans.grammar.tokens import Token, Tokens
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.stated_years import counted_horizon

_NEAR = 200
_NAMED_REACH = 90
# Marks that only date something when a word such as «trước», «đến» stands before them.
_DATES = frozenset({"full_date", "long_date", "month", "month_year", "quarter"})
_OPENERS = frozenset({"comma", "stop", "colon", "open", "close", "and", "sign"})
_GOES_ON = frozenset(
    {"must", "aim", "predicate", "filler", "rise", "cut", "ge", "gt", "le", "num", "colon", "yearly", "deed"}
)
_BEFORE_A_YEAR = ("của", "trong", "cho", "và", "riêng", "phấn đấu", "hai", "cả")
_YEARLY = ("hằng năm", "hàng năm", "mỗi năm", "bình quân hằng năm", "bình quân mỗi năm")
_SAID_YEARLY = frozenset(f"={words}" for words in _YEARLY)
_INTRODUCES = ("theo", "theo kế hoạch", "theo đó")
_VERBS = ("predicate", "deed", "opens", "num")
_ENDS = ("comma", "and", "stop")
_JOINTS = ("comma", "and", "stop")
# «7,5%/năm giai đoạn 2026 - 2030»: what may stand between a number and the year that dates it.
_DATES_AT_ONCE = ("by", "yearword", "period", "open", "yearly")
_CARRY_ON = ("connects", "comma")
_BASE = Claim(
    frozenset({"base"}),
    over=frozenset(
        {
            "word",
            "filler",
            "deed",
            "issued",
            "yearword",
            "period",
            "measure",
            "predicate",
            "place",
            "now",
            "=cuối",
            "=vào cuối",
        }
    ),
    reach=9,
)
_TITLE = Claim(frozenset({"title"}), until=frozenset({"comma", "stop", "colon", "num", "open", "close"}), reach=24)
_ISSUED = Claim(frozenset({"issued", "outcome"}), over=frozenset({"by", "since"}), reach=2)
_LEFT_FROM = Claim(
    frozenset({"=tồn", "=đọng", "=tồn đọng", "=chuyển sang"}), over=frozenset({"=của", "=từ", "yearword"}), reach=3
)
_BY = Claim(frozenset({"by"}), over=frozenset({"by", "yearword", "=ngày", "=thời", "=điểm", "mark"}), reach=3)
_SINCE = Claim(frozenset({"since"}), over=frozenset({"yearword", "=ngày", "=tháng", "=đầu", "=quý", "mark"}), reach=3)
_MEASURED_BY = Claim(frozenset({"=mức"}), over=frozenset({"=của", "yearword", "period"}), reach=3)
_COMPARED = Claim(frozenset({"=cao hơn", "=thấp hơn", "=vượt"}), over=frozenset({"filler", "=cuối", "period"}), reach=3)


@dataclass(frozen=True, slots=True)
class Said:
    """A year that a sentence names as one to reach: its place, how it is said, whether it opens its sentence."""

    start: int
    end: int
    horizon: Horizon
    how: str
    opens: bool


def due_year(
    prose: Prose, chunks: list[Chunk], index: int, done: list[Reading], trace: list[str]
) -> tuple[int | None, int | None]:
    """The due year of a number, and the first year where a period is named."""
    best = resolve("year", _candidates(prose, chunks, index, done), trace, lambda horizon: horizon.year)
    if best is None:
        trace.append("year None from nothing: neither sentence nor heading nor a single horizon gives one")
        return None, None
    return best.value.year, best.value.year_from


def _candidates(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> Iterator[Candidate[Horizon]]:
    chunk = chunks[index]
    returns = _returns_yearly(prose, chunk)
    horizon = _left_by_year(prose, chunk) if returns else prose.context.horizon
    listed = _of_list(prose, chunks, index)
    if listed:
        yield Candidate("fixed", Horizon(listed), "the list of years")
    last = prose.context.plan_to or (horizon.year if horizon else None)
    if last and prose.tokens.has(*chunk.pre, "later_years"):
        yield Candidate("fixed", Horizon(last), "«các năm sau»: the plan's last")
    if last and _of_whole_period(prose, chunk):
        yield Candidate("fixed", horizon or Horizon(last), "«cả giai đoạn»: the plan's own")
    dated = "year" in prose.tokens.signature
    if dated:
        yield from _own(prose, chunks, index)
    counted = counted_horizon(prose.flat[chunk.pre[0] : chunk.post[1]], prose.context.issued)
    if counted:
        yield Candidate("own", counted, "years counted from the issue")
    if dated:
        yield from _of_tail(prose, chunks, index)
    echo = echoed(prose, chunks, index, done)
    if echo is not None and echo.year and not years_said(prose, *chunk.clause):
        yield Candidate("clause", Horizon(echo.year, echo.year_from), "the list in the clause before")
    if dated:
        yield from _of_all(prose, chunk)
        yield from _said_before(prose, chunk, whole=not returns)
    if horizon:
        yield Candidate("context", horizon, "the heading or the document")
    else:
        yield from _of_document(prose, chunk)


def _of_whole_period(prose: Prose, chunk: Chunk) -> bool:
    """«Cả nhiệm kỳ: 100% …, trong đó 40% …»: said at the number, or before it in its clause and no year since."""
    whole = prose.tokens.last(chunk.clause[0], chunk.post[1], "whole_period")
    return whole is not None and not prose.tokens.has(whole.end, chunk.number.start, "year")


def _own(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[Horizon]]:
    """Years at the number: behind it at once, else before it in its own words, else behind it in them."""
    chunk = chunks[index]
    at_once = _at_once(prose, chunk) or _paired(prose, chunks, index)
    if at_once:
        yield Candidate("own", at_once, "the words right behind the number")
    before = years_said(prose, *chunk.pre)
    behind = _behind(prose, chunk.post)
    near = _behind(prose, (chunk.post[0], _clause_end(prose, chunk))) if behind else None
    if before and (near is None or _in_clause(prose, chunk, before[-1])):
        yield Candidate("own", before[-1].horizon, "the words before the number")
    if behind:
        yield Candidate("own", near or behind, "the words behind the number")


def _in_clause(prose: Prose, chunk: Chunk, said: Said) -> bool:
    """Whether a year before a number holds in its clause; «…; 04 bệnh viện … trước 2028»: none before the stop does."""
    comma, stop = (prose.tokens.last(*chunk.pre, sign) for sign in ("comma", "stop"))
    goes_on = comma is None or said.start > comma.start or said.opens
    return goes_on and (stop is None or said.start >= stop.start)


def _clause_end(prose: Prose, chunk: Chunk) -> int:
    """Where the number's own comma clause ends: at a comma that a verb follows, not inside «văn bằng, chứng chỉ»."""
    verb = prose.tokens.first(*chunk.post, *_VERBS)
    comma = prose.tokens.last(chunk.post[0], verb.start if verb else chunk.post[1], "comma")
    return comma.start if comma and verb else chunk.post[1]


def _behind(prose: Prose, post: Span) -> Horizon | None:
    if not years_said(prose, *post):
        return None
    stop = prose.tokens.first(*post, "stop")
    end = min(post[1], post[0] + _NEAR, stop.start if stop else post[1])
    said = (said for said in years_said(prose, post[0], end) if not _is_of_a_part(prose.tokens, post[0], said))
    return next((year.horizon for year in said if not _opens_next(prose.tokens, year)), None)


def _is_of_a_part(tokens: Tokens, begin: int, said: Said) -> bool:
    """«… tại 150 điểm, trong đó riêng năm 2026 là 60 điểm»: the year of the part that another number counts."""
    return tokens.has(begin, said.start, "among") and _counts_on(tokens, tokens.at(said.end))


def _opens_next(tokens: Tokens, said: Said) -> bool:
    """«… đạt 20% GRDP và đến năm 2030, …», «…, đến năm 2030, phấn đấu đạt 25%»: a year that begins the next clause."""
    first, behind = tokens.at(said.start), tokens.at(said.end)
    joint = tokens[first - 1].classes if first > 0 else frozenset[str]()
    begins = said.how == "by" and behind < len(tokens) and "comma" in tokens[behind].classes
    return begins and ("and" in joint or ("comma" in joint and _counts_on(tokens, behind)))


def _counts_on(tokens: Tokens, place: int) -> bool:
    """Whether another number follows in the sentence."""
    for token in tokens[place:]:
        if "num" in token.classes or "stop" in token.classes:
            return "num" in token.classes
    return False


def _at_once(prose: Prose, chunk: Chunk) -> Horizon | None:
    """«… 60% năm 2026», «… 80% (2027), 90% (năm 2028)»: a year right behind the number, whatever stands before it."""
    tokens = prose.tokens
    index = tokens.at(chunk.number.end)
    opened = False
    while index < len(tokens) and tokens[index].start < chunk.sentence[1]:
        token = tokens[index]
        if "year" in token.classes:
            alone = not opened or (index + 1 < len(tokens) and "close" in tokens[index + 1].classes)
            return None if _is_past(prose, token) or token.entry in _DATES or not alone else _horizon(token)
        opened = opened or "open" in token.classes
        if token.classes.isdisjoint(_DATES_AT_ONCE) and token.text != "của":
            return None
        index += 1
    return None


def _paired(prose: Prose, chunks: list[Chunk], index: int) -> Horizon | None:
    """«80% doanh nghiệp kết nối năm 2028, 100% năm 2029»: the year that ends its words, where the next has its own."""
    later = chunks[index + 1] if index + 1 < len(chunks) else None
    if later is None or later.sentence != chunks[index].sentence or _at_once(prose, later) is None:
        return None
    tokens = prose.tokens.within(chunks[index].number.end, later.number.start)
    said = [token for token in tokens if token.classes.isdisjoint(_JOINTS)]
    return _horizon(said[-1]) if said and _is_named(prose, said[-1]) else None


def _of_tail(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[Horizon]]:
    last = last_of_series(chunks, index)
    if last == index:
        return
    for later in range(index + 1, last + 1):
        if years_said(prose, *chunks[later].pre) or (_at_once(prose, chunks[later]) and later != last):
            return
    behind = _behind(prose, chunks[last].post) or _at_once(prose, chunks[last])
    if behind:
        yield Candidate("tail", behind, "the words behind the last of its list")


def _of_all(prose: Prose, chunk: Chunk) -> Iterator[Candidate[Horizon]]:
    """«…; đều đạt vào năm 2027»: a year that is said of all numbers before it."""
    end = chunk.sentence[1]
    every = prose.tokens.last(chunk.number.end, end, "all_of_them")
    if every is not None and not prose.tokens.has(every.end, end, "num"):
        said = years_said(prose, every.end, end)
        if said:
            yield Candidate("tail", said[0].horizon, "what is said of all of them")


def _returns_yearly(prose: Prose, chunk: Chunk) -> bool:
    """«Trong năm 2026, …. Hằng năm, …»: a sentence that opens yearly leaves the year that the paragraph opened with."""
    if prose.tokens.signature.isdisjoint(_SAID_YEARLY):
        return False
    opening = prose.tokens.within(chunk.sentence[0], chunk.number.start)
    return next((token for token in opening if not _leads_in(token)), opening[0]).text in _YEARLY if opening else False


def _left_by_year(prose: Prose, chunk: Chunk) -> Horizon | None:
    """What dates a sentence that leaves the years its paragraph said before: what stands above them, if anything."""
    above, horizon = prose.context.horizon_above, prose.context.horizon
    said = (said.horizon.year for said in years_said(prose, 0, chunk.sentence[0]))
    return above if above or (horizon and horizon.year in said) else horizon


def _said_before(prose: Prose, chunk: Chunk, whole: bool) -> Iterator[Candidate[Horizon]]:
    """The nearest year before the number's own words: in its sentence, else one that leads an earlier one (`whole`)."""
    here = [said for said in years_said(prose, chunk.sentence[0], chunk.pre[0]) if _leads(prose, said, chunk)]
    if here:
        yield Candidate("sentence", here[-1].horizon, "words before it in the sentence")
    before = years_said(prose, 0, chunk.sentence[0] if whole else 0)
    earlier = [said for said in before if said.opens or _aimed(prose, said)]
    if earlier:
        yield Candidate("lead", earlier[-1].horizon, "the sentence that leads in")


def _leads(prose: Prose, said: Said, chunk: Chunk) -> bool:
    """Whether a year said in an earlier clause goes on: it opens its clause, or no clause has ended since."""
    clause = max(prose.text.rfind(";", chunk.sentence[0], said.start) + 1, chunk.sentence[0])
    return (
        said.opens
        or _aimed(prose, said)
        or not has_words(prose.text[clause : said.start])
        or ";" not in prose.text[said.end : chunk.pre[0]]
    )


def _aimed(prose: Prose, said: Said) -> bool:
    """«Thị xã phấn đấu trong năm 2025, tỷ lệ …»: a year said with the aim, before any number of its sentence."""
    start, end = prose.sentence_of(said.start)
    number = prose.tokens.first(start, end, "num")
    return prose.tokens.has(start, end, "aim") and (number is None or number.start > said.start)


def _of_document(prose: Prose, chunk: Chunk) -> Iterator[Candidate[Horizon]]:
    """Where no heading dates: «năm nay», or a year that the number's own words name."""
    plan_from = prose.context.plan_from
    if plan_from is not None and prose.tokens.has(*chunk.sentence, "this_year"):
        yield Candidate("document", Horizon(plan_from), "«năm nay»: the year of the document")
    named = _named(prose, chunk)
    if named:
        yield Candidate("document", Horizon(named), "a year its own words name")


def _named(prose: Prose, chunk: Chunk) -> int | None:
    """«Chỉ số … năm 2024 của đơn vị không thấp hơn 85 điểm»: the year of what is measured, where nothing else dates."""
    reach = min(chunk.post[1], chunk.number.end + _NAMED_REACH)
    part = prose.tokens.first(chunk.number.end, reach, "among")
    for start, end in ((chunk.pre[0], chunk.number.start), (chunk.number.end, part.start if part else reach)):
        for token in reversed(prose.tokens.within(start, end)):
            if _is_named(prose, token):
                return token.years[-1]
    return None


def _is_named(prose: Prose, token: Token) -> bool:
    """Whether a token names a year that a promise may be of: not 1998, which no plan is for and no token counts."""
    named = token.entry == "year_list" and "year" in token.classes
    return named and not _is_past(prose, token) and not _names_another(prose.tokens, token)


def _names_another(tokens: Tokens, token: Token) -> bool:
    """Whether a year is that of a document cited, or of what something is compared with."""
    return _is_cited(tokens, token) or is_base(tokens, tokens.at(token.start))


def _of_list(prose: Prose, chunks: list[Chunk], index: int) -> int | None:
    """«năm 2025 và 2030 đạt tương ứng 80%, 100%»: the k-th number belongs to the k-th year."""
    place = aligned(chunks, index)
    if place is None:
        return None
    first, size = place
    for years in _lists_of_years(prose.tokens.within(chunks[first].sentence[0], chunks[first].number.start)):
        if len(years) == size:
            return years[index - first]
    return None


def _lists_of_years(tokens: list[Token]) -> list[list[int]]:
    """The years that stand together («đến năm 2025 và năm 2030»), the nearest list first."""
    lists: list[list[int]] = [[]]
    for token in tokens:
        if "year" in token.classes and "span" not in token.classes:
            lists[-1] += token.years
        elif token.classes.isdisjoint(("and", "comma", "by", "yearword")) and lists[-1]:
            lists.append([])
    return lists[::-1]


def years_said(prose: Prose, start: int, end: int) -> list[Said]:
    """The years to reach that are named between two places, in reading order."""
    known: list[tuple[int, Said]] | None = prose.known.get(years_said)
    if known is None:  # each number of a paragraph asks for them several times
        known = prose.known[years_said] = _years_of(prose)
    return [said for place, said in known if start <= place < end]


def _years_of(prose: Prose) -> list[tuple[int, Said]]:
    """The years to reach that a paragraph names, each with the place of the mark that names it."""
    tokens = prose.tokens
    if "year" not in tokens.signature:
        return []
    places = [place for place, token in enumerate(tokens) if "year" in token.classes]
    named = [(tokens[place].start, _said(prose, tokens, place)) for place in places]
    return [(start, said) for start, said in named if said is not None]


def _said(prose: Prose, tokens: Tokens, place: int) -> Said | None:
    token = tokens[place]
    if is_base(tokens, place) or _ISSUED.of(tokens, place) or is_left_from(tokens, place) or _is_past(prose, token):
        return None
    by = _BY.of(tokens, place)
    since = None if by else _SINCE.of(tokens, place)
    lead = by or since or _period_word(tokens, place)
    first = tokens.at(lead.start) if lead else place
    if not _counts(tokens, place, first, by, since):
        return None
    begin = prose.sentence_of(token.start)[0]
    before = tokens[tokens.at(begin) : first]
    opens = all(_leads_in(t) for t in before) or is_introduction(before)
    return Said(tokens[first].start, token.end, _span(tokens, place), "by" if by else "plain", opens)


def _leads_in(token: Token) -> bool:
    """«- Tiếp đó, đến năm 2030, …»: marks and words that only carry on from the sentence before open no clause."""
    return not token.classes.isdisjoint(_CARRY_ON) or not has_words(token.text)


def is_introduction(before: list[Token]) -> bool:
    """«Theo kế hoạch, đến hết năm 2025 …»: words that tell whose aim it is, up to a comma, no number among them."""
    told = [token for token in before if not _leads_in(token)]
    if not told or "comma" not in before[-1].classes:
        return False
    return told[0].text in _INTRODUCES and all("num" not in token.classes for token in before)


def _period_word(tokens: Tokens, place: int) -> Token | None:
    before = tokens[place - 1] if place else None
    return before if before is not None and not before.classes.isdisjoint(("period", "yearword")) else None


def _counts(tokens: Tokens, place: int, first: int, by: Token | None, since: Token | None) -> bool:
    """Whether a year is one to reach: not a cited document's, not a mere date, said where a promise says it."""
    token = tokens[place]
    by_year = token.entry == "by_year" and not token.text.startswith(("từ", "sau"))
    if by or by_year:
        return not _by_is_cited(tokens, first)
    if token.entry in _DATES and not since:
        return token.entry == "quarter" and (_at_start(tokens, first) or "aim" in tokens[first - 1].classes)
    if _is_cited(tokens, token):
        return False
    if since or token.text.startswith("từ"):
        return _since_counts(tokens, place, first)
    if "span" in token.classes:
        return _at_start(tokens, first) or _is_followed(tokens, place, *_ENDS) or _goes_on(tokens, place)
    return _at_start(tokens, first) or _goes_on(tokens, place)


def _by_is_cited(tokens: Tokens, first: int) -> bool:
    return first > 0 and "issued" in tokens[first - 1].classes


def _at_start(tokens: Tokens, first: int) -> bool:
    if first == 0:
        return True
    before = tokens[first - 1]
    return not before.classes.isdisjoint(_OPENERS) or before.text in _BEFORE_A_YEAR


def _goes_on(tokens: Tokens, place: int) -> bool:
    return place + 1 < len(tokens) and not tokens[place + 1].classes.isdisjoint(_GOES_ON)


def _is_followed(tokens: Tokens, place: int, *names: str) -> bool:
    return place + 1 < len(tokens) and not tokens[place + 1].classes.isdisjoint(names)


def _since_counts(tokens: Tokens, place: int, first: int) -> bool:
    """«từ năm 2024 số hóa 100%» at a clause's start, «từ năm 2027 là 100%»; not «từ năm 2021 đến nay»."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if following is None:
        return True
    if _begins_yearly(tokens, place):
        return False
    if following.text in ("trở đi", "trở về sau"):
        return True
    until = not following.classes.isdisjoint(("onwards", "by")) or following.text in ("-", "–")
    return not until and (_at_start(tokens, first) or not following.classes.isdisjoint(_GOES_ON | {"comma", "stop"}))


def _begins_yearly(tokens: Tokens, place: int) -> bool:
    """«Từ năm 2026, mỗi năm …»: the first year of what then returns, none to reach."""
    behind = [token for token in tokens[place + 1 : place + 4] if token.classes.isdisjoint(("comma", "aim"))]
    return bool(behind) and "yearly" in behind[0].classes


def is_base(tokens: Tokens, place: int) -> bool:
    """«so với năm 2021», «cao hơn năm 2022», «20% mức của năm 2025»: a year that something is compared with."""
    return bool(_BASE.of(tokens, place) or _COMPARED.of(tokens, place) or _MEASURED_BY.of(tokens, place))


def is_left_from(tokens: Tokens, place: int) -> bool:
    """«đơn tồn năm 2024», «hồ sơ tồn đọng của năm 2025»: the year that something is left from."""
    return _LEFT_FROM.of(tokens, place) is not None


def _is_past(prose: Prose, token: Token) -> bool:
    return prose.context.plan_from is not None and token.years[-1] < prose.context.plan_from


def _is_cited(tokens: Tokens, token: Token) -> bool:
    """«Kế hoạch cải cách hành chính năm 2024»: the year of a document that is named."""
    return _TITLE.of(tokens, tokens.at(token.start)) is not None


def _span(tokens: Tokens, place: int) -> Horizon:
    """The years of a mark; «từ năm A đến năm B» is one period."""
    token = tokens[place]
    earlier = [t for t in tokens[max(place - 4, 0) : place] if "year" in t.classes]
    period = (earlier and not tokens[place - 1].classes.isdisjoint(("by", "yearword"))) or token.entry == "by_year"
    if period and earlier and _SINCE.of(tokens, tokens.at(earlier[-1].start)):
        return Horizon(token.years[-1], earlier[-1].years[0])
    return _horizon(token)


def _horizon(token: Token) -> Horizon:
    first = token.years[0] if "span" in token.classes else None
    return Horizon(token.years[-1], first)
