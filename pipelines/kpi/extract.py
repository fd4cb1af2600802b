"""A sheet read as a layout -> long rows of text. Pure.

What belongs here: which row is a unit, a group, a total or furniture; the period and the reporting unit; measures of
each row; the identities a form must hold. What does not: typing the figures (observations.py), the words (YAML).

Provincial agencies (sở, ban, ngành) are no administrative units: their counts are summed to one figure of the reporting
unit with coverage `province`; their scores can't be summed and are named in a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl
import yaml

from pipelines.kpi.layouts import FOLDER, HeaderMatch, is_column_numbers, show_header
from pipelines.kpi.observations import FileContext, locator, long_frame
from pipelines.kpi.periods import Period, find_period
from pipelines.kpi.sheets import Sheet
from pipelines.reference.units import era_of
from pipelines.vietnamese import Number, NumberProblem, name_key, parse_number, roman_to_int

Cells = dict[str, str]


@dataclass(frozen=True)
class RowWords:
    """Words that tell rows apart, from layouts/_rows.yml, as keys."""

    totals: frozenset[str]
    groups: tuple[tuple[str, str], ...]
    agencies: tuple[str, ...]
    skipped: tuple[str, ...]
    no_data: tuple[str, ...]
    signatures: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    answers: dict[str, int] = field(hash=False)


@lru_cache(maxsize=1)
def load_row_words() -> RowWords:
    """The row words, longest group words first so that «Cấp huyện (bao gồm … xã)» is a district group."""
    content = yaml.safe_load((FOLDER / "_rows.yml").read_text(encoding="utf-8"))
    groups = [(name_key(word), level) for level, words in content["groups"].items() for word in words]
    fields = [(name_key(word), scope) for scope, words in content["fields"].items() for word in words]
    answers = {name_key(word): step for step, words in content["answers"].items() for word in words}
    return RowWords(
        frozenset(name_key(word) for word in content["totals"]),
        tuple(sorted(groups, key=lambda pair: -len(pair[0]))),
        tuple(name_key(word) for word in content["agencies"]),
        tuple(name_key(word) for word in content["skipped"]),
        tuple(name_key(word) for word in content["no_data"]),
        tuple(name_key(word) for word in content["signatures"]),
        tuple(fields),
        answers,
    )


@dataclass
class Line:
    """One row of the body: its place, kind (`unit | agency | group | total | level | skipped`), label and cells."""

    position: int
    kind: str
    label: str
    group: str | None
    cells: Cells
    numbers: dict[str, float] = field(default_factory=dict)
    is_bad: bool = False


@dataclass
class Reading:
    """What is known of a sheet while it is read."""

    match: HeaderMatch
    sheet: Sheet
    context: FileContext
    period: Period | None = None
    reporter: tuple[str, str] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    remembered: dict[tuple[str, bool], Number | NumberProblem | None] = field(default_factory=dict)

    @property
    def spec(self) -> dict[str, Any]:
        """The layout's YAML."""
        return self.match.layout.spec

    def place(self, position: int, column: str | None = None) -> str:
        """A locator of a frame row and a layout column."""
        letter = self.sheet.column_name(self.match.columns[column]) if column in self.match.columns else None
        return locator(self.sheet.name or None, self.sheet.row_no(position), letter)


def extract(match: HeaderMatch, sheet: Sheet, context: FileContext) -> pl.DataFrame | None:
    """Long rows of a matched sheet; None where nothing can be read, with findings saying why."""
    reading = Reading(match, sheet, context)
    if match.near:
        _report_near(reading)
    reading.period = _period_of(reading)
    if reading.period is None and not _sidecar_dates(context):
        where = sheet.name or "the title"
        context.add(
            locator(sheet.name or None, sheet.row_no(match.top), None), "no_period", "error",
            f"no period in {where}", "«Quý III/2024», «từ ngày 01/01/2024 đến ngày 30/06/2024» …",
            "write the period above the table, or in the sidecar (period: 2024-Q3)",
        )  # fmt: skip
        return None
    reading.reporter = _reporter_of(reading)
    kind = str(reading.spec.get("rows", "units"))
    if kind == "respondents":
        _respondents(reading)
    elif kind == "pairs":
        _pairs(reading)
    elif kind == "service_levels":
        _service_levels(reading)
    else:
        _units(reading)
    return long_frame(reading.rows)


