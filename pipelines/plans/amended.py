"""The rows of plan_amendments: what a plan does to others, which indicator each item means, what it says anew openly.

What belongs here: acts of the text and of the sidecar as rows, the indicator that an item may name. What
does not: reading the acts (outline/amendments), which document is meant and what then counts (warehouse).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipelines.plans.documents.model import Document
from pipelines.plans.indicators import IndicatorMatcher, Sought
from pipelines.plans.outline.amendments import Amendment, read_amendments
from pipelines.plans.phrasing import Phrasing
from pipelines.plans.rows import AmendmentRow, MentionRow, PlanRow

_YEAR = 4  # letters
# The units in which what is stopped may have been promised: its words name no number.
_UNITS = ("percent", "points", "rank", "days", "minutes", "dossiers_per_staff_year")


def amendment_rows(
    document: Document,
    mentions: Sequence[MentionRow],
    plan: PlanRow,
    sidecar: Mapping[str, object],
    matcher: IndicatorMatcher,
) -> list[AmendmentRow]:
    """Rows of plan_amendments in reading order; what the sidecar says is replaced stands in the place of the text's."""
    acts = read_amendments(document, plan["document_number"])
    stated = _stated(sidecar)
    said = [(act, _of_act(act, document, plan, matcher)) for act in acts if not (stated and act.act == "replaced")]
    rows = [row for _, row in said]
    rows += [_row(plan, "replaced", *cited, quote="supersedes", locator="sidecar") for cited in stated]
    anew = [(document.offset(act.start), row) for act, row in said if act.act == "restated"]
    told = {row["amendment_id"]: row for row in [*rows, *_open(anew, mentions, plan)]}
    return list(told.values())


def _of_act(act: Amendment, document: Document, plan: PlanRow, matcher: IndicatorMatcher) -> AmendmentRow:
    due = date(act.until, 12, 31) if act.until else None
    code = _indicator_of(act.item, matcher) if act.item else None
    place = document.locator(act.start)
    return _row(plan, act.act, act.number, act.year, act.item, code, due, quote=act.said, locator=place)


def _open(
    anew: Sequence[tuple[int, AmendmentRow]], mentions: Sequence[MentionRow], plan: PlanRow
) -> Iterator[AmendmentRow]:
    """What is said anew in words that are matched to no indicator: a row for each that they may mean.

    A statement says anew what the sentence before it amends; where that names an item that is known, it is known.
    """
    for said in mentions:
        if said["indicator_code"] is not None or said["repeat_of_mention_id"] is not None:
            continue
        nearest = max((start for start, _ in anew if start <= said["number_start"]), default=None)
        for act in (row for start, row in anew if start == nearest and row["indicator_code"] is None):
            cited = act["amended_number"], act["amended_year"], said["quote"]
            for code in _may_mean(said):
                yield _row(
                    plan,
                    "restated",
                    *cited,
                    code,
                    mention_id=said["mention_id"],
                    quote=said["quote"],
                    locator=said["locator"],
                )


def _may_mean(said: MentionRow) -> list[str | None]:
    """The indicators that the words may mean, else nothing that is known."""
    return sorted(candidate["code"] for candidate in json.loads(said["candidates"])) or [None]


def _row(
    plan: PlanRow,
    act: str,
    number: str,
    year: int | None,
    item: str | None = None,
    code: str | None = None,
    due: date | None = None,
    mention_id: str | None = None,
    *,
    quote: str,
    locator: str,
) -> AmendmentRow:
    parts = (plan["plan_id"], act, number, year, item, code, due, mention_id)
    return {
        "amendment_id": hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16],
        "plan_id": plan["plan_id"],
        "source_file": plan["source_file"],
        "act": act,
        "amended_number": number,
        "amended_year": year,
        "item": item,
        "indicator_code": code,
        "new_due_on": due,
        "mention_id": mention_id,
        "quote": quote,
        "locator": locator,
    }


def _stated(sidecar: Mapping[str, object]) -> list[tuple[str, int | None]]:
    """The documents that the sidecar says are replaced, «number» or «number year»."""
    said = sidecar.get("supersedes")
    listed = [str(one) for one in said] if isinstance(said, list) else str(said).split("|") if said else []
    parts = [one.rpartition(" ") for one in listed]
    return [
        (number, int(year)) if len(year) == _YEAR and year.isdecimal() else (one, None)
        for one, (number, _, year) in zip(listed, parts, strict=True)
        if one
    ]


def _indicator_of(words: str, matcher: IndicatorMatcher) -> str | None:
    matches = (matcher.match(Sought(Phrasing.of(words), unit, "level")) for unit in _UNITS)
    return next((match.code for match in matches if match.code), None)
