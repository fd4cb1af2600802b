"""Which row of a table's body is what: unit, agency, group, total, furniture. Pure.

What belongs here: the words of layouts/_rows.yml applied to rows, labels one column off, districts above communes. What
does not: the figures of a row (row_measures.py), which unit a name means (unit_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypedDict

from pipelines.kpi.bodies.sheet_state import Line, Reading
from pipelines.kpi.bodies.table_end import is_other_header, is_other_table
from pipelines.kpi.headers.header_words import FOLDER, bare_key, is_empty_head, plain_key
from pipelines.kpi.headers.matching import HeaderMatch, is_column_numbers
from pipelines.kpi.headers.other_periods import part_of_year
from pipelines.kpi.headers.periods import Period, find_period
from pipelines.kpi.sheets.figure_shapes import is_figure
from pipelines.kpi.sheets.merged_names import names_below
from pipelines.vietnamese import BLANKS, ascii_fold, name_key, roman_to_int
from pipelines.yaml_files import read_yaml

NUMBERING = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[A-Da-d])\s*[.)/]\s*(?=[^\W\d])|^[-+•*]\s*")
_PERIOD_HEADS = ("thang", "quy", "nam")
_BARE_PERIOD = re.compile(r"[\dIVXivx]{1,4}(?:\s*[/-]\s*\d{4})?")
# «Thanh Hóa, ngày 02 tháng 7 năm 2024»: where and when a report was signed.
_DATELINE = re.compile(r"ng[àa]y\s+[\d.…]+\s+th[áa]ng\s+[\d.…]+\s+n[ăa]m\s+\d{4}", re.IGNORECASE)
_ZERO = re.compile(r"0+(?:[.,]0+)?")
_BRACKETED = re.compile(r"(?P<name>.+?)\s*\((?P<words>[^()]+)\)")
_ROW_NUMBER = re.compile(r"[\d.\s]+|[IVXLC]+|[A-D]")
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Said:
    """Words as keys; asked with a key that may lack its tone marks («Tong cong»)."""

    keys: frozenset[str]
    plain: frozenset[str]

    def is_in(self, key: str) -> bool:
        """Whether the key is one of the words."""
        return key in self.keys or (key.isascii() and key in self.plain)

    def begins(self, key: str) -> bool:
        """Whether the key begins with one of the words, up to the end of a word."""
        words = key.split(" ")
        return any(self.is_in(" ".join(words[:length])) for length in range(1, min(len(words), 8) + 1))


def said(words: list[str]) -> Said:
    """Words of a YAML list."""
    keys = frozenset(name_key(word) for word in words)
    return Said(keys, frozenset(ascii_fold(key) for key in keys))


@dataclass(frozen=True)
class RowWords:
    """Words that tell rows apart, from layouts/_rows.yml."""

    totals: Said
    total_heads: Said
    groups: tuple[tuple[str, Said], ...]
    agencies: Said
    skipped: Said
    no_data: Said
    signatures: Said
    with_levels_below: Said
    fields: tuple[tuple[str, str], ...]
    answers: dict[str, int] = field(hash=False)


class Content(TypedDict):
    """layouts/_rows.yml; see the comments there."""

    totals: list[str]
    total_heads: list[str]
    groups: dict[str, list[str]]
    agencies: list[str]
    skipped: list[str]
    signatures: list[str]
    no_data: list[str]
    with_levels_below: list[str]
    fields: dict[str, list[str]]
    answers: dict[int, list[str]]


@lru_cache(maxsize=1)
def load_row_words() -> RowWords:
    """The row words.

    Raises:
        FileNotFoundError: the package was installed without its layouts.
    """
    content = read_yaml(FOLDER / "_rows.yml", Content)
    fields = [(name_key(word), scope) for scope, words in content["fields"].items() for word in words]
    answers = {name_key(word): step for step, words in content["answers"].items() for word in words}
    answers |= {ascii_fold(word): step for word, step in answers.items()}
    return RowWords(
        said(content["totals"]),
        said(content["total_heads"]),
        tuple((level, said(words)) for level, words in content["groups"].items()),
        said(content["agencies"]),
        said(content["skipped"]),
        said(content["no_data"]),
        said(content["signatures"]),
        said(content["with_levels_below"]),
        tuple(fields),
        answers,
    )


def group_level(key: str) -> tuple[str, bool] | None:
    """The level a group row opens, and whether its label is such a word alone; None for any other label."""
    for level, words in load_row_words().groups:
        if words.is_in(key):
            return level, True
    return next(((level, False) for level, words in load_row_words().groups if words.begins(key)), None)


# --- the rows of a body ----------------------------------------------------------------------------------------------


@dataclass
class _State:
    """What the rows above say of the next one."""

    group: str | None = None
    district: str | None = None
    district_number: str = ""
    is_named_group: bool = False
    has_figures: bool = False
    numbers: set[str] = field(default_factory=set)
    is_signed: bool = False
    beside: str = ""


def lines(reading: Reading) -> Iterator[Line]:
    """The body's rows in order; furniture, repeated headers and names below the table left out."""
    state, headers = _State(), _header_rows(reading)
    filled = _merged_cells(reading)
    for position, row in enumerate(reading.sheet.cells.slice(reading.match.body).iter_rows(), start=reading.match.body):
        if position in filled:
            cells = tuple(filled[position].get(place, cell) for place, cell in enumerate(row))
        else:
            cells = row
        if not any(cells) or is_column_numbers(cells) or cells in headers or row in headers:
            continue
        if is_other_table(reading, position, cells) or is_other_header(reading, position, cells):
            return
        line = _line(reading, position, cells, state)
        if line is not None:
            yield line


