"""Versioned administrative units and their lineage, built from the package's tables and later changes. Pure.

What belongs here: which units exist, since when, until when, and which became which (1 July 2025: 63 provinces to 34,
districts abolished, communes regrouped). What does not: finding a unit by a name as printed (units.py).

A unit whose territory did not change on 1 July 2025 and which kept its name and code is one unit in both eras, with the
id of the first; every other unit ends on 30 June 2025 and its successors are new units. Such an unchanged commune has
the parent it has now, because its district no longer exists.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from pipelines.reference.admin_units_package import (
    NewRow,
    OldRow,
    PackageTables,
    load_above_communes,
    load_tables,
)
from pipelines.reference.unit_types import types_in_english
from pipelines.vietnamese import name_ascii, name_key, sort_key

MERGER_DATE = date(2025, 7, 1)
LAST_OLD_DAY = MERGER_DATE - timedelta(days=1)
NATION = "VN"


@dataclass(frozen=True)
class Unit:
    """One versioned unit; the fields of the contract AdminUnits except those derived from its name."""

    unit_id: str
    level: str
    code: str
    geo_eras: str
    name_vi: str
    short_name_vi: str
    type_vi: str
    parent_unit_id: str | None
    province_unit_id: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    latitude: float | None = None
    longitude: float | None = None

    def in_era(self, era: str) -> bool:
        """Whether the unit exists in the era «63» or «34»."""
        return era in self.geo_eras.split("|")


@dataclass(frozen=True, order=True)
class Lineage:
    """A predecessor and one of its successors; `share` is «part» where it went to several."""

    predecessor_unit_id: str
    successor_unit_id: str
    change_type: str
    share: str
    effective_on: date


@dataclass(frozen=True)
class UnitChange:
    """A change after 1 July 2025 (or a correction): the predecessor ends, the successor starts.

    `successor` holds the new unit's fields where it is not in the registry yet.
    """

    predecessor_unit_id: str
    successor: Unit
    change_type: str
    share: str
    effective_on: date


@dataclass(frozen=True)
class Registry:
    """All units by id, in a fixed order, and what gives all lineage pairs: no reader of files asks for them."""

    units: dict[str, Unit]
    pairs: Callable[[], Iterable[Lineage]]

    @cached_property
    def lineage(self) -> tuple[Lineage, ...]:
        """All lineage pairs, sorted."""
        return tuple(sorted(self.pairs()))


def build_registry(changes: Iterable[UnitChange] = ()) -> Registry:
    """The registry of the package with later changes applied in the order of their dates.

    Raises:
        KeyError: a change names a predecessor that is not in the registry.
    """
    base = _package_registry()
    ordered = sorted(changes, key=lambda c: (c.effective_on, c.predecessor_unit_id, c.successor.unit_id))
    if not ordered:
        return base
    units = dict(base.units)
    for change in ordered:
        _apply(units, change)
    return Registry(units, lambda: [*base.lineage, *map(_pair_of, ordered)])


def _apply(units: dict[str, Unit], change: UnitChange) -> None:
    old = units[change.predecessor_unit_id]
    units.setdefault(change.successor.unit_id, change.successor)
    if change.predecessor_unit_id != change.successor.unit_id:
        units[old.unit_id] = replace(old, valid_to=change.effective_on - timedelta(days=1))


def _pair_of(change: UnitChange) -> Lineage:
    pair = (change.predecessor_unit_id, change.successor.unit_id)
    return Lineage(*pair, change.change_type, change.share, change.effective_on)


@lru_cache(maxsize=1)
def registry_above_communes() -> Registry:
    """The nation, provinces and districts of the package: all that the level of a city asks for."""
    tables = load_above_communes()
    units, _ = _above_communes(tables)
    return Registry(units, lambda: _province_lineage(tables.provinces, units))


@lru_cache(maxsize=1)
def _package_registry() -> Registry:
    tables = load_tables()
    old_communes = {row.ward_code: row for row in tables.old if row.ward_code}
    new_communes = {row.ward_code: row for row in tables.new}
    units, province_ids = _above_communes(tables)
    kept = _kept_communes(tables.communes, old_communes, new_communes)
    _add_communes(units, tables.old, tables.new, kept, province_ids)
    return Registry(
        units,
        lambda: (
            _province_lineage(tables.provinces, units)
            + _commune_lineage(tables.communes, old_communes, new_communes, kept)
        ),
    )


def _above_communes(tables: PackageTables) -> tuple[dict[str, Unit], dict[str, str]]:
    """The nation, provinces and districts; and the unit id of each province code of the era 34."""
    units = {NATION: Unit(NATION, "national", NATION, "63|34", "Việt Nam", "Việt Nam", "Quốc gia", None, None)}
    province_ids = _add_provinces(units, tables.old, tables.new, tables.provinces)
    _add_districts(units, tables.old)
    return units, province_ids


def _add_provinces(
    units: dict[str, Unit], old: list[OldRow], new: list[NewRow], pairs: list[tuple[str, str]]
) -> dict[str, str]:
    """Provinces of both eras; returns the unit id of each province code of the era 34."""
    members: dict[str, list[str]] = defaultdict(list)
    for before, after in pairs:
        members[after].append(before)
    for row in {row.province_code: row for row in old}.values():
        both = members.get(row.province_code) == [row.province_code]
        units[f"P{row.province_code}-63"] = _province(row, "63|34" if both else "63")
    ids: dict[str, str] = {}
    for entry in {row.province_code: row for row in new}.values():
        code = entry.province_code
        ids[code] = f"P{code}-63" if members.get(code) == [code] else f"P{code}-34"
        units.setdefault(ids[code], _province(entry, "34"))
    return ids


def _province(row: OldRow | NewRow, eras: str) -> Unit:
    unit_id = f"P{row.province_code}-{eras[:2]}"
    type_vi = row.province.removesuffix(row.province_short).strip()
    return Unit(
        unit_id,
        "province",
        row.province_code,
        eras,
        row.province,
        row.province_short,
        type_vi,
        NATION,
        unit_id,
        *_validity(eras),
        row.province_lat,
        row.province_lon,
    )


def _validity(eras: str) -> tuple[date | None, date | None]:
    return {"63": (None, LAST_OLD_DAY), "34": (MERGER_DATE, None), "63|34": (None, None)}[eras]


def _add_districts(units: dict[str, Unit], old: list[OldRow]) -> None:
    for row in {row.district_code: row for row in old}.values():
        province = f"P{row.province_code}-63"
        unit_id = f"D{row.district_code}-63"
        units[unit_id] = Unit(
            unit_id,
            "district",
            row.district_code,
            "63",
            row.district,
            row.district_short,
            row.district_type,
            province,
            province,
            None,
            LAST_OLD_DAY,
            row.district_lat,
            row.district_lon,
        )


def _kept_communes(pairs: list[tuple[str, str, str]], old: dict[str, OldRow], new: dict[str, NewRow]) -> set[str]:
    """Codes of communes that kept territory, code and name through 1 July 2025."""
    before, after = _neighbours(pairs)
    kept = set()
    for level, old_code, new_code in pairs:
        alone = before[new_code] == 1 and after[level, old_code] == 1
        if alone and level == "commune" and old_code == new_code and _same_name(old[old_code], new[new_code]):
            kept.add(new_code)
    return kept


def _same_name(before: OldRow, after: NewRow) -> bool:
    """Type and name alike in any spelling; spellings of one name differ by at most two characters."""
    old, new = before.ward or "", after.ward
    return old == new or (abs(len(old) - len(new)) <= 2 and name_key(old) == name_key(new))


def _neighbours(pairs: list[tuple[str, str, str]]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How many predecessors each new code has, and how many successors each old unit."""
    return Counter(new for _, _, new in pairs), Counter((level, old) for level, old, _ in pairs)


