"""Bodies with one unit a row, with pairs of columns, and by service level: whose figures a row holds. Pure.

What belongs here: which unit a row means, what is summed to the reporting unit. What does not: surveys
(surveys.py), the words of rows (row_kinds.py), the figures (row_measures.py).

Provincial agencies (sở, ban, ngành) are no administrative units: their counts are summed to one figure of the reporting
unit with its own level as coverage; their scores can't be summed and are named in a finding.
"""

from __future__ import annotations

import re

from pipelines.kpi.bodies.row_kinds import NUMBERING, is_zero_for_blank, lines, row_period
from pipelines.kpi.bodies.row_measures import add_row, check_identities, emit, read_counts, report_odd_cells, single
from pipelines.kpi.bodies.sheet_state import Line, Reading
from pipelines.kpi.bodies.table_end import second_table
from pipelines.kpi.headers.around_table import (
    is_of_an_office,
    is_of_whole_territory,
    is_typed,
    title_level,
    units_named,
)
from pipelines.kpi.headers.header_words import level_of_header, plain_key
from pipelines.kpi.headers.layout_spec import MeasureSpec
from pipelines.kpi.sheets.figure_shapes import is_without_words
from pipelines.kpi.sheets.sheet import Sheet
from pipelines.level_codes import PARTS
from pipelines.vietnamese import BLANKS, Number, fold, name_ascii, parse_number, squeeze

_FULL_MARKS = 100.0
# An office of a place below, while a branch of a land registry or of a tax office in a district is the province's.
_DESK = re.compile(
    r"(?:trung tam|tt)(?: phuc vu)? (?:hanh chinh cong|hcc)|trung tam pvhcc"
    r"|bo phan (?:mot cua|tiep nhan|tn)|bpmc|(?:van phong|vp) (?:hdnd|hoi dong)"
)
_BELOW, _WHOLE = {"district", "commune"}, re.compile(r"(?<!\w)(?:toàn|toan)(?!\w)")
_BY_FIELD = re.compile(r"linh vuc(?!\w)")

# --- one unit a row --------------------------------------------------------------------------------------------------


def read_units(reading: Reading) -> None:
    """One unit a row, in groups; agencies are summed, totals checked against the rows they contain."""
    agencies: list[Line] = []
    totals: list[Line] = []
    units: list[Line] = []
    refused: list[Line] = []
    desks: list[Line] = []
    printed_groups: set[str] = set()
    for line in lines(reading):
        if _is_skipped(reading, line):
            continue
        read_counts(reading, line)
        if line.is_bad:
            refused += [line] if line.kind == "agency" and not _is_named_unit(reading, line) else []
            continue
        check_identities(reading, line)
        if line.kind == "total":
            totals.append(line)
        elif line.kind == "group":
            _reporter_row(reading, line)
            printed_groups.add(line.group or "")
        elif line.kind == "agency" and not _is_named_unit(reading, line):
            (desks if _is_desk_below(reading, line) else agencies).append(line)
        else:
            (desks if _is_desk_of_levels(reading, line) else units).append(line)
    report_odd_cells(reading)
    _say_of_desks(reading, desks)
    parts = [part for part in units + agencies + desks if not part.is_part]
    if fields := _rows_of_fields(reading, units):
        units = [line for line in units if line not in fields]
        agencies = [line for line in agencies if line.group == "agency"]  # «Bảo hiểm» is a field here, no office
        _fields_of_an_office(reading, units + agencies)
    reading.context.needs_whole |= bool(totals or agencies or printed_groups) or any(line.above for line in units)
    _report_blanks(reading, units + agencies + totals)
    _emit_units(reading, units)
    _totals_of_all(reading, totals, {line.group for line in units + agencies + desks} | printed_groups)
    for line in totals:
        _check_total(reading, line, parts)
    if agencies and "agency" not in printed_groups:
        _sum_of_agencies(reading, [line for line in agencies if not line.is_part], refused)


def _fields_of_an_office(reading: Reading, others: list[Line]) -> None:
    """An office's table that lists its fields alone has its own total, not the unit's whose name stands above it."""
    if not others and is_of_an_office(reading) and not is_of_whole_territory(reading):
        reading.reporter = None


def _is_desk_below(reading: Reading, line: Line) -> bool:
    """Whether a row is the desk of another place («Trung tâm HCC huyện Yên Định»): no office of who reports."""
    label = NUMBERING.sub("", line.label)
    if reading.match.repeated.get("above"):  # offices of the districts in the column beside
        return True
    if not _DESK.match(name_ascii(label.lower())):
        return False
    own = reading.context.units.resolve(*reading.reporter, reading.era(line)).unit_id if reading.reporter else None
    return any(unit != own for unit in units_named(reading, label))


