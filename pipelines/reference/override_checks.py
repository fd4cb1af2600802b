"""Which rows of `raw/reference` name things that are not there, or changes that can't have been. Pure.

What belongs here: rows held against the registry, the catalogue and one another. What does not: columns and values of
one row (overrides.py), applying what is sound.

Nothing past this point may meet a row that it can't use: the registry is built outside the fence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypedDict, cast

from pipelines.findings import Finding, Severity
from pipelines.level_codes import UNIT_LEVELS
from pipelines.reference.indicators import ALL, IndicatorCatalogue
from pipelines.reference.registry import MERGER_DATE, Unit, build_registry

FIRST_CHANGE, LAST_CHANGE = date(2001, 1, 1), date(2100, 12, 31)
_UNIT_ID = "a unit id such as P75-34"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Placed:
    """A row with the file and line that a person finds it at."""

    file: str
    line: int
    row: dict[str, Any]


@dataclass(frozen=True)
class _Fault:
    rule: str
    found: str
    expected: str
    remedy: str = "correct it"


def finding(
    file: str, locator: str, rule: str, found: str, expected: str, remedy: str, severity: Severity = "error"
) -> Finding:
    """A finding about a file of raw/reference."""
    return Finding("reference", file, locator, rule, severity, found[:300], expected, remedy)


def sound_rows(rows: Mapping[str, list[Placed]]) -> tuple[dict[str, list[Placed]], list[Finding]]:
    """The rows of each kind that can be used, in their order, and a finding for each other."""
    units, faults = _changed_units(rows.get("unit_changes", []))
    catalogue = IndicatorCatalogue.of(())
    judges: dict[str, Callable[[dict[str, Any]], _Fault | None]] = {
        "adopted_targets": lambda row: _adoption(row, units),
        "aliases": lambda row: _unit_alias(row, units) if row["kind"] == "unit" else _alias(row, catalogue),
        "indicator_bridges": lambda row: _bridge(row, catalogue),
        "unit_changes": lambda row: faults.get(id(row)),
    }
    kept: dict[str, list[Placed]] = {}
    findings: list[Finding] = []
    for kind, placed in rows.items():
        told = [(one, judges[kind](one.row) if kind in judges else None) for one in placed]
        kept[kind] = [one for one, fault in told if fault is None]
        findings += [_told(one, fault) for one, fault in told if fault is not None]
    return kept, findings


class ChangeRow(TypedDict):
    """A row of unit_changes, its columns typed (overrides.FILES)."""

    effective_on: date
    successor_unit_id: str
    level: str
    code: str
    name_vi: str
    short_name_vi: str
    type_vi: str
    parent_unit_id: str | None
    province_unit_id: str | None


def unit_of_change(given: Mapping[str, object]) -> Unit:
    """The successor that a row of unit_changes describes."""
    row = cast("ChangeRow", given)
    start = row["effective_on"]
    era = "63" if start < MERGER_DATE else "34"
    return Unit(
        row["successor_unit_id"],
        row["level"],
        row["code"],
        era,
        row["name_vi"],
        row["short_name_vi"],
        row["type_vi"],
        row["parent_unit_id"],
        row["province_unit_id"],
        start,
    )


def _told(placed: Placed, fault: _Fault) -> Finding:
    return finding(placed.file, f"row {placed.line}", fault.rule, fault.found, fault.expected, fault.remedy)


def _changed_units(changes: Iterable[Placed]) -> tuple[dict[str, Unit], dict[int, _Fault]]:
    """The units after all changes that can be, and the fault of each other change, by its row's identity."""
    order = ("effective_on", "predecessor_unit_id", "successor_unit_id")
    left = sorted(changes, key=lambda one: tuple(one.row[name] for name in order))
    faults: dict[int, _Fault] = {}
    while True:  # a change that falls takes those with it that build on it
        units, fallen = _tried(left)
        if not fallen:
            return units, faults
        faults |= fallen
        left = [one for one in left if id(one.row) not in fallen]


def _tried(changes: Sequence[Placed]) -> tuple[dict[str, Unit], dict[int, _Fault]]:
    """Changes in the order in which the registry applies them; a unit of the same day may be a parent."""
    units = dict(build_registry().units)
    born = {one.row["successor_unit_id"]: unit_of_change(one.row) for one in changes}
    faults: dict[int, _Fault] = {}
    for change in changes:
        day = change.row["effective_on"]
        above = {**units, **{name: unit for name, unit in born.items() if unit.valid_from == day}}
        fault = _change(change.row, units, above)
        if fault:
            faults[id(change.row)] = fault
        else:
            _apply(units, change.row)
    return units, faults


