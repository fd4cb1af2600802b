"""Blocks to an outline: which headings stand above a paragraph.

What belongs here: list and heading marks and their nesting. What does not: what a heading says (headings, years),
which heading governs a statement (resolving), numbers and targets.

Numbering may be missing, repeated or restart: a mark only says how deep a paragraph stands, never which number must
come next.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from pipelines.plans.documents.model import Block, Document, Paragraph, Table
from pipelines.plans.lexicon.file_shapes import Mark
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.phrases import first_of, phrase
from pipelines.plans.outline.context import Context, Horizon
from pipelines.plans.outline.headings import area_of, is_heading, kind_of
from pipelines.plans.outline.stated_years import horizon_of, opening_horizon
from pipelines.vietnamese import squeeze

PLAIN_RANK = 13.0
TABLE_RANK = 99.0
# From here on down marks stand before items of a list; a bullet may head deeper ones only if it dates or ends in «:».
_ITEM_RANK = 9.5
_ADOPTING_RANK = 7.9
# «A.» over «I.» in one text, «I.» over «A.» in the next: the one that comes first is the outer.
_CAPITAL_MARKS = ("roman", "letter_capital")
# Before a heading that counts nothing: no mark, or a bullet.
_UNNUMBERED = ("", "dash", "plus")
_NUMBERED = ("arabic", "enumerated")
_INNER = 0.5
_FORMATTED_RANK = 2.5
_CAPITALS_RANK = 2.8
_AREA_RANK = 9.0  # «Cải cách thể chế:» holds «Mục tiêu:» and «Nhiệm vụ:»
_PLAIN_HEADING_RANK = 9.3
_NOTHING_ABOVE = Context()


@dataclass
class Node:
    """One paragraph or table of the outline and everything that stands above it.

    `title` is the text without its mark; `horizon`, `area`, `kind` are what this very node says (None: nothing);
    `lists`: the mark of the numbered items right below a heading that has none;
    `speaks`: whether it may hold a number at all, without which its `context` is never asked for and stays empty.
    """

    block: Block
    rank: float
    mark: str
    title: str
    is_heading: bool
    parent: Node | None = None
    horizon: Horizon | None = None
    area: str | None = None
    kind: str | None = None
    first_child_rank: float | None = None
    after_body: bool = False
    lists: str = ""
    speaks: bool = True
    context: Context = _NOTHING_ABOVE

    @cached_property
    def ancestors(self) -> tuple[Node, ...]:
        """From the node's parent up to the top, once the outline stands."""
        return (self.parent, *self.parent.ancestors) if self.parent is not None else ()

    @cached_property
    def path(self) -> str:
        """The headings from the top down to the node's own, joined by « › »; bullets above are cut to 80 characters."""
        chain = [self, *self.ancestors] if self.is_heading else self.ancestors
        return " › ".join(_shown(node) for node in reversed(chain))


@dataclass
class Outline:
    """All nodes in reading order; the years that headings give, and those that other paragraphs open with."""

    nodes: list[Node]
    horizons: tuple[int, ...]
    openings: tuple[int, ...] = ()


@cache
def _marks() -> dict[str, tuple[float, bool]]:
    return {rule["name"]: (float(rule["rank"]), bool(rule.get("titled"))) for rule in load("marks", list[Mark])}


def find_mark(text: str) -> tuple[float, str, int]:
    """Rank, name and length of the mark a paragraph begins with; (PLAIN_RANK, "", 0) where there is none."""
    head = text[:40]
    first = head.lstrip()[:1]
    if not first or (first.islower() and not phrase("marks", "letter").match(head)):
        return PLAIN_RANK, "", 0
    match = first_of("marks").match(head)
    if match is None or match.lastgroup is None:
        return PLAIN_RANK, "", 0
    rank, titled = _marks()[match.lastgroup]
    return rank, match.lastgroup, 0 if titled else match.end()


def read_outline(document: Document) -> Outline:
    """The outline of a document; every block becomes one node."""
    nodes: list[Node] = []
    stack: list[Node] = []
    after_body = False
    outer = ""
    for block in document.blocks:
        node = _node(block)
        node.after_body = after_body
        outer = "" if node.mark == "annex" else outer or (node.mark if node.mark in _CAPITAL_MARKS else "")
        if outer and node.mark in _CAPITAL_MARKS and node.mark != outer:
            node.rank += _INNER
        if nodes and _announces(nodes[-1], node):
            nodes[-1].lists = node.mark
        _place(node, stack)
        nodes.append(node)
        if isinstance(block, Paragraph) and phrase("parts", "end_of_body").search(block.flat):
            after_body = True
            stack.clear()
    return Outline(nodes, _years(nodes, headings=True), _years(nodes, headings=False))


