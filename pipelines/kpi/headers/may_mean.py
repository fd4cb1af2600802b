"""Whether a foreign header may stand for a column of a layout: for advice only, never for reading. Pure.

What belongs here: what speaks against two headers naming one measure. What does not: how like they are and what a
finding then says (refusals.py), matching itself (matching.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from pipelines.kpi.headers.header_words import UNITS_OF_ROLE, are_opposed, bare_key, has_sense, segment_key
from pipelines.kpi.headers.layouts import Column, load_layouts
from pipelines.kpi.headers.other_periods import names_a_part_of_a_year
from pipelines.vietnamese import ascii_fold

# All in keys without marks. What a header that begins so is measured in: a share is never offered as a count.
_KINDS = (
    ("percent", ("ty le", "ti le", "phan tram")),
    ("rank", ("hang", "xep hang", "thu hang", "xep thu")),
    ("points", ("diem", "tong diem", "tong so diem", "so diem")),
    ("count", ("so", "tong so", "so luong")),
)
# Words that say nothing of what is measured.
_EMPTY = frozenset(ascii_fold("số tổng tỷ tỉ lệ hồ sơ lượng điểm hạng xếp thứ các của đã được trong kỳ và hs").split())
# What is measured of, wherever in a header it is said: payments online are no dossiers online.
_THINGS = ("thanh toan", "so hoa", "hai long", "su dung lai", "ban dien tu", "dang giai quyet")
# Columns that share a figure out by level name no units: «Cấp tỉnh» is none of the names of «Tên tỉnh».
_OF_LEVELS = re.compile(r"(?:cap|khoi|toan|ca) (?:tinh|huyen|xa|phuong|quan|thanh pho|co so)\b")
_SAME_WORD = 75.0
_LETTERS_OF_A_WORD = 4


@lru_cache(maxsize=20_000)
def may_mean(header: tuple[str, ...], column: Column) -> bool:
    """Whether a header may name what a column measures.

    Not where it names a period, says the opposite, is measured in another unit, is the known name of another column of
    another kind or of the same layout, or where each of the two has a telling word that the other lacks.
    """
    if column.role not in UNITS_OF_ROLE and is_of_a_level(header):
        return False
    if names_a_part_of_a_year(header) or not _is_of_kind(header, column) or _is_of_another(header, column):
        return False
    key = bare_key(header[-1])
    wordings = [word for word in column.path[-1] if word]
    if has_sense(key) and all(are_opposed(key, bare_key(word)) for word in wordings):
        return False
    heads = " ".join(next((word for word in some if word), "") for some in column.path[:-1])
    wordings = [word for word in wordings if _things(" ".join(header)) == _things(f"{heads} {word}")]
    own = (_telling(key), _telling(bare_key(" ".join(header))))
    return any(
        _agree(mine, theirs)
        for word in wordings
        for theirs in (_telling(bare_key(word)), _telling(f"{bare_key(heads)} {bare_key(word)}"))
        for mine in own
    )


def is_of_a_level(header: tuple[str, ...]) -> bool:
    """Whether a header begins with a level («Cấp tỉnh», «Toàn tỉnh»)."""
    return bool(header) and _OF_LEVELS.match(ascii_fold(bare_key(header[-1]))) is not None


def _things(said: str) -> frozenset[str]:
    key = ascii_fold(segment_key(said)).replace("xu ly", "giai quyet").replace("xu li", "giai quyet")
    return frozenset(word for word in _THINGS if word in key)


def _is_of_kind(header: tuple[str, ...], column: Column) -> bool:
    key, allowed = ascii_fold(bare_key(header[-1])), UNITS_OF_ROLE.get(column.role)
    named = [unit for unit, begins in _KINDS if any(f"{key} ".startswith(f"{word} ") for word in begins)]
    if allowed is None:
        return not set(named) - {"count"}  # «Điểm thưởng» names no unit
    return not named or bool(allowed & {*named, *(["share"] if "percent" in named else [])})


def _is_of_another(header: tuple[str, ...], column: Column) -> bool:
    """Whether the header is the very name of a column of figures with another role, or of one beside this one."""
    if len(header) > 1 or any(bare_key(word) == bare_key(header[0]) for word in column.path[-1] if word):
        return False
    own = _layouts_of(column)
    return any(role != column.role or layout in own for role, layout in _named(bare_key(header[0])))


@lru_cache(maxsize=5_000)
def _named(key: str) -> frozenset[tuple[str, str]]:
    """Role and layout of every column of figures that has this name as its last wording."""
    return frozenset(
        (one.role, layout.name)
        for layout in load_layouts()
        for one in layout.columns
        if (one.role in UNITS_OF_ROLE or one.role == "ignored")
        and any(bare_key(word) == key for word in one.path[-1] if word)
    )


@lru_cache(maxsize=5_000)
def _layouts_of(column: Column) -> frozenset[str]:
    return frozenset(layout.name for layout in load_layouts() if column in layout.columns)


@lru_cache(maxsize=20_000)
def _telling(key: str) -> frozenset[str]:
    return frozenset(word for word in ascii_fold(key).replace(",", " ").split() if word not in _EMPTY)


def _agree(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether all telling words of one stand among those of the other, misspelled or not."""
    if not mine or not theirs:
        return not mine and not theirs
    return all(_is_among(word, theirs) for word in mine) or all(_is_among(word, mine) for word in theirs)


def _is_among(word: str, words: frozenset[str]) -> bool:
    is_long = len(word) >= _LETTERS_OF_A_WORD
    return word in words or (is_long and any(fuzz.ratio(word, other) >= _SAME_WORD for other in words))
