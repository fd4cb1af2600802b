"""The names that people use of what findings name by code or id: indicators and units. Pure.

What belongs here: names from the marts of one build. What does not: the texts of findings (found_words.py).
"""

from __future__ import annotations

import polars as pl

from pipelines.language import Language
from pipelines.publishing.said import short_name


def finding_names(indicators: pl.DataFrame, units: pl.DataFrame, language: Language) -> dict[str, str]:
    """Names by code of dim_indicator and id of dim_admin_unit; the short name where an indicator has one.

    Args:
        indicators: rows of dim_indicator.
        units: rows of dim_admin_unit.
        language: of the names; the Vietnamese one where there is no other.
    """
    name = pl.coalesce(f"name_{language}", "name_vi")
    named = {code: short_name(text) for code, text in indicators.select("indicator_code", name).iter_rows()}
    return named | dict(units.select("unit_id", name).iter_rows())