def _report_near(reading: Reading) -> None:
    """One finding for all headers of a sheet that were only near, since one look at the header settles them."""
    match = reading.match
    found = "; ".join(
        f"column {reading.sheet.column_name(place)} «{show_header(match.paths[place])}»" for place, *_ in match.near
    )
    expected = "; ".join(f"{path} (score {score:.0f})" for _, _, path, score in match.near)
    names = ", ".join(f"columns › {column} › path" for _, column, _, _ in match.near)
    reading.context.add(
        reading.place(match.body - 1, match.near[0][1]), "near_header", "warning", found, expected,
        f"read as {', '.join(column for _, column, _, _ in match.near)}; if that is right, add the wordings to"
        f" pipelines/kpi/layouts/{match.layout.file}, {names}",
    )  # fmt: skip


# --- period and reporting unit ---------------------------------------------------------------------------------------


def _sidecar_dates(context: FileContext) -> bool:
    return bool(context.sidecar.get("period") or context.sidecar.get("period_end"))


def _title_lines(reading: Reading) -> list[str]:
    top = reading.match.top
    cells = [cell for row in reading.sheet.cells.head(top).iter_rows() for cell in row if cell]
    return [str(reading.context.sidecar.get("title") or ""), *cells]


def _period_of(reading: Reading) -> Period | None:
    """The period the layout's sources state; what the sidecar says wins and is filled in later."""
    if _sidecar_dates(reading.context):
        return None
    headers = [" ".join(path) for path in reading.match.paths if path]
    sources = {
        "title": _title_lines(reading), "sheet_name": [reading.sheet.name.replace("_", " ")],
        "header": [_year_words(text) for text in headers],
    }  # fmt: skip
    for name in reading.spec.get("period", ["title", "sheet_name", "header"]):
        found = [period for text in sources[name] if (period := find_period(_year_words(text)))]
        dated = [period for period in found if "/" in period.label]
        if found:
            return (dated or found)[0]
    return None


def _year_words(text: str) -> str:
    """«2015 PAPI», «PCI 2015» -> «năm 2015», so that one reader of titles serves."""
    match = re.fullmatch(r"\s*(?:(20\d{2})\s+\w+|[^\d]*\b(20\d{2})\s*)", text)
    bare = match and not re.search(r"tháng|quý|năm|ngày|/", text.lower())
    return f"năm {match.group(1) or match.group(2)}" if match and bare else text


_TYPED_NAME = re.compile(
    r"\b(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+([^\d,;:()\n]+)", re.IGNORECASE
)


def _reporter_of(reading: Reading) -> tuple[str, str] | None:
    """Name and level of the unit that reports: from the sidecar, else the first title line that names one."""
    sidecar = reading.context.sidecar
    if sidecar.get("unit_name"):
        return str(sidecar["unit_name"]), str(sidecar.get("unit_level") or "province")
    era = _era(reading)
    for line in _title_lines(reading):
        for match in _TYPED_NAME.finditer(line):
            words = match.group(2).split()
            for length in range(min(len(words), 5), 0, -1):
                name = f"{match.group(1)} {' '.join(words[:length])}"
                found = reading.context.units.resolve(name, None, era)
                if found.unit_id:
                    unit = reading.context.units.unit(found.unit_id)
                    return unit.name_vi, unit.level
    return None


def _era(reading: Reading) -> str | None:
    if reading.context.sidecar.get("geo_era"):
        return str(reading.context.sidecar["geo_era"])
    if reading.period and reading.period.end:
        return era_of(reading.period.end)
    return None


# --- rows ------------------------------------------------------------------------------------------------------------

MEASURED = ("count", "rate", "score", "rank", "answer")
_FIGURE = re.compile(r"[<>]?\s*[+-]?\d[\d.,\s]*%?")
_NUMBERING = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[A-Da-d])\s*[.)/]\s+|^[-+•*]\s*")