def _add_communes(
    units: dict[str, Unit], old: list[OldRow], new: list[NewRow], kept: set[str], province_ids: dict[str, str]
) -> None:
    homes = {row.ward_code: province_ids[row.province_code] for row in new}
    for row in old:
        if row.ward_code is None or row.ward is None or row.ward_short is None or row.ward_type is None:
            continue
        both = row.ward_code in kept
        province = homes[row.ward_code] if both else f"P{row.province_code}-63"
        parent = province if both else f"D{row.district_code}-63"
        eras = "63|34" if both else "63"
        units[f"C{row.ward_code}-63"] = Unit(
            f"C{row.ward_code}-63",
            "commune",
            row.ward_code,
            eras,
            row.ward,
            row.ward_short,
            _type_of(row.ward, row.ward_type),
            parent,
            province,
            *_validity(eras),
            row.ward_lat,
            row.ward_lon,
        )
    for entry in new:
        if entry.ward_code not in kept:
            unit_id = f"C{entry.ward_code}-34"
            province = province_ids[entry.province_code]
            units[unit_id] = Unit(
                unit_id,
                "commune",
                entry.ward_code,
                "34",
                entry.ward,
                entry.ward_short,
                _type_of(entry.ward, entry.ward_type),
                province,
                province,
                MERGER_DATE,
                None,
                entry.ward_lat,
                entry.ward_lon,
            )


