"""Numbers of a plan that a rule refused but a person may know better: their keys, findings, and rows once decided.

What belongs here: everything about a number that is no mention. What does not: refusing (grammar), which decisions are
allowed (decisions), applying them (deciding).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.findings import Finding
from pipelines.plans.documents.model import Document
from pipelines.plans.grammar.numbers import FRACTION, MONEY, PER_MILLE, PLACE_IN_WORDS
from pipelines.plans.indicators import IndicatorMatcher, Match, Sought
from pipelines.plans.keys import target_id, unread_keys
from pipelines.plans.mentions import Refused, flags_of
from pipelines.plans.outline.genre import YIELD_NONE
from pipelines.plans.outline.tree import Node
from pipelines.plans.phrasing import Phrasing
from pipelines.plans.rows import MentionRow, PlanRow, candidates_text
from pipelines.plans.tables.leftover import AIMED_AT
from pipelines.plans.targets import Found
from pipelines.wording import counted

# A figure of the past needs no second look, it says its year; nor does a title repeated under a picture.
_SURE_RULES = ("figure_of_a_past_year", "section_furniture")
# A figure of a table of goals whose unit nothing says; one told per mille, which no target is read from.
_OF_ANOTHER_SIGN = ("figure_without_unit", PER_MILLE)
# Rules about whole columns of a table: one finding for all of their numbers.
# What a number is not read for; in an objective of which nothing else is read, that promises something all the same.
_NOT_READ_FOR = (
    "count_without_licence",
    "duration_without_comparator",
    "points_without_index",
    "so_far",
    "suffered",
    FRACTION,
    MONEY,
)
_OF_A_COLUMN = "column_"
# What a refused number was taken for, by its act (lexicon/modifiers.yml); `cchc explain` names the rule.
TAKEN_FOR = {
    "result": "a result told",
    "base": "what is compared with",
    "score": "a score",
    "norm": "a norm",
    "budget": "of a budget",
    "condition": "a condition",
    "method": "a way of counting",
    "citation": "cited",
    "other": "not read as promised",
}
REPORT_AMONG_PLANS = "report_among_plans"
_SECTIONS = ("objective", "task", "implementation", "annex")


@dataclass(frozen=True)
class Unread:
    """One refused number a person should look at: its statement key, its words, where they stand and why refused."""

    key: str
    words: str
    sentence: str
    rule: str
    act: str
    locator: str
    number_start: int
    quote_start: int
    area: str
    section_kind: str
    outline_path: str
    value: float
    value_high: float | None
    unit: str


def unread_numbers(document: Document, found: Found, document_key: str) -> list[Unread]:
    """Refused numbers with a percent sign or of an objective that says no other, in reading order; none is lost."""
    sure = (*_SURE_RULES, *([f"section_{found.genre.name}"] if found.genre.yields_none else []))
    nodes = _Nodes(found)
    items = [item for item in found.refused if item.rule not in sure and _may_be_one(document, item, nodes)]
    words = [document.verbatim(item.start, item.end) for item in items]
    keys = unread_keys(((item.sentence, said) for item, said in zip(items, words, strict=True)), document_key)
    return [
        _unread(document, item, said, key, nodes.at(item.start))
        for item, said, key in zip(items, words, keys, strict=True)
    ]


class _Nodes:
    """The paragraphs of a document by place, and those of which a number is read."""

    def __init__(self, found: Found) -> None:
        self._nodes = sorted(found.outline.nodes, key=lambda node: node.block.start)
        self._starts = [node.block.start for node in self._nodes]
        self._read = {id(self.at(mention.number_start)) for mention in found.mentions}

    def at(self, place: int) -> Node | None:
        index = bisect_right(self._starts, place) - 1
        return self._nodes[index] if index >= 0 and place < self._nodes[index].block.end else None

    def is_promising(self, place: int) -> bool:
        node = self.at(place)
        return node is not None and not node.context.blocked and node.context.kind in ("objective", "task", "annex")

    def is_unread_objective(self, place: int) -> bool:
        node = self.at(place)
        return node is not None and node.context.kind == "objective" and id(node) not in self._read


def _may_be_one(document: Document, item: Refused, nodes: _Nodes) -> bool:
    if "%" in document.text[item.start : item.end + 1] or item.rule in _OF_ANOTHER_SIGN:
        return True
    if item.rule in (AIMED_AT, PLACE_IN_WORDS):
        return nodes.is_promising(item.start)
    return item.rule in _NOT_READ_FOR and nodes.is_unread_objective(item.start)


def _unread(document: Document, item: Refused, words: str, key: str, node: Node | None) -> Unread:
    kind = node.context.kind if node else "other"
    return Unread(
        key=key,
        words=words,
        sentence=item.sentence,
        rule=item.rule,
        act=item.act,
        locator=document.locator(item.start),
        number_start=document.offset(item.start),
        quote_start=document.offset(node.block.start if node else item.start),
        area=(node.context.area if node else None) or "steering",
        section_kind=kind if kind in _SECTIONS else "other",
        outline_path=node.path if node else "",
        value=item.number.value,
        value_high=item.number.value_high,
        unit=item.number.unit,
    )


def unread_findings(unread: Iterable[Unread], source_file: str) -> list[Finding]:
    """A finding for each of the refused numbers, with the commands that decide on it."""
    return [
        Finding(
            "plan",
            source_file,
            one.locator,
            "number_not_read",
            "info",
            f"{one.words} ({TAKEN_FOR[one.act]}): {one.sentence}",
            "a target, or not",
            f"a target: cchc review --decide {one.key} --is-a-target --set indicator_code=CODE; "
            f"none: cchc review --decide {one.key} --not-a-target",
        )
        for one in unread
        if not one.rule.startswith(_OF_A_COLUMN)
    ]


def genre_findings(found: Found, source_file: str) -> list[Finding]:
    """One finding for a text whose genre promises nothing: how many of its numbers were left, and how to overrule."""
    genre = found.genre
    left = sum(1 for item in found.refused if item.rule == f"section_{genre.name}")
    if genre.name == "results" and not genre.title:  # an article retells, it reports for nobody
        return [_is_told_too(found, source_file)]
    if not genre.yields_none or not left:
        return []
    return [
        Finding(
            "plan",
            source_file,
            "document",
            "genre_promises_nothing",
            "info",
            f"{YIELD_NONE[genre.name]}, by {genre.told_by}: {counted(left, 'number')} left unread",
            "a text that commits its issuer (plan, programme, directive, resolution with objectives)",
            f"if it does commit, write into {source_file}.meta.yml: genre: commits",
        )
    ]


def _is_told_too(found: Found, source_file: str) -> Finding:
    """A report among the plans: its promises for the time to come are read here, what it tells as figures."""
    return Finding(
        "plan",
        source_file,
        "document",
        REPORT_AMONG_PLANS,
        "info",
        f"{YIELD_NONE[found.genre.name]}, by {found.genre.told_by}; its forms and results are read as figures, too",
        "plans in raw/plans, reports in raw/reports",
        "nothing; a report is as well kept in raw/reports (what it promises is read only here); if all of it commits, "
        f"write into {source_file}.meta.yml: genre: commits",
    )


def column_findings(document: Document, found: Found, source_file: str) -> list[Finding]:
    """One finding for the numbers that stand in columns of results, scores, costs …: how many, where the first is."""
    told = [item for item in found.refused if item.rule.startswith(_OF_A_COLUMN)]
    if not told:
        return []
    counts = Counter(item.rule.replace("_", " ") for item in told)
    kinds = "; ".join(f"{kind}: {count}" for kind, count in sorted(counts.items()))
    first = document.verbatim(told[0].start, told[0].end)
    return [
        Finding(
            "plan",
            source_file,
            document.locator(told[0].start),
            "column_not_promised",
            "info",
            f"{len(told)} numbers of tables left, the first «{first}» ({kinds})",
            "columns of goals, plans or years to come",
            "if such a column promises, name it by its goal in the file («Mục tiêu năm …»); `cchc review` lists its "
            "percentages one by one",
        )
    ]


def candidates_of(one: Unread, matcher: IndicatorMatcher) -> Match:
    """The indicators a refused number may be about."""
    return matcher.match(Sought(Phrasing.of(one.sentence), one.unit, "level"))


def row_of(one: Unread, plan: PlanRow, matcher: IndicatorMatcher) -> MentionRow:
    """A refused number as a mention of its own target, «=» the number, its other fields open until decided."""
    match = candidates_of(one, matcher)
    return {
        "mention_id": target_id(plan["plan_id"], f"{one.key} mention"),
        "plan_id": plan["plan_id"],
        "target_id": target_id(plan["plan_id"], one.key),
        "statement_key": one.key,
        "source_file": plan["source_file"],
        "number_start": one.number_start,
        "number_text": one.words,
        "quote": one.sentence,
        "quote_start": one.quote_start,
        "locator": one.locator,
        "outline_path": one.outline_path,
        "section_kind": one.section_kind,
        "area": one.area,
        "year": None,
        "year_from": None,
        "level": None,
        "op": "=",
        "value": one.value,
        "value_high": one.value_high,
        "unit": one.unit,
        "kind": "level",
        "baseline_year": None,
        "due_on": None,
        "repeats": None,
        "scope": None,
        "scope_code": None if match.code is None else "all",
        "indicator_code": match.code,
        "indicator_score": match.score,
        "indicator_phrase": match.phrase,
        "candidates": candidates_text(match),
        "repeat_of_mention_id": None,
        "parent_target_id": None,
        "relation": None,
        "flags": "|".join(flags_of(match)),
    }
