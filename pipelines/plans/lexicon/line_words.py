"""Sets of words that lines of a text are put together by, by name.

What belongs here: handing out a set. What does not: the words (line_words.yml, each set with an example and a
counter-example that the tests walk over), what they decide (documents).
"""

from __future__ import annotations

from pipelines.plans.lexicon.file_shapes import WordSet
from pipelines.plans.lexicon.files import load


def line_words(name: str) -> tuple[str, ...]:
    """The words of the set `name`, in the file's order.

    Raises:
        KeyError: the file has no such set.
    """
    sets = {entry["name"]: entry["words"] for entry in load("line_words", list[WordSet])}
    return tuple(sets[name])