def _lines(reading: Reading, default_group: str | None = None) -> Iterable[Line]:
    """The body's rows in order, furniture and repeated headers left out."""
    words = load_row_words()
    match, sheet = reading.match, reading.sheet
    unit_column = match.columns.get("unit")
    number_column = match.columns.get("number")
    group = default_group
    header = tuple(sheet.cells.row(match.body - 1))
    is_signed = False
    for position, row in enumerate(sheet.cells.slice(match.body).iter_rows(), start=match.body):
        if not any(row) or is_column_numbers(row):
            continue
        if tuple(row) == header:
            found = "the header again"
            reading.context.add(
                reading.place(position), "second_table", "info", found, "one table a sheet", "what follows is not read"
            )
            return
        label, number = _label(row, unit_column, number_column, match)
        cells = {
            name: str(row[place]) for name, place in match.columns.items()
            if row[place] and name not in ("unit", "number") and place < len(row)
        }  # fmt: skip
        key = name_key(label)
        if any(key.startswith(word) for word in words.no_data):
            reading.context.add(
                reading.place(position), "no_data", "info", label, "figures", "nothing to do: the export is empty"
            )
            continue
        measured = [cells[name] for name in cells if _role(match, name) in MEASURED]
        has_digits = bool(number) or any(char.isdigit() for cell in measured for char in cell)
        is_signed = not has_digits and (is_signed or _is_signature(row, words))
        if is_signed:
            continue
        figures = bool(measured) and (bool(label) or any(_FIGURE.fullmatch(cell) for cell in measured))
        kind, group = _kind(label, number, group, words, figures)
        if kind == "furniture":
            continue
        if kind == "group" and not figures:
            continue
        yield Line(position, kind, label, group, {name: cells[name] for name in cells})


def _is_signature(row: tuple[str | None, ...], words: RowWords) -> bool:
    """Whether a cell of the row begins with who signs («Người lập biểu», «Thủ trưởng đơn vị»)."""
    return any(name_key(cell).startswith(words.signatures) for cell in row if cell)


def _role(match: HeaderMatch, name: str) -> str:
    return next((column.role for column in match.layout.columns if column.id == name), "ignored")


def _label(
    row: tuple[str | None, ...], unit_column: int | None, number_column: int | None, match: HeaderMatch
) -> tuple[str, str]:
    """The row's name and its number; the name may sit one column off, a total in the number's cell."""
    number = str(row[number_column] or "") if number_column is not None else ""
    label = str(row[unit_column] or "") if unit_column is not None else ""
    if not label and number and not re.fullmatch(r"[\d.\s]+|[IVXLC]+", number):
        return number, ""
    if not label and unit_column is not None:
        taken = set(match.columns.values()) - {unit_column}
        for place in (unit_column + 1, unit_column - 1):
            if 0 <= place < len(row) and place not in taken and row[place]:
                return str(row[place]), number
    if label and re.fullmatch(r"[IVXLC]+\s*[.\-]?\s+\D.*", label) and not number:
        number, _, label = label.partition(" ")
    return label, number.strip(" .")


def _kind(label: str, number: str, group: str | None, words: RowWords, has_figures: bool) -> tuple[str, str | None]:
    """What a row is, and the group in force after it."""
    key = name_key(_NUMBERING.sub("", label))
    if not key:
        return ("furniture" if not has_figures else "unnamed"), group
    if key in words.totals:
        return "total", group
    if any(key.startswith(word) for word in words.skipped):
        return "skipped", group
    found = next((level for word, level in words.groups if key == word or key.startswith(word + " ")), None)
    roman = bool(number) and number.isupper() and not number.isdigit() and roman_to_int(number) is not None
    if found and (roman or not has_figures or key in {word for word, _ in words.groups}):
        return "group", found
    if roman and not has_figures:
        return "group", group
    if not has_figures:
        numbered = re.fullmatch(r"[\d.]+|[IVXLC]+", number) is not None
        return ("blank" if numbered else "furniture"), group
    first = key.split(" ")
    is_agency = any(first[: len(word.split())] == word.split() for word in words.agencies)
    return ("agency" if is_agency else "unit"), group


