"""What a Word document's styles say of paragraphs: which are headings, how words look, which lists they stand in.

What belongs here: styles.xml. What does not: the looks of a run (word_text), the marks of lists (word_numbering).

Documents that one program or template wrote carry the same styles, of a hundred times the length of a page, so what
they say is kept by their bytes for the documents read next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.plans.documents.model import UnreadableError
from pipelines.plans.documents.word_numbering import lists_of_styles
from pipelines.plans.documents.word_package import Element, W, parsed, part
from pipelines.plans.documents.word_text import Looks, read_looks

_NAME = "word/styles.xml"
_LARGEST_KEPT = 1_000_000  # bytes: eight of these are all that is held


@dataclass(frozen=True)
class Styles:
    """By a style's id: the level of a heading, how its words look, the list and level that its paragraphs carry."""

    headings: dict[str, int] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_styles(data: bytes) -> Styles:
    """The styles of a .docx; of a document without styles, or with broken ones, none."""
    try:
        content = part(data, _NAME)
        return _kept(content) if len(content) <= _LARGEST_KEPT else _read(content)
    except UnreadableError:
        return Styles()


@lru_cache(maxsize=8)
def _kept(content: bytes) -> Styles:
    return _read(content)


def _read(content: bytes) -> Styles:
    root = parsed(content, _NAME)
    return Styles(_headings(root), read_looks(root), lists_of_styles(root))


def _headings(root: Element) -> dict[str, int]:
    levels: dict[str, int] = {}
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        words = (name.get(f"{W}val") or "").lower() if name is not None else ""
        if words.startswith("heading ") and words[8:9].isdigit():
            levels[style.get(f"{W}styleId") or ""] = int(words[8])
    return levels
