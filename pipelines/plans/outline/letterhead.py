"""The lines of a document's head, and the unit that its letterhead names. Pure.

What belongs here: taking the columns of a letterhead apart, what its lines say of organs and units. What does not: who
issued a text without letterhead (issuer), its number, date and title (metadata, titles).

A letterhead has two columns that carriers print beside, below or within one another, cut into lines in any way:

    UBND HUYỆN AN PHÚ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    UBND XÃ TÂN LẬP                  Độc lập - Tự do - Hạnh phúc
    Số: 12/KH-UBND               Tân Lập, ngày 05 tháng 01 năm 2024

What stands in every letterhead is cut out first, so that each line left is one of the issuer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from pipelines.level_codes import PARTS
from pipelines.plans.documents.model import Cell, Document, Paragraph, Table
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.titles import type_of_words
from pipelines.reference.unit_types import level_of_word, types_by_spelling
from pipelines.vietnamese import fold, squeeze

_HEAD_BLOCKS = 60
_HEAD_ROWS = 12
_LETTERHEAD_BLOCKS = 20
_LETTERHEAD_LINES = 20
_ORGAN_LINE = 90  # a paragraph that an organ opens and that is longer tells what it does
_TYPE_LINE = 25
_CUT = ("furniture", "numbered", "place_and_date")
_CITY = "thành phố"


@dataclass(frozen=True)
class HeadUnit:
    """A unit that a letterhead names: its type in small letters, its name, whether an organ of its own stands there."""

    kind: str
    name: str
    speaks: bool

    @property
    def rank(self) -> int:
        """How far down it stands: a province 0, a city, which may be a province or below one, 1, a commune 4."""
        return 1 if self.kind == _CITY else 2 * PARTS.index(level_of_word()[self.kind])


# --- lines ------------------------------------------------------------------------------------------------------------


def head_lines(document: Document) -> list[str]:
    """The lines of the head, those of a letterhead taken apart: what stands in every letterhead on lines of its own."""
    lines: list[str] = []
    for index, block in enumerate(document.blocks[:_HEAD_BLOCKS]):
        is_near = index < _LETTERHEAD_BLOCKS
        if isinstance(block, Table):
            lines += [line for row in block.rows[:_HEAD_ROWS] for line in _row_lines(document, row)]
        else:
            lines += _lines_of(document, block) if is_near else [block.flat]
    return [part for line in lines if line.strip() for part in _dated_apart(squeeze(line))]


def _dated_apart(line: str) -> list[str]:
    """«An Phú, ngày … năm 2024 KẾ HOẠCH», which a narrow page runs together, as its two lines."""
    run = phrase("heads", "dated_type").match(line)
    return [run["date"], run["type"]] if run else [line]


def _row_lines(document: Document, row: tuple[Cell, ...]) -> list[str]:
    """The words of a row on one line; those of a letterhead cell by cell."""
    cells = [cell for cell in row if cell.flat.strip()]
    if any(_holds_head(cell.flat, of_table=True) for cell in cells):
        return [line for cell in cells for line in _lines_of(document, cell)]
    return [" ".join(cell.flat.strip() for cell in cells)]


def _lines_of(document: Document, block: Paragraph | Cell) -> list[str]:
    """The words of a block, or its lines where they are those of a letterhead."""
    if not _holds_head(block.flat):
        return [block.flat]
    kept, text = block.flat, document.text[block.start : block.end]
    if len(text) == len(kept):
        kept = "".join("\n" if was == "\n" else now for was, now in zip(text, kept, strict=True))
    for name in _CUT:
        kept = phrase("heads", name).sub(_alone, kept)
    return phrase("heads", "gap").split(phrase("heads", "torn").sub(lambda match: squeeze(match[0]), kept))


def _alone(match: re.Match[str]) -> str:
    """The piece on a line of its own; «xã Tân Lập Tân Lập, ngày …» of one printed line is a name and the place."""
    words = squeeze(match[0])
    place, comma, date = words.partition(",")
    named = place.split(" ")
    half = (len(named) + 1) // 2  # with or without the type: «Xã Tân Lập Tân Lập»
    if comma and len(named) > 1 and named[half:] == named[:half][-len(named[half:]) :]:
        return f"{' '.join(named[:half])}\n{' '.join(named[half:])}{comma}{date}\n"
    return f"\n{words}\n"


def _holds_head(flat: str, of_table: bool = False) -> bool:
    """Whether words are of a letterhead; the cells of any table may name an organ."""
    opens = not of_table and len(flat) <= _ORGAN_LINE and phrase("heads", "organ").match(flat)
    return bool(opens) or any(phrase("heads", name).search(flat) for name in _CUT)


def has_letterhead(lines: list[str]) -> bool:
    """Whether a text shows the letterhead of an official document: the nation's or a number's line."""
    near = lines[:_LETTERHEAD_LINES]
    return any(phrase("heads", name).fullmatch(line) for line in near for name in ("furniture", "numbered"))


# --- units ------------------------------------------------------------------------------------------------------------


def units_of_head(lines: list[str]) -> list[HeadUnit]:
    """The units that a letterhead names: whose it is first, then those above it; none where it names none.

    Of «UBND huyện A», «UBND xã B» the lower one speaks, whichever stands first.
    """
    named = list(_named(_with_whole_names(lines[:_LETTERHEAD_LINES])))
    speaking = [unit for unit in named if unit.speaks]
    if not speaking:
        return []
    lowest = max(unit.rank for unit in speaking)
    own = [unit for unit in speaking if unit.rank == lowest][-1]
    above = [
        unit
        for unit in named
        if unit.rank < lowest or (unit.kind == own.kind == _CITY and not own.name.startswith(unit.name))
    ]
    return [own, *sorted(dict.fromkeys(above), key=lambda unit: -unit.rank)]


def agency_of_head(lines: list[str]) -> str | None:
    """«SỞ NỘI VỤ», «BỘ Y TẾ» above the title, without the unit's name; None where the unit itself speaks."""
    above = takewhile(lambda line: type_of_words(line) is None, lines[:_LETTERHEAD_LINES])
    found = (phrase("heads", "agency").match(line) for line in above)
    return next((squeeze(match["name"]).capitalize() for match in found if match), None)


