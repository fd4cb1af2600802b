"""A world's own corrections: `raw/reference/*.csv`, which win over the repo's seeds and over what was read. Pure.

What belongs here: the files a reviewer may lay there, their columns, and a finding for every row that can't be read.
What does not: whether what a row names is there (override_checks.py), applying a correction (the plan reader, the
resolver and dbt do).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.findings import Finding
from pipelines.foreign_content import foreign_content
from pipelines.level_codes import UNIT_LEVELS
from pipelines.reference.indicators import ALL
from pipelines.reference.override_checks import Placed, finding, sound_rows, unit_of_change
from pipelines.reference.registry import UnitChange
from pipelines.reference.units import Alias
from pipelines.source import Source, source_below
from pipelines.vietnamese import decode_bytes

FOLDER = "reference"
MAX_BYTES = 50_000_000
RELATIONS = ("exact", "close", "broader", "narrower")
CHANGE_TYPES = ("unchanged", "merged", "split", "enlarged")


@dataclass(frozen=True)
class Column:
    """A column of a file: whether a row needs it, whether it is a date, and which values it may hold."""

    name: str
    required: bool = False
    is_date: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileSpec:
    """A file a reviewer may lay in raw/reference; `key` names the columns that may not repeat together."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


FILES: tuple[FileSpec, ...] = (
    FileSpec(
        "target_decisions",
        (
            Column("document_number", True),
            Column("statement_key", True),
            Column("field", True),
            Column("value"),
            Column("decided_by"),
            Column("decided_on", is_date=True),
            Column("note"),
        ),
        ("document_number", "statement_key", "field"),
    ),
    FileSpec(
        "indicator_bridges",
        (
            Column("from_indicator", True),
            Column("to_indicator", True),
            Column("relation", True, allowed=RELATIONS),
            Column("from_method"),
            Column("to_method"),
            Column("valid_from", is_date=True),
            Column("note"),
        ),
        ("from_indicator", "to_indicator", "from_method", "to_method"),
    ),
    FileSpec(
        "adopted_targets",
        (
            Column("document_number", True),
            Column("predecessor_unit_id", True),
            Column("successor_unit_id", True),
            Column("statement_key"),
            Column("decided_in"),
        ),
        ("document_number", "predecessor_unit_id", "successor_unit_id", "statement_key"),
    ),
    FileSpec(
        "aliases",
        (
            Column("kind", True, allowed=("unit", "indicator")),
            Column("alias", True),
            Column("code", True),
            Column("level"),
            Column("geo_era", allowed=("63", "34")),
            Column("scope_code"),
            Column("note"),
        ),
        ("kind", "alias", "geo_era"),
    ),
    FileSpec(
        "unit_changes",
        (
            Column("effective_on", True, is_date=True),
            Column("predecessor_unit_id", True),
            Column("successor_unit_id", True),
            Column("change_type", True, allowed=CHANGE_TYPES),
            Column("share", True, allowed=("full", "part")),
            Column("level", True, allowed=UNIT_LEVELS),
            Column("code", True),
            Column("name_vi", True),
            Column("short_name_vi", True),
            Column("type_vi", True),
            Column("parent_unit_id", True),
            Column("province_unit_id"),
            Column("note"),
        ),
        ("predecessor_unit_id", "successor_unit_id"),
    ),
)
SPECS = {spec.name: spec for spec in FILES}
DECISIONS = "target_decisions"
CONTRACT_TABLES = ("target_decisions", "indicator_bridges", "adopted_targets")


