"""Bodies with one indicator a row: the long rows of what the reporting unit prints, and what follows from it. Pure.

What belongs here: a printed row to a long row, flags by their coding, what is said of rows that give no figure. What
does not: finding the rows (printed_rows.py), sums and identities between rows (calculated.py).
"""

from __future__ import annotations

import re

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.header_words import units_of
from pipelines.kpi.headers.other_periods import part_of_year, period_of_header
from pipelines.kpi.indicators.calculated import add_calculated, check_identities
from pipelines.kpi.indicators.named_rows import read_named
from pipelines.kpi.indicators.placing import placed, reporting_unit, say_of_rows, tree_of, whole
from pipelines.kpi.indicators.printed_rows import PrintedRow, printed_rows
from pipelines.kpi.indicators.row_figures import Figures, reaches
from pipelines.vietnamese import BLANKS, fold

HEADING, CODE, FLAG = "heading", "code", "flag"
_CODING = re.compile(r"([^\W\d_][^=;,\d]*?)\s*=\s*(\d)")
_YES = ("có", "hoàn thành", "đã", "rồi", "co", "hoan thanh", "da")
LEAST_GROUPS_WITH_RATE = 2


def read_indicators(reading: Reading) -> None:
    """Every row is one indicator of the unit that reports: the title or the sidecar names it, or nothing loads."""
    rows = printed_rows(reading, tree_of(reading))
    if not any(row.known for row in rows):
        read_named(reading, rows)
        return
    unit = reporting_unit(reading, rows[0])
    if unit is None or not _is_of_its_column(reading) or _are_shares_of_points(reading, rows):
        return
    figures = Figures.of(reading, rows)
    for row in rows:
        _add(reading, row, figures, unit)
    add_calculated(reading, figures, unit)
    check_identities(reading, figures)
    _say(reading, rows)


def _is_of_its_column(reading: Reading) -> bool:
    """Whether the column of figures names no other period than the table («Quý I/2025» below a title of 2026)."""
    place = reading.match.columns["figure"]
    own = reading.period
    named = period_of_header(reading.match.paths[place])
    if named is None and own is not None and own.end is not None:
        named = part_of_year(reading.match.paths[place], own.end.year)
    if named is None or own is None or (named.start, named.end) == (own.start, own.end):
        return True
    reading.context.add(
        reading.place(reading.match.body, "figure"),
        "period_of_column_differs",
        "error",
        f"«{reading.match.paths[place][-1]}», the table is of {own.label}",
        "the period of the table",
        "correct the header or the title, or say the period in the sidecar",
    )
    return False


def _are_shares_of_points(reading: Reading, rows: list[PrintedRow]) -> bool:
    """Where groups of an index have a «Tỷ lệ», too, it is the share of the points they may have, no measured rate."""
    groups = reading.spec.get("groups_without_rate", [])
    filled = [row for row in rows if row.known and row.known.row in groups and row.cells.get("figure")]
    if len(filled) < LEAST_GROUPS_WITH_RATE:
        return False
    reading.context.add(
        reading.place(filled[0].position, "figure"),
        "rate_of_points",
        "error",
        f"{filled[0].place}: {filled[0].cells['figure']}",
        "rates of indicators; the groups have points only",
        "nothing, if the column is the share of points reached; else give the rates as a tidy file",
    )
    return True


def _add(reading: Reading, row: PrintedRow, figures: Figures, unit: dict[str, str | None]) -> None:
    known = row.known
    if known is None or not known.indicator or known.kind in (HEADING, CODE) or not reaches(reading, row):
        return
    cells = dict(row.cells)
    printed = cells.get("figure", "")
    if known.kind == FLAG:
        printed = _flag(printed, cells.get("measure", ""))
    top, bottom = figures.pair(row)
    is_blank = printed.lower() in BLANKS
    if not (is_blank and (top is None or bottom is None)) and _contradicts(reading, row):
        return
    long = {
        "indicator": known.indicator,
        "scope_code": known.scope,
        "source_variant": known.variant,
        "coverage_level": row.coverage,
        "value": None if is_blank else printed,
        "value_as_printed": cells.get("figure") if known.kind == FLAG or is_blank else None,
        "numerator": whole(top),
        "denominator": whole(bottom),
        "note": cells.get("note"),
        "is_number": reading.is_number(row.position, "figure", printed),
        **unit,
    }
    reading.rows.append(placed(reading, row.position, "figure", known.period_kind, long))


