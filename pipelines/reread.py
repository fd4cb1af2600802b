"""Which files a run reads again though they lie as they did when they were read last. Pure.

What belongs here: choosing them by name, folder or province. What does not: keeping readings (kept_readings.py), where
a person says so (resources.py). What a run gives does not depend on it: readings are kept by all that decides them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.inputs import STAGES, InputFile, find_inputs
from pipelines.raw_tables import read_table
from pipelines.vietnamese import ascii_fold

_NO_LETTER = re.compile(r"[^a-z0-9]+")
# Raw tables that say whose a file is, and the column with the unit.
_OWNERS = (("plan_documents", "issuer_unit_id"), ("kpi_observations", "unit_id"))


class UnknownFileError(ValueError):
    """A file or province was asked for that the world does not hold; the text says which, and what is near."""


@dataclass(frozen=True)
class Reread:
    """Files to read again: names or folders below raw/, and the files of one province; nothing chooses none."""

    names: tuple[str, ...] = ()
    province: str = ""

    def chosen(self, inputs: Iterable[InputFile], tables: Path) -> set[InputFile]:
        """Those of the inputs that are to be read again.

        Args:
            inputs: files of any stage.
            tables: the raw tables of the last run, which say whose a file is.
        """
        of_province = _files_of(self.province, tables) if self.province else set()
        return {
            item
            for item in inputs
            if any(_is_below(item.source_file, name) for name in self.names)
            or item.source_file in of_province
            or (self.province and _bears(item.source_file, self.province))
        }

    def check(self, raw: Path, tables: Path) -> None:
        """Say what of it means nothing in this world.

        Raises:
            UnknownFileError: a name is no file or folder of the world, or no file is of the province.
        """
        if not (self.names or self.province):
            return
        inputs = [item for stage in STAGES for item in find_inputs(raw, stage)[0]]
        files = [item.source_file for item in inputs]
        for name in self.names:
            if not any(_is_below(file, name) for file in files):
                near = ", ".join(difflib.get_close_matches(name, files, 3, 0.5)) or "none"
                raise UnknownFileError(
                    f"reread: found {name!r}, expected a file or folder below {raw} such as kpi/a.xlsx; near: {near}"
                )
        if self.province and not Reread(province=self.province).chosen(inputs, tables):
            raise UnknownFileError(
                f"province: found {self.province!r}, expected the name of a province that gave a file, such as "
                "«Hà Giang»; no file of this world bears it or was read as its"
            )


def _is_below(file: str, name: str) -> bool:
    wanted = name.strip().strip("/").removeprefix("raw/")
    return bool(wanted) and (file == wanted or file.startswith(f"{wanted}/"))


def _bears(file: str, province: str) -> bool:
    """Whether a file's name says whose it is: «kpi/ha-giang-2024.csv»."""
    return f" {_words(province)} " in f" {_words(file)} "


def _words(text: str) -> str:
    return _NO_LETTER.sub(" ", ascii_fold(text)).strip()


def _files_of(province: str, tables: Path) -> set[str]:
    """The files whose rows were a province's, or its units', when they were read last."""
    try:
        units = _units_of(province, read_table(tables, "admin_units"))
        owners = [read_table(tables, table).select("source_file", pl.col(unit)) for table, unit in _OWNERS]
    except FileNotFoundError:
        return set()  # nothing was read yet, so that everything is read anyway
    return {file for rows in owners for file, unit in rows.unique().iter_rows() if unit in units}


def _units_of(province: str, units: pl.DataFrame) -> set[str]:
    """The ids of the provinces of a name, in every era, and of everything in them."""
    provinces = units.filter(pl.col("level") == "province").select("unit_id", "name_vi", "short_name_vi", "name_en")
    wanted = _words(province)
    mine = [unit for unit, *names in provinces.iter_rows() if wanted in map(_words, names)]
    return {*mine, *units.filter(pl.col("province_unit_id").is_in(mine))["unit_id"]}
