"""What the label of a row calls an index, its rank, or a part of the one index that the title names. Pure.

What belongs here: labels against index_names.yml and the columns of the index's own layout. What does not: names of the
catalogue and headings of shares (named_in_full.py), reading the rows (named_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict

from pipelines.kpi.headers.header_words import whole_plain_key
from pipelines.kpi.headers.layouts import Layout, load_layouts
from pipelines.kpi.headers.segments import segment_score
from pipelines.reference.indicators import IndicatorName
from pipelines.vietnamese import ascii_fold, fold, name_ascii
from pipelines.yaml_files import read_yaml

SAME_WORDS = 99.0
# «Chỉ số nội dung 5: Thủ tục hành chính công», «Lĩnh vực 3. Cải cách thủ tục hành chính»
_NUMBERED = re.compile(
    r"(?:chỉ số (?:nội dung|thành phần)|trục(?: nội dung)?|nội dung|yếu tố|lĩnh vực)(?: \d+)?\s*[:.–-]\s*", re.I
)


class IndexSpec(TypedDict):
    """An index: its layout, the codes of its score and rank, what names it, a row that does and one that does not."""

    layout: str
    score: str
    rank: str
    acronyms: list[str]
    names: list[str]
    unless: NotRequired[list[str]]
    parts: NotRequired[list[str]]
    example: str
    counterexample: str


class Content(TypedDict):
    """index_names.yml; see the comment there."""

    indices: list[IndexSpec]
    heads: list[str]
    ranks: list[str]
    fillers: list[str]


@dataclass(frozen=True)
class IndexName:
    """The index that a label names: its entry, and whether its rank is meant."""

    spec: IndexSpec
    is_rank: bool

    @property
    def name(self) -> IndicatorName:
        """The indicator of the catalogue."""
        return IndicatorName(self.spec["rank"] if self.is_rank else self.spec["score"])


@lru_cache(maxsize=1)
def load_names() -> Content:
    """The names of the indices."""
    return read_yaml(Path(__file__).with_suffix(".yml"), Content)


def index_named(label: str, places: Sequence[str] = ()) -> IndexName | None:
    """The one index that a label names and nothing more; `places` are names of units that may stand there."""
    content = load_names()
    left = _key(label)
    told = [one for one in content["indices"] if any(_has(left, word) for word in _words_of(one))]
    if len(told) != 1:
        return None
    is_alone = any(_has(left, word) for word in told[0]["acronyms"])
    if not is_alone and not any(_has(left, word) for word in content["heads"]):
        return None
    is_rank = any(_has(left, word) for word in content["ranks"])
    known = [*_words_of(told[0]), *content["fillers"], *content["ranks"], *places]
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(f" {_key(word).strip()} ", "  ")
    return None if left.split() else IndexName(told[0], is_rank)


def part_of_index(label: str, lines: Sequence[str]) -> IndicatorName | None:
    """What a label means below lines that name one index and no other: a part of it, its total, its rank."""
    named = indices_in(lines)
    if len(named) != 1:
        return None
    bare = _NUMBERED.sub("", label)
    found = {name for heading, name in _rows_of(named[0]["layout"]) if segment_score(bare, heading) >= SAME_WORDS}
    return found.pop() if len(found) == 1 else None


def without_names(line: str) -> str:
    """A line in lower case without the names of indices, some of which name a level («… cấp tỉnh»)."""
    text = fold(line)
    for name in sorted((name for one in load_names()["indices"] for name in one["names"]), key=len, reverse=True):
        text = text.replace(fold(name), " ").replace(name_ascii(name), " ")
    return text


def is_index(name: IndicatorName | None) -> bool:
    """Whether a name is the score of an index, or of a part of one."""
    return name is not None and any(name.code == one["score"] for one in load_names()["indices"])


def is_part_without_figure(label: str) -> bool:
    """Whether a label is a published part of an index that the catalogue has no figure for."""
    parts = tuple(part for one in load_names()["indices"] for part in one.get("parts", []))
    return segment_score(_NUMBERED.sub("", label), parts) >= SAME_WORDS


@lru_cache(maxsize=100)
def rank_of(name: IndicatorName) -> IndicatorName | None:
    """The rank of an index; None for its parts and for indicators that are none."""
    ranks = {one["score"]: one["rank"] for one in load_names()["indices"]}
    return IndicatorName(ranks[name.code]) if name.code in ranks and name.scope_code == "all" else None


@lru_cache(maxsize=100)
def variant_below(name: IndicatorName) -> str | None:
    """The source variant of a unit below the province, which the province itself assessed or asked."""
    measures = [measure for layout in load_layouts() for measure in layout.spec.get("measures", [])]
    own = [measure for measure in measures if measure["indicator"] == name.code]
    return next((measure["variant_below"] for measure in own if "variant_below" in measure), None)


def indices_in(lines: Sequence[str]) -> list[IndexSpec]:
    """The indices that lines name."""
    keys = [_key(line) for line in lines]
    return [one for one in load_names()["indices"] if any(_names(key, one) for key in keys)]


def _names(key: str, one: IndexSpec) -> bool:
    heads = [f"{head} {name}" for head in load_names()["heads"] for name in one["names"]]
    if any(_has(key, word) for word in one.get("unless", [])):
        return False
    return any(_has(key, word) for word in (*one["acronyms"], *heads))


@lru_cache(maxsize=8)
def _rows_of(name: str) -> tuple[tuple[tuple[str, ...], IndicatorName], ...]:
    """The wordings of an index's columns, those below its title among them, with what each measures."""
    return tuple(pair for layout in load_layouts() if layout.name == name for pair in _headings(layout))


def _headings(layout: Layout) -> Iterator[tuple[tuple[str, ...], IndicatorName]]:
    for measure in layout.spec["measures"]:
        column = layout.column(measure["value"][0])
        if column is not None and column.id != "both":
            words = tuple(word for word in column.path[-1] if not word.startswith("~"))
            yield words, IndicatorName(measure["indicator"], measure.get("scope", "all"))


def _words_of(one: IndexSpec) -> list[str]:
    return [*one["acronyms"], *one["names"]]


def _has(key: str, word: str) -> bool:
    return f" {_key(word).strip()} " in key


@lru_cache(maxsize=5_000)
def _key(text: str) -> str:
    """Words without marks or brackets, a space at either end, so that a whole word is found by its spaces."""
    words = ascii_fold(whole_plain_key(text)).replace("(", " ").replace(")", " ").replace("/", " ")
    return f" {' '.join(words.split())} ".replace(" ", "  ")
