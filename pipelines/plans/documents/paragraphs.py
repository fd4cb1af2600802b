"""Lines of a text to blocks: wrapped lines joined, page furniture dropped.

What belongs here: where a paragraph begins and ends, what joins two lines. What does not: tables (text_tables), what
blocks mean (outline, grammar).
Linear in the length of the text; a block's `flat` text has the same length as its place in the text.
"""

from __future__ import annotations

import re

from pipelines.plans.documents.lines import MAX_BLOCK, Line, ends_sentence, flatten, is_rule, plain, split_lines
from pipelines.plans.documents.model import Block, Paragraph
from pipelines.plans.documents.table_marks import is_ordinal_head
from pipelines.plans.documents.text_tables import Prose, TableFinder
from pipelines.plans.lexicon.line_words import line_words

# A line that opens something new: heading and list marks.
_SHARE_ALONE = re.compile(r"\d[\d.,]*\s*%\s*(?:[.;,)]|$)")
_MARK = re.compile(
    r"[\s*_]*(?:#{1,6}\s|>\s|[IVX]{1,6}\s*[.)/]\s"
    r"|(?:PHẦN|Phần|CHƯƠNG|Chương|Mục|MỤC|PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|Căn cứ|Nơi nhận|Kính gửi)\b"
    r"|(?:Điều|ĐIỀU|Khoản)\s\d|\d{1,2}(?:\.\d{1,2}){0,4}\s?[.)]\s?(?=\D)|\d{1,2}(?:\.\d{1,2}){1,4}\s|\(\d{1,2}\)"
    r"|\([^()\d\n]{2,20}\)\s*[-–]\s*(?=[A-ZÀ-ỸĐ])"  # «(QNO) - Ngày 3/4, …»: a newspaper's mark
    r"|\([a-zđ]\)|\d{1,2}\s*[-–]\s+(?=[A-ZÀ-ỸĐ])|[a-zđ][.)]\s|[-–—+•●▪◦*]\s?(?=[^\s*]))"
)
# Signs that leave a sentence open at the end of a line.
_OPEN_SIGNS = frozenset(",(-–/≥≤<>=")
_OPEN = frozenset(line_words("open"))
_WANTS_NUMBER = frozenset(line_words("wants_number"))
_DIGITAL = frozenset(line_words("digital"))
_AREA_HEADS, _PART_HEADS = line_words("area_heads"), line_words("part_heads")
_WITHIN = frozenset("(%,;.")
_LONGEST_BRACKET = 80
_FEWEST_TABS = 2
_CAPITAL_HEAD = 20  # shorter capitals may be a name
# A line this long is prose, no cell of a table whose cells stand one a line.
_LONG_LINE = 40


def read_blocks(text: str, drop: frozenset[int] = frozenset(), wrapped: bool | None = None) -> list[Block]:
    """Blocks of a text in reading order.

    Args:
        text: the normalised text.
        drop: starts of lines that are page furniture (running heads found by the format reader).
        wrapped: whether lines are known to be cut at a page width; None: decided from the lines.
    """
    lines = [line for line in split_lines(text) if line.start not in drop] if drop else split_lines(text)
    lines = [line for i, line in enumerate(lines) if len(line.words) > 15 or not _is_page_number(lines, i)]
    width = _wrap_width(lines, wrapped)
    finder = TableFinder(text, lines)
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        found, after = finder.at(index)
        if after > index:
            for piece in found:
                blocks += _joined(piece.lines, width) if isinstance(piece, Prose) else [piece]
        else:
            after = _paragraph_end(lines, index, width)
            if not is_rule(lines[index]):
                blocks.append(_paragraph(lines, index, after))
        index = after
    return blocks


def _joined(lines: list[Line], width: int) -> list[Block]:
    """The paragraphs of lines among which no table stands."""
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        after = _paragraph_end(lines, index, width)
        if not is_rule(lines[index]):
            blocks.append(_paragraph(lines, index, after))
        index = after
    return blocks


def _paragraph_end(lines: list[Line], index: int, width: int) -> int:
    after = index + 1
    if is_rule(lines[index]):
        return after
    start = lines[index].start
    while after < len(lines) and lines[after - 1].end - start < MAX_BLOCK and _continues(lines, after, width):
        after += 1
    return after