# --- numbers of a row ------------------------------------------------------------------------------------------------


def _read_counts(reading: Reading, line: Line) -> None:
    """Counts of a row as numbers; a cell that is none holds the whole row back with a finding."""
    for name, text in line.cells.items():
        if _role(reading.match, name) != "count":
            continue
        number = _count(reading, line.position, name, text)
        if isinstance(number, NumberProblem) or (number and number.value < 0):
            problem = number if isinstance(number, NumberProblem) else NumberProblem("negative_count", "0 or more")
            reading.context.add(
                reading.place(line.position, name), problem.rule, "error", text, problem.expected,
                "correct the cell; the row loads when it is mended",
            )  # fmt: skip
            line.is_bad = True
        elif number is not None:
            line.numbers[name] = number.value


def _count(reading: Reading, position: int, name: str, text: str) -> Number | NumberProblem | None:
    is_number = _is_number(reading, position, name, text)
    key = (text, is_number)
    if key not in reading.remembered:
        reading.remembered[key] = parse_number(text, whole=True, is_cell_number=is_number)
    return reading.remembered[key]


def _is_number(reading: Reading, position: int, name: str, text: str) -> bool:
    if not reading.sheet.is_workbook or not re.fullmatch(r"[+-]?\d+\.\d+", text):
        return False
    return reading.sheet.is_number(position, reading.match.columns[name])


def _check_identities(reading: Reading, line: Line, numbers: dict[str, float]) -> None:
    for identity in reading.spec.get("identities", []):
        sides = [_sum(numbers, reading.match, identity[side]) for side in ("left", "right")]
        left, right = sides
        if left is None or right is None or abs(left - right) <= float(identity.get("tolerance", 0)):
            continue
        reading.context.add(
            reading.place(line.position), "identity_broken", "warning", f"{line.label}: {left:g} and {right:g}",
            str(identity["name"]), "check the row with the unit that reported it; it is loaded as printed",
        )  # fmt: skip


def _sum(numbers: dict[str, float], match: HeaderMatch, names: list[str]) -> float | None:
    """Sum of columns; None where one is blank. «name?» is left out where the sheet has no such column."""
    total = 0.0
    for name in names:
        bare = name.removesuffix("?")
        if name.endswith("?") and bare not in match.columns:
            continue
        if bare not in numbers:
            return None
        total += numbers[bare]
    return total


# --- measures --------------------------------------------------------------------------------------------------------


def _emit(reading: Reading, line: Line, unit: dict[str, str | None], numbers: dict[str, float], note: str = "") -> None:
    """One long row per measure of the layout that the row's cells allow."""
    field_scope = _field_scope(line.cells.get("field"))
    for measure in reading.spec["measures"]:
        row = _measure(reading, line, measure, numbers)
        if row is None:
            continue
        indicator, scope = str(measure["indicator"]), measure.get("scope")
        if measure.get("by_field") and line.cells.get("field"):
            if field_scope is None:
                reading.context.add(
                    reading.place(line.position, "field"), "unknown_field", "error", line.cells["field"],
                    "a field in layouts/_rows.yml › fields", "add the field there, or drop the column",
                )  # fmt: skip
                continue
            indicator, scope = _by_field(indicator, field_scope)
        reading.rows.append(
            {
                "sheet": reading.sheet.name or None, "row_no": reading.sheet.row_no(line.position),
                "indicator": indicator, "scope_code": scope, "source_variant": measure.get("variant"),
                "note": note or None, **_period_cells(reading), **unit, **row,
            }
        )  # fmt: skip


def _field_scope(text: str | None) -> str | None:
    key = name_key(text or "")
    if key in ("", "chung", "tất cả", "toàn bộ", name_key("tổng hợp")):
        return "all"
    return next((scope for word, scope in load_row_words().fields if word in key), None)


def _by_field(indicator: str, scope: str) -> tuple[str, str]:
    if scope in ("health", "education"):
        return "health_education_satisfaction_rate", scope
    return indicator, scope


