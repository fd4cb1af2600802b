"""The grammar of one paragraph or cell: which of its numbers are promised, how, for which level, by when.

What belongs here: the order in which the parts of the grammar are asked. What does not: the parts (standing, chunks,
comparators, movement, dating, levels), headings (outline), table columns (tables), indicators, files.

A sentence is cut into chunks, one per number: what stands before it and belongs to it (`pre`) and what follows it and
belongs to it (`post`). Every decision leaves a line in `trace`, which `cchc explain` prints.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from pipelines.plans.grammar.chunks import cut_into_chunks
from pipelines.plans.grammar.comparators import comparator
from pipelines.plans.grammar.dating import due_year
from pipelines.plans.grammar.levels import levels_of, serves_both
from pipelines.plans.grammar.movement import base_year, kind_of_change
from pipelines.plans.grammar.numbers import Number, find_numbers, may_hold_target, silence
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, Refusal, has_words
from pipelines.plans.grammar.series import first_of_series, words_after
from pipelines.plans.grammar.spacing import moved_number, moved_reading, single_spaced
from pipelines.plans.grammar.standing import inner_threshold, refusal_of
from pipelines.plans.outline.context import Context

MAX_NUMBERS = 40


def read_statement(flat: str, context: Context) -> tuple[list[Reading], list[Refusal]]:
    """All targets of one paragraph or cell, and the numbers that were refused.

    Args:
        flat: the paragraph on one line, its mark included.
        context: what surrounds it.
    """
    if not may_hold_target(flat):
        return [], []
    single, places = single_spaced(flat)
    readings, refusals = _read(single, context)
    if places is None:
        return readings, refusals
    return [moved_reading(r, places) for r in readings], [
        Refusal(moved_number(r.number, places), r.rule) for r in refusals
    ]


def _read(flat: str, context: Context) -> tuple[list[Reading], list[Refusal]]:
    text = silence(flat)
    numbers = find_numbers(text, context.is_output)
    if not numbers:
        return [], []
    prose = Prose(flat, text, context)
    numbers, refused = _only_prose(prose, numbers)
    return _read_numbers(prose, numbers, refused)


def _only_prose(prose: Prose, numbers: list[Number]) -> tuple[list[Number], list[Refusal]]:
    """The numbers of sentences that hold no more of them than prose does (bounded time on anything else)."""
    places = [prose.sentence_of(number.start) for number in numbers]
    counts = Counter(places)
    kept = [n for n, place in zip(numbers, places, strict=True) if counts[place] <= MAX_NUMBERS]
    crowd = [n for n, place in zip(numbers, places, strict=True) if counts[place] > MAX_NUMBERS]
    return kept, [Refusal(number, "more_numbers_than_prose") for number in crowd]


def _read_numbers(prose: Prose, numbers: list[Number], refused: list[Refusal]) -> tuple[list[Reading], list[Refusal]]:
    kept: list[Number] = []
    for number in numbers:
        rule = refusal_of(prose, number, kept)
        if rule:
            refused.append(Refusal(number, rule))
        else:
            kept.append(number)
    chunks = cut_into_chunks(prose, kept)
    within = [(chunk.number, rule) for i, chunk in enumerate(chunks) if (rule := inner_threshold(prose, chunks, i))]
    refused += [Refusal(number, rule) for number, rule in within]
    if within:
        dropped = {number.start for number, _ in within}
        chunks = cut_into_chunks(prose, [number for number in kept if number.start not in dropped])
    readings: list[Reading] = []
    for index in range(len(chunks)):
        readings += _read_number(prose, chunks, index, readings)
    return readings, refused


def _read_number(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> list[Reading]:
    chunk = chunks[index]
    number = chunk.number
    first = first_of_series(chunks, index)
    trace = [f"number «{prose.flat[number.start : number.end]}» found by rule «{number.form}»"]
    op = comparator(prose, chunks, index, first, trace)
    kind = kind_of_change(prose, chunks, index, first, trace)
    year, since, said = due_year(prose, chunks, index)
    trace.append(f"year {year} from {said}")
    levels, level_from = levels_of(prose, chunks, index, first, done)
    trace.append(f"level {', '.join(levels) or 'none'} from {level_from}")
    base = base_year(prose, chunk, kind)
    last = words_after(prose, chunks, index)
    reading = Reading(
        number=number,
        op=op,
        kind=kind,
        year=year,
        year_from=since if kind == "annual_increase" else None,
        level=None,
        baseline_year=base,
        quote=_quote_of(prose, chunk, chunks, index),
        pre=chunk.pre,
        post=chunk.post,
        lead=chunks[first].pre,
        tail=chunks[last].post,
        trace=trace,
    )
    _link_to_parent(prose, reading, chunk, done)
    if len(levels) == 1:
        reading.level = levels[0]
    elif serves_both(prose, chunks, index, levels):
        reading.flags.append("shared_number")
        reading.level = levels[0]
        return [reading, replace(reading, level=levels[1], flags=[*reading.flags], trace=[*trace])]
    elif levels:
        reading.flags.append("several_levels")
    if kind == "annual_increase" and re.search(
        r"mỗi cấp|từng cấp|các cấp", prose.text[slice(*chunk.post)], re.IGNORECASE
    ):
        reading.flags.append("each_level")
    return [reading]


def _link_to_parent(prose: Prose, reading: Reading, chunk: Chunk, done: list[Reading]) -> None:
    """«trong đó», «trong số đó»: the number before is the parent."""
    lead = prose.text[max(chunk.pre[0] - 20, 0) : chunk.number.start]
    if done and re.search(r"trong (?:số )?(?:đó|này)", lead, re.IGNORECASE):
        reading.parent = len(done) - 1
        reading.subset = "number" if re.search(r"trong số", lead, re.IGNORECASE) else "part"


def _quote_of(prose: Prose, chunk: Chunk, chunks: list[Chunk], index: int) -> tuple[int, int]:
    start = min(chunk.pre[0], chunk.number.start)
    end = chunk.post[1]
    if not prose.text[slice(*chunk.post)].strip(" ,;.)") and not has_words(prose.text[slice(*chunk.pre)]):
        start = chunks[first_of_series(chunks, index)].pre[0]
    semicolon = prose.text.find(";", chunk.number.end, end)
    end = semicolon if semicolon >= 0 else end
    if start == 0:
        start = _mark_length(prose.flat)
    while start < chunk.number.start and prose.flat[start] in " ,;:":
        start += 1
    while end > chunk.number.end and prose.flat[end - 1] in " ,;.":
        end -= 1
    joint = re.search(r"(?:\s+và|,|\(trong đó|\()$", prose.flat[chunk.number.end : end])
    return start, chunk.number.end + joint.start() if joint else end


def _mark_length(flat: str) -> int:
    match = re.match(r"\s*(?:[-–+•*]\s*)*", flat)
    return match.end() if match else 0
