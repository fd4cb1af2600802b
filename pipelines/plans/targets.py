"""A document to its mentions of targets: every statement read in its place in the outline.

What belongs here: walking the outline, repeats. What does not: the grammar of a sentence
(grammar), tables (tables), what a statement becomes (mentions), files and rows of the raw tables (reader, rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.grammar.acts import Act
from pipelines.plans.grammar.prose import Refusal, Statement
from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.mentions import Mention, MentionWriter, Refused
from pipelines.plans.outline.genre import Genre
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.resolving import resolve_contexts
from pipelines.plans.outline.tree import Node, Outline, read_outline
from pipelines.plans.phrasing import LETTERS, normalise
from pipelines.plans.tables.leftover import FORMLESS, numbers_left
from pipelines.plans.tables.rule_words import named


@dataclass
class Found:
    """Everything read from a document: mentions in reading order, refused numbers, outline and genre behind them."""

    mentions: list[Mention]
    refused: list[Refused]
    outline: Outline
    genre: Genre


def find_targets(document: Document, metadata: Metadata, matcher: IndicatorMatcher) -> Found:
    """All mentions of a document, in reading order."""
    outline = read_outline(document)
    genre = resolve_contexts(outline, metadata, document)
    writer = MentionWriter(document, metadata, matcher)
    for node in outline.nodes:
        for statement in _statements(node, genre):
            writer.add(statement)
    _mark_repeats(writer.mentions)
    return Found(writer.mentions, writer.refused, outline, genre)


def _statements(node: Node, genre: Genre) -> Iterator[Statement]:
    """The statements of one node: one of a paragraph, those of all cells of a table; a blocked part promises none.

    A table in a plan's part that looks back may have a column that looks ahead: the table's own reading knows.
    """
    if isinstance(node.block, Table):
        from pipelines.plans.tables.table_statements import read_table

        statements = read_table(node, node.block)
    else:
        statements = _paragraph(node, node.block)
    blocked = node.context.blocked if genre.yields_none or isinstance(node.block, Paragraph) else None
    for statement in statements:
        if blocked:
            _withhold(statement, blocked)
        yield statement


def _withhold(statement: Statement, blocked: str) -> None:
    """Refuse what stands in a part that promises nothing; of a part on funding only what no comparator promises."""
    kept = [r for r in statement.readings if blocked == "funding" and r.op != "=" and r.number.unit == "percent"]
    act = _ACT_OF_PART.get(blocked, "other")
    withheld = [reading for reading in statement.readings if reading not in kept]
    statement.refusals += [Refusal(reading.number, f"section_{blocked}", act) for reading in withheld]
    statement.readings = kept


def _paragraph(node: Node, block: Paragraph) -> Iterator[Statement]:
    if node.context.kind in _OF_GOALS and _is_figure(block.words):
        yield Statement(node, block.flat, block.start, [], numbers_left(block.flat, [], [], _LONE))
    elif node.speaks and not phrase("parts", "skipped").match(block.flat):
        readings, refusals = read_statement(block.flat, node.context)
        refusals += numbers_left(block.flat, readings, refusals, FORMLESS)
        yield Statement(node, block.flat, block.start, readings, refusals)


def _is_figure(words: str) -> bool:
    """A paragraph that is only a figure: a cell of a table that was lost on the way; a person should look at it."""
    bare = len(words) <= _LONGEST_FIGURE and "%" not in words
    return bare and named("figures", "figure", "shapes").fullmatch(words) is not None


_OF_GOALS = ("objective", "task", "annex")
_LONGEST_FIGURE = 20
_LONE = Act("other", "figure_without_unit")


_ACT_OF_PART = {"results": "result", "scores": "score", "scoring": "score", "norms": "norm", "funding": "budget"}
MAX_ALIKE = 100


def _mark_repeats(mentions: list[Mention]) -> None:
    """A mention of the same subject, year, level, value and kind as an earlier one repeats it.

    Compared with at most MAX_ALIKE earlier ones of the same figures, so that time follows the number of mentions.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for index, mention in enumerate(mentions):
        alike.setdefault(_figures_of(mention), []).append(index)
    for places in alike.values():
        if len(places) > 1:
            _mark_among(mentions, places)


def _figures_of(mention: Mention) -> tuple[object, ...]:
    return (
        mention.year,
        mention.level,
        mention.value,
        mention.value_high,
        mention.unit,
        mention.kind,
        mention.match.code,
        mention.baseline_year,
    )


def _mark_among(mentions: list[Mention], places: list[int]) -> None:
    """Mark the repeats among mentions of the same figures."""
    known: list[tuple[int, frozenset[str]]] = []
    for index in places:
        mention = mentions[index]
        words = frozenset(LETTERS.findall(normalise(mention.words)))
        same = (earlier for earlier, said in known if _same_subject(mentions[earlier], mention, said, words))
        mention.repeat_of = next(same, None)
        if mention.repeat_of is None and words and len(known) < MAX_ALIKE:
            known.append((index, words))


def _same_subject(one: Mention, other: Mention, first: frozenset[str], second: frozenset[str]) -> bool:
    if one.number_start == other.number_start:
        return False
    if one.match.code is not None and one.scope_code != other.scope_code:
        return False
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= (0.6 if one.match.code else 0.85)
