"""The figures of one row: counts as numbers, sums, identities, the place and period of its long rows. Pure.

What belongs here: one line at a time. What does not: which line is whose (row_kinds.py, unit_rows.py), measures of
all lines (long_rows.py), typing the long rows (observations.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.kpi.bodies.row_kinds import load_row_words
from pipelines.kpi.bodies.sheet_state import Emitted, Line, Reading
from pipelines.vietnamese import Number, NumberProblem, ascii_fold, name_key, parse_number


def read_counts(reading: Reading, line: Line) -> None:
    """Counts of a row as numbers; a cell that is none holds the whole row back with a finding."""
    if reading.plain is not None and reading.plain.is_plain[line.position]:
        line.is_plain = True
        line.numbers = {name: float(text) for name, text in line.cells.items() if name in reading.counts}
        return
    for name, text in line.cells.items():
        if name not in reading.counts:
            continue
        if text.isdigit() and text.isascii() and len(text) <= 15:
            line.numbers[name] = float(text)
            continue
        number = _count(reading, line.position, name, text)
        problem = number if isinstance(number, NumberProblem) else _no_count(number)
        if problem:
            # What fills a column in place of counts («*») is one cause, any other cell a cause of its own.
            is_filling = problem.rule == "not_a_number" and not any(map(str.isdigit, text))
            cause = (name, text, problem, None if is_filling else line.position)
            first, times = reading.odd_cells.get(cause, (line.position, 0))
            reading.odd_cells[cause] = first, times + 1
            line.is_bad = True
        elif isinstance(number, Number):
            line.numbers[name] = number.value


def report_odd_cells(reading: Reading) -> None:
    """The cells of all rows that are no counts, in the order of their rows."""
    remedy = "correct the cell; the row loads when it is mended"
    for (name, text, problem, _), (first, times) in reading.odd_cells.items():
        place = reading.place(first, name)
        reading.context.add(place, problem.rule, "error", text, problem.expected, remedy, times=times)


def _no_count(number: Number | NumberProblem | None) -> NumberProblem | None:
    """Numbers that stand for something other than a count: a share, a bound, a negative."""
    if not isinstance(number, Number):
        return None
    if number.value < 0:
        return NumberProblem("negative_count", "0 or more")
    if number.has_percent or number.over is not None:
        return NumberProblem("share_in_count", "a count, not a share")
    if number.bound or number.is_approximate:
        return NumberProblem("inexact_count", "an exact count; a bound such as «>90» goes into a tidy file")
    return None


def _count(reading: Reading, position: int, name: str, text: str) -> Number | NumberProblem | None:
    if (key := (text, False)) in reading.remembered and "." not in text:
        return reading.remembered[key]
    is_number = reading.is_number(position, name, text)
    key = (text, is_number)
    if key not in reading.remembered:
        reading.remembered[key] = parse_number(text, whole=True, is_cell_number=is_number)
    return reading.remembered[key]


def check_identities(reading: Reading, line: Line) -> None:
    """Sums that should agree in every row of a form; a break is a warning, the row still loads."""
    if line.is_plain and reading.plain is not None and reading.plain.sums_agree[line.position]:
        return
    numbers = _with_scores(reading, line)
    for identity, *sides in reading.identities:
        is_needed = identity.get("name") in reading.needed_sums and reading.match.columns.keys() >= {*sides[1]}
        left, right = total(numbers, sides[0]), total(numbers, sides[1], is_needed)
        if left is None or right is None or abs(left - right) <= float(str(identity.get("tolerance", 0))):
            continue
        place, found = reading.place(line.position), f"{line.label}: {left:g} and {right:g}"
        remedy = "check the row with the unit that reported it; it is loaded as printed"
        if is_needed:
            remedy = "check the row with the unit that reported it; the rate is not loaded, the rest as printed"
            reading.context.add(place, "needed_sum_broken", "error", found, str(identity["name"]), remedy)
        else:
            reading.context.add(place, "identity_broken", "warning", found, str(identity["name"]), remedy)


def _with_scores(reading: Reading, line: Line) -> dict[str, float]:
    """Counts and scores of a row as numbers, for identities over scores."""
    numbers = dict(line.numbers)
    if reading.has_scores:
        for name, text in line.cells.items():
            if reading.role(name) in ("score", "points"):
                number = parse_number(text, high=100, is_cell_number=reading.is_number(line.position, name, text))
                if isinstance(number, Number):
                    numbers[name] = number.value
    return numbers


def total(numbers: dict[str, float], names: Iterable[str], is_blank_none: bool = False) -> float | None:
    """Sum of columns; None where one is blank, unless a blank counts as none of them."""
    found = 0.0
    for name in names:
        if name not in numbers and not is_blank_none:
            return None
        found += numbers.get(name, 0.0)
    return found


# --- long rows -------------------------------------------------------------------------------------------------------


def emit(reading: Reading, line: Line, unit: dict[str, str | None], note: str = "") -> None:
    """Have one long row made per measure of the layout that the row's cells allow (`long_rows.measured_rows`)."""
    field = line.cells.get("field")
    scope = field_scope(field) if field else None
    if field and scope is None and any(measure.get("by_field") for measure in reading.spec["measures"]):
        reading.context.add(
            reading.place(line.position, "field"),
            "unknown_field",
            "error",
            field,
            "a field with a scope",
            "add it to fields in pipelines/kpi/layouts/_rows.yml, or drop the column",
        )
        return
    reading.emitted.append(Emitted(line, unit, note, scope))


