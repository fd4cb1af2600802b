"""Comparators: at the number, shared by its series, standing before a list, or ending the bullet above.

What belongs here: which of >=, >, <=, <, =, range a number is promised with. What does not: what kind of change it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.plans.grammar.modifiers import Claim, first_claim, modifiers_for
from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, has_words
from pipelines.plans.grammar.resolve import Candidate, resolve
from pipelines.plans.grammar.series import aligned, echoed, first_of_series, last_of_series
from pipelines.plans.grammar.tokens import Token

RANK_TURNED = {">=": "<=", ">": "<"}
_STRICT = Claim(frozenset({"gt"}), over=frozenset({"filler"}), reach=3)
_GE_LE = Claim(frozenset({"ge", "le"}), until=frozenset({"num", "comma", "predicate", "close"}), reach=14)
_LISTING = frozenset({"place", "listing", "colon", "open"})
_AMONG_WIDTH = 12
_JOINT = ("comma", "and")
_NO_NOUN = ("and", "by", "year", "yearword", "predicate", "filler", "place", "listing", "among", "base")
_STEP = ("comma", "and", "by", "year", "yearword", "predicate", "filler")
_OF_A_NAME, _LONGEST_NAME = ("word", "deed", "place", "sign"), 5
_LEVELS = ("cấp tỉnh", "cấp huyện", "cấp xã")
_GOVERNS = ("predicate", "cut", "rise", "measure", "aim")


def own_operator(prose: Prose, number: Number, begin: int) -> tuple[str | None, int]:
    """The comparator that stands at the number itself: before it, or behind it; and where it stands."""
    tokens = prose.tokens
    facet = "op_of_rank" if number.form.startswith("rank") else "op"
    if not modifiers_for(facet, tokens):
        return None, -1
    index = tokens.at(number.start)
    low = tokens.at(min(begin, number.span[0]))
    high = tokens.at(prose.sentence_of(number.start)[1])
    found = first_claim(facet, tokens, index, low, high)
    if found is None:
        return None, -1
    modifier, token = found
    value = modifier.value
    if value == ">=" and "up" in token.classes and _STRICT.of(tokens, index, low):
        value = ">"
    return value, token.start if token.start < number.start else number.end


def comparator(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading], trace: list[str]) -> str:
    """The comparator of a number: fixed by its form, its own, shared, or `=`. `done`: the readings before it."""
    chosen = resolve("comparator", _candidates(prose, chunks, index, done), trace)
    if chosen is None:
        trace.append("no comparator: =")
        return "="
    return chosen.value if chosen.source == "fixed" else _of_rank(chunks[index].number, chosen.value)


def _candidates(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> Iterator[Candidate[str]]:
    number = chunks[index].number
    if number.value_high is not None:
        yield Candidate("fixed", "range", "its two ends")
    if number.op:
        yield Candidate("fixed", number.op, "the form of the number")
    own = own_operator(prose, number, chunks[index].pre[0])[0]
    if own:
        yield Candidate("own", own, "words at the number")
        return
    yield from _shared(prose, chunks, index)
    echo = echoed(prose, chunks, index, done)
    if echo is not None and echo.op != "=":
        yield Candidate("clause", echo.op, "the list in the clause before")
    if not number.is_whole and _bounds(done, number) and _is_part(prose, chunks, index):
        yield Candidate("clause", done[-1].op, "the number of which this one is a part")
    if prose.context.head_op and not number.is_whole:
        yield Candidate("context", prose.context.head_op, "the end of the bullet above")


def _shared(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[str]]:
    number, first, last = chunks[index].number, first_of_series(chunks, index), last_of_series(chunks, index)
    listed = aligned(chunks, index) is not None
    takes = not number.is_whole or (listed and number.unit == "percent" and not _counts_anew(prose, number))
    head = chunks[first]
    begun = prose.tokens.has(*chunks[index].pre, "deed", "goal_word")  # «…, hình thành 1 khu»
    takes = takes and (not begun or (index > 0 and _is_next_of_names(prose, chunks, index)))
    if index != first and takes and _alike(head.number, number) and head.number.value_high is None:
        op = own_operator(prose, head.number, head.pre[0])[0]
        if op:
            yield Candidate("head", op, f"«{prose.flat[head.number.start : head.number.end]}», the first of its list")
    if index != last and takes and _alike(chunks[last].number, number):
        op = own_operator(prose, chunks[last].number, chunks[last].pre[0])[0]
        if op and _stands_behind(prose, chunks[last]):
            yield Candidate("tail", op, "words behind the last of its list")
    if takes:
        yield from _coordinated(prose, chunks, index)
    distant = _before_the_list(prose, chunks, index)
    if distant:
        yield Candidate("clause", distant, "words before the list")


def _counts_anew(prose: Prose, number: Number) -> bool:
    """«đạt tối thiểu 98% và 100% phản ánh được …»: all of what the words right behind a number name, no bound of it."""
    behind = next(iter(prose.tokens.within(number.end, prose.sentence_of(number.start)[1])), None)
    return behind is not None and has_words(behind.text) and behind.classes.isdisjoint(_NO_NOUN)


def _coordinated(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[str]]:
    """«Tối thiểu 65% hồ sơ được ký số và 40% báo cáo được …»: bare numbers behind a joint share the first's bound."""
    first = index
    while first and (_is_bare(prose, chunks, first) or _is_next_of_names(prose, chunks, first)):
        first -= 1
    head = chunks[first].number
    mixed = first > 0 and chunks[first - 1].clause == chunks[first].clause and _is_bounded(prose, chunks[first - 1])
    alike = _alike(head, chunks[index].number) or _at_places(prose, chunks, index)
    if first == index or mixed or head.value_high is not None or not alike:
        return
    op, place = own_operator(prose, head, chunks[first].pre[0])
    if op and place < head.start:
        yield Candidate("clause", op, f"«{prose.flat[head.start : head.end]}», with which it is coordinated")


