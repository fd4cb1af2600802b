"""A finding: something in an input that a person should know or mend. Pure; every reader returns a list of them.

What belongs here: the shape of a finding and its identity. What does not: deciding what is wrong.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Stage = Literal["plan", "kpi", "reference"]
_THINGS = "(?:blank |hidden )?(?:row|cell|page|column|sheet|rank|number|unit|character)"
_ONE_OF_MANY = re.compile(rf"(?<!\S)1 ({_THINGS})s(?= |:|$)")
_ONE = re.compile(rf"(?<!\S)1 ({_THINGS})(?= |:|$)")


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found wrong or odd: which file, where in it, what was found, what was expected, what to do.

    `error` means rows or a file were not loaded; `warning` means loaded, look at it; `info` is worth knowing.
    `rule` is a code of dbt_project/seeds/finding_rules.csv, which says what it means in two languages; `locator` a
    place a person can go to («sheet KQ, row 12, column D», «page 3»).
    """

    stage: Stage
    file: str
    locator: str
    rule: str
    severity: Severity
    found: str
    expected: str
    remedy: str
    # Above 1 where it also stands for further places of its rule, which were only counted.
    occurrences: int = 1

    def __post_init__(self) -> None:
        """Readers write «{n} rows»: one is said as one here, for all of them."""
        if self.found.startswith("1 "):
            object.__setattr__(self, "found", _ONE_OF_MANY.sub(r"1 \1", self.found))

    @property
    def finding_id(self) -> str:
        """Stable id: the same finding of the same file has the same id in every run."""
        parts = (self.stage, self.file, self.locator, self.rule, self.found)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, str | int]:
        """The finding as a row of the raw table `findings`."""
        return {"finding_id": self.finding_id, **asdict(self)}


def as_listed(found: str) -> str:
    """A text as found_words.yml lists it, for any number: «1 row: …» -> «1 rows: …»."""
    return _ONE.sub(r"1 \1s", found) if found.startswith("1 ") else found
