"""Sidecars: `<file>.meta.yml` beside an input, which states or corrects what the file doesn't say. Pure.

What belongs here: reading one sidecar by its schema, key by key (docs/design.md, section 3). What does not:
deciding which of its values wins over the text of a plan or the title of an export.

A sidecar is read as plain text by key: YAML's guesses (`no` is false, `010` is 8) would change what a person wrote, and
nothing that a YAML file can build (links to links to links, objects) is ever built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from pipelines.findings import Finding, Severity, Stage
from pipelines.level_codes import PARTS, PLAN_LEVELS
from pipelines.plans.outline.context import GENRES
from pipelines.reference.units import level_of
from pipelines.source import MAX_SIDECAR_KEPT, SIDECAR_SUFFIX, Content, Source
from pipelines.vietnamese import parse_date

ORIGINS = ("official", "press", "extract", "synthetic")
ERAS = ("63", "34")
PERIOD_KINDS = ("point", "period", "year_to_date", "unknown")
FIRST_YEAR, LAST_YEAR = 1945, 2100
MAX_TEXT = 2_000
_EACH_LINE = (
    "write each line as key: value, a text with «:», «#» or a quote in it between single quotes; until then what the "
    "file itself says is used"
)
# The sidecar's own words for «nothing here».
_NO_CONTENT = Content(b"", 0, "")
_NOTHING = ("", "~", "null", "Null", "NULL")
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class _BadValueError(ValueError):
    """A value that its key can't hold; the text says what it can."""


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _BadValueError("one text, no list and no keys below it")
    if len(node.value) > MAX_TEXT:
        raise _BadValueError(f"at most {MAX_TEXT} characters")
    if _as_shown(node.value) != node.value:
        raise _BadValueError("whole letters: a half of a pair such as \\ud800 is none")
    return str(node.value)


def _as_shown(text: str) -> str:
    """The text with each half of a letter, which YAML's own escapes can name, as a backslash, u and digits."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _texts(node: yaml.Node) -> str | list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [_text(item) for item in node.value]
    return _text(node)


def _sheets(node: yaml.Node) -> dict[str, dict[str, Any]]:
    """What is said of single sheets: keys of the sidecar below the sheet's name."""
    if not isinstance(node, yaml.MappingNode):
        raise _BadValueError("names of sheets, each with keys below it")
    return {_text(name): _of_sheet(said) for name, said in node.value}


def _of_sheet(node: yaml.Node) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise _BadValueError("keys such as period below the name of each sheet")
    pairs = [(_text(key), value) for key, value in node.value]
    return {key: SCHEMA["kpi"].get(key, _text)(value) for key, value in pairs if key != "sheets"}


def _date(node: yaml.Node) -> date:
    text = _text(node).strip()
    day = parse_date(text) or _moment(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _BadValueError(f"a date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _moment(text: str) -> date:
    """The day in Viet Nam of a moment («2024-12-31T17:30:00Z» is 1 January there)."""
    try:
        read = datetime.fromisoformat(text)
        return (read.astimezone(_ZONE) if read.tzinfo else read).date()
    except (ValueError, OverflowError) as error:  # the first day of all, further west
        raise _BadValueError("a date such as 2024-07-31") from error


def _year(node: yaml.Node) -> int:
    text = _text(node).strip()
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:8]) <= LAST_YEAR):
        raise _BadValueError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(text)


def _one_of(*allowed: str, said: Callable[[str], str | None] = str) -> Callable[[yaml.Node], str]:
    """One of some words; `said` gives the word that another way of writing stands for, or that way itself."""

    def read(node: yaml.Node) -> str:
        text = said(_text(node).strip())
        if text not in allowed:
            raise _BadValueError(" | ".join(allowed))
        return text

    return read


Reader = Callable[[yaml.Node], object]
_COMMON: Mapping[str, Reader] = {
    "received_at": _date,
    "source_url": _text,
    "origin": _one_of(*ORIGINS),
    "licence": _text,
    "sha256": _text,
    "title": _text,
}
SCHEMA: Mapping[Stage, Mapping[str, Reader]] = {
    "plan": {
        **_COMMON,
        "issuer": _text,
        "level": _one_of(*PLAN_LEVELS, said=level_of),
        "document_number": _text,
        "document_type": _text,
        "issued_on": _date,
        "period_from": _year,
        "period_to": _year,
        "supersedes": _texts,
        "signer": _text,
        "genre": _one_of(*GENRES),
    },
    "kpi": {
        **_COMMON,
        "unit_name": _text,
        "unit_level": _text,
        "coverage_level": _one_of("all", *PARTS, said=level_of),
        "period": _text,
        "period_kind": _one_of(*PERIOD_KINDS),
        "period_start": _date,
        "period_end": _date,
        "published_at": _date,
        "source_variant": _text,
        "geo_era": _one_of(*ERAS),
        "parent_name": _text,
        "source_title": _text,
        "sheets": _sheets,
    },
    "reference": _COMMON,
}