def _apply(units: dict[str, Unit], row: Mapping[str, Any]) -> None:
    old = units[row["predecessor_unit_id"]]
    units.setdefault(row["successor_unit_id"], unit_of_change(row))
    if row["predecessor_unit_id"] != row["successor_unit_id"]:
        units[old.unit_id] = replace(old, valid_to=row["effective_on"] - _DAY)


def _change(row: Mapping[str, Any], units: Mapping[str, Unit], above: Mapping[str, Unit]) -> _Fault | None:
    """What keeps a change from being: `units` are there before it, `above` may be named as parent or province."""
    day: date = row["effective_on"]
    if not FIRST_CHANGE <= day <= LAST_CHANGE:
        return _Fault("bad_date", str(day), f"a day from {FIRST_CHANGE} to {LAST_CHANGE}")
    expected = f"{_UNIT_ID} that is there by {day}"
    unknown = _unknown((row["predecessor_unit_id"],), units, expected)
    unknown = unknown or _unknown((row["parent_unit_id"], row["province_unit_id"]), above, expected)
    if unknown:
        return unknown
    there = units.get(row["successor_unit_id"])
    return _impossible_life(units[row["predecessor_unit_id"]], row) or _impossible_place(row, above, there)


def _impossible_life(old: Unit, row: Mapping[str, Any]) -> _Fault | None:
    """A unit that had ended before, or had not begun."""
    day: date = row["effective_on"]
    has_ended = old.valid_to is not None and old.valid_to < day - _DAY
    has_not_begun = old.valid_from is not None and old.valid_from >= day and old.unit_id != row["successor_unit_id"]
    if has_ended or has_not_begun:
        found = f"{old.unit_id} on {day}; it is there from {old.valid_from or 'before'} to {old.valid_to or 'now'}"
        return _Fault("impossible_change", found, "a predecessor that is there on the day before")
    return None


def _impossible_place(row: Mapping[str, Any], above: Mapping[str, Unit], there: Unit | None) -> _Fault | None:
    """A unit below one that is not above its level: parents would lead in a circle."""
    parent = above[row["parent_unit_id"]]
    if UNIT_LEVELS.index(parent.level) >= UNIT_LEVELS.index(row["level"]):
        found = f"a {row['level']} below {parent.unit_id}, a {parent.level}"
        return _Fault("impossible_change", found, "a parent of a higher level")
    if there is not None and there.level != row["level"]:
        found = f"{there.unit_id} as a {row['level']}"
        return _Fault("impossible_change", found, f"{there.unit_id} is a {there.level}")
    return None


def _unknown(ids: Iterable[str | None], units: Mapping[str, Unit], expected: str = _UNIT_ID) -> _Fault | None:
    missing = sorted({one for one in ids if one and one not in units})
    return _Fault("unknown_unit", ", ".join(missing), expected, "correct the id") if missing else None


def _adoption(row: Mapping[str, Any], units: Mapping[str, Unit]) -> _Fault | None:
    return _unknown((row["predecessor_unit_id"], row["successor_unit_id"]), units)


def _unit_alias(row: Mapping[str, Any], units: Mapping[str, Unit]) -> _Fault | None:
    """An alias of no unit would hide the unit that bears the name."""
    if row["level"] not in UNIT_LEVELS:
        return _Fault("value_not_allowed", f"level: {row['level']}", " | ".join(UNIT_LEVELS), "say the unit's level")
    era = row["geo_era"]
    for unit in units.values():
        is_meant = unit.level == row["level"] and row["code"] in (unit.code, unit.unit_id)
        if is_meant and (not era or unit.in_era(era)):
            return None
    found = f"{row['level']} {row['code']}" + (f", geo_era {era}" if era else "")
    return _Fault(
        "unknown_unit", found, "the official code or the id of a unit of that level and era", "correct the code"
    )


def _alias(row: Mapping[str, Any], catalogue: IndicatorCatalogue) -> _Fault | None:
    indicator = catalogue.get(row["code"])
    if indicator is None:
        return _no_indicator(row["code"])
    scope = row["scope_code"] or ALL
    if scope not in indicator.scopes:
        return _Fault("unknown_scope", f"{row['code']}: {scope}", ", ".join(sorted(indicator.scopes)))
    return None


def _bridge(row: Mapping[str, Any], catalogue: IndicatorCatalogue) -> _Fault | None:
    missing = [row[name] for name in ("from_indicator", "to_indicator") if catalogue.get(row[name]) is None]
    return _no_indicator(", ".join(missing)) if missing else None


def _no_indicator(found: str) -> _Fault:
    return _Fault("unknown_indicator", found, "a code of the indicator catalogue", "correct the code")