def _is_page_number(lines: list[Line], index: int) -> bool:
    """A number alone on its line: a page number unless it stands in a run of short lines (a table, one cell a line)."""
    words = lines[index].words
    if not (words[-1].isdigit() or words[-1] in "-–") or not _reads_as_page(words):
        return False
    if index == 0:
        return True
    line, before = lines[index], lines[index - 1]
    if index == len(lines) - 1:
        return len(before.text) >= _LONG_LINE or (line.blank_before and not _is_figure_only(before.words))
    after = lines[index + 1]
    if len(before.text) >= _LONG_LINE and len(after.text) >= _LONG_LINE:
        return True
    alone = line.blank_before and after.blank_before and len(before.text) > 60
    return (alone or before.words[-1:] in (".", ";", ":")) and not _is_figure_only(after.words)


def _reads_as_page(words: str) -> bool:
    words = words.casefold().removeprefix("trang").removeprefix("page").strip(" -–")
    number, slash, total = words.partition("/")
    return _is_short_number(number.strip()) and (not slash or _is_short_number(total.strip()))


def _is_short_number(words: str) -> bool:
    return 0 < len(words) <= 3 and words.isdigit()


def _is_figure_only(words: str) -> bool:
    return not words.strip("0123456789.,%|–- \t")


def _wrap_width(lines: list[Line], wrapped: bool | None) -> int:
    """The width at which lines are cut, 0 where they are not: many lines near one length that end mid-sentence."""
    if wrapped is False:
        return 0
    plain_lines = [line for line in lines if len(line.text) >= 30 and "|" not in line.text]
    if len(plain_lines) < 5:
        return 60 if wrapped and plain_lines else 0
    lengths = sorted(len(line.text) for line in plain_lines)
    width = lengths[int(len(lengths) * 0.9)]
    if not wrapped and width > 160:
        return 0
    unfinished = sum(not ends_sentence(line.words) for line in plain_lines)
    return int(min(width, 160) * 0.72) if wrapped or unfinished * 3 > len(plain_lines) else 0


def _continues(lines: list[Line], index: int, width: int) -> bool:
    """Whether line `index` goes on where the one before stopped."""
    line, before = lines[index], lines[index - 1]
    if "|" in line.text or _is_row(line) or (_MARK.match(line.text) and not _number_goes_on(before.words, line.words)):
        return False
    if _is_only_mark(before.words) or _is_torn(line, before.words):
        return True
    lower = _starts_within(line.words)
    is_full = bool(width) and len(before.text) >= width
    if _is_closed(before.words, lower, is_full):
        return False
    if line.blank_before and not (lower and len(before.text) > 40):
        return False
    if line.words[0].isdigit() and _wants_number(before.words):
        return True
    if _is_text_below_a_heading(line.words, before.words):
        return False
    if before.words[-1] == "," and _is_capital_head(line.words, before.words):
        return False
    if lower or _is_open(before.words):
        return not _reads_as_heading(before.words)
    if before.words.isupper():
        return line.words.isupper() and not is_ordinal_head(line.words) and _heading_goes_on(before.words, line.words)
    return is_full


def _is_row(line: Line) -> bool:
    """Cells that tabs part: a row, whatever the line above leaves open («I. CHỈ TIÊU THEO CẤP»)."""
    return "\t" in line.words and line.words.count("\t") >= _FEWEST_TABS


def _is_text_below_a_heading(words: str, before: str) -> bool:
    """«I. CHỈ TIÊU THEO CẤP» / «Tỷ lệ hồ sơ …»: capitals do not go on in what begins a sentence."""
    return words[0].isupper() and not words.isupper() and before.isupper() and _MARK.match(before) is not None


def _is_capital_head(words: str, before: str) -> bool:
    """«MỤC TIÊU NHIỆM KỲ 2025 - 2030» below «… Hội Nông dân,»: a list left open goes on in no capitals."""
    return len(words) >= _CAPITAL_HEAD and words.isupper() and not before.isupper()


