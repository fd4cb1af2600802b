"""Tables of one indicator a row that are no form: «Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện». Pure.

What belongs here: when such a table is certain, its rows by the names of indicators. What does not: the form with the
same columns (body.py), columns of plans (headers/other_periods.py).

A row loads where its label is an indicator's name and nothing more, its unit of measure is that of the indicator, and
its column says that the figures are results, beside one of what was planned, or is headed by a year below a title of
results; headings between the rows that may narrow
them leave the table unread.
"""

from __future__ import annotations

import re

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.around_table import levels_named, lines_above
from pipelines.kpi.headers.named_in_full import indicator_named
from pipelines.kpi.headers.other_periods import is_plan, is_year_alone, says_results
from pipelines.kpi.headers.periods import PERIOD
from pipelines.kpi.indicators.placing import placed, reporting_unit, say_of_rows
from pipelines.kpi.indicators.printed_rows import PrintedRow
from pipelines.vietnamese import BLANKS, fold, name_ascii

_RESULTS = r"kết quả|thực hiện"
# What a district is given to reach is no result; neither is what somebody expects.
_PROMISED = r"(?<!\w)(?:giao|phấn đấu|đăng ký|dự kiến|ước)(?!\w)|lĩnh vực"
_PLAIN_HEADING = r"(?:nhóm|công tác|cải cách|xây dựng|chuyển đổi|hiện đại|chỉ tiêu|chỉ đạo|về)(?!\w)"
_FORMS = {text: re.compile(f"{text}|{name_ascii(text)}") for text in (_RESULTS, _PROMISED, _PLAIN_HEADING)}


def read_named(reading: Reading, rows: list[PrintedRow]) -> None:
    """Rows whose labels are names of indicators; all others are one finding."""
    filled = [row for row in rows if row.cells.get("figure", "").lower() not in BLANKS]
    catalogue = reading.context.catalogue
    named = [row for row in filled if indicator_named(catalogue, row.label)] if _is_certain(reading, rows) else []
    unit = reporting_unit(reading, named[0]) if named else None
    if unit is not None:
        reading.rows += [_long(reading, row, unit) for row in named]
    _say_others(reading, [row for row in filled if row not in named])


def _is_certain(reading: Reading, rows: list[PrintedRow]) -> bool:
    heads = [path[-1] for path in reading.match.paths if path]
    head = reading.match.paths[reading.match.columns["figure"]][-1]
    are_results = _is_of_a_year(reading, head) or (any(map(is_plan, heads)) and _says(_RESULTS, head))
    if not are_results or any(_says(_PROMISED, line) for line in lines_above(reading)):
        return False
    headings = [row.label for row in rows if not row.cells]
    is_narrowed = levels_named((*lines_above(reading), *(row.label for row in rows)))
    return not is_narrowed and all(_FORMS[_PLAIN_HEADING].match(fold(label)) for label in headings)


def _is_of_a_year(reading: Reading, head: str) -> bool:
    """A column headed by its year alone, below a title of results («KẾT QUẢ … | Năm 2023 | Năm 2024»)."""
    return is_year_alone(head) and says_results(lines_above(reading))


def _says(what: str, text: str) -> bool:
    return bool(_FORMS[what].search(fold(text)))


def _long(reading: Reading, row: PrintedRow, unit: dict[str, str | None]) -> dict[str, object]:
    figure = row.cells["figure"]
    cells = {
        "indicator": row.label,
        "value": figure,
        "unit": row.cells.get("measure"),
        "note": row.cells.get("note"),
        "is_number": reading.is_number(row.position, "figure", figure),
        **unit,
    }
    return {**placed(reading, row.position, "figure", PERIOD, cells), "period_kind": None}


def _say_others(reading: Reading, rows: list[PrintedRow]) -> None:
    say_of_rows(
        reading,
        rows,
        "rows_of_another_table",
        "error",
        [f"«{row.place[:60]}»" for row in rows],
        f"rows of the form: {reading.match.layout.title}",
        "if it is another table, give its figures as a tidy file (indicator, unit_name, unit_level, period, value); if"
        f" it is the form in other words, add the wordings to pipelines/kpi/layouts/{reading.spec['tree']}",
    )
