"""Paths and options of one world of data, read from the environment when asked for.

What belongs here: where things lie and which date counts. What does not: anything that opens a file.
Nothing is read at import, so tests and the CLI can change the environment first.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PROJECT_ROOT = Path(__file__).resolve().parent.parent


# The first overall reform programme covers 2001-2010; no plan reaches beyond the last date.
FIRST_AS_OF, LAST_AS_OF = date(2001, 1, 1), date(2060, 12, 31)


# Dagster and DuckDB open their files by an address, in which these begin something else.
_NO_PATH = re.compile(r"\?|%[0-9A-Fa-f]{2}")
# What bounds DuckDB's memory in a run. It reads them minutes into one, and its complaint names neither.
MEMORY_BOUNDS = ("CCHC_DBT_MEMORY", "CCHC_PUBLISH_MEMORY")
_MEMORY = re.compile(r"\s*(?=[\d.]*[1-9])\d+(\.\d+)?\s*[KMGT](i?B)?\s*", re.IGNORECASE)


# Exit code of a program that was asked wrongly: what click and argparse end with for a wrong option.
WRONG_SETTING = 2


class SettingsError(ValueError):
    """An environment variable holds something that can't be used; the text says which and what to write."""


def today_in_viet_nam() -> date:
    """The date in Viet Nam now, whatever zone the server is in."""
    return datetime.now(tz=ZoneInfo("Asia/Ho_Chi_Minh")).date()


def last_completed_month_end(today: date) -> date:
    """The last day of the month before `today`: the default of `as_of` (docs/design.md, section 6)."""
    return today.replace(day=1) - timedelta(days=1)


def parse_as_of(text: str, named: str = "CCHC_AS_OF") -> date:
    """Read an as-of date in ISO form; `named`: what the user calls it.

    Raises:
        SettingsError: the text is no date of the form 2025-12-31, or one that no plan of this field reaches.
    """
    expected = f"a date such as 2025-12-31, from {FIRST_AS_OF} to {LAST_AS_OF}"
    try:
        found = date.fromisoformat(text.strip())
    except ValueError as error:
        raise SettingsError(f"{named}: found {text!r}, expected {expected}") from error
    if not FIRST_AS_OF <= found <= LAST_AS_OF:
        raise SettingsError(f"{named}: found {text!r}, expected {expected}")
    return found


def _check_memory() -> None:
    for name in MEMORY_BOUNDS:
        found = os.environ.get(name) or ""
        if found and not _MEMORY.fullmatch(found):
            raise SettingsError(f"{name}: found {found!r}, expected an amount such as 3GB or 800MB")


@dataclass(frozen=True)
class Settings:
    """One world: `data` holds `raw/` (inputs), `marts/` (published) and `.work/` (private)."""

    data: Path
    as_of: date
    keep_builds: int = 7

    @classmethod
    def from_env(cls, as_of: str | None = None, today: date | None = None) -> Settings:
        """Read CCHC_DATA, CCHC_AS_OF and CCHC_KEEP_BUILDS; an explicit `as_of` wins over the environment.

        Raises:
            SettingsError: CCHC_AS_OF is no date, CCHC_KEEP_BUILDS no positive whole number, a bound of memory no
                amount, or CCHC_DATA a folder in which databases can't be opened.
        """
        data = Path(os.environ.get("CCHC_DATA") or PROJECT_ROOT / "data").expanduser().resolve()
        if held := _NO_PATH.search(str(data)):
            raise SettingsError(f"CCHC_DATA: found {str(data)!r}, expected a folder without «{held[0]}» in its path")
        text = as_of or os.environ.get("CCHC_AS_OF") or ""
        keep = os.environ.get("CCHC_KEEP_BUILDS") or "7"
        if not keep.isdecimal() or int(keep) < 1:
            raise SettingsError(f"CCHC_KEEP_BUILDS: found {keep!r}, expected a whole number from 1")
        _check_memory()
        chosen = parse_as_of(text) if text else last_completed_month_end(today or today_in_viet_nam())
        return cls(data=data, as_of=chosen, keep_builds=int(keep))

    @property
    def raw(self) -> Path:
        """Inputs; the whole truth."""
        return self.data / "raw"

    @property
    def marts(self) -> Path:
        """What is published."""
        return self.data / "marts"

    @property
    def work(self) -> Path:
        """Private work files: raw tables, the build database, caches."""
        return self.data / ".work"

    @property
    def side_worlds(self) -> Path:
        """The worlds of other days that `cchc ask` keeps: each a world of its own, which clears itself away."""
        return self.work / "asked"

    @property
    def tables(self) -> Path:
        """Raw tables as Parquet, one file per contract."""
        return self.work / "tables"

    @property
    def build_database(self) -> Path:
        """The private database only dbt writes."""
        return self.work / "build.duckdb"