def _header_rows(reading: Reading) -> set[Row]:
    """The header's rows: a print repeats them on every page."""
    match, cells = reading.match, reading.sheet.cells
    return {cells.row(place) for place in range(match.top, match.body)}


def _merged_cells(reading: Reading) -> dict[int, dict[int, str]]:
    """Names and periods written once for several rows: row -> column -> text."""
    match = reading.match
    repeated = (place for name in ("period", "above") for place in match.repeated.get(name, []))
    wanted = {match.columns.get("unit"), *repeated} - {None}
    return names_below(reading.sheet, {place for place in wanted if place is not None}, match.body)


def _line(reading: Reading, position: int, row: Row, state: _State) -> Line | None:
    words, match = load_row_words(), reading.match
    label, number = _label(row, match)
    label = _without_levels_below(label)
    cells = {
        name: text
        for name, place in reading.wanted
        if (text := row[place]) and (text.isdigit() or text.lower() not in BLANKS)
    }
    if reading.spec.get("zero_is_blank"):
        cells = {name: t for name, t in cells.items() if not is_zero_for_blank(reading, position, label, name, t)}
    if _says_no_data(label):
        remedy = "nothing to do: the export is empty"
        reading.context.add(reading.place(position), "no_data", "info", label, "figures", remedy)
        return None
    measured = [text for name, text in cells.items() if name in reading.measured]
    has_digits = bool(number) or any(_has_digits(cell) for cell in measured)
    state.is_signed = not has_digits and (state.is_signed or _is_signature(row, words))
    if state.is_signed:
        return None
    figures = bool(measured) and (bool(label) or any(map(is_figure, measured)))
    kind, state.group = _kind(label, "1" if number.isdigit() else number, state.group, figures)
    line = Line(position, kind, label, state.group, cells, number=number)
    _place_below(reading, line, state, figures)
    _place_beside(reading, line, row, state)
    if kind == "furniture" or (kind == "group" and not figures):
        return None
    line.period = row_period(reading, line, row)
    if "unit" not in match.columns and line.kind in ("unnamed", "total") and "period" in match.columns:
        # A row of a period is of the unit that reports; a total over periods is of none of them.
        line.kind, line.label = ("total", line.period.label) if line.period else ("skipped", label or "a total")
    return line


def _has_digits(cell: str) -> bool:
    return cell.isdigit() or any(char.isdigit() for char in _DATELINE.sub("", cell))


@lru_cache(maxsize=50_000)
def _says_no_data(label: str) -> bool:
    return load_row_words().no_data.begins(name_key(label))