def _period_cells(reading: Reading) -> dict[str, str | None]:
    period = reading.period
    if period is None:
        return {}
    return {
        "period": period.label,
        "period_start": period.start.isoformat() if period.start else None,
        "period_end": period.end.isoformat() if period.end else None,
    }


def _measure(reading: Reading, line: Line, measure: dict[str, Any], numbers: dict[str, float]) -> dict[str, Any] | None:
    match = reading.match
    if "numerator" in measure:
        top, bottom = _sum(numbers, match, measure["numerator"]), _sum(numbers, match, measure["denominator"])
        if top is None or bottom is None:
            return _printed_only(reading, line, measure)
        printed = line.cells.get(str(measure.get("printed")))
        people = _sum(numbers, match, measure["respondents"]) if "respondents" in measure else None
        column = str(measure.get("printed")) if printed else _first_column(measure["numerator"])
        return {
            "numerator": f"{top:.0f}", "denominator": f"{bottom:.0f}", "value": printed,
            "respondents": f"{people:.0f}" if people is not None else None,
            "column_name": _letter(reading, column), "is_number": False,
        }  # fmt: skip
    names = measure["value"]
    if len(names) == 1:
        return _single(reading, line, names[0], numbers)
    total = _sum(numbers, match, names)
    if total is None:
        return None
    column = _letter(reading, _first_column(names))
    return {"value": f"{total:.0f}", "column_name": column, "is_number": False, "is_computed": True}


def _printed_only(reading: Reading, line: Line, measure: dict[str, Any]) -> dict[str, Any] | None:
    name = str(measure.get("printed"))
    if name not in line.cells:
        return None
    return {"value": line.cells[name], "column_name": _letter(reading, name), "is_number": False}


def _single(reading: Reading, line: Line, name: str, numbers: dict[str, float]) -> dict[str, Any] | None:
    printed = line.cells.get(name)
    if printed is None and name not in numbers:
        return None
    value = printed if printed is not None else f"{numbers[name]:.0f}"
    is_number = printed is not None and _is_number(reading, line.position, name, printed)
    column = _letter(reading, name)
    return {"value": value, "column_name": column, "is_number": is_number, "is_computed": printed is None}


def _first_column(names: list[str]) -> str:
    return names[0].removesuffix("?").split(":")[-1]


def _letter(reading: Reading, name: str) -> str:
    place = reading.match.columns.get(name)
    return reading.sheet.column_name(place) if place is not None else "?"


# --- kinds of body ---------------------------------------------------------------------------------------------------


def _units(reading: Reading) -> None:
    """One unit a row, in groups; agencies are summed, totals checked against the rows above."""
    agencies: list[Line] = []
    printed_groups: set[str] = set()
    units: list[Line] = []
    for line in _lines(reading):
        if _is_skipped(reading, line):
            continue
        _read_counts(reading, line)
        if line.is_bad:
            continue
        _check_identities(reading, line, _with_scores(reading, line))
        if line.kind in ("total", "group"):
            _reporter_row(reading, line)
            printed_groups.add(line.group or "" if line.kind == "group" else "total")
            if line.kind == "total":
                _check_total(reading, line, units + agencies)
        elif line.kind == "agency":
            agencies.append(line)
        else:
            units.append(line)
            if not _is_of_two_levels(reading, line):
                _emit(reading, line, _unit_cells(reading, line), line.numbers)
    if agencies and "agency" not in printed_groups:
        _sum_of_agencies(reading, agencies)


def _is_skipped(reading: Reading, line: Line) -> bool:
    """Rows that carry no figure of a unit; each is named in a finding so that none is lost unseen."""
    labels = {str(word).lower() for word in reading.spec.get("skip_labels", [])}
    if line.label.lower() in labels:
        return True
    if line.kind == "skipped":
        reading.context.add(
            reading.place(line.position), "row_not_read", "info", line.label, "a unit", "part of the row above"
        )
        return True
    if line.kind == "blank":
        reading.context.add(
            reading.place(line.position), "row_without_figures", "info", line.label, "figures", "fill in the row"
        )
        return True
    if line.kind == "unnamed":
        reading.context.add(
            reading.place(line.position), "row_without_name", "error", "figures without a name", "a unit's name",
            "name the unit in that row, or delete it",
        )  # fmt: skip
        return True
    return False