def read_sidecar(source: Source, stage: Stage) -> tuple[dict[str, object], list[Finding]]:
    """The sidecar of an input as a mapping of known keys: dates as dates, years as numbers, all else as text.

    Args:
        source: the input with its sidecar.
        stage: which kind of input; it decides the keys that are known.

    Returns:
        The mapping (empty where there is no sidecar or it can't be read) and the findings about it, one a key.
    """
    if source.sidecar is None:
        return {}, []
    values, findings = _read(Source(source.name, _NO_CONTENT, source.sidecar), stage)
    return dict(values), list(findings)


@lru_cache(maxsize=128)  # a reader and what it is called by ask of the same files, a handful at once
def _read(source: Source, stage: Stage) -> tuple[dict[str, Any], list[Finding]]:
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for key, value, line in _pairs(source, stage, findings):
        where = f"line {line}"
        if key not in SCHEMA[stage]:
            expected = ", ".join(sorted(SCHEMA[stage]))
            findings.append(_finding(source, stage, where, "sidecar_unknown_key", key, expected, "warning"))
        elif key in values:
            findings.append(_finding(source, stage, where, "sidecar_repeated_key", key, "each key once"))
        elif not (isinstance(value, yaml.ScalarNode) and value.value.strip() in _NOTHING):
            try:
                values[key] = SCHEMA[stage][key](value)
            except _BadValueError as problem:
                found = f"{key}: {_shown(value)}"
                findings.append(_finding(source, stage, where, "sidecar_bad_value", found, str(problem)))
    return values, findings


def _pairs(source: Source, stage: Stage, findings: list[Finding]) -> Iterator[tuple[str, yaml.Node, int]]:
    """Key, value and line of each pair; what keeps the whole sidecar from being read is added to the findings."""
    assert source.sidecar is not None
    if source.sidecar.size > MAX_SIDECAR_KEPT:
        found, expected = f"{source.sidecar.size} bytes", f"at most {MAX_SIDECAR_KEPT}"
        findings.append(_finding(source, stage, "sidecar", "sidecar_too_large", found, expected))
        return
    try:
        root = yaml.compose(source.sidecar.data.decode("utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where, said = _place_of(error, source.sidecar.data)
        findings.append(_finding(source, stage, where, "sidecar_unreadable", said, "YAML, UTF-8", remedy=_EACH_LINE))
        return
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else _shown(key)
            yield str(name), value, key.start_mark.line + 1
    elif root is not None and not (isinstance(root, yaml.ScalarNode) and root.value.strip() in _NOTHING):
        findings.append(
            _finding(source, stage, "sidecar", "sidecar_unreadable", _shown(root), "lines of the form key: value")
        )


def _place_of(error: Exception, data: bytes) -> tuple[str, str]:
    """Where a parser went wrong, and what stands there: a quote that stays open is missed only at the file's end."""
    mark = isinstance(error, yaml.MarkedYAMLError) and (error.context_mark or error.problem_mark)
    if not mark:
        return "sidecar", (str(error).splitlines() or [type(error).__name__])[0]
    lines = data.decode("utf-8-sig").splitlines()
    return f"line {mark.line + 1}", lines[mark.line].strip() if mark.line < len(lines) else "the end"


def _shown(node: yaml.Node) -> str:
    """A value for a finding, its parts never followed."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)[:200]
    return f"a list of {len(node.value)}" if isinstance(node, yaml.SequenceNode) else f"{len(node.value)} keys below it"


def _finding(
    source: Source,
    stage: Stage,
    where: str,
    rule: str,
    found: str,
    expected: str,
    severity: Severity = "error",
    remedy: str = "mend the sidecar; until then what the file itself says is used",
) -> Finding:
    return Finding(stage, source.name + SIDECAR_SUFFIX, where, rule, severity, _as_shown(found)[:300], expected, remedy)