def _is_desk_of_levels(reading: Reading, line: Line) -> bool:
    """Whether a column of desks («Bộ phận Một cửa») names a unit whose communes have desks of their own."""
    column = reading.match.columns.get("unit")
    header = reading.match.paths[column] if column is not None else ()
    if not any(_DESK.match(plain_key(part)) for part in header):
        return False
    cells = unit_cells(reading, line)
    return cells is not None and cells["unit_level"] != "commune"


def _say_of_desks(reading: Reading, desks: list[Line]) -> None:
    if desks:
        reading.context.add(
            reading.place(desks[0].position, "unit"),
            "desk_of_a_unit",
            "error",
            f"{len(desks)} rows: {'; '.join(f'«{line.label}»' for line in desks[:4])}",
            "units, or offices of the unit that reports",
            "where a row holds all that its place settled, write the place alone («Huyện Yên Định»); else give it as a"
            " tidy file with coverage_level",
        )


def _rows_of_fields(reading: Reading, units: list[Line]) -> list[Line]:
    """Rows of a table by field («Lĩnh vực | Hộ tịch | Đất đai»), which name no unit: they only prove the total."""
    header = reading.match.paths[reading.match.columns["unit"]] if "unit" in reading.match.columns else ()
    if not any(_BY_FIELD.match(plain_key(part)) for part in header):
        return []
    fields = [line for line in units if not is_typed(NUMBERING.sub("", line.label)) and _is_no_unit(reading, line)]
    if fields:
        reading.context.add(
            reading.place(fields[0].position, "unit"),
            "rows_of_fields",
            "info",
            f"{len(fields)} rows: {'; '.join(f'«{line.label}»' for line in fields[:4])}",
            "units, or the total over all fields",
            "nothing: a field of service is no unit; the rows of levels and totals are read",
        )
    return fields


def _is_no_unit(reading: Reading, line: Line) -> bool:
    found = reading.context.units.resolve(NUMBERING.sub("", line.label), None, reading.era(line))
    return found.unit_id is None and found.reason != "ambiguous"


def _emit_units(reading: Reading, units: list[Line]) -> None:
    for line in units:
        cells = unit_cells(reading, line)
        if cells is not None:
            emit(reading, line, cells)


def _report_blanks(reading: Reading, read: list[Line]) -> None:
    """Blank cells among counts are no figures; a portal may mean zero, which only a person can say."""
    counts = [column.id for column in reading.match.layout.columns if column.role == "count"]
    wanted = [name for name in counts if name in reading.match.columns]
    blank = [(line, name) for line in read if line.numbers for name in wanted if name not in line.numbers]
    if blank:
        line, name = blank[0]
        reading.context.add(
            reading.place(line.position, name),
            "blank_counts",
            "info",
            f"{len(blank)} blank cells among counts",
            "a count",
            "nothing if there is no figure; write 0 where zero is meant",
        )


def _is_skipped(reading: Reading, line: Line) -> bool:
    """Rows that carry no figure of a unit; each is named in a finding so that none is lost unseen."""
    labels = {str(word).lower() for word in reading.spec.get("skip_labels", [])}
    if line.label.lower() in labels or line.is_bad:
        return True
    kind = "skipped" if line.kind == "unnamed" and _is_row_of_maxima(reading, line) else line.kind
    said = {
        "skipped": (
            "row_not_read",
            "info",
            line.label or "the most that may be scored",
            "a unit",
            "nothing: it is no unit's row",
        ),
        "blank": ("row_without_figures", "info", line.label, "figures", "fill in the row"),
        "unnamed": (
            "row_without_name",
            "error",
            "figures without a name",
            "a unit's name",
            "name the unit in that row, or delete it",
        ),
    }.get(kind)
    if said is None:
        return False
    rule, severity, found, expected, remedy = said
    reading.context.add(
        reading.place(line.position), rule, "error" if severity == "error" else "info", found, expected, remedy
    )
    return True


def _is_row_of_maxima(reading: Reading, line: Line) -> bool:
    """«| | 18 | 20 | 12 | 10 | 18 | 22 | 100»: the most that each group of scores may give, right below the head."""
    points = [line.cells[name] for name in reading.measured if reading.role(name) == "points" and name in line.cells]
    numbers = [number.value for cell in points if isinstance(number := parse_number(cell), Number)]
    return 1 < len(numbers) == len(points) and sum(numbers) == _FULL_MARKS


