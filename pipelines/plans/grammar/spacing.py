"""Runs of spaces read as one: the grammar sees single spaces, its places are moved back to the text as it stands.

What belongs here: squeezing with a map of places, and moving places back. What does not: any rule of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Reading

_RUN = re.compile(r"(?<=\S) {2,}(?=\S)")


def single_spaced(flat: str) -> tuple[str, Sequence[int] | None]:
    """The text with inner runs of spaces as one, and the place of each character; None where nothing changed."""
    if "  " not in flat:
        return flat, None
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _RUN.finditer(flat):
        pieces.append(flat[at : match.start() + 1])
        places.extend(range(at, match.start() + 1))
        at = match.end()
    pieces.append(flat[at:])
    places.extend(range(at, len(flat)))
    return "".join(pieces), places


def _moved(span: tuple[int, int], places: Sequence[int]) -> tuple[int, int]:
    start, end = span
    if start >= end:
        place = places[start] if start < len(places) else places[-1] + 1
        return place, place
    return places[start], places[end - 1] + 1


def moved_number(number: Number, places: Sequence[int]) -> Number:
    """The number at its place in the text as it stands."""
    start, end = _moved((number.start, number.end), places)
    return replace(number, start=start, end=end, span=_moved(number.span, places))


def moved_reading(reading: Reading, places: Sequence[int]) -> Reading:
    """The reading with all its places in the text as it stands."""
    return replace(
        reading,
        number=moved_number(reading.number, places),
        quote=_moved(reading.quote, places),
        pre=_moved(reading.pre, places),
        post=_moved(reading.post, places),
        lead=_moved(reading.lead, places),
        tail=_moved(reading.tail, places),
    )