def _years(nodes: list[Node], headings: bool) -> tuple[int, ...]:
    """The years of headings, or of other paragraphs that open with years."""
    dated = [node for node in nodes if node.horizon is not None and node.is_heading == headings]
    return tuple(sorted({node.horizon.year for node in dated if node.horizon}))


def _node(block: Block) -> Node:
    if isinstance(block, Table):
        return Node(block, TABLE_RANK, "table", "", False)
    rank, mark, length = find_mark(block.flat)
    title = block.words[len(squeeze(block.flat[:length])) :].lstrip() if length else block.words
    heading = is_heading(title, mark, bool(block.heading))
    if block.heading and rank >= _ITEM_RANK:
        rank = _FORMATTED_RANK + block.heading / 10
    elif heading and mark == "":
        rank = _plain_heading_rank(title)
    node = Node(block, rank, mark, title, heading)
    if heading:
        node.area = area_of(title)
        node.kind = "annex" if mark == "annex" else kind_of(title)
        node.horizon = horizon_of(title)
    if node.horizon is None and rank < _ITEM_RANK:
        node.horizon = opening_horizon(title)
    return node


def _plain_heading_rank(title: str) -> float:
    """How deep a heading without a mark stands: a date phrase just above lists, capitals near the top."""
    capitals = title.upper() == title
    kind = kind_of(title)
    if capitals and kind not in (None, "annex"):
        return _CAPITALS_RANK  # «MỤC TIÊU NĂM 2024»
    if horizon_of(title):
        return _ITEM_RANK
    if kind == "annex":
        return 0.0
    if capitals:
        return _CAPITALS_RANK
    return _AREA_RANK if area_of(title) else _PLAIN_HEADING_RANK


def _place(node: Node, stack: list[Node]) -> None:
    """Put the node under the right parent: the nearest above that stands higher, or a date heading of the same rank."""
    plain = node.mark == "table" or (node.rank == PLAIN_RANK and not node.is_heading)
    if plain:
        node.parent = _holder(stack)
    else:
        while stack and stack[-1].rank >= node.rank and not _adopts(stack[-1], node):
            stack.pop()
        node.parent = stack[-1] if stack else None
    if node.parent is not None and node.parent.first_child_rank is None:
        node.parent.first_child_rank = node.rank
    adopted = node.parent is not None and node.rank == node.parent.rank  # no parent of what follows on its own rank
    if not plain and not adopted:
        stack.append(node)


def _holder(stack: list[Node]) -> Node | None:
    """What a paragraph without a mark belongs to: the innermost heading; a finished bullet holds nothing."""
    while stack and not stack[-1].is_heading and stack[-1].horizon is None and stack[-1].rank >= _ADOPTING_RANK:
        stack.pop()
    return stack[-1] if stack else None


def _adopts(head: Node, node: Node) -> bool:
    """A heading «- Đến năm 2025:» followed by «- 80 % …» of its own rank holds it, if nothing deeper came first."""
    if not head.is_heading:
        return False
    if head.lists and head.lists == node.mark and not node.is_heading:
        return True
    if node.is_heading or head.rank != node.rank:
        return _dates(head, node)
    opens = head.horizon is not None or head.title.endswith(":")
    return opens and head.first_child_rank in (None, node.rank) and head.rank >= _ADOPTING_RANK


def _announces(head: Node, node: Node) -> bool:
    """«Các chỉ tiêu chủ yếu đến năm 2030:» over «(1) Thu ngân sách tăng …»: its items, though numbers stand higher."""
    aims = head.is_heading and head.kind == "objective" and head.mark in _UNNUMBERED and head.title.endswith((":", ")"))
    return aims and head.rank > node.rank and not node.is_heading and node.mark.startswith(_NUMBERED)


def _dates(head: Node, node: Node) -> bool:
    """«Mục tiêu đến năm 2030:» over «Phát triển Chính quyền số:», undated, without mark: part of the dated aims."""
    if head.horizon is None or head.rank < _ITEM_RANK or not _is_undated_part(node):
        return False
    return head.first_child_rank is None or _AREA_RANK <= head.first_child_rank < _ITEM_RANK


def _is_undated_part(node: Node) -> bool:
    opens = node.is_heading and node.mark == "" and node.title.endswith(":") and node.rank >= _AREA_RANK
    return opens and node.horizon is None and node.kind in (None, "objective")


def _shown(node: Node) -> str:
    words = node.block.words if isinstance(node.block, Paragraph) else "table"
    return words if len(words) <= 80 else words[:77] + "…"
