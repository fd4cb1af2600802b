"""Which texts of cells are printed figures, by their shape alone. Pure.

What belongs here: the shapes. What does not: what a printed number is worth (figures/printed_number.py).
"""

from __future__ import annotations

import re

# A number as cells print it, with its bound and its percent sign: «1.240», «< 5», «97,5 %».
FIGURE = r"[<>]?\s*[+-]?\d[\d.,\s]*%?"
_FIGURE = re.compile(FIGURE)
# Digits and signs without a word: also «(1)», «3/4», «-».
_WITHOUT_WORDS = re.compile(r"[\d\s.,%()/+\-]+")


def is_figure(text: str | None) -> bool:
    """Whether a cell holds one printed number and nothing else."""
    return bool(text and _FIGURE.fullmatch(text))


def is_without_words(text: str) -> bool:
    """Whether a cell holds digits and signs only, a figure or not."""
    return bool(_WITHOUT_WORDS.fullmatch(text))
