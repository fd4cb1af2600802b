"""Shares told «lần lượt» of several measures: the k-th share is of the k-th measure. Pure.

What belongs here: cutting the measures and the shares out of a sentence. What does not: levels shared out alike
(plans), what is loaded (results.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from pipelines.kpi.told.patterns import said
from pipelines.kpi.told.sentence import Words

_RESPECTIVELY = said("respectively")
_SERIES = said("series_of_shares")
_SHARE = said("share")
_BEFORE_MEASURE = said("before_measure")
_BETWEEN = said("between_measures")
_MEASURED = "tỷ lệ "
Named = Callable[[str], str | None]


def measure_of_share(words: Words, named: Named) -> tuple[bool, str | None]:
    """Whether a share stands in such a list, and its indicator; None where it is not sure.

    `named`: the indicator that the words of one measure name, None where they name none for sure.
    """
    place = _place_in_series(words)
    if place is None:
        return False, None
    clause, at, count = place
    measures = _BEFORE_MEASURE.split(clause)
    if len(measures) == count:
        codes = [named(measure) for measure in measures]
        return True, codes[at] if codes.count(codes[at]) == 1 else None
    if len(measures) > 1:
        return True, None
    lists = set(_joined(clause, count, named))
    return bool(lists), lists.pop()[at] if len(lists) == 1 else None


def _place_in_series(words: Words) -> tuple[str, int, int] | None:
    """The words of the measures, which of the shares it is, and how many there are."""
    for cue in _RESPECTIVELY.finditer(words.line):
        series = _SERIES.match(words.line, cue.end())
        shares = [one.start() for one in _SHARE.finditer(words.line, cue.end(), series.end())] if series else []
        if words.at in shares:
            return words.line[: cue.start()].rpartition("; ")[2].strip(), shares.index(words.at), len(shares)
    return None


def _joined(clause: str, count: int, named: Named) -> Iterator[tuple[str, ...]]:
    """The indicators of the measures, for each way to join the parts of the clause to so many different ones."""
    pieces = list(_BETWEEN.finditer(clause))
    for cuts in combinations(pieces, count - 1):
        ends = [(cut.start(), cut.end()) for cut in cuts]
        starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(clause)]
        parts = [clause[start:stop].strip() for start, stop in zip(starts, stops, strict=True)]
        codes = [named(part if part.startswith(_MEASURED) else f"{_MEASURED}{part}") for part in parts]
        known = tuple(code for code in codes if code)
        if len(set(known)) == count:
            yield known
