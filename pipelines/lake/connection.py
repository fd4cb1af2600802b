"""Opening the lake: DuckDB with the extensions that came as packages; nothing is fetched and no home folder written.

What belongs here: loading extensions, attaching, errors in words. What does not: what is read or written.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.lake.place import LakePlace, without_password
from pipelines.publishing.sql_text import quoted

if TYPE_CHECKING:
    import duckdb

# The catalogue's own name inside a connection, and the one schema that everything lies in.
LAKE = "lake"
_MADE_MEANWHILE = "already exists"
_INSTALL = "`make lake-setup` installs it"


class LakeError(RuntimeError):
    """The lake could not be opened, read or written; nothing was changed. The text says why and what to do."""


def missing_extensions(place: LakePlace) -> list[str]:
    """The extensions this lake needs whose packages are not installed; empty where all are."""
    return [name for name in _needed(place) if importlib.util.find_spec(f"duckdb_extension_{name}") is None]


@contextmanager
def open_lake(place: LakePlace, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the lake is the default catalogue.

    Args:
        place: which lake.
        read_only: refuse to write; the lake must exist.

    Raises:
        LakeError: an extension is not installed, or the catalogue can't be opened.
    """
    import duckdb

    if missing := missing_extensions(place):
        raise LakeError(f"the DuckDB extension {missing[0]} is not installed: {_INSTALL}")
    if not place.is_shared:
        _prepare_own(Path(place.catalogue), read_only)
    with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as db:
        for name in _needed(place):
            db.execute(f"load {quoted(_extension_file(name, duckdb.__version__))}")
        _attach(db, place, read_only)
        db.execute(f"use {LAKE}")
        yield db


def _attach(db: duckdb.DuckDBPyConnection, place: LakePlace, read_only: bool) -> None:
    """Attach the lake; where it is new, the first of several writers makes its catalogue and the others find it."""
    import duckdb

    for last in (False, False, True):
        try:
            db.execute(_attachment(place, read_only))
            return
        except duckdb.Error as error:
            if last or _MADE_MEANWHILE not in str(error):
                raise LakeError(f"{place.said}: can't be opened: {without_password(str(error))}") from error
            time.sleep(1)


def _prepare_own(catalogue: Path, read_only: bool) -> None:
    if not read_only:
        catalogue.parent.mkdir(parents=True, exist_ok=True)
    elif not catalogue.exists():
        raise LakeError(f"{catalogue}: nothing is published yet; run `make run-lake` first")


def _needed(place: LakePlace) -> tuple[str, ...]:
    return ("postgres_scanner", "ducklake") if place.is_shared else ("ducklake",)


def _extension_file(name: str, version: str) -> Path:
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    if found is None or not found.submodule_search_locations:
        raise LakeError(f"the DuckDB extension {name} is not installed: {_INSTALL}")
    folder = Path(found.submodule_search_locations[0]) / "extensions" / f"v{version}"
    file = folder / f"{name}.duckdb_extension"
    if not file.is_file():
        raise LakeError(f"the package of the DuckDB extension {name} is not one for DuckDB {version}: {_INSTALL}")
    return file


def _attachment(place: LakePlace, read_only: bool) -> str:
    # Rows stay in Parquet, however few: every mart is then readable by anything that reads Parquet.
    options = "read_only" if read_only else f"data_path {quoted(place.files)}, data_inlining_row_limit 0"
    return f"attach {quoted('ducklake:' + place.catalogue)} as {LAKE} ({options})"
