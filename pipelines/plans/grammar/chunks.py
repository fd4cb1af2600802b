"""A sentence cut into chunks, one per number: which words belong to which number.

What belongs here: boundaries between numbers, and what joins two. What does not: lists of numbers (series), what a
number means (comparators, change, years, levels).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Chunk, Prose, has_words
from pipelines.plans.grammar.tokens import Token
from pipelines.plans.lexicon.words import NO_CLASSES

_LONGEST_HEAD = 60
_PARTING = ("stop", "comma", "open")
_BARE = ("comma", "sign", "and")
_BEGINS = ("predicate", "breaks")
_WHOSE = ("của", "tại", "ở", "đối với")


def cut_into_chunks(prose: Prose, numbers: list[Number]) -> list[Chunk]:
    """One chunk per number, in reading order."""
    chunks: list[Chunk] = []
    for index, number in enumerate(numbers):
        sentence = prose.sentence_of(number.start)
        before = numbers[index - 1] if index and numbers[index - 1].start >= sentence[0] else None
        begin = _boundary(prose, before.end, number.start) if before else _opening(prose, sentence[0], number.start)
        clause = prose.clause_of(number.start)
        chunk = Chunk(number, (begin, number.start), (number.end, sentence[1]), clause, sentence)
        if before:
            chunks[-1].post = (before.end, begin)
            chunk.joined = _is_joined(prose, chunks[-1], chunk)
            chunk.listed = _is_listed(prose, before, chunk)
        chunks.append(chunk)
    return chunks


def _boundary(prose: Prose, left: int, right: int) -> int:
    """Where the words between two numbers stop belonging to the first one."""
    between = prose.tokens.within(left, right)
    return next((place for find in _BOUNDARIES if (place := find(between, right)) is not None), left)


def _after_stop(between: Sequence[Token], _right: int) -> int | None:
    return _last_end(between, "stop")


def _before_opening(between: Sequence[Token], _right: int) -> int | None:
    """Behind the last comma or bracket that a word follows which opens a statement («, tỷ lệ …», «(trong đó …»)."""
    places = [
        token.end
        for index, token in enumerate(between[:-1])
        if not token.classes.isdisjoint(("comma", "open")) and opens(between, index + 1)
    ]
    return places[-1] if places else None


def opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a statement opens here: a word that does so, or a year («đến năm 2025»)."""
    token = tokens[index]
    if "opens" in token.classes and "each" not in token.classes:
        return True
    if "year" in token.classes:
        return True
    return "by" in token.classes and index + 1 < len(tokens) and "year" in tokens[index + 1].classes


def _after_open_bracket(between: Sequence[Token], _right: int) -> int | None:
    for token in reversed(between):
        if "close" in token.classes:
            return None
        if "open" in token.classes:
            return token.end
    return None


def _before_other_units(between: Sequence[Token], right: int) -> int | None:
    """«…, các sở, ngành …»: behind the first comma, where whose number it is follows up to the next number."""
    index = next((i for i, token in enumerate(between) if "comma" in token.classes), None)
    if index is None:
        return None
    rest = [token for token in between[index + 1 :] if token.text != "và"]
    head = next((token for token in rest if "place" not in token.classes), None)
    plain = all(token.classes.isdisjoint(("stop", "mark", "sign")) for token in rest)
    near = right - between[index].end <= _LONGEST_HEAD
    return between[index].end if head and "each" in head.classes and plain and near else None


def _before_whose(between: Sequence[Token], _right: int) -> int | None:
    """«… đạt 85%, của xã, thị trấn đạt 62%»: behind the first comma that says whose the number behind the verb is."""
    for index, token in enumerate(between[:-1]):
        if "comma" in token.classes and between[index + 1].text in _WHOSE:
            told = any("predicate" in later.classes for later in between[index + 2 :])
            return token.end if told and all(later.text != "và" for later in between[index + 1 :]) else None
    return None


def _after_joint(between: Sequence[Token], _right: int) -> int | None:
    return next((t.end for t in reversed(between) if "comma" in t.classes or t.text in ("và", "còn")), None)


def _after_colon(between: Sequence[Token], _right: int) -> int | None:
    return _last_end(between, "colon")


_BOUNDARIES: tuple[Callable[[Sequence[Token], int], int | None], ...] = (
    _after_stop,
    _before_opening,
    _after_open_bracket,
    _before_other_units,
    _before_whose,
    _after_joint,
    _after_colon,
)


def _last_end(tokens: Sequence[Token], name: str) -> int | None:
    return next((token.end for token in reversed(tokens) if name in token.classes), None)


def _opening(prose: Prose, start: int, place: int) -> int:
    """Where the first number's own words begin: after «…, trong đó,» when a subject without a number stands before."""
    tokens = prose.tokens.within(start, place)
    signs = [index for index, token in enumerate(tokens) if not token.classes.isdisjoint(_PARTING)]
    places = [end for index in signs if (end := _opens_part(tokens, index)) is not None]
    return next((p for p in reversed(places) if has_words(prose.text[p:place])), start)


def _opens_part(tokens: Sequence[Token], index: int) -> int | None:
    token = tokens[index]
    following = tokens[index + 1].classes if index + 1 < len(tokens) else frozenset()
    if token.text == ";":
        return token.end
    if token.classes.isdisjoint(("comma", "open")):
        return None
    if "among" in following:
        return tokens[index + 1].end
    return token.end if "open" in token.classes and "ge" in following else None


def _is_joined(prose: Prose, before: Chunk, chunk: Chunk) -> bool:
    """Whether two numbers share their verb: no verb and no statement of its own begins between them."""
    own = prose.tokens.within(*chunk.pre)
    between = [*prose.tokens.within(*before.post), *own]
    said = NO_CLASSES.union(*[token.names for token in between])
    if "=;" in said:
        return prose.is_listed(chunk.sentence[0], between)
    if "base" not in said:
        return said.isdisjoint(_BEGINS)
    # «giảm 30% thời gian so với năm 2024 và 20% chi phí»: what is compared ends the words of the number before.
    return all(token.classes.isdisjoint(_BEGINS) for token in own)


def _is_listed(prose: Prose, before: Number, chunk: Chunk) -> bool:
    """Whether only a joint stands between two numbers («80%, 75%»), or a semicolon in a list that is announced."""
    between = prose.tokens.within(before.end, chunk.number.start)
    bare = all(not token.classes.isdisjoint(_BARE) for token in between)
    return bool(between) and (bare or prose.is_listed(chunk.sentence[0], between))
