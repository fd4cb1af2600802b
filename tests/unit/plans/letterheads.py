"""Letterheads of administrative units, made for tests: whose head, in which words, laid out how, in which carrier.

What belongs here: making heads and saying which unit each means. What does not: reading them (test_letterheads).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.reference.registry import Unit
from pipelines.reference.units import UnitResolver
from pipelines.vietnamese import name_key
from tools.plan_markup import Block, Source, write_docx

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM", "")
DATES = {"63": "ngày 15 tháng 01 năm 2024", "34": "ngày 05 tháng 01 năm 2026"}
YEARS = {"63": "2024", "34": "2026"}
_SHORT = {
    "Thành phố": "TP.",
    "Thị xã": "TX.",
    "Xã": "X.",
    "Phường": "P.",
    "Thị trấn": "TT.",
    "Huyện": "H.",
    "Quận": "Q.",
}
_COMMITTEES = {"Tỉnh": "Tỉnh ủy", "Huyện": "Huyện ủy", "Quận": "Quận ủy", "Thị xã": "Thị ủy"}


@dataclass(frozen=True)
class Head:
    """A letterhead: the lines of its left and of its right column, and what the title says below it."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: str
    cited: str = "tỉnh Sơn La"


# --- whose ------------------------------------------------------------------------------------------------------------


def types_of_head(unit: Unit) -> str:
    """«xã», «thành phố»: the type as it stands before a name."""
    return unit.type_vi.lower()


def bare_name(unit: Unit) -> str:
    """«Kỳ Anh» of «Kỳ Anh (Thị xã)»."""
    name = unit.name_vi[len(unit.type_vi) :].strip()
    return " ".join(word[:1].upper() + word[1:] for word in name.split(" "))


def above(units: UnitResolver, unit: Unit, era: str) -> list[Unit]:
    """The units above one in that era, nearest first; the nation is none."""
    found = [units.unit(one) for one in units._ancestors(unit, era)]
    return sorted((one for one in found if one.level != "national" and one.in_era(era)), key=lambda one: one.level)


# --- in which words ---------------------------------------------------------------------------------------------------


def _whole(unit: Unit) -> str:
    return f"{types_of_head(unit)} {bare_name(unit)}"


def _party(unit: Unit) -> str:
    word = _COMMITTEES.get(unit.type_vi)
    if unit.type_vi == "Thành phố":
        return f"Thành ủy {bare_name(unit)}"
    return f"{word} {bare_name(unit)}" if word else f"Đảng ủy {_whole(unit)}"


def _party_above(unit: Unit) -> str:
    return f"Đảng bộ {_whole(unit)}"


Lines = Callable[[Unit, list[Unit]], list[str]]

HEADS: dict[str, Lines] = {
    "one_line": lambda unit, _: [f"Ủy ban nhân dân {_whole(unit)}"],
    "two_lines": lambda unit, _: ["Ủy ban nhân dân", _whole(unit)],
    "other_tone": lambda unit, _: ["Uỷ ban nhân dân", _whole(unit)],
    "short": lambda unit, _: [f"UBND {_whole(unit)}"],
    "abbreviated": lambda unit, over: [
        f"UBND {_SHORT.get(unit.type_vi, unit.type_vi)} {bare_name(unit)}",
        *(f"{_SHORT.get(one.type_vi, one.type_vi)} {bare_name(one)}" for one in over[-1:]),
    ],
    "below": lambda unit, over: [f"Ủy ban nhân dân {_whole(unit)}", *(_whole(one) for one in over[-1:])],
    "two_below": lambda unit, over: ["Ủy ban nhân dân", _whole(unit), *(_whole(one) for one in over[-1:])],
    "dashed": lambda unit, over: [" - ".join([f"UBND {_whole(unit)}", *(_whole(one) for one in over[-1:])])],
    "over": lambda unit, over: [*(f"UBND {_whole(one)}" for one in over[:1]), f"UBND {_whole(unit)}"],
    "over_long": lambda unit, over: [
        *(f"Ủy ban nhân dân {_whole(one)}" for one in over[:1]),
        f"Ủy ban nhân dân {_whole(unit)}",
    ],
    "over_two_lines": lambda unit, over: [
        *(_whole(one) for one in over[-1:]),
        "Ủy ban nhân dân",
        _whole(unit),
    ],
    "council": lambda unit, _: ["Hội đồng nhân dân", _whole(unit)],
    "council_line": lambda unit, over: [f"Hội đồng nhân dân {_whole(unit)}", *(_whole(one) for one in over[-1:])],
    "council_short": lambda unit, _: [f"HĐND {_whole(unit)}"],
    "party": lambda unit, _: [_party(unit)],
    "party_under": lambda unit, over: [*(_party_above(one) for one in over[:1]), _party(unit)],
    "party_named": lambda unit, over: [*(_party(one) for one in over[-1:]), _party(unit)],
}
NAMING_PARENT = {
    "abbreviated": -1,
    "below": -1,
    "two_below": -1,
    "dashed": -1,
    "over": 0,
    "over_long": 0,
    "over_two_lines": -1,
    "council_line": -1,
    "party_under": 0,
    "party_named": -1,
}


def head_of(units: UnitResolver, unit: Unit, era: str, words: str, upper: bool) -> Head:
    """The letterhead of a unit in that era, in these words."""
    over = above(units, unit, era)
    lines = HEADS[words](unit, over)
    lines = [line.upper() if upper else line[:1].upper() + line[1:] for line in lines]
    is_party = words.startswith("party")
    number = {"party": "Số 12-KH/ĐU", "council": "Số: 12/NQ-HĐND"}.get(
        words.split("_", maxsplit=1)[0], "Số: 399/KH-UBND"
    )
    right = (*(line for line in (PARTY if is_party else NATION) if line), f"{_place(unit)}, {DATES[era]}")
    cited = _whole(over[-1]) if over else "thành phố Hà Nội"
    return Head((*lines, number), right, f"Cải cách hành chính năm {YEARS[era]}", cited)


