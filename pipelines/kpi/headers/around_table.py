"""What stands around a table: its period, the unit that reports, its unit of measure. Pure.

What belongs here: which lines are asked, and what is said where they don't answer. What does not: the forms of periods
(periods.py), rows of the table (row_kinds.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import PurePosixPath

from pipelines.kpi.bodies.row_kinds import load_row_words
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import FileContext, locator
from pipelines.kpi.headers.added_words import left_in_title, left_in_whole_title
from pipelines.kpi.headers.header_words import UNITS_OF_ROLE, WORDS_FILE, bare_key, load_words, units_in, units_of
from pipelines.kpi.headers.other_periods import is_of_another_period
from pipelines.kpi.headers.periods import (
    YEAR_TO_DATE,
    Choice,
    Period,
    choose_period,
    find_period,
    parse_period,
    periods_named,
    span,
    stated_periods,
)
from pipelines.level_codes import from_level_down
from pipelines.reference.units import level_of
from pipelines.vietnamese import ascii_fold, fold, name_ascii, name_key, parse_date

LINES_BELOW = 15
A_YEAR = timedelta(days=364)
SIDECAR = "the sidecar <file>.meta.yml"


def lines_above(reading: Reading) -> list[str]:
    """The cells above the header, and rows of several cells as one line («Từ ngày | 01/04/2024 | đến ngày | …»)."""
    cells: list[str] = [str(reading.context.sidecar.get("title") or ""), *reading.sheet.lead]
    for row in reading.sheet.cells.head(reading.match.top).iter_rows():
        filled = [cell for cell in row if cell]
        cells += filled
        cells += [" ".join(filled)] if len(filled) > 1 else []
    return list(dict.fromkeys(cell for cell in cells if cell))


# --- period ----------------------------------------------------------------------------------------------------------


def has_sidecar_period(context: FileContext) -> bool:
    """Whether the sidecar dates the figures."""
    return bool(context.sidecar.get("period") or context.sidecar.get("period_end"))


def period_of(reading: Reading) -> Period | None:
    """The period that the layout's sources state; the sidecar's wins. None, and a finding, where they state several."""
    context = reading.context
    if has_sidecar_period(context):
        return _of_sheet(reading, _sidecar_period(context))
    headers = [_year_words(" ".join(path)) for path in reading.match.paths if path and not is_of_another_period(path)]
    headers = [text for text in headers if (said := stated_periods(text)).periods or said.dated]
    sources = {"title": lines_above(reading), "sheet_name": [_sheet_words(reading.sheet.name)], "header": headers}
    order = list(reading.spec.get("period", ["title", "sheet_name", "header"]))
    if "period" in reading.match.columns:  # the rows state it themselves
        return choose_period(sources["title"]).period
    chosen = Choice()
    for name in order:
        chosen = choose_period([_year_words(line) for line in sources[name]])
        if chosen.period or chosen.rivals:
            break
    clash = _clash(chosen.period, sources["sheet_name"][0]) if "title" in order and chosen.period else None
    if clash or chosen.rivals:
        context.add(
            _top(reading),
            "several_periods",
            "error",
            "; ".join(f"{place}: {one.label}" for place, one in clash.items()) if clash else "; ".join(chosen.rivals),
            "one period for the table",
            f"say which one the figures are of in {SIDECAR}: "
            + (_which_of_sheet(reading, clash.values()) if clash else which_period(_rivals(reading, chosen))),
        )
    return None if clash else chosen.period


def _rivals(reading: Reading, chosen: Choice) -> Sequence[Period]:
    """The periods among which a person has to choose: those of the title, else of the header."""
    return periods_above(reading) or [period for label in chosen.rivals if (period := parse_period(label))]


def periods_above(reading: Reading) -> tuple[Period, ...]:
    """All periods that the lines above the table name («tháng 6 và 6 tháng đầu năm 2026»: June and the half-year)."""
    return periods_named([_year_words(line) for line in lines_above(reading)])


def which_period(named: Sequence[Period]) -> str:
    """What to write in the sidecar: one of the periods named, or how one is written.

    One alone is no choice: of «quý I và quý III năm 2024» it is the year, and the figures are not of the year.
    """
    labels = [one.label for one in named if parse_period(one.label)]
    if len(labels) < 2:
        return "period: 2024-Q3 (or period_start and period_end)"
    return " or ".join(f"period: {label}" for label in labels[:3])


def _which_of_sheet(reading: Reading, named: Iterable[Period]) -> str:
    """The same where a sheet's name says another period than its title: other sheets of the file have their own."""
    return " or ".join(f"sheets: {{{reading.sheet.name}: {{period: {one.label}}}}}" for one in reversed([*named]))


