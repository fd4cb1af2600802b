"""The year of an index of whole years that a report tells of, long after it («PAR INDEX năm 2023 … đạt 87,42%»). Pure.

What belongs here: which year the words before such a number name. What does not: other figures' periods (sentence.py).
"""

from __future__ import annotations

import re
from collections.abc import Set

from pipelines.kpi.headers.periods import Period, choose_period
from pipelines.kpi.told.patterns import said
from pipelines.kpi.told.sentence import Words

_YEAR = re.compile(r"(?<![\d/])20\d\d(?!\d)")
_NOT_ITS_YEAR = said("not_the_years_index")
_PUBLISHED_BY = said("published_by")
_RANKED_OF = re.compile(r"\d+\s*/\s*(\d+)")


def year_of_index(words: Words, year: int | None, period: Period) -> Period | None:
    """The one past year that the clause names before the number; None for several, or for a day of publication."""
    before = words.clause_before.lower()
    named = {int(match) for match in _YEAR.findall(before)}
    if period.end is None or len(named) != 1 or _NOT_ITS_YEAR.search(before):
        return None
    (own,) = named
    return choose_period([f"năm {own}"]).period if year in (None, own) and own < period.end.year else None


def without_publisher(words: Words) -> Words:
    """The words without «Theo công bố của Bộ Nội vụ, …»: who publishes an index is not of whom it is."""
    opens = _PUBLISHED_BY.match(words.sentence, 0, words.at)
    cut = opens.end() if opens else 0
    return Words(words.sentence[cut:], words.at - cut, words.end - cut, words.opening)


def is_rank_of_all(printed: str, ranked: Set[int]) -> bool:
    """Whether a rank says that it is one among all units of the teller's kind («28/63»)."""
    found = _RANKED_OF.match(printed)
    return found is not None and int(found[1]) in ranked
