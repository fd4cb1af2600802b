"""The one catalogue of findings: every code that a reader or the warehouse may raise, in two languages. Pure.

What belongs here: reading dbt_project/seeds/finding_rules.csv. What does not: raising findings, counting them (marts).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from pipelines.language import Language
from pipelines.settings import PROJECT_ROOT

CATALOGUE = PROJECT_ROOT / "dbt_project" / "seeds" / "finding_rules.csv"


@dataclass(frozen=True)
class FindingRule:
    """One kind of finding. `severities` it may have; `owner` who can mend it, of the closed list `finding_owner`.

    `has_detail`: what to do differs from place to place (a header, a key), so that the finding's own words are shown
    beside those of its kind.
    """

    code: str
    severities: tuple[str, ...]
    owner: str
    has_detail: bool
    titles: dict[Language, str]
    expectations: dict[Language, str]
    remedies: dict[Language, str]


@cache
def load_finding_rules() -> dict[str, FindingRule]:
    """The catalogue by code.

    Raises:
        FileNotFoundError: the project was installed without its dbt seeds.
    """
    with CATALOGUE.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: _rule(row) for row in csv.DictReader(stream)}


def _rule(row: dict[str, str]) -> FindingRule:
    return FindingRule(
        row["code"],
        tuple(row["severity"].split()),
        row["owner"],
        row["has_detail"] == "true",
        _in_both(row, "title"),
        _in_both(row, "expectation"),
        _in_both(row, "remedy"),
    )


def _in_both(row: dict[str, str], name: str) -> dict[Language, str]:
    return {"vi": row[f"{name}_vi"], "en": row[f"{name}_en"]}
