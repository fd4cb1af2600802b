"""Tables of one indicator a row that are no form: «Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện». Pure.

What belongs here: when such a table is certain, its rows by the names of indicators. What does not: the form with the
same columns (body.py), columns of plans (headers/other_periods.py).

A row loads where its label is an indicator's name and nothing more, its unit of measure, where one is printed, is that
of the indicator, and the figures are results: the title says so and their column nothing else, or they stand beside
what was planned. Headings between the rows that may narrow them leave the table unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.around_table import levels_named, lines_above
from pipelines.kpi.headers.cumulated import is_so_long, months_of
from pipelines.kpi.headers.index_names import is_index, is_part_without_figure, rank_of, variant_below, without_names
from pipelines.kpi.headers.named_in_full import named_in_row
from pipelines.kpi.headers.other_periods import (
    is_plan,
    is_result_of,
    is_year_alone,
    part_of_year,
    period_of_header,
    says_results,
)
from pipelines.kpi.headers.periods import PERIOD
from pipelines.kpi.indicators.placing import placed, reporting_unit, say_of_rows
from pipelines.kpi.indicators.printed_rows import PrintedRow, printed_rows
from pipelines.kpi.indicators.trees import Tree
from pipelines.reference.indicators import IndicatorName
from pipelines.vietnamese import BLANKS, fold, name_ascii

_RESULTS = r"kết quả|thực hiện"
# What a district is given to reach is no result; neither is what somebody expects.
_PROMISED = r"(?<!\w)(?:giao|phấn đấu|đăng ký|dự kiến|ước|tự chấm|tự đánh giá|tự thẩm định)(?!\w)|lĩnh vực"
_PLAIN_HEADING = r"(?:nhóm|công tác|cải cách|xây dựng|chuyển đổi|hiện đại|chỉ tiêu|chỉ đạo|về)(?!\w)"
_YEAR = re.compile(r"20\d\d")
_SCORED = re.compile(r"(?<!\w)(?:điểm|hạng|diem|hang)(?!\w)|%")
_FORMS = {text: re.compile(f"{text}|{name_ascii(text)}") for text in (_RESULTS, _PROMISED, _PLAIN_HEADING)}


def read_named_rows(reading: Reading) -> None:
    """A table that is no form: rows whose labels are names of indicators, each with its rank where one stands."""
    read_named(reading, printed_rows(reading, Tree((), ())))


def read_named(reading: Reading, rows: list[PrintedRow]) -> None:
    """Rows whose labels are names of indicators; all others are one finding."""
    filled = [row for row in rows if _filled(row, "figure") or _filled(row, "place")]
    if not _is_of_its_column(reading):
        return
    lines, units = lines_above(reading), [reading.reporter[0]] if reading.reporter else []
    known = filled if _is_certain(reading, rows) else []
    names = {row.position: named_in_row(reading.context.catalogue, row.label, lines, units) for row in known}
    named = [row for row in filled if names.get(row.position)]
    doubted = _say_ranks(reading, named, names)
    named = [row for row in named if row not in doubted]
    unit = reporting_unit(reading, named[0]) if named else None
    if unit is not None:
        reading.rows += [long for row in named for long in _of_row(reading, row, names[row.position], unit)]
    _say_others(reading, [row for row in filled if row not in named and row not in doubted], bool(named or doubted))


def _is_of_its_column(reading: Reading) -> bool:
    """Whether the column of figures is of the table's period; a part of the title's year that it names is its own.

    «Thực hiện 9 tháng» below «… NĂM 2024» is of nine months; below the title of a quarter nobody knows.
    """
    own, path = reading.period, reading.match.paths[reading.match.columns["figure"]]
    if own is None or own.start is None or own.end is None:
        return True
    named, this = part_of_year(path, own.end.year) or period_of_header(path), months_of(path[-1])
    is_same = named is None or (named.start, named.end) == (own.start, own.end)
    if is_same and (not this or is_so_long(own, this)):
        return True
    is_part = named and named.start and named.end and own.start <= named.start and named.end <= own.end
    if is_part and own.label == str(own.end.year):
        reading.period = named
        return True
    reading.context.add(
        reading.place(reading.match.body, "figure"),
        "period_of_column_differs",
        "error",
        f"«{path[-1]}», the table is of {own.label}",
        "the period of the table",
        "correct the header or the title, or say the period in the sidecar",
    )
    return False


def _say_ranks(
    reading: Reading, named: list[PrintedRow], names: Mapping[int, IndicatorName | None]
) -> list[PrintedRow]:
    """Rows like «PCI | 47 | 30» below years that may be ranks: whole numbers, and nothing says that they score."""
    head = reading.match.paths[reading.match.columns["figure"]][-1]
    if "place" in reading.match.columns or not is_year_alone(head) or _SCORED.search(fold(head)):
        return []
    scores = [row for row in named if is_index(names[row.position]) and not row.cells.get("measure")]
    bare = [row for row in scores if not _SCORED.search(fold(row.label))]
    if not all(row.cells.get("figure", "").isdigit() for row in scores):
        return []
    say_of_rows(
        reading,
        bare,
        "score_or_rank",
        "error",
        [f"«{row.label[:40]}»: {row.cells['figure']}" for row in bare],
        "scores, or ranks, said to be so",
        "write what they are in the label or a column «ĐVT»: «Xếp hạng PCI», «Chỉ số PCI (điểm)»; then they load",
    )
    return bare


def _filled(row: PrintedRow, column: str) -> bool:
    return row.cells.get(column, "").lower() not in BLANKS


def _of_row(
    reading: Reading, row: PrintedRow, name: IndicatorName | None, unit: dict[str, str | None]
) -> Iterator[dict[str, object]]:
    """The figure of a row, and its rank where the indicator is ranked."""
    if name is None:
        return
    if _filled(row, "figure"):
        yield _long(reading, row, "figure", name, unit)
    rank = rank_of(name)
    if rank is not None and _filled(row, "place"):
        yield _long(reading, row, "place", rank, unit)


def _is_certain(reading: Reading, rows: list[PrintedRow]) -> bool:
    heads = [path[-1] for path in reading.match.paths if path]
    head = reading.match.paths[reading.match.columns["figure"]][-1]
    lines = lines_above(reading)
    is_of_results = not _YEAR.search(head) or is_year_alone(head) or is_result_of(head)
    is_aimed = is_plan(head) or _says(_PROMISED, head) or not is_of_results
    are_results = says_results(lines) or (any(map(is_plan, heads)) and _says(_RESULTS, head))
    if is_aimed or not are_results or any(_says(_PROMISED, line) for line in lines):
        return False
    headings = [row.label for row in rows if not row.cells]
    is_narrowed = levels_named(tuple(without_names(line) for line in (*lines, *(row.label for row in rows))))
    return not is_narrowed and all(_FORMS[_PLAIN_HEADING].match(fold(label)) for label in headings)


def _says(what: str, text: str) -> bool:
    return bool(_FORMS[what].search(fold(text)))


def _long(
    reading: Reading, row: PrintedRow, column: str, name: IndicatorName, unit: dict[str, str | None]
) -> dict[str, object]:
    figure = row.cells[column]
    is_below = unit["unit_level"] in ("district", "commune")
    cells = {
        "indicator": name.code,
        "scope_code": name.scope_code,
        "source_variant": variant_below(name) if is_below else None,
        "value": figure,
        "unit": row.cells.get("measure") if column == "figure" else None,
        "note": row.cells.get("note"),
        "is_number": reading.is_number(row.position, column, figure),
        **unit,
    }
    return {**placed(reading, row.position, column, PERIOD, cells), "period_kind": None}


def _say_others(reading: Reading, rows: list[PrintedRow], are_others_named: bool) -> None:
    """Rows of no indicator: of another table where none has one, else left out beside those that do."""
    parts = [row for row in rows if is_part_without_figure(row.label)] if are_others_named else []
    rows = [row for row in rows if row not in parts]
    say_of_rows(
        reading,
        parts,
        "row_not_mapped",
        "info",
        [row.place[:40] for row in parts],
        "rows that measure an indicator",
        "nothing: parts of an index that the catalogue has no figure for (docs/indicators.md says how to add one)",
    )
    told = [f"«{row.place[:60]}»" for row in rows]
    if are_others_named and "tree" not in reading.spec:
        remedy = "not loaded: give what is promised in a tidy file (indicator, unit_name, unit_level, period, value)"
        say_of_rows(reading, rows, "row_unknown", "warning", told, "names of indicators, in full", remedy)
        return
    say_of_rows(
        reading,
        rows,
        "rows_of_another_table",
        "error",
        told,
        f"rows of the form: {reading.match.layout.title}",
        "if it is another table, give its figures as a tidy file (indicator, unit_name, unit_level, period, value); if"
        f" it is the form in other words, add the wordings to pipelines/kpi/layouts/{reading.match.layout.file}",
    )