def _flag(printed: str, coding: str) -> str:
    """1 or 0 by the coding that stands in the unit cell («Chưa = 0; Hoàn thành = 1»), or by the word itself."""
    codes = {code: fold(word).strip(" .;,").startswith(_YES) for word, code in _CODING.findall(coding)}
    text = printed.strip().lstrip("0") or ("0" if printed.strip() else "")
    if text in codes:
        return "1" if codes[text] else "0"
    if fold(text) in _YES:
        return "1"
    return "0" if fold(text) in ("không", "chưa", "khong", "chua") else text


def _contradicts(reading: Reading, row: PrintedRow) -> bool:
    """Whether the unit of measure printed in the row is of another kind than the row: «%» beside a count."""
    kinds = units_of(row.cells["measure"]) if row.cells.get("measure") else frozenset[str]()
    is_rate = row.known is not None and row.known.kind == "rate"
    wrong = bool(kinds) and (kinds.isdisjoint({"percent", "share"}) and is_rate and "count" in kinds)
    wrong |= "percent" in kinds and not is_rate
    if wrong:
        reading.context.add(
            reading.place(row.position, "measure"),
            "row_unit",
            "error",
            f"{row.place}: {row.cells['measure']}",
            "%" if is_rate else "a count",
            "correct the unit of measure in that row; the row loads when it is mended",
        )
    return wrong


# --- what is said of the rows ----------------------------------------------------------------------------------------


def _say(reading: Reading, rows: list[PrintedRow]) -> None:
    """One finding each for near labels, unknown rows, rows without an indicator, headings with figures."""
    file = f"pipelines/kpi/layouts/{reading.spec['tree']}"
    filled = [row for row in rows if row.cells.get("figure", "").lower() not in BLANKS]
    near = [row for row in filled if row.is_near and row.known]
    say_of_rows(
        reading,
        near,
        "near_row",
        "warning",
        [f"«{row.label[:60]}» read as «{_known(row)}»" for row in near],
        "labels of the form",
        f"nothing if that is right; else mend the label, or add the wording to {file}",
    )
    blank = [row for row in rows if row not in filled and row.known and row.known.indicator and reaches(reading, row)]
    say_of_rows(
        reading,
        blank,
        "row_left_blank",
        "info",
        [f"{row.place[:40]}: «{row.cells.get('figure', '')}»" for row in blank],
        "a figure in the row",
        "nothing, if there is none; what is promised of it is told as «no value printed», not as never reported",
    )
    unknown = [row for row in filled if row.known is None]
    told = [
        f"«{row.place[:60]}»" + (f" (≈ «{row.looks_like.wordings[0][:40]}»)" if row.looks_like else "")
        for row in unknown
    ]
    say_of_rows(
        reading,
        unknown,
        "row_unknown",
        "warning",
        told,
        "rows of the form",
        f"not loaded: add the wording to its row in {file}, or a new row",
    )
    bare = [row for row in filled if row.known and not row.known.indicator and row.known.kind != HEADING]
    say_of_rows(
        reading,
        bare,
        "row_not_mapped",
        "info",
        [row.place[:40] for row in bare],
        "rows that measure an indicator",
        "nothing: counts behind a rate, or volumes that no plan promises",
    )
    heads = [row for row in filled if row.known and row.known.kind == HEADING]
    say_of_rows(
        reading,
        heads,
        "heading_with_figure",
        "info",
        [f"{row.place[:50]}: {row.cells['figure']}" for row in heads],
        "a heading without a figure",
        "nothing, if the rows below hold the figures; the note says what it counts",
    )


def _known(row: PrintedRow) -> str:
    return row.known.wordings[0][:50] if row.known else ""
