"""Numbers that the rules use, by name, from the seed that dbt reads too. Pure.

What belongs here: looking one up. What does not: the numbers (dbt_project/seeds/parameters.csv).
"""

from __future__ import annotations

import csv
from functools import cache

from pipelines.reference.indicators import SEEDS


@cache
def _parameters() -> dict[str, float]:
    with (SEEDS / "parameters.csv").open(encoding="utf-8", newline="") as stream:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(stream)}


def parameter(name: str) -> float:
    """A number of the rules.

    Raises:
        KeyError: the seed has no parameter of that name.
    """
    return _parameters()[name]
