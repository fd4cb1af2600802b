"""The grammar of one paragraph or cell: which of its numbers are promised, how, for which level, by when.

What belongs here: the order in which the parts of the grammar are asked, what a reading holds. What does not: the parts
(acts, chunks, comparators, change, years, levels), headings (outline), table columns (tables), indicators, files.

A sentence is cut into chunks, one per number: what stands before it and belongs to it (`pre`) and what follows it and
belongs to it (`post`). Every decision leaves a line in `trace`, which `cchc explain` prints.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipelines.plans.grammar.acts import act_of, inner_threshold, threshold_of_next
from pipelines.plans.grammar.change import base_year, kind_of_change
from pipelines.plans.grammar.chunks import cut_into_chunks
from pipelines.plans.grammar.comparators import comparator
from pipelines.plans.grammar.modifiers import Claim
from pipelines.plans.grammar.numbers import (
    PER_MILLE,
    Number,
    find_numbers,
    may_hold_target,
    silenced,
    told_dossiers,
    told_otherwise,
)
from pipelines.plans.grammar.promised_level import levels_of
from pipelines.plans.grammar.promised_year import due_year
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, Refusal, Span, has_words
from pipelines.plans.grammar.series import first_of_series, in_turn, words_after
from pipelines.plans.grammar.spacing import moved_number, moved_reading, single_spaced
from pipelines.plans.outline.context import Context
from pipelines.vietnamese import LARGEST

MAX_NUMBERS = 40
_LEAD_IN = 20
_MARKS = " \t-–+•*"
_ABOUT = Claim(frozenset({"about"}), over=frozenset({"filler"}), reach=2)


def read_statement(flat: str, context: Context) -> tuple[list[Reading], list[Refusal]]:
    """All targets of one paragraph or cell, and the numbers that were refused.

    Args:
        flat: the paragraph on one line, its mark included.
        context: what surrounds it.
    """
    if not may_hold_target(flat):
        return [], []
    single, places = single_spaced(flat.replace("**", "  "))
    readings, refusals = _read(single, context)
    if places is None:
        return readings, refusals
    moved = [replace(refusal, number=moved_number(refusal.number, places)) for refusal in refusals]
    return [moved_reading(r, places) for r in readings], moved


def read_told(flat: str, context: Context) -> list[Reading]:
    """The results that one paragraph or cell tells: numbers whose act is `result`; in a part of results all but bases.

    `year` is the year that the words name, past ones too; None where they name none. Conditions, scores, norms and
    the like are no results; the share of a budget that was spent is one.
    """
    if not may_hold_target(flat):
        return []
    single, places = single_spaced(flat.replace("**", "  "))
    text, marks = silenced(single)
    numbers = find_numbers(text, context.is_output)
    numbers = sorted([*numbers, *told_dossiers(text, numbers)], key=lambda number: number.start)
    if not numbers:
        return []
    prose = Prose(single, text, context, numbers, marks)
    kept, _ = _only_prose(prose, numbers)
    told = Prose(single, text, replace(context, plan_from=None, horizon=None, head_op=None), numbers, marks)
    chunks = cut_into_chunks(told, [number for number in kept if _is_told(prose, number)])
    readings: list[Reading] = []
    for index in range(len(chunks)):
        readings += _read_number(told, chunks, index, readings)
    return readings if places is None else [moved_reading(reading, places) for reading in readings]


def _is_told(prose: Prose, number: Number) -> bool:
    act = act_of(prose, number, [])
    if act is None or act.act == "other" or (act.act == "budget" and number.form == "percent"):
        return prose.context.blocked == "results"
    return act.act == "result"


def _read(flat: str, context: Context) -> tuple[list[Reading], list[Refusal]]:
    text, marks = silenced(flat)
    found = find_numbers(text, context.is_output)
    otherwise = told_otherwise(flat, text, marks)
    mille = {number.start for number in otherwise if number.form == PER_MILLE}
    numbers = [number for number in found if number.start not in mille]
    taken = {number.start for number in numbers}
    unsure = [Refusal(number, number.form) for number in otherwise if number.start not in taken]
    if not numbers:
        return [], unsure
    prose = Prose(flat, text, context, numbers, marks)
    numbers, refused = _only_prose(prose, numbers)
    return _read_numbers(prose, numbers, [*unsure, *refused])


def _only_prose(prose: Prose, numbers: list[Number]) -> tuple[list[Number], list[Refusal]]:
    """Numbers that prose may hold: not beyond all measure, and in no crowd (bounded time on anything else)."""
    most = [max(number.value, number.value_high or 0) for number in numbers]
    huge = [Refusal(number, "number_too_large") for number, value in zip(numbers, most, strict=True) if value > LARGEST]
    numbers = [number for number, value in zip(numbers, most, strict=True) if value <= LARGEST]
    if len(numbers) <= MAX_NUMBERS:
        return numbers, huge
    places = [prose.sentence_of(number.start) for number in numbers]
    counts = Counter(places)
    kept = [n for n, place in zip(numbers, places, strict=True) if counts[place] <= MAX_NUMBERS]
    crowd = [n for n, place in zip(numbers, places, strict=True) if counts[place] > MAX_NUMBERS]
    return kept, [*huge, *(Refusal(number, "more_numbers_than_prose") for number in crowd)]


def _read_numbers(prose: Prose, numbers: list[Number], refused: list[Refusal]) -> tuple[list[Reading], list[Refusal]]:
    kept: list[Number] = []
    for number in numbers:
        act = act_of(prose, number, kept)
        if act:
            refused.append(Refusal(number, act.cue, act.act))
        else:
            kept.append(number)
    chunks, inner = _without_inner(prose, cut_into_chunks(prose, kept))
    readings: list[Reading] = []
    for index in range(len(chunks)):
        readings += _read_number(prose, chunks, index, readings)
    return readings, refused + inner


def _without_inner(prose: Prose, chunks: list[Chunk]) -> tuple[list[Chunk], list[Refusal]]:
    """The chunks of the numbers that are no inner threshold of their neighbour."""
    found = ((i, inner_threshold(prose, chunks, i) or threshold_of_next(prose, chunks, i)) for i in range(len(chunks)))
    inner = {i: act for i, act in found if act}
    if not inner:
        return chunks, []
    kept = [chunk.number for i, chunk in enumerate(chunks) if i not in inner]
    return cut_into_chunks(prose, kept), [Refusal(chunks[i].number, act.cue, act.act) for i, act in inner.items()]


def _read_number(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> list[Reading]:
    chunk = chunks[index]
    number = chunk.number
    trace = [f"number «{prose.flat[number.start : number.end]}» found by rule «{number.form}»"]
    op = comparator(prose, chunks, index, done, trace)
    kind = kind_of_change(prose, chunks, index, trace)
    year, since = due_year(prose, chunks, index, done, trace)
    levels = levels_of(prose, chunks, index, done, trace)
    reading = Reading(
        number=number,
        op=op,
        kind=kind,
        year=year,
        year_from=since if kind == "annual_increase" else None,
        level=levels[0] if levels else None,
        baseline_year=base_year(prose, chunks, index, kind),
        quote=_quote_of(prose, chunks, index),
        pre=chunk.pre,
        post=chunk.post,
        lead=chunks[first_of_series(chunks, index)].pre,
        tail=chunks[words_after(prose, chunks, index)].post,
        turn=in_turn(prose, chunks, index),
        flags=[*(["shared_number"] if len(levels) > 1 else []), *_doubts(prose, chunk, op)],
        trace=trace,
    )
    _link_to_parent(prose, reading, chunk, done)
    if kind == "annual_increase" and prose.tokens.has(*chunk.post, "each_level"):
        reading.flags.append("each_level")
    others = [replace(reading, level=level, flags=[*reading.flags], trace=[*trace]) for level in levels[1:]]
    return [reading, *others]


def _doubts(prose: Prose, chunk: Chunk, op: str) -> list[str]:
    """«đạt khoảng 80%»: 79 does not break it."""
    tokens = prose.tokens
    if op == "range" or tokens.signature.isdisjoint(_ABOUT.names):
        return []
    about = _ABOUT.of(tokens, tokens.at(chunk.number.start), tokens.at(chunk.pre[0]))
    return ["approximate"] if about else []


def _link_to_parent(prose: Prose, reading: Reading, chunk: Chunk, done: list[Reading]) -> None:
    """«trong đó», «trong số đó»: the number before is the parent."""
    among = prose.tokens.last(max(chunk.pre[0] - _LEAD_IN, 0), chunk.number.start, "among")
    if done and among is not None:
        reading.parent = len(done) - 1
        reading.subset = "number" if among.text.startswith("trong số") else "part"


def _quote_of(prose: Prose, chunks: list[Chunk], index: int) -> Span:
    """The shortest words that hold subject, comparator and number."""
    chunk = chunks[index]
    start, end = min(chunk.pre[0], chunk.number.start), chunk.post[1]
    if not prose.text[slice(*chunk.post)].strip(" ,;.)") and not has_words(prose.text[slice(*chunk.pre)]):
        start = chunks[first_of_series(chunks, index)].pre[0]
    semicolon = prose.text.find(";", chunk.number.end, end)
    end = semicolon if semicolon >= 0 else end
    start = start or len(prose.flat) - len(prose.flat.lstrip(_MARKS))
    while start < chunk.number.start and prose.flat[start] in " ,;:":
        start += 1
    return start, _quote_end(prose, chunk.number.end, end)


def _quote_end(prose: Prose, low: int, end: int) -> int:
    """The end without a joint to the next number («và», «(trong đó»)."""
    while end > low and prose.flat[end - 1] in " ,;.":
        end -= 1
    for joint in (" và", "(trong đó", "(", ","):
        if prose.text[low:end].endswith(joint):
            return low + len(prose.text[low:end].removesuffix(joint).rstrip())
    return end