def is_zero_for_blank(reading: Reading, position: int, label: str, name: str, text: str) -> bool:
    """A total of 0 of an index that nobody ever scored 0: a sum over blank cells, no figure."""
    if name not in reading.spec.get("zero_is_blank", ()) or not _ZERO.fullmatch(text):
        return False
    reading.context.add(
        reading.place(position, name),
        "zero_for_blank",
        "warning",
        f"{label}: {text}",
        "a score above 0",
        "not loaded: a sum over blank cells; type the score if there is one",
    )
    return True


def _is_signature(row: Row, words: RowWords) -> bool:
    """Whether a cell of the row begins with who signs («Người lập biểu», «Thủ trưởng đơn vị»)."""
    return any(words.signatures.begins(name_key(cell)) for cell in row if cell)


def _label(row: Row, match: HeaderMatch) -> tuple[str, str]:
    """The row's name and its number; the name may sit one column off, a total in the number's cell."""
    unit_column, number_column = match.columns.get("unit"), match.columns.get("number")
    number = str(row[number_column] or "") if number_column is not None else ""
    label = str(row[unit_column] or "") if unit_column is not None else ""
    if not label and number and not _ROW_NUMBER.fullmatch(number.strip(" .)")):
        return number, ""
    if not label and unit_column is not None and (found := _label_beside(row, match, unit_column)) is not None:
        return found, number.strip(" .)")
    if label and not number:
        split = re.fullmatch(
            r"([IVXLC]+|\d+(?:\.\d+)*)\s*[.)\-/]?\s+(\D.*)|([IVXLC]+|\d+(?:\.\d+)*)[.)]\s*(\D.*)", label
        )
        if split:
            number, label = split[1] or split[3], split[2] or split[4]
    return label, number.strip(" .)")


def _without_levels_below(label: str) -> str:
    """«Huyện Yên Định» of «Huyện Yên Định (cả cấp xã)»: a unit's figure is of all its levels unless a row says less."""
    found = _BRACKETED.fullmatch(label) if label.endswith(")") else None
    is_whole = found and load_row_words().with_levels_below.is_in(name_key(found["words"]))
    return found["name"] if found and is_whole else label


def _label_beside(row: Row, match: HeaderMatch, unit_column: int) -> str | None:
    """The name one column off; below a code's header only what opens a group («III | Cấp xã», one cell spanning)."""
    taken = set(match.columns.values()) - {unit_column}
    for place in (unit_column + 1, unit_column - 1):
        cell = str(row[place] or "") if 0 <= place < len(row) else ""
        if cell and (place not in taken or group_level(name_key(cell))):
            return cell
    return None


@lru_cache(maxsize=50_000)
def _kind(label: str, number: str, group: str | None, has_figures: bool) -> tuple[str, str | None]:
    """What a row is, and the group in force after it."""
    words = load_row_words()
    key = name_key(NUMBERING.sub("", label))
    if not key:
        return ("furniture" if not has_figures else "unnamed"), group
    if _is_total(key, label):
        return "total", group
    if words.skipped.begins(key):
        return "skipped", group
    found = group_level(_without_total_head(key))
    roman = bool(number) and number.isupper() and not number.isdigit() and roman_to_int(number) is not None
    if found and (roman or not has_figures or found[1] or key != _without_total_head(key)):
        return "group", found[0]
    if roman and not has_figures:
        return "group", group
    if not has_figures:
        numbered = re.fullmatch(r"[\d.]+|[IVXLC]+", number) is not None
        return ("blank" if numbered else "furniture"), group
    return ("agency" if words.agencies.begins(key) or group == "agency" else "unit"), group


def _is_total(key: str, label: str) -> bool:
    """«Tổng cộng», «TỔNG CỘNG (I+II):», «Tổng cộng toàn tỉnh»; «Tổng cộng cấp huyện» is the total of a group."""
    words = load_row_words()
    bare = bare_key(label)
    if words.totals.is_in(key) or words.totals.is_in(bare):
        return True
    rest = _without_total_head(bare)
    return rest != bare and (words.totals.is_in(rest) or is_empty_head(rest))


