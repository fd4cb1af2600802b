"""Reviewers' decisions on targets: what may be decided, each as a typed value.

What belongs here: the fields a decision may set, their closed lists, checking and typing values. What does not:
applying decisions (deciding), the file they are kept in (review.py).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.findings import Finding
from pipelines.level_codes import PLAN_LEVELS
from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import load
from pipelines.vietnamese import LARGEST

NOT_A_TARGET = "not_a_target"
IS_A_TARGET = "is_a_target"
# The same of a number that a report tells: whether it is a figure of the report's own unit and period.
NOT_A_RESULT = "not_a_result"
IS_A_RESULT = "is_a_result"
ABOUT_RESULTS = (NOT_A_RESULT, IS_A_RESULT)
ABOUT_BEING_ONE = (NOT_A_TARGET, IS_A_TARGET, NOT_A_RESULT, IS_A_RESULT)
EMPTY_WORD = "none"
DECISIONS_FILE = "reference/target_decisions.csv"
YEARS = (2000, 2069)
SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
# Closed lists of the raw table plan_mentions; contracts/raw_models.py holds the same (a test compares them).
LISTS: dict[str, tuple[str, ...]] = {
    "level": PLAN_LEVELS,
    "op": (">=", ">", "<=", "<", "=", "range"),
    "kind": ("level", "reduction", "increase", "annual_increase", "rank_gain"),
    "area": (
        "institutions",
        "procedures",
        "apparatus",
        "civil_service",
        "public_finance",
        "digital_government",
        "steering",
    ),
    "relation": ("subset_of_numerator", "same_population", "different_unit"),
}
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
# A restriction without figures of its own (scopes).
_RESTRICTED = re.compile(r"other:[a-z0-9_]+")
# What a target can't be without; every other field may be emptied.
_NEEDED = frozenset({"op", "value", "unit", "kind", "area", *ABOUT_BEING_ONE})
_FIELDS = frozenset({*LISTS, *_CODES, *_WHOLE, *_NUMBERS, *_TEXTS})
_ALIASES = {"indicator": "indicator_code"}
DECIDABLE = tuple(sorted(_FIELDS | set(ABOUT_BEING_ONE)))
_YES, _NO = ("true", "1", "yes", ""), ("false", "0", "no")


@dataclass(frozen=True)
class Decision:
    """One field of one statement as a reviewer wants it; `value` None empties it.

    `document` is a number, a document key or a file; `field` one of DECIDABLE.
    """

    document: str
    statement_key: str
    field: str
    value: str | None
    decided_by: str | None = None
    decided_on: date | None = None
    note: str | None = None

    @property
    def typed(self) -> str | int | float | None:
        """The value in the type of its field."""
        if self.value is None:
            return None
        return int(self.value) if self.field in _WHOLE else float(self.value) if self.field in _NUMBERS else self.value

    def as_row(self) -> dict[str, object]:
        """The decision as a row of the raw table target_decisions."""
        row = asdict(self)
        return {"document_number": row.pop("document"), **row}


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
    if field == "scope_code" and _RESTRICTED.fullmatch(value):
        return value
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
        given = [rule["unit"] for name in ("units", "counts") for rule in load(name, Rules)]
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
        number = -1
    if not 0 <= number <= LARGEST:
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


def usable_decisions(
    rows: Iterable[Mapping[str, object]], places: Sequence[tuple[str, str]] = ()
) -> tuple[list[Decision], list[Finding]]:
    """The decisions that can be applied, with field names and values as they are kept, and a finding for each other.

    Args:
        rows: rows of target_decisions, as a reviewer wrote them.
        places: file and place of each row, where they are known.
    """
    kept: list[Decision] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows):
        try:
            kept.append(_decision(row))
        except DecisionError as error:
            file, where = places[number] if places else (DECISIONS_FILE, "a row")
            place = f"{where}: document {row['document_number']}, statement_key {row['statement_key']}"
            remedy = "it was not applied; correct the row, or take it back with `cchc review --undo KEY`"
            findings.append(Finding("reference", file, place, error.rule, "error", error.found, error.expected, remedy))
    return kept, findings


def _decision(row: Mapping[str, object]) -> Decision:
    field, decided_on = field_name(str(row["field"])), row.get("decided_on")
    text = {name: None if row.get(name) is None else str(row[name]) for name in ("value", "decided_by", "note")}
    return Decision(
        document=str(row["document_number"]),
        statement_key=str(row["statement_key"]),
        field=field,
        value=checked_value(field, text["value"]) or None,
        decided_by=text["decided_by"],
        decided_on=decided_on if isinstance(decided_on, date) else None,
        note=text["note"],
    )


def says(field: str, decisions: Iterable[Decision]) -> bool:
    """Whether one of the decisions answers yes to `not_a_target` or `is_a_target`."""
    return any(one.field == field and (one.value or "") in _YES for one in decisions)
