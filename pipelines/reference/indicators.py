"""The indicator catalogue: codes, units, ranges, scopes and the names inputs use for them. Pure.

What belongs here: reading the seeds that dbt loads too, and looking a name up exactly. What does not: matching the
sentences of plans (plans room), which is fuzzy and scored.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.settings import PROJECT_ROOT
from pipelines.vietnamese import name_key

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
ALL = "all"


@dataclass(frozen=True)
class Scope:
    """A part or restriction of an indicator with its own unit and highest value."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    valid_max: float | None


@dataclass(frozen=True)
class Indicator:
    """One row of the catalogue seed, typed. `valid_min`/`valid_max` bound what a source may print."""

    code: str
    name_vi: str
    name_en: str
    area: str
    unit: str
    direction: str
    levels: tuple[str, ...]
    aggregation_rule: str
    measure_type: str
    period_basis: str
    synonyms: tuple[str, ...]
    family: str
    level_split: bool
    publication_lag_days: int
    natural_limit: float | None
    valid_min: float | None
    valid_max: float | None
    decimals: int
    source_variants: tuple[str, ...]
    scopes: dict[str, Scope] = field(hash=False)
    methods: tuple[tuple[int, str], ...] = ()

    @property
    def is_stock(self) -> bool:
        """Whether figures stand for a day rather than for a period."""
        return self.period_basis.startswith("point_in_time") or self.measure_type == "stock_ratio"

    @property
    def is_rank(self) -> bool:
        """Whether the value is a place in an order."""
        return self.unit == "rank"

    @property
    def is_count(self) -> bool:
        """Whether the value can only be a whole number."""
        return self.measure_type == "count" or self.is_rank

    def method_of(self, year: int) -> str | None:
        """The version of the method that measured a year; None where the catalogue knows one method only."""
        return next((name for first, name in reversed(self.methods) if first <= year), None)

    def bounds(self, scope_code: str) -> tuple[float | None, float | None]:
        """Lowest and highest value a source may print for a scope."""
        scope = self.scopes.get(scope_code)
        return self.valid_min, scope.valid_max if scope else self.valid_max


@dataclass(frozen=True)
class IndicatorName:
    """What a name in an input stands for."""

    code: str
    scope_code: str = ALL


class IndicatorCatalogue:
    """All indicators by code, in the seed's order, and exact look-up of names."""

    def __init__(self, indicators: Iterable[Indicator], names: dict[str, IndicatorName]) -> None:
        """Index the indicators and the names (keys already normalised by `name_key`)."""
        self.indicators = {indicator.code: indicator for indicator in indicators}
        self._names = names
        # In a document «_» is no letter: it fills what a person leaves blank.
        self._spelled = {name_key(code): IndicatorName(code) for code in self.indicators}

    @classmethod
    def load(cls, folder: Path = SEEDS) -> IndicatorCatalogue:
        """The catalogue from the seeds; with the aliases of a world: `overrides`, `of`.

        Args:
            folder: where the seeds lie.

        Raises:
            FileNotFoundError: the seeds are not where the repo keeps them.
        """
        return _load_seeds(folder)

    @classmethod
    def of(cls, aliases: Iterable[tuple[str, str, str]], folder: Path = SEEDS) -> IndicatorCatalogue:
        """The catalogue from the seeds; the aliases given (alias, code, scope) win over the seed's."""
        base = _load_seeds(folder)
        own = {name_key(alias): IndicatorName(code, scope) for alias, code, scope in aliases}
        return cls(base.indicators.values(), {**base._names, **own}) if own else base

    def get(self, code: str) -> Indicator | None:
        """The indicator with that code, or None."""
        return self.indicators.get(code)

    def resolve(self, name: str) -> IndicatorName | None:
        """The code and scope a name stands for: a code, an alias, or the full Vietnamese or English name; else None."""
        if name.strip() in self.indicators:
            return IndicatorName(name.strip())
        return self._names.get(name_key(name)) or self._spelled.get(name_key(name))

    def codes_by_name(self) -> dict[str, str]:
        """The code behind each name that `resolve` knows beside codes; names normalised and sorted."""
        return {name: self._names[name].code for name in sorted(self._names)}


@lru_cache(maxsize=4)
def _load_seeds(folder: Path) -> IndicatorCatalogue:
    scopes: dict[str, dict[str, Scope]] = {}
    for row in _rows(folder / "indicator_scope.csv"):
        scope = Scope(row["scope_code"], row["name_vi"], row["name_en"], row["unit"], _number(row["valid_max"]))
        scopes.setdefault(row["indicator_code"], {})[scope.code] = scope
    methods: dict[str, list[tuple[int, str]]] = {}
    for row in _rows(folder / "indicator_method.csv"):
        methods.setdefault(row["indicator_code"], []).append((int(row["valid_from_year"]), row["method_version"]))
    indicators = [
        _indicator(row, scopes.get(row["code"], {}), tuple(sorted(methods.get(row["code"], []))))
        for row in _rows(folder / "indicator_catalogue.csv")
    ]
    names: dict[str, IndicatorName] = {}
    for indicator in indicators:
        names.setdefault(name_key(indicator.name_vi), IndicatorName(indicator.code))
        names.setdefault(name_key(indicator.name_en), IndicatorName(indicator.code))
    for row in _rows(folder / "indicator_alias.csv"):
        names[name_key(row["alias"])] = IndicatorName(row["indicator_code"], row["scope_code"])
    return IndicatorCatalogue(indicators, names)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _indicator(row: dict[str, str], scopes: dict[str, Scope], methods: tuple[tuple[int, str], ...]) -> Indicator:
    return Indicator(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        area=row["reform_area"],
        unit=row["unit"],
        direction=row["direction"],
        levels=tuple(row["levels"].split("|")),
        aggregation_rule=row["aggregation_rule"],
        measure_type=row["measure_type"],
        period_basis=row["period_basis"],
        synonyms=tuple(part.strip() for part in row["synonyms"].split("|") if part.strip()),
        family=row["family"],
        level_split=row["level_split"] == "true",
        publication_lag_days=int(row["publication_lag_days"]),
        natural_limit=_number(row["natural_limit"]),
        valid_min=_number(row["valid_min"]),
        valid_max=_number(row["valid_max"]),
        decimals=int(row["decimals"]),
        source_variants=tuple(row["source_variants"].split("|")),
        scopes=scopes,
        methods=methods,
    )