def _with_scores(reading: Reading, line: Line) -> dict[str, float]:
    """Counts and scores of a row as numbers, for identities over scores."""
    numbers = dict(line.numbers)
    if any("tolerance" in identity for identity in reading.spec.get("identities", [])):
        for name, text in line.cells.items():
            if _role(reading.match, name) == "score":
                is_number = _is_number(reading, line.position, name, text)
                number = parse_number(text, high=100, is_cell_number=is_number)
                if isinstance(number, Number):
                    numbers[name] = number.value
    return numbers


def _unit_cells(reading: Reading, line: Line) -> dict[str, str | None]:
    """Name, level and parent of a unit row, as the typing step will resolve them."""
    name = _NUMBERING.sub("", line.label)
    era = _era(reading)
    reporter = reading.reporter
    parent = reporter[0] if reporter and reporter[1] in ("province", "district") else None
    hint = line.group if line.group in ("district", "commune") else reading.spec.get("default_level")
    units = reading.context.units
    tries = [(hint, parent), (None, parent)] if not reading.spec.get("default_level") else [(hint, None)]
    for level, above in [*tries, ("province", None)]:
        found = units.resolve(name, level, era, above)
        if found.unit_id:
            unit = units.unit(found.unit_id)
            return {"unit_name": name, "unit_level": unit.level, "unit_code": unit.unit_id}
    if reporter:
        own = units.resolve(name, reporter[1], era)
        if own.unit_id and own.unit_id == units.resolve(reporter[0], reporter[1], era).unit_id:
            return {"unit_name": name, "unit_level": reporter[1]}
    return {"unit_name": name, "unit_level": hint or "commune", "parent_name": parent}


def _is_of_two_levels(reading: Reading, line: Line) -> bool:
    """A bare «Thanh Hóa» in a province's table without group rows: the province or the city in it, nobody can tell."""
    reporter, units, era = reading.reporter, reading.context.units, _era(reading)
    name = _NUMBERING.sub("", line.label)
    hint = line.group if line.group in ("district", "commune") else reading.spec.get("default_level")
    if hint or reporter is None or reporter[1] != "province" or _TYPED_NAME.match(name):
        return False
    own = units.resolve(reporter[0], "province", era).unit_id
    inside = units.resolve(name, None, era, reporter[0]).unit_id
    if own is None or inside in (None, own) or units.resolve(name, "province", era).unit_id != own:
        return False
    reading.context.add(
        reading.place(line.position, "unit"), "unit_of_two_levels", "error", line.label,
        f"«Tỉnh {name}» or the unit of that name inside it", "write the full name («Tỉnh …», «Thành phố …», «Huyện …»)",
    )  # fmt: skip
    return True


def _reporter_cells(reading: Reading, line: Line, coverage: str) -> dict[str, str | None] | None:
    if reading.reporter is None:
        reading.context.add(
            reading.place(line.position), "no_reporting_unit", "error", line.label,
            "the unit that reports, in the title or the sidecar",
            "add unit_name and unit_level to the sidecar; units of this file that have a name of their own are loaded",
        )  # fmt: skip
        return None
    name, level = reading.reporter
    return {"unit_name": name, "unit_level": level, "coverage_level": coverage}


def _reporter_row(reading: Reading, line: Line) -> None:
    """A printed total or group row: the reporting unit's own figure for all levels, or for one."""
    coverage = "all"
    if line.kind == "group":
        coverage = {"agency": "province", "district": "district", "commune": "commune"}[line.group or "agency"]
    cells = _reporter_cells(reading, line, coverage)
    if cells is not None:
        _emit(reading, line, cells, line.numbers)


