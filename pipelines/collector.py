"""Python's collector of cycles, told how this program lives: much is loaded once and stays, most work makes no cycles.

What belongs here: how often it looks, and at what. What does not: limits of memory (fence).

Reading plans and loading Dagster make hundreds of thousands of objects that live to the end; with Python's own settings
a fifth of that time goes into looking through them again and again (docs/performance.md).
"""

from __future__ import annotations

import atexit
import gc

_EVERY, _OLDER, _OLDEST = 50_000, 20, 50


def look_seldom() -> None:
    """Look for cycles after so many new objects that what one file leaves behind is a few megabytes."""
    gc.set_threshold(_EVERY, _OLDER, _OLDEST)


def leave_all_at_the_end() -> None:
    """Let this process end without a last look through all it loaded: 3 s of a run that is over."""
    atexit.register(gc.freeze)


def keep_what_is_loaded() -> None:
    """What stands in memory now is never looked at again: call it once all that stays is loaded, before any fork."""
    gc.collect()
    gc.freeze()
