"""The Context of every node of an outline: resolved once from what stands above it, the document's dates and genre.

What belongs here: which heading, lead sentence, caption or date governs a statement. What does not: headings
themselves (headings, years, tree), the genre of a document (genre), the words of the statement (grammar).

Precedence of years: the paragraph's own lead or caption, a bullet or lead in «:» right above, the nearest dated
heading, the single horizon of the document, the last lead sentence before it in its section.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.grammar.numbers import may_hold_target
from pipelines.plans.grammar.promised_level import find_levels, names_departments
from pipelines.plans.lexicon.loading import lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.context import Context, Horizon
from pipelines.plans.outline.genre import (
    Genre,
    commits_here,
    genre_of,
    is_furniture,
    is_headline,
    is_of_title,
    looks_back_on,
    tells_only,
)
from pipelines.plans.outline.headings import own_kind, without_number
from pipelines.plans.outline.horizons import document_horizon
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.stated_years import (
    bullet_horizon,
    horizon_of,
    lead_horizons,
    stages_of,
    without_attachment,
    years_of,
)
from pipelines.plans.outline.titles import period_of
from pipelines.plans.outline.tree import Node, Outline

_NO_TARGETS_IN = ("results", "scoring")
_TOP_RANK = 5.0
_LONGEST_CAPTION = 200
_LONGEST_UNIT_LINE = 100
_LONGEST_LEVEL_HEADING = 60
_LONGEST_ARTICLE_NAME = 120
_ENDS = ".;:,!?…"
_OPERATORS = (("ends_at_least", ">="), ("ends_at_most", "<="), ("ends_above", ">"))
_BY_RANK = tuple(op for _, op in _OPERATORS)


@dataclass
class _Lead:
    """The last lead sentence of a section: its years, and whether a list follows it at once («…:»)."""

    parent: Node | None
    horizon: Horizon
    opens_list: bool


def resolve_contexts(outline: Outline, metadata: Metadata, document: Document) -> Genre:
    """Give every node of the outline its Context; the genre of the document."""
    genre = genre_of(document, metadata)
    _Resolver(outline, metadata, genre, stages_of(document.text)).resolve()
    return genre


class _Resolver:
    """Goes over the nodes in reading order and remembers what a lead sentence set."""

    def __init__(self, outline: Outline, metadata: Metadata, genre: Genre, stages: tuple[tuple[str, int], ...]) -> None:
        self.stages = stages
        self.nodes = outline.nodes
        self.metadata = metadata
        self.genre = genre
        self._forget_kind_of_title()
        self.issued = metadata.issued_on.year if metadata.issued_on else None
        dated = metadata.period_from or self.issued
        self.posted = metadata.posted_on.year if metadata.posted_on and not dated else None
        self.plan_from = dated or self.posted or _begins(genre)
        self.horizon = document_horizon(outline, metadata, genre.about)
        self.lead: _Lead | None = None
        self.in_preamble = True
        self.telling = False
        self.unit = ""
        aims = genre.name == "secondary" and phrase("genres", "own_objectives").match(genre.about)
        self.otherwise = "objective" if aims else "other"

    def _forget_kind_of_title(self) -> None:
        """«KẾT QUẢ CẢI CÁCH HÀNH CHÍNH QUÝ III» below «BÁO CÁO» heads no part of results: all else stands below it."""
        if not self.genre.yields_none:
            return
        for node in self.nodes:
            if node.kind in _NO_TARGETS_IN and is_of_title(node, self.metadata.title or ""):
                node.kind = None

    def resolve(self) -> None:
        """Every node that may speak of a number its Context; two of three paragraphs never do."""
        before: Node | None = None
        for place, node in enumerate(self.nodes):
            if _opens_body(node):
                self.in_preamble = False
            self.telling = looks_back_on(node, self.genre, self.telling)
            if isinstance(node.block, Paragraph):
                node.speaks = may_hold_target(node.block.flat)
            if node.speaks:
                node.context = self._context(node, before)
                below = self.nodes[place + 1] if place + 1 < len(self.nodes) else None
                if _heads_an_article(node, below) or is_headline(node, below, self.genre):
                    node.context = replace(node.context, blocked="furniture")
            self.unit = _unit_line(node)
            before = before if self.unit else node

    def _context(self, node: Node, before: Node | None) -> Context:
        kind = _kind_of(node)
        kind = self.otherwise if kind == "other" else kind
        caption = _caption_of(node, before)
        levels = _head_levels(node, caption)
        blocked = self._blocked(node, kind)
        area = next((n for n in [node, *node.ancestors] if n.area is not None), None)
        horizon, above_it = self._horizons(node, caption)
        if self.posted and horizon and horizon.year < self.posted:  # over when the page was put up
            blocked = blocked or "results"
        return Context(
            stages=self.stages,
            horizon=horizon,
            horizon_above=above_it,
            plan_from=self.plan_from,
            plan_to=self.metadata.period_to,
            issued_on=self.metadata.issued_on,
            posted_on=self.metadata.posted_on,
            annual=self.metadata.annual,
            issuer_level=self.metadata.level,
            head_level=levels[0] if len(levels) == 1 else None,
            head_levels=levels,
            head_op=_head_op(node, caption),
            kind="preamble" if self._in_preamble(kind) else kind,
            genre=self._genre(kind, blocked),
            blocked=blocked,
            area=area.area if area else None,
            area_head=area.title if area else "",
            unit=self.unit if node.mark == "table" else "",
        )

    def _in_preamble(self, kind: str) -> bool:
        """An article has no preamble: it is sentences all through."""
        return self.in_preamble and kind == "other" and self.genre.name != "secondary"

    def _horizons(self, node: Node, caption: str) -> tuple[Horizon | None, Horizon | None]:
        """What dates the node; and what would, but for a year that its own paragraph opens with."""
        heads = node.is_heading and node.horizon is not None
        leads = [] if heads else lead_horizons(node.title, self.plan_from)
        own = _own_lead(node, leads) if leads else _captioned(caption, self.issued)
        listed = _list_above(node, self.plan_from) or self._list_lead(node)
        lead = self._section_lead(node)
        goes_on = self.genre.name == "secondary"  # an article's sentences follow each other
        if goes_on and phrase("parts", "besides").match(node.title):
            lead = None
        above = listed or _horizon_above(node) or (lead if goes_on else None) or self.horizon or lead
        if leads and not node.mark:
            self.lead = _Lead(node.parent, leads[-1][1], node.title.endswith(":"))
        return own or above, above

    def _list_lead(self, node: Node) -> Horizon | None:
        """A lead sentence in «:» dates the items under it."""
        lead = self.lead
        return lead.horizon if lead and lead.opens_list and lead.parent is node.parent and node.mark else None

    def _section_lead(self, node: Node) -> Horizon | None:
        """Where nothing else dates, the last lead sentence of the section does."""
        lead = self.lead
        return lead.horizon if lead and lead.parent is node.parent else None

    def _blocked(self, node: Node, kind: str) -> str | None:
        """The kind of part that promises nothing, where the node stands in one."""
        if self.genre.yields_none and not commits_here(node, self.genre, self.metadata.title or ""):
            return self.genre.name
        if not isinstance(node.block, Paragraph):
            return kind if kind in _NO_TARGETS_IN else None
        if is_furniture(node, self.genre):
            return "furniture"
        if _looks_back(node, self.plan_from) or tells_only(node, self.genre, self.telling):
            return "results"
        if kind in _NO_TARGETS_IN or (kind == "viewpoint" and not phrase("parts", "viewpoint_aims").search(node.title)):
            return kind
        return "funding" if _is_funding(node) and not phrase("parts", "promises_money").search(node.title) else None

    def _genre(self, kind: str, blocked: str | None) -> str:
        if self.genre.yields_none and blocked:
            return self.genre.name
        part = {"results": "results", "scoring": "norms"}.get(blocked or kind)
        return part or ("secondary" if self.genre.name == "secondary" else "commits")


def _heads_an_article(node: Node, below: Node | None) -> bool:
    """«Điều 5. Bảo đảm 100% kinh phí thực hiện» over a paragraph of its own: the name of an article, no sentence."""
    named = node.mark == "article" and isinstance(node.block, Paragraph) and below is not None
    if not named or below is None or below.mark == "article":
        return False
    return len(node.title) < _LONGEST_ARTICLE_NAME and node.title[-1:] not in _ENDS and below.rank > node.rank


def _begins(genre: Genre) -> int | None:
    """The year that an article's title is about («… trong năm 2025»); a heading of objectives, a vision name an end."""
    ends = phrase("genres", "own_objectives").match(genre.about) or phrase("genres", "becomes_by").search(genre.about)
    return None if ends else period_of(genre.about, None)[0]


