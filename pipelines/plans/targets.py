"""A document to its mentions of targets: every statement read in its place in the outline.

What belongs here: walking the outline, sharing a single year, repeats. What does not: the grammar of a sentence
(grammar), tables (tables), what a statement becomes (mentions), files and rows of the raw tables (reader, rows).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.grammar.numbers import may_hold_target
from pipelines.plans.grammar.prose import Refusal, Statement
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.mentions import Mention, MentionWriter, Refused
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.resolving import resolve_contexts
from pipelines.plans.outline.tree import Node, Outline, read_outline
from pipelines.plans.phrasing import normalise


@dataclass
class Found:
    """Everything read from a document: mentions in reading order, refused numbers, the outline behind them."""

    mentions: list[Mention]
    refused: list[Refused]
    outline: Outline


_SKIP = re.compile(
    r"\s*(?:[-–+•]\s*)?(?:\[\d+\]|(?:căn cứ|nơi nhận|kính gửi|lưu:|số hiệu|ngày ban hành|theo đề nghị|xét đề nghị)\b)",
    re.IGNORECASE,
)


def find_targets(document: Document, metadata: Metadata, matcher: IndicatorMatcher) -> Found:
    """All mentions of a document, in reading order."""
    outline = read_outline(document)
    resolve_contexts(outline, metadata)
    writer = MentionWriter(document, metadata, matcher)
    for node in outline.nodes:
        for statement in _statements(node):
            writer.add(statement)
    if metadata.period_to is None and not outline.horizons and not outline.openings:
        _share_the_only_year(writer.mentions, document.text)
    _mark_repeats(writer.mentions)
    return Found(writer.mentions, writer.refused, outline)


def _statements(node: Node) -> Iterator[Statement]:
    """The statements of one node: one of a paragraph, those of all cells of a table."""
    if isinstance(node.block, Table):
        from pipelines.plans.tables.rows import read_table

        yield from read_table(node, node.block)
    else:
        yield from _paragraph(node, node.block)


def _paragraph(node: Node, block: Paragraph) -> Iterator[Statement]:
    if not may_hold_target(block.flat) or _SKIP.match(block.flat):
        return
    readings, refusals = read_statement(block.flat, node.context)
    if node.context.blocked:
        refusals = refusals + [Refusal(reading.number, f"section_{node.context.blocked}") for reading in readings]
        readings = []
    yield Statement(node, block.flat, block.start, readings, refusals)


_NAMED_YEAR = re.compile(r"\bnăm\s+(20[1-6]\d)(?!\s*[-–]\s*20)|/\s*(20[1-6]\d)(?![\d/])", re.IGNORECASE)


def _share_the_only_year(mentions: list[Mention], text: str) -> None:
    """A document that dates its promises in sentences only, all by one year and none later: its single horizon."""
    years = Counter(mention.year for mention in mentions if mention.year is not None)
    if len(years) != 1 or years.total() < 2:
        return
    (year,) = years
    if any(int(match.group(1) or match.group(2)) > year for match in _NAMED_YEAR.finditer(text)):
        return
    for mention in mentions:
        if mention.year is None:
            mention.year = year
            mention.trace.append(f"year {year}: the only one the document's sentences name")


MAX_ALIKE = 100
_WORD = re.compile(r"[^\W\d_]+")


def _mark_repeats(mentions: list[Mention]) -> None:
    """A mention of the same subject, year, level, value and kind as an earlier one repeats it.

    Compared with at most MAX_ALIKE earlier ones of the same figures, so that time follows the number of mentions.
    """
    words = [frozenset(_WORD.findall(normalise(mention.words))) for mention in mentions]
    seen: dict[tuple[object, ...], list[int]] = {}
    for index, mention in enumerate(mentions):
        key = (
            mention.year,
            mention.level,
            mention.value,
            mention.value_high,
            mention.unit,
            mention.kind,
            mention.match.code,
            mention.baseline_year,
        )
        alike = seen.setdefault(key, [])
        for earlier in alike:
            if _same_subject(mentions[earlier], mention, words[earlier], words[index]):
                mention.repeat_of = earlier
                break
        else:
            if words[index] and len(alike) < MAX_ALIKE:
                alike.append(index)


def _same_subject(one: Mention, other: Mention, first: frozenset[str], second: frozenset[str]) -> bool:
    if one.number_start == other.number_start:
        return False
    if one.match.code is not None and one.scope_code != other.scope_code:
        return False
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= (0.6 if one.match.code else 0.85)
