"""The tables of the package `vietnamadminunits`, as plain rows. Pure.

What belongs here: reading that package's data files and nothing of its code (its parser and converter guess).
What does not: names as people write them, versions of units, anything after 1 July 2025.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = "vietnamadminunits"


class OldRow(NamedTuple):
    """A commune before 1 July 2025 with its district and province; commune fields are None in five island districts."""

    province_code: str
    province: str
    province_short: str
    province_key: str
    province_lat: float
    province_lon: float
    district_code: str
    district: str
    district_short: str
    district_type: str
    district_key: str
    district_lat: float
    district_lon: float
    ward_code: str | None
    ward: str | None
    ward_short: str | None
    ward_type: str | None
    ward_key: str | None
    ward_lat: float | None
    ward_lon: float | None


class NewRow(NamedTuple):
    """A commune from 1 July 2025 with its province."""

    province_code: str
    province: str
    province_short: str
    province_key: str
    province_lat: float
    province_lon: float
    ward_code: str
    ward: str
    ward_short: str
    ward_type: str
    ward_key: str
    ward_lat: float | None
    ward_lon: float | None


@dataclass(frozen=True)
class PackageTables:
    """Rows before and after; what went into what, by code (a district only where it had no commune)."""

    old: list[OldRow]
    new: list[NewRow]
    provinces: list[tuple[str, str]]
    communes: list[tuple[str, str, str]]


_OLD_COLUMNS = (
    "provinceCode, province, provinceShort, provinceKey, provinceLat, provinceLon,"
    " districtCode, district, districtShort, districtType, districtKey, districtLat, districtLon,"
    " wardCode, ward, wardShort, wardType, wardKey, wardLat, wardLon"
)
_NEW_COLUMNS = (
    "provinceCode, province, provinceShort, provinceKey, provinceLat, provinceLon,"
    " wardCode, ward, wardShort, wardType, wardKey, wardLat, wardLon"
)


def data_folder() -> Path:
    """Where the package keeps its data files.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {PACKAGE} holds the administrative units and is not installed")
    return Path(spec.origin).parent / "data"


@lru_cache(maxsize=1)
def load_tables() -> PackageTables:
    """All tables, read once per process in the package's own order."""
    old, new, crosswalk = _read("", "")
    return PackageTables(old, new, _provinces(old, new, crosswalk), _communes(old, new, crosswalk))


def load_above_communes() -> PackageTables:
    """The same with one row a district before and one a province after, none of communes: a tenth of the time."""
    old, new, crosswalk = _read(
        "group by districtCode order by min(rowid)", "group by provinceCode order by min(rowid)"
    )
    return PackageTables(old, new, _provinces(old, new, crosswalk), [])


def _read(of_old: str, of_new: str) -> tuple[list[OldRow], list[NewRow], dict[str, Any]]:
    """The rows before and after, as the ends of the two queries choose and order them, and what went into what."""
    folder = data_folder()
    connection = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    try:
        old = [OldRow(*row) for row in connection.execute(f"select {_OLD_COLUMNS} from admin_units_legacy {of_old}")]
        new = [NewRow(*row) for row in connection.execute(f"select {_NEW_COLUMNS} from admin_units {of_new}")]
    finally:
        connection.close()
    return old, new, json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))


def _provinces(old: list[OldRow], new: list[NewRow], crosswalk: dict[str, Any]) -> list[tuple[str, str]]:
    old_codes = {row.province_key: row.province_code for row in old}
    new_codes = {row.province_key: row.province_code for row in new}
    pairs = crosswalk["DICT_PROVINCE"].items()
    return sorted((old_codes[o], new_codes[n]) for n, members in pairs for o in members)


def _communes(old: list[OldRow], new: list[NewRow], crosswalk: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(level of the old unit, old code, new code), sorted and each once."""
    old_units = {
        f"{row.province_key}_{row.district_key}_{row.ward_key or ''}": ("commune", row.ward_code)
        if row.ward_code
        else ("district", row.district_code)
        for row in old
    }
    new_codes = {(row.province_key, row.ward_key): row.ward_code for row in new}
    pairs: set[tuple[str, str, str]] = set()
    for province, wards in crosswalk["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, members in wards.items():
            pairs.update((*old_units[member], new_codes[province, ward]) for member in members)
    for province, members in crosswalk["DICT_PROVINCE_WARD_DIVIDED"].items():
        for member, parts in members.items():
            pairs.update((*old_units[member], new_codes[province, part["newWardKey"]]) for part in parts)
    return sorted(pairs)
