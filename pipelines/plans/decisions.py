"""Reviewers' decisions on targets: what may be decided, and applying decisions to what was read; they win.

What belongs here: the fields a decision may set and their closed lists, matching decisions with mentions by document and
statement key. What does not: the file decisions are kept in (review.py), numbers that are not read as targets (unread.py).
"""  # noqa: E501

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.findings import Finding
from pipelines.plans.lexicon.loading import load

NOT_A_TARGET = "not_a_target"
IS_A_TARGET = "is_a_target"
ABOUT_BEING_ONE = (NOT_A_TARGET, IS_A_TARGET)
EMPTY_WORD = "none"
DECISIONS_FILE = "reference/target_decisions.csv"
YEARS = (2000, 2060)
SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
# Closed lists of the raw table plan_mentions; contracts/tables.py holds the same (a test compares them).
LISTS: dict[str, tuple[str, ...]] = {
    "level": ("national", "province", "district", "commune", "village"),
    "op": (">=", ">", "<=", "<", "=", "range"),
    "kind": ("level", "reduction", "increase", "annual_increase", "rank_gain"),
    "area": (
        "institutions", "procedures", "apparatus", "civil_service", "public_finance", "digital_government", "steering",
    ),
    "relation": ("subset_of_numerator", "same_population", "different_unit"),
}  # fmt: skip
# Codes that seeds hold: field -> (seed, column) pairs.
_CODES: dict[str, tuple[tuple[str, str], ...]] = {
    "indicator_code": (("indicator_catalogue", "code"),),
    "unit": (("units_of_measure", "unit_code"),),
    "scope_code": (("indicator_scope", "scope_code"), ("scope_order", "scope_code")),
}
_WHOLE = ("year", "year_from")
_NUMBERS = ("value", "value_high")
_TEXTS = {
    "baseline_year": (re.compile(r"20\d\d(?:-20\d\d)?"), "a year or years such as 2021 or 2021-2025"),
    "parent_target_id": (re.compile(r"[0-9a-f]{16}"), "a target_id of 16 characters"),
    "scope": (re.compile(r"(?s).+"), "words"),
}
# What a target can't be without; every other field may be emptied.
_NEEDED = frozenset({"op", "value", "unit", "kind", "area", *ABOUT_BEING_ONE})
_FIELDS = frozenset({*LISTS, *_CODES, *_WHOLE, *_NUMBERS, *_TEXTS})
_ALIASES = {"indicator": "indicator_code"}
DECIDABLE = tuple(sorted(_FIELDS | set(ABOUT_BEING_ONE)))
_YES, _NO = ("true", "1", "yes", ""), ("false", "0", "no")


