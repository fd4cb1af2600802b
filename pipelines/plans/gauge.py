"""What decides in the lexicon: for each rule and word the labelled numbers that it decides, or refuses.

What belongs here: counting over labelled documents which form, act, comparator and word stood behind each number. What
does not: scores (measure), reading.

A rule that decides nothing on any labelled text is a rule memorised or dead; a test lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipelines.plans.documents.model import Cell, Document, Paragraph, Table
from pipelines.plans.grammar.modifiers import first_claim, modifiers
from pipelines.plans.grammar.numbers import find_numbers, silenced
from pipelines.plans.grammar.prose import Prose
from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.words import lexicon
from pipelines.plans.outline.context import Context
from pipelines.plans.reader import read_targets

FACETS = ("op", "op_of_rank", "act")


def gauge(plans: Iterable[Path]) -> Counter[str]:
    """How many numbers each entry decides or refuses in some plans: keys «word:id», «form:name», «act:id», «op:id»."""
    counts: Counter[str] = Counter()
    for plan in plans:
        document, found = read_targets(plan)
        counts.update(f"act:{refused.rule}" for refused in found.refused)
        places = {mention.number_start for mention in found.mentions} | {refused.start for refused in found.refused}
        for flat, start in _pieces(document):
            _count(flat, {place - start for place in places if start <= place < start + len(flat)}, counts)
    return counts


def _pieces(document: Document) -> Iterable[tuple[str, int]]:
    for block in document.blocks:
        cells: Iterable[Paragraph | Cell] = [block] if isinstance(block, Paragraph) else _cells(block)
        yield from ((piece.flat, piece.start) for piece in cells)


def _cells(table: Table) -> Iterable[Cell]:
    return (cell for row in table.rows for cell in row)


def _count(flat: str, places: set[int], counts: Counter[str]) -> None:
    """Add the forms, comparators and words of one paragraph that holds numbers which were read or refused."""
    if not places:
        return
    text, marks = silenced(flat)
    numbers = find_numbers(text, is_output=True)
    prose = Prose(flat, text, Context(), numbers, marks)
    tokens = prose.tokens
    counts.update(f"word:{name}" for token in tokens for name in token.entry.split("+") if name)
    for number in numbers:
        if number.start in places:
            counts[f"form:{number.form}"] += 1
            index, span = tokens.at(number.start), prose.sentence_of(number.start)
            facet = "op_of_rank" if number.form.startswith("rank") else "op"
            claim = first_claim(facet, tokens, index, tokens.at(span[0]), tokens.at(span[1]))
            counts.update([f"op:{claim[0].id}"] if claim else [])


def decided(plans: Iterable[Path]) -> list[str]:
    """What each entry of the lexicon decides in some plans, as lines by kind of entry, the most first; what none."""
    counts = gauge(plans)
    lines = []
    for kind in sorted({name.partition(":")[0] for name in counts}):
        own = sorted((-n, name.partition(":")[2]) for name, n in counts.items() if name.startswith(f"{kind}:"))
        lines.append(f"{kind}s decide: " + ", ".join(f"{name} {-n}" for n, name in own))
    return [*lines, f"decide no number here: {', '.join(silent(counts)) or 'none'}"]


def silent(counts: Counter[str]) -> list[str]:
    """The entries of the lexicon that decide nothing, by name."""
    known = [f"word:{entry['id']}" for entry in lexicon().entries]
    known += [f"form:{rule['name']}" for rule in load("counts", Rules)]
    known += [f"{'act' if facet == 'act' else 'op'}:{one.id}" for facet in FACETS for one in modifiers(facet)]
    return sorted(name for name in known if not counts[name])