def _is_torn(line: Line, before: str) -> bool:
    """«giai đoạn 2026» / «- 2030 phấn đấu», «(trong đó: đơn vị A:» / «25 trạm, …)»: a period or a bracket goes on.

    So does a label whose share alone stands on the next line: «tỷ lệ tái sử dụng:» / «29,7%.».
    """
    if line.blank_before:
        return False
    opened = before.rfind("(")
    in_bracket = max(before.rfind(")"), len(before) - _LONGEST_BRACKET) < opened
    is_share_alone = before[-1] == ":" and _SHARE_ALONE.match(line.words) is not None
    return is_share_alone or (in_bracket and before[-1] == ":") or _is_rest_of_a_period(before, line.words)


def _is_rest_of_a_period(before: str, words: str) -> bool:
    """«giai đoạn 2026» / «- 2030»: two years and a dash; not «Đến năm 2025» / «- 100% hồ sơ»."""
    year = words[1:].lstrip()[:4]
    return words[0] in "-–—" and all(y.isdigit() and y.startswith("20") for y in (before[-4:], year)) and len(year) == 4


def _is_closed(before: str, lower: bool, is_full: bool) -> bool:
    """Whether the line before ends what it said: a sentence's end, or a lone number before what is no word of it."""
    if ends_sentence(before):
        return not (is_full and lower and before[-1] == ";")
    return before.isdigit() and not lower


def _heading_goes_on(before: str, line: str) -> bool:
    return (
        not before.startswith(_PART_HEADS)
        and not before.isdigit()
        and not line.startswith(_AREA_HEADS)
        and (_MARK.match(before) is not None or before.isascii())
    )


def _starts_within(words: str) -> bool:
    """A small letter or a mark that only stands inside a sentence."""
    return words[0].islower() or words[0] in _WITHIN


def _is_only_mark(words: str) -> bool:
    """«2.», «b)»: a list mark that was torn from what it marks."""
    words = plain(words)
    return (
        1 < len(words) < 8
        and words[-1] in ".)"
        and words[:-1].replace(".", "").isalnum()
        and (words[0].isdigit() or len(words) == 2 or not words[:-1].strip("IVX"))
    )


def _last_words(words: str) -> tuple[str, str]:
    pair = words[-24:].lower().split()[-2:]
    return (pair[-2] if len(pair) > 1 else "").strip('(“"*_'), (pair[-1] if pair else "").strip('(“"*_')


def _is_open(before: str) -> bool:
    """Whether a line stops in the middle of what it says: «... tối thiểu», «..., Có ≥»."""
    if before[-1] in _OPEN_SIGNS:
        return True
    earlier, last = _last_words(before)
    return last in _OPEN or f"{earlier} {last}" in _OPEN


def _wants_number(before: str) -> bool:
    earlier, last = _last_words(before)
    return last in _WANTS_NUMBER and not (last == "số" and earlier in _DIGITAL)


def _number_goes_on(before: str, line: str) -> bool:
    """«... tối thiểu» / «80. ...», «từ 70%» / «- 75%»: a number that only looks like a list mark."""
    if line[0] in "-–—":
        return line[1:].lstrip()[:1].isdigit() and before.rstrip("% ")[-1:].isdigit()
    return line[0].isdigit() and before[-1] not in ",-" and _is_open(before)


def _reads_as_heading(words: str) -> bool:
    return words.endswith(":") or _heading_level(words) > 0


def _heading_level(words: str) -> int:
    """The level of a markdown heading, 0 where it is none."""
    level = len(words) - len(words.lstrip("#")) if words[0] == "#" else 0
    return level if level <= 6 and words[level : level + 1].isspace() else 0


def _paragraph(lines: list[Line], first: int, after: int) -> Paragraph:
    start, end = lines[first].start, lines[after - 1].end
    body = lines[first].text if after - first == 1 else _without_gaps(lines[first:after])
    level = _heading_level(lines[first].words)
    flat = flatten(body)
    if level:
        mark = flat.index("#") + level + 1
        flat = " " * mark + flat[mark:]
    return Paragraph(start, end, flat, level)


def _without_gaps(lines: list[Line]) -> str:
    """The words of several lines at their places, everything between them (furniture) as spaces."""
    pieces: list[str] = []
    at = lines[0].start
    for line in lines:
        pieces += [" " * (line.start - at), line.text]
        at = line.end
    return "".join(pieces)