class DecisionError(ValueError):
    """A decision that can't be used: `found`, and what was `expected` instead."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.rule, self.found, self.expected = rule, found, expected


def field_name(text: str) -> str:
    """The field a reviewer means.

    Raises:
        DecisionError: no target has such a field.
    """
    name = _ALIASES.get(text.strip(), text.strip())
    if name not in DECIDABLE:
        raise DecisionError("decision_unknown_field", f"field «{text}»", f"one of {', '.join(DECIDABLE)}")
    return name


def checked_value(field: str, text: str | None) -> str:
    """A value as it is kept: one of the field's list, a number, a year; empty text empties the field.

    Raises:
        DecisionError: the field can't hold it; names near ones where the list is long.
    """
    value = (text or "").strip()
    if field in ABOUT_BEING_ONE:
        return _one_of(field, value.lower(), (*_YES, *_NO), "true or false")
    if value in ("", EMPTY_WORD):
        if field in _NEEDED:
            raise _bad(field, value, f"a value: a target has no empty {field}")
        return ""
    if field in LISTS:
        return _one_of(field, value, LISTS[field], ", ".join(LISTS[field]))
    if field in _CODES:
        return _one_of(field, value, codes(field), _near(field, value))
    if field in _TEXTS:
        pattern, expected = _TEXTS[field]
        if not pattern.fullmatch(value):
            raise _bad(field, value, expected)
        return value
    return _checked_number(field, value)


@cache
def codes(field: str) -> tuple[str, ...]:
    """The codes a field may hold: those of this project's seeds and, for units, those that the reader gives."""
    found: set[str] = {"all"} if field == "scope_code" else set()
    if field == "unit":
        given = [rule["unit"] for name in ("units", "counts") for rule in load(name)]
        found |= {unit for unit in given if not unit.startswith("{")}
    for seed, column in _CODES[field]:
        with (SEEDS / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as stream:
            found |= {row[column] for row in csv.DictReader(stream)}
    return tuple(sorted(found))


def _checked_number(field: str, value: str) -> str:
    if field in _WHOLE:
        if not value.isascii() or not value.isdigit() or not YEARS[0] <= int(value) <= YEARS[1]:
            raise _bad(field, value, f"a year from {YEARS[0]} to {YEARS[1]}")
        return str(int(value))
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise _bad(field, value, "a number with a decimal point, such as 70 or 70.5")
    return value


def _one_of(field: str, value: str, allowed: Sequence[str], expected: str) -> str:
    if value not in allowed:
        raise _bad(field, value, expected)
    return value


def _near(field: str, value: str) -> str:
    from rapidfuzz import fuzz, process

    listed = codes(field)
    if len(listed) <= 12:
        return ", ".join(listed)
    near = [hit[0] for hit in process.extract(value, listed, scorer=fuzz.WRatio, limit=5, score_cutoff=50)]
    return f"a code of dbt_project/seeds/{_CODES[field][0][0]}.csv" + (f"; near it: {', '.join(near)}" if near else "")


def _bad(field: str, value: str, expected: str) -> DecisionError:
    return DecisionError("decision_bad_value", f"{field} = «{value}»", expected)


def usable_decisions(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The decisions that can be applied, with field names and values as they are kept, and a finding for each other."""
    kept: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for row in rows:
        try:
            field = field_name(str(row["field"]))
            kept.append({**row, "field": field, "value": checked_value(field, row.get("value")) or None})
        except DecisionError as error:
            place = f"document {row['document_number']}, statement_key {row['statement_key']}"
            remedy = "it was not applied; correct the row, or take it back with `cchc review --undo KEY`"
            findings.append(
                Finding("reference", DECISIONS_FILE, place, error.rule, "error", error.found, error.expected, remedy)
            )
    return kept, findings


def decisions_of(decisions: Any, document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The usable decisions on one document by statement key, from rows of a frame or a list."""
    listed = decisions.to_dicts() if hasattr(decisions, "to_dicts") else list(decisions or [])
    names = names_of(document)
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for decision in usable_decisions([row for row in listed if row.get("document_number") in names])[0]:
        by_key.setdefault(str(decision["statement_key"]), []).append(decision)
    return by_key


def names_of(document: Mapping[str, Any]) -> set[str]:
    """What a decision may call a document: its number, its key, its file."""
    return {str(document[name]) for name in ("document_number", "document_key", "source_file") if document.get(name)}


def says(field: str, decisions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of the decisions answers yes to `not_a_target` or `is_a_target`."""
    return any(d["field"] == field and str(d.get("value") or "").strip().lower() in _YES for d in decisions)


def apply_decisions(
    rows: list[dict[str, Any]], decisions: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Mentions after the decisions on their document.

    Args:
        rows: mentions of one document, in the shape of plan_mentions.
        decisions: usable decisions by statement key (`usable_decisions`, `decisions_of`).
    """
    if not decisions:
        return rows
    by_target: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:  # a decision on one mention holds for all mentions of its target
        by_target.setdefault(str(row["target_id"]), []).extend(decisions.get(str(row["statement_key"]), []))
    kept = [
        _decided(row, by_target[str(row["target_id"])])
        for row in rows
        if not says(NOT_A_TARGET, by_target[str(row["target_id"])])
    ]
    return _without_dangling(kept)


def unused_decisions(decisions: Sequence[Mapping[str, Any]], known: set[tuple[str, str]]) -> list[Finding]:
    """A finding for each decision whose statement no plan of the world holds.

    Args:
        decisions: all decisions of a world.
        known: (name of the document, statement key) of every statement read, for each name a document has.
    """
    pairs = sorted({(str(d["document_number"]), str(d["statement_key"])) for d in decisions} - known)
    return [
        Finding(
            "plan", DECISIONS_FILE, f"document {number}, statement_key {key}", "decision_without_statement",
            "warning", f"a decision on statement {key}", "a statement that a plan under raw/plans holds",
            "the sentence changed or its plan is gone: `cchc review` lists the statements to decide again, "
            "`cchc review --undo KEY` removes the decision",
        )
        for number, key in pairs
    ]  # fmt: skip


def _decided(original: Mapping[str, Any], decisions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row = dict(original)
    for decision in decisions:
        field, text = str(decision["field"]), decision.get("value")
        if field in ABOUT_BEING_ONE:
            continue
        row[field] = _typed(field, None if text in (None, "") else str(text))
        if field == "indicator_code":
            row["indicator_score"], row["indicator_phrase"] = (
                (100.0, "decided by a reviewer") if row[field] else (None, None)
            )
    if decisions:
        flags = [flag for flag in str(row["flags"]).split("|") if flag]
        if row["indicator_code"] is not None:
            flags = [flag for flag in flags if flag != "indicator_unknown"]
        row["flags"] = "|".join(dict.fromkeys([*flags, "decided"]))
    return row


def _typed(field: str, text: str | None) -> Any:
    if text is None:
        return None
    return int(text) if field in _WHOLE else float(text) if field in _NUMBERS else text


def _without_dangling(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links to mentions and targets that a decision took away are cut."""
    mentions = {row["mention_id"] for row in rows}
    targets = {row["target_id"] for row in rows}
    for row in rows:
        if row["repeat_of_mention_id"] not in mentions:
            row["repeat_of_mention_id"] = None
        if row["parent_target_id"] not in targets:
            row["parent_target_id"], row["relation"] = None, None
    return rows
