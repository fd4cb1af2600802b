"""A workbook for each group of marts, with Vietnamese headings and a sheet that explains every column. Pure.

What belongs here: which marts share a workbook, headings. What does not: cells (sheets.py), the meanings
(publishing/dictionary.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.exports.sheets import MOST_ROWS, Sheet, write_workbook
from pipelines.found_words import found_in_words, with_names
from pipelines.language import place_said
from pipelines.publishing.dictionary import Dictionary, Model
from pipelines.publishing.finding_names import finding_names
from pipelines.publishing.parquet import read_mart, scan_mart
from pipelines.publishing.simulated import is_simulated_build

SYNTHETIC = "DỮ LIỆU MÔ PHỎNG / SYNTHETIC DATA: các con số trong tệp này không có thật"
FINDINGS = "mart_quality_findings"
_LONGEST_NAME = 31  # of a sheet
# A meaning's first words are its heading: what follows explains them.
_EXPLAINS = re.compile(r"[;:,(«]|\s[-–]\s")


def headings(model: Model) -> list[str]:
    """Short Vietnamese headings; a column whose first words another one has too keeps its own name beside them."""
    short = {name: _EXPLAINS.split(column.vi, maxsplit=1)[0].strip() for name, column in model.columns.items()}
    said = list(short.values())
    return [text if said.count(text) == 1 else f"{text} ({name})" for name, text in short.items()]


def write_workbooks(build: Path, folder: Path, words: Dictionary) -> Iterator[tuple[str, list[str]]]:
    """Write `<group>.xlsx` for every group; yields each with the marts that have too many rows for a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    notice = _notice(build)
    for group in sorted({model.folder for model in words.models.values()}):
        models = [model for model in words.models.values() if model.folder == group]
        kept = [model for model in models if _fits(build, model)]
        sheets = [_explained(kept, notice), *(_sheet(model, _rows(build, model)) for model in kept)]
        write_workbook(folder / f"{group}.xlsx", sheets)
        yield group, [model.name for model in models if model not in kept]


def _rows(build: Path, model: Model) -> pl.DataFrame:
    """A mart's rows; what findings found is said in Vietnamese with the names people use, as the headings are."""
    rows = read_mart(build, model.name)
    if model.name != FINDINGS:
        return rows
    names = finding_names(read_mart(build, "dim_indicator"), read_mart(build, "dim_admin_unit"), "vi")
    said = {
        "found": [with_names(found_in_words(found or "", "vi"), names) or None for found in rows["found"]],
        "places": [place_said(places or "", "vi") or None for places in rows["places"]],
    }
    return rows.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in said.items())


def _sheet(model: Model, rows: pl.DataFrame) -> Sheet:
    return Sheet(model.name[:_LONGEST_NAME], rows, headings(model))


def _notice(build: Path) -> list[str]:
    """What stands above the first sheet of a workbook of a simulated world."""
    return [SYNTHETIC] if is_simulated_build(build) else []


def _explained(models: list[Model], above: list[str]) -> Sheet:
    """The dictionary of the workbook: sheet, heading, column, type, meaning in both languages."""
    rows = [
        (model.name, heading, column.name, column.type, column.vi, column.en)
        for model in models
        for heading, column in zip(headings(model), model.columns.values(), strict=True)
    ]
    names = ["sheet", "heading", "column", "type", "vi", "en"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    titles = ["Trang", "Đầu cột", "Tên cột", "Kiểu", "Nghĩa", "Meaning"]
    return Sheet("Từ điển", frame, titles, above, widths={"vi": 70, "en": 70})


def _fits(build: Path, model: Model) -> bool:
    """Whether a sheet holds the rows of a mart, asked of its files before they are read."""
    return int(scan_mart(build, model.name).select(pl.len()).collect().item()) < MOST_ROWS
