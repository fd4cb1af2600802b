"""Finding an administrative unit by the name or code a document prints. Pure.

What belongs here: exact matching on normalised name, level, parent, era and aliases; candidates where that fails.
What does not: guessing. A name that fits no unit or several is answered with a reason and candidates, never a unit.

Why so strict: «Thành phố Yên Bái» is a district of the province Yên Bái, «Huyện Điện Biên» one of Điện Biên; seven
province codes change their name on 1 July 2025; names are kept over larger territories.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from pipelines.level_codes import UNIT_LEVELS
from pipelines.reference.registry import (
    MERGER_DATE,
    NATION,
    Registry,
    Unit,
    UnitChange,
    admin_unit_rows,
    build_registry,
    lineage_rows,
    registry_above_communes,
)
from pipelines.reference.unit_types import levels_by_key, types_by_spelling
from pipelines.vietnamese import ascii_fold, fold, name_key

ALIAS_FILE = Path(__file__).with_name("aliases.csv")
_TYPE_KEYS = {name_key(word): type_vi for word, type_vi in types_by_spelling().items()}
_LEVELS_WITHOUT_MARKS = {ascii_fold(word): level for word, level in levels_by_key().items()}
_TYPES_WITHOUT_MARKS = {ascii_fold(word): type_vi for word, type_vi in types_by_spelling().items()}
# Organs that speak for a unit; «Tỉnh ủy Kon Tum» is the province's party committee, «Thành ủy» a city's.
_FURNITURE = re.compile(
    r"^(?:ubnd|u[ỷỹ] ban nhân dân|ủy ban nhân dân|uỷ ban nhân dân|hđnd"
    r"|(?:ban thường vụ\s+)?(?:tỉnh|thành|huyện|quận|thị|đảng) (?:ủy|uỷ))\s+",
    re.IGNORECASE,
)

# What stands between a unit and the one above it, where that says its type: «xã A - tỉnh B», «A (huyện C, tỉnh B)».
_ABOVE = re.compile(
    r"\s*(?:\s[-–—]\s|,|\()\s*(?=(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tinh|thanh pho|huyen|quan|thi xa)\s)",
    re.IGNORECASE,
)


def era_of(day: date) -> str:
    """The era a day belongs to: «63» before 1 July 2025, «34» from it."""
    return "63" if day < MERGER_DATE else "34"


def level_of(word: str | None) -> str | None:
    """The level that a word stands for («tỉnh», «Cấp xã», «province»); what is none is given back as it stands."""
    if word is None or word in UNIT_LEVELS:
        return word
    if word.isascii():  # typed without marks: «tinh», «cap xa»
        return _LEVELS_WITHOUT_MARKS.get(fold(word).removeprefix("cap "), word)
    return levels_by_key().get(name_key(word).removeprefix(f"{name_key('cấp')} "), word)


@dataclass(frozen=True)
class Alias:
    """Another spelling of one unit, by its official code or its id; era empty: of that code in either era."""

    alias: str
    level: str
    code: str
    geo_era: str = ""


@dataclass(frozen=True)
class Resolution:
    """What a name stands for: `unit_id`, or None with a reason and the units it might be (ids, best first).

    Reasons: `unknown_name`, `ambiguous`, `other_level`, `other_era`, `other_parent`, `empty_name`. What an unknown name
    may mean is a search among all names, milliseconds long: it is made where `likely` is asked for.
    """

    unit_id: str | None
    candidates: tuple[str, ...] = ()
    reason: str | None = None
    search: Callable[[], tuple[str, ...]] | None = field(default=None, repr=False, compare=False)

    def likely(self) -> tuple[str, ...]:
        """The units it might be, those of an unknown name sought by how they are spelled."""
        return self.search() if self.search else self.candidates


@dataclass
class UnitResolver:
    """Finds units by printed name or by code. Built once per run; asking is cheap and remembered."""

    registry: Registry
    aliases: tuple[Alias, ...] = ()
    _names: dict[str, list[Unit]] = field(default_factory=dict, repr=False)
    _plain: dict[str, list[Unit]] = field(default_factory=dict, repr=False)
    _codes: dict[tuple[str, str], list[Unit]] = field(default_factory=dict, repr=False)
    _alias_units: dict[str, list[Unit]] = field(default_factory=dict, repr=False)
    _remembered: dict[tuple[Any, ...], Resolution] = field(default_factory=dict, repr=False)
    _keys: dict[tuple[str | None, str | None], list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls) -> UnitResolver:
        """The resolver over the package's tables and the repo's aliases; what a world changes: `overrides`, `of`."""
        return cls.of((), ())

    @classmethod
    def above_communes(cls) -> UnitResolver:
        """The resolver over nation, provinces and districts, where no commune is meant: made in a tenth of the time."""
        return cls(registry_above_communes(), tuple(read_alias_file(ALIAS_FILE)))

    @classmethod
    def of(cls, changes: Iterable[UnitChange], aliases: Iterable[Alias]) -> UnitResolver:
        """The resolver with these changes and aliases; an alias given here wins over the repo's spelled alike."""
        changed, own = tuple(changes), tuple(aliases)
        if not changed and not own:
            return _shipped()
        spelled = {name_key(alias.alias) for alias in own}
        shipped = tuple(alias for alias in read_alias_file(ALIAS_FILE) if name_key(alias.alias) not in spelled)
        return cls(build_registry(changed), own + shipped)

    def __post_init__(self) -> None:
        names: dict[str, list[Unit]] = defaultdict(list)
        codes: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        key_of = cache(name_key)  # half of all units share their name with another
        for unit in self.registry.units.values():
            names[key_of(_without_type(unit))].append(unit)
            codes[unit.level, unit.code].append(unit)
        self._names, self._codes = dict(names), dict(codes)
        for alias in self.aliases:
            self._alias_units.setdefault(name_key(alias.alias), []).extend(self._meant_by(alias))

    def _meant_by(self, alias: Alias) -> list[Unit]:
        coded = self._codes.get((alias.level, alias.code), [])
        named = self.registry.units.get(alias.code)  # findings print ids, and a person copies what they print
        units = [named] if named and named.level == alias.level else coded
        return [unit for unit in units if not alias.geo_era or unit.in_era(alias.geo_era)]

    def unit(self, unit_id: str) -> Unit:
        """The unit with that id.

        Raises:
            KeyError: there is none.
        """
        return self.registry.units[unit_id]

    def admin_unit_rows(self) -> list[dict[str, object]]:
        """Rows of the contract AdminUnits."""
        return admin_unit_rows(self.registry)

    def lineage_rows(self) -> list[dict[str, object]]:
        """Rows of the contract AdminUnitLineage."""
        return lineage_rows(self.registry)

    def resolve(
        self, name: str, level: str | None = None, era: str | None = None, parent: str | None = None
    ) -> Resolution:
        """The unit that a printed name means.

        Args:
            name: with or without type («Xã Nguyên Giáp», «TP. Yên Bái», «BRVT», «Chính phủ»), with or without «UBND».
            level: `national | province | district | commune` where the source says it.
            era: «63» or «34»; leave out only where the date is unknown.
            parent: unit id or name of the district or province above, where known.
        """
        question = (name, level, era, parent)
        if question not in self._remembered:
            self._remembered[question] = self._resolve(name, level, era, parent)
        return self._remembered[question]

    def is_elsewhere(self, unit_id: str, parent: str, era: str | None = None) -> bool:
        """Whether the unit printed above is known in that era and is not above this one."""
        answer = self.resolve(parent, None, era)
        is_known = answer.unit_id is not None or answer.reason == "ambiguous"
        return is_known and not self._below(self.unit(unit_id), parent, era)

    def resolve_code(self, code: str, level: str, era: str | None = None) -> Resolution:
        """The unit with an official code; a code means nothing without level and era («15»: Yên Bái, then Lào Cai)."""
        text = code.strip()
        if text in self.registry.units:
            return Resolution(text)
        width = {"province": 2, "district": 3, "commune": 5}.get(level, 0)
        found = self._codes.get((level, text), []) or self._codes.get((level, text.zfill(width)), [])
        return _decide([unit for unit in found if era is None or unit.in_era(era)], found, "other_era")

    def _resolve(self, name: str, level: str | None, era: str | None, parent: str | None) -> Resolution:
        bare = name_key(_FURNITURE.sub("", fold(name)))
        if not bare:
            return Resolution(None, (), "empty_name")
        named = self._named(bare)
        if not named and (split := _ABOVE.split(name, maxsplit=1)) and len(split) > 1:
            return self._resolve_below(split[0], level, era, split[1].strip(" )"), parent)
        if not named:
            return Resolution(None, (), "unknown_name", partial(self._near, bare, level, era))
        steps = (
            ("other_level", [u for u in named if level is None or u.level == level]),
            ("other_era", [u for u in named if era is None or u.in_era(era)]),
            ("other_parent", [u for u in named if parent is None or self._below(u, parent, era)]),
        )
        left = named
        for reason, allowed in steps:
            kept = [unit for unit in left if unit in allowed]
            if not kept:
                return Resolution(None, _ids(left), reason)
            left = kept
        return _decide(left, left, "ambiguous")

    def _resolve_below(
        self, own: str, level: str | None, era: str | None, above: str, parent: str | None
    ) -> Resolution:
        """«UBND xã A - tỉnh B», «xã A, huyện C, tỉnh B»: the unit of that name below all the units printed after it."""
        found = self.resolve(own, level, era, parent or above)
        for printed in _ABOVE.split(above):
            if found.unit_id is None:
                return found
            if not self._below(self.unit(found.unit_id), printed.strip(" )"), era):
                return Resolution(None, (found.unit_id,), "other_parent")
        return found

    def _named(self, bare: str) -> list[Unit]:
        """Units of that name: alias, else name with its type, else the bare name, else the same without marks.

        A question without any mark may be of a page that prints none: «Ia Bang» is then «Ia Băng» as well.
        """
        if bare in self._alias_units:
            return self._alias_units[bare]
        plain = self._without_marks(bare)
        for types, table in ((_TYPE_KEYS, self._names), (_TYPES_WITHOUT_MARKS, plain)):
            typed = self._typed(bare, types, table)
            if found := typed or table.get(bare, []):
                alike = self._typed(bare, types, plain) if typed else plain.get(bare, [])
                return list(dict.fromkeys([*found, *alike]))
        return []

    def _typed(self, bare: str, types: dict[str, str], table: dict[str, list[Unit]]) -> list[Unit]:
        for words in (2, 1):
            head, rest = _split_words(bare, words)
            type_vi = types.get(head)
            if type_vi and rest:
                if rest in self._alias_units:
                    same_level = {"Tỉnh": "province"}.get(type_vi)
                    fit = [u for u in self._alias_units[rest] if u.type_vi == type_vi or u.level == same_level]
                    if fit:
                        return fit  # else «Xã Đăk Nông» beside the province that is spelled so
                numbered = name_key(type_vi) if table is self._names else ascii_fold(type_vi)
                named = table.get(f"{numbered} {rest}" if rest.isdigit() else rest, [])  # «Quận 1» is its short name
                return [unit for unit in named if unit.type_vi == type_vi]
        return []

    def _without_marks(self, bare: str) -> dict[str, list[Unit]]:
        """Names without marks, only for a question without any: «Dien Bien» may be Điện Biên, «Điên Biên» not."""
        if not bare.isascii():
            return {}
        if not self._plain:
            plain: dict[str, list[Unit]] = defaultdict(list)
            for key, units in self._names.items():
                plain[ascii_fold(key)].extend(units)
            self._plain = dict(plain)
        return self._plain

    def _below(self, unit: Unit, parent: str, era: str | None) -> bool:
        if parent in self.registry.units:
            above = {parent}
        else:
            above = {found.unit_id for found in self._named(name_key(_FURNITURE.sub("", fold(parent))))}
        return bool(above & self._ancestors(unit, era))

    def _ancestors(self, unit: Unit, era: str | None) -> set[str]:
        """Ids above a unit in the eras asked for; an unchanged commune has its old district and province too."""
        found: set[str] = set()
        current: Unit | None = unit
        while current is not None and current.parent_unit_id is not None:
            found.add(current.parent_unit_id)
            current = self.registry.units.get(current.parent_unit_id)
        if unit.level == "commune" and unit.geo_eras == "63|34" and era != "34":
            found |= _old_parents().get(unit.code, set())
        return found

    def _near(self, bare: str, level: str | None, era: str | None) -> tuple[str, ...]:
        keys = self._keys_of(level, era)
        _, rest = _split_words(bare, 1)
        close = process.extract(bare, keys, scorer=fuzz.ratio, limit=3, score_cutoff=75)
        close += process.extract(rest, keys, scorer=fuzz.ratio, limit=3, score_cutoff=75) if rest else []
        ordered = sorted(close, key=lambda hit: (-hit[1], hit[0]))
        fit = [
            unit
            for key, _, _ in ordered
            for unit in self._names[key]
            if (level is None or unit.level == level) and (era is None or unit.in_era(era))
        ]
        return _ids(fit)

    def _keys_of(self, level: str | None, era: str | None) -> list[str]:
        """Names of units of a level and era, sought once: a file may print thousands of names that nobody knows."""
        if (level, era) not in self._keys:
            self._keys[level, era] = [
                key
                for key, units in self._names.items()
                if any((level is None or u.level == level) and (era is None or u.in_era(era)) for u in units)
            ]
        return self._keys[level, era]


