"""Lines of a text to blocks: wrapped lines joined, page furniture dropped.

What belongs here: where a paragraph or a table begins and ends. What does not: rows and cells of
tables (text_tables), what blocks mean (outline, targets).
Linear in the length of the text; a block's `flat` text has the same length as its place in the text.
"""

from __future__ import annotations

import re

from pipelines.plans.documents.lines import MAX_BLOCK, RULE_LINE, SENTENCE_END, Line, flatten, split_lines
from pipelines.plans.documents.model import Block, Paragraph
from pipelines.plans.documents.text_tables import is_bar_line, table_at

_MD_HEADING = re.compile(r"\s{0,3}(#{1,6})\s")
# A line that opens something new: heading and list marks.
MARKER = re.compile(
    r"\s*(?:#{1,6}\s|>\s|[IVX]{1,6}\s*[.)/]\s|(?:PHẦN|Phần|CHƯƠNG|Chương|Mục|MỤC|PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu)\b"
    r"|(?:Điều|ĐIỀU|Khoản)\s\d|\d{1,2}(?:\.\d{1,2}){0,4}\s?[.)]\s?(?=\D)|\d{1,2}(?:\.\d{1,2}){1,4}\s|\(\d{1,2}\)|\([a-zđ]\)"
    r"|\d{1,2}\s*[-–]\s+(?=[A-ZÀ-ỸĐ])|[a-zđ][.)]\s|[-–—+•●▪◦*]\s?(?=\S)|Căn cứ\b|Nơi nhận|Kính gửi)"
)
_PAGE_NUMBER = re.compile(r"\s*(?:Trang\s*|Page\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?\s*$", re.IGNORECASE)
_OPEN_END = re.compile(
    r"(?:[,(\-–/]|\b(?:tối thiểu|ít nhất|tối đa|trên|dưới|đạt|từ|đến|là|và|hoặc|của|có|được|trong|với|về|theo|cho|tại"
    r"|khoảng|thêm|giảm|tăng|không quá|tỷ lệ|bình quân|các|những|do|ở|để|cấp|hơn|≥|≤))\s*$",
    re.IGNORECASE,
)
_WANTS_NUMBER = re.compile(
    r"\b(?:(?<!đổi )(?<!quyền )(?<!phủ )(?<!tế )(?<!hội )(?<!tầng )(?<!năng )(?<!tảng )(?<!ký )(?<!liệu )(?<!nghệ )số|năm|ngày|tháng|thứ|quý|khoản|điều)\s*$",  # noqa: E501
    re.IGNORECASE,
)
_UPPER_LINE = re.compile(r"[^a-zà-ỹđ]*[A-ZÀ-ỸĐ][^a-zà-ỹđ]*$")
_AREA_LINE = re.compile(r"\s*(?:CẢI CÁCH|XÂY DỰNG|PHÁT TRIỂN|HIỆN ĐẠI|CHUYỂN ĐỔI SỐ|CHÍNH QUYỀN|CÔNG TÁC)\b")


def read_blocks(text: str, drop: frozenset[int] = frozenset(), wrapped: bool | None = None) -> list[Block]:
    """Blocks of a text in reading order.

    Args:
        text: the normalised text.
        drop: starts of lines that are page furniture (running heads found by the format reader).
        wrapped: whether lines are known to be cut at a page width; None: decided from the lines.
    """
    lines = [line for line in split_lines(text) if line.start not in drop]
    lines = [line for i, line in enumerate(lines) if not _is_page_number(lines, i)]
    width = _wrap_width(lines) if wrapped is None else (_wrap_width(lines, force=True) if wrapped else 0)
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        table, after = table_at(text, lines, index)
        if table is not None:
            blocks.append(table)
            index = after
            continue
        after = index + 1
        if not RULE_LINE.fullmatch(lines[index].text):
            size = lines[index].end - lines[index].start
            while after < len(lines) and size < MAX_BLOCK and _continues(lines, after, width):
                size = lines[after].end - lines[index].start
                after += 1
            blocks.append(_paragraph(text, lines, index, after))
        index = after
    return blocks


