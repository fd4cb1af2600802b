"""A document to the results it tells: every number whose act is `result`, with the same machine that reads promises.

What belongs here: walking the outline for results. What does not: the grammar (grammar), what a result becomes as an
observation (kpi), promises (targets).
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.grammar.prose import Statement
from pipelines.plans.grammar.statements import read_told
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.mentions import Mention, MentionWriter
from pipelines.plans.outline.headings import without_number
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.resolving import resolve_contexts
from pipelines.plans.outline.tree import Node, Outline, read_outline
from pipelines.plans.tables.told_cells import read_told_table
from pipelines.vietnamese import fold


def find_told(
    document: Document, metadata: Metadata, matcher: IndicatorMatcher, read_already: Set[int] = frozenset()
) -> list[Mention]:
    """The results told in the paragraphs and tables of a document, in reading order, in the shape of mentions.

    One row per number told: value, unit, level, indicator with its score, quote and places. `year` is the year that
    the words name, None where they name none (the report's own period then holds). Below a heading of the period to
    come nothing is told.

    Args:
        document: the report.
        metadata: what its head says.
        matcher: knows the indicators.
        read_already: numbers of tables, from 1, that are left out, since they were read as forms.
    """
    outline = read_outline(document)
    resolve_contexts(outline, metadata, document)
    # Words that nothing explains doubt no scope here: what holds a told figure back is sought by kpi/told.
    writer = MentionWriter(document, metadata, matcher, tells=True)
    for statement in _statements(outline, read_already):
        writer.add(statement)
    return writer.mentions


def _statements(outline: Outline, read_already: Set[int]) -> Iterator[Statement]:
    number = 0
    for node in outline.nodes:
        number += isinstance(node.block, Table)
        if _looks_ahead(node):
            continue
        if isinstance(node.block, Paragraph):
            readings = read_told(node.block.flat, node.context)
            if readings:
                yield Statement(node, node.block.flat, node.block.start, readings, [])
        elif number not in read_already:
            yield from read_told_table(node, node.block)


def _looks_ahead(node: Node) -> bool:
    """Whether a heading above is one of the period to come; one of undated aims in a part of results is not."""
    headings = [fold(without_number(above.title)) for above in (node, *node.ancestors) if above.is_heading]
    of_results = any(phrase("parts", "of_results").search(title) for title in headings)
    dated = [title for title in headings if not (of_results and phrase("parts", "undated_aims").match(title))]
    return any(phrase("parts", "looks_ahead").match(title) for title in dated)
