"""Why a number was read as it was, or why not, in words.

What belongs here: finding the place a person names and telling what the reader recorded while reading. What does not:
reading.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.mentions import Mention, Refused
from pipelines.plans.outline.tree import Outline
from pipelines.plans.reader import read_targets
from pipelines.plans.targets import Found
from pipelines.vietnamese import squeeze

_KINDS = {
    "level": "a level to reach",
    "annual_increase": "an increase every year",
    "increase": "an increase over the base",
    "rank_gain": "places to gain",
}
_PLACE = re.compile(r"(?:(?P<label>(?!offset\b).*?)[\s,:]+)?(?:offset\s+)?(?P<offset>\d+)", re.IGNORECASE)


def explain_at(path: Path, place: int | str) -> str:
    """The account of the number at a place of the file, or of the nearest number of its sentence.

    Args:
        path: a plan.
        place: an offset in the text, or a locator as `summary`, the marts and findings print it: «offset 3218»,
            «page 2, offset 1367», «paragraph 14, offset 33», «table 1, row 3, cell 2, offset 0», «page 2:1367».

    Raises:
        ValueError: the file can't be read, or has no such place.
    """
    document, found = read_targets(path)
    position = position_of(document, str(place))
    hits = [m for m in found.mentions if m.number_start <= position < m.number_end]
    refused = [r for r in found.refused if r.start <= position < r.end]
    if hits:
        return "\n\n".join(_told(document, mention) for mention in hits)
    if refused:
        return "\n\n".join(_refused(document, item) for item in refused)
    return _near(document, found, position) or _nothing(document, found.outline, position)


def position_of(document: Document, place: str) -> int:
    """The index of a document's text that a locator or an offset means.

    Raises:
        ValueError: there is no such page, paragraph or cell, or the text ends before it.
    """
    labels = {item.label.lower(): item.start for item in document.places}
    words = squeeze(place.lower())
    match = None if words in labels else _PLACE.fullmatch(words)
    label = words if words in labels else (match["label"] or "" if match else words)
    if label and label not in labels:
        known = f"from «{document.places[0].label}» to «{document.places[-1].label}»" if document.places else "offsets"
        raise ValueError(f"found «{place}», expected a place of this file: {known}, or an offset in its text")
    offset = int(match["offset"]) if match else 0
    position = labels[label] + offset if label else document.position(offset)
    if position >= len(document.text):
        raise ValueError(f"found «{place}», but the text ends at offset {document.offset(len(document.text) - 1)}")
    return position


def _near(document: Document, found: Found, position: int) -> str:
    """The nearest number of the sentence, and that it is not the one asked for; empty where there is none."""
    hits = [m for m in found.mentions if m.quote_start <= position < m.quote_end]
    if not hits:
        return ""
    start = min((m.number_start for m in hits), key=lambda at: (abs(at - position), at))
    lines = [f"no promised number stands at {_at(document, position)} itself; the nearest one of its sentence:"]
    return "\n\n".join([*lines, *(_told(document, m) for m in hits if m.number_start == start)])


def _at(document: Document, position: int) -> str:
    """«page 2, offset 1367 (offset 3336 of the text)»."""
    locator = document.locator(position)
    return f"{locator} (offset {document.offset(position)} of the text)" if document.places else locator


def _told(document: Document, m: Mention) -> str:
    high = "" if m.value_high is None else f" to {m.value_high:g}"
    kind = _KINDS.get(m.kind, f"a {m.kind.replace('_', ' ')}")
    unit = m.unit.replace("_", " ")
    facts = [f"section: {m.section_kind}", f"area: {m.area}", f"year: {m.year or 'not said'}"]
    facts += [f"level: {m.level or 'all levels together'}"]
    facts += [f"{name}: {value}" for name, value in (("base", m.baseline_year), ("scope", m.scope)) if value]
    lines = [
        f"«{m.number_text}» at {_at(document, m.number_start)} is a target: {m.op} {m.value:g}{high} {unit}, {kind}",
        f"sentence: {m.quote}",
        f"outline: {m.outline_path or '(top of the document)'}",
        "; ".join(facts),
        *(f"- {_worded(line)}" for line in m.trace),
    ]
    if m.match.code:
        lines.append(f"indicator: {m.match.code}, score {m.match.score:g}, decided by «{m.match.phrase}»")
    elif m.match.opposite:
        lines.append(
            f"indicator: open, «{m.match.opposite}» measures the opposite of it; a person decides (cchc review)"
        )
    else:
        lines.append("indicator: none is sure enough; a person decides (cchc review)")
    lines += [f"  candidate {c.code}: {c.score:g} («{c.phrase}»)" for c in m.match.candidates]
    if m.repeat_of is not None:
        lines.append("it repeats an earlier statement of this document")
    if m.relation:
        lines.append(f"it belongs to the number before it: {m.relation.replace('_', ' ')}")
    return "\n".join(lines)


def _worded(line: str) -> str:
    """What the reader noted as a person would say it; as it stands where nothing better is known."""
    for entry in load("notes", Rules):
        match = compiled(entry["pattern"]).fullmatch(line)
        if match:
            return match.expand(entry["says"]).replace("_", " ")
    return line


def _refused(document: Document, item: Refused) -> str:
    words = document.text[item.start : item.end]
    return (
        f"«{words}» at {_at(document, item.start)} is no target: rule «{item.rule}»\nsentence: {item.sentence}\n"
        "if it is one: `cchc review` lists refused percentages of the plans under raw/plans, and takes a decision"
    )


def _nothing(document: Document, outline: Outline, place: int) -> str:
    for node in outline.nodes:
        if node.block.start <= place < node.block.end:
            words = node.block.flat.strip()[:300] if isinstance(node.block, Paragraph) else "a table"
            return (
                f"no number that may be a target stands at {_at(document, place)}\noutline: {node.path}\n"
                f"paragraph: {words}\nnumbers silenced before reading (dates, document numbers, service levels …) are "
                "listed in pipelines/plans/lexicon/noise.yml"
            )
    return f"no paragraph stands at {_at(document, place)}"
