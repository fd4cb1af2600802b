"""A cell that is only figures («≥ 80», «40 - 50», «96/90/75»), read in the light of its row and column.

What belongs here: value, comparator, unit and kind of such a cell. What does not: which columns hold figures (columns),
what surrounds the row (rows), sentences in cells (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from pipelines.number_words import scales
from pipelines.plans.grammar.comparators import RANK_TURNED
from pipelines.plans.grammar.numbers import Number, parse_number, unit_of
from pipelines.plans.grammar.promised_level import find_levels
from pipelines.plans.grammar.prose import Reading
from pipelines.plans.lexicon.file_shapes import FiguresFile
from pipelines.plans.lexicon.loading import compiled_lower, load
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.stated_years import years_of
from pipelines.plans.tables.columns import Column, change_of
from pipelines.plans.tables.rule_words import matching, named, pattern_of, plain, says, whole

_LONGEST = 160
# «15/100.000» is a rate over a base, «24/34 xã» a count among so many.
_SMALLEST_BASE = 1_000
_WHOLE = 100
_SCALED_UNITS = ("million_vnd", "billion_vnd")


@dataclass(frozen=True)
class Place:
    """What row and column say about a figure.

    `subject` the words of the row, `label` those of its last name alone, `head` the head of their column; `unit` and
    `op` the row's unit and comparator cells; `caption` the unit that a line above the table gives; `levels` the levels
    the row names; `horizon` the years that hold for the cell.
    """

    column: Column
    subject: str = ""
    label: str = ""
    head: str = ""
    unit: str = ""
    caption: str = ""
    op: str | None = None
    levels: tuple[str, ...] = ()
    horizon: Horizon | None = None
    trace: tuple[str, ...] = field(default=())

    @property
    def words(self) -> str:
        """The words of row and head as rules look at them."""
        return plain(f"{self.subject} {self.column.head}")


def read_figures(flat: str, place: Place) -> list[Reading]:
    """The figures of a cell that holds nothing else; none where it holds words, or a figure without any unit.

    Args:
        flat: the words of the cell on one line.
        place: what row and column say.
    """
    if len(flat) > _LONGEST or (years_of(flat) and not any(map(str.isalpha, flat))):
        return []  # words; «2026 - 2030», a time
    parts = list(_by_level(flat, place)) or list(_parts(flat, place))
    readings: list[Reading] = []
    for start, end, at in parts:
        match = named("figures", "figure", "shapes").fullmatch(flat, start, end)
        unit = _unit(match, at) if match else None
        if match is None or unit is None or _is_scaled(match, unit):
            return []
        readings += _readings(flat, match, _number(match, unit), at)
    return readings


def _is_scaled(match: re.Match[str], unit: str) -> bool:
    """«15 tỷ USD», «1,5 triệu tấn»: so many times what is printed; prose reads it, or nothing does."""
    word = plain(match["unit"] or "").partition(" ")[0]
    return word in scales() and unit not in _SCALED_UNITS


def _by_level(flat: str, place: Place) -> Iterator[tuple[int, int, Place]]:
    """«96/90/75» under a name «… cấp tỉnh/huyện/xã»: one figure per level."""
    if "/" not in flat or not named("figures", "slashed", "shapes").fullmatch(flat):
        return
    levels = find_levels(place.subject, ordered=True)
    pieces, start = flat.split("/"), 0
    for piece, level in zip(pieces, levels if len(pieces) == len(levels) else (), strict=False):
        yield start, start + len(piece), replace(place, levels=(level,))
        start += len(piece) + 1


def _parts(flat: str, place: Place) -> Iterator[tuple[int, int, Place]]:
    """The figures of a cell one by one: «≤ 3 Đông Nam Á; ≤ 50 Thế giới», «Cấp tỉnh: 95; cấp xã: 90»."""
    start = 0
    for end in [*(cut.start() for cut in named("figures", "cut", "shapes").finditer(flat)), len(flat)]:
        while start < end and flat[start] in " ;-+•":
            start += 1
        head = named("figures", "part_head", "shapes").match(flat, start, end)
        words = flat[start : head.end()] if head else ""
        levels, years = find_levels(words), years_of(words)
        if head and (levels or years):
            yield head.end(), end, replace(place, levels=levels or place.levels, horizon=years or place.horizon)
        elif start < end:
            yield start, end, place
        start = end


def _number(match: re.Match[str], unit: str) -> Number:
    high = parse_number(match["hi"]) if match["hi"] else None
    start, end = match.start("num"), max(match.end("num"), match.end("hi"), match.end("sign"), match.end("base"))
    if match["sign"] is None and match.string[end : end + 1] == "%":
        end += 1
    return Number(start, end, parse_number(match["num"]), high, unit, "table_figure", (start, end))


def _readings(flat: str, match: re.Match[str], number: Number, place: Place) -> list[Reading]:
    """One reading for each level the row or column names, one without a level where none is named."""
    levels = place.column.levels or place.levels
    left, right = len(flat) - len(flat.lstrip()), len(flat.rstrip())
    op = _op(match, place, number)
    kind = "level" if number.unit.startswith("rank") and op == "<=" else _kind(match, place, number.unit)
    year = place.column.horizon or place.horizon
    reading = Reading(
        number=number,
        op=op,
        kind=kind,
        year=year.year if year else None,
        year_from=year.year_from if year and kind == "annual_increase" else None,
        level=levels[0] if levels else None,
        baseline_year=_base(f"{place.subject} {flat} {place.column.head}") if kind != "level" else None,
        quote=(left, right),
        pre=(left, number.start),
        post=(number.end, right),
        lead=(left, number.start),
        tail=(number.end, right),
        trace=[
            f"figure in column «{place.column.head}», row «{place.subject[:80]}», unit column «{place.unit}»",
            *place.trace,
        ],
    )
    if len(levels) < 2:
        return [reading]
    return [replace(reading, level=level, flags=["shared_number"], trace=[*reading.trace]) for level in levels]


def _unit(match: re.Match[str], place: Place) -> str | None:
    """The unit: of the figure itself, the unit cell, the words of row and head; None where nothing says."""
    if "%" in match.group() or match["sign"]:
        return "percent"
    if match["per"] or (match["base"] and parse_number(match["base"]) >= _SMALLEST_BASE):
        return "per_base"
    if place.unit:
        unit = _unit_in(place.unit)
        return "rank" if unit == "rank_positions" and _unit_of_words(place) == "rank" and _stands(place) else unit
    if match["unit"]:
        own = _unit_in(match["unit"])
        return own if own != "items" else None
    if match["rank"]:
        return "rank"
    if place.column.role != "value":
        return None
    said = _unit_of_words(place) or _unit_in(place.caption) or _unit_of_things(match["num"], place)
    return said or ("items" if match["base"] else None)  # «90/90» beside words: so many of all


def _unit_of_things(number: str, place: Place) -> str | None:
    """«Hồ sơ nộp tại nhà | 300»: above a hundred and whole, so many of what the row is named after."""
    counts = "," not in number and parse_number(number) > _WHOLE
    things = compiled_lower(load("figures", FiguresFile)["things"]).match(plain(place.label)) if counts else None
    return unit_of(things.group()) if things else None


def _stands(place: Place) -> bool:
    """«Xếp hạng | Bậc | 15»: a place among others, where no word says that it moves."""
    return not says("moves_up", place.subject)


def _unit_in(words: str) -> str | None:
    """The unit that a unit cell, or the line above a table, names."""
    folded = plain(words)
    return (
        next((str(rule["unit"]) for rule in matching(folded, "figures", "unit_cells")), unit_of(folded))
        if words
        else None
    )


def _unit_of_words(place: Place) -> str | None:
    said = next((str(rule["unit"]) for rule in matching(place.words, "figures", "unit_words")), None)
    pattern = compiled_lower(load("figures", FiguresFile)["counted"])
    counted = (pattern.match(plain(words)) for words in (place.column.head, place.subject, place.label))
    return said or next((unit_of(found.group(1)) for found in counted if found), None)


def _op(match: re.Match[str], place: Place, number: Number) -> str:
    """The comparator: of the figure itself, its own cell, the end of the row's words, the column's head."""
    if number.value_high is not None:
        return "range"
    for words in (match["after"], match["op"]):
        if words and (rule := whole(plain(words), "figures", "comparators")):
            op = str(rule["op"])  # «thứ 15 trở lên»: a better rank is a smaller number
            return RANK_TURNED.get(op, op) if number.unit == "rank" and words == match["after"] else op
    longest = "<=" if says("longest_time", place.label) else None
    said = place.op or op_at_end(place.subject) or longest or op_of_head(place.column.head)
    return said or ("<=" if _is_group(match) else op_at_end(place.head) or "=")


def _is_group(match: re.Match[str]) -> bool:
    """«Nhóm 10»: a place within a group is reached by any better one."""
    return bool(match["rank"]) and plain(match["rank"]).split()[-1] in ("nhóm", "tốp", "top")


_TAIL = "(?:{})$"


def without_unit(words: str) -> str:
    """Words without the unit in brackets that ends them."""
    opened = words.rfind("(") if words.rstrip().endswith(")") else -1
    return words[:opened] if opened > 0 and any(matching(words[opened:], "figures", "unit_words")) else words


def op_at_end(words: str) -> str | None:
    """The comparator that ends words («… đạt tối thiểu», «… không quá (%)», «… tối đa (phút)»)."""
    folded = without_unit(plain(words)).rstrip(" (%):")[-40:]
    return next((op for op, tail in _tails() if tail.search(folded)), None)


@cache
def _tails() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = (rule for rule in load("figures", FiguresFile)["comparators"] if rule["tail"])
    return tuple((str(rule["op"]), compiled_lower(_TAIL.format(rule["tail"]))) for rule in rules)


def op_of_head(head: str) -> str | None:
    """The comparator in a column's head («Mức tối thiểu phải đạt năm 2026»)."""
    bounds = (
        rule for rule in load("figures", FiguresFile)["comparators"] if rule["tail"] and rule["op"] in ("<=", ">=")
    )
    return next((str(rule["op"]) for rule in bounds if pattern_of(rule).search(plain(head))), None)


