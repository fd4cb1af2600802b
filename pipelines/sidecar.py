"""Sidecars: `<file>.meta.yml` beside an input, which states or corrects what the file doesn't say. Pure.

What belongs here: reading one sidecar and checking its keys (DESIGN: sidecars and provenance). What does not:
deciding which of its values wins over the text of a plan or the title of an export.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from pipelines.findings import Finding, Stage

SIDECAR_SUFFIX = ".meta.yml"
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
MAX_BYTES = 100_000


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of `path` would lie: the whole file name plus `.meta.yml`."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Whether the file describes another file."""
    return path.name.endswith(SIDECAR_SUFFIX)


def existing_sidecar(path: Path) -> Path | None:
    """The sidecar of `path` where there is one; a name so long that none can stand beside it has none."""
    place = sidecar_path(path)
    try:
        return place if place.is_file() else None
    except OSError:
        return None


def read_sidecar(path: Path, source_file: str, stage: Stage) -> tuple[dict[str, Any], list[Finding]]:
    """The sidecar of an input as a mapping of known keys, dates as dates, other values as they stand.

    Args:
        path: the input itself, not its sidecar.
        source_file: the input's name for findings, below raw/.
        stage: which kind of input; it decides the keys that are known.

    Returns:
        The mapping (empty where there is no sidecar or it can't be read) and the findings about it.
    """
    place = existing_sidecar(path)
    if place is None:
        return {}, []
    name = source_file + SIDECAR_SUFFIX
    if place.stat().st_size > MAX_BYTES:
        return {}, [_finding(stage, name, "sidecar_too_large", f"{place.stat().st_size} bytes", f"at most {MAX_BYTES}")]
    try:
        content = yaml.safe_load(place.read_text(encoding="utf-8-sig"))
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
