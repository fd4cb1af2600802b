"""Lines of a text to blocks: wrapped lines joined, page furniture dropped, tables found in bars, tabs or bare lines.

What belongs here: where a paragraph or a table begins and ends. What does not: what it means (outline, targets).
Linear in the length of the text; a block's `flat` text has the same length as its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.plans.document import Block, Cell, Paragraph, Table

# A line longer than this is cut into pieces before anything looks at it (bounded memory per block).
MAX_BLOCK = 6_000
_LINE = re.compile(r"[^\r\n\x0b\x0c\u2028\u2029\x85]+")
_EMPHASIS = re.compile("[*_`\t\n\r\x0c\u2028\u200b\ufeff\x0b\x85\u2029]")
_MD_HEADING = re.compile(r"\s{0,3}(#{1,6})\s")
_RULE_LINE = re.compile(r"[\s|:\-–—_=*.]+$")
# A line that opens something new: heading and list marks.
MARKER = re.compile(
    r"\s*(?:#{1,6}\s|>\s|[IVX]{1,6}\s*[.)/]\s|(?:PHẦN|Phần|CHƯƠNG|Chương|Mục|MỤC|PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu)\b"
    r"|(?:Điều|ĐIỀU|Khoản)\s\d|\d{1,2}(?:\.\d{1,2}){0,4}\s?[.)]\s?(?=\D)|\d{1,2}(?:\.\d{1,2}){1,4}\s|\(\d{1,2}\)|\([a-zđ]\)"
    r"|\d{1,2}\s*[-–]\s+(?=[A-ZÀ-ỸĐ])|[a-zđ][.)]\s|[-–—+•●▪◦*]\s?(?=\S)|Căn cứ\b|Nơi nhận|Kính gửi)"
)
_PAGE_NUMBER = re.compile(r"\s*(?:Trang\s*|Page\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?\s*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;:!?…/]\s*[\"”»)*_]*\s*$")
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


@dataclass(frozen=True)
class Line:
    """One physical line: its place and its words."""

    start: int
    end: int
    text: str
    blank_before: bool


def flatten(text: str) -> str:
    """The same characters on one line, emphasis marks and odd spaces as spaces; the length does not change."""
    return _EMPHASIS.sub(" ", text)


def split_lines(text: str) -> list[Line]:
    """Non-empty lines with their places; a very long line comes in pieces of at most MAX_BLOCK characters."""
    lines: list[Line] = []
    last_end = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        if not text[start:end].strip():
            continue
        blank = text.count("\n", last_end, start) > 1
        for piece in _pieces(text, start, end):
            lines.append(Line(piece[0], piece[1], text[piece[0] : piece[1]], blank))
            blank = False
        last_end = end
    return lines


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_BLOCK:
        cut = text.rfind(" ", start + 1, start + MAX_BLOCK)
        cut = cut if cut > start + MAX_BLOCK // 2 else start + MAX_BLOCK
        yield start, cut
        start = cut
    yield start, end


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
        table, after = _table_at(text, lines, index)
        if table is not None:
            blocks.append(table)
            index = after
            continue
        after = index + 1
        if not _RULE_LINE.fullmatch(lines[index].text):
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
    unfinished = sum(1 for line in plain if not _SENTENCE_END.search(line.text))
    if force or (width <= 160 and unfinished * 3 > len(plain)):
        return int(min(width, 160) * 0.72)
    return 0


def _continues(lines: list[Line], index: int, width: int) -> bool:
    """Whether line `index` goes on where the one before stopped."""
    line, before = lines[index], lines[index - 1]
    if _is_bar_line(line.text) or (MARKER.match(line.text) and not _number_goes_on(before.text, line.text)):
        return False
    goes_on = width and len(before.text) >= width and before.text.rstrip().endswith(";") and _starts_lower(line.text)
    if (_SENTENCE_END.search(before.text) and not goes_on) or (
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


# --- tables ---------------------------------------------------------------------------------------------------


def _is_bar_line(text: str) -> bool:
    return "|" in text


def _table_at(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    line = lines[index].text
    if "|" in line or _opens_lone_table(lines, index):
        return _bar_table(text, lines, index)
    if line.count("\t") >= 2:
        return _tab_table(text, lines, index)
    if len(line) < 25 and _ORDINAL_HEAD.fullmatch(line.strip()):
        return _bare_table(text, lines, index)
    return None, index


def _tab_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    after = index
    rows = []
    while after < len(lines) and lines[after].text.count("\t") >= 2:
        rows.append(tuple(_cells(text, lines[after], "\t")))
        after += 1
    if len(rows) < 2:
        return None, index
    return Table(lines[index].start, lines[after - 1].end, tuple(rows)), after


def _bar_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    after = index if "|" in lines[index].text else index + 1
    while after < len(lines):
        if "|" in lines[after].text:
            after += 1
            continue
        reach = _wrapped_cell(lines, after)
        if not reach:
            break
        after += reach
    region = lines[index:after]
    inner = [line.text.strip().strip("|").count("|") for line in region if not _RULE_LINE.fullmatch(line.text)]
    row_lines = sum(1 for count in inner if count >= 1)
    if row_lines * 2 >= max(len(inner), 1):
        rows = [tuple(_cells(text, line, "|")) for line in region
                if "|" in line.text and not _RULE_LINE.fullmatch(line.text)]  # fmt: skip
        rows = [row for row in rows if row]
    else:
        rows = _flattened_rows(_cell_stream(text, region))
    return Table(lines[index].start, lines[after - 1].end, tuple(rows)), after


def _wrapped_cell(lines: list[Line], index: int) -> int:
    """How many lines from `index` on belong to a cell that only ends with a later bar; 0 where none does."""
    lone = _lone_bar_ahead(lines, index)
    if lone:
        return lone
    for ahead in range(1, 4):
        if index + ahead >= len(lines):
            return 0
        line = lines[index + ahead - 1].text
        if (
            len(line) > 70
            or _SENTENCE_END.search(line)
            or lines[index + ahead - 1].blank_before
            or line.lstrip().startswith("#")
        ):
            return 0
        if "|" in lines[index + ahead].text:
            opens = _TABLE_HEAD.match(lines[index + ahead].text) and len(lines[index].text.strip()) > 5
            return 0 if opens else ahead
    return 0


# A bar line that opens a table: free lines right above it are its title, no cell of the table before.
_TABLE_HEAD = re.compile(r"\s*\|?\s*(?:S?TT|Số TT|Lĩnh vực)\s*\|", re.IGNORECASE)
_LONE_REACH = 25


def _lone_bar_ahead(lines: list[Line], index: int) -> int:
    """How many lines until a bar alone on its line, where the line before `index` is one too (cells closed by bars)."""
    if index == 0 or lines[index - 1].text.strip() != "|":
        return 0
    for ahead in range(1, _LONE_REACH):
        if index + ahead >= len(lines) or lines[index + ahead - 1].text.lstrip().startswith("#"):
            return 0
        if lines[index + ahead].text.strip() == "|":
            return ahead
        if "|" in lines[index + ahead].text:
            return 0
    return 0


def _opens_lone_table(lines: list[Line], index: int) -> bool:
    """A short cell closed by a bar on the next line, and another so soon after."""
    if index + 3 >= len(lines) or len(lines[index].text) > 60 or lines[index + 1].text.strip() != "|":
        return False
    return any(lines[i].text.strip() == "|" for i in range(index + 3, min(index + 6, len(lines))))


def _cells(text: str, line: Line, separator: str) -> list[Cell]:
    start, end = line.start, line.end
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    if separator == "|" and body[left : left + 1] == "|":
        start += left + 1
    if separator == "|" and body.rstrip().endswith("|"):
        end = line.start + len(body.rstrip()) - 1
    cells: list[Cell] = []
    at = start
    if end < start:
        return []
    for piece in text[start:end].split(separator):
        cells.append(_cell(text, at, at + len(piece)))
        at += len(piece) + len(separator)
    return cells


def _cell(text: str, start: int, end: int) -> Cell:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Cell(start, end, flatten(text[start:end]))


def _cell_stream(text: str, region: list[Line]) -> list[Cell]:
    """Cells of a table whose bars close cells, one or more lines each."""
    cells: list[Cell] = []
    start: int | None = None
    for line in region:
        at = line.start
        for piece in line.text.split("|")[:-1]:
            cells.append(_cell(text, at if start is None else start, at + len(piece)))
            start = None
            at += len(piece) + 1
        if text[at : line.end].strip():
            start = at if start is None else start
    if start is not None:
        cells.append(_cell(text, start, region[-1].end))
    return cells


_GROUP_CELL = re.compile(r"[IVX]{1,6}\s*\.\s*\S")
_NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s*\S")
_COLUMN_HEAD = re.compile(
    r"(?:S?TT|Số TT|Lĩnh vực|Nội dung|Nhiệm vụ.*|Tên nhiệm vụ.*|Hoạt động.*|Sản phẩm.*|Kết quả.*|Cơ quan.*|Đơn vị.*|Chủ trì.*"  # noqa: E501
    r"|Phối hợp.*|Thời gian.*|Thời hạn.*|Tiến độ.*|Chỉ tiêu.*|Mục tiêu.*|Ghi chú.*|Năm \d{4}.*|ĐVT)",
    re.IGNORECASE,
)  # fmt: skip


def _flattened_rows(cells: list[Cell]) -> list[tuple[Cell, ...]]:
    """Rows of a table whose cells came one by one.

    A row opens at a cell «3. …» or, once the header's number of columns is full, at the next cell with words.
    Cells that stand for a vertical heading («VII. …») make a row of their own.
    """
    header = _header_run(cells)
    if header is None:
        return [(cell,) for cell in cells if cell.flat.strip()]
    first, count = header
    rows: list[tuple[Cell, ...]] = [(cell,) for cell in cells[:first] if cell.flat.strip()]
    heads = cells[first : first + count]
    follows = next(
        (c.flat.strip() for c in cells[first + count :] if c.flat.strip() and not _GROUP_CELL.match(c.flat)), ""
    )
    if _ORDINAL_HEAD.fullmatch(heads[0].flat.strip()) and re.fullmatch(r"(?:\d{1,3}|[IVX]{1,5}|[A-H])\.?", follows):
        return [*rows, tuple(heads), *_ordinal_rows(cells[first + count :], count)]
    has_area = bool(re.match(r"(?:Lĩnh vực|S?TT|Số TT)", heads[0].flat, re.IGNORECASE))
    body_heads = heads[1:] if has_area else heads
    rows.append(tuple(body_heads))
    width = len(body_heads)
    row: list[Cell] = []
    for cell in cells[first + count :]:
        words = cell.flat.strip()
        is_numbered = bool(_NUMBERED.match(words))
        if _GROUP_CELL.match(words):
            rows += [tuple(row)] if row else []
            rows.append((cell,))
            row = []
            continue
        if row and (len(row) == width or is_numbered):
            rows.append(tuple(row))
            row = []
        if row or words:
            row.append(cell)
    if row:
        rows.append(tuple(row))
    return rows


def _ordinal_rows(cells: list[Cell], width: int) -> list[tuple[Cell, ...]]:
    """Rows of `width` cells that each open with their number in a cell of its own; groups «II | name» are short rows."""  # noqa: E501
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    last = 0
    for place, cell in enumerate(cells):
        words = cell.flat.strip()
        if _GROUP_CELL.match(words):
            rows += [tuple(row), (cell,)] if row else [(cell,)]
            row = []
            continue
        following = cells[place + 1].flat.strip() if place + 1 < len(cells) else ""
        number = re.fullmatch(r"(\d{1,3})\.?|[IVX]{1,5}\.?|[A-H]\.?|\d{1,2}(?:\.\d{1,2})+", words)
        comes_next = number is not None and (number.group(1) is None or int(number.group(1)) in (1, last + 1))
        is_number = comes_next and bool(re.match(r"[^\W\d]", following)) and len(following) > 8
        ahead = place + width - len(row)  # where the next number stands if this row is full
        full = bool(row) and ahead < len(cells) and cells[ahead].flat.strip().rstrip(".") == str(last + 1)
        if row and (len(row) >= width or (is_number and len(row) >= 2 and not full)):
            rows.append(tuple(row))
            row = []
        if not row and number is not None and number.group(1):
            last = int(number.group(1))
        if row or words:
            row.append(cell)
    return rows + ([tuple(row)] if row else [])


def _header_run(cells: list[Cell]) -> tuple[int, int] | None:
    """Where column heads stand in a row: from «TT» up to the first «1», or at least three heads we know."""
    opened = _heads_before_the_first_ordinal(cells)
    if opened is not None:
        return opened
    run = 0
    for index, cell in enumerate(cells):
        if _COLUMN_HEAD.fullmatch(cell.flat.strip()) and len(cell.flat) < 60:
            run += 1
            continue
        if run >= 3:
            return index - run, run
        run = 0
    return None


def _heads_before_the_first_ordinal(cells: list[Cell]) -> tuple[int, int] | None:
    first = next((i for i, cell in enumerate(cells[:8]) if _ORDINAL_HEAD.fullmatch(cell.flat.strip())), None)
    if first is None:
        return None
    for index in range(first + 1, min(first + 13, len(cells))):
        words = cells[index].flat.strip()
        if re.fullmatch(r"0?1\.?|I\.?|A\.?", words):
            return (first, index - first) if index - first >= 3 else None
        if len(words) > 80 or not words or _NUMBERED.match(words) or _GROUP_CELL.match(words):
            return None
    return None


_ORDINAL_HEAD = re.compile(r"(?:S?TT|Số TT)", re.IGNORECASE)
_BARE_HEAD = re.compile(
    r"(?:Chỉ tiêu.*|Mục tiêu.*|Nội dung.*|Tên chỉ .*|Nhiệm vụ.*|Tên nhiệm vụ.*|Đơn vị.*|ĐVT|Đvt|(?:Đến )?(?:hết )?(?:năm )?20\d\d.*|Giai đoạn.*"  # noqa: E501
    r"|Cơ quan.*|Chủ trì.*|Phối hợp.*|Thời gian.*|Thời hạn.*|Tiến độ.*|Ghi chú.*|Sản phẩm.*|Kết quả.*|Kế hoạch.*|Thực hiện.*|Hiện trạng.*"  # noqa: E501
    r"|Lộ trình.*|Chủ thể.*|Lĩnh vực.*|Cấp (?:tỉnh|huyện|xã).*|\(.*\))",
    re.IGNORECASE,
)  # fmt: skip


def _wraps(cell: list[Line], line: Line) -> bool:
    """Whether a line goes on in small letters where a cell of words stopped."""
    before = cell[-1].text.rstrip()
    return (
        len(before) > 15
        and not line.blank_before
        and before[-1:] not in ".;:"
        and line.text.lstrip()[:1].islower()
        and len(line.text.split()) >= 3
        and not _FIGURE_LINE.match(line.text)
    )


_FIGURE_LINE = re.compile(r"\s*(?:từ|trên|tối thiểu|ít nhất|không quá|dưới|đạt)?\s*\d")


def _is_bare_head(words: str) -> bool:
    """A column head we know, or at least short words that are no figure and no sentence."""
    return _BARE_HEAD.fullmatch(words) is not None or (
        len(words) < 50 and words[:1].isupper() and words[-1:] not in ".;:," and not _is_ordinal(words)
    )


def _bare_table(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """A table whose cells stand one a line without any bar: «STT», its column heads, then rows opened by 1, 2, 3."""
    after = index + 1
    while after < len(lines) and after - index < 15 and _is_bare_head(lines[after].text.strip()):
        after += 1
    width = after - index
    if width < 3 or after >= len(lines) or not _is_ordinal(lines[after].text):
        return None, index
    rows = [tuple(_cell(text, line.start, line.end) for line in lines[index:after])]
    expected = 0
    while after < len(lines):
        ordinal = _is_ordinal(lines[after].text)
        if not ordinal or (ordinal.isdigit() and int(ordinal) not in (expected + 1, 1)):
            break
        before = expected
        expected = int(ordinal) if ordinal.isdigit() else 0
        if not ordinal.isdigit():
            expected = before
            group = [lines[after]]
            after += 1
            if after < len(lines):
                group.append(lines[after])
                after += 1
            rows.append(tuple(_cell(text, line.start, line.end) for line in group))
            continue
        row: list[list[Line]] = [[lines[after]]]
        after += 1
        while after < len(lines) and (len(row) < width or _wraps(row[-1], lines[after])):
            if _wraps(row[-1], lines[after]):
                row[-1].append(lines[after])
                after += 1
                continue
            following = _is_ordinal(lines[after].text)
            if following.isdigit() and int(following) == expected + 1 and len(row) >= 3 and _opens_row(lines, after):
                break
            row.append([lines[after]])
            after += 1
        rows.append(tuple(_cell(text, cell[0].start, cell[-1].end) for cell in row))
    return Table(lines[index].start, lines[after - 1].end, tuple(rows), headed=True), after


def _is_ordinal(text: str) -> str:
    match = re.fullmatch(r"\s*(\d{1,3}|[IVX]{1,5})\.?\s*", text)
    return match.group(1) if match else ""


def _opens_row(lines: list[Line], index: int) -> bool:
    """Whether words, not another number, follow: what tells an ordinal from a value."""
    return (
        index + 1 < len(lines)
        and bool(re.match(r"\s*[^\W\d]", lines[index + 1].text))
        and len(lines[index + 1].text) > 12
    )
