"""The rows a layout knows, as a tree: wordings, kind, what is measured. Pure.

What belongs here: reading layouts/<tree>.csv, how well a printed label fits a row. What does not: the rows of a sheet
(printed_rows.py), figures (body.py).

A row's number in the CSV is a name within its form, not what must be printed: rows are found by label and parent, since
numbers shift («UBND cấp huyện» stood between two rows until 2025). `{level}` in a wording stands for the words of any
level.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from pipelines.kpi.headers.added_words import adds_in_brackets, differs_by_words
from pipelines.kpi.headers.header_words import FOLDER, are_opposed, bare_key, plain_key, segment_key
from pipelines.kpi.indicators.label_levels import PLACE, split_level
from pipelines.vietnamese import ascii_fold

EXACT, BUT_BRACKETS, WITHOUT_MARKS, NEAR, MARGIN = 100.0, 99.0, 98.0, 88.0, 6.0
# A label that says more or less than a wording is like it, for advice only.
LIKE = NEAR - 1
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class TreeRow:
    """One row a form has. Kinds: `count | amount | rate | flag | points | code | heading`.

    `coverage`: all, a level, or `level` where the row stands once for each level; `numerator` and `denominator` are
    rows of the same form.
    """

    form: str
    row: str
    wordings: tuple[str, ...]
    kind: str
    coverage: str
    period_kind: str
    indicator: str
    scope: str | None
    variant: str | None
    numerator: str
    denominator: str

    @property
    def parent(self) -> str:
        """The row above it in the tree; «» for a row of the first order."""
        return self.row.rpartition(".")[0]

    @property
    def name(self) -> str:
        """For people: «biểu mẫu 3, dòng 3.1 (Tỷ lệ hồ sơ …)»."""
        return f"{self.form}/{self.row} ({self.wordings[0]})"


@dataclass(frozen=True)
class Tree:
    """All rows of a layout, by form and parent."""

    rows: tuple[TreeRow, ...]
    opposites: tuple[tuple[str, ...], ...]
    _children: dict[tuple[str, str], tuple[TreeRow, ...]] = field(hash=False, compare=False, default_factory=dict)

    def children(self, row: TreeRow) -> tuple[TreeRow, ...]:
        """The rows under a row."""
        return self._children.get((row.form, row.row), ())

    def roots(self) -> tuple[TreeRow, ...]:
        """The rows of the first order, of all forms."""
        return tuple(row for row in self.rows if not row.parent)

    def get(self, form: str, name: str) -> TreeRow | None:
        """The row of that form and number."""
        return next((row for row in self.rows if (row.form, row.row) == (form, name)), None)

    def score(self, label: str, row: TreeRow) -> float:
        """How well a printed label fits a row: 100 exact, 99 but for brackets, 98 without marks, less where near.

        One that says more than the wordings, in brackets or without, is never near.
        """
        best = max((_score(label, wording, self.opposites) for wording in row.wordings), default=0.0)
        return min(best, LIKE) if LIKE < best < EXACT and adds_in_brackets(label, row.wordings) else best


@lru_cache(maxsize=8)
def load_tree(file: str, opposites: tuple[tuple[str, ...], ...]) -> Tree:
    """The rows of layouts/<file>.

    Raises:
        FileNotFoundError: the layout names a tree that is not there.
    """
    with (FOLDER / file).open(encoding="utf-8", newline="") as stream:
        rows = tuple(_row(line) for line in csv.DictReader(stream))
    children: dict[tuple[str, str], list[TreeRow]] = {}
    for row in rows:
        children.setdefault((row.form, row.parent), []).append(row)
    groups = tuple(tuple(segment_key(word) for word in group) for group in opposites)
    return Tree(rows, groups, {key: tuple(some) for key, some in children.items()})


def _row(line: dict[str, str]) -> TreeRow:
    return TreeRow(
        line["form"],
        line["row"],
        tuple(line["wordings"].split("|")),
        line["kind"],
        line["coverage"],
        line["period_kind"],
        line["indicator"],
        line["scope"] or None,
        line["variant"] or None,
        line["numerator"],
        line["denominator"],
    )


@lru_cache(maxsize=100_000)
def _score(label: str, wording: str, opposites: tuple[tuple[str, ...], ...]) -> float:
    whole, bare = _keys(label, wording)
    if whole[0] == whole[1]:
        return EXACT
    if bare[0] == bare[1]:
        return BUT_BRACKETS
    if label.isascii():
        mine, known = (_placed(plain_key(text), wording) for text in (label, wording.replace("{level}", PLACE)))
        return WITHOUT_MARKS if mine == ascii_fold(known) else 0.0
    if _DIGITS.findall(bare[0]) != _DIGITS.findall(bare[1]) or (PLACE in bare[1]) != (PLACE in bare[0]):
        return 0.0
    if are_opposed(*bare) or _sides(bare[0], opposites) != _sides(bare[1], opposites):
        return 0.0
    like = min(fuzz.ratio(*bare), WITHOUT_MARKS - 1)
    return LIKE if like > LIKE and differs_by_words(*bare) else like


@lru_cache(maxsize=100_000)
def _keys(label: str, wording: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Keys of label and wording, with brackets and without."""
    known = wording.replace("{level}", PLACE)
    whole = (_placed(segment_key(label), wording), segment_key(known))
    return whole, (_placed(bare_key(label), wording), bare_key(known))


def _placed(key: str, wording: str) -> str:
    """The label's key; its level taken out where the wording has a place for one."""
    return split_level(key)[0] if "{level}" in wording else key


@lru_cache(maxsize=100_000)
def _sides(key: str, opposites: tuple[tuple[str, ...], ...]) -> tuple[frozenset[str], ...]:
    """Which words of each group stand in a key: labels that differ there are never near."""
    return tuple(frozenset(word for word in group if f" {word} " in f" {key} ") for group in opposites)
