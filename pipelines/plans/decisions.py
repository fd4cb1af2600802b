"""Reviewers' decisions on targets: applied to what was read, and they win.

What belongs here: matching decisions with mentions by document number and statement key. What does not: writing
decisions (cli), overriding indicators' figures (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.findings import Finding

NOT_A_TARGET = "not_a_target"
_NUMBERS = {"value": float, "value_high": float, "indicator_score": float, "year": int, "year_from": int}
_FIELDS = frozenset({"year", "year_from", "level", "op", "value", "value_high", "unit", "kind", "baseline_year", "scope",  # noqa: E501
                     "scope_code", "indicator_code", "area", "relation", "parent_target_id"})  # fmt: skip
_ALIASES = {"indicator": "indicator_code"}
DECIDABLE = tuple(sorted(_FIELDS | {NOT_A_TARGET}))


def apply_decisions(
    rows: list[dict[str, Any]], document: Mapping[str, Any], decisions: Any, source_file: str
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Mentions after the decisions on this document, and findings about decisions that can't be applied."""
    listed = decisions.to_dicts() if hasattr(decisions, "to_dicts") else list(decisions or [])
    own = [d for d in listed if d.get("document_number") in (document.get("document_number"), document.get("document_key"), source_file)  # noqa: E501
           and d.get("document_number")]  # fmt: skip
    if not own:
        return rows, []
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for decision in own:
        by_key.setdefault(str(decision["statement_key"]), []).append(decision)
    findings: list[Finding] = []
    known = {row["statement_key"] for row in rows}
    for key in sorted(set(by_key) - known):
        findings.append(
            _finding(
                source_file,
                "decision_without_statement",
                key,
                "a statement of this document",
                "remove the decision, or correct its statement_key",
            )
        )
    by_target: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:  # a decision on one mention holds for all mentions of its target
        by_target.setdefault(str(row["target_id"]), []).extend(by_key.get(str(row["statement_key"]), []))
    kept = []
    for original in rows:
        row = dict(original)
        drop = False
        for decision in by_target[str(row["target_id"])]:
            drop = _apply(row, decision, source_file, findings) or drop
        if not drop:
            kept.append(row)
    return _without_dangling(kept), findings


def _apply(row: dict[str, Any], decision: Mapping[str, Any], source_file: str, findings: list[Finding]) -> bool:
    """Apply one decision to a row; True where the row is no target."""
    field = _ALIASES.get(str(decision["field"]), str(decision["field"]))
    value = decision.get("value")
    if field == NOT_A_TARGET:
        return str(value).strip().lower() not in ("false", "0", "no")
    if field not in _FIELDS:
        findings.append(
            _finding(source_file, "decision_unknown_field", field, ", ".join(DECIDABLE), "use one of these fields")
        )
        return False
    try:
        row[field] = None if value in (None, "") else _NUMBERS.get(field, str)(value)
    except (TypeError, ValueError):
        findings.append(
            _finding(source_file, "decision_bad_value", f"{field} = {value}", "a number", "correct the value")
        )
        return False
    flags = [
        flag
        for flag in str(row["flags"]).split("|")
        if flag and not (field == "indicator_code" and flag == "indicator_unknown")
    ]
    row["flags"] = "|".join(dict.fromkeys([*flags, "decided"]))
    if field == "indicator_code":
        row["indicator_score"], row["indicator_phrase"] = (
            (100.0, "decided by a reviewer") if row[field] else (None, None)
        )
    return False


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


def _finding(source_file: str, rule: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding("plan", source_file, "raw/reference/target_decisions.csv", rule, "warning", found, expected, remedy)
