"""Why a number was read as it was, or why not, in words.

What belongs here: telling what the reader recorded while reading. What does not: reading.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.plans.document import Document, Paragraph
from pipelines.plans.outline import Outline, path_of
from pipelines.plans.reader import read_targets
from pipelines.plans.targets import Mention, Refused


def explain_at(path: Path, offset: int) -> str:
    """The account of the number at an offset of the file (or the nearest number of its paragraph).

    Raises:
        ValueError: the file can't be read.
    """
    document, found = read_targets(path)
    place = document.position(offset)
    hits = [m for m in found.mentions if m.number_start <= place < m.number_end]
    hits = hits or [m for m in found.mentions if m.quote_start <= place < m.quote_end]
    if hits:
        return "\n\n".join(_told(document, mention) for mention in hits)
    refused = [r for r in found.refused if r.start <= place < r.end]
    if refused:
        return "\n\n".join(_refused(document, item) for item in refused)
    return _nothing(document, found.outline, place)


def _told(document: Document, m: Mention) -> str:
    high = "" if m.value_high is None else f" to {m.value_high:g}"
    lines = [
        f"«{m.number_text}» at {document.locator(m.number_start)} is a target: {m.op} {m.value:g}{high} {m.unit}, {m.kind}",  # noqa: E501
        f"sentence: {m.quote}",
        f"outline: {m.outline_path or '(top of the document)'}",
        f"section: {m.section_kind}; area: {m.area}; year: {m.year}; level: {m.level}; base: {m.baseline_year}; scope: {m.scope}",  # noqa: E501
        *(f"- {line}" for line in m.trace),
    ]
    if m.match.code:
        lines.append(f"indicator: {m.match.code}, score {m.match.score:g}, decided by «{m.match.phrase}»")
    else:
        lines.append("indicator: none is sure enough; a person decides (cchc review)")
    lines += [f"  candidate {c.code}: {c.score:g} («{c.phrase}»)" for c in m.match.candidates]
    if m.repeat_of is not None:
        lines.append("it repeats an earlier statement of this document")
    if m.relation:
        lines.append(f"it belongs to the number before it: {m.relation}")
    return "\n".join(lines)


def _refused(document: Document, item: Refused) -> str:
    words = document.text[item.start : item.end]
    return f"«{words}» at {document.locator(item.start)} is no target: rule «{item.rule}»\nsentence: {item.sentence}"


def _nothing(document: Document, outline: Outline, place: int) -> str:
    for node in outline.nodes:
        if node.block.start <= place < node.block.end:
            words = node.block.flat.strip()[:300] if isinstance(node.block, Paragraph) else "a table"
            return (
                f"no number that may be a target stands at {document.locator(place)}\noutline: {path_of(node)}\nparagraph: {words}\n"  # noqa: E501
                "numbers silenced before reading (dates, document numbers, service levels …) are listed in pipelines/plans/rules/noise.yml"  # noqa: E501
            )
    return f"nothing stands at {document.locator(place)}"