def _type_of(name: str, said: str) -> str:
    """The type that an official name begins with; what the table says only where the name begins with none."""
    if name.startswith(f"{said} "):
        return said
    return next((type_vi for type_vi in types_in_english() if name.startswith(f"{type_vi} ")), said)


def _province_lineage(pairs: list[tuple[str, str]], units: dict[str, Unit]) -> list[Lineage]:
    found = []
    for before, after in pairs:
        successor = f"P{after}-34"
        if successor not in units:
            continue
        same_name = units[f"P{before}-63"].name_vi == units[successor].name_vi
        change = "enlarged" if same_name else "merged"
        found.append(Lineage(f"P{before}-63", successor, change, "full", MERGER_DATE))
    return found


def _commune_lineage(
    pairs: list[tuple[str, str, str]], old: dict[str, OldRow], new: dict[str, NewRow], kept: set[str]
) -> list[Lineage]:
    before, after = _neighbours(pairs)
    found = []
    for level, old_code, new_code in pairs:
        if new_code in kept:
            continue
        parted = after[level, old_code] > 1
        same_name = level == "commune" and _same_name(old[old_code], new[new_code])
        alone = before[new_code] == 1
        change = "split" if parted else "unchanged" if alone else "enlarged" if same_name else "merged"
        predecessor = f"{'C' if level == 'commune' else 'D'}{old_code}-63"
        share = "part" if parted else "full"
        found.append(Lineage(predecessor, f"C{new_code}-34", change, share, MERGER_DATE))
    return found


def admin_unit_rows(registry: Registry) -> list[dict[str, object]]:
    """Rows of the contract AdminUnits: one per versioned unit, in the order of their ids."""
    return [_unit_row(registry.units[unit_id]) for unit_id in sorted(registry.units)]


def _unit_row(unit: Unit) -> dict[str, object]:
    ascii_name, type_en = name_ascii(unit.short_name_vi), types_in_english().get(unit.type_vi, "")
    return {
        "unit_id": unit.unit_id,
        "level": unit.level,
        "code": unit.code,
        "geo_eras": unit.geo_eras,
        "name_vi": unit.name_vi,
        "short_name_vi": unit.short_name_vi,
        "name_en": "Viet Nam" if unit.unit_id == NATION else f"{ascii_name} {type_en}".strip(),
        "name_ascii": name_ascii(unit.name_vi),
        "type_vi": unit.type_vi,
        "parent_unit_id": unit.parent_unit_id,
        "province_unit_id": unit.province_unit_id,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "sort_vi": sort_key(unit.short_name_vi),
    }


def lineage_rows(registry: Registry) -> list[dict[str, object]]:
    """Rows of the contract AdminUnitLineage: one per pair of predecessor and successor, sorted."""
    return [
        {
            "predecessor_unit_id": pair.predecessor_unit_id,
            "successor_unit_id": pair.successor_unit_id,
            "change_type": pair.change_type,
            "share": pair.share,
            "effective_on": pair.effective_on,
        }
        for pair in registry.lineage
    ]
