"""How counts are said to people. Pure.

What belongs here: plurals and the words for numbers promised. What does not: any other text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def counted(number: int, noun: str) -> str:
    """«1 finding», «2 findings»."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def promised(mentions: Sequence[Mapping[str, object]]) -> str:
    """«49 numbers promised (28 commitments, the others repeat them)» from rows of plan_mentions."""
    targets = len({mention["target_id"] for mention in mentions})
    said = f"{counted(len(mentions), 'number')} promised"
    return said if targets == len(mentions) else f"{said} ({counted(targets, 'commitment')}, the others repeat them)"
