"""Tables of a report (.docx, .pdf, page of prose) to sheets of text, with the lines that say whose and when. Pure.

What belongs here: which lines of a document speak for its tables, tables cut by a page break joined. What does not:
reading the format (plans/documents), what a table means.

Prose names many periods and units; only the letterhead, the title, the appendix's title and the lines right above a
table speak for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.findings import Finding
from pipelines.kpi.headers.header_words import bare_key
from pipelines.kpi.headers.periods import find_period, stated_periods
from pipelines.kpi.indicators.printed_rows import parse_row_number
from pipelines.kpi.sheets.sheet import Sheet, SheetsOfFile, frame
from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.documents.opening import open_document
from pipelines.plans.outline.metadata import read_metadata
from pipelines.source import Source

MOST_HEAD_LINES, MOST_LINES_ABOVE, LONGEST_TITLE = 24, 6, 220
MOST_LETTERHEAD_COLUMNS = 3
_SECTION = re.compile(
    r"\s*(?:[IVX]{1,4}|[A-D]|\d{1,2})\s*[.)/-]\s*\S|(?:thực hiện|căn cứ|kính gửi|phần|mục|chương)\b|.{50,}\.$",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"\s*(?:phụ lục|biểu mẫu thống kê|biểu thống kê|hệ thống biểu mẫu)\b", re.IGNORECASE)
_DATELINE = re.compile(r"ng[àa]y[\s\d.…_]*th[áa]ng|^\s*số\s*:|kèm theo|độc lập\s*-|cộng hòa xã hội", re.IGNORECASE)
# «(Kèm theo Báo cáo số …/BC-UBND ngày …; số liệu từ … đến …)»: what stands behind the document that it goes with.
_CITED = re.compile(r"^\W*kèm theo[^;]*;(?=\s*(?:số liệu|kỳ|tính|từ)\s)", re.IGNORECASE)
_AGENCY = re.compile(
    r"\s*(?:sở|ban quản lý|ban dân tộc|thanh tra|văn phòng|phòng|trung tâm|chi cục|công an|bộ chỉ huy)\s+\w",
    re.IGNORECASE,
)
# The right column of a letterhead, typed beside the issuer's name on the same line.
_FURNITURE = re.compile(
    r"cộng h[oò][aà]\s+xã hội chủ nghĩa việt nam|độc lập\s*-\s*tự do\s*-\s*hạnh phúc", re.IGNORECASE
)
_NEXT = re.compile(
    r"[,;]?\s*(?:và\s+)?(?:phương hướng|nhiệm vụ|kế hoạch|giải pháp|chương trình công tác)(?=[^,;]*(?:quý|tháng|năm))",
    re.IGNORECASE,
)
# A sentence of prose says what it tells itself; a line above a table ends without a stop, or with a colon.
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S*[.;]\s*$")
_YEAR = re.compile(r"20\d{2}")
_OF_AGENCY = re.compile(r"\bcủa\s+(?:các\s+)?(?:sở|ban|thanh tra|văn phòng|phòng|trung tâm)\s+\w", re.IGNORECASE)


def read_document_tables(source: Source) -> SheetsOfFile:
    """Every table of a document as a sheet, cut ones joined; what can't be read is a finding."""
    document, findings = open_document(source)
    told = [Finding("kpi", f.file, f.locator, f.rule, f.severity, f.found, f.expected, f.remedy) for f in findings]
    if document is None:
        return SheetsOfFile([], told, is_document=True)
    issued_on = read_metadata(document).issued_on
    return SheetsOfFile(sheets_of(document), told, issued_on, is_document=True, document=document)


@dataclass
class _Walk:
    """What has been read so far: title lines, the appendix's title, lines since the last table."""

    head: list[str] = field(default_factory=list)
    appendix: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    agency: str = ""
    is_head: bool = True
    is_appendix: bool = False


def sheets_of(document: Document) -> list[Sheet]:
    """The document's tables as sheets «table 2», each with the lines that speak for it."""
    walk = _Walk()
    sheets: list[Sheet] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            _take_line(walk, _FURNITURE.sub(" ", block.flat).strip())
            continue
        number += 1
        if walk.is_head and number <= 2 and _is_letterhead(block):
            _take_letterhead(walk, document, block)
            continue
        _add(sheets, _sheet(number, block, walk), walk)
        walk.above, walk.is_appendix, walk.is_head = [], False, False
    return sheets


def heading_of(document: Document) -> tuple[tuple[str, ...], str]:
    """The lines of a report that say whose and when, and the office that issued it, «» for none."""
    walk = _Walk()
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            _take_line(walk, _FURNITURE.sub(" ", block.flat).strip())
        elif walk.is_head and number <= 2 and _is_letterhead(block):
            _take_letterhead(walk, document, block)
        elif walk.is_appendix:
            break
    return tuple(dict.fromkeys([*walk.head, *walk.appendix])), walk.agency


