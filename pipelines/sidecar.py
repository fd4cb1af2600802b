"""Sidecars: `<file>.meta.yml` beside an input, which states or corrects what the file doesn't say. Pure.

What belongs here: reading one sidecar and checking its keys (DESIGN: sidecars and provenance). What does not:
deciding which of its values wins over the text of a plan or the title of an export.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import yaml

from pipelines.findings import Finding, Stage
from pipelines.plans.outline.context import GENRES
from pipelines.source import MAX_SIDECAR_KEPT, SIDECAR_SUFFIX, Source

COMMON_KEYS = frozenset({"received_at", "source_url", "origin", "licence", "sha256", "title"})
PLAN_KEYS = COMMON_KEYS | {
    "issuer",
    "level",
    "document_number",
    "document_type",
    "issued_on",
    "period_from",
    "period_to",
    "supersedes",
    "signer",
    "genre",
}
KPI_KEYS = COMMON_KEYS | {
    "unit_name",
    "unit_level",
    "coverage_level",
    "period",
    "period_kind",
    "period_start",
    "period_end",
    "published_at",
    "source_variant",
    "geo_era",
    "parent_name",
    "source_title",
    "sheets",
}
ALLOWED: dict[str, frozenset[str]] = {"plan": PLAN_KEYS, "kpi": KPI_KEYS, "reference": COMMON_KEYS}
DATE_KEYS = frozenset({"received_at", "issued_on", "published_at", "period_start", "period_end"})
ORIGINS = ("official", "press", "extract", "synthetic")


def read_sidecar(source: Source, stage: Stage) -> tuple[dict[str, Any], list[Finding]]:
    """The sidecar of an input as a mapping of known keys, dates as dates, other values as they stand.

    Args:
        source: the input with its sidecar.
        stage: which kind of input; it decides the keys that are known.

    Returns:
        The mapping (empty where there is no sidecar or it can't be read) and the findings about it.
    """
    if source.sidecar is None:
        return {}, []
    name, size = source.name + SIDECAR_SUFFIX, source.sidecar.size
    if size > MAX_SIDECAR_KEPT:
        return {}, [_finding(stage, name, "sidecar_too_large", f"{size} bytes", f"at most {MAX_SIDECAR_KEPT}")]
    try:
        content = yaml.safe_load(source.sidecar.data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        return {}, [_finding(stage, name, "sidecar_unreadable", str(error).splitlines()[0], "YAML, UTF-8")]
    if content is None:
        return {}, []
    if not isinstance(content, dict):
        return {}, [_finding(stage, name, "sidecar_unreadable", type(content).__name__, "a mapping of key: value")]
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for key, value in content.items():
        if key not in ALLOWED[stage]:
            expected = ", ".join(sorted(ALLOWED[stage]))
            findings.append(_finding(stage, name, "sidecar_unknown_key", str(key), expected, "warning"))
            continue
        read, problem = _value(str(key), value)
        if problem:
            findings.append(_finding(stage, name, "sidecar_bad_value", f"{key}: {value}", problem))
        elif read is not None:
            values[str(key)] = read
    return values, findings


def _value(key: str, value: Any) -> tuple[Any, str | None]:
    if value is None:
        return None, None
    if key == "origin" and value not in ORIGINS:
        return None, " | ".join(ORIGINS)
    if key == "genre" and value not in GENRES:
        return None, " | ".join(GENRES)
    if key not in DATE_KEYS:
        return value, None
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    try:
        return date.fromisoformat(str(value)), None
    except ValueError:
        return None, "a date such as 2024-07-31"


def _finding(stage: Stage, file: str, rule: str, found: str, expected: str, severity: Any = "error") -> Finding:
    remedy = "mend the sidecar; until then what the file itself says is used"
    return Finding(stage, file, "sidecar", rule, severity, found[:300], expected, remedy)