@lru_cache(maxsize=1)
def _shipped() -> UnitResolver:
    """The resolver of a world that changes nothing: made once a process, what it remembers serves all."""
    return UnitResolver(build_registry(()), tuple(read_alias_file(ALIAS_FILE)))


def read_alias_file(path: Path) -> list[Alias]:
    """The rows of an alias file that ships with the repo."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [Alias(row["alias"], row["level"], row["code"], row["geo_era"]) for row in csv.DictReader(stream)]


def _old_parents() -> dict[str, set[str]]:
    from pipelines.reference.admin_units_package import load_tables

    if not _OLD_PARENTS:
        for row in load_tables().old:
            if row.ward_code:
                _OLD_PARENTS[row.ward_code] = {f"D{row.district_code}-63", f"P{row.province_code}-63"}
    return _OLD_PARENTS


_OLD_PARENTS: dict[str, set[str]] = {}


def _split_words(text: str, count: int) -> tuple[str, str]:
    words = text.split(" ")
    return " ".join(words[:count]), " ".join(words[count:])


def _without_type(unit: Unit) -> str:
    """«Kỳ Anh» of «Kỳ Anh (Thị xã)»: short names tell two units of one name below one parent apart in brackets."""
    return unit.short_name_vi.removesuffix(f"({unit.type_vi})").rstrip()


def _ids(units: Iterable[Unit], limit: int = 10) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.unit_id for unit in units))[:limit]


def _decide(left: list[Unit], named: list[Unit], reason: str) -> Resolution:
    ids = _ids(left)
    if len(ids) == 1:
        return Resolution(ids[0])
    if ids:
        return Resolution(None, ids, "ambiguous")
    return Resolution(None, _ids(named), reason if named else "unknown_name")


__all__ = ["NATION", "Alias", "Resolution", "UnitResolver", "era_of", "level_of", "read_alias_file"]
