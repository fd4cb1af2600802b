"""A document to the results it tells: every number whose act is `result`, with the same machine that reads promises.

What belongs here: walking the outline for results. What does not: the grammar (grammar), what a result becomes as an
observation (kpi), promises (targets).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.grammar.prose import Statement
from pipelines.plans.grammar.statements import read_told
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.mentions import Mention, MentionWriter
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.resolving import resolve_contexts
from pipelines.plans.outline.tree import Outline, read_outline


def find_told(document: Document, metadata: Metadata, matcher: IndicatorMatcher) -> list[Mention]:
    """The results told in the paragraphs of a document, in reading order, in the shape of mentions.

    One row per number told: value, unit, level, indicator with its score, quote and places. `year` is the year that
    the words name, None where they name none (the report's own period then holds).
    """
    outline = read_outline(document)
    resolve_contexts(outline, metadata, document)
    writer = MentionWriter(document, metadata, matcher)
    for statement in _statements(outline):
        writer.add(statement)
    return writer.mentions


def _statements(outline: Outline) -> Iterator[Statement]:
    for node in outline.nodes:
        if isinstance(node.block, Paragraph):
            readings = read_told(node.block.flat, node.context)
            if readings:
                yield Statement(node, node.block.flat, node.block.start, readings, [])
