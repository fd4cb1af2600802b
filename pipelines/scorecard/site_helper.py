"""What a helper's process does for a large site: writing one piece of it (see fence/nursery.py). Pure.

What belongs here: the functions that the fence calls. What does not: the pieces and when helpers are asked (site.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipelines.scorecard.marts import Marts, read_marts
from pipelines.scorecard.rendering import environment
from pipelines.scorecard.site import Caches, Piece, write_piece

# A piece, the staged build, the folders that keep pictures and scripts.
Task = tuple[Piece, Path, Caches]


def warm_up() -> None:
    """Load what every piece needs; nothing is computed here, so that helpers can be born from this process."""
    environment()


def prepare(_: object) -> None:
    """There is nothing that helpers share."""


def work(task: Task) -> int:
    """Write one piece; returns how many pages it has."""
    piece, build, caches = task
    return write_piece(piece, _marts(build), build, caches)


def work_together(tasks: Sequence[Task]) -> list[int]:
    """Pieces are large; they are never handed out together."""
    return [work(task) for task in tasks]


@lru_cache(maxsize=1)
def _marts(build: Path) -> Marts:
    return read_marts(build)
