"""One table of precedence for every facet of a number: which of several candidates is taken.

What belongs here: the order of sources, and the line each choice leaves in the trace. What does not: where candidates
come from (comparators, years, levels, change).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

# own: words bound to this number; aligned: the k-th of a list; tail: words behind the last of its series; head: words
# before the first; clause, sentence: said before in them; lead: a sentence before that leads in; row: the table's;
# context: headings above; document: its single horizon. «own > aligned > …» (design of the reader, 7).
PRECEDENCE = ("fixed", "own", "aligned", "tail", "head", "clause", "sentence", "lead", "row", "context", "document")
_RANK = {source: rank for rank, source in enumerate(PRECEDENCE)}
# Behind a candidate of such a source none stands that goes before it: the rest is not asked for.
_LAST_ASKED = frozenset({"fixed", "own"})

T = TypeVar("T")


class Candidate(NamedTuple, Generic[T]):
    """One value a facet may take: where it comes from, and the words that say so."""

    source: str
    value: T
    said: str


def resolve(
    facet: str, candidates: Iterable[Candidate[T]], trace: list[str], shown: Callable[[T], object] = str
) -> Candidate[T] | None:
    """The candidate whose source stands first in the table; the earlier one of equal sources; a line for the trace."""
    best: Candidate[T] | None = None
    for candidate in candidates:
        if best is None or _RANK[candidate.source] < _RANK[best.source]:
            best = candidate
        if candidate.source in _LAST_ASKED:
            break
    if best is not None:
        trace.append(f"{facet} {shown(best.value)} from {best.said} ({best.source})")
    return best