def _of_sheet(reading: Reading, period: Period | None) -> Period | None:
    """What a period stated for the whole file is for this sheet: «Điểm năm» runs from January to its end.

    A sheet of a month takes a month only; a period stated for the sheet itself is taken as it stands.
    """
    kinds = reading.spec.get("sheet_periods", {})
    if period is None or period.end is None or reading.context.sidecar.get("own_period"):
        return period
    name = bare_key(reading.sheet.name)
    kind = next((kind for kind, words in kinds.items() if name in {bare_key(word) for word in words}), None)
    if kind == YEAR_TO_DATE:
        return span(period.end.replace(month=1, day=1), period.end)
    is_month = period.start is not None and (period.start.year, period.start.month) == (
        period.end.year,
        period.end.month,
    )
    if kind == "month" and not is_month:
        month = f"{period.end.year}-MM"
        reading.context.add(
            _top(reading),
            "sheet_period_missing",
            "error",
            f"sheet {reading.sheet.name}, {period.label}",
            "the month of the sheet",
            f"say it in {SIDECAR}: sheets: {{{reading.sheet.name}: {{period: {month}}}}}",
        )
        return None
    return period


def _sidecar_period(context: FileContext) -> Period | None:
    start, end = context.sidecar.get("period_start"), context.sidecar.get("period_end")
    if start and end and start <= end:
        return span(start, end)
    return parse_period(str(context.sidecar.get("period") or ""))


def _clash(title: Period, sheet_name: str) -> dict[str, Period] | None:
    """A sheet «Tháng 6» whose title was copied from the one of May: neither can be believed; by where each stands.

    «Tháng 7» below «Năm 2024» may be July alone; «Tháng 9» below «9 tháng» is the delivery of that month.
    """
    year = f"năm {title.end.year}" if title.end else ""
    sheet = choose_period([sheet_name]).period or choose_period([f"{sheet_name} {year}"]).period
    if sheet is None or not (title.start and title.end and sheet.start and sheet.end):
        return None
    length = title.end - title.start
    narrower = title.start <= sheet.start and sheet.end <= title.end and sheet.end - sheet.start < length
    may_be_part = narrower and (length >= A_YEAR or sheet.end < title.end)
    meets = title.start <= sheet.end and sheet.start <= title.end
    return {"title": title, "sheet name": sheet} if may_be_part or not meets else None


def report_no_period(reading: Reading) -> None:
    """No line states a period: say where to write it, and what the file's name suggests."""
    stem = PurePosixPath(reading.context.source_file).stem
    hint = find_period(_sheet_words(stem))
    suggests = f"; the file name suggests {hint.label}" if hint else ""
    reading.context.add(
        _top(reading),
        "no_period",
        "error",
        f"no period above the table{suggests}",
        "«Quý III/2024», «từ ngày 01/01/2024 đến ngày 30/06/2024» …",
        f"write the period above the table, or period: {hint.label if hint else '2024-Q3'} in {SIDECAR}",
    )


def _top(reading: Reading) -> str:
    return locator(reading.sheet.name or None, reading.sheet.row_no(reading.match.top), None)


def _sheet_words(name: str) -> str:
    """«bao_cao_thang_7_2024» as words, so that one reader of titles serves."""
    spaced = re.sub(r"[_]+", " ", name)
    return re.sub(r"(?<=[A-Za-zÀ-ỹ])(?=\d)", " ", spaced) if not re.fullmatch(r"(?i)[tq]\d.*", spaced) else spaced


