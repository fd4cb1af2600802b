"""Forms that a PDF draws inside forms: those that draw themselves would keep the PDF library busy for ever.

What belongs here: finding such forms before the library opens a page. What does not: reading pages.
Bounded: one pass over the file; forms are followed to MAX_DEPTH.
"""

from __future__ import annotations

import re

MAX_DEPTH = 12
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b(.{0,4000}?)(?:stream\b|endobj\b)", re.DOTALL)
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+R\b")


def has_endless_forms(data: bytes) -> bool:
    """Whether a form of the PDF draws itself, or forms are drawn inside forms deeper than any document needs."""
    if data.count(b"/Form") == 0:
        return False
    objects = {int(match.group(1)): match.group(2) for match in _OBJECT.finditer(data)}
    forms = {number for number, body in objects.items() if b"/Form" in body and b"/Subtype" in body}
    draws = {number: _drawn(objects, number, forms) for number in forms}
    return _deepest(draws) > MAX_DEPTH


def _drawn(objects: dict[int, bytes], number: int, forms: set[int]) -> set[int]:
    """The forms that a form refers to, itself or through its resources; not through the page it stands on."""
    found: set[int] = set()
    waiting, seen = [number], {number}
    while waiting:
        body = objects[waiting.pop()]
        named = {int(place) for place in _REFERENCE.findall(body)} if b"/Page" not in body else set()
        found |= named & forms
        fresh = {place for place in named - forms - seen if place in objects}
        seen |= fresh
        waiting += fresh
    return found


def _deepest(draws: dict[int, set[int]]) -> int:
    """How deep forms are drawn inside forms; more than MAX_DEPTH where one draws itself."""
    layer, depth = set(draws), 0
    while layer and depth <= MAX_DEPTH:
        layer = {inner for number in layer for inner in draws[number]}
        depth += 1
    return depth