def _at_places(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«kiểm tra (tại) ít nhất 30% số phòng và 05 xã»: a share and a number of units that one verb or «tại» holds."""
    before = chunks[index - 1]
    held = prose.tokens.has(before.pre[0], before.number.start, "place", "deed")
    between = prose.tokens.within(before.number.end, chunks[index].number.start)
    return held and bool(between) and between[-1].text == "và" and all(t.classes.isdisjoint(_GOVERNS) for t in between)


def _is_bounded(prose: Prose, chunk: Chunk) -> bool:
    """«25 - 35% lãnh đạo sở, trên 30% lãnh đạo phòng, 80% …»: where each has its own bound, none is shared."""
    return chunk.number.value_high is not None or own_operator(prose, chunk.number, chunk.pre[0])[0] is not None


def _is_bare(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """Whether only a comma or «và» stands before a number in the clause of the one before, or only a year."""
    if chunks[index].sentence != chunks[index - 1].sentence:
        return False
    before = prose.tokens.within(*chunks[index].pre)
    if any("year" in t.classes for t in before) and all(not t.classes.isdisjoint(_STEP) for t in before):
        # «năm 2026 hoàn thành ít nhất 40%, năm 2027 hoàn thành 70%»; not «mỗi năm tăng ít nhất 4%, năm 2030 đạt 95%»
        apart = prose.tokens.has(chunks[index - 1].number.end, chunks[index].number.start, "open")
        return not apart and not prose.tokens.has(*chunks[index - 1].pre, "rise", "cut", "yearly")
    if chunks[index].clause != chunks[index - 1].clause:
        alike = _counts_the_same(prose, chunks[index - 1], chunks[index])
        return alike if not before else _is_of_next_level(prose, chunks, index, before)
    joint = before or prose.tokens.within(chunks[index - 1].number.end, chunks[index].number.start)[-1:]
    joined = bool(joint) and all(not t.classes.isdisjoint(_JOINT) for t in joint)
    return joined or _is_of_next_level(prose, chunks, index, before)


def _is_of_next_level(prose: Prose, chunks: list[Chunk], index: int, before: list[Token]) -> bool:
    """«Tại cấp tỉnh, tối thiểu 80% cuộc họp …; tại cấp xã là 60%»: another level, no verb and nothing counted anew."""
    said = [token for token in before if token.classes.isdisjoint(("place", "filler", "colon", "comma"))]
    ended = chunks[index - 1].number.end if any(token.text == "đạt" for token in before) else chunks[index].pre[0]
    led = any(token.text in _LEVELS for token in prose.tokens.within(chunks[index - 1].pre[0], ended))
    alone = not has_words(prose.text[slice(*chunks[index].post)])
    return led and alone and len(said) == 1 and said[0].text in _LEVELS


def _is_next_of_names(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«đất đai tối thiểu 82%, xây dựng 85%»: a name and its share, no verb, as the one before it in the clause."""
    before, chunk = chunks[index - 1], chunks[index]
    named = [token for token in prose.tokens.within(*chunk.pre) if "comma" not in token.classes]
    alone = not has_words(prose.text[slice(*before.post)]) and not has_words(prose.text[slice(*chunk.post)])
    plain = 0 < len(named) <= _LONGEST_NAME and all(not t.classes.isdisjoint(_OF_A_NAME) for t in named)
    return chunk.number.unit == "percent" and alone and plain and before.clause == chunk.clause


def _counts_the_same(prose: Prose, one: Chunk, other: Chunk) -> bool:
    """«Trên 90% hồ sơ công việc tại cấp tỉnh; 80% hồ sơ công việc tại cấp huyện»: the same words, another place."""
    first, second = (_counted_at_a_place(prose, chunk) for chunk in (one, other))
    return first is not None and first == second


def _counted_at_a_place(prose: Prose, chunk: Chunk) -> list[str] | None:
    """The words behind a number up to where they name a place; None where they name none."""
    words: list[str] = []
    for token in prose.tokens.within(*chunk.post):
        if "place" in token.classes:
            return words or None
        words.append(token.text)
    return None


def _is_part(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """«Tối thiểu 80% hồ sơ, trong đó cấp tỉnh 90%, cấp xã 75%»: a part that names whose it is and no verb."""
    tokens = prose.tokens
    if "among" not in tokens.signature:
        return False
    first = first_of_series(chunks, index)
    start = max(chunks[first].pre[0] - _AMONG_WIDTH, chunks[first].sentence[0])
    said = tokens.within(start, chunks[first].number.start)
    among = [i for i, token in enumerate(said) if "among" in token.classes]
    return first > 0 and bool(among) and all(t.classes.isdisjoint(_GOVERNS) for t in said[among[-1] + 1 :])


def _bounds(done: list[Reading], number: Number) -> bool:
    """Whether the number before is promised with a comparator that a part of it, of the same kind, shares."""
    return bool(done) and done[-1].op not in ("=", "range") and _alike(done[-1].number, number)


def _alike(one: Number, other: Number) -> bool:
    return (one.unit == "percent") == (other.unit == "percent")


def _stands_behind(prose: Prose, chunk: Chunk) -> bool:
    return own_operator(prose, chunk.number, chunk.pre[0])[1] >= chunk.number.end


def _of_rank(number: Number, op: str) -> str:
    """A rank «thứ 20 trở lên» is a better rank: a smaller number."""
    return RANK_TURNED.get(op, op) if number.form in ("rank_position", "rank_out_of") else op


def _before_the_list(prose: Prose, chunks: list[Chunk], index: int) -> str | None:
    """«lên mức tối thiểu: tại tỉnh là 1.600 hồ sơ; vùng nông thôn là 1.200»: one comparator for a list of parts."""
    if prose.tokens.signature.isdisjoint(_GE_LE.names):
        return None
    for earlier in range(index, -1, -1):
        chunk = chunks[earlier]
        if chunk.sentence != chunks[index].sentence or chunk.number.unit != chunks[index].number.unit:
            return None
        if earlier != index and _governed(prose, chunk, chunks[earlier + 1]):
            return None
        token = _list_comparator(prose, chunk)
        if token is not None:
            return ">=" if "ge" in token.classes else "<="
    return None


def _governed(prose: Prose, chunk: Chunk, later: Chunk) -> bool:
    return prose.tokens.has(chunk.number.end, later.number.start, *_GOVERNS)


def _list_comparator(prose: Prose, chunk: Chunk) -> Token | None:
    tokens = prose.tokens
    index = tokens.at(chunk.number.start)
    token = _GE_LE.of(tokens, index, tokens.at(chunk.sentence[0]))
    if token is None or tokens.at(token.start) + 1 >= index:
        return None
    behind = tokens[tokens.at(token.start) + 1]
    return token if not behind.classes.isdisjoint(_LISTING) else None