def _with_whole_names(lines: list[str]) -> list[str]:
    """«THÀNH PHỐ HỒ CHÍ», «MINH» of a narrow column as one line, where the line of place and date names it whole."""
    dated = [fold(match[0]) for line in lines if (match := phrase("heads", "place_and_date").search(line))]
    whole: list[str] = []
    above: int | None = None
    for line in lines:
        if above is not None and any(_ends_name(line, whole[above], place) for place in dated):
            whole[above] = squeeze(f"{whole[above]} {line}")
        else:
            whole.append(line)
            is_cut = any(phrase("heads", name).fullmatch(line) for name in _CUT)
            above = above if is_cut else len(whole) - 1
    return whole


def _ends_name(rest: str, line: str, place: str) -> bool:
    """Whether a line is the rest of the name above it, as folded words of place and date give it."""
    end = fold(rest.strip(" *|"))
    if f"{end}," not in place:
        return False
    whole = squeeze(f"{line} {rest}")
    organ = phrase("heads", "organ").match(whole)
    units = _units_on(whole[organ.end() :] if organ else whole)
    name = fold(units[-1][1]) if units else ""
    return name.endswith(end) and f" {name}," in f" {place}"


def _named(lines: list[str]) -> Iterator[HeadUnit]:
    """Units line by line, to the number or title; an organ alone on its line speaks for the unit on the next one."""
    open_words, found = "", False
    for line in lines:
        if any(phrase("heads", name).fullmatch(line) for name in _CUT):
            if found and phrase("heads", "numbered").fullmatch(line):
                return  # the number closes the issuer's column
            continue
        if _ends(line, found or bool(open_words)):
            return
        words = f"{open_words}{line.strip(' *|')}"
        organ = phrase("heads", "organ").match(words)
        units = _units_on(words[organ.end() :] if organ else words)
        for place, (kind, name, is_committee) in enumerate(units):
            found = True
            yield HeadUnit(kind, name, place == 0 and (is_committee or organ is not None))
        open_words = f"{words} " if organ and phrase("heads", "kind_alone").fullmatch(words, organ.end()) else ""


def _ends(line: str, found: bool) -> bool:
    """Whether the title stands here, or the body: below it, units are those that a text or a table speaks of."""
    bare = line.strip(" *:")
    is_title = len(bare) <= _TYPE_LINE and bare.upper() == bare and type_of_words(bare) is not None
    return (found and is_title) or phrase("heads", "body").match(line) is not None


def _units_on(line: str) -> list[tuple[str, str, bool]]:
    """Type, name and whether a committee stands for it, of each unit on a line that is nothing but units."""
    committee = phrase("heads", "committee").match(line)
    words = f"{_full(committee['kind'])} {committee['rest']}" if committee else line
    parts = [part.strip(" *|()") for part in phrase("heads", "council_above").split(words.strip(" *|,;"))]
    matches = [phrase("heads", "council_unit").match(part) for part in parts if part]
    if any(match is None for match in matches):
        return []
    return [
        (_full(match["kind"]), _small(match["name"]), committee is not None and place == 0)
        for place, match in enumerate(matches)
        if match
    ]


def _full(kind: str) -> str:
    """«xã» of «X.», «thành phố» of «TP» and of the committee «Thành ủy»."""
    word = squeeze(kind).lower().strip(".")
    opened = (type_vi for type_vi in level_of_word() if type_vi.startswith(word))
    return types_by_spelling()[word].lower() if word in types_by_spelling() else next(opened)


def _small(name: str) -> str:
    """«Sốp Cộp» of «SỐP CỘP»."""
    return name.title() if name.upper() == name else name