def _place(unit: Unit) -> str:
    """Where such a text is dated: «Sốp Cộp», «Phường 1»."""
    return unit.name_vi if bare_name(unit).isdigit() else bare_name(unit)


def meant(units: UnitResolver, unit: Unit, era: str, words: str) -> set[str]:
    """The ids of all units that such a head may mean: one, where the head tells it."""
    over = above(units, unit, era)
    named = over[NAMING_PARENT[words]] if words in NAMING_PARENT and over else None
    twins = _twins(units).get((era, unit.level, unit.type_vi, name_key(bare_name(unit))), [])
    return {one.unit_id for one in twins if named is None or named in above(units, one, era)}


_TWINS: dict[tuple[str, str, str, str], list[Unit]] = {}


def _twins(units: UnitResolver) -> dict[tuple[str, str, str, str], list[Unit]]:
    if not _TWINS:
        for one in units.registry.units.values():
            for era in one.geo_eras.split("|"):
                _TWINS.setdefault((era, one.level, one.type_vi, name_key(bare_name(one))), []).append(one)
    return _TWINS


# --- in which carrier -------------------------------------------------------------------------------------------------

_BODY = (
    "KẾ HOẠCH",
    "{title}",
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 28 tháng 12 năm 2023 của UBND {over} và Nghị quyết của Tỉnh ủy về cải cách"
    " hành chính, Kế hoạch này được ban hành như sau:",
    "I. MỤC TIÊU",
    "1. Tỷ lệ hồ sơ trực tuyến đạt từ 80% trở lên.",
    "2. Mức độ hài lòng của người dân đạt tối thiểu 90%.",
)


def _body(head: Head) -> list[str]:
    return [line.format(title=head.title, over=head.cited) for line in _BODY]


def _side_by_side(head: Head) -> Iterator[tuple[str, str]]:
    """The lines of both columns; the date stands beside the number, or below the motto."""
    *stated, date = head.right
    rows = max(len(head.left), len(head.right))
    right = [*stated, *[""] * (rows - len(head.right)), date]
    return zip([*head.left, *[""] * (rows - len(head.left))], right, strict=True)


def word_table(head: Head) -> bytes:
    """A Word table of one row: two cells of several paragraphs."""
    blocks = [Block("head", rows=(("\n".join(head.left), "\n".join(head.right)),))]
    return write_docx(Source({"file": "a.docx"}, [*blocks, *(Block("text", line) for line in _body(head))]))


def word_rows(head: Head) -> bytes:
    """A Word table with a row a line."""
    blocks = [Block("head", rows=tuple(_side_by_side(head)))]
    return write_docx(Source({"file": "a.docx"}, [*blocks, *(Block("text", line) for line in _body(head))]))


def text_side_by_side(head: Head) -> bytes:
    """Plain text with both columns on a line."""
    lines = [f"{left:<44} {right}".rstrip() for left, right in _side_by_side(head)]
    return "\n".join([*lines, "", *_body(head)]).encode()


def text_narrow(head: Head) -> bytes:
    """Plain text with both columns on a line, one space between them, as a copied page has it."""
    lines = [f"{left} {right}".strip() for left, right in _side_by_side(head)]
    return "\n".join([*lines, "", *_body(head)]).encode()


def text_left_first(head: Head) -> bytes:
    """Plain text, the left column above the right one."""
    return "\n".join([*head.left, *head.right, "", *_body(head)]).encode()


def text_right_first(head: Head) -> bytes:
    """Plain text, the nation above the issuer."""
    return "\n".join([*head.right[:-1], *head.left, head.right[-1], "", *_body(head)]).encode()


def page_table(head: Head) -> bytes:
    """A page with a table of one row; lines are broken inside the cells."""
    cells = "".join(f"<td>{'<br>'.join(map(html.escape, side))}</td>" for side in (head.left, head.right))
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in _body(head))
    return f"<html><body><table><tr>{cells}</tr></table>\n{body}</body></html>".encode()


def page_rows(head: Head) -> bytes:
    """A page with a table of a row a line, each cell a paragraph."""
    rows = "".join(
        f"<tr><td><p>{html.escape(left)}</p></td><td><p>{html.escape(right)}</p></td></tr>"
        for left, right in _side_by_side(head)
    )
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in _body(head))
    return f"<html><body><table>{rows}</table>\n{body}</body></html>".encode()


def markdown_lines(head: Head) -> bytes:
    """Markdown with bold lines, the left column first."""
    return "\n".join([*(f"**{line}**  " for line in (*head.left, *head.right)), "", *_body(head)]).encode()


def markdown_table(head: Head) -> bytes:
    """A markdown table of two columns."""
    first, *rest = _side_by_side(head)
    rows = [f"| {left} | {right} |" for left, right in rest]
    return "\n".join([f"| {first[0]} | {first[1]} |", "| --- | --- |", *rows, "", *_body(head)]).encode()


CARRIERS: dict[str, tuple[str, Callable[[Head], bytes]]] = {
    "word_table": ("docx", word_table),
    "word_rows": ("docx", word_rows),
    "text_side_by_side": ("txt", text_side_by_side),
    "text_narrow": ("txt", text_narrow),
    "text_left_first": ("txt", text_left_first),
    "text_right_first": ("txt", text_right_first),
    "page_table": ("html", page_table),
    "page_rows": ("html", page_rows),
    "markdown_lines": ("md", markdown_lines),
    "markdown_table": ("md", markdown_table),
}
