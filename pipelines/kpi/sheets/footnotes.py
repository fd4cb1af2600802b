"""Marks of footnotes behind figures and names («880*», «Huyện Yên Định (*)») and what the footnotes say. Pure.

What belongs here: cells without their marks, the footnote in the note of the figures it is of. What does not: what a
printed number is worth (figures/printed_number.py), notes of documents' prose.

A figure whose footnote says that it was estimated, aimed at or is of another period keeps its mark, so that it is held
back as no number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.kpi.file_context import FileContext, locator
from pipelines.kpi.headers.periods import stated_periods
from pipelines.kpi.sheets.figure_shapes import FIGURE, is_figure
from pipelines.kpi.sheets.sheet import Sheet, columns_with
from pipelines.vietnamese import fold, name_ascii

_MARK = r"[*†‡§]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\((?:\*+|\d)\)"
_FIGURE = re.compile(rf"({FIGURE})\s*({_MARK})")
_NAME = re.compile(r"(.*[^\W\d_])\s*(\*+|\(\*+\))")
_ENDS = rf"(?:{_MARK})$"
_NOTE = re.compile(rf"(?:\W*ghi chú\s*[:.]?\s*)?({_MARK})\s*[:.]?\s*(.*\w{{2}}.*)", re.IGNORECASE)
_AIMED = r"(?<!\w)(?:ước|dự kiến|mục tiêu|phấn đấu|(?:số|số liệu|chỉ tiêu) kế hoạch)(?!\w)"
_NO_RESULT = (re.compile(_AIMED), re.compile(name_ascii(_AIMED)))
_LONGEST, _TOP_ROWS = 300, 20
_EXPECTED = "figures without a footnote, or one that does not change them"
_REMEDY = (
    "read the footnote; where the figure is a part only or an estimate, take it out, or give it in a tidy file with"
    " scope_code"
)


@dataclass(frozen=True)
class Marked:
    """A cell that bore a mark: row and column letter as a person counts them, the mark, and whether it is a name."""

    row_no: int
    column: str
    mark: str
    printed: str
    is_name: bool


def without_marks(sheet: Sheet, lines: Iterable[str]) -> tuple[Sheet, list[Marked], dict[str, str]]:
    """The sheet with its marks taken off, the cells that bore them, and the text of each mark's footnote.

    `lines` are those that a document prints outside its tables.
    """
    places = columns_with(sheet.cells, _ENDS)
    if not places:
        return sheet, [], {}
    notes = _notes([*_rows_as_lines(sheet), *lines])
    kept = _of_other_figures(sheet, notes)
    found: list[Marked] = []
    changed = [
        pl.Series(
            column.name,
            [_bare(sheet, notes, kept, found, (row, place), cell) for row, cell in enumerate(column)],
            pl.String,
        )
        for place in places
        for column in [sheet.cells.to_series(place)]
    ]
    return (replace(sheet, cells=sheet.cells.with_columns(changed)) if found else sheet), found, notes


def _bare(
    sheet: Sheet,
    notes: dict[str, str],
    kept: frozenset[str],
    found: list[Marked],
    at: tuple[int, int],
    cell: str | None,
) -> str | None:
    """A cell without its mark; as it stands where it bears none, or one that is kept."""
    row, place = at
    figure = _FIGURE.fullmatch(cell) if cell else None
    match = figure or (_NAME.fullmatch(cell) if cell else None)
    if match is None or _key(match[2]) in kept:
        return cell
    is_told = _key(match[2]) in notes
    if match[2][1:-1].isdigit() and not is_told:
        return cell  # «4 (1)» may be a rank and a score where nothing below says (1)
    if not figure and not (is_told and any(map(is_figure, sheet.cells.row(row)))):
        return cell
    found.append(Marked(sheet.row_no(row), sheet.column_name(place), match[2], cell or "", not figure))
    return match[1].strip()


def _of_other_figures(sheet: Sheet, notes: dict[str, str]) -> frozenset[str]:
    """The marks whose footnotes say that the figure was estimated or aimed at, or is of another period."""
    rows = sheet.cells.head(_TOP_ROWS).iter_rows()
    own = _ends((*sheet.lead, *(cell for row in rows for cell in row if cell and not _NOTE.fullmatch(cell))))
    return frozenset(
        key
        for key, note in notes.items()
        if any(form.search(fold(note)) for form in _NO_RESULT) or not _ends([note]) <= own
    )


def _ends(lines: Iterable[str]) -> set[date]:
    said = [stated_periods(line) for line in lines]
    return {period.end for one in said for period in (*one.periods, *one.dated) if period.end}


def _rows_as_lines(sheet: Sheet) -> Iterable[str]:
    for row in sheet.cells.tail(_LONGEST).iter_rows():
        filled = [cell for cell in row if cell]
        if filled and not any(map(is_figure, filled)):
            yield " ".join(filled)


def _notes(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        for part in line.split("\n"):
            if match := _NOTE.fullmatch(part.strip()):
                found.setdefault(_key(match[1]), part.strip()[:_LONGEST])
    return found


def _key(mark: str) -> str:
    """«(*)» below a table is the footnote of «*» in it, «(1)» that of «¹»."""
    return unicodedata.normalize("NFKC", mark).strip("()")


def say_marks(sheet: Sheet, marked: Sequence[Marked], notes: dict[str, str], context: FileContext) -> None:
    """One finding a mark: where it stands first, behind how many figures, and its footnote."""
    for mark in dict.fromkeys(one.mark for one in marked):
        of_mark = [one for one in marked if one.mark == mark]
        first = of_mark[0]
        said = notes.get(_key(mark), "no line below the table says what the mark means")
        found = f"{len(of_mark)} cells, the first «{first.printed}»: {said}"
        place = locator(sheet.name or None, first.row_no, first.column)
        context.add(place, "footnote", "warning", found, _EXPECTED, _REMEDY)


def with_notes(long: pl.DataFrame, marked: Sequence[Marked], notes: dict[str, str]) -> pl.DataFrame:
    """Long rows with the footnotes in `note`: those of their own cells, of the row's name, or of a rate's counts."""
    if not marked:
        return long
    text = {one: notes.get(_key(one.mark), one.mark) for one in marked}
    of_cell = {(one.row_no, one.column): text[one] for one in marked}
    of_name = {one.row_no: text[one] for one in marked if one.is_name}
    of_row = {one.row_no: text[one] for one in reversed(marked)}
    columns = ("row_no", "column_name", "numerator", "is_computed", "note")
    said = [
        _joined(note, of_cell.get((row, letter)) or of_name.get(row) or (of_row.get(row) if top or computed else None))
        for row, letter, top, computed, note in long.select(columns).iter_rows()
    ]
    return long.with_columns(pl.Series("note", said, pl.String))


def _joined(note: str | None, footnote: str | None) -> str | None:
    return "; ".join(filter(None, [note, footnote])) or None
