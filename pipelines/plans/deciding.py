"""Reviewers' decisions applied to what a plan was read as; they win. The one place where that is done.

What belongs here: matching decisions with the statements of a document and changing its rows. What does not: what may
be decided (decisions), the file decisions are kept in (review.py), reading (reader), the warehouse (sees the result).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from pipelines.findings import Finding
from pipelines.plans.decisions import (
    ABOUT_BEING_ONE,
    ABOUT_RESULTS,
    DECISIONS_FILE,
    IS_A_TARGET,
    NOT_A_TARGET,
    Decision,
    says,
)
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.reader import PlanReading
from pipelines.plans.rows import MentionRow, PlanRow
from pipelines.plans.unread import row_of, unread_findings

_FIRST = date.min
_DECIDED = {"indicator_score": 100.0, "indicator_phrase": "decided by a reviewer"}
_OPEN = {"indicator_score": None, "indicator_phrase": None}


def decided(reading: PlanReading, decisions: Iterable[Decision], matcher: IndicatorMatcher) -> PlanReading:
    """A reading after the decisions on its document: mentions changed, taken away, added; what stays open is told.

    Args:
        reading: one plan as it was read.
        decisions: usable decisions of the world, on any document.
        matcher: knows the indicators that a number made a target may be about.
    """
    plan = reading.document
    if plan is None:
        return reading
    by_key = _by_statement(decisions, plan)
    added = [row_of(one, plan, matcher) for one in reading.unread if says(IS_A_TARGET, by_key.get(one.key, ()))]
    undecided = [one for one in reading.unread if not _is_settled(by_key.get(one.key, ()))]
    return replace(
        reading,
        mentions=_apply([*reading.mentions, *added], by_key),
        findings=[*reading.findings, *unread_findings(undecided, plan["source_file"])],
    )


def names_of(plan: PlanRow) -> set[str]:
    """What a decision may call a document: its number, its key, its file."""
    return {name for name in (plan["document_number"], plan["document_key"], plan["source_file"]) if name}


def unused_decisions(decisions: Iterable[Decision], known: set[tuple[str, str]]) -> list[Finding]:
    """A finding for each decision whose statement no plan of the world holds.

    Args:
        decisions: all decisions of a world.
        known: (name of the document, statement key) of every statement read, for each name a document has.
    """
    of_plans = {(one.document, one.statement_key) for one in decisions if one.field not in ABOUT_RESULTS}
    told = {(one.document, one.statement_key) for one in decisions if one.field in ABOUT_RESULTS}
    pairs = sorted(of_plans - told - known)
    return [
        Finding(
            "plan",
            DECISIONS_FILE,
            f"document {number}, statement_key {key}",
            "decision_without_statement",
            "warning",
            f"a decision on statement {key}",
            "a statement that a plan under raw/plans holds",
            "the sentence changed or its plan is gone: `cchc review` lists the statements to decide again, "
            "`cchc review --undo KEY` removes the decision",
        )
        for number, key in pairs
    ]


def _by_statement(decisions: Iterable[Decision], plan: PlanRow) -> dict[str, list[Decision]]:
    """The decisions on a document by statement key, the latest last."""
    names = names_of(plan)
    by_key: dict[str, list[Decision]] = {}
    for one in sorted((one for one in decisions if one.document in names), key=lambda one: one.decided_on or _FIRST):
        by_key.setdefault(one.statement_key, []).append(one)
    return by_key


def _is_settled(decisions: Sequence[Decision]) -> bool:
    return says(IS_A_TARGET, decisions) or says(NOT_A_TARGET, decisions)


def _apply(rows: list[MentionRow], by_key: Mapping[str, Sequence[Decision]]) -> list[MentionRow]:
    if not by_key:
        return rows
    by_target: dict[str, list[Decision]] = {}
    for row in rows:  # a decision on one mention holds for all mentions of its target
        by_target.setdefault(row["target_id"], []).extend(by_key.get(row["statement_key"], ()))
    kept = [
        _changed(row, by_target[row["target_id"]])
        for row in rows
        if not says(NOT_A_TARGET, by_target[row["target_id"]])
    ]
    return _without_dangling(kept)


def _changed(row: MentionRow, decisions: Sequence[Decision]) -> MentionRow:
    """A row with the fields that were decided; the latest decision on a field wins, also where it empties it."""
    if not decisions:
        return row
    changes: dict[str, object] = {one.field: one.typed for one in decisions if one.field not in ABOUT_BEING_ONE}
    if "indicator_code" in changes:
        changes |= _OPEN if changes["indicator_code"] is None else _DECIDED
    changed = cast("MentionRow", {**row, **changes})
    flags = [flag for flag in row["flags"].split("|") if flag]
    if changed["indicator_code"] is not None:
        flags = [flag for flag in flags if flag != "indicator_unknown"]
    if "scope_code" in changes:
        flags = [flag for flag in flags if flag != "scope_unsure"]
    changed["flags"] = "|".join(dict.fromkeys([*flags, "decided"]))
    return changed


def _without_dangling(rows: list[MentionRow]) -> list[MentionRow]:
    """Links to mentions and targets that a decision took away are cut."""
    mentions = {row["mention_id"] for row in rows}
    targets = {row["target_id"] for row in rows}
    for row in rows:
        if row["repeat_of_mention_id"] not in mentions:
            row["repeat_of_mention_id"] = None
        if row["parent_target_id"] not in targets:
            row["parent_target_id"], row["relation"] = None, None
    return rows
