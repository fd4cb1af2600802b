"""Tables in plain text: bars, tabs, one cell a line closed by bars, one cell a line without any bar.

What belongs here: which lines are a table, and its rows and cells. What does not: paragraphs (layout), what columns
hold (table_columns).
"""

from __future__ import annotations

import re

from pipelines.plans.documents.lines import RULE_LINE, SENTENCE_END, Line, flatten
from pipelines.plans.documents.model import Cell, Table


def is_bar_line(text: str) -> bool:
    """Whether a line holds a bar between cells."""
    return "|" in text


def table_at(text: str, lines: list[Line], index: int) -> tuple[Table | None, int]:
    """The table that begins at line `index` and the line behind it; None where none does."""
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
    inner = [line.text.strip().strip("|").count("|") for line in region if not RULE_LINE.fullmatch(line.text)]
    row_lines = sum(1 for count in inner if count >= 1)
    if row_lines * 2 >= max(len(inner), 1):
        rows = [tuple(_cells(text, line, "|")) for line in region
                if "|" in line.text and not RULE_LINE.fullmatch(line.text)]  # fmt: skip
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
            or SENTENCE_END.search(line)
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