def _kind(match: re.Match[str], place: Place, unit: str) -> str:
    """level, reduction, increase, annual_increase or rank_gain."""
    if match["move"]:
        kind = next(str(rule["kind"]) for rule in matching(plain(match["move"]), "figures", "moves"))
        grows = "annual_increase" if match["yearly"] else "rank_gain" if unit.startswith("rank") else kind
        return grows if kind == "increase" else kind
    return kind_of_row(place, unit)


def kind_of_row(place: Place, unit: str) -> str:
    """What the words of row, unit and column say of change: level where they say nothing."""
    words = f"{plain(place.subject)} {plain(place.unit)}".strip()
    # «Bộ máy | Giảm biên chế»: a group's name may stand before the row's own
    said = (words, plain(place.label), plain(change_of(place.column.head)))
    rules = (rule for one in said for rule in matching(one, "figures", "kinds") if rule.get("unit") in (None, unit))
    growth = unit == "percent" and says("growth", place.column.head)
    return next((str(rule["kind"]) for rule in rules), "annual_increase" if growth else "level")


def _base(words: str) -> str | None:
    """The year (or «from-to») a change is counted from."""
    found = compiled_lower(load("figures", FiguresFile)["base"]).search(plain(words))
    if found is None:
        return None
    return f"{found['from']}-{found['to']}" if found["to"] else found["from"]
