"""HTML tables (also those saved as .xls) to sheets of text. Pure; never raises on bad input.

What belongs here: which tables hold data, cells that span rows and columns, the lines around a table. What does not:
what the text means.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.grid import Grid, Slot
from pipelines.kpi.sheets.figure_shapes import is_figure
from pipelines.kpi.sheets.sheet import MAX_COLUMNS, Sheet, SheetsOfFile, finding, frame
from pipelines.plans.documents.html import UNREAD
from pipelines.vietnamese import squeeze

BLOCKS = frozenset(
    ["p", "div", "td", "th", "tr", *(f"h{n}" for n in range(1, 7)), "caption", "center", "li", "br", "body"]
)
SILENT = frozenset({"script", "style", "head", "title"})
MOST_LEAD_LINES = 30
MOST_REPEATED = 5_000_000
_HIDDEN = ", ".join(
    [
        "[hidden]",
        *sorted(UNREAD),
        *(
            f'[style*="{rule}" i]'
            for rule in ("display:none", "display: none", "visibility:hidden", "visibility: hidden", "line-through")
        ),
    ]
)

Rows = list[list[str | None]]


def read_html(text: str, source_file: str) -> SheetsOfFile:
    """Every table of data as a sheet, under the lines of text and the small tables of furniture before it."""
    found = SheetsOfFile()
    furniture: list[Sheet] = []
    lead: list[str] = []
    number = 0
    for piece in _pieces(text):
        if isinstance(piece, str):
            lead.append(piece)
            continue
        number += 1
        rows, merged, cut = _html_rows(piece)
        if cut:
            where = f"table {number}"
            remedy = "delete stray cells"
            expected = f"at most {MAX_COLUMNS}"
            found.findings.append(finding(source_file, where, "too_many_columns", cut, expected, remedy))
            continue
        above: Rows = [[line] for line in lead[-MOST_LEAD_LINES:]]
        sheet = _sheet(number, above, rows, merged)
        if _is_furniture(rows):
            furniture += [sheet] if any(any(row) for row in rows) else []
            lead += [" ".join(filled) for row in rows if (filled := [cell for cell in row if cell])]
        else:
            found.sheets.append(sheet)
            lead = []
    found.sheets = found.sheets or sorted(furniture, key=_filled)[-1:]
    if not found.sheets and not found.findings:
        found.findings.append(
            finding(source_file, "file", "no_table", text[:60].strip(), "a table with cells", "export it again")
        )
    return found


def _sheet(number: int, above: Rows, rows: Rows, merged: list[tuple[int, int, int, int]]) -> Sheet:
    down = len(above)
    shifted = [(top + down, left, bottom + down, right) for top, left, bottom, right in merged]
    return Sheet(f"table {number}", frame(above + rows), 1 - down, 0, shifted)


def _filled(sheet: Sheet) -> int:
    return sum(len(sheet.cells[name].drop_nulls()) for name in sheet.cells.columns)


def _is_furniture(rows: Rows) -> bool:
    """A table without any row of several figures: portals set their titles in tables."""
    if len(rows) > 30:
        return False
    return not any(sum(map(is_figure, row)) > 1 for row in rows)


def _pieces(text: str) -> list[LexborNode | str]:
    """Innermost tables and the lines of text around them, in the order of the document."""
    page = _seen(LexborHTMLParser(text))
    root, outer = page.body, _outer_tables(page)
    found: list[LexborNode | str] = []
    line: list[str] = []

    def end_line() -> None:
        found.extend([words] if (words := squeeze(" ".join(line))) else [])
        line.clear()

    waiting: list[LexborNode | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None or node.tag in BLOCKS:  # a block begins or ends: so does a line
            end_line()
        if node is None or node.tag in SILENT:
            continue
        if node.tag == "-text":
            line.append(node.text_content or "")
        elif node.tag == "table" and node.mem_id not in outer:
            end_line()
            found += [words for part in node.css("caption") if (words := squeeze(part.text(separator=" ")))]
            found.append(node)
        else:
            children = list(node.iter(include_text=True))
            waiting += [*([None] if node.tag in BLOCKS else []), *reversed(children)]
    return found


def _outer_tables(page: LexborHTMLParser) -> set[int]:
    """Tables that hold another; each table looks up to the next one only, so that any depth is walked once."""
    outer: set[int] = set()
    for table in page.css("table"):
        above = table.parent
        while above is not None and above.tag != "table":
            above = above.parent
        if above is not None:
            outer.add(above.mem_id)
    return outer


def _seen(page: LexborHTMLParser) -> LexborHTMLParser:
    """The page without what a browser hides, and without footnote marks beside figures."""
    for node in page.css(_HIDDEN):
        node.decompose()
    for node in page.css("td sup, th sup"):
        if len((node.text() or "").strip()) <= 4:
            node.decompose()
    return page


def _html_rows(table: LexborNode) -> tuple[Rows, list[tuple[int, int, int, int]], str]:
    grid: Grid[str] = Grid(MAX_COLUMNS, MOST_REPEATED)
    for row, line in enumerate(table.css("tr"), start=1):
        grid.next_row()
        for cell in line.css("td, th"):
            across = _spread(cell, "colspan", MAX_COLUMNS)
            column = grid.place(" ".join(cell.text(separator=" ").split()), across, _spread(cell, "rowspan", 50))
            if column + across > MAX_COLUMNS + 1:
                return [], [], f"row {row}: {column + across} columns"
    if grid.is_cut:  # columns of later rows have moved: no figure may be read from them
        return [], [], f"cells merged over more than {MOST_REPEATED} positions"
    return [_own_cells(slots) for slots in grid.rows], grid.merged, ""


def _own_cells(slots: list[Slot[str] | None]) -> list[str | None]:
    """The texts of a row's own cells at their columns, up to the last of them."""
    texts = [slot.cell if slot is not None and slot.is_first else None for slot in slots]
    own = [place for place, slot in enumerate(slots) if slot is not None and slot.is_first]
    return texts[: own[-1] + 1] if own else []


def _spread(cell: LexborNode, name: str, most: int) -> int:
    text = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 6 else 1
