"""The units of a demo world: provinces of both eras with their offices, districts or communes.

What belongs here: which units there are on a day, and what they are called in file names. What does not: their figures.
The units are the real ones of the register, since names must resolve; everything said of them is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipelines.reference.units import Unit, UnitResolver
from pipelines.vietnamese import name_ascii
from tools.demo.calendar_of import MERGER, Period

# New provinces of each scale: one that joins two; a handful, some of them unchanged; all.
SCALES: dict[str, tuple[str, ...]] = {
    "province": ("Tỉnh Lào Cai",),
    "region": ("Tỉnh Lào Cai", "Tỉnh Lai Châu", "Tỉnh Phú Thọ", "Tỉnh Hà Tĩnh", "Thành phố Huế", "Tỉnh Vĩnh Long"),
    "country": (),
}
AGENCIES = (
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Xây dựng",
    "Sở Y tế",
)


@dataclass(frozen=True)
class Province:
    """One province of one era, or of both; `line` names the predecessor whose ways it continues."""

    unit: Unit
    line: str
    predecessors: tuple[Unit, ...]
    districts: tuple[Unit, ...]
    communes: tuple[Unit, ...]

    @property
    def unit_id(self) -> str:
        """Its versioned id."""
        return self.unit.unit_id

    @property
    def slug(self) -> str:
        """Its name for files, with the id, since names come back after the merger."""
        return f"{name_ascii(self.unit.short_name_vi).lower().replace(' ', '-')}-{self.unit_id.lower()}"

    @property
    def spoken(self) -> str:
        """Its name inside a sentence: «tỉnh Lào Cai»."""
        return f"{self.unit.type_vi.lower()} {self.unit.short_name_vi}"

    def exists(self, period: Period) -> bool:
        """Whether the whole period lies in its lifetime."""
        starts = self.unit.valid_from is None or self.unit.valid_from <= period.start
        return starts and (self.unit.valid_to is None or period.end <= self.unit.valid_to)

    def lives_at(self, day: date) -> bool:
        """Whether it exists on a day."""
        return (self.unit.valid_from is None or self.unit.valid_from <= day) and (
            self.unit.valid_to is None or day <= self.unit.valid_to
        )

    def below(self, day: date) -> tuple[Unit, ...]:
        """The units below it on a day: districts before 1 July 2025, communes from then on."""
        return self.districts if day < MERGER else self.communes

    def level_below(self, day: date) -> str:
        """The level of those units."""
        return "district" if day < MERGER else "commune"


@dataclass(frozen=True)
class Country:
    """All provinces of one scale, of both eras, in a fixed order."""

    scale: str
    resolver: UnitResolver = field(default_factory=UnitResolver.load, compare=False, repr=False)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit of the register."""
        return tuple(sorted(self.resolver.registry.units.values(), key=lambda unit: unit.unit_id))

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """The chosen provinces of today and those they came from."""
        wanted = SCALES[self.scale]
        today = [
            u for u in self.units if u.level == "province" and u.in_era("34") and (not wanted or u.name_vi in wanted)
        ]
        found: list[Province] = []
        for unit in today:
            before = self._before(unit)
            line = (before or (unit,))[0].unit_id
            found += [self._province(one, one.unit_id, ()) for one in before]
            found.append(self._province(unit, line, before))
        return tuple(found)

    def _before(self, unit: Unit) -> tuple[Unit, ...]:
        steps = self.resolver.registry.lineage
        ids = sorted(
            step.predecessor_unit_id
            for step in steps
            if step.successor_unit_id == unit.unit_id != step.predecessor_unit_id
        )
        return tuple(self.resolver.unit(unit_id) for unit_id in ids)

    def _province(self, unit: Unit, line: str, before: tuple[Unit, ...]) -> Province:
        inside = [one for one in self.units if one.province_unit_id == unit.unit_id]
        districts = tuple(one for one in inside if one.level == "district" and one.in_era("63"))
        communes = tuple(one for one in inside if one.level == "commune" and one.in_era("34"))
        return Province(unit, line, before, districts, communes)
