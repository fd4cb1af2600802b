"""Sheets whose rows are periods of one unit: the unit stands in the sidecar, the period in the row. Pure.

What belongs here: «month | year | score». What does not: tables of units with a column of periods (row_kinds.py).
"""

from __future__ import annotations

from pipelines.kpi.bodies.row_measures import add_row, single
from pipelines.kpi.bodies.sheet_state import Line, Reading
from pipelines.kpi.file_context import FileContext
from pipelines.kpi.headers.periods import Period, parse_period


def read_trend(reading: Reading) -> None:
    """One figure a row, of the month or quarter the row names; nothing where nobody says of which unit."""
    sidecar = reading.context.sidecar
    if not sidecar.get("unit_name"):
        _say_unnamed(reading, reading.context)
        return
    unit = {"unit_name": str(sidecar["unit_name"]), "unit_level": str(sidecar.get("unit_level") or "province")}
    measure = reading.spec["measures"][0]
    for position, cells in enumerate(reading.sheet.cells.slice(reading.match.body).iter_rows(), reading.match.body):
        texts = {name: text for name, place in reading.match.columns.items() if (text := cells[place])}
        line = Line(position, "unit", "", None, {"score": texts.get("score", "")}, period=_period(texts))
        if not texts:
            continue
        if line.period is None:
            reading.context.add(
                reading.place(position, "year"),
                "bad_period",
                "error",
                str(texts),
                "a month or quarter and its year",
                "correct the row; it loads when it is mended",
            )
            continue
        add_row(reading, line, {"indicator": measure["indicator"], **unit, **(single(reading, line, "score") or {})})


def _period(texts: dict[str, str]) -> Period | None:
    year, month, quarter = (texts.get(name, "").removesuffix(".0").strip() for name in ("year", "month", "quarter"))
    if month:
        return parse_period(f"{year}-{month.zfill(2)}")
    return parse_period(f"{year}-Q{quarter.lstrip('0')}") if quarter else None


def _say_unnamed(reading: Reading, context: FileContext) -> None:
    context.add(
        reading.place(reading.match.top),
        "trend_of_unnamed_unit",
        "warning",
        f"sheet {reading.sheet.name}",
        "the unit whose trend it is",
        "not loaded; if it is known, say so in the sidecar:"
        f" sheets: {{{reading.sheet.name}: {{unit_name: …, unit_level: …}}}}",
    )