def _year_words(text: str) -> str:
    """«2015 PAPI», «PCI 2015» -> «năm 2015», so that one reader of titles serves."""
    match = re.fullmatch(r"\s*(?:\d{1,2}[.)]\s*)?(?:(20\d{2})\s+\w+|[^\d]*\b(20\d{2})\W*)", text)
    bare = match and not re.search(r"tháng|quý|năm|ngày|thang|quy|/|-", text.lower())
    return f"năm {match.group(1) or match.group(2)}" if match and bare else text


# --- the unit that reports -------------------------------------------------------------------------------------------

_TYPES = r"tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_TYPED_NAME = re.compile(rf"\b({_TYPES})\s+(?=([^\d,;:()\n]+))", re.IGNORECASE)
_TYPED_PLAIN = re.compile(rf"\b({name_ascii(_TYPES)})\s+(?=([^\d,;:()\n]+))", re.IGNORECASE)
_BELOW = re.compile(
    r"(?<!cấp )(?<!các )\b(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã)\s+(?=([^\d,;:()\n]+))", re.IGNORECASE
)
_SIGNING_PLACE = re.compile(r",\s*(?:ngày|ngay)\b", re.IGNORECASE)
_REPORTS = re.compile(r"(?:đơn vị|cơ quan|don vi|co quan)\s+(?:báo cáo|bao cao|lập|lap)\W*", re.IGNORECASE)

# What such an office counts is its own, not the province's whose name stands beside it.
_OFFICE = re.compile(r"(?:sở|phòng|chi cục|cục|ban|so|phong|chi cuc|cuc)\s+(?!chỉ đạo|chi dao)")


def is_typed(name: str) -> bool:
    """Whether a name says what it is («Huyện Yên Định», not «Yên Định»)."""
    return bool(_TYPED_NAME.match(name) or (name.isascii() and _TYPED_PLAIN.match(name)))


def reporter_of(reading: Reading) -> tuple[str, str] | None:
    """Name and level of the unit that reports: the sidecar's, that of a line «Đơn vị báo cáo», else the title's.

    A letterhead names the province above the district that reports: of units that contain one another the lowest is
    meant. Units that don't are no answer, nor is the province of an office that reports («Đơn vị báo cáo: Sở Tài chính
    tỉnh A»). Of a name that many units have, the unit above is given with it.
    """
    sidecar = reading.context.sidecar
    if sidecar.get("unit_name"):
        return str(sidecar["unit_name"]), level_of(str(sidecar.get("unit_level") or "province")) or "province"
    lines = [line for line in lines_above(reading) if not _SIGNING_PLACE.search(line)]
    named = [line[match.end() :] for line in lines if (match := _REPORTS.search(line))]
    if any(_OFFICE.match(fold(line)) for line in named):
        return None
    for some in (named, lines):
        above = _units_of(reading, some)
        found = _units_of(reading, some, above)
        if found:
            return None if _names_unknown_below(reading, some, above) else _lowest(reading, found)
    return None


def is_of_an_office(reading: Reading) -> bool:
    """Whether a line above the table begins with an office, so that rows without a unit may be its own."""
    return any(_OFFICE.match(fold(line)) for line in lines_above(reading))


_WHOLE = re.compile(r"(?:toan|tren dia ban|cua) (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong)\b")


def is_of_whole_territory(reading: Reading) -> bool:
    """Whether a line above the table says that it holds the whole unit («trên địa bàn tỉnh»), whoever made it."""
    return any(_WHOLE.search(ascii_fold(line)) for line in lines_above(reading))


def _units_of(reading: Reading, lines: list[str], above: Sequence[str] = ()) -> list[str]:
    return list(dict.fromkeys(unit for line in lines for unit in _units_in(reading, line, above)))


def _names_unknown_below(reading: Reading, lines: list[str], above: list[str]) -> bool:
    """Whether a line names a commune or district that nobody knows: then the province beside it did not report."""
    named = [match.groups() for line in lines for match in _BELOW.finditer(line)]
    return any(_is_name(name) and not _units_in(reading, f"{kind} {name}", above) for kind, name in named)