def _is_named_unit(reading: Reading, line: Line) -> bool:
    """Whether a label that begins like an office is a unit after all («Trường Sa»)."""
    above = reading.reporter[0] if reading.reporter else None
    return (
        reading.context.units.resolve(NUMBERING.sub("", line.label), None, reading.era(line), above).unit_id is not None
    )


# --- which unit a row means ------------------------------------------------------------------------------------------


def unit_cells(reading: Reading, line: Line) -> dict[str, str | None] | None:
    """Name, level and id of a unit row, or its words for the typing step to refuse; None where it fits two levels."""
    key = (line.label, line.group, line.above, reading.era(line))
    if (known := reading.units_by_line.get(key)) is not None:
        return known
    found = _unit_cells(reading, line)
    if found is not None:
        reading.units_by_line[key] = found
    return found


def _unit_cells(reading: Reading, line: Line) -> dict[str, str | None] | None:
    name, era, units = NUMBERING.sub("", line.label), reading.era(line), reading.context.units
    reporter, default = reading.reporter, reading.spec.get("default_level")
    parent = reporter[0] if reporter and reporter[1] in ("province", "district") else None
    is_kept_below = any("variant_below" in measure for measure in reading.spec.get("measures", []))
    if default and is_kept_below and reporter and (is_typed(name) or title_level(reading) in ("district", "commune")):
        default = title_level(reading)  # an index of all provinces that a province has of its own units
    hint = line.group if line.group in ("district", "commune") else default or _level_of_column(reading, name)
    if line.above:
        return _below_district(reading, line, name, hint)
    if _is_of_two_levels(reading, line, name, hint):
        return None
    is_of_all = bool(default) or hint == "province"
    tries: list[tuple[str | None, str | None]] = [(hint, None)] if is_of_all else [(hint, parent), (None, parent)]
    for level, above in [*tries, ("province", None), *([("national", None)] if is_of_all else [])]:
        found = units.resolve(name, level, era, above)
        if found.unit_id:
            unit = units.unit(found.unit_id)
            return {"unit_name": name, "unit_level": unit.level, "unit_code": unit.unit_id}
    if reporter:
        own = units.resolve(name, reporter[1], era)
        if own.unit_id and own.unit_id == units.resolve(reporter[0], reporter[1], era).unit_id:
            return {"unit_name": name, "unit_level": reporter[1]}
    near = () if hint or not is_typed(name) else units.resolve(name, None, era, parent).likely()
    level = hint or (units.unit(near[0]).level if near else "commune")
    return {"unit_name": name, "unit_level": level, "parent_name": parent}


def _level_of_column(reading: Reading, name: str) -> str | None:
    """The level that the column's head names for a bare name below it («Tỉnh/Thành phố | Thanh Hóa»)."""
    place = reading.match.columns.get("unit")
    path = reading.match.paths[place] if place is not None else ()
    return level_of_header(path[-1]) if path and not is_typed(name) else None


def _below_district(reading: Reading, line: Line, name: str, hint: str | None) -> dict[str, str | None]:
    """A row under a district («1.1 Phường X» under «1 Thành phố Y») is a commune of that district, or a finding."""
    found = reading.context.units.resolve(name, "commune", reading.era(line), line.above)
    level = "commune" if found.unit_id or hint != "district" else hint
    return {"unit_name": name, "unit_level": level, "parent_name": line.above, "unit_code": found.unit_id}


def _is_of_two_levels(reading: Reading, line: Line, name: str, hint: str | None) -> bool:
    """A bare name that a unit of two levels has: «Thanh Hóa» the province or its city, «Nghi Sơn» town or commune."""
    units, era, reporter = reading.context.units, reading.era(line), reading.reporter
    if hint or is_typed(name):
        return False
    above = reporter[0] if reporter else None
    found = units.resolve(name, None, era, above)
    ids = {found.unit_id} if found.unit_id else set(found.candidates if found.reason == "ambiguous" else ())
    if reporter and reporter[1] == "province":
        own = units.resolve(reporter[0], "province", era).unit_id
        ids |= {own} if own and units.resolve(name, "province", era).unit_id == own else set()
    levels = {units.unit(str(unit)).level for unit in ids if unit}
    if len(levels) < 2:
        return False
    shown = " or ".join(f"«{units.unit(str(unit)).name_vi}»" for unit in sorted(map(str, ids)))
    reading.context.add(
        reading.place(line.position, "unit"),
        "unit_of_two_levels",
        "error",
        line.label,
        shown,
        "write the full name («Tỉnh …», «Thành phố …», «Huyện …»), or put it under a group row (Cấp huyện, Cấp xã)",
    )
    return True