def _without_total_head(key: str) -> str:
    heads = load_row_words().total_heads
    parts = key.split(" ")
    length = next((n for n in (2, 1) if len(parts) > n and heads.is_in(" ".join(parts[:n]))), 0)
    return " ".join(parts[length:])


def _place_below(reading: Reading, line: Line, state: _State, has_figures: bool) -> None:
    """Under which district and which numbered row a row stands: «1.1 Phường X» under «1 TP Y», «II. UBND huyện Y»."""
    head, _, last = line.number.rpartition(".")
    is_nested = bool(head and last.isdigit() and head in state.numbers)
    if line.kind == "group" and group_level(name_key(NUMBERING.sub("", line.label))):
        state.district, state.district_number, state.is_named_group, state.numbers = None, "", False, set()
        return
    if not is_nested and line.kind in ("unit", "blank", "group", "furniture") and (line.number or line.kind == "group"):
        district = _district(reading, line.label)
        if district or line.kind == "group":
            state.district, state.district_number = district, line.number
            is_roman = line.number.isupper() and roman_to_int(line.number) is not None
            state.is_named_group = bool(district) and (line.kind == "group" or is_roman)
            state.has_figures = has_figures
            state.numbers = set() if state.is_named_group else state.numbers
    if has_figures and line.number:
        state.numbers.add(line.number)
    is_below = is_nested and head == state.district_number
    line.above = state.district if (is_below or state.is_named_group) and line.number != state.district_number else None
    line.is_part = is_nested or bool(line.above and state.has_figures)


def _place_beside(reading: Reading, line: Line, row: Row, state: _State) -> None:
    """The unit above that a column of its own names, in each row or once for those below it."""
    for place in reading.match.repeated.get("above", []):
        state.beside = NUMBERING.sub("", str(row[place] or "")) or state.beside
        if state.beside and line.kind == "unit" and line.label != state.beside:
            line.above = _district(reading, state.beside) or state.beside


def _district(reading: Reading, label: str) -> str | None:
    """The district of that name, where the row names one."""
    units, era = reading.context.units, reading.era()
    above = reading.reporter[0] if reading.reporter and reading.reporter[1] == "province" else None
    found = units.resolve(NUMBERING.sub("", label), "district", era, above)
    return found.unit_id


def row_period(reading: Reading, line: Line, row: Row) -> Period | None:
    """The period of a row's own cells («Tháng | Năm», «Kỳ báo cáo»); a row whose cells give none is held back."""
    places = reading.match.repeated.get("period", [])
    said = tuple((reading.match.paths[place][-1], str(row[place])) for place in places if row[place])
    if not said:
        return None
    text, period = _stated(said)
    period = period or _of_title_year(reading, text)
    if period is None and "unit" not in reading.match.columns and load_row_words().totals.is_in(name_key(text)):
        return None
    if period is None:
        reading.context.add(
            reading.place(line.position, "period"),
            "bad_period",
            "error",
            text,
            "«Tháng 7/2024», «2024-Q3», «2024» …",
            "correct the cell; the row loads when it is mended",
        )
        line.is_bad = True
    return period


def _of_title_year(reading: Reading, text: str) -> Period | None:
    """«Tháng 1», «Quý I» below a title of one year, or of a part of it: that year's."""
    own = reading.period
    if own is None or own.start is None or own.end is None or own.start.year != own.end.year:
        return None
    found = part_of_year((text,), own.end.year)
    is_inside = found is not None and found.start and found.end and own.start <= found.start and found.end <= own.end
    return found if is_inside else None


@lru_cache(maxsize=50_000)
def _stated(said: tuple[tuple[str, str], ...]) -> tuple[str, Period | None]:
    """What cells under their headers say of a period, in words, and the period; many rows say the same."""
    named = [(header if plain_key(header).split(" ")[0] in _PERIOD_HEADS else "", cell) for header, cell in said]
    text = " ".join(f"{header} {cell}".strip() if _BARE_PERIOD.fullmatch(cell) else cell for header, cell in named)
    return text, find_period(text)
