"""What the XML of a worksheet says beyond the text of its cells. Pure.

What belongs here: cells that show fewer digits than they hold, raised footnote marks and struck words, formulas without
a stored value, how far filled cells reach. What does not: the text of cells (workbooks.py lets fastexcel read it).

Tags may carry any prefix and their attributes stand in any order; cells may leave out their reference. The scan costs a
few microseconds a cell, so it is made only where a sheet holds what it looks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from pipelines.kpi.sheets.cell_formats import CellFormat

_REF = re.compile(r"([A-Za-z]{1,3})(\d+)")
_FAR_CELL = re.compile(rb"""<(?:\w+:)?c\s(?=[^>]*?\br=["']([A-Za-z]{2,3})(\d+)["'])[^>]*(?<!/)>\s*<(?!/)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*?\br=["'](\d+)["'])[^>]*(?<!/)>\s*<(?:\w+:)?c\b[^>]*(?<!/)>\s*<(?!/)""")
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s(?:[^>]*?\s)?r=["']([A-Za-z]*\d+)["']""")
_PLACE_OF_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r=["'](\d+)["']""")
# Up to so many bytes each cell's place is looked at (a tenth of a second), beyond it each row's.
_EACH_CELL = 4_000_000
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ASIDE = re.compile(rb"superscript|<(?:\w+:)?strike\b")
Place = tuple[int, int]


class HostileXmlError(ValueError):
    """The XML declares entities: no office program writes such a sheet."""


@dataclass
class SheetFacts:
    """Places (row, column from 0) of what the text of a cell does not say."""

    formatted: dict[Place, CellFormat] = field(default_factory=dict)
    unstored: list[Place] = field(default_factory=list)
    seen: dict[Place, str] = field(default_factory=dict)


@dataclass
class _Cell:
    """The cell being read."""

    place: Place = (0, -1)
    style: str = ""
    type: str = "n"
    has_formula: bool = False
    has_value: bool = False
    value: list[str] = field(default_factory=list)
    runs: list[tuple[bool, str]] = field(default_factory=list)


def filled_bounds(xml: bytes) -> tuple[int, int]:
    """Rows and columns that filled cells reach; styled cells without a value count for nothing."""
    far = [(_column(m.group(1).decode()), int(m.group(2))) for m in _FAR_CELL.finditer(xml)]
    last = max((int(m.group(1)) for m in _ROW.finditer(xml)), default=0)
    return max([last, *(row for _, row in far)]), max([26, *(column for column, _ in far)])


def twice(xml: bytes) -> str | None:
    """The first cell or row («E2», «row 2») that stands twice in a worksheet."""
    places = (_PLACE if len(xml) <= _EACH_CELL else _PLACE_OF_ROW).findall(xml)
    if len(set(places)) == len(places):
        return None
    counted = Counter(places)
    place = next(one.decode() for one in places if counted[one] > 1)
    return f"row {place}" if place.isdecimal() else place


def needs_scan(xml: bytes, styles: Mapping[str, CellFormat], seen: dict[int, str]) -> bool:
    """Whether a sheet holds anything that the scan looks for."""
    if seen or _HAS_FORMULA.search(xml) or _ASIDE.search(xml):
        return True
    return any(re.search(pattern, xml) for pattern in _tells_less(styles))


def _tells_less(styles: Mapping[str, CellFormat]) -> Iterator[bytes]:
    """Patterns of cells that show something else than they hold: percentages, numbers with more digits than shown."""
    names: dict[bytes, list[str]] = {}
    for style, shown in sorted(styles.items()):
        for tail in _values_unlike(shown):
            names.setdefault(tail, []).append(style)
    for tail, group in names.items():
        yield rb"""\ss=["'](?:%s)["']""" % "|".join(group).encode() + tail


def _values_unlike(shown: CellFormat) -> Iterator[bytes]:
    """Patterns of the values that a cell of such a format shows as something else."""
    value = rb"[^>]*>\s*<(?:\w+:)?v>"
    if shown.sign or shown.is_hidden:
        yield b""
        return
    yield value + rb"-?\d*(?:\.\d{%d}|\.?\d*[eE]-)" % (shown.most + 1)
    if shown.zero is not None:
        yield value + rb"-?0(?:\.0*)?<"
    if shown.negative is not None:
        yield value + rb"-"


def scan_sheet(xml: bytes, styles: Mapping[str, CellFormat], seen: dict[int, str]) -> SheetFacts:
    """The facts of a worksheet.

    Args:
        xml: the worksheet's part.
        styles: indexes of cell styles that fix the decimals shown, with their formats.
        seen: what `seen_strings` gives.

    Raises:
        HostileXmlError: the part declares entities.
        expat.ExpatError: it is no XML.
    """
    reader = _Scan(styles, seen)
    parser = _parser(reader.start, reader.end, reader.text)
    parser.Parse(xml, True)
    return reader.facts


def seen_strings(xml: bytes) -> dict[int, str]:
    """Shared strings that hold raised marks or struck words, by index, without them: «<s>40</s>50» is 50."""
    if not _ASIDE.search(xml):
        return {}
    found: dict[int, str] = {}
    for index, runs in enumerate(_string_runs(xml)):
        if (text := _left_of(runs)) is not None:
            found[index] = text
    return found


def _left_of(runs: list[tuple[bool, str]]) -> str | None:
    """What is left of a text without the runs set aside; None where none is."""
    if not any(is_aside for is_aside, _ in runs):
        return None
    return "".join(text for is_aside, text in runs if not is_aside).strip()


def _sets_aside(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a run with this property is no part of the value: a footnote's mark, words struck through."""
    if name == "vertAlign":
        return attributes.get("val") == "superscript"
    return name == "strike" and attributes.get("val", "1") not in ("0", "false")


def _string_runs(xml: bytes) -> Iterator[list[tuple[bool, str]]]:
    items: list[list[tuple[bool, str]]] = []
    state = {"aside": False, "in_text": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "si":
            items.append([])
        elif name == "r":
            state["aside"] = False
        elif _sets_aside(name, attributes):
            state["aside"] = True
        state["in_text"] = name == "t"

    def end(tag: str) -> None:
        state["in_text"] = False
        if _local(tag) == "r":
            state["aside"] = False

    def text(data: str) -> None:
        if state["in_text"] and items:
            items[-1].append((state["aside"], data))

    _parser(start, end, text).Parse(xml, True)
    yield from items


def _parser(start: Any, end: Any, text: Any) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    def refuse(*_: object) -> None:
        raise HostileXmlError("entities declared in a worksheet")

    parser.EntityDeclHandler = refuse
    return parser


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Scan:
    """Expat's handlers over one worksheet."""

    def __init__(self, styles: Mapping[str, CellFormat], seen: dict[int, str]) -> None:
        self.facts = SheetFacts()
        self._styles, self._seen = styles, seen
        self._row, self._column = -1, -1
        self._cell = _Cell()
        self._inside = ""
        self._is_aside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self._row + 1
            self._column = -1
        elif name == "f":
            self._cell.has_formula = True
        elif name == "v":
            self._cell.has_value = True
        elif name == "r":
            self._is_aside = False
        elif _sets_aside(name, attributes):
            self._is_aside = True
        self._inside = name

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        match = _REF.fullmatch(attributes.get("r", ""))
        if match:
            self._row, self._column = int(match[2]) - 1, _column(match[1]) - 1
        else:
            self._column += 1
        place = (self._row, self._column)
        self._cell = _Cell(place, attributes.get("s", ""), attributes.get("t", "n"))
        self._is_aside = False

    def text(self, data: str) -> None:
        """Characters inside an element."""
        if self._inside == "v":
            self._cell.value.append(data)
        elif self._inside == "t":
            self._cell.runs.append((self._is_aside, data))

    def end(self, tag: str) -> None:
        """An element ends; a cell is judged as a whole."""
        self._inside = ""
        if _local(tag) != "c":
            return
        cell, value = self._cell, "".join(self._cell.value).strip()
        # A formula that gives an empty text is stored as one.
        if cell.has_formula and not value and not (cell.type == "str" and cell.has_value):
            self.facts.unstored.append(cell.place)
        if value and cell.type == "n" and cell.style in self._styles:
            self.facts.formatted[cell.place] = self._styles[cell.style]
        if cell.type == "s" and value.isdecimal() and int(value) in self._seen:
            self.facts.seen[cell.place] = self._seen[int(value)]
        if (text := _left_of(cell.runs)) is not None:
            self.facts.seen[cell.place] = text
