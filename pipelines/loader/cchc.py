"""`import cchc`: the published marts as polars frames, with what every column means.

    import cchc

    gaps = cchc.load("mart_gap_latest")  # a polars DataFrame
    cchc.columns("mart_gap_latest")      # what its columns mean, in Vietnamese and English
    cchc.marts()                         # which marts there are

`CCHC_DATA` chooses the world (default: the project's `data`); `data=` does so for one call. Reads the published Parquet
files and nothing else: it needs no other part of the project, and a refresh that runs meanwhile does no harm.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl

__all__ = ["columns", "load", "marts"]
_PROJECT = Path(__file__).resolve().parents[2]


def marts(data: str | Path | None = None) -> pl.DataFrame:
    """One row a mart: its name and what a row of it is, in Vietnamese and English."""
    found = sorted(_published(data).items())
    said = [(name, pl.read_parquet_metadata(files[0]).get("mart", "")) for name, files in found]
    return pl.DataFrame(said, schema={"mart": pl.String, "one_row": pl.String}, orient="row")


def load(mart: str, data: str | Path | None = None) -> pl.DataFrame:
    """A mart as a frame.

    Args:
        mart: its name, such as «mart_gap_latest».
        data: the folder of another world; else CCHC_DATA, else the project's.

    Raises:
        FileNotFoundError: nothing is published there, or there is no mart of that name; the text says what to do.
    """
    return pl.read_parquet(_files(mart, data), glob=False)


def columns(mart: str, data: str | Path | None = None) -> pl.DataFrame:
    """One row a column of a mart: name, type, meaning in Vietnamese and in English."""
    path = _files(mart, data)[0]
    meanings = json.loads(pl.read_parquet_metadata(path).get("columns", "{}"))
    rows = [
        (name, str(dtype), meanings.get(name, {}).get("vi"), meanings.get(name, {}).get("en"))
        for name, dtype in pl.read_parquet_schema(path).items()
    ]
    names = ("column", "type", "vi", "en")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _folder(data: str | Path | None) -> Path:
    world = Path(data or os.environ.get("CCHC_DATA") or _PROJECT / "data").expanduser()
    folder = world / "marts" / "parquet"
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: nothing is published yet; run `make run` or set CCHC_DATA")
    return folder


def _published(data: str | Path | None) -> dict[str, list[Path]]:
    """The files of every mart: one, or a folder with one a year where it has grown large."""
    found: dict[str, list[Path]] = {}
    folder = _folder(data)
    for path in sorted(folder.rglob("*.parquet")):
        found.setdefault(path.stem if path.parent == folder else path.parent.name, []).append(path)
    return found


def _files(mart: str, data: str | Path | None) -> list[Path]:
    known = _published(data)
    if mart not in known:
        raise FileNotFoundError(f"no mart {mart!r} in {_folder(data)}; there are: {', '.join(sorted(known))}")
    return known[mart]
