"""Named patterns of the lexicon: what marks, years, document heads, genres and numbers look like.

What belongs here: handing out a pattern by its file and name. What does not: the patterns (YAML beside this file, each
with an example and a counter-example that the tests walk over), what is done with them (outline, grammar).
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import compiled, compiled_lower, expand, load

# Shorthand: letters of Vietnamese by case, which ranges such as À-Ỹ mix ({UP}, {LOW} stand inside brackets).
_LOW = "a-zàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_LETTERS = {"{LOW}": _LOW, "{UP}": _LOW.upper()}
# The files whose entries are named patterns.
FILES = ("marks", "years", "heads", "parts", "genres", "shapes", "neighbours", "dues", "amending")


@cache
def first_of(file: str) -> re.Pattern[str]:
    """All patterns of `lexicon/<file>.yml` in one: the first that matches, in the file's order, is its `lastgroup`.

    Only for files whose entries are all `cased` and have no groups of their own.
    """
    return re.compile(
        "|".join(f"(?P<{entry['name']}>{phrase(file, entry['name']).pattern})" for entry in load(file, Rules))
    )


@cache
def phrase(file: str, name: str) -> re.Pattern[str]:
    """The pattern `name` of `lexicon/<file>.yml`, without regard to case unless the entry says `cased` or `lower`.

    Raises:
        KeyError: the file has no such entry.
    """
    entry = next((entry for entry in load(file, Rules) if entry["name"] == name), None)
    if entry is None:
        raise KeyError(f"lexicon/{file}.yml has no entry {name}")
    pattern = entry["pattern"]
    for short, letters in _LETTERS.items():
        pattern = pattern.replace(short, letters)
    if entry.get("cased"):
        return re.compile(expand(pattern))
    return compiled_lower(pattern) if entry.get("lower") else compiled(pattern)