def _check_total(reading: Reading, total: Line, parts: list[Line]) -> None:
    for name, printed in total.numbers.items():
        values = [line.numbers[name] for line in parts if name in line.numbers]
        if len(values) == len(parts) and len(parts) > 1 and sum(values) != printed:
            reading.context.add(
                reading.place(total.position, name), "total_differs_from_sum", "warning",
                f"printed {printed:.0f}, rows give {sum(values):.0f}", "the same",
                "check whether a row is missing or counted twice; both are loaded as printed",
            )  # fmt: skip


def _sum_of_agencies(reading: Reading, agencies: list[Line]) -> None:
    counts = [column.id for column in reading.match.layout.columns if column.role == "count"]
    first = agencies[0]
    if not any(line.numbers for line in agencies):
        reading.context.add(
            reading.place(first.position), "agency_scores_not_kept", "info", f"{len(agencies)} agencies",
            "administrative units", "scores of agencies can't be summed to a unit's score",
        )  # fmt: skip
        return
    cells = _reporter_cells(reading, first, "province")
    if cells is None:
        return
    summed = {
        name: sum(line.numbers[name] for line in agencies)
        for name in counts
        if all(name in line.numbers for line in agencies)
    }
    whole = Line(first.position, "agency", first.label, "agency", {}, summed)
    _emit(reading, whole, cells, summed, f"sum of {len(agencies)} agencies")


def _service_levels(reading: Reading) -> None:
    """Rows are service levels of one unit: their sums are the unit's figures, the online levels its online dossiers."""
    lines = [line for line in _lines(reading) if line.kind in ("unit", "total", "blank")]
    pattern = re.compile(str(reading.spec["online_rows"]))
    sums: dict[str, float] = {}
    kept = [line for line in lines if line.kind == "unit"]
    for line in kept:
        _read_counts(reading, line)
        _check_identities(reading, line, line.numbers)
        for name, value in line.numbers.items():
            sums[name] = sums.get(name, 0) + value
            if pattern.fullmatch(name_key(line.label)) or pattern.fullmatch(line.label.lower()):
                sums[f"online:{name}"] = sums.get(f"online:{name}", 0) + value
    if not kept or any(line.is_bad for line in kept):
        return
    cells = _reporter_cells(reading, kept[0], "all")
    if cells is not None:
        _emit(
            reading,
            Line(kept[0].position, "unit", "", None, {}, sums),
            cells,
            sums,
            f"sum of {len(kept)} service levels",
        )


def _pairs(reading: Reading) -> None:
    """Every score column has its own unit column: the nearest one of text to its left."""
    match, sheet = reading.match, reading.sheet
    text_columns = [place for place in range(sheet.cells.width) if _is_text_column(sheet, match.body, place)]
    end = _end_of_table(reading)
    for measure in reading.spec["measures"]:
        name = measure["value"][0]
        if name not in match.columns:
            continue
        place = match.columns[name]
        owner = max((column for column in text_columns if column < place), default=None)
        if owner is None:
            continue
        for position in range(match.body, end):
            row = sheet.cells.row(position)
            line = Line(position, "unit", str(row[owner] or ""), None, {name: str(row[place] or "")})
            if row[owner] and row[place] and not _is_skipped(reading, line):
                single = dict(reading.spec, measures=[measure])
                _emit_with(reading, line, single)


def _emit_with(reading: Reading, line: Line, spec: dict[str, Any]) -> None:
    unit = {"unit_name": line.label, "unit_level": str(spec["default_level"])}
    for measure in spec["measures"]:
        row = _measure(reading, line, measure, {})
        if row is not None:
            reading.rows.append(
                {
                    "sheet": reading.sheet.name or None, "row_no": reading.sheet.row_no(line.position),
                    "indicator": str(measure["indicator"]), "scope_code": measure.get("scope"),
                    **_period_cells(reading), **unit, **row,
                }
            )  # fmt: skip


def _is_text_column(sheet: Sheet, body: int, place: int) -> bool:
    cells = [cell for cell in sheet.cells[str(place)].slice(body, 20).to_list() if cell]
    return bool(cells) and sum(not re.fullmatch(r"[\d.,\s%-]+", cell) for cell in cells) > len(cells) * 0.8