def _is_page_number(lines: list[Line], index: int) -> bool:
    """A number alone on its line: a page number unless it stands in a run of short lines (a table, one cell a line)."""
    line = lines[index]
    if len(line.text) > 16 or not _PAGE_NUMBER.match(line.text):
        return False
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if before is None or after is None:
        return True
    if re.search(r"[.;:]\s*$", before.text) and not re.match(r"[\s\d.,%|–-]*$", after.text):
        return True
    return not (len(before.text) < 40 or len(after.text) < 40) or (
        line.blank_before and after.blank_before and len(before.text) > 60
    )


def _wrap_width(lines: list[Line], force: bool = False) -> int:
    """The width at which lines are cut, 0 where they are not: many lines near one length that end mid-sentence."""
    plain = [line for line in lines if "|" not in line.text and len(line.text) >= 30]
    if len(plain) < 5:
        return 60 if force and plain else 0
    lengths = sorted(len(line.text) for line in plain)
    width = lengths[int(len(lengths) * 0.9)]
    unfinished = sum(1 for line in plain if not SENTENCE_END.search(line.text))
    if force or (width <= 160 and unfinished * 3 > len(plain)):
        return int(min(width, 160) * 0.72)
    return 0


def _continues(lines: list[Line], index: int, width: int) -> bool:
    """Whether line `index` goes on where the one before stopped."""
    line, before = lines[index], lines[index - 1]
    if is_bar_line(line.text) or (MARKER.match(line.text) and not _number_goes_on(before.text, line.text)):
        return False
    goes_on = width and len(before.text) >= width and before.text.rstrip().endswith(";") and _starts_lower(line.text)
    if (SENTENCE_END.search(before.text) and not goes_on) or (
        before.text.strip().isdigit() and not _starts_lower(line.text)
    ):
        return False
    if line.blank_before and not (_starts_lower(line.text) and len(before.text) > 40):
        return False
    if _WANTS_NUMBER.search(before.text) and line.text.lstrip()[:1].isdigit():
        return True
    if _OPEN_END.search(before.text) or _starts_lower(line.text):
        return not _looks_like_heading(before.text)
    if _UPPER_LINE.match(before.text) and _UPPER_LINE.match(line.text) and not _AREA_LINE.match(line.text):
        return not before.text.strip().isdigit()
    return bool(width) and len(before.text) >= width and not _UPPER_LINE.match(before.text)


def _starts_lower(text: str) -> bool:
    """A small letter or a mark that only stands inside a sentence."""
    first = text.lstrip()[:1]
    return first.islower() or first in ("(", "%", ",", ";", ".")


def _number_goes_on(before: str, line: str) -> bool:
    """«... tối thiểu» / «80. ...»: a number that only looks like a list mark."""
    if re.search(r"\d\s*%?\s*$", before) and re.match(r"\s*[-–—]\s*\d", line):
        return True  # «từ 70%» / «- 75%»
    return (
        bool(re.match(r"\s*\d", line)) and bool(_OPEN_END.search(before)) and not before.rstrip().endswith((",", "-"))
    )


def _looks_like_heading(text: str) -> bool:
    return text.rstrip().endswith(":") or bool(re.match(r"\s*#{1,6}\s", text))


def _paragraph(text: str, lines: list[Line], first: int, after: int) -> Paragraph:
    start, end = lines[first].start, lines[after - 1].end
    body = text[start:end]
    if after - first > 1:
        body = _blank_gaps(text, lines[first:after])
    heading = _MD_HEADING.match(body)
    flat = flatten(body)
    if heading:
        flat = " " * heading.end() + flat[heading.end() :]
    return Paragraph(start, end, flat, len(heading.group(1)) if heading else 0)


def _blank_gaps(text: str, lines: list[Line]) -> str:
    """The words of several lines at their places, everything between them (furniture) as spaces."""
    pieces: list[str] = []
    at = lines[0].start
    for line in lines:
        pieces.append(" " * (line.start - at))
        pieces.append(text[line.start : line.end])
        at = line.end
    return "".join(pieces)