def _take_line(walk: _Walk, line: str) -> None:
    if not line:
        return
    if _APPENDIX.match(line) and len(line) <= LONGEST_TITLE:
        if not walk.is_appendix:  # the report's own prose ends here and says nothing of the appendix's tables
            walk.appendix, walk.above = [], []
        walk.is_head, walk.is_appendix = False, True
    if walk.is_head and (_SECTION.match(line) or len(line) > LONGEST_TITLE or len(walk.head) >= MOST_HEAD_LINES):
        walk.is_head = False
    line = _CITED.sub("", line).strip(" ()")
    if len(line) > LONGEST_TITLE or _DATELINE.search(line):
        return
    if walk.is_head:
        walk.agency = walk.agency or (line if _AGENCY.match(line) else "")
        walk.head.append(_without_next(line))
    elif walk.is_appendix:
        walk.appendix.append(_without_next(line))
    if not _SENTENCE.search(line):
        walk.above.append(_without_next(line))


def _without_next(line: str) -> str:
    """A title without the period to come: «… quý I, nhiệm vụ trọng tâm quý II năm 2026» is of quý I năm 2026."""
    match = _NEXT.search(line)
    said = stated_periods(line)
    if match is None or not (said.is_unclear or len(said.periods) > 1):
        return line
    head, year = line[: match.start()].rstrip(" ,;"), _YEAR.search(line[match.start() :])
    if find_period(head):
        return head
    dated = f"{head} năm {year.group()}" if year else head
    return dated if find_period(dated) else line


def _is_letterhead(table: Table) -> bool:
    """Two names, perhaps with a number and a day below them: few rows of few columns."""
    return len(table.rows) <= 3 and max(len(row) for row in table.rows) <= MOST_LETTERHEAD_COLUMNS


def _take_letterhead(walk: _Walk, document: Document, table: Table) -> None:
    """The left cell says who issues; the agency below the unit («UBND TỈNH X / SỞ NỘI VỤ») is the one that does."""
    lines = [
        line.strip() for row in table.rows for cell in row for line in document.text[cell.start : cell.end].split("\n")
    ]
    kept = [line for line in lines if line and not _DATELINE.search(line)]
    walk.agency = walk.agency or next((line for line in kept if _AGENCY.match(line)), "")
    walk.head += kept


def _sheet(number: int, table: Table, walk: _Walk) -> Sheet:
    rows = [[cell.flat or None for cell in row] for row in table.rows]
    lead = [*walk.head, *walk.appendix, *walk.above[-MOST_LINES_ABOVE:]]
    if walk.agency:  # what an office says of itself is no figure of the unit above it
        lead = [line for line in lead if line not in walk.head or line in _titles(walk)]
        lead = [line for line in lead if not _OF_AGENCY.search(line) and not _AGENCY.match(line)]
    return Sheet(
        f"table {number}",
        frame(rows),
        1,
        0,
        _merged(table),
        is_workbook=False,
        lead=tuple(dict.fromkeys(lead)),
        agency=walk.agency,
        tables=(number,),
    )


def _titles(walk: _Walk) -> list[str]:
    """The head's lines from the word «BÁO CÁO» on: the title, without the letterhead."""
    begins = next(
        (at for at, line in enumerate(walk.head) if bare_key(line).startswith(bare_key("báo cáo"))), len(walk.head)
    )
    return walk.head[begins:]


def _merged(table: Table) -> list[tuple[int, int, int, int]]:
    boxes: dict[int, list[tuple[int, int]]] = {}
    firsts: dict[int, tuple[int, int]] = {}
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            if cell.origin is None:
                firsts[id(cell)] = (row, column)
            else:
                boxes.setdefault(id(cell.origin), []).append((row, column))
    return [
        (*firsts[key], max(row for row, _ in places), max(column for _, column in places))
        for key, places in boxes.items()
        if key in firsts
    ]


def _add(sheets: list[Sheet], sheet: Sheet, walk: _Walk) -> None:
    """A table that goes on with the one before it, after a page break, is put below that one."""
    before = sheets[-1] if sheets else None
    if before is None or not _goes_on(before, sheet, walk):
        sheets.append(sheet)
        return
    down, cells = before.cells.height, [*before.cells.iter_rows(), *sheet.cells.iter_rows()]
    merged = [(top + down, left, bottom + down, right) for top, left, bottom, right in sheet.merged]
    sheets[-1] = Sheet(
        before.name,
        frame([list(row) for row in cells]),
        1,
        0,
        [*before.merged, *merged],
        lead=before.lead,
        agency=before.agency,
        tables=(*before.tables, *sheet.tables),
    )


def _goes_on(before: Sheet, sheet: Sheet, walk: _Walk) -> bool:
    """Same width, no line of its own above, and its first number is not the start of a count."""
    if before.cells.width != sheet.cells.width or any(not line.isdigit() for line in walk.above):
        return False
    numbers = [number for sheet_ in (before, sheet) for number in _ends(sheet_)]
    return bool(numbers) and numbers[-1] not in (("1",), ("I",))


def _ends(sheet: Sheet) -> list[tuple[str, ...]]:
    """The first number that stands in the sheet's first column."""
    column = [parse_row_number(text) for text in sheet.cells["0"].drop_nulls()]
    return [number for number in column if number][:1]
