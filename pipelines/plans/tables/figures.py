"""A cell that is only a figure («≥ 80», «40 - 50», «96/90/75»), read under the head of its column.

What belongs here: value, comparator, unit and kind of such a cell. What does not: which columns hold figures
(table_columns), sentences in cells (statements).
"""

from __future__ import annotations

import re

from pipelines.plans.documents.model import Cell
from pipelines.plans.grammar.levels import find_levels
from pipelines.plans.grammar.numbers import Number, parse_number, unit_of
from pipelines.plans.grammar.prose import Reading
from pipelines.plans.lexicon.loading import NUMBER, compiled
from pipelines.plans.outline.context import Horizon
from pipelines.plans.tables.columns import FIGURE, Column
from pipelines.vietnamese import fold, squeeze

_PIECE = re.compile(rf"{NUMBER}\s*%?")
_SLASHED = re.compile(rf"\s*{NUMBER}\s*%?(?:\s*/\s*{NUMBER}\s*%?)+\s*")
_OPS = {"≥": ">=", ">=": ">=", "=>": ">=", "≤": "<=", "<=": "<=", "=<": "<=", ">": ">", "<": "<", "=": "="}


def figures_by_level(
    cell: Cell, column: Column, unit_cell: Cell | None, subject: str, horizon: Horizon | None
) -> list[Reading]:
    """«96/90/75» under a name «… cấp tỉnh/huyện/xã»: one figure per level."""
    match = _SLASHED.fullmatch(cell.flat)
    levels = find_levels(subject, ordered=True)
    pieces = list(_PIECE.finditer(cell.flat)) if match else []
    if len(pieces) < 2 or len(pieces) != len(levels):
        return []
    readings = []
    for piece, level in zip(pieces, levels, strict=True):
        part = Cell(cell.start, cell.end, " " * piece.start() + piece.group() + " " * (len(cell.flat) - piece.end()))
        reading = read_figure(part, column, unit_cell, subject, horizon, level)
        readings += [reading] if reading else []
    return readings if len(readings) == len(levels) else []


def read_figure(cell: Cell, column: Column, unit_cell: Cell | None, subject: str, horizon: Horizon | None,
            level: str | None) -> Reading | None:  # fmt: skip
    """A cell that is only a figure («≥ 80», «100%», «40 - 50») under a head that promises one."""
    match = FIGURE.fullmatch(cell.flat)
    if match is None:
        return None
    unit_text = squeeze(unit_cell.seen) if unit_cell else ""
    unit = _unit(match, unit_text, subject, column)
    if unit is None:
        return None
    value = parse_number(match.group("num"))
    high = parse_number(match.group("hi")) if match.group("hi") else None
    if column.role != "value" and "%" not in match.group() and not match.group("sign") and not unit_text:
        return None
    start, end = match.start("num"), max(match.end("num"), match.end("hi"), match.end("sign"))
    number = Number(start, end, value, high, unit, "table_figure", (start, end))
    op = _op(match, high, subject)
    kind = _kind(subject, unit, unit_text)
    year = column.horizon or horizon
    left = len(cell.flat) - len(cell.flat.lstrip())
    quote = (left, len(cell.flat.rstrip()))
    base = re.search(r"so với (?:năm|cuối năm)\s+(20\d\d)", f"{subject} {cell.flat}")
    return Reading(
        number, op, kind, year.year if year else None, year.year_from if year and kind == "annual_increase" else None, column.level or level,  # noqa: E501
        base.group(1) if base and kind != "level" else None, quote, (left, start), (end, quote[1]), (left, start), (end, quote[1]),  # noqa: E501
        trace=[f"figure in column «{column.head}», row «{subject[:80]}», unit column «{unit_text}»"],
    )  # fmt: skip


def _unit(match: re.Match[str], unit_text: str, subject: str, column: Column) -> str | None:
    if (
        "%" in match.group()
        or match.group("sign")
        or "%" in unit_text
        or re.search(r"phần trăm|tỷ lệ", unit_text, re.IGNORECASE)
    ):
        return "percent"
    if unit_text:
        folded = fold(unit_text)
        if re.search(r"bậc", folded):
            return "rank_positions"
        if re.search(r"hạng|thứ|vị trí|top", folded):
            return "rank"
        if "điểm" in folded:
            return "points"
        return unit_of(folded)
    if match.group("unit"):
        return unit_of(match.group("unit")) if unit_of(match.group("unit")) != "items" else None
    words = f"{subject} {column.head}"
    if re.search(r"\(\s*%\s*\)|tỷ lệ|tỉ lệ|mức độ hài lòng", words, re.IGNORECASE):
        return "percent"
    if re.search(r"xếp hạng|thứ hạng", words, re.IGNORECASE):
        return "rank"
    if re.search(r"điểm|chỉ số", words, re.IGNORECASE):
        return "points"
    counted = re.match(r"(?:số lượng|số(?! h[óo]a|\s+hoá)|tổng số)\s+(.+)", subject, re.IGNORECASE)
    return unit_of(counted.group(1)) if counted else None


def _op(match: re.Match[str], high: float | None, subject: str) -> str:
    if high is not None:
        return "range"
    word = fold(match.group("op") or "")
    if match.group("after"):
        return ">=" if match.group("after").lower() == "trở lên" else "<="
    for pattern, op in (("^(?:từ )?{GT}$", ">"), ("^{LE}$", "<="), ("^{GE}$", ">="), ("^{LT}$", "<"), ("^từ$", ">=")):
        if word and compiled(pattern).search(word):
            return op
    if word in _OPS:
        return _OPS[word]
    tail = compiled(r"(?:(?P<ge>{GE})|(?P<le>{LE})|(?P<gt>\btrên))\s*(?:\(?%?\)?)?\s*$").search(subject)
    if tail and not word:
        return ">=" if tail.group("ge") else "<=" if tail.group("le") else ">"
    return "="


def _kind(subject: str, unit: str, unit_text: str) -> str:
    folded = fold(subject)
    if unit == "rank_positions":
        return "rank_gain"
    if (
        re.match(
            r"(?:tỷ lệ |mức |phấn đấu |số lượng |thời gian )*(?:được )?(?:cắt giảm|giảm|rút ngắn|tinh giản)", folded
        )
        and "cắt giảm, đơn giản" not in folded[:40]
    ):
        return "reduction"
    if re.search(
        r"tăng (?:thêm |bình quân )?(?:hằng|hàng|mỗi) năm|tốc độ tăng", folded
    ) or "%/năm" in unit_text.replace(" ", ""):
        return "annual_increase"
    return "level"
