"""The measures of a layout over all lines of a sheet at once: wide columns to long rows. Pure.

What belongs here: sums, rates and printed cells as expressions, so that 200,000 rows cost seconds. What does not: one
line's numbers (row_measures.py), typing (observations.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from pipelines.kpi.bodies.plain_rows import number, shown
from pipelines.kpi.bodies.row_measures import by_field, place_cells
from pipelines.kpi.bodies.sheet_state import Line, Reading
from pipelines.kpi.file_context import LONG_SCHEMA, long_frame
from pipelines.kpi.headers.layout_spec import MeasureSpec

_UNIT = ("unit_name", "unit_level", "unit_code", "parent_name", "coverage_level")
_PLACE = ("sheet", "row_no", "unit_at", "period_at", "period", "period_start", "period_end", "period_kind")
_INTEGERS = ("row_no", "_position")


def measured_rows(reading: Reading) -> pl.DataFrame:
    """One long row for each line and measure that its cells allow, line by line in the order of the measures."""
    if not reading.emitted:
        return long_frame([])
    wide = _wide(reading)
    frames = [
        rows.with_columns(pl.lit(number).alias("_measure"))
        for number, measure in enumerate(reading.spec["measures"])
        if (rows := _measured(reading, wide, measure)) is not None
    ]
    if not frames:
        return long_frame([])
    return pl.concat(frames).sort("_seq", "_measure").select(LONG_SCHEMA.keys())


def _wide(reading: Reading) -> pl.DataFrame:
    """All lines with their unit, place and period, the text and the number of each column a measure asks for.

    Not in their order, which `_seq` tells: plain lines come first, their cells taken from the sheet column by column.
    """
    asked = {name for measure in reading.spec["measures"] for name in _asked(measure)}
    needed = [sides for one, *sides in reading.identities if one.get("name") in reading.needed_sums]
    names = sorted({*asked, *(name for sides in needed for side in sides for name in side)})
    about = _about(reading).with_row_index("_seq")
    is_plain = pl.Series([one.line.is_plain for one in reading.emitted])
    plain, others = about.filter(is_plain), [one.line for one in reading.emitted if not one.line.is_plain]
    parts = [plain.hstack(_of_sheet(reading, names, plain["_position"]))] if plain.height else []
    return pl.concat([*parts, about.filter(~is_plain).hstack(_of_lines(names, others))] if others else parts)


def _of_sheet(reading: Reading, names: list[str], positions: pl.Series) -> pl.DataFrame:
    """Texts and numbers of plain lines."""
    cells, places = reading.sheet.cells, dict(reading.wanted)
    texts = [shown(cells, places[n]) if n in places else pl.lit(None, dtype=pl.String) for n in names]
    numbers = [number(cells, places[n]) if n in reading.counts else pl.lit(None, dtype=pl.Float64) for n in names]
    asked = [
        *(text.alias(f"t:{name}") for name, text in zip(names, texts, strict=True)),
        *(value.alias(f"n:{name}") for name, value in zip(names, numbers, strict=True)),
    ]
    return cells[positions].select(asked)


def _of_lines(names: list[str], lines: list[Line]) -> pl.DataFrame:
    """Texts and numbers of lines that were looked at one by one."""
    texts = {f"t:{name}": pl.Series([line.cells.get(name) for line in lines], dtype=pl.String) for name in names}
    numbers = {f"n:{name}": pl.Series([line.numbers.get(name) for line in lines], dtype=pl.Float64) for name in names}
    return pl.DataFrame({**texts, **numbers})


def _about(reading: Reading) -> pl.DataFrame:
    """Unit, place and period of each line."""
    emitted = reading.emitted
    columns: dict[str, list[Any]] = dict(zip(_PLACE, map(list, zip(*_places(reading), strict=True)), strict=True))
    columns |= {name: [one.unit.get(name) for one in emitted] for name in _UNIT}
    columns["row_no"] = [reading.sheet.row_no(one.line.position) for one in emitted]
    columns["note"] = [one.note or None for one in emitted]
    columns["_scope"] = [one.field_scope for one in emitted]
    columns["_position"] = [one.line.position for one in emitted]
    return pl.DataFrame(columns, schema={name: pl.Int64 if name in _INTEGERS else pl.String for name in columns})


def _places(reading: Reading) -> Iterator[tuple[object, ...]]:
    """Place and period of each line, but for its row: worked out once for each period."""
    known: dict[tuple[str, int], tuple[object, ...]] = {}
    for one in reading.emitted:
        key = (one.line.kind, id(one.line.period))
        if key not in known:
            cells = place_cells(reading, one.line)
            known[key] = tuple(cells.get(name) for name in _PLACE)
        yield known[key]


def _asked(measure: MeasureSpec) -> Iterable[str]:
    empty: list[str] = []
    for names in (
        measure.get("value", empty),
        measure.get("numerator", empty),
        measure.get("denominator", empty),
        measure.get("respondents", empty),
    ):
        yield from (name.removesuffix("?") for name in names)
    if measure.get("printed"):
        yield str(measure["printed"])


def _measured(reading: Reading, wide: pl.DataFrame, measure: MeasureSpec) -> pl.DataFrame | None:
    there = reading.match.columns.keys()
    if not there >= set(measure.get("beside", ())) or there & set(measure.get("unless", ())):
        return None
    lines = wide.filter(_agrees(reading, measure["agreeing"])) if "agreeing" in measure else wide
    if "numerator" in measure:
        cells = _ratio(reading, measure)
    elif len(measure["value"]) == 1:
        cells = _single(reading, str(measure["value"][0]))
    else:
        cells = _sum(reading, measure["value"])
    made = lines.with_columns(**cells).filter(pl.col("_is_there"))
    made = made.with_columns(_is_number(reading, made), *_what(reading, measure))
    given = set(made.columns)
    blank = [pl.lit(None, dtype=kind).alias(name) for name, kind in LONG_SCHEMA.items() if name not in given]
    return made.with_columns(blank).select("_seq", *LONG_SCHEMA.keys()) if made.height else None


def _total(reading: Reading, names: list[str]) -> pl.Expr:
    """The sum of columns, null where one is blank; «name?» is left out where the sheet has no such column."""
    wanted = [n.removesuffix("?") for n in names if not n.endswith("?") or n.removesuffix("?") in reading.match.columns]
    return pl.sum_horizontal([pl.col(f"n:{name}") for name in wanted], ignore_nulls=False)


def _agrees(reading: Reading, name: str) -> pl.Expr:
    """Whether a sum of the layout agrees in a row, as `check_identities` tells it; nothing is told of what is blank."""
    whole, parts = next(sides for identity, *sides in reading.identities if identity["name"] == name)
    if not reading.match.columns.keys() >= {*whole, *parts}:
        return pl.lit(True)
    left = pl.sum_horizontal([pl.col(f"n:{one}") for one in whole], ignore_nulls=False)
    return (left == pl.sum_horizontal([pl.col(f"n:{one}") for one in parts])).fill_null(True)


def _whole(number: pl.Expr) -> pl.Expr:
    return number.round(0).cast(pl.Int64).cast(pl.String)


def _letter(reading: Reading, name: str) -> pl.Expr:
    return pl.lit(reading.letter(name.removesuffix("?").split(":")[-1]))


def _ratio(reading: Reading, measure: MeasureSpec) -> dict[str, pl.Expr]:
    """Counts of a rate and its printed cell; the printed cell alone where a count is missing."""
    top, bottom = (_total(reading, side) for side in (measure["numerator"], measure["denominator"]))
    counted = top.is_not_null() & bottom.is_not_null()
    name = str(measure.get("printed") or "")
    printed = pl.col(f"t:{name}") if name else pl.lit(None, dtype=pl.String)
    first = _letter(reading, measure["numerator"][0])
    cells = {
        "numerator": pl.when(counted).then(_whole(top)),
        "denominator": pl.when(counted).then(_whole(bottom)),
        "value": printed,
        "column_name": pl.when(printed.is_not_null()).then(_letter(reading, name)).otherwise(first),
        "is_computed": pl.lit(None, dtype=pl.Boolean),
        "_is_there": counted | printed.is_not_null(),
        "_asks": printed.is_not_null() & ~counted,
        "_from": pl.lit(name),
    }
    if "respondents" in measure:
        cells["respondents"] = pl.when(counted).then(_whole(_total(reading, measure["respondents"])))
    return cells


def _single(reading: Reading, name: str) -> dict[str, pl.Expr]:
    """The printed cell of one column, or the sum that stands for it."""
    text, number = pl.col(f"t:{name}"), pl.col(f"n:{name}")
    return {
        "value": pl.coalesce(text, _whole(number)),
        "column_name": _letter(reading, name),
        "is_computed": text.is_null(),
        "_is_there": text.is_not_null() | number.is_not_null(),
        "_asks": text.is_not_null(),
        "_from": pl.lit(name),
    }


def _sum(reading: Reading, names: list[str]) -> dict[str, pl.Expr]:
    value = _total(reading, names)
    return {
        "value": _whole(value),
        "column_name": _letter(reading, names[0]),
        "is_computed": pl.lit(True),
        "_is_there": value.is_not_null(),
        "_asks": pl.lit(False),
        "_from": pl.lit(""),
    }


def _is_number(reading: Reading, made: pl.DataFrame) -> pl.Series:
    """Whether a cell held a number; asked only where «1.234» would be read otherwise."""
    flags = [False] * made.height
    if reading.sheet.is_workbook:
        doubtful = made["_asks"] & made["value"].str.contains(r"^[+-]?\d+\.\d+$").fill_null(False)
        for at in doubtful.arg_true():
            row = made.row(at, named=True)
            flags[at] = reading.is_number(row["_position"], row["_from"], row["value"])
    return pl.Series("is_number", flags, dtype=pl.Boolean)


def _what(reading: Reading, measure: MeasureSpec) -> list[pl.Expr]:
    """Indicator, scope and variant; a survey's field may give the first two."""
    indicator, scope = str(measure["indicator"]), measure.get("scope")
    variant = pl.lit(measure.get("variant"), dtype=pl.String).alias("source_variant")
    if "variant_below" in measure:
        variant = (
            pl.when(pl.col("unit_level").is_in(["district", "commune"]))
            .then(pl.lit(measure["variant_below"]))
            .alias("source_variant")
        )
    names = [pl.lit(indicator).alias("indicator"), pl.lit(scope, dtype=pl.String).alias("scope_code"), variant]
    fields = sorted({one.field_scope for one in reading.emitted if one.field_scope}) if measure.get("by_field") else []
    if not fields:
        return names
    chosen = {field: by_field(indicator, field) for field in fields}
    by_name = [
        pl.col("_scope").replace_strict(
            {field: pair[place] for field, pair in chosen.items()}, default=None, return_dtype=pl.String
        )
        for place in (0, 1)
    ]
    return [
        pl.coalesce(by_name[0], pl.lit(indicator)).alias("indicator"),
        pl.coalesce(by_name[1], pl.lit(scope, dtype=pl.String)).alias("scope_code"),
        variant,
    ]