# --- figures of the reporting unit -----------------------------------------------------------------------------------


def _reporter_cells(reading: Reading, line: Line, coverage: str) -> dict[str, str | None] | None:
    if reading.reporter is None:
        reading.context.add(
            reading.place(line.position),
            "no_reporting_unit",
            "error",
            line.label,
            "the unit that reports, in the title or the sidecar",
            "add unit_name and unit_level to the sidecar; units of this file that have a name of their own are loaded",
        )
        return None
    name, level = reading.reporter
    return {"unit_name": name, "unit_level": level, "coverage_level": coverage}


def _reporter_row(reading: Reading, line: Line) -> None:
    """A printed total or group row: the reporting unit's own figure for all levels, or for the one the title names."""
    coverage = title_level(reading) or "all"
    if line.kind == "group":
        coverage = {"district": "district", "commune": "commune"}.get(str(line.group), _own_level(reading))
    cells = _reporter_cells(reading, line, coverage)
    if cells is not None:
        emit(reading, line, cells)


def _totals_of_all(reading: Reading, totals: list[Line], groups: set[str | None]) -> None:
    """Printed totals as the reporting unit's figures; one over its districts and communes alone is none of all levels.

    A row that says «Toàn tỉnh» is the whole, whatever is listed above it.
    """
    of_parts = [line for line in totals if groups == _BELOW and not _WHOLE.search(fold(line.label))]
    for line in totals:
        if line not in of_parts:
            _reporter_row(reading, line)
    if of_parts:
        reading.context.add(
            reading.place(of_parts[0].position),
            "total_of_levels_below",
            "warning",
            of_parts[0].label,
            "a total over all levels: the rows are of districts and communes, none of an office of the unit's own",
            "if it holds all dossiers of the unit, write «Toàn tỉnh» there; else nothing: the rows above it are read",
            times=len(of_parts),
        )


def _own_level(reading: Reading) -> str:
    """The coverage of the reporting unit's own agencies: a province's, or a district's departments."""
    level = reading.reporter[1] if reading.reporter else "province"
    return level if level in PARTS else "all"


def _check_total(reading: Reading, whole: Line, parts: list[Line]) -> None:
    for name, printed in whole.numbers.items():
        values = [line.numbers[name] for line in parts if name in line.numbers]
        if len(values) == len(parts) and len(parts) > 1 and sum(values) != printed:
            reading.context.add(
                reading.place(whole.position, name),
                "total_differs_from_sum",
                "warning",
                f"printed {printed:.0f}, rows give {sum(values):.0f}",
                "the same",
                "check whether a row is missing or counted twice; both are loaded as printed",
            )


def _sum_of_agencies(reading: Reading, agencies: list[Line], refused: list[Line]) -> None:
    """The reporting unit's own figure: no sum is built in a period of which an agency's row could not be read."""
    first = agencies[0]
    if not any(line.numbers for line in agencies):
        reading.context.add(
            reading.place(first.position),
            "agency_scores_not_kept",
            "info",
            f"{len(agencies)} agencies",
            "administrative units",
            "nothing: scores of agencies can't be summed to a unit's score",
        )
        return
    cells = _reporter_cells(reading, first, _own_level(reading))
    if cells is None:
        return
    counts = [column.id for column in reading.match.layout.columns if column.role == "count"]
    for period in dict.fromkeys(line.period for line in agencies):
        some = [line for line in agencies if line.period == period]
        if missing := [line for line in refused if line.period == period]:
            reading.context.add(
                reading.place(missing[0].position),
                "sum_held_back",
                "error",
                f"{len(missing)} of {len(some) + len(missing)} agencies could not be read",
                "all of them, for their sum to be a figure",
                "mend the rows named above; the sum comes with them",
            )
            continue
        summed = {
            name: sum(line.numbers[name] for line in some) for name in counts if all(name in x.numbers for x in some)
        }
        whole = Line(some[0].position, "agency", some[0].label, "agency", {}, summed, period=period)
        emit(reading, whole, cells, f"sum of {len(some)} agencies")


# --- rows that are service levels ------------------------------------------------------------------------------------


