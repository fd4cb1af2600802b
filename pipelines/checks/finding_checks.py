"""Readers' findings as asset checks, so that a person sees in the UI what to mend, with the offending places.

What belongs here: the factory over finding_families.yml. What does not: deciding what a finding is (the readers), or
stopping a run: what could be loaded was loaded, so these checks only warn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import polars as pl
from dagster import AssetCheckResult, AssetChecksDefinition, AssetCheckSeverity, MetadataValue, asset_check

from pipelines.assets.specs import raw_key
from pipelines.markdown_rows import MAX_ROWS_SHOWN, markdown
from pipelines.raw_tables import read_part, read_table, table_path
from pipelines.resources import World
from pipelines.yaml_files import read_yaml

_WORDS = re.compile(r"[\w-]+")
FAMILIES = Path(__file__).with_name("finding_families.yml")


@dataclass(frozen=True)
class Family:
    """One check: which findings it gathers, and the raw table it hangs on. `rules` None: all not named elsewhere."""

    check: str
    asset: str
    stage: str
    severities: tuple[str, ...]
    rules: tuple[str, ...] | None
    description: str


class Entry(TypedDict):
    """A family as finding_families.yml writes it."""

    check: str
    asset: str
    stage: str
    severities: list[str]
    rules: list[str] | str
    description: str
    example: str


@cache
def load_families() -> tuple[Family, ...]:
    """The families in the order of the file."""
    entries = read_yaml(FAMILIES, list[Entry])
    return tuple(
        Family(
            entry["check"],
            entry["asset"],
            entry["stage"],
            tuple(entry["severities"]),
            None if entry["rules"] == "rest" else tuple(entry["rules"]),
            entry["description"],
        )
        for entry in entries
    )


def finding_checks() -> list[AssetChecksDefinition]:
    """One warning check per family."""
    return [_finding_check(family) for family in load_families()]


def _finding_check(family: Family) -> AssetChecksDefinition:
    @asset_check(asset=raw_key(family.asset), name=family.check, description=family.description)
    def check(world: World) -> AssetCheckResult:
        tables = world.settings().tables
        mine = select(family, read_part(tables, "findings", family.stage))
        return result_of(mine, {} if mine.is_empty() else _unit_names(tables))

    return check


def _unit_names(tables: Path) -> dict[str, str]:
    """The name of each unit by its id; none before the reference was read."""
    if not table_path(tables, "admin_units").is_file():
        return {}
    return dict(read_table(tables, "admin_units").select("unit_id", "name_vi").iter_rows())


def select(family: Family, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that belong to a family, worst first, then by file and place."""
    named = [rule for other in load_families() if other.stage == family.stage for rule in other.rules or ()]
    mine = pl.col("rule").is_in(family.rules) if family.rules is not None else ~pl.col("rule").is_in(named)
    order = pl.col("severity").replace_strict({"error": 0, "warning": 1, "info": 2}, return_dtype=pl.Int64)
    return findings.filter(mine & pl.col("severity").is_in(family.severities)).sort(order, "file", "locator", "rule")


def result_of(findings: pl.DataFrame, names: Mapping[str, str] | None = None) -> AssetCheckResult:
    """Passed where no more than things worth knowing was found; places and remedies stand in the metadata.

    Args:
        findings: those of one family.
        names: names of units by their ids, which findings between periods are told with.
    """
    metadata: dict[str, Any] = {"findings": findings.height}
    if findings.height:
        (worst,) = _rows(findings.head(1).iter_rows(named=True), names or {})
        metadata["first"] = MetadataValue.text("{file}, {locator}: {found} ({rule}); {remedy}".format(**worst))
        metadata["examples"] = MetadataValue.md(
            markdown(_rows(findings.head(MAX_ROWS_SHOWN).iter_rows(named=True), names or {}))
        )
    passed = findings.filter(pl.col("severity") != "info").is_empty()
    return AssetCheckResult(passed=passed, severity=AssetCheckSeverity.WARN, metadata=metadata)


def _rows(findings: Iterable[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    shown = ("file", "locator", "rule", "found", "expected", "remedy")
    return [{**{name: row[name] for name in shown}, "found": _named(row["found"], names)} for row in findings]


def _named(text: str, names: Mapping[str, str]) -> str:
    return _WORDS.sub(lambda word: f"{names[word[0]]} ({word[0]})" if word[0] in names else word[0], text)