def _opens_body(node: Node) -> bool:
    """A list mark (not that of an addressee) or a heading of a section ends the preamble."""
    marked = bool(node.mark) and not phrase("parts", "addressee").match(node.title)
    return marked or (node.is_heading and node.kind is not None)


def _kind_of(node: Node) -> str:
    """The kind of section a node stands in, or that its own words before a colon open («Các chỉ tiêu là: (1) …»)."""
    above = _kind_above(node)
    if above == "objective" or not isinstance(node.block, Paragraph):
        return above
    own = own_kind(node.block.flat)
    return own if own == "results" or (own == "objective" and above == "other") else above


def _kind_above(node: Node) -> str:
    """The kind of section a node stands in; `other` where no heading says."""
    kinds = [n.kind for n in [node, *node.ancestors] if n.kind is not None]
    if "annex" in kinds:
        return "annex"
    return kinds[0] if kinds else ("annex" if node.after_body and node.mark == "table" else "other")


def _horizon_above(node: Node) -> Horizon | None:
    """The horizon of the nearest heading above (or of the node itself)."""
    return next((n.horizon for n in [node, *node.ancestors] if n.horizon is not None), None)


def _list_above(node: Node, begins: int | None) -> Horizon | None:
    """The years a bullet right above opens with («- Đến năm 2025, tỷ lệ … đạt:» / «+ Cấp tỉnh: 80%»)."""
    above = node.parent
    horizon = bullet_horizon(above.title) if above is not None and above.horizon is None else None
    return horizon if horizon and horizon.year >= (begins or 0) else None


