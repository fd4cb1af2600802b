"""The levels of administration and of what plans name, from the top down: one list for every room. Pure.

What belongs here: the codes and their order. What does not: words for them (reference/unit_types.yml).
"""

from __future__ import annotations

UNIT_LEVELS = ("national", "province", "district", "commune")
# The levels whose agencies a figure may cover a part of.
PARTS = UNIT_LEVELS[1:]
# Plans promise for villages too; no figure of a village is published.
PLAN_LEVELS = (*UNIT_LEVELS, "village")


def from_level_down(level: str) -> tuple[str, ...]:
    """A level of a part and those below it; none where it is no part."""
    return PARTS[PARTS.index(level) :] if level in PARTS else ()