@dataclass
class Overrides:
    """What `raw/reference` says: rows of the three contract tables, aliases, changes of units, and findings.

    `decided_at`: file and place of each row of target_decisions, in their order.
    """

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in CONTRACT_TABLES})
    unit_aliases: list[Alias] = field(default_factory=list)
    indicator_aliases: list[tuple[str, str, str]] = field(default_factory=list)
    unit_changes: list[UnitChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows_by_file: dict[str, int] = field(default_factory=dict)
    decided_at: list[tuple[str, str]] = field(default_factory=list)


def read_overrides(raw: Path) -> Overrides:
    """Every override of a world; a file or row that can't be used is a finding and the rest is used.

    A file is known by its name, `<kind>.csv` or `<kind>_<anything>.csv`; files are read in the order of their paths.
    """
    folder = raw / FOLDER
    paths = sorted(folder.rglob("*.csv")) if folder.is_dir() else []
    return gather([read_override_file(source_below(path, raw)) for path in paths])


@dataclass
class FileRows:
    """The usable rows of one file with their lines, the name of its spec («» where no kind has its name), findings."""

    source_file: str
    spec: str = ""
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_override_file(source: Source) -> FileRows:
    """One file of raw/reference, known by its name."""
    stem = Path(source.name).stem
    spec = _spec_of(stem)
    if spec is None:
        known = ", ".join(f"{name}.csv" for name in SPECS)
        found = Path(source.name).name
        problem = finding(source.name, "file", "unknown_reference_file", found, known, "name it after its kind")
        return FileRows(source.name, findings=[problem])
    return FileRows(source.name, spec.name, *_read_rows(source, spec))


def gather(files: Iterable[FileRows]) -> Overrides:
    """What the files of a world say together; a key that an earlier file or row holds is a finding."""
    overrides = Overrides()
    seen: dict[tuple[str, tuple[Any, ...]], str] = {}
    rows: dict[str, list[Placed]] = {spec.name: [] for spec in FILES}
    for file in files:
        overrides.findings += file.findings
        if file.spec:
            spec = SPECS[file.spec]
            placed = [Placed(file.source_file, line, row) for line, row in file.rows]
            rows[file.spec] += [one for one in placed if _is_new(overrides, seen, spec, one)]
    sound, findings = sound_rows(rows)
    overrides.findings += findings
    for name, kept in sound.items():
        for one in kept:
            _store(overrides, name, one.row)
            if name == DECISIONS:
                overrides.decided_at.append((one.file, f"row {one.line}"))
            overrides.rows_by_file[one.file] = overrides.rows_by_file.get(one.file, 0) + 1
    return overrides


def _spec_of(stem: str) -> FileSpec | None:
    return next((spec for spec in FILES if stem == spec.name or stem.startswith(spec.name + "_")), None)


def _read_rows(source: Source, spec: FileSpec) -> tuple[list[tuple[int, dict[str, Any]]], list[Finding]]:
    source_file = source.name
    if source.size > MAX_BYTES:
        found = f"{source.size} bytes"
        return [], [finding(source_file, "file", "file_too_large", found, f"at most {MAX_BYTES}", "split the file")]
    kind, decoded = foreign_content(source.data), decode_bytes(source.data)
    if kind or "\0" in decoded.text:
        found, remedy = (kind.name, kind.remedy) if kind else ("bytes 0, which no text holds", "save it as CSV, UTF-8")
        return [], [finding(source_file, "file", "foreign_content", found, "a CSV table", remedy)]
    reader = csv.reader(
        io.StringIO(decoded.text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(decoded.text), strict=True
    )
    table: list[list[str]] = []
    try:
        table.extend(reader)
    except csv.Error as error:
        where, remedy = f"line {reader.line_num}", "mend the quotes of that line, or save it as CSV, UTF-8"
        return [], [finding(source_file, where, "file_unreadable", str(error), "a CSV table", remedy)]
    if not table:
        return [], []
    header = [cell.strip() for cell in table[0]]
    names = [column.name for column in spec.columns]
    missing = [column.name for column in spec.columns if column.required and column.name not in header]
    if missing:
        remedy = f"add the column {', '.join(missing)}"
        return [], [finding(source_file, "row 1", "missing_column", ", ".join(header), ", ".join(names), remedy)]
    findings = [
        finding(source_file, "row 1", "unknown_column", name, ", ".join(names), "it is not read", "warning")
        for name in header
        if name and name not in names
    ]
    rows: list[tuple[int, dict[str, Any]]] = []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row, problem = _typed(dict(zip(header, cells, strict=False)), spec)
        if problem:
            findings.append(finding(source_file, f"row {line}", *problem))
        else:
            rows.append((line, row))
    return rows, findings


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _typed(cells: dict[str, str], spec: FileSpec) -> tuple[dict[str, Any], tuple[str, str, str, str] | None]:
    row: dict[str, Any] = {}
    for column in spec.columns:
        text = (cells.get(column.name) or "").strip()
        if column.required and not text:
            return {}, ("missing_value", f"{column.name} is empty", column.name, "fill it in")
        if text and column.allowed and text not in column.allowed:
            return {}, ("value_not_allowed", f"{column.name}: {text}", " | ".join(column.allowed), "correct it")
        row[column.name] = text or None
        if column.is_date and text:
            try:
                row[column.name] = date.fromisoformat(text)
            except ValueError:
                return {}, ("bad_date", f"{column.name}: {text}", "a date such as 2025-07-01", "correct it")
    return row, None


def _is_new(overrides: Overrides, seen: dict[tuple[str, tuple[Any, ...]], str], spec: FileSpec, placed: Placed) -> bool:
    key = (spec.name, tuple(placed.row[name] for name in spec.key))
    if key in seen:
        found = ", ".join(f"{name}={placed.row[name]}" for name in spec.key)
        remedy = f"keep one of the two rows; {seen[key]} is used"
        overrides.findings.append(
            finding(placed.file, f"row {placed.line}", "repeated_key", found, "each key once", remedy)
        )
        return False
    seen[key] = f"{placed.file}, row {placed.line}"
    return True


def _store(overrides: Overrides, kind: str, row: dict[str, Any]) -> None:
    if kind in CONTRACT_TABLES:
        overrides.tables[kind].append(row)
    elif kind == "unit_changes":
        pair = (row["predecessor_unit_id"], unit_of_change(row))
        overrides.unit_changes.append(UnitChange(*pair, row["change_type"], row["share"], row["effective_on"]))
    elif row["kind"] == "indicator":
        overrides.indicator_aliases.append((row["alias"], row["code"], row["scope_code"] or ALL))
    else:
        overrides.unit_aliases.append(Alias(row["alias"], row["level"], row["code"], row["geo_era"] or ""))


__all__ = ["FILES", "Column", "FileSpec", "Overrides", "read_overrides"]