def _is_name(words: str) -> bool:
    first = words.split(maxsplit=1)[0]
    return first[0].isupper() and fold(first) not in load_words().no_names


def _units_in(reading: Reading, line: str, above: Sequence[str] = ()) -> list[str]:
    """Units that a line names; one of a name that many have («huyện Châu Thành») is the one below a unit of `above`."""
    return [unit for unit, _ in _named_in(reading, line, above)]


def units_named(reading: Reading, text: str) -> list[str]:
    """The units that a text names with their kind («huyện Yên Định»), of one name those of the reporting unit."""
    return _units_in(reading, text, [reading.reporter[0]] if reading.reporter else [])


def _names_above(reading: Reading) -> list[str]:
    """What units above the table are called, in the register and there: «tỉnh Thừa Thiên Huế» is a city now."""
    named = [one for line in lines_above(reading) for one in _named_in(reading, line)]
    return [name for unit, printed in named for name in (reading.context.units.unit(unit).name_vi, printed)]


def _named_in(reading: Reading, line: str, above: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Units that a line names, each with the words that name it there."""
    form = _TYPED_PLAIN if line.isascii() else _TYPED_NAME
    found: list[tuple[str, str]] = []
    for match in form.finditer(line):
        words = match.group(2).split()
        names = [f"{match.group(1)} {' '.join(words[:length])}" for length in range(min(len(words), 5), 0, -1)]
        found += next(([(unit, name)] for name in names if (unit := _unit_named(reading, name, above))), [])
    return found


def _unit_named(reading: Reading, name: str, above: Sequence[str]) -> str | None:
    units, era = reading.context.units, reading.era()
    asked = [(one, parent) for one in ((era,) if era else (None, "63", "34")) for parent in (None, *above)]
    return next((unit for one, parent in asked if (unit := units.resolve(name, None, one, parent).unit_id)), None)


def _lowest(reading: Reading, found: list[str]) -> tuple[str, str] | None:
    units = reading.context.units
    chains = {unit: [unit, *_above(reading, unit)] for unit in found}
    lowest = [unit for unit in found if all(other in chains[unit] for other in found)]
    if not lowest:
        return None
    unit = units.unit(lowest[0])
    if (
        unit.level != "province"
        and unit.parent_unit_id
        and units.resolve(unit.name_vi, unit.level, reading.era()).unit_id is None
    ):
        return f"{unit.name_vi}, {units.unit(unit.parent_unit_id).name_vi}", unit.level
    return unit.name_vi, unit.level


def _above(reading: Reading, unit_id: str) -> list[str]:
    above: list[str] = []
    parent = reading.context.units.unit(unit_id).parent_unit_id
    while parent:
        above.append(parent)
        parent = reading.context.units.unit(parent).parent_unit_id
    return above


# --- which part of the whole -----------------------------------------------------------------------------------------


def title_level(reading: Reading) -> str | None:
    """The one level that a title names («… CẤP XÃ», «… CÁC XÃ, PHƯỜNG»): its total row covers that level, not all."""
    named = levels_named(tuple(lines_above(reading)))
    own = reading.reporter[1] if reading.reporter else "province"
    return named[0] if len(named) == 1 and named[0] in from_level_down(own) else None


@lru_cache(maxsize=500)
def levels_named(lines: tuple[str, ...]) -> list[str]:
    """The levels that lines name by the words that open a group of rows too (layouts/_rows.yml)."""
    text = f" {' ; '.join(map(name_key, lines))} "
    plain = f" {ascii_fold(text)} "
    found = [
        "province" if level == "agency" else level
        for level, words in load_row_words().groups
        if any(f" {key} " in text for key in words.keys if " " in key)
        or any(f" {key} " in plain for key in words.plain if key.startswith("cap "))
    ]
    return found


def is_narrowed(reading: Reading) -> bool:
    """Whether the title limits a form of all dossiers to a part («LĨNH VỰC ĐẤT ĐAI», «NỘP TRỰC TUYẾN»)."""
    forms = [re.compile(form) for word in reading.spec.get("narrowed_by", []) for form in (word, name_ascii(word))]
    title = reading.context.sidecar.get("title")
    for line in [str(title)] if title else lines_above(reading):
        is_part = any(form.search(fold(line)) for form in forms) or (forms and _names_a_part(reading, line))
        if is_part or _says_more(reading, line):
            reading.context.add(
                _top(reading),
                "narrowed_table",
                "error",
                line,
                "all dossiers of the units",
                f"if the table holds all dossiers, give it a title that says so (title: in {SIDECAR}); if it holds a"
                " part, give the figures as a tidy file with scope_code",
            )
            return True
    return False


_TITLES = re.compile(
    r"\W*(?:báo cáo|kết quả|tình hình|tổng hợp|thống kê|danh sách|bảng|biểu|bao cao|ket qua|tinh hinh|tong hop)"
)


def _says_more(reading: Reading, line: str) -> bool:
    """Whether a title by which columns are known says more than that («… THÀNH PHẦN», «MỨC TĂNG …», «GIAO …»)."""
    wanted = reading.spec.get("titled") if "where_titled" in reading.spec else None
    if wanted is None or not re.search(wanted, fold(line)):
        return False
    return bool(left_in_whole_title(line, [*reading.spec.get("subject", []), *_names_above(reading)]))


def _names_a_part(reading: Reading, line: str) -> bool:
    """Whether a title of dossiers goes on with words that nothing explains («… TTHC TẠI SỞ Y TẾ», «HỒ SƠ ĐẤT ĐAI»)."""
    if not (line.isupper() or _TITLES.match(ascii_fold(line))):
        return False
    return bool(left_in_title(line, [*reading.spec.get("subject", []), *_names_above(reading)]))


# --- unit of measure -------------------------------------------------------------------------------------------------

_UNIT_LINE = re.compile(r"(?:đơn vị tính|đvt|don vi tinh|dvt|unit of measure|unit)\s*[:.]?\s*([^()\n]+)")
_UNIT_GUESS = re.compile(r"\(\s*(?:đơn vị|don vi|đv|dv)\s*:\s*([^()\n]+)\)")


def is_of_other_measure(reading: Reading) -> bool:
    """Whether «Đơn vị tính: …» around the table contradicts its columns («%», «nghìn hồ sơ» over counts).

    The columns' own brackets win; a table in other units would load a hundred or a thousand times too small:
    a finding instead.
    """
    stated = _measure_line(reading)
    if stated is None:
        return False
    text, kinds = stated
    for name, place in reading.match.columns.items():
        allowed = UNITS_OF_ROLE.get(reading.role(name))
        if allowed is None or reading.role(name) in ("rate", "rank") or units_in(" ".join(reading.match.paths[place])):
            continue
        if "scaled" in kinds or not kinds & allowed:
            expected = ", ".join(sorted(allowed))
            reading.context.add(
                reading.place(reading.match.body - 1, name),
                "table_unit",
                "error",
                text,
                f"figures in: {expected}",
                f"give the table in whole units; if the words mean {expected}, add them to units in {WORDS_FILE}",
            )
            return True
    return False


def _measure_line(reading: Reading) -> tuple[str, frozenset[str]] | None:
    below = reading.sheet.cells.slice(reading.match.body).tail(LINES_BELOW)
    cells = [cell for row in below.iter_rows() for cell in row if cell and len(cell) < 200]
    for line in [*lines_above(reading), *cells]:
        text = fold(line)
        match = (
            _UNIT_LINE.search(text)
            if re.match(r"[\W]*(?:đơn vị tính|đvt|don vi tinh|dvt)|.*\bđơn vị tính\b", text)
            else None
        )
        guess = _UNIT_GUESS.search(text)
        said = match or guess
        kinds = units_of(said.group(1).strip(" .:")) if said else frozenset[str]()
        if said and said.group(1).strip(" .:…") and (match or "unknown" not in kinds):
            return line, kinds
    return None


__all__ = [
    "has_sidecar_period",
    "is_of_other_measure",
    "is_typed",
    "lines_above",
    "parse_date",
    "period_of",
    "report_no_period",
    "reporter_of",
]
