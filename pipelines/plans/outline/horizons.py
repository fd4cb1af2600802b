"""The single horizon of a document: the one year that dates whatever no heading or sentence dates.

What belongs here: whether a document has one, and where it stands: title, headings, the plan's own campaign, its
sentences. What does not: which statement takes it (resolving), how words name years (years).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.plans.documents.model import Paragraph, Table
from pipelines.plans.lexicon.loading import lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.stated_years import all_years, lead_horizons, without_citations, without_programmes
from pipelines.plans.outline.titles import period_of
from pipelines.plans.outline.tree import Node, Outline

_PROMISED = ("promised_by", "promised_at", "dated_lead", "done_by", "due_by", "of_the_term", "goals_of_a_term")


def document_horizon(outline: Outline, metadata: Metadata, article: str = "") -> Horizon | None:
    """The single horizon of a document, None where it has none or several.

    The plan's year; else the only year that title and headings give, if no paragraph opens with another; else the end
    of the plan's own campaign; else the only year that its sentences, or the deadlines of its tables, promise by, if it
    names none later.

    Args:
        outline: the document's.
        metadata: what its head says.
        article: the title of an article about a plan.
    """
    if metadata.annual and metadata.period_to is not None:
        return Horizon(metadata.period_to)
    until = metadata.period_to or period_of(article, metadata.issued_on)[1]
    years = set(outline.horizons) | ({until} if until else set())
    if years:
        return _only(years, outline, metadata)
    ends = [year for node in outline.nodes for year in _campaign_years(node)]
    return Horizon(max(ends)) if ends else _of_sentences(outline, metadata) or _of_deadlines(outline)


def _only(years: set[int], outline: Outline, metadata: Metadata) -> Horizon | None:
    begins = metadata.period_from or 0
    if len(years) != 1 or {year for year in outline.openings if year >= begins} - years:
        return None
    (year,) = years
    return Horizon(year, metadata.period_from if metadata.period_to == year else None)


def _campaign_years(node: Node) -> list[int]:
    """The years of «Thời gian thực hiện: …» and of what stands below such a heading."""
    if not isinstance(node.block, Paragraph):
        return []
    own = phrase("parts", "time_heading").match(node.title)
    above = node.parent is not None and phrase("parts", "time_heading").match(node.parent.title)
    return all_years(node.block.flat) if own or above else []


def _of_sentences(outline: Outline, metadata: Metadata) -> Horizon | None:
    """The only year that lead sentences promise by, where the text names none later."""
    begins = metadata.issued_on.year if metadata.issued_on else None
    printed = phrase("years", "printed")
    texts = [without_programmes(lowered(node.title)) for node in outline.nodes if printed.search(node.title)]
    led = {horizon.year for text in texts for _, horizon in lead_horizons(text, begins)}
    said = (phrase("years", name).finditer(text) for name in _PROMISED for text in texts)
    led |= {int(match["year"]) for matches in said for match in matches if int(match["year"]) >= (begins or 0)}
    if len(led) != 1:
        return None
    (year,) = led
    return None if any(named > year for text in texts for named in _named_years(text)) else Horizon(year)


def _of_deadlines(outline: Outline) -> Horizon | None:
    """The only year that the deadlines of its tables name, where the text names none later."""
    tables = [node.block for node in outline.nodes if isinstance(node.block, Table)]
    printed = phrase("years", "printed")
    due = {int(year[0]) for table in tables for cell in _deadlines(table) for year in printed.finditer(lowered(cell))}
    if len(due) != 1:
        return None
    (year,) = due
    later = (named > year for node in outline.nodes for named in _named_years(lowered(node.title)))
    return None if any(later) else Horizon(year)


def _deadlines(table: Table) -> Iterator[str]:
    """The cells below a head «Thời hạn», whichever row it stands in."""
    below: set[int] = set()
    for row in table.rows:
        yield from (cell.flat for place, cell in enumerate(row) if place in below)
        below |= {place for place, cell in enumerate(row) if phrase("years", "deadline_head").match(lowered(cell.flat))}


def _named_years(text: str) -> Iterator[int]:
    for match in phrase("years", "named").finditer(without_citations(text)):
        yield int(match["year"] or match["dated"])