def read_service_levels(reading: Reading) -> None:
    """Rows are service levels of one unit: their sums are the unit's figures, the online levels its online dossiers."""
    patterns = [
        re.compile(form) for form in (str(reading.spec["online_rows"]), name_ascii(reading.spec["online_rows"]))
    ]
    kept = [line for line in lines(reading) if line.kind in ("unit", "agency")]
    sums: dict[str, float] = {}
    for line in kept:
        read_counts(reading, line)
        check_identities(reading, line)
        is_online = any(form.fullmatch(squeeze(line.label.lower())) for form in patterns)
        for name, value in line.numbers.items():
            sums[name] = sums.get(name, 0) + value
            if is_online:
                sums[f"online:{name}"] = sums.get(f"online:{name}", 0) + value
    report_odd_cells(reading)
    if not kept or any(line.is_bad for line in kept):
        return
    if not any(name.startswith("online:") for name in sums):
        found = ", ".join(f"«{line.label}»" for line in kept)
        reading.context.add(
            reading.place(kept[0].position),
            "no_online_rows",
            "warning",
            found,
            str(reading.spec["online_rows"]),
            f"no share of online dossiers is read; add the wording to online_rows in {reading.match.layout.file}",
        )
    cells = _reporter_cells(reading, kept[0], "all")
    if cells is not None:
        whole = Line(kept[0].position, "unit", "", None, {}, sums)
        emit(reading, whole, cells, f"sum of {len(kept)} service levels")


# --- pairs of columns ------------------------------------------------------------------------------------------------


def read_pairs(reading: Reading) -> None:
    """Every score column has its own unit column: the nearest one of text to its left, or the only one there is."""
    match, sheet = reading.match, reading.sheet
    of_periods = match.repeated.get("period", []) if "unit" not in match.columns else []
    of_text = [place for place in range(sheet.cells.width) if _is_text_column(sheet, match.body, place)]
    text_columns = [place for place in of_text if place not in of_periods]
    end = _end_of_table(reading)
    headers = {sheet.cells.row(place) for place in range(match.top, match.body)}
    for measure in reading.spec["measures"]:
        name = measure["value"][0]
        if name not in match.columns:
            continue
        place = match.columns[name]
        owner = max((column for column in text_columns if column < place), default=match.columns.get("unit"))
        reporter = _reporter_name(reading) if owner is None and of_periods else None
        if owner is None and reporter is None:
            continue
        for position in range(match.body, end):
            row = sheet.cells.row(position)
            if row in headers:
                continue
            label = reporter if owner is None else str(row[owner] or "")
            _pair(reading, position, measure, name, label or "", str(row[place] or ""))


def _reporter_name(reading: Reading) -> str | None:
    """The name of the unit that reports, for rows that are periods; a finding where nobody says it."""
    cells = _reporter_cells(reading, Line(reading.match.body, "total", "rows of periods", None, {}), "all")
    return str(cells["unit_name"]) if cells else None


def _pair(reading: Reading, position: int, measure: MeasureSpec, name: str, label: str, text: str) -> None:
    label = NUMBERING.sub("", label)
    line = Line(position, "unit", label, None, {name: text})
    line.period = row_period(reading, line, reading.sheet.cells.row(position))
    if is_zero_for_blank(reading, position, label, name, text):
        return
    if not label or text.lower() in BLANKS or _is_skipped(reading, line):
        return
    row = single(reading, line, name)
    if row is not None:
        unit = {"unit_name": label, "unit_level": str(reading.spec["default_level"])}
        indicator = {"indicator": str(measure["indicator"]), "scope_code": measure.get("scope")}
        add_row(reading, line, {**indicator, **unit, **row})


def _is_text_column(sheet: Sheet, body: int, place: int) -> bool:
    cells = [cell for cell in sheet.cells[str(place)].slice(body, 20).to_list() if cell]
    return bool(cells) and sum(not is_without_words(cell) for cell in cells) > len(cells) * 0.8


def _end_of_table(reading: Reading) -> int:
    """Where the table ends: blank rows before something that begins otherwise."""
    cells, body = reading.sheet.cells, reading.match.body
    for position in range(body, cells.height):
        row = cells.row(position)
        if not any(row) and not _goes_on(reading, position):
            below = any(any(later) for later in cells.slice(position).iter_rows())
            if below:
                second_table(reading, position, "info", "a second table below", "one table a sheet")
            return position
    return cells.height


def _goes_on(reading: Reading, position: int) -> bool:
    """Whether the next row with cells names a unit where the rows above do."""
    owner = reading.match.columns.get("unit", 0)
    headers = {reading.sheet.cells.row(place) for place in range(reading.match.top, reading.match.body)}
    for row in reading.sheet.cells.slice(position, 3).iter_rows():
        if row in headers:
            return True
        if any(row):
            name = NUMBERING.sub("", str(row[owner] or ""))
            return reading.context.units.resolve(name, str(reading.spec["default_level"])).unit_id is not None
    return False