def _end_of_table(reading: Reading) -> int:
    """The first blank row or repeated header below the body; what follows is another table."""
    cells, body = reading.sheet.cells, reading.match.body
    header = tuple(cells.row(body - 1))
    for position in range(body, cells.height):
        row = cells.row(position)
        if not any(row) or tuple(row) == header:
            if any(any(later) for later in cells.slice(position).iter_rows()):
                reading.context.add(
                    reading.place(position), "second_table", "info", "a second table below", "one table a sheet",
                    "what follows is not read",
                )  # fmt: skip
            return position
    return cells.height


def _respondents(reading: Reading) -> None:
    """One row a respondent: answers counted by unit and field, in whole columns so that 200,000 rows stay cheap."""
    match, sheet, words = reading.match, reading.sheet, load_row_words()
    cells = sheet.cells.with_row_index("_at").slice(match.body)
    field_column = match.columns.get("field")
    data = cells.select(
        pl.col("_at"), pl.col(str(match.columns["unit"])).alias("unit"),
        pl.col(str(match.columns["answer"])).alias("answer"),
        (pl.col(str(field_column)) if field_column is not None else pl.lit(None, dtype=pl.String)).alias("field"),
    ).filter(pl.col("unit").is_not_null() | pl.col("answer").is_not_null())  # fmt: skip
    steps = {text: words.answers.get(name_key(text)) for text in data["answer"].unique().drop_nulls()}
    data = data.with_columns(pl.col("answer").replace_strict(steps, return_dtype=pl.Int64, default=None).alias("step"))
    bad = data.filter(pl.col("step").is_null() | pl.col("unit").is_null())
    for position, unit, answer in bad.select("_at", "unit", "answer").iter_rows():
        reading.context.add(
            reading.place(position, "answer"), "unknown_answer", "error", f"{unit or 'no unit'}: {answer or 'empty'}",
            "«Rất hài lòng» … «Rất không hài lòng», or 5 to 1", "correct the answer, or add the wording to _rows.yml",
        )  # fmt: skip
    good = data.filter(pl.col("step").is_not_null() & pl.col("unit").is_not_null())
    groups = good.with_columns(pl.lit(None, dtype=pl.String).alias("one_field"))
    if field_column is not None:
        groups = pl.concat([groups, good.with_columns(pl.col("field").alias("one_field"))])
    _emit_answers(reading, groups)


def _emit_answers(reading: Reading, groups: pl.DataFrame) -> None:
    """Counts per unit over all fields of administrative procedures, and per field with a scope of its own."""
    scopes = {text: _field_scope(text) for text in groups["field"].unique().drop_nulls()}
    scoped = groups.with_columns(
        pl.col("field").replace_strict(scopes, return_dtype=pl.String, default=None).alias("_scope")
    )
    own = pl.col("_scope").is_in(["health", "education"]).fill_null(False)
    overall = scoped.filter(pl.col("one_field").is_null() & ~own).with_columns(pl.lit("all").alias("_scope"))
    per_field = scoped.filter(pl.col("one_field").is_not_null() & (pl.col("_scope") != "all"))
    counted = pl.concat([overall, per_field]).group_by("unit", "_scope").agg(
        pl.col("_at").min(), (pl.col("step") >= 4).sum().alias("top"), pl.len().alias("n")
    ).sort("_at", "unit", "_scope")  # fmt: skip
    measure = reading.spec["measures"][0]
    for unit, scope, position, top, n in counted.iter_rows():
        indicator, scope_code = _by_field(str(measure["indicator"]), scope)
        line = Line(position, "unit", unit, None, {})
        reading.rows.append(
            {
                "sheet": reading.sheet.name or None, "row_no": reading.sheet.row_no(position),
                "column_name": _letter(reading, "answer"), "is_number": False, "indicator": indicator,
                "scope_code": scope_code, "source_variant": measure["variant"], "numerator": str(top),
                "denominator": str(n), "respondents": str(n), "note": f"{n} answers counted",
                **_period_cells(reading), **_unit_cells(reading, line),
            }
        )  # fmt: skip