def add_row(reading: Reading, line: Line, cells: dict[str, object]) -> None:
    """A long row at a line's place and period."""
    reading.rows.append({**place_cells(reading, line), **cells})


def place_cells(reading: Reading, line: Line) -> dict[str, object]:
    """Where and when a line's figures stand."""
    return {
        "sheet": reading.sheet.name or None,
        "row_no": reading.sheet.row_no(line.position),
        "unit_at": reading.letter("unit") if line.kind in ("unit", "agency") else "",
        "period_at": reading.letter("period") if line.period else "",
        **_period_cells(reading, line),
    }


def field_scope(text: str | None) -> str | None:
    """The scope of a survey's field; «all» for none, None for one that has no scope."""
    key = name_key(text or "")
    plain = ascii_fold(key) if key.isascii() else ""
    if key in ("", name_key("chung"), name_key("tất cả"), name_key("toàn bộ"), name_key("tổng hợp")):
        return "all"
    fields = load_row_words().fields
    return next((scope for word, scope in fields if word in key or (plain and ascii_fold(word) in plain)), None)


def by_field(indicator: str, scope: str) -> tuple[str, str]:
    """Health and education are satisfaction with services of their own, not with administrative procedures."""
    if scope in ("health", "education"):
        return "health_education_satisfaction_rate", scope
    return indicator, scope


def _period_cells(reading: Reading, line: Line) -> dict[str, str | None]:
    period = line.period or reading.period
    if period is None:
        return {}
    # A year to date that a sheet's name tells is one whatever the sidecar says of the other sheets.
    kind = {"period_kind": period.kind} if reading.spec.get("sheet_periods") and not line.period else {}
    return {
        **kind,
        "period": period.label,
        "period_start": period.start.isoformat() if period.start else None,
        "period_end": period.end.isoformat() if period.end else None,
    }


def single(reading: Reading, line: Line, name: str) -> dict[str, object] | None:
    """The printed cell of one column, or the sum that stands for it."""
    printed = line.cells.get(name)
    if printed is None and name not in line.numbers:
        return None
    value = printed if printed is not None else f"{line.numbers[name]:.0f}"
    is_number = printed is not None and reading.is_number(line.position, name, printed)
    return {
        "value": value,
        "column_name": reading.letter(name),
        "is_number": is_number,
        "is_computed": printed is None,
    }
