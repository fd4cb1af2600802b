"""Chance that depends on nothing but a seed and a name: the same on every machine, in any order of asking.

What belongs here: numbers and choices from names. What does not: what they are used for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")
_RANGE = float(1 << 64)


@dataclass(frozen=True)
class Chance:
    """Draws by name: two draws of one name are the same number."""

    seed: int

    def share(self, *name: object) -> float:
        """A number from 0 up to, not including, 1."""
        text = "|".join(map(str, (self.seed, *name)))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") / _RANGE

    def between(self, low: float, high: float, *name: object) -> float:
        """A number in a range."""
        return low + (high - low) * self.share(*name)

    def whole(self, low: int, high: int, *name: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.share(*name) * (high - low + 1))

    def pick(self, items: Sequence[Item], *name: object) -> Item:
        """One of the items."""
        return items[int(self.share(*name) * len(items))]

    def happens(self, rate: float, *name: object) -> bool:
        """True in a share of names."""
        return self.share(*name) < rate
