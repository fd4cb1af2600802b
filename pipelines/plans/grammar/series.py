"""Numbers that stand together: series that share a verb, lists that «tương ứng», «lần lượt» distribute.

What belongs here: which numbers of a sentence are members of one list. What does not: where chunks begin (chunks).
"""

from __future__ import annotations

from pipelines.plans.grammar.prose import Chunk, Prose, Reading, has_words


def first_of_series(chunks: list[Chunk], index: int) -> int:
    """The first of the numbers that share a verb with this one."""
    while index and chunks[index].joined:
        index -= 1
    return index


def last_of_series(chunks: list[Chunk], index: int) -> int:
    """The last of the numbers that share a verb with this one."""
    while index + 1 < len(chunks) and chunks[index + 1].joined:
        index += 1
    return index


def words_after(prose: Prose, chunks: list[Chunk], index: int) -> int:
    """The chunk whose words after its number serve this number too: the last of its list, or the next with words.

    Brackets that open behind a number («80% (100% đối với cấp tỉnh)») speak of their own numbers.
    """
    last = last_of_series(chunks, index)
    while (
        last + 1 < len(chunks)
        and chunks[last + 1].clause == chunks[index].clause
        and not has_words(prose.text[slice(*chunks[last].post)])
        and not bracket_follows(prose, chunks, last)
    ):
        last += 1
    return last


def bracket_follows(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """Whether brackets open between a number and the next one."""
    return index + 1 < len(chunks) and "(" in prose.text[chunks[index].number.end : chunks[index + 1].number.start]


def aligned(chunks: list[Chunk], index: int) -> tuple[int, int] | None:
    """The bare list a number belongs to («80%, 75% và 70%»): its first chunk and how many; None outside a list."""
    first = index
    while chunks[first].listed:
        first -= 1
    last = index
    while last + 1 < len(chunks) and chunks[last + 1].listed:
        last += 1
    size = last - first + 1
    return (first, size) if size > 1 else None


def in_turn(prose: Prose, chunks: list[Chunk], index: int) -> tuple[int, int] | None:
    """«A và B đạt lần lượt 70% và 50%»: which of how many a number is; None where nothing distributes its list."""
    place = aligned(chunks, index)
    if place is None or not prose.tokens.has(chunks[place[0]].pre[0], chunks[place[0]].number.start, "listing"):
        return None
    return index - place[0], place[1]


def echoed(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> Reading | None:
    """«…; các tỷ lệ tương ứng vào năm 2030 là 95% và 85%»: the reading that a later list speaks of again."""
    place = aligned(chunks, index)
    if place is None or place[0] == 0:
        return None
    first, size = place
    said = prose.tokens.within(chunks[first].clause[0], chunks[first].number.start)
    before = done[len(done) - (index - first) - size : len(done) - (index - first)]
    refers = any("listing" in token.classes for token in said) and len(before) == size
    return before[index - first] if refers else None
