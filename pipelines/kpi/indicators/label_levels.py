"""Words of a row's label that say which level of the administration it covers. Pure.

What belongs here: «sở, ngành», «UBND cấp xã» in a label, taken out and named. What does not: units (reference).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.kpi.headers.header_words import segment_key
from pipelines.vietnamese import ascii_fold

PLACE = "levelplace"
# The longest wording of a level comes first: «sở, ban, ngành cấp tỉnh» is one place, not two.
_WORDS = {
    "province": (
        "các sở, ban, ngành cấp tỉnh",
        "sở, ban, ngành cấp tỉnh",
        "các sở, ngành cấp tỉnh",
        "các sở, ban, ngành",
        "các sở, ngành",
        "sở, ban, ngành",
        "sở, ngành",
        "cơ quan chuyên môn cấp tỉnh",
        "cấp tỉnh",
    ),
    "district": (
        "UBND các huyện, thị xã, thành phố",
        "các huyện, thị xã, thành phố",
        "UBND các quận, huyện, thị xã",
        "UBND cấp huyện",
        "cấp huyện",
    ),
    "commune": (
        "UBND các xã, phường, thị trấn",
        "UBND các xã, phường, đặc khu",
        "UBND các xã, phường",
        "các xã, phường",
        "UBND cấp xã",
        "cấp xã",
    ),
}


def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    keyed = {
        (key, level)
        for level, words in _WORDS.items()
        for word in words
        for key in (segment_key(word), ascii_fold(segment_key(word)))
    }
    ordered = sorted(keyed, key=lambda pair: (-len(pair[0]), pair))
    return tuple((re.compile(rf"(?<!\S){re.escape(key)}(?!\S)"), level) for key, level in ordered)


_FORMS = _forms()


@lru_cache(maxsize=20_000)
def split_level(key: str) -> tuple[str, str | None]:
    """The key of a label with the words of its one level replaced by PLACE, and that level.

    A label that names no level or several comes back unchanged, with None: «Số lãnh đạo cấp sở, ngành và UBND cấp xã».
    """
    found: set[str] = set()
    changed = key
    for form, level in _FORMS:
        replaced = form.sub(PLACE, changed)
        if replaced != changed:
            found.add(level)
            changed = replaced
    if len(found) != 1 or changed.split(" ").count(PLACE) != 1:
        return key, None
    return changed, found.pop()