def _own_lead(node: Node, leads: list[tuple[int, Horizon]]) -> Horizon | None:
    """The lead that opens a paragraph, where no figure stands before it."""
    figure = phrase("years", "figure").search(node.title)
    place, horizon = leads[0]
    return horizon if figure is None or place < figure.start() else None


def _caption_of(node: Node, before: Node | None) -> str:
    """The caption or lead right above a table."""
    if node.mark != "table" or before is None or not isinstance(before.block, Paragraph):
        return ""
    words = without_attachment(before.block.words)
    return words if len(words) <= _LONGEST_CAPTION and phrase("parts", "caption").search(words) else ""


def _unit_line(node: Node) -> str:
    """The unit that a line of its own names («Đơn vị tính: %»); it stands between a table and its caption."""
    words = node.block.words if isinstance(node.block, Paragraph) else ""
    found = phrase("parts", "unit_line").fullmatch(words) if len(words) < _LONGEST_UNIT_LINE else None
    return str(found["unit"]) if found else ""


def _captioned(caption: str, issued: int | None) -> Horizon | None:
    """The years of a table's caption («Bảng 1. Chỉ tiêu đến năm 2026»)."""
    if not caption:
        return None
    leads = lead_horizons(caption)
    return leads[-1][1] if leads else horizon_of(caption, issued) or years_of(caption, issued)


def _looks_back(node: Node, plan_from: int | None) -> bool:
    """Whether a heading above tells of a year before the plan («I. CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2024»)."""
    if plan_from is None:
        return False
    heads = (above for above in node.ancestors if above.is_heading and above.rank <= _TOP_RANK)
    return any((year := _told_year(above.title)) is not None and year < plan_from for above in heads)


@lru_cache(maxsize=4_096)
def _told_year(head: str) -> int | None:
    """The year that a heading tells of, where it names no aim."""
    told = phrase("years", "told").search(lowered(without_number(head)))
    return int(told["year"]) if told and not phrase("parts", "aims").search(head) else None


def _is_funding(node: Node) -> bool:
    return any(
        above.is_heading
        and above.rank <= _TOP_RANK
        and above.kind == "implementation"
        and phrase("parts", "funding").search(above.title)
        and not phrase("parts", "carrying_out").search(above.title)
        for above in [node, *node.ancestors][:3]
    )


def _head_levels(node: Node, caption: str) -> tuple[str, ...]:
    """The levels a heading right above names («+ Cấp tỉnh:», «Đối với cấp xã»), or a table's caption."""
    if caption:
        named = find_levels(caption)
        return named if len(named) == 1 else ()
    heads = (n.title for n in node.ancestors[:2] if n.is_heading and len(n.title) < _LONGEST_LEVEL_HEADING)
    return next((levels for head in heads if (levels := _levels_of_heading(head)) is not None), ())


@lru_cache(maxsize=1_024)
def _levels_of_heading(head: str) -> tuple[str, ...] | None:
    """The levels that a heading gives those below it; None where it names none."""
    named = find_levels(head) if phrase("parts", "level_heading").match(head) else ()
    if not named:
        return None
    if named != ("province",) and names_departments(head):
        return ()  # «1. Các sở, UBND các xã:»: who has to act
    return named if len(named) == 1 or phrase("parts", "levels_of_subject").match(head) else ()


def _head_op(node: Node, caption: str) -> str | None:
    """The comparator that ends a bullet above, or a table's caption («… đạt tối thiểu:»)."""
    above = node.parent.title if node.parent is not None and node.parent.title.endswith(":") else ""
    ends = [op for words in (caption, above) if words and (op := _op_at_the_end(words))]
    return min(ends, key=_BY_RANK.index, default=None)


@lru_cache(maxsize=1_024)
def _op_at_the_end(words: str) -> str | None:
    return next((op for name, op in _OPERATORS if phrase("parts", name).search(words)), None)
