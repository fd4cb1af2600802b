"""Numbers that stand together: series that share a verb, lists that «tương ứng», «lần lượt» distribute.

What belongs here: which numbers of a sentence are members of one list. What does not: where chunks begin (chunks).
"""

from __future__ import annotations

import re

from pipelines.plans.grammar.prose import Chunk, Prose, has_words


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
    """The chunk whose words after its number serve this number too: the last of its list, or the next with words."""
    last = last_of_series(chunks, index)
    while (
        last + 1 < len(chunks)
        and chunks[last + 1].clause == chunks[index].clause
        and not has_words(prose.text[slice(*chunks[last].post)])
    ):
        last += 1
    return last


def respective(prose: Prose, chunks: list[Chunk], index: int) -> tuple[int, int, int] | None:
    """The list a number belongs to where «tương ứng», «lần lượt» distribute: (first chunk, size, sentence start)."""
    first = index
    while first and _bare_between(prose, chunks, first):
        first -= 1
    last = index
    while last + 1 < len(chunks) and _bare_between(prose, chunks, last + 1):
        last += 1
    size = last - first + 1
    if size < 2:
        return None
    head = prose.text[chunks[first].sentence[0] : chunks[first].number.start]
    tail = prose.text[chunks[last].number.end : chunks[last].number.end + 30]
    if not re.search(r"tương ứng|lần lượt|theo thứ tự", head[-160:] + tail, re.IGNORECASE) and last == first:
        return None
    return first, size, chunks[first].sentence[0]


def _bare_between(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    if chunks[index].sentence != chunks[index - 1].sentence:
        return False
    between = prose.text[chunks[index - 1].number.end : chunks[index].number.start]
    return re.fullmatch(r"\s*(?:[,/]|và|,\s*và)\s*", between) is not None
