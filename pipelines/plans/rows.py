"""The rows that plans become: typed shapes of the raw tables and of `cchc targets`, and making them from what was read.

What belongs here: columns and their values. What does not: reading (reader), ids (keys), decisions (deciding), the
contracts that check a whole table (contracts room).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from pipelines.plans.documents.model import Document
from pipelines.plans.grammar.timing import due_day, repeats
from pipelines.plans.indicators import Match
from pipelines.plans.keys import mention_ids, statement_keys, target_ids
from pipelines.plans.mentions import Mention

_NO_COUNTS = ("percent", "points", "rank", "rank_positions")


class PlanRow(TypedDict):
    """One row of plan_documents."""

    plan_id: str
    source_file: str
    sha256: str
    document_number: str | None
    document_key: str
    document_type: str | None
    title: str | None
    issuer_name: str | None
    issuer_unit_id: str | None
    level: str | None
    issued_on: date | None
    period_from: int | None
    period_to: int | None
    signer: str | None
    origin: str
    source_url: str | None
    received_at: date | None


class PromiseFields(TypedDict):
    """What a number promises, in the words of every shape it is printed in."""

    area: str
    year: int | None
    year_from: int | None
    level: str | None
    op: str
    value: float
    value_high: float | None
    unit: str
    kind: str
    baseline_year: str | None
    scope: str | None
    scope_code: str | None


class MentionRow(PromiseFields):
    """One row of plan_mentions."""

    mention_id: str
    plan_id: str
    target_id: str
    statement_key: str
    source_file: str
    number_start: int
    number_text: str
    quote: str
    quote_start: int
    locator: str
    outline_path: str
    section_kind: str
    indicator_code: str | None
    indicator_score: float | None
    indicator_phrase: str | None
    candidates: str
    repeat_of_mention_id: str | None
    parent_target_id: str | None
    relation: str | None
    flags: str
    due_on: date | None
    repeats: str | None


class AmendmentRow(TypedDict):
    """One row of plan_amendments."""

    amendment_id: str
    plan_id: str
    source_file: str
    act: str
    amended_number: str
    amended_year: int | None
    item: str | None
    indicator_code: str | None
    new_due_on: date | None
    mention_id: str | None
    quote: str
    locator: str


class TaskFields(TypedDict):
    """What a task says, as it stands in the document."""

    area: str | None
    task_no: str | None
    task: str
    output: str | None
    lead: str | None
    coordinating: str | None
    timing: str | None
    due_date: date | None


class TaskRow(TaskFields):
    """One row of plan_tasks."""

    task_id: str
    plan_id: str
    source_file: str
    locator: str
    ordinal: int


class TargetRow(PromiseFields):
    """One object of `cchc targets --format jsonl` (design: targets)."""

    doc: str
    number_start: int
    number_text: str
    quote: str
    indicator: str | None
    indicator_score: float | None
    repeat_of: int | None
    flags: list[str]


def promise_fields(mention: Mention) -> PromiseFields:
    """What a mention promises, without its place and its indicator."""
    return {
        "area": mention.area,
        "year": mention.year,
        "year_from": mention.year_from,
        "level": mention.level,
        "op": mention.op,
        "value": mention.value,
        "value_high": mention.value_high,
        "unit": mention.unit,
        "kind": mention.kind,
        "baseline_year": mention.baseline_year,
        "scope": mention.scope,
        "scope_code": mention.scope_code,
    }


def target_json(name: str, document: Document, mentions: Sequence[Mention], mention: Mention) -> TargetRow:
    """One mention of a document as `cchc targets` prints it; `repeat_of` is the offset of the first one."""
    earlier = None if mention.repeat_of is None else document.offset(mentions[mention.repeat_of].number_start)
    return {
        "doc": name,
        "number_start": document.offset(mention.number_start),
        "number_text": mention.number_text,
        "quote": mention.said,
        **promise_fields(mention),
        "indicator": mention.match.code,
        "indicator_score": mention.match.score,
        "repeat_of": earlier,
        "flags": mention.flags,
    }


def mention_rows(document: Document, mentions: Sequence[Mention], plan: PlanRow) -> list[MentionRow]:
    """Rows of plan_mentions in the order given; `repeat_of` and `parent` are places in that order."""
    ids = mention_ids(mentions, plan["plan_id"])
    keys = statement_keys(mentions, plan["document_key"])
    targets = target_ids(mentions, keys, plan["plan_id"])
    return [
        {
            "mention_id": ids[place],
            "plan_id": plan["plan_id"],
            "target_id": targets[place],
            "statement_key": keys[place],
            "source_file": plan["source_file"],
            "number_start": document.offset(m.number_start),
            "number_text": m.number_text,
            "quote": m.said,
            "quote_start": document.offset(m.quote_start),
            "locator": document.locator(m.number_start),
            "outline_path": m.outline_path,
            "section_kind": m.section_kind,
            **promise_fields(m),
            "indicator_code": m.match.code,
            "indicator_score": m.match.score,
            "indicator_phrase": m.match.phrase,
            "candidates": candidates_text(m.match),
            "repeat_of_mention_id": None if m.repeat_of is None else ids[m.repeat_of],
            "parent_target_id": None if m.parent is None else targets[m.parent],
            "relation": m.relation,
            "flags": "|".join(m.flags),
            "due_on": due_day(m.quote, m.number_start - m.quote_start, m.year),
            "repeats": repeats(m.quote, m.kind, None if m.unit in _NO_COUNTS else m.year),
        }
        for place, m in enumerate(mentions)
    ]


def candidates_text(match: Match) -> str:
    """The candidates of a match as a JSON list of {code, score}, best first."""
    return json.dumps([{"code": c.code, "score": c.score} for c in match.candidates])
