"""Which page a place, an indicator or a document has, as an address inside the tree of one language. Pure.

What belongs here: addresses and which things have a page. What does not: links as a page writes them (site.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import polars as pl

from pipelines.language import Language
from pipelines.scorecard.marts import Marts

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_LONGEST = 64
_WEB = ("http", "https")


def address(kind: str, key: str) -> str:
    """«unit/P11-63.html»; a key with other letters than those of a file name becomes a hash."""
    is_plain = bool(key) and set(key) <= _SAFE and len(key) <= _LONGEST
    name = key if is_plain else hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{kind}/{name}.html"


def web(url: object) -> str | None:
    """An address of the web as it may stand in a link; None for any other scheme."""
    try:
        parts = urlsplit(str(url or "").strip())
    except ValueError:
        return None
    return str(url).strip() if parts.scheme.lower() in _WEB and parts.netloc else None


@dataclass(frozen=True)
class Addresses:
    """The pages of one site by their keys, and the English names of what rows name in Vietnamese only."""

    units: dict[str, str]
    indicators: dict[str, str]
    plans: dict[str, str]
    indicator_names: dict[str, str]
    unit_names: dict[str, str]

    @classmethod
    def of(cls, marts: Marts) -> Addresses:
        """Pages of the country, every province of both eras, every unit that promised, every indicator and document."""
        chosen = marts.units.filter(pl.col("unit_id").is_in(sorted(marts.paged))).sort("sort_vi", "unit_id")
        return cls(
            {key: address("unit", key) for key in chosen["unit_id"]},
            {key: address("indicator", key) for key in marts.indicators["indicator_code"]},
            {key: address("plan", key) for key in marts.plans["plan_id"]},
            dict(marts.indicators.select("indicator_code", "name_en").iter_rows()),
            dict(marts.units.select("unit_id", "name_en").iter_rows()),
        )

    def unit_name(self, unit_id: str | None, in_vietnamese: str | None, lang: Language) -> str:
        """The name of a unit that a row names by its id and in Vietnamese, in the language of the page."""
        english = self.unit_names.get(unit_id or "") if lang == "en" else None
        return english or in_vietnamese or ""

    def target(self, plan_id: str, target_id: str) -> str | None:
        """Where a commitment stands in the page of its document."""
        page = self.plans.get(plan_id)
        return f"{page}#t-{target_id}" if page else None

    def indicator_name(self, code: str | None, name_vi: str | None, lang: Language) -> str | None:
        """The name of an indicator; a mart with the Vietnamese one only takes the English from the catalogue."""
        english = self.indicator_names.get(code or "") if lang == "en" else None
        return english or name_vi
