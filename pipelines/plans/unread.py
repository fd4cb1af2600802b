"""Numbers of a plan that a rule refused but a person may know better: their keys, findings, and rows once decided.

What belongs here: everything about a number that is no mention. What does not: refusing (statements, standing), which
decisions are allowed (decisions.py).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.findings import Finding
from pipelines.plans.decisions import IS_A_TARGET, NOT_A_TARGET, says
from pipelines.plans.documents.model import Document
from pipelines.plans.grammar.numbers import find_numbers, silence
from pipelines.plans.indicators import IndicatorMatcher, Match, Sought
from pipelines.plans.mentions import Mention, Refused, flags_of
from pipelines.plans.outline.genre import YIELD_NONE
from pipelines.plans.outline.tree import path_of
from pipelines.plans.phrasing import Phrasing, normalise
from pipelines.plans.targets import Found
from pipelines.wording import counted

# A figure of the past needs no second look, it says its year; nor does a title repeated under a picture.
_SURE_RULES = ("figure_of_a_past_year", "section_furniture")
# A figure of a table of goals whose unit nothing says.
_WITHOUT_UNIT = "figure_without_unit"
# Rules about whole columns of a table: one finding for all of their numbers.
_OF_A_COLUMN = "column_"
_SECTIONS = ("objective", "task", "implementation", "annex")


@dataclass(frozen=True)
class Unread:
    """One refused number a person should look at: its statement key, its words and where they stand."""

    key: str
    words: str
    locator: str
    item: Refused


def unread_numbers(document: Document, found: Found, document_key: str) -> list[Unread]:
    """Refused numbers with a percent sign, and bare figures of goals, in reading order; no promise is lost in silence."""  # noqa: E501
    listed: list[Unread] = []
    seen: dict[str, int] = {}
    sure = (*_SURE_RULES, *([f"section_{found.genre.name}"] if found.genre.yields_none else []))
    for item in found.refused:
        percent = "%" in document.text[item.start : item.end + 1]
        if item.rule in sure or not (percent or item.rule == _WITHOUT_UNIT):
            continue
        words = document.verbatim(item.start, item.end)
        body = "\x1f".join((document_key, normalise(item.sentence)[:400], words, "unread"))
        digest = hashlib.sha256(body.encode()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        key = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        listed.append(Unread(key, words, document.locator(item.start), item))
    return listed


def unread_findings(
    unread: Sequence[Unread], decisions: Mapping[str, Sequence[Mapping[str, Any]]], source_file: str
) -> list[Finding]:
    """A finding for each refused number that nobody has decided on, with the commands that decide."""
    return [
        Finding(
            "plan", source_file, one.locator, "number_not_read", "info",
            f"{one.words} ({one.item.rule}): {one.item.sentence}", "a target, or not",
            f"a target: cchc review --decide {one.key} --is-a-target --set indicator_code=CODE; "
            f"none: cchc review --decide {one.key} --not-a-target",
        )
        for one in unread
        if not one.item.rule.startswith(_OF_A_COLUMN)
        and not (says(IS_A_TARGET, decisions.get(one.key, ())) or says(NOT_A_TARGET, decisions.get(one.key, ())))
    ]  # fmt: skip


def genre_findings(found: Found, source_file: str) -> list[Finding]:
    """One finding for a text whose genre promises nothing: how many of its numbers were left, and how to overrule."""
    genre = found.genre
    left = sum(1 for item in found.refused if item.rule == f"section_{genre.name}")
    if not genre.yields_none or not left:
        return []
    return [
        Finding(
            "plan", source_file, "document", "genre_promises_nothing", "info",
            f"{YIELD_NONE[genre.name]}, by {genre.told_by}: {counted(left, 'number')} left unread",
            "a text that commits its issuer (plan, programme, directive, resolution with objectives)",
            f"if it does commit, write into {source_file}.meta.yml: genre: commits",
        )
    ]  # fmt: skip


def column_findings(document: Document, found: Found, source_file: str) -> list[Finding]:
    """One finding for the numbers that stand in columns of results, scores, costs …: how many, where the first is."""
    told = [item for item in found.refused if item.rule.startswith(_OF_A_COLUMN)]
    if not told:
        return []
    counts = Counter(item.rule.replace("_", " ") for item in told)
    kinds = "; ".join(f"{kind}: {count}" for kind, count in sorted(counts.items()))
    first = document.verbatim(told[0].start, told[0].end)
    return [
        Finding(
            "plan", source_file, document.locator(told[0].start), "column_not_promised", "info",
            f"{len(told)} numbers of tables left, the first «{first}» ({kinds})",
            "columns of goals, plans or years to come",
            "if such a column promises, name it by its goal in the file («Mục tiêu năm …»); `cchc review` lists its "
            "percentages one by one",
        )
    ]  # fmt: skip


def decided_mentions(
    document: Document,
    found: Found,
    unread: Sequence[Unread],
    decisions: Mapping[str, Sequence[Mapping[str, Any]]],
    matcher: IndicatorMatcher,
) -> list[tuple[Unread, Mention]]:
    """Refused numbers that a reviewer says are targets, as mentions: «=» the number, its fields open until decided."""
    return [
        (one, _mention(document, found, one, matcher))
        for one in unread
        if says(IS_A_TARGET, decisions.get(one.key, ()))
    ]


def candidates_of(one: Unread, matcher: IndicatorMatcher) -> Match:
    """The indicators a refused number may be about."""
    return matcher.match(Sought(Phrasing.of(one.item.sentence), "percent", "level"))


def _mention(document: Document, found: Found, one: Unread, matcher: IndicatorMatcher) -> Mention:
    item = one.item
    node = next((n for n in found.outline.nodes if n.block.start <= item.start < n.block.end), None)
    number = next(iter(find_numbers(silence(document.text[item.start : item.end]))), None)
    kind = node.context.kind if node else "other"
    match = candidates_of(one, matcher)
    return Mention(
        number_start=item.start, number_end=item.end, number_text=one.words,
        quote_start=node.block.start if node else item.start, quote_end=node.block.end if node else item.end,
        quote=item.sentence, area=(node.context.area if node else None) or "steering",
        section_kind=kind if kind in _SECTIONS else "other", outline_path=path_of(node) if node else "",
        year=None, year_from=None, level=None, op="=", value=number.value if number else 0.0,
        value_high=number.value_high if number else None, unit=number.unit if number else "percent", kind="level",
        baseline_year=None, scope=None, scope_code=None if match.code is None else "all", match=match,
        own_words=item.sentence, words=item.sentence,
        flags=flags_of(match),
    )  # fmt: skip
