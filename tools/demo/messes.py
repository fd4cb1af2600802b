"""Planting messes among the clean files of a demo world.

What belongs here: which files get which mess. What does not: clean files (carriers).
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.demo.world import Delivery


def planted(deliveries: Iterator[Delivery]) -> Iterator[Delivery]:
    """The deliveries."""
    yield from deliveries
