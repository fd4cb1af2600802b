"""One demo world: its options, its units and its chances, and what a file of it is.

What belongs here: what all carriers share. What does not: any carrier, any document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from tools.demo.books import Table, write, write_book
from tools.demo.calendar_of import Period, months_until, quarters_until
from tools.demo.chance import Chance
from tools.demo.country import AGENCIES, Country, Province
from tools.demo.document_files import document
from tools.demo.dossiers import Counts, Dossiers, added
from tools.demo.ledger import Figure, Mess, Promise
from tools.demo.share_paths import Trajectories
from tools.plan_markup import Source

AS_OF = date(2026, 6, 30)
SEED = 20260630


@dataclass(frozen=True)
class Delivery:
    """One input file (its bytes, or what is still to be written), its sidecar, and what a correct build makes of it."""

    name: str
    content: bytes | Table | tuple[Table, ...] | Source
    sidecar: Mapping[str, object] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    promises: tuple[Promise, ...] = ()
    messes: tuple[Mess, ...] = ()

    @property
    def ending(self) -> str:
        """The ending of its name."""
        return self.name.rpartition(".")[2]

    @property
    def data(self) -> bytes:
        """The file's bytes, written as its name asks for."""
        if isinstance(self.content, Table):
            return write(self.content, self.ending)
        if isinstance(self.content, Source):
            return document(self.content)
        return write_book(self.content) if isinstance(self.content, tuple) else self.content


@dataclass(frozen=True)
class World:
    """A demo world of a scale; `months` is how many months of monthly workbooks it holds."""

    scale: str = "province"
    months: int = 30
    seed: int = SEED
    as_of: date = AS_OF

    @cached_property
    def chance(self) -> Chance:
        """The draws of this world."""
        return Chance(self.seed)

    @cached_property
    def country(self) -> Country:
        """Its units."""
        return Country(self.scale)

    @cached_property
    def shares(self) -> Trajectories:
        """Its courses."""
        return Trajectories(self.chance)

    @cached_property
    def dossiers(self) -> Dossiers:
        """Its counts."""
        return Dossiers(self.chance, self.shares)

    @property
    def quarters(self) -> list[Period]:
        """Quarters with reports."""
        return list(quarters_until(self.as_of))

    @property
    def monthly(self) -> list[Period]:
        """Months with portal workbooks."""
        return list(months_until(self.as_of, self.months))

    def agency_counts(self, province: Province, period: Period) -> dict[str, Counts]:
        """Counts of each provincial agency."""
        return {
            name: self.dossiers.of(province.line, f"{province.unit_id}/{name}", 180 + 90 * place, period)
            for place, name in enumerate(AGENCIES)
        }

    def counts_below(self, province: Province, period: Period) -> dict[str, Counts]:
        """Counts of each unit below, by unit id."""
        size = 700 if province.level_below(period.end) == "district" else 110
        return {
            unit.unit_id: self.dossiers.of(province.line, unit.unit_id, size, period)
            for unit in province.below(period.end)
        }

    def all_counts(self, province: Province, period: Period) -> Counts:
        """Counts of the whole province."""
        return added([*self.agency_counts(province, period).values(), *self.counts_below(province, period).values()])


def published(period: Period, days: int) -> date:
    """The day a file of a period comes out."""
    return period.end + timedelta(days=days)
